"""`svc return sign`: what the return slip still lacks is noted (S3-032 to S3-034)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion
from svc.commands.options import WordChoice, changes, formats, pass_app, show_changed
from svc.commands.return_ import VERBS
from svc.commands.return_.slip import normal, slip_options
from svc.commands.return_.view import view
from svc.errors import Refused, WrongUsage
from svc.frozen import replace
from svc.i18n import _, say
from svc.rules.return_ import REPAID_BY

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["sign"]))
@click.argument("ref", shell_complete=completion.RETURN)
@click.option("--defect", metavar="TEXT", help=_("What is wrong with the piece."))
@click.option("--paid-by", type=WordChoice(REPAID_BY), help=_("How the money changed hands."))
@slip_options
@changes
@formats
@pass_app
def command(
    app: App,
    /,
    *,
    ref: str,
    form: str,
    dry_run: bool,
    signed: bool,
    paid_by: str | None,
    **given: Any,
) -> None:
    """S3-034: before or after the money went back, but not on a return that was refused."""
    noted = {name: value for name, value in normal(app, given).items() if value}
    if signed:
        noted["signed"] = True
    if paid_by:
        noted["paid_by"] = paid_by
    if not noted:
        raise WrongUsage(
            say("Say what is noted."),
            say("Give --signed, --phone, --receipt, --invoice, --defect or --paid-by."),
        )
    return_id = app.store.returns.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.returns.get(return_id)
        if before.state == "rejected":
            raise Refused(say("{id} was refused: it has no slip.", id=before.id))
        if paid_by and before.state != "settled":
            raise Refused(
                say("{id} is not settled: no money has gone back yet.", id=before.id),
                say("`svc return settle {id} --paid-by …` notes it then.", id=before.id),
            )
        after = replace(before, **noted)
        change.put(after)
        shown = view(after, app)
    show_changed(after, form, dry_run=dry_run, shown=shown, before=before)
