"""Pareto's rows against tables in print: order, shares, cumulative shares."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.rules.pareto import pareto, vital_few

EIGHTY = Decimal("0.80")


@pytest.mark.parametrize(
    ("counts", "shares", "cumulative"),
    [
        pytest.param(
            {"price code": 80, "schedule date": 27, "supplier code": 66, "contact num.": 94,
             "part num.": 33},
            [("contact num.", "31.33"), ("price code", "26.67"), ("supplier code", "22.00"),
             ("part num.", "11.00"), ("schedule date", "9.00")],
            ["31.33", "58.00", "80.00", "91.00", "100.00"],
            id="L. Scrucca, qcc (R News 4/1, 2004, 11-17), pareto.chart, example",
        ),
        pytest.param(
            {"reservation wait time": 33, "room cleanliness": 19, "room service time": 11,
             "staff attitude": 9, "noise level": 5, "other": 3},
            [("reservation wait time", "41.25"), ("room cleanliness", "23.75"),
             ("room service time", "13.75"), ("staff attitude", "11.25"), ("noise level", "6.25"),
             ("other", "3.75")],
            ["41.25", "65.00", "78.75", "90.00", "96.25", "100.00"],
            id="Mathspace, Statistics (syllabus 812): a hotel's complaints of a month",
        ),
    ],
)  # fmt: skip
def test_published_tables(
    counts: dict[str, int], shares: list[tuple[str, str]], cumulative: list[str]
) -> None:
    """Percentages as printed, to the hundredth."""
    rows = pareto(counts)
    assert [(row.key, str(row.share * 100)[:-2]) for row in rows] == shares
    assert [str(row.cumulative * 100)[:-2] for row in rows] == cumulative


def test_a_claim_of_eighty_percent_that_its_own_table_does_not_bear() -> None:
    """Sixty complaints, "A and B are the causes for 80 percent": by the table they are 70.

    Pareto Chart Tool, urgenthomework.com (project management, undated). That is why the share so
    far is printed beside every row; `other` stays last though it is bigger than C and D.
    """
    rows = pareto({"A": 30, "B": 12, "C": 6, "D": 2, "other": 10})
    assert [row.key for row in rows] == ["A", "B", "C", "D", "other"]
    assert [str(row.cumulative) for row in rows] == [
        "0.5000", "0.7000", "0.8000", "0.8333", "1.0000",
    ]  # fmt: skip
    assert [row.key for row in vital_few(rows, EIGHTY)] == ["A", "B", "C"]


def test_other_is_last_though_only_two_are_bigger() -> None:
    """What adults dislike about flying: a poll of Gallup's in The Economist, 16 June 2007, p. 6.

    421 of the 519 asked named something, 51 of them no one thing; 57 were named twice.
    """
    rows = pareto({
        "cramped seats": 45, "cost": 16, "fear of flying": 57, "security": 119,
        "poor service": 12, "connections": 8, "overcrowding": 42, "waits": 57, "food": 7,
        "lost luggage": 7, "other": 51,
    })  # fmt: skip
    assert [row.key for row in rows] == [
        "security", "fear of flying", "waits", "cramped seats", "overcrowding", "cost",
        "poor service", "connections", "food", "lost luggage", "other",
    ]  # fmt: skip
    assert sum(row.count for row in rows) == 421
    assert [str(row.cumulative) for row in rows[:3]] == ["0.2827", "0.4181", "0.5534"]
    assert len(vital_few(rows, EIGHTY)) == 7


@pytest.mark.parametrize(
    ("counts", "order"),
    [
        ({}, []),
        ({"size": 0}, []),
        ({"size": 1}, ["size"]),
        ({"style": 2, "size": 2, "price": 3}, ["price", "size", "style"]),
        ({"other": 9, "size": 1}, ["size", "other"]),
        ({"unknown": 9, "other": 1, "size": 1}, ["size", "other", "unknown"]),
    ],
)
def test_order(counts: dict[str, int], order: list[str]) -> None:
    """By count, then by key; what is no one thing stands last."""
    assert [row.key for row in pareto(counts)] == order


def test_money_is_a_measure_like_cases() -> None:
    """Few cases may be most of the money."""
    rows = pareto({"size": Decimal("30.00"), "quality": Decimal("270.00")}, {"size": "Sizes"})
    assert [row.to_json() for row in rows] == [
        {"key": "quality", "name": "quality", "count": "270.00", "share": "0.9000",
         "cumulative": "0.9000"},
        {"key": "size", "name": "Sizes", "count": "30.00", "share": "0.1000",
         "cumulative": "1.0000"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "few"),
    [
        ({"a": 8, "b": 1, "c": 1}, ["a"]),
        ({"a": 79, "b": 1, "c": 20}, ["a", "c"]),
        ({"a": 1, "other": 9}, ["a"]),
        ({"other": 9}, []),
    ],
)
def test_the_vital_few(counts: dict[str, int], few: list[str]) -> None:
    """The fewest that come to four fifths; never what is called other."""
    assert [row.key for row in vital_few(pareto(counts), EIGHTY)] == few


@given(st.dictionaries(st.text("abcd", min_size=1, max_size=2), st.integers(0, 10**6)))
def test_shares_add_up_and_the_last_is_one(counts: dict[str, int]) -> None:
    """Whatever is counted: never less than before, one at the end, each within half a place."""
    rows = pareto(counts)
    assert sum(row.count for row in rows) == sum(counts.values())
    so_far = [row.cumulative for row in rows]
    assert so_far == sorted(so_far)
    if rows:
        assert str(so_far[-1]) == "1.0000"
        error = abs(sum((row.share for row in rows), Decimal(0)) - 1)
        assert error <= Decimal("0.00005") * len(rows)
