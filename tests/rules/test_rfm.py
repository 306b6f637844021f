"""Classes by recency, frequency and money, held against published results and a plain twin."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import quantiles
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadPolicy
from svc.frozen import replace
from svc.money import to_fen
from svc.policy import Policy
from svc.policy.what_if import WhatIf
from svc.rules.rfm import Figures, cuts_of, figures, scaled, scored, segment_of, segments
from svc.rules.tier import Sale, backs, sales
from tests.rules.test_tier import back, bought

DAY = date(2026, 11, 22)
ROWS = segments(Policy().at(DAY))
CDNOW = Path(__file__).parent.parent.parent / "svc" / "demo" / "cdnow_sample.txt"

MPG = [
    "21.0", "21.0", "22.8", "21.4", "18.7", "18.1", "14.3", "24.4", "22.8", "19.2", "17.8",
    "16.4", "17.3", "15.2", "10.4", "10.4", "14.7", "32.4", "30.4", "33.9", "21.5", "15.5",
    "15.2", "13.3", "19.2", "27.3", "26.0", "30.4", "15.8", "19.7", "15.0", "21.4",
]  # fmt: skip
"""Miles per gallon of R's mtcars, by which the package rfm tests its cuts."""


def test_cuts_as_the_package_has_them() -> None:
    """Quantiles of type 7 and one more: the package expects 16.20, 18.92, 22.00, 25.08."""
    assert [float(cut) for cut in cuts_of(map(Decimal, MPG), 5)] == [16.20, 18.92, 22.00, 25.08]


PUBLISHED = [
    (205, 6, 472, 343), (140, 3, 340, 412), (194, 4, 405, 323), (132, 5, 448, 433),
    (90, 9, 843, 555), (84, 9, 763, 555), (281, 8, 699, 355), (246, 4, 157, 321),
    (349, 3, 363, 212), (619, 4, 196, 121),
]  # fmt: skip
"""The first customers of the package's example: days, orders, revenue, score."""
THRESHOLDS = ((115, 181, 297, 482), (4, 5, 6, 8), (256, 382, 506, 666))
"""The cuts its documentation gives for that example."""


@pytest.mark.parametrize(("days", "orders", "revenue", "score"), PUBLISHED)
def test_scores_as_published(days: int, orders: int, revenue: int, score: int) -> None:
    """Few days are a high class; each class begins at its cut."""
    by_days, by_orders, by_revenue = THRESHOLDS
    r = 5 - sum(days >= cut for cut in by_days)
    f = 1 + sum(orders >= cut for cut in by_orders)
    m = 1 + sum(revenue >= cut for cut in by_revenue)
    assert r * 100 + f * 10 + m == score
    # Customers placed so that their quantiles are those cuts less one get the same classes.
    known = {"C-0": Figures(recency=days, frequency=orders, monetary=Decimal(revenue))}
    for n, (d, o, v) in enumerate(zip(*map(spread, THRESHOLDS), strict=True)):
        known[f"D-{n:03}"] = Figures(recency=d, frequency=o, monetary=Decimal(v))
    _cuts, (first, *_rest) = scored(known, 5, ROWS)
    assert first.score == score


def spread(cuts: tuple[int, ...]) -> list[int]:
    """Values whose quantiles lie safely just under some cuts."""
    first, second, third, fourth = (cut - 1 for cut in cuts)
    return [0] + [first] * 50 + [second] * 50 + [third] * 50 + [fourth] * 60


@pytest.mark.parametrize(
    ("classes", "segment"),
    [
        ((5, 5, 5), "champions"), ((5, 4, 5), "potential_loyalist"),
        ((3, 4, 3), "potential_loyalist"), ((2, 2, 2), "loyal_customers"),
        ((4, 2, 5), "promising"), ((5, 1, 1), "new_customers"), ((5, 3, 1), "new_customers"),
        ((1, 4, 4), "cant_lose_them"), ((2, 5, 5), "at_risk"), ((1, 2, 5), "at_risk"),
        ((1, 5, 3), "need_attention"), ((2, 1, 1), "about_to_sleep"),
        ((3, 1, 2), "about_to_sleep"), ((1, 1, 1), "lost"), ((1, 5, 1), "lost"),
        ((4, 5, 1), "others"), ((2, 4, 1), "others"),
    ],
)  # fmt: skip
def test_the_first_segment_that_fits_wins(classes: tuple[int, int, int], segment: str) -> None:
    """The bounds are those of the package's example; who fits none belongs to the others."""
    assert segment_of(classes, 5, ROWS) == segment


