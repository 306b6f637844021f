"""What the policy of tiers, benefits, gold customers and segments must be like."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from svc.errors import BadInput
from svc.i18n import say
from svc.money import price
from svc.rules.benefit import KINDS
from svc.rules.findings import Finding, whole, word
from svc.rules.gold import A_MEASURE
from svc.rules.named_goods import GOODS
from svc.rules.rfm import is_span
from svc.rules.to_pay import STACKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

TOPICS = ("tier", "benefit", "gold", "rfm")
"""The files looked at here."""
NAMES_TIERS = ("tier.vip_from", "benefit.discounts", "benefit.festivals", "benefit.named")
"""The entries that name tiers."""
A_LEVEL = '{ key = "gold", en = "Gold card", zh = "金卡", spend = "1800.00" }'
A_GIFT = '{ festival = "母亲节", en = "a carnation", zh = "一枝康乃馨" }'


def of_tiers(topic: str, name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of these files, looked at alone."""
    check = _CHECKS.get(f"{topic}.{name}")
    if check is not None:
        yield from check(value)


def of_the_names(tiers: Iterable[str], value: Any) -> Iterator[Finding]:
    """Tiers that an entry names but nobody can have."""
    known = list(tiers)
    rows = value if isinstance(value, list) else [{"tier": value}]
    for row in rows:
        named = row.get("tier", row.get("from")) if isinstance(row, dict) else None
        if named is not None and named not in known:
            yield (
                say("There is no tier {name!r}.", name=named),
                say("Known here: {names}.", names=", ".join(known)),
            )


def _levels(value: Any) -> Iterator[Finding]:
    rows = yield from _rows(value, A_LEVEL)
    keys: list[Any] = []
    for nth, row in enumerate(rows, start=1):
        yield from _texts(nth, row, ("key", "en", "zh"))
        if (key := row.get("key")) in keys:
            yield say("Row {nth}: the key {key!r} is taken.", nth=nth, key=key), None
        keys.append(key)
        for name in ("spend", "single"):
            if name in row and not _is_amount(row[name]):
                yield (
                    say("Row {nth}: {name} is no amount.", nth=nth, name=name),
                    say('Write it in quotes: "1800.00".'),
                )
        if "purchases" in row and not _is_whole(row["purchases"]):
            yield say("Row {nth}: purchases is no whole number.", nth=nth), None
        yield from _unknown(nth, row, ("key", "en", "zh", "spend", "single", "purchases"))
        conditions = [name for name in ("spend", "single", "purchases") if name in row]
        if (nth == 1) == bool(conditions):
            yield (
                say("Row {nth}: the first tier has no condition, each other one at least one.",
                    nth=nth),
                say("Write {example}.", example=A_LEVEL),
            )  # fmt: skip
    for name in ("spend", "single"):
        yield from _rising(rows, name)


def _rising(rows: list[dict[str, Any]], name: str) -> Iterator[Finding]:
    """A condition that a higher tier sets lower could never keep anybody below it."""
    before: Decimal | None = None
    for nth, row in enumerate(rows, start=1):
        if not _is_amount(row.get(name)):
            continue
        amount = Decimal(row[name])
        if before is not None and amount <= before:
            yield (
                say("Row {nth}: {name} is not above that of the tier before.", nth=nth, name=name),
                say("Write the tiers from low to high."),
            )
        before = amount


def _discounts(value: Any) -> Iterator[Finding]:
    rows = yield from _rows(value, '{ tier = "gold", rate = "0.08" }', may_be_empty=True)
    for nth, row in enumerate(rows, start=1):
        yield from _texts(nth, row, ("tier",))
        yield from _rate(nth, row)


def _birthday(value: Any) -> Iterator[Finding]:
    row = value if isinstance(value, dict) else {"rate": None}
    yield from _rate(1, row)
    if "en" in row or "zh" in row:
        yield from _texts(1, row, ("en", "zh"))


def _festivals(value: Any) -> Iterator[Finding]:
    from svc.calendar import festivals as known

    tables = (known.SOLAR, known.WEEKDAYS, known.LUNAR, known.TERMS)
    names = {each.name for table in tables for each in table.values()} | {known.NEW_YEARS_EVE.name}
    rows = yield from _rows(value, A_GIFT, may_be_empty=True)
    for nth, row in enumerate(rows, start=1):
        yield from _texts(nth, row, ("en", "zh"))
        if row.get("festival") not in names:
            yield (
                say(
                    "Row {nth}: there is no festival {name!r}.", nth=nth, name=row.get("festival")
                ),
                say("Choose one of: {words}.", words=", ".join(sorted(names))),
            )
        yield from _kind(nth, row, ("gift", "service"))
        yield from _unknown(nth, row, ("festival", "kind", "en", "zh", "from"))


