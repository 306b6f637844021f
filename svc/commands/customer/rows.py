"""Customers as a list."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from svc import output
from svc.errors import BadInput
from svc.i18n import _
from svc.records.birthday import EARLIEST, Birthday, in_words
from svc.rules.tier import scheme
from svc.tiers import present, tiers_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.app import App
    from svc.store.store import Store

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
LISTED = ("id", "number", "name", "phone", "birthday", "gender", "owner")
"""The fields of a customer's line that a row shows."""
TEXTS = frozenset({str, type(None)})
KEYS = (*LISTED, "tier", "spend", "completeness")
"""The keys of a row; the last two are null: a list does not work them out."""


def present_rows(store: Store) -> dict[str, Mapping[str, Any]]:
    """The fields of all who are here still, by id, in its order, as `Customer.to_json` has them.

    No records are made of lines whose listed fields stand there as svc writes them.

    Raises:
        BadData: a line's listed fields cannot be read.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for key, raw in sorted(present(store).items()):
        found[key] = raw if is_plain(raw) else store.customers.get(key).to_json()
    return found


def is_plain(raw: Mapping[str, Any]) -> bool:
    """Whether what is listed of a line is text, or missing, and the birthday written as we do."""
    if not TEXTS.issuperset(map(type, map(raw.get, LISTED))) or raw.get("name") is None:
        return False
    return (birthday := raw.get("birthday")) is None or is_written_so(birthday)


def is_written_so(text: str) -> bool:
    """Whether a birthday's text is the one `Birthday` writes."""
    if len(text) == len("1990-05-12") and text >= str(EARLIEST):
        try:
            return date.fromisoformat(text).isoformat() == text
        except ValueError:
            return False
    return _is_birthday(text)


@cache
def _is_birthday(text: str) -> bool:
    try:
        return str(Birthday.parse(text)) == text
    except BadInput:
        return False


def show_rows(
    app: App,
    customers: Mapping[str, Mapping[str, Any]],
    form: str,
    tiers: Mapping[str, str] | None = None,
) -> None:
    """Print customers, one a row, each with her tier of today; `tiers` are those known already.

    `customers` are the fields to be shown by id, in the order of the rows.

    Raises:
        BadPolicy: the tiers cannot be read.
    """
    policy = app.policy.at(app.today)
    if tiers is None:
        tiers = tiers_of(app.store, policy, app.today, customers)
    names = {level.key: str(level.name) for level in scheme(policy).levels}
    staff = {each.id: each.name for each in app.store.staff.all()} if form == "text" else {}
    rows = []
    for key, shown in customers.items():
        row = {
            **dict(zip(LISTED, map(shown.get, LISTED), strict=True)),
            "tier": tiers.get(key), "spend": None, "completeness": None,
        }  # fmt: skip
        if form == "text":
            row |= {
                "tier": names.get(row["tier"] or ""),
                "owner": staff.get(row["owner"] or "", row["owner"]),
                "birthday": in_words(row["birthday"]),
                "gender": row["gender"] and _(row["gender"]),
            }
        rows.append(row)
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("owner", "tier"))
