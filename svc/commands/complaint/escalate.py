"""`svc complaint escalate`: a complaint goes up the ladder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import approvals, completion, output
from svc.commands.complaint import VERBS
from svc.commands.complaint.view import said_or_none, view
from svc.commands.options import WordChoice, changes, formats, pass_app, show_changed
from svc.frozen import replace
from svc.i18n import _, say
from svc.rules import complaint as rule
from svc.rules.answer import POSTS, Citations
from svc.rules.authority import POST_NAMES
from svc.rules.escalation import next_post

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["escalate"]))
@click.argument("ref", shell_complete=completion.COMPLAINT)
@click.option("--to", "wanted", type=WordChoice(POSTS), help=_("The post; else the next one up."))
@click.option("--text", help=_("Why, and what is asked."))
@changes
@formats
@pass_app
def command(
    app: App, ref: str, form: str, dry_run: bool, wanted: str | None, text: str | None
) -> None:
    """S3-026, S3-027: first the shop manager, then the regional manager, then the company."""
    said = said_or_none(text)
    complaint_id = app.store.complaints.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.complaints.get(complaint_id)
        if not before.is_open:
            raise rule.forbidden(before)
        cited = Citations(app.policy.at(app.today))
        at = before.post if before.post in POSTS else approvals.acting(app).highest
        post = next_post(before, at, cited, wanted)
        after = rule.noted(before, app.at, app.staff_id, post=post, text=said)
        complaint = replace(after, post=post)
        change.put(complaint)
        approvals.report(
            change, app, about=complaint.id, post=post, what="complaint",
            text=said or complaint.text, rules=cited.policy_ids,
        )  # fmt: skip
    if not dry_run:
        output.say_on_stderr(
            say("{id} is with {post} now.", id=complaint.id, post=POST_NAMES[post])
        )
    show_changed(complaint, form, dry_run=dry_run, shown=view(complaint, app), before=before)
