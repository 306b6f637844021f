"""How many customers each tier holds and what they spend, arranged as a report (S2-015)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.money import ZERO
from svc.reports.document import Chart, Column, Figure, Report, Section, Series, Table
from svc.rules.gold import part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from svc.reports.document import Words


def arranged(
    found: Mapping[str, Any], names: Mapping[str, Words], months: int, shop: str
) -> Report:
    """The report; `found` is the command's JSON, `names` what tiers are called, by key."""
    rows = found["tiers"]
    tiers = [names[row["tier"]] for row in rows]
    spend = [Decimal(row["spend"]) for row in rows]
    changes = found["changes"]
    return Report(
        name="tiers",
        title=say("Customers by tier"),
        shop=shop,
        about=(say("on {day}", day=found["on"]),),
        figures=(
            Figure(label=say("customers"), value=sum(row["customers"] for row in rows)),
            Figure(label=say("what they spent"), value=sum(spend, ZERO), kind="money"),
            Figure(label=say("rose since {day}", day=changes["since"]), value=changes["risen"]),
            Figure(label=say("fell since {day}", day=changes["since"]), value=changes["fallen"]),
        ),
        sections=(
            _holders(tiers, [row["customers"] for row in rows], found),
            _spenders(tiers, spend, months),
        ),
    )


def _holders(tiers: Sequence[Words], counts: Sequence[int], found: Mapping[str, Any]) -> Section:
    whole = sum(counts)
    shares = [part(Decimal(count), Decimal(whole)) for count in counts]
    return Section(
        heading=say("Who holds which tier"),
        table=Table(
            columns=(
                Column("tier", say("tier")),
                Column("customers", say("customers"), "count"),
                Column("share", say("part of the customers"), "percent"),
            ),
            rows=tuple(zip(tiers, counts, shares, strict=True)),
            total=(say("all"), whole, part(Decimal(whole), Decimal(whole))),
        ),
        chart=Chart(
            kind="bars", title=say("Customers of each tier"), unit=say("customers"),
            labels=tuple(tiers), series=(Series(say("customers"), tuple(counts)),),
        ),
        after=(say("Customers who never bought: {n}.", n=found["never_bought"]),),
    )  # fmt: skip


def _spenders(tiers: Sequence[Words], spend: Sequence[Decimal], months: int) -> Section:
    whole = sum(spend, ZERO)
    shares = [part(each, whole) for each in spend]
    return Section(
        heading=say("What they spent"),
        table=Table(
            columns=(
                Column("tier", say("tier")),
                Column("spend", say("spend"), "money"),
                Column("share", say("part of the spending"), "percent"),
            ),
            rows=tuple(zip(tiers, spend, shares, strict=True)),
            total=(say("all"), whole, part(whole, whole)),
        ),
        chart=Chart(
            kind="bars", title=say("Spending of each tier"), unit=say("yuan"), values="money",
            labels=tuple(tiers), series=(Series(say("spend"), tuple(spend)),),
        ),
        after=(
            say("In the {months} months up to that day, less what was taken back.", months=months),
        ),
    )  # fmt: skip
