"""What it takes to put a store's files right, line by line: what stays, moves or is set aside.

Nothing is guessed and nothing thrown away: a line that is a record stays or goes to the file its
id names, where that id is free; every other line goes to quarantine as it stands. A line is let go
only where a record equal in content is on file. Nothing here writes (`svc.store.mending` does).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from svc.i18n import say
from svc.store import files, ids, journal, quarantine
from svc.store.change import SHARD_LIMIT
from svc.store.lines import UnreadableLine, canonical_records, encode, encode_all
from svc.store.placing import Done, Line, is_of, label_of, level_of, lines_of, read_line, table_of
from svc.store.quarantine import Aside
from svc.store.shards import JOURNAL
from svc.store.strict import SUFFIX, file_of
from svc.store.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from svc.i18n import Sentence
    from svc.store.strict import Raw, Shard

TEMPORARIES = (*(f"data/{table}" for table in TABLES), ".svc", "data", quarantine.FOLDER)
"""The folders in which only a change under the lock leaves temporary files."""
IN_ORDER = say("its lines were not in svc's own form or order")
STRAY = say("no command reads a file of this name")
LEFT_OVER = say("a command that was killed left this")


class Plan:
    """What would be done to a store's files, found by reading all of them; nothing is written.

    `shards` are those that may change, as they will be; `aside` what goes to quarantine; `gone`
    the files that go once that is on disk, with what they held.

    Raises:
        CannotReadOrWrite: a file cannot be read.
        BadData: a file of records is a link.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.done: list[Done] = []
        self.aside: list[Aside] = []
        self.shards: dict[str, Shard] = {}
        self.gone: dict[str, bytes] = {}
        self._seen: dict[str, dict[str, str]] = {table: {} for table in TABLES}
        self._moving: list[tuple[Line, Raw, str, Sentence, str | None]] = []
        self._whole: dict[str, Shard] = {}
        self._sizes: dict[str, int] = {}
        self._through: Mapping[str, str] = self._journal()
        for table in TABLES:
            for name in sorted(self._names(table), key=lambda name: (level_of(name), name)):
                self._shard(name)
        self._strays()
        for moving in self._moving:
            self._move(*moving)
        self._temporaries()

    def path(self, name: str) -> str:
        """The file of a shard."""
        return os.path.join(self.root, "data", name + SUFFIX)

    def content(self, name: str) -> bytes:
        """The bytes of a shard as it is, nothing where there is none."""
        path = self.path(name)
        return self._read(self._through.get(path, path)) or b""

    def _read(self, path: str) -> bytes | None:
        with files.plain_errors(path):
            try:
                return files.read(path)
            except FileNotFoundError:
                return None

    def _journal(self) -> dict[str, str]:
        """The files of a change that waits to be finished, each with where its content lies.

        A journal that cannot be read, or its change not be finished, is set aside whole.
        """
        path = os.path.join(self.root, JOURNAL)
        if (reason := journal.why_stuck(path)) is None:
            renames = journal.read(path) or []
            return {str(r.target): str(r.temporary) for r in renames if r.temporary.exists()}
        self._set_aside_whole(path, JOURNAL, "journal", reason)
        return {}

    def _names(self, table: str) -> Iterator[str]:
        for file in files.names_in(os.path.join(self.root, "data", table)):
            name = f"{table}/{file.removesuffix(SUFFIX)}"
            if file.endswith(SUFFIX) and ids.SHARD.fullmatch(file[: -len(SUFFIX)]):
                files.refuse_link(self.path(name))
                if os.path.isfile(self.path(name)):
                    yield name
        for path in self._through:
            if os.path.basename(os.path.dirname(path)) == table and not os.path.exists(path):
                yield f"{table}/{os.path.basename(path).removesuffix(SUFFIX)}"

    def _shard(self, name: str) -> None:
        """Look at a file of records: what may stay there stays."""
        content = self.content(name)
        table, _slash, shard = name.partition("/")
        seen, letter = self._seen[table], TABLES[table]
        belongs = ids.pattern_of(shard, letter).fullmatch
        records = canonical_records(content)
        if records is not None and all(belongs(r["id"]) and r["id"] not in seen for r in records):
            seen.update(dict.fromkeys([r["id"] for r in records], name))
            return
        kept = self.shards[name] = {}
        told = len(self.done) + len(self._moving)
        odd, last = 0, ""
        for line in lines_of(content, file_of(name)):
            if (raw := self._record(line)) is None:
                continue
            record_id: str = raw["id"]
            if wrong := ids.misplaced(record_id, shard, letter):
                own = table if wrong[0] == "wrong-file" else None
                self._moving.append((line, raw, *wrong, own))
            elif record_id in seen:
                self._twice(line, raw, table)
            else:
                kept[record_id] = raw
                seen[record_id] = name
                if not line.ended or line.content + b"\n" != encode(raw) or record_id < last:
                    odd = odd or line.number
                last = record_id
        if odd or told == len(self.done) + len(self._moving):
            self._note("in-order", Line(file_of(name), odd or 1, b""), "not-canonical", IN_ORDER)

    def _record(self, line: Line) -> Raw | None:
        """The record of a line; one that is none is set aside."""
        try:
            return read_line(line.content)
        except UnreadableLine as problem:
            self._set_aside(line, problem.rule, problem.reason)
            return None

    def _twice(self, line: Line, raw: Raw, table: str) -> None:
        """A line whose id is on file: let go where that says the same, else set aside."""
        record_id: str = raw["id"]
        stands = file_of(self._seen[table][record_id])
        reason = say("{id} stands in {file} already", id=record_id, file=stands)
        if self.is_on_file(raw, table):
            self._note("dropped", line, "duplicate-id", reason, record=record_id, to=stands)
        else:
            self._set_aside(line, "duplicate-id", reason, record=record_id)

    def is_on_file(self, raw: Raw, table: str) -> bool:
        """Whether a record equal in content is on file; by its bytes, for 1 is not true."""
        name = self._seen[table].get(raw["id"])
        if name is None:
            return False
        if name not in self.shards and name not in self._whole:
            records = canonical_records(self.content(name)) or []
            self._whole = {name: {each["id"]: each for each in records}}
        there = self.shards[name] if name in self.shards else self._whole[name]
        return encode(there[raw["id"]]) == encode(raw)

    def _move(self, line: Line, raw: Raw, rule: str, reason: Sentence, table: str | None) -> None:
        """Bring a record to the file its id names, if that is free; else set it aside."""
        record_id: str = raw["id"]
        table = table or table_of(raw)
        if table is None:
            self._set_aside(line, rule, reason)
        elif record_id in self._seen[table]:
            self._twice(line, raw, table)
        else:
            to = file_of(self.put(table, raw))
            self._note("moved", line, rule, reason, record=record_id, to=to)

    def put(self, table: str, raw: Raw) -> str:
        """Put a record whose id is free where commands look for it first; gives the shard."""
        names = [f"{table}/{shard}" for shard in ids.shards_of(raw["id"])]
        size = len(encode(raw))
        name = next((n for n in names[:-1] if self._size(n) + size <= SHARD_LIMIT), names[-1])
        if name not in self.shards:
            records = canonical_records(self.content(name)) or []
            self.shards[name] = {each["id"]: each for each in records}
        self.shards[name][raw["id"]] = raw
        self._seen[table][raw["id"]] = name
        self._sizes[name] += size
        return name

    def is_free(self, table: str, record_id: str) -> bool:
        """Whether no record of a table has this id."""
        return record_id not in self._seen[table]

    def file_with(self, table: str, record_id: str) -> str:
        """The file a record on file stands in; raises KeyError."""
        return file_of(self._seen[table][record_id])

    def _size(self, name: str) -> int:
        if name not in self._sizes:
            there = self.shards.get(name)
            content = self.content(name) if there is None else encode_all(there)
            self._sizes[name] = len(content)
        return self._sizes[name]

    def _strays(self) -> None:
        """Files that look like records and that no command reads."""
        data = os.path.join(self.root, "data")
        places = [(data, None), *((os.path.join(data, table), table) for table in TABLES)]
        for folder, table in places:
            for file in sorted(files.names_in(folder)):
                path = os.path.join(folder, file)
                is_shard = table and ids.SHARD.fullmatch(file.removesuffix(SUFFIX))
                if not file.endswith(SUFFIX) or is_shard or not os.path.isfile(path):
                    continue
                files.refuse_link(path)
                self._stray(path, table)

    def _stray(self, path: str, table: str | None) -> None:
        label = label_of(self.root, path)
        content = self.gone[path] = self._read(path) or b""
        for line in lines_of(content, label):
            if (raw := self._record(line)) is not None:
                own = table if table and is_of(table, raw["id"]) else None
                self._moving.append((line, raw, "unknown-file", STRAY, own))
        self._note("removed", Line(label, 0, b""), "unknown-file", STRAY)

    def _temporaries(self) -> None:
        """What killed commands left: of records only those that are not on file as they stand."""
        waiting = {os.path.basename(temporary) for temporary in self._through.values()}
        for place in TEMPORARIES:
            for path in files.left_over(os.path.join(self.root, place)):
                if os.path.basename(path) in waiting:
                    continue
                content, label = self._read(path) or b"", label_of(self.root, path)
                table = place.partition("/")[2]
                if table in TABLES:
                    self._left_over(content, label, table)
                    self.gone[path] = content
                elif not content or (place == quarantine.FOLDER and self._lies_there(content)):
                    self.gone[path] = content
                else:
                    self._set_aside_whole(path, label, "left-over", LEFT_OVER)
                    continue
                self._note("removed", Line(label, 0, b""), "left-over", LEFT_OVER)

    def _left_over(self, content: bytes, label: str, table: str) -> None:
        for line in lines_of(content, label):
            raw = self._record(line)
            if raw is not None and not self.is_on_file(raw, table):
                self._set_aside(line, "left-over", LEFT_OVER, record=raw["id"])

    def _lies_there(self, content: bytes) -> bool:
        """Whether all of what a killed repair began to set aside is set aside."""
        there = {entry.key for entry in (*self.aside, *quarantine.all_entries(self.root))}
        lines = list(lines_of(content, ""))
        return all(line.ended for line in lines) and all(
            entry.key in there for entry in quarantine.entries_in(content)
        )

    def _set_aside(
        self, line: Line, rule: str, reason: Sentence, record: str | None = None
    ) -> None:
        self.aside.append(
            Aside(file=line.file, line=line.number, rule=rule, reason=str(reason),
                  content=line.content, ended=line.ended)
        )  # fmt: skip
        self._note("set-aside", line, rule, reason, record=record)

    def _set_aside_whole(self, path: str, label: str, rule: str, reason: Sentence) -> None:
        content = self.gone[path] = self._read(path) or b""
        self.aside.append(
            Aside(file=label, line=None, rule=rule, reason=str(reason), content=content)
        )
        self._note("set-aside", Line(label, 0, b""), rule, reason)

    def _note(
        self, done: str, line: Line, rule: str, reason: Sentence,
        record: str | None = None, to: str | None = None,
    ) -> None:  # fmt: skip
        self.done.append(
            Done(done=done, file=line.file, line=line.number or None, rule=rule, reason=reason,
                 record=record, to=to)
        )  # fmt: skip
