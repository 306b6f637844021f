"""Every fast path has a slow twin: whatever the files look like, both find the same records.

The twin parses every line of every file. Shops are made at random and then edited as editors, git
and svc do: re-spaced, escaped, unsorted, torn caches, merged caches, caches of another day.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from svc.records.callback import Callback
from svc.records.complaint import Complaint
from svc.records.customer import Customer
from svc.records.purchase import Purchase
from svc.store import change as change_module
from svc.store import index as index_module
from svc.store import sorted_lines
from svc.store.hints import folded, hints_in, hints_in_lines, kept_on
from svc.store.ids import ALPHABET, day_of, shards_of
from svc.store.lines import UnreadableLine, canonical_records, encode, encode_all, scan
from svc.store.sorted_lines import (
    ids_in,
    line_in_file,
    line_of,
    lines_between,
    lines_with,
    spliced,
)
from svc.store.store import Store
from svc.store.tables import TABLES, kind_of

DAYS = [date(2026, 10, 30), date(2026, 11, 2), date(2026, 11, 22), date(1997, 3, 1)]
PHONES = ["13800138000", "13900139000", "010-62554433", ""]
NAMES = ["王芳", "王 芳", "Ｗang", "wang", 'a"b\\c', "é", "x\u2028y"]
BIRTHDAYS = ["1990-05-12", "05-12", "lunar:1988-08-15", "lunar:1988-leap04-15", "lunar:闰04-15"]
FIELDS: dict[str, dict[str, list[Any]]] = {
    "customers": {
        "name": NAMES,
        "phone": PHONES,
        "number": ["0001", "0002", "13800138000"],
        "birthday": BIRTHDAYS,
        "profile": [{"phone": "13900139000", "name": "王芳"}, {"birthday": "05-12"}],
    },
    "purchases": {
        "customer": ["C-261030-AAAAAA", "C-261122-BBBBBB"],
        "on": ["2026-11-22"],
        "total": ["1.00"],
        "items": [[{"sku": "A101", "qty": 1, "amount": "1.00"}]],
        "installed_on": ["2026-11-02", "20261122", "2026-W47-7"],
        "note": ['"customer":"C-261030-AAAAAA"', {"customer": "C-261122-BBBBBB"}],
    },
    "complaints": {
        "customer": ["C-261030-AAAAAA"],
        "on": ["2026-11-02"],
        "category": ["size"],
        "text": ["尺码"],
        "state": ["logged", "resolved", "closed"],
        "resolved_on": ["2026-11-22"],
    },
    "callbacks": {
        "kind": ["purchase"],
        "customer": ["C-261030-AAAAAA"],
        "about": ["P-261102-AAAAAA", "P-261122-BBBBBB"],
        "due": ["2026-11-02"],
        "done_on": ["2026-11-22"],
        "result": ["reached", "no-answer"],
        "settle_on": ["2026-11-02", "2026-11-22"],
        "tries": [[{"on": "2026-11-02", "result": "no-answer"}]],
    },
}
NEEDED = {
    "customers": ("name",),
    "purchases": ("customer", "on", "total", "items"),
    "complaints": ("customer", "on", "category", "text"),
    "callbacks": ("kind", "customer", "about", "due", "done_on", "result"),
}
STEPS = ("put", "put", "bulk", "edit", "rewrite", "age", "look", "lose", "tear", "yesterday")


def drawn_id(random: Random, table: str) -> str:
    day = random.choice(DAYS)
    tail = "".join(random.choice(ALPHABET[:3]) for _ in range(6))
    letter = TABLES[table] or "P"
    found = f"{letter}-{day:%y%m%d}-{tail}"
    if TABLES[table]:
        return found
    later = f".{random.choice(DAYS):%y%m%d}" if random.random() < 0.3 else ""
    return random.choice(["purchase.", "installation."]) + found + later


def drawn(random: Random, table: str) -> dict[str, Any]:
    raw: dict[str, Any] = {"id": drawn_id(random, table)}
    for name, values in FIELDS[table].items():
        if name in NEEDED[table] or random.random() < 0.5:
            raw[name] = random.choice(values)
    return raw


def by_hand(random: Random, raw: dict[str, Any]) -> str:
    """A line as an editor, another program or svc might have written it."""
    items = list(raw.items())
    if random.random() < 0.5:
        random.shuffle(items)
    text = json.dumps(
        dict(items),
        ensure_ascii=random.random() < 0.5,
        separators=random.choice([(",", ":"), (", ", ": "), (" ,", "  :\t")]),
    )
    return random.choice(["", "", " "]) + text + random.choice(["\n", "\n", "\r\n", "\n\n"])


class Shop:
    """A shop on disk, and what is done to it."""

    def __init__(self, folder: Path, random: Random) -> None:
        self.folder = folder
        self.random = random
        (folder / "data").mkdir()
        (folder / ".svc").mkdir()
        (folder / "svc.toml").write_text('name = "x"\n')
        self.copies: list[dict[str, bytes]] = []

    def files(self) -> list[Path]:
        return sorted(self.folder.glob("data/*/*.jsonl"))

    def put(self) -> None:
        """Records added and changed by svc, one of them perhaps twice."""
        store = Store(self.folder)
        with store.change() as change:
            for _ in range(self.random.choice([1, 1, 2, 5])):
                table = self.random.choice(list(FIELDS))
                change.put(kind_of(table).from_raw(drawn(self.random, table)))

    def bulk(self) -> None:
        """Records added by an import."""
        store = Store(self.folder)
        with store.change() as change:
            table = self.random.choice(["customers", "purchases"])
            day = self.random.choice(DAYS)
            count = self.random.choice([1, 3, 60])
            lines = []
            for record_id in change.new_ids(table, day, count):
                record = kind_of(table).from_raw({**drawn(self.random, table), "id": record_id})
                lines.append((record_id, encode(record.to_raw())))
            change.add_lines(table, lines)

    def edit(self) -> None:
        """One line changed in an editor, which writes in place, within the same second."""
        if files := self.files():
            file = self.random.choice(files)
            lines = file.read_text().split("\n")
            if lines:
                place = self.random.randrange(len(lines))
                if lines[place].strip():
                    raw = json.loads(lines[place])
                    new = drawn(self.random, file.parent.name) | {"id": raw["id"]}
                    lines[place] = by_hand(self.random, new).strip()
            with file.open("r+") as handle:
                handle.truncate(0)
                handle.write("".join(line + "\n" for line in lines if line.strip()))

    def rewrite(self) -> None:
        """A whole file in another form, its lines in any order, some gone, perhaps none."""
        if files := self.files():
            file = self.random.choice(files)
            raws = [json.loads(line) for line in file.read_text().split("\n") if line.strip()]
            raws = [raw for raw in raws if self.random.random() < 0.9]
            self.random.shuffle(raws)
            file.write_text("".join(by_hand(self.random, raw) for raw in raws), newline="")

    def age(self) -> None:
        """Time passes: what was fresh is old."""
        for file in self.files():
            then = file.stat().st_mtime_ns - self.random.randrange(3, 9) * 10**9
            os.utime(file, ns=(then, then))

    def look(self) -> None:
        """Somebody reads, and seals what can be sealed."""
        store = Store(self.folder)
        for table in FIELDS:
            store.shards.holding(table, [0])

    def derived(self) -> list[Path]:
        return [self.folder / ".svc/seal", self.folder / ".svc/index"]

    def lose(self) -> None:
        """A cache is removed, or copied over by one of an earlier day."""
        self.random.choice(self.derived()).unlink(missing_ok=True)

    def tear(self) -> None:
        """A power cut tears the log, or leaves zeros in it; or the base is no database."""
        file = self.random.choice(self.derived())
        if file.exists() and (content := bytearray(file.read_bytes())):
            place = self.random.randrange(len(content))
            if file.name == "index":
                content[:20] = b"this is no database "
            elif self.random.random() < 0.5:
                del content[place:]
            else:
                content[place : place + 9] = b"\0" * len(content[place : place + 9])
            file.write_bytes(content)

    def yesterday(self) -> None:
        """The derived files of another day come back, one or both."""
        now = {f.name: f.read_bytes() for f in self.derived() if f.exists()}
        if self.copies:
            for name, content in self.random.choice(self.copies).items():
                if self.random.random() < 0.7:
                    (self.folder / ".svc" / name).write_bytes(content)
        self.copies.append(now)


def everything(folder: Path, table: str) -> dict[str, Any]:
    """The slow twin: every record of a table, every line of every file strictly parsed."""
    kind = kind_of(table)
    found: dict[str, Any] = {}
    for file in sorted(folder.glob(f"data/{table}/*.jsonl")):
        for _number, _line, raw in scan(file.read_bytes()):
            assert not isinstance(raw, UnreadableLine)
            found.setdefault(raw["id"], kind.from_raw(raw))
    return found


def ids(records: Any) -> list[str]:
    return sorted(record.id for record in records)


def compare(folder: Path) -> None:
    """All that can be asked of a store, asked of a new process's and of the slow twin."""
    store = Store(folder)
    for table, fields in FIELDS.items():
        plain, fast = everything(folder, table), store.table(table)
        assert {record.id: record for record in fast.all()} == plain
        for record_id, record in plain.items():
            assert fast.peek(record_id) == record
            assert fast.find(record_id[-5:]) == record if unique(plain, record_id[-5:]) else True
        for name in fields.keys() & {"phone", "number", "customer", "about"}:
            for value in fields[name]:
                wanted = [r for r in plain.values() if getattr(r, name) == value]
                assert ids(fast.where(name, value)) == ids(wanted), (table, name, value)
        for name in fields.keys() & {"installed_on", "resolved_on", "settle_on"}:
            for first in DAYS[:3]:
                last = first + timedelta(days=20)
                wanted = [
                    r for r in plain.values()
                    if (day := getattr(r, name)) is not None and first <= day <= last
                ]  # fmt: skip
                assert ids(fast.where_between(name, first, last)) == ids(wanted), (table, name)
        for first in DAYS:
            last = first + timedelta(days=3)
            wanted_ids = {i for i in plain if first <= day_of(i) <= last}
            assert ids(fast.between(first, last)) == sorted(wanted_ids)
            odd = fast.between(first, last, but=lambda i: i[-1] in "02468")
            assert ids(odd) == sorted(i for i in wanted_ids if i[-1] not in "02468")
    looked_up(store, folder)


