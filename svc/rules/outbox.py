"""How a message of the outbox may move on, when it may go, and what keeps it back.

`MOVES` is the one table: what is not in it does not happen. Nothing leads from `sent` or `unknown`
back to `approved` but a person's word that it did not go (P9).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from svc.errors import Refused
from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say
from svc.rules.authority import POST_NAMES
from svc.rules.callback import still_open
from svc.rules.consent import OPT_OUT, withdrawn
from svc.rules.plan import NEEDS, OCCASIONS, OPTED_OUT, Skipped, stopped_by_consent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.policy import DatedPolicy
    from svc.records.callback import Callback
    from svc.records.customer import Customer
    from svc.records.message import Message
    from svc.rules.authority import Acting

EARLIEST, LATEST = "08:00", "21:00"
"""No policy lets a message out before or after: within what every carrier takes."""
LAPSED, SENT_BEFORE, SAME_PHONE, CAP_DAY = "lapsed", "sent_before", "same_phone", "cap_day"
OTHER_DAY = "other_day"
LONGEST = 3650
"""Days for which anything goes out at all."""

MOVES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "approve": (("queued",), "approved"),
    "reword": (("queued", "approved"), "queued"),
    "cancel": (("queued", "approved", "failed"), "cancelled"),
    "drop": (("approved", "sending"), "cancelled"),
    "begin": (("approved",), "sending"),
    "hold": (("sending",), "approved"),
    "sent": (("sending",), "sent"),
    "failed": (("sending",), "failed"),
    "lose": (("approved", "sending"), "unknown"),
    "say sent": (("unknown",), "sent"),
    "say not sent": (("unknown", "sent"), "failed"),
    "again": (("failed",), "approved"),
}
"""Each move: from which states, and to which."""
CANNOT: Mapping[str, Sentence] = {
    "approve": say("{id} is {state}: only what is queued can be approved."),
    "cancel": say("{id} is {state}: it cannot be cancelled any more."),
    "say sent": say("{id} is {state}: only of one of unknown fate can be said that it went."),
    "say not sent": say("{id} is {state}: it was not handed to a gateway."),
    "again": say("{id} is {state}: only one that failed can be tried again."),
}
"""Why a person's move is refused."""
NO_MOVE = say("{id} is {state}: this cannot be done to it.")


def moved(
    message: Message,
    move: str,
    at: str,
    *,
    staff: str | None = None,
    text: str | None = None,
    via: str | None = None,
    reference: str | None = None,
    till: str | None = None,
) -> Message:
    """The message after a move, which its history tells.

    One held back, or dropped, is as if it had not been begun. Which `till` sends it is written
    down, so that two tills' sendings are never one line.

    Raises:
        Refused: the table has no such move from where it stands.
    """
    allowed, state = MOVES[move]
    if message.state not in allowed:
        told = CANNOT.get(move, NO_MOVE)
        raise Refused(
            say(told.msgid, id=message.id, state=say(message.state)),
            say("`svc sms outbox` shows how each message stands."),
        )
    history = message.history
    if move in {"hold", "drop"} and history and history[-1].get("state") == "sending":
        history = history[:-1]
    named = via if state in {"sending", "unknown"} else None
    entry = {"at": at, "state": state, "staff": staff, "text": text, "via": named, "till": till}
    if move != "hold":
        history = (*history, {name: value for name, value in entry.items() if value})
    return replace(
        message,
        state=state,
        via=via or (message.via if state in {"sent", "failed", "unknown"} else None),
        reference=reference if state == "sent" else None,
        history=history,
    )


def last_word(message: Message) -> str | None:
    """The reason its history gives for how it stands."""
    said = message.history[-1].get("text") if message.history else None
    return said if isinstance(said, str) else None


def may_have_gone(message: Message) -> bool:
    """Whether one that waits was sent by its own history, and nobody has said since it was not."""
    if message.state not in {"queued", "approved"}:
        return False
    for entry in reversed(message.history):
        if entry.get("state") == "failed":
            return False
        if entry.get("state") in {"sent", "unknown"}:
            return True
    return False


def sent_on(message: Message) -> str | None:
    """The day it was sent, as its history has it, or None."""
    for entry in reversed(message.history):
        if entry.get("state") == "sent" and isinstance(at := entry.get("at"), str):
            return at[:10]
    return None


def got_on(message: Message) -> str | None:
    """The day she got it, or may have got it where nobody knows; None of any other."""
    if message.state == "unknown" and message.history:
        tried = [e for e in message.history if e.get("state") in {"sending", "sent"}]
        at = (tried or message.history)[-1].get("at")
        return at[:10] if isinstance(at, str) else None
    return sent_on(message) if message.state == "sent" else None


def day_for_caps(message: Message, on: date) -> date:
    """On which day a message counts when another is planned for a day (S2-027).

    The day she got it, or may have got it; of one that had not gone by `on` the day it is due.
    """
    got = got_on(message)
    if got is None or not message.due.isoformat() < got <= on.isoformat():
        return message.due
    try:
        return date.fromisoformat(got)
    except ValueError:  # a history edited by hand
        return message.due


