"""Cards: as text and as a page that needs nothing else."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from svc.errors import NoSuchRecord, WrongUsage
from svc.i18n import speak
from svc.messages.facts import Facts, facts
from svc.papers.card import card, form_of
from svc.papers.card_facts import opinion_facts
from svc.policy import Policy

NAMES = ("birthday", "thank_you", "opinion", "festival", "warranty")
LONG = "阿卜杜热依木·买买提艾力·古丽巴哈尔·努尔麦麦提"


@pytest.fixture(autouse=True)
def english() -> None:
    speak("en")


def known(name: str = "王小丽", language: str = "zh", shop: str = "锦绣衣坊") -> Facts:
    today = date(2026, 11, 22)
    found = facts(name=name, gender="F", number=None, shop=shop, today=today, language=language)
    return found | opinion_facts(Policy(), today, language)


class Page(HTMLParser):
    """Reads a page, noting its elements and what it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.fetched: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.fetched += [
            value or ""
            for key, value in attrs
            if key in ("src", "href") and value and value[0] != "#"
        ]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("called", ["王小丽", LONG, ""])
def test_a_page_stands_alone(name: str, language: str, called: str) -> None:
    """A6, well-formed, no script, nothing fetched, whatever the name (S2-025)."""
    text = card(name, known(called, language), language=language, form="html")
    page = Page(text)
    assert text.startswith("<!doctype html>")
    assert "@page { size: 105mm 148mm" in text
    assert page.open == []
    assert page.fetched == []
    assert not page.seen & {"script", "link", "img", "iframe", "object"}
    assert "url(" not in text
    assert "@import" not in text
    assert called in text.replace("<wbr/>", "")
    assert "<look" not in text


@pytest.mark.parametrize("name", NAMES)
def test_text_and_page_say_the_same(name: str) -> None:
    """Every sentence of the text stands on the page, too."""
    html = card(name, known(), language="zh", form="html")
    page = re.sub(r"\s+|<[^>]*>", "", html)
    lines = card(name, known(), language="zh").splitlines()
    words = [line.split("  ")[0] for line in lines if line.strip("_ ") and "月" not in line]
    assert words
    for line in words:
        assert re.sub(r"\s+", "", line) in page


def test_a_name_brings_no_markup() -> None:
    """Names and shops are escaped on the page."""
    evil = "<img src=x onerror=alert(1)>"
    text = card("thank_you", known(evil, shop=evil), language="zh", form="html")
    assert "<img" not in text
    assert "&lt;img" in text


def test_a_birthday_card_bears_no_date() -> None:
    """It is written days before the day."""
    for form in ("txt", "html"):
        assert "11月22日" not in card("birthday", known(), language="zh", form=form)


def test_a_shops_own_card_uses_the_shared_page(tmp_path: Path) -> None:
    """A card of the shop's may build on the page that the shipped ones share."""
    folder = tmp_path / "templates" / "card"
    folder.mkdir(parents=True)
    own = '{% extends "card/_card.html" %}{% block title %}您好{% endblock %}'
    (folder / "hello.zh.html").write_text(own, encoding="utf-8")
    text = card("hello", known(), language="zh", form="html", store=tmp_path)
    assert "<title>您好</title>" in text


def test_a_shops_own_page_is_under_all_cards(tmp_path: Path) -> None:
    """A shop may restyle the page that all cards share."""
    folder = tmp_path / "templates" / "card"
    folder.mkdir(parents=True)
    (folder / "_card.html").write_text("own page", encoding="utf-8")
    assert card("birthday", known(), language="zh", form="html", store=tmp_path) == "own page"


@pytest.mark.parametrize(
    ("file", "form"),
    [
        (None, "txt"),
        ("a.txt", "txt"),
        ("a.html", "html"),
        ("A.HTML", "html"),
        ("a.svg", "svg"),
        ("a.pdf", "pdf"),
        ("a.PNG", "png"),
    ],
)
def test_forms(file: str | None, form: str) -> None:
    """The file's name says the form; without a file it is text."""
    assert form_of(Path(file) if file else None) == form


@pytest.mark.parametrize("file", ["a.gif", "a.jpg", "a", "-", ".html.bak"])
def test_other_forms_are_refused(file: str) -> None:
    """Other forms are named as not there, with those that are."""
    with pytest.raises(WrongUsage) as caught:
        form_of(Path(file))
    assert ".svg, .pdf or .png" in str(caught.value.hint)


def test_an_unknown_card() -> None:
    """The hint names the cards there are."""
    with pytest.raises(NoSuchRecord) as caught:
        card("zzz", known(), language="zh")
    assert str(caught.value.hint) == "There are: birthday, festival, opinion, thank_you, warranty."
