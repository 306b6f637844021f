"""What may be wrong in a shop's records: a list of small looks, each telling all it finds.

Some take one line, the others the whole shop at one moment; none stops another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.rules.checks import (
    care,
    complaints,
    complete,
    conflicts,
    customers,
    deliveries,
    events,
    fields,
    messages,
    parts,
    people,
    profiles,
    refunds,
    repairs,
    returns,
    sales,
    surveys,
    tills,
)
from svc.rules.checks.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from svc.policy import Policy
    from svc.problem import Problem
    from svc.rules.checks.snapshot import Line

OF_A_LINE: tuple[Callable[[Line], Iterable[Problem]], ...] = (fields.fields, fields.slips)
CHECKS: tuple[Callable[[Snapshot], Iterable[Problem]], ...] = (
    customers.names,
    customers.phones,
    customers.once,
    customers.reachable,
    customers.referrals,
    people.redirects,
    people.left_behind,
    people.remains,
    customers.staff,
    profiles.collected,
    profiles.registered,
    sales.buyers,
    sales.totals,
    sales.amounts,
    sales.days,
    sales.installations,
    care.complaints_about,
    care.settled,
    complaints.lives,
    complaints.logs,
    complaints.waits,
    complaints.steps,
    complaints.closed,
    complaints.people,
    care.callbacks_about,
    returns.about,
    refunds.within_the_sale,
    refunds.amounts,
    returns.settled,
    returns.approved,
    returns.of_a_closed_complaint,
    returns.exchanged,
    returns.slips,
    deliveries.deliveries_of,
    deliveries.people,
    deliveries.made,
    deliveries.installed,
    deliveries.complete,
    repairs.about,
    repairs.staff,
    repairs.steps,
    repairs.papers,
    repairs.money,
    repairs.consent,
    repairs.logs,
    parts.about,
    parts.stock,
    complete.incomplete,
    events.people,
    events.settled,
    events.enough,
    surveys.people,
    surveys.answered,
    messages.recipients,
    messages.states,
    messages.fates,
    tills.after_erasure,
    tills.after_withdrawal,
    tills.settled_twice,
    conflicts.apart,
)


def check(
    lines: Iterable[Line],
    country: str = "CN",
    torn: Iterable[str] = (),
    policy: Policy | None = None,
    today: date | None = None,
) -> Iterator[Problem]:
    """Everything wrong in the records of these lines, which are let go as they are read.

    `torn` names the tables of which other lines could not be read; it is asked for after the last.
    By the `policy` it is told which calls should have been made by now, and by `today` which
    gatherings should have been held.
    """
    found: list[Problem] = []

    def looked_at() -> Iterator[Line]:
        for line in lines:
            for look in OF_A_LINE:
                found.extend(look(line))
            yield line

    shop = Snapshot.of(looked_at(), country, torn, policy, today)
    yield from found
    for look in CHECKS:
        yield from look(shop)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by file and line, what concerns no file first, each but once."""
    ordered = sorted(problems, key=lambda p: (p.file or "", p.line or 0, p.level, p.rule))
    return list({(p.file, p.line, p.rule, str(p.message)): p for p in ordered}.values())
