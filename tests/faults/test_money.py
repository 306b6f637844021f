"""The laws of money, each tried on thousands of random cases instead of a hundred."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings

from tests.faults.conftest import Figures
from tests.rules import test_refund, test_return

pytestmark = pytest.mark.faults
EXAMPLES = 10_000
LAWS: dict[str, tuple[Callable[..., None], int]] = {
    "shares of random sums add up to the fen": (test_return.test_shares_are_the_whole, EXAMPLES),
    "fee and refund of random quotes make the price": (
        test_refund.test_laws_of_every_quote, EXAMPLES,
    ),
    "what two tags differ by is what goes back": (
        test_refund.test_difference_of_two_tags_is_never_above_the_price, EXAMPLES,
    ),
    "random returns never give back more than was paid": (
        test_return.test_no_sequence_of_returns_gives_back_more_than_was_paid, EXAMPLES // 5,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LAWS)
def test_ten_thousand_cases_of_a_law(what: str, figures: Figures) -> None:
    """Hypothesis stops at the first case that breaks a law and shows the smallest one."""
    law, examples = LAWS[what]
    settings(settings.get_profile("svc"), max_examples=examples, database=None)(law)()
    figures("P13", what, runs=examples, bad=0)
