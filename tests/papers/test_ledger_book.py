"""All ledgers as one book: cover, contents, a page for each, what is incomplete at the end."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from svc.errors import WrongUsage
from svc.i18n import speak
from svc.papers.ledger_book import Book, Part, contents, form_of, incomplete, page, written
from svc.rules.ledger import LEDGERS, NAMES

DAY, FIRST, LAST = date(2026, 11, 22), date(2026, 11, 1), date(2026, 11, 30)
COLUMNS = ("no", "on", "id", "name", "refund", "missing")
EVIL = "<script>alert(1)</script>\x1b[2J\u202e"
ROWS: tuple[dict[str, Any], ...] = (
    {"no": 1, "on": DAY, "id": "R-1", "name": "王芳", "refund": Decimal("12.50"), "missing": []},
    {"no": 2, "on": DAY, "id": "R-2", "name": EVIL, "refund": None, "missing": ["signature"]},
)


@pytest.fixture(autouse=True)
def english() -> None:
    speak("en")


def book(**more: Any) -> Book:
    parts = tuple(
        Part(name=name, columns=COLUMNS, rows=ROWS if name == "returns" else ()) for name in NAMES
    )
    return Book(**({"shop": "雅衣阁", "days": (FIRST, LAST), "case": None, "parts": parts} | more))


@pytest.mark.fact("S0-024", "X-08", command="svc report ledger all --month 2026-11 --out book.pdf")
def test_the_page() -> None:
    """Cover with counts, each ledger from a new page, an inner margin, page numbers, the end."""
    text = page(book())
    for words in (
        "<h1>Ledgers and registers</h1>", "2026-11</p>", "break-before: page", "@page :left",
        '"page " counter(page) " of " counter(pages) ""', "string-set: ledger", "Checked by",
        "no entries", "Incomplete lines", '<td class="k">R-2</td><td class="m">signature</td>',
    ):  # fmt: skip
        assert words in text, words
    assert text.count("<section>") == len(LEDGERS) + 1
    assert text.count('class="none"') == len(LEDGERS) - 1
    for never in ("<script", "<link", "src=", "url(", "\x1b", "\u202e"):
        assert never not in text


def test_nothing_says_when_it_was_written() -> None:
    """The same lines, the same bytes, on whatever day."""
    for form in ("html", "xlsx"):
        assert written(book(), form, DAY) == written(book(), form, date(2027, 1, 1))


def test_what_it_counts() -> None:
    """Lines and incomplete ones by ledger; nothing missing is said, too."""
    assert ("Return and exchange register", 2, 1) in contents(book())
    assert incomplete(book()) == [("Return and exchange register", 2, "R-2", "signature")]
    empty = book(parts=tuple(Part(name=name, columns=COLUMNS, rows=()) for name in NAMES))
    assert "Nothing is missing." in page(empty)


@pytest.mark.parametrize(
    ("days", "case", "span"),
    [
        ((FIRST, LAST), None, "2026-11"),
        ((FIRST, DAY), None, "2026-11-01 to 2026-11-22"),
        ((FIRST, None), None, "from 2026-11-01 on"),
        ((None, LAST), None, "up to 2026-11-30"),
        ((None, None), "K-1", "all that is on file · K-1"),
    ],
)
def test_which_days(days: tuple[date | None, date | None], case: str | None, span: str) -> None:
    """A whole month by its name, other days by both ends, a case by its id."""
    assert book(days=days, case=case).span == span


def test_a_sheet_for_each() -> None:
    """Contents, a sheet a ledger with real numbers and days, and the incomplete lines."""
    found = CalamineWorkbook.from_filelike(io.BytesIO(written(book(), "xlsx", DAY)))
    assert len(found.sheet_names) == len(LEDGERS) + 2
    assert found.sheet_names[0] == "Contents"
    heads, row, _other = found.get_sheet_by_name("Return and exchange register").to_python()
    assert heads == ["No.", "date", "id", "name", "refund", "missing"]
    assert row[:5] == [1.0, DAY, "R-1", "王芳", 12.5]
    assert found.get_sheet_by_index(len(LEDGERS) + 1).to_python()[1][2] == "R-2"


def test_names_of_sheets_are_told_apart() -> None:
    """Cut to what a spreadsheet takes, all names differ, in both languages."""
    for language in ("en", "zh"):
        speak(language)
        assert len({str(each.title)[:31] for each in LEDGERS.values()}) == len(LEDGERS)


def test_which_files() -> None:
    """A book is a PDF, a page or a spreadsheet."""
    assert form_of("a/book.PDF") == "pdf"
    with pytest.raises(WrongUsage, match="PDF, a page or a spreadsheet"):
        form_of("book.csv")


@pytest.mark.pages
def test_the_book_as_pdf() -> None:
    """The same bytes every time."""
    content = written(book(), "pdf", DAY)
    assert content.startswith(b"%PDF-")
    assert content == written(book(), "pdf", DAY)
