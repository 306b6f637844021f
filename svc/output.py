"""The only writer: records as text, JSON, JSON Lines, CSV or TSV on stdout, words on stderr.

Text is for people and may change; the other forms are a promise. Text passes `safe`, so that no
name can move the cursor, colour the screen or turn the reading direction.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from svc.i18n import _

if TYPE_CHECKING:
    from svc.i18n import Sentence

FORMATS = ("text", "json", "jsonl", "csv", "tsv")
Row = Mapping[str, Any]

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f]|[\u061c\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff]"
)


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code in (0x0A, 0x0D, 0x09, 0x2028, 0x2029):
        return " "
    return f"^{chr(code + 64)}" if code < 0x20 else ""


def safe(value: object) -> str:
    """A value as text that cannot steer a terminal: one line, no control or direction marks."""
    return _UNSAFE.sub(_shown, str(value))


def width(text: str) -> int:
    """How many columns a text takes on a terminal; a Chinese character takes two."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return max(wcswidth(text), 0)


def pad(text: str, columns: int) -> str:
    """The text with spaces after it up to so many columns."""
    return text + " " * (columns - width(text))


def out() -> TextIO:
    """stdout; raises OSError if it was closed before we came."""
    if sys.stdout is None:
        raise OSError(9, "stdout")
    return sys.stdout


def say_on_stderr(*lines: Sentence | str) -> None:
    """Messages and warnings: to stderr, never to stdout."""
    if sys.stderr is not None:
        for line in lines:
            sys.stderr.write(safe(line) + "\n")


def warn(sentence: Sentence) -> None:
    """A warning on stderr."""
    say_on_stderr(_("warning: ") + str(sentence))


def write(text: str) -> None:
    """Text as it is, to stdout, with a line feed at its end."""
    if text:
        out().write(text if text.endswith("\n") else text + "\n")


def to_json(value: Any, *, indent: int | None = 2) -> str:
    """JSON as the contract has it: UTF-8, keys in the order given."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=indent).translate(_JSON_ESCAPES)


# JSON need not escape these, but a terminal that shows them would obey them.
_JSON_ESCAPES = {
    code: f"\\u{code:04x}"
    for code in (*range(0x7F, 0xA0), 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
                 0x2028, 0x2029, *range(0x2060, 0x206A), 0xFEFF)
}  # fmt: skip


def show_list(rows: Sequence[Row], columns: Mapping[str, str], form: str) -> None:
    """Records in a form; as text, the columns given (key to heading), in straight columns.

    Other forms hold every key. Nothing is printed as text for an empty list.
    """
    if form == "json":
        write(to_json(list(rows)) if rows else "[]")
    elif form == "jsonl":
        write("\n".join(to_json(row, indent=None) for row in rows))
    elif form in ("csv", "tsv"):
        write_separated(rows, out(), form, list(rows[0]) if rows else list(columns))
    elif rows:
        table(
            [_(heading) for heading in columns.values()],
            [[cell(row.get(key)) for key in columns] for row in rows],
        )


def show_record(row: Row, form: str, text: Callable[[], str] | None = None) -> None:
    """One record in a form; `text` makes what people see."""
    if form == "json":
        write(to_json(row))
    elif form == "text":
        write(text() if text is not None else pairs(row.items()))
    else:
        show_list([row], {}, form)


def cell(value: Any) -> str:
    """A value as one cell of text: `-` where there is none."""
    if value is None or value == "" or value == []:
        return "-"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value)


def flat(value: Any) -> str:
    """A value as one CSV cell: nested ones as JSON, none as nothing."""
    if value is None:
        return ""
    if isinstance(value, (dict, list, bool)):
        return to_json(value, indent=None)
    return str(value)


def write_separated(
    rows: Iterable[Row], file: TextIO, form: str, columns: Sequence[str]
) -> None:
    """Records as CSV (RFC 4180, but LF) or TSV (tabs and line feeds in a value become spaces)."""
    import csv

    if form == "csv":
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([flat(row.get(key)) for key in columns] for row in rows)
        return
    file.write("\t".join(columns) + "\n")
    for row in rows:
        cells = (re.sub(r"[\t\r\n]+", " ", flat(row.get(key))) for key in columns)
        file.write("\t".join(cells) + "\n")


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows in straight columns: ruled and coloured on a terminal, plain in a pipe."""
    rows = [[safe(value) for value in row] for row in rows]
    if out().isatty():
        _table_on_terminal(headings, rows)
        return
    lines = [list(headings), *rows]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    write("\n".join(_aligned(line, widths) for line in lines))


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    padded = [pad(value, columns) for value, columns in zip(line, widths, strict=True)]
    return "  ".join(padded).rstrip()


def _table_on_terminal(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    ruled = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for heading in headings:
        ruled.add_column(heading, overflow="fold")
    for row in rows:
        ruled.add_row(*(Text(value) for value in row))
    Console(file=out(), highlight=False).print(ruled)


def bold(text: str) -> str:
    """The text in bold on a terminal that wants colour, plain elsewhere."""
    import os

    if out().isatty() and not os.environ.get("NO_COLOR"):
        return f"\x1b[1m{text}\x1b[0m"
    return text


def pairs(items: Iterable[tuple[str, Any]]) -> str:
    """Labels and values, one pair a line, values in a straight column."""
    shown = [(safe(label), safe(cell(value))) for label, value in items]
    widest = max((width(label) for label, _value in shown), default=0)
    return "\n".join(f"{pad(label, widest)}  {value}".rstrip() for label, value in shown)
