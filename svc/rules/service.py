"""The shop's service system, "54321" (S0-022 to S0-030): what its rows in policy must be like."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from svc.i18n import Sentence, say, spoken
from svc.rules.answer import POSTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Finding = tuple[Sentence, Sentence | None]

POINTS = ("before", "during", "after")
"""The three control points of a delivery (S0-026)."""
WHEN = ("install", "stock")
"""What a question of a checklist may be asked for alone."""
COUNTS = {
    "service.standards": 5,
    "service.tables": 4,
    "service.control_points": 3,
    "service.requirements": 2,
}
"""The figures the system is named after; the one is its culture."""
CHECKLISTS = frozenset(f"delivery.{point}" for point in POINTS)
EXAMPLE = '{ key = "goods", en = "The goods are complete", zh = "货品齐全" }'
_KEY = re.compile(r"[a-z][a-z0-9_]*")


def is_list(entry_id: str) -> bool:
    """Whether an entry holds rows of a key and a text in both languages."""
    return entry_id in CHECKLISTS or entry_id.startswith("service.")


def in_words(row: Mapping[str, Any]) -> str:
    """A row as people read it, in the language of the moment: name, content, figures, command."""
    language = spoken()
    parts = [f"{row['key']} {row[language]}"]
    if told := row.get(f"says_{language}"):
        parts.append(str(told))
    if "share" in row:
        parts.append("-".join(str(row[name]) for name in ("share", "share_to") if name in row))
    if isinstance(people := row.get("people"), list):
        parts.append("-".join(map(str, dict.fromkeys(people))))
    parts += [str(row[name]) for name in _BARE if name in row]
    parts += [f"{name} {value}" for name, value in row.items() if name not in _FIELDS]
    return " · ".join(parts)


_BARE = ("sign", "post", "command", "kept")
"""Fields whose value needs no name beside it."""


def of_the_rows(entry_id: str, value: Any) -> Iterator[Finding]:
    """What is wrong with the rows of one entry: each has a key of its own and a text in both."""
    if not isinstance(value, list) or not value or not all(isinstance(r, dict) for r in value):
        yield say("It should be a list of rows."), say("Write rows as {example}.", example=EXAMPLE)
        return
    seen: set[object] = set()
    for nth, row in enumerate(value, start=1):
        yield from _row(nth, row)
        if (key := row.get("key")) in seen:
            yield say("Row {nth}: the key {key!r} is taken.", nth=nth, key=key), None
        seen.add(key)
    wanted = COUNTS.get(entry_id)
    if wanted is not None and len(value) != wanted:
        yield (
            say("There are {n} rows; the system counts {wanted}.", n=len(value), wanted=wanted),
            say("Five standards, four tables, three control points, two requirements."),
        )
    if entry_id == "service.control_points" and not seen <= set(POINTS):
        yield (
            say("A control point has a key no checklist goes by."),
            say("Choose one of: {words}.", words=", ".join(POINTS)),
        )


def _row(nth: int, row: Mapping[str, Any]) -> Iterator[Finding]:
    key = row.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        yield (
            say("Row {nth} has no key in small letters.", nth=nth),
            say("Write rows as {example}.", example=EXAMPLE),
        )
    for name in ("en", "zh"):
        if not _is_text(row.get(name)):
            yield say("Row {nth} lacks its text {name!r}.", nth=nth, name=name), None
    if ("says_en" in row) != ("says_zh" in row):
        yield say("Row {nth}: says_en and says_zh go together.", nth=nth), None
    for name, content in row.items():
        good = _FIELDS.get(name)
        if good is None:
            yield (
                say("Row {nth} has a field nobody reads: {name!r}.", nth=nth, name=name),
                say("Known here: {names}.", names=", ".join(_FIELDS)),
            )
        elif name not in {"key", "en", "zh"} and not good(content):
            yield say("Row {nth}: {name} is not what it should be.", nth=nth, name=name), None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_share(value: object) -> bool:
    try:
        return isinstance(value, str) and 0 <= Decimal(value) <= 1
    except InvalidOperation:
        return False


def _is_span(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(type(each) is int for each in value)
        and 0 <= value[0] <= value[1]
    )


def _is_sources(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


_FIELDS: dict[str, Callable[[Any], bool]] = {
    "key": _is_text,
    "en": _is_text,
    "zh": _is_text,
    "says_en": _is_text,
    "says_zh": _is_text,
    "sources": _is_sources,
    "command": lambda value: _is_text(value) and value.startswith("svc "),
    "post": lambda value: value in POSTS,
    "by": _is_text,
    "point": lambda value: value in POINTS,
    "when": lambda value: value in WHEN,
    "sign": lambda value: value in {">", "=", "<"},
    "share": _is_share,
    "share_to": _is_share,
    "people": _is_span,
    "kept": _is_text,
    "default_of_tool": lambda value: isinstance(value, bool),
}
"""The fields a row may have, and how each must be."""
