"""A value of policy in lines: its rows under each other, their texts in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import spoken
from svc.output import safe, width
from svc.screen import hanging

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOM = 80
ONE_LINE = 60
"""A value up to so wide stands on one line, whatever it holds."""
STEP = "  "
NAMES = ("key", "cause", "decision")
"""What a row is called by."""
TEXTS = frozenset({"en", "zh", "says_en", "says_zh"})


def lines_of(value: Any) -> list[str]:
    """A value as people read it: one line if it is short, else a line for each of its parts."""
    short = in_one_line(value)
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return [line for row in value for line in _row(row, "")]
    if width(short) <= ONE_LINE or not isinstance(value, (dict, list)):
        return [short]
    if isinstance(value, dict) and text_of(value) is not None:
        return list(_row(value, ""))
    if isinstance(value, dict):
        return [line for name, each in value.items() for line in _field(str(name), each, "")]
    return _wrapped(short, "")


def in_one_line(value: Any) -> str:
    """A value on one line: a text in the reader's language, rows set off by semicolons."""
    if isinstance(value, dict):
        if (text := text_of(value)) is not None:
            return " ".join(filter(None, (name_of(value), text)))
        return ", ".join(f"{name} {in_one_line(each)}" for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(map(in_one_line, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def text_of(row: Mapping[str, Any]) -> str | None:
    """The text of a row in the reader's language, or in English where only that is there."""
    text = row.get(spoken()) or row.get("en")
    return text if isinstance(text, str) else None


def name_of(row: Mapping[str, Any]) -> str | None:
    """What a row is called by: its key, its cause, its decision."""
    return next((str(row[name]) for name in NAMES if name in row), None)


def _row(row: Any, indent: str) -> Iterator[str]:
    """A row: its name and text, what else is short beside or below it, then what is nested."""
    text = text_of(row) if isinstance(row, dict) else None
    if text is None:
        yield from _wrapped(in_one_line(row), indent)
        return
    rest = {name: each for name, each in row.items() if name not in {*NAMES, *TEXTS}}
    head = STEP.join(filter(None, (name_of(row), text, row.get(f"says_{spoken()}"))))
    beside = " · ".join(f"{name} {_words(each)}" for name, each in rest.items() if _is_short(each))
    if beside and width(f"{indent}{head}{STEP}[{beside}]") <= ROOM:
        head, beside = f"{head}{STEP}[{beside}]", ""
    yield from _wrapped(head, indent)
    if beside:
        yield from _wrapped(beside, indent + STEP * 2)
    for name, each in rest.items():
        if not _is_short(each):
            yield from _field(name, each, indent + STEP * 2)


def _field(name: str, value: Any, indent: str) -> Iterator[str]:
    """A part with its name: on a line, or with its rows below it."""
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        yield f"{indent}{name}:"
        for row in value:
            yield from _row(row, indent + STEP)
    else:
        yield from _wrapped(f"{name}: {_words(value)}", indent)


def _words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else in_one_line(value)


def _is_short(value: Any) -> bool:
    """Whether a part of a row is no row itself."""
    several = isinstance(value, list) and any(isinstance(each, dict) for each in value)
    return not several and not isinstance(value, dict)


def _wrapped(text: str, indent: str) -> list[str]:
    return hanging(safe(text), indent, ROOM).split("\n")
