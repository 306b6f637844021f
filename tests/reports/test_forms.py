"""Which form a file's name asks for, and that a form gives the same bytes again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from svc.errors import WrongUsage
from svc.reports.document import Report
from svc.reports.forms import FORMS, form_of, lacks_charts, written
from tests.reports.any_report import reports, sample


@pytest.mark.parametrize(
    ("file", "form"),
    [("a.html", "html"), ("A.HTML", "html"), ("周报.xlsx", "xlsx"), ("x/y.md", "md"),
     ("a.b.txt", "txt"), ("a.json", "json"), ("a.pdf", "pdf")],
)  # fmt: skip
def test_form_of(file: str, form: str) -> None:
    """By what the name ends with, whatever its capitals."""
    assert form_of(file) == form


@pytest.mark.parametrize(
    "file", ["", "-", "report", "report.", ".html", "report.doc", "a.html.gz"]
)
def test_no_form(file: str) -> None:
    """One sentence that names the forms."""
    with pytest.raises(WrongUsage, match="does not tell the format"):
        form_of(file)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "pdf"])
def test_the_same_again(form: str) -> None:
    """Nothing in a file says when it was written."""
    assert written(sample(), form, {"n": 1}) == written(sample(), form, {"n": 1})


def test_json_is_what_programs_get() -> None:
    """Not the document: the command's own figures."""
    assert json.loads(written(sample(), "json", {"on": "2026-11-22"})) == {"on": "2026-11-22"}


@settings(max_examples=15)
@given(reports)
def test_any_report_has_its_text(report: Report) -> None:
    """As a file it has no escape codes, eighty columns, and a line feed at its end."""
    content = written(report, "txt", None).decode()
    assert content.endswith("\n")
    assert "\x1b" not in content


def test_where_charts_are_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only forms that draw them lack them, and only of a report that has some."""
    monkeypatch.setattr("svc.reports.drawing.lacking", lambda: True)
    assert [form for form in FORMS if lacks_charts(sample(), form)] == ["html", "pdf"]
    assert not lacks_charts(Report(name="x", title="X", shop=""), "html")
