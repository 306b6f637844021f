"""How a report's values are shown to people, in the language in use, whatever the form."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, TypeGuard

from svc import output
from svc.i18n import Sentence, say, spoken
from svc.money import to_fen
from svc.reports.document import As, TooFew

if TYPE_CHECKING:
    from svc.reports.document import Value

NOTHING = "–"
"""What stands where there is nothing to show."""
NUMERIC = frozenset({"count", "money", "percent", "hours", "days", "number"})
"""Kinds of columns that hold figures: they stand on the right."""
TENTH = Decimal("0.1")


def shown(value: Value, kind: str = "text") -> str:
    """A value as people read it: one line that steers no terminal.

    `kind` is one of `document.KINDS`; shares of one become percent, amounts yuan to the fen.
    """
    if isinstance(value, As):
        return shown(value.value, value.kind)
    if value is None:
        return NOTHING
    if isinstance(value, TooFew):
        return str(say("too few to say (n = {n})", n=value.n))
    if isinstance(value, bool):
        return output.cell(value)
    if isinstance(value, (int, Decimal)):
        return figure(value, kind)
    if isinstance(value, date):
        return value.isoformat()
    return output.safe(value) or NOTHING


def figure(value: int | Decimal, kind: str) -> str:
    """A number of a kind: `¥1,200.00`, `12.3 %` (Chinese: `12.3%`), `3.5 h`, or as it is."""
    if kind == "money":
        amount = to_fen(Decimal(value))
        return f"-¥{-amount:,}" if amount < 0 else f"¥{amount:,}"
    if kind == "percent":
        return f"{tenths(Decimal(value) * 100)}{'%' if spoken() == 'zh' else ' %'}"
    if kind == "hours":
        return str(say("{n} h", n=_whole_or_tenths(value)))
    if kind == "days":
        return str(say("{n} d", n=_whole_or_tenths(value)))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def tenths(number: Decimal) -> Decimal:
    """A number rounded half up to one place; nothing is never below nothing."""
    return number.quantize(TENTH, rounding=ROUND_HALF_UP) + 0


def _whole_or_tenths(value: int | Decimal) -> int | Decimal:
    return tenths(value) if isinstance(value, Decimal) else value


def change(now: Value, was: Value, kind: str) -> int | Decimal | None:
    """By how much a figure went up (down below 0); None where either is no figure."""
    if not _is_figure(now) or not _is_figure(was):
        return None
    up = now - was
    return tenths(Decimal(up) * 100) / 100 if kind == "percent" else up


def _is_figure(value: Value) -> TypeGuard[int | Decimal]:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def amount(up: int | Decimal, kind: str) -> str:
    """How much a change is, without its sign; of shares, in percentage points."""
    if kind == "percent":
        return str(say("{n} points", n=tenths(abs(Decimal(up)) * 100)))
    return figure(-up if up < 0 else up, kind)


def in_words(up: int | Decimal, kind: str) -> str:
    """A change in words: `up 3`, `down 1.2 points`, `unchanged`."""
    if not up:
        return str(say("unchanged"))
    told = amount(up, kind)
    return str(say("up {amount}", amount=told) if up > 0 else say("down {amount}", amount=told))


def with_arrow(up: int | Decimal, kind: str) -> str:
    """A change with an arrow: `▲ 3`, `▼ 1.2 points`, `=`."""
    return f"{'▲' if up > 0 else '▼'} {amount(up, kind)}" if up else "="


def span(first: date | None, last: date) -> Sentence:
    """The days a report is about, both included; without a first one, all up to the last."""
    if first is None:
        return say("up to {last}", last=last)
    return say("{first} to {last}", first=first, last=last)


def heading(words: Sentence | str) -> str:
    """Words of a report that are no value: a title, a heading, a label, on one line."""
    return output.safe(words)
