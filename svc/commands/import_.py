"""`svc import`: customers and purchases from lists as shops keep them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.list_input import Options, read, reading_options
from svc.commands.options import pass_app
from svc.commands.progress import shown
from svc.errors import BadInput, Refused
from svc.i18n import _, say
from svc.lists.headings import fields_of
from svc.records.purchase import Purchase

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from svc.app import App
    from svc.lists.headings import Columns, Kind
    from svc.lists.outcomes import Outcome
    from svc.lists.reading import Row
    from svc.records.staff import Staff
    from svc.store.store import Change

Plan = Callable[["Change", "Sequence[Row]", "Columns"], "Iterator[Outcome]"]

COLUMNS = {"row": "row", "column": "column", "value": "value", "reason": "reason"}


@click.group(help=_("Read customers or purchases from a list: CSV, TSV, XLSX, XLS or plain text."))
def command() -> None:
    """The noun; its verbs follow."""


@command.command(
    help=_(
        "Read customers from a list; - is stdin. A phone on file with the same "
        "name fills empty fields only."
    ),
    epilog=_("FIELD is one of: {fields}; profile.NAME is a field of your own.").format(
        fields=" | ".join(fields_of("customers", ()))
    ),
)
@click.option("--create-customers", is_flag=True, hidden=True, expose_value=False)
@reading_options
@pass_app
def customers(app: App, /, file: Path, form: str, **given: Any) -> None:
    """Every row ends as a customer or as a named reject.

    `--create-customers` is what reading customers does anyway.
    """
    from svc.lists.customers import Facts, plan

    def planned(change: Change, rows: Sequence[Row], columns: Columns) -> Iterator[Outcome]:
        facts = Facts(
            country=app.country,
            today=app.today,
            new_id=lambda: change.new_id("customers", app.today),
            staff=staff_names(app.store.staff.all()),
        )
        return plan(rows, columns, app.store.customers.all(), facts)

    take(app, "customers", file, Options(**given), form=form, plan=planned)


@command.command(
    help=_(
        "Read purchases from a list; - is stdin. One row is one purchase; its "
        "customer is a number on file, a phone or a whole id."
    ),
    epilog=_("FIELD is one of: {fields}.").format(fields=" | ".join(fields_of("purchases", ()))),
)
@click.option(
    "--create-customers", is_flag=True, help=_("Open a file for a customer number not yet known.")
)
@reading_options
@pass_app
def purchases(app: App, /, file: Path, form: str, create_customers: bool, **given: Any) -> None:
    """A list read twice adds nothing; two equal rows of one list are two purchases."""
    from svc.lists.purchases import Facts, plan

    def planned(change: Change, rows: Sequence[Row], columns: Columns) -> Iterator[Outcome]:
        on_file = list(app.store.purchases.all())
        facts = Facts(
            country=app.country,
            create_customers=create_customers,
            staff=staff_names(app.store.staff.all()),
            rows_on_file=frozenset(p.row for p in on_file if p.row),
            ids_on_file=frozenset(p.id for p in on_file),
            new_customer_id=lambda: change.new_id("customers", app.today),
            new_id=lambda on: change.new_id("purchases", on),
        )
        return plan(rows, columns, app.store.customers.all(), facts)

    take(app, "purchases", file, Options(**given), form=form, plan=planned)


def staff_names(staff: Iterable[Staff]) -> dict[str, str]:
    """Each member's id by id, code and name; a name or code that two have is nobody's."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for member in staff:
        for name in {member.id, member.code, member.name} - {None}:
            if found.setdefault(str(name), member.id) != member.id:
                twice.add(str(name))
    return {name: member for name, member in found.items() if name not in twice}


