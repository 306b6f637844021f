"""Customers' profiles: fields the law wants left out, and who registered a file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from svc.errors import BadPolicy
from svc.i18n import say
from svc.rules.completeness import filled, withheld

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.problem import Problem
    from svc.rules.checks.snapshot import Snapshot


def collected(shop: Snapshot) -> Iterator[Problem]:
    """A field on file that the shop has not turned on with a reason (Order 778 Art. 23)."""
    if shop.policy is None:
        return
    try:
        off = withheld(shop.policy.at(date.max))
    except BadPolicy:  # `svc policy check` tells it
        return
    for kept in shop.customers:
        for name in sorted(filled(kept.record.profile) & off):
            yield kept.line.problem(
                "not-collected",
                say("{id} holds {field}, which is not collected here.", id=kept.record.id,
                    field=say(name)),
                say("Take it out: svc customer edit {id} --set {field}=, or turn it on in "
                    "profile.allowed, with the reason.", id=kept.record.id, field=name),
                level="warning",
            )  # fmt: skip


def registered(shop: Snapshot) -> Iterator[Problem]:
    """Whoever registered a customer is or was on the staff (S2-007)."""
    for kept in shop.customers:
        by = kept.record.registered_by
        if by is not None and shop.lacks(by):
            yield kept.line.problem(
                "unknown-staff",
                say("{id} names somebody who is not on the staff.", id=kept.line.id),
                say("`svc staff list` shows everyone; who left stays there."),
                level="warning",
            )
