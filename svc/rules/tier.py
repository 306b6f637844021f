"""Which tier a customer has on a day: a pure function of purchases less settled returns (S2-015).

Sums are worked out from plain rows, so that one customer's records and the raw fields of a hundred
thousand customers' purchases go through the same few lines. `svc.rules.standing` adds since when,
until when and why.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from svc.errors import BadInput
from svc.frozen import Frozen
from svc.i18n import say, spoken
from svc.money import ZERO, price

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from svc.policy import DatedPolicy, Policy
    from svc.records.purchase import Purchase
    from svc.records.return_ import Return


class Named(Frozen):
    """A name in both languages, spoken in the one in use."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.zh if spoken() == "zh" else self.en


class Level(Frozen):
    """A tier: any one of its conditions is enough; without one everybody has it (S2-011)."""

    key: str
    name: Named
    spend: Decimal | None = None
    single: Decimal | None = None
    purchases: int | None = None

    @property
    def is_free(self) -> bool:
        """Whether it has no condition."""
        return all(each is None for each in (self.spend, self.single, self.purchases))


class Scheme(Frozen):
    """The tiers of a shop from low to high, the months that count, and where VIPs begin."""

    levels: tuple[Level, ...]
    months: int
    vip_from: str

    def place(self, key: str) -> int:
        """How high a tier stands, the lowest being 0; raises KeyError for a stranger."""
        for place, level in enumerate(self.levels):
            if level.key == key:
                return place
        raise KeyError(key)

    def is_vip(self, key: str) -> bool:
        """Whether a tier makes a VIP (S2-057)."""
        return self.place(key) >= self.place(self.vip_from)

    def named(self, text: str) -> Level | None:
        """The tier of this key, or of this name in either language."""
        wanted = text.strip().casefold()
        for level in self.levels:
            names = (level.key, level.name.en, level.name.zh)
            if wanted in [name.casefold() for name in names]:
                return level
        return None


class Sale(NamedTuple):
    """What counts of a purchase; `on` is an ISO day."""

    customer: str
    id: str
    on: str
    total: Decimal
    is_exchange: bool = False


Sold = tuple[str, str, str, Decimal, bool]
"""A `Sale` without its names: half a million are made in a second, and nobody asks for a field."""


class Back(NamedTuple):
    """What a settled return took off its purchase: money, and the price of goods paid back."""

    on: str
    money: Decimal
    goods: Decimal


class Tally(NamedTuple):
    """What a customer spent in a window: in all, the largest purchase, how many purchases."""

    spend: Decimal = ZERO
    largest: Decimal = ZERO
    purchases: int = 0


NOTHING = Tally()


def scheme(policy: DatedPolicy) -> Scheme:
    """The tiers in force on the policy's day.

    Raises:
        BadPolicy: the rows cannot be read, or `vip_from` names no tier.
    """
    found = policy["tier.levels"]
    try:
        levels = [_level(row) for row in found.rows()]
    except (ValueError, BadInput):
        raise found.wrong(
            say("rows with key, en, zh and conditions: spend, single, purchases")
        ) from None
    keys = [level.key for level in levels]
    if not levels or not levels[0].is_free or len(set(keys)) < len(keys):
        raise found.wrong(say("different tiers, the first of them without a condition"))
    vip = policy["tier.vip_from"]
    if vip.text() not in keys:
        raise vip.wrong(say("one of the tiers"))
    return Scheme(levels=tuple(levels), months=policy["tier.window"].whole(), vip_from=vip.text())


def schemes(policy: Policy) -> dict[date, Scheme]:
    """All tiers there were and will be, by the first day of each; raises BadPolicy."""
    starts = {
        value.since or date.min
        for name in ("tier.levels", "tier.window")
        for value in policy.entry(name).values
    }
    return {day: scheme(policy.at(day)) for day in sorted({date.min, *starts})}


def months_before(day: date, months: int) -> date:
    """The same day so many months before; the month's last day where it has no such day."""
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    if year < date.min.year:
        return date.min
    try:
        return date(year, month, day.day)
    except ValueError:  # the month is shorter
        return date(year, month + 1, 1) - timedelta(days=1)


def sales(purchases: Iterable[Purchase]) -> list[Sale]:
    """What counts of purchases on file."""
    return [
        Sale(p.customer, p.id, p.on.isoformat(), p.total, p.exchange_of is not None)
        for p in purchases
    ]


