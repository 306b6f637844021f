"""The report of a week, a month or a year, arranged as a manager reads it (S3-003, S3-006)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import listed, say, word
from svc.reports.document import Chart, Column, Figure, Report, Section, Series, Table, TooFew
from svc.reports.week_desk import company, contacts, few_of, goods, money, reckoned
from svc.rules.period import MONTH, WEEK, titles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from svc.i18n import Sentence
    from svc.reports.document import Value
    from svc.rules.period_contacts import Contacts
    from svc.rules.period_report import Figures, PeriodReport

    Told = Callable[[Figures], Value]

LISTED = 40
"""So many open cases are listed on paper; the others are counted."""


def arranged(found: PeriodReport, shop: str, names: Mapping[str, str]) -> Report:
    """The report for people; `names` are those of the staff by id."""
    whole = found.period
    about: list[Sentence] = [say("{first} to {last}", first=whole.first, last=whole.last)]
    if not whole.is_whole:
        about.append(say("Not over yet: held against as many days of the others."))
    about += [
        say("{missing} does not exist: {name} stands for it.", missing=missing, name=each.name)
        for each in (figures.period for figures in found.figures.values())
        if (missing := each.instead_of)
    ]
    if found.is_empty:
        about.append(say("Nothing happened, and nothing waits."))
    if late := found.figures["this"].cases.late:
        about.append(say("Settled in time: {n} late ones are still open and not in it.", n=late))
    return Report(
        name=whole.kind,
        title=_title(found),
        shop=shop,
        about=tuple(about),
        figures=() if found.is_empty else _figures(found),
        sections=() if found.is_empty else _sections(found, names),
        after=reckoned(),
    )


def _title(found: PeriodReport) -> Sentence:
    name = found.period.name
    if found.period.kind == WEEK:
        return say("After-sales report of week {name}", name=name)
    if found.period.kind == MONTH:
        return say("After-sales report of {name}", name=name)
    return say("After-sales report of the year {name}", name=name)


def _sections(found: PeriodReport, names: Mapping[str, str]) -> tuple[Section, ...]:
    sections = [
        _classes(found),
        _times(found),
        _open(found, names),
        _trend(found),
        money(found),
        contacts(found),
        *goods(found),
        *company(found),
        _targets(found),
    ]
    return tuple(each for each in sections if each is not None)


def _figures(found: PeriodReport) -> tuple[Figure, ...]:
    """What comes first: each figure with what it was."""
    heads = titles(found.period)
    missed = {each.key for each in found.targets if each.is_missed}

    def figure(label: Sentence, told: Told, kind: str = "count", *, bad: bool = False) -> Figure:
        before = tuple(
            (heads[name], told(each)) for name, each in found.figures.items() if name != "this"
        )
        value = told(found.figures["this"])
        return Figure(label=label, value=value, kind=kind, before=before, bad=bad)

    this = found.figures["this"]
    return (
        figure(say("New complaints"), lambda f: f.cases.new),
        figure(say("Settled"), lambda f: f.cases.settled),
        figure(say("Open at the end"), lambda f: f.cases.open),
        figure(say("Late at the end"), lambda f: f.cases.late, bad=this.cases.late > 0),
        figure(
            say("Settled in time"), lambda f: f.cases.on_time, "percent",
            bad="on_time" in missed or this.cases.late > 0,
        ),
        figure(
            say("Callbacks made of those due"), lambda f: f.callbacks.share, "percent",
            bad="callbacks" in missed,
        ),
        figure(
            say("Content when called back"), lambda f: content(f.callbacks), "percent",
        ),
        figure(say("Money given back"), lambda f: f.returns.refunds, "money"),
        figure(say("Repairs waiting at the end"), lambda f: f.repairs.waiting),
    )  # fmt: skip


def content(made: Contacts) -> Decimal | TooFew | None:
    """The share of the content, where enough have said so."""
    if made.asked and made.is_few:
        return TooFew(n=made.asked)
    return made.satisfaction


def _classes(found: PeriodReport) -> Section:
    rows = found.figures["this"].cases.by_category
    heading = say("New complaints by class")
    if not rows:
        return Section(heading=heading, notes=(say("No new complaint."),))
    return Section(
        heading=heading,
        table=Table(
            columns=(
                Column("class", say("class")),
                Column("count", say("complaints"), "count"),
                Column("share", say("share"), "percent"),
                Column("cumulative", say("share so far"), "percent"),
            ),
            rows=tuple((str(row.name), row.count, row.share, row.cumulative) for row in rows),
        ),
        chart=Chart(
            kind="pareto",
            title=say("New complaints by class"),
            unit=say("cases"),
            labels=tuple(str(row.name) for row in rows),
            series=(Series(say("complaints"), tuple(row.count for row in rows)),),
        ),
    )


def compared(
    found: PeriodReport, rows: list[tuple[Sentence, Told]], first: Sentence, kind: str = "count"
) -> Table:
    """A table of figures, each beside what it was before."""
    heads = titles(found.period)
    columns = [
        Column("what", first),
        *(Column(name, heads[name], kind) for name in found.figures),
    ]
    return Table(
        columns=tuple(columns),
        rows=tuple(
            (label, *(told(each) for each in found.figures.values())) for label, told in rows
        ),
    )


def _times(found: PeriodReport) -> Section:
    rows: list[tuple[Sentence, Told]] = [
        (say("First answer, median"), lambda f: f.cases.answer.median),
        (say("First answer, worst"), lambda f: f.cases.answer.worst),
        (say("Settled after, median"), lambda f: f.cases.settling.median),
        (say("Settled after, worst"), lambda f: f.cases.settling.worst),
    ]
    this = found.figures["this"].cases
    notes = []
    if this.answer.n:
        notes.append(
            say("First answers: {n}, of them in time {k}.", n=this.answer.n, k=this.answer.in_time)
        )
    if this.settling.n:
        notes.append(
            say("Settled: {n}, of them in time {k}.", n=this.settling.n, k=this.settling.in_time)
        )
    if this.repeats:
        notes.append(
            say(
                "Came again: {n} ({cases}).",
                n=len(this.repeats),
                cases=few_of(this.repeats),
            )
        )
    return Section(
        heading=say("How long it took"),
        notes=tuple(notes),
        table=compared(found, rows, say("working hours"), "hours"),
    )


def _open(found: PeriodReport, names: Mapping[str, str]) -> Section:
    heading = say("Open complaints")
    rows = found.open_cases
    if not rows:
        return Section(heading=heading, notes=(say("None is open."),))
    after = []
    if len(rows) > LISTED:
        after.append(say("And {n} more.", n=len(rows) - LISTED))
    return Section(
        heading=heading,
        table=Table(
            columns=(
                Column("id", say("id")),
                Column("class", say("class")),
                Column("on", say("logged on"), "day"),
                Column("days_late", say("days late"), "count"),
                Column("whose", say("whose")),
            ),
            rows=tuple(
                (
                    each.id, word(each.category), each.on,
                    each.days_late if each.is_late else None,
                    names.get(each.whose, each.whose) if each.whose else None,
                )
                for each in rows[:LISTED]
            ),
        ),
        after=tuple(after),
    )  # fmt: skip


def _trend(found: PeriodReport) -> Section:
    labels = tuple(each.period.name for each in found.trend)
    new = tuple(each.new for each in found.trend)
    settled = tuple(each.settled for each in found.trend)
    return Section(
        heading=say("How it went on"),
        table=Table(
            columns=(
                Column("period", say("period")),
                Column("new", say("new"), "count"),
                Column("settled", say("settled"), "count"),
            ),
            rows=tuple(zip(labels, new, settled, strict=True)),
        ),
        chart=Chart(
            kind="lines",
            title=say("New and settled complaints"),
            unit=say("cases"),
            labels=labels,
            series=(Series(say("new"), new), Series(say("settled"), settled)),
        ),
    )


TARGETS = {
    "on_time": say("Complaints settled in time"),
    "callbacks": say("Callbacks made of those due"),
}


def _targets(found: PeriodReport) -> Section | None:
    if not found.targets:
        return None
    missed = [str(TARGETS[each.key]) for each in found.targets if each.is_missed]
    notes = [say("Missed: {names}.", names=listed(missed))] if missed else []
    notes += [
        say(
            "{name}: {n} late ones are still open and not in it, so the target does not count as "
            "met.",
            name=TARGETS[each.key],
            n=each.left_out,
        )
        for each in found.targets
        if each.left_out
    ]
    return Section(
        heading=say("Targets"),
        notes=tuple(notes) or (say("None is missed."),),
        table=Table(
            columns=(
                Column("what", say("target of")),
                Column("target", say("to reach"), "percent"),
                Column("value", say("what was reached"), "percent"),
            ),
            rows=tuple((TARGETS[each.key], each.target, each.value) for each in found.targets),
        ),
    )
