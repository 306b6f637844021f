"""What `svc policy check` finds in the files of tiers, benefits, gold customers and segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from svc.policy import Policy
from svc.rules.policy_check import check_policy
from svc.rules.tier_values import of_the_names, of_tiers

if TYPE_CHECKING:
    from pathlib import Path

NEW = {"key": "new", "en": "New", "zh": "新"}
OLD = {"key": "old", "en": "Old", "zh": "老", "spend": "5.00"}
GIFT = {"key": "x", "style": ["A1"], "en": "a scarf", "zh": "方巾"}
SEGMENT = {"key": "x", "en": "X", "zh": "X", "do_en": "-", "do_zh": "-", "r": [1, 5], "f": [1, 5],
           "m": [1, 5]}  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "value", "told"),
    [
        ("tier.levels", [NEW, OLD], []),
        ("tier.levels", {}, ["It should be a list of rows."]),
        ("tier.levels", [], ["It should be a list of rows."]),
        ("tier.levels", [NEW, {**OLD, "en": " "}], ["Row 2 lacks its text 'en'."]),
        ("tier.levels", [NEW, {**OLD, "key": "new"}], ["Row 2: the key 'new' is taken."]),
        ("tier.levels", [NEW, {**OLD, "spend": 5}], ["Row 2: spend is no amount."]),
        ("tier.levels", [NEW, {**OLD, "purchases": 0}], ["Row 2: purchases is no whole number."]),
        ("tier.levels", [NEW, {**OLD, "points": 1}],
         ["Row 2 has a field nobody reads: 'points'."]),
        ("tier.levels", [NEW, OLD, {**OLD, "key": "c", "spend": "5.00"}],
         ["Row 3: spend is not above that of the tier before."]),
        ("tier.levels", [OLD],
         ["Row 1: the first tier has no condition, each other one at least one."]),
        ("tier.levels", [NEW, {**NEW, "key": "b"}],
         ["Row 2: the first tier has no condition, each other one at least one."]),
        ("tier.window", 12, []),
        ("tier.window", 0, ["0 is not a whole number from 1 on."]),
        ("tier.rules", [NEW], []),
        ("tier.rules", [{"key": "x", "en": "X"}], ["Row 1 lacks its text 'zh'."]),
        ("benefit.discounts", [], []),
        ("benefit.discounts", [{"tier": "gold", "rate": "1.01"}],
         ["Row 1: the rate '1.01' is not from 0 to 1."]),
        ("benefit.birthday", {"rate": "0.05"}, []),
        ("benefit.birthday", {"en": "x"},
         ["Row 1: the rate None is not from 0 to 1.", "Row 1 lacks its text 'zh'."]),
        ("benefit.birthday", 5, ["Row 1: the rate None is not from 0 to 1."]),
        ("benefit.festivals", [{"festival": "除夕", "en": "x", "zh": "x"}], []),
        ("benefit.festivals", [{"festival": "05-10", "en": "x", "zh": "x"}],
         ["Row 1: there is no festival '05-10'."]),
        ("benefit.festivals", [{"festival": "除夕", "en": "x", "zh": "x", "kind": "discount"}],
         ["Row 1: there is no kind 'discount'."]),
        ("benefit.named", [GIFT, {**GIFT, "kind": "discount", "rate": "0.1"}], []),
        ("benefit.named", [{**GIFT, "style": "A1"}], ["Row 1 names no goods."]),
        ("benefit.named", [{"key": "x", "en": "x", "zh": "x"}], ["Row 1 names no goods."]),
        ("benefit.named", [{**GIFT, "kind": "discount"}],
         ["Row 1: the rate None is not from 0 to 1."]),
        ("benefit.named", [{**GIFT, "first": "2027-03-02", "last": "2027-03-01"}],
         ["Row 1: first and last are no days in order."]),
        ("benefit.named", [{**GIFT, "first": "2027-02-29"}],
         ["Row 1: first and last are no days in order."]),
        ("benefit.stacking", "best", []),
        ("benefit.stacking", "add", ["'add' is not a word to choose here."]),
        ("gold.customers", {"share": "0.2", "purchases": 3, "months": 12}, []),
        ("gold.customers", {"share": "0", "purchases": 3, "months": 12},
         ["It should give a share, a number of purchases and of months."]),
        ("gold.customers", None,
         ["It should give a share, a number of purchases and of months."]),
        ("gold.marks", ["5000.00"], []),
        ("gold.marks", ["0.00"], ["It should be a list of amounts."]),
        ("gold.marks", 5, ["It should be a list of amounts."]),
        ("rfm.segments", [SEGMENT], []),
        ("rfm.segments", [{**SEGMENT, "r": [2, 1]}], ["Row 1: r is no span of classes 1 to 5."]),
        ("rfm.few", 200, []),
        ("rfm.few", -1, ["-1 is not a whole number from 0 on."]),
        ("tier.vip_from", "gold", []),
    ],
)  # fmt: skip
def test_slips_are_told(entry: str, value: Any, told: list[str]) -> None:
    """One sentence for each slip, with the row it is in."""
    topic, _, name = entry.partition(".")
    assert [str(message) for message, _hint in of_tiers(topic, name, value)] == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("gold", []),
        ("platinum", ["There is no tier 'platinum'."]),
        ([{"tier": "gold"}, {"from": "old"}, {"en": "x"}, 5], ["There is no tier 'old'."]),
    ],
)
def test_names_of_tiers(value: Any, told: list[str]) -> None:
    """A tier that nobody can have gives nothing to anybody."""
    assert [str(message) for message, _ in of_the_names(["new", "gold"], value)] == told


def test_a_benefit_for_a_tier_there_is_not(tmp_path: Path) -> None:
    """`svc policy check` reads benefits and tiers together."""
    (tmp_path / "benefit.toml").write_text(
        '[discounts]\nsources = ["our own"]\n[[discounts.values]]\n'
        'value = [{ tier = "platin", rate = "0.05" }]\n',
        encoding="utf-8",
    )
    (problem,) = check_policy(Policy(tmp_path))
    assert (problem.rule, str(problem.message)) == (
        "benefit.discounts", "There is no tier 'platin'.",
    )  # fmt: skip
