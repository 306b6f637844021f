"""Customers as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc import output
from svc.i18n import _
from svc.records.birthday import in_words
from svc.rules.tier import scheme
from svc.tiers import tiers_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from svc.app import App
    from svc.records.customer import Customer

COLUMNS = {
    "id": "id",
    "name": "name",
    "phone": "phone",
    "number": "number",
    "birthday": "birthday",
    "gender": "gender",
    "owner": "owner",
    "tier": "tier",
}
KEYS = (
    "id", "number", "name", "phone", "birthday", "gender", "owner", "tier", "spend",
    "completeness",
)  # fmt: skip
"""The keys of a row; the last two are null: a list does not work them out."""


def show_rows(
    app: App, customers: Sequence[Customer], form: str, tiers: Mapping[str, str] | None = None
) -> None:
    """Print customers, one a row, each with her tier of today; `tiers` are those known already.

    Raises:
        BadPolicy: the tiers cannot be read.
    """
    policy = app.policy.at(app.today)
    if tiers is None:
        tiers = tiers_of(app.store, policy, app.today, [customer.id for customer in customers])
    names = {level.key: str(level.name) for level in scheme(policy).levels}
    staff = {each.id: each.name for each in app.store.staff.all()} if form == "text" else {}
    rows = []
    for customer in customers:
        shown = customer.to_json()
        row = {key: shown.get(key) for key in KEYS}
        tier = tiers.get(customer.id)
        row["tier"] = tier
        if form == "text":
            row |= {
                "tier": names.get(tier or ""),
                "owner": staff.get(customer.owner or "", customer.owner),
                "birthday": in_words(row["birthday"]),
                "gender": row["gender"] and _(row["gender"]),
            }
        rows.append(row)
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("owner", "tier"))
