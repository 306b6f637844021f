"""The rules of the plan: what a message needs, how many go, when it is too late."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from svc.i18n import say
from svc.messages.counting import count, segments
from svc.policy import Policy
from svc.rules.message_values import of_messages
from svc.rules.plan import (
    OCCASIONS,
    Caps,
    Due,
    kind_of_contact,
    lapsed,
    occasions,
    stopped_by_consent,
)

TODAY = date(2026, 11, 22)
POLICY = Policy().at(TODAY)
GIVEN = {"given": "2026-01-01"}
WITHDRAWN = {"given": "2026-01-01", "withdrawn": "2026-02-01"}


@pytest.mark.parametrize(
    ("consent", "needs", "rule"),
    [
        ({}, "nothing", None),
        ({}, "sms", "no_consent"),
        ({}, "marketing", "no_consent"),
        ({"sms": GIVEN}, "sms", None),
        ({"sms": GIVEN}, "marketing", "no_consent"),
        ({"sms": GIVEN, "marketing": GIVEN}, "marketing", None),
        ({"marketing": GIVEN}, "marketing", "no_consent"),
        ({"sms": GIVEN, "marketing": WITHDRAWN}, "marketing", "opted_out"),
        ({"sms": GIVEN, "marketing": WITHDRAWN}, "sms", None),
        ({"sms": WITHDRAWN, "marketing": GIVEN}, "nothing", "opted_out"),
        ({"sms": WITHDRAWN}, "sms", "opted_out"),
        ({"sms": {"withdrawn": "2026-02-01"}}, "nothing", "opted_out"),
        ({"phone": GIVEN}, "sms", "no_consent"),
    ],
)
def test_what_consent_allows(consent: dict[str, Any], needs: str, rule: str | None) -> None:
    """Service notices need none, care that to messages, marketing both; a refusal stops all."""
    found = stopped_by_consent(consent, needs)
    assert (found and found.rule) == rule


def due(day: date, last: date) -> Due:
    return Due(
        contact="birthday.C-261122-7KQ3MX.261122", kind="birthday", customer="C-261122-7KQ3MX",
        due=day, why=say("x"), template="birthday", last=last,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "late"),
    [(date(2026, 11, 23), False), (date(2026, 11, 24), False), (date(2026, 11, 25), True)],
)
def test_the_last_day(on: date, late: bool) -> None:
    """The last day of the window is still in time."""
    found = lapsed(due(TODAY, date(2026, 11, 24)), on)
    assert (found is not None) == late
    assert found is None or "2026-11-22" in str(found.reason)


def test_caps_count_what_was_sent() -> None:
    """One a day and two in seven days; notices count but are never held back."""
    before = {"a": [date(2026, 11, 16)], "b": [TODAY], "c": [date(2026, 11, 17)] * 2}
    caps = Caps(POLICY, TODAY, before)
    rules = {
        who: (found.rule if (found := caps.hold_back(who, counted=True)) else None)
        for who in "abcd"
    }
    assert rules == {"a": None, "b": "cap_day", "c": "cap_week", "d": None}
    assert caps.hold_back("c", counted=False) is None
    assert caps.hold_back("d", counted=False) is None
    again = caps.hold_back("d", counted=True)
    assert again is not None
    assert again.rule == "cap_day"


@pytest.mark.parametrize(
    ("key", "kind", "expected"),
    [
        ("birthday.C-261122-7KQ3MX.261122", "birthday", "birthday"),
        ("fading.C-261122-7KQ3MX.261122", "fading", "long_not_seen"),
        ("referral-old.C-261122-7KQ3MX", "referral-old", "thanks_referral_old"),
        ("threshold-5000.P-261122-7KQ3MX", "threshold", "thanks_threshold"),
        ("wash.P-261122-7KQ3MX", "purchase", "follow_up"),
        ("care-old.C-261122-7KQ3MX.270401", "care-old", "care"),
        ("top.C-261122-7KQ3MX.261220", "top", None),
    ],
)
def test_which_message_makes_a_contact(key: str, kind: str, expected: str | None) -> None:
    """By the head of its key, by the head without its figure, or by its kind."""
    assert kind_of_contact(key, kind, POLICY["message.contacts"].table()) == expected


@pytest.mark.fact("S2-024", command="svc sms plan")
@pytest.mark.parametrize("preset", ["clothing", "furniture"])
def test_she_is_kept_in_mind_at_every_stage(preset: str) -> None:
    """Before delivery, after the deal, after a repair, on her birthday: the shop writes."""
    on = occasions(Policy(None, preset).at(TODAY))
    assert {"delivery_notice", "thanks_purchase", "repair_ready", "birthday"} <= on.keys()


@pytest.mark.parametrize("preset", ["clothing", "furniture"])
def test_the_shipped_policy_is_in_order(preset: str) -> None:
    """Every occasion is one; each that is on has a need and a place in the order."""
    policy = Policy(None, preset).at(TODAY)
    found = occasions(policy)
    assert found.keys() <= set(OCCASIONS)
    assert set(OCCASIONS) <= policy["message.needs"].table().keys()
    assert set(OCCASIONS) <= set(policy["message.order"].texts())
    for name, entry in Policy(None, preset).topic("message").items():
        for value in entry.values:
            assert list(of_messages("message", name, value.value)) == [], name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("birthday", {"on": 1, "template": "birthday"}),
        ("birthday", {"on": True, "template": "birthday", "late": -1}),
        ("birthday", {"on": True, "template": "birthday", "lat": 2}),
        ("festival", {"on": True}),
        ("taboo_shop_events", {"kinds": ["festival"], "zh": ["促销"]}),
        ("taboo_ours", {"kinds": ["*"], "zh": [""], "en": []}),
        ("cap_day", 0),
        ("cap_week", "2"),
        ("lapsed_for", -1),
        ("route", "moon"),
        ("signature", 1),
        ("needs", {"birthday": "maybe"}),
        ("needs", []),
        ("contacts", {"birthday": "cake"}),
        ("festivals", [{"name": "双十一"}]),
        ("festivals", [{"name": "春节", "for": "X"}]),
        ("festivals", ["春节"]),
        ("terms", ["立春天"]),
        ("terms", "立春"),
        ("order", "birthday"),
        ("opt_out", [1]),
        ("most_parts", {"zh": 2}),
        ("most_parts", 2),
    ],
)
def test_slips_in_the_policy_are_found(name: str, value: Any) -> None:
    """`svc policy check` names a value that is not as it should be."""
    assert list(of_messages("message", name, value))


@pytest.mark.parametrize(
    "text", ["", "a", "天" * 70, "天" * 71, "天" * 134, "天" * 135, "😀" * 36]
)
@pytest.mark.parametrize("route", ["mainland", "gsm"])
def test_parts_without_cutting(text: str, route: Any) -> None:
    """The quick count of parts is the count."""
    assert segments(text, route) == count(text, route).segments
