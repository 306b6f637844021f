"""A change over several files: read through its journal, finished, or kept from doing harm."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from svc.errors import BadData, CannotReadOrWrite
from svc.store import files, journal
from svc.store.journal import HOW_TO_SETTLE
from svc.store.store import Store


class PowerCutError(BaseException):
    """The machine stops."""


@contextmanager
def stopping_after_the_journal() -> Iterator[None]:
    """Stop the machine when the journal stands and nothing is renamed."""
    with (
        patch.object(journal, "_finish", side_effect=PowerCutError),
        pytest.raises(PowerCutError),
    ):
        yield


@pytest.fixture
def interrupted(store: Store, add_both: Callable[[], tuple[str, str]]) -> None:
    """One customer with a purchase on file, and another such change made but not finished."""
    add_both()
    with stopping_after_the_journal():
        add_both()
    assert store.journal.exists()


def counts(folder: Path) -> tuple[int, int]:
    store = Store(folder)
    return len(list(store.customers.all())), len(list(store.purchases.all()))


def test_a_reader_sees_the_change_before_it_is_finished(store: Store, interrupted: None) -> None:
    """It is made: whoever reads, with no lock, reads through the journal."""
    for file in ("data/customers/2026-11.jsonl", "data/purchases/2026-11.jsonl"):
        assert len((store.folder / file).read_bytes().splitlines()) == 1
    assert counts(store.folder) == (2, 2)
    assert (store.folder / ".svc/journal").exists()


def test_a_reader_sees_the_first_file_of_a_table(folder: Path) -> None:
    """Also where the journal will make the file."""
    from datetime import date

    from svc.records.customer import Customer
    from svc.records.staff import Staff

    store = Store(folder)
    with stopping_after_the_journal(), store.change() as change:
        change.put(Customer(id=change.new_id("customers", date(2026, 11, 22)), name="王芳"))
        change.put(Staff(id=change.new_id("staff", date(2026, 11, 22)), name="李娜"))
    assert not (folder / "data/customers/2026-11.jsonl").exists()
    assert len(list(Store(folder).customers.all())) == 1


def test_the_next_change_finishes_it(
    store: Store, interrupted: None, add: Callable[..., str]
) -> None:
    """And goes on from there."""
    add("李娜")
    assert not (store.folder / ".svc/journal").exists()
    assert counts(store.folder) == (3, 2)
    assert list((store.folder / "data").glob("*/.*.tmp")) == []


def test_it_is_finished_from_wherever_it_stopped(
    store: Store, interrupted: None, add: Callable[..., str]
) -> None:
    """One file renamed, the other not."""
    renames = journal.read(store.journal)
    assert renames is not None
    renames[0].temporary.replace(renames[0].target)
    assert counts(store.folder) == (2, 2)
    add("李娜")
    assert counts(store.folder) == (3, 2)


def test_all_renamed_but_the_journal_still_there(
    store: Store, interrupted: None, add: Callable[..., str]
) -> None:
    """Then only the journal is left to remove, even if a line was edited since."""
    renames = journal.read(store.journal)
    assert renames is not None
    for rename in renames:
        rename.temporary.replace(rename.target)
    file = renames[0].target
    file.write_bytes(file.read_bytes().replace("王芳".encode(), "王小芳".encode(), 1))
    add("李娜")
    assert sorted(c.name for c in store.customers.all()) == ["李娜", "王小芳", "王芳"]


def test_it_never_overwrites_what_somebody_else_wrote(
    store: Store, interrupted: None, add: Callable[..., str]
) -> None:
    """After the interruption came `git pull`: its lines must not go; a person settles it."""
    file = store.folder / "data/customers/2026-11.jsonl"
    pulled = file.read_bytes() + b'{"id":"C-261122-ZZZZZZ","name":"from the other till"}\n'
    file.write_bytes(pulled)
    with pytest.raises(BadData, match=r"customers/2026-11\.jsonl.*changed by something else"):
        add("李娜")
    assert file.read_bytes() == pulled
    assert (store.folder / "data/purchases/2026-11.jsonl").read_bytes().count(b"\n") == 1


def test_a_lost_half_is_not_passed_over(
    store: Store, interrupted: None, add: Callable[..., str]
) -> None:
    """Somebody removed *.tmp: finishing the rest would leave a purchase without its customer."""
    renames = journal.read(store.journal)
    assert renames is not None
    renames[0].temporary.unlink()
    with pytest.raises(BadData, match="is gone"):
        add("李娜")
    assert (store.folder / "data/purchases/2026-11.jsonl").read_bytes().count(b"\n") == 1


HARM = '{"renames":[{"file":"%s","temporary":"%s","old":null,"new":"00"}]}'
GOOD = ".2026-11.jsonl.0123abcd.tmp"


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", "{}", "null", '{"renames":3}', '{"renames":[3]}', '{"renames":[["a","b"]]}',
        "[" * 100_000, "\0" * 40, '{"renames":[{"file":3,"temporary":[],"old":0,"new":0}]}',
        HARM % ("../svc.toml", GOOD),
        HARM % ("data/../svc.toml", GOOD),
        HARM % ("svc.toml", GOOD),
        HARM % ("/etc/hostname", GOOD),
        HARM % ("data/customers/2026-11.jsonl", "../../.svc.toml.0123abcd.tmp"),
        HARM % ("data/customers/2026-11.jsonl", "2026-10.jsonl"),
        HARM % ("data/customers/2026-11.jsonl", "..\\\\.2026-11.jsonl.0123abcd.tmp"),
    ],
)  # fmt: skip
def test_a_damaged_journal_is_told_and_does_nothing(
    content: str, store: Store, add: Callable[..., str]
) -> None:
    """Torn, foreign, or leading out of the store: readers and writers both stop."""
    add()
    before = {file: file.read_bytes() for file in store.folder.rglob("*") if file.is_file()}
    store.journal.write_text(content)
    with pytest.raises(BadData, match=r"\.svc/journal"):
        add("李娜")
    reader = Store(store.folder)
    for _once_and_again in range(2):
        with pytest.raises(BadData, match=r"\.svc/journal"):
            list(reader.customers.all())
    store.journal.unlink()
    after = {file: file.read_bytes() for file in store.folder.rglob("*") if file.is_file()}
    assert after == before


def test_one_file_needs_no_journal(store: Store, add: Callable[..., str]) -> None:
    """A rename is all or nothing by itself."""
    with patch.object(journal, "write", side_effect=AssertionError):
        add()
    assert len(list(store.customers.all())) == 1


@pytest.fixture
def two(tmp_path: Path) -> dict[str, bytes]:
    """What two files of a store are to hold; the first is on file already."""
    (tmp_path / "data/staff").mkdir(parents=True)
    (tmp_path / ".svc").mkdir()
    (tmp_path / "svc.toml").touch()
    old, new = tmp_path / "data/staff/2026-11.jsonl", tmp_path / "data/staff/2026-12.jsonl"
    old.write_bytes(b"old\n")
    return {str(old): b"new\n", str(new): b"first\n"}


def replace_all(place: Path, contents: dict[str, bytes]) -> None:
    """Put them in place."""
    journal.replace_all(contents, str(place / ".svc/journal"), str(place / "svc.toml"))


def left_over(place: Path) -> list[str]:
    """What lies beside the files."""
    return [file.name for file in place.rglob("*") if file.suffix == ".tmp"]


def test_what_the_journal_says(tmp_path: Path, two: dict[str, bytes]) -> None:
    """Of each file what it was and will be, by digest; a person can read it."""
    with stopping_after_the_journal():
        replace_all(tmp_path, two)
    text = (tmp_path / ".svc/journal").read_text()
    found = journal.read(tmp_path / ".svc/journal")
    assert found is not None
    names = sorted(file.name for file in (tmp_path / "data/staff").glob("*.tmp"))
    digests = [sha256(each).hexdigest() for each in (b"old\n", b"new\n", b"first\n")]
    assert json.loads(text) == {
        "renames": [
            {"file": "data/staff/2026-11.jsonl", "temporary": names[0], "old": digests[0],
             "new": digests[1]},
            {"file": "data/staff/2026-12.jsonl", "temporary": names[1], "old": None,
             "new": digests[2]},
        ]
    }  # fmt: skip
    assert text.splitlines()[:4] == [
        "{", ' "renames": [', "  {", '   "file": "data/staff/2026-11.jsonl",'
    ]  # fmt: skip
    assert [(r.target, r.temporary, r.old, r.new) for r in found] == [
        (Path(path), Path(path).with_name(name), was, will)
        for path, name, was, will in zip(two, names, (digests[0], None), digests[1:], strict=True)
    ]
    assert journal.why_stuck(tmp_path / ".svc/journal") is None
    assert journal.recover(str(tmp_path / ".svc/journal")) is True
    assert {path: Path(path).read_bytes() for path in two} == two
    assert journal.recover(tmp_path / ".svc/journal") is False
    assert left_over(tmp_path) == []


STEPS: dict[str, tuple[str, int, str, str, bool]] = {
    # what fails, at the how-manieth call, the name told, the hint, whether the change stands
    "writing a file": ("svc.store.files.write_beside", 2, "2026-12.jsonl", "Nothing", False),
    "syncing the folder": ("svc.store.files.sync_folder", 1, "staff", "Nothing", False),
    "writing the journal": ("svc.store.files.write_beside", 3, "journal", "Nothing", False),
    "naming the journal": ("os.replace", 1, "journal", "Nothing", False),
    "syncing the journal": ("svc.store.files.sync_folder", 2, "journal", "recorded", True),
    "renaming": ("pathlib.Path.replace", 1, "journal", "recorded", True),
    "renaming the second": ("pathlib.Path.replace", 2, "journal", "recorded", True),
    "removing the journal": ("pathlib.Path.unlink", 1, "journal", "recorded", True),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails(
    step: str, tmp_path: Path, two: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the journal stands nothing is changed or left; after it the next one finishes."""
    what, when, name, hint, stands = STEPS[step]
    calls = 0
    real = getattr(Path, what.rpartition(".")[2]) if what.startswith("pathlib") else None
    module, _dot, function = what.rpartition(".")
    real = real or getattr(sys.modules[module], function)

    def failing(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == when:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args)

    with monkeypatch.context() as patched:
        patched.setattr(what, failing)
        with pytest.raises(CannotReadOrWrite) as error:
            replace_all(tmp_path, two)
    assert name in str(error.value.message)
    assert hint in str(error.value.hint)
    place = tmp_path / ".svc/journal"
    if stands:
        journal.recover(place)
    assert not place.exists()
    old, new = two
    assert Path(old).read_bytes() == (two[old] if stands else b"old\n")
    assert Path(new).exists() is stands
    assert left_over(tmp_path) == []