def _named(value: Any) -> Iterator[Finding]:
    example = '{ key = "spring", style = ["A101"], kind = "gift", en = "a scarf", zh = "方巾" }'
    rows = yield from _rows(value, example, may_be_empty=True)
    for nth, row in enumerate(rows, start=1):
        yield from _texts(nth, row, ("key", "en", "zh"))
        yield from _kind(nth, row, KINDS)
        lists = [row[name] for name in GOODS if name in row]
        if not lists or not all(_is_words(each) for each in lists):
            yield (
                say("Row {nth} names no goods.", nth=nth),
                say("Write {example}.", example=example),
            )
        if row.get("kind") == "discount":
            yield from _rate(nth, row)
        days = [row[name] for name in ("first", "last") if name in row]
        if not all(map(_is_day, days)) or days != sorted(days, key=str):
            yield (
                say("Row {nth}: first and last are no days in order.", nth=nth),
                say("Write them as 2027-03-01, in quotes."),
            )
        yield from _unknown(
            nth, row, ("key", "kind", "rate", "en", "zh", "from", "first", "last", *GOODS)
        )


def _stacking(value: Any) -> Iterator[Finding]:
    yield from word(value, STACKING)


def _window(value: Any) -> Iterator[Finding]:
    yield from whole(value, least=1)


def _measure(value: Any) -> Iterator[Finding]:
    row = value if isinstance(value, dict) else {}
    share = row.get("share")
    good = _is_share(share) and Decimal(str(share)) > 0
    if not good or not all(_is_whole(row.get(name)) for name in ("purchases", "months")):
        yield (
            say("It should give a share, a number of purchases and of months."),
            say("Write {example}.", example=A_MEASURE),
        )


def _marks(value: Any) -> Iterator[Finding]:
    amounts = value if isinstance(value, list) else [None]
    if not all(_is_amount(each) and Decimal(str(each)) > 0 for each in amounts):
        yield say("It should be a list of amounts."), say('Write them as ["5000.00", "10000.00"].')


def _segments(value: Any) -> Iterator[Finding]:
    example = (
        '{ key = "lost", r = [1, 1], f = [1, 5], m = [1, 5], en = "Lost", zh = "流失的顾客", … }'
    )
    rows = yield from _rows(value, example)
    for nth, row in enumerate(rows, start=1):
        yield from _texts(nth, row, ("key", "en", "zh", "do_en", "do_zh"))
        for name in ("r", "f", "m"):
            if not is_span(row.get(name)):
                yield (
                    say("Row {nth}: {name} is no span of classes 1 to 5.", nth=nth, name=name),
                    say("Write {example}.", example=f"{name} = [3, 5]"),
                )


def _texts_of_rules(value: Any) -> Iterator[Finding]:
    rows = yield from _rows(value, '{ key = "returns", en = "…", zh = "…" }')
    for nth, row in enumerate(rows, start=1):
        yield from _texts(nth, row, ("key", "en", "zh"))


def _rows(
    value: Any, example: str, *, may_be_empty: bool = False
) -> Generator[Finding, None, list[dict[str, Any]]]:
    """What keeps a value from being rows; gives the rows."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        yield say("It should be a list of rows."), say("Write rows as {example}.", example=example)
        return []
    if not value and not may_be_empty:
        yield say("It should be a list of rows."), say("Write rows as {example}.", example=example)
    return value


def _texts(nth: int, row: dict[str, Any], names: tuple[str, ...]) -> Iterator[Finding]:
    for name in names:
        text = row.get(name)
        if not isinstance(text, str) or not text.strip():
            yield say("Row {nth} lacks its text {name!r}.", nth=nth, name=name), None


def _unknown(nth: int, row: dict[str, Any], names: tuple[str, ...]) -> Iterator[Finding]:
    for name in row:
        if name not in names:
            yield (
                say("Row {nth} has a field nobody reads: {name!r}.", nth=nth, name=name),
                say("Known here: {names}.", names=", ".join(names)),
            )


def _kind(nth: int, row: dict[str, Any], kinds: tuple[str, ...]) -> Iterator[Finding]:
    if row.get("kind", kinds[0]) not in kinds:
        yield (
            say("Row {nth}: there is no kind {kind!r}.", nth=nth, kind=row.get("kind")),
            say("Choose one of: {words}.", words=", ".join(kinds)),
        )


def _rate(nth: int, row: dict[str, Any]) -> Iterator[Finding]:
    if not _is_share(row.get("rate")):
        yield (
            say("Row {nth}: the rate {rate!r} is not from 0 to 1.", nth=nth, rate=row.get("rate")),
            say('5 % is written "0.05", in quotes.'),
        )


def _is_share(value: Any) -> bool:
    try:
        return isinstance(value, str) and 0 <= Decimal(value) <= 1
    except InvalidOperation:
        return False


def _is_amount(value: Any) -> bool:
    try:
        price(value if isinstance(value, str) else "")
    except BadInput:
        return False
    return True


def _is_whole(value: Any) -> bool:
    return type(value) is int and value >= 1


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(w, str) for w in value)


def _is_day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value).isoformat() == value)
    except (TypeError, ValueError):
        return False


def _few(value: Any) -> Iterator[Finding]:
    yield from whole(value)


_CHECKS: dict[str, Callable[[Any], Iterator[Finding]]] = {
    "tier.levels": _levels,
    "tier.window": _window,
    "tier.rules": _texts_of_rules,
    "benefit.discounts": _discounts,
    "benefit.birthday": _birthday,
    "benefit.festivals": _festivals,
    "benefit.named": _named,
    "benefit.stacking": _stacking,
    "gold.customers": _measure,
    "gold.marks": _marks,
    "rfm.segments": _segments,
    "rfm.few": _few,
}
