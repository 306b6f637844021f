"""The strict reader, and the one way a record is written."""

from __future__ import annotations

import json
from typing import Any
from unicodedata import is_normalized, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.i18n import Sentence
from svc.store.lines import (
    UnreadableLine,
    canonical_records,
    decode,
    encode,
    encode_all,
    is_plain,
    scan,
)

ID = "C-261122-7KQ3MX"


def line(rest: str) -> bytes:
    return f'{{"id":"{ID}",{rest}}}'.encode()


ACCEPTED: dict[str, tuple[bytes, Any]] = {
    "plain": (line('"a":"b"'), "b"),
    "spaces": (b' { "id" : "%s" , "a" : "b" } ' % ID.encode(), "b"),
    "tabs": (b'\t{"id":\t"%s",\t"a":"b"}\t' % ID.encode(), "b"),
    "id last": (b'{"a":"b","id":"%s"}' % ID.encode(), "b"),
    "chinese": (line('"a":"王芳"'), "王芳"),
    "escaped chinese": (line(r'"a":"\u738b"'), "王"),
    "escaped pair": (line(r'"a":"\ud83d\ude00"'), "😀"),
    "four bytes": (line('"a":"😀"'), "😀"),
    "decomposed": (line('"a":"e\u0301"'), "é"),
    "decomposed by escape": (line(r'"a":"e\u0301"'), "é"),
    "line break and a mark": (line('"a":"\\n\u0303"'), "\n\u0303"),
    "escaped quote": (line(r'"a":"\""'), '"'),
    "escaped slash": (line(r'"a":"\/"'), "/"),
    "escaped NUL": (line(r'"a":"\u0000"'), "\0"),
    "all short escapes": (line(r'"a":"\b\f\n\r\t\\"'), "\b\f\n\r\t\\"),
    "line separator": (line('"a":"\u2028"'), "\u2028"),
    "delete character": (line('"a":"\x7f"'), "\x7f"),
    "empty text": (line('"a":""'), ""),
    "empty name": (line('"":1,"a":2'), 2),
    "zero": (line('"a":0'), 0),
    "minus": (line('"a":-12'), -12),
    "eighteen digits": (line('"a":' + "9" * 18), int("9" * 18)),
    "minus eighteen digits": (line('"a":-' + "9" * 18), -int("9" * 18)),
    "true": (line('"a":true'), True),
    "null": (line('"a":null'), None),
    "list": (line('"a":[1,"b",null]'), [1, "b", None]),
    "nested": (line('"a":{"b":{"c":[{}]}}'), {"b": {"c": [{}]}}),
    "nineteen deep": (line('"a":' + "[" * 19 + "]" * 19), None),
    "many but shallow": (line('"a":[' + ",".join("{}" for _ in range(50)) + "]"), None),
    "brackets in text": (line('"a":"' + "[" * 99 + '"'), "[" * 99),
    "same name in other objects": (line('"a":{"b":1},"c":{"b":2}'), {"b": 1}),
}

