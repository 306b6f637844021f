"""The report on satisfaction: key figures, segments, months, every question, words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import say
from svc.reports.document import Chart, Column, Figure, Report, Section, Series, Table, TooFew
from svc.reports.opinions import question_sections, words_section
from svc.reports.values import span
from svc.rules.callback import kind_word
from svc.rules.shares import share

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from svc.i18n import Sentence
    from svc.reports.document import Value, Words
    from svc.rules.csat import Satisfied
    from svc.rules.nps import Nps
    from svc.rules.satisfaction import Figures, Satisfaction

HEADS: dict[str, Sentence] = {
    "staff": say("By staff"),
    "month": say("By month"),
    "kind": say("By questionnaire and kind of contact"),
}
FIRST: dict[str, Sentence] = {
    "staff": say("staff"),
    "month": say("month"),
    "kind": say("kind"),
}


class Told(Frozen):
    """What the report tells, and the days it is of.

    `trials` and `unknown` count sheets left out, `names` the staff by id, `forms` the titles of
    questionnaires by name.
    """

    first: date | None
    last: date
    found: Satisfaction
    trials: int
    unknown: int
    with_words: bool
    names: Mapping[str, str]
    forms: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """The keys for programs, beside those of the days; words only where they are asked for."""
        found = self.found
        shown = {
            **found.figures.to_json(),
            "sheets": found.sheets,
            "trials": self.trials,
            "unknown": self.unknown,
            "opinions": len(found.words),
            "questions": [asked.to_json() for asked in found.questions],
            "by": [
                {found.by: name, **self._named(name), **part.to_json()}
                for name, part in found.parts
            ],
        }
        if self.with_words:
            shown["words"] = [words.to_json() for words in found.words]
        return shown

    def _named(self, name: str | None) -> dict[str, str | None]:
        """The name of a member of the staff, where segments are staff."""
        if self.found.by != "staff":
            return {}
        return {"name": self.names.get(name, name) if name else None}


def arranged(told: Told, shop: str) -> Report:
    """The report for people: too few answers are said to be that; words only where asked for."""
    found = told.found
    about = span(told.first, told.last)
    sections = [_content(found.figures), _recommending(found.figures.nps)]
    if found.by and found.by != "month":
        sections.append(_segments(told))
    if found.months:
        sections.append(_months(found))
    sections += question_sections(found)
    if told.with_words:
        sections.append(words_section(found, told.forms))
    return Report(
        name="satisfaction",
        title=say("How satisfied customers are"),
        shop=shop,
        about=(about,),
        figures=_figures(found),
        sections=tuple(sections),
        after=_after(told),
    )


def _figures(found: Satisfaction) -> tuple[Figure, ...]:
    all_of = found.figures
    return (
        Figure(
            label=say("Satisfied by survey (CSAT)"), value=_share(all_of.csat), kind="percent"
        ),
        Figure(
            label=say("Would recommend us, net (NPS)"), value=_score(all_of.nps), kind="number"
        ),
        Figure(
            label=say("Satisfied when called back"), value=_share(all_of.callbacks),
            kind="percent",
        ),
        Figure(label=say("Sheets filled in"), value=found.sheets),
        Figure(label=say("Opinions in words"), value=len(found.words)),
    )  # fmt: skip


def _share(found: Satisfied) -> Value:
    return TooFew(n=found.n) if found.few and found.n else found.share


def _score(found: Nps) -> Value:
    return TooFew(n=found.n) if found.few and found.n else found.score


def _content(figures: Figures) -> Section:
    rows = (
        (say("surveys: 4 or 5 of 5"), figures.csat.n, figures.csat.satisfied,
         _share(figures.csat)),
        (say("callbacks: said so when called"), figures.callbacks.n, figures.callbacks.satisfied,
         _share(figures.callbacks)),
    )  # fmt: skip
    return Section(
        heading=say("Satisfied"),
        table=Table(
            columns=(
                Column("source", say("told by")),
                Column("n", say("answers"), "count"),
                Column("satisfied", say("satisfied"), "count"),
                Column("share", say("share"), "percent"),
            ),
            rows=rows,
        ),
        after=(
            say("The two are not added up: who is called answers otherwise than who fills in a "
                "sheet."),
        ),
    )  # fmt: skip


def _recommending(found: Nps) -> Section:
    counted = (
        (say("promoters (9, 10)"), found.promoters),
        (say("passives (7, 8)"), found.passives),
        (say("detractors (0 to 6)"), found.detractors),
    )
    rows = tuple(
        (name, count, TooFew(n=found.n) if found.few and found.n else share(count, found.n))
        for name, count in counted
    )
    chart = Chart(
        kind="bars",
        title=say("Would customers recommend us?"),
        unit=say("answers"),
        labels=tuple(name for name, _count in counted),
        series=(Series(say("answers"), tuple(count for _name, count in counted)),),
    )
    return Section(
        heading=say("Would recommend us (NPS)"),
        notes=() if found.n else (say("Nobody was asked."),),
        table=Table(
            columns=(
                Column("answer", say("who says so")),
                Column("n", say("answers"), "count"),
                Column("share", say("share"), "percent"),
            ),
            rows=rows,
        ),
        chart=None if found.few else chart,
        after=(say("NPS: promoters less detractors, of a hundred answers: from -100 to 100."),),
    )


def _row(name: Value, part: Figures) -> tuple[Value, ...]:
    return (
        name, part.csat.n, _share(part.csat), part.nps.n, _score(part.nps), part.callbacks.n,
        _share(part.callbacks),
    )  # fmt: skip


def _columns(first: Words) -> tuple[Column, ...]:
    return (
        Column("segment", first),
        Column("csat_n", say("survey answers"), "count"),
        Column("csat", say("CSAT"), "percent"),
        Column("nps_n", say("NPS answers"), "count"),
        Column("nps", say("NPS"), "number"),
        Column("callbacks_n", say("called back"), "count"),
        Column("callbacks", say("satisfied"), "percent"),
    )


def _segments(told: Told) -> Section:
    by = told.found.by or ""
    rows = tuple(_row(_segment(told, name), part) for name, part in told.found.parts)
    notes = (
        (say("Sheets by who served, calls by who made them."),) if by == "staff" and rows else ()
    )
    return Section(
        heading=HEADS[by],
        notes=notes if rows else (say("Nobody was asked."),),
        table=Table(columns=_columns(FIRST[by]), rows=rows) if rows else None,
    )


def _segment(told: Told, name: str | None) -> Words:
    """What a segment is called: a member of the staff, a questionnaire, a kind of contact."""
    if name is None:
        return say("nobody named")
    if told.found.by == "staff":
        return told.names.get(name, name)
    if name in told.forms:
        return told.forms[name]
    return kind_word(name)


def _months(found: Satisfaction) -> Section:
    rows = tuple(_row(month, part) for month, part in found.months)
    shares = [None if part.csat.few else part.csat.share for _month, part in found.months]
    called = [
        None if part.callbacks.few else part.callbacks.share for _month, part in found.months
    ]  # fmt: skip
    series = tuple(
        line
        for line in (
            Series(say("by survey"), tuple(shares)),
            Series(say("when called back"), tuple(called)),
        )
        if sum(value is not None for value in line.values) > 1
    )
    chart = Chart(
        kind="lines",
        title=say("Satisfied customers by month"),
        unit=say("share"),
        labels=tuple(month for month, _part in found.months),
        series=series,
        values="percent",
    )
    return Section(
        heading=HEADS["month"],
        table=Table(columns=_columns(FIRST["month"]), rows=rows),
        chart=chart if series else None,
    )


def _after(told: Told) -> tuple[Sentence, ...]:
    notes = [
        say("A sheet counts on the day it was filled in; one noted later completes the days past, "
            "as a sale does."),
    ]  # fmt: skip
    if told.found.words and not told.with_words:
        notes.append(say("The opinions themselves: --words lists them for the shop's own eyes."))
    if told.trials:
        notes.append(say("Trial sheets, which never count: {n}.", n=told.trials))
    if told.unknown:
        notes.append(
            say("Sheets of questionnaires that are in no policy any more, left out: {n}.",
                n=told.unknown)
        )  # fmt: skip
    return tuple(notes)
