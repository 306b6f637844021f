"""A person taken out of every table in one change, and what then still holds her data."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from svc import people
from svc.errors import Refused
from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.rules import erase as rule
from svc.rules.conflict import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from svc.app import App
    from svc.records.customer import Customer
    from svc.rules.merge import Raw
    from svc.store.change import Change
    from svc.store.store import Store

DERIVED = (".svc/seal", ".svc/index", ".svc/index-journal")
"""Made from the files, numbers from her phone and name among it: made anew when next needed."""
OPEN = ("complaints", "returns", "repairs", "deliveries")
IN_FLIGHT = ("sending", "unknown")


class Erased(Frozen):
    """What an erasure did: records by table that lost something, and those the books keep."""

    customer: str
    erased_on: str
    cleared: dict[str, int]
    kept: dict[str, int]
    person: rule.Person
    paths: tuple[str, ...] = ()

    def to_json(self, still: list[Sentence]) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "customer": self.customer,
            "erased_on": self.erased_on,
            "cleared": self.cleared,
            "kept": [
                {"table": table, "records": n, "why": str(rule.WHY[table])}
                for table, n in self.kept.items()
            ],
            "still": [str(each) for each in still],
        }


def erase(change: Change, app: App, customer: Customer) -> Erased:
    """Take all that is personal of a customer out of every table; again, what has come in since.

    Raises:
        Refused: nothing is left of her, or a case of hers is open, or money is owed.
    """
    store = app.store
    found = people.of(store, customer)
    files = _files(found)
    ids = [*found.get("customers", {})]
    own = {table: {key: raw for key, raw in raws.items() if not people.of_others(raw, ids)}
           for table, raws in found.items()}  # fmt: skip
    _refuse_open(app, own)
    hers = {record_id for table in own if table != people.CONFLICTS for record_id in own[table]}
    person = rule.Person.of(customer.id, [*files, *_files_elsewhere(found)])
    cleared: dict[str, int] = {}
    paths = []
    for table, raws in found.items():
        for record_id, raw in raws.items():
            if table == people.CONFLICTS and raw["record"] in hers:
                change.remove(table, record_id)
                cleared[table] = cleared.get(table, 0) + 1
                paths.append(store.table(table).shard_of(record_id) or table)
                continue
            after = people.record(table, rule.erased(table, raw, person, ids, app.today))
            if after.to_raw() == raw:
                continue
            is_sent_her = table == "messages" and record_id in own[table]
            change.put(_called_off(after, app) if is_sent_her else after)
            cleared[table] = cleared.get(table, 0) + 1
            paths.append(store.table(table).shard_of(record_id) or table)
    # What was done on this computer holds her lines as they were: they go in the same change.
    change.noted.forgets = (*(key for raws in found.values() for key in raws), *person.words)
    if customer.erased_on is not None and not cleared:
        raise Refused(
            say("{id} was erased on {day}.", id=customer.id, day=customer.erased_on),
            say("Nothing was changed."),
        )
    return Erased(
        customer=customer.id,
        erased_on=(customer.erased_on or app.today).isoformat(),
        cleared=cleared,
        kept={table: len(raws) for table, raws in own.items() if raws and table in rule.WHY},
        person=person,
        paths=tuple(dict.fromkeys(paths)),
    )


def _files(found: Mapping[str, Mapping[str, Raw]]) -> Iterator[Raw]:
    """Her file and those merged into hers, as they stand and as they were."""
    for raw in found.get("customers", {}).values():
        yield raw
        if isinstance(was := raw.get("merged", {}).get("was"), dict):
            yield was


def _files_elsewhere(found: Mapping[str, Mapping[str, Raw]]) -> Iterator[Raw]:
    """What another till has of her file: another name or phone of hers is hers, too."""
    for raw in found.get(people.CONFLICTS, {}).values():
        for other in raw["others"] if raw.get("table") == "customers" else ():
            fields = fields_of(other)
            yield dict(fields)
            merged = fields.get("merged")
            if isinstance(merged, dict) and isinstance(was := merged.get("was"), dict):
                yield was


def _called_off(message: Any, app: App) -> Any:
    """A message that has not gone out will not."""
    from svc.frozen import replace

    if message.state in ("sent", "cancelled"):
        return message
    entry = {"at": app.at, "state": "cancelled", "staff": app.staff_id}
    entry = {name: value for name, value in entry.items() if value}
    return replace(message, state="cancelled", history=(*message.history, entry))


def _refuse_open(app: App, found: Mapping[str, Mapping[str, Raw]]) -> None:
    """Refuse while a case is open, money is owed, or a message is on its way; name them."""
    records = people.records(found)
    waiting = [
        *(each.id for table in OPEN for each in records.get(table, ()) if _is_open(each)),
        *(e.id for e in records.get("approvals", ()) if getattr(e, "state", "") == "waiting"),
        *(e.id for e in records.get("messages", ()) if getattr(e, "state", "") in IN_FLIGHT),
        *(e.id for e in records.get("callbacks", ()) if _is_promised(e, app)),
    ]
    if waiting:
        raise Refused(
            say("Something is still open with her: {ids}.", ids=", ".join(sorted(waiting))),
            say("Settle it first; then erase. Nothing was changed."),
        )


def _is_open(case: Any) -> bool:
    """Whether a case waits, or its money does: paid work that was never paid, or not passed on."""
    if case.is_open:
        return True
    if type(case).__name__ != "Repair" or case.state == "cancelled" or case.free:
        return False
    owes = bool(case.price) and case.paid_on is None
    return owes or (case.paid_on is not None and case.to_finance_on is None)


def _is_promised(made: Any, app: App) -> bool:
    """Whether an answer was promised for a day that has not come, and she has not had it yet."""
    if made.settle_on is None or made.settle_on < app.today or made.told_on is not None:
        return False
    from svc.rules.callback import still_open
    from svc.rules.promise import as_agreed

    contacts = as_agreed([made], "phone")
    return any(still_open(app.store.callbacks.peek(each.key)) for each in contacts)


def forget(store: Store) -> None:
    """Remove what is derived from the records and may hold numbers made of hers."""
    with store.locked():
        for name in DERIVED:
            path = os.path.join(store.root, name)
            if os.path.exists(path):
                os.unlink(path)
        store.shards.forget()


def still(store: Store, done: Erased, *, dry_run: bool) -> list[Sentence]:
    """What holds her data still, and is not in our hands, or not in these records.

    Before anything was erased nobody can tell where else she is named.
    """
    from svc.store import quarantine
    from svc.store.repository import in_history

    found: list[Sentence] = []
    files = [store.shards.path(name) for name in done.paths]
    if in_history(store.folder, done.customer, files):
        found += [
            say(
                "git's past holds what stood here: anyone with this folder can read it until the "
                "history is rewritten (git filter-repo)."
            ),
            say("Every other clone holds it, too, until it takes over the rewritten history."),
        ]
    for place in () if dry_run else mentions(store, done.person):
        found.append(say("{place} names her in words: look, and mend it by hand.", place=place))
    for place in (
        () if dry_run else quarantine.holding(store.root, [done.customer, *done.person.words])
    ):
        found.append(
            say("{place} was set aside by a repair and may hold her data: look, take it out.",
                place=place)
        )  # fmt: skip
    found.append(
        say("Backups, exports, printed slips and cards, and a gateway's records are not reached.")
    )
    return found


def mentions(store: Store, person: rule.Person) -> list[str]:
    """Files and records under the store that hold her phone, or her name beside other people's.

    git's own files are not looked through: `still` speaks of them.
    """
    words = [word for word in person.words if word.isdigit() and len(word) >= rule.PHONE]
    names = [word for word in person.words if not word.isdigit()]
    found: list[str] = []
    for raws in people.naming(store, *words, *names).values() if words or names else ():
        for record_id, raw in raws.items():
            if raw.get("name") not in names or any(word in str(raw) for word in words):
                found.append(record_id)
    for folder, folders, files in os.walk(store.root):
        if ".git" in folders:
            folders.remove(".git")
        if folder == store.root and "data" in folders:
            folders.remove("data")
        for name in files:
            path = os.path.join(folder, name)
            if _holds(path, words):
                found.append(os.path.relpath(path, store.root))
    return sorted(found)


def _holds(path: str, words: list[str]) -> bool:
    from contextlib import suppress

    with suppress(OSError), open(path, "rb") as file:
        content = file.read()
        return any(word.encode() in content for word in words)
    return False
