"""What a customer has spent as of a day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from svc.frozen import replace
from svc.records.purchase import Purchase
from svc.records.return_ import Return
from svc.rules.rfm import figures
from svc.rules.spend import a_year_before, spend
from svc.rules.tier import backs, sales, tallies


def bought(*sales: tuple[str, str]) -> list[Purchase]:
    """Purchases of these days and totals."""
    return [
        Purchase(
            id=f"P-{n}", customer="C-1", on=date.fromisoformat(day), items=(), total=Decimal(paid)
        )
        for n, (day, paid) in enumerate(sales)
    ]


@pytest.mark.parametrize(
    ("on", "total", "year", "count", "last"),
    [
        ("2025-11-21", "0.00", "0.00", 0, None),
        ("2025-11-22", "100.00", "100.00", 1, "2025-11-22"),
        ("2026-11-21", "100.00", "100.00", 1, "2025-11-22"),
        ("2026-11-22", "120.50", "20.50", 2, "2026-11-22"),
        ("2026-11-23", "120.50", "20.50", 2, "2026-11-22"),
        ("2027-11-21", "120.50", "20.50", 2, "2026-11-22"),
        ("2027-11-22", "120.50", "0.00", 2, "2026-11-22"),
    ],
)
def test_sums_as_of_a_day(on: str, total: str, year: str, count: int, last: str | None) -> None:
    """The twelve months end with the day; its own day a year before is no longer in them."""
    sales = bought(("2025-11-22", "100.00"), ("2026-11-22", "20.50"))
    shown = spend(sales, date.fromisoformat(on)).to_json()
    assert shown == {"total": total, "last_12_months": year, "purchases": count, "last_on": last}


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 11, 22), date(2025, 11, 22)),
        (date(2028, 2, 29), date(2027, 2, 28)),
        (date(2029, 2, 28), date(2028, 2, 28)),
        (date(1, 5, 1), date.min),
    ],
)
def test_a_year_before(day: date, before: date) -> None:
    """29 February becomes the 28th; there is nothing before the first day."""
    assert a_year_before(day) == before


def returned(purchase: str, refund: str, day: str = "2026-11-20", **more: str) -> Return:
    """A settled return of a piece of 100.00."""
    known: dict[str, Any] = {"state": "settled", "outcome": "return", **more}
    return Return(
        id="R-1", customer="C-1", purchase=purchase, on=date(2026, 11, 20), cause="size",
        goods=({"amount": "100.00"},), fee=Decimal("100.00") - Decimal(refund),
        refund=Decimal(refund), settled_on=date.fromisoformat(day), **known,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("back", "total", "year", "count", "last"),
    [
        (returned("P-1", "95.00"), "105.00", "5.00", 1, "2025-11-22"),
        (returned("P-0", "95.00"), "105.00", "100.00", 1, "2026-11-20"),
        (returned("P-1", "95.00", day="2026-11-22"), "105.00", "5.00", 1, "2025-11-22"),
        (returned("P-1", "95.00", day="2026-11-23"), "200.00", "100.00", 2, "2026-11-20"),
        (returned("P-1", "95.00", state="approved"), "200.00", "100.00", 2, "2026-11-20"),
        (returned("P-1", "95.00", outcome="exchange"), "105.00", "5.00", 2, "2026-11-20"),
        (returned("P-9", "95.00"), "200.00", "100.00", 2, "2026-11-20"),
    ],
)
def test_returns_come_off_the_sale_they_belong_to(
    back: Return, total: str, year: str, count: int, last: str
) -> None:
    """Once settled, what went back is not spent; a purchase wholly given back is none any more."""
    sales = bought(("2025-11-22", "100.00"), ("2026-11-20", "100.00"))
    shown = spend(sales, date(2026, 11, 22), [back]).to_json()
    assert shown == {
        "total": total, "last_12_months": year, "purchases": count, "last_on": last,
    }  # fmt: skip


def test_tier_spend_and_rfm_count_alike() -> None:
    """How many purchases stand is one number, whoever asks."""
    sold = bought(("2026-10-01", "100.00"), ("2026-11-20", "100.00"))
    for back, stand in (([], 2), ([returned("P-1", "95.00")], 1)):
        day = date(2026, 11, 22)
        known = backs(back, day)
        (tally,) = tallies(sales(sold), known, None, day).values()
        (figure,) = figures(sales(sold), known, day).values()
        shown = spend(sold, day, back)
        assert tally.purchases == figure.frequency == shown.purchases == stand
        assert shown.last_on == day - timedelta(days=figure.recency)


def test_what_was_taken_in_exchange_is_no_purchase_more() -> None:
    """Its money is spent, the count and the last day are those of what she bought."""
    old, new = bought(("2026-11-01", "100.00"), ("2026-11-20", "150.00"))
    taken = replace(new, exchange_of="R-1")
    back = returned("P-0", "100.00", outcome="exchange")
    shown = spend([old, taken], date(2026, 11, 22), [back]).to_json()
    assert shown == {
        "total": "150.00", "last_12_months": "150.00", "purchases": 1, "last_on": "2026-11-01",
    }  # fmt: skip
