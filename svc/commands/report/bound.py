"""`svc report ledger all`: all ledgers and registers in one book, or their counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc import output
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.rules.ledger import NAMES, columns_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from svc.app import App
    from svc.papers.ledger_book import Book

ALL = "all"


def tell_all(
    app: App,
    form: str,
    *,
    first: date | None,
    last: date | None,
    case: str | None,
    out: Path | None,
) -> None:
    """The book in a file; without one how many lines each ledger has, or for a program the lines.

    Raises:
        WrongUsage: the file's name, or the form asked for, is none for a book.
    """
    from svc.papers.ledger_book import form_of, written

    kind = form_of(out) if out is not None else None
    if out is None and form not in {"text", "json"}:
        raise WrongUsage(
            say("All ledgers together are no one table."),
            say("Take --json, or --out FILE.pdf, .html or .xlsx."),
        )
    book = book_of(app, first, last, case)
    if out is None or kind is None:
        _show(book, form)
        return
    from svc.commands.export import refuse_the_stores_own
    from svc.lists.writing import put_in_place

    refuse_the_stores_own(out, app.store)
    put_in_place(out, written(book, kind, app.today))
    lines = sum(len(part.rows) for part in book.parts)
    lacking = sum(len(part.lacking) for part in book.parts)
    output.say_on_stderr(
        say(
            "{n} lines in {ledgers} ledgers are in {file}; {lacking} lack something.",
            n=lines, ledgers=len(book.parts), file=out, lacking=lacking,
        )
    )  # fmt: skip


def book_of(app: App, first: date | None, last: date | None, case: str | None) -> Book:
    """Every ledger for some days, or about one case, with the columns of policy."""
    from svc.commands.report.ledger import rows_of
    from svc.papers.ledger_book import Book, Part

    policy = app.policy.at(app.today)
    parts = tuple(
        Part(
            name=name,
            columns=tuple(columns_of(name, policy)),
            rows=tuple(rows_of(app, name, first, last, case)),
        )
        for name in NAMES
    )
    return Book(shop=app.store.settings.name, days=(first, last), case=case, parts=parts)


def _show(book: Book, form: str) -> None:
    """The lines by ledger for a program; for people how many there are."""
    from svc.papers.ledger import plain

    if form == "json":
        found = {part.name: [plain(row) for row in part.rows] for part in book.parts}
        output.write(output.to_json(found))
        return
    rows = [
        {
            "ledger": part.name,
            "title": part.title,
            "lines": len(part.rows),
            "incomplete": len(part.lacking),
        }
        for part in book.parts
    ]
    headings = {"ledger": _("Ledger"), "title": _("title"), "lines": _("Lines"),
                "incomplete": _("Incomplete")}  # fmt: skip
    output.show_list(rows, headings, form)
