"""A customer as the contract shows her."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.rules.completeness import completeness
from svc.rules.spend import spend
from svc.rules.tier import scheme, tier_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App
    from svc.records.customer import Customer
    from svc.records.purchase import Purchase


def view(customer: Customer, app: App, bought: Sequence[Purchase] = ()) -> dict[str, Any]:
    """A customer with tier and spend, what she returned taken off, and completeness."""
    returned = app.store.returns.where("customer", customer.id) if bought else ()
    shown = customer.to_json()
    levels = scheme(app.policy.at(app.today))
    tier = tier_on(levels, bought, returned, app.today) if customer.is_present else None
    shown["tier"] = tier.key if tier else None
    shown["spend"] = spend(bought, app.today, returned).to_json()
    shown["completeness"] = completeness(customer, bought, app.policy.at(app.today)).to_json()
    return shown
