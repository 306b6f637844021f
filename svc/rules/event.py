"""Gatherings of VIP customers: their themes, who is asked, who came, what is wished for.

At least four a year (S2-055), tied to sales or wholly apart (S2-056); what customers wish for most
is done where it fits the shop (S2-060).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from svc.errors import BadInput, Refused
from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say, spoken
from svc.rules.consent import CHANNEL_OF, agreed, withdrawn
from svc.rules.event_values import CONDITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from svc.policy import DatedPolicy
    from svc.records.customer import Customer
    from svc.records.event import Event

WAYS = ("visit", "phone", "message", "wechat", "letter", "email")
"""How somebody may be invited; a visit is the talk at the counter, too."""
ROW = ("customer", "at", "by", "answer", "came", "staff", "text")
"""The keys of a row of `invited` as JSON."""
QUARTERS = (1, 4, 7, 10)
"""The months the quarters of a year begin with."""
_TIME = re.compile(
    r"([01]?[0-9]|2[0-3])[:点时]([0-5][0-9])分?"
    r"(?:\s*[-~到至—]+\s*([01]?[0-9]|2[0-4])[:点时]([0-5][0-9])分?)?"
)


class Theme(Frozen):
    """A theme of gatherings by policy: its names, whether it is tied to sales, how it was judged.

    `fits` is true where all three conditions of S2-060 hold, false where one does not, and None
    while the shop has not judged them all.
    """

    key: str
    en: str
    zh: str
    sales: bool = False
    fits: bool | None = None
    unjudged: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    note: str | None = None

    @property
    def name(self) -> str:
        """What it is called, in the language now in use."""
        return self.zh if spoken() == "zh" else self.en


def themes(policy: DatedPolicy) -> dict[str, Theme]:
    """The themes in force on a day, by key, in their order.

    Raises:
        BadPolicy: a row is not as it should be.
    """
    found = policy["event.themes"]
    try:
        rows = [_theme(row) for row in found.rows()]
    except (KeyError, TypeError):
        raise found.wrong(say("rows of key, en, zh and sales")) from None
    return {theme.key: theme for theme in rows}


def _theme(row: Mapping[str, Any]) -> Theme:
    judged = {name: row.get(name) for name in CONDITIONS}
    failing = tuple(name for name, holds in judged.items() if holds is False)
    unjudged = tuple(name for name, holds in judged.items() if holds is None)
    return Theme(
        key=str(row["key"]),
        en=str(row["en"]),
        zh=str(row["zh"]),
        sales=row.get("sales") is True,
        fits=False if failing else None if unjudged else True,
        failing=failing,
        unjudged=unjudged,
        note=row.get(f"note_{spoken()}") or row.get("note_en"),
    )


def theme_key(text: str, known: Mapping[str, Theme]) -> str:
    """A theme's key from its key or its name in either language; the shop's own word as it is.

    Raises:
        BadInput: nothing is said.
    """
    word = " ".join(unicodedata.normalize("NFKC", text).split())
    if not word:
        raise BadInput(say("A theme is missing."), say("Known here: {names}.", names=keys(known)))
    for theme in known.values():
        if word.casefold() in {theme.key, theme.en.casefold(), theme.zh.casefold()}:
            return theme.key
    return word


def unknown_theme(key: str, known: Mapping[str, Theme]) -> Sentence | None:
    """A warning for a theme that policy does not know: new ones are welcome, slips are not."""
    if key in known:
        return None
    return say(
        "{key} is not among the themes of the policy; kept all the same. Known: {names}.",
        key=key,
        names=keys(known),
    )


def keys(known: Mapping[str, Theme]) -> str:
    """The keys of the themes, for a sentence."""
    return ", ".join(known)


def time_of(text: str) -> str:
    """A time of day, `14:00`, or a span, `14:00-16:00`, from what people write.

    Raises:
        BadInput: it is neither, or it ends before it begins.
    """
    match = _TIME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is not None:
        start, end = (
            None if hour is None else int(hour) * 60 + int(minute)
            for hour, minute in (match.group(1, 2), match.group(3, 4))
        )
        if start is not None and (end is None or start < end <= 24 * 60):
            return _clock(start) if end is None else f"{_clock(start)}-{_clock(end)}"
    raise BadInput(
        say("{text!r} is no time of day.", text=text),
        say("Write --time 14:00 or --time 14:00-16:30."),
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def objection(customer: Customer, by: str | None) -> Sentence | None:
    """Why a customer may not be invited this way; None where she may.

    An invitation is advertising: whoever wants none is not asked, whatever the way; an SMS or an
    e-mail needs her consent to both.
    """
    if withdrawn(customer.consent, "marketing"):
        return say("{name} wants no advertising, and an invitation is some.", name=customer.name)
    if by is None or by == "visit":
        return None
    channel = CHANNEL_OF.get(by, by)
    if withdrawn(customer.consent, channel):
        return say("{name} wants nothing by this way.", name=customer.name)
    if channel in {"sms", "email"} and not (
        agreed(customer.consent, channel) and agreed(customer.consent, "marketing")
    ):
        return say("{name} has not agreed to invitations by this way.", name=customer.name)
    return None


def row_of(event: Event, customer_id: str) -> Mapping[str, Any] | None:
    """The row of a customer who is invited or came, or None."""
    return next((row for row in event.invited if row.get("customer") == customer_id), None)


def invited(event: Event, customer_id: str, said: Mapping[str, Any]) -> Event:
    """The gathering with a customer invited; asked twice it is one row, a new answer replaces.

    `said` holds `at`, `by`, `answer`, `staff`, `text`; what is None was not said and stays.
    """
    told = {name: value for name, value in said.items() if value is not None}
    before = row_of(event, customer_id)
    if before is None:
        return replace(event, invited=(*event.invited, {"customer": customer_id, **told}))
    again: dict[str, Any] = {n: told[n] for n in ("answer", "text", "by") if n in told}
    return _with_row(event, dict(before) | again)


def _with_row(event: Event, after: Mapping[str, Any]) -> Event:
    who = after["customer"]
    rows = tuple(after if row.get("customer") == who else row for row in event.invited)
    return replace(event, invited=rows)


def attended(event: Event, came: Iterable[str], said: Mapping[str, Any]) -> Event:
    """The gathering as held, with who came; who came unasked has a row without `at`."""
    for customer_id in came:
        before = row_of(event, customer_id)
        if before is None:
            staff = {"staff": said["staff"]} if said.get("staff") else {}
            new = {"customer": customer_id, "came": True, **staff}
            event = replace(event, invited=(*event.invited, new))
        else:
            event = _with_row(event, {**before, "came": True})
    return event if event.state == "held" else _moved(event, "held", said)


def cancelled(event: Event, said: Mapping[str, Any]) -> Event:
    """The gathering called off."""
    return _moved(event, "cancelled", said)


def _moved(event: Event, state: str, said: Mapping[str, Any]) -> Event:
    entry = {
        "at": said["at"],
        "state": state,
        "staff": said.get("staff"),
        "text": said.get("text"),
    }
    line = {name: value for name, value in entry.items() if value}
    return replace(event, state=state, history=(*event.history, line))


def must_be_open(event: Event, verb: Sentence) -> None:
    """Raises Refused where a gathering was called off, or was held and that stays."""
    if event.state != "planned":
        raise Refused(
            say("{id} is {state}: {verb} is too late.", id=event.id, state=say(event.state),
                verb=verb),
            say("`svc event show {id}`", id=event.id),
        )  # fmt: skip


def may_be_held(event: Event, today: date) -> None:
    """Raises Refused where a gathering was called off, or its day has not come."""
    if event.state == "cancelled":
        must_be_open(event, say("attending"))
    if event.on > today:
        raise Refused(
            say("{id} is on {day}: nobody came yet.", id=event.id, day=event.on),
            say("Note who will come with `svc event invite {id} --answer yes`.", id=event.id),
        )


def counts(event: Event) -> dict[str, int]:
    """How many were asked, said yes, and came."""
    return {
        "asked": sum("at" in row for row in event.invited),
        "accepted": sum(row.get("answer") == "yes" for row in event.invited),
        "came": sum(bool(row.get("came")) for row in event.invited),
    }


def too_many(event: Event) -> Sentence | None:
    """A warning where more have said yes than there are places."""
    accepted = counts(event)["accepted"]
    if event.places is None or accepted <= event.places:
        return None
    return say(
        "{id}: {n} have said yes, and there are {places} places.",
        id=event.id, n=accepted, places=event.places,
    )  # fmt: skip


def wanted_by(year: int, day: date, opened: date, a_year: int) -> int:
    """How many gatherings a year should have had by a day, or planned: a share for each quarter.

    A quarter counts once it is over, the last one from its first day, for then what is wanting can
    still be planned; each only if the shop was open on its first day (S2-055: four a year; that
    they are spread over it is a default of this tool).
    """
    firsts = [date(year, month, 1) for month in QUARTERS] + [date(year + 1, 1, 1)]
    begun = sum(
        opened <= start and (end <= day or (start.month == QUARTERS[-1] and start <= day))
        for start, end in pairwise(firsts)
    )
    return a_year * begun // 4


def quarter_of(day: date) -> date:
    """The first day of the quarter a day is in."""
    return day.replace(month=max(month for month in QUARTERS if month <= day.month), day=1)
