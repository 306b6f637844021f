"""One record a line: the canonical bytes of a record, and the strict way back.

Equal content means equal bytes: UTF-8 in NFC, `id` first, other keys sorted, no spaces, a line
feed at the end. Reading takes any spacing and order that a person's editor leaves, and nothing
that could be read in two ways: no duplicate keys, no floats, no NaN, no torn line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import is_normalized, normalize

from svc.i18n import Sentence, say

MAX_DEPTH = 20
MAX_DIGITS = 18
MARKERS = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")


class UnreadableLine(ValueError):
    """A line that is no record; holds the sentence that says why."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__()
        self.reason = reason


def encode(record: Mapping[str, Any]) -> bytes:
    """The canonical line of a record, with its line feed."""
    rest = {name: value for name, value in record.items() if name != "id"}
    body = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    head = '{"id":' + json.dumps(record["id"], ensure_ascii=False)
    text = head + ("," + body[1:] if rest else "}") + "\n"
    return (text if is_normalized("NFC", text) else normalize("NFC", text)).encode()


def encode_all(records: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The canonical bytes of a shard: its records' lines sorted by id."""
    return b"".join(encode(records[record_id]) for record_id in sorted(records))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableLine(say("the field {name} stands twice", name=twice))
    return found


def _no_float(text: str) -> Any:
    raise UnreadableLine(say("{number} is not a whole number; amounts are text", number=text[:24]))


def _short_int(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise UnreadableLine(say("a number has more than {n} digits", n=MAX_DIGITS))
    return int(text)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float, parse_int=_short_int
)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


def decode(line: bytes) -> dict[str, Any]:
    """The record of one line (without its line feed).

    Raises:
        UnreadableLine: with the reason.
    """
    if line.startswith(MARKERS):
        raise UnreadableLine(say("a conflict marker left by a merge"))
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableLine(say("not UTF-8 (perhaps saved as GBK)")) from None
    if text.startswith("\ufeff"):
        raise UnreadableLine(say("a byte order mark at the start"))
    try:
        value = _DECODER.decode(text)
        if text.count("{") + text.count("[") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
            raise UnreadableLine(say("nested deeper than {n} levels", n=MAX_DEPTH))
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except UnreadableLine:
        raise
    except RecursionError:
        raise UnreadableLine(say("nested deeper than {n} levels", n=MAX_DEPTH)) from None
    except UnicodeEncodeError:
        raise UnreadableLine(say("half a character (a lone surrogate)")) from None
    except ValueError:
        raise UnreadableLine(say("not a line of JSON (torn or mistyped)")) from None
    if not isinstance(value, dict) or not isinstance(value.get("id"), str) or not value["id"]:
        raise UnreadableLine(say("not a record: a record is {{…}} with an id"))
    return value


def scan(data: bytes) -> Iterator[tuple[int, bytes, dict[str, Any] | UnreadableLine]]:
    """Each line of a shard with its number: its record, or why it is none.

    A last line without its line feed is torn, even if it can be read: whoever wrote it did not
    finish.
    """
    lines = data.split(b"\n")
    torn = lines.pop()
    for number, line in enumerate(lines, start=1):
        try:
            yield number, line, decode(line.removesuffix(b"\r"))
        except UnreadableLine as problem:
            yield number, line, problem
    if torn:
        try:
            decode(torn)
            reason = say("the last line has no line feed at its end")
        except UnreadableLine as problem:
            reason = problem.reason
        yield len(lines) + 1, torn, UnreadableLine(reason)
