"""`svc repair open`: write down a repair or a care service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import approvals, completion, fetch, output
from svc.commands.options import DATE, WordChoice, changes, formats, pass_app, show_changed
from svc.commands.repair import VERBS
from svc.commands.repair.intake import bought_by, complaint_of, terms_of
from svc.commands.repair.steps import log_line, text_of
from svc.commands.repair.view import lacks, tries, view
from svc.errors import BadInput, WrongUsage
from svc.i18n import _, say
from svc.phones import normalise
from svc.records.repair import CARES, Repair
from svc.rules.answer import Citations
from svc.rules.authority import who_decides
from svc.rules.repair import missing, to_complete
from svc.warranties import came_back_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from svc.app import App
    from svc.records.customer import Customer
    from svc.rules.repair_terms import Terms
    from svc.store.change import Change


def of_the_goods(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which piece it is."""
    for option in reversed([
        click.option("--purchase", "bought", metavar="REF", shell_complete=completion.PURCHASE,
                     help=_("The purchase it comes from.")),
        click.option("--item", "sku", metavar="SKU", help=_("Which line of the purchase.")),
        click.option("--model", help=_("The model; the purchase's without it.")),
        click.option("--bought", "bought_on", type=DATE, metavar="DATE",
                     help=_("The day of the sale, where there is no purchase on file.")),
        click.option("--category",
                     help=_("textile, leather, suit, furniture, or the shop's own.")),
    ]):  # fmt: skip
        command = option(command)
    return command


@click.command(help=str(VERBS["open"]))
@click.option(
    "--customer",
    "ref",
    required=True,
    metavar="REF",
    shell_complete=completion.CUSTOMER,
    help=_("Whose it is: a phone, an id, number:0001."),
)
@click.option("--problem", help=_("What is wrong; may be left out with --care."))
@click.option("--symptom", help=_("How it shows."))
@of_the_goods
@click.option("--address", help=_("Where she lives; her file's without it."))
@click.option("--phone", help=_("How to reach her; her file's without it."))
@click.option(
    "--complaint",
    "case",
    metavar="REF",
    shell_complete=completion.COMPLAINT,
    help=_("The complaint it comes from."),
)
@click.option("--care", type=WordChoice(CARES), help=_("A care service instead of a repair."))
@changes
@formats
@pass_app
def command(
    app: App,
    /,
    *,
    form: str,
    dry_run: bool,
    ref: str,
    problem: str | None,
    symptom: str | None,
    care: str | None,
    case: str | None,
    address: str | None,
    phone: str | None,
    **goods: Any,
) -> None:
    """S2-077: all seven things are asked for; what is missing is named."""
    wrong = text_of(problem) or care
    if wrong is None:
        error = WrongUsage if problem is None else BadInput
        raise error(say("What is wrong with it is missing."), say("Give --problem."))
    customer = fetch.customer(app.store, ref)
    complaint = complaint_of(app, case, customer.id) if case else None
    bought = bought_by(app, customer, complaint=complaint, **goods)
    reached = normalise(phone, app.country) if phone else customer.phone
    lives = text_of(address) or customer.profile.get("address")
    with app.store.change(dry_run=dry_run) as change:
        back = came_back_of(app.store, bought.purchase, bought.sku) if bought.purchase else None
        if back is not None:
            back.refuse_all()
        terms = terms_of(app, bought, care)
        repair = Repair(
            id=change.new_id("repairs", app.today),
            customer=app.store.customers.get(customer.id).id,  # still there, now that we write
            on=app.today,
            problem=wrong,
            symptom=text_of(symptom),
            purchase=bought.purchase.id if bought.purchase else None,
            item=bought.sku,
            model=bought.model,
            bought_on=bought.on,
            address=str(lives) if lives else None,
            phone=reached,
            complaint=complaint.id if complaint else None,
            care=care,
            free=terms.free,
            terms=terms.to_raw(),
            staff=app.staff_id,
            history=(log_line(app, "opened", None),),
        )
        change.put(repair)
        if care is None:
            report(change, app, repair)
    show_changed(
        repair, form, dry_run=dry_run, shown=None if form == "text" else view(repair, app)
    )
    if back is not None:
        output.warn(back.said())
    tell(repair, terms, customer, app)


def report(change: Change, app: App, repair: Repair) -> None:
    """S2-078: the company's after-sales service hears of a repair, by its row of authority."""
    cited = Citations(app.policy.at(app.today))
    authority = who_decides(cited, "repair_report")
    approvals.ask(
        change, app, about=repair.id, what="repair_report", authority=authority,
        text=repair.problem, rules=cited.sources,
    )  # fmt: skip


def tell(repair: Repair, terms: Terms, customer: Customer, app: App) -> None:
    """Say on stderr why it is free or paid, what the intake lacks, and what the law adds."""
    output.say_on_stderr(*terms.reasons)
    for warning in (*terms.warnings, *tries(repair, app)):
        output.warn(warning)
    if lacking := missing(repair, customer):
        output.warn(lacks(lacking))
        output.say_on_stderr(to_complete(repair, lacking))
