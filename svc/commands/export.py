"""`svc export`: a table as CSV, TSV, JSON, JSON Lines or a spreadsheet."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.options import into_file, pass_app
from svc.errors import Refused, WrongUsage
from svc.i18n import _, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from svc.app import App
    from svc.records.base import Record
    from svc.store.store import Store

TABLES = (
    "customers", "purchases", "complaints", "callbacks", "staff", "returns", "repairs", "parts",
    "deliveries", "approvals", "events", "surveys", "messages",
)  # fmt: skip
FORMATS = ("csv", "tsv", "json", "jsonl", "xlsx")
OURS = ("data", ".svc", ".git", "policy")


@click.command(
    help=_(
        "Write a table: JSON and JSON Lines hold the records whole; CSV, TSV and XLSX a row each. "
        "Of purchases they hold a row for each item: its amounts add up to the turnover, and "
        "`svc import purchases` reads them. A spreadsheet that opens CSV may take a cell such as "
        "=1+1 for a formula: svc writes CSV as it is; XLSX is safe."
    )
)
@click.argument("table", metavar="TABLE", type=click.Choice(TABLES))
@into_file(FORMATS, _("How to write it; else as the file's name ends, else CSV."))
@pass_app
def command(app: App, table: str, out: Path | None, form: str | None) -> None:
    """Fetch, put into the form, write."""
    target = None if out is None or str(out) == "-" else out
    form = form or form_of(target)
    if target is not None:
        refuse_the_stores_own(target, app.store)
    records = sorted(app.store.table(table).all(), key=order)
    content = contents(table, records, form, app)
    if target is None:
        write_to_stdout(content, form)
        return
    from svc.lists.writing import put_in_place

    put_in_place(target, content)
    output.say_on_stderr(say("{n} records are in {file}.", n=len(records), file=target))


def order(record: Record) -> tuple[Any, ...]:
    """What is dated by its day, then by id; the rest by id."""
    day = getattr(record, "on", None)
    return (day, record.id) if day else (record.id,)


def form_of(target: Path | None) -> str:
    """The form a file's name asks for, CSV without one; raises WrongUsage."""
    if target is None:
        return "csv"
    form = target.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise WrongUsage(
            say("{name} does not tell the format.", name=target.name),
            say("Let it end in .csv, .tsv, .json, .jsonl or .xlsx, or say --format."),
        )
    return form


def refuse_the_stores_own(target: Path, store: Store) -> None:
    """Refuse a file where the store keeps its own, which would be read as records."""
    place = target.resolve()
    root = store.folder.resolve()
    if any(place.is_relative_to(root / name) for name in OURS) or place == root / "svc.toml":
        raise Refused(
            say("{file} lies where the shop keeps its own files.", file=target),
            say("Name a file elsewhere; nothing was written."),
        )


def contents(table: str, records: Sequence[Record], form: str, app: App) -> bytes:
    """The bytes of an export."""
    if form == "json":
        return (output.to_json([record.to_json() for record in records]) + "\n").encode()
    if form == "jsonl":
        lines = (output.to_json(record.to_json(), indent=None) + "\n" for record in records)
        return "".join(lines).encode()
    from svc.lists.sheets import sheet_of

    sheet = sheet_of(table, records)
    if form == "xlsx":
        from svc.lists.spreadsheet import xlsx

        return xlsx(sheet, app.today)
    file = io.StringIO()
    rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    output.write_separated(rows, file, form, sheet.columns)
    return file.getvalue().encode()


def write_to_stdout(content: bytes, form: str) -> None:
    """The export to stdout; a spreadsheet's bytes only where no terminal shows them."""
    if form != "xlsx":
        output.out().write(content.decode())
        return
    if output.out().isatty():
        raise WrongUsage(
            say("A spreadsheet is nothing for a terminal."), say("Give --out FILE.xlsx.")
        )
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
