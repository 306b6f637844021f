"""`svc complaint advise`: what to do, who decides, what to offer next, what not to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, i18n, output
from svc.commands.complaint import VERBS
from svc.commands.complaint.asked import asked_about, fact_options
from svc.commands.complaint.text import deadline_of
from svc.commands.options import formats, of_customer, pass_app
from svc.commands.recipient import facts_of
from svc.i18n import _
from svc.messages.known import as_raw
from svc.output import bold, pairs, prose
from svc.records.customer import Customer
from svc.rules.advice import Advice, advise
from svc.rules.authority import POST_NAMES, said
from svc.rules.deadlines import deadlines
from svc.rules.routes import DEPARTMENT_NAMES, TYPE_NAMES, InOrder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.app import App
    from svc.rules.deadlines import Deadline
    from svc.rules.offers import Rung
    from svc.rules.remedies import Asked


@click.command(help=str(VERBS["advise"]))
@click.argument("ref", shell_complete=completion.COMPLAINT)
@fact_options
@formats
@pass_app
def command(app: App, /, ref: str, form: str, **facts: Any) -> None:
    """As of the day it was logged."""
    complaint = app.store.complaints.find(ref)
    asked = asked_about(app, complaint, **facts)
    advice = advise(asked, app.policy)
    script = _script(app, advice, asked)
    targets = deadlines(complaint, app.policy, app.at)
    shown = advice.to_json({name: each.to_json() for name, each in targets.items()}, script)
    output.show_record(shown, form, lambda: as_text(app, advice, shown, targets))


def _script(app: App, advice: Advice, asked: Asked) -> str:
    """What to say to her, in the six steps' order, with her name and the goods' (S3-010)."""
    from svc.messages.render import Wording
    from svc.messages.templates import names, template

    row, store = advice.taken.row, app.store.root
    known = names("script", store)
    wanted = (row.script, row.quoted or "", row.category, "other")
    name = next(each for each in wanted if each in known)
    found = template(name, channel="script", language=i18n.spoken(), store=store)
    given = {"item": _goods(asked), "offer": _offered(advice.offers.next)}
    wording = Wording(found, {key: text for key, text in given.items() if key in found.defaults})
    customer = app.store.customers.peek(asked.complaint.customer)
    whom = customer or Customer(id=asked.complaint.customer, name="")
    (facts,) = facts_of(app, [as_raw(whom)], wording.asks, i18n.spoken())
    return wording.text(facts)


def _goods(asked: Asked) -> str:
    """The name of what it is about, where it is one thing; else the template's own word."""
    goods = asked.case.goods if asked.case else ()
    return (goods[0].name or "") if len(goods) == 1 else ""


def _offered(rung: Rung | None) -> str:
    return "" if rung is None else str(rung.text)


def as_text(
    app: App, advice: Advice, shown: dict[str, Any], targets: Mapping[str, Deadline]
) -> str:
    """The advice as a clerk wants it: what to do, who decides, what to offer, say and avoid."""
    lines = [
        *(bold(prose(str(each.text))) for each in advice.remedies[:1]),
        *(prose(str(each.text), "  ") for each in advice.remedies[1:]),
        pairs(row for row in _facts(app, advice, shown, targets) if row[1] not in (None, "", [])),
    ]
    if advice.principles:
        lines += ["", _("In any case"), *(prose(str(each), "  ") for each in advice.principles)]
    lines += ["", _("Offer, one after the other"), *_ladder(advice)]
    lines += ["", _("Say"), *(prose(line, "  ") for line in str(shown["script"]).split("\n"))]
    lines += ["", *_avoid(advice)]
    lines += ["", _("Why"), *(prose(each, "  ") for each in advice.explanation)]
    lines.append(prose(_("Sources: {rules}").format(rules=", ".join(advice.grounds)), "  "))
    if advice.warnings:
        lines += ["", _("Mind"), *(prose(each, "  ") for each in advice.warnings)]
    if advice.taken.choices and advice.taken.doubt:
        lines += ["", _("Possible causes (--cause)")]
        lines.append(pairs((f"  {each.cause}", each.text) for each in advice.taken.choices))
    return "\n".join(lines)


def _avoid(advice: Advice) -> list[str]:
    """What not to say of this, then what never to do, and the principles worth a line."""
    brief = [str(each["text"]) for each in advice.mind if each["brief"]]
    return [
        _("Never"),
        *(prose(f"× {each['text']}", "  ") for each in advice.taboos),
        "",
        _("Bear in mind"),
        *(prose(text, "  ") for text in brief),
    ]


def _facts(
    app: App, advice: Advice, shown: dict[str, Any], targets: Mapping[str, Deadline]
) -> list[tuple[str, Any]]:
    """What it costs, who decides, where it goes, and by when."""
    complaint, first = advice.complaint, advice.remedies[0]
    urgent = str(InOrder(advice.told, POST_NAMES)) if advice.told else None
    upcoming = next((each["name"] for each in shown["steps"] if each["next"]), None)
    rows: list[tuple[str, Any]] = [
        (_("Customer"), of_customer(complaint.customer, app.store)),
        (_("She says"), complaint.text),
        (_("Taken as"), f"{_(complaint.category)} · {advice.taken.row.text}"),
        (_("Type"), TYPE_NAMES[advice.type]),
        (
            _("Money back"),
            _("{amount} yuan").format(amount=first.refund) if first.refund else None,
        ),
        (_("Fee"), _("{amount} yuan").format(amount=first.fee) if first.fee else None),
        (_("Who decides"), said(advice.authority)),
        (_("Goes up"), InOrder(advice.up, POST_NAMES) if len(advice.up) > 1 else None),
        (_("Tell at once"), urgent),
        (_("Passed on to"), InOrder(advice.route, DEPARTMENT_NAMES)),
        (_("Next step"), upcoming),
    ]
    for name, target in targets.items():
        rows.append((_(f"{name} by"), deadline_of(target, complaint)))
    return rows


def _ladder(advice: Advice) -> list[str]:
    """The rungs, what became of each, and a sign before the next one."""
    following = advice.offers.next
    rows = [
        (f"{'→' if rung is following else ' '} {place} {rung.key}", f"{rung.text}{_remarks(rung)}")
        for place, rung in enumerate(advice.offers.rungs, start=1)
    ]
    lines = [pairs(rows)]
    if following is None and advice.offers.rungs:
        taken = any(rung.taken for rung in advice.offers.rungs)
        end = _("She took an offer.") if taken else _("Nothing is left to offer: pass it up.")
        lines.append(prose(end, "  "))
    return lines


def _remarks(rung: Rung) -> str:
    """What is to be known of a rung, in brackets."""
    remarks: list[object] = []
    if rung.amount is not None:
        remarks.append(_("{amount} yuan").format(amount=rung.amount))
    if rung.refused:
        remarks.append(_("not granted"))
    elif rung.taken:
        remarks.append(_("taken"))
    elif rung.done:
        remarks.append(_("offered"))
    if rung.limit is not None:
        remarks.append(str(rung.limit).rstrip("。."))
    if rung.old_customer_only:
        remarks.append(_("old customers only"))
    if rung.authority is not None:
        remarks.append(str(said(rung.authority)).rstrip("。."))
    return f"  [{'; '.join(map(str, remarks))}]" if remarks else ""
