"""The parts of the morning board that are cases: repairs, parts, approvals, deliveries."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from svc import i18n
from svc.frozen import replace
from svc.records.approval import Approval
from svc.records.delivery import Delivery
from svc.records.part import Part
from svc.records.repair import Repair
from svc.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from svc.records.base import Record
    from tests.conftest import Result

    Call = Callable[..., Result]


@pytest.fixture
def put(shop: Path) -> Callable[..., None]:
    """Puts records on file as they are."""

    def records(*wanted: Record) -> None:
        with Store(shop).change() as change:
            for record in wanted:
                change.put(record)

    return records


def repair(tail: str, customer: str, on: date, state: str, **more: Any) -> Repair:
    """A repair of a zip."""
    return Repair(
        id=f"W-{on:%y%m%d}-{tail}", customer=customer, on=on, problem="拉链坏了", model="A1",
        state=state, **more,
    )  # fmt: skip


@pytest.mark.fact("S2-084", command="svc today")
def test_repairs_the_longest_waiting_first(wang: str, svc: Call, put: Callable[..., None]) -> None:
    """The board counts the days goods are in the shop's hands, until they are handed back."""
    old, new = date(2026, 11, 2), date(2026, 11, 22)
    waits = ({"at": "2026-11-05", "for": "parts", "until": "2026-11-08"},
             {"at": "2026-11-10", "for": "customer"})  # fmt: skip
    put(
        repair("22NEW2", wang, new, "received"),
        repair("22BACK", wang, old, "handed_back"),
        repair("22N0NE", wang, old, "cancelled"),
        repair("2201D2", wang, old, "waiting", waits=waits, free=True),
        repair("22NEXT", wang, date(2026, 11, 23), "opened"),
    )
    first, second = svc("today", "--json").json["repairs"]
    assert (first["id"], first["days"], first["waits_for"]) == ("W-261102-2201D2", 20, "customer")
    assert (first["name"], first["phone"], first["free"]) == ("王芳", "13800138000", True)
    assert (second["days"], second["waits_for"], second["state"]) == (0, None, "received")
    text = svc("today").out
    assert "20 days" in text
    assert "waits for customer" in text


@pytest.mark.fact("S2-086", command="svc today")
def test_parts_that_have_not_come_in_whole(svc: Call, put: Callable[..., None]) -> None:
    """What was ordered stays on the board until all of it came in, late ones first."""
    on = date(2026, 11, 10)

    def order(tail: str, **more: Any) -> Part:
        return Part(id=f"B-261110-{tail}", on=on, move="order", qty=3, **more)

    def came(tail: str, order: str, qty: int) -> Part:
        return Part(id=f"B-261110-{tail}", on=on, move="in", code="Z", qty=qty, order=order)

    put(
        order("PART22", code="Z1", name="拉链", expected_on=date(2026, 11, 20), supplier="永安"),
        came("CAME22", "B-261110-PART22", 1),
        order("WH0222", code="Z2"),
        came("CAME33", "B-261110-WH0222", 2),
        came("CAME44", "B-261110-WH0222", 1),
        order("TM0RRW", code="Z3", expected_on=date(2026, 11, 23)),
        Part(id="B-261110-S0222M", on=on, move="out", code="Z1", qty=1),
    )
    late, coming = svc("today", "--json").json["parts"]
    assert (late["code"], late["qty"], late["days_late"], late["days"]) == ("Z1", 2, 2, 12)
    assert (coming["code"], coming["expected_on"], coming["days_late"]) == ("Z3", "2026-11-23", 0)
    assert "2 days late" in svc("today").out


