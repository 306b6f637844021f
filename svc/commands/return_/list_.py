"""`svc return list`: by date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from svc import approvals, completion, fetch, output
from svc.commands.options import formats, from_to, pass_app
from svc.commands.return_ import VERBS
from svc.commands.return_.view import KEYS, goods_text, listed
from svc.i18n import _, word
from svc.rules.ruling import cause_word

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.approval import Approval

COLUMNS = {
    "id": "id", "on": "date", "customer": "customer", "cause": "cause", "outcome": "outcome",
    "state": "state", "refund": "refund", "difference": "price difference", "goods": "goods",
}  # fmt: skip


@click.command("list", help=str(VERBS["list"]))
@click.option("--open", "only_open", is_flag=True, help=_("Only those still open."))
@click.option(
    "--customer",
    "ref",
    metavar="REF",
    shell_complete=completion.CUSTOMER,
    help=_("Only those of one customer."),
)
@from_to
@formats
@pass_app
def command(
    app: App, form: str, only_open: bool, ref: str | None, first: date | None, last: date | None
) -> None:
    """By date, then id; both ends included."""
    table, first, last = app.store.returns, first or date.min, last or date.max
    if ref is not None:
        found = table.where("customer", fetch.customer(app.store, ref).id)
    elif only_open:
        found = list(table.may_hold("open", ["open"]))
    else:
        found = list(table.all())
    shown = sorted(
        (r for r in found if first <= r.on <= last and (r.is_open or not only_open)),
        key=lambda each: (each.on, each.id),
    )
    about: dict[str, list[Approval]] = {each.id: [] for each in shown}
    for approval in app.store.approvals.may_hold("about", about):
        if approval.about in about:
            about[approval.about].append(approval)
    rows = [listed(each, sorted(about[each.id], key=approvals.in_order)) for each in shown]
    if form == "text":
        buyers = app.store.customers.many(each.customer for each in shown)
        for row, each in zip(rows, shown, strict=True):
            if (buyer := buyers.get(each.customer)) is not None:
                row["customer"] = buyer.name or each.customer
            row["goods"] = goods_text(each)
            row |= {name: word(row[name]) for name in ("outcome", "state")}
            row["cause"] = cause_word(each.cause)
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("goods",))
