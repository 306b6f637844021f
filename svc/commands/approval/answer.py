"""What `approve` and `reject` share: the answer goes on file, and the case goes on."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from svc import approvals, entry
from svc.commands.options import show_changed

if TYPE_CHECKING:
    from svc.app import App

MOVED_ON = {"R": "svc.returns", "K": "svc.complaints"}
"""By the letter of a case: the module whose `decided(change, app, approval)` lets it go on."""


def answered(
    app: App, ref: str, form: str, *, dry_run: bool, text: str | None, approve: bool
) -> None:
    """Put the answer on file.

    Raises:
        Refused: it is settled already, or not for this post to settle.
    """
    said = (entry.clean(text) or None) if text else None
    approval_id = app.store.approvals.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.approvals.get(approval_id)
        settled = approvals.settle(change, app, before, approve=approve, answer=said)
        if module := MOVED_ON.get(before.about[:1]):
            import_module(module).decided(change, app, settled)
    show_changed(settled, form, dry_run=dry_run, before=before)
