"""When birthdays are kept: leap months, thirtieths, 29 February."""

from __future__ import annotations

from datetime import date

import pytest

from svc.records.birthday import Birthday
from svc.rules.birthday import dates_between


@pytest.mark.fact("S2-030", command="svc callback due --kind birthday")
@pytest.mark.parametrize(
    ("born", "year", "kept"),
    [
        # 2025 has a leap sixth month; 2026 has none; 2028 has a leap fifth
        ("lunar:leap06-01", 2025, ["2025-07-25"]),
        ("lunar:leap06-01", 2026, ["2026-07-14"]),
        ("lunar:06-01", 2025, ["2025-06-25"]),
        ("lunar:06-01", 2026, ["2026-07-14"]),
        ("lunar:1987-leap06-15", 2025, ["2025-08-08"]),
        ("lunar:leap05-10", 2028, ["2028-07-02"]),
        ("lunar:05-10", 2028, ["2028-06-02"]),
        # a month of 29 days: the thirtieth is kept on its last
        ("lunar:12-30", 2026, ["2026-02-16"]),
        ("lunar:12-30", 2027, ["2027-02-05"]),
        # a lunar day that falls twice into one calendar year, and not into another
        ("lunar:11-26", 2027, ["2027-01-03", "2027-12-23"]),
        ("02-29", 2027, ["2027-02-28"]),
        ("1988-02-29", 2028, ["2028-02-29"]),
        ("11-22", 2026, ["2026-11-22"]),
    ],
)
def test_when_a_birthday_is_kept(born: str, year: int, kept: list[str]) -> None:
    """By her own calendar, leap months and short months included, with or without a year."""
    birthday = Birthday.parse(born)
    found = dates_between(birthday, date(year, 1, 1), date(year, 12, 31))
    assert [day.isoformat() for day in found] == kept