REJECTED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "torn-line"),
    "only spaces": (b"   ", "torn-line"),
    "text": (b'"abc"', "no-record"),
    "list": (b"[]", "no-record"),
    "number": (b"12", "no-record"),
    "null": (b"null", "no-record"),
    "no id": (b'{"a":1}', "no-id"),
    "empty id": (b'{"id":""}', "no-id"),
    "id is a number": (b'{"id":12}', "no-id"),
    "id is null": (b'{"id":null}', "no-id"),
    "empty object": (b"{}", "no-id"),
    "torn in a text": (b'{"id":"C-2611', "torn-line"),
    "torn after a name": (line("")[:-2] + b',"a"', "torn-line"),
    "torn in a character": (line('"a":"王"')[:-4], "not-utf8"),
    "no closing brace": (line('"a":1')[:-1], "torn-line"),
    "two objects": (line('"a":1') * 2, "torn-line"),
    "comma at the end": (line('"a":1,'), "torn-line"),
    "comma too many": (line('"a":1,,"b":2'), "torn-line"),
    "no colon": (line('"a" 1'), "torn-line"),
    "single quotes": (b"{'id':'C-261122-7KQ3MX'}", "torn-line"),
    "bare name": (line("a:1"), "torn-line"),
    "comment": (line('"a":1') + b" // why", "torn-line"),
    "tab in a text": (line('"a":"\t"'), "torn-line"),
    "bad escape": (line(r'"a":"\x41"'), "torn-line"),
    "short escape": (line(r'"a":"\u12"'), "torn-line"),
    "leading zero": (line('"a":01'), "torn-line"),
    "plus": (line('"a":+1'), "torn-line"),
    "hexadecimal": (line('"a":0x1F'), "torn-line"),
    "True": (line('"a":True'), "torn-line"),
    "float": (line('"a":1.5'), "float"),
    "float without fraction": (line('"a":1.0'), "float"),
    "exponent": (line('"a":1e3'), "float"),
    "huge exponent": (line('"a":1e999'), "float"),
    "NaN": (line('"a":NaN'), "float"),
    "Infinity": (line('"a":Infinity'), "float"),
    "-Infinity": (line('"a":-Infinity'), "float"),
    "nineteen digits": (line('"a":' + "9" * 19), "long-number"),
    "5,000 digits": (line('"a":' + "9" * 5000), "long-number"),
    "name twice": (line('"a":1,"a":2'), "duplicate-field"),
    "id twice": (line(f'"id":"{ID}"'), "duplicate-field"),
    "name twice inside": (line('"a":{"b":1,"b":1}'), "duplicate-field"),
    "name twice by escape": (line(r'"a":1,"\u0061":2'), "duplicate-field"),
    "name twice in NFC": (line('"\u00e9":1,"e\u0301":2'), "duplicate-field"),
    "lone surrogate": (line(r'"a":"\ud800"'), "surrogate"),
    "surrogates turned round": (line(r'"a":"\ude00\ud83d"'), "surrogate"),
    "surrogate in a name": (line(r'"\ud800":1'), "surrogate"),
    "surrogate as bytes": (line('"a":"X"').replace(b"X", b"\xed\xa0\x80"), "not-utf8"),
    "overlong": (line('"a":"X"').replace(b"X", b"\xc0\x80"), "not-utf8"),
    "GBK": ('{"id":"C-261122-7KQ3MX","name":"王芳"}'.encode("gbk"), "not-utf8"),
    "UTF-16": (line('"a":1').decode().encode("utf-16"), "not-utf8"),
    "byte order mark": (b"\xef\xbb\xbf" + line('"a":1'), "byte-order-mark"),
    "NUL bytes": (b"\0" * 64, "nul-byte"),
    "NUL in a text": (line('"a":"\0"'), "nul-byte"),
    "twenty-one deep": (line('"a":' + "[" * 21 + "]" * 21), "too-deep"),
    "twenty deep in all": (line('"a":' + "[" * 20 + "]" * 20), "too-deep"),
    "100,000 deep": (line('"a":' + "[" * 100_000 + "]" * 100_000), "too-deep"),
    "100,000 deep, torn": (b"[" * 100_000, "too-deep"),
    "our side": (b"<<<<<<< HEAD", "conflict-marker"),
    "between": (b"=======", "conflict-marker"),
    "base": (b"||||||| 1234567", "conflict-marker"),
    "their side": (b">>>>>>> till-2", "conflict-marker"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_can_be_read_in_one_way_is_read(name: str) -> None:
    """Any spacing and order, any escape; the texts come back in NFC."""
    text, value = ACCEPTED[name]
    record = decode(text)
    assert record["id"] == ID
    if value is not None:
        assert record["a"] == value
        assert type(record["a"]) is type(value)
    assert decode(encode(record)) == record


@pytest.mark.parametrize("name", REJECTED)
def test_what_cannot_is_refused_with_its_reason(name: str) -> None:
    """Nothing is guessed, and no line ends in a traceback."""
    text, rule = REJECTED[name]
    with pytest.raises(UnreadableLine) as refused:
        decode(text)
    assert refused.value.rule == rule
    assert isinstance(refused.value.reason, Sentence)


def test_a_reason_repeats_nothing_of_the_line() -> None:
    """A number that is no whole one may be a telephone's."""
    with pytest.raises(UnreadableLine) as refused:
        decode(line('"phone":13800138000.0'))
    assert "1380" not in str(refused.value.reason)


def test_a_last_line_without_its_line_feed_is_torn() -> None:
    """Also where it could be read: whoever wrote it did not finish."""
    whole = encode({"id": ID, "a": "b"})
    (first, second) = scan(whole + whole.rstrip(b"\n"))
    assert first[2] == {"id": ID, "a": "b"}
    assert isinstance(second[2], UnreadableLine)
    assert (second[0], second[2].rule) == (2, "torn-line")


def test_line_ends_of_windows_are_read() -> None:
    """An editor's CRLF is spacing; an empty file is no record."""
    assert [found for _n, _line, found in scan(b'{"id":"x"}\r\n')] == [{"id": "x"}]
    assert list(scan(b"")) == []


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18) + 1, 10**18 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
records = st.dictionaries(texts, values, max_size=6).map(lambda found: {**found, "id": ID})


