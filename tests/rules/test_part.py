"""The parts ledger: stock whatever the order of its lines, orders, warranties of parts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadInput, Refused
from svc.policy import Policy
from svc.records.part import Part
from svc.rules.answer import Citations
from svc.rules.part import (
    below_zero,
    code_of,
    free_from,
    on_hand,
    open_orders,
    own_warranty,
    refuse_arrival,
    refuse_below_zero,
    stock,
)

FIRST = date(2026, 11, 1)
IN_FORCE = Policy().at(FIRST)


def part(move: str, qty: int = 1, day: int = 0, **more: Any) -> Part:
    on = FIRST + timedelta(days=day)
    known: dict[str, Any] = {
        "id": f"B-{on:%y%m%d}-{more.pop('n', 0):06}", "on": on, "move": move, "code": "ZIP",
        "qty": qty,
    }  # fmt: skip
    return Part(**known | more)


MOVES = st.lists(
    st.builds(
        lambda move, qty, day, code, n: part(move, qty, day, code=code, n=n),
        st.sampled_from(["in", "out", "order"]),
        st.integers(1, 9),
        st.integers(0, 9),
        st.sampled_from(["ZIP", "BUTTON"]),
        st.integers(0, 9999),
    ),
    max_size=20,
    unique_by=lambda each: each.id,
)


@pytest.mark.fact("S0-024", command="svc part stock")
@given(MOVES, st.randoms())
def test_stock_is_what_came_in_less_what_went_out(moves: list[Part], chance: Any) -> None:
    """Stock follows from the parts ledger, in whatever order two tills wrote its lines."""
    mixed = list(moves)
    chance.shuffle(mixed)
    assert stock(mixed) == stock(moves)
    assert {part.id for part in below_zero(mixed)} == {part.id for part in below_zero(moves)}
    for row in stock(moves):
        own = [move for move in moves if move.code == row.code]
        came = sum(move.qty for move in own if move.move == "in")
        went = sum(move.qty for move in own if move.move == "out")
        assert row.on_hand == came - went == on_hand(own)


@given(MOVES, st.integers(0, 9), st.integers(1, 9))
def test_what_may_go_out_never_leaves_less_than_nothing(
    moves: list[Part], day: int, qty: int
) -> None:
    """A part that the rule lets go makes no line below zero that was not so before."""
    own = [move for move in moves if move.code == "ZIP"]
    on = FIRST + timedelta(days=day)
    try:
        refuse_below_zero("ZIP", qty, own, on)
    except Refused:
        assert free_from(own, on) < qty
        return
    before = {each.id for each in below_zero(own)}
    after = {each.id for each in below_zero([*own, part("out", qty, day, n=99999)])}
    assert after <= before | {part("out", qty, day, n=99999).id}
    if not before:
        assert after == set()


@pytest.mark.parametrize(("day", "free"), [(0, 0), (1, 1), (4, 1), (5, 1), (6, 1), (7, 4), (9, 4)])
def test_what_a_later_move_took_is_not_free(day: int, free: int) -> None:
    """Two came in on day 1, one went out on day 5, three came in on day 7: the least counts."""
    moves = [part("in", 2, 1), part("out", 1, 5), part("in", 3, 7)]
    assert free_from(moves, FIRST + timedelta(days=day)) == free
    assert free_from([], FIRST) == 0


def test_in_comes_before_out_on_one_day() -> None:
    """What came in and went out on one day was there, whatever the ids say."""
    assert below_zero([part("out", 2, 3, n=1), part("in", 2, 3, n=2)]) == []
    assert len(below_zero([part("out", 2, 3), part("in", 2, 4)])) == 1
    assert below_zero([part("out", 2, 3, below_zero=True)]) == []
    marked, there = part("out", 1, 3, n=1, below_zero=True), part("out", 1, 3, n=2)
    assert below_zero([part("in", 1, 3), marked, there]) == []


def test_a_row_of_the_stock() -> None:
    """Name of the latest line that has one, pieces on order, the days it moved last."""
    moves = [
        part("order", 5, 1, n=1, name="Zip"), part("in", 2, 3, n=2, order="B-261102-000001"),
        part("in", 1, 2, n=3, name="Zip 20 cm"), part("out", 1, 4, n=4),
    ]  # fmt: skip
    (row,) = stock(moves)
    assert row.to_json() == {
        "code": "ZIP", "name": "Zip 20 cm", "on_hand": 2, "on_order": 3,
        "last_in": "2026-11-04", "last_out": "2026-11-05",
    }  # fmt: skip


def test_open_orders_by_the_day_they_are_expected() -> None:
    """Those with a day first; an order that came in full, or more, is none."""
    late = part("order", 2, 0, n=1, expected_on=FIRST + timedelta(days=9))
    soon = part("order", 2, 0, n=2, expected_on=FIRST + timedelta(days=3))
    never = part("order", 2, 0, n=3)
    full = part("order", 2, 0, n=4)
    came = [part("in", 3, 1, n=5, order=full.id), part("in", 1, 1, n=6, order=soon.id)]
    found = open_orders([late, never, soon, full, *came])
    assert [(each.order.id, each.missing) for each in found] == [
        (soon.id, 1), (late.id, 2), (never.id, 2),
    ]  # fmt: skip
    on = FIRST + timedelta(days=9)
    assert [each.days_late(on, IN_FORCE) for each in found] == [6, 0, 2]


def test_what_comes_in_answers_an_order_of_that_part() -> None:
    """Not a delivery, not another part, not one that is filled."""
    order = part("order", 2)
    with pytest.raises(BadInput):
        refuse_arrival(part("in"), "ZIP", [])
    with pytest.raises(BadInput):
        refuse_arrival(order, "BUTTON", [])
    with pytest.raises(Refused):
        refuse_arrival(order, None, [part("in", 2, 1, order=order.id)])
    refuse_arrival(order, "ZIP", [part("in", 1, 1, order=order.id)])


def test_a_part_has_its_own_warranty() -> None:
    """Six months from the day it was put in, by the policy of that day."""
    cited = Citations(IN_FORCE)
    assert own_warranty(date(2026, 8, 31), cited) == date(2027, 2, 28)
    assert cited.policy_ids == ["part.warranty_months"]


def test_codes_are_one_however_they_are_typed() -> None:
    """Small letters and spaces make no other part; nothing is no code."""
    assert code_of("  zip  20 ") == "ZIP 20"
    with pytest.raises(BadInput):
        code_of("  ")
