"""`svc callback done`: what came of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, contact_keys, entry, output
from svc.commands.callback import VERBS
from svc.commands.options import DATE, WordChoice, changes, formats, pass_app, show_changed
from svc.errors import WrongUsage
from svc.i18n import _, say, word
from svc.records.callback import FORWARDS, RESULTS
from svc.rules import noting
from svc.rules.callback import NO_ANSWER, not_wanted, span
from svc.rules.promise import may_be_promised

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App
    from svc.records.callback import Callback
    from svc.rules.callback import Contact


@click.command(help=str(VERBS["done"]))
@click.argument("key", shell_complete=completion.CONTACT)
@click.option(
    "--result", required=True, type=WordChoice(RESULTS), help=_("Whether she could be reached.")
)
@click.option("--satisfied/--unsatisfied", default=None, help=_("Whether she is content."))
@click.option("--text", help=_("What she said."))
@click.option("--question", metavar="TEXT", help=_("A question that could not be answered."))
@click.option(
    "--settle-on",
    type=DATE,
    metavar="DATE",
    help=_("The day agreed with her to answer it: it falls due then."),
)
@click.option(
    "--forward",
    type=WordChoice(FORWARDS),
    help=_("Pass it on to whom it concerns."),
)
@changes
@formats
@pass_app
def command(
    app: App,
    form: str,
    dry_run: bool,
    key: str,
    result: str,
    satisfied: bool | None,
    text: str | None,
    question: str | None,
    settle_on: date | None,
    forward: str | None,
) -> None:
    """S2-037: every contact is on record; done twice, it is the same record."""
    if question and settle_on is None:
        raise WrongUsage(
            say("A question needs a day on which it will be answered."), say("Give --settle-on.")
        )
    if result == NO_ANSWER and satisfied is not None:
        raise WrongUsage(
            say("Nobody answered: nobody said whether she is content."),
            say("Leave --satisfied and --unsatisfied away, or give another --result."),
        )
    policy = app.policy.at(app.today)
    key = contact_keys.key_of_ref(app.store, policy, key, app.today)
    said = {
        "satisfied": satisfied,
        "text": entry.clean(text) or None if text else None,
        "question": entry.clean(question) or None if question else None,
        "settle_on": settle_on,
        "forward": forward,
    }
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.callbacks.peek(key)
        if settle_on is not None and (before is None or before.settle_on != settle_on):
            may_be_promised(settle_on, span(policy, app.today).first, app.today)
        contact = contact_keys.contact_or_line(app.store, policy, key, before)
        first = before or noting.begun(contact)
        made = noting.noted(first, result, said, app.today, app.staff_id)
        if made != before:
            change.put(made)
    warn_of(made, result, app.today)
    warn_of_unwanted(contact, app)
    show_changed(made, form, dry_run=dry_run, before=before)
    if forward:
        post = str(policy["callback.forward"].table().get(forward) or forward)
        output.say_on_stderr(
            say("Passed on to {post}; `svc callback forwarded` lists what waits.", post=word(post))
        )


def warn_of_unwanted(contact: Contact, app: App) -> None:
    """Point out that she wants no contact this way: whoever noted it should know next time."""
    customer = app.store.customers.peek(contact.customer)
    if customer is not None and (told := not_wanted(contact, customer)) is not None:
        output.warn(told)


def warn_of(made: Callback, result: str, today: date) -> None:
    """Warn of a result that came after the contact was made, and of a promise for the past."""
    if made.result != result:
        output.warn(
            say(
                "This was noted on {day} as {result}; that stays.",
                day=made.done_on,
                result=word(made.result),
            )
        )
    if made.settle_on is not None and made.settle_on < today:
        output.warn(say("{day} is over already.", day=made.settle_on))
