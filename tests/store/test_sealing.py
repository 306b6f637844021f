"""What was parsed once is not parsed again: reading by id or by day seals what lies at rest."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from svc.store import lines, sealing, shards
from svc.store.store import Store

DAY = date(2026, 11, 22)
READ: dict[str, Callable[[Store], object]] = {
    "by ids": lambda store: store.customers.raws(_ids(store)),
    "records by ids": lambda store: store.customers.many(_ids(store)),
    "by days": lambda store: list(store.customers.between(DAY, DAY)),
    "divided": lambda store: store.customers.divided(DAY, DAY, "name", "客1"),
}


def _ids(store: Store) -> list[str]:
    text = (store.folder / "data/customers/2026-11.jsonl").read_text(encoding="utf-8")
    return [line[7:22] for line in text.splitlines()]


@pytest.fixture
def copied(store: Store, add: Callable[..., str], tmp_path: Path) -> Path:
    """A copy of a shop: nothing in it is sealed, as after a clone or a pull."""
    for n in range(9):
        add(f"客{n}")
    folder = tmp_path / "copied"
    shutil.copytree(store.folder, folder)
    for file in (folder / "data").glob("*/*.jsonl"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    return folder


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of shards that were parsed strictly, as it happens."""
    seen: list[int] = []
    strict = lines.canonical_records

    def watched(content: bytes) -> object:
        seen.append(len(content))
        return strict(content)

    for module in (sealing, shards):
        monkeypatch.setattr(module, "canonical_records", watched)
    return seen


@pytest.mark.parametrize("way", READ)
def test_a_second_reading_parses_nothing(copied: Path, parsed: list[int], way: str) -> None:
    """The first seals; a line edited by hand is parsed anew, and once it rests sealed as well."""
    first = READ[way](Store(copied))
    assert len(parsed) == 1
    parsed.clear()
    assert READ[way](Store(copied)) == first
    assert parsed == []
    file = copied / "data/customers/2026-11.jsonl"
    file.write_text(file.read_text(encoding="utf-8").replace("客1", "客33"), encoding="utf-8")
    edited = READ[way](Store(copied))
    assert edited != first
    assert parsed
    os.utime(file, (1_100_000_000, 1_100_000_000))
    READ[way](Store(copied))
    parsed.clear()
    assert READ[way](Store(copied)) == edited
    assert parsed == []


@pytest.mark.parametrize("way", READ)
def test_what_cannot_be_sealed_is_read_all_the_same(copied: Path, way: str) -> None:
    """Lines as an editor left them are no canonical ones: they are read, and left as they are."""
    first = READ[way](Store(copied))
    file = copied / "data/customers/2026-11.jsonl"
    spaced = file.read_text(encoding="utf-8").replace('"name":', '"name" : ')
    file.write_text(spaced, encoding="utf-8")
    os.utime(file, (1_000_000_000, 1_000_000_000))
    for _ in range(2):
        assert READ[way](Store(copied)) == first
    assert file.read_text(encoding="utf-8") == spaced
