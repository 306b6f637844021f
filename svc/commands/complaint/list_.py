"""`svc complaint list`: complaints by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, fetch, output
from svc.commands.complaint import VERBS
from svc.commands.complaint.view import KEYS, view
from svc.commands.options import formats, names_of, pass_app
from svc.i18n import _

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.complaint import Complaint

COLUMNS = {
    "id": "id",
    "on": "date",
    "customer": "customer",
    "category": "category",
    "urgent": "urgent",
    "state": "state",
    "due": "due",
    "late": "late",
    "text": "text",
}


@click.command("list", help=str(VERBS["list"]))
@click.option("--open", "only_open", is_flag=True, help=_("Only those still open."))
@click.option(
    "--late", "only_late", is_flag=True, help=_("Only open ones of which a target is late.")
)
@click.option(
    "--customer", "ref", metavar="REF", shell_complete=completion.CUSTOMER,
    help=_("Only one customer's."),
)  # fmt: skip
@formats
@pass_app
def command(app: App, form: str, only_open: bool, only_late: bool, ref: str | None) -> None:
    """By day, then id."""
    table = app.store.complaints
    if ref:
        found = list(table.where("customer", fetch.customer(app.store, ref).id))
    else:
        found = list(table.all())
    about: dict[str | None, list[Complaint]] = {}
    for complaint in found:
        about.setdefault(complaint.purchase, []).append(complaint)
    rows = [
        view(complaint, app, about[complaint.purchase])
        for complaint in sorted(found, key=lambda each: (each.on, each.id))
        if complaint.is_open or not (only_open or only_late)
    ]
    if only_late:
        rows = [row for row in rows if row["late"]]
    if form == "text":
        names = names_of(app.store, (row["customer"] for row in rows))
        for row in rows:
            row["customer"] = names.get(row["customer"], row["customer"])
            row["late"] = [_(target) for target in row["late"]]
            settle = row["deadlines"]["resolve"]
            paused = settle["paused"] and not settle["late"]
            row["due"] = _("paused") if paused else settle["due"]
            row["urgent"] = _("urgent") if row["urgent"] else None
            row["category"], row["state"] = _(row["category"]), _(row["state"])
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("text",))
