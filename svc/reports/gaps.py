"""The five gaps of service quality, as a section of a report (S1-031)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import say
from svc.reports.document import Column, Section, Table, TooFew
from svc.rules.five_gaps import IN_SHARES
from svc.rules.shares import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.i18n import Sentence
    from svc.reports.document import Value
    from svc.rules.five_gaps import Gap

PLACES = 2
GAPS: tuple[tuple[Sentence, Sentence], ...] = (
    (
        say("1: what customers expect, and what management thinks they do"),
        say("Let whoever runs the shop fill in the first column as customers would, and note the "
            "sheet with --channel management."),
    ),
    (
        say("2: what management thinks, and the standards it sets"),
        say("Nothing on file measures it: ask of each question whether a written standard says "
            "so."),
    ),
    (
        say("3: the standards, and the service delivered"),
        say("No complaint was settled in this time: there is nothing to hold against the time "
            "limits."),
    ),
    (
        say("4: the service delivered, and how it felt"),
        say("Call back whoever complained, and note whether she is content."),
    ),
    (
        say("5: what customers expect, and what they get"),
        say("No sheet is filled in completely: hand some out (svc survey form)."),
    ),
)  # fmt: skip
"""The five gaps, and what to do to measure one that is not."""


def gaps_section(gaps: Sequence[Gap], views: int) -> Section:
    """The gaps side by side; of each that is not measured, what to do about it.

    `views` is how many sheets whoever runs the shop filled in.
    """
    rows: list[tuple[Value, ...]] = []
    notes: list[Sentence] = []
    for gap, (name, missing) in zip(gaps, GAPS, strict=True):
        rows.append((name, *_measured(gap), None if gap.value is None else gap.n))
        if gap.value is None:
            notes.append(say("Gap {n} is not measured. {what}", n=gap.number, what=missing))
    return Section(
        heading=say("The five gaps"),
        table=Table(
            columns=(
                Column("gap", say("gap"), "words"),
                Column("points", say("in points"), "number"),
                Column("share", say("as a share"), "percent"),
                Column("n", say("answers or cases"), "count"),
            ),
            rows=tuple(rows),
        ),
        after=(
            *notes,
            say("Below zero, the shop falls short. Gap 1: what management expects less what "
                "customers do (management's sheets: {views}). Gap 3: complaints settled in time, "
                "less all. Gap 4: those content when called back about a complaint, less those "
                "settled in time.", views=views),
        ),
    )  # fmt: skip


def _measured(gap: Gap) -> tuple[Value, Value]:
    if gap.value is None:
        return None, None
    value = TooFew(n=gap.n) if gap.few else None
    if gap.unit == IN_SHARES:
        return None, value or rounded(gap.value)
    return value or rounded(gap.value, PLACES), None
