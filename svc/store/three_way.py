"""Two tills' versions of a file of records, merged by record and unit: bytes in, bytes out.

What stands is always a whole, canonical file. The result is the same whichever side is ours, but
for units both sides changed: there our word stands, and the other goes into a conflict. Why each
unit is merged as it is: docs/decisions/0029-merge.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.records.conflict import Conflict, conflict_id
from svc.store import lives, united
from svc.store.cleared import cleared, heard_first, is_erased, is_marked, worded
from svc.store.lines import encode, parsed
from svc.store.sides import SIDES, lines_of_side, refuse_foreign
from svc.store.united import ABSENT, agreed, plain, same, spelt
from svc.store.units import MARK, PLANS, Plan

if TYPE_CHECKING:
    from svc.store.united import Both
    from svc.store.units import Life

    Raw = dict[str, Any]

NEW_TABLE = Plan()
RECORD, MERGED = "record", "merged"


class Merged(Frozen):
    """A merged file, canonical, and what both sides changed differently, by record."""

    content: bytes
    conflicts: tuple[Conflict, ...] = ()


def merge_shards(
    name: str, base: bytes, ours: bytes, theirs: bytes, *, inner: bool = False
) -> Merged:
    """Merge two versions of a shard (`complaints/2026-11`); no file is nothing (`b""`).

    `inner` is for git, which merges ancestors among themselves first: where both sides differ the
    base's word stands there, and no conflict is told, so that the outer merge sees it.

    Raises:
        BadData: a side cannot be read; the file, the line and the side are named.
    """
    known: set[bytes] = set()
    was, mine, others = (
        lines_of_side(name, side, content, known)
        for side, content in zip(SIDES, (base, ours, theirs), strict=True)
    )
    table = name.partition("/")[0]
    for side, lines in zip(SIDES, (was, mine, others), strict=True):
        refuse_foreign(name, side, lines.keys() - (was.keys() & mine.keys() & others.keys()))
    kept: list[bytes] = []
    conflicts: list[Conflict] = []
    for key in sorted({*mine, *others}):
        three = was.get(key), mine.get(key), others.get(key)
        line, told = _line(table, three, inner=inner)
        if line is not None:
            kept.append(line)
        if told:
            record_id = key.decode()
            conflicts.append(
                Conflict(
                    id=conflict_id(record_id), table=table, record=record_id, others=tuple(told)
                )
            )
    return Merged(content=b"".join(kept), conflicts=tuple(conflicts))


def _line(
    table: str, three: tuple[bytes | None, bytes | None, bytes | None], *, inner: bool
) -> tuple[bytes | None, list[Raw]]:
    """The merged line of one record, None where it is gone, and the other side's words."""
    base, ours, theirs = three
    if theirs in (ours, base):
        return ours, []
    if ours == base:
        return theirs, []
    raws = [None if line is None else parsed(line) for line in three]
    raw, told = _Merge(table, inner=inner).record(*raws)
    return (None if raw is None else encode(raw)), told


