"""Customers as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc import output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.records.customer import Customer

COLUMNS = {
    "id": "id",
    "name": "name",
    "phone": "phone",
    "number": "number",
    "birthday": "birthday",
    "gender": "gender",
    "owner": "owner",
}
KEYS = (
    "id", "number", "name", "phone", "birthday", "gender", "owner", "tier", "spend",
    "completeness",
)  # fmt: skip
"""The keys of a row; the last three are null: a list does not work them out."""


def show_rows(customers: Sequence[Customer], form: str) -> None:
    """Print customers, one a row."""
    rows = []
    for customer in customers:
        shown = customer.to_json()
        rows.append({key: shown.get(key) for key in KEYS})
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("owner",))
