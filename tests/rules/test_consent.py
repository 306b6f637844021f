"""Consent by channel, its log, and opt-outs that hold everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from svc.records.customer import CHANNELS
from svc.rules.consent import acts, agreed, logged, refuses, way_named

GIVEN = {"given": "2026-01-01"}
TAKEN = {"given": "2026-01-01", "withdrawn": "2026-02-01"}


@pytest.mark.parametrize(
    ("consent", "way", "wanted"),
    [
        ({}, "call", False),
        ({"phone": GIVEN}, "call", False),
        ({"phone": TAKEN}, "call", True),
        ({"phone": TAKEN}, "phone", True),
        ({"phone": TAKEN}, "visit", True),
        ({"phone": TAKEN}, "message", False),
        ({"sms": TAKEN}, "message", True),
        ({"sms": {"withdrawn": "2026-02-01"}}, "message", True),
        ({"post": TAKEN}, "letter", True),
        ({"wechat": TAKEN}, "wechat", True),
        ({"sms": True}, "message", False),
    ],
)
def test_refusals(consent: dict[str, Any], way: str, wanted: bool) -> None:
    """An opt-out closes the ways behind its channel, and no others."""
    assert refuses(consent, way) is wanted


def test_agreed() -> None:
    """Given, and not withdrawn since."""
    assert agreed({"sms": GIVEN}, "sms")
    assert not agreed({"sms": TAKEN}, "sms")
    assert not agreed({}, "sms")


def test_the_log_only_grows() -> None:
    """What only says the last word again is left out; what says another is put at the end."""
    log = logged((), acts("given", ["sms", "marketing"], at="2026-01-01"))
    assert [act["purpose"] for act in log] == ["care", "marketing"]
    assert logged(log, acts("given", ["sms"], at="2026-02-01")) == log
    off = logged(log, acts("withdrawn", ["sms"], at="2026-02-01", by="sms", text="TD"))
    assert off[:2] == log
    assert off[2] == {"at": "2026-02-01", "act": "withdrawn", "channel": "sms", "by": "sms",
                      "text": "TD"}  # fmt: skip
    assert logged(off, acts("withdrawn", ["sms"], at="2026-03-01")) == off
    assert len(logged(off, acts("given", ["sms"], at="2026-03-01"))) == 4
    other = acts("given", ["marketing"], at="2026-03-01", purpose="service")
    assert len(logged(off, other)) == 4


@pytest.mark.parametrize(
    ("typed", "codes", "meant"),
    [
        ("sms", ("visit", "message"), "message"), ("message", CHANNELS, "sms"),
        ("短信", CHANNELS, "sms"), ("短信", ("message",), "message"), ("电话", ("call",), "call"),
        ("phone", ("sms", "call"), "call"), ("call", ("phone",), "phone"),
        ("上门", ("visit",), "visit"), ("信件", ("letter",), "letter"), ("信件", CHANNELS, "post"),
        ("邮件", CHANNELS, "email"), ("广告", CHANNELS, "marketing"), ("微信", CHANNELS, "wechat"),
        (" SMS ", CHANNELS, "sms"), ("fax", CHANNELS, "fax"), ("sms", ("visit",), "sms"),
    ],
)  # fmt: skip
def test_ways_by_any_name(typed: str, codes: tuple[str, ...], meant: str) -> None:
    """One word is taken for another that means the same way; what is unknown stays as typed."""
    assert way_named(typed, codes) == meant
