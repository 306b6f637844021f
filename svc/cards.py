"""The cards worth preparing on a day, fetched for the rules: `svc card due` asks here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.rules import card as rule
from svc.rules.birthday import Window, customs
from svc.rules.callback import NO_ANSWER, ahead, back, birthday_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.records.customer import Customer
    from svc.records.purchase import Purchase
    from svc.rules.card import DueCard
    from svc.store.store import Store


def due_cards(store: Store, policy: DatedPolicy, on: date, within: int) -> list[DueCard]:
    """The cards of the days to come, by day, then template, then customer (S2-025, S2-057).

    Birthdays already wished for get none. Merged and erased files get none, nor does who withdrew
    consent to post.

    Raises:
        BadPolicy: the policy of cards holds what it should not.
        BadInput: a day to come is not in the tables of the calendar.
    """
    found = [
        *_birthdays(store, policy, on, within),
        *_festivals(store, policy, on, within),
        *_thanks(store, policy, on),
    ]
    return sorted(found, key=lambda card: (card.due, card.template, card.customer.id))


def _birthdays(store: Store, policy: DatedPolicy, on: date, within: int) -> Iterator[DueCard]:
    window = Window.over(on, ahead(on, within), **customs(policy))
    words = {_word(*key) for key in window.dates}
    ids = {
        each for found in store.customers.ids_holding("birthday", words).values() for each in found
    }
    for customer in store.customers.many(ids).values():
        if customer.birthday is None or not rule.takes_cards(customer):
            continue
        for day in window.match(customer.birthday):
            made = store.callbacks.peek(birthday_key(customer.id, day))
            if made is None or made.result == NO_ANSWER:
                yield rule.for_birthday(customer, day)


def _word(calendar: str, leap: bool, month: int, day: int) -> str:
    """A birthday without its year, by which customers are looked up."""
    return f"{'lunar:' * (calendar == 'lunar')}{'leap' * leap}{month:02}-{day:02}"


def _festivals(store: Store, policy: DatedPolicy, on: date, within: int) -> Iterator[DueCard]:
    """To those who bought of late and have an address: a festival card is posted."""
    days = list(rule.festivals_to_come(policy, on, within))
    if not days:
        return
    since = back(on, policy["card.festival_bought_within"].whole())
    buyers = {purchase.customer for purchase in store.purchases.between(since, on)}
    for customer in _who_take_cards(store, buyers):
        if customer.profile.get("address"):
            for day, festival in days:
                yield rule.for_festival(customer, day, festival)


def _thanks(store: Store, policy: DatedPolicy, on: date) -> Iterator[DueCard]:
    """One card a customer, for the latest of her purchases of these days."""
    latest: dict[str, Purchase] = {}
    for purchase in store.purchases.between(rule.thanked_since(policy, on), on):
        if purchase.exchange_of is None:
            before = latest.get(purchase.customer, purchase)
            latest[purchase.customer] = max(before, purchase, key=lambda each: (each.on, each.id))
    for customer in _who_take_cards(store, set(latest)):
        yield rule.for_purchase(customer, latest[customer.id])


def _who_take_cards(store: Store, ids: set[str]) -> Iterator[Customer]:
    return filter(rule.takes_cards, store.customers.many(ids).values())
