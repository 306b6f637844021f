"""What changed in a record, put in words: for `svc history` and `svc diff`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from svc import output
from svc.commands.options import NOT_TOLD, label, names_of, said
from svc.errors import BadData
from svc.frozen import replace
from svc.i18n import _, labelled, listed, say
from svc.rules import erase
from svc.store.differences import NOTHING
from svc.store.ids import is_id
from svc.store.past import on_file, table_of, tables_of
from svc.store.tables import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from svc.store.differences import Change, Place
    from svc.store.store import Store

ARROW = " → "
INDENT = "  "
FATES = {"added": say("added"), "changed": say("changed"), "removed": say("removed")}
"""What becomes of a record between two states."""
WORDS = (
    say("at"), say("act"), say("purpose"), say("into"), say("gave"), say("schema"), say("record"),
    say("gone"), say("callback"), say("conflict"), say("unreadable"), say("table"),
)  # fmt: skip
"""Fields of logs, and tables, that are spoken of nowhere else."""


def noun(table: str) -> str:
    """What people call a record of a table."""
    return _(KINDS[table][0].rstrip("_")) if table in KINDS else table


def as_lines(changes: Sequence[Change], *, is_new: bool = False) -> str:
    """The changed fields of a record, one a line: `size  M → L`; of a new one what they are.

    What rules answered is told only where nothing else changed: what it comes to has its fields.
    """
    told = [each for each in changes if each.place[0] not in NOT_TOLD] or changes
    return output.pairs((INDENT + named(each.place), _both(each, is_new=is_new)) for each in told)


def named(place: Place) -> str:
    """A place as people call it: `profile · size`, `history 4 · state`."""
    words: list[str] = []
    for step in place:
        if isinstance(step, int):
            words[-1] += f" {step + 1}"
        else:
            words.append(label(step))
    return " · ".join(words)


def _both(change: Change, *, is_new: bool) -> str:
    if change.is_row:
        sign, row = ("+", change.after) if change.before is NOTHING else ("-", change.before)
        return in_words(row) if is_new else f"{sign} {in_words(row)}"
    if is_new:
        return in_words(change.after)
    return in_words(change.before) + ARROW + in_words(change.after)


def in_words(value: Any) -> str:
    """A value of a record as one piece of text: rows of lists with their fields named."""
    if value is NOTHING:
        return output.cell(None)
    if isinstance(value, Mapping) and value:
        return listed(labelled(label(name), in_words(each)) for name, each in value.items())
    if isinstance(value, list) and value:
        return "; ".join(map(in_words, value))
    if isinstance(value, (bool, str)):
        return output.cell(value)
    return said(value)


def names_if_readable(store: Store, customer_ids: Iterable[str]) -> dict[str, str]:
    """These customers' names by id; none where their files cannot be read just now."""
    try:
        return names_of(store, customer_ids)
    except BadData:
        return {}


class Unsaid:
    """What is not repeated of persons who were erased: git's past has it still, a screen need not.

    That a value was there and changed is told, the value is `***`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._erased: dict[str, bool] = {}

    def of(
        self,
        table: str,
        changes: Iterable[Change],
        states: Sequence[Mapping[str, Any] | None],
        now: Mapping[str, Any] | None,
    ) -> tuple[Change, ...]:
        """The changes between two states of a record, without words of whoever was erased.

        `now` is the record on file, which tells what was taken out of it.
        """
        people = {each for state in (*states, now) if state for each in self._people(table, state)}
        gone = sorted(each for each in people if self._is_erased(each, now))
        marked = {name for name, value in (now or {}).items() if erase.MARK in said(value)}
        if not gone and not marked:
            return tuple(changes)
        before, after = [_kept(table, state, gone) for state in states]
        return tuple(
            replace(
                change,
                before=_shown(change.before, before, change.place, marked),
                after=_shown(change.after, after, change.place, marked),
            )
            for change in changes
        )

    def _people(self, table: str, state: Mapping[str, Any]) -> list[str]:
        """The customers a line is about."""
        if table == "customers":
            return [str(state["id"])]
        if table == "conflicts":
            about = str(state.get("record"))
            found = on_file(self._store, about, tables_of(about)) if is_id(about) else None
            return self._people(table_of(about), found) if found else []
        rows = state.get("invited")
        guests = rows if isinstance(rows, list) else []
        named = [row.get("customer") for row in guests if isinstance(row, dict)]
        return [each for each in (state.get("customer"), *named) if isinstance(each, str)]

    def _is_erased(self, customer_id: str, now: Mapping[str, Any] | None) -> bool:
        if now is not None and now.get("id") == customer_id:
            return bool(now.get("erased_on"))
        if customer_id not in self._erased:
            found = on_file(self._store, customer_id, ["customers"])
            self._erased[customer_id] = bool(found and found.get("erased_on"))
        return self._erased[customer_id]


def _kept(
    table: str, state: Mapping[str, Any] | None, gone: Sequence[str]
) -> Mapping[str, Any] | None:
    """A state of a record as erasing leaves it, which shows what of it may be told."""
    if state is None or not gone:
        return state
    if table == "conflicts":
        return {name: value for name, value in state.items() if name != "others"}
    try:
        return erase.erased(table, state, erase.Person(id=gone[0]), gone, date.min)
    except (TypeError, AttributeError):  # a line edited by hand, or a newer svc's
        return {}


def _shown(value: Any, kept: Mapping[str, Any] | None, place: Place, marked: set[str]) -> Any:
    """A value where erasing keeps it, else the mark; rows of logs without their words."""
    if value is NOTHING or value is None or isinstance(value, bool):
        return value
    found: Any = kept
    for step in place:
        try:
            found = found[step]
        except (LookupError, TypeError):
            return erase.MARK
    if place[0] in marked and found == value:
        return erase.MARK
    if isinstance(value, (list, Mapping)) and isinstance(found, type(value)):
        return found
    return value if found == value else erase.MARK
