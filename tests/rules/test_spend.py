"""What a customer has spent as of a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from svc.records.purchase import Purchase
from svc.rules.spend import a_year_before, spend


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