def looked_up(store: Store, folder: Path) -> None:
    """What is looked up by a word made from a field: all that match are among what is found."""
    customers = everything(folder, "customers")
    for name in NAMES:
        wanted = {i for i, c in customers.items() if folded(c.name) == folded(name)}
        assert wanted <= set(ids(store.customers.may_hold("name", [folded(name)])))
    words = {kept_on(birthday) for birthday in BIRTHDAYS}
    found = store.customers.ids_holding("birthday", words)
    for word in words:
        wanted = {
            i for i, c in customers.items() if c.birthday and kept_on(str(c.birthday)) == word
        }
        assert wanted <= found[word]
    unsettled = {i for i, c in everything(folder, "complaints").items() if c.is_open}
    assert unsettled <= set(ids(store.complaints.may_hold("open", ["open"])))
    calls = everything(folder, "callbacks")
    first, last = min(DAYS), max(DAYS)
    tried, settled = store.callbacks.divided(first, last, "result", "no-answer")
    assert ids(tried) == sorted(i for i, c in calls.items() if c.result == "no-answer")
    assert settled == calls.keys() - set(ids(tried))


def unique(records: dict[str, Any], part: str) -> bool:
    return sum(part in record_id for record_id in records) == 1


@contextmanager
def made_shop(seed: int) -> Iterator[Shop]:
    folder = Path(tempfile.mkdtemp())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(change_module, "SHARD_LIMIT", 900)
        patch.setattr(index_module, "LOG_LIMIT", 1500)
        patch.setattr(sorted_lines, "BLOCK", 256)
        try:
            yield Shop(folder, Random(seed))
        finally:
            shutil.rmtree(folder)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.integers(0, 10**9), some.lists(some.sampled_from(STEPS), min_size=2, max_size=12))
