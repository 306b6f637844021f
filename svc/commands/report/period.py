"""What the report of a period is made from: fetched once for all its parts, worked out by rules.

Only what the period needs is read: the files of its days, cases on which something was noted since
the first day looked at, and those still open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.commands.report.period_contacts import contacts_of, reach
from svc.commands.report.period_records import Cases, with_earlier
from svc.i18n import say
from svc.money import ZERO
from svc.records.callback import FORWARDS
from svc.rules import first_contact
from svc.rules.as_of import as_of
from svc.rules.batches import FAULTS, many
from svc.rules.callback import back
from svc.rules.period import parts_of
from svc.rules.period_cases import cases_known
from svc.rules.period_desk import (
    deliveries_between,
    parts_between,
    repairs_between,
    returns_between,
)
from svc.rules.period_report import (
    Figures,
    PeriodReport,
    open_at,
    targets_of,
    trend_of,
)
from svc.rules.period_upward import forwarded_between, upward_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from svc.app import App
    from svc.policy import DatedPolicy
    from svc.records.callback import Callback
    from svc.records.part import Part
    from svc.records.purchase import Purchase
    from svc.rules.period import Period
    from svc.store.store import Store


def assembled(app: App, whole: Period, *, is_long: bool = False) -> PeriodReport:
    """The figures of a period, of the one before, and of the same a year ago.

    One that `is_long` shows its progress on a terminal.

    Raises:
        BadPolicy: an entry of policy that is asked for is not as it should be.
        BadData: a record cannot be read.
    """
    year_ago = whole.year_ago()
    spans = {"this": whole, "last": whole.before()} | ({"year_ago": year_ago} if year_ago else {})
    parts = parts_of(whole)
    reaches = {name: reach(app.policy.at(each.last)) for name, each in spans.items()}
    widest = max(judged_from(app.policy.at(each.last)) for each in spans.values())
    looked_back = [back(each.first, max(reaches[name], widest)) for name, each in spans.items()]
    cases = Cases(app.store, min(*looked_back, parts[0].first), app.today)
    moves = list(app.store.parts.all())
    passed_on = list(app.store.callbacks.may_hold("forward", FORWARDS))
    sold = faulty_goods(app, spans.values(), cases)
    figures = {
        name: figures_of(
            app,
            each,
            cases,
            moves,
            passed_on,
            sold,
            back(each.first, reaches[name]),
            is_long=is_long,
        )
        for name, each in spans.items()
    }
    policy, this = app.policy.at(whole.last), figures["this"]
    complaints = cases.known("complaints", whole.last, parts[0].first)
    return PeriodReport(
        period=whole,
        figures=figures,
        targets=targets_of(this, policy),
        open_cases=open_at(complaints, {*this.cases.late_cases}, app.policy, whole.last),
        trend=trend_of(parts, complaints),
    )


def figures_of(
    app: App,
    each: Period,
    cases: Cases,
    moves: Iterable[Part],
    passed_on: Iterable[Callback],
    sold: Mapping[str, Purchase],
    since: date,
    *,
    is_long: bool,
) -> Figures:
    """All figures of one period, as known at its end; `since` is how far contacts reach back."""
    store, policy = app.store, app.policy.at(each.last)
    first, last = each.first, each.last
    complaints, repairs, returns, deliveries = (
        cases.known(table, last, since)
        for table in ("complaints", "repairs", "returns", "deliveries")
    )
    judged = cases.known("complaints", last, back(first, judged_from(policy)))
    forwarded = [known for made in passed_on if (known := as_of(made, last)) is not None]
    return Figures(
        period=each,
        cases=cases_known(with_earlier(store, judged, first, last), first, last, app.policy, sold),
        returns=returns_between(returns, first, last, turnover_of(store, first, last)),
        callbacks=contacts_of(
            store,
            policy,
            each,
            complaints=complaints,
            repairs=repairs,
            returns=returns,
            deliveries=deliveries,
            watched=watched(each) if is_long else None,
        ),
        repairs=repairs_between(repairs, first, last),
        parts=parts_between(moves, first, last, policy),
        deliveries=deliveries_between(deliveries, first, last),
        forwarded=forwarded_between(forwarded, first, last),
        upward=upward_between(cases.known("approvals", last, first), first, last),
    )


def judged_from(policy: DatedPolicy) -> int:
    """How many days before a period complaints may lie that tell of it; raises BadPolicy."""
    return max(first_contact.reach(policy), many(policy).days)


def faulty_goods(app: App, spans: Iterable[Period], cases: Cases) -> dict[str, Purchase]:
    """The sales of complaints about quality, by id: which goods they were."""
    wanted = set()
    for each in spans:
        since = back(each.first, many(app.policy.at(each.last)).days)
        for complaint in cases.known("complaints", each.last, since):
            if complaint.category in FAULTS and complaint.purchase and complaint.on >= since:
                wanted.add(complaint.purchase)
    return app.store.purchases.many(wanted)


def watched(each: Period) -> Callable[[Sequence[str]], Iterable[str]]:
    """What shows on a terminal how far the contacts of a period have been gone through."""
    from svc.commands.progress import shown

    return lambda keys: shown(keys, len(keys), say("Contacts of {period}", period=each.name))


def turnover_of(store: Store, first: date, last: date) -> Decimal:
    """What was sold on some days, in yuan; what was taken in exchange was sold before."""
    from decimal import Decimal

    from svc.store.added_up import fen
    from svc.store.bought import sales_in

    total = 0
    for lines in store.purchases.lines_between(first, last):
        sales = sales_in(lines)
        total += sum(fen(each) or 0 for _id, _who, exchange, each in sales if not exchange)
    return Decimal(total).scaleb(-2) if total else ZERO
