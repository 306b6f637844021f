"""Which contacts fall due: after a purchase, an installation, a complaint, a repair; as agreed.

A contact's key is made from its cause alone (`purchase.P-261122-7KQ3MX`), so every till and every
run gives the same one, whatever the days of the schedule are changed to.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from svc.dates import short
from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say
from svc.records.callback import Callback

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from svc.policy import DatedPolicy, InForce
    from svc.records.complaint import Complaint
    from svc.records.customer import Customer
    from svc.records.purchase import Purchase
    from svc.records.repair import Repair
    from svc.rules.birthday import Window

NO_ANSWER = "no-answer"
"""The one result that leaves a contact to be made."""
KINDS = ("purchase", "installation", "complaint", "repair", "appointment", "birthday")
DUE_KEYS = (
    "key", "kind", "customer", "name", "phone", "due", "days_overdue", "channel", "assignee",
    "about", "why", "tries",
)  # fmt: skip
"""The keys of a contact as JSON."""


class Contact(Frozen):
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


class Step(Frozen):
    """One row of the schedule: so many days after a kind of cause, by some channel."""

    key: str
    kind: str
    after: int
    channel: str

    def key_of(self, cause: str) -> str:
        """The key of the contact this step makes of a cause."""
        return f"{self.key}.{cause}"


class Span(Frozen):
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


def ahead(day: date, days: int) -> date:
    """So many days after a day, but not after the last there is."""
    return day + timedelta(days=min(days, (date.max - day).days))


CAUSES = ("purchase", "installation", "complaint", "repair")
_KEY = re.compile(r"[a-z][a-z0-9_-]*")


def schedule(policy: DatedPolicy, kind: str | None = None) -> list[Step]:
    """The rows of the schedule, or those of one kind of cause.

    Raises:
        BadPolicy: a row is not as it should be.
    """
    found = policy["callback.schedule"]
    steps = [_step(row, found) for row in found.rows()]
    return [step for step in steps if kind in {None, step.kind}]


def _step(row: Mapping[str, Any], found: InForce) -> Step:
    good = (
        row.keys() == {"key", "kind", "after", "channel"}
        and isinstance(row["key"], str)
        and _KEY.fullmatch(row["key"])
        and row["key"] not in {"appointment", "birthday"}
        and row["kind"] in CAUSES
        and type(row["after"]) is int
        and row["after"] >= 0
        and isinstance(row["channel"], str)
    )
    if not good:
        raise found.wrong(
            say(
                "rows of key (small letters), kind ({kinds}), after (days) and channel",
                kinds=", ".join(CAUSES),
            )
        )
    return Step(**row)


def span(policy: DatedPolicy, on: date, within: int = 0) -> Span:
    """What is shown on a day: overdue up to the lapse, due, and due within some days more."""
    lapse = max(policy["callback.lapse"].whole(), 0)
    return Span(first=back(on, lapse), last=ahead(on, within))


def after_purchase(purchase: Purchase, steps: Iterable[Step]) -> Iterator[Contact]:
    """One week after a purchase: how it wears, whether there are questions (S2-023, S2-038)."""
    why = say("bought {goods} on {day}", goods=goods(purchase), day=purchase.on)
    return _after(purchase, purchase.on, steps, why)


def after_installation(purchase: Purchase, steps: Iterable[Step]) -> Iterator[Contact]:
    """After an installation: a visit, later calls (S0-058, S1-018, S2-082)."""
    why = say("{goods} installed on {day}", goods=goods(purchase), day=purchase.installed_on)
    return _after(purchase, purchase.installed_on, steps, why)


def after_complaint(complaint: Complaint, steps: Iterable[Step]) -> Iterator[Contact]:
    """After a complaint is settled: whether the answer holds (S2-054)."""
    why = say("complaint settled on {day}: does it hold?", day=complaint.resolved_on)
    return _after(complaint, complaint.resolved_on, steps, why)


def after_repair(repair: Repair, steps: Iterable[Step]) -> Iterator[Contact]:
    """After goods are handed back from repair: whether it lasts (S2-082); of one given up not."""
    back = None if repair.state == "cancelled" else repair.handed_back_on
    why = say("handed back from repair on {day}: does it last?", day=repair.handed_back_on)
    return _after(repair, back, steps, why)


def _after(
    cause: Purchase | Complaint | Repair, day: date | None, steps: Iterable[Step], why: Sentence
) -> Iterator[Contact]:
    """What the steps make of a cause that came about on a day; nothing of one yet to come."""
    if day is None:
        return
    for step in steps:
        yield Contact(
            key=step.key_of(cause.id),
            kind=step.kind,
            customer=cause.customer,
            due=ahead(day, step.after),
            channel=step.channel,
            about=cause.id,
            assignee=cause.staff,
            why=why,
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


def birthday_key(customer_id: str, day: date) -> str:
    """The key of the contact on one birthday of a customer."""
    return f"birthday.{customer_id}.{short(day)}"


def on_birthday(customer: Customer, window: Window, channel: str) -> Iterator[Contact]:
    """A birthday within the days of the window (S2-030)."""
    if customer.birthday is None:
        return
    for day in window.match(customer.birthday):
        yield Contact(
            key=birthday_key(customer.id, day),
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
    if not known:
        return f"¥{purchase.total}"
    return ", ".join(known[:2]) + (" …" if len(known) > 2 else "")


def still_open(made: Callback | None) -> bool:
    """Whether a contact still has to be made: nobody answered yet, or nobody called."""
    return made is None or made.result == NO_ANSWER


def begun(contact: Contact) -> Callback:
    """The ledger's line of a contact before anybody tried: `tries` is empty."""
    return Callback(
        id=contact.key,
        kind=contact.kind,
        customer=contact.customer,
        about=contact.about,
        due=contact.due,
        done_on=contact.due,
        result=NO_ANSWER,
    )


def noted(
    before: Callback, result: str, said: Mapping[str, Any], on: date, staff: str | None
) -> Callback:
    """The ledger's line after one more try (S2-037); noted twice, it is the same line.

    `said` is what came of it; what is None was not said and stays. A contact that was made stays
    made: only what was said can still be added, and one who refused can still be reached.
    """
    told = {name: value for name, value in said.items() if value is not None}
    attempt = {"on": on.isoformat(), "result": result, "staff": staff, "text": said.get("text")}
    attempt = {name: value for name, value in attempt.items() if value}
    settled = not still_open(before) and not (before.result == "refused" and result == "reached")
    if settled or attempt in before.tries:
        return replace(before, **told)
    return replace(
        before,
        result=result,
        done_on=on,
        staff=staff or before.staff,
        tries=(*before.tries, attempt),
        **told,
    )
