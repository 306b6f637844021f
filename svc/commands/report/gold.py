"""`svc report gold`: the gold customers, and the highest spender of a year (S2-006, S2-043)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.options import formats, on_option, pass_app
from svc.commands.progress import watch
from svc.commands.report import VERBS
from svc.commands.report.written import out_option, put
from svc.i18n import _, say
from svc.reports.values import figure
from svc.rules.gold import measure, ranked, shown, year_of
from svc.rules.tier import months_before, scheme
from svc.tiers import present, spent_between, tiers_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from svc.app import App
    from svc.i18n import Sentence
    from svc.reports.document import Report
    from svc.rules.gold import Measure, Row

COLUMNS = {
    "rank": "rank", "name": "name", "number": "number", "tier": "tier", "spend": "spend",
    "purchases": "purchases", "share": "part of the spending", "cumulative": "share so far",
    "top": "highest",
}  # fmt: skip
KEYS = (
    "rank", "customer", "name", "number", "tier", "spend", "purchases", "share", "cumulative",
    "top", "gold",
)  # fmt: skip


SPAN = _(
    "Without --year it is of the months that gold.customers says, twelve as shipped, up to --on."
)
"""What its own page says of its days."""


@click.command(help=f"{VERBS['gold']}\n\n{SPAN}")
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
@out_option
@formats
@pass_app
def command(
    app: App, on: date, year: int | None, top: int | None, form: str, out: Path | None
) -> None:
    """The highest spending first; what was taken back up to the day is off."""
    store, policy = app.store, app.policy.at(on)
    watch(store)
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
    names = {level.key: str(level.name) for level in scheme(policy).levels}
    if out is not None:
        people = {
            row.customer: (customers[row.customer], names[tiers[row.customer]]) for row in chosen
        }
        days = _days(on, after, year)
        is_gold = top is None and year is None
        title = say("Gold customers: who brings most") if is_gold else say("Who spends most")
        put(app, lambda: _report(chosen, rows, people, (title, days, _rule(by)),
                                 store.settings.name), found, out)  # fmt: skip
        return
    if form != "text":
        output.show_list(found, COLUMNS, form, keys=KEYS)
        return
    output.show_list([for_people(row, names) for row in found], COLUMNS, form)
    if not top:
        if not any(row.is_gold for row in rows):
            output.say_on_stderr(say("Nobody is gold."))
        output.say_on_stderr(
            _rule(by),
            say("Customers who spent in these {months} months: {all}.",
                months=by.months, all=len(rows)) if year is None
            else say("Customers who spent in {year}: {all}.", year=year, all=len(rows)),
        )  # fmt: skip


def _rule(by: Measure) -> Sentence:
    """Who is gold, in a sentence."""
    return say(
        "Gold: of the {percent} of spenders who spend most, those with {n} purchases "
        "or more (gold.customers).",
        percent=figure(by.share, "percent"), n=by.purchases,
    )  # fmt: skip


def _days(on: date, after: date, year: int | None) -> Sentence:
    """Of which days the spending is."""
    if year is not None:
        return say("{year}, as known on {day}", year=year, day=on)
    return say("after {after}, up to {day}", after=after, day=on)


def _report(
    chosen: Sequence[Row],
    rows: Sequence[Row],
    people: Mapping[str, tuple[Mapping[str, Any], str]],
    words: tuple[Sentence, ...],
    shop: str,
) -> Report:
    from svc.reports.gold import Person, arranged

    named = {
        each: Person(name=fields.get("name") or each, number=fields.get("number"), tier=tier)
        for each, (fields, tier) in people.items()
    }
    title, *about = words
    return arranged(chosen, rows, named, title, about, shop)


def for_people(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """A row in words."""
    return {
        **row,
        "tier": names.get(row["tier"], row["tier"]),
        "spend": f"¥{row['spend']}",
        "share": figure(Decimal(row["share"]), "percent"),
        "cumulative": figure(Decimal(row["cumulative"]), "percent"),
        "top": _("yes") if row["top"] else None,
    }
