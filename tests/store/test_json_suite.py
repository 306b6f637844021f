"""The public parsing suite of JSON, each case put into a shop's files in four ways.

A case is taken only where it is a record, or part of one, that can be read in one way alone: all
else is named by file and line, exit 4, and not a byte is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
MONTH = "data/customers/2026-11.jsonl"
BEFORE = b'{"id":"C-261122-00000A","name":"a","number":"1"}\n'
AFTER = b'{"id":"C-261122-00000Z","name":"z","number":"2"}\n'
ADD = ("customer", "add", "--name", "b", "--number", "3")


def content(row: dict[str, Any]) -> bytes:
    """The bytes of a case."""
    if "hex" in row:
        return bytes.fromhex(row["hex"])
    text: str = row["text"] * row.get("times", 1) + row.get("end", "")
    return text.encode()


SUITE = Path(__file__).parent / "json_suite" / "cases.jsonl"
CASES = {row["name"]: content(row) for row in map(json.loads, SUITE.read_text().splitlines())}
EMPTY = {"n_single_space", "n_structure_no_data"}
"""Of a line they leave nothing; an empty line is passed over."""
NOT_OURS = {
    "y_array_with_1_and_newline", "y_number", "y_number_0e+1", "y_number_0e1",
    "y_number_double_close_to_zero", "y_number_int_with_exp", "y_number_real_capital_e",
    "y_number_real_capital_e_neg_exp", "y_number_real_capital_e_pos_exp", "y_number_real_exponent",
    "y_number_real_fraction_exponent", "y_number_real_neg_exp", "y_number_real_pos_exponent",
    "y_number_simple_real", "y_object_duplicated_key", "y_object_duplicated_key_and_value",
    "y_object_extreme_numbers", "y_object_with_newlines", "y_structure_lonely_negative_real",
    "y_structure_trailing_newline",
}  # fmt: skip
"""Good JSON that is refused in a record's field: numbers that are not whole, a field that stands
twice, a line that is broken in two."""


def refused(svc: Call, shop: Path, whole: bytes, line: int | None, what: object) -> None:
    """Both a reading and a changing command say where, and change nothing."""
    (shop / MONTH).write_bytes(whole)
    for args in (("customer", "list"), ADD):
        said = svc(*args, code=4)
        place = f"{MONTH}, line {line}:" if line else MONTH
        assert place in said.err, (what, said.err)
        assert said.out == "", what
        assert "Traceback" not in said.err, what
    assert (shop / MONTH).read_bytes() == whole, what
    assert [path.name for path in (shop / "data/customers").iterdir()] == ["2026-11.jsonl"]


@pytest.fixture(autouse=True)
def _customers(shop: Path) -> None:
    (shop / "data/customers").mkdir()


def test_it_is_the_whole_suite() -> None:
    """As many as there are, of each kind."""
    kinds = [name[0] for name in CASES]
    assert (kinds.count("y"), kinds.count("n"), kinds.count("i")) == (95, 188, 35)
    assert len(CASES["n_structure_100000_opening_arrays"]) == 100_000


def test_as_a_whole_file(shop: Path, svc: Call) -> None:
    """None of them is a record; two of them are as good as no file."""
    for name, case in CASES.items():
        if name in EMPTY:
            (shop / MONTH).write_bytes(case + b"\n" if case else b"")
            assert svc("customer", "list", "--json").json == [], name
        else:
            refused(svc, shop, case, 2 if case.startswith(b"\n") else 1, name)


def test_as_a_line(shop: Path, svc: Call) -> None:
    """Between two good ones."""
    for name, case in CASES.items():
        if name not in EMPTY:
            refused(svc, shop, BEFORE + case + b"\n" + AFTER, 2, name)


def test_as_a_fields_value(shop: Path, svc: Call) -> None:
    """Of a field svc does not know, so that what is taken is kept as it was, through a change."""
    taken = set()
    for name, case in CASES.items():
        line = BEFORE[:-2] + b',"x":' + case + b"}\n"
        if name[0] != "y" or name in NOT_OURS:
            refused(svc, shop, line + AFTER, 1, name)
            continue
        taken.add(name)
        (shop / MONTH).write_bytes(line + AFTER)
        svc("customer", "edit", "C-261122-00000A", "--set", "size=L")
        (kept,) = [row for row in map(json.loads, (shop / MONTH).read_bytes().splitlines())
                   if row["id"] == "C-261122-00000A"]  # fmt: skip
        assert kept["x"] == json.loads(case), name
    assert len(taken) == 95 - len(NOT_OURS)
    print(f"\nP5: {len(CASES)} cases of the JSON suite in 4 places, {len(taken)} taken as a value")


def test_in_her_profile(shop: Path, svc: Call) -> None:
    """Where the record's own form is asked for, too: taken or named, never a crash."""
    for name, case in CASES.items():
        whole = BEFORE[:-2] + b',"profile":{"a":' + case + b"}}\n" + AFTER
        (shop / MONTH).write_bytes(whole)
        said = svc("customer", "show", "C-261122-00000A", "--json", code=None)
        assert said.code in (0, 4), name
        assert "Traceback" not in said.err, name
        assert (said.code == 0) <= (name[0] == "y" and name not in NOT_OURS), name
        assert (shop / MONTH).read_bytes() == whole, name


