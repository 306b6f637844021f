"""The report of who is drifting away: how many by months, and a list to act on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svc.i18n import say, word
from svc.reports.document import Chart, Column, Figure, Report, Section, Series, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from svc.i18n import Sentence
    from svc.reports.document import Value
    from svc.rules.fading import Limits

SENT = "sent"
MONTHS_SHOWN = 3
"""So many months are shown at least, also where nobody is that long away."""
BY: dict[str, Sentence] = {"days": say("days"), "rhythm": say("her own rhythm")}
"""By what somebody counts as drifting away."""


def arranged(found: Mapping[str, Any], by: Limits, tiers: Mapping[str, str], shop: str) -> Report:
    """The report for people; it names customers, for it is a list to act on."""
    return Report(
        name="fading",
        title=say("Who is drifting away"),
        shop=shop,
        about=(say("as of {day}", day=found["on"]),),
        figures=(
            Figure(label=say("Drifting away"), value=found["fading"], bad=found["fading"] > 0),
            Figure(
                label=say("What they spent in their last year"),
                value=Decimal(found["at_stake"]), kind="money",
            ),
            Figure(label=say("Customers who ever bought"), value=found["buyers"]),
            Figure(
                label=say("Gone: away for more than {days} days", days=by.gone),
                value=found["gone"],
            ),
            Figure(label=say("Never bought"), value=found["never_bought"]),
        ),
        sections=(_months(found), _customers(found, tiers)),
        after=(
            say(
                "Drifting away is who was not here for {days} days (callback.fading), or for more "
                "than {times} times her usual interval, the median of those between her purchases "
                "(from {purchases} visits on, and not before {least} days; fading.rhythm).",
                days=by.days, times=f"{float(by.times):g}", purchases=by.purchases,
                least=by.least,
            ),
            say("At stake is what she spent in the twelve months up to her last purchase."),
        ),
    )  # fmt: skip


def _months(found: Mapping[str, Any]) -> Section:
    """How many bought last so many months ago; a month is thirty days."""
    heading = say("Months since the last purchase")
    if not found["buyers"]:
        return Section(heading=heading, notes=(say("Nobody has bought anything yet."),))
    bands = _with_somebody(found["months"])
    labels = tuple(_band(band) for band in bands)
    drifting = tuple(band["fading"] for band in bands)
    others = tuple(band["customers"] - band["fading"] for band in bands)
    return Section(
        heading=heading,
        table=Table(
            columns=(
                Column("months", say("months away")),
                Column("customers", say("customers"), "count"),
                Column("fading", say("drifting away"), "count"),
            ),
            rows=tuple(
                (label, band["customers"], band["fading"])
                for label, band in zip(labels, bands, strict=True)
            ),
            total=(say("together"), found["buyers"], found["fading"]),
        ),
        chart=Chart(
            kind="pairs",
            title=heading,
            unit=say("customers"),
            labels=labels,
            series=(Series(say("drifting away"), drifting), Series(say("the others"), others)),
        ),
        after=(say("A month is thirty days here."),),
    )


def _with_somebody(bands: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The months up to the last that has somebody: the empty ones after it say nothing."""
    last = max((n for n, band in enumerate(bands, 1) if band["customers"]), default=0)
    return bands[: max(last, MONTHS_SHOWN)]


def _band(band: Mapping[str, Any]) -> Sentence | str:
    if band["to"] is None:
        return say("{n} and more", n=band["months"])
    return f"{band['months']}–{band['to']}"


def _customers(found: Mapping[str, Any], tiers: Mapping[str, str]) -> Section:
    heading = say("Most at stake first")
    if not found["customers"]:
        return Section(heading=heading, notes=(say("Nobody is drifting away."),))
    columns = (
        Column("name", say("name")),
        Column("customer", say("customer")),
        Column("phone", say("phone")),
        Column("tier", say("tier")),
        Column("last", say("last purchase"), "day"),
        Column("days", say("days away"), "count"),
        Column("usual_days", say("usual interval"), "number"),
        Column("by", say("by what sign")),
        Column("at_stake", say("at stake"), "money"),
        Column("spend_12_months", say("last 12 months"), "money"),
        Column("last_contact", say("last contact"), "day"),
        Column("done", say("what was done"), "words"),
    )
    rows = tuple(_row(row, tiers) for row in found["customers"])
    more = found["fading"] - found["listed"]
    notes = (say("{n} more are not listed: --all, or --top N.", n=more),) if more else ()
    return Section(heading=heading, notes=notes, table=Table(columns=columns, rows=rows))


def _row(row: Mapping[str, Any], tiers: Mapping[str, str]) -> tuple[Value, ...]:
    usual, contact = row["usual_days"], row["last_contact"]
    return (
        row["name"],
        row["customer"],
        row["phone"],
        tiers.get(row["tier"], row["tier"]),
        date.fromisoformat(row["last"]),
        row["days"],
        None if usual is None else Decimal(usual),
        BY[row["by"]],
        Decimal(row["at_stake"]),
        Decimal(row["spend_12_months"]),
        None if contact is None else date.fromisoformat(contact),
        _done(row["done"]),
    )


def _done(done: Mapping[str, str] | None) -> Value:
    if done is None:
        return None
    if done["result"] == SENT:
        return say("message sent on {day}", day=done["on"])
    return say("{result} on {day}", result=word(done["result"]), day=done["on"])