def take(
    app: App, kind: Kind, file: Path, options: Options, *, form: str, plan: Plan
) -> None:  # fmt: skip
    """Read a list, put on file what its plan says, and report each row's outcome.

    Raises:
        BadInput: rows cannot be taken and no --skip-bad was given; nothing is written then.
    """
    reading, columns = read(app, kind, file, options)
    label = say("Reading {n} rows", n=len(reading.rows))
    with app.store.change(dry_run=options.dry_run) as change:
        planned = plan(change, reading.rows, columns)
        outcomes = list(shown(planned, len(reading.rows), label))
        rejected = [outcome for outcome in outcomes if outcome.result == "rejected"]
        refused = bool(rejected) and not options.skip_bad
        if rejected and options.rejects and not options.dry_run:
            write_rejects(options.rejects, rejected, columns, yes=options.yes)
        for record in (r for outcome in outcomes if not refused for r in outcome.records):
            change.put(record)
    if options.dry_run:
        output.say_on_stderr(say("Nothing was changed. This would be the outcome:"))
    report(outcomes, form, refused=refused)
    warn_of_days_to_come(outcomes, app.today)
    warn_of_strangers(outcomes)
    if refused:
        raise BadInput(
            say("{n} of {read} rows cannot be taken, so nothing was written. Row {row}: {reason}",
                n=len(rejected), read=len(outcomes), row=rejected[0].row.number,
                reason=rejected[0].reason),
            say("Mend the list, or take the other rows with --skip-bad; --rejects FILE writes "
                "the bad ones out."),
        )  # fmt: skip


def write_rejects(
    target: Path, rejected: Sequence[Outcome], columns: Columns, *, yes: bool
) -> None:
    """Write the rejected rows to a file, before anything is on file.

    A file that is there is replaced without a word only if it holds the same rows: somebody may
    have begun to mend it.

    Raises:
        Refused: a file is there that holds something else.
        CannotReadOrWrite: it cannot be written.
    """
    from svc.lists.writing import put_in_place, rejects_csv, same_rows

    content = rejects_csv(rejected, columns)
    if target.is_file() and not yes and not same_rows(target.read_bytes(), content):
        asked = sys.stdin is not None and sys.stdin.isatty()
        question = _("{file} is there already. Replace it?").format(file=target)
        if not asked or not click.confirm(question, err=True):
            raise Refused(
                say("{file} is there already; nothing was changed.", file=target),
                say("Name another file, or replace it with --yes."),
            )
    put_in_place(target, content)


def report(outcomes: Sequence[Outcome], form: str, *, refused: bool) -> None:
    """What became of the rows, on stdout: the counts, and each reject with its reason."""
    counts = Counter(outcome.result for outcome in outcomes)
    errors = [outcome.to_json() for outcome in outcomes if outcome.result == "rejected"]
    shown = {
        "read": len(outcomes),
        "added": 0 if refused else counts["added"],
        "updated": 0 if refused else counts["updated"],
        "rejected": counts["rejected"],
        "errors": errors,
    }
    if form != "text":
        output.show_record(shown, form)
        return
    output.write(
        _("{read} rows read: {added} added, {updated} updated, {rejected} rejected.").format(
            **shown
        )
    )
    output.show_list(errors, COLUMNS, form)


def warn_of_days_to_come(outcomes: Sequence[Outcome], today: date) -> None:
    """Warn of purchases dated after today, as `svc purchase add` does."""
    late = [
        outcome.row.number
        for outcome in outcomes
        for record in outcome.records
        if isinstance(record, Purchase) and record.on > today
    ]
    if late:
        output.warn(say("{n} purchases are dated after today, the first in row {row}.",
                        n=len(late), row=late[0]))  # fmt: skip


def warn_of_strangers(outcomes: Sequence[Outcome]) -> None:
    """Warn, once a name, of assistants the staff does not know: their customers have no owner."""
    first = {outcome.stranger: outcome.row.number for outcome in reversed(outcomes)}
    for name, row in reversed(first.items()):
        if name is not None:
            output.warn(say("Nobody on the staff (or more than one) is called {name!r}, as row "
                            "{row} says: no owner was set.", name=name, row=row))  # fmt: skip
