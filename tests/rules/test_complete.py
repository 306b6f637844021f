"""Complete, nothing missing: what a case lacks once it should be there, and what it does not."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from svc.policy import Policy
from svc.records.callback import Callback
from svc.records.complaint import Complaint
from svc.records.delivery import Delivery
from svc.records.part import Part
from svc.records.repair import Repair
from svc.records.return_ import Return
from svc.rules import complete
from svc.rules.complete import FollowUp
from svc.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Call = Callable[..., Result]

DAY = date(2026, 11, 22)
SHE, SALE = "C-261122-7KQ3MX", "P-261122-7KQ3MX"
NOTHING = FollowUp()


def by(today: date, *made: str, waiting: str = "") -> FollowUp:
    cases = frozenset([waiting] if waiting else [])
    return FollowUp.of(Policy(preset="furniture").at(today), {*made}, cases, today)


def complaint(**more: Any) -> Complaint:
    known: dict[str, Any] = {
        "id": "K-261122-7KQ3MX", "customer": SHE, "on": DAY, "category": "quality", "text": "掉色",
        "state": "resolved", "resolved_on": DAY,
    }  # fmt: skip
    return Complaint(**known | more)


@pytest.mark.parametrize(
    ("after", "made", "lacking"),
    [
        (0, False, []),
        (14, False, []),
        (15, False, []),
        (16, False, ["follow_up"]),
        (16, True, []),
        (400, False, ["follow_up"]),
    ],
)
def test_the_call_after_a_complaint(after: int, made: bool, lacking: list[str]) -> None:
    """Due the day after, shown for 14 days more: missed from then on, unless it was made."""
    keys = ("complaint.K-261122-7KQ3MX",) if made else ()
    follow_up = by(DAY + timedelta(days=after), *keys)
    assert complete.of_complaint(complaint(), follow_up) == lacking
    assert complete.of_complaint(complaint(state="proposed"), follow_up) == []


def test_a_case_that_waits_for_a_post_is_not_over() -> None:
    """Settled, but a decision is still waited for: the approval is missing (X-09)."""
    waiting = by(DAY, waiting="K-261122-7KQ3MX")
    assert complete.of_complaint(complaint(), waiting) == ["approval"]


@pytest.mark.parametrize(
    ("category", "history", "lacking"),
    [
        ("attitude", (), ["investigation"]),
        ("cashier", ({"state": "logged", "text": "多收了"},), ["investigation"]),
        ("cashier", ({"state": "resolved", "text": "对账单，退五十"},), []),
        ("attitude", ({"state": "resolved", "finding": "light"},), []),
        ("quality", (), []),
    ],
)
def test_what_was_found_of_staff(
    category: str, history: tuple[dict[str, str], ...], lacking: list[str]
) -> None:
    """A complaint about people of the shop is not done before it is said what was found."""
    made = complaint(category=category, history=history)
    assert complete.of_complaint(made, NOTHING) == lacking


def returned(**more: Any) -> Return:
    known: dict[str, Any] = {
        "id": "R-261122-7KQ3MX", "customer": SHE, "on": DAY, "purchase": SALE, "cause": "size",
        "state": "settled",
    }  # fmt: skip
    return Return(**known | more)


@pytest.mark.parametrize(
    ("more", "lacking"),
    [
        ({}, ["receipt", "signature", "phone"]),
        ({"cause": "quality"}, ["receipt", "signature", "phone", "defect"]),
        ({"receipt": "1", "signed": True}, ["phone"]),
        ({"receipt": "1", "signed": True, "phone": "1"}, []),
        ({"state": "approved"}, []),
        ({"state": "rejected"}, []),
    ],
)
def test_a_return_slip(more: dict[str, Any], lacking: list[str]) -> None:
    """Till slip, signature, phone, and what is wrong with the piece (S3-032 to S3-034)."""
    assert complete.of_return(returned(**more), NOTHING) == lacking


@pytest.mark.parametrize(
    ("more", "phone", "lacking"),
    [
        ({}, "1", []),
        ({}, None, ["phone"]),
        ({"state": "received"}, "1", ["goods_receipt"]),
        ({"state": "received", "received_on": DAY}, "1", []),
        ({"state": "handed_back"}, "1", ["signature"]),
        ({"state": "handed_back", "signed": True, "price": Decimal("30.00")}, "1",
         ["invoice", "to_finance"]),
        ({"state": "handed_back", "signed": True, "price": Decimal("30.00"), "invoice": "7",
          "to_finance_on": DAY}, "1", []),
        ({"state": "handed_back", "signed": True, "free": True}, "1", []),
        ({"state": "cancelled"}, None, []),
    ],
)  # fmt: skip
def test_a_repair(more: dict[str, Any], phone: str | None, lacking: list[str]) -> None:
    """Custody receipt, signature, phone, invoice, money to finance (S2-077 to S2-080)."""
    repair = Repair(id="W-261122-7KQ3MX", customer=SHE, on=DAY, problem="x", **more)
    assert complete.of_repair(repair, phone, NOTHING) == lacking


@pytest.mark.parametrize(
    ("more", "after", "lacking"),
    [
        ({"state": "planned"}, 99, []),
        ({}, 0, ["signature"]),
        ({"signed": True}, 99, []),
        ({"signed": True, "install": True}, 15, []),
        ({"signed": True, "install": True}, 16, ["follow_up"]),
    ],
)
def test_a_delivery(more: dict[str, Any], after: int, lacking: list[str]) -> None:
    """Signed for, and visited after an installation (S1-018, S1-024)."""
    known: dict[str, Any] = {"state": "done", "done_on": DAY, "phone": "1"}
    delivery = Delivery(
        id="D-261122-7KQ3MX", customer=SHE, on=DAY, purchase=SALE, planned_on=DAY, **known | more
    )
    made = [f"{step.key}.{SALE}" for step in by(DAY).steps if step.after > 1]
    assert complete.of_delivery(delivery, by(DAY + timedelta(days=after), *made)) == lacking


@pytest.mark.parametrize(
    ("more", "lacking"),
    [
        ({"result": "no-answer"}, []),
        ({"result": "refused"}, []),
        ({}, ["satisfied"]),
        ({"satisfied": True}, []),
        ({"satisfied": False}, ["text"]),
        ({"satisfied": False, "question": "x"}, ["settle_on"]),
        ({"satisfied": False, "question": "x", "forward": "company"}, []),
    ],
)
def test_a_callback(more: dict[str, Any], lacking: list[str]) -> None:
    """Whoever was reached is content or not; what she asks gets a day or goes on (S2-039)."""
    known: dict[str, Any] = {"result": "reached"}
    made = Callback(
        id=f"purchase.{SALE}", kind="purchase", customer=SHE, about=SALE, due=DAY, done_on=DAY,
        **known | more,
    )  # fmt: skip
    assert complete.of_callback(made) == lacking


@pytest.mark.parametrize(
    ("more", "lacking"),
    [
        ({"move": "in"}, []),
        ({"move": "out"}, ["about"]),
        ({"move": "out", "about": "W-261122-7KQ3MX"}, ["fitted_by"]),
        ({"move": "out", "text": "丢失"}, []),
        ({"move": "order"}, ["supplier", "expected_on"]),
    ],
)
def test_a_part(more: dict[str, Any], lacking: list[str]) -> None:
    """What goes out is for something and fitted by somebody; an order has a supplier and a day."""
    part = Part(id="B-261122-7KQ3MX", on=DAY, code="ZIP", qty=1, **more)
    assert complete.of_part(part) == lacking


@pytest.mark.fact("S0-024", command="svc check")
def test_check_names_an_incomplete_case(shop: Path, wang: str, svc: Call) -> None:
    """A complaint whose call was missed is named by `check`, once it is past its days."""
    with Store(shop).change() as change:
        change.put(complaint(customer=wang, category="attitude"))
    found = [each for each in svc("check", "--json").json if each["rule"] == "incomplete-case"]
    assert [each["message"] for each in found] == ["K-261122-7KQ3MX lacks what was found out."]
    assert {each["level"] for each in found} == {"warning"}
    svc("--today", "2026-12-20", "purchase", "add", "--customer", wang, "--item", "price=1")
    found = [each for each in svc("check", "--json").json if each["rule"] == "incomplete-case"]
    assert [each["message"] for each in found] == [
        "K-261122-7KQ3MX lacks what was found out, the call or visit after it."
    ]
    svc("callback", "done", "complaint.K-261122-7KQ3MX", "--result", "reached", "--satisfied")
    found = [each for each in svc("check", "--json").json if each["rule"] == "incomplete-case"]
    assert len(found) == 1


@pytest.mark.fact("S3-045", "S3-046", command="svc check")
def test_check_says_how_to_complete_a_case(shop: Path, wang: str, svc: Call) -> None:
    """The hint of `check` leads to a complete case: what it says is typed, and nothing is left."""
    day = ("--today", "2026-11-22", "complaint")
    key = svc(*day, "log", "--customer", wang, "--category", "attitude", "--text", "冷淡").line
    svc(*day, "resolve", key)
    svc(*day, "close", key)

    def hints() -> list[str]:
        found = svc("check", "--json").json
        return [each["hint"] for each in found if each["rule"] == "incomplete-case"]

    (hint,) = hints()
    assert hint == (
        f"`svc complaint reopen {key} --text …`, then `svc complaint resolve {key} --finding …`"
    )
    svc(*day, "reopen", key, "--text", "补记调查")
    svc(*day, "resolve", key, "--finding", "light")
    assert hints() == []
    svc("--today", "2026-12-20", "purchase", "add", "--customer", wang, "--item", "price=1")
    assert hints() == [f"`svc callback done complaint.{key} --result …`"]


def test_what_was_logged_without_a_history_gets_one(shop: Path, wang: str, svc: Call) -> None:
    """Its first move writes down the ones before it, so that `check` finds nothing wrong."""
    with Store(shop).change() as change:
        change.put(complaint(customer=wang))
    day = ("--today", "2026-12-01", "complaint")
    svc(*day, "reopen", "K-261122-7KQ3MX", "--text", "again")
    (kept,) = svc(*day, "list", "--json").json
    assert [line["state"] for line in kept["history"]] == ["logged", "resolved", "reopened"]
    assert not [row for row in svc("check", "--json").json if row["rule"] == "wrong-history"]


def test_check_without_a_readable_schedule(shop: Path, wang: str, svc: Call) -> None:
    """A broken policy is told as that, and stops no other look."""
    with Store(shop).change() as change:
        change.put(complaint(customer=wang, category="attitude"))
    (shop / "policy" / "callback.toml").write_text("[lapse]\n[[lapse.values]]\nvalue = 'x'\n")
    rules = [each["rule"] for each in svc("check", "--json", code=None).json]
    assert "incomplete-case" in rules
