"""`svc return open`: a piece comes back; the quote of the day goes on file with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from svc import approvals, completion, output, returns
from svc.commands.options import (
    PRICE,
    WordChoice,
    changes,
    explained,
    formats,
    pass_app,
    show_changed,
)
from svc.commands.quoting import ITEM, case_of, case_options, quoted
from svc.commands.return_ import VERBS
from svc.commands.return_.slip import EXCHANGE, normal, slip_options
from svc.commands.return_.view import view
from svc.errors import Refused, Waits, WrongUsage
from svc.frozen import replace
from svc.i18n import _, say
from svc.items import item_of
from svc.records.return_ import Return
from svc.rules import backdated
from svc.rules.agreed import awaits_amount
from svc.rules.answer import Citations
from svc.rules.authority import POST_NAMES
from svc.rules.came_back import what_came_back
from svc.rules.quoted import frozen
from svc.rules.return_ import on_top, terms
from svc.rules.ruling import CAUSE_MEANINGS, CAUSES
from svc.rules.sold import claim, left_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from svc.app import App
    from svc.records.approval import Approval
    from svc.records.complaint import Complaint
    from svc.records.purchase import Item, Purchase
    from svc.rules.ruling import Cause, Goods
    from svc.store.change import Change


@click.command(
    help=str(VERBS["open"]), epilog=explained(_("What the words of --cause mean:"), CAUSE_MEANINGS)
)
@click.option(
    "--purchase",
    "bought",
    metavar="REF",
    shell_complete=completion.PURCHASE,
    help=_("The purchase it comes from."),
)
@click.option(
    "--complaint",
    "said",
    metavar="REF",
    shell_complete=completion.COMPLAINT,
    help=_("The complaint it comes from, with its purchase, item and cause."),
)
@ITEM
@click.option(
    "--qty",
    type=click.IntRange(min=1),
    metavar="N",
    help=_("How many pieces of that line come back; all without it."),
)
@click.option("--cause", type=WordChoice(CAUSES), help=_("Why it comes back."))
@case_options
@EXCHANGE
@click.option(
    "--goodwill",
    type=PRICE,
    metavar="AMOUNT",
    help=_("What she gets beyond the rules; the next post up has to agree."),
)
@click.option("--defect", metavar="TEXT", help=_("What is wrong with the piece."))
@click.option("--text", metavar="TEXT", help=_("How it came about, in detail."))
@slip_options
@changes
@formats
@pass_app
def command(
    app: App,
    /,
    *,
    form: str,
    dry_run: bool,
    bought: str | None,
    said: str | None,
    **asked: Any,
) -> None:
    """S3-032: every return is registered, with the quote of the day and who decides it."""
    complaint = app.store.complaints.find(said) if said else None
    purchase = _purchase_of(app, bought, complaint)
    if complaint is not None:
        asked["sku"] = asked["sku"] or complaint.item
        asked["cause"] = asked["cause"] or _cause_of(app, complaint)
    if asked["cause"] is None:
        raise WrongUsage(
            say("Say why it comes back."),
            say("Give --cause; words: {words}.", words=", ".join(CAUSES)),
        )
    items = tuple(item_of(text) for text in asked.pop("exchange"))
    asked |= normal(app, asked)
    with app.store.change(dry_run=dry_run) as change:
        returned, waits = opened(change, app, purchase.id, complaint, items, **asked)
        view_ = view(returned, app)
    if returned.on > app.today:
        output.warn(say("{day} is yet to come.", day=returned.on))
    if returned.on < app.today:
        output.warn(backdated.note(returned.on, app.today))
    if complaint is not None and complaint.cause not in (None, returned.cause):
        output.say_on_stderr(
            say(
                "By the complaint ({cause}) it is taken as: {meaning}. --cause says otherwise.",
                cause=complaint.cause,
                meaning=CAUSE_MEANINGS[cast("Cause", returned.cause)],
            )
        )
    tell_difference(returned)
    if returned.outcome == "exchange" and returned.cause == "customer":
        output.say_on_stderr(
            say(
                "The piece is sold as a second: before it is settled, {post} prices it.",
                post=POST_NAMES["regional_manager"],
            )
        )
    show_changed(returned, form, dry_run=dry_run, shown=view_)
    if returned.state == "waiting" and not dry_run:
        raise waits_for(returned, waits)


def tell_difference(returned: Return) -> None:
    """Say what she pays on top of an exchange, or gets back beside it."""
    more = returned.difference
    if more:
        told = (
            say("She pays {amount} yuan on top.", amount=more)
            if more > 0
            else say("{amount} yuan go back to her beside the exchange.", amount=-more)
        )
        output.say_on_stderr(told)


def waits_for(returned: Return, waits: Sequence[Approval]) -> Waits:
    """What is told of a return that is on file and waits."""
    if awaits_amount(returned):
        hint = say("`svc return approve {id} --refund AMOUNT` decides it.", id=returned.id)
    else:
        hint = say("`svc return approve {id}` decides it.", id=returned.id)
    if not waits:
        return Waits(say("{id} is on file and waits for its amount.", id=returned.id), hint)
    post = POST_NAMES[waits[0].post]
    return Waits(say("{id} is on file and waits for {post}.", id=returned.id, post=post), hint)


def opened(
    change: Change,
    app: App,
    purchase_id: str,
    complaint: Complaint | None,
    items: tuple[Item, ...],
    *,
    sku: str | None,
    qty: int | None,
    cause: str,
    on: date,
    installed_on: date | None,
    goodwill: Decimal | None,
    defect: str | None,
    text: str | None,
    receipt: str | None,
    signed: bool,
    phone: str | None,
    invoice: str | None,
    **facts: Any,
) -> tuple[Return, list[Approval]]:
    """Put a return on file with its quote, and what it needs to be decided.

    Raises:
        Refused: the rules give nothing back, more comes back than is left of the sale, or it was
            installed on another day.
    """
    purchase = app.store.purchases.get(purchase_id)
    _same_installation(purchase, installed_on)
    left = left_of(purchase, app.store.returns.where("purchase", purchase.id))
    came = claim(purchase, what_came_back(purchase, sku, qty, beyond=True), left)
    facts |= {
        "bought": purchase.on,
        "installed_on": installed_on or purchase.installed_on,
        "cause": cause,
        "purchase": purchase,
        "sku": sku,
    }
    case = case_of(app, came, on=on, **facts)
    answer = quoted(app, case, came)
    cited = Citations(app.policy.at(purchase.on))
    agreed = terms(answer, cause, cited, exchange=bool(items), goodwill=goodwill)
    said = text
    if on < app.today:
        now = quoted(app, case_of(app, came, on=app.today, **facts), came)
        agreed = backdated.held(agreed, answer, now, on=on, today=app.today, cited=cited)
        said = "; ".join(each for each in (str(backdated.note(on, app.today)), text) if each)
    on_file = frozen(answer, goodwill, agreed)
    returned_id = change.new_id("returns", on)
    asked = approvals.ask(
        change,
        app,
        about=returned_id,
        what=agreed.what,
        authority=agreed.authority,
        amount=agreed.money,
        text=said or defect,
        rules=on_file["policy"],
        tell=agreed.tell,
    )
    waits = [each for each in asked if each.state == "waiting"]
    state = "waiting" if waits or agreed.money is None else "approved"
    returned = Return(
        id=returned_id,
        customer=app.store.customers.get(purchase.customer).id,
        on=on,
        purchase=purchase.id,
        cause=cause,
        outcome=agreed.outcome,
        state=state,
        goods=tuple(plain(each) for each in came.goods),
        case=case.to_raw(),
        quote=on_file,
        fee=agreed.fee,
        refund=agreed.refund,
        taken=items,
        complaint=complaint.id if complaint else None,
        receipt=receipt or purchase.receipt,
        invoice=invoice,
        signed=signed,
        phone=phone,
        defect=defect,
        staff=app.staff_id,
        history=(returns.line(app, state, said),),
    )
    if returned.outcome == "exchange" and items:
        returned = replace(returned, difference=on_top(returned, items))
    change.put(returned)
    return returned, waits


def _same_installation(purchase: Purchase, installed_on: date | None) -> None:
    """Refuse another day of installation than the one on file: days count from there."""
    if installed_on is not None and purchase.installed_on not in (None, installed_on):
        raise Refused(
            say(
                "{id} was installed on {day}: its days count from there.",
                id=purchase.id,
                day=purchase.installed_on,
            ),
            say("Leave out --installed-on; what is wrong on file is mended there first."),
        )


def plain(goods: Goods) -> dict[str, Any]:
    """Pieces as the record holds them: nothing empty."""
    return {name: value for name, value in goods.to_json().items() if value is not None}


def _purchase_of(app: App, bought: str | None, complaint: Complaint | None) -> Purchase:
    """The purchase that is named, or the one complained of; hers in either case.

    Raises:
        WrongUsage: neither names one.
        Refused: it is another customer's, or not the one complained of.
    """
    ref = bought or (complaint.purchase if complaint else None)
    if ref is None:
        raise WrongUsage(
            say("Say what comes back."),
            say("Give --purchase REF, or --complaint REF of a complaint with a purchase."),
        )
    purchase = app.store.purchases.find(ref)
    if complaint is None:
        return purchase
    if purchase.customer != complaint.customer:
        raise Refused(
            say(
                "{purchase} is not a purchase of {customer}.",
                purchase=purchase.id,
                customer=complaint.customer,
            ),
            say(
                "`svc purchase list --customer {customer}` shows hers.",
                customer=complaint.customer,
            ),
        )
    if complaint.purchase not in (None, purchase.id):
        raise Refused(
            say(
                "{id} is about {purchase}, another purchase.",
                id=complaint.id,
                purchase=complaint.purchase,
            ),
            say("Leave out --purchase, or --complaint."),
        )
    return purchase


def _cause_of(app: App, complaint: Complaint) -> str | None:
    """The cause a complaint names as a quote knows it: fading is a fault of the goods (S3-009)."""
    if complaint.cause is None or complaint.cause in CAUSES:
        return complaint.cause
    from svc.rules.causes import taken_for

    cited = Citations(app.policy.at(complaint.on))
    taken = taken_for(cited, complaint.category, complaint.cause)
    return None if taken.choices else taken.row.quoted
