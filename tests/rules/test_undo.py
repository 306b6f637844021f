"""What may be taken back, record by record."""

from __future__ import annotations

from typing import Any

import pytest

from svc.rules.undo import HANDED, Back, decided_as, handed_over, money_in

Raw = dict[str, Any] | None


def state(name: str, **more: Any) -> dict[str, Any]:
    """A record in a state."""
    return {"id": "x", "state": name, **more}


@pytest.mark.parametrize("had", sorted(HANDED))
@pytest.mark.parametrize(
    ("then", "refused"),
    [(None, True), ("queued", True), ("approved", True), ("cancelled", True), ("same", False)],
)
def test_a_message_a_gateway_had(had: str, then: str | None, refused: bool) -> None:
    """It does not go, nor to another state; the rest of its line may change."""
    after = None if then is None else state(had if then == "same" else then, customer="C")
    back = Back("messages", "sms-x", state(had, customer="D"), after)
    assert handed_over([Back("callbacks", "x", state(had), None), back]) == (
        "sms-x" if refused else None
    )


@pytest.mark.parametrize("waits", [{"id": "x"}, state("queued"), state("approved"), None])
def test_a_message_that_waits(waits: Raw) -> None:
    """It may go and come back: no gateway has seen it."""
    assert handed_over([Back("messages", "sms-x", waits, None)]) is None
    assert handed_over([Back("messages", "sms-x", None, waits)]) is None


DECISIONS: list[tuple[Raw, Raw, list[str]]] = [
    (state("approved", decided_as="company"), state("waiting"), ["company"]),
    (state("rejected", decided_as="shop_manager"), state("waiting"), ["shop_manager"]),
    (state("waiting"), state("approved", decided_as="company"), ["company"]),
    (state("approved", post="company"), None, ["company"]),
    (state("waiting"), None, []),
    (None, state("waiting"), []),
    (state("reported", post="company"), None, []),
    (state("approved", decided_as="company", about="a"), state("approved", about="b"), []),
]


@pytest.mark.parametrize(("now", "then", "posts"), DECISIONS)
def test_who_decided(now: Raw, then: Raw, posts: list[str]) -> None:
    """A decision that goes or comes back names its post; one that waits has none."""
    assert [post for _id, post in decided_as([Back("approvals", "A", now, then)])] == posts
    assert list(decided_as([Back("returns", "R", now, then)])) == []


MONEY: list[tuple[str, Raw, Raw, bool]] = [
    ("returns", state("settled", paid_by="cash"), state("approved"), True),
    ("returns", {"id": "x", "defect": "a"}, {"id": "x", "defect": "b"}, False),
    ("returns", None, state("approved"), True),
    ("repairs", {"id": "x", "paid_on": "2026-11-22"}, {"id": "x"}, True),
    ("repairs", {"id": "x", "problem": "a"}, None, False),
    ("complaints", {"id": "x", "offers": [{"amount": "9.00"}]}, {"id": "x"}, True),
    ("complaints", {"id": "x", "steps": []}, {"id": "x"}, False),
    ("staff", {"id": "x", "posts": ["clerk"]}, {"id": "x", "posts": ["company"]}, True),
    ("customers", {"id": "x"}, None, False),
    ("purchases", {"id": "x", "total": "9.00"}, None, False),
]


@pytest.mark.parametrize(("table", "now", "then", "moves"), MONEY)
def test_where_money_moves(table: str, now: Raw, then: Raw, moves: bool) -> None:
    """Refunds, payments, offers, and who may decide them; not what was bought."""
    assert money_in([Back(table, "x", now, then)]) == ("x" if moves else None)
