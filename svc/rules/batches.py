"""Goods of which several sales were complained of for their quality: the company hears of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import say
from svc.rules.as_of import entered_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.records.complaint import Complaint
    from svc.records.purchase import Item, Purchase

ENTRY = "report.batch"
EXAMPLE = "{ days = 30, sales = 2 }"
FAULTS = ("quality",)
"""The categories that speak of a piece, not of who bought it."""
MOST_DAYS = 3_660


class Batch(Frozen):
    """An article with so many faulty sales: the complaints, and how many of them are new."""

    goods: str
    name: str | None
    sales: int
    new: int
    cases: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The keys of the reports."""
        return {
            "goods": self.goods,
            "name": self.name,
            "sales": self.sales,
            "new": self.new,
            "cases": list(self.cases),
        }


class Many(Frozen):
    """Within how many days how many sales are a batch (S3-037)."""

    days: int
    sales: int


def is_many(value: Any) -> bool:
    """Whether a value tells days, and two sales or more."""
    return (
        isinstance(value, dict)
        and set(value) == {"days", "sales"}
        and all(type(each) is int for each in value.values())
        and 1 <= value["days"] <= MOST_DAYS
        and value["sales"] >= 2
    )


def many(policy: DatedPolicy) -> Many:
    """What the shop calls a batch; raises BadPolicy."""
    found = policy[ENTRY]
    if not is_many(found.value):
        raise found.wrong(say("a table such as {example}", example=EXAMPLE))
    return Many(**found.value)


def batches(
    known: Iterable[Complaint],
    goods: Mapping[str, Purchase],
    first: date,
    last: date,
    policy: DatedPolicy,
) -> tuple[Batch, ...]:
    """The articles with a new faulty sale on some days, of which so many were sold faulty lately.

    Goods go by their style, else by SKU or name; of a sale that is not among `goods` by what the
    complaint names. Several complaints about one sale are one piece (S3-037). Raises BadPolicy.
    """
    asked = many(policy)
    since = min(last - timedelta(days=asked.days - 1), first)
    found: dict[str, list[Complaint]] = {}
    names: dict[str, set[str]] = {}
    for each in known:
        if each.category in FAULTS and since <= entered_on(each) <= last:
            key, name = goods_of(each, goods)
            if key:
                found.setdefault(key, []).append(each)
                names.setdefault(key, set()).update([name] if name else [])
    told = []
    for key, cases in found.items():
        sales = len({each.purchase or each.id for each in cases})
        new = sum(first <= entered_on(each) for each in cases)
        if sales >= asked.sales and new:
            ids = tuple(sorted(each.id for each in cases))
            name = min(names[key], default=None)
            told.append(Batch(goods=key, name=name, sales=sales, new=new, cases=ids))
    return tuple(sorted(told, key=lambda each: (-each.sales, each.goods)))


def goods_of(complaint: Complaint, goods: Mapping[str, Purchase]) -> tuple[str | None, str | None]:
    """The article a complaint is about, and its name: of a sale of one line that line's."""
    sale = goods.get(complaint.purchase or "")
    item = None if sale is None else _line(complaint, sale)
    if item is None:
        return complaint.item, None
    return item.style or item.sku or item.name, item.name


def _line(complaint: Complaint, sale: Purchase) -> Item | None:
    if complaint.item is None:
        return sale.items[0] if len(sale.items) == 1 else None
    return next((each for each in sale.items if complaint.item in (each.sku, each.name)), None)
