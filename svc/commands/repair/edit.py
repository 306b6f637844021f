"""`svc repair edit`: what the intake lacks, or has wrong, is mended (S2-077)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, output
from svc.commands.options import DATE, changes, formats, pass_app
from svc.commands.repair import VERBS
from svc.commands.repair.intake import by_law, said
from svc.commands.repair.steps import step
from svc.commands.repair.view import region_of_shop
from svc.errors import WrongUsage
from svc.frozen import replace
from svc.i18n import Sentence, _, say
from svc.phones import normalise
from svc.rules.piece import Piece
from svc.rules.repair import refuse_other_sale
from svc.rules.repair_terms import by_warranty, judged_anew

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App
    from svc.records.repair import Repair
    from svc.store.change import Change


@click.command(help=str(VERBS["edit"]))
@click.argument("ref", shell_complete=completion.REPAIR)
@click.option("--address", help=_("Where she lives."))
@click.option("--phone", help=_("How to reach her."))
@click.option("--problem", help=_("What is wrong."))
@click.option("--symptom", help=_("How it shows."))
@click.option("--model", help=_("The model."))
@click.option(
    "--bought",
    "bought_on",
    type=DATE,
    metavar="DATE",
    help=_("The day of the sale, where there is no purchase on file."),
)
@click.option(
    "--category", help=_("With --bought: textile, leather, suit, furniture, or the shop's own.")
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
    bought_on: date | None,
    category: str | None,
    **given: str | None,
) -> None:
    """While nothing is paid or handed back, the day of the sale says anew whether it is free."""
    noted: dict[str, Any] = {
        name: said(text, f"--{name}") for name, text in given.items() if text is not None
    }
    kind = None if category is None else said(category, "--category")
    if kind is not None and bought_on is None:
        raise WrongUsage(say("--category goes with the day of the sale."), say("Give --bought."))
    if not noted and bought_on is None:
        raise WrongUsage(
            say("Say what is mended."),
            say("Give --address, --phone, --problem, --symptom, --model or --bought."),
        )
    if "phone" in noted:
        noted["phone"] = normalise(noted["phone"], app.country)
    told: list[Sentence] = []

    def edit(repair: Repair, _change: Change) -> Repair:
        after = replace(repair, **noted)
        if bought_on is None:
            return after
        refuse_other_sale(repair, bought_on)
        after = replace(after, bought_on=bought_on)
        if repair.paid_on or repair.handed_back_on or repair.care:
            return after
        of_kind = kind or (repair.terms or {}).get("category")
        piece = Piece(category=of_kind, sold=bought_on, start=bought_on)
        terms = by_warranty(
            piece, repair.on, app.policy, region=region_of_shop(app), by_law=by_law(app)
        )
        told.extend((*terms.reasons, *terms.warnings))
        return judged_anew(after, terms)

    step(app, ref, "edit", edit, form, dry_run=dry_run)
    output.say_on_stderr(*told)