def nfc(value: Any) -> Any:
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, dict):
        return {nfc(name): nfc(inner) for name, inner in value.items()}
    return [nfc(inner) for inner in value] if isinstance(value, list) else value


def keeps_its_names(value: Any) -> bool:
    if isinstance(value, dict):
        names = {normalize("NFC", name) for name in value}
        return len(names) == len(value) and all(map(keeps_its_names, value.values()))
    return all(map(keeps_its_names, value)) if isinstance(value, list) else True


@given(records.filter(keeps_its_names))
def test_what_is_written_is_read_again(record: dict[str, Any]) -> None:
    """Writing and reading change nothing but the form of Unicode."""
    encoded = encode(record)
    assert encoded.endswith(b"\n")
    assert b"\n" not in encoded[:-1]
    assert decode(encoded.rstrip(b"\n")) == nfc(record)


@given(records.filter(keeps_its_names), st.randoms(use_true_random=False), st.booleans())
def test_equal_content_is_equal_bytes(
    record: dict[str, Any], random: Any, ascii_only: bool
) -> None:
    """Whatever order, spacing, escapes and form of Unicode it was typed in."""

    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            names = list(value)
            random.shuffle(names)
            return {normalize("NFD", name): shuffled(value[name]) for name in names}
        if isinstance(value, list):
            return [shuffled(inner) for inner in value]
        return normalize("NFD", value) if isinstance(value, str) else value

    typed = json.dumps(shuffled(record), ensure_ascii=ascii_only, separators=(" , ", " : "))
    assert encode(decode(typed.encode())) == encode(nfc(record))


@given(records.filter(keeps_its_names))
def test_writing_twice_is_writing_once(record: dict[str, Any]) -> None:
    """The canonical form is its own canonical form."""
    once = encode(record)
    assert encode(decode(once)) == once
    assert all(is_normalized("NFC", each) for each in _texts(decode(once)))


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(text for inner in value.values() for text in _texts(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_bytes_at_all_are_more_than_refused(data: bytes) -> None:
    """Whatever stands in a file, the reader gives records or reasons."""
    for _number, _line, found in scan(data):
        assert isinstance(found, UnreadableLine) or found["id"]


def test_names_that_become_one_are_not_written() -> None:
    """Half of what they hold would be lost, or the line unreadable."""
    with pytest.raises(ValueError, match="duplicate-field"):
        encode({"id": ID, "\u00e9": 1, "e\u0301": 2})
    with pytest.raises(ValueError, match="JSON"):
        encode({"id": ID, "a": float("nan")})


def test_lines_are_sorted_by_id() -> None:
    """A shard's bytes do not tell in which order its records came."""
    records = {name: {"id": name} for name in ("b", "a", "c")}
    assert encode_all(records) == b'{"id":"a"}\n{"id":"b"}\n{"id":"c"}\n'


def test_empty_lines_are_passed_over() -> None:
    """An editor leaves them; there is nothing in them to guess."""
    found = list(scan(b'\n{"id":"a"}\n  \r\n{"id":"b"}\n\n'))
    assert [(number, record) for number, _line, record in found] == [
        (2, {"id": "a"}),
        (4, {"id": "b"}),
    ]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("1.5", True),
        (12, True),
        (-3, True),
        ([1, 2], True),
        (1.5, False),
        ([0, -1.5], False),
        (1e30, False),
        ([1e-7], False),
        (10**18, False),
        ("x" * 9 + "1" * 19, False),
    ],
)
def test_what_is_plain_can_be_read_again(value: object, plain: bool) -> None:
    """A line that is not strictly read again before it is written holds nothing to refuse."""
    line = encode({"id": "C-261122-7KQ3MX", "a": value})
    assert is_plain(line) is plain
    if plain:
        assert decode(line[:-1]) == {"id": "C-261122-7KQ3MX", "a": value}
    deep: object = value
    for _ in range(30):
        deep = [deep]
    assert not is_plain(encode({"id": "C-261122-7KQ3MX", "a": deep}))


