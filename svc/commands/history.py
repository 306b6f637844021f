"""`svc history`: who changed what of one record, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, output
from svc.commands.any_ref import id_named, kept_for
from svc.commands.changed import FATES, Unsaid, as_lines, names_if_readable
from svc.commands.options import formats, pass_app
from svc.errors import NoSuchRecord
from svc.i18n import _, say
from svc.store import past as pasts
from svc.store.git import Git

if TYPE_CHECKING:
    from svc.app import App
    from svc.store.past import Entry, Past
    from svc.store.store import Store

KEYS = ("commit", "at", "by", "subject", "changes", "cut")
SHORT = 9


@click.command(
    help=_(
        "Who changed what of a record, and when, from git's past: the oldest first, what is not "
        "committed yet last. REF is an id or a key, a part of one, or a customer's phone, number "
        "or name. What was taken away is named by its whole id. In a shop without git, the "
        "moments that the record's own logs hold."
    )
)
@click.argument("ref", shell_complete=completion.CUSTOMER)
@click.option("--newest-first", is_flag=True, help=_("The last change at the top."))
@click.option(
    "--itself", is_flag=True,
    help=_("Of a file that was merged into another: its own past, not that of the one kept."),
)  # fmt: skip
@formats
@pass_app
def command(app: App, ref: str, newest_first: bool, itself: bool, form: str) -> None:
    """Look in git, else in the record's own logs."""
    store = app.store
    record_id = _meant(store, ref, itself=itself)
    git = Git(store.root)
    tables = pasts.tables_of(record_id)
    now = pasts.on_file(store, record_id, tables)
    past = pasts.past_of(git, record_id, tables) if pasts.is_watched(git) else None
    entries = _entries(past, now)
    if not entries and now is None:
        raise NoSuchRecord(
            say("{id} is not on file, nor in git's past.", id=record_id),
            say("Another branch may have it: `git branch --all`."),
        )
    _warn(past, now, record_id, entries)
    unsaid = Unsaid(store)
    table, last = pasts.table_of(record_id), now or (entries[-1].before if entries else None)
    shown = [
        (
            entry,
            _to_json(entry, unsaid.of(table, entry.changes, (entry.before, entry.after), last)),
        )
        for entry in (reversed(entries) if newest_first else entries)
    ]
    if form == "text":
        _write(store, record_id, now, shown)
    else:
        output.show_list([row for _entry, (row, _text) in shown], {}, form, keys=KEYS)


def _meant(store: Store, ref: str, *, itself: bool) -> str:
    """The id a reference names; of a merged file that of the one kept, which is told."""
    record_id = id_named(store, ref, merged=True)
    kept = None if itself else kept_for(store, record_id)
    if kept is None:
        return record_id
    output.say_on_stderr(
        say(
            "{old} was merged into {kept}, whose past this is. Its own: "
            "`svc history {old} --itself`.",
            old=record_id,
            kept=kept.id,
        )
    )
    return kept.id


def _entries(past: Past | None, now: dict[str, Any] | None) -> list[Entry]:
    if past is None:
        return pasts.own_logs(now or {})
    last = pasts.not_committed(past, now)
    return [*past.entries, *([last] if last else [])]


def _warn(
    past: Past | None, now: dict[str, Any] | None, record_id: str, entries: list[Entry]
) -> None:
    """Say what the past shown leaves out."""
    if past is None:
        output.say_on_stderr(
            say(
                "git does not watch over this shop: only what the record's own logs tell is "
                "shown. git would know every change."
            )
        )
        if not entries:
            output.say_on_stderr(say("{id} keeps no log.", id=record_id))
    elif past.is_shallow:
        output.say_on_stderr(
            say(
                "This clone is shallow: the past is cut, and what seems new at the cut may be "
                "older. `git fetch --unshallow` brings the rest."
            )
        )
    if now is not None and pasts.UNREADABLE in now:
        output.warn(say("The line of {id} cannot be read; `svc check` tells why.", id=record_id))
    if now is None:
        output.say_on_stderr(say("{id} is on file no more.", id=record_id))


def _to_json(entry: Entry, changes: tuple[Any, ...]) -> tuple[dict[str, Any], str]:
    """An entry by the keys of the contract, and its changes as text."""
    row = {
        "commit": entry.commit,
        "at": entry.at,
        "by": entry.by,
        "subject": entry.subject,
        "changes": [change.to_json() for change in changes],
        "cut": entry.is_cut,
    }
    is_new = entry.before is None and (entry.after is not None or entry.commit is None)
    return row, as_lines(changes, is_new=is_new)


def _write(
    store: Store,
    record_id: str,
    now: dict[str, Any] | None,
    shown: list[tuple[Entry, tuple[dict[str, Any], str]]],
) -> None:
    """Whose past it is, then one block an entry: when and who, why, and the fields."""
    customer = record_id if record_id.startswith("C-") else (now or {}).get("customer")
    name = names_if_readable(store, [str(customer)]).get(str(customer)) if customer else None
    blocks = [output.bold(output.safe(f"{record_id} {name}" if name else record_id))]
    for entry, (_row, fields) in shown:
        lines = [output.safe(_head(entry)), fields]
        if entry.subject:
            lines.insert(1, output.dim(output.prose(entry.subject)))
        if entry.is_cut:
            lines.insert(-1, output.dim(output.prose(say("The past before this is cut."))))
        blocks.append("\n".join(lines))
    output.write("\n\n".join(blocks))


def _head(entry: Entry) -> str:
    if entry.commit is None and entry.at is None:
        return _("not committed yet")
    when = (entry.at or "").replace("T", " ")[:16]
    words = (when, entry.by, entry.commit[:SHORT] if entry.commit else None, _fate(entry))
    return "  ".join(word for word in words if word)


def _fate(entry: Entry) -> str | None:
    if entry.commit is None:
        return None
    if entry.before is None:
        return str(FATES["added"])
    return str(FATES["removed"]) if entry.after is None else None
