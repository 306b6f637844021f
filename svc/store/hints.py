"""What is looked up by a value: for each such field of a record a hint, a number made from it.

A hint says "this record may hold that value". It may be wrong in one way only: a record that no
longer holds the value, or another text with the same check sum. The record itself decides.
"""

from __future__ import annotations

import re
import unicodedata
from binascii import crc32
from contextlib import suppress
from datetime import date
from json import loads
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

VERSION = 6
"""To be raised whenever a hint is added or made in another way: older ones are dropped then."""

WORD_BITS = 40


def folded(name: str) -> str:
    """A name as names are compared: no spaces, one width, one case."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def kept_on(birthday: str) -> str:
    """A birthday's text without its year: what those kept on the same days have in common."""
    return _YEAR.sub("", birthday.strip()).replace("闰", "leap")


_YEAR = re.compile("[0-9]{4}-")


_SETTLED: dict[str, frozenset[str]] = {}
"""By kind of case the states that settle it, once they were asked for."""


def _open_unless(kind: str) -> Callable[[str], str | None]:
    """What makes `open` of the state of a case that is not settled; others have no hint."""

    def still_open(state: str) -> str | None:
        if kind not in _SETTLED:
            from importlib import import_module

            _SETTLED[kind] = frozenset(import_module(f"svc.records.{kind}").SETTLED)
        return None if state in _SETTLED[kind] else "open"

    return still_open


TEXTS: dict[str, dict[str, tuple[str, Callable[[str], str | None]]]] = {
    "customers": {
        "phone": ("phone", str),
        "number": ("number", str),
        "name": ("name", folded),
        "birthday": ("birthday", kept_on),
    },
    "purchases": {"customer": ("customer", str)},
    "complaints": {
        "customer": ("customer", str),
        "purchase": ("purchase", str),
        "state": ("open", _open_unless("complaint")),
    },
    "callbacks": {
        "about": ("about", str),
        "customer": ("customer", str),
        "forward": ("forward", str),
    },
    "returns": {
        "customer": ("customer", str),
        "purchase": ("purchase", str),
        "complaint": ("complaint", str),
        "state": ("open", _open_unless("return_")),
    },
    "repairs": {
        "customer": ("customer", str),
        "purchase": ("purchase", str),
        "complaint": ("complaint", str),
        "state": ("open", _open_unless("repair")),
    },
    "parts": {
        "code": ("code", str),
        "about": ("about", str),
        "order": ("order", str),
        "move": ("open", lambda move: "open" if move == "order" else None),
    },
    "deliveries": {
        "customer": ("customer", str),
        "purchase": ("purchase", str),
        "state": ("open", _open_unless("delivery")),
    },
    "approvals": {"about": ("about", str), "state": ("open", _open_unless("approval"))},
    "events": {"state": ("open", _open_unless("event"))},
    "surveys": {
        "customer": ("customer", str),
        "about": ("about", str),
        "form": ("form", str),
        "sheet": ("sheet", str),
    },
    "messages": {"customer": ("customer", str), "state": ("open", _open_unless("message"))},
}
"""Per table and field of text that is looked up: the hint's name, and the word it is made from."""
DAYS = {
    "purchases": "installed_on",
    "complaints": "resolved_on",
    "callbacks": "settle_on",
    "returns": "settled_on",
    "repairs": "handed_back_on",
    "parts": "expected_on",
    "deliveries": "planned_on",
    "events": "on",
    "messages": "due",
}
"""Per table the day that is looked up; of days whole spans can be asked for."""
UNSAID = {
    "complaints": {"state": "logged"},
    "returns": {"state": "waiting"},
    "repairs": {"state": "opened"},
    "deliveries": {"state": "planned"},
    "approvals": {"state": "waiting"},
    "events": {"state": "planned"},
    "messages": {"state": "queued"},
}
"""What a field that is left out stands for."""
UNTIL = {"repairs": ("paid_on", "to_finance_on")}
"""Per table a day from which a record counts as open until its other day is on file (S2-079)."""

_NUMBERS = {
    key: number << WORD_BITS
    for number, key in enumerate(
        [(table, name) for table, fields in TEXTS.items() for name, _made in fields.values()]
        + [*DAYS.items()]
    )
}


def has_hint(table: str, name: str) -> bool:
    """Whether a value is looked up by a hint of this name."""
    return (table, name) in _NUMBERS


def hint(table: str, name: str, value: str | date) -> int:
    """The hint of this name for a value; raises KeyError where there is none."""
    number = _NUMBERS[table, name]
    if isinstance(value, date):
        return number | value.toordinal()
    return number | crc32(value.encode(errors="surrogatepass"))


def hints_of(table: str, raw: Mapping[str, Any]) -> list[int]:
    """The hints of a record; a field that is not as it should be has none: no search finds it."""
    if (unsaid := UNSAID.get(table)) and not unsaid.keys() <= raw.keys():
        raw = {**unsaid, **raw}
    found = []
    for field, (name, made) in TEXTS.get(table, {}).items():
        if type(value := raw.get(field)) is str and (word := made(value)) is not None:
            found.append(_NUMBERS[table, name] | crc32(word.encode(errors="surrogatepass")))
    if table == "customers" and "merged" in raw:
        found += _as_she_was(raw["merged"])
    if table in UNTIL and raw.get(UNTIL[table][0]) and not raw.get(UNTIL[table][1]):
        found.append(hint(table, "open", "open"))
    if (field := DAYS.get(table, "")) in raw:
        with suppress(TypeError, ValueError):
            found.append(_NUMBERS[table, field] | date.fromisoformat(raw[field]).toordinal())
    return found


def _as_she_was(merged: Any) -> list[int]:
    """The hints of a redirect: the phone and the number its file had lead to it still."""
    was = merged.get("was") if isinstance(merged, dict) else None
    return [
        hint("customers", field, value)
        for field in ("phone", "number")
        if isinstance(was, dict) and type(value := was.get(field)) is str
    ]


def hints_in(table: str, records: Iterable[Mapping[str, Any]]) -> list[tuple[int, str]]:
    """The hints of many records, each with the id it leads to."""
    return [(each, raw["id"]) for raw in records for each in hints_of(table, raw)]


def hints_in_lines(table: str, content: bytes) -> list[tuple[int, str]]:
    """The hints of all lines of a canonical shard, and maybe more, most lines not being parsed.

    More, because a field of the same name deeper in a record is taken as well.
    """
    fields = [*TEXTS.get(table, ()), *([DAYS[table]] if table in DAYS else ())]
    if not fields:
        return []
    makers = {
        field: (_NUMBERS[table, name], made)
        for field, (name, made) in TEXTS.get(table, {}).items()
    }
    search = re.compile(rf'"({"|".join(fields)})":"([^"]*)"').findall
    found = []
    for line in content.decode().split("\n")[:-1]:  # not `splitlines`: U+2028 may stand in a text
        if "\\" in line or table in UNSAID:
            found += hints_in(table, [loads(line)])
            continue
        record_id = line[7 : line.index('"', 7)]
        for field, value in search(line):
            if field in makers:
                number, made = makers[field]
                if (word := made(value)) is not None:
                    found.append((number | crc32(word.encode()), record_id))
            else:
                found += [(each, record_id) for each in hints_of(table, {field: value})]
    return found
