"""One record a line: the canonical bytes of a record, and the strict way back.

Equal content means equal bytes: UTF-8 in NFC, `id` first, other keys sorted, no spaces, a line
feed at the end. Reading takes any spacing and order that a person's editor leaves, and nothing
that could be read in two ways: no duplicate keys, no floats, no NaN, no torn line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from unicodedata import is_normalized, normalize

from svc.i18n import Sentence, say

MAX_DEPTH = 20
MAX_DIGITS = 18
MARKERS = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")


class UnreadableLine(ValueError):
    """A line that is no record: a stable word for what is wrong, and the sentence that says it."""

    def __init__(self, rule: str, reason: Sentence) -> None:
        super().__init__(rule)
        self.rule = rule
        self.reason = reason


def encode(record: Mapping[str, Any]) -> bytes:
    """The canonical line of a record, with its line feed.

    Raises:
        ValueError: two names of fields are one in NFC, or a text holds half a character.
    """
    text = _dump(record)
    if not is_normalized("NFC", text):
        # By value, not the whole text: a line break before a combining mark is `\n` and the
        # mark, which as text would become one letter and ruin the line.
        text = _dump(composed(record))
    return text.encode()


def is_plain(line: bytes) -> bool:
    """Whether a line made by `encode` can be read again for sure: `decode` tells of any other.

    It has no number that might be a float or too long, and too few brackets to be nested too deep;
    fields that stand twice, torn text and half characters `encode` itself does not write.
    """
    return not _ODD_NUMBER.search(line) and line.count(b"{") + line.count(b"[") <= MAX_DEPTH


_ODD_NUMBER = re.compile(rb"[:,\[]-?[0-9]+[.eE]|[0-9]{%d}" % (MAX_DIGITS + 1))


def parsed(line: bytes) -> dict[str, Any]:
    """The record of a line that is known to be canonical."""
    found: dict[str, Any] = _TRUSTING(line.decode())[0]
    return found


def all_parsed(lines: Iterable[bytes]) -> list[dict[str, Any]]:
    """The records of lines that are known to be canonical: in one call, twice as fast as each."""
    found: list[dict[str, Any]] = _TRUSTING("[" + b",".join(lines).decode() + "]")[0]
    return found


_TRUSTING = json.JSONDecoder().raw_decode


def _dump(record: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in record.items() if name != "id"}
    body = _PLAIN(rest)
    head = '{"id":' + json.dumps(record["id"], ensure_ascii=False)
    return head + ("," + body[1:] if rest else "}") + "\n"


def composed(value: Any) -> Any:
    """A value with all its texts in NFC.

    Raises:
        UnreadableLine: two names of fields become one.
    """
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, Mapping):
        return _once([(normalize("NFC", name), composed(each)) for name, each in value.items()])
    if isinstance(value, (list, tuple)):
        return [composed(each) for each in value]
    return value


def encode_all(records: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The canonical bytes of a shard: its records' lines sorted by id."""
    return b"".join(encode(records[record_id]) for record_id in sorted(records))


_PLAIN = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def canonical_records(content: bytes) -> list[dict[str, Any]] | None:
    """The records of a shard that is canonical to the byte, each encoded again and compared.

    None where anything is not, or might not be: then `scan` says what. Three times as fast as
    that: what is equal to its own canonical form cannot hold a field twice, and the rest of what
    a strict reader refuses is looked for in the shard as a whole.
    """
    if _LONG_NUMBER.search(content) or b"\\u" in content:
        return None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    if not is_normalized("NFC", text):
        return None
    lines = text.split("\n")
    if lines.pop():
        return None
    records = []
    last = ""
    for line in lines:
        try:
            record = _STRICT.decode(line)
            brackets = line.count("{") + line.count("[")
            if brackets > MAX_DEPTH and _depth(record) > MAX_DEPTH:
                return None
        except (ValueError, RecursionError):
            return None
        record_id = record.pop("id", None) if type(record) is dict else None
        if type(record_id) is not str or record_id <= last or _ODD_ID.search(record_id):
            return None
        body = _PLAIN(record)
        if line != (f'{{"id":"{record_id}",{body[1:]}' if record else f'{{"id":"{record_id}"}}'):
            return None
        record["id"] = last = record_id
        records.append(record)
    return records


_LONG_NUMBER = re.compile(rb"[0-9]{%d}" % (MAX_DIGITS + 1))
_ODD_ID = re.compile("[^0-9A-Za-z._-]")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableLine("duplicate-field", say("the field {name} stands twice", name=twice))
    return found


# The number itself is not repeated: it may be a telephone's.
def _no_float(_text: str) -> Any:
    raise UnreadableLine("float", say("a number that is not whole; amounts are text in quotes"))


def _short_int(text: str) -> int:
    if len(text.lstrip("-")) > MAX_DIGITS:
        raise UnreadableLine("long-number", say("a number has more than {n} digits", n=MAX_DIGITS))
    return int(text)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float, parse_int=_short_int
)


_STRICT = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


def decode(line: bytes) -> dict[str, Any]:
    """The record of one line (without its line feed), its texts in NFC.

    Raises:
        UnreadableLine: with the reason.
    """
    if line.startswith(MARKERS):
        raise UnreadableLine("conflict-marker", say("a conflict marker left by a merge"))
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableLine("not-utf8", say("not UTF-8 (perhaps saved as GBK)")) from None
    try:
        return _record(text)
    except RecursionError:
        raise UnreadableLine("too-deep", TOO_DEEP) from None
    except UnicodeEncodeError:
        raise UnreadableLine("surrogate", say("half a character (a lone surrogate)")) from None
    except json.JSONDecodeError:
        raise UnreadableLine(*_why_no_json(text)) from None


TOO_DEEP = say("nested deeper than {n} levels", n=MAX_DEPTH)


def _record(text: str) -> dict[str, Any]:
    value = _DECODER.decode(text)
    if text.count("{") + text.count("[") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
        raise UnreadableLine("too-deep", TOO_DEEP)
    escaped = "\\u" in text  # then the text's own form says nothing of its values'
    if escaped:
        json.dumps(value, ensure_ascii=False).encode()
    if escaped or not is_normalized("NFC", text):
        value = composed(value)
    if not isinstance(value, dict):
        raise UnreadableLine("no-record", say("not a record: a record is an object with an id"))
    if not isinstance(value.get("id"), str) or not value["id"]:
        raise UnreadableLine("no-id", say("a record without an id"))
    return value


def _why_no_json(text: str) -> tuple[str, Sentence]:
    if text.startswith("\ufeff"):
        return "byte-order-mark", say("a byte order mark at the start")
    if "\0" in text:
        return "nul-byte", say("a NUL byte: the disk or a copy lost what stood here")
    return "torn-line", say("not a line of JSON (torn or mistyped)")


def scan(data: bytes) -> Iterator[tuple[int, bytes, dict[str, Any] | UnreadableLine]]:
    """Each line of a shard with its number: its record, or why it is none.

    A last line without its line feed is torn, even if it can be read: whoever wrote it did not
    finish. An empty line, as editors leave them, holds nothing to guess and is passed over.
    """
    lines = data.split(b"\n")
    torn = lines.pop()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, line, decode(line)
        except UnreadableLine as problem:
            yield number, line, problem
    if torn:
        yield len(lines) + 1, torn, _torn(torn)


def _torn(line: bytes) -> UnreadableLine:
    """What is wrong with a last line that does not end: something else, or just that."""
    try:
        decode(line)
    except UnreadableLine as worse:
        return worse
    return UnreadableLine("torn-line", say("the last line has no line feed at its end"))
