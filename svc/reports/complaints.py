"""The report of complaints by class: Pareto's chart, its table, and what was paid back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import listed, say
from svc.reports.document import Chart, Column, Figure, Report, Section, Series, Table
from svc.reports.values import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.i18n import Sentence
    from svc.rules.complaint_classes import Classes
    from svc.rules.pareto import Row

TITLES = {
    "category": say("Complaints by category"),
    "cause": say("Complaints by cause"),
    "goods": say("Complaints by goods"),
    "channel": say("Complaints by the way they came"),
}
CLASS = {
    "category": say("category"),
    "cause": say("cause"),
    "goods": say("goods"),
    "channel": say("channel"),
}


def arranged(found: Classes, shop: str) -> Report:
    """The report for people; no customer is named in it."""
    days = (found.last - found.first).days + 1
    return Report(
        name="complaints",
        title=TITLES[found.by],
        shop=shop,
        about=(
            say("{first} to {last} ({days} days)", first=found.first, last=found.last, days=days),
        ),
        figures=(Figure(label=say("Complaints"), value=found.total),),
        sections=tuple(_sections(found)),
    )


def _sections(found: Classes) -> list[Section]:
    if not found.rows:
        nothing = say(
            "No complaint was recorded from {first} to {last}.", first=found.first, last=found.last
        )
        return [Section(heading=say("The most frequent first"), notes=(nothing,))]
    cases = _section(say("The most frequent first"), found.rows, found, "count", _notes(found))
    if not found.money:
        return [cases]
    note = say(
        "¥{total} went back to customers in returns that these complaints led to.",
        total=found.paid,
    )
    return [cases, _section(say("What was paid back for them"), found.money, found, "money",
                            (note,))]  # fmt: skip


def _notes(found: Classes) -> tuple[Sentence, ...]:
    """What the table comes to in a sentence; of too few cases that nothing can be said."""
    if found.few:
        return (say("Too few to say which are most (n = {n}).", n=found.total),)
    if not found.top:
        return ()
    return (
        say(
            "{classes}: together {share} of the complaints.",
            classes=listed(row.name for row in found.top),
            share=shown(found.top[-1].cumulative, "percent"),
        ),
    )


def _section(
    heading: Sentence,
    rows: Sequence[Row],
    found: Classes,
    kind: str,
    notes: tuple[Sentence, ...],
) -> Section:
    what = say("complaints") if kind == "count" else say("paid back")
    unit = say("cases") if kind == "count" else say("yuan")
    total = found.total if kind == "count" else found.paid
    return Section(
        heading=heading,
        notes=notes,
        table=Table(
            columns=(
                Column("name", CLASS[found.by]),
                Column("count", what, kind),
                Column("share", say("share"), "percent"),
                Column("cumulative", say("share so far"), "percent"),
            ),
            rows=tuple((str(row.name), row.count, row.share, row.cumulative) for row in rows),
            total=(say("total"), total, None, None),
        ),
        chart=Chart(
            kind="pareto",
            title=TITLES[found.by] if kind == "count" else heading,
            unit=unit,
            labels=tuple(str(row.name) for row in rows),
            series=(Series(name=what, values=tuple(row.count for row in rows)),),
            values=kind,
        ),
    )
