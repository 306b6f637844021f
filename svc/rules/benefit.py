"""What a customer is given on a day: by her tier, her birthday, festivals and named goods.

S2-057 to S2-059. Everything follows the printed policy and the tier, nothing else of her file but
the birthday (PIPL Art. 24).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import Sentence, say, spoken
from svc.rules.named_goods import named_goods
from svc.rules.tier import Named
from svc.rules.to_pay import ONE, plain, to_pay

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from svc.policy import DatedPolicy, InForce
    from svc.records.birthday import Birthday
    from svc.rules.tier import Level, Scheme

KINDS = ("gift", "discount", "service")
"""What named goods may bring."""


class Shopping(Frozen):
    """What she is about to buy, as far as it was said."""

    price: Decimal | None = None
    sku: str | None = None
    style: str | None = None
    category: str | None = None
    name: str | None = None


class Discount(Frozen):
    """A part taken off the price: `rate` 0.05 is 5 %."""

    kind: str
    rate: Decimal
    why: Sentence
    rule: str

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "kind": self.kind, "rate": str(self.rate), "why": str(self.why), "rule": self.rule,
        }  # fmt: skip


class Gift(Frozen):
    """Something given, or done for her: `kind` is gift or service."""

    kind: str
    what: Named
    why: Sentence
    rule: str

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract, and the kind."""
        return {
            "what": str(self.what), "why": str(self.why), "rule": self.rule, "kind": self.kind,
        }  # fmt: skip


class Benefits(Frozen):
    """What a customer is given on a day, and what is left to pay of a price."""

    on: date
    level: Level
    discounts: tuple[Discount, ...]
    gifts: tuple[Gift, ...]
    price: Decimal | None
    to_pay: Decimal | None
    why: tuple[Sentence, ...]

    def to_json(self, customer: str) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "customer": customer,
            "on": self.on.isoformat(),
            "tier": self.level.key,
            "discounts": [discount.to_json() for discount in self.discounts],
            "gifts": [gift.to_json() for gift in self.gifts],
            "price": None if self.price is None else str(self.price),
            "to_pay": None if self.to_pay is None else str(self.to_pay),
            "why": [str(sentence) for sentence in self.why],
        }


def benefits(
    policy: DatedPolicy,
    scheme: Scheme,
    level: Level,
    birthday: Birthday | None,
    on: date,
    shopping: Shopping,
) -> Benefits:
    """What she is given on a day, by the policy of that day.

    Raises:
        BadPolicy: a row of benefit.toml cannot be read.
        BadInput: the day lies beyond the tables of the lunar calendar.
    """
    has_birthday = birthday is not None and keeps_birthday(policy, birthday, on)
    discounts = [
        *_standing(policy, scheme, level),
        *(_birthday_discount(policy, scheme, level) if has_birthday else ()),
    ]
    gifts = [
        *(_birthday_gift(policy) if has_birthday else ()),
        *_festivals(policy, scheme, level, on),
    ]
    for each in with_named(policy, scheme, level, on, shopping):
        if isinstance(each, Discount):
            discounts.append(each)
        else:
            gifts.append(each)
    rates = [discount.rate for discount in discounts]
    left, how = to_pay(policy["benefit.stacking"], shopping.price, rates)
    why = [*(each.why for each in discounts), *(each.why for each in gifts), *how]
    if not discounts and not gifts:
        why.append(say("Nothing is given to {tier} on {day}.", tier=level.name, day=on))
    return Benefits(
        on=on, level=level, discounts=tuple(discounts), gifts=tuple(gifts),
        price=shopping.price, to_pay=left, why=tuple(why),
    )  # fmt: skip


def keeps_birthday(policy: DatedPolicy, birthday: Birthday, on: date) -> bool:
    """Whether a birthday, solar or lunar, is kept on a day by the shop's customs."""
    from svc.rules.birthday import customs, dates_between

    return bool(dates_between(birthday, on, on, **customs(policy)))


class Off(Frozen, kw_only=False):
    """A rate in words: `5 % off`, or as shops in China say it, `9.5折`: what is left in tenths."""

    rate: Decimal

    def __str__(self) -> str:
        if spoken() == "zh":
            return f"{plain((ONE - self.rate) * 10)}折"
        return f"{plain(self.rate * 100)} % off"


def standing_rates(policy: DatedPolicy, scheme: Scheme) -> dict[str, Decimal]:
    """The standing discount by tier; what a lower one has does not add; raises BadPolicy."""
    found = policy["benefit.discounts"]
    return {
        _tier(found, scheme, row.get("tier")): rate
        for row in found.rows()
        if (rate := rate_of(found, row))
    }


