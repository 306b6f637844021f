"""The plan of messages: on which occasions, what each needs, and why one is skipped.

Pure: what is due and what is on file is handed in. The occasions, their windows, the needs and the
order are policy (`message.toml`): S1-015, S2-027 to S2-035, S2-040, S2-041.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.rules.consent import agreed, withdrawn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from svc.policy import DatedPolicy

NEEDS = ("nothing", "sms", "marketing")
"""What a kind of messages may need: no consent, that to messages, that to marketing besides."""
OCCASIONS = (
    "birthday", "thanks_purchase", "thanks_referral_old", "thanks_referral_new",
    "thanks_threshold", "long_not_seen", "festival", "season", "delivery_notice", "repair_ready",
    "callback_appointment", "installation_visit", "care", "follow_up",
)  # fmt: skip
"""The entries of `message.toml` that are occasions, each of the kind of its name."""
MOST_DAYS = 366


def needs(policy: DatedPolicy, kind: str) -> str:
    """What she must have agreed to for a kind of message; raises BadPolicy."""
    return str(policy["message.needs"].table().get(kind, NEEDS[-1]))


class Occasion(Frozen):
    """One occasion of the policy: whether it is on, its template, and when it is due.

    `after` or `before` are days counted from its cause; `late` are the days for which it still
    goes out, with `late_template` where there is one.
    """

    kind: str
    on: bool
    template: str
    late: int = 0
    late_template: str | None = None
    after: int = 0
    before: int = 0

    def template_on(self, on: date, day: date) -> str:
        """Its template for a day; on a later one that for belated words, if there is one."""
        return (self.late_template if on > day else None) or self.template


def occasions(policy: DatedPolicy) -> dict[str, Occasion]:
    """The occasions that are on, by kind.

    Raises:
        BadPolicy: one is not as it should be.
    """
    found = {}
    for kind in OCCASIONS:
        entry = policy[f"message.{kind}"]
        row = entry.table()
        if not is_occasion(row):
            raise entry.wrong(say("a table such as {example}", example=AN_OCCASION))
        if row["on"]:
            found[kind] = Occasion(kind=kind, **row)
    return found


AN_OCCASION = '{ on = true, template = "birthday", late = 2 }'
_DAYS = ("late", "after", "before")


def is_occasion(row: Any) -> bool:
    """Whether a value of policy is an occasion."""
    return (
        isinstance(row, dict)
        and row.keys() <= {"on", "template", "late_template", *_DAYS}
        and type(row.get("on")) is bool
        and isinstance(row.get("template"), str)
        and isinstance(row.get("late_template", ""), str)
        and all(
            type(row.get(name, 0)) is int and 0 <= row.get(name, 0) <= MOST_DAYS for name in _DAYS
        )
    )


def kind_of_contact(key: str, kind: str, kinds: Mapping[str, str]) -> str | None:
    """The kind of message that makes a contact: by its key's head, or by the contact's own kind.

    `threshold-5000.P-…` is of `threshold`; None where the policy names no kind.
    """
    head = key.partition(".")[0]
    for name in (head, head.rpartition("-")[0], kind):
        if name in kinds:
            return kinds[name]
    return None


NOTHING: Mapping[str, str] = MappingProxyType({})


class Due(NamedTuple):
    """A message that an occasion asks for, before it is known whether it goes out.

    A tuple with names: on a festival there is one for each customer.

    `given` fills variables of the template; `bought` is the day and the goods of the purchase it
    is about; `last` is the last day on which it makes sense.
    """

    contact: str
    kind: str
    customer: str
    due: date
    why: Sentence
    template: str
    last: date
    about: str | None = None
    assignee: str | None = None
    given: Mapping[str, str] = NOTHING
    bought: tuple[date, str] | None = None


class Skipped(Frozen, kw_only=False):
    """Why a message does not go out: a stable word and the sentence."""

    rule: str
    reason: Sentence


NO_CONSENT = Skipped("no_consent", say("She has not agreed to text messages."))
NO_MARKETING = Skipped("no_consent", say("She has not agreed to marketing."))
OPTED_OUT = Skipped("opted_out", say("She wants no more messages."))
NO_MOBILE = Skipped("no_mobile", say("There is no mobile number on file."))
NOT_ON_FILE = Skipped("not_on_file", say("There is no such customer on file."))
MADE = Skipped("made", say("The contact was made already."))
STATES = {
    "queued": Skipped("queued", say("It waits in the outbox already.")),
    "approved": Skipped("queued", say("It waits in the outbox already.")),
    "sending": Skipped("queued", say("It is being sent.")),
    "sent": Skipped("sent", say("It was sent already.")),
    "failed": Skipped("failed", say("It was tried and failed; see the outbox.")),
    "unknown": Skipped("unknown", say("Nobody knows whether it went; see the outbox.")),
    "cancelled": Skipped("cancelled", say("It was taken out of the outbox.")),
}
"""Why what is in the outbox is not planned again, by its state there."""
ABOUT_HER = frozenset(
    {"lapsed", "cap_day", "cap_week"}
    | {each.rule for each in (NO_CONSENT, OPTED_OUT, NO_MOBILE, NOT_ON_FILE, MADE)}
    | {state.rule for state in STATES.values()}
)
"""The rules that keep one message back; whatever else does lies in the template's words."""
CAP_DAY = say("She gets another message on {day}; at most {most} a day.")
CAP_WEEK = say("She got {n} messages within seven days; at most {most}.")


def stopped_by_consent(consent: Mapping[str, Any], needs: str) -> Skipped | None:
    """Why a message may not go to a customer by what she agreed to; None where it may.

    An opt-out is obeyed by every kind (MIIT Order 31).
    """
    if not consent:
        return None if needs == "nothing" else NO_CONSENT
    if withdrawn(consent, "sms") and not agreed(consent, "sms"):
        return OPTED_OUT
    if needs == "nothing":
        return None
    if not agreed(consent, "sms"):
        return NO_CONSENT
    if needs != "marketing" or agreed(consent, "marketing"):
        return None
    return OPTED_OUT if withdrawn(consent, "marketing") else NO_MARKETING


def lapsed(due: Due, on: date) -> Skipped | None:
    """Whether an occasion is past the last day on which its message makes sense."""
    return None if on <= due.last else _too_late(due.due)


@cache  # hundreds have a day in common
def _too_late(day: date) -> Skipped:
    return Skipped("lapsed", say("It was due on {day}; it is too late now.", day=day))


class Caps:
    """How many messages a customer may get, counted with what she got or waits for.

    Service notices are never held back, but count.
    """

    def __init__(
        self, policy: DatedPolicy, on: date, before: Mapping[str, Sequence[date]]
    ) -> None:
        self._day, self._week = (
            policy["message.cap_day"].whole(),
            policy["message.cap_week"].whole(),
        )
        self._on = on
        self._before = before
        self._today: dict[str, int] = {}

    def hold_back(self, customer: str, *, counted: bool) -> Skipped | None:
        """Count one more message to a customer, or say why it is one too many."""
        planned = self._today.get(customer, 0)
        if counted:
            days = self._before.get(customer, ())
            today = planned + sum(1 for day in days if day == self._on)
            if today >= self._day:
                return Skipped("cap_day", say(CAP_DAY.msgid, day=self._on, most=self._day))
            week = planned + len(days)
            if week >= self._week:
                return Skipped("cap_week", say(CAP_WEEK.msgid, n=week, most=self._week))
        self._today[customer] = planned + 1
        return None
