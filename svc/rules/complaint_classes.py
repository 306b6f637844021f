"""Which complaints are most: counted by category, cause, goods or channel, as Pareto has it."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import say
from svc.money import ZERO
from svc.rules.agreed import paid_back
from svc.rules.as_of import as_of, entered_on
from svc.rules.batches import goods_of
from svc.rules.case_reasons import Called, Reasons
from svc.rules.few import least
from svc.rules.pareto import OTHER, UNKNOWN, pareto, vital_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.records.complaint import Complaint
    from svc.records.purchase import Purchase
    from svc.records.return_ import Return
    from svc.rules.pareto import Row

WAYS = ("category", "cause", "goods", "channel")
"""What complaints are counted by."""
NOT_NOTED = {
    "cause": say("no cause noted"),
    "goods": say("no goods named"),
    "channel": say("channel not noted"),
}
"""What stands for complaints of which that is not known."""
CAME = {"visit": say("visit to the shop")}
"""Channels whose word alone does not tell who went to whom."""


class Classes(Frozen):
    """The complaints recorded on some days by one of `WAYS`, and what was paid back for them.

    `few` says that they are too few to say which are most; `share` is what the vital few come to.
    """

    first: date
    last: date
    by: str
    total: int
    few: bool
    share: Decimal
    rows: tuple[Row, ...]
    top: tuple[Row, ...]
    money: tuple[Row, ...]

    @property
    def paid(self) -> Decimal:
        """All that was paid back for them, in yuan."""
        return sum((Decimal(row.count) for row in self.money), ZERO)

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "by": self.by,
            "total": self.total,
            "few": self.few,
            "rows": [row.to_json() for row in self.rows],
            "top": [row.key for row in self.top],
            "paid_back": {
                "total": str(self.paid),
                "rows": [row.to_json() for row in self.money],
            },
        }


class Known(Frozen):
    """What complaints are counted from: themselves, their sales by id, the returns they led to."""

    complaints: tuple[Complaint, ...]
    goods: Mapping[str, Purchase]
    returns: tuple[Return, ...]


def classes(known: Known, first: date, last: date, by: str, policy: DatedPolicy) -> Classes:
    """The complaints recorded on some days, both included, as known at the end of the last.

    What is no one thing (`other`, not noted) stands last and is never among the vital few, which
    come to `report.vital_few` of all. Money is that of their settled returns.

    Raises:
        BadPolicy: `report.vital_few`, `report.few` or the causes cannot be worked with.
    """
    found = [
        then
        for each in known.complaints
        if (then := as_of(each, last)) is not None and first <= entered_on(then)
    ]
    keys, names = _keyed(found, by, known.goods, policy)
    rows = pareto(Counter(keys.values()), names)
    paid: defaultdict[str, Decimal] = defaultdict(Decimal)
    for back in known.returns:
        then_ = as_of(back, last)
        if then_ is not None and then_.state == "settled" and back.complaint in keys:
            paid[keys[back.complaint]] += paid_back(then_)
    share = policy["report.vital_few"].rate()
    return Classes(
        first=first,
        last=last,
        by=by,
        total=len(found),
        few=len(found) < least(policy),
        share=share,
        rows=tuple(rows),
        top=tuple(vital_few(rows, share)),
        money=tuple(pareto(paid, names)),
    )


def _keyed(
    complaints: Iterable[Complaint], by: str, goods: Mapping[str, Purchase], policy: DatedPolicy
) -> tuple[dict[str, str], dict[str, object]]:
    """The class of each complaint by its id, and what each class is called; raises BadPolicy."""
    reasons = Reasons(policy)
    keys: dict[str, str] = {}
    names: dict[str, object] = {UNKNOWN: NOT_NOTED.get(by, UNKNOWN)}
    for each in complaints:
        name: object
        if by == "goods":
            key, name = goods_of(each, goods)
            name = name or key
        elif by == "cause":
            reason = reasons.of(each)
            key, name = (reason.key if reason.cause else None), reason
            key = OTHER if key == f"{OTHER}.{OTHER}" else key
        else:
            key = each.category if by == "category" else each.channel
            name = CAME.get(key or "", Called(key or "")) if by == "channel" else Called(key or "")
        keys[each.id] = key = key or UNKNOWN
        if key not in names or (by == "goods" and key != UNKNOWN and str(name) < str(names[key])):
            names[key] = name
    return keys, names
