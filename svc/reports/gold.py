"""The customers who spend most, arranged as a report with a chart (S2-006, S2-043)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from svc.frozen import Frozen
from svc.i18n import listed, say
from svc.money import ZERO
from svc.reports.document import Chart, Column, Figure, Report, Section, Series, Table
from svc.rules.gold import part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from svc.i18n import Sentence
    from svc.reports.document import Value, Words
    from svc.rules.gold import Row

DRAWN = 20
"""So many customers have a bar; one of all others would dwarf them."""


class Person(Frozen):
    """What a customer is called, her number and her tier in words."""

    name: str
    number: str | None
    tier: Words


def arranged(
    chosen: Sequence[Row],
    everybody: Sequence[Row],
    people: Mapping[str, Person],
    title: Sentence,
    about: Sequence[Sentence],
    shop: str,
) -> Report:
    """The report: the customers chosen out of all who spent, `about` how and of which days."""
    whole = sum((row.tally.spend for row in everybody), ZERO)
    theirs = sum((row.tally.spend for row in chosen), ZERO)
    return Report(
        name="gold",
        title=title,
        shop=shop,
        about=tuple(about[:1]),
        figures=(
            Figure(label=say("customers who spent"), value=len(everybody)),
            Figure(label=say("of them gold"), value=sum(row.is_gold for row in everybody)),
            Figure(label=say("what all spent"), value=whole, kind="money"),
            Figure(label=say("part of those named here"), value=part(theirs, whole),
                   kind="percent"),
        ),
        sections=(_ranks(chosen, everybody, people),),
        after=tuple(about[1:]),
    )  # fmt: skip


def _ranks(
    chosen: Sequence[Row], everybody: Sequence[Row], people: Mapping[str, Person]
) -> Section:
    heading = say("Who spends most")
    if not chosen:
        return Section(heading=heading, notes=(say("Nobody is gold."),))
    whole = sum((row.tally.spend for row in everybody), ZERO)
    rows = [_line(row, people[row.customer]) for row in chosen]
    named = {row.customer for row in chosen}
    others = [row for row in everybody if row.customer not in named]
    if others:
        rest = sum((row.tally.spend for row in others), ZERO)
        told = say("the other {n}", n=len(others))
        bought = sum(row.tally.purchases for row in others)
        rows.append((None, told, None, None, rest, bought, part(rest, whole), Decimal(1)))
    highest = [people[row.customer].name for row in chosen if row.is_top]
    return Section(
        heading=heading,
        notes=(say("Spent most: {names}.", names=listed(highest)),) if highest else (),
        table=Table(
            columns=(
                Column("rank", say("rank"), "count"), Column("name", say("name")),
                Column("number", say("number")), Column("tier", say("tier")),
                Column("spend", say("spend"), "money"),
                Column("purchases", say("purchases"), "count"),
                Column("share", say("part of the spending"), "percent"),
                Column("cumulative", say("share so far"), "percent"),
            ),
            rows=tuple(rows),
        ),
        chart=_chart(chosen, people),
    )  # fmt: skip


def _line(row: Row, person: Person) -> tuple[Value, ...]:
    return (
        row.rank, person.name, person.number, person.tier, row.tally.spend, row.tally.purchases,
        row.share, row.cumulative,
    )  # fmt: skip


def _chart(chosen: Sequence[Row], people: Mapping[str, Person]) -> Chart:
    drawn = chosen[:DRAWN]
    title = say("Spending, the highest first")
    if len(chosen) > DRAWN:
        title = say("Spending of the first {n}, the highest first", n=DRAWN)
    return Chart(
        kind="bars", title=title, unit=say("yuan"), values="money",
        labels=tuple(people[row.customer].name for row in drawn),
        series=(Series(say("spend"), tuple(row.tally.spend for row in drawn)),),
    )  # fmt: skip
