"""CSAT, held against published worked examples; shares and means rounded once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.rules.csat import csat, said
from svc.rules.shares import mean, rounded, share, text


def of(counts: list[int]) -> list[tuple[int, int]]:
    """Answers on a scale from 1 to 5, as often as the counts say, the best first."""
    return [
        (5 - place, 5) for place, count in enumerate(counts) for _time in range(count)
    ]  # fmt: skip


@pytest.mark.fact("S2-076", "S2-088", command="svc report satisfaction")
@pytest.mark.parametrize(
    ("counts", "told"),
    [
        # Delighted, help centre, "How is CSAT calculated?": 74 of 107, printed as 69.16.
        ([42, 32, 10, 9, 14], "0.6916"),
        # VoC Metrics, help centre, "What is CSAT and how is CSAT score calculated": 30 of 50.
        ([10, 20, 10, 5, 5], "0.6000"),
        # YourOpinion, CSAT calculator, example: 60 of a hundred rated 4 or 5.
        ([35, 25, 20, 15, 5], "0.6000"),
    ],
    ids=["Delighted", "VoC Metrics", "YourOpinion"],
)
def test_published_examples(counts: list[int], told: str) -> None:
    """The two best answers of five, over all answers."""
    assert csat(of(counts), 1).to_json() == {
        "n": sum(counts), "satisfied": counts[0] + counts[1], "share": told, "few": False,
    }  # fmt: skip


@pytest.mark.parametrize(("answer", "satisfied"), [(3, 0), (4, 1), (5, 1)])
def test_the_bound(answer: int, satisfied: int) -> None:
    """Neither, in the middle, is not satisfied."""
    assert csat([(answer, 5)], 1).satisfied == satisfied


@pytest.mark.fact("S2-017", command="svc report satisfaction")
def test_callbacks_are_counted_alike_under_a_name_of_their_own() -> None:
    """`asked` are those who said whether they were content."""
    assert said([True, False, True], 30).to_json("asked") == {
        "asked": 3, "satisfied": 2, "share": "0.6667", "few": True,
    }  # fmt: skip
    assert said([], 1).to_json()["share"] is None


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_a_share_is_from_0_to_1_whatever_the_order(answers: list[int]) -> None:
    """And nobody counts twice."""
    found = csat([(answer, 5) for answer in answers], 1)
    assert found == csat([(answer, 5) for answer in reversed(answers)], 1)
    assert found.share is not None
    assert 0 <= found.share <= 1


@pytest.mark.parametrize(
    ("value", "places", "told"),
    [
        (Fraction(1, 8), 2, "0.13"), (Fraction(-1, 8), 2, "-0.13"), (Fraction(2, 3), 4, "0.6667"),
        (Fraction(0), 1, "0.0"), (Fraction(-1, 1000), 2, "0.00"), (Fraction(7), 2, "7.00"),
    ],
)  # fmt: skip
def test_rounding_is_half_up_and_away_from_nothing(
    value: Fraction, places: int, told: str
) -> None:
    """A thousandth below nought is shown as nought, without a sign."""
    assert str(rounded(value, places)) == told


@given(st.fractions(min_value=-100, max_value=100))
def test_rounding_errs_by_half_a_step_at_most(value: Fraction) -> None:
    """Four decimals are what shares and means have."""
    assert abs(Fraction(rounded(value)) - value) <= Fraction(1, 20_000)


def test_nothing_has_no_mean_and_no_share() -> None:
    """Null in JSON, not nought."""
    assert (mean([]), share(0, 0), text(None)) == (None, None, None)
    assert (text(Decimal("0.5000")), text(mean([1, 2]))) == ("0.5000", "1.5000")
