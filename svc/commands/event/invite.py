"""`svc event invite`: whom we ask to a gathering, and what they answer."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from svc import completion, entry, fetch, output
from svc.commands.event import VERBS
from svc.commands.event.view import view
from svc.commands.options import WayChoice, WordChoice, changes, formats, pass_app, show_changed
from svc.errors import Refused, WrongUsage
from svc.i18n import _, say
from svc.records.event import ANSWERS
from svc.rules import event as rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from svc.app import App
    from svc.i18n import Sentence
    from svc.records.customer import Customer
    from svc.records.event import Event


@click.command(help=str(VERBS["invite"]))
@click.argument("ref", shell_complete=completion.EVENT)
@click.option(
    "--customer",
    "refs",
    multiple=True,
    metavar="REF",
    shell_complete=completion.CUSTOMER,
    help=_("Whom; may be given more than once."),
)
@click.option(
    "--tier",
    "tiers",
    multiple=True,
    help=_(
        "Everyone of a tier, or of all VIP tiers: vip. Who may not be asked is left out, named."
    ),
)
@click.option("--by", type=WayChoice(rule.WAYS), help=_("How they are asked."))
@click.option("--answer", type=WordChoice(ANSWERS), help=_("What was answered."))
@click.option("--text", help=_("What else was said."))
@changes
@formats
@pass_app
def command(
    app: App, /, *, ref: str, form: str, dry_run: bool, refs: tuple[str, ...],
    tiers: tuple[str, ...], by: str | None, answer: str | None, text: str | None,
) -> None:  # fmt: skip
    """Asked twice is asked once; nobody is asked who wants no advertising."""
    if not refs and not tiers:
        raise WrongUsage(say("Nobody is named."), say("Give --customer or --tier."))
    named = [fetch.customer(app.store, each) for each in refs]
    of_tier = members(app, tiers) if tiers else []
    said = {
        "at": app.at, "by": by, "answer": answer, "staff": app.staff_id,
        "text": (entry.clean(text) or None) if text else None,
    }  # fmt: skip
    event_id = app.store.events.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.events.get(event_id)
        rule.must_be_open(before, say("inviting"))
        event, left_out = asked(before, named, of_tier, said)
        change.put(event)
    shown = None if form == "text" else view(event, app)
    show_changed(event, form, dry_run=dry_run, shown=shown, before=before)
    if form == "text" and answer is None and by in (None, "message"):
        output.say_on_stderr(
            say("This notes whom you ask. To write to them: svc sms render invitation --customer "
                "REF --var event={title}", title=shlex.quote(event.title))
        )  # fmt: skip
    for reason in left_out:
        output.warn(reason)
    if full := rule.too_many(event):
        output.warn(full)


def members(app: App, tiers: Iterable[str]) -> list[Customer]:
    """Everyone of these tiers today, by id; `vip` are all tiers from `tier.vip_from` on (S2-015).

    Raises:
        WrongUsage: there is no such tier.
    """
    from svc.rules.tier import scheme
    from svc.tiers import tiers_of

    policy = app.policy.at(app.today)
    levels = scheme(policy)
    wanted = set()
    for tier in tiers:
        if tier.strip().casefold() == "vip":
            wanted |= {level.key for level in levels.levels if levels.is_vip(level.key)}
        elif level := levels.named(tier):
            wanted.add(level.key)
        else:
            known = ", ".join(["vip", *(level.key for level in levels.levels)])
            raise WrongUsage(
                say("There is no tier {tier!r}.", tier=tier),
                say("Choose one of: {words}.", words=known),
            )
    present = {each.id: each for each in app.store.customers.all() if each.is_present}
    found = tiers_of(app.store, policy, app.today, present)
    return [present[key] for key in sorted(present) if found[key] in wanted]


def asked(
    event: Event,
    named: Iterable[Customer],
    of_tier: Iterable[Customer],
    said: Mapping[str, str | None],
) -> tuple[Event, list[Sentence]]:
    """The gathering with all these invited, and why those of a tier who are not were left out.

    Raises:
        Refused: one who is named wants none; nobody is invited then.
    """
    by, answered = said["by"], said["answer"] is not None
    for customer in named:
        if not customer.is_present:
            raise Refused(
                say("{name} has no file any more.", name=customer.name),
                say("Nobody was invited."),
            )
        objection = rule.objection(customer, by)
        new = rule.row_of(event, customer.id) is None
        if objection is not None and new and not answered:
            raise Refused(
                objection,
                say("Nobody was invited; if she asks to come herself, give --answer yes."),
            )
        event = rule.invited(event, customer.id, said)
    left_out: list[Sentence] = []
    for customer in of_tier:
        if rule.row_of(event, customer.id) is not None and not answered:
            continue
        objection = rule.objection(customer, by)
        if objection is not None and not answered:
            left_out.append(objection)
        else:
            event = rule.invited(event, customer.id, said)
    return event, left_out
