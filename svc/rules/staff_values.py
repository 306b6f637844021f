"""What the policy of staff, of fading customers and of silence must be like."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.rules.care_parts import COUNTED, ENOUGH, PARTS
from svc.rules.conduct import TRUE
from svc.rules.fading import A_RHYTHM, WHOLE
from svc.rules.findings import Finding, whole
from svc.rules.reward import A_ROW, DOES, ENTRIES, WHEN, is_rule
from svc.rules.silence import COUNTS, SHARES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

TOPICS = ("staff", "fading", "silence")


def of_staff(topic: str, name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of these files, looked at alone."""
    entry_id = f"{topic}.{name}"
    if topic == "silence" and name in SHARES:
        yield from _numbers(value, SHARES[name], most=Decimal(1))
        yield from _wholes(value, COUNTS.get(name, ()))
        yield from _in_order(name, value)
    elif entry_id == "staff.care":
        yield from _numbers(value, PARTS)
        if not any(_number(each) for each in _table(value).values()):
            yield say("At least one part weighs something."), None
    elif entry_id == "staff.contacts":
        yield from _numbers(value, COUNTED)
    elif entry_id in {"staff.least", "staff.conduct"}:
        yield from _wholes(value, ENOUGH if name == "least" else TRUE)
    elif topic == "staff" and name in ENTRIES:
        yield from _rules(value)
    elif entry_id == "fading.rhythm":
        yield from _rhythm(value)


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(value) if isinstance(value, str) else Decimal(-1)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


def _numbers(value: Any, names: Collection[str], most: Decimal | None = None) -> Iterator[Finding]:
    """Decimal numbers in quotes, none below nothing, and none above `most`."""
    given = _table(value)
    for name in names:
        number = _number(given.get(name))
        if number is None or (most is not None and not 0 < number <= most):
            yield (
                say("{name} is not a share above 0, up to 1.", name=name)
                if most
                else say("{name} is no number from 0 on.", name=name),
                say('5 % is written "0.05", in quotes.'),
            )


def _wholes(value: Any, names: Collection[str]) -> Iterator[Finding]:
    given = _table(value)
    for name in names:
        yield from whole(given.get(name), least=0)


def _in_order(name: str, value: Any) -> Iterator[Finding]:
    """Of two ends of a range the lower comes first."""
    given = _table(value)
    low, high = ("low", "high") if name == "told" else ("in_time_low", "in_time_high")
    ends = given.get(low), given.get(high)
    is_known = all(type(each) is int or _number(each) is not None for each in ends)
    if name in {"told", "back"} and is_known and Decimal(str(ends[0])) > Decimal(str(ends[1])):
        yield say("{low} is above {high}.", low=low, high=high), None


def _rules(value: Any) -> Iterator[Finding]:
    """Rows of rewards or penalties, each with a key of its own."""
    hint = say("Write rows as {example}.", example=A_ROW)
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        yield say("It should be a list of rows."), hint
        return
    seen: set[object] = set()
    for nth, row in enumerate(value, start=1):
        if not is_rule(row):
            yield (
                say(
                    "Row {nth} is no rule: `when` knows {when}, and `does` {does}.",
                    nth=nth, when=", ".join(WHEN), does=", ".join(DOES),
                ),
                hint,
            )  # fmt: skip
        elif row["key"] in seen:
            yield say("Row {nth}: the key {key!r} is taken.", nth=nth, key=row["key"]), None
        seen.add(str(row.get("key")))


def _rhythm(value: Any) -> Iterator[Finding]:
    given = _table(value)
    times = _number(given.get("times"))
    if times is None or times < 1 or given.keys() != {"times", *WHOLE}:
        yield (
            say("It should say how many times her usual interval, from 1 on."),
            say("Write {example}.", example=A_RHYTHM),
        )
    for name, fewest in WHOLE.items():
        yield from whole(given.get(name), least=fewest)
