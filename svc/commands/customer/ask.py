"""`svc customer ask`: what to learn next of a customer, and how to put it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, entry, fetch, output
from svc.commands.customer import VERBS
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.errors import Refused, WrongUsage
from svc.frozen import replace
from svc.i18n import _, labelled, listed, say, word
from svc.rules.completeness import completeness, known_fields, wanted
from svc.rules.profile import asking, declining, stages
from svc.rules.questions import questions
from svc.store.ids import day_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from svc.app import App
    from svc.records.customer import Customer
    from svc.rules.profile import Asking

TESTS = {
    "trivial": say("Is it trivial? Leave it out."),
    "avoided": say("Would you dodge it yourself? Put it otherwise, or not at all."),
    "aim": say("Does the answer serve what it is asked for?"),
}
"""What staff look at when they try the questions on each other (S2-019)."""
OPTIONS = {"name": "--name …", "phone": "--phone …", "birthday": "--birthday …"}


@click.command(help=str(VERBS["ask"]))
@click.argument("ref", required=False, shell_complete=completion.CUSTOMER)
@click.option(
    "--declined",
    multiple=True,
    metavar="FIELD",
    help=_("What the customer would rather not say; it is not asked again for a while."),
)
@click.option(
    "--rehearse",
    is_flag=True,
    help=_("All questions, to be tried on each other before any customer hears them."),
)
@changes
@formats
@pass_app
def command(
    app: App,
    ref: str | None,
    form: str,
    dry_run: bool,
    declined: Sequence[str],
    rehearse: bool,
) -> None:
    """S2-008 to S2-014: stage by stage, kindly, for her own sake."""
    if rehearse:
        if ref is not None or declined:
            raise WrongUsage(say("--rehearse is of no one customer."), say("Give it alone."))
        rehearsal(app, form)
        return
    if ref is None:
        raise WrongUsage(say("Whom?"), say("Name a customer; --rehearse shows all questions."))
    customer = fetch.customer(app.store, ref)
    if not declined:
        shown, asked = answer(app, customer)
        output.show_record(shown, form, lambda: as_text(shown, asked, customer))
        return
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.customers.get(customer.id)
        named = [entry.own_name(entry.field_called(field.strip())) for field in declined]
        after = replace(before, declined=declining(before, named, app.policy.at(app.today)))
        if after != before:
            change.put(after)
    shown, _asked = answer(app, after)
    show_changed(after, form, dry_run=dry_run, shown=shown, before=before)


def answer(app: App, customer: Customer) -> tuple[dict[str, Any], Asking]:
    """What to ask her, as a record and as the rule gives it; raises Refused for no customer."""
    if not customer.is_present:
        raise Refused(
            say("{id} is no longer a customer's file: there is nobody to ask.", id=customer.id),
            say("`svc customer show {id}` says what became of it.", id=customer.id),
        )
    policy = app.policy.at(app.today)
    bought = app.store.purchases.where("customer", customer.id)
    known = known_fields(customer, bought)
    asked = asking(known, customer.declined, day_of(customer.id), policy)
    soft = {n: customer.profile[n] for n in wanted(policy).soft if n in known}
    shown = {
        "customer": customer.id,
        "name": customer.name,
        **asked.to_json(),
        "known": soft,
        "completeness": completeness(customer, bought, policy).to_json(),
    }
    return shown, asked


def as_text(shown: Mapping[str, Any], asked: Asking, customer: Customer) -> str:
    """What to ask, for the assistant's eye just before."""
    lines = [output.safe(f"{customer.name} ({customer.id})"), *_stage(asked), ""]
    for each in asked.ask:
        lines += [output.prose(labelled(word(each.field), _quoted(each.say)))]
        lines += [output.prose(each.why, "  ")]
    if asked.ask:
        lines += _around(asked, customer.id)
    elif asked.waits_until is not None:
        lines.append(_("Enough for today; go on from {day}.").format(day=asked.waits_until))
    else:
        lines.append(_("Nothing left to ask."))
    lines += [output.prose(labelled(*each)) for each in _more(shown, asked) if each[1]]
    parting = _("At parting")
    lines += ["", output.prose(labelled(parting, asked.parting))]
    lines += [output.prose(f"! {taboo}") for taboo in asked.taboos]
    return "\n".join(lines)


def _around(asked: Asking, customer_id: str) -> list[str]:
    """What goes with the questions: purpose and promise, and how to put down what she says."""
    first = asked.ask[0].field
    setting = OPTIONS.get(first, f"--set {first}=…")
    told = [
        (_("Say first"), f"{_quoted(asked.purpose)} {_quoted(asked.promise)}"),
        (_("Told"), f"svc customer edit {customer_id} {setting}"),
        (_("Rather not told"), f"svc customer ask {customer_id} --declined {first}"),
    ]
    if asked.stage is not None and asked.stage.tells_of_tiers:
        told.append((_("The tiers may be worth a word"), "svc tier rules"))
    return ["", *(output.prose(labelled(label, text)) for label, text in told)]


def _stage(asked: Asking) -> list[str]:
    if asked.stage is None:
        return []
    told = _("Stage {nth} of {stages}: {title}")
    return [told.format(nth=asked.nth, stages=asked.stages, title=asked.stage.title)]


def _more(shown: Mapping[str, Any], asked: Asking) -> list[tuple[str, str]]:
    """What else she may be met with: what is known of her, what comes later, what is let be."""
    rests = (f"{word(each.field)} ({each.again_on})" for each in asked.declined)
    return [
        (_("Known already"), listed(f"{word(n)} {v}" for n, v in shown["known"].items())),
        (_("Later"), listed(map(word, asked.later))),
        (_("Not before"), listed(rests)),
        (_("Never asked, but noted"), listed(map(word, asked.noted))),
        (_("File complete"), f"{round(float(shown['completeness']['score']) * 100)} %"),
    ]


def _quoted(text: str) -> str:
    return f"“{text}”"


def rehearsal(app: App, form: str) -> None:
    """Every question of every stage, and what to look at when trying them (S2-019)."""
    policy = app.policy.at(app.today)
    rows = [
        {"stage": stage.key, **question.to_json()}
        for stage in stages(policy)
        for question in questions(stage.fields, policy)
    ]
    if form != "text":
        output.show_record({"ask": rows, "tests": {k: str(t) for k, t in TESTS.items()}}, form)
        return
    for row in rows:
        output.write(output.prose(labelled(word(row["field"]), _quoted(row["say"]))))
        output.write(output.prose(row["why"], "  "))
    output.write("\n".join(["", *map(output.prose, TESTS.values())]))
