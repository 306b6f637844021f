"""Fields one by one: missing, of the wrong kind, a day that does not exist, an unknown word."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from svc.errors import SvcError
from svc.i18n import say
from svc.records import (
    approval,
    base,
    callback,
    complaint,
    customer,
    delivery,
    event,
    message,
    part,
    repair,
    return_,
    survey,
)
from svc.records.purchase import Item
from svc.rules.answer import POSTS
from svc.rules.checks.snapshot import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from svc.problem import Problem
    from svc.records.base import Codec
    from svc.rules.checks.snapshot import Line

WORDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("customers", "gender"): customer.GENDERS,
    ("complaints", "category"): complaint.CATEGORIES,
    ("complaints", "channel"): complaint.CHANNELS,
    ("complaints", "state"): complaint.STATES,
    ("returns", "outcome"): return_.OUTCOMES,
    ("returns", "state"): return_.STATES,
    ("repairs", "state"): repair.STATES,
    ("parts", "move"): part.MOVES,
    ("deliveries", "state"): delivery.STATES,
    ("approvals", "kind"): approval.KINDS,
    ("approvals", "state"): approval.STATES,
    ("approvals", "post"): POSTS,
    ("callbacks", "result"): callback.RESULTS,
    ("events", "state"): event.STATES,
    ("surveys", "channel"): survey.CHANNELS,
    ("messages", "state"): message.STATES,
    ("staff", "posts"): POSTS,
}
DAYS = (base.DAY, base.NEEDED_DAY)
UNREADABLE = (ValueError, TypeError, ArithmeticError, KeyError, AttributeError, SvcError)
_LOOKS_LIKE_A_DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")


def fields(line: Line) -> Iterator[Problem]:
    """Every field of a record, unless a newer svc wrote it."""
    if line.newer:
        return
    for name, codec in KINDS[line.table].fields_known().items():
        if name in line.raw:
            yield from _value(line, name, codec, line.raw[name])
        elif codec.needed:
            message = say("{id}: the field {field} is missing.", id=line.id, field=name)
            yield line.problem("missing-field", message, say("Add it; git may know it."))


def slips(line: Line) -> Iterator[Problem]:
    """A field nobody knows that is nearly the name of one: kept, but what it says is not read."""
    known = {"id", "schema", *KINDS[line.table].fields_known()}
    if line.newer or line.raw.keys() <= known:
        return
    for name in line.raw.keys() - known:
        if near := get_close_matches(name, known - line.raw.keys(), n=1, cutoff=0.75):
            message = say("{id}: nobody reads the field {field!r}.", id=line.id, field=name)
            hint = say("Did you mean {name}?", name=near[0])
            yield line.problem("unknown-field", message, hint, level="warning")


def _value(line: Line, name: str, codec: Codec, value: Any) -> Iterator[Problem]:
    try:
        read = codec.read(value)
    except UNREADABLE:
        if name == "items" and isinstance(value, list):
            yield from _items(line, value)
        elif codec in DAYS and isinstance(value, str) and _LOOKS_LIKE_A_DAY.fullmatch(value):
            message = say("{id}: {field} is a day that does not exist.", id=line.id, field=name)
            yield line.problem("impossible-date", message, say("Write it as 2026-11-22."))
        else:
            message = say("{id}: {field} is not what it should be.", id=line.id, field=name)
            hint = say("`svc check` does not guess: see the same field of another line.")
            yield line.problem("wrong-field", message, hint)
        return
    words = WORDS.get((line.table, name))
    given = read if isinstance(read, tuple) else (read,)
    if words and not set(given) <= set(words):
        message = say("{id}: {field} holds a word it does not know.", id=line.id, field=name)
        yield line.problem("unknown-word", message, say("Words: {words}.", words=", ".join(words)))
    elif isinstance(value, str) and codec.write(read) != value:
        message = say("{id}: {field} is read, but written unlike others.", id=line.id, field=name)
        hint = say("Days are written 2026-11-22, amounts 399.00, a leap month lunar:leap04-15.")
        yield line.problem("odd-form", message, hint, level="warning")


def _items(line: Line, rows: list[Any]) -> Iterator[Problem]:
    """The lines of a receipt that cannot be read, each by its number."""
    for number, row in enumerate(rows, start=1):
        try:
            Item.from_raw(row)
        except UNREADABLE:
            message = say("{id}: item {n} is not what it should be.", id=line.id, n=number)
            hint = say('It needs "amount":"399.00", and "price" and "qty" where they are known.')
            yield line.problem("wrong-item", message, hint)
