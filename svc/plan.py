"""The plan of a day's messages: who gets what and why, who is skipped and why (S2-027).

`planned` is asked by `sms plan`, by the outbox and by the morning board. It reads; it changes
nothing. Twice asked on the same store, it says the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.messages.everyone import Calendar, for_everyone
from svc.occasions import of_single_ones
from svc.rules.callback import back
from svc.rules.plan import (
    MADE,
    NEEDS,
    NO_MOBILE,
    NOT_ON_FILE,
    STATES,
    Caps,
    Skipped,
    lapsed,
    needs,
    occasions,
    stopped_by_consent,
)
from svc.rules.planned import READY, SKIPPED, Planned
from svc.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from svc.app import App
    from svc.i18n import Sentence
    from svc.messages.planned_texts import Text
    from svc.policy import DatedPolicy
    from svc.records.message import Message
    from svc.rules.plan import Due
    from svc.store.store import Store

    Raw = Mapping[str, Any]

WEEK_BEFORE = 6
"""So many days before a day its seven days begin."""
UNSEEN = ("cancelled", "failed")
"""States in which a message has not reached her: it counts for no cap."""
MESSAGES_ONLY = ("thanks.", "festival.", "season.", "delivery-notice.", "repair-ready.")
"""How the keys of occasions begin that are no contacts: the ledger of callbacks has none."""


def planned(
    app: App,
    on: date,
    kinds: Collection[str] | None = None,
    *,
    belated: bool = True,
    seen: Seen | None = None,
) -> list[Planned]:
    """The messages of a day, ready or skipped, by due day, kind and customer.

    With `kinds` only occasions of these; without `belated` only what is due on the very day. What
    a customer got within seven days counts for the caps, whatever its kind.

    Raises:
        BadPolicy: an entry of `message.toml` is not as it should be.
    """
    policy, store = app.policy.at(on), app.store
    found = {
        kind: occasion
        for kind, occasion in occasions(policy).items()
        if kinds is None or kind in kinds
    }
    calendar = Calendar(policy, found, on)
    if not found:
        return []
    recent = _outbox_of_the_week(store, on)
    seen = seen or Seen(store)
    customers: Mapping[str, Raw]
    if calendar.is_for_everyone:
        customers = {raw["id"]: raw for raw in store.customers.fields()}
        seen.know(customers)
    waiting = {message.contact for message in recent.values()}
    dues = of_single_ones(
        store, policy, found, language_of(app), seen, planned=waiting, belated=belated
    )
    if calendar.is_for_everyone:
        dues += for_everyone(found, calendar, filter(is_present, customers.values()))
    else:
        customers = seen.customers(due.customer for due in dues)
    return _Planner(app, policy, calendar, customers, recent, seen).plan(dues)


def warnings(app: App, on: date) -> list[Sentence]:
    """What the plan of a day cannot know: the festivals of years beyond the calendar's tables."""
    policy = app.policy.at(on)
    unknown = Calendar(policy, occasions(policy), on).unknown
    return [unknown] if unknown else []


def language_of(app: App) -> str:
    """The language of messages: the shop's, else its country's, whoever runs the command."""
    return app.to_customers


def is_present(raw: Raw) -> bool:
    """Whether a customer's line is a person's file still: neither merged away nor erased."""
    return not raw.get("merged") and not raw.get("erased_on")


FOR_A_PERSON = ("queued", "failed", "unknown")
"""States of messages in the outbox that wait for somebody to look at them."""


