"""Words in Markdown that stay words: no mark, no link, no HTML, whatever they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import output

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKS = "\\|`*_<>[]#&~@"
FENCE = "```"


def escaped(value: Any) -> str:
    """A value as Markdown that shows it as it is, on one line, in a cell or in a sentence."""
    shown = "" if value is None else output.safe(value).strip()
    for mark in MARKS:
        shown = shown.replace(mark, "\\" + mark)
    return shown.replace("://", "\\://").replace("www.", "www\\.").replace("WWW.", "WWW\\.")


def paragraph(value: Any) -> str:
    """The same at the start of a line: no list, no heading under the line before."""
    shown = escaped(value)
    number = shown.split(".")[0].split(")")[0]
    if number.isdecimal() and number != shown:
        return f"{number}\\{shown[len(number) :]}"
    return "\\" + shown if shown[:1] in {"-", "+", "="} else shown


def rows(
    headings: Sequence[Any], right: Sequence[bool], lines: Sequence[Sequence[Any]]
) -> list[str]:
    """The lines of a table as GitHub has it; the columns so marked stand on the right."""
    marks = ["--:" if is_right else "---" for is_right in right]
    cells = [[escaped(value) for value in line] for line in (headings, *lines)]
    return ["| " + " | ".join(line) + " |" for line in (cells[0], marks, *cells[1:])]


def fenced(lines: Sequence[str]) -> str:
    """Lines as they stand, in a block no line of them closes."""
    fence = FENCE
    while any(fence in line for line in lines):
        fence += "`"
    return "\n".join([fence + "text", *lines, fence])
