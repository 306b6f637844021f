"""What the calendar gives all customers alike: festival wishes and season messages.

By the solar and the lunar calendar and by solar terms, none by a date of its own (S2-028, S2-031).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from svc.dates import short
from svc.errors import BadInput
from svc.frozen import replace
from svc.i18n import Sentence, say
from svc.rules.callback import ahead, back
from svc.rules.plan import Due, Occasion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from svc.calendar.festivals import Festival
    from svc.policy import DatedPolicy
    from svc.rules.tier import Named

    Occasions = Mapping[str, Occasion]


class Wished(NamedTuple):
    """A festival of a day: who is wished well, None everyone, and its own template, if any."""

    day: date
    festival: Festival
    whose: str | None
    template: str | None


class Calendar:
    """What the calendar gives everyone on a day: a festival, a solar term, or neither.

    `unknown` says that the tables end before the day: then it gives nothing.
    """

    def __init__(self, policy: DatedPolicy, found: Occasions, on: date) -> None:
        self.on = on
        self.unknown: Sentence | None = None
        self.festival: Wished | None = None
        self.term: tuple[date, str] | None = None
        try:
            if occasion := found.get("festival"):
                self.festival = _festival(policy, _days(on, occasion.late))
            if occasion := found.get("season"):
                self.term = _term(policy, _days(on, occasion.late))
        except BadInput as error:
            self.unknown = error.message

    @property
    def is_for_everyone(self) -> bool:
        """Whether anything is due to all customers alike."""
        return bool(self.festival or self.term)


def _days(on: date, late: int) -> list[date]:
    """A day and the days before it on which it would not be too late yet."""
    return [back(on, n) for n in range(late + 1)]


def _festival(policy: DatedPolicy, days: Iterable[date]) -> Wished | None:
    from svc.calendar.festivals import festivals_on

    entry = policy["message.festivals"]
    rows = {row.get("name"): row for row in entry.rows()}
    for day in days:
        kept = {festival.name: festival for festival in festivals_on(day)}
        for name, row in rows.items():
            if name in kept:
                own = row.get("template")
                if own is not None and not isinstance(own, str):
                    raise entry.wrong(say("a template's name in quotes"))
                return Wished(day, kept[name], row.get("for"), own)
    return None


def _term(policy: DatedPolicy, days: Iterable[date]) -> tuple[date, str] | None:
    from svc.calendar.terms import term_on

    terms = policy["message.terms"].texts()
    for day in days:
        if (term := term_on(day)) in terms:
            return day, term
    return None


def for_everyone(
    found: Occasions, calendar: Calendar, customers: Iterable[Mapping[str, Any]]
) -> Iterator[Due]:
    """The wishes and season messages of the day, to each customer on file (S2-028, S2-031)."""
    everyone = list(customers)
    if calendar.festival:
        day, festival, whose, own = calendar.festival
        why = say("{festival} on {day}", festival=_named(festival), day=day)
        wished = [raw for raw in everyone if whose is None or raw.get("gender") == whose]
        occasion = found["festival"]
        occasion = replace(occasion, template=own) if own else occasion
        yield from _to_each(occasion, wished, calendar.on, day, why)
    if calendar.term:
        day, term = calendar.term
        why = say("{term} begins on {day}", term=term, day=day)
        yield from _to_each(found["season"], everyone, calendar.on, day, why)


def _named(festival: Festival) -> Named:
    """A festival's name, with what it means for who reads English."""
    from svc.rules.tier import Named  # only on a festival

    return Named(en=f"{festival.name} ({festival.gloss})", zh=festival.name)


def _to_each(
    occasion: Occasion, customers: Iterable[Mapping[str, Any]], on: date, day: date, why: Sentence
) -> Iterator[Due]:
    head, tail = f"{occasion.kind}.", f".{short(day)}"
    template, last = occasion.template_on(on, day), ahead(day, occasion.late)
    for raw in customers:
        yield Due(
            contact=head + raw["id"] + tail,
            kind=occasion.kind,
            customer=raw["id"],
            due=day,
            why=why,
            template=template,
            last=last,
            about=raw["id"],
        )
