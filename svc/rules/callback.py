"""Which contacts fall due: after a purchase, an installation, a complaint, a repair; as agreed.

What keeps old customers in touch besides, `svc.rules.keeping` tells.

A contact's key is made from its cause alone (`purchase.P-261122-7KQ3MX`), so every till and every
run gives the same one, whatever the days of the schedule are changed to.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from svc.dates import short
from svc.frozen import Frozen
from svc.i18n import Sentence, say, word
from svc.records.birthday import InWords

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from decimal import Decimal

    from svc.policy import DatedPolicy
    from svc.records.callback import Callback
    from svc.records.complaint import Complaint
    from svc.records.customer import Addressee, Customer
    from svc.records.purchase import Purchase
    from svc.records.repair import Repair
    from svc.rules.birthday import Window

NO_ANSWER = "no-answer"
"""The one result that leaves a contact to be made."""
KINDS = (
    "purchase", "installation", "complaint", "repair", "appointment", "birthday",
    "regular", "fading", "referral-old", "referral-new", "threshold", "top",
    "care-new", "care-old",
)  # fmt: skip
KIND_WORDS = {"fading": say("not seen for long")}
"""What kinds are called whose code is another thing's, too: colours fade as well."""
DUE_KEYS = (
    "key", "kind", "customer", "name", "phone", "due", "days_overdue", "channel", "assignee",
    "about", "why", "tries", "workday", "hint",
)  # fmt: skip
"""The keys of a contact as JSON."""


class Contact(NamedTuple):
    """A contact that falls due: with whom, when, about what, by whom, and why.

    Without an `assignee` it is for the assistant closest to her (S2-034), else for who sold it.
    """

    key: str
    kind: str
    customer: str
    due: date
    channel: str
    about: str
    why: Sentence
    assignee: str | None = None
    sold_by: str | None = None

    def to_json(
        self,
        on: date,
        customer: Customer | Addressee | None,
        tries: int = 0,
        *,
        workday: bool | None = None,
        hint: Sentence | None = None,
        left: Collection[str] = (),
    ) -> dict[str, Any]:
        """The keys of the contract, as of a day; `tries` counts calls nobody answered.

        `workday` tells of the due day, and the `hint` what to mind where it is none; `left` are
        the staff who are no longer there.
        """
        return {
            "key": self.key,
            "kind": self.kind,
            "customer": self.customer,
            "name": customer.name if customer else None,
            "phone": customer.phone if customer else None,
            "due": self.due.isoformat(),
            "days_overdue": max((on - self.due).days, 0),
            "channel": self.channel,
            "assignee": self.assigned(customer.owner if customer else None, left),
            "about": self.about,
            "why": str(self.why),
            "tries": tries,
            "workday": workday,
            "hint": None if hint is None else str(hint),
        }

    def assigned(self, owner: str | None, left: Collection[str] = ()) -> str | None:
        """Who should make it: who is named, else whose customer she is, else who sold it.

        Whoever has left the shop is passed over.
        """
        for each in (self.assignee, owner, self.sold_by):
            if each and each not in left:
                return each
        return None


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
_TAKEN = re.compile(
    "appointment|birthday|contact|regular|fading|referral-(old|new)|threshold-.*|top"
    "|care-(old|new)|thanks|festival|season|delivery-notice|repair-ready|sms-.*"
)
"""The heads of keys that other occasions have."""


def schedule(policy: DatedPolicy, kind: str | None = None) -> list[Step]:
    """The rows of the schedule, or those of one kind of cause; a row with `on = false` is off.

    Raises:
        BadPolicy: a row is not as it should be.
    """
    found = policy["callback.schedule"]
    rows = found.rows()
    if not all(map(is_row, rows)):
        raise found.wrong(
            say(
                "rows of key (small letters), kind ({kinds}), after (days) and channel",
                kinds=", ".join(CAUSES),
            )
        )
    return [
        Step(key=row["key"], kind=row["kind"], after=row["after"], channel=row["channel"])
        for row in rows
        if kind in {None, row["kind"]} and row.get("on", True)
    ]


def is_row(row: Mapping[str, Any]) -> bool:
    """Whether a row of the schedule is as it should be."""
    return bool(
        row.keys() - {"on"} == {"key", "kind", "after", "channel"}
        and isinstance(row.get("on", True), bool)
        and isinstance(row["key"], str)
        and _KEY.fullmatch(row["key"])
        and not _TAKEN.fullmatch(row["key"])
        and row["kind"] in CAUSES
        and type(row["after"]) is int
        and row["after"] >= 0
        and isinstance(row["channel"], str)
    )


