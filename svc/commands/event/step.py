"""What the commands share that change a gathering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc import fetch, output
from svc.commands.event.view import view
from svc.commands.options import show_changed
from svc.errors import Refused
from svc.i18n import Sentence, say
from svc.rules.event_edit import to_tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from svc.app import App
    from svc.records.customer import Customer
    from svc.records.event import Event


def guests(app: App, refs: Iterable[str], nothing: Sentence) -> list[Customer]:
    """The customers these name; `nothing` tells what was not done where one is gone.

    Raises:
        NotFound: nobody is named so, or several are.
        Refused: her file was merged away or erased.
    """
    found = [fetch.customer(app.store, each) for each in refs]
    for customer in found:
        if not customer.is_present:
            raise Refused(say("{name} has no file any more.", name=customer.name), nothing)
    return found


def step(app: App, ref: str, move: Callable[[Event], Event], form: str, *, dry_run: bool) -> Event:
    """Make one change of a gathering, print it, and say how many are to be told; the gathering.

    Raises:
        NotFound: there is no such gathering, or several.
        SvcError: whatever `move` raises; nothing is changed then.
    """
    event_id = app.store.events.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.events.get(event_id)
        event = move(before)
        if event != before:
            change.put(event)
    shown = None if form == "text" else view(event, app)
    show_changed(event, form, dry_run=dry_run, shown=shown, before=before)
    if waiting := to_tell(before, event):
        output.warn(say("{n} of those invited may be coming: tell them.", n=waiting))
    return event
