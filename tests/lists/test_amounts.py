"""Money and pieces as people write them in lists."""

from __future__ import annotations

import pytest

from svc.errors import BadInput
from svc.lists.amounts import is_negative, money_of, pieces_of, unshortened


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("￥827", "827.00"),
        ("¥ 1,487.50", "1487.50"),
        ("1,487.50", "1487.50"),
        ("12,345,678.9", "12345678.90"),
        ("558元", "558.00"),
        ("８２７．５", "827.50"),
        ("RMB 30", "30.00"),
        ("0.00", "0.00"),
    ],
)
def test_money(text: str, amount: str) -> None:
    """Signs, thousands and full-width digits go."""
    assert str(money_of(text)) == amount


@pytest.mark.parametrize("text", ["", "abc", "1,48", "1.234,5", "1.999", "-5", "1e3", "1 2", "$5"])
def test_no_money(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(BadInput, match="is not an amount of money"):
        money_of(text)


@pytest.mark.parametrize("text", ["-5", "￥-5", "-￥5", "(5.00)", "5-", "－１", "-1件"])
def test_negative(text: str) -> None:
    """Each way of writing less than nothing."""
    assert is_negative(text)


@pytest.mark.parametrize("text", ["5", "", "1-2", "-", "A-1"])
def test_not_negative(text: str) -> None:
    """A dash alone makes nothing negative."""
    assert not is_negative(text)


@pytest.mark.parametrize(("text", "pieces"), [("2", 2), ("2.0", 2), ("３", 3), ("2件", 2)])
def test_pieces(text: str, pieces: int) -> None:
    """Whole numbers, with the word for pieces or without."""
    assert pieces_of(text) == pieces


@pytest.mark.parametrize("text", ["0", "1.5", "two", "-1", "1000000"])
def test_no_pieces(text: str) -> None:
    """At least one whole piece."""
    with pytest.raises(BadInput, match="is no number of pieces"):
        pieces_of(text)


def test_shortened_numbers() -> None:
    """A number in which a spreadsheet lost digits is refused, a code that looks like one kept."""
    for kept in ("0001", "1E5", "12E3A", "VIP-8"):
        assert unshortened(kept) == kept
    for lost in ("1.54498E+10", "2E+10"):
        with pytest.raises(BadInput, match="has lost digits"):
            unshortened(lost)
