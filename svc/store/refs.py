"""Records that are not there, are several, or cannot be read: the errors that say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from svc.errors import AmbiguousRef, BadData, BadInput, NoSuchRecord
from svc.i18n import say
from svc.store.ids import is_id
from svc.store.strict import file_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from svc.records.base import Record

R = TypeVar("R", bound="Record")
CANDIDATES_SHOWN = 5
_TAIL = re.compile("[0-9A-HJKMNP-TV-Z]{6}")
_UNDOTTED = re.compile(r"([A-Z]-[0-9]{6}-)?[0-9A-HJKMNP-TV-Z]{6}[0-9A-HJKMNP-Z*~$=]")


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


def marked(ref: str, find: Callable[[str], R]) -> R | None:
    """The record that an id, or its tail, with a check character names; None for another text.

    Raises:
        BadInput: the character is that of another id: the reference was misread.
    """
    bare, mark = ref[:-2].upper(), ref[-1].upper()
    if not is_id(bare) and not _TAIL.fullmatch(bare):
        return None
    if is_id(bare):
        _refuse_misread(bare, mark, ref)
    found = find(bare)
    _refuse_misread(found.id, mark, ref)
    return found


def undotted(ref: str, find: Callable[[str], R]) -> R | None:
    """The record that an id, or its tail, names whose check character follows without the dot.

    None for another text, also for a tail that nobody has: it may be a name.

    Raises:
        BadInput: the character is that of another id: the reference was misread.
    """
    if not _UNDOTTED.fullmatch(ref.upper()):
        return None
    bare = ref[:-1].upper()
    mark = ref[-1].upper()
    if is_id(bare):
        _refuse_misread(bare, mark, ref)
        return find(bare)
    try:
        found = find(bare)
    except (NoSuchRecord, AmbiguousRef):
        return None
    if not found.id.endswith(bare):
        return None
    _refuse_misread(found.id, mark, ref)
    return found


def _refuse_misread(record_id: str, mark: str, ref: str) -> None:
    from svc.checkmark import fits

    if not fits(record_id, mark):
        raise BadInput(
            say("{ref!r} is not the id on the slip: its last character does not fit.", ref=ref),
            say("Read it again, one character at a time; two may have changed places."),
        )


def no_such(table: str, ref: str) -> NoSuchRecord:
    """The error for a reference that names nothing in a table."""
    nouns = {
        "customers": say("No customer matches {ref!r}.", ref=ref),
        "purchases": say("No purchase matches {ref!r}.", ref=ref),
        "complaints": say("No complaint matches {ref!r}.", ref=ref),
        "callbacks": say("No callback matches {ref!r}.", ref=ref),
        "staff": say("Nobody on the staff matches {ref!r}.", ref=ref),
        "returns": say("No return matches {ref!r}.", ref=ref),
        "repairs": say("No repair matches {ref!r}.", ref=ref),
        "parts": say("No line of the parts ledger matches {ref!r}.", ref=ref),
        "deliveries": say("No delivery matches {ref!r}.", ref=ref),
        "approvals": say("No approval matches {ref!r}.", ref=ref),
        "events": say("No gathering matches {ref!r}.", ref=ref),
        "surveys": say("No filled-in questionnaire matches {ref!r}.", ref=ref),
        "messages": say("No message matches {ref!r}.", ref=ref),
    }
    hints = {
        "customers": say("`svc customer find TEXT` looks through names, phones and numbers."),
        "purchases": say("`svc purchase list` shows them all."),
        "complaints": say("`svc complaint list` shows them all."),
        "callbacks": say("`svc callback due` shows what is due, with its key."),
        "staff": say("`svc staff list` shows everyone; `svc staff add` takes someone on."),
        "returns": say("`svc return list` shows them all."),
        "repairs": say("`svc repair list` shows them all."),
        "parts": say("`svc part list` shows them all."),
        "deliveries": say("`svc delivery list` shows them all."),
        "approvals": say("`svc approval list` shows what waits for whom."),
        "events": say("`svc event list` shows them all."),
        "surveys": say("`svc survey list` shows them all."),
        "messages": say("`svc sms outbox` shows what is in the outbox, with its key."),
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