def test_both_find_the_same_records(seed: int, steps: list[str]) -> None:
    """After each step, by every way of asking."""
    with made_shop(seed) as shop:
        shop.put()
        for step in steps:
            getattr(shop, step)()
            compare(shop.folder)


@pytest.mark.parametrize("seal_first", [True, False])
def test_an_edit_within_the_same_tick_is_seen(seal_first: bool) -> None:
    """svc writes and seals a file; an editor changes one digit of it in place, at once."""
    with made_shop(1) as shop:
        store = Store(shop.folder)
        with store.change() as change:
            change.put(Customer(id="C-261122-AAAAAA", name="王芳", phone="13800138000"))
        if seal_first:
            assert Store(shop.folder).shards.stale("customers") == []
        (file,) = shop.files()
        before = file.stat()
        content = file.read_bytes().replace(b"13800138000", b"13800138001")
        with file.open("r+b") as handle:
            handle.write(content)
        assert file.stat().st_size == before.st_size
        assert Store(shop.folder).customers.where("phone", "13800138000") == []
        assert ids(Store(shop.folder).customers.where("phone", "13800138001"))


records = some.tuples(some.integers(0, 10**9), some.sampled_from(sorted(FIELDS))).map(
    lambda drawn_from: [drawn(Random(drawn_from[0] + n), drawn_from[1]) for n in range(30)]
)


