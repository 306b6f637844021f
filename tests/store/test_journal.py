"""A change over several files: read through its journal, finished, or kept from doing harm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from svc.errors import BadData
from svc.store import journal
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
