"""`svc return reject`: a return is refused, or taken back before it is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, output, returns
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.commands.return_ import VERBS
from svc.commands.return_.view import view
from svc.i18n import _, say

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["reject"]))
@click.argument("ref", shell_complete=completion.RETURN)
@click.option("--text", help=_("Why; it goes on file."))
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, dry_run: bool, text: str | None) -> None:
    """X-09: only a post that covers it; its pieces may be returned another time."""
    why = (entry.clean(text) or None) if text else None
    return_id = app.store.returns.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.returns.get(return_id)
        after = returns.reject(change, app, before, why)
        shown = view(after, app)
    show_changed(after, form, dry_run=dry_run, shown=shown, before=before)
    if why is None and not dry_run:
        output.warn(say("Nobody will know why: give --text another time."))