@pytest.mark.parametrize(
    ("bins", "of_five"),
    [
        (2, [1, 5]), (3, [1, 3, 5]), (4, [1, 2, 4, 5]), (5, [1, 2, 3, 4, 5]),
        (10, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
    ],
)  # fmt: skip
def test_other_numbers_of_classes_are_scaled_for_segments(bins: int, of_five: list[int]) -> None:
    """The lowest stays the lowest, the highest the highest."""
    assert [scaled(number, bins) for number in range(1, bins + 1)] == of_five


def test_figures_as_of_a_day() -> None:
    """Exchanges are money but no visit; returns come off once settled; the future is not there."""
    sold = bought(("2026-01-01", "100.00"), ("2026-03-01", "50.00"), ("2026-12-01", "9.00"))
    sold[1] = replace(sold[1], exchange_of="R-1")
    known = backs([back("P-0", "40.00", "2026-03-01", outcome="exchange")], DAY)
    found = figures(sales(sold), known, DAY)
    assert found == {"C-1": Figures(recency=325, frequency=1, monetary=Decimal("110.00"))}
    early = figures(sales(sold), backs([], date(2026, 1, 1)), date(2026, 1, 1))
    assert early == {"C-1": Figures(recency=0, frequency=1, monetary=Decimal("100.00"))}
    assert figures(sales(sold), {}, date(2025, 12, 31)) == {}
    assert figures(sales([sold[1]]), {}, DAY) == {}


amounts = st.integers(0, 3000)


@given(
    st.dictionaries(
        st.integers(0, 999), st.tuples(amounts, st.integers(1, 9), amounts), min_size=2
    ),
    st.integers(2, 10),
)
def test_a_plain_twin_scores_alike(told: dict[int, Any], bins: int) -> None:
    """Type 7 as Python's statistics has it, and each class looked for by its two cuts."""
    known = {
        f"C-{n:03}": Figures(recency=days, frequency=times, monetary=Decimal(fen) / 100)
        for n, (days, times, fen) in told.items()
    }
    cuts, found = scored(known, bins, ROWS)
    assert [each.customer for each in found] == sorted(known)
    for name, get in (("recency", "r"), ("frequency", "f"), ("monetary", "m")):
        values = [Fraction(getattr(each.figures, name)) for each in found]
        expected = [q + 1 for q in quantiles(values, n=bins, method="inclusive")]
        assert list(getattr(cuts, name)) == expected
        lower = [min(values), *expected]
        upper = [*expected, max(values) + 1]
        for each, value in zip(found, values, strict=True):
            (place,) = [k for k in range(bins) if lower[k] <= value < upper[k]]
            assert getattr(each, get) == (bins - place if get == "r" else place + 1)


def test_everybody_alike_is_one_class() -> None:
    """Where all have the same figures the cuts tie, and nobody stands out."""
    known = {f"C-{n}": Figures(recency=3, frequency=1, monetary=Decimal("5.00")) for n in "ab"}
    cuts, found = scored(known, 5, ROWS)
    assert cuts.to_json() == {"recency": [4] * 4, "frequency": [2] * 4, "monetary": [6] * 4}
    assert [each.score for each in found] == [511, 511]
    nobody, none = scored({}, 5, ROWS)
    assert (nobody.to_json()["recency"], none) == ([], [])


@pytest.mark.fact("S2-006", command="svc report rfm")
def test_cdnow() -> None:
    """A well-known sample of 2,357 customers falls into classes as the R package parts them."""
    lines = [line.split() for line in CDNOW.read_text().splitlines()]
    sold = [
        Sale(each[0], str(n), f"{each[2][:4]}-{each[2][4:6]}-{each[2][6:]}", Decimal(each[4]))
        for n, each in enumerate(lines)
    ]
    cuts, found = scored(figures(sold, {}, date(1998, 7, 1)), 5, ROWS)
    assert cuts.to_json() == {
        "recency": [154, 444, 488, 514],
        "frequency": [2, 2, 3, 5],
        "monetary": [16.36, 32.958, 60.25, 131.436],
    }
    assert Counter(each.segment for each in found) == {
        "champions": 232, "potential_loyalist": 826, "loyal_customers": 57, "promising": 94,
        "new_customers": 2, "cant_lose_them": 16, "at_risk": 2, "need_attention": 10,
        "about_to_sleep": 669, "lost": 442, "others": 7,
    }  # fmt: skip
    classes = [Counter(getattr(each, name) for each in found) for name in "rfm"]
    assert classes == [
        {1: 459, 2: 478, 3: 475, 4: 471, 5: 474},
        {1: 1205, 3: 406, 4: 358, 5: 388},  # those who bought once fill two fifths: no class 2
        {1: 518, 2: 451, 3: 461, 4: 460, 5: 467},
    ]


CUSTOMERS = [
    (2, "30.43", "38.86", "22.35"), (1, "1.71", "38.86", "11.77"), (0, "0.00", "38.86", None),
    (0, "0.00", "38.86", None), (0, "0.00", "38.86", None), (7, "29.43", "38.86", "73.74"),
    (1, "5.00", "38.86", "11.77"), (0, "0.00", "38.86", None), (2, "35.71", "38.86", "25.55"),
    (0, "0.00", "38.86", None), (5, "24.43", "38.86", "29.44"), (0, "0.00", "38.86", None),
    (0, "0.00", "38.86", None), (0, "0.00", "38.86", None), (0, "0.00", "38.86", None),
    (0, "0.00", "38.86", None), (10, "34.14", "38.86", "24.24"), (1, "4.86", "38.86", "9.99"),
    (3, "28.29", "38.71", "25.08"), (0, "0.00", "38.71", None), (2, "14.57", "38.71", "32.30"),
]  # fmt: skip
"""The first customers of that sample in its published summary (P. Fader and B. Hardie, "The
Gamma-Gamma Model of Monetary Value", 2013; distributed with C. Davidson-Pilon's lifetimes): repeat
purchases, weeks from the first to the last, weeks from the first to the end of September 1997, and
what a repeat purchase came to on the average."""
BOUGHT_AGAIN = 946
"""So many of the 2,357 bought again by then, says the same documentation."""


@pytest.mark.fact("S2-006", command="svc report rfm")
def test_cdnow_as_published() -> None:
    """Recency, frequency and money of a published sample, 39 weeks after it began.

    There what one customer bought on a day is one purchase, so it is here.
    """
    end = date(1997, 9, 30)
    days: dict[tuple[str, str], Decimal] = {}
    for line in CDNOW.read_text().splitlines():
        _master, customer, day, _discs, price = line.split()
        key = customer, f"{day[:4]}-{day[4:6]}-{day[6:]}"
        days[key] = days.get(key, Decimal(0)) + Decimal(price)
    sold = [
        Sale(customer, str(n), day, amount)
        for n, ((customer, day), amount) in enumerate(days.items())
    ]
    found = figures(sold, {}, end)
    first: dict[str, tuple[str, Decimal]] = {}
    for (customer, day), amount in days.items():
        first[customer] = min(first.get(customer, (day, amount)), (day, amount))
    for nth, (repeats, last, whole, average) in enumerate(CUSTOMERS, start=1):
        begun, paid = first[f"{nth:04}"]
        each = found[f"{nth:04}"]
        known_for = (end - date.fromisoformat(begun)).days
        assert f"{known_for / 7:.2f}" == whole
        assert (each.frequency, f"{(known_for - each.recency) / 7:.2f}") == (repeats + 1, last)
        if average is not None:
            assert to_fen((each.monetary - paid) / repeats) == Decimal(average)
    assert (len(found), sum(each.frequency > 1 for each in found.values())) == (2357, BOUGHT_AGAIN)


@pytest.mark.parametrize(
    "row",
    [
        {"key": "x"},
        {"key": "x", "en": "X", "zh": "X", "do_en": "", "do_zh": "", "r": [1, 6], "f": [1, 5],
         "m": [1, 5]},
        {"key": "x", "en": "X", "zh": "X", "do_en": "", "do_zh": "", "r": [3, 2], "f": [1, 5],
         "m": [1, 5]},
    ],
)  # fmt: skip
def test_policy_nobody_can_read_is_told(row: dict[str, Any]) -> None:
    """A segment needs names and spans of classes."""
    with pytest.raises(BadPolicy):
        segments(WhatIf(Policy(), values={"rfm.segments": [row]}).at(DAY))
