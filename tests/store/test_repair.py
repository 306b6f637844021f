"""Repair: whatever stood in a file is on file as a record, or in quarantine byte for byte."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc.errors import BadData, CannotReadOrWrite
from svc.store import mending, quarantine
from svc.store.lines import UnreadableLine, encode
from svc.store.mending import repair
from svc.store.placing import level_of, read_line
from svc.store.settings import Settings
from svc.store.strict import read_shard
from svc.store.survey import Survey
from svc.store.tables import TABLES

DAY = date(2026, 11, 22)
MONTH = "data/customers/2026-11.jsonl"
WANG = b'{"id":"C-261122-AAAAAA","name":"\xe7\x8e\x8b"}'
LI = b'{"id":"C-261122-BBBBBB","name":"\xe6\x9d\x8e"}'
OCTOBER = b'{"id":"C-261022-AAAAAA","name":"x"}'
STAFF = b'{"id":"T-261101-AAAAAA","name":"x","posts":["clerk"]}'
FILE_LEVEL = {"duplicate-id", "wrong-file", "foreign-id", "malformed-id", "unknown-file",
              "not-canonical", "stray-temporary"}  # fmt: skip


def shop_in(folder: Path, files: dict[str, bytes]) -> Path:
    """A shop with these files."""
    there = {"svc.toml": Settings(name="x").to_toml().encode(), "data/.gitkeep": b""}
    for name, content in {**there, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def state(folder: Path) -> dict[str, bytes]:
    """What all files under the shop hold, but for the lock."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def records(folder: Path) -> set[bytes]:
    """The canonical lines on file."""
    found: set[bytes] = set()
    for table, letter in TABLES.items():
        for file in (folder / "data" / table).glob("*.jsonl"):
            shard = read_shard(file.read_bytes(), f"{table}/{file.stem}", letter)
            found |= {encode(raw) for raw in shard.values()}
    return found


def nothing_lost(before: dict[str, bytes], folder: Path) -> None:
    """The law: each line that was there is on file as a record, or set aside as it was."""
    on_file = records(folder)
    aside = {(each.file, each.line): each for each in quarantine.all_entries(str(folder))}
    for name, content in before.items():
        is_ours = name.startswith("data/") and name.endswith((".jsonl", ".tmp"))
        if not is_ours or name.startswith((quarantine.FOLDER, "data/mine/")):
            continue
        *lines, rest = content.split(b"\n")
        for number, line in enumerate((*lines, rest), 1):
            if not line.strip():
                continue
            entry = aside.get((name, number)) or aside.get((name, None))
            if entry is not None and entry.line is not None:
                assert entry.content == line
                assert entry.ended is (number <= len(lines))
            elif entry is not None:
                assert entry.content == content
            else:
                assert encode(read_line(line)) in on_file, (name, number, line)


def in_order(folder: Path) -> None:
    """`check` finds nothing wrong with files or lines, but what lies in quarantine."""
    survey = Survey(folder / "data")
    for _line in survey.lines():
        pass
    assert {problem.rule for problem in survey.problems} <= {"quarantine", "newer-schema"}


NAMES = st.sampled_from(
    [MONTH, "data/customers/2026-10.jsonl", "data/customers/2026-11-2x.jsonl",
     "data/customers/2026-11-22.jsonl", "data/customers/2026-13.jsonl",
     "data/customers/2026-11 (1).jsonl", "data/staff/2026-11.jsonl", "data/old.jsonl",
     "data/callbacks/2026-11.jsonl", "data/customers/.2026-11.jsonl.0123abcdef.tmp",
     "data/quarantine/.x.jsonl.0123abcdef.tmp"]
)  # fmt: skip
IDS = st.sampled_from(
    ["C-261122-AAAAAA", "C-261122-BBBBBB", "C-261022-AAAAAA", "C-261199-AAAAAA", "C-261122-8AAAAA",
     "T-261122-AAAAAA", "birthday.C-261122-AAAAAA.261122", "sms-birthday.C-261122-AAAAAA.261122",
     "conflict.C-261122-AAAAAA", "x"]
)  # fmt: skip
LINES = st.one_of(
    st.builds(
        lambda key, name: encode({"id": key, "name": name}).rstrip(b"\n"),
        IDS, st.sampled_from(["王", "李", "x"]),
    ),
    st.builds(lambda key, n: b'{"n":%d, "id":"%s"}' % (n, key.encode()), IDS, st.integers(0, 2)),
    st.sampled_from(
        [b"", b"<<<<<<< HEAD", b"=======", b"\0\0\0\0\0", b"{}", b"[1]", b'{"id":"C-261122-AAA',
         b'{"id":"C-261122-AAAAAA","n":1.5}', b'{"id":"C-261122-AAAAAA","n":1,"n":2}',
         b'{"id":"C-261122-AAAAAA","name":"\xcd\xf5"}', b"\xef\xbb\xbf" + WANG, WANG + b"\r",
         b'{"id":"C-261122-AAAAAA","n":true}', b'{"id":"C-261122-AAAAAA","n":-0}',
         b"[" * 5000, b"\xff\xfe[\0"]
    ),
    st.binary(max_size=20),
)  # fmt: skip
CONTENTS = st.builds(
    lambda lines, end: b"\n".join(lines) + end,
    st.lists(LINES, max_size=6), st.sampled_from([b"", b"\n", b"\r\n"]),
)  # fmt: skip


