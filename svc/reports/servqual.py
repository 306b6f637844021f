"""The SERVQUAL report: five dimensions, both scores, the five gaps, every question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import say
from svc.reports.document import Chart, Column, Figure, Report, Section, Series, Table, TooFew
from svc.reports.gaps import gaps_section
from svc.reports.values import span
from svc.rules.shares import rounded
from svc.rules.survey import DIMENSIONS, QUALITIES

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from fractions import Fraction

    from svc.i18n import Sentence
    from svc.reports.document import Value
    from svc.rules.five_gaps import Gap
    from svc.rules.servqual import Pair, Servqual
    from svc.rules.survey import Questionnaire

OURS = "servqual"
"""The questionnaire shipped for it, whose title is the report's own."""
PLACES = 2
NAMES: dict[str, Sentence] = {
    "tangibles": say("tangibles"),
    "reliability": say("reliability"),
    "responsiveness": say("responsiveness"),
    "assurance": say("assurance"),
    "empathy": say("empathy"),
}
"""The five dimensions, as S1 calls them."""
PARTS: dict[str, Sentence] = {
    "technical": say("technical: what the customer gets"),
    "functional": say("functional: how she gets it"),
}


class Told(Frozen):
    """What the report tells: the figures, the questionnaire, the days.

    `views` counts the sheets management filled in, `trials` those that never count.
    """

    form: Questionnaire
    first: date | None
    last: date
    found: Servqual
    gaps: tuple[Gap, ...]
    views: int
    trials: int

    def to_json(self) -> dict[str, Any]:
        """The keys for programs, beside those of the days."""
        return {
            "form": self.form.name,
            **self.found.to_json(),
            "trials": self.trials,
            "views": self.views,
            "gaps": [gap.to_json() for gap in self.gaps],
        }


def arranged(told: Told, shop: str) -> Report:
    """The report for people: means with two decimals, too few answers said to be that."""
    found = told.found
    about = span(told.first, told.last)
    figures = [
        Figure(
            label=say("Gap of all, unweighted"), value=_score(found, found.unweighted),
            kind="number",
        ),
        Figure(
            label=say("Gap of all, weighted"), value=_score(found, found.weighted),
            kind="number",
        ),
        Figure(label=say("Widest gap"), value=_worst(found), kind="text"),
        Figure(label=say("Sheets filled in completely"), value=found.answers),
    ]  # fmt: skip
    return Report(
        name="servqual",
        title=say("Service expected and perceived"),
        shop=shop,
        about=(about,) if told.form.name == OURS else (str(told.form.title), about),
        figures=tuple(figures),
        sections=(
            _dimensions(told),
            gaps_section(told.gaps, told.views),
            _qualities(found),
            _questions(found),
        ),
        after=_after(told),
    )


def _score(found: Servqual, value: Fraction | None) -> Value:
    return TooFew(n=found.answers) if found.few and found.answers else _two(value)


def _worst(found: Servqual) -> Value:
    if found.few and found.answers:
        return TooFew(n=found.answers)
    return NAMES[found.worst] if found.worst else None


def _two(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value, PLACES)


def _dimensions(told: Told) -> Section:
    found = told.found
    rows = tuple(
        (
            NAMES[name], *_of(pair, found),
            rounded(found.weights[name], 1),
        )
        for name, pair in found.dimensions.items()
    )  # fmt: skip
    heading = say("The five dimensions")
    table = Table(
        columns=(
            Column("dimension", say("dimension")),
            Column("expectation", say("expected"), "number"),
            Column("perception", say("perceived"), "number"),
            Column("gap", say("gap"), "number"),
            Column("weight", say("points of 100"), "number"),
        ),
        rows=rows,
    )
    if not found.answers or found.few:
        return Section(heading=heading, notes=(_few(found),), table=table)
    pairs = list(found.dimensions.values())
    high = max(item.expected.scale.high for item, _pair in found.items)
    chart = Chart(
        kind="pairs",
        title=say("Service expected and perceived"),
        unit=say("points, at most {high}", high=high),
        labels=tuple(NAMES[name] for name in DIMENSIONS),
        series=(
            Series(say("expected"), tuple(_two(pair.expectation) for pair in pairs)),
            Series(say("perceived"), tuple(_two(pair.perception) for pair in pairs)),
        ),
        values="number",
    )
    return Section(heading=heading, table=table, chart=chart, after=(_weighing(found),))


def _of(pair: Pair, found: Servqual) -> tuple[Value, Value, Value]:
    if found.few:
        return None, None, TooFew(n=found.answers) if found.answers else None
    return _two(pair.expectation), _two(pair.perception), _two(pair.gap)


def _few(found: Servqual) -> Sentence:
    if not found.answers:
        return say("No sheet of these days is filled in completely.")
    return say("{n} sheets are too few to say anything.", n=found.answers)


def _weighing(found: Servqual) -> Sentence:
    if found.own_weights == found.answers:
        return say("Weighted by the points each customer shared out.")
    if found.own_weights:
        return say(
            "Weighted by the points the customer shared out on {own} of {all} sheets, else by "
            "servqual.weights.",
            own=found.own_weights,
            all=found.answers,
        )
    return say("Nobody shared out points: weighted by servqual.weights.")


def _qualities(found: Servqual) -> Section:
    heading = say("What they get, and how they get it")
    if found.few:
        return Section(heading=heading, notes=(_few(found),))
    return Section(
        heading=heading,
        table=Table(
            columns=(
                Column("quality", say("quality")),
                Column("expectation", say("expected"), "number"),
                Column("perception", say("perceived"), "number"),
                Column("gap", say("gap"), "number"),
            ),
            rows=tuple((PARTS[name], *_of(found.qualities[name], found)) for name in QUALITIES),
        ),
    )


def _questions(found: Servqual) -> Section:
    heading = say("Every question")
    if found.few:
        return Section(heading=heading, notes=(_few(found),))
    rows = tuple(
        (
            item.key,
            str(item.expected.text),
            NAMES[item.expected.dimension or DIMENSIONS[0]],
            say("reversed") if item.expected.negative else None,
            *(_two(value) for value in (pair.expectation, pair.perception, pair.gap)),
            pair.n,
        )
        for item, pair in found.items
    )
    return Section(
        heading=heading,
        table=Table(
            columns=(
                Column("key", say("no.")),
                Column("question", say("what is asked"), "words"),
                Column("dimension", say("dimension")),
                Column("reversed", say("put negatively")),
                Column("expectation", say("expected"), "number"),
                Column("perception", say("perceived"), "number"),
                Column("gap", say("gap"), "number"),
                Column("n", say("answers"), "count"),
            ),
            rows=rows,
        ),
    )


def _after(told: Told) -> tuple[Sentence, ...]:
    found = told.found
    notes = [
        say("Reckoned after Parasuraman, Zeithaml and Berry (1988): on each sheet a dimension is "
            "the mean of its questions, negative ones reversed; then the mean over the sheets. A "
            "gap is what is perceived less what is expected."),
        say("A sheet counts on the day it was filled in; one noted later completes the days past, "
            "as a sale does."),
    ]  # fmt: skip
    if found.incomplete:
        notes.append(
            say("Sheets with a question left out, in the table of questions only: {n}.",
                n=found.incomplete)
        )  # fmt: skip
    if told.trials:
        notes.append(say("Trial sheets, which never count: {n}.", n=told.trials))
    return tuple(notes)
