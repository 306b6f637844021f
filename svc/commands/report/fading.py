"""`svc report fading`: who is drifting away, and what is at stake (S2-033, S2-036)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc.commands.options import formats, on_option, pass_app
from svc.commands.progress import watch
from svc.commands.report import VERBS
from svc.commands.report.written import out_option, tell
from svc.i18n import _
from svc.rules.callback import NO_ANSWER
from svc.rules.fading import as_sales, drifting, limits, visits
from svc.rules.tier import NOTHING, months_before, reached, scheme, tallies
from svc.tiers import came_back, present, sold

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from svc.app import App
    from svc.policy import DatedPolicy
    from svc.reports.document import Report
    from svc.rules.fading import Away, Visit
    from svc.store.store import Store

TOP = 100


SPAN = _("Without --on it is as of today; it looks back on all that was ever bought.")
"""What its own page says of its days."""


@click.command(help=f"{VERBS['fading']}\n\n{SPAN}")
@on_option
@click.option(
    "--top", metavar="N", type=click.IntRange(min=1), default=TOP, show_default=True,
    help=_("Only the first so many: those with most at stake."),
)  # fmt: skip
@click.option("--all", "everybody", is_flag=True, help=_("All of them, however many."))
@out_option
@formats
@pass_app
def command(app: App, on: date, top: int, everybody: bool, form: str, out: Path | None) -> None:
    """A list to act on: it names customers; most at stake comes first."""
    store, policy = app.store, app.policy.at(on)
    watch(store)
    by = limits(policy)
    customers = present(store)
    known = visits(sold(store, None, on), came_back(store, None, on), on, customers)
    found = drifting(known, by, on)
    listed = found.away if everybody else found.away[:top]
    rows = _rows(store, policy, on, listed, known, customers)
    shown = {
        "on": on.isoformat(),
        "after_days": by.days,
        "fading": len(found.away),
        "listed": len(rows),
        "at_stake": str(found.at_stake),
        "buyers": found.buyers,
        "gone": found.gone,
        "never_bought": len(customers) - found.buyers,
        "customers": rows,
        "months": [band.to_json() for band in found.bands],
    }

    def report() -> Report:
        from svc.reports.fading import arranged

        names = {level.key: str(level.name) for level in scheme(policy).levels}
        return arranged(shown, by, names, store.settings.name)

    tell(app, report, shown, form, out)


def _rows(
    store: Store,
    policy: DatedPolicy,
    on: date,
    away: Sequence[Away],
    known: Mapping[str, Sequence[Visit]],
    customers: Mapping[str, Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Those listed, with tier, who is closest to them, the last contact and what was done."""
    levels = scheme(policy)
    after = months_before(on, levels.months)
    contacts = _last_contacts(store, {each.customer for each in away}, on)
    done = _signs_of_life(store, away, on)
    rows = []
    for each in away:
        raw = customers[each.customer]
        held = tallies(as_sales(each.customer, known[each.customer]), {}, after, on)
        rows.append(
            {
                "customer": each.customer,
                "name": raw.get("name"),
                "number": raw.get("number"),
                "phone": raw.get("phone"),
                "owner": raw.get("owner"),
                "tier": reached(levels, held.get(each.customer, NOTHING)).key,
                **{key: value for key, value in each.to_json().items() if key != "customer"},
                "last_contact": contacts.get(each.customer),
                "done": done.get(each.customer),
            }
        )
    return rows


def _last_contacts(store: Store, customers: Collection[str], on: date) -> dict[str, str]:
    """The day each was last reached, or sent a message, up to a day, as text."""
    found: dict[str, str] = {}
    until = on.isoformat()
    for made in store.callbacks.may_hold("customer", customers) if customers else ():
        day = made.done_on.isoformat()
        if made.result == "reached" and made.customer in customers and day <= until:
            found[made.customer] = max(found.get(made.customer, ""), day)
    for message in store.messages.may_hold("customer", customers) if customers else ():
        for line in message.history:
            day = str(line.get("at", ""))[:10]
            if line.get("state") == "sent" and message.customer in customers and day <= until:
                found[message.customer] = max(found.get(message.customer, ""), day)
    return found


def _signs_of_life(store: Store, away: Sequence[Away], on: date) -> dict[str, dict[str, str]]:
    """What was done since each stayed away: the contact of that kind, by message or by call.

    Its key names the day she was seen last (`svc.rules.keeping.fading`).
    """
    from svc.dates import short
    from svc.records.message import PREFIX

    keys = {f"fading.{each.customer}.{short(each.last)}": each.customer for each in away}
    until = on.isoformat()
    found: dict[str, dict[str, str]] = {}
    messages = store.messages.raws([PREFIX + key for key in keys])
    for key, raw in messages.items():
        days = [
            str(line.get("at", ""))[:10]
            for line in raw.get("history") or ()
            if line.get("state") == "sent"
        ]
        if days and days[-1] <= until:
            found[keys[key.removeprefix(PREFIX)]] = {"on": days[-1], "result": "sent"}
    for key, raw in store.callbacks.raws(keys).items():
        day = str(raw.get("done_on", ""))
        is_better = raw.get("result") != NO_ANSWER or keys[key] not in found
        if day <= until and is_better:
            found[keys[key]] = {"on": day, "result": str(raw.get("result", ""))}
    return found