@settings(max_examples=15)
@given(st.dictionaries(NAMES, CONTENTS, max_size=4))
def test_nothing_is_lost_whatever_stands_there(files: dict[str, bytes]) -> None:
    """Any bytes in any files; afterwards all is in order, and a second run finds nothing."""
    with TemporaryDirectory() as place:
        folder = shop_in(Path(place) / "shop", files)
        before = state(folder)
        planned = repair(folder, DAY, dry_run=True)
        assert state(folder) == before
        done = repair(folder, DAY)
        assert done == planned
        nothing_lost(before, folder)
        in_order(folder)
        after = state(folder)
        assert repair(folder, DAY).done == ()
        assert state(folder) == after


@given(st.binary(), st.booleans(), st.text(max_size=5))
def test_an_entry_gives_its_bytes_back(content: bytes, ended: bool, reason: str) -> None:
    """Read from its line it is what it was, whatever the bytes."""
    entry = quarantine.Aside(
        file=MONTH, line=3, rule="torn-line", reason=reason, content=content, ended=ended
    )
    line = quarantine.encoded(entry)
    assert line.count(b"\n") == 1
    assert quarantine.decoded(line) == entry


def test_bytes_that_are_text_can_be_read() -> None:
    """Also Chinese and quotes; of others there is a glimpse."""

    def line_of(content: bytes) -> bytes:
        return quarantine.encoded(
            quarantine.Aside(file=MONTH, line=1, rule="r", reason="w", content=content)
        )

    assert '"text": "<<<<<<< 王"'.encode() in line_of("<<<<<<< 王".encode())
    assert b'"seen": "\xef\xbf\xbd' in line_of("王芳".encode("gb18030"))
    assert len(line_of(b"\0" * 30_000)) < 45_000


