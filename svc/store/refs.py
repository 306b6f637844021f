"""Records that are not there, are several, or cannot be read: the errors that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from svc.errors import AmbiguousRef, BadData, NoSuchRecord
from svc.i18n import say
from svc.store.strict import file_of

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def unreadable(raw: Mapping[str, Any], shard: str, field: str, *, is_newer: bool) -> BadData:
    """The error for a record one of whose fields is not as it should be."""
    if is_newer:
        return BadData(
            say(
                "{file}: {id} was written by a newer svc; this one cannot read it.",
                file=file_of(shard),
                id=raw["id"],
            ),
            say("Install the newer svc. The record is kept as it is."),
        )
    return BadData(
        say(
            "{file}: {id}: the field {field} is missing or not as it should be.",
            file=file_of(shard),
            id=raw["id"],
            field=field,
        ),
        say("`svc check` names the line; mend it with an editor or take it back with git."),
    )