def _standing(policy: DatedPolicy, scheme: Scheme, level: Level) -> Iterator[Discount]:
    if rate := standing_rates(policy, scheme).get(level.key):
        why = say("{tier}: {off}.", tier=level.name, off=Off(rate))
        yield Discount(kind="tier", rate=rate, why=why, rule="benefit.discounts")


def _birthday_discount(policy: DatedPolicy, scheme: Scheme, level: Level) -> Iterator[Discount]:
    """On top of the standing one, for a VIP who shops that day (S2-057)."""
    found = policy["benefit.birthday"]
    rate = rate_of(found, found.table())
    if rate and scheme.is_vip(level.key):
        why = say("A VIP's birthday is today: {off} once more.", off=Off(rate))
        yield Discount(kind="birthday", rate=rate, why=why, rule=found.id)


def _birthday_gift(policy: DatedPolicy) -> Iterator[Gift]:
    found = policy["benefit.birthday"]
    if "en" in found.table():
        what = what_of(found, found.table())
        why = say("On the birthday: {what}.", what=what)
        yield Gift(kind="gift", what=what, why=why, rule=found.id)


def _festivals(policy: DatedPolicy, scheme: Scheme, level: Level, on: date) -> Iterator[Gift]:
    """What is given on festivals, which go by name and fall where the calendar says (S2-058)."""
    from svc.calendar.festivals import festivals_on

    found = policy["benefit.festivals"]
    rows = found.rows()
    kept = {festival.name: festival for festival in festivals_on(on)} if rows else {}
    for row in rows:
        if (festival := kept.get(row.get("festival", ""))) and _is_for(found, scheme, level, row):
            what = what_of(found, row)
            day = Named(en=f"{festival.name} ({festival.gloss})", zh=festival.name)
            why = say("Today is {festival}: {what}.", festival=day, what=what)
            kind = "service" if row.get("kind") == "service" else "gift"
            yield Gift(kind=kind, what=what, why=why, rule=found.id)


def with_named(
    policy: DatedPolicy, scheme: Scheme, level: Level, on: date, shopping: Shopping
) -> Iterator[Discount | Gift]:
    """What goes with goods named by style, sku or category, in their time (S2-059).

    Raises:
        BadPolicy: a row of benefit.named cannot be read.
    """
    found = policy["benefit.named"]
    for row in found.rows():
        goods = named_goods(found, row, shopping)
        if not goods or not _is_for(found, scheme, level, row) or not _holds(found, row, on):
            continue
        what = what_of(found, row)
        why = say("With {goods}: {what}.", goods=shopping.name or goods, what=what)
        if row.get("kind") != "discount":
            kind = "service" if row.get("kind") == "service" else "gift"
            yield Gift(kind=kind, what=what, why=why, rule=found.id)
        elif rate := rate_of(found, row):
            yield Discount(kind="named", rate=rate, why=why, rule=found.id)


def _holds(found: InForce, row: Mapping[str, Any], on: date) -> bool:
    """Whether a row holds on a day: `first` and `last` are both included."""
    try:
        first = date.fromisoformat(str(row.get("first", date.min)))
        last = date.fromisoformat(str(row.get("last", date.max)))
    except ValueError:
        raise found.wrong(say("days as 2027-03-01")) from None
    return first <= on <= last


def _is_for(found: InForce, scheme: Scheme, level: Level, row: Mapping[str, Any]) -> bool:
    """Whether a tier is high enough for a row."""
    if "from" not in row:
        return True
    return scheme.place(level.key) >= scheme.place(_tier(found, scheme, row["from"]))


def _tier(found: InForce, scheme: Scheme, key: Any) -> str:
    if not isinstance(key, str) or key not in {level.key for level in scheme.levels}:
        raise found.bad(
            say("Policy {id} names a tier there is not: {key!r}.", id=found.id, key=key),
            say("Known here: {names}.", names=", ".join(level.key for level in scheme.levels)),
        )
    return key


def rate_of(found: InForce, row: Mapping[str, Any]) -> Decimal:
    """The part a row takes off; nothing where it names none; raises BadPolicy."""
    told = row.get("rate", "0")
    try:
        rate = Decimal(told) if isinstance(told, str) else None
    except ArithmeticError:
        rate = None
    if rate is None or not 0 <= rate <= 1:
        raise found.wrong(say("rates from 0 to 1, in quotes"))
    return rate


def what_of(found: InForce, row: Mapping[str, Any]) -> Named:
    """What a row gives, in both languages; raises BadPolicy."""
    if not all(isinstance(row.get(name), str) for name in ("en", "zh")):
        raise found.wrong(say("what is given, as en and zh"))
    return Named(en=row["en"], zh=row["zh"])
