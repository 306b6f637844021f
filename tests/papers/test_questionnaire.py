"""Questionnaires on paper: circles to tick, both columns, lines for words, one page each."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from svc.papers.questionnaire import MUST, Sheet
from svc.policy import Policy
from svc.rules.survey import names_of, questionnaire

if TYPE_CHECKING:
    from pathlib import Path

fact = pytest.mark.fact
DAY = date(2026, 11, 22)
NAMES = names_of(Policy())


def sheet(name: str, language: str = "zh", shop: str = "雅衣阁") -> Sheet:
    return Sheet(questionnaire(Policy(), name, DAY), shop, language)


class Page(HTMLParser):
    """Reads a page: whether every element is closed, and what it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@fact("S2-076", "S2-088", "S2-090", command="svc survey form")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_the_page(name: str, language: str) -> None:
    """Every question with its circles or lines, the shop's name, where to put it; whole."""
    made = sheet(name, language)
    page = made.page()
    found = Page(page)
    assert found.open == []
    assert found.fetched == []
    assert "雅衣阁" in page
    for question in made.form.questions:
        assert question.text.told(language).replace("'", "&#x27;") in page
    ticked = [each for each in made.form.questions if each.scale.is_ticked]
    circles = sum(each.scale.high - each.scale.low + 1 for each in ticked)
    assert page.count('class="ring"') == circles
    lines = sum(each.lines for each in made.form.questions if each.scale.is_words)
    assert page.count('<div class="line">') == lines
    if made.form.back is not None:
        assert made.form.back.told(language) in page


@fact("S1-030", command="svc survey form servqual")
def test_both_columns() -> None:
    """Each of the 22 sentences once, with seven circles for a good shop and seven for ours."""
    page = sheet("servqual", "en").page()
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', page)
    assert [row.count("ring") for row in rows] == [14] * 22 + [0] * 5
    assert "an excellent shop" in page
    assert "our shop" in page
    assert page.count('class="box"') == 5
    assert "<td>100</td>" in page


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_the_text(name: str, language: str) -> None:
    """The same questions for a printer of receipts or a message."""
    made = sheet(name, language)
    text = made.text()
    for question in made.form.questions:
        assert question.text.told(language) in text
    assert text.count("□") == sum(
        each.scale.high - each.scale.low + 1
        for each in made.form.questions
        if each.scale.is_ticked
    )


def test_what_needs_an_answer_is_marked() -> None:
    """One question of the survey does, none of the opinion card; others may be left blank."""
    for language in ("en", "zh"):
        made = sheet("satisfaction", language)
        (mark,) = made.said(MUST)
        asked = next(each for each in made.form.questions if each.required)
        assert f"{asked.text.told(language)} {mark}" in made.text()
        assert (made.text().count(mark), made.page().count(mark)) == (1, 1)
        assert mark not in sheet("opinion", language).text()


OWN = """
[own]
title_en = "A <b>"
title_zh = "甲"
sources = ["us"]
[[own.values]]
[own.values.value]
questions = [
    { key = "a", en = "Where from?", zh = "从哪知道", choices = [
        { en = "<i>tv</i>", zh = "电视" }, { en = "a friend", zh = "朋友" },
    ] },
    { key = "b", scale = "0-200", en = "How often?", zh = "几次" },
    { key = "c", scale = "1-5", en = "One", zh = "一" },
    { key = "d", scale = "1-3", en = "Two", zh = "二" },
]
"""


def test_a_questionnaire_of_the_shops_own(tmp_path: Path) -> None:
    """Choices and numbers to write in; what is typed in a policy is text, never a page's code."""
    (tmp_path / "survey.toml").write_text(OWN, encoding="utf-8")
    made = Sheet(questionnaire(Policy(tmp_path), "own", DAY), "<script>x</script>", "en")
    page = made.page("A4")
    assert Page(page).open == []
    for bad in ("<script", "<i>tv", "A <b>"):
        assert bad not in page
    assert "&lt;i&gt;tv&lt;/i&gt;" in page
    assert page.count('class="box"') == 1
    assert page.count('class="rows"') == 2
    assert "size: A4;" in page
    assert "□ a friend" in made.text()
    assert made.explained()[5] == "Where from? (1 <i>tv</i>, 2 a friend)"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_fits_on_one_page(language: str) -> None:
    """A5, and A4 for the one with two columns."""
    pytest.importorskip("weasyprint")
    import pypdfium2

    from svc.papers.pdf import pdf

    for name, size in {**dict.fromkeys(NAMES, "A5"), "servqual": "A4"}.items():
        made = sheet(name, language)
        assert made.size == size
        if name in {"servqual", "satisfaction"}:
            assert len(pypdfium2.PdfDocument(pdf(made.page()))) == 1