def raw_sales(raws: Iterable[Mapping[str, Any]]) -> Iterator[Sale]:
    """What counts of purchases as their lines stand on file.

    Raises:
        KeyError, TypeError, ArithmeticError: a line cannot be read.
    """
    for raw in raws:
        is_exchange = bool(raw.get("exchange_of"))
        yield Sale(raw["customer"], raw["id"], raw["on"], Decimal(raw["total"]), is_exchange)


def backs(returns: Iterable[Return], known: date) -> dict[str, list[Back]]:
    """What came off each purchase by returns settled up to a day, by the purchase's id."""
    found: dict[str, list[Back]] = {}
    for returned in returns:
        day = returned.settled_on
        if day is None or day > known or returned.state != "settled":
            continue
        from svc.rules.sold import given_back, worth  # only shops with returns need it

        goods = worth(returned) if returned.outcome == "return" else ZERO
        found.setdefault(returned.purchase, []).append(
            Back(day.isoformat(), given_back(returned), goods)
        )
    return found


def is_undone(total: Decimal, gone: Iterable[Back]) -> bool:
    """Whether all that was paid for a purchase was for goods since taken back: it is none now.

    Goods exchanged do not undo it, and one that cost nothing stays one.
    """
    return bool(total) and sum((each.goods for each in gone), ZERO) >= total


def less_returns(
    sold: Iterable[Sold], back: Mapping[str, list[Back]], after: str, upto: str
) -> Iterator[tuple[str, str, Decimal, bool]]:
    """Of each sale of some days, as ISO texts: whose, when, what is left of it, does it count.

    A purchase wholly given back is none any more, and goods taken in exchange are none either.
    """
    for customer, purchase, on, total, is_exchange in sold:
        if after < on <= upto:
            gone = back.get(purchase) if back else None
            if gone:
                left = total - sum((each.money for each in gone), ZERO)
                yield customer, on, left, not is_exchange and not is_undone(total, gone)
            else:
                yield customer, on, total, not is_exchange


def tallies(
    sold: Iterable[Sold], back: Mapping[str, list[Back]], after: date | None, upto: date
) -> dict[str, Tally]:
    """By customer what was spent after one day and up to another, that one included.

    What a settled return gave back comes off its purchase. A purchase that was wholly paid back is
    none any more; goods taken in exchange are money spent, but no purchase more.
    """
    low = "" if after is None else after.isoformat()
    high = upto.isoformat()
    found: dict[str, list[Any]] = {}
    for customer, _on, left, stands in less_returns(sold, back, low, high):
        if (sums := found.get(customer)) is None:
            found[customer] = [left, max(left, ZERO), int(stands)]
        else:
            sums[0] += left
            sums[1] = max(sums[1], left)
            sums[2] += stands
    return {customer: Tally(*sums) for customer, sums in found.items()}


def reached(scheme: Scheme, tally: Tally) -> Level:
    """The highest tier one of whose conditions is met."""
    spend, largest, purchases = tally
    for level in reversed(scheme.levels):
        if (
            (level.spend is not None and spend >= level.spend)
            or (level.single is not None and largest >= level.single)
            or (level.purchases is not None and purchases >= level.purchases)
        ):
            return level
    return scheme.levels[0]


def conditions_met(level: Level, tally: Tally) -> list[str]:
    """Which conditions of a tier are met: `spend`, `single`, `purchases`."""
    return [
        name
        for name, wanted, has in (
            ("spend", level.spend, tally.spend),
            ("single", level.single, tally.largest),
            ("purchases", level.purchases, tally.purchases),
        )
        if wanted is not None and has >= wanted
    ]


def tier_on(
    scheme: Scheme, purchases: Iterable[Purchase], returns: Iterable[Return], on: date
) -> Level:
    """The tier of one customer on a day."""
    after = months_before(on, scheme.months)
    found = tallies(sales(purchases), backs(returns, on), after, on)
    return reached(scheme, next(iter(found.values()), NOTHING))


def _level(row: Mapping[str, Any]) -> Level:
    """A tier from its row; raises ValueError or BadInput."""
    texts = [row.get(name) for name in ("key", "en", "zh")]
    purchases = row.get("purchases")
    if not all(isinstance(text, str) and text for text in texts):
        raise ValueError
    if purchases is not None and type(purchases) is not int:
        raise ValueError
    return Level(
        key=row["key"],
        name=Named(en=row["en"], zh=row["zh"]),
        spend=_amount(row.get("spend")),
        single=_amount(row.get("single")),
        purchases=purchases,
    )


def _amount(value: Any) -> Decimal | None:
    return None if value is None else price(value if isinstance(value, str) else "")
