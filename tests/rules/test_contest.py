"""The contest of files: quantity, quality, ranks; a line holds the fields its record holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadPolicy
from svc.policy import Policy
from svc.records.birthday import Birthday
from svc.records.customer import Customer
from svc.records.purchase import Item, Purchase
from svc.rules.completeness import completeness, known_fields, wanted
from svc.rules.contest import Bought, contest, fields_in, marks, opened_on

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 22)
POLICY = Policy().at(DAY)
SOFT = ("work", "character", "buying_habits", "dress", "leisure", "living_habits", "service",
        "promotions")  # fmt: skip
NOTHING = Bought(last={}, styled=frozenset())


def file(nth: int, staff: str, **fields: Any) -> dict[str, Any]:
    """A file as it stands in the store."""
    return {"id": f"C-261101-AAAA{nth:02d}", "name": "x", "registered_by": staff, **fields}


@pytest.mark.fact("S2-007", command="svc report contest")
def test_quantity_and_quality() -> None:
    """Files against the most registered, and how complete they are, weigh half each."""
    full = {"profile": dict.fromkeys(SOFT, "x")}  # 0.82: eight of eight soft, one of nine hard
    files = [file(1, "a"), file(2, "a"), file(3, "a"), file(4, "a"), file(5, "b", **full)]
    found = [score.to_json({"a": "李娜"}) for score in contest(files, NOTHING, {}, POLICY)]
    assert found == [
        {"rank": 1, "staff": "b", "name": "b", "files": 1, "complete": 1, "back": 0,
         "quantity": "0.2500", "quality": "0.8200", "score": "0.5350", "asked": 0,
         "satisfied": 0},
        {"rank": 2, "staff": "a", "name": "李娜", "files": 4, "complete": 0, "back": 0,
         "quantity": "1.0000", "quality": "0.0200", "score": "0.5100", "asked": 0,
         "satisfied": 0},
    ]  # fmt: skip


def test_equal_scores_share_a_rank() -> None:
    """And the next rank is left out."""
    files = [file(1, "b"), file(2, "a"), file(3, "c", phone="1")]
    found = [(s.rank, s.staff) for s in contest(files, NOTHING, {}, POLICY)]
    assert found == [(1, "c"), (2, "a"), (2, "b")]


def test_nobody_registered_anything() -> None:
    """No files, no contest."""
    assert contest([], NOTHING, {}, POLICY) == []


@pytest.mark.fact("S2-018", command="svc policy explain profile.contest")
@pytest.mark.parametrize(("soft", "complete"), [(7, 0), (8, 1)])
def test_what_counts_as_complete_is_said_in_the_policy(soft: int, complete: int) -> None:
    """The least a file must hold is a figure of the shop's that everybody can look up."""
    assert marks(POLICY).complete == Decimal("0.80")
    files = [file(1, "a", profile=dict.fromkeys(SOFT[:soft], "x"))]
    assert contest(files, NOTHING, {}, POLICY)[0].complete == complete


@pytest.mark.fact("S2-015", command="svc report contest")
@pytest.mark.parametrize(
    ("bought", "back"),
    [("2026-10-31", 0), ("2026-11-01", 0), ("2026-11-02", 1), ("", 0)],
)
def test_who_came_back(bought: str, back: int) -> None:
    """A new customer who buys again on a later day than that of her file has come back."""
    last = {"C-261101-AAAA01": bought} if bought else {}
    found = contest([file(1, "a")], Bought(last=last, styled=frozenset()), {}, POLICY)
    assert found[0].back == back


@pytest.mark.fact("S2-017", command="svc report contest")
def test_satisfaction_stands_beside_the_score() -> None:
    """What customers said when called is told of each member, and is no part of this score."""
    files = [file(1, "a"), file(2, "a"), file(3, "b")]
    plain = contest(files, NOTHING, {}, POLICY)
    told = contest(files, NOTHING, {files[0]["id"]: True, files[1]["id"]: False}, POLICY)
    assert [(s.asked, s.satisfied) for s in told] == [(2, 1), (0, 0)]
    assert [s.score for s in told] == [s.score for s in plain]


@pytest.mark.parametrize("value", ["3", '{ quantity = "x", quality = "0.5", complete = "1" }'])
def test_weights_that_are_none(tmp_path: Path, value: str) -> None:
    """The entry is named."""
    text = f"[[contest.values]]\nvalue = {value}\n"
    (tmp_path / "profile.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadPolicy, match=r"profile\.contest"):
        contest([file(1, "a")], NOTHING, {}, Policy(tmp_path).at(DAY))


@pytest.mark.parametrize(
    ("digits", "day"), [("261122", "2026-11-22"), ("990101", "1999-01-01"), ("261322", "")]
)
def test_the_day_of_an_id(digits: str, day: str) -> None:
    """As ids have it; none where a hand has written what is no day."""
    assert opened_on(digits) == day


TEXTS = st.sampled_from(["", "x"])
BIRTHDAYS = st.sampled_from(
    [None, Birthday(month=5, day=12), Birthday(year=1990, month=5, day=12),
     Birthday(calendar="lunar", month=8, day=15),
     Birthday(calendar="lunar", year=1988, month=8, day=15)]
)  # fmt: skip


@given(
    phone=st.sampled_from([None, "13800138000"]),
    gender=st.sampled_from([None, "F"]),
    birthday=BIRTHDAYS,
    profile=st.dictionaries(st.sampled_from([*SOFT, "age", "size", "email", "own"]), TEXTS),
    items=st.none() | st.lists(st.sampled_from([None, "A1"]), max_size=2),
)
def test_a_line_holds_what_its_record_holds(
    phone: str | None,
    gender: str | None,
    birthday: Birthday | None,
    profile: dict[str, str],
    items: list[str | None] | None,
) -> None:
    """The quick way over lines finds the same fields, and the same score, as the record's."""
    kept = Customer(id="C-261101-AAAAAA", name="王芳", phone=phone, gender=gender,
                    birthday=birthday, profile=profile)  # fmt: skip
    goods = tuple(Item(sku=sku, amount=Decimal(1)) for sku in items or ())
    sale = Purchase(id="P-1", customer=kept.id, on=DAY, items=goods)
    sales = [] if items is None else [sale]
    bought = Bought(
        last={sale.customer: sale.on.isoformat() for sale in sales},
        styled={kept.id} if items and any(items) else set(),
    )
    known = fields_in(kept.to_raw(), bought)
    assert known == known_fields(kept, sales)
    fields = wanted(POLICY)
    held = [sum(name in known for name in half) for half in (fields.hard, fields.soft)]
    assert fields.score(*held) == completeness(kept, sales, POLICY).score
