"""Which cards are worth preparing: for birthdays and festivals to come, and thanks (S2-025)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from svc.calendar.festivals import LUNAR, NEW_YEARS_EVE, SOLAR, TERMS, WEEKDAYS, festivals_on
from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.records.birthday import InWords
from svc.rules.callback import ahead, back, goods
from svc.rules.consent import withdrawn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from svc.calendar.festivals import Festival
    from svc.policy import DatedPolicy
    from svc.records.customer import Customer
    from svc.records.purchase import Purchase

TEMPLATES = ("birthday", "festival", "thank_you")
KEYS = ("template", "customer", "name", "due", "why", "address", "purchase", "festival")
"""The keys of a card that is due as JSON."""
FESTIVALS = "card.festivals"
LUNAR_NAMES = tuple(festival.name for festival in LUNAR.values())
A_YEAR = 385
"""So many days a lunar year has at the most, and one."""


class DueCard(Frozen):
    """A card worth preparing: which, for whom, for what day, and why.

    `purchase` is what a card of thanks is for, `festival` the name of what is wished well for.
    """

    template: str
    customer: Customer
    due: date
    why: Sentence
    purchase: str | None = None
    festival: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The keys of `KEYS`."""
        address = self.customer.profile.get("address")
        return {
            "template": self.template,
            "customer": self.customer.id,
            "name": self.customer.name,
            "due": self.due.isoformat(),
            "why": str(self.why),
            "address": address if isinstance(address, str) and address else None,
            "purchase": self.purchase,
            "festival": self.festival,
        }


def takes_cards(customer: Customer) -> bool:
    """Whether a card may go to her: her file is a person's still, and she wants post."""
    return customer.is_present and not withdrawn(customer.consent, "post")


def for_birthday(customer: Customer, day: date) -> DueCard:
    """The card for a birthday (S2-057)."""
    said = InWords(customer.birthday) if customer.birthday else customer.name
    why = say("birthday on {day} ({birthday})", day=day, birthday=said)
    return DueCard(template="birthday", customer=customer, due=day, why=why)


def for_purchase(customer: Customer, purchase: Purchase) -> DueCard:
    """The card of thanks for a purchase; it is due the day after (S1-015)."""
    return DueCard(
        template="thank_you",
        customer=customer,
        due=ahead(purchase.on, 1),
        why=say("bought {what} on {day}", what=goods(purchase), day=purchase.on),
        purchase=purchase.id,
    )


def for_festival(customer: Customer, day: date, festival: Festival) -> DueCard:
    """The card for a festival (S2-025)."""
    name = say("{festival} on {day}", festival=_named(festival), day=day)
    return DueCard(
        template="festival", customer=customer, due=day, why=name, festival=festival.name
    )


def _named(festival: Festival) -> Any:
    from svc.rules.statute import InBoth

    return InBoth(f"{festival.name} ({festival.gloss})", festival.name)


def thanked_since(policy: DatedPolicy, on: date) -> date:
    """The first day whose purchases are still thanked for by card."""
    return back(on, policy["card.thanks_within"].whole())


def festivals_to_come(
    policy: DatedPolicy, on: date, within: int
) -> Iterator[tuple[date, Festival]]:
    """The shop's card festivals from a day on, and their days.

    Raises:
        BadPolicy: the policy names a festival the calendar does not have.
        BadInput: a day is not in the tables of the calendar.
    """
    wanted = _wanted(policy)
    for ahead_by in range(within + 1):
        day = on + timedelta(days=ahead_by)
        for festival in festivals_on(day) if wanted else ():
            if festival.name in wanted:
                yield day, festival


def next_for_cards(policy: DatedPolicy, on: date) -> Festival | None:
    """The festival the shop's next festival cards are for; None where it sends none."""
    return next((festival for _day, festival in festivals_to_come(policy, on, A_YEAR)), None)


def known_festivals() -> frozenset[str]:
    """The names of all festivals the calendar has."""
    tables: Iterable[Iterable[Festival]] = (
        SOLAR.values(), LUNAR.values(), TERMS.values(), WEEKDAYS.values(), (NEW_YEARS_EVE,),
    )  # fmt: skip
    return frozenset(festival.name for table in tables for festival in table)


def _wanted(policy: DatedPolicy) -> frozenset[str]:
    found = policy[FESTIVALS]
    wanted = frozenset(found.texts())
    if unknown := wanted - known_festivals():
        raise found.bad(
            say("Policy {id} names {name!r}, no festival.", id=FESTIVALS, name=min(unknown)),
            say("Write the names as {examples}.", examples=", ".join(LUNAR_NAMES)),
        )
    return wanted