def for_board(app: App, on: date, seen: Seen) -> list[dict[str, Any]]:
    """The morning board's messages: those of the outbox a person must see to, those to be queued.

    Whoever took her word back since hers was queued gets none: nobody need read it.
    Of what is to be queued only what is due on the very day: `svc sms plan` names the belated.
    """
    found = [each for each in _in_outbox(app.store) if each.due <= on]
    names = app.store.customers.raws({each.customer for each in found}) if found else {}
    rows = [
        {
            "key": each.id,
            "customer": each.customer,
            "name": names.get(each.customer, {}).get("name"),
            "kind": each.kind,
            "due": each.due.isoformat(),
            "status": each.state,
            "text": each.text,
        }
        for each in sorted(found, key=lambda each: (each.due, each.kind, each.id))
        if not _is_told_no(app, on, each, names.get(each.customer, {}).get("consent"))
    ]
    keys = ("key", "customer", "name", "kind", "due", "status", "text")
    for each in planned(app, on, belated=False, seen=seen):
        if each.status == READY:
            shown = each.to_json()
            rows.append({key: shown[key] for key in keys})
    return rows


def _is_told_no(app: App, on: date, message: Message, consent: Mapping[str, Any] | None) -> bool:
    """Whether a message that waits will not go, by what she said since."""
    if not consent:
        return False
    from svc.rules.outbox import told_no

    return told_no(message, consent, needs(app.policy.at(on), message.kind)) is not None


def _in_outbox(store: Store) -> list[Message]:
    if not store.shards.names("messages"):
        return []
    found = store.messages.may_hold("open", ["open"])
    return [each for each in found if each.state in FOR_A_PERSON]


def _outbox_of_the_week(store: Store, on: date) -> dict[str, Message]:
    """The messages of the outbox that were due within seven days, by id."""
    if not store.shards.names("messages"):
        return {}
    first = back(on, max(WEEK_BEFORE, _LONGEST))
    return {each.id: each for each in store.messages.where_between("due", first, on)}