def nested(opening: str, depth: int, inmost: tuple[str, ...] = ()) -> Any:
    """Lists in lists, or tables in tables: so many brackets of one kind."""
    value: Any = [*inmost] if opening == "[" else dict.fromkeys(inmost, "x")
    for _ in range(depth - 1):
        value = [value] if opening == "[" else {"a": value}
    return value


@pytest.mark.parametrize("opening", ["[", "{"])
@pytest.mark.parametrize("inmost", [(), ("y",)])
@pytest.mark.parametrize(("depth", "wanted"), [(18, True), (19, True), (20, False)])
def test_how_deep_a_line_may_be(
    opening: str, inmost: tuple[str, ...], depth: int, *, wanted: bool
) -> None:
    """Twenty levels with the record's own: written, read, and read the quick way."""
    record = {"id": ID, "a": nested(opening, depth, inmost)}
    line = encode(record)
    assert is_plain(line) is wanted
    assert (canonical_records(line) == [record]) is wanted
    if wanted:
        assert decode(line[:-1]) == record
    else:
        with pytest.raises(UnreadableLine, match="too-deep"):
            decode(line[:-1])
    wide = {**record, "b": [{}, [], 1] * 12, "c": {"x": {}, "y": []}}
    assert (canonical_records(encode(wide)) == [wide]) is wanted
    if wanted:
        assert decode(encode(wide)[:-1]) == wide
    shallow = {"id": ID, "a": [nested(opening, 2)] * 30}
    assert canonical_records(encode(shallow)) == [shallow]
    assert decode(encode(shallow)[:-1]) == shallow


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        (b"", []),
        (b'{"id":"a"}\n', ["a"]),
        (b'{"id":"a"}\n{"id":"b","c":1}\n', ["a", "b"]),
        (b'{"id":"a","n":' + b"9" * 18 + b"}\n", ["a"]),
        (b'{"id":"A.z_0-9"}\n', ["A.z_0-9"]),
        (b'{"id":"a","n":' + b"9" * 19 + b"}\n", None),
        (b'{"id":"a","n":"\\u0001"}\n', None),
        (b'{"id":"a b"}\n', None),
        (b'{"id":""}\n', None),
        (b'{"id":"a"}\n\n', None),
    ],
)
def test_the_quick_look_at_a_shard(content: bytes, ids: list[str] | None) -> None:
    """None where anything might not be canonical, were it only odd."""
    found = canonical_records(content)
    assert (None if found is None else [each["id"] for each in found]) == ids


def test_what_stands_twice_is_named() -> None:
    """The first that does; too deep a line says how deep it may be."""
    for text, reason in (
        (line('"b":1,"a":1,"c":1,"a":2'), "the field a stands twice"),
        (line('"a":' + "[" * 21 + "]" * 21), "nested deeper than 20 levels"),
        (b"[" * 100_000, "nested deeper than 20 levels"),
    ):
        with pytest.raises(UnreadableLine) as refused:
            decode(text)
        assert str(refused.value.reason) == reason


def test_texts_are_composed_wherever_they_stand() -> None:
    """In lists and tables, names of fields too."""
    once, typed = "\u00e9", "e\u0301"
    assert encode({"id": ID, "a": [typed, {typed: (typed, 1)}]}) == encode(
        {"id": ID, "a": [once, {once: [once, 1]}]}
    )


@pytest.mark.parametrize("ending", ["", "\n"])
def test_each_line_is_told_with_its_number(ending: str) -> None:
    """Also a bad one in the middle; what is worse with a torn last line is told of it."""
    content = b'{"id":"a"}\r\n[]\n{"id":"b"}\n<<<<<<< x' + ending.encode()
    found = [
        (number, line, each if isinstance(each, dict) else each.rule)
        for number, line, each in scan(content)
    ]
    assert found == [
        (1, b'{"id":"a"}\r', {"id": "a"}), (2, b"[]", "no-record"),
        (3, b'{"id":"b"}', {"id": "b"}),
        (4, b"<<<<<<< x", "conflict-marker"),
    ]  # fmt: skip
