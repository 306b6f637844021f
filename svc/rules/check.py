"""What may be wrong in a shop's records: a list of small looks, each telling all it finds.

Each takes the whole shop at one moment and gives problems; none stops another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.rules.checks import care, customers, fields, sales

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from svc.problem import Problem
    from svc.rules.checks.snapshot import Snapshot

CHECKS: tuple[Callable[[Snapshot], Iterable[Problem]], ...] = (
    fields.fields,
    fields.slips,
    customers.names,
    customers.phones,
    customers.once,
    customers.reachable,
    customers.referrals,
    customers.staff,
    sales.buyers,
    sales.totals,
    sales.amounts,
    sales.days,
    sales.installations,
    care.complaints_about,
    care.settled,
    care.callbacks_about,
)


def check(shop: Snapshot) -> list[Problem]:
    """Everything wrong in the records, look by look."""
    return [problem for look in CHECKS for problem in look(shop)]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by file and line, what concerns no file first, each but once."""
    ordered = sorted(problems, key=lambda p: (p.file or "", p.line or 0, p.level, p.rule))
    return list({(p.file, p.line, p.rule, str(p.message)): p for p in ordered}.values())