class _Planner:
    """What is on file about the messages of a day, looked up once."""

    def __init__(
        self,
        app: App,
        policy: DatedPolicy,
        calendar: Calendar,
        customers: Mapping[str, Raw],
        recent: dict[str, Message],
        seen: Seen,
    ) -> None:
        self._app, self._policy, self._calendar = app, policy, calendar
        self._customers, self._recent, self._seen = customers, recent, seen
        self._needs = policy["message.needs"].table()
        self._on, self._country = calendar.on, app.country

    def plan(self, dues: list[Due]) -> list[Planned]:
        """Each due message, ready or skipped; what is settled and past is left out."""
        settled = self._settled(dues)
        skipped: dict[str, Skipped] = {}
        going: list[Due] = []
        listed: list[Due] = []
        for due in dues:
            raw = self._customers.get(due.customer)
            if raw is not None and not is_present(raw):
                continue
            why = self._stopped(due, raw, settled)
            if why is None:
                going.append(due)
            elif self._is_past(due, why):
                continue
            else:
                skipped[due.contact] = why
            listed.append(due)
        texts: dict[str, Text] = {}
        if going:
            from svc.messages.planned_texts import written

            texts = written(self._app, self._policy, self._calendar, going, self._customers)
            self._hold_back(going, texts, skipped)
        for due in going:
            if (problem := texts[due.contact].problem) is not None:
                skipped[due.contact] = problem
        rows = [self._row(due, skipped.get(due.contact), texts.get(due.contact)) for due in listed]
        return sorted(rows, key=lambda row: (row.due, row.kind, row.customer, row.contact))

    def _is_past(self, due: Due, why: Skipped) -> bool:
        """Whether it need not be told any more: settled before today, or stopped and too late."""
        if why.rule == "lapsed":
            return False
        return due.due < self._on and (due.last < self._on or why.rule in _SETTLED)

    def _stopped(
        self, due: Due, raw: Raw | None, settled: Mapping[str, Skipped]
    ) -> Skipped | None:
        """Why a message does not go out, as far as its words do not matter."""
        if (why := settled.get(due.contact)) is not None:
            return why
        if raw is None:
            return NOT_ON_FILE
        needs = self._needs.get(due.kind, NEEDS[-1])
        why = stopped_by_consent(raw.get("consent") or {}, needs)
        if why is None and not self._has_mobile(raw):
            why = NO_MOBILE
        return why or lapsed(due, self._on)

    def _has_mobile(self, raw: Raw) -> bool:
        from svc.phones import is_mobile  # only where something is due

        phone = raw.get("phone")
        return bool(phone) and is_mobile(phone or "", self._country)

    def _has_words_of_another_day(self, message: Message, due: Due) -> bool:
        """Whether it waits, and its wish was for another day, as one is for a day that is over."""
        if message.state not in {"queued", "approved"} or message.template == due.template:
            return False
        from svc.rules.outbox import has_past_words  # few wait for another day

        return has_past_words(self._policy, message, self._on)

    def _settled(self, dues: Collection[Due]) -> dict[str, Skipped]:
        """The occasions that were greeted already, or whose message is in the outbox."""
        store, found = self._app.store, {}
        keys = [due.contact for due in dues]
        if self._recent or store.shards.names("messages"):
            # What has a day of its own in its key was due that day, so it is among the recent.
            others = [f"sms-{key}" for key in keys if key.count(".") == 1]
            messages = {**store.messages.many(others), **self._recent}
            for due in dues:
                key = due.contact
                if (message := messages.get(f"sms-{key}")) is not None:
                    if self._has_words_of_another_day(message, due):
                        self._recent.pop(message.id, None)  # counted when it is planned anew
                        continue
                    found[key] = STATES.get(message.state, STATES["queued"])
        contacts = [key for key in keys if not key.startswith(MESSAGES_ONLY)]
        for key in self._seen.made(self._on, self._on).among(contacts) if contacts else ():
            found.setdefault(key, MADE)
        return found

    def _hold_back(
        self, going: Iterable[Due], texts: Mapping[str, Text], skipped: dict[str, Skipped]
    ) -> None:
        """Let no customer get too much: what comes first in the policy's order goes (S2-027)."""
        order = {kind: n for n, kind in enumerate(self._policy["message.order"].texts())}
        caps = Caps(self._policy, self._on, self._days_before({due.customer for due in going}))
        good = [due for due in going if texts[due.contact].problem is None]
        good.sort(key=lambda due: (order.get(due.kind, len(order)), due.due, due.contact))
        for due in good:
            counted = self._needs.get(due.kind) != "nothing"
            if (why := caps.hold_back(due.customer, counted=counted)) is not None:
                skipped[due.contact] = why

    def _days_before(self, customers: Collection[str]) -> dict[str, list[date]]:
        """On which of the last seven days each of some customers got a message, or will.

        One that went counts on the day it went, one that waits on the day it is due.
        """
        if not self._recent:  # a shop that sends nothing needs none of this
            return {}
        from svc.rules.merge import stands_in
        from svc.rules.outbox import day_for_caps

        first = back(self._on, WEEK_BEFORE)
        days: dict[str, list[date]] = {}
        for message in self._recent.values():
            if message.customer not in customers or message.state in UNSEEN:
                continue
            if stands_in(message.text, message.history):
                continue
            if (day := day_for_caps(message, self._on)) >= first:
                days.setdefault(message.customer, []).append(day)
        return days

    def _row(self, due: Due, why: Skipped | None, text: Text | None) -> Planned:
        raw = self._customers.get(due.customer) or {}
        status, rule, reason = (SKIPPED, why.rule, why.reason) if why else (READY, None, None)
        words, parts, _problem = text or (None, None, None)
        return Planned(  # by place: by name it takes twice as long, and there are thousands
            due.contact, due.customer, due.kind, due.template, due.due, due.why,
            status, rule, reason, words, parts,
            raw.get("name"), due.assignee or raw.get("owner"), due.about,
        )  # fmt: skip


_SETTLED = frozenset({MADE.rule, *(state.rule for state in STATES.values())})
_LONGEST = 31
"""So many days back the outbox is looked at: no occasion goes out later than that."""
