"""What the reports of surveys are made of: filled sheets, calls and cases of a span of days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from svc.errors import BadInput, NoSuchRecord
from svc.frozen import Frozen
from svc.i18n import say
from svc.records.callback import Callback
from svc.rules.as_of import as_of
from svc.rules.survey import questionnaire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.app import App
    from svc.policy import Policy
    from svc.records.complaint import Complaint
    from svc.records.survey import Survey
    from svc.rules.survey import Questionnaire
    from svc.store.store import Store


class Span(Frozen):
    """The days a report is of, both included; without a first one it is of all up to the last."""

    first: date | None
    last: date

    def holds(self, day: date) -> bool:
        """Whether a day is one of them."""
        return day <= self.last and (self.first is None or day >= self.first)

    def to_json(self) -> dict[str, str | None]:
        """The keys of every report of a span."""
        return {
            "from": self.first.isoformat() if self.first else None,
            "to": self.last.isoformat(),
        }


class Taken(Frozen):
    """Sheets that count, with the questionnaire of their day; what was left out, in numbers.

    `trials` are the shop's own, `unknown` those of questionnaires there are none of any more.
    """

    sheets: tuple[tuple[Survey, Questionnaire], ...]
    trials: int
    unknown: int


def span(first: date | None, last: date | None, today: date) -> Span:
    """The days asked for, up to today where nothing is said; raises BadInput."""
    until = last or today
    if first and first > until:
        raise BadInput(say("{first} is after {last}.", first=first, last=until))
    return Span(first=first, last=until)


def sheets_of(app: App, days: Span, form: str | None = None) -> Taken:
    """The sheets that count on these days, of one questionnaire or of all.

    A sheet counts on the day it was filled in, whenever it was put on file: what is noted later
    completes days past. Where two tills read the same list, each of its rows counts once.
    """
    named = _name_of(app.policy, form, days.last) if form else None
    rows: set[str] = set()
    known: dict[tuple[str, date], Questionnaire | None] = {}
    found = []
    trials = unknown = 0
    for sheet in sorted(app.store.surveys.all(), key=lambda each: each.id):
        if sheet.sheet is not None:
            if sheet.sheet in rows:
                continue
            rows.add(sheet.sheet)
        if (named and sheet.form != named) or not days.holds(sheet.on):
            continue
        if sheet.trial:
            trials += 1
            continue
        key = sheet.form, sheet.on
        if key not in known:
            known[key] = _known(app.policy, *key)
        if (asked := known[key]) is None:
            unknown += 1
        else:
            found.append((sheet, asked))
    return Taken(sheets=tuple(found), trials=trials, unknown=unknown)


def _name_of(policy: Policy, form: str, day: date) -> str:
    return questionnaire(policy, form, day).name


def _known(policy: Policy, form: str, day: date) -> Questionnaire | None:
    try:
        return questionnaire(policy, form, day)
    except NoSuchRecord:
        return None


class Said(NamedTuple):
    """A contact in which a customer said whether she was content. There are very many."""

    done_on: date
    satisfied: bool
    kind: str
    staff: str | None


def calls_of(app: App, days: Span, kind: str | None = None) -> Iterator[Said]:
    """The contacts made on these days, of one kind or all, in which she said if she was content.

    Of one that was not tried again after the last day no record is made: its line tells all.
    Raises ValueError where a line cannot be read.
    """
    low, high = days.first.isoformat() if days.first else "", days.last.isoformat()
    known: dict[str, date] = {}
    for raw in _told(app.store, kind):
        satisfied = raw.get("satisfied")
        if not isinstance(satisfied, bool):
            continue
        if any(str(line.get("on", "~")) > high for line in raw.get("tries") or ()):
            made = as_of(Callback.from_raw(raw), days.last)
            if made and made.satisfied is not None and days.holds(made.done_on):
                yield Said(made.done_on, made.satisfied, made.kind, made.staff)
            continue
        done = str(raw["done_on"])
        if low <= done <= high:
            if (on := known.get(done)) is None:
                on = known[done] = date.fromisoformat(done)
            yield Said(on, satisfied, str(raw["kind"]), raw.get("staff"))


def _told(store: Store, kind: str | None) -> Iterator[dict[str, Any]]:
    """The fields of all callbacks on file, or of those of a kind, whose lines alone are read."""
    if kind is None:
        yield from store.callbacks.fields()
        return
    from svc.store.lines import parsed
    from svc.store.sorted_lines import lines_with

    for name in store.shards.names("callbacks"):
        for line in lines_with(
            store.shards.canonical(name, keep=False), f'"kind":"{kind}"'.encode()
        ):
            if (raw := parsed(line)).get("kind") == kind:
                yield raw


def settled_of(app: App, days: Span) -> Iterator[Complaint]:
    """The complaints settled on these days, as they were known at the end of the last."""
    for complaint in app.store.complaints.all():
        known = as_of(complaint, days.last)
        if known and known.resolved_on is not None and days.holds(known.resolved_on):
            yield known
