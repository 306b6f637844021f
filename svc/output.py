"""The only writer: records as text, JSON, JSON Lines, CSV or TSV on stdout, words on stderr.

Text is for people and may change; the other forms are a promise. Text passes `safe`, so that no
name can move the cursor, colour the screen or turn the reading direction.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TextIO

from svc.errors import CannotReadOrWrite
from svc.i18n import _, say

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Sequence
    from typing import Literal

    from svc.i18n import Sentence

FORMATS = ("text", "json", "jsonl", "csv", "tsv")
Row = Mapping[str, Any]

_STEERING = (
    "\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff\U000e0000-\U000e007f"
)
"""What a terminal obeys or does not show, beside the control characters below 0x20: a part of a
pattern."""
_UNSAFE = f"[\x00-\x1f{_STEERING}]"
_BREAKS = "[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+"


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """Compiled when first needed: most commands print nothing that needs it."""
    import re

    return re.compile(pattern)


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code in (0x0A, 0x0D, 0x09, 0x2028, 0x2029):
        return " "
    return f"^{chr(code + 64)}" if code < 0x20 else ""


def safe(value: object) -> str:
    """A value as text that cannot steer a terminal: one line, no control or direction marks."""
    text = str(value)
    # What Python calls printable holds nothing that steers; the test is fifty times as fast.
    return text if text.isprintable() else _pattern(_UNSAFE).sub(_shown, text)


def width(text: str) -> int:
    """How many columns a text takes on a terminal; a Chinese character takes two."""
    if text.isascii():
        return len(text)
    columns = [_columns_of(character) for character in text]
    if all(columns):
        return sum(columns)
    from wcwidth import wcswidth  # 20 ms to import: only for what is not in everybody's text

    return max(wcswidth(text), 0)


_WIDE = ((0x4E00, 0x9FFF), (0xFF01, 0xFF60), (0x3001, 0x3029), (0x3041, 0x3096), (0x30A1, 0x30FA))
_NARROW = frozenset("¥£€°±·×÷éèüö–—‘’“”…→←")


@cache
def _columns_of(character: str) -> int:
    """The columns of a character that never joins with its neighbours; 0 for all others."""
    code = ord(character)
    if any(first <= code <= last for first, last in _WIDE):
        return 2
    return 1 if 0x20 <= code < 0x7F or character in _NARROW else 0


def pad(text: str, columns: int) -> str:
    """The text with spaces after it up to so many columns."""
    return text + " " * (columns - width(text))


def out() -> TextIO:
    """stdout; raises CannotReadOrWrite if it was closed before we came."""
    if sys.stdout is None:
        raise CannotReadOrWrite(
            say("The output is closed."), say("Leave it open, or send it to /dev/null.")
        )
    return sys.stdout


def say_on_stderr(*lines: Sentence | str, whole: bool = False) -> None:
    """Messages and warnings: to stderr, never to stdout; `whole` ones are not wrapped."""
    if sys.stderr is not None:
        with suppress(OSError):  # a full or closed stderr: there is nobody left to tell
            shown = [safe(line) if whole else prose(line, to=sys.stderr) for line in lines]
            sys.stderr.write("".join(line + "\n" for line in shown))


def prose(text: Sentence | str, indent: str = "", to: TextIO | None = None) -> str:
    """A sentence made safe; on a terminal wrapped at its width, in a pipe on one line."""
    stream = to or out()
    if not stream.isatty():
        return indent + safe(text)
    from svc.screen import columns, hanging

    return hanging(safe(text), indent, columns(stream))


def warn(sentence: Sentence) -> None:
    """A warning on stderr."""
    say_on_stderr(_("warning: ") + str(sentence))


def write(text: str) -> None:
    """Text as it is, to stdout, with a line feed at its end."""
    if text:
        out().write(text if text.endswith("\n") else text + "\n")


def to_json(value: Any, *, indent: Literal[2] | None = 2) -> str:
    """JSON as the contract has it: UTF-8, keys in the order given, two spaces a level or none."""
    text = _encode(", ")(value) if indent is None else _indented(value)
    if (text if indent is None else text.replace("\n", "")).isprintable():
        return text
    # JSON need not escape these, but a terminal that shows them would obey them.
    return _pattern(f"[{_STEERING}]").sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _indented(value: Any, margin: str = "\n") -> str:
    """What `json.dumps(value, indent=2)` gives, which json knows only in Python and slowly.

    json's C encoder makes each level with the line break and margin as its separator. What is
    nested is null there first: no text holds a bare line break, so parting finds its place.
    """
    if not value or not isinstance(value, _CONTAINERS):
        return _encode(", ")(value)
    if isinstance(value, list) and all(map(_is_flat, value)):
        return _rows(value, margin)
    inner = margin + "  "
    separator = "," + inner
    values = list(value.values()) if isinstance(value, dict) else value
    nested = [n for n, each in enumerate(values) if each and isinstance(each, _CONTAINERS)]
    if nested:
        level = [None if each and isinstance(each, _CONTAINERS) else each for each in values]
        bare = dict(zip(value, level, strict=True)) if isinstance(value, dict) else level
        lines = _encode(separator)(bare)[1:-1].split(separator)
        for n in nested:
            lines[n] = lines[n].removesuffix("null") + _indented(values[n], inner)
        text = separator.join(lines)
    else:
        text = _encode(separator)(value)[1:-1]
    opened, closed = "{}" if isinstance(value, dict) else "[]"
    return f"{opened}{inner}{text}{margin}{closed}"


def _is_flat(row: Any) -> bool:
    """Whether a row holds something, and nothing that holds anything: lists are made of these."""
    return type(row) is dict and bool(row) and _PLAIN.issuperset(map(type, row.values()))


def _rows(rows: list[Row], margin: str) -> str:
    """Flat rows in one go: their line breaks are put in after, since no text holds a bare one."""
    outer, inner = margin + "  ", margin + "    "
    text = _encode("," + inner)(rows)[2:-2]
    text = text.replace("}," + inner + "{", outer + "}," + outer + "{" + inner)
    return f"[{outer}{{{inner}{text}{outer}}}{margin}]"


_CONTAINERS = (dict, list, tuple)
_PLAIN = frozenset((str, int, bool, type(None)))


@cache
def _encode(separator: str) -> Callable[[Any], str]:
    """The encoder of json with a separator between what stands side by side."""
    import json

    return json.JSONEncoder(ensure_ascii=False, separators=(separator, ": ")).encode


def show_list(
    rows: Sequence[Row],
    columns: Mapping[str, str],
    form: str,
    *,
    keys: Sequence[str] | None = None,
    below: Sequence[str] = (),
) -> None:
    """Records in a form; as text, the columns given (key to heading), in straight columns.

    Other forms hold every key; `keys` names them for the heading of an empty list. Nothing is
    printed as text for an empty list. `below` are the columns that go under their row where a
    terminal is too narrow for all of them side by side.
    """
    if form == "json":
        write(to_json(list(rows)) if rows else "[]")
    elif form == "jsonl":
        write("\n".join(to_json(row, indent=None) for row in rows))
    elif form in {"csv", "tsv"}:
        write_separated(rows, out(), form, list(rows[0]) if rows else keys or list(columns))
    elif rows:
        table(
            [_(heading) for heading in columns.values()],
            [[cell(row.get(key)) for key in columns] for row in rows],
            below=[place for place, key in enumerate(columns) if key in below],
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
    if value in (None, "", [], ()):
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


def write_separated(rows: Iterable[Row], file: TextIO, form: str, columns: Sequence[str]) -> None:
    """Records as CSV (RFC 4180, but LF) or TSV (tabs and line breaks in a value become spaces)."""
    import csv

    shown = safe if file.isatty() else str  # a program gets what is on file, a terminal does not
    lines = ([shown(flat(row.get(key))) for key in columns] for row in rows)
    if form == "csv":
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(lines)
        return
    file.write("\t".join(columns) + "\n")
    breaks = _pattern(_BREAKS)
    file.writelines("\t".join(breaks.sub(" ", value) for value in line) + "\n" for line in lines)


GAP = "  "


def table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], below: Sequence[int] = ()
) -> None:
    """Rows in straight columns: plain in a pipe, fitted to the screen on a terminal."""
    rows = [[safe(value) for value in row] for row in rows]
    if out().isatty():
        from svc.screen import show_table

        show_table(headings, rows, below)
        return
    widths = widths_of([headings, *rows])
    write("\n".join(aligned(line, widths) for line in [headings, *rows]))


def widths_of(lines: Sequence[Sequence[str]]) -> list[int]:
    """How wide each column of these lines is."""
    return [max(map(width, column)) for column in zip(*lines, strict=True)]


def aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    """One line of a table, its values under each other."""
    padded = [pad(value, columns) for value, columns in zip(line, widths, strict=True)]
    return GAP.join(padded).rstrip()


def is_plain() -> bool:
    """Whether stdout takes no colours: a pipe, a simple terminal, or someone who wants none."""
    return (
        not out().isatty() or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    )


def bold(text: str) -> str:
    """The text in bold on a terminal that wants colour, plain elsewhere."""
    return text if is_plain() else f"\x1b[1m{text}\x1b[0m"


def dim(text: str) -> str:
    """The text a little fainter on a terminal that wants colour, plain elsewhere."""
    return text if is_plain() else f"\x1b[2m{text}\x1b[0m"


def pairs(items: Iterable[tuple[str, Any]]) -> str:
    """Labels and values, one pair a line, values in a straight column."""
    shown = [(safe(label), safe(cell(value))) for label, value in items]
    widest = max((width(label) for label, _value in shown), default=0)
    if sys.stdout is not None and sys.stdout.isatty():
        from svc.screen import hung

        shown = [(label, hung(value, widest + len(GAP))) for label, value in shown]
    return "\n".join(f"{pad(label, widest)}{GAP}{value}".rstrip() for label, value in shown)
