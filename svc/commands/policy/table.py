"""A value of policy in lines: its rows under each other, their texts in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import output
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
TEXTS = frozenset({"en", "zh", "says_en", "says_zh", "why_en", "why_zh"})


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
    """A value on one line: every part by its name, rows set off by semicolons.

    A row with a text in both languages begins with it in the reader's, what else it holds follows
    in brackets.
    """
    if isinstance(value, dict):
        text = text_of(value)
        if text is None:
            return beside(value)
        head = " ".join(filter(None, (name_of(value), *_said(value, text))))
        rest = beside(_rest(value))
        return f"{head} [{rest}]" if rest else head
    if isinstance(value, list):
        return "; ".join(map(in_one_line, value))
    return output.cell(value) if isinstance(value, bool) else str(value)


def beside(row: Mapping[str, Any]) -> str:
    """The parts of a row, each by its name: `tier: silver · rate: 0.05`."""
    return " · ".join(f"{name}: {_words(each)}" for name, each in row.items())


def in_groups(value: Mapping[str, Any]) -> str:
    """Names by what they have in common, where many have the same: `sms: birthday, festival`.

    The smallest group comes first: the rare is what is looked for.
    """
    same: dict[str, list[str]] = {}
    for name, each in value.items():
        same.setdefault(_words(each), []).append(name)
    groups = sorted(same.items(), key=lambda group: len(group[1]))
    return "; ".join(f"{said}: {', '.join(names)}" for said, names in groups)


def _rest(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row holds beside its name and its text."""
    return {name: each for name, each in row.items() if name not in {*NAMES, *TEXTS}}


def _said(row: Mapping[str, Any], text: str) -> list[str]:
    """The text of a row, and what it says and why, in the reader's language."""
    more = [row.get(f"{what}_{spoken()}") for what in ("says", "why")]
    return [text, *(str(each) for each in more if each)]


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
    rest = _rest(row)
    head = STEP.join(filter(None, (name_of(row), *_said(row, text))))
    more = beside({name: each for name, each in rest.items() if _is_short(each)})
    if more and width(f"{indent}{head}{STEP}[{more}]") <= ROOM:
        head, more = f"{head}{STEP}[{more}]", ""
    yield from _wrapped(head, indent)
    if more:
        yield from _wrapped(more, indent + STEP * 2)
    for name, each in rest.items():
        if not _is_short(each):
            yield from _field(name, each, indent + STEP * 2)


def _field(name: str, value: Any, indent: str) -> Iterator[str]:
    """A part with its name: on a line, or with its rows below it."""
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        yield f"{indent}{name}:"
        for row in value:
            yield from _row(row, indent + STEP)
    elif isinstance(value, list) and width(_words(value)) > ROOM:
        yield f"{indent}{name}:"
        yield from _wrapped(_words(value), indent + STEP)
    else:
        yield from _wrapped(f"{name}: {_words(value)}", indent)


def _words(value: Any) -> str:
    """A part of a row: a list with commas, a table in brackets."""
    if isinstance(value, list):
        nested = any(isinstance(each, dict) for each in value)
        return f"[{in_one_line(value)}]" if nested else ", ".join(map(in_one_line, value))
    if isinstance(value, dict) and text_of(value) is None:
        return f"[{in_one_line(value)}]"
    return in_one_line(value)


def _is_short(value: Any) -> bool:
    """Whether a part of a row is no row itself."""
    several = isinstance(value, list) and any(isinstance(each, dict) for each in value)
    return not several and not isinstance(value, dict)


def _wrapped(text: str, indent: str) -> list[str]:
    return hanging(safe(text), indent, ROOM).split("\n")
