"""A change of this computer taken back, by a new change: the records as they were before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import NoSuchRecord, Refused
from svc.frozen import Frozen
from svc.i18n import say
from svc.rules import undo as rule
from svc.store.changes import Entry, Step, on_file, read, stands, taken_back
from svc.store.ids import KEY
from svc.store.lines import parsed
from svc.store.sorted_lines import lines_with

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from svc.app import App
    from svc.store.change import Change
    from svc.store.store import Store
    from svc.store.survey import FoundLine

NOTHING_CHANGED = say("Nothing was changed.")
MANY = 30
"""From so many ids on, all ids in a line are looked at instead of each being looked for."""


class Plan(Frozen):
    """A change to be taken back: its steps, each with the shard and line now on file."""

    entry: Entry
    steps: tuple[tuple[Step, tuple[str, bytes] | None], ...]

    def records(self) -> Iterator[rule.Back]:
        """Each record as it is on file, and as it will be."""
        for step, now in self.steps:
            yield rule.Back(
                step.table,
                step.id,
                None if now is None else parsed(now[1]),
                None if step.before is None else parsed(step.before),
            )

    def ids(self) -> tuple[str, ...]:
        """The records concerned."""
        return tuple(step.id for step, _now in self.steps)


def history(store: Store) -> tuple[list[Entry], dict[int, int]]:
    """The changes kept, the oldest first, and which of them are taken back, each by which."""
    entries = read(store.root)
    return entries, taken_back(entries, lambda entry: _was_made(store, entry))


def plan(app: App, number: int | None) -> Plan:
    """What taking back a change would do, or the last one not taken back yet.

    Raises:
        NoSuchRecord: there is no such change, or none left.
        Refused: it cannot be taken back; the sentence names the first reason.
    """
    store = app.store
    entries, taken = history(store)
    entry = _last(store, entries, taken) if number is None else _numbered(entries, number)
    if entry.number in taken:
        raise Refused(
            say(
                "Change {n} was taken back by change {by}.", n=entry.number, by=taken[entry.number]
            ),
            say("`svc undo {by}` makes it again.", by=taken[entry.number]),
        )
    _refuse_final(entry)
    steps = list(entry.steps())
    there = on_file(store, steps)
    found = Plan(entry=entry, steps=tuple((step, there.get(step.id)) for step in steps))
    _refuse_changed_since(found, entries, taken)
    _refuse_sent(found)
    _refuse_authority(app, found)
    _refuse_referred(store, found)
    _refuse_wrong(app, found, entries)
    return found


def take_back(change: Change, found: Plan) -> None:
    """Put the records as they were before a change; call it with the lock held."""
    change.noted.undoes = found.entry.number
    for step, now in found.steps:
        if step.before is not None:
            change.restore(step.name, step.before, None if now is None else now[1])
        elif now is not None:
            change.take_away(*now, step.id)


def _was_made(store: Store, entry: Entry) -> bool:
    """Whether a change came to be; one killed on its way only if the records are as it says."""
    if entry.made or entry.final:
        return entry.made
    steps = list(entry.steps())
    there = on_file(store, steps)
    return all(stands(step, _line(there.get(step.id))) for step in steps)


def _line(found: tuple[str, bytes] | None) -> bytes | None:
    return None if found is None else found[1]


def _last(store: Store, entries: list[Entry], taken: Mapping[int, int]) -> Entry:
    for entry in reversed(entries):
        if entry.undoes is None and entry.number not in taken and _was_made(store, entry):
            return entry
    raise NoSuchRecord(
        say("There is no change left to take back on this computer."),
        say("`svc undo --list` shows those that are kept; git keeps the rest."),
    )


def _numbered(entries: list[Entry], number: int) -> Entry:
    for entry in entries:
        if entry.number == number:
            return entry
    raise NoSuchRecord(
        say("No change {n} of this computer is kept.", n=number),
        say("`svc undo --list` shows those that are."),
    )


def _refuse_final(entry: Entry) -> None:
    if entry.final == "large":
        raise Refused(
            say("Change {n} was too large for its lines to be kept.", n=entry.number),
            say("git has them, if it was committed before."),
        )
    if entry.final is not None:
        raise Refused(
            say("Change {n} cannot be taken back: what was erased stays erased.", n=entry.number),
            say("`svc undo --list` shows the others; `svc undo NUMBER` takes back one of them."),
        )


def _refuse_changed_since(found: Plan, entries: list[Entry], taken: Mapping[int, int]) -> None:
    """Refuse where a record is not as the change left it; name what changed it, if we know."""
    for step, now in found.steps:
        if stands(step, _line(now)):
            continue
        later = (e for e in entries if e.number > found.entry.number and e.number not in taken)
        by = [e.number for e in later if any(step.id == each.id for each in e.steps())]
        hint = say("`svc history {id}` shows by whom. Nothing was changed.", id=step.id)
        if by:
            hint = say("Take back change {by} first: svc undo {by}.", by=by[-1])
        raise Refused(
            say("{id} was changed since change {n}.", id=step.id, n=found.entry.number), hint
        )


def _refuse_sent(found: Plan) -> None:
    if record_id := rule.handed_over(found.records()):
        raise Refused(
            say("{id} was handed to the gateway: it cannot be unsent.", id=record_id),
            NOTHING_CHANGED,
        )


def _refuse_authority(app: App, found: Plan) -> None:
    """Refuse to take back a decision, or money, to whom may not have decided it."""
    from svc.approvals import acting
    from svc.rules.authority import POST_NAMES, Acting

    needed = list(rule.decided_as(found.records()))
    money, maker = rule.money_in(found.records()), found.entry.staff
    if money and maker and (member := app.store.staff.peek(maker)) and member.posts:
        needed.append((money, Acting(staff=maker, posts=member.posts).highest))
    for record_id, post in needed:
        if not acting(app).covers(post):
            raise Refused(
                say(
                    "{id} was decided by {post}: {acting} cannot take it back.",
                    id=record_id,
                    post=POST_NAMES.get(post, post),
                    acting=POST_NAMES[acting(app).highest],
                ),
                say("Whoever may decide does it with `svc --staff ID …`."),
            )


def _refuse_referred(store: Store, found: Plan) -> None:
    """Refuse where another record names one that would go, wherever in its line it stands."""
    going = {step.id for step, _now in found.steps if step.before is None}
    if not going:
        return
    own = {step.id for step, _now in found.steps}
    for name in store.shards.names():
        content = store.shards.canonical(name, keep=False)
        for wanted, line in _naming(content, going):
            record_id = parsed(line)["id"]
            if record_id not in own:
                raise Refused(
                    say("{other} refers to {id}.", other=record_id, id=wanted),
                    say("Take that back first. Nothing was changed."),
                )


def _naming(content: bytes, going: set[str]) -> Iterator[tuple[str, bytes]]:
    """The lines of a shard that name one of these ids, each with the id."""
    if len(going) < MANY:
        for wanted in going:
            # A key may be a part of another record's id, a message's: that is the same occasion.
            fragment = f'"{wanted}"' if KEY.fullmatch(wanted) else wanted
            for line in lines_with(content, fragment.encode()):
                yield wanted, line
        return
    import re

    ids = re.compile(rb"(?:[a-z][a-z0-9_-]*\.)?[A-Z]-[0-9]{6}-[0-9A-Z]{6}(?:\.[0-9]{6})?")
    wanted_ids = {each.encode(): each for each in going}
    for line in content.splitlines():
        for match in ids.findall(line):
            bare = match.partition(b".")[2][:15]
            for each in (match, bare):
                if each in wanted_ids:
                    yield wanted_ids[each], line


def _refuse_wrong(app: App, found: Plan, entries: list[Entry]) -> None:
    """Refuse where `svc check` would find an error, of whatever record, that the change did not.

    One that is there now does not count, nor one that stood before the change, as far as this
    computer's log tells: what a resolve or a mending took away may come back by undoing that.
    """
    after = _errors(app, _back(found))
    for known in ({}, _before(app.store, found, entries)) if after else ():
        there = _errors(app, known)
        after = {key: why for key, why in after.items() if key not in there}
    for why in after.values():
        number = found.entry.number
        raise Refused(
            say("Change {n} cannot be taken back: {why}", n=number, why=why), NOTHING_CHANGED
        )


def _back(found: Plan) -> dict[str, Step]:
    return {step.id: step for step, _now in found.steps}


def _before(store: Store, found: Plan, entries: list[Entry]) -> dict[str, Step]:
    """By record the step that takes it back to before a change and all later ones.

    A record that something else has changed since stays as it is.
    """
    first: dict[str, Step] = {}
    last: dict[str, Step] = {}
    for entry in entries:
        if entry.number >= found.entry.number and not entry.final and entry.made:
            for step in entry.steps():
                first.setdefault(step.id, step)
                last[step.id] = step
    there = on_file(store, last.values())
    return {key: step for key, step in first.items() if stands(last[key], _line(there.get(key)))}


def _errors(app: App, back: Mapping[str, Step]) -> dict[tuple[str, str | None, str], Any]:
    """The errors of all records, by rule, record and message, with these steps taken back."""
    from svc.rules.check import check
    from svc.rules.checks.snapshot import Line
    from svc.store.survey import Survey

    seen = Survey(app.store.folder / "data")
    fields = ("table", "file", "number", "id", "day", "raw", "newer")
    lines = (
        Line(**{name: getattr(line, name) for name in fields})
        for line in _as_it_will_be(seen.lines(), back)
    )
    problems = check(lines, app.store.settings.country, (), app.policy, app.today)
    return {
        (problem.rule, problem.record, str(problem.message)): problem.message
        for problem in problems
        if problem.level == "error"
    }


def _as_it_will_be(lines: Iterable[FoundLine], back: Mapping[str, Step]) -> Iterator[FoundLine]:
    """The lines of the store as they are when these steps are taken back."""
    from svc.frozen import replace
    from svc.store.ids import day_of
    from svc.store.survey import FoundLine

    steps = dict(back)
    for line in lines:
        step = steps.pop(line.id, None)
        if step is None:
            yield line
        elif step.before is not None:
            yield replace(line, raw=parsed(step.before))
    for step in steps.values():
        if step.before is not None:
            yield FoundLine(
                table=step.table, file=f"data/{step.name}.jsonl", number=0, id=step.id,
                day=day_of(step.id), raw=parsed(step.before), newer=False,
            )  # fmt: skip
