"""`svc event wish`: what gatherings a customer would like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, fetch, output
from svc.commands.event import VERBS
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.errors import Refused
from svc.i18n import _, say
from svc.rules import event as rule
from svc.rules.wishes import wished

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["wish"]))
@click.option(
    "--customer",
    "ref",
    required=True,
    metavar="REF",
    shell_complete=completion.CUSTOMER,
    help=_("Who wishes for it."),
)
@click.option(
    "--theme",
    required=True,
    help=_("A theme of `svc policy explain event.themes`, by key or name; or the shop's own."),
)
@click.option("--text", help=_("In her words."))
@changes
@formats
@pass_app
def command(
    app: App, /, *, ref: str, theme: str, text: str | None, form: str, dry_run: bool
) -> None:
    """S2-060: a wish stands in her file; the same theme twice is one wish."""
    known = rule.themes(app.policy.at(app.today))
    key = rule.theme_key(entry.one_line(theme), known)
    said = {"at": app.at, "staff": app.staff_id, "text": entry.clean(text) if text else None}
    customer_id = fetch.customer(app.store, ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.customers.get(customer_id)
        if not before.is_present:
            raise Refused(
                say("{name} has no file any more.", name=before.name), say("Nothing was noted.")
            )
        customer = wished(before, key, said)
        change.put(customer)
    show_changed(customer, form, dry_run=dry_run, before=before)
    if warning := rule.unknown_theme(key, known):
        output.warn(warning)
