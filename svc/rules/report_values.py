"""What values of report.toml must be like: numbers, shares of one, topics."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.rules.batches import EXAMPLE, is_many
from svc.rules.findings import whole
from svc.rules.period_values import of_periods
from svc.rules.training import is_topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from svc.rules.findings import Finding

TOPICS = frozenset({"report"})
"""The policy files looked at here."""
A_TOPIC = '{ key = "till", en = "The till", zh = "收银", categories = ["cashier"] }'
MOST_WORKDAYS = 250
"""More workdays than a year has are a slip."""


def of_reports(_topic: str, name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of an entry of report.toml."""
    check = CHECKS.get(name)
    yield from of_periods(name, value) if check is None else check(value)


def is_share(value: Any) -> bool:
    """Whether a value is a share of one, above nothing, written in quotes."""
    try:
        return isinstance(value, str) and 0 < Decimal(value) <= 1
    except InvalidOperation:
        return False


def _share(value: Any) -> Iterator[Finding]:
    if not is_share(value):
        yield (
            say("{value!r} is no share of one.", value=value),
            say('80 % is written "0.80", in quotes.'),
        )


def _few(value: Any) -> Iterator[Finding]:
    yield from whole(value, least=1)


def _workdays(value: Any) -> Iterator[Finding]:
    yield from whole(value, least=1, most=MOST_WORKDAYS)


def _batch(value: Any) -> Iterator[Finding]:
    if not is_many(value):
        yield (
            say("It should hold days, and two sales or more."),
            say("Write {example}.", example=EXAMPLE),
        )


def _training(value: Any) -> Iterator[Finding]:
    rows = value if isinstance(value, list) else [None]
    keys = [row["key"] for row in rows if isinstance(row, dict) and is_topic(row)]
    for nth, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or not is_topic(row):
            yield say("Row {nth} is no topic.", nth=nth), say("Write rows as {example}.",
                                                              example=A_TOPIC)  # fmt: skip
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield say("The topic {key!r} is there twice.", key=key), None


CHECKS: Mapping[str, Callable[[Any], Iterator[Finding]]] = {
    "few": _few,
    "vital_few": _share,
    "first_contact": _workdays,
    "batch": _batch,
    "training": _training,
}
"""How the value of an entry is looked at, by its name; the reports of periods see to theirs."""
