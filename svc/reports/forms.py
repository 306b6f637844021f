"""The forms a report is written in: text, Markdown, a page, a spreadsheet, PDF, JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import output
from svc.lists.writing import form_of as named_form

if TYPE_CHECKING:
    from os import PathLike

    from svc.reports.document import Report

FORMS = ("html", "xlsx", "md", "pdf", "txt", "json")
DRAWN = frozenset({"html", "pdf"})
"""Forms whose charts a library of their own draws."""


def form_of(file: str | PathLike[str]) -> str:
    """The form a file's name asks for; raises WrongUsage."""
    return named_form(file, FORMS)


def lacks_charts(report: Report, form: str) -> bool:
    """Whether a form would show charts of a report, and what draws them is not installed."""
    if form not in DRAWN or not any(section.chart for section in report.sections):
        return False
    from svc.reports.drawing import lacking

    return lacking()


def written(
    report: Report, form: str, found: Any, store: str | PathLike[str] | None = None
) -> bytes:
    """The bytes of a report in a form; the same figures give the same bytes.

    `found` is what programs get: JSON; `store` is the shop's folder, whose own page comes first.

    Raises:
        BadTemplate: the shop's own page cannot be read or rendered.
        WrongUsage: a spreadsheet or a PDF is asked for and its library is not installed.
    """
    if form == "json":
        return (output.to_json(found) + "\n").encode()
    if form == "xlsx":
        from svc.reports.sheet import workbook

        return workbook(report)
    if form == "md":
        from svc.reports.markdown import markdown

        return markdown(report).encode()
    if form == "txt":
        from svc.reports.text import text

        return (text(report, columns=80, plain=True) + "\n").encode()
    from svc.reports.page import page

    if form == "html":
        return page(report, store=store).encode()
    from svc.papers.pdf import pdf

    return pdf(page(report, printed=True, store=store))
