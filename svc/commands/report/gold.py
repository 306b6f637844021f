"""`svc report gold`: the gold customers, and the highest spender of a year (S2-006, S2-043)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.options import formats, on_option, pass_app
from svc.commands.report import VERBS
from svc.commands.report.tiers import in_percent
from svc.i18n import _, say
from svc.rules.gold import measure, ranked, shown, year_of
from svc.rules.tier import months_before, scheme
from svc.tiers import present, spent_between, tiers_of

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App

COLUMNS = {
    "rank": "rank", "name": "name", "number": "number", "tier": "tier", "spend": "spend",
    "purchases": "purchases", "share": "part of the spending", "cumulative": "added up",
    "top": "highest",
}  # fmt: skip
KEYS = (
    "rank", "customer", "name", "number", "tier", "spend", "purchases", "share", "cumulative",
    "top", "gold",
)  # fmt: skip


@click.command(help=str(VERBS["gold"]))
@on_option
@click.option(
    "--year",
    metavar="YEAR",
    type=click.IntRange(1970, 2069),
    help=_("Of a calendar year, as far as it has gone; its highest spender is always named."),
)
@click.option(
    "--top",
    metavar="N",
    type=click.IntRange(min=1),
    help=_("The first so many spenders, whether gold or not."),
)
@formats
@pass_app
def command(app: App, on: date, year: int | None, top: int | None, form: str) -> None:
    """The highest spending first; what was taken back up to the day is off."""
    store, policy = app.store, app.policy.at(on)
    by = measure(policy)
    after, last = (months_before(on, by.months), on) if year is None else year_of(year)
    customers = present(store)
    spent = spent_between(store, after, min(last, on), known=on)
    rows = ranked({each: spent[each] for each in spent if each in customers}, by)
    chosen = [
        row
        for row in rows
        if (row.rank <= top if top else row.is_gold or (row.is_top and year is not None))
    ]
    tiers = tiers_of(store, policy, on, [row.customer for row in chosen])
    found = [shown(row, tiers[row.customer], customers[row.customer]) for row in chosen]
    if form != "text":
        output.show_list(found, COLUMNS, form, keys=KEYS)
        return
    names = {level.key: str(level.name) for level in scheme(policy).levels}
    output.show_list([for_people(row, names) for row in found], COLUMNS, form)
    if not top:
        if not any(row.is_gold for row in rows):
            output.say_on_stderr(say("Nobody is gold."))
        output.say_on_stderr(
            say(
                "Gold: of the {percent} of spenders who spend most, those with {n} purchases "
                "or more (gold.customers).",
                percent=in_percent(str(by.share)), n=by.purchases,
            ),
            say("Customers who spent in these {months} months: {all}.",
                months=by.months, all=len(rows)) if year is None
            else say("Customers who spent in {year}: {all}.", year=year, all=len(rows)),
        )  # fmt: skip


def for_people(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """A row in words."""
    return {
        **row,
        "tier": names.get(row["tier"], row["tier"]),
        "spend": f"¥{row['spend']}",
        "share": in_percent(row["share"]),
        "cumulative": in_percent(row["cumulative"]),
        "top": _("yes") if row["top"] else None,
    }
