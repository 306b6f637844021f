"""What came back of a sale: of a line, of all of it, and what does not count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from svc.errors import Refused
from svc.records.purchase import Item, Purchase
from svc.records.return_ import Return
from svc.rules.back_in_shop import came_back

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = date(2026, 11, 22)


def sale(*lines: tuple[str, int]) -> Purchase:
    """A sale of so many pieces of each SKU, a hundred yuan each."""
    items = [Item(sku=sku, qty=qty, amount=Decimal(100 * qty)) for sku, qty in lines]
    return Purchase(
        id="P-261120-AAAAAA", customer="C-261120-AAAAAA", on=DAY, items=tuple(items),
        total=Decimal(sum(100 * qty for _sku, qty in lines) or 100),
    )  # fmt: skip


def back(tail: str, *pieces: tuple[str, int], **more: Any) -> Return:
    """A return of so many pieces of each SKU, settled on the day unless said otherwise."""
    goods: list[Mapping[str, Any]] = [
        {"sku": sku, "qty": qty, "amount": f"{100 * qty}.00"} for sku, qty in pieces
    ]
    fields: dict[str, Any] = {"state": "settled", "settled_on": DAY, "goods": tuple(goods)}
    return Return(
        id=f"R-261122-{tail}", customer="C-261120-AAAAAA", on=DAY, purchase="P-261120-AAAAAA",
        cause="quality", **(fields | more),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("returns", "sku", "expected"),
    [
        ([], "A", None),
        ([back("AAAAAA", ("A", 1), state="approved", settled_on=None)], "A", None),
        ([back("AAAAAA", ("A", 1), state="rejected")], "A", None),
        ([back("AAAAAA", ("A", 2), outcome="difference")], "A", None),
        ([back("AAAAAA", ("A", 1))], "A", (1, 2, False)),
        ([back("AAAAAA", ("A", 1))], "a ", (1, 2, False)),
        ([back("AAAAAA", ("A", 1))], "B", None),
        ([back("AAAAAA", ("A", 1))], None, (1, 3, False)),
        ([back("AAAAAA", ("A", 1)), back("BBBBBB", ("A", 1))], "A", (2, 2, True)),
        ([back("AAAAAA", ("A", 2), ("B", 1), outcome="exchange")], None, (3, 3, True)),
        ([back("AAAAAA")], "A", (2, 2, True)),
    ],
)
def test_what_came_back(
    returns: list[Return], sku: str | None, expected: tuple[int, int, bool] | None
) -> None:
    """Settled returns and exchanges count, of the line that is asked about."""
    found = came_back(sale(("A", 2), ("B", 1)), returns, sku)
    assert (found and (found.qty, found.sold, found.is_all)) == expected


def test_a_sale_without_lines() -> None:
    """Its return is one of all of it."""
    found = came_back(sale(), [back("AAAAAA")])
    assert found is not None
    assert found.is_all


def test_what_is_said() -> None:
    """The day and the return are named; what she took instead is, too."""
    some = came_back(sale(("A", 2)), [back("AAAAAA", ("A", 1))])
    assert some is not None
    some.refuse_all()
    assert "1 of 2 pieces came back, the last on 2026-11-22 (R-261122-AAAAAA)" in str(some.said())
    for new, hint in ((None, "svc return show R-261122-AAAAAA"), ("P-261122-BBBBBB", "instead")):
        every = came_back(sale(("A", 1)), [back("AAAAAA", ("A", 1), new_purchase=new)])
        assert every is not None
        with pytest.raises(Refused, match="came back on 2026-11-22") as refused:
            every.refuse_all()
        assert hint in str(refused.value.hint)
