"""What a calendar should show: calls, birthdays, deliveries, time limits, gatherings.

`svc ics` asks here. A feed often lies in a cloud: phone numbers and addresses come along only
where they are asked for; what looks like a phone number is taken out of whatever somebody typed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from svc import due
from svc.frozen import Frozen
from svc.i18n import _, say
from svc.papers.ics import Entry
from svc.rules import callback as rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from svc.app import App
    from svc.i18n import Sentence
    from svc.records.customer import Addressee, Customer
    from svc.rules.callback import Contact, Span

_NUMBER = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2}(?!\d))|(?<![0-9A-Za-z-])\+?\(?\d(?:[ ()-]{0,2}\d){6,}"
)
HIDDEN = "…"


class Asked(Frozen):
    """What is asked for: the days, the kinds, whose, and whether with phones and addresses."""

    on: date
    span: Span
    kinds: frozenset[str]
    owner: str | None = None
    phones: bool = False

    def text(self, value: object) -> str:
        """A text as the feed may show it: what looks like a phone number is left out."""
        return str(value) if self.phones else without_numbers(str(value))

    def name(self, customer: Customer | Addressee | None, customer_id: str) -> str:
        """What a customer is called; her id where a number is all her name, or she is gone."""
        if customer is None or not customer.is_present:
            return customer_id
        shown = self.text(customer.name)
        return customer_id if shown in {HIDDEN, customer.phone} else shown

    def is_for(self, *people: str | None) -> bool:
        """Whether it is for whom we ask; everything is where nobody is named."""
        return self.owner is None or self.owner in people


def without_numbers(text: str) -> str:
    """A text without what looks like a phone number; days and ids stay."""
    return _NUMBER.sub(lambda match: match["day"] or HIDDEN, text)


def entries(
    app: App, on: date, within: int, kinds: tuple[str, ...] = (), owner: str | None = None, *,
    phones: bool = False,
) -> list[Entry]:  # fmt: skip
    """What is due from the callbacks' lapse before a day until so many days after it.

    Raises:
        BadPolicy: the policy cannot be read.
    """
    asked = Asked(
        on=on, span=rule.span(app.policy.at(on), on, within), kinds=frozenset(kinds or KINDS),
        owner=owner, phones=phones,
    )  # fmt: skip
    found = list(_contacts(app, asked))
    for kind, of_kind in OTHERS.items():
        if kind in asked.kinds:
            found += of_kind(app, asked)
    return found


SUMMARIES = {
    "birthday": say("Birthday: {name}"),
    "appointment": say("Answer promised: {name}"),
}
"""What stands in a calendar for a contact; of the other kinds it is a callback."""


def _contacts(app: App, asked: Asked) -> Iterator[Entry]:
    kinds = [kind for kind in rule.KINDS if kind in asked.kinds]
    if not kinds:
        return
    found = due.open_contacts(app.store, app.policy.at(asked.on), asked.span, kinds)
    people = _people(app)
    left = due.left_by(app.store, asked.on)
    for contact, customer, _made in found:
        assignee = contact.assigned(customer.owner if customer else None, left)
        if asked.is_for(assignee):
            yield _contact(contact, customer, asked, people.get(assignee or ""))


def _contact(
    contact: Contact, customer: Addressee | Customer | None, asked: Asked, assignee: str | None
) -> Entry:
    kind = rule.kind_word(contact.kind)
    summary = SUMMARIES.get(contact.kind, say("Callback ({kind}): {name}"))
    lines = [f"{_('by')}: {_(contact.channel)}"]
    if contact.kind != "birthday":  # its reason tells the year she was born in
        lines.insert(0, asked.text(contact.why))
    return Entry(
        key=contact.key,
        category=kind,
        day=contact.due,
        summary=_filled(summary, kind=kind, name=asked.name(customer, contact.customer)),
        lines=(
            *lines,
            *_phone(asked, customer.phone if customer else None),
            *([f"{_('assignee')}: {assignee}"] if assignee else []),
            f"svc callback done {contact.key} --result reached",
        ),
    )


def _deliveries(app: App, asked: Asked) -> Iterator[Entry]:
    store = app.store
    found = [
        each
        for each in store.deliveries.may_hold("open", ["open"])
        if each.is_open and asked.span.holds(each.planned_on)
    ]
    customers = store.customers.many(each.customer for each in found)
    people = _people(app)
    for each in found:
        if not asked.is_for(each.driver, each.fitter, each.staff):
            continue
        what = (
            say("Delivery and installation: {name}") if each.install else say("Delivery: {name}")
        )
        start, _dash, end = (each.window or "").partition("-")
        name = asked.name(customers.get(each.customer), each.customer)
        who = [people.get(one, one) for one in (each.driver, each.fitter) if one]
        yield Entry(
            key=f"delivery.{each.id}",
            category=_("delivery"),
            day=each.planned_on,
            start=start or None,
            end=end or None,
            summary=_filled(what, name=name),
            place=each.address if asked.phones else None,
            lines=(
                *([", ".join(dict.fromkeys(who))] if who else []),
                *_phone(asked, each.phone),
                f"svc delivery show {each.id}",
            ),
        )


TARGETS = {
    "acknowledge": say("Complaint, to be acknowledged by now: {name}"),
    "plan": say("Complaint, plan due: {name}"),
    "resolve": say("Complaint, to be settled by now: {name}"),
}


def _deadlines(app: App, asked: Asked) -> Iterator[Entry]:
    """The time limits of open complaints that are not met; of those that wait none."""
    from svc.rules.deadlines import deadlines

    store = app.store
    found = [each for each in store.complaints.may_hold("open", ["open"]) if each.is_open]
    customers = store.customers.many(each.customer for each in found)
    now = app.at if asked.on == app.today else asked.on
    for complaint in found:
        if not asked.is_for(complaint.assigned_to or complaint.staff):
            continue
        name = asked.name(customers.get(complaint.customer), complaint.customer)
        for target, deadline in deadlines(complaint, app.policy, now).items():
            if deadline.met_at or deadline.paused or not asked.span.holds(deadline.due):
                continue
            yield Entry(
                key=f"{target}.{complaint.id}",
                category=_("deadline"),
                day=deadline.due,
                start=f"{deadline.due_at:%H:%M}",
                summary=_filled(TARGETS[target], name=name),
                lines=(
                    f"{_('category')}: {_(complaint.category)}",
                    f"svc complaint show {complaint.id}",
                ),
            )


def _events(app: App, asked: Asked) -> Iterator[Entry]:
    """Gatherings, everybody's; also those called off, so that a phone strikes them out."""
    from svc.rules.event import counts, theme_key, themes

    known = themes(app.policy.at(asked.on))
    for event in app.store.events.where_between("on", asked.span.first, asked.span.last):
        if event.state == "held":
            continue
        start, _dash, end = (event.time or "").partition("-")
        asked_, accepted = counts(event)["asked"], counts(event)["accepted"]
        theme = known.get(theme_key(event.theme, known))
        yield Entry(
            key=f"event.{event.id}",
            category=_("event"),
            day=event.on,
            start=start or None,
            end=end or None,
            summary=asked.text(event.title),
            place=event.place and asked.text(event.place),
            cancelled=event.state == "cancelled",
            lines=(
                f"{_('theme')}: {theme.name if theme else event.theme}",
                str(say("{asked} asked, {accepted} said yes", asked=asked_, accepted=accepted)),
                *([asked.text(event.text)] if event.text else []),
                f"svc event show {event.id}",
            ),
        )


OTHERS: Mapping[str, Callable[[App, Asked], Iterator[Entry]]] = {
    "delivery": _deliveries,
    "deadline": _deadlines,
    "event": _events,
}
KINDS = (*rule.KINDS, *OTHERS)
"""What a feed holds: the kinds of contacts, and what else has a day."""


def _people(app: App) -> dict[str, str]:
    return {member.id: member.name for member in app.store.staff.all()}


def _phone(asked: Asked, phone: str | None) -> list[str]:
    return [f"{_('phone')}: {phone}"] if asked.phones and phone else []


def _filled(sentence: Sentence, **values: Any) -> str:
    return str(say(sentence.msgid, **values))
