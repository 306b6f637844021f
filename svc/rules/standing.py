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
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from svc.records.purchase import Purchase
    from svc.records.return_ import Return
    from svc.rules.tier import Back


class Standing(Frozen):
    """The tier a customer has on a day, and how it came about.

    `since` is the first day of the unbroken run of this very tier; before the first purchase there
    is none. `until` is the last day of it if nothing more is bought. Each day is judged by the
    policy of that day, as far as it is known now.
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
        self,
        schemes: Mapping[date, Scheme],
        sold: list[Sale],
        returns: Iterable[Return],
        known: date,
    ) -> None:
        self.schemes = schemes
        self.sold = [sale for sale in sold if sale.on <= known.isoformat()]
        self.returns = list(returns)
        self.known = known

    def scheme(self, day: date) -> Scheme:
        """The tiers in force on a day."""
        return self.schemes[max(start for start in self.schemes if start <= day)]

    def changed_on(self, day: date | None) -> bool:
        """Whether other tiers came into force on a day."""
        return day in self.schemes and day != min(self.schemes)

    def back(self, day: date) -> dict[str, list[Back]]:
        """What had come off on a day, as far as it is known."""
        return backs(self.returns, min(day, self.known))

    def tally(self, day: date) -> Tally:
        """What counts on a day."""
        after = months_before(day, self.scheme(day).months)
        found = tallies(self.sold, self.back(day), after, day)
        return next(iter(found.values()), NOTHING)

    def level(self, day: date) -> Level:
        """The tier on a day."""
        return reached(self.scheme(day), self.tally(day))

    def since(self, level: Level) -> date | None:
        """The first day of the unbroken run of a tier that holds on the day known."""
        bought = {date.fromisoformat(sale.on) for sale in self.sold}
        days = bought | self._lapses()
        days |= {r.settled_on for r in self.returns if r.settled_on and r.state == "settled"}
        days |= {start for start in self.schemes if bought and start > min(bought)}
        first = None
        for day in sorted((day for day in days if day <= self.known), reverse=True):
            if self.level(day).key != level.key:
                break
            first = day
        return first

    def until(self, level: Level) -> date | None:
        """The last day of a tier if nothing more is bought; None where it never ends."""
        for day in sorted(day for day in self._lapses() | {*self.schemes} if day > self.known):
            if self.level(day).key != level.key:
                return day - timedelta(days=1)
        return None

    def _lapses(self) -> set[date]:
        """The days on which a purchase no longer counts, by any of the windows."""
        found = {
            lapse(date.fromisoformat(sale.on), months)
            for months in {scheme.months for scheme in self.schemes.values()}
            for sale in self.sold
        }
        return {day for day in found if day is not None}


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
    changes: Mapping[date, Scheme] | None = None,
) -> Standing:
    """The tier of one customer on a day, with the reasons; `scheme` is that of the day.

    `changes` are the tiers of all days, each by its first, where they were or will be others; the
    earliest by `date.min`. What is known of the future of her is left out: purchases after the
    day, returns settled after it.
    """
    everything = sales(purchases)
    history = _History(changes or {date.min: scheme}, everything, returns, on)
    tally = history.tally(on)
    level = reached(scheme, tally)
    place = scheme.place(level.key)
    following = scheme.levels[place + 1] if place + 1 < len(scheme.levels) else None
    missing = None
    if following is not None and following.spend is not None:
        missing = following.spend - tally.spend
    since, until = history.since(level), history.until(level)
    why = [
        *_spent(history, tally, on),
        *_reached(level, tally),
        *_other_tiers(history, since, until),
        *_not_counted(history, everything, on),
        *_ahead(history, until, following, missing, tally),
    ]
    return Standing(
        customer=customer, on=on, level=level, tally=tally, since=since,
        until=until, following=following, missing=missing, why=tuple(why),
    )  # fmt: skip


def _spent(history: _History, tally: Tally, on: date) -> list[Sentence]:
    after = months_before(on, history.scheme(on).months)
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


def _other_tiers(history: _History, since: date | None, until: date | None) -> list[Sentence]:
    """Where it is the tiers that changed, and not what she bought."""
    found = []
    if since is not None and history.changed_on(since):
        found.append(say("The tiers were changed on {day} (tier.levels).", day=since))
    if until is not None and history.changed_on(after := until + timedelta(days=1)):
        found.append(say("The tiers will be others from {day} on (tier.levels).", day=after))
    return found


def _not_counted(history: _History, everything: list[Sale], on: date) -> list[Sentence]:
    found = []
    after = months_before(on, history.scheme(on).months)
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
