"""Segments by recency, frequency and money, arranged as a report; no customer is named."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from svc.frozen import Frozen
from svc.i18n import say
from svc.money import ZERO, to_fen
from svc.reports.document import Chart, Column, Figure, Report, Section, Series, Table
from svc.rules.gold import part
from svc.rules.rfm import OTHERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from svc.i18n import Sentence
    from svc.reports.document import Words
    from svc.rules.rfm import Scored, Segment


class Held(Frozen):
    """A segment somebody is in: how many, what they spent in all, what to do for them."""

    name: Words
    do: Words | None
    customers: int
    spend: Decimal


def held(found: Iterable[Scored], rows: Sequence[Segment]) -> list[Held]:
    """The segments somebody is in, in the order they are asked, the others last."""
    count: dict[str, int] = {}
    spend: dict[str, Decimal] = {}
    for each in found:
        count[each.segment] = count.get(each.segment, 0) + 1
        spend[each.segment] = spend.get(each.segment, ZERO) + each.figures.monetary
    names: dict[str, tuple[Words, Words | None]] = {
        row.key: (str(row.name), str(row.do)) for row in rows
    }
    return [
        Held(name=name, do=do, customers=count[key], spend=spend[key])
        for key, (name, do) in (names | {OTHERS: (say("others"), None)}).items()
        if key in count
    ]


def arranged(
    parts: Sequence[Held], cuts: Sequence[Words], *, never: int, on: date,
    warning: Sentence | None, shop: str,
) -> Report:  # fmt: skip
    """The report: how many each segment has, what they spend, where the classes part."""
    whole = sum(each.customers for each in parts)
    return Report(
        name="rfm",
        title=say("Customers by recency, frequency and money"),
        shop=shop,
        about=(say("on {day}", day=on),),
        figures=(
            Figure(label=say("customers who bought"), value=whole),
            Figure(label=say("what they spent"),
                   value=sum((each.spend for each in parts), ZERO), kind="money"),
            Figure(label=say("left out: never bought"), value=never),
        ),
        sections=(_people(parts, whole, warning), _money(parts),
                  Section(heading=say("Where the classes part"), notes=tuple(cuts))),
    ) if parts else Report(
        name="rfm", title=say("Customers by recency, frequency and money"), shop=shop,
        about=(say("on {day}", day=on),),
        figures=(Figure(label=say("left out: never bought"), value=never),),
    )  # fmt: skip


def _people(parts: Sequence[Held], whole: int, warning: Sentence | None) -> Section:
    counts = tuple(each.customers for each in parts)
    return Section(
        heading=say("Segments"),
        notes=() if warning is None else (warning,),
        table=Table(
            columns=(
                Column("segment", say("segment")),
                Column("customers", say("customers"), "count"),
                Column("share", say("part of the customers"), "percent"),
                Column("do", say("what to do"), "words"),
            ),
            rows=tuple(
                (each.name, each.customers, part(Decimal(each.customers), Decimal(whole)), each.do)
                for each in parts
            ),
            total=(say("all"), whole, Decimal(1), None),
        ),
        chart=Chart(
            kind="bars", title=say("Customers of each segment"), unit=say("customers"),
            labels=tuple(each.name for each in parts), series=(Series(say("customers"), counts),),
        ),
    )  # fmt: skip


def _money(parts: Sequence[Held]) -> Section:
    spend = tuple(each.spend for each in parts)
    whole = sum(spend, ZERO)
    return Section(
        heading=say("What they spent"),
        table=Table(
            columns=(
                Column("segment", say("segment")),
                Column("spend", say("spend"), "money"),
                Column("share", say("part of the spending"), "percent"),
                Column("each", say("for each customer"), "money"),
            ),
            rows=tuple(
                (each.name, each.spend, part(each.spend, whole),
                 to_fen(each.spend / each.customers))
                for each in parts
            ),
            total=(say("all"), whole, Decimal(1) if whole else None,
                   to_fen(whole / sum(each.customers for each in parts))),
        ),
        chart=Chart(
            kind="bars", title=say("Spending of each segment"), unit=say("yuan"), values="money",
            labels=tuple(each.name for each in parts), series=(Series(say("spend"), spend),),
        ),
    )  # fmt: skip