def failures(message: Message) -> int:
    """How often it was said of it, by the gateway or by a person, that it did not go."""
    return sum(entry.get("state") == "failed" for entry in message.history)


def reworded(message: Message, template: str, text: str, at: str) -> Message:
    """A message that waits, in the words of another day: who approved the old ones reads again.

    One nobody reviewed yet is the same line at every till still.
    """
    after = moved(message, "reword", at) if message.state == "approved" else message
    return replace(after, template=template, text=text)


def has_past_words(policy: DatedPolicy, message: Message, today: date) -> bool:
    """Whether its words are not this day's: those of its very day once that is over, or belated.

    Belated ones stand there before their time where the clock went back.
    """
    if message.kind not in OCCASIONS:
        return False
    row = policy[f"message.{message.kind}"].table()
    late = row.get("late_template")
    if not late or late == row.get("template"):
        return False
    return bool(message.template == late) != (today > message.due)


def may_approve(policy: DatedPolicy, acting: Acting) -> None:
    """Let only the post of `sending.approve_by`, or one above it, review messages.

    Raises:
        Refused: who acts is below it.
    """
    post = policy["sending.approve_by"].text()
    if post not in POST_NAMES:
        raise policy["sending.approve_by"].wrong(say("the code of a post"))
    if not acting.covers(post):
        raise Refused(
            say(
                "Messages are approved by {post}, not by {acting}.",
                post=POST_NAMES[post],
                acting=POST_NAMES[acting.highest],
            ),
            say("Whoever may decide does it with `svc --staff ID …`."),
        )


class Hours(Frozen):
    """From when until when messages go out, as `09:00`: the last minute is not among them."""

    first: str
    last: str

    def hold(self, clock: str) -> bool:
        """Whether a time of day, `15:30`, is among them."""
        return max(self.first, EARLIEST) <= clock < min(self.last, LATEST)


def hours(policy: DatedPolicy) -> Hours:
    """The hours of `sending.hours`; raises BadPolicy."""
    found = policy["sending.hours"]
    row = found.table()
    first, last = row.get("from"), row.get("to")
    if not is_clock(first) or not is_clock(last):
        raise found.wrong(say("from and to as times of day: {example}", example=A_DAY))
    return Hours(first=str(first), last=str(last))


A_DAY = '{ from = "09:00", to = "20:00" }'


def is_clock(text: Any) -> bool:
    """Whether a value is a time of day as we write one: `09:00`."""
    if not isinstance(text, str) or len(text) != 5 or text[2] != ":" or not text.isascii():
        return False
    hour, minute = text[:2], text[3:]
    return hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60


def last_day(policy: DatedPolicy, message: Message) -> date:
    """The last day on which a message still goes out: by its occasion, else `sending.lapse`.

    Raises:
        BadPolicy: the entry holds no number of days.
    """
    if message.kind in OCCASIONS:
        found = policy[f"message.{message.kind}"]
        days = found.table().get("late", 0)
    else:
        found = policy["sending.lapse"]
        days = found.whole()
    if type(days) is not int or days < 0:
        raise found.wrong(say("a whole number"))
    return message.due + timedelta(days=min(days, LONGEST))


def first_due(policy: DatedPolicy, today: date) -> date:
    """The earliest day for which anything that goes out today can be meant; raises BadPolicy."""
    late = [policy[f"message.{kind}"].table().get("late", 0) for kind in OCCASIONS]
    days = [each for each in (*late, policy["sending.lapse"].whole()) if type(each) is int]
    return today - timedelta(days=min(max(days), LONGEST))


class Truth(Frozen):
    """What is so at the moment a message would go: about whom, and what was done since."""

    customer: Customer | None
    is_mobile: bool
    contact: Callback | None
    today: date
    last_day: date
    needs: str = NEEDS[-1]


def why_not(truth: Truth) -> str | None:
    """Why a message must not go out after all, as a word; None where it may."""
    customer = truth.customer
    if customer is None:
        return "not_on_file"
    if customer.erased_on is not None:
        return "erased"
    if customer.merged:
        return "merged"
    if not still_open(truth.contact):
        return "made"
    if truth.today > truth.last_day:
        return LAPSED
    if not customer.phone or not truth.is_mobile:
        return "no_mobile"
    stopped = stopped_by_consent(customer.consent, truth.needs)
    return None if stopped is None else stopped.rule


def told_no(message: Message, consent: Mapping[str, Any], needed: str) -> Skipped | None:
    """Why one that waits will not go after all, by her own word since it was queued."""
    if message.state not in {"queued", "approved"}:
        return None
    if (why := stopped_by_consent(consent, needed)) is None or why.rule != OPTED_OUT.rule:
        return why
    said = [consent[name]["withdrawn"] for name in OPT_OUT if withdrawn(consent, name)]
    return Skipped(why.rule, say("she opted out on {day}: it will not go", day=min(said)))


def reviewer(message: Message) -> str | None:
    """Who let it go out, by its history."""
    for entry in reversed(message.history):
        if entry.get("state") == "approved" and isinstance(entry.get("staff"), str):
            return str(entry["staff"])
    return None
