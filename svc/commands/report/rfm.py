"""`svc report rfm`: classes by recency, frequency and money, and what to do for each segment."""

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
from svc.rules.rfm import BINS, FEWEST, MOST, OTHERS, figures, scored, segments
from svc.tiers import came_back, present, sold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from svc.app import App
    from svc.i18n import Sentence
    from svc.rules.rfm import Cuts, Scored, Segment

KEYS = (
    "customer", "number", "recency_days", "frequency", "monetary", "r", "f", "m", "score",
    "segment",
)  # fmt: skip
COLUMNS = ("segment", "customers", "part of the customers", "what to do")


@click.command(help=str(VERBS["rfm"]))
@on_option
@click.option(
    "--bins",
    type=click.IntRange(FEWEST, MOST),
    default=BINS,
    show_default=True,
    metavar="N",
    help=_("Into how many classes each measure is parted."),
)
@out_option
@formats
@pass_app
def command(app: App, on: date, bins: int, form: str, out: Path | None) -> None:
    """All who have bought up to the day, by id; as text, how many each segment has."""
    store, policy = app.store, app.policy.at(on)
    watch(store)
    customers = present(store)
    known = {
        each: numbers
        for each, numbers in figures(sold(store, None, on), came_back(store, None, on), on).items()
        if each in customers
    }
    rows = segments(policy)
    cuts, found = scored(known, bins, rows)
    warning = too_few(len(found), policy["rfm.few"].whole())
    if warning is not None:
        output.warn(warning)
    never = len(customers) - len(found)
    if form == "text" and out is None:
        output.write(as_text(cuts, found, rows, never))
        return
    listed = [each.to_json(customers[each.customer].get("number")) for each in found]
    whole = {"on": on.isoformat(), "bins": bins, "cuts": cuts.to_json(), "customers": listed}
    if out is not None:
        from svc.reports.rfm import arranged, held

        parts = held(found, rows)
        told = cuts_in_words(cuts.to_json())
        put(
            app,
            lambda: arranged(parts, told, never=never, on=on, warning=warning,
                             shop=store.settings.name),
            whole, out,
        )  # fmt: skip
    elif form == "json":
        output.show_record(whole, form)
    else:
        output.show_list(listed, {}, form, keys=KEYS)


def too_few(n: int, few: int) -> Sentence | None:
    """What to say where those who bought are too few to be parted into classes."""
    if not 0 < n < few:
        return None
    return say(
        "Customers who have bought: {n}. Below {few}, classes tie and part little.", n=n, few=few
    )


def as_text(cuts: Cuts, found: Sequence[Scored], rows: Sequence[Segment], never: int) -> str:
    """How many each segment has and what to do for them; then where the classes part."""
    lines = [] if not found else [*table_of(found, rows), "", *cuts_in_words(cuts.to_json()), ""]
    if found:
        lines.append(str(say("Customers who bought, at any time: {n}.", n=len(found))))
    lines.append(str(say("Left out, for they never bought: {n}.", n=never)))
    return "\n".join(lines)


def table_of(found: Sequence[Scored], rows: Sequence[Segment]) -> list[str]:
    """The segments somebody is in, in the order they are asked, the others last."""
    names = {row.key: str(row.name) for row in rows} | {OTHERS: _("others")}
    does = {row.key: str(row.do) for row in rows}
    count = dict.fromkeys(names, 0)
    for each in found:
        count[each.segment] += 1
    lines = [
        [names[key], str(n), figure(Decimal(n) / len(found), "percent"), does.get(key, "-")]
        for key, n in count.items()
        if n
    ]
    whole = [[_(heading) for heading in COLUMNS], *lines]
    widths = output.widths_of(whole)
    return [output.aligned(line, widths) for line in whole]


def cuts_in_words(cuts: Mapping[str, Any]) -> list[str]:
    """From which value on the next class begins, for each measure."""
    titles = {
        "recency": say("Last visit, in days (the fewest are the best): classes part at {cuts}."),
        "frequency": say("How often, in purchases: classes part at {cuts}."),
        "monetary": say("Money, in yuan less what was taken back: classes part at {cuts}."),
    }
    told = {name: ", ".join(f"{cut:.2f}".rstrip("0").rstrip(".") for cut in cuts[name])
            for name in titles}  # fmt: skip
    return [str(title).format(cuts=told[name]) for name, title in titles.items()]
