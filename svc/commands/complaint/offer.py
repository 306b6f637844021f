"""`svc complaint offer`: what the customer was offered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import complaints, completion, entry, output
from svc.commands.complaint import VERBS
from svc.commands.complaint.asked import asked_about, fact_options
from svc.commands.complaint.view import said_or_none, view
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.rules import complaint as rule
from svc.rules.advice import advise, offer_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App
    from svc.i18n import Sentence
    from svc.records.approval import Approval
    from svc.records.complaint import Complaint
    from svc.rules.offers import Ladder, Rung


@click.command(help=str(VERBS["offer"]))
@click.argument("ref", shell_complete=completion.COMPLAINT)
@click.argument("offer", required=False)
@click.option("--text", help=_("The offer in words."))
@click.option("--taken/--declined", default=None, help=_("Whether she took it."))
@fact_options
@changes
@formats
@pass_app
def command(
    app: App,
    /,
    ref: str,
    form: str,
    dry_run: bool,
    offer: str | None,
    text: str | None,
    taken: bool | None,
    **facts: Any,
) -> None:
    """S2-051, S2-053, X-09: each offer is noted, and what came of it; some have to be granted."""
    said = said_or_none(text)
    key = (entry.one_line(offer) or None) if offer else None
    if said is None and key is None:
        raise WrongUsage(
            say("What was offered is missing."),
            say("Give the offer's key, as `svc complaint advise` names it, or --text."),
        )
    complaint_id = app.store.complaints.find(ref).id
    doubts: list[Sentence] = []
    waits: list[Approval] = []
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.complaints.get(complaint_id)
        complaint = rule.offered(before, app.at, app.staff_id, offer=key, text=said, taken=taken)
        if key is not None:
            ladder, rung, doubts = _rung(app, before, key, facts)
            if taken and rung is not None:
                complaint, waits = complaints.ask_for(
                    change, app, complaint, rung, ladder.name, said
                )
        change.put(complaint)
    for doubt in doubts:
        output.warn(doubt)
    show_changed(complaint, form, dry_run=dry_run, shown=view(complaint, app), before=before)
    if waits and not dry_run:
        raise complaints.waits_for(complaint, waits)


def _rung(
    app: App, complaint: Complaint, key: str, facts: dict[str, Any]
) -> tuple[Ladder, Rung | None, list[Sentence]]:
    """The rung of this case's ladder that is offered, and what is doubtful about it (S2-051)."""
    asked = asked_about(app, complaint, **facts)
    advice = advise(asked, app.policy)
    rung = next((each for each in advice.offers.rungs if each.key == key), None)
    if rung is not None:
        if rung.allowed:
            return advice.offers, rung, []
        doubt = say("{offer} is for old customers, and she is none yet.", offer=key)
        return advice.offers, rung, [doubt]
    known = offer_keys(asked, advice, app.policy)
    return advice.offers, None, [_no_rung(complaint, key, known)]


def _no_rung(complaint: Complaint, key: str, known: Sequence[str]) -> Sentence:
    """What to say of an offer that is no rung of this case's ladder."""
    if key in known:
        return say(
            "By what is known, {offer} is not due in this case: "
            "`svc complaint advise {id}` shows what is.",
            offer=key,
            id=complaint.id,
        )
    from difflib import get_close_matches

    if near := get_close_matches(key, known, n=2, cutoff=0.5):
        return say(
            "{offer!r} is none of the offers for this case. Did you mean {names}?",
            offer=key,
            names=", ".join(near),
        )
    return say(
        "{offer!r} is none of the offers for this case: {names}.",
        offer=key,
        names=", ".join(known),
    )
