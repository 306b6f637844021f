"""A record of any table by what people call it, also one that is on file no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc import fetch
from svc.errors import AmbiguousRef, BadData, BadInput, NoSuchRecord
from svc.i18n import say
from svc.store.ids import ID, is_id
from svc.store.past import tables_of
from svc.store.refs import CANDIDATES_SHOWN
from svc.store.tables import TABLES

if TYPE_CHECKING:
    from svc.records.base import Record
    from svc.records.customer import Customer
    from svc.store.store import Store


def id_named(store: Store, ref: str, *, merged: bool = False) -> str:
    """The id or key a reference names, in whatever table.

    A whole one need not be on file: what was taken away still has its past. A customer is also
    named by phone, `number:` or name, and somebody of the staff by code. The id of a file that was
    merged into another stands for that file itself; with `merged` its phone and number do, too.

    Raises:
        NoSuchRecord: it names nothing.
        AmbiguousRef: it names several records.
        BadInput: its check character is that of another id.
    """
    ref = ref.strip()
    whole = ref.upper() if ID.fullmatch(ref.upper()) else ref
    if is_id(whole) and tables_of(whole):
        return whole
    found: dict[str, None] = {}
    misread: BadInput | None = None
    for table in TABLES:
        try:
            found[_in_table(store, table, ref, merged=merged).id] = None
        except NoSuchRecord:
            continue
        except BadInput as error:
            misread = error
    if len(found) > 1:
        shown = ", ".join(list(found)[:CANDIDATES_SHOWN])
        more = " …" if len(found) > CANDIDATES_SHOWN else ""
        raise AmbiguousRef(
            say("{ref!r} names {n} records: {candidates}", ref=ref, n=len(found),
                candidates=shown + more),
            say("Give more of the id."),
        )  # fmt: skip
    if not found:
        raise misread or NoSuchRecord(
            say("No record matches {ref!r}.", ref=ref),
            say("Give the whole id or key; of what was taken away only that is known."),
        )
    return next(iter(found))


def _in_table(store: Store, table: str, ref: str, *, merged: bool) -> Record:
    """The record of a table that a reference names; see `id_named` for what it raises."""
    if table == "customers":
        try:
            return fetch.file_of(store, ref, merged=merged)
        except AmbiguousRef:  # two files that were merged into one had it
            return fetch.file_of(store, ref)
    if table == "staff":
        return fetch.staff_member(store, ref)
    if table == "conflicts" and not is_id(ref):  # its id holds that of the record: not meant here
        raise NoSuchRecord(say("No record matches {ref!r}.", ref=ref))
    found: Record = store.table(table).find(ref)
    return found


def kept_for(store: Store, record_id: str) -> Customer | None:
    """The file that was kept where a customer's was merged into another, else None.

    Raises:
        NoSuchRecord: the redirect leads nowhere.
    """
    if "customers" not in tables_of(record_id):
        return None
    try:
        found = store.customers.peek(record_id)
        return fetch.present(store, found) if found is not None and found.merged else None
    except BadData:  # somebody looks into the past to mend that very file
        return None
