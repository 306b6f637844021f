"""`svc report ledger`: the four ledgers and the registers, on the screen or on paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.options import WordChoice, formats, from_to, pass_app
from svc.commands.progress import watch
from svc.commands.report import VERBS
from svc.commands.report.bound import ALL, tell_all
from svc.errors import BadInput, WrongUsage
from svc.i18n import _, say, spoken
from svc.rules.ledger import LEDGERS, MISSING, NAMES, columns_of, keys_of, lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App

NAMED = 8
"""So many incomplete lines are named; the rest are counted."""
ABOUT = ("id", "about", "purchase", "complaint", "customer", "order")
BELOW = ("text", "measures", "result", "offers", "question", "goods", "address", "missing")

WHOLE = say("all of them as one book, to print and bind")


class LedgerName(WordChoice):
    """A ledger by its name, or by the title it has on paper."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name."""
        titles = {str(each.title).lower(): name for name, each in LEDGERS.items()}
        titles[_("all ledgers")] = ALL
        return super().convert(titles.get(value.strip().lower(), value), param, ctx)

    def _words(self) -> str:
        return ", ".join(
            f"{name} ({LEDGERS[name].title})" if spoken() == "zh" and name in LEDGERS else name
            for name in self.choices
        )


@click.command(
    "ledger",
    help=str(VERBS["ledger"]),
    epilog="\n".join(
        [
            "\b",
            _("Ledgers:"),
            *(f"  {n:12}  {x.title}" for n, x in LEDGERS.items()),
            f"  {ALL:12}  {WHOLE}",
        ]
    ),
)
@click.argument("name", metavar="NAME", type=LedgerName((*NAMES, ALL)))
@from_to
@click.option("--month", metavar="2026-11", help=_("Only this month."))
@click.option("--case", metavar="REF", help=_("Only the lines about one case, sale or customer."))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Write it to a file: .csv, .tsv, .json, .jsonl, .xlsx, .html, .pdf, .md or .txt."),
)
@formats
@pass_app
def command(
    app: App,
    name: str,
    form: str,
    first: date | None,
    last: date | None,
    month: str | None,
    case: str | None,
    out: Path | None,
) -> None:
    """By day and id, numbered; what a case lacks stands on its line and is told on stderr."""
    if month is not None:
        if first or last:
            raise WrongUsage(say("Give --month, or --from and --to."))
        first, last = month_of(month)
    if first and last and first > last:
        raise BadInput(say("{first} is after {last}.", first=first, last=last))
    watch(app.store)
    if name == ALL:
        tell_all(app, form, first=first, last=last, case=case, out=out)
        return
    rows = rows_of(app, name, first, last, case)
    if out is None:
        show(app, name, rows, form)
    else:
        from svc.commands.export import refuse_the_stores_own
        from svc.lists.writing import put_in_place
        from svc.papers.ledger import form_of, written

        kind = form_of(out)
        refuse_the_stores_own(out, app.store)
        policy = app.policy.at(app.today)
        content = written(
            name, rows, kind, keys=keys_of(name, policy), columns=columns_of(name, policy),
            shop=app.store.settings.name, today=app.today, days=(first, last),
        )  # fmt: skip
        put_in_place(out, content)
        output.say_on_stderr(say("{n} lines are in {file}.", n=len(rows), file=out))
    tell_incomplete(rows)


def rows_of(
    app: App, name: str, first: date | None, last: date | None, case: str | None
) -> list[dict[str, Any]]:
    """The lines of a ledger on some days, numbered; then those about one case, sale or customer.

    Raises:
        NoSuchRecord: the case named is not on file.
    """
    from svc.commands.report.books import books_of, records_of, surveys_of
    from svc.store.ids import FIRST_DAY, LAST_DAY, day_of

    days = None if first is None and last is None else (first or FIRST_DAY, last or LAST_DAY)
    table = LEDGERS[name].table
    records = records_of(app.store, table, *(days or (None, None)))
    if LEDGERS[name].also == "surveys":
        records += surveys_of(app.store, *(days or (None, None)))
        records.sort(key=lambda kept: (getattr(kept, "done_on", None) or kept.on, kept.id))
    books = books_of(app, table, records)
    opened = {each.id: day_of(each.id) for each in records} if name == "customers" else {}
    rows = lines(name, records, books, opened=opened, days=days)
    if case is None:
        return rows
    from svc.commands.any_ref import id_named

    named = id_named(app.store, case)
    return [row for row in rows if any(named in str(row.get(key) or "") for key in ABOUT)]


def month_of(text: str) -> tuple[date, date]:
    """The first and the last day of a month; raises BadInput."""
    from datetime import timedelta

    year, _dash, number = text.strip().partition("-")
    try:
        first = date.fromisoformat(f"{year}-{number}-01")
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    except ValueError:
        raise BadInput(
            say("{text!r} is no month.", text=text), say("Write it as 2026-11.")
        ) from None
    return first, after - timedelta(days=1)


def show(app: App, name: str, rows: Sequence[dict[str, Any]], form: str) -> None:
    """Print the lines: every key for a program, the policy's columns in words for people."""
    from svc.papers.ledger import heading, plain, said

    policy = app.policy.at(app.today)
    if form != "text":
        output.show_list([plain(row) for row in rows], {}, form, keys=keys_of(name, policy))
        return
    columns = columns_of(name, policy)
    shown = [{key: said(name, key, row.get(key)) for key in columns} for row in rows]
    headings = {key: heading(key) for key in columns}
    output.show_list(shown, headings, form, below=[key for key in BELOW if key in columns])


def tell_incomplete(rows: Sequence[dict[str, Any]]) -> None:
    """How many lines lack something, and which: on stderr (S0-024)."""
    from svc.papers.ledger import heading

    lacking = [row for row in rows if row[MISSING]]
    if not lacking:
        return
    shown = [f"{row['id']} ({', '.join(map(heading, row[MISSING]))})" for row in lacking[:NAMED]]
    output.say_on_stderr(
        say(
            "{n} of {all} lines lack something: {which}",
            n=len(lacking),
            all=len(rows),
            which="; ".join(shown) + (" …" if len(lacking) > NAMED else ""),
        )
    )
