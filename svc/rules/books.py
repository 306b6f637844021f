"""What the ledgers are written from: the records of some days, and those that belong to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen, field
from svc.rules.complete import FollowUp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from svc.policy import DatedPolicy
    from svc.records.approval import Approval
    from svc.records.callback import Callback
    from svc.records.complaint import Complaint
    from svc.records.customer import Customer
    from svc.records.part import Part
    from svc.records.purchase import Purchase
    from svc.records.repair import Repair
    from svc.records.return_ import Return
    from svc.rules.survey import Questionnaire


class Coded(str):
    """A code as programs get it, which knows the words people read in its place."""

    words: str

    def __new__(cls, code: str, words: str) -> Coded:
        """A code with its words."""
        made = super().__new__(cls, code)
        made.words = words
        return made


class Books(Frozen):
    """Records by id, or by the id of the case they are about; `names` are those of the staff.

    `forms` are the questionnaires of filled-in sheets, by the id of the sheet.
    """

    policy: DatedPolicy
    customers: Mapping[str, Customer] = field(default_factory=dict)
    purchases: Mapping[str, Purchase] = field(default_factory=dict)
    bought: Mapping[str, list[Purchase]] = field(default_factory=dict)
    returned: Mapping[str, list[Return]] = field(default_factory=dict)
    complained: Mapping[str, list[Complaint]] = field(default_factory=dict)
    approvals: Mapping[str, list[Approval]] = field(default_factory=dict)
    callbacks: Mapping[str, list[Callback]] = field(default_factory=dict)
    parts: Mapping[str, list[Part]] = field(default_factory=dict)
    cases: Mapping[str, Complaint | Repair] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Questionnaire] = field(default_factory=dict)
    follow_up: FollowUp = field(default_factory=FollowUp)

    def who(self, ref: str | None) -> str | None:
        """The name of somebody on the staff; of a stranger what stands there."""
        return None if ref is None else self.names.get(ref, ref)

    def whose(self, customer_id: str | None, phone: str | None = None) -> dict[str, Any]:
        """Customer, name and phone, as most ledgers have them."""
        known = self.customers.get(customer_id or "")
        return {
            "customer": customer_id,
            "name": known.name if known else None,
            "phone": phone or (known.phone if known else None),
        }

    def address(self, customer_id: str, own: str | None) -> str | None:
        """The address a case has, else the one on the customer's file."""
        known = self.customers.get(customer_id)
        return own or (known.profile.get("address") if known else None)

    def goods(self, purchase_id: str | None, item: str | None = None) -> str | None:
        """The goods of a purchase, or the one a case names."""
        sold = self.purchases.get(purchase_id or "")
        if sold is None:
            return item
        lines = [line for line in sold.items if item and item in (line.sku, line.name)]
        return goods_in(line.to_json() for line in lines or sold.items) or item

    def bought_on(self, purchase_id: str | None) -> Any:
        """The day of a purchase, if it is on file."""
        sold = self.purchases.get(purchase_id or "")
        return sold.on if sold else None

    def decided_by(self, case: str) -> list[str]:
        """Who gave a decision or consent for a case, by name or post."""
        return [
            self.who(each.decided_by) or each.decided_as or each.post
            for each in self.approvals.get(case, ())
            if each.state == "approved"
        ]


def goods_in(lines: Iterable[Mapping[str, Any]]) -> str | None:
    """Goods in words: name and how many, where it is more than one."""
    found = []
    for line in lines:
        name = str(line.get("name") or line.get("sku") or line.get("category") or "")
        size, qty = line.get("size"), line.get("qty")
        if name:
            found.append(name + (f" {size}" if size else "") + (f" x{qty}" if qty != 1 else ""))
    return "; ".join(found) or None


def said_last(log: Iterable[Mapping[str, Any]], *states: str) -> str | None:
    """The last words in a log, or those said to one of some states."""
    texts = [
        str(entry["text"])
        for entry in log
        if entry.get("text") and (not states or entry.get("state") in states)
    ]
    return texts[-1] if texts else None


def marked_last(log: Iterable[Mapping[str, Any]], name: str) -> Any:
    """The last value of a mark in a log, None where it was never made."""
    found = [entry[name] for entry in log if entry.get(name) is not None]
    return found[-1] if found else None
