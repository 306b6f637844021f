"""Conflicts as they are shown, and chosen from: what stands, what another till has, what comes."""

from __future__ import annotations

from json import loads
from typing import TYPE_CHECKING, Any

from svc import people
from svc.errors import AmbiguousRef, NoSuchRecord, Refused, SvcError, WrongUsage
from svc.frozen import Frozen, replace
from svc.i18n import say
from svc.rules import conflict as rule
from svc.rules.check import check, in_order
from svc.rules.checks.snapshot import Line
from svc.store.ids import day_of
from svc.store.strict import file_of
from svc.store.table import is_newer
from svc.store.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from svc.app import App
    from svc.problem import Problem
    from svc.records.conflict import Conflict
    from svc.store.change import Change
    from svc.store.store import Store

Raw = dict[str, Any]
NOTHING_CHANGED = say("Nothing was changed.")


class Apart(Frozen):
    """A conflict nobody has chosen in: what stands, and the others still to choose from by number.

    `customer` is whose record it is, where it is anybody's.
    """

    conflict: Conflict
    stands: Raw | None
    others: tuple[tuple[int, Raw], ...]

    @property
    def record(self) -> str:
        """The id of the record two tills differ about."""
        return self.conflict.record

    @property
    def customer(self) -> str | None:
        """The id of the customer whose record it is."""
        if self.conflict.table == "customers":
            return self.record
        for fields in (self.stands or {}, *(rule.fields_of(other) for _n, other in self.others)):
            if isinstance(found := fields.get("customer"), str):
                return found
        return None

    def to_json(self, name: str | None) -> Raw:
        """The keys of the contract; `name` is the customer's."""
        return {
            "record": self.record,
            "table": self.conflict.table,
            "customer": self.customer,
            "name": name,
            "on_file": self.stands is not None,
            "others": [
                {
                    "n": number,
                    "unit": other.get("unit"),
                    "gone": rule.is_gone(other),
                    "stands": {key: (self.stands or {}).get(key) for key in rule.fields_of(other)},
                    "other": None if rule.is_gone(other) else dict(rule.fields_of(other)),
                }
                for number, other in self.others
            ],
        }


def apart(store: Store) -> list[Apart]:
    """The conflicts nobody has chosen in, as their records stand on file."""
    found = (as_apart(store, each, {}) for each in store.conflicts.all())
    return [each for each in found if each.others]


def as_apart(store: Store, conflict: Conflict, stands: Mapping[str, Raw | None]) -> Apart:
    """One conflict, its record as it stands on file or in `stands`."""
    found: Mapping[str, Any] | None = None
    if conflict.record in stands:
        found = stands[conflict.record]
    elif conflict.table in TABLES:
        found = store.table(conflict.table).raw(conflict.record)
    raw = None if found is None else dict(found)
    return Apart(conflict=conflict, stands=raw, others=tuple(rule.still_open(raw, conflict)))


def named(app: App, ref: str) -> Apart:
    """The conflict a reference names: the record's id, a part of it, or its customer's phone.

    Raises:
        NoSuchRecord: nobody differs about it.
        AmbiguousRef: it names several; they are listed.
    """
    found, part = apart(app.store), ref.strip()
    exact = [each for each in found if part in (each.record, each.conflict.id)]
    fitting = exact or [each for each in found if len(part) > 2 and part.upper() in
                        each.record.upper()]  # fmt: skip
    if not fitting:
        fitting = [each for each in found if each.customer == _customer_named(app, part)]
    if not fitting:
        raise NoSuchRecord(
            say("There is no conflict about {ref}.", ref=ref), say("`svc resolve` lists them.")
        )
    if len(fitting) > 1:
        ids = ", ".join(each.record for each in fitting[:5])
        raise AmbiguousRef(say("{ref} fits several: {ids}.", ref=ref, ids=ids),
                           say("Give more of the id."))  # fmt: skip
    return fitting[0]


def _customer_named(app: App, ref: str) -> str:
    from svc import fetch

    try:
        return fetch.customer(app.store, ref, erased=True).id
    except SvcError:
        return ""