def test_a_merges_mark_is_part_of_a_change(tmp_path: Path, two: dict[str, bytes]) -> None:
    """The one file beside the records; its name is known, and no other of that folder's."""
    contents = {**two, str(tmp_path / ".svc/merged"): b"mark"}
    with stopping_after_the_journal():
        replace_all(tmp_path, contents)
    assert journal.recover(tmp_path / ".svc/journal")
    assert (tmp_path / ".svc/merged").read_bytes() == b"mark"
    (tmp_path / ".svc/journal").write_text(HARM % (".svc/lock", GOOD))
    with pytest.raises(BadData):
        journal.recover(tmp_path / ".svc/journal")


def test_why_it_is_stuck_says_what_to_do(tmp_path: Path, two: dict[str, bytes]) -> None:
    """The file, the reason, and how a person settles it."""
    with stopping_after_the_journal():
        replace_all(tmp_path, two)
    Path(next(iter(two))).write_bytes(b"pulled\n")
    reason = (
        "An interrupted change of data/staff/2026-11.jsonl cannot be finished: "
        "it was changed by something else since."
    )
    assert str(journal.why_stuck(str(tmp_path / ".svc/journal"))) == reason
    with pytest.raises(BadData) as error:
        journal.recover(tmp_path / ".svc/journal")
    assert (str(error.value.message), str(error.value.hint)) == (reason, str(HOW_TO_SETTLE))


def test_a_change_that_cannot_be_finished_now_waits(
    tmp_path: Path, two: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next command tries again; a journal that cannot be read is named as well."""
    with stopping_after_the_journal():
        replace_all(tmp_path, two)
    place = tmp_path / ".svc/journal"

    def failing(*_args: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", failing)
        with pytest.raises(CannotReadOrWrite, match="journal") as error:
            journal.recover(place)
    assert error.value.hint is files.RECORDED
    with monkeypatch.context() as patched:
        patched.setattr(files, "read", failing)
        with pytest.raises(CannotReadOrWrite, match="journal"):
            journal.read(place)
    assert journal.recover(place)
    assert {path: Path(path).read_bytes() for path in two} == two
