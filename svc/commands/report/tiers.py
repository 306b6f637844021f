"""`svc report tiers`: how many customers each tier holds, and what they spend (S2-015)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.options import formats, on_option, pass_app
from svc.commands.progress import watch
from svc.commands.report import VERBS
from svc.commands.report.written import out_option, tell
from svc.money import ZERO
from svc.rules.gold import part
from svc.rules.tier import NOTHING, months_before, reached, scheme
from svc.tiers import buyers, present, spent_in

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from svc.app import App
    from svc.reports.document import Report, Words

COLUMNS = {
    "tier": "tier", "customers": "customers", "spend": "spend", "share": "part of the spending",
}  # fmt: skip


@click.command(help=str(VERBS["tiers"]))
@on_option
@out_option
@formats
@pass_app
def command(app: App, on: date, form: str, out: Path | None) -> None:
    """From the highest tier down; what changed is told against a month before."""
    store = app.store
    watch(store)
    levels = scheme(app.policy.at(on))
    customers = present(store)
    before = months_before(on, 1)
    now, earlier = spent_in(store, *((months_before(d, levels.months), d) for d in (on, before)))
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
    never = len(customers.keys() - buyers(store, None, on))
    found = {
        "on": on.isoformat(),
        "tiers": rows,
        "never_bought": never,
        "changes": {"since": before.isoformat(), "risen": risen, "fallen": fallen},
    }
    if out is not None or form in {"json", "text"}:
        names: dict[str, Words] = {level.key: str(level.name) for level in levels.levels}
        tell(app, lambda: _report(found, names, levels.months, store.settings.name),
             found, form, out)  # fmt: skip
    else:
        output.show_list(rows, COLUMNS, form, keys=list(COLUMNS))


def _report(found: dict[str, Any], names: dict[str, Words], months: int, shop: str) -> Report:
    from svc.reports.tiers import arranged

    return arranged(found, names, months, shop)
