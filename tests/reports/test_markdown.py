"""A report as Markdown, read by a parser of Markdown: what stands in it is shown as it is."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from svc.output import safe, width
from svc.papers.literal import escaped, fenced, paragraph
from svc.reports.document import Report
from svc.reports.markdown import WIDE, markdown
from svc.reports.values import heading, shown
from tests.reports.any_report import ATTACKS, reports, sample, words

READER = MarkdownIt("gfm-like", {"html": True})


def rendered(report: Report) -> str:
    """The report as HTML."""
    html: str = READER.render(markdown(report))
    return html


def test_a_report() -> None:
    """Title, figures with what they were, tables with figures on the right, charts with titles."""
    text = markdown(sample())
    lines = text.split("\n")
    assert lines[:5] == [
        "# customers", "", "雅衣阁 · 2026-W47 · 2026-11-16 – 2026-11-22", "",
        "- **新投诉: 12** · 上周 9 (up 3) · 去年同期 15 (down 3)",
    ]  # fmt: skip
    assert lines[5] == "- ⚠ **late: 3** · last week 3 (unchanged)"
    assert "| class | count | share | first on | paid | hours | what to do |" in lines
    assert "| --- | --: | --: | --- | --: | --: | --- |" in lines
    assert (
        "| 服务态度 | 3 | 25.0 % | 2026-11-16 | ¥37.50 | 3.5 h | 每天整理。每天整理。每天整理。 |"
        in lines
    )
    assert "| **total** | **12** | **100.0 %** |  | **¥150.00** |  |  |" in lines
    assert "Complaints by class (cases)" in lines
    assert all(
        width(line) <= WIDE for block in text.split("```")[1::2] for line in block.split("\n")
    )


@settings(max_examples=40)
@given(reports)
def test_nothing_is_more_than_text(report: Report) -> None:
    """No link, no picture, no HTML of anybody's; each table has its columns and its rows."""
    html = rendered(report)
    tags = set(re.findall(r"<(/?[a-z0-9]+)", html))
    ours = {"h1", "h2", "p", "ul", "li", "strong", "table", "thead", "tbody", "tr", "th", "td",
            "pre", "code"}  # fmt: skip
    assert {tag.removeprefix("/") for tag in tags} <= ours
    drawn = [s.table for s in report.sections if s.table is not None and s.table.rows]
    assert html.count("<table>") == len(drawn)
    rows = sum(1 + len(table.rows) + bool(table.total) for table in drawn)
    assert html.count("<tr>") == rows
    assert html.count("<th") - html.count("<thead") == sum(len(table.columns) for table in drawn)


MARKED = (
    *ATTACKS, "1. x", "2) y", "- x", "+ x", "=", "www.a.example", "&lt;", "~~x~~", "a_b_c", "\\",
    "王|芳", "    x", "**", "---",
)  # fmt: skip


@pytest.mark.parametrize("text", MARKED)
def test_words_are_shown_as_they_are(text: str) -> None:
    """In a sentence, at its start and in a cell: whoever reads the page sees what was written."""
    said = safe(text).split()
    for made, before in (
        (f"y {escaped(text)}", ["y"]),
        (paragraph(text), []),
        (f"| y |\n| --- |\n| {escaped(text)} |", ["y"]),
    ):
        html = READER.render(made)
        assert "<a" not in html
        assert unescape(re.sub("<[^>]*>", "", html)).split() == before + said


@settings(max_examples=40)
@given(words)
def test_cells_law(text: str) -> None:
    """A parser gives back what went in."""
    html = READER.render(f"| a |\n| --- |\n| {escaped(text)} |")
    (cell,) = re.findall("<td>(.*?)</td>", html, re.DOTALL) or [""]
    assert unescape(cell).split() == safe(text).split()
    assert "<" not in cell


@given(st.lists(st.text("`x ", max_size=6), min_size=1, max_size=3))
def test_a_block_is_closed_by_nothing_in_it(lines: list[str]) -> None:
    """Its fence is longer than any in it."""
    html = READER.render(fenced(lines))
    assert html.count("<pre>") == 1
    assert re.sub("<[^>]*>", "", html).rstrip("\n") == "\n".join(lines).rstrip("\n")


def test_every_value_is_there() -> None:
    """What the tables hold is in the page, each as values.py shows it."""
    page = unescape(rendered(sample()))
    for section in sample().sections:
        assert heading(section.heading) in page
        for row in section.table.rows if section.table else ():
            assert section.table
            for value, column in zip(row, section.table.columns, strict=True):
                assert f">{shown(value, column.kind)}</td>" in page
