"""A customer's tier with its reasons: since when, until when, what is missing (S2-011, S2-015)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.money import ZERO
from svc.rules.tier import (
    NOTHING,
    Level,
    Sale,
    Scheme,
    Tally,
    backs,
    conditions_met,
    months_before,
    reached,
    sales,
    tallies,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from svc.records.purchase import Purchase
    from svc.records.return_ import Return
    from svc.rules.tier import Back


class Standing(Frozen):
    """The tier a customer has on a day, and how it came about.

    `since` is the first day of the unbroken run of this very tier, by the policy of `on`; before
    the first purchase there is none. `until` is the last day of it if nothing more is bought.
    """

    customer: str
    on: date
    level: Level
    tally: Tally
    since: date | None
    until: date | None
    following: Level | None
    missing: Decimal | None
    why: tuple[Sentence, ...]

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract, and some more."""
        return {
            "customer": self.customer,
            "tier": self.level.key,
            "spend": str(self.tally.spend),
            "since": self.since and self.since.isoformat(),
            "next": self.following
            and {
                "tier": self.following.key,
                "missing": None if self.missing is None else str(self.missing),
            },
            "why": [str(sentence) for sentence in self.why],
            "until": self.until and self.until.isoformat(),
            "on": self.on.isoformat(),
            "purchases": self.tally.purchases,
            "largest": str(self.tally.largest),
        }


class _History:
    """One customer's sales known on a day, asked for her tier on any."""

    def __init__(
        self, scheme: Scheme, sold: list[Sale], returns: Iterable[Return], known: date
    ) -> None:
        self.scheme = scheme
        self.sold = [sale for sale in sold if sale.on <= known.isoformat()]
        self.returns = list(returns)
        self.known = known

    def back(self, day: date) -> dict[str, list[Back]]:
        """What had come off on a day, as far as it is known."""
        return backs(self.returns, min(day, self.known))

    def tally(self, day: date) -> Tally:
        """What counts on a day."""
        after = months_before(day, self.scheme.months)
        found = tallies(self.sold, self.back(day), after, day)
        return next(iter(found.values()), NOTHING)

    def level(self, day: date) -> Level:
        """The tier on a day."""
        return reached(self.scheme, self.tally(day))

    def since(self, level: Level) -> date | None:
        """The first day of the unbroken run of a tier that holds on the day known."""
        days = {date.fromisoformat(sale.on) for sale in self.sold}
        days |= {lapse for sale in self.sold if (lapse := self._lapse(sale))}
        days |= {r.settled_on for r in self.returns if r.settled_on and r.state == "settled"}
        first = None
        for day in sorted((day for day in days if day <= self.known), reverse=True):
            if self.level(day) != level:
                break
            first = day
        return first

    def until(self, level: Level) -> date | None:
        """The last day of a tier if nothing more is bought; None where it never lapses."""
        lapses = {lapse for sale in self.sold if (lapse := self._lapse(sale))}
        place = self.scheme.place(level.key)
        for day in sorted(day for day in lapses if day > self.known):
            if self.scheme.place(self.level(day).key) < place:
                return day - timedelta(days=1)
        return None

    def _lapse(self, sale: Sale) -> date | None:
        return lapse(date.fromisoformat(sale.on), self.scheme.months)


def lapse(day: date, months: int) -> date | None:
    """The first day on which a purchase of a day no longer counts; None beyond the calendar."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    if year > date.max.year:
        return None
    try:
        return date(year, month, day.day)
    except ValueError:  # the month is shorter: the first of the next
        return date(year + month // 12, month % 12 + 1, 1)


def standing(
    scheme: Scheme,
    customer: str,
    purchases: Iterable[Purchase],
    returns: Iterable[Return],
    on: date,
) -> Standing:
    """The tier of one customer on a day, with the reasons.

    What is known of the future is left out: purchases after the day, returns settled after it.
    """
    everything = sales(purchases)
    history = _History(scheme, everything, returns, on)
    tally = history.tally(on)
    level = reached(scheme, tally)
    place = scheme.place(level.key)
    following = scheme.levels[place + 1] if place + 1 < len(scheme.levels) else None
    missing = None
    if following is not None and following.spend is not None:
        missing = following.spend - tally.spend
    until = history.until(level)
    why = [
        *_spent(history, tally, on),
        *_reached(level, tally),
        *_not_counted(history, everything, on),
        *_ahead(history, until, following, missing, tally),
    ]
    return Standing(
        customer=customer, on=on, level=level, tally=tally, since=history.since(level),
        until=until, following=following, missing=missing, why=tuple(why),
    )  # fmt: skip


def _spent(history: _History, tally: Tally, on: date) -> list[Sentence]:
    after = months_before(on, history.scheme.months)
    first = after + timedelta(days=1)
    if not history.sold:
        return [say("She has bought nothing up to {day}.", day=on)]
    found = [
        say(
            "From {first} to {last} she spent ¥{spend}; purchases: {n}, the largest ¥{largest}.",
            first=first, last=on, spend=tally.spend, n=tally.purchases, largest=tally.largest,
        )
    ]  # fmt: skip
    back = history.back(on)
    low = after.isoformat()
    gone = [each for sale in history.sold if sale.on > low for each in back.get(sale.id, ())]
    if gone:
        found.append(
            say(
                "¥{amount} of it went back by returns and is taken off already.",
                amount=sum((each.money for each in gone), ZERO),
            )
        )
    return found


def _reached(level: Level, tally: Tally) -> list[Sentence]:
    met = conditions_met(level, tally)
    told = {
        "spend": say("¥{limit} in the window make {tier} (tier.levels).",
                     limit=level.spend, tier=level.name),
        "single": say("One purchase of ¥{limit} makes {tier} (tier.levels).",
                      limit=level.single, tier=level.name),
        "purchases": say("{limit} purchases in the window make {tier} (tier.levels).",
                         limit=level.purchases, tier=level.name),
    }  # fmt: skip
    if not met:
        return [say("{tier} needs nothing: everybody begins there.", tier=level.name)]
    return [told[name] for name in met]


def _not_counted(history: _History, everything: list[Sale], on: date) -> list[Sentence]:
    found = []
    after = months_before(on, history.scheme.months)
    before = tallies(history.sold, history.back(on), None, after)
    if before:
        (old,) = before.values()
        found.append(
            say(
                "What she bought up to {day} no longer counts: ¥{amount}.",
                day=after, amount=old.spend,
            )
        )  # fmt: skip
    if later := [sale for sale in everything if sale.on > on.isoformat()]:
        found.append(
            say("Purchases after {day}, which do not count yet: {n}.", n=len(later), day=on)
        )
    return found


def _ahead(
    history: _History,
    until: date | None,
    following: Level | None,
    missing: Decimal | None,
    tally: Tally,
) -> list[Sentence]:
    found = []
    if until is not None:
        found.append(
            say(
                "If she buys nothing more, it is hers until {day}, then it is {tier}.",
                day=until, tier=history.level(until + timedelta(days=1)).name,
            )
        )  # fmt: skip
    if following is None:
        return [*found, say("There is no tier above it.")]
    name = following.name
    if missing is not None:
        found.append(say("¥{amount} more in the window make {tier}.", amount=missing, tier=name))
    if following.single is not None:
        found.append(say("So does one purchase of ¥{limit}: {tier}.",
                         limit=following.single, tier=name))  # fmt: skip
    if following.purchases is not None:
        wanted = following.purchases - tally.purchases
        found.append(say("Purchases still wanting for {tier}: {n}.", n=wanted, tier=name))
    return found
