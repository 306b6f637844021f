"""`svc report tiers`: how many customers each tier holds, and what they spend (S2-015)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.options import formats, on_option, pass_app
from svc.commands.report import VERBS
from svc.i18n import _, say
from svc.money import ZERO
from svc.rules.gold import part
from svc.rules.tier import NOTHING, months_before, reached, scheme
from svc.tiers import present, sold_by, spent_between

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App

COLUMNS = {
    "tier": "tier", "customers": "customers", "spend": "spend", "share": "part of the spending",
}  # fmt: skip


@click.command(help=str(VERBS["tiers"]))
@on_option
@formats
@pass_app
def command(app: App, on: date, form: str) -> None:
    """From the highest tier down; what changed is told against a month before."""
    store = app.store
    levels = scheme(app.policy.at(on))
    customers = present(store)
    before = months_before(on, 1)
    now = spent_between(store, months_before(on, levels.months), on)
    earlier = spent_between(store, months_before(before, levels.months), before)
    held = {each: reached(levels, now.get(each, NOTHING)).key for each in customers}
    risen = fallen = 0
    for each, key in held.items():
        was = levels.place(reached(levels, earlier.get(each, NOTHING)).key)
        risen += levels.place(key) > was
        fallen += levels.place(key) < was
    whole = sum((now[each].spend for each in customers if each in now), ZERO)
    rows = []
    for level in reversed(levels.levels):
        members = [each for each, key in held.items() if key == level.key]
        spend = sum((now[each].spend for each in members if each in now), ZERO)
        rows.append(
            {
                "tier": level.key,
                "customers": len(members),
                "spend": str(spend),
                "share": str(part(spend, whole)),
            }
        )
    never = len(customers.keys() - sold_by(store, on))
    found = {
        "on": on.isoformat(),
        "tiers": rows,
        "never_bought": never,
        "changes": {"since": before.isoformat(), "risen": risen, "fallen": fallen},
    }
    if form in {"json", "text"}:
        names = {level.key: str(level.name) for level in levels.levels}
        output.show_record(found, form, lambda: as_text(found, names))
    else:
        output.show_list(rows, COLUMNS, form, keys=list(COLUMNS))


def as_text(found: dict[str, Any], names: dict[str, str]) -> str:
    """The table for people, and what changed."""
    rows = [
        [names[row["tier"]], str(row["customers"]), f"¥{row['spend']}", in_percent(row["share"])]
        for row in found["tiers"]
    ]
    headings = [_(heading) for heading in COLUMNS.values()]
    widths = output.widths_of([headings, *rows])
    changes = found["changes"]
    return "\n".join(
        [
            *(output.aligned(line, widths) for line in [headings, *rows]),
            "",
            str(say("Customers who never bought: {n}.", n=found["never_bought"])),
            str(
                say(
                    "Since {day}: {risen} rose, {fallen} fell.",
                    day=changes["since"], risen=changes["risen"], fallen=changes["fallen"],
                )
            ),
        ]
    )  # fmt: skip


def in_percent(share: str) -> str:
    """A share as people read it: `0.1234` is 12.3 %."""
    return f"{(Decimal(share) * 100).quantize(Decimal('0.1'))} %"
