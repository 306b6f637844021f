"""On which occasions a message falls due: contacts by message, purchases, the calendar, cases.

`svc.plan` asks here and says of each whether it goes out; the policy of `message.toml` says which
occasions a shop has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import due as what_is_due
from svc.dates import short
from svc.frozen import replace
from svc.i18n import say
from svc.rules.callback import CAUSES, KINDS, Span, ahead, back, schedule
from svc.rules.plan import Due, Occasion, kind_of_contact
from svc.store.ids import day_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.records.delivery import Delivery
    from svc.records.purchase import Purchase
    from svc.records.repair import Repair
    from svc.rules.callback import Contact
    from svc.seen import Seen
    from svc.store.store import Store

    Occasions = Mapping[str, Occasion]

MESSAGE = "message"
"""The channel of contacts that are made by message."""


def of_single_ones(
    store: Store,
    policy: DatedPolicy,
    found: Occasions,
    language: str,
    seen: Seen,
    *,
    planned: Collection[str],
    belated: bool,
) -> list[Due]:
    """What is due to one customer at a time, up to the days for which lapsed ones are named.

    Without `belated` only what is due on the very day. Wishes of past days that were made are left
    out, but for those `planned`, whose messages are in the outbox.
    """
    on = policy.day
    named = max(policy["message.lapsed_for"].whole(), 0) if belated else 0
    if not belated:
        found = {kind: replace(occasion, late=0) for kind, occasion in found.items()}
    dues: list[Due] = []
    if occasion := found.get("thanks_purchase"):
        dues += _thanks(store, occasion, on, named)
    if occasion := found.get("delivery_notice"):
        dues += _deliveries(store, occasion, on, named, language)
    if occasion := found.get("repair_ready"):
        dues += _repairs(store, occasion, on, named)
    seen.want(due.customer for due in dues)
    dues += _of_contacts(store, policy, found, named, seen, planned)
    return dues


def _of_contacts(
    store: Store,
    policy: DatedPolicy,
    found: Occasions,
    named: int,
    seen: Seen,
    planned: Collection[str],
) -> Iterator[Due]:
    """The contacts the shop makes by message, made or not."""
    on = policy.day
    names = policy["message.contacts"].table()
    by_late: dict[int, list[str]] = {}
    for kind in KINDS:
        occasion = found.get(names.get(kind, ""))
        if occasion is not None and _by_message(policy, kind):
            by_late.setdefault(occasion.late, []).append(kind)
    if not by_late:
        return
    made = seen.made(back(on, max(by_late) + named), on)
    past = _past_wishes(made.settled, on) - set(planned)
    # Birthdays come last: then the customers of all others are read along with theirs.
    for late in sorted(by_late, key=lambda late: "birthday" in by_late[late]):
        span = Span(first=back(on, late + named), last=on)
        for contact in what_is_due.with_gone(store, policy, span, by_late[late], seen, past):
            seen.want([contact.customer])
            occasion = found.get(kind_of_contact(contact.key, contact.kind, names) or "")
            if contact.channel == MESSAGE and occasion is not None:
                yield _contact(contact, occasion, on)


def _past_wishes(settled: Iterable[str], on: date) -> set[str]:
    """The birthdays before a day on which she was wished well: nothing is left to be said.

    They are most of all, and the files of those customers need not be read.
    """
    today = f".{short(on)}"
    return {key for key in settled if key.startswith("birthday.") and not key.endswith(today)}


def _contact(contact: Contact, occasion: Occasion, on: date) -> Due:
    return Due(
        contact=contact.key,
        kind=occasion.kind,
        customer=contact.customer,
        due=contact.due,
        why=contact.why,
        template=occasion.template_on(on, contact.due),
        last=ahead(contact.due, occasion.late),
        about=contact.about,
        assignee=contact.assignee,
    )


def _by_message(policy: DatedPolicy, kind: str) -> bool:
    """Whether the shop makes any contact of a kind by message."""
    if kind in CAUSES:
        return any(step.channel == MESSAGE for step in schedule(policy, kind))
    value = policy[f"callback.{kind.replace('-', '_')}"].value
    if isinstance(value, dict):
        return value.get("on", True) is True and value.get("channel") == MESSAGE
    return bool(value == MESSAGE)


def _thanks(store: Store, occasion: Occasion, on: date, named: int) -> list[Due]:
    """Thanks for what was bought (S1-015); none for what was brought back for the money."""
    first = back(on, occasion.after + occasion.late + named)
    sold = store.purchases.raws_between(first, back(on, occasion.after))
    days: dict[str, _Thanks] = {}  # a hundred purchases have a day in common
    dues = []
    for raw in sold:
        if raw.get("customer"):
            digits = raw["id"][2:8]
            if digits not in days:
                days[digits] = _Thanks(occasion, day_of(raw["id"]), on)
            dues.append(days[digits].of(raw))
    brought_back = _brought_back(store, [due.about or "" for due in dues])
    return [due for due in dues if due.about not in brought_back]


class _Thanks:
    """Thanks for what was sold on one day."""

    def __init__(self, occasion: Occasion, sold_on: date, on: date) -> None:
        self._kind, self._sold_on = occasion.kind, sold_on
        self._day = ahead(sold_on, occasion.after)
        self._last = ahead(self._day, occasion.late)
        self._template = occasion.template_on(on, self._day)

    def of(self, raw: Mapping[str, Any]) -> Due:
        """Thanks for one purchase, told from its line: it is made anew on each of several days."""
        names = [row for row in raw.get("items") or () if row.get("name")]
        one: Mapping[str, Any] = names[0] if names else {}
        dearest = one if len(names) < 2 else max(names, key=_price_of)
        return Due(
            contact=f"thanks.{raw['id']}",
            kind=self._kind,
            customer=raw["customer"],
            due=self._day,
            why=say("bought {goods} on {day}", goods=_goods(raw, names), day=self._sold_on),
            template=self._template,
            last=self._last,
            about=raw["id"],
            assignee=raw.get("staff"),
            bought=(self._sold_on, dearest.get("name") or ""),
        )


def _price_of(row: Mapping[str, Any]) -> float:
    try:
        return float(row.get("amount") or 0)
    except (TypeError, ValueError):
        return 0.0


def _goods(raw: Mapping[str, Any], named: Sequence[Mapping[str, Any]]) -> str:
    """What was bought in a few words, as `svc.rules.callback.goods` says it."""
    if not named:
        return f"¥{raw.get('total')}"
    return ", ".join(row["name"] for row in named[:2]) + (" …" if len(named) > 2 else "")


def _brought_back(store: Store, purchases: list[str]) -> set[str]:
    """Which of these purchases were brought back for the money."""
    if not purchases or not store.shards.names("returns"):
        return set()
    return {
        each.purchase
        for each in store.returns.may_hold("purchase", purchases)
        if each.outcome == "return" and each.state != "rejected"
    }


def _deliveries(
    store: Store, occasion: Occasion, on: date, named: int, language: str
) -> Iterator[Due]:
    """Notices of deliveries, so many days before each (S1-016)."""
    if not store.shards.names("deliveries"):
        return
    last = ahead(on, occasion.before)
    first = back(last, occasion.late + named)
    found = store.deliveries.where_between("planned_on", first, last)
    planned = [delivery for delivery in found if delivery.state == "planned"]
    from svc.messages.known import dearest

    bought = store.purchases.many(delivery.purchase for delivery in planned)
    sent = store.messages.many(f"sms-delivery-notice.{each.id}" for each in planned)
    for delivery in planned:
        day = back(delivery.planned_on, occasion.before)
        purchase = bought.get(delivery.purchase)
        key = f"delivery-notice.{delivery.id}"
        before = sent.get(f"sms-{key}")
        if before and before.due != day:  # planned anew after she was told of another day
            key = f"{key}.{short(delivery.planned_on)}"
        yield Due(
            contact=key,
            kind=occasion.kind,
            customer=delivery.customer,
            due=day,
            why=say("delivery planned on {day}", day=delivery.planned_on),
            template=occasion.template_on(on, day),
            last=ahead(day, occasion.late),
            about=delivery.id,
            assignee=delivery.staff,
            given={
                "time": _at(delivery, language),
                "item": dearest(purchase) if purchase else "",
            },
        )


def _at(delivery: Delivery, language: str) -> str:
    """When a delivery comes: 11月23日9:00到12:00, on 23 November, 9:00 to 12:00."""
    from svc.messages.facts import day_in_words

    day = day_in_words(delivery.planned_on, language)
    first, _dash, last = (delivery.window or "").partition("-")
    first, last = first.lstrip("0"), last.lstrip("0")
    if language == "zh":
        return day + (f"{first}到{last}" if last else first)
    return f"on {day}" + (f", {first} to {last}" if last else first and f", {first}")


def _repairs(store: Store, occasion: Occasion, on: date, named: int) -> Iterator[Due]:
    """Notices that goods can be fetched; what cannot be repaired a person says to her."""
    if not store.shards.names("repairs"):
        return
    first, last = back(on, occasion.after + occasion.late + named), back(on, occasion.after)
    ready = [
        (repair, ahead(repair.done_on, occasion.after))
        for repair in store.repairs.may_hold("open", ["open"])
        if repair.state == "done" and repair.done_on and not repair.unrepairable
        and first <= repair.done_on <= last
    ]  # fmt: skip
    bought = store.purchases.many(repair.purchase for repair, _ in ready if repair.purchase)
    for repair, day in ready:
        yield _ready(repair, occasion, on, day, bought.get(repair.purchase or ""))


def _piece(repair: Repair, bought: Purchase | None) -> str:
    """What she knows it by: its name on her till slip, else the model noted."""
    names = (
        item.name
        for item in (bought.items if bought else ())
        if item.name and repair.item in {item.sku, item.name}
    )
    return next(names, None) or repair.model or ""


def _ready(
    repair: Repair, occasion: Occasion, on: date, day: date, bought: Purchase | None
) -> Due:
    template = occasion.template_on(on, day)
    if repair.care and template == "repair_ready":
        template = "care_ready"
    return Due(
        contact=f"repair-ready.{repair.id}",
        kind=occasion.kind,
        customer=repair.customer,
        due=day,
        why=say("ready to be fetched since {day}", day=repair.done_on),
        template=template,
        last=ahead(day, occasion.late),
        about=repair.id,
        assignee=repair.staff,
        given={"item": _piece(repair, bought)},
    )
