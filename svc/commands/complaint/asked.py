"""What advice on a complaint rests on: goods, purchase, and what the clerk knows besides."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from svc.commands.options import PRICE
from svc.commands.quoting import PIECE, case_of
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.rules.came_back import what_came_back
from svc.rules.remedies import FLAGS, Asked

if TYPE_CHECKING:
    from decimal import Decimal

    from svc.app import App
    from svc.i18n import Sentence
    from svc.records.complaint import Complaint
    from svc.records.purchase import Purchase
    from svc.rules.ruling import RefundCase

F = TypeVar("F", bound=Callable[..., Any])


def fact_options(command: F) -> F:
    """What a clerk may know of a case besides what is on file, as options."""
    for option in reversed(
        (
            click.option("--item", "sku", metavar="SKU", help=_("Which line of the purchase.")),
            *PIECE,
            click.option(
                "--batch", is_flag=True, help=_("Other pieces of the batch have it, too.")
            ),
            click.option("--claim", is_flag=True, help=_("She claims damages.")),
            click.option(
                "--lower-price",
                type=PRICE,
                metavar="PRICE",
                help=_("The lower price on the tag."),
            ),
        )
    ):
        command = option(command)
    return command


def asked_about(
    app: App,
    complaint: Complaint,
    *,
    sku: str | None = None,
    lower_price: Decimal | None = None,
    **flags: bool,
) -> Asked:
    """What the advice rests on: the purchase, the piece, and what she bought before.

    Raises:
        WrongUsage: a piece is named, but the complaint is about no purchase.
        NoSuchRecord: the purchase has no such line.
    """
    purchase = app.store.purchases.peek(complaint.purchase) if complaint.purchase else None
    if sku and purchase is None:
        raise WrongUsage(
            say("{id} is about no purchase, so --item names nothing.", id=complaint.id)
        )
    facts = {flag for flag in FLAGS if flags.get(flag)}
    case: RefundCase | None = None
    doubts: tuple[Sentence, ...] = ()
    if purchase is not None:
        case, doubts = _case(app, complaint, purchase, sku, lower_price, facts)
    return Asked(
        complaint=complaint,
        today=app.today,
        facts=frozenset(facts),
        purchase=purchase,
        purchases=tuple(app.store.purchases.where("customer", complaint.customer)),
        case=case,
        doubts=doubts,
    )


def _case(
    app: App,
    complaint: Complaint,
    purchase: Purchase,
    sku: str | None,
    lower_price: Decimal | None,
    facts: set[str],
) -> tuple[RefundCase | None, tuple[Sentence, ...]]:
    """The piece as a refund quote takes it; none, and why, where several lines may be meant."""
    try:
        came = what_came_back(purchase, sku or complaint.item)
    except WrongUsage as error:
        return None, tuple(each for each in (error.message, error.hint) if each is not None)
    case = case_of(
        app,
        came,
        bought=purchase.on,
        installed_on=purchase.installed_on,
        scheme=None,
        region=None,
        on=complaint.on,
        cause="quality",
        purchase=purchase,
        sku=sku or complaint.item,
        lower_price=lower_price,
        unrepairable="unrepairable" in facts,
        worn="worn" in facts,
        no_stock="no_stock" in facts,
        insists="insists" in facts,
    )
    return case, () if came.hint is None or sku else (came.hint,)
