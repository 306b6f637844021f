"""`svc customer erase`: all that is personal of a customer taken out, what the books need kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, fetch, output
from svc.commands.customer import VERBS
from svc.commands.customer.asking import ask, yes_option
from svc.commands.options import changes, formats, of_customer, pass_app
from svc.errors import CannotReadOrWrite, StoreBusy
from svc.i18n import _, labelled, say
from svc.rules.copy import counted

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["erase"]), epilog=_("It cannot be taken back."))
@click.argument("ref", shell_complete=completion.CUSTOMER)
@yes_option
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, yes: bool, dry_run: bool) -> None:
    """PIPL 47: what the law wants kept is kept, and said; so is what still holds her data."""
    from svc import erasing

    with app.store.change(
        dry_run=True
    ) as change:  # what is wrong is said before anything is asked
        erasing.erase(change, app, fetch.customer(app.store, ref, erased=True))
    customer_id = fetch.customer(app.store, ref, erased=True).id
    ask(say("Take all that is personal of {customer} out of the shop's records, for good?",
            customer=of_customer(customer_id, app.store)), yes=yes, dry_run=dry_run)  # fmt: skip
    with app.store.change(dry_run=dry_run) as change:
        done = erasing.erase(change, app, app.store.customers.get(customer_id))
    if dry_run:
        output.say_on_stderr(say("Nothing was changed. This would be the outcome:"))
    else:
        _forget(app, customer_id)
    shown = done.to_json(erasing.still(app.store, done, dry_run=dry_run))
    output.show_record(shown, form, lambda: as_text(shown))


def _forget(app: App, customer_id: str) -> None:
    """Remove what was derived from her records; raises CannotReadOrWrite: she is erased."""
    from svc import erasing

    try:
        erasing.forget(app.store)
    except (CannotReadOrWrite, StoreBusy, OSError) as error:
        raise CannotReadOrWrite(
            say("{id} is erased, but {places} could not be removed.", id=customer_id,
                places=", ".join(erasing.DERIVED)),
            say("Remove them by hand: svc makes them anew."),
        ) from error  # fmt: skip


def as_text(shown: dict[str, Any]) -> str:
    """What was taken out, what stays and why, and what else holds her data."""
    stays = _("kept")
    kept = [
        (labelled(stays, counted({each["table"]: each["records"]})), each["why"])
        for each in shown["kept"]
    ]
    rows = [(_("id"), shown["customer"]), (_("erased on"), shown["erased_on"]),
            (_("cleared"), counted(shown["cleared"])), *kept]  # fmt: skip
    still = "\n".join(output.prose(each, "- ") for each in shown["still"])
    return "\n\n".join((output.pairs(rows), _("What still holds her data:") + "\n" + still))
