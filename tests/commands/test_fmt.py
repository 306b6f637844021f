"""`svc fmt`: hand-edited files put in order, or left alone as a whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
FILE = "data/customers/2026-11.jsonl"
ONE, TWO = "C-261122-00000A", "C-261122-00000B"
CANONICAL = (
    f'{{"id":"{ONE}","name":"Zoé","number":"1"}}\n{{"id":"{TWO}","name":"b","number":"2"}}\n'
)
EDITED = (
    f'{{"name":"b",  "number":"2","id":"{TWO}"}}\r\n'
    f' {{"id":"{ONE}", "number":"1", "name":"Zo\\u0065\u0301"}}\n'
)


@pytest.fixture
def edited(shop: Path) -> Path:
    """A shop with a file edited by hand and another one in order."""
    for table, text in (
        ("customers", EDITED),
        ("staff", '{"id":"T-261122-00000C","name":"c","posts":["clerk"]}\n'),
    ):
        (shop / "data" / table).mkdir()
        (shop / "data" / table / "2026-11.jsonl").write_bytes(text.encode())
    return shop


def test_it_writes_the_one_form_there_is(edited: Path, svc: Call) -> None:
    """Order, spaces, line ends, escapes; nothing else, and no other file; twice is once."""
    other = edited / "data/staff/2026-11.jsonl"
    before = other.stat()
    listed = svc("customer", "list", "--json").json
    assert svc("fmt").out == f"{FILE}\n"
    assert (edited / FILE).read_text() == CANONICAL
    assert other.stat().st_ino == before.st_ino
    assert svc("customer", "list", "--json").json == listed
    assert svc("fmt").out == ""
    assert svc("check", "--strict").out == ""


def test_empty_lines_go(edited: Path, svc: Call) -> None:
    """An editor leaves them; the shop goes on, and fmt drops them."""
    (edited / FILE).write_text("\n" + CANONICAL + "\n\n")
    svc("customer", "list")
    svc("fmt")
    assert (edited / FILE).read_text() == CANONICAL


@pytest.mark.parametrize(("option", "code"), [("--check", 1), ("--dry-run", 0)])
def test_it_can_only_tell(option: str, code: int, edited: Path, svc: Call) -> None:
    """`--check` judges, `--dry-run` shows; neither writes, even where nobody may."""
    said = svc("fmt", option, code=code)
    assert said.out == f"{FILE}\n"
    assert "Nothing was changed" in said.err
    assert (edited / FILE).read_bytes() == EDITED.encode()
    svc("fmt")
    assert svc("fmt", option).out == ""


def test_as_json(edited: Path, svc: Call) -> None:
    """A list of files, empty where all are in order."""
    assert svc("fmt", "--json").json == [{"file": FILE}]
    assert svc("fmt", "--json").json == []


@pytest.mark.parametrize(
    "line",
    ['{"id":"C-2611', "<<<<<<< HEAD\n", f'{{"id":"{ONE}"}}\n', '{"id":"C-261222-00000A"}\n',
     '{"id":"C-261122-00000D","a":1.5}\n', "\0\n"],
)  # fmt: skip
def test_it_writes_nothing_where_a_line_cannot_be_read(line: str, edited: Path, svc: Call) -> None:
    """No file at all, though others could be: what to mend comes first."""
    bad = edited / "data/staff/2026-11.jsonl"
    if ONE in line:
        bad = edited / FILE
    with bad.open("a") as file:
        file.write(line)
    before = {path: path.read_bytes() for path in (edited / "data").rglob("*.jsonl")}
    for option in ((), ("--check",), ("--dry-run",)):
        said = svc("fmt", *option, code=4)
        assert said.out == ""
        assert bad.relative_to(edited).as_posix() in said.err
        assert "line " in said.err
    assert {path: path.read_bytes() for path in (edited / "data").rglob("*.jsonl")} == before


def test_it_keeps_what_it_does_not_know(edited: Path, svc: Call) -> None:
    """Fields of a newer svc, whatever they hold."""
    file = edited / "data/staff/2026-11.jsonl"
    file.write_text('{"id":"T-261122-00000C","schema":9,"name":["c"],"a":{"z":1,"b":[null,-0]}}\n')
    svc("fmt")
    assert file.read_text() == (
        '{"id":"T-261122-00000C","a":{"b":[null,0],"z":1},"name":["c"],"schema":9}\n'
    )


def test_strange_files_are_left_alone(edited: Path, svc: Call) -> None:
    """What is no shard of a table is not svc's to write."""
    for name in ("customers/copy.jsonl", "refunds/2026-11.jsonl", "notes.txt"):
        (edited / "data" / name).parent.mkdir(exist_ok=True)
        (edited / "data" / name).write_text("?")
    assert svc("fmt").out == f"{FILE}\n"
