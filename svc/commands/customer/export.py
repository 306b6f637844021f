"""`svc customer export`: all that is on file of one person, for that person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, fetch, output
from svc.commands.customer import VERBS
from svc.commands.options import into_file, pass_app
from svc.i18n import _, say

if TYPE_CHECKING:
    from pathlib import Path

    from svc.app import App
    from svc.records.customer import Customer

FORMS = ("json", "text")


@click.command(help=str(VERBS["export"]))
@click.argument("ref", shell_complete=completion.CUSTOMER)
@into_file(FORMS, _("How to write it: for programs, or to be read."), default="json")
@pass_app
def command(app: App, ref: str, out: Path | None, form: str) -> None:
    """PIPL 44, 45: a copy of everything, with why it is kept and how long."""
    from svc.commands.export import refuse_the_stores_own

    target = None if out is None or str(out) == "-" else out
    if target is not None:
        refuse_the_stores_own(target, app.store)
    customer = fetch.customer(app.store, ref, erased=True)
    shown = copy_of(customer, app)
    _say_what_was_set_aside(customer, app)
    if form == "json":
        text = output.to_json(shown)
    else:
        from svc.commands.customer.copy_text import as_text
        from svc.commands.event.view import known_themes

        names = {each.id: each.name for each in app.store.staff.all()}
        themes = {f"theme:{key}": theme.name for key, theme in known_themes(app).items()}
        text = as_text(shown, names | themes)
    if target is None:
        output.write(text)
        return
    from svc.lists.writing import put_in_place

    put_in_place(target, (text.rstrip("\n") + "\n").encode())
    output.say_on_stderr(say("All that is on file of {id} is in {file}.",
                             id=shown["customer"]["id"], file=target))  # fmt: skip


def _say_what_was_set_aside(customer: Customer, app: App) -> None:
    """Lines that could not be read are in no copy; hers may be among them."""
    from svc.store.quarantine import holding

    words = (customer.id, customer.phone or "", customer.name or "")
    for place in holding(app.store.root, words):
        output.warn(
            say("{place} was set aside by a repair and may hold more of hers.", place=place)
        )


def copy_of(customer: Customer, app: App) -> dict[str, Any]:
    """All that is on file of a customer, table by table, the files merged into hers too."""
    from svc import people
    from svc.rules.copy import RIGHTS, of_guest, why
    from svc.store.tables import TABLES

    found = people.of(app.store, customer)
    ids = found.get("customers", {})
    records: dict[str, list[dict[str, Any]]] = {}
    own = {key: of_guest(raw, ids) for key, raw in found.get("events", {}).items()}
    hers = {
        table: {key: raw for key, raw in raws.items() if not people.of_others(raw, ids)}
        for table, raws in {**found, **({"events": own} if own else {})}.items()
    }
    for table, several in people.records(hers).items():
        records[table] = [each.to_json() for each in several]
    files = records.pop("customers", [])
    tables = [table for table in TABLES if table != "staff"]
    counts = {table: len(records.get(table, ())) for table in tables} | {"customers": len(files)}
    return {
        "shop": app.store.settings.name,
        "on": app.today.isoformat(),
        "customer": customer.to_json(),
        "merged": [each for each in files if each["id"] != customer.id],
        **{table: records.get(table, []) for table in tables if table != "customers"},
        "why": why((table for table in tables if counts[table]), counts),
        "rights": [str(right) for right in RIGHTS],
    }