class _Merge:
    """The merge of records of one table that both sides changed."""

    def __init__(self, table: str, *, inner: bool) -> None:
        self.table = table
        self.plan = PLANS.get(table, NEW_TABLE)
        self.inner = inner

    def record(
        self, base: Raw | None, ours: Raw | None, theirs: Raw | None
    ) -> tuple[Raw | None, list[Raw]]:
        """The merged record, and what else was said of it."""
        if self.table == "conflicts":
            return self._conflict(base, ours, theirs), []
        if ours is None or theirs is None:
            changed = theirs if ours is None else ours
            if changed is not None and is_erased(self.table, base or {}, changed):
                return changed, []
            return (base, []) if self.inner else (changed, [{"unit": RECORD, "gone": True}])
        was = base or {}
        erased = [is_erased(self.table, was, side) for side in (ours, theirs)]
        if self.table == "customers" and erased[0] != erased[1]:
            return (ours if erased[0] else theirs), []
        if any(erased):
            surely = [is_marked(side, was) for side in (ours, theirs)]
            gone = surely if any(surely) else erased
            left = [side for side, its in zip((ours, theirs), gone, strict=True) if its]
            was, ours, theirs = (
                worded(cleared(self.table, side), *left) for side in (was, ours, theirs)
            )
            ours, theirs = heard_first(self.table, ours, theirs, gone)
        if self.table == "customers" and (MERGED in ours or MERGED in theirs):
            return self._redirect(was, ours, theirs)
        return self._fields(was, ours, theirs)

    def _fields(self, base: Raw, ours: Raw, theirs: Raw) -> tuple[Raw, list[Raw]]:
        """Unit by unit."""
        together = {name: unit for unit, names in self.plan.together.items() for name in names}
        units: dict[str, list[str]] = {}
        for name in sorted({*ours, *theirs} - {"id"}):
            units.setdefault(together.get(name, name), []).append(name)
        raw: Raw = {"id": ours["id"]}
        told: list[Raw] = []
        if (lived := self._lived(base, ours, theirs)) is not None:
            life, stands, other = lived
            raw |= stands
            if not same(stands, other):
                told.append(self._told(life.unit, stands, other))
            for name in (life.unit, life.log, *life.rows):
                units.pop(name, None)
        for unit, fields in units.items():
            three = [{n: side[n] for n in fields if n in side} for side in (base, ours, theirs)]
            stands, other = self._unit(unit, *three)
            raw |= stands
            if not same(stands, other):
                told.append(self._told(unit, stands, other))
        return raw, sorted(told, key=lambda each: str(each["unit"]))

    def _lived(self, base: Raw, ours: Raw, theirs: Raw) -> tuple[Life, Raw, Raw] | None:
        """A state that two tills moved apart, with the log that tells of it; None where not so."""
        life = self.plan.life
        if life is None:
            return None
        names = self.plan.together[life.unit]
        was, mine, others = (
            {n: side[n] for n in names if n in side} for side in (base, ours, theirs)
        )
        one = lives.settled(self.plan, life.unit, mine, others)
        is_one = one is not None or agreed(was, mine, others)
        if is_one and not lives.went_apart(self.plan, base, ours, theirs):
            return None
        pieces = (life.log, *life.rows)
        if self.inner:
            stood = was | {n: base[n] for n in pieces if n in base}
            return life, stood, stood
        stands, other = dict(mine), dict(others)
        for name in pieces:
            three = [side.get(name, ABSENT) for side in (base, ours, theirs)]
            here, there = self._field(name, *three)
            here = lives.without(here, self._own(life, name, base, theirs, ours), three[1])
            there = lives.without(there, self._own(life, name, base, ours, theirs), three[2])
            for side, value in ((stands, here), (other, there)):
                if value is not ABSENT:
                    side[name] = value
        return life, stands, other

    def _own(self, life: Life, name: str, base: Raw, side: Raw, other: Raw) -> list[Raw]:
        if name == life.log:
            return lives.own_moves(life, base, side, other)
        return lives.own_rows(self.plan, name, base, side, other)

    def _told(self, unit: str, stands: Raw, other: Raw) -> Raw:
        """The other side's word on a unit; of lists and tables what stood, as they go on."""
        told = _told(unit, stands, other)
        lists = {
            name: stands.get(name, type(value)())
            for name, value in told["fields"].items()
            if name in self.plan.lists and (name in stands or value is not None)
        }
        return told | {"stood": lists} if lists else told

    def _unit(self, unit: str, base: Raw, ours: Raw, theirs: Raw) -> tuple[Raw, Raw]:
        if one := agreed(base, ours, theirs):
            return one[0], one[0]
        if unit not in self.plan.together:
            three = [side.get(unit, ABSENT) for side in (base, ours, theirs)]
            stands, other = (
                {} if value is ABSENT else {unit: value} for value in self._field(unit, *three)
            )
            return stands, other
        if (settled := lives.settled(self.plan, unit, ours, theirs)) is not None:
            return settled, settled
        return united.clash(base, ours, theirs, inner=self.inner)

    def _field(self, name: str, base: Any, ours: Any, theirs: Any) -> Both:
        """One field that is a unit by itself, as its table's plan has it."""
        plan, inner = self.plan, self.inner
        if name in plan.logs or name in plan.sets:
            return united.log(base, ours, theirs, plan.states, inner=inner)
        if name in plan.rows:
            return united.rows(base, ours, theirs, plan.rows[name], inner=inner)
        if name in plan.by_key:
            entry = self._consent if name == "consent" else self._entry
            return united.by_key(base, ours, theirs, entry, inner=inner)
        both = ours, theirs
        if (marked := [each for each in both if isinstance(each, str) and MARK in each]) and (
            MARK not in str(base)
        ):
            return (marked[0],) * 2 if len(marked) == 1 else plain(base, *both, inner=inner)
        if name == "erased_on":
            return (min(both, key=spelt),) * 2
        if name == "schema" and type(ours) is int and type(theirs) is int:
            return (max(ours, theirs),) * 2
        return plain(base, ours, theirs, inner=inner)

    def _entry(self, base: Any, ours: Any, theirs: Any) -> Both:
        return plain(base, ours, theirs, inner=self.inner)

    def _consent(self, base: Any, ours: Any, theirs: Any) -> Both:
        """Of two words on a channel the stricter stands till somebody has asked her."""
        if agreed(base, ours, theirs) or ABSENT in (ours, theirs):
            return self._entry(base, ours, theirs)
        if _refuses(ours) == _refuses(theirs):
            return (min(ours, theirs, key=spelt),) * 2
        if self.inner:
            return base, base
        return (ours, theirs) if _refuses(ours) else (theirs, ours)

    def _conflict(self, base: Raw | None, ours: Raw | None, theirs: Raw | None) -> Raw | None:
        """What waits to be chosen, united; what was chosen at one till is chosen."""
        was, one, other = (
            ABSENT if side is None else side.get("others", ABSENT) for side in (base, ours, theirs)
        )
        others, _same = united.log(was, one, other, (), inner=self.inner)
        if others is ABSENT:
            return None
        raw, _told = self._fields(base or {}, ours or theirs or {}, theirs or ours or {})
        return {**raw, "others": others}

    def _redirect(self, base: Raw, ours: Raw, theirs: Raw) -> tuple[Raw, list[Raw]]:
        """A file merged away on one side stays so; what the other changed goes into its old line.

        And a conflict says so: it belongs into the file that was kept.
        """
        moved = [side[MERGED] for side in (ours, theirs) if MERGED in side]
        if MERGED in base or not all(map(_is_redirect, moved)):
            return self._fields(base, ours, theirs)
        if len(moved) == 2:
            alike = moved[0].get("into") == moved[1].get("into")
            return (self._redirects if alike else self._fields)(base, ours, theirs)
        away, living = (ours, theirs) if MERGED in ours else (theirs, ours)
        edited, _told_there = self._fields(base, moved[0].get("was", base), living)
        stands = {**away, MERGED: {**away[MERGED], "was": edited}}
        if self.inner:
            return stands, []
        return stands, [_told(MERGED, stands, living)]

    def _redirects(self, base: Raw, ours: Raw, theirs: Raw) -> tuple[Raw, list[Raw]]:
        """A file merged away on both sides into the same: what each moved, and one old line."""
        rest = [{n: v for n, v in side.items() if n != MERGED} for side in (base, ours, theirs)]
        raw, told = self._fields(*rest)
        olds = [side[MERGED].get("was", base) for side in (ours, theirs)]
        old, _told_there = self._fields(base, olds[0], olds[1])

        def entry(_base: Any, one: Any, other: Any) -> Both:
            if isinstance(one, dict) and isinstance(other, dict):
                return united.by_key(ABSENT, one, other, entry, inner=self.inner)
            if isinstance(one, list) and isinstance(other, list):
                return united.log(ABSENT, one, other, (), inner=self.inner)
            return (min((e for e in (one, other) if e is not ABSENT), key=spelt),) * 2

        merged, _same = entry(ABSENT, ours[MERGED], theirs[MERGED])
        return {**raw, MERGED: {**merged, "was": old}}, told


def _told(unit: str, stands: Raw, other: Raw) -> Raw:
    """The other side's word on a unit: each field that differs, null for one it has not."""
    names = sorted({*stands, *other} - {"id"})
    fields = {
        name: other.get(name)
        for name in names
        if not same(stands.get(name, ABSENT), other.get(name, ABSENT))
    }
    return {"unit": unit, "fields": fields}


def _is_redirect(moved: Any) -> bool:
    """Whether this is what merging a file away leaves in it, and not something an editor put."""
    was = moved.get("was", {"id": ""}) if isinstance(moved, dict) else None
    return isinstance(was, dict) and "id" in was


def _refuses(state: Any) -> bool:
    """Whether a channel's state says that she wants nothing by it."""
    return state is False or (isinstance(state, dict) and bool(state.get("withdrawn")))
