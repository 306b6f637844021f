"""What values of event.toml must be like: themes with a text in both languages, a whole number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.rules.findings import Finding, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOPICS = frozenset({"event"})
"""The policy files looked at here."""
CONDITIONS = ("brand", "feasible", "no_conflict")
"""The three conditions of a gathering customers ask for (S2-060)."""
EXAMPLE = '{ key = "hiking", sales = false, en = "A walk in the hills", zh = "登山" }'
TEXTS = ("en", "zh", "note_en", "note_zh")
_KEY = re.compile(r"[a-z][a-z0-9_]*")


def of_events(_topic: str, name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of an entry of event.toml (S2-055, S2-056, S2-060)."""
    if name == "a_year":
        yield from whole(value)
    elif name == "themes":
        yield from _themes(value)


def _themes(value: Any) -> Iterator[Finding]:
    if not isinstance(value, list) or not value or not all(isinstance(r, dict) for r in value):
        yield say("It should be a list of rows."), say("Write rows as {example}.", example=EXAMPLE)
        return
    seen: set[object] = set()
    for nth, row in enumerate(value, start=1):
        yield from _theme(nth, row)
        if (key := row.get("key")) in seen:
            yield say("Row {nth}: the key {key!r} is taken.", nth=nth, key=key), None
        seen.add(key)


def _theme(nth: int, row: Mapping[str, Any]) -> Iterator[Finding]:
    if not isinstance(key := row.get("key"), str) or not _KEY.fullmatch(key):
        yield (
            say("Row {nth} has no key in small letters.", nth=nth),
            say("Write rows as {example}.", example=EXAMPLE),
        )
    for name in ("en", "zh"):
        if not isinstance(text := row.get(name), str) or not text.strip():
            yield say("Row {nth} lacks its text {name!r}.", nth=nth, name=name), None
    known = ("key", "sales", "sources", *TEXTS, *CONDITIONS)
    for name, content in row.items():
        if name not in known:
            yield (
                say("Row {nth} has a field nobody reads: {name!r}.", nth=nth, name=name),
                say("Known here: {names}.", names=", ".join(known)),
            )
        elif not _is_good(name, content):
            yield say("Row {nth}: {name} is not what it should be.", nth=nth, name=name), None


def _is_good(name: str, content: Any) -> bool:
    if name in {"sales", *CONDITIONS}:
        return isinstance(content, bool)
    if name == "sources":
        return isinstance(content, list) and all(isinstance(each, str) for each in content)
    return name in {"key", "en", "zh"} or isinstance(content, str)
