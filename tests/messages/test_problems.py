"""What speaks against sending a message (domain 3.2)."""

from __future__ import annotations

import unicodedata

import pytest

from svc.messages.problems import _NOTABLE, problems
from svc.rules.consent import agreed

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
    found = problems(body, signature="【锦绣衣坊】", consent=True, mobile=True)
    assert [problem.rule for problem in found] == rules
    assert all(str(problem.message) for problem in found)


def test_digits_in_every_shape_are_noticed() -> None:
    """Whatever reads as a digit once its shape is taken off is looked at for a phone number."""
    digits = set("0123456789")
    shaped = [c for c in map(chr, range(0x110000)) if digits & {*unicodedata.normalize("NFKC", c)}]
    assert len(shaped) > 300
    assert [c for c in shaped if not _NOTABLE.search(c)] == []


def test_the_customer() -> None:
    """Only mobiles are sent messages, and only with consent (MIIT Order 31)."""
    found = problems("您好", signature="", consent=False, mobile=False)
    assert [problem.rule for problem in found] == ["no_mobile", "no_consent"]
    (told,) = problems("您好", signature="", consent=True, mobile=True, marketing=False)
    assert (told.rule, "marketing" in str(told.message)) == ("no_consent", True)


def test_consent() -> None:
    """Given, and not withdrawn since."""
    assert agreed({"sms": {"given": "2026-01-01"}}, "sms")
    assert not agreed({"sms": {"given": "2026-01-01", "withdrawn": "2026-02-01"}}, "sms")
    assert not agreed({"marketing": {"given": "2026-01-01"}}, "sms")
    assert not agreed({}, "sms")