def keep(change: Change, store: Store, found: Iterable[Apart]) -> None:
    """What stands stays, the others go; so do conflicts that are settled already."""
    _sweep(change, store, {each.conflict.id for each in found})


def take(change: Change, store: Store, found: Apart, number: int | None) -> Raw | None:
    """Put another till's word in place of what stands; gives the record, None where it is gone.

    Conflicts of other units of the record stay open.

    Raises:
        WrongUsage: there are several to choose from, or none of that number.
        Refused: the record would break a rule it does not break now, or could not be read.
    """
    chosen = _chosen(found, number)
    after = rule.taken(found.stands, found.record, [other for _n, other in chosen])
    table = found.conflict.table
    before = _error_after(store, {(table, found.record): after})
    if before is not None:
        raise Refused(
            say("{id} would be in disorder: {problem}", id=found.record, problem=before.message),
            before.hint or NOTHING_CHANGED,
        )
    left: list[Raw] = []
    if number is not None:
        left = rule.left_after(found.others, chosen[0][1])
    if after is None:
        if found.stands is not None:
            change.remove(table, found.record)
    else:
        change.put(people.record(table, after))
    if left and after is not None:
        change.put(replace(found.conflict, others=tuple(left)))
    _sweep(change, store, set() if left and after is not None else {found.conflict.id},
           but=found.conflict.id if left else None)  # fmt: skip
    return after


def _chosen(found: Apart, number: int | None) -> list[tuple[int, Raw]]:
    """The alternatives meant by a number, or all of them where none stands against another."""
    if number is None:
        if rule.one_each(found.others):
            return list(found.others)
        numbers = ", ".join(str(n) for n, _other in found.others)
        raise WrongUsage(
            say("{id}: there are several to choose from: {numbers}.",
                id=found.record, numbers=numbers),
            say("`svc resolve {id}` shows them; then --take N.", id=found.record),
        )  # fmt: skip
    chosen = [(n, other) for n, other in found.others if n == number]
    if not chosen:
        raise WrongUsage(
            say("{id}: there is no number {n} to take.", id=found.record, n=number),
            say("`svc resolve {id}` shows them.", id=found.record),
        )
    return chosen


def _sweep(change: Change, store: Store, chosen: set[str], but: str | None = None) -> None:
    """Take conflicts away that were chosen in, and those of which nothing is open any more."""
    for conflict in list(store.conflicts.all()):
        if conflict.id == but:
            continue
        if conflict.id in chosen or not as_apart(store, conflict, {}).others:
            change.remove("conflicts", conflict.id)


def _error_after(store: Store, instead: Mapping[tuple[str, str], Raw | None]) -> Problem | None:
    """The first error `check` would find after a change that it does not find now."""
    after = _errors(store, instead)
    if not after:
        return None
    before = {(each.rule, each.record) for each in _errors(store, {})}
    return next((each for each in after if (each.rule, each.record) not in before), None)


def _errors(store: Store, instead: Mapping[tuple[str, str], Raw | None]) -> list[Problem]:
    found = check(_lines(store, instead), store.settings.country)
    return [each for each in in_order(found) if each.level == "error" and each.rule != "conflict"]


def _lines(store: Store, instead: Mapping[tuple[str, str], Raw | None]) -> Iterator[Line]:
    """Every line of the shop, with some records changed."""
    new = dict(instead)
    for table in TABLES:
        for name in store.shards.names(table):
            content = store.shards.canonical(name, keep=False).decode()
            for number, text in enumerate(content.split("\n")[:-1], start=1):
                raw = loads(text)
                raw = new.pop((table, raw["id"]), raw)
                if raw is not None:
                    yield _line(table, file_of(name), number, raw)
    for (table, _record), raw in new.items():
        if raw is not None:
            yield _line(table, table, 0, raw)


def _line(table: str, file: str, number: int, raw: Raw) -> Line:
    return Line(
        table=table, file=file, number=number, id=raw["id"], day=day_of(raw["id"]), raw=raw,
        newer=is_newer(raw),
    )  # fmt: skip
