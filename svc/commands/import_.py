"""`svc import`: customers and purchases from lists as shops keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.list_input import Options, reading_of, reading_options
from svc.commands.options import pass_app
from svc.commands.progress import shown
from svc.errors import BadInput, Refused
from svc.i18n import _, say
from svc.lists.headings import fields_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from svc.app import App
    from svc.lists.headings import Columns, Kind
    from svc.lists.outcomes import Outcome, Outcomes
    from svc.lists.reading import Listed, Reading
    from svc.records.customer import Customer
    from svc.records.staff import Staff
    from svc.store.change import Change

    Put = Callable[[], None]
    Take = Callable[[Change, Iterable[Listed], Columns], tuple[Outcomes, Put]]

COLUMNS = {"row": "row", "column": "column", "value": "value", "reason": "reason"}
IDS = 1000
"""New customers' ids are drawn so many at a time: one is needed as soon as she is met."""


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
    from svc.lists.customers import Facts
    from svc.lists.fast_customers import take
    from svc.lists.known import KnownCustomers, fields_on_file

    def taken(
        change: Change, records: Iterable[Listed], columns: Columns
    ) -> tuple[Outcomes, Put]:  # fmt: skip
        known = KnownCustomers(fields_on_file(app.store, "customers"), app.store.customers.get)
        facts = Facts(
            country=app.country,
            today=app.today,
            new_id=drawing(change, app.today),
            staff=staff_names(app.store.staff.all()),
            at=app.at,
            staff_id=app.staff_id,
        )
        outcomes = take(records, columns, known, facts)
        opened, filled_up = known.opened, known.filled_up  # the rest of what is known may go
        return outcomes, lambda: put_customers(change, opened, filled_up)

    import_list(app, "customers", file, Options(**given), form=form, take=taken)


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
    from svc.lists.fast_purchases import Sales, take
    from svc.lists.known import KnownCustomers, fields_on_file
    from svc.lists.purchases import Facts

    def taken(
        change: Change, records: Iterable[Listed], columns: Columns
    ) -> tuple[Outcomes, Put]:  # fmt: skip
        known = KnownCustomers(fields_on_file(app.store, "customers"), app.store.customers.get)
        rows, ids = on_file(app, with_ids="id" in columns.fields)
        facts = Facts(
            country=app.country,
            today=app.today,
            create_customers=create_customers,
            staff=staff_names(app.store.staff.all()),
            rows_on_file=rows,
            ids_on_file=ids,
            new_customer_id=drawing(change, app.today),
        )
        sales = Sales()
        outcomes = take(records, columns, known, facts, sales)
        opened, filled_up = known.opened, known.filled_up  # the rest of what is known may go

        def put() -> None:
            put_customers(change, opened, filled_up)
            for lines in sales.lines(lambda day, n: change.new_ids("purchases", day, n)):
                change.add_lines("purchases", lines)

        return outcomes, put

    import_list(app, "purchases", file, Options(**given), form=form, take=taken)


def on_file(app: App, *, with_ids: bool) -> tuple[frozenset[str], frozenset[str]]:
    """The marks of the rows imported before, and, where a list has ids, those of all purchases."""
    from svc.lists.known import fields_on_file

    rows, ids = [], []
    for fields in fields_on_file(app.store, "purchases"):
        if type(row := fields.get("row")) is str:
            rows.append(row)
        if with_ids:
            ids.append(fields["id"])
    return frozenset(rows), frozenset(ids)


def drawing(change: Change, today: date) -> Callable[[], str]:
    """What gives a new customer's id each time; raises BadInput where no id can carry the day."""
    drawn: list[str] = []

    def new_id() -> str:
        if not drawn:
            drawn.extend(change.new_ids("customers", today, IDS))
        return drawn.pop()

    return new_id


def put_customers(
    change: Change, opened: Mapping[str, bytes], filled_up: Mapping[str, Customer]
) -> None:  # fmt: skip
    """Put on file whom a list opened a file for, and whose file it filled up."""
    for customer in filled_up.values():
        change.put(customer)
    change.add_lines("customers", opened.items())


def staff_names(staff: Iterable[Staff]) -> dict[str, str]:
    """Each member's id by id, code and name; a name or code that two have is nobody's."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for member in staff:
        for name in {member.id, member.code, member.name} - {None}:
            if found.setdefault(str(name), member.id) != member.id:
                twice.add(str(name))
    return {name: member for name, member in found.items() if name not in twice}


def import_list(
    app: App, kind: Kind, file: Path, options: Options, *, form: str, take: Take
) -> None:  # fmt: skip
    """Read a list, put on file what there is to take, and report each row's outcome.

    Raises:
        BadInput: rows cannot be taken and no --skip-bad was given; nothing is written then.
    """
    with reading_of(app, kind, file, options) as (reading, columns):
        take_rows(app, reading, columns, options, form=form, take=take)


def take_rows(
    app: App, reading: Reading, columns: Columns, options: Options, *, form: str, take: Take
) -> None:
    """Put on file what there is to take of a list being read, and report each row's outcome.

    Raises:
        BadInput: rows cannot be taken and no --skip-bad was given; nothing is written then.
    """
    from svc.lists.headings import noting_unheaded, unheaded

    unread: set[int] = set()
    records = noting_unheaded(columns, reading.records, unread)
    label = say("Reading the list")
    with app.store.change(dry_run=options.dry_run) as change:
        outcomes, put = take(change, shown(records, reading.about, label), columns)
        rejected = outcomes.rejected
        refused = bool(rejected) and not options.skip_bad
        for warning in unheaded(unread):
            output.warn(warning)
        if rejected and options.rejects and not options.dry_run:
            write_rejects(options.rejects, rejected, columns, yes=options.yes)
        if not refused:
            put()
    if options.dry_run:
        output.say_on_stderr(say("Nothing was changed. This would be the outcome:"))
    report(outcomes, form, refused=refused)
    warn(outcomes)
    if refused:
        raise BadInput(
            say("{n} of {read} rows cannot be taken, so nothing was written. Row {row}: {reason}",
                n=len(rejected), read=outcomes.read, row=rejected[0].row.number,
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
    from svc.commands.customer.asking import confirmed, on_terminal
    from svc.lists.writing import put_in_place, rejects_csv, same_rows

    content = rejects_csv(rejected, columns)
    if target.is_file() and not yes and not same_rows(target.read_bytes(), content):
        question = say("{file} is there already. Replace it?", file=target)
        if not on_terminal() or not confirmed(question):
            raise Refused(
                say("{file} is there already; nothing was changed.", file=target),
                say("Name another file, or replace it with --yes."),
            )
    put_in_place(target, content)


def report(outcomes: Outcomes, form: str, *, refused: bool) -> None:
    """What became of the rows, on stdout: the counts, and each reject with its reason."""
    errors = [outcome.to_json() for outcome in outcomes.rejected]
    shown = {
        "read": outcomes.read,
        "added": 0 if refused else outcomes.added,
        "updated": 0 if refused else outcomes.updated,
        "rejected": len(errors),
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


def warn(outcomes: Outcomes) -> None:
    """Warn of purchases dated after today, as `svc purchase add` does, and of strangers.

    Each assistant the staff does not know is named once: her customers have no owner.
    """
    if outcomes.late:
        output.warn(say("{n} purchases are dated after today, the first in row {row}.",
                        n=outcomes.late, row=outcomes.first_late))  # fmt: skip
    for name, row in outcomes.strangers.items():
        output.warn(say("Nobody on the staff (or more than one) is called {name!r}, as row "
                        "{row} says: no owner was set.", name=name, row=row))  # fmt: skip
