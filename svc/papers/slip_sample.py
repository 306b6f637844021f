"""A slip of somebody made up: for `svc check`, which writes the shop's own templates once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from svc.frozen import replace
from svc.papers.slip_facts import Told
from svc.records.complaint import Complaint
from svc.records.customer import Customer
from svc.records.delivery import Delivery
from svc.records.part import Part
from svc.records.purchase import Item, Purchase
from svc.records.repair import Repair
from svc.records.return_ import Return

if TYPE_CHECKING:
    from svc.papers.slip_facts import Case

DAY = date(2026, 11, 22)
PRICE = Decimal("1299.00")
COAT = Item(sku="A1", name="羊毛大衣", size="M", price=PRICE, amount=PRICE)
SHE = Customer(
    id="C-261122-7KQ3MX", name="王芳", phone="13800138000", gender="F",
    profile={"address": "人民路8号"},
)  # fmt: skip
SALE = Purchase(
    id="P-261122-7KQ3MX", customer=SHE.id, on=DAY, items=(COAT,), total=PRICE, receipt="0001"
)
FITTED = Part(id="B-261122-7KQ3MX", on=DAY, move="out", code="ZIP", name="拉链", qty=1)

PAID = Repair(
    id="W-261122-7KQ3MX", customer=SHE.id, on=DAY, purchase=SALE.id, item="A1", problem="拉链坏了",
    state="done", price=PRICE, invoice="0001", paid_on=DAY, paid_by="cash", done_on=DAY,
)  # fmt: skip


def sample(kind: str, *, shop: str, language: str) -> Told:
    """What a slip of a kind is made from, for somebody made up."""
    return Told(
        kind=kind,
        case=_case(kind),
        customer=SHE,
        shop=shop,
        today=DAY,
        language=language,
        paper="80",
        staff="李娜",
        purchase=SALE,
        parts=(FITTED,) if kind == "repair" else (),
        amount=PRICE if kind == "money" else None,
    )


def samples(kind: str, *, shop: str, language: str) -> list[Told]:
    """Every wording of a kind: money she got, and money she paid for a repair."""
    made = [sample(kind, shop=shop, language=language)]
    if kind == "money":
        made.append(replace(made[0], case=PAID))
    return made


def _case(kind: str) -> Case:
    if kind in {"goods", "repair"}:
        return Repair(
            id="W-261122-7KQ3MX", customer=SHE.id, on=DAY, purchase=SALE.id, item="A1",
            problem="拉链坏了", symptom="拉不上", state="received", received_on=DAY, free=True,
        )  # fmt: skip
    if kind == "delivery":
        return Delivery(
            id="D-261122-7KQ3MX", customer=SHE.id, on=DAY, purchase=SALE.id, planned_on=DAY,
            window="9:00-12:00", driver="赵强", fitter="孙伟", install=True,
        )  # fmt: skip
    if kind == "money":
        return Complaint(
            id="K-261122-7KQ3MX", customer=SHE.id, on=DAY, category="cashier", text="多收了钱",
            purchase=SALE.id,
        )  # fmt: skip
    return Return(
        id="R-261122-7KQ3MX", customer=SHE.id, on=DAY, purchase=SALE.id, cause="quality",
        goods=(COAT.to_json(),), refund=PRICE, state="settled", receipt="0001", defect="脱线",
    )  # fmt: skip
