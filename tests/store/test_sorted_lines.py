"""Lines that are their own index: found, taken and put at every edge of a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from svc.store import sorted_lines
from svc.store.sorted_lines import (
    MANY,
    SPARSE,
    ids_in,
    line_in_file,
    line_of,
    lines_between,
    lines_of,
    lines_with,
    place_of,
    spliced,
)

IDS = ("C-1", "C-3", "C-30", "C-5")


def line(record_id: str, more: str = "") -> bytes:
    """A canonical line."""
    return f'{{"id":"{record_id}"{more}}}\n'.encode()


def spaced(record_id: str) -> bytes:
    """One with spaces in its text."""
    return line(record_id, ',"a":"x y  z"')


FILE = b"".join(map(line, IDS))
ALL = {"C-0": 0, "C-1": 0, "C-2": 1, "C-3": 1, "C-30": 2, "C-31": 3, "C-4": 3, "C-5": 3, "C-6": 4}
"""Of each id, how many lines come before it."""


@pytest.mark.parametrize("record_id", ALL)
def test_where_an_id_stands_or_belongs(record_id: str) -> None:
    """Before the first, on each, between each, after the last; and in no lines at all."""
    before = b"".join(map(line, IDS[: ALL[record_id]]))
    assert place_of(FILE, record_id.encode()) == len(before)
    assert place_of(b"", record_id.encode()) == 0
    wanted = line(record_id)[:-1] if record_id in IDS else None
    assert line_of(FILE, record_id.encode()) == wanted
    assert line_of(b"", record_id.encode()) is None
    for rest in range(len(IDS)):
        part = b"".join(map(line, IDS[rest:]))
        assert line_of(part, record_id.encode()) == (wanted if record_id in IDS[rest:] else None)


@pytest.mark.parametrize(
    "wanted", [[], ["C-3"], ["C-5", "C-1"], ["C-2"], ["C-2", "C-30"], [*IDS], [*reversed(IDS)]]
)
def test_some_lines(wanted: list[str]) -> None:
    """Few of many are looked for one by one, many of few by going through all: alike."""
    there = {each: line(each)[:-1] for each in wanted if each in IDS}
    assert dict(lines_of(FILE, wanted)) == there
    large = FILE + line("C-9", ',"a":"' + "x" * SPARSE * 4 + '"')
    assert dict(lines_of(large, wanted)) == there
    assert dict(lines_of(b"", wanted)) == {}
    words = {each: spaced(each)[:-1] for each in there}
    assert dict(lines_of(b"".join(map(spaced, IDS)), wanted)) == words


def test_which_way_lines_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """One by one from so many bytes for each on."""
    seen: list[bytes] = []

    def spy(content: bytes, record_id: bytes, low: int = 0) -> int:
        seen.append(record_id)
        return place_of(content, record_id, low)

    monkeypatch.setattr(sorted_lines, "place_of", spy)
    monkeypatch.setattr(sorted_lines, "SPARSE", len(FILE))
    list(lines_of(FILE, ["C-3"]))
    assert seen == [b"C-3"]
    monkeypatch.setattr(sorted_lines, "SPARSE", len(FILE) + 1)
    list(lines_of(FILE, ["C-3"]))
    assert seen == [b"C-3"]


def test_what_a_line_holds_may_begin_as_another() -> None:
    """A line is found by how it begins, never by what stands in one."""
    inner = line("C-1", ',"was":{"id":"C-3","n":1}')
    whole = inner + line("C-3", ',"n":2')
    for wanted in (["C-3"], ["C-1", "C-3"], ["C-2", "C-3", "C-4"]):
        assert dict(lines_of(whole, wanted)).get("C-3") == line("C-3", ',"n":2')[:-1]
    assert dict(lines_of(inner, ["C-3"])) == {}


@pytest.mark.parametrize(
    ("first", "after", "wanted"),
    [
        ("C-0", "C-9", IDS), ("C-1", "C-5", IDS[:3]), ("C-2", "C-31", IDS[1:3]),
        ("C-3", "C-3", ()), ("C-6", "C-9", ()), ("C-0", "C-1", ()), ("C-5", "C-6", IDS[3:]),
    ],
)  # fmt: skip
def test_lines_between(first: str, after: str, wanted: tuple[str, ...]) -> None:
    """From the first on, up to the second, which is not in."""
    assert lines_between(FILE, first.encode(), after.encode()) == b"".join(map(line, wanted))


def test_all_ids_and_the_lines_that_hold_something() -> None:
    """A line is told once, however often it holds it."""
    assert ids_in(FILE) == [each.encode() for each in IDS]
    assert ids_in(line("C-1")) == [b"C-1"]
    assert ids_in(b"") == []
    content = line("C-1", ',"a":"xx x"') + line("C-2") + line("C-3", ',"a":"x"')
    assert list(lines_with(content, b"x")) == [
        line("C-1", ',"a":"xx x"')[:-1],
        line("C-3", ',"a":"x"')[:-1],
    ]
    assert list(lines_with(content, b"C-")) == content.splitlines()
    assert list(lines_with(content, b'{"id":"C-2')) == [line("C-2")[:-1]]
    assert list(lines_with(content, b"y")) == []
    assert list(lines_with(content, b'{"id":"C-1')) == [line("C-1", ',"a":"xx x"')[:-1]]


@pytest.mark.parametrize("new", [(), ("C-0",), ("C-6",), ("C-4", "C-2"), ("C-6", "C-31", "C-0")])
def test_new_lines_are_put_where_they_belong(new: tuple[str, ...]) -> None:
    """At either end and between; into no lines at all."""
    wanted = b"".join(map(line, sorted({*IDS, *new})))
    assert spliced(FILE, [line(each) for each in new]) == wanted
    assert spliced(b"", [line(each) for each in new]) == b"".join(map(line, sorted(new)))


@pytest.mark.parametrize("count", [MANY - 1, MANY, MANY + 1])
def test_many_new_lines_are_put_alike(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From so many on all are sorted at once: then none is looked for."""
    new = [line(f"C-2{n:03d}") for n in range(count)]
    wanted = b"".join(sorted([*FILE.splitlines(keepends=True), *new]))
    seen: list[bytes] = []

    def spy(content: bytes, record_id: bytes) -> int:
        seen.append(record_id)
        return place_of(content, record_id)

    monkeypatch.setattr(sorted_lines, "place_of", spy)
    assert spliced(FILE, new[::-1]) == wanted
    assert len(seen) == (count if count < MANY else 0)


@pytest.mark.parametrize("block", [32, 64, 100, 4096])
@pytest.mark.parametrize("length", [0, 10, 60, 300])
def test_a_line_is_found_in_a_file_by_places(
    block: int, length: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever part is read at once, and however long its lines are; of long ones all is read."""
    monkeypatch.setattr(sorted_lines, "BLOCK", block)
    content = b"".join(
        line(f"C-{n:03d}", f',"a":"{"x" * (length if n % 7 else 3 * length)}"')
        for n in range(0, 120, 2)
    )
    (tmp_path / "shard").write_bytes(content)
    reads: list[int] = []
    real = os.read

    def spy(handle: int, size: int) -> bytes:
        reads.append(size)
        return real(handle, size)

    monkeypatch.setattr(os, "read", spy)
    with (tmp_path / "shard").open("rb", buffering=0) as file:
        for n in range(-1, 122):
            wanted = f"C-{n:03d}".encode()
            reads.clear()
            assert line_in_file(file.fileno(), len(content), wanted) == line_of(content, wanted)
            if 2 * (3 * length + 24) <= block // 2:
                assert sum(reads) <= block // 2 * len(content).bit_length() + block
                assert reads[-1] <= 2 * block
    assert line_of(content, b"C-002") is not None
