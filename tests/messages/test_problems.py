"""What speaks against sending a message (domain 3.2)."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from svc.messages.problems import Reader, problems, problems_of_text
from svc.policy import Policy
from svc.rules.consent import agreed
from svc.rules.taboo import Ear, Found, taboos

BODIES = [
    ("您好", []),
    ("衣" * 494, []),
    ("衣" * 495, ["too_long"]),
    ("🎂" * 248, ["too_long"]),
    ("", ["empty"]),
    ("【限时】您好", ["refused_marks"]),
    ("只要¥99", ["refused_marks"]),
    ("√★※", ["refused_marks"]),
    ("请拨13800138000", ["phone_number"]),
    ("请拨138 0013 8000", ["phone_number"]),
    ("请拨138-0013-8000", ["phone_number"]),
    ("请拨１３８００１３８０００", ["phone_number"]),
    ("请拨①③⑧⓪⓪①③⑧⓪⓪⓪", ["phone_number"]),
    ("请拨010-62554433", ["phone_number"]),
    ("请拨400-820-8820", ["phone_number"]),
    ("2026-11-22 下午3点", []),
    ("单号20261122001378", []),
    ("价格399.00", []),
]


@pytest.mark.parametrize(("body", "rules"), BODIES)
def test_the_words(body: str, rules: list[str]) -> None:
    """500 characters with the signature, marks carriers refuse, numbers; a date is no number."""
    found = problems_of_text(body, signature="【锦绣衣坊】")
    assert [problem.rule for problem in found] == rules
    assert all(str(problem.message) for problem in found)


def test_digits_in_every_shape_are_noticed() -> None:
    """Whatever reads as a digit once its shape is taken off is one of a phone number."""
    digits = {c: unicodedata.normalize("NFKC", c) for c in map(chr, range(0x20000))}
    shaped = [c for c, digit in digits.items() if digit in set("0123456789")]
    assert len(shaped) > 100
    for c in shaped:
        found = problems_of_text(f"请拨1380013800{c}", signature="")
        assert [each.rule for each in found] == ["phone_number"], c


EAR = Ear(taboos(Policy(), date(2026, 11, 22)), "season")
NAMES = st.text("王丽促销新款打折一生 .A1", max_size=4) | st.sampled_from(["王小丽", "李促", "折"])
WORDS = st.sampled_from(
    ("{}女士，天冷了", "请您促{}", "{}销中",
     "新{}款", "3{}", "{}折", "促 {} 销", "a{}.com", "sale{}",
     "{}在这里写您要说的话", "{}¥", "1380013{}8000", "{}" + "衣" * 240, "{}" + "衣" * 490, "")
)  # fmt: skip


@given(st.lists(st.tuples(st.lists(WORDS, max_size=3).map("".join), NAMES), max_size=12))
@example([("促{}", "王"), ("促{}", "销"), ("促{}", "李"), ("{}销", "促"), ("{}销", "李")])
@example([("{}" + "衣" * 490, "李丽"), ("{}" + "衣" * 490, "李")])
@settings(max_examples=60)
def test_a_reader_passes_over_nothing(texts: list[tuple[str, str]]) -> None:
    """Texts that differ in a name only are read as if each were read alone: also at its edges."""
    reader = Reader("【锦绣衣坊】", EAR)
    for words, name in texts:
        body = words.replace("{}", name)
        alone = problems_of_text(body, signature="【锦绣衣坊】", ear=EAR)
        assert reader.problems(body, name) == alone


def test_a_reader_reads_alike_texts_once() -> None:
    """Of names that say nothing to any rule the second costs nothing; what she is called may."""
    heard: list[str] = []

    class Counting(Ear):
        def hear(self, text: str) -> list[Found]:
            heard.append(text)
            return super().hear(text)

    reader = Reader("", Counting(taboos(Policy(), date(2026, 11, 22)), "season"))
    told = [reader.problems(f"{name}女士，天冷了。", name) for name in ("王丽", "李梅", "促销")]
    assert heard == ["王丽女士，天冷了。", "促销女士，天冷了。"]
    assert [len(each) for each in told] == [0, 0, 1]


def test_the_customer() -> None:
    """Only mobiles are sent messages, and only with consent (MIIT Order 31)."""
    found = problems((), consent=False, mobile=False)
    assert [problem.rule for problem in found] == ["no_mobile", "no_consent"]
    (told,) = problems((), consent=True, mobile=True, marketing=False)
    assert (told.rule, "marketing" in str(told.message)) == ("no_consent", True)


def test_consent() -> None:
    """Given, and not withdrawn since."""
    assert agreed({"sms": {"given": "2026-01-01"}}, "sms")
    assert not agreed({"sms": {"given": "2026-01-01", "withdrawn": "2026-02-01"}}, "sms")
    assert not agreed({"marketing": {"given": "2026-01-01"}}, "sms")
    assert not agreed({}, "sms")
