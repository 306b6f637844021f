"""Which contacts fall due: after a purchase, an installation, a settled complaint; as agreed.

A contact's key is made from its cause alone (`purchase.P-261122-7KQ3MX`), so every till and every
run gives the same one, whatever the days of the schedule are changed to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from svc.i18n import Sentence, say

if TYPE_CHECKING:
    from svc.policy import DatedPolicy
    from svc.records.callback import Callback
    from svc.records.complaint import Complaint
    from svc.records.customer import Customer
    from svc.records.purchase import Purchase
    from svc.rules.birthday import Window

KINDS = ("purchase", "installation", "complaint", "appointment", "birthday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact that falls due: with whom, when, about what, by whom, and why."""

    key: str
    kind: str
    customer: str
    due: date
    channel: str
    about: str
    why: Sentence
    assignee: str | None = None

    def to_json(self, on: date, customer: Customer | None, tries: int = 0) -> dict[str, Any]:
        """The keys of the contract, as of a day; `tries` counts calls nobody answered."""
        return {
            "key": self.key,
            "kind": self.kind,
            "customer": self.customer,
            "name": customer.name if customer else None,
            "phone": customer.phone if customer else None,
            "due": self.due.isoformat(),
            "days_overdue": max((on - self.due).days, 0),
            "channel": self.channel,
            "assignee": self.assignee or (customer.owner if customer else None),
            "about": self.about,
            "why": str(self.why),
            "tries": tries,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of the schedule: so many days after a kind of cause, by some channel."""

    key: str
    kind: str
    after: int
    channel: str

    def key_of(self, cause: str) -> str:
        """The key of the contact this step makes of a cause."""
        return f"{self.key}.{cause}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days on which a contact must fall due to be shown: both ends included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether a day is among them."""
        return self.first <= day <= self.last

    def before(self, days: int) -> Span:
        """The span of causes whose contacts fall due so many days later."""
        return Span(first=back(self.first, days), last=back(self.last, days))


def back(day: date, days: int) -> date:
    """So many days before a day, but not before the first there is."""
    return day - timedelta(days=min(days, (day - date.min).days))


def schedule(policy: DatedPolicy, kind: str | None = None) -> list[Step]:
    """The rows of the schedule, or those of one kind of cause."""
    steps = [Step(**row) for row in policy["callback.schedule"].rows()]
    return [step for step in steps if kind in (None, step.kind)]


def span(policy: DatedPolicy, on: date, within: int = 0) -> Span:
    """What is shown on a day: overdue up to the lapse, due, and due within some days more."""
    return Span(
        first=back(on, policy["callback.lapse"].whole()), last=on + timedelta(days=within)
    )


def after_purchase(purchase: Purchase, steps: Iterable[Step]) -> Iterator[Contact]:
    """One week after a purchase: how it wears, whether there are questions (S2-023, S2-038)."""
    for step in steps:
        yield Contact(
            key=step.key_of(purchase.id),
            kind="purchase",
            customer=purchase.customer,
            due=purchase.on + timedelta(days=step.after),
            channel=step.channel,
            about=purchase.id,
            assignee=purchase.staff,
            why=say(
                "bought {goods} on {day}, {n} days before",
                goods=goods(purchase), day=purchase.on, n=step.after,
            ),
        )  # fmt: skip


def after_installation(purchase: Purchase, steps: Iterable[Step]) -> Iterator[Contact]:
    """After an installation: a visit, later calls (S0-058, S1-018, S2-082)."""
    if purchase.installed_on is None:
        return
    for step in steps:
        yield Contact(
            key=step.key_of(purchase.id),
            kind="installation",
            customer=purchase.customer,
            due=purchase.installed_on + timedelta(days=step.after),
            channel=step.channel,
            about=purchase.id,
            assignee=purchase.staff,
            why=say(
                "{goods} installed on {day}, {n} days before",
                goods=goods(purchase), day=purchase.installed_on, n=step.after,
            ),
        )  # fmt: skip


def after_complaint(complaint: Complaint, steps: Iterable[Step]) -> Iterator[Contact]:
    """After a complaint is settled: whether the answer holds (S2-054)."""
    if complaint.resolved_on is None:
        return
    for step in steps:
        yield Contact(
            key=step.key_of(complaint.id),
            kind="complaint",
            customer=complaint.customer,
            due=complaint.resolved_on + timedelta(days=step.after),
            channel=step.channel,
            about=complaint.id,
            assignee=complaint.staff,
            why=say("complaint settled on {day}: does it hold?", day=complaint.resolved_on),
        )


def as_agreed(made: Callback, channel: str) -> Iterator[Contact]:
    """The day agreed with a customer to settle what could not be answered at once (S2-039)."""
    if made.settle_on is None:
        return
    yield Contact(
        key=f"appointment.{made.about}.{made.settle_on:%y%m%d}",
        kind="appointment",
        customer=made.customer,
        due=made.settle_on,
        channel=channel,
        about=made.about,
        assignee=made.staff,
        why=say("promised an answer: {question}", question=made.question or made.text or "…"),
    )


def on_birthday(customer: Customer, window: Window, channel: str) -> Iterator[Contact]:
    """A birthday within the days of the window (S2-030)."""
    if customer.birthday is None:
        return
    for day in window.match(customer.birthday):
        yield Contact(
            key=f"birthday.{customer.id}.{day:%y%m%d}",
            kind="birthday",
            customer=customer.id,
            due=day,
            channel=channel,
            about=customer.id,
            assignee=customer.owner,
            why=say("birthday on {day} ({birthday})", day=day, birthday=customer.birthday),
        )


def goods(purchase: Purchase) -> str:
    """What was bought, in a few words, for a reason."""
    names = [item.name or item.sku or item.category for item in purchase.items]
    known = [name for name in names if name]
    return ", ".join(known[:2]) + (" …" if len(known) > 2 else "") if known else f"¥{purchase.total}"


def still_open(made: Callback | None) -> bool:
    """Whether a contact still has to be made: nobody answered yet, or nobody called."""
    return made is None or made.result == "no-answer"