@given(records)
def test_sorted_lines_are_their_own_index(raws: list[dict[str, Any]]) -> None:
    """Found, cut, searched and spliced as a dict of parsed records would be."""
    shard = {raw["id"]: raw for raw in raws[:-3]}
    content = encode_all(shard)
    assert [i.decode() for i in ids_in(content)] == sorted(shard)
    for raw in raws:
        line = line_of(content, raw["id"].encode())
        there = shard.get(raw["id"])
        assert line == (encode(there)[:-1] if there else None)
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        for block in (64, 200, 8192):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(sorted_lines, "BLOCK", block)
                for raw in raws:
                    wanted = raw["id"].encode()
                    found = line_in_file(file.fileno(), len(content), wanted)
                    assert found == line_of(content, wanted)
    low, high = sorted(raw["id"] for raw in raws[:2])
    cut = lines_between(content, low.encode(), high.encode())
    assert cut == encode_all({i: raw for i, raw in shard.items() if low <= i < high})
    fragment = b'"phone":"13800138000"'
    assert list(lines_with(content, fragment)) == [
        line for line in content.splitlines() if fragment in line
    ]
    new = {raw["id"]: raw for raw in raws[-3:] if raw["id"] not in shard}
    assert spliced(content, [encode(raw) for raw in new.values()]) == encode_all(shard | new)
    many = {f"C-261122-{n:06d}": {"id": f"C-261122-{n:06d}"} for n in range(60)}
    lines = [encode(raw) for raw in many.values()]
    assert spliced(content, lines) == encode_all(many | shard) or many.keys() & shard.keys()