CASES: dict[str, tuple[dict[str, bytes], dict[str, bytes], list[tuple[str, int | None, str]]]] = {
    "a torn line": (
        {MONTH: WANG + b"\n" + LI[:20]},
        {MONTH: WANG + b"\n"},
        [("set-aside", 2, "torn-line")],
    ),
    "a whole line without its end": (
        {MONTH: WANG},
        {MONTH: WANG + b"\n"},
        [("in-order", 1, "not-canonical")],
    ),
    "a byte order mark and returns": (
        {MONTH: b"\xef\xbb\xbf" + LI + b"\r\n" + WANG + b"\r\n"},
        {MONTH: WANG + b"\n" + LI + b"\n"},
        [("in-order", 1, "not-canonical")],
    ),
    "the same line twice": (
        {MONTH: WANG + b"\n" + WANG.replace(b",", b" , ") + b"\n"},
        {MONTH: WANG + b"\n"},
        [("dropped", 2, "duplicate-id")],
    ),
    "another line with the id": (
        {MONTH: WANG + b"\n" + WANG.replace(b"name", b"nome") + b"\n"},
        {MONTH: WANG + b"\n"},
        [("set-aside", 2, "duplicate-id")],
    ),
    "true is not 1": (
        {MONTH: b'{"id":"C-261122-AAAAAA","n":1}\n{"id":"C-261122-AAAAAA","n":true}\n'},
        {MONTH: b'{"id":"C-261122-AAAAAA","n":1}\n'},
        [("set-aside", 2, "duplicate-id")],
    ),
    "a line of another month": (
        {MONTH: OCTOBER + b"\n" + WANG + b"\n"},
        {MONTH: WANG + b"\n", "data/customers/2026-10.jsonl": OCTOBER + b"\n"},
        [("moved", 1, "wrong-file")],
    ),
    "of two in two files the one commands see": (
        {
            MONTH.replace("11.", "11-22."): WANG.replace(b"name", b"nome") + b"\n",
            MONTH.replace("11.", "11-2x."): WANG + b"\n",
        },
        {MONTH.replace("11.", "11-2x."): WANG + b"\n"},
        [("set-aside", 1, "duplicate-id")],
    ),
    "a record of another table": (
        {MONTH: WANG + b"\n" + STAFF + b"\n"},
        {MONTH: WANG + b"\n", "data/staff/2026-11.jsonl": STAFF + b"\n"},
        [("moved", 2, "foreign-id")],
    ),
    "another table that would not take it": (
        {MONTH: WANG + b"\n" + STAFF.replace(b"x", b'x","code":[1],"y":"') + b"\n"},
        {MONTH: WANG + b"\n"},
        [("set-aside", 2, "foreign-id")],
    ),
    "a file of no month": (
        {MONTH: WANG + b"\n", "data/customers/2026-13.jsonl": LI + b"\n"},
        {MONTH: WANG + b"\n" + LI + b"\n"},
        [("moved", 1, "wrong-file")],
    ),
    "a file of no name": (
        {MONTH: WANG + b"\n", "data/customers/2026-11 (1).jsonl": LI + b"\n" + WANG + b"\nx"},
        {MONTH: WANG + b"\n" + LI + b"\n"},
        [("removed", None, "unknown-file"), ("moved", 1, "unknown-file"),
         ("dropped", 2, "duplicate-id"), ("set-aside", 3, "torn-line")],
    ),
    "a temporary file": (
        {MONTH: WANG + b"\n", "data/customers/.2026-11.jsonl.0123abcd.tmp": WANG + b"\n" + LI},
        {MONTH: WANG + b"\n"},
        [("removed", None, "left-over"), ("set-aside", 2, "left-over")],
    ),
    "a journal that cannot be read": (
        {MONTH: WANG + b"\n", ".svc/journal": b'{"renames": 3'},
        {MONTH: WANG + b"\n"},
        [("set-aside", None, "journal")],
    ),
    "what is no file of records stays": (
        {MONTH: WANG + b"\n", "data/customers/notes.txt": b"x", "data/mine/a.jsonl": b"y"},
        {MONTH: WANG + b"\n", "data/customers/notes.txt": b"x", "data/mine/a.jsonl": b"y"},
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_kind_of_damage(case: str, tmp_path: Path) -> None:
    """What is on file afterwards, and what is told of each line."""
    before, after, told = CASES[case]
    folder = shop_in(tmp_path / "shop", before)
    done = repair(folder, DAY)
    assert [(each.done, each.line, each.rule) for each in done.done] == told
    there = {
        name: content
        for name, content in state(folder).items()
        if name.startswith(("data/", ".svc/journal")) and not name.startswith(quarantine.FOLDER)
    }
    assert there == after | {"data/.gitkeep": b""}
    nothing_lost(before, folder)
    if any(each.done == "set-aside" for each in done.done):
        assert done.quarantine is not None
        assert (folder / done.quarantine).exists()


def test_a_journal_whose_change_cannot_be_finished(tmp_path: Path) -> None:
    """It is set aside whole, with the lines of its files that are not on file."""
    import json
    from hashlib import sha256

    temporary = ".2026-11.jsonl.0123abcd.tmp"
    row = {"file": MONTH, "temporary": temporary, "old": sha256(b"").hexdigest(), "new": "0"}
    journal = json.dumps({"renames": [row]}).encode()
    folder = shop_in(
        tmp_path / "shop",
        {MONTH: WANG + b"\n", f"data/customers/{temporary}": LI + b"\n", ".svc/journal": journal},
    )
    rules = [each.rule for each in repair(folder, DAY).done]
    assert rules == ["journal", "left-over", "left-over"]
    entries = {each.rule: each.content for each in quarantine.all_entries(str(folder))}
    assert entries == {"journal": journal, "left-over": LI}
    assert not (folder / ".svc/journal").exists()
    in_order(folder)


def test_a_change_that_can_be_finished_is(tmp_path: Path) -> None:
    """The dry run reads through its journal; nothing is to be done."""
    import json
    from hashlib import sha256

    old, new = WANG + b"\n", WANG + b"\n" + LI + b"\n"
    temporary = ".2026-11.jsonl.0123abcd.tmp"
    row = {"file": MONTH, "temporary": temporary, "old": sha256(old).hexdigest(),
           "new": sha256(new).hexdigest()}  # fmt: skip
    folder = shop_in(
        tmp_path / "shop",
        {MONTH: old, f"data/customers/{temporary}": new,
         ".svc/journal": json.dumps({"renames": [row]}).encode()},
    )  # fmt: skip
    assert repair(folder, DAY, dry_run=True).done == ()
    assert (folder / MONTH).read_bytes() == old
    assert repair(folder, DAY).done == ()
    assert (folder / MONTH).read_bytes() == new


BROKEN = {
    MONTH: WANG + b"\n<<<<<<< HEAD\n" + OCTOBER + b"\n",
    "data/customers/2026-11 (1).jsonl": LI + b"\ntorn",
    ".svc/journal": b"?",
    "data/staff/.2026-11.jsonl.0123abcd.tmp": STAFF,
}
CALLS = ("open", "fsync", "replace", "unlink", "mkdir", "chmod", "utime")


class KilledError(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.faults)])
def test_killed_at_any_call_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    """Every line is somewhere at every moment, and the next repair comes to the same end."""
    aim = shop_in(tmp_path / "aim", BROKEN)
    repair(aim, DAY)
    wanted = records(aim)
    for at in range(1, 200, every):
        folder = shop_in(tmp_path / str(at), BROKEN)
        before = state(folder)
        with monkeypatch.context() as patched:
            count = 0

            def counted(real: Callable[..., Any]) -> Callable[..., Any]:
                def call(*args: Any, **more: Any) -> Any:
                    nonlocal count
                    count += 1
                    if count >= at:  # noqa: B023
                        raise KilledError
                    return real(*args, **more)

                return call

            for name in CALLS:
                patched.setattr(os, name, counted(getattr(os, name)))
            try:
                repair(folder, DAY)
            except KilledError:
                pass
            else:
                break
        repair(folder, DAY)
        nothing_lost(before, folder)
        in_order(folder)
        assert records(folder) == wanted
        assert repair(folder, DAY).done == ()
    assert at > 20


