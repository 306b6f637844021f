"""How values are shown to people: one table, the same in every form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc import i18n
from svc.i18n import say
from svc.reports.document import TooFew
from svc.reports.values import change, heading, in_words, shown, with_arrow
from tests.reports.any_report import numbers, shares

if TYPE_CHECKING:
    from svc.reports.document import Value


@pytest.mark.parametrize(
    ("value", "kind", "told"),
    [
        (None, "count", "–"),
        (None, "text", "–"),
        ("", "text", "–"),
        (TooFew(n=7), "percent", "too few to say (n = 7)"),
        (TooFew(n=0), "number", "too few to say (n = 0)"),
        (0, "count", "0"),
        (12, "count", "12"),
        (Decimal(1299), "money", "¥1,299.00"),
        (Decimal("0.005"), "money", "¥0.01"),
        (Decimal("-5.5"), "money", "-¥5.50"),
        (0, "money", "¥0.00"),
        (Decimal("0.1234"), "percent", "12.3 %"),
        (Decimal("0.1235"), "percent", "12.4 %"),
        (Decimal("0.1225"), "percent", "12.3 %"),
        (Decimal("-0.0001"), "percent", "0.0 %"),
        (1, "percent", "100.0 %"),
        (Decimal("3.25"), "hours", "3.3 h"),
        (3, "hours", "3 h"),
        (Decimal(2), "days", "2.0 d"),
        (2, "days", "2 d"),
        (Decimal("4.70"), "number", "4.70"),
        (Decimal("1E+2"), "number", "100"),
        (5, "number", "5"),
        (date(2026, 11, 22), "day", "2026-11-22"),
        (True, "text", "yes"),
        (False, "text", "no"),
        ("王芳\n\x1b[31m", "text", "王芳 ^[[31m"),
        (say("customers"), "words", "customers"),
    ],
)
def test_shown(value: Value, kind: str, told: str) -> None:
    """Counts as they are, yuan to the fen, shares as percent half up, nothing as a dash."""
    assert shown(value, kind) == told


def test_in_chinese() -> None:
    """Sentences are said in the language in use."""
    i18n.speak("zh")
    assert heading(say("customers")) == "顾客数"
    assert shown(True) == "是"
    assert shown(Decimal("0.1234"), "percent") == "12.3%"


@pytest.mark.parametrize(
    ("now", "was", "kind", "up", "words", "arrow"),
    [
        (12, 9, "count", 3, "up 3", "▲ 3"),
        (9, 12, "count", -3, "down 3", "▼ 3"),
        (9, 9, "count", 0, "unchanged", "="),
        (Decimal("0.8333"), Decimal("0.75"), "percent", Decimal("0.083"), "up 8.3 points",
         "▲ 8.3 points"),
        (Decimal("0.8001"), Decimal("0.8000"), "percent", 0, "unchanged", "="),
        (Decimal(100), Decimal("99.5"), "money", Decimal("0.5"), "up ¥0.50", "▲ ¥0.50"),
        (Decimal("3.5"), 4, "hours", Decimal("-0.5"), "down 0.5 h", "▼ 0.5 h"),
    ],
)  # fmt: skip
def test_changes(
    now: Value, was: Value, kind: str, up: int | Decimal, words: str, arrow: str
) -> None:
    """By how much it went up or down; of shares in percentage points."""
    found = change(now, was, kind)
    assert found == up
    assert found is not None
    assert (in_words(found, kind), with_arrow(found, kind)) == (words, arrow)


@pytest.mark.parametrize(
    ("now", "was"), [(None, 3), (3, None), (TooFew(n=3), 3), (3, TooFew(n=1)), ("a", 3), (True, 3)]
)
def test_what_is_no_figure_has_no_change(now: Value, was: Value) -> None:
    """Neither words nor too few answers are compared."""
    assert change(now, was, "count") is None


@given(st.sampled_from(["money", "percent", "hours", "days", "number", "count"]), numbers, shares)
def test_laws(kind: str, number: int | Decimal, other: Decimal) -> None:
    """One printable line; what is the same has not changed; up one way is down the other."""
    assert shown(number, kind).isprintable()
    assert change(number, number, kind) == 0
    up, down = change(number, other, kind), change(other, number, kind)
    assert up is not None
    assert down is not None
    assert up == -down
    assert shown(other, "percent").endswith(" %")
