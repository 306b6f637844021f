"""A reference that names no record, or several: the errors that say so, table by table."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from svc.errors import AmbiguousRef, NoSuchRecord
from svc.i18n import say

if TYPE_CHECKING:
    from svc.records.base import Record

R = TypeVar("R", bound="Record")
CANDIDATES_SHOWN = 5


def only(table: str, found: list[R], ref: str) -> R:
    """The one record found for a reference.

    Raises:
        NoSuchRecord: none was.
        AmbiguousRef: several were; some are listed.
    """
    if not found:
        raise no_such(table, ref)
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


def no_such(table: str, ref: str) -> NoSuchRecord:
    """The error for a reference that names nothing in a table."""
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
    return NoSuchRecord(nouns[table], hints[table])
