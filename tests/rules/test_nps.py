"""NPS, held against published worked examples, and its laws."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.rules.nps import nps

ANSWERS = st.lists(st.integers(0, 10), max_size=40)


def of(promoters: int, passives: int, detractors: int) -> list[int]:
    """So many answers of each group, from both ends of it."""
    return [
        *([9, 10] * promoters)[:promoters],
        *([7, 8] * passives)[:passives],
        *([0, 6] * detractors)[:detractors],
    ]


@pytest.mark.fact("S2-076", command="svc report satisfaction")
@pytest.mark.parametrize(
    ("answers", "score"),
    [
        # SightMill, help centre, "a quick and clear summary of how to calculate NPS": ten answers.
        ([3, 4, 5, 6, 8, 8, 8, 9, 10, 10], "-10.0"),
        # ProProfs Survey Maker, "Net Promoter Score survey": 60, 90 and 100 of 250 answers.
        (of(100, 90, 60), "16.0"),
        # DELA, annual report 2018, glossary: 30 % promote, 20 % detract.
        (of(30, 50, 20), "10.0"),
        # N. Byers, R package IUHhelpers, example of calc_nps, the missing answer left out.
        ([1, 8, 8, 10, 5, 9], "0.0"),
        # Palos Publishing, "Convert NPS responses to scores": 60, 20 and 20 of a hundred.
        (of(60, 20, 20), "40.0"),
        # SuperCalc, NPS score calculator, first example: 120, 65 and 15 of 200.
        (of(120, 65, 15), "52.5"),
    ],
    ids=["SightMill", "ProProfs", "DELA 2018", "IUHhelpers", "Palos", "SuperCalc"],
)
def test_published_examples(answers: list[int], score: str) -> None:
    """Promoters (9, 10) less detractors (0 to 6), of a hundred, as Reichheld (2003) has it."""
    assert nps(answers, 1).to_json()["score"] == score


@pytest.mark.parametrize(
    ("answer", "group"),
    [(0, "detractors"), (6, "detractors"), (7, "passives"), (8, "passives"), (9, "promoters"),
     (10, "promoters")],
)  # fmt: skip
def test_the_bounds_of_the_groups(answer: int, group: str) -> None:
    """6 detracts, 7 and 8 do neither, 9 promotes."""
    found = nps([answer], 1).to_json()
    assert [name for name in ("promoters", "passives", "detractors") if found[name]] == [group]


def test_nobody_asked() -> None:
    """No answers have no score, and are too few."""
    assert nps([], 1).to_json() == {
        "n": 0, "score": None, "promoters": 0, "passives": 0, "detractors": 0, "few": True,
    }  # fmt: skip


@pytest.mark.parametrize(("n", "few"), [(29, True), (30, False)])
def test_few(n: int, few: bool) -> None:
    """One answer less than the policy asks for is too few; the score is told all the same."""
    found = nps([10] * n, 30)
    assert (found.few, found.score) == (few, Decimal("100.0"))


@pytest.mark.parametrize("answer", [-1, 11])
def test_an_answer_off_the_scale(answer: int) -> None:
    """Whoever reckons has read the answers by their scale before."""
    with pytest.raises(ValueError, match=str(answer)):
        nps([answer], 1)


@given(ANSWERS)
def test_laws(answers: list[int]) -> None:
    """From -100 to 100; the order does not matter; three groups are all of them."""
    found = nps(answers, 1)
    assert found.n == len(answers)
    assert nps(answers[::-1], 1) == found
    if found.score is not None:
        assert -100 <= found.score <= 100
        mirrored = nps([{**dict.fromkeys(range(7), 9), 9: 0, 10: 0}.get(a, a) for a in answers], 1)
        assert mirrored.score == -found.score