def test_a_link_is_left_to_its_owner(tmp_path: Path) -> None:
    """Nothing is changed anywhere: what it leads to is not ours."""
    folder = shop_in(tmp_path / "shop", {MONTH: WANG})
    (folder / "data/staff").mkdir()
    (folder / "data/staff/2026-11.jsonl").symlink_to(tmp_path / "elsewhere")
    before = (folder / MONTH).read_bytes()
    with pytest.raises(BadData, match="is a link"):
        repair(folder, DAY)
    assert (folder / MONTH).read_bytes() == before


def test_a_file_written_to_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody's editor saved it while it was read: it goes another time."""
    stray = "data/customers/2026-11 (1).jsonl"
    folder = shop_in(tmp_path / "shop", {stray: LI + b"\n"})
    write = mending._write

    def slow(root: str, contents: dict[str, bytes]) -> None:
        write(root, contents)
        (folder / stray).write_bytes(LI + b"\n" + WANG + b"\n")

    monkeypatch.setattr(mending, "_write", slow)
    repair(folder, DAY)
    monkeypatch.undo()
    assert (folder / stray).exists()
    repair(folder, DAY)
    assert (folder / MONTH).read_bytes() == WANG + b"\n" + LI + b"\n"


def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old state, to the byte."""
    import errno

    folder = shop_in(tmp_path / "shop", BROKEN)
    before = state(folder)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotReadOrWrite):
        repair(folder, DAY)
    assert state(folder) == before


@pytest.mark.parametrize(
    ("name", "level"),
    [("a/2026-11", 0), ("a/2026-11-2x", 1), ("a/2026-11-22", 2), ("a/2026-11-22-0-7", 3),
     ("a/2026-11-22-0", 4), ("a/2026-11-22-0A", 5)],
)  # fmt: skip
def test_where_commands_look_first(name: str, level: int) -> None:
    """As `shards_of` has them."""
    from svc.store.ids import shards_of

    assert level_of(name) == level
    assert shards_of("C-261122-0AAAAA")[level] == name[2:]


def test_a_line_is_read_with_its_mark_and_return() -> None:
    """And with nothing else that does not belong to it."""
    assert read_line(b"\xef\xbb\xbf" + WANG + b"\r") == read_line(WANG)
    with pytest.raises(UnreadableLine):
        read_line(WANG + b"\0")
