"""Facts: how a customer is addressed, days in words, and that nothing else gets through."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.messages.facts import _UNSEEN, NAMES, call, day_in_words, facts, plain, visible

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

CALLS = [
    ("王小丽", "F", "zh", "王小丽女士"),
    ("王强", "M", "zh", "王强先生"),
    ("王小丽", None, "zh", "王小丽"),
    ("王女士", "F", "zh", "王女士"),
    ("李先生", "M", "zh", "李先生"),
    ("陈小姐", "F", "zh", "陈小姐"),
    ("张太太", "F", "zh", "张太太"),
    ("赵老师", "F", "zh", "赵老师"),
    ("刘总", "M", "zh", "刘总"),
    ("欧阳娜娜", "F", "zh", "欧阳娜娜女士"),
    ("Anna Smith", "F", "zh", "Anna Smith女士"),
    ("Dr. Smith", "F", "zh", "Dr. Smith"),
    ("", "F", "zh", "亲爱的顾客"),
    ("Anna Smith", "F", "en", "Ms Anna Smith"),
    ("John Smith", "M", "en", "Mr John Smith"),
    ("Anna Smith", None, "en", "Anna Smith"),
    ("Mrs. Smith", "F", "en", "Mrs. Smith"),
    ("Msgr Smith", "M", "en", "Mr Msgr Smith"),
    ("王女士", "F", "en", "王女士"),
    ("", None, "en", "customer"),
]


@pytest.mark.parametrize(("name", "gender", "language", "called"), CALLS)
def test_call(name: str, gender: str | None, language: str, called: str) -> None:
    """A title by gender, none where it is not known, never two."""
    assert call(name, gender, language) == called


def known(name: str = "王小丽", number: str | None = "0001") -> dict[str, object]:
    return dict(
        facts(
            name=name, gender="F", number=number, shop="锦绣衣坊", today=date(2026, 11, 22),
            language="zh", staff="小林", bought_on=date(2026, 11, 5), bought="羊绒大衣",
        )
    )  # fmt: skip


def test_the_facts_there_are() -> None:
    """These and no others: no phone, no family, no values."""
    assert known() == {
        "customer": {"name": "王小丽", "call": "王小丽女士", "gender": "F", "number": "0001"},
        "shop": {"name": "锦绣衣坊"},
        "staff": {"name": "小林"},
        "purchase": {"on": "11月5日", "date": "2026-11-05", "item": "羊绒大衣"},
        "today": {
            "date": "2026-11-22",
            "words": "2026年11月22日",
            "year": 2026,
            "month": 11,
            "day": 22,
        },
        "festival": {"name": "冬至", "gloss": "Winter Solstice"},
        "term": {"name": "小雪", "gloss": "Minor Snow"},
        "language": "zh",
        "warranty": dict.fromkeys(NAMES["warranty"], ""),
        "pieces": [],
        "tips": [],
        "opinion": dict.fromkeys(NAMES["opinion"], ""),
        "rated": [],
        "written": [],
    }


def test_a_number_is_no_name() -> None:
    """A file opened by its number is not addressed by it until the name is learned."""
    assert known(name="0001")["customer"] == {
        "name": "0001",
        "call": "亲爱的顾客",
        "gender": "F",
        "number": "0001",
    }


def test_plain() -> None:
    """One line, no control characters, nothing that turns the writing; emoji stay whole."""
    assert plain("  a\tb\n\u3000c\x1b[31m\u202e\x00d ") == "a b c[31md"
    assert plain("👩‍👧 王") == "👩‍👧 王"


def test_days_in_words() -> None:
    """As a letter would write them."""
    day = date(2026, 1, 5)
    assert day_in_words(day, "zh") == "1月5日"
    assert day_in_words(day, "en") == "5 January"
    assert day_in_words(day, "zh", year=True) == "2026年1月5日"
    assert day_in_words(day, "en", year=True) == "5 January 2026"


@pytest.mark.parametrize(("language", "called"), [("zh", "亲爱的顾客"), ("en", "customer")])
def test_a_phone_is_no_name(shop: Path, svc: Call, language: str, called: str) -> None:
    """A file opened by its phone: no message says the number, however it was written."""
    ref = svc("customer", "add", "--name", "138-0013-8000", "--phone", "13800138000",
              "--gender", "F").line  # fmt: skip
    message = svc("--lang", language, "sms", "render", "birthday", "--customer", ref)
    assert shop.exists()
    assert called in message.out
    assert "138" not in message.out


@given(st.sets(st.sampled_from([*NAMES])))
def test_only_what_is_asked(asked: set[str]) -> None:
    """Facts not asked are not there; the others are the same."""
    some = facts(
        name="王小丽", gender="F", number="0001", shop="锦绣衣坊", today=date(2026, 11, 22),
        language="zh", staff="小林", bought_on=date(2026, 11, 5), bought="羊绒大衣", asked=asked,
    )  # fmt: skip
    assert some == {name: told for name, told in known().items() if name in asked}


def test_names_are_all_there_are() -> None:
    """The table of names is what a template may say."""
    told = known()
    assert {name: tuple(value) if isinstance(value, dict) else () for name, value in told.items()
            } == NAMES  # fmt: skip


@given(st.text() | st.text("王a \t\u3000\u200b\u202e\x1b\n", max_size=8))
def test_the_short_way_to_plain_text(text: str) -> None:
    """What needs no cleaning is not cleaned, with the same outcome."""
    breaks = text.replace("\u2028", "\n").replace("\u2029", "\n")
    cleaned = re.sub(_UNSEEN, "", breaks.replace("\t", " "))
    assert visible(text) == cleaned
    assert plain(text) == " ".join(cleaned.split())