RECORD = '{"id":"C-261122-00000B","name":"王","number":"3"'
ODD: dict[str, tuple[bytes, str]] = {
    "a field twice": (f'{RECORD},"name":"x"}}'.encode(), "duplicate-field"),
    "a field twice in NFC": (f'{RECORD},"\u00e9":1,"e\u0301":2}}'.encode(), "duplicate-field"),
    "a byte order mark": (b"\xef\xbb\xbf" + f"{RECORD}}}".encode(), "byte-order-mark"),
    "a conflict marker": (b"<<<<<<< HEAD", "conflict-marker"),
    "another marker": (b">>>>>>> till", "conflict-marker"),
    "a NUL byte": (b"\0" * 200, "nul-byte"),
    "a NUL byte within": (f"{RECORD}\0}}".encode(), "nul-byte"),
    "GBK": (f"{RECORD}}}".encode("gb18030"), "not-utf8"),
    "UTF-16": (f"{RECORD}}}".encode("utf-16"), "not-utf8"),
    "100,000 deep": (f'{RECORD},"x":{"[" * 100_000}{"]" * 100_000}}}'.encode(), "too-deep"),
    "21 deep": (f'{RECORD},"x":{"[" * 20}{"]" * 20}}}'.encode(), "too-deep"),
    "5,000 digits": (f'{RECORD},"x":{"9" * 5000}}}'.encode(), "long-number"),
    "19 digits": (f'{RECORD},"x":{"9" * 19}}}'.encode(), "long-number"),
    "a lone surrogate": (f'{RECORD},"x":"\\ud83d"}}'.encode(), "surrogate"),
    "a lone surrogate's name": (f'{RECORD},"\\udc00":1}}'.encode(), "surrogate"),
    "a float": (f'{RECORD},"x":1.5}}'.encode(), "float"),
    "not a number": (f'{RECORD},"x":NaN}}'.encode(), "float"),
    "infinity": (f'{RECORD},"x":-Infinity}}'.encode(), "float"),
    "no id": (b'{"name":"x"}', "no-id"),
    "a torn line": (RECORD.encode(), "torn-line"),
}


@pytest.mark.parametrize("what", ODD)
def test_what_editors_and_disks_do(what: str, shop: Path, svc: Call) -> None:
    """Named by every command, by `check` with its word, and set aside by a repair as it was."""
    from svc.store import quarantine

    line, rule = ODD[what]
    lines = line.split(b"\n")
    whole = BEFORE + line + b"\n" + AFTER
    refused(svc, shop, whole, 2, what)
    found = [row for row in svc("check", "--strict", "--json", code=1).json if row["line"] == 2]
    assert (rule, MONTH) in [(row["rule"], row["file"]) for row in found]
    svc("repair-store", "--yes")
    aside = [entry.content for entry in quarantine.all_entries(str(shop))]
    if what == "a byte order mark":
        assert aside == []
    else:
        assert aside == lines
        assert (shop / MONTH).read_bytes() == BEFORE + AFTER
    assert {row["rule"] for row in svc("check", "--json").json} <= {"quarantine"}


def test_line_ends_of_windows(shop: Path, svc: Call) -> None:
    """Nothing is to be guessed: it is read, and the next change writes it in svc's own form."""
    whole = (BEFORE + AFTER).replace(b"\n", b"\r\n")
    (shop / MONTH).write_bytes(whole)
    assert len(svc("customer", "list", "--json").json) == 2
    assert (shop / MONTH).read_bytes() == whole
    assert [row["level"] for row in svc("check", "--json").json] == ["warning"]
    svc("check", "--strict", code=1)
    svc("repair-store", "--yes")
    assert (shop / MONTH).read_bytes() == BEFORE + AFTER
    assert svc("check", "--strict").out == ""
