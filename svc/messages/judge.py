"""What keeps a message back at the moment it would go: looked at again before each one."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from svc.frozen import Frozen, replace
from svc.messages import outbox
from svc.messages.held import held, in_conflict, two_files
from svc.phones import is_mobile
from svc.rules.merge import named_by
from svc.rules.outbox import (
    CAP_DAY,
    OTHER_DAY,
    SAME_PHONE,
    Truth,
    first_due,
    got_on,
    has_past_words,
    last_day,
    why_not,
)
from svc.rules.plan import NEEDS, needs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from svc.app import App
    from svc.records.callback import Callback
    from svc.records.customer import Customer
    from svc.records.message import Message

HER = "C-"
"""Stands for whoever a key names."""
GONE = ("sent", "unknown")
"""States of what she has got, or may have got."""
MANY = 5000
"""Messages whose customers are looked up together: all of them at once would be much memory."""


class Found(Frozen):
    """A message that is due, and the `reason` that keeps it; one that `waits` may go tomorrow.

    `record` is what has to be put in order before it goes, where two tills differ (P8).
    """

    message: Message
    customer: Customer | None
    reason: str | None
    waits: bool = False
    record: str | None = None


class Judge:
    """Looks at messages for one run, and remembers who got one in it."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._store = app.store
        self._policy = app.policy.at(app.today)
        self._cap = self._policy["message.cap_day"].whole()
        self._got: dict[str, int] = {}
        self._phones: dict[tuple[str, str, date], str] = {}
        self._turned: set[tuple[str, str]] = set()
        self._kinds: dict[tuple[str, date], tuple[date, str]] = {}
        self._knows = False
        self._conflicts: dict[str, str] = {}
        self._twice: set[str] = set()

    def look(self, message: Message) -> Found:
        """The truth of this moment about a message."""
        customer = self._store.customers.peek(message.customer)
        self._look_for_disorder([customer])
        return self._judged(message, customer, self._store.callbacks.peek(message.contact))

    def look_at(self, messages: Sequence[Message]) -> Iterator[Found]:
        """As `look`, all at the truth of one moment: what is on file is asked once for many."""
        self._learn(messages)
        for start in range(0, len(messages), MANY):
            some = messages[start : start + MANY]
            customers = self._store.customers.many({each.customer for each in some})
            made = self._store.callbacks.many({each.contact for each in some})
            self._look_for_disorder(customers.values())
            for each in some:
                yield self._judged(each, customers.get(each.customer), made.get(each.contact))

    def _judged(self, message: Message, customer: Customer | None, made: Callback | None) -> Found:
        if kept := held(message, None, self._conflicts, ()):
            return Found(message=message, customer=customer, reason=kept[0], waits=True,
                         record=kept[1])  # fmt: skip
        phone = customer.phone if customer else None
        last, need = self._of_kind(message)
        reason = why_not(
            Truth(
                customer=customer,
                is_mobile=bool(phone) and is_mobile(phone or "", self._store.settings.country),
                contact=made,
                today=self._app.today,
                last_day=last,
                needs=need,
            )
        )
        if reason is None and customer is not None and customer.phone:
            if self._has_got(customer.phone, message):
                return Found(message=message, customer=customer, reason=SAME_PHONE)
            if kept := held(message, customer.phone, {}, self._twice):
                return Found(message=message, customer=customer, reason=kept[0], waits=True,
                             record=kept[1])  # fmt: skip
            if has_past_words(self._policy, message, self._app.today):
                return Found(message=message, customer=customer, reason=OTHER_DAY, waits=True)
            if need != NEEDS[0] and self._had(customer.id) >= self._cap:
                return Found(message=message, customer=customer, reason=CAP_DAY, waits=True)
        return Found(message=message, customer=customer, reason=reason)

    def _look_for_disorder(self, customers: Iterable[Customer | None]) -> None:
        """Which records two tills differ about, and which of these customers' phones two have."""
        self._conflicts = in_conflict(self._store)
        phones = {each.phone for each in customers if each and each.phone}
        self._twice = two_files(self._store, phones)

    def _of_kind(self, message: Message) -> tuple[date, str]:
        """The last day of messages of a kind and a day, and what she must have agreed to."""
        kind = (message.kind, message.due)
        if kind not in self._kinds:
            self._kinds[kind] = last_day(self._policy, message), needs(self._policy, message.kind)
        return self._kinds[kind]

    def _had(self, customer: str) -> int:
        """How many messages she got today, or may have got."""
        if customer not in self._got:
            today, known = self._app.today.isoformat(), self._of(customer)
            self._got[customer] = sum(got_on(message) == today for message in known)
        return self._got[customer]

    def _of(self, customer: str) -> list[Message]:
        """The messages of a customer; none where all that matter are known already."""
        return [] if self._knows else self._store.messages.where("customer", customer)

    def _has_got(self, phone: str, message: Message) -> bool:
        """Whether she got the same already, in this run or before, under another file of hers.

        One with her phone, or one merged into hers: its messages keep their keys. Of one file two
        of a kind and a day are two occasions, such as two deliveries.
        """
        key = (phone, message.kind, message.due)
        if key not in self._phones and not self._knows:
            others = self._store.customers.where("phone", phone)
            for other in [each.id for each in others if each.id != message.customer]:
                if any(_is_same(each, message) and each.state in GONE for each in self._of(other)):
                    self._phones[key] = other
        by = self._phones.get(key, message.customer)
        return by != message.customer or self._is_made(message)

    def _is_made(self, message: Message) -> bool:
        """Whether it went under her own key, or under that of a file merged into hers."""
        occasion = occasion_of(message)
        if is_turned(message):
            hers = self._store.messages.peek(occasion.replace(HER, message.customer))
            return hers is not None and hers.state in GONE
        self._turn(self._of(message.customer))
        return (message.customer, occasion) in self._turned

    def _turn(self, known: Iterable[Message]) -> None:
        """Remember what of this went under the key of a file merged into another."""
        self._turned |= {
            (each.customer, occasion_of(each))
            for each in known
            if each.state in GONE and is_turned(each)
        }

    def _learn(self, messages: Sequence[Message]) -> None:
        """Who got what today, and whose phones what of these, by what is on file: asked once.

        What was meant for so early a day that it could not go any more is not looked at.
        """
        if not messages:
            return
        known, today, self._got = self._store.messages, self._app.today, {}
        first = min(first_due(self._policy, today), *{each.due for each in messages})
        ids = known.ids_where_between("due", first, today)
        ids -= known.ids_holding("open", ["open"])["open"]
        phones: dict[str, set[tuple[str, date]]] = {}
        wanted = {(each.kind, each.due) for each in messages}
        settled = known.many(ids, [b'"state":"sent"']).values()
        for each in chain(settled, outbox.waiting(self._store, ["unknown"])):
            if got_on(each) == today.isoformat():
                self._got[each.customer] = self._got.get(each.customer, 0) + 1
            self._turn([each])
            if each.state in GONE and (each.kind, each.due) in wanted:
                phones.setdefault(each.customer, set()).add((each.kind, each.due))
        for customer, raw in self._store.customers.raws(phones).items():
            for kind, due in phones[customer]:
                self._phones[raw.get("phone", ""), kind, due] = customer
        self._knows = True

    def count(self, found: Found) -> None:
        """Note that one goes."""
        if found.customer is not None and found.customer.phone:
            self._got[found.customer.id] = self._had(found.customer.id) + 1
            gone = found.message
            self._phones[found.customer.phone, gone.kind, gone.due] = found.customer.id
            self._turn([replace(gone, state=GONE[0])])


def is_turned(message: Message) -> bool:
    """Whether its key names another customer's file than its own: that was merged into hers."""
    named = named_by(message.id) or ""
    return named.startswith("C-") and named != message.customer


def occasion_of(message: Message) -> str:
    """The key of a message, whoever it names."""
    return message.id.replace(named_by(message.id) or HER, HER)


def _is_same(one: Message, other: Message) -> bool:
    return (one.kind, one.due) == (other.kind, other.due)
