"""`svc repair list`: the register of goods in repair (S2-080)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, fetch, output
from svc.commands.options import formats, pass_app
from svc.commands.repair import VERBS
from svc.commands.repair.view import LIST_KEYS, cost_text, in_list, problem_text, state_text
from svc.i18n import _

if TYPE_CHECKING:
    from svc.app import App

COLUMNS = {
    "id": "id", "on": "date", "customer": "customer", "item": "goods", "state": "state",
    "waiting_since": "since", "costs": "costs", "problem": "problem",
}  # fmt: skip


@click.command("list", help=str(VERBS["list"]))
@click.option("--open", "only_open", is_flag=True, help=_("Only those she still waits for."))
@click.option(
    "--customer",
    "ref",
    metavar="REF",
    shell_complete=completion.CUSTOMER,
    help=_("Only those of one customer."),
)
@click.option(
    "--repairer", metavar="STAFF", shell_complete=completion.STAFF, help=_("Only one's own.")
)
@formats
@pass_app
def command(app: App, form: str, only_open: bool, ref: str | None, repairer: str | None) -> None:
    """S2-084: what has stood still longest comes first."""
    table = app.store.repairs
    who = fetch.staff_member(app.store, repairer).id if repairer else None
    if ref is not None:
        found = table.where("customer", fetch.customer(app.store, ref).id)
    else:
        found = list(table.may_hold("open", ["open"]) if only_open else table.all())
    repairs = [
        (repair, in_list(repair, app))
        for repair in found
        if (repair.is_open or not only_open) and who in {None, repair.repairer}
    ]
    repairs.sort(key=lambda pair: (pair[1]["waiting_since"], pair[0].id))
    rows = [row for _repair, row in repairs]
    if form == "text":
        names = app.store.customers.many(repair.customer for repair, _row in repairs)
        for repair, row in repairs:
            customer = names.get(repair.customer)
            row["customer"] = customer.name if customer else repair.customer
            row["item"] = repair.item or repair.model
            row |= {
                "state": state_text(repair),
                "costs": cost_text(repair),
                "problem": problem_text(repair),
            }
    output.show_list(rows, COLUMNS, form, keys=LIST_KEYS, below=("problem",))