def test_a_line_is_read_without_pread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has none; a file of many blocks is read by places all the same."""
    monkeypatch.delattr(os, "pread", raising=False)
    shard = {f"C-261122-{n:06d}": {"id": f"C-261122-{n:06d}", "name": "王芳"} for n in range(900)}
    content = encode_all(shard)
    assert len(content) > 4 * sorted_lines.BLOCK
    (tmp_path / "shard").write_bytes(content)
    with (tmp_path / "shard").open("rb", buffering=0) as file:
        for n in (0, 1, 450, 899, 900):
            wanted = f"C-261122-{n:06d}".encode()
            found = line_in_file(file.fileno(), len(content), wanted)
            assert found == line_of(content, wanted)
            assert (found is None) == (n == 900)


@given(some.integers(0, 10**9), some.sampled_from(sorted(FIELDS)), some.booleans())
def test_canonical_to_the_byte_or_not(seed: int, table: str, tidy: bool) -> None:
    """The quick look says yes only where the strict one gives the same bytes back."""
    random = Random(seed)
    shard = {raw["id"]: raw for raw in (drawn(random, table) for _ in range(5))}
    if tidy:
        content = encode_all(shard)
    else:
        content = "".join(by_hand(random, raw) for raw in shard.values()).encode()
    strict = {raw["id"]: raw for _n, _line, raw in scan(content) if isinstance(raw, dict)}
    quick = canonical_records(content)
    if quick is not None:
        assert encode_all(strict) == content
        assert {raw["id"]: raw for raw in quick} == strict
    if tidy and all(is_normal(raw) for raw in shard.values()):
        assert quick is not None


def is_normal(raw: dict[str, Any]) -> bool:
    return "\\u" not in encode(raw).decode()


@pytest.mark.parametrize(
    "line",
    [
        b'{"id":"C-261122-AAAAAA","a":1.5}\n', b'{"id":"C-261122-AAAAAA","a":NaN}\n',
        b'{"id":"C-261122-AAAAAA","a":1,"a":1}\n', b'{"id":"C-261122-AAAAAA","b":1,"a":1}\n',
        b'{"a":1,"id":"C-261122-AAAAAA"}\n', b'{"id":"C-261122-AAAAAA","a":"\\ud800"}\n',
        b'{"id":"C-261122-AAAAAA","a":1234567890123456789}\n', b'{"id":"C-261122-AAAAAA"}',
        b'{"id":"C-261122-AAAAAA" }\n', b'{"id":"C-261122-AAAAAA","a":"\xff"}\n', b"[]\n", b"\n",
        b'{"id":"C-261122-AAAAAA","a":"e\xcc\x81"}\n', b'{"id":3}\n', b'{"a":3}\n', b"{}\n",
        b'{"id":"C-261122-AAAAAA","a":' + b"[" * 21 + b"]" * 21 + b"}\n",
        b'{"id":"C-261122-BBBBBB"}\n{"id":"C-261122-AAAAAA"}\n',
        b'{"id":"C-261122-AAAAAA"}\n{"id":"C-261122-AAAAAA"}\n',
    ],
)  # fmt: skip
def test_what_is_not_canonical(line: bytes) -> None:
    """All that a strict reader refuses or would write in another way."""
    assert canonical_records(line) is None


@given(some.integers(0, 10**9), some.sampled_from(sorted(FIELDS)))
def test_hints_of_lines_are_those_of_records_and_more(seed: int, table: str) -> None:
    """A shard's hints taken from its bytes leave none out."""
    random = Random(seed)
    raws = {raw["id"]: raw for raw in (drawn(random, table) for _ in range(5))}
    from_lines = hints_in_lines(table, encode_all(raws))
    assert set(hints_in(table, raws.values())) <= set(from_lines)


def test_every_id_has_its_files() -> None:
    """Month, day, quarter, part, finer part; each is a file name that is read."""
    for tail in ALPHABET:
        names = shards_of(f"C-261122-{tail}ZZZZZ")
        assert len(set(names)) == 6
    kinds: list[Callable[..., Any]] = [Customer, Purchase, Complaint, Callback]
    assert [kind_of(table) for table in FIELDS] == kinds
