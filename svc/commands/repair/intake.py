"""What a repair is about: the piece, its sale, and whether its repair is free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.commands.repair.steps import line_of
from svc.commands.repair.view import region_of_shop
from svc.errors import BadInput, NoSuchRecord, Refused, WrongUsage
from svc.frozen import Frozen
from svc.i18n import say
from svc.rules.piece import Piece
from svc.rules.repair_terms import Terms, by_care, by_warranty
from svc.warranties import called, fitted_in, piece_of, repairs_of

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App
    from svc.records.complaint import Complaint
    from svc.records.customer import Customer
    from svc.records.purchase import Item, Purchase


class Bought(Frozen):
    """The piece a repair is about, as far as it is known."""

    purchase: Purchase | None
    item: Item | None
    model: str | None
    on: date | None
    category: str | None

    @property
    def sku(self) -> str | None:
        """By what its line of the purchase is named."""
        return called(self.item) if self.item else None


def bought_by(
    app: App,
    customer: Customer,
    *,
    complaint: Complaint | None,
    bought: str | None,
    sku: str | None,
    model: str | None,
    bought_on: date | None,
    category: str | None,
) -> Bought:
    """The piece that was named, by its purchase or by model and day; the complaint's without one.

    Raises:
        Refused: the purchase is another customer's.
        WrongUsage: a line without a purchase, or a purchase with a day or category of its own.
        BadInput: the day of the sale is yet to come.
    """
    if bought is None and complaint is not None and bought_on is None:
        bought, sku = complaint.purchase, sku or complaint.item
    if bought is None:
        if sku is not None:
            raise WrongUsage(
                say("--item names a line of a purchase."), say("Give --purchase REF, too.")
            )
        if bought_on is not None and bought_on > app.today:
            raise BadInput(say("{day} is yet to come.", day=bought_on), say("Mend --bought."))
        return Bought(
            purchase=None, item=None, model=line_of(model), on=bought_on,
            category=line_of(category),
        )  # fmt: skip
    if bought_on is not None or category is not None:
        raise WrongUsage(
            say("The purchase says when it was bought, and of which category it is."),
            say("Leave out --bought and --category, or --purchase."),
        )
    purchase = app.store.purchases.find(bought)
    if purchase.customer != customer.id:
        raise Refused(
            say("{purchase} is not a purchase of {customer}.",
                purchase=purchase.id, customer=customer.id),
            say("`svc purchase list --customer {customer}` shows hers.", customer=customer.id),
        )  # fmt: skip
    item = line_named(purchase, sku)
    return Bought(
        purchase=purchase, item=item, model=line_of(model) or item.style or called(item),
        on=purchase.on, category=item.category,
    )  # fmt: skip


def line_named(purchase: Purchase, sku: str | None) -> Item:
    """The line of a purchase with this SKU or name; its only one if none is named.

    Raises:
        NoSuchRecord: no line has it.
        WrongUsage: there are several, and none is named.
    """
    skus = ", ".join(sorted({called(item) or "-" for item in purchase.items}))
    if sku is not None:
        wanted = sku.strip().lower()
        for item in purchase.items:
            if (called(item) or "").lower() == wanted:
                return item
        raise NoSuchRecord(
            say("Purchase {id} has no line {sku!r}.", id=purchase.id, sku=sku),
            say("Its lines: {skus}.", skus=skus),
        )
    if len(purchase.items) != 1:
        raise WrongUsage(
            say("Purchase {id} has several lines.", id=purchase.id),
            say("Name one with --item: {skus}.", skus=skus),
        )
    return purchase.items[0]


def complaint_of(app: App, ref: str, customer: str) -> Complaint:
    """The complaint a repair comes from; raises Refused for another customer's."""
    complaint = app.store.complaints.find(ref)
    if complaint.customer != customer:
        raise Refused(
            say("{complaint} is not a complaint of {customer}.",
                complaint=complaint.id, customer=customer),
        )  # fmt: skip
    return complaint


def terms_of(app: App, bought: Bought, care: str | None) -> Terms:
    """Whether it is free, by the warranty or by the table of care; call it with the lock held."""
    purchase = bought.purchase
    earlier = repairs_of(app.store, purchase, bought.sku) if purchase else []
    if care is not None:
        line = (purchase, bought.item) if purchase and bought.item else None
        return by_care(care, line, earlier, app.today, app.policy)
    piece = None
    if purchase is not None:
        piece = piece_of(app.store, purchase, bought.item)
    elif bought.on is not None:
        piece = Piece(category=bought.category, sold=bought.on, start=bought.on)
    return by_warranty(
        piece,
        app.today,
        app.policy,
        fitted=fitted_in(app.store, earlier),
        region=region_of_shop(app),
        by_law=by_law(app),
    )


def said(text: str, option: str) -> str:
    """What was given with an option, on one line; raises BadInput for an empty one."""
    if (line := line_of(text)) is None:
        raise BadInput(
            say("{option} is empty.", option=option),
            say("Say what is to stand there, or leave it out."),
        )
    return line


def by_law(app: App) -> bool:
    """Whether the shop goes by the law's terms where they are longer than its own."""
    scheme = app.store.settings.refund_scheme
    return (scheme or app.policy.at(app.today)["refund.scheme"].text()) == "statutory"
