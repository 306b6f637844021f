"""Key figures as lines of text: in columns where they fit, else each with its own below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.output import GAP, aligned, pad, width
from svc.reports.rows import BOLD, DIM, PLAIN
from svc.reports.values import NOTHING, change, heading, shown
from svc.screen import NARROWEST_TEXT, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from svc.reports.document import Figure, Value
    from svc.reports.rows import Line

    Told = Callable[[int | Decimal, str], str]

WIDEST = 14
"""Figures up to so many columns stand under each other on the right."""
FROM = 3
"""From so many figures that are all compared with the same on, what they were has columns."""


def lines_of(figures: Sequence[Figure], room: int, by: Told) -> list[Line]:
    """Key figures with what they were, in lines of at most so many columns.

    `by` tells a change; a bad figure is bold and has a `!` before it.
    """
    margin = "! " if any(each.bad for each in figures) else ""
    labels = [
        (margin if each.bad else " " * len(margin)) + heading(each.label) for each in figures
    ]
    return _in_columns(figures, labels, room, by) or _under_each_other(figures, labels, room, by)


def _in_columns(
    figures: Sequence[Figure], labels: Sequence[str], room: int, by: Told
) -> list[Line]:
    """A table with a column for each earlier time; nothing where it does not fit."""
    names = list(dict.fromkeys(heading(name) for each in figures for name, _was in each.before))
    alike = [each for each in figures if len(each.before) == len(names)]
    if not names or len(alike) < FROM:
        return []
    rows = []
    for label, figure in zip(labels, figures, strict=True):
        was = {heading(name): _was(figure, value, by) for name, value in figure.before}
        value = shown(figure.value, figure.kind)
        rows.append([label, value, *(was.get(name, "") for name in names)])
    heads = ["", "", *names]
    right = max((n for row in rows if (n := width(row[1])) <= WIDEST), default=0)
    fitting = [row if width(row[1]) <= right else [row[0], "", *row[2:]] for row in rows]
    widths = [max(map(width, column)) for column in zip(heads, *fitting, strict=True)]
    widest = max(width(row[0] + GAP + row[1]) for row in rows)
    if max(sum(widths) + len(GAP) * (len(widths) - 1), widest) > room:
        return []
    lines: list[Line] = [(aligned(heads, widths), DIM)]
    for figure, (label, value, *before) in zip(figures, rows, strict=True):
        look = BOLD if figure.bad else PLAIN
        if width(value) <= right:
            placed = " " * (right - width(value)) + value
            lines.append((aligned([label, placed, *before], widths), look))
            continue
        lines.append((f"{pad(label, widths[0])}{GAP}{value}", look))
        if {*before} - {"", NOTHING}:
            lines.append((aligned(["", "", *before], widths), look))
    return lines


def _was(figure: Figure, was: Value, by: Told) -> str:
    """`9 (▲ 3)`: what a figure was, and how far it has gone since."""
    told = shown(was, figure.kind)
    up = change(figure.value, was, figure.kind)
    return told if up is None else f"{told} ({by(up, figure.kind)})"


def _under_each_other(
    figures: Sequence[Figure], labels: Sequence[str], room: int, by: Told
) -> list[Line]:
    """A line a figure, what it was behind it, or below where there is no room."""
    values = [shown(each.value, each.kind) for each in figures]
    left = max(map(width, labels))
    right = max((n for value in values if (n := width(value)) <= WIDEST), default=0)
    start = left + right + 2 * len(GAP)
    if room - start < NARROWEST_TEXT:
        start = 2 * len(GAP)
    lines: list[Line] = []
    for figure, label, value in zip(figures, labels, values, strict=True):
        lead = pad(label, left) + GAP + " " * (right - width(value)) + value
        begun = [lead]
        if width(lead) > room:
            begun = [*wrapped(label, room), *_hung(value, 2 * len(GAP), room)]
        before = [f"{heading(name)} {_was(figure, was, by)}" for name, was in figure.before]
        own = _filled(begun, before, start, room)
        lines += [(line, BOLD if figure.bad else PLAIN) for line in own]
    return lines


def _filled(begun: Sequence[str], parts: Sequence[str], start: int, room: int) -> list[str]:
    """Lines with parts after them, as many as the last takes; the others from a column on."""
    lines = list(begun)
    for part in parts:
        if width(lines[-1] + GAP + part) <= room:
            lines[-1] += GAP + part
        else:
            lines += _hung(part, start, room)
    return lines


def _hung(words: str, start: int, room: int) -> list[str]:
    return [" " * start + line for line in wrapped(words, room - start)]
