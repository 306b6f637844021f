"""One table of the store: find records by id, by reference, by day, by a field's value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from svc.errors import AmbiguousRef, BadData, NoSuchRecord
from svc.i18n import say
from svc.records.base import SCHEMA, Record
from svc.store import ids
from svc.store.tiny import SUFFIX, Shard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from svc.store.store import Store

R = TypeVar("R", bound=Record)
CANDIDATES_SHOWN = 5
SHORTEST_PART = 3


def is_newer(raw: Mapping[str, Any]) -> bool:
    """Whether a newer svc wrote these fields: then they are kept, not understood."""
    schema = raw.get("schema", 1)
    return not isinstance(schema, int) or schema > SCHEMA


class Table(Generic[R]):
    """The records of one kind; what a change has put is seen before what is on disk."""

    def __init__(self, name: str, kind: type[R], letter: str, store: Store) -> None:
        self.name = name
        self.kind = kind
        self.letter = letter
        self._store = store

    def shard_of(self, record_id: str) -> str | None:
        """The name of the shard that holds an id, or None."""
        try:
            names = [f"{self.name}/{shard}" for shard in ids.shards_of(record_id)]
        except ValueError:
            return None
        return next((name for name in names if record_id in self._shard(name)), None)

    def peek(self, record_id: str) -> R | None:
        """The record with this id, or None."""
        if (waiting := self._store.waiting.get(record_id)) and type(waiting) is self.kind:
            return waiting
        name = self.shard_of(record_id)
        if name is None:
            return None
        raw = self._store.db.table(name).get(doc_id=record_id)  # type: ignore[call-overload]
        return self._record(dict(raw), name)

    def raw(self, record_id: str) -> Mapping[str, Any] | None:
        """The fields on file under an id as they stand there, or None."""
        name = self.shard_of(record_id)
        return None if name is None else self._shard(name)[record_id]

    def get(self, record_id: str) -> R:
        """The record with this id.

        Raises:
            NoSuchRecord: there is none.
        """
        found = self.peek(record_id)
        if found is None:
            raise self.no_such(record_id)
        return found

    def find(self, ref: str) -> R:
        """The record a reference names: a whole id, or a part that only one id has.

        Raises:
            NoSuchRecord: it names none.
            AmbiguousRef: it names several; some are listed.
        """
        ref = ref.strip()
        whole = ref.upper() if ids.ID.fullmatch(ref.upper()) else ref
        if ids.is_id(whole):
            return self.get(whole)
        part = ref.upper()
        if len(part) < SHORTEST_PART:
            raise self.no_such(ref)
        found = [record for record in self.all() if part in record.id.upper()]
        return self.only(found, ref)

    def only(self, found: list[R], ref: str) -> R:
        """The one record found for a reference.

        Raises:
            NoSuchRecord: none was.
            AmbiguousRef: several were.
        """
        if not found:
            raise self.no_such(ref)
        if len(found) > 1:
            shown = ", ".join(record.id for record in found[:CANDIDATES_SHOWN])
            more = " …" if len(found) > CANDIDATES_SHOWN else ""
            raise AmbiguousRef(
                say(
                    "{ref!r} names {n} records: {candidates}",
                    ref=ref,
                    n=len(found),
                    candidates=shown + more,
                ),
                say("Give more of the id."),
            )
        return found[0]

    def no_such(self, ref: str) -> NoSuchRecord:
        """The error for a reference that names nothing here."""
        nouns = {
            "customers": say("No customer matches {ref!r}.", ref=ref),
            "purchases": say("No purchase matches {ref!r}.", ref=ref),
            "complaints": say("No complaint matches {ref!r}.", ref=ref),
            "callbacks": say("No callback matches {ref!r}.", ref=ref),
            "staff": say("Nobody on the staff matches {ref!r}.", ref=ref),
        }
        hints = {
            "customers": say("`svc customer find TEXT` looks through names, phones and numbers."),
            "purchases": say("`svc purchase list` shows them all."),
            "complaints": say("`svc complaint list` shows them all."),
            "callbacks": say("`svc callback due` shows what is due, with its key."),
            "staff": say("`svc staff list` shows everyone; `svc staff add` takes someone on."),
        }
        return NoSuchRecord(nouns[self.name], hints[self.name])

    def all(self) -> Iterator[R]:
        """Every record, in the order of the shards and of ids within them."""
        return self._records(self._store.storage.names(self.name))

    def between(self, first: date, last: date) -> Iterator[R]:
        """The records whose ids carry a day from first to last; only their months are read."""
        months = set(ids.months_between(first, last))
        names = [
            name
            for name in self._store.storage.names(self.name)
            if name.split("/")[1][:7] in months
        ]
        return (r for r in self._records(names) if first <= ids.day_of(r.id) <= last)

    def where(self, field: str, value: Any) -> list[R]:
        """The records whose field holds this value."""
        return [record for record in self.all() if getattr(record, field) == value]

    def where_between(self, field: str, first: date, last: date) -> list[R]:
        """The records whose field holds a day from first to last."""
        return [
            record
            for record in self.all()
            if (day := getattr(record, field)) is not None and first <= day <= last
        ]

    def _records(self, names: list[str]) -> Iterator[R]:
        waiting = {
            record.id: record
            for record in self._store.waiting.values()
            if type(record) is self.kind
        }
        for name in names:
            shard = self._shard(name, keep=False)
            for record_id in sorted(shard):
                yield waiting.pop(record_id, None) or self._record(shard[record_id], name)
        yield from (waiting[record_id] for record_id in sorted(waiting))

    def _shard(self, name: str, *, keep: bool = True) -> Shard:
        try:
            return self._store.storage.shard(name, keep=keep)
        except KeyError:
            return {}

    def _record(self, raw: dict[str, Any], name: str) -> R:
        try:
            return self.kind.from_raw(raw)
        except ValueError as error:
            if is_newer(raw):
                raise BadData(
                    say(
                        "data/{file}: {id} was written by a newer svc; this one cannot read it.",
                        file=name + SUFFIX,
                        id=raw["id"],
                    ),
                    say("Install the newer svc. The record is kept as it is."),
                ) from None
            raise BadData(
                say(
                    "data/{file}: {id}: the field {field} is missing or not as it should be.",
                    file=name + SUFFIX,
                    id=raw["id"],
                    field=str(error),
                ),
                say(
                    "`svc check` names the line; mend it with an editor or take it back with git."
                ),
            ) from None
