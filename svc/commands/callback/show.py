"""`svc callback show`: one contact, what to look at and ask, and what she bought last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, contact_keys, output
from svc import due as what_is_due
from svc.commands.callback import VERBS
from svc.commands.callback.due import for_people, workdays
from svc.commands.options import formats, pass_app
from svc.i18n import _
from svc.rules import scripts
from svc.rules.callback import goods

if TYPE_CHECKING:
    from svc.app import App

PURCHASES = 3
"""So many of her last purchases are shown."""
SHOWN = {
    "due": "due", "hint": "hint", "name": "name", "phone": "phone", "channel": "by",
    "kind": "kind", "assignee": "assignee", "why": "why", "tries": "tries", "key": "key",
}  # fmt: skip


@click.command(help=str(VERBS["show"]))
@click.argument("key", shell_complete=completion.CONTACT)
@formats
@pass_app
def command(app: App, form: str, key: str) -> None:
    """S2-038, S0-063: whom, why, and what to say."""
    store, policy = app.store, app.policy.at(app.today)
    key = contact_keys.key_of_ref(store, policy, key, app.today)
    tried = store.callbacks.peek(key)
    contact = contact_keys.contact_or_line(store, policy, key, tried)
    customer = store.customers.peek(contact.customer)
    days = workdays(app)
    left = what_is_due.left_by(store, app.today)
    (row,) = what_is_due.as_rows([(contact, customer, tried)], app.today, days, left)
    bought = store.purchases.where("customer", contact.customer)
    bought.sort(key=lambda purchase: (purchase.on, purchase.id), reverse=True)
    view: dict[str, Any] = row | {
        "made": tried.to_json() if tried else None,
        "script": scripts.lines(policy, contact, app.today),
        "purchases": [
            {"id": each.id, "on": each.on.isoformat(), "goods": goods(each),
             "total": str(each.total)}
            for each in bought[:PURCHASES]
        ],
    }  # fmt: skip
    output.show_record(view, form, lambda: as_text(for_people([view], app, days)[0]))


def as_text(view: dict[str, Any]) -> str:
    """The contact, then its script, then the purchases."""
    told = [(_(label), view[name]) for name, label in SHOWN.items() if view[name]]
    parts = [output.pairs(told)]
    if view["script"]:
        said = [output.prose(f"{line['text']} ({line['source']})", "- ")
                for line in view["script"]]  # fmt: skip
        parts.append("\n".join([output.bold(_("What to look at and ask")), *said]))
    if view["purchases"]:
        rows = [f"{each['on']}  ¥{each['total']}  {output.safe(each['goods'])}"
                for each in view["purchases"]]  # fmt: skip
        parts.append("\n".join([output.bold(_("Bought last")), *rows]))
    return "\n\n".join(parts)
