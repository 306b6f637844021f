"""What the policy of repairs must be like: the table of care, days by province, guidance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import BadInput
from svc.i18n import Sentence, say
from svc.records.repair import CARES
from svc.rules.repair_terms import WITHIN, care_of_row

if TYPE_CHECKING:
    from collections.abc import Iterator

Finding = tuple[Sentence, Sentence | None]
TABLES = ("repair.care", "repair.days_in_all", "repair.guidance")


def of_repairs(entry_id: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one of `TABLES`."""
    if entry_id == "repair.care":
        yield from _care(value)
    elif entry_id == "repair.days_in_all":
        days = value.values() if isinstance(value, dict) else [None]
        if not all(type(each) is int and each > 0 for each in days):
            yield (
                say("It should give days for each province."),
                say("Write {example}.", example="{ zhejiang = 35 }"),
            )
    elif not isinstance(value, dict) or not all(map(_in_both, value.values())):
        yield say("It should say, for each category, what to look at, as `en` and `zh`."), None


def _care(value: Any) -> Iterator[Finding]:
    rows = value if isinstance(value, list) else [None]
    for nth, row in enumerate(rows, start=1):
        try:
            care_of_row(row)
        except (KeyError, TypeError, AttributeError, BadInput):
            yield (
                say("Row {nth} is no row of free care.", nth=nth),
                say(
                    'care: {cares}; category; from = "1000.00", in quotes; within: {within}; '
                    "times = 1.",
                    cares=", ".join(CARES),
                    within=", ".join(WITHIN),
                ),
            )


def _in_both(texts: Any) -> bool:
    return isinstance(texts, dict) and all(isinstance(texts.get(k), str) for k in ("en", "zh"))