@pytest.mark.fact("X-09", "S3-035", command="svc today")
def test_what_waits_for_whom(wang: str, svc: Call, put: Callable[..., None]) -> None:
    """Decisions and consents wait on the board under the post that gives them; reports do not."""

    def asked(tail: str, kind: str, state: str, post: str) -> Approval:
        return Approval(
            id=f"A-261121-{tail}", about="W-261121-WWWWWW", on=date(2026, 11, 21), kind=kind,
            post=post, what="part_time_help", state=state,
        )  # fmt: skip

    put(
        repair("WWWWWW", wang, date(2026, 11, 21), "received"),
        asked("WA1T22", "consent", "waiting", "shop_manager"),
        asked("G1VE22", "consent", "approved", "shop_manager"),
        asked("TE1122", "report", "reported", "company_service"),
    )
    (row,) = svc("today", "--json").json["approvals"]
    assert (row["id"], row["post"], row["days"]) == ("A-261121-WA1T22", "shop_manager", 1)
    assert (row["name"], row["about"]) == ("王芳", "W-261121-WWWWWW")
    i18n.speak("zh")
    text = svc("--lang", "zh", "today").out
    assert "店长" in text
    assert "派兼职人员" in text


@pytest.mark.fact("S1-016", "S1-028", command="svc today")
def test_deliveries_of_the_day_and_late_ones(
    wang: str, svc: Call, put: Callable[..., None]
) -> None:
    """Deliveries are kept an eye on: those of the day and those that should have been made."""

    def planned(tail: str, day: int, state: str = "planned") -> Delivery:
        return Delivery(
            id=f"D-261110-{tail}", customer=wang, on=date(2026, 11, 10), window="9-12",
            purchase="P-261110-AAAAAA", planned_on=date(2026, 11, day), state=state,
        )  # fmt: skip

    put(
        planned("TDAY22", 22), planned("1ATE22", 20), planned("NEXT22", 23),
        planned("D0NE22", 20, "done"), planned("FA1222", 21, "failed"),
    )  # fmt: skip
    rows = svc("today", "--json").json["deliveries"]
    assert [(row["id"][-6:], row["days_late"]) for row in rows] == [
        ("1ATE22", 2), ("FA1222", 1), ("TDAY22", 0),
    ]  # fmt: skip
    assert "2 days late" in svc("today").out
    zhao = svc("staff", "add", "--name", "赵强", "--code", "zhao").line
    put(replace(planned("TDAY22", 22), driver=zhao))
    assert svc("today", "--json").json["deliveries"][2]["driver"] == zhao
    for args in (("today",), ("delivery", "list", "--late")):
        assert zhao not in svc(*args).out
    assert "赵强" in svc("today").out
    assert "2 days late" in svc("delivery", "list", "--late").out
    assert "逾期 2 天" in svc("--lang", "zh", "delivery", "list", "--late").out


@pytest.mark.fact("S2-079", "S2-084", command="svc today")
def test_what_is_to_be_looked_after(wang: str, svc: Call, put: Callable[..., None]) -> None:
    """The board says what is not done, not fetched, and which money is not at finance yet."""

    def of(day: int, tail: str, state: str, **more: Any) -> Repair:
        return repair(tail, wang, date(2026, 11, day), state, **more)

    paid = {"price": "30.00", "invoice": "F1", "paid_by": "cash"}
    put(
        of(16, "22N0W2", "received"),
        of(15, "221ATE", "received"),
        of(10, "22REDY", "done", done_on=date(2026, 11, 13)),
        of(10, "22S00N", "done", done_on=date(2026, 11, 20)),
        of(9, "22PA1D", "handed_back", paid_on=date(2026, 11, 20), **paid),
        of(9, "22T0DY", "handed_back", paid_on=date(2026, 11, 22), **paid),
        of(9, "22G1VN", "handed_back", paid_on=date(2026, 11, 20),
           to_finance_on=date(2026, 11, 20), **paid),
    )  # fmt: skip
    rows = svc("today", "--json").json["repairs"]
    assert {row["id"][-6:]: (row["reminder"], row["reminder_days"]) for row in rows} == {
        "22N0W2": (None, None),
        "221ATE": ("not_done", 7),
        "22REDY": ("not_fetched", 9),
        "22S00N": (None, None),
        "22PA1D": ("money", 2),
    }
    text = svc("today").out
    assert "received (late)" in text
    assert "ready, not fetched for 9 days" in text
    assert "money not at finance for 2 days" in text
    svc("repair", "to-finance", "22PA1D")
    assert "22PA1D" not in svc("today").out