def span(policy: DatedPolicy, on: date, within: int = 0) -> Span:
    """What is shown on a day: overdue up to the lapse, due, and due within some days more."""
    lapse = policy["callback.lapse"]
    if (days := lapse.whole()) < 0:
        raise lapse.wrong(say("a whole number"))
    return Span(first=back(on, days), last=ahead(on, within))


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
    return _after(complaint, complaint.resolved_on, steps, why, settlement(complaint))


def settlement(complaint: Complaint) -> str:
    """The cause in the keys of contacts after a complaint: its id, or with the day it was settled.

    With the day where it was opened again and settled on a later day: she is asked once more.
    """
    first = next((line for line in complaint.history if line.get("state") == "resolved"), {})
    day = complaint.resolved_on
    if day is None or str(first.get("at") or day)[:10] >= day.isoformat():
        return complaint.id
    return f"{complaint.id}.{short(day)}"


def after_repair(repair: Repair, steps: Iterable[Step]) -> Iterator[Contact]:
    """After goods are handed back from repair: whether it lasts (S2-082); of one given up not."""
    back = None if repair.state == "cancelled" else repair.handed_back_on
    why = say("handed back from repair on {day}: does it last?", day=repair.handed_back_on)
    return _after(repair, back, steps, why)


def _after(
    cause: Purchase | Complaint | Repair,
    day: date | None,
    steps: Iterable[Step],
    why: Sentence,
    name: str | None = None,
) -> Iterator[Contact]:
    """What the steps make of a cause that came about on a day; nothing of one yet to come."""
    if day is None:
        return
    for step in steps:
        yield Contact(
            key=step.key_of(name or cause.id),
            kind=step.kind,
            customer=cause.customer,
            due=ahead(day, step.after),
            channel=step.channel,
            about=cause.id,
            assignee=cause.staff,
            why=why,
        )


def birthday_key(customer_id: str, day: date) -> str:
    """The key of the contact on one birthday of a customer."""
    return f"birthday.{customer_id}.{short(day)}"


def on_birthday(customer: Customer, window: Window, channel: str) -> Iterator[Contact]:
    """A birthday within the days of the window (S2-030)."""
    if customer.birthday is None:
        return
    said = InWords(customer.birthday)
    for day in window.match(customer.birthday):
        yield Contact(
            key=birthday_key(customer.id, day),
            kind="birthday",
            customer=customer.id,
            due=day,
            channel=channel,
            about=customer.id,
            assignee=customer.owner,
            why=say("birthday on {day} ({birthday})", day=day, birthday=said),
        )


def goods(purchase: Purchase) -> str:
    """What was bought, in a few words, for a reason."""
    names = [item.name or item.sku or item.category for item in purchase.items]
    return in_few_words(names, purchase.total)


def in_few_words(names: Iterable[str | None], total: Decimal) -> str:
    """What was bought, by the names of the goods, in a few words; else what was paid."""
    known = [name for name in names if name]
    if not known:
        return f"¥{total}"
    return ", ".join(known[:2]) + (" …" if len(known) > 2 else "")


def kind_word(kind: str) -> str:
    """What a kind is called in the language of the moment."""
    return str(KIND_WORDS.get(kind) or word(kind))


def of_line(made: Callback) -> Contact:
    """A contact as its line in the ledger has it: one that was not due has no other cause."""
    return Contact(
        key=made.id,
        kind=made.kind,
        customer=made.customer,
        due=made.due,
        channel=made.channel or "phone",
        about=made.about,
        assignee=made.staff,
        why=say("noted on {day}", day=made.done_on),
    )


def unwanted(contact: Contact, customer: Customer | Addressee) -> bool:
    """Whether she said she wants no contact this way; an appointment she asked for herself.

    A visit is asked for by phone: who wants no calls is not visited either.
    """
    if contact.kind == "appointment" or not customer.consent:
        return False
    from svc.rules.consent import CHANNEL_OF, withdrawn  # few have said anything

    channel = CHANNEL_OF.get(contact.channel, "phone")
    return withdrawn(customer.consent, channel)


def not_wanted(contact: Contact, customer: Customer | Addressee) -> Sentence | None:
    """What is told of a contact that was made although she wants none this way; it stays noted."""
    if not unwanted(contact, customer):
        return None
    return say(
        "{name} has said she wants no contact this way: {channel}.",
        name=customer.name,
        channel=say(contact.channel),
    )


def still_open(made: Callback | None) -> bool:
    """Whether a contact still has to be made: nobody answered yet, or nobody called."""
    return made is None or made.result == NO_ANSWER
