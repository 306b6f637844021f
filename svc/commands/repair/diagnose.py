"""`svc repair diagnose`: what is wrong, who caused it, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.options import (
    PRICE,
    WordChoice,
    changes,
    explained,
    formats,
    pass_app,
)
from svc.commands.repair import VERBS
from svc.commands.repair.steps import staff_of, step, text_of
from svc.errors import WrongUsage
from svc.frozen import replace
from svc.i18n import _, say
from svc.records.repair import CAUSED_BY
from svc.rules.repair import refuse_other_terms, refuse_price_of_free
from svc.rules.repair_terms import is_free

if TYPE_CHECKING:
    from decimal import Decimal

    from svc.app import App
    from svc.records.repair import Repair
    from svc.store.change import Change

MEANINGS = {
    "company": say("a fault of the goods: free while the warranty runs"),
    "customer": say("damage of her own making: she pays"),
    "part": say("a part we put in failed: free in the part's own warranty"),
}


@click.command(
    help=str(VERBS["diagnose"]),
    epilog=explained(_("What the words of --caused-by mean:"), MEANINGS),
)
@click.argument("ref", shell_complete=completion.REPAIR)
@click.option("--text", help=_("What was found; needed the first time."))
@click.option("--unrepairable", is_flag=True, help=_("It cannot be repaired to its former state."))
@click.option("--price", type=PRICE, metavar="PRICE", help=_("What the customer agreed to pay."))
@click.option("--caused-by", type=WordChoice(CAUSED_BY), help=_("Who or what caused it."))
@click.option(
    "--repairer", metavar="STAFF", shell_complete=completion.STAFF, help=_("Who repairs it.")
)
@changes
@formats
@pass_app
def command(
    app: App,
    /,
    *,
    ref: str,
    form: str,
    dry_run: bool,
    text: str | None,
    unrepairable: bool,
    price: Decimal | None,
    caused_by: str | None,
    repairer: str | None,
) -> None:
    """S2-063: improper use is not covered; paid work needs an agreed price."""
    found, who = text_of(text), staff_of(app, repairer)

    def edit(repair: Repair, _change: Change) -> Repair:
        if found is None and repair.diagnosis is None:
            raise WrongUsage(say("What was found is missing."), say("Give --text."))
        cause = caused_by or repair.caused_by
        free = repair.free if caused_by is None else is_free(repair, caused_by)
        diagnosed = replace(
            repair,
            diagnosis=found or repair.diagnosis,
            unrepairable=unrepairable or (repair.unrepairable and found is None),
            caused_by=cause,
            free=free,
            price=price if price is not None else repair.price,
            repairer=who or repair.repairer,
        )
        refuse_price_of_free(diagnosed)
        refuse_other_terms(repair, diagnosed)
        return diagnosed

    after = step(app, ref, "diagnose", edit, form, dry_run=dry_run, text=found)
    if after.unrepairable and after.paid_on is not None:
        output.warn(say("She has paid {price} yuan: give it back.", price=after.price))
