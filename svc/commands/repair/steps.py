"""What the verbs of a repair share: the move is judged, written down and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import entry, fetch
from svc.commands.options import show_changed
from svc.commands.repair.view import view
from svc.frozen import replace
from svc.rules.repair import moved

if TYPE_CHECKING:
    from collections.abc import Callable

    from svc.app import App
    from svc.records.repair import Repair
    from svc.store.change import Change


def text_of(text: str | None) -> str | None:
    """A text as it goes on file; None for nothing. Raises BadInput."""
    return (entry.clean(text) or None) if text else None


def line_of(text: str | None) -> str | None:
    """A text of one line; None for nothing. Raises BadInput."""
    return (entry.one_line(text) or None) if text else None


def staff_of(app: App, ref: str | None) -> str | None:
    """The id of a member of staff; None where none is named."""
    return fetch.staff_member(app.store, ref).id if ref else None


def log_line(
    app: App, state: str, text: str | None, did: str | None = None, verb: str | None = None
) -> dict[str, Any]:
    """A line of a repair's history; what is missing is left out.

    `did` is the verb of a move that left the state as it was; where money or goods go, by which
    till is written down.
    """
    line = {"at": app.at, "state": state, "did": did, "staff": app.staff_id, "text": text}
    if verb in MONEY:
        line["till"] = app.store.till
    return {key: value for key, value in line.items() if value}


MONEY = ("pay", "hand-back", "to-finance")


def _refuse_apart(app: App, repair: Repair) -> None:
    """No money moves while two tills differ about a repair, nor goods: raises Refused."""
    from svc.records.conflict import conflict_id

    if (found := app.store.conflicts.peek(conflict_id(repair.id))) is None:
        return
    from svc.errors import Refused
    from svc.i18n import say
    from svc.rules.conflict import still_open

    if still_open(repair.to_raw(), found):
        raise Refused(
            say("Two tills differ about {id}.", id=repair.id),
            say("`svc resolve {id}` shows both; --keep or --take chooses.", id=repair.id),
        )


def step(
    app: App,
    ref: str,
    verb: str,
    edit: Callable[[Repair, Change], Repair],
    form: str,
    *,
    dry_run: bool,
    text: str | None = None,
) -> Repair:
    """Make one move of a repair; `edit` changes what the move changes beside its state.

    Raises:
        Refused: its state does not allow the move, `edit` refuses, or two tills differ about it.
        BadInput: something was noted of it on a later day.
    """
    repair_id = app.store.repairs.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.repairs.get(repair_id)
        if verb in MONEY:
            _refuse_apart(app, before)
        state = moved(before, verb, app.today)
        after = edit(before, change)
        line = log_line(app, state, text, verb if state == before.state else None, verb)
        after = replace(after, state=state, history=(*after.history, line))
        change.put(after)
    shown = None if form == "text" else view(after, app)
    show_changed(after, form, dry_run=dry_run, shown=shown, before=before)
    return after
