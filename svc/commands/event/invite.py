"""`svc event invite`: whom we ask to a gathering, and what they answer."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from svc import completion, entry, output
from svc.commands.event import VERBS
from svc.commands.event.step import guests, step
from svc.commands.options import WayChoice, WordChoice, changes, formats, pass_app
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
    named = guests(app, refs, say("Nobody was invited."))
    of_tier = members(app, tiers) if tiers else []
    said = {
        "at": app.at, "by": by, "answer": answer, "staff": app.staff_id,
        "text": (entry.clean(text) or None) if text else None,
    }  # fmt: skip
    left_out: list[Sentence] = []
    known: set[str] = set()

    def inviting(before: Event) -> Event:
        rule.must_be_open(before, say("inviting"))
        known.update(str(row.get("customer")) for row in before.invited)
        event, reasons = asked(before, named, of_tier, said)
        left_out.extend(reasons)
        return event

    event = step(app, ref, inviting, form, dry_run=dry_run)
    if form == "text" and answer is None and by in (None, "message"):
        output.say_on_stderr(
            say("This notes whom you ask. To write to them: svc sms render invitation --customer "
                "REF {words}", words=words_of(app, event))
        )  # fmt: skip
    rows = {row.get("customer") for row in event.invited} - known
    if answer is None and (new := [each for each in of_tier if each.id in rows]):
        output.say_on_stderr(reachable(new))
    for reason in left_out:
        output.warn(reason)
    if full := rule.too_many(event):
        output.warn(full)


def reachable(asked: Iterable[Customer]) -> Sentence:
    """How many of those asked may be written to; an invitation by message needs her consent."""
    may_write = [rule.objection(each, "message") is None for each in asked]
    return say(
        "Newly asked: {n}. {written} may be written to, {others} only phoned or asked in person.",
        n=len(may_write), written=sum(may_write), others=may_write.count(False),
    )  # fmt: skip


def words_of(app: App, event: Event) -> str:
    """What the template of an invitation is told of a gathering, as options for a shell."""
    from svc.messages.facts import day_in_words
    from svc.plan import language_of

    day = day_in_words(event.on, language_of(app))
    told = {"event": event.title, "time": f"{day} {event.time or ''}", "place": event.place or ""}
    return " ".join(
        f"--var {name}={shlex.quote(text.strip())}" for name, text in told.items() if text
    )


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
