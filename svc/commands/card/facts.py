"""What a card may know of its customer: her purchase and warranty, the festival it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.commands.recipient import written_in
from svc.commands.repair.intake import by_law
from svc.commands.repair.view import region_of_shop
from svc.errors import NoSuchRecord, WrongUsage
from svc.i18n import say
from svc.messages.known import About, as_raw, dearest, facts_of
from svc.rules.card import next_for_cards

if TYPE_CHECKING:
    from svc.app import App
    from svc.messages.facts import Facts
    from svc.papers.card import CardWording
    from svc.papers.card_facts import Owed
    from svc.records.customer import Customer
    from svc.records.purchase import Purchase


def facts_for(app: App, customer: Customer, card: CardWording, purchase_ref: str | None) -> Facts:
    """The facts of a card for a customer today.

    Raises:
        NoSuchRecord: there is no such purchase, or none that a warranty runs on.
        WrongUsage: the purchase is somebody else's.
    """
    language = written_in(app)
    purchase = _purchase(app, customer, purchase_ref) if purchase_ref else None
    lines: list[Owed] = []
    if card.kind == "warranty":
        purchase, lines = _with_warranty(app, customer, purchase)
    festival = next_for_cards(app.policy.at(app.today), app.today) if _asks(card) else None
    about = About((purchase.on, dearest(purchase)) if purchase else None)
    (facts,) = facts_of(
        app, [(as_raw(customer), about)], card.asks, on=app.today, language=language,
        festival=festival,
    )  # fmt: skip
    if card.kind == "opinion" and card.asks:
        from svc.papers.card_facts import ASKED, opinion_facts

        if card.asks & ASKED:
            facts |= opinion_facts(app.policy, app.today, language)
    if card.kind == "warranty" and purchase is not None:
        from svc.papers.card_facts import warranty_facts

        facts |= warranty_facts(purchase, lines, app.policy, language)
    return facts


def _asks(card: CardWording) -> bool:
    return card.kind == "festival" and "festival" in card.asks


def _purchase(app: App, customer: Customer, ref: str) -> Purchase:
    purchase = app.store.purchases.find(ref)
    if purchase.customer != customer.id:
        raise WrongUsage(
            say("{purchase} is no purchase of {customer}.",
                purchase=purchase.id, customer=customer.id),
            say("`svc purchase list --customer {customer}` shows hers.", customer=customer.id),
        )  # fmt: skip
    return purchase


def _with_warranty(
    app: App, customer: Customer, purchase: Purchase | None
) -> tuple[Purchase, list[Owed]]:
    """The purchase named, else her latest of which she still has something, and its lines."""
    from svc.papers.card_facts import owed

    hers = app.store.purchases.where("customer", customer.id)
    latest_first = sorted(hers, key=lambda each: (each.on, each.id), reverse=True)
    for each in [purchase] if purchase else latest_first:
        lines = owed(
            app.store, app.policy, each, app.today, region=region_of_shop(app), by_law=by_law(app)
        )
        if lines:
            return each, lines
    raise NoSuchRecord(
        say("{customer} has nothing a warranty runs on.", customer=customer.id),
        say("Enter what she bought with `svc purchase add`."),
    )
