"""The plan of a day's messages: who gets what and why, who is skipped and why (S2-027).

`planned` is asked by `sms plan`, by the outbox and by the morning board. It reads; it changes
nothing. Twice asked on the same store, it says the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.messages.everyone import Calendar, for_everyone
from svc.occasions import of_single_ones
from svc.rules.callback import back, still_open
from svc.rules.plan import (
    MADE,
    NEEDS,
    NO_MOBILE,
    NOT_ON_FILE,
    STATES,
    Caps,
    Skipped,
    lapsed,
    occasions,
    stopped_by_consent,
)
from svc.rules.planned import READY, SKIPPED, Planned

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
    app: App, on: date, kinds: Collection[str] | None = None, *, belated: bool = True
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
    dues = list(of_single_ones(store, policy, found, on, language_of(app), belated=belated))
    if calendar.is_for_everyone:
        customers = {raw["id"]: raw for raw in store.customers.fields()}
        dues += for_everyone(found, calendar, filter(is_present, customers.values()))
    else:
        customers = store.customers.raws({due.customer for due in dues})
    return _Planner(app, policy, calendar, customers).plan(dues)


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


def for_board(app: App, on: date) -> list[dict[str, Any]]:
    """The morning board's messages: those of the outbox a person must see to, those to be queued.

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
    ]
    keys = ("key", "customer", "name", "kind", "due", "status", "text")
    for each in planned(app, on, belated=False):
        if each.status == READY:
            shown = each.to_json()
            rows.append({key: shown[key] for key in keys})
    return rows


def _in_outbox(store: Store) -> list[Message]:
    if not store.shards.names("messages"):
        return []
    found = store.messages.may_hold("open", ["open"])
    return [each for each in found if each.state in FOR_A_PERSON]


class _Planner:
    """What is on file about the messages of a day, looked up once."""

    def __init__(
        self, app: App, policy: DatedPolicy, calendar: Calendar, customers: Mapping[str, Raw]
    ) -> None:
        self._app, self._policy, self._calendar = app, policy, calendar
        self._customers = customers
        self._needs = policy["message.needs"].table()
        self._on = calendar.on
        self._recent = self._outbox_of_the_week()

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
        from svc.phones import is_mobile

        phone = raw.get("phone")
        return bool(phone) and is_mobile(phone or "", self._app.country)

    def _has_words_of_another_day(self, message: Message, due: Due) -> bool:
        """Whether it waits, and its wish was for a day that is over."""
        if message.state not in {"queued", "approved"} or self._on <= due.due:
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
        for key, made in store.callbacks.many(contacts).items() if contacts else ():
            if not still_open(made):
                found.setdefault(key, MADE)
        return found

    def _outbox_of_the_week(self) -> dict[str, Message]:
        """The messages of the outbox that were due within seven days, by id."""
        store = self._app.store
        if not store.shards.names("messages"):
            return {}
        first = back(self._on, max(WEEK_BEFORE, _LONGEST))
        return {each.id: each for each in store.messages.where_between("due", first, self._on)}

    def _hold_back(
        self, going: Iterable[Due], texts: Mapping[str, Text], skipped: dict[str, Skipped]
    ) -> None:
        """Let no customer get too much: what comes first in the policy's order goes (S2-027)."""
        order = {kind: n for n, kind in enumerate(self._policy["message.order"].texts())}
        caps = Caps(self._policy, self._on, self._days_before())
        good = [due for due in going if texts[due.contact].problem is None]
        good.sort(key=lambda due: (order.get(due.kind, len(order)), due.due, due.contact))
        for due in good:
            counted = self._needs.get(due.kind) != "nothing"
            if (why := caps.hold_back(due.customer, counted=counted)) is not None:
                skipped[due.contact] = why

    def _days_before(self) -> dict[str, list[date]]:
        """On which of the last seven days each customer got a message, or will."""
        from svc.rules.merge import stands_in  # a shop that sends nothing needs none of it

        first = back(self._on, WEEK_BEFORE)
        days: dict[str, list[date]] = {}
        for message in self._recent.values():
            if message.state in UNSEEN or stands_in(message.text, message.history):
                continue
            if message.due >= first:
                days.setdefault(message.customer, []).append(message.due)
        return days

    def _row(self, due: Due, why: Skipped | None, text: Text | None) -> Planned:
        raw = self._customers.get(due.customer)
        return Planned(
            contact=due.contact,
            customer=due.customer,
            kind=due.kind,
            template=due.template,
            due=due.due,
            why=due.why,
            status=READY if why is None else SKIPPED,
            rule=None if why is None else why.rule,
            reason=None if why is None else why.reason,
            text=text.text if text else None,
            segments=text.segments if text else None,
            name=raw.get("name") if raw else None,
            assignee=due.assignee or (raw.get("owner") if raw else None),
            about=due.about,
        )


_SETTLED = frozenset({MADE.rule, *(state.rule for state in STATES.values())})
_LONGEST = 31
"""So many days back the outbox is looked at: no occasion goes out later than that."""
