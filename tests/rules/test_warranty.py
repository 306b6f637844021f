"""Warranties: how long, without the days in repair, anew after an exchange."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadPolicy
from svc.policy import Policy
from svc.records.repair import Repair
from svc.rules.answer import Citations
from svc.rules.piece import Piece, days_in_repair, warranty_of
from svc.rules.policy_check import check_policy
from svc.rules.refund import RefundCase, quote

if TYPE_CHECKING:
    from pathlib import Path

    from svc.rules.piece import Promise

SOLD = date(2026, 7, 1)
SHIPPED = Policy()
FURNITURE = Policy(preset="furniture")


def day(number: int) -> date:
    """So many days after the sale."""
    return SOLD + timedelta(days=number)


def repaired(first: int, last: int | None, **more: Any) -> Repair:
    return Repair(
        id=f"W-{day(first):%y%m%d}-00000A",
        customer="C-260701-00000A",
        on=day(first),
        problem="zip",
        **{
            "received_on": day(first),
            "handed_back_on": None if last is None else day(last),
            "state": "handed_back" if last is not None else "received",
            **more,
        },
    )


def piece(*repairs: Repair, **more: Any) -> Piece:
    return Piece(
        **{"category": "textile", "sold": SOLD, "start": SOLD, "repairs": repairs, **more}
    )


def promised(of: Piece, on: date, policy: Policy = SHIPPED, **more: Any) -> Promise:
    return warranty_of(of, on, policy, Citations(policy.at(of.sold)), **more)


@pytest.mark.fact("S2-062", command="svc repair open")
@pytest.mark.parametrize(
    ("category", "until"),
    [
        ("textile", date(2026, 10, 1)),
        ("纺织品", date(2026, 10, 1)),
        ("suit", date(2026, 10, 1)),
        ("leather", date(2027, 1, 1)),
        ("皮衣", date(2027, 1, 1)),
        ("furniture", date(2027, 7, 1)),
    ],
)
def test_a_warranty_runs_for_the_months_of_its_category(category: str, until: date) -> None:
    """Garments of cloth are repaired free for three months and of leather for six, last day in."""
    runs = promised(piece(category=category), SOLD).warranty
    assert runs.until == until
    assert runs.covers(until)
    assert not runs.covers(until + timedelta(days=1))


def test_installed_goods_count_from_their_installation() -> None:
    """The sale day gives the policy, the installation the start."""
    runs = promised(piece(category="furniture", start=day(20)), day(30), FURNITURE).warranty
    assert (runs.start, runs.until) == (day(20), date(2027, 7, 21))


@pytest.mark.parametrize(
    ("spans", "paused"),
    [
        ((), 0),
        (((10, 10),), 0),
        (((10, 11),), 1),
        (((10, 20),), 10),
        (((10, 20), (15, 25)), 15),
        (((10, 20), (20, 25)), 15),
        (((10, 20), (12, 18)), 10),
        (((10, 20), (30, 32)), 12),
        # the last day of three months is day 92: a repair from then on stops the clock, later not
        (((91, 99),), 8),
        (((92, 99),), 7),
        (((93, 99),), 0),
        (((90, 100), (101, 105)), 14),
        (((90, 91), (94, 99)), 1),
    ],
)
def test_days_in_repair_do_not_count(spans: tuple[tuple[int, int], ...], paused: int) -> None:
    """Order 778 Art. 18: the warranty stands still from the receipt to the hand-back."""
    repairs = [repaired(*span) for span in spans]
    promise = promised(piece(*repairs), day(150))
    assert promise.warranty.paused_days == paused
    assert promise.warranty.until == date(2026, 10, 1) + timedelta(days=paused)
    assert ("days in repair" in str(promise.reasons[0])) == bool(paused)


def test_a_repair_that_goes_on_stops_the_clock_till_today() -> None:
    """Goods that are still with us have a warranty that grows by a day a day."""
    still = piece(repaired(10, None))
    assert promised(still, day(12)).warranty.paused_days == 2
    assert promised(still, day(13)).warranty.paused_days == 3


def test_what_does_not_stop_the_clock() -> None:
    """Care services, repairs that were given up, and what was mended on the spot."""
    others = (
        repaired(10, 20, care="dry_clean"),
        repaired(10, None, state="cancelled"),
        repaired(10, 20, received_on=None),
    )
    assert promised(piece(*others), day(30)).warranty.paused_days == 0


def test_waiting_for_parts_stops_the_clock_without_a_receipt() -> None:
    """On the spot no goods are taken in, but the customer waits for the part all the same."""
    waits = (
        {"at": f"{day(12)}T09:30", "for": "parts", "until": f"{day(17)}T18:00"},
        {"at": str(day(18)), "for": "customer", "until": str(day(19))},
        {"at": str(day(20)), "for": "parts"},
    )
    there = repaired(10, None, received_on=None, state="waiting", waits=waits)
    assert days_in_repair([there], day(22)) == [(day(12), day(17)), (day(20), day(22))]
    assert promised(piece(there), day(22)).warranty.paused_days == 7


def test_an_exchange_begins_the_warranty_anew() -> None:
    """Order 778 Art. 18: the new piece counts from the day it was taken home."""
    old = piece()
    new = piece(sold=day(60), start=day(60), was_exchanged=True, older=(old,))
    promise = promised(new, day(61))
    assert promise.warranty.until == date(2026, 11, 30)
    assert any("anew" in str(reason) for reason in promise.reasons)


REMAINDER = """
[replacement]
title_en = "The warranty of a piece given in exchange"
title_zh = "换货后的包修期"
unit = "restart or remainder"
sources = ["Order 778 Art. 18"]
changed_by = "company"
[[replacement.values]]
value = "restart"
[[replacement.values]]
since = 2026-07-15
value = "remainder"
"""


def with_policy(folder: Path, text: str, name: str = "warranty.toml") -> Policy:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return Policy(folder)


def test_what_is_left_is_passed_on_where_policy_says_so(tmp_path: Path) -> None:
    """A leather jacket exchanged for a shirt keeps the six months it had, by the shop's choice."""
    policy = with_policy(tmp_path / "policy", REMAINDER)
    jacket = piece(repaired(5, 8), category="leather")
    shirt = piece(sold=day(30), start=day(30), was_exchanged=True, older=(jacket,))
    shipped, passed_on = promised(shirt, day(40)), promised(shirt, day(40), policy)
    assert shipped.warranty.until == date(2026, 10, 31)
    assert passed_on.warranty.until == date(2027, 1, 4)
    assert any("passed on" in str(reason) for reason in passed_on.reasons)
    coat = piece(sold=day(30), start=day(30), was_exchanged=True, older=(piece(),))
    assert promised(coat, day(40), policy).warranty.until == date(2026, 10, 31)
    early = piece(sold=day(13), start=day(13), was_exchanged=True, older=(jacket,))
    assert promised(early, day(40), policy).warranty.until == date(2026, 10, 14)


def test_a_wrong_word_for_replacements_is_told(tmp_path: Path) -> None:
    """By `policy check`, and where it is used."""
    policy = with_policy(tmp_path / "policy", REMAINDER.replace('"remainder"', '"rest"'))
    assert [p.rule for p in check_policy(policy) if p.file != "defaults/taboos.toml"] == [
        "warranty.replacement"
    ]
    shirt = piece(sold=day(30), start=day(30), was_exchanged=True)
    with pytest.raises(BadPolicy, match=r"warranty\.replacement"):
        promised(shirt, day(40), policy)


@pytest.mark.parametrize(
    ("number", "covered", "warned"), [(92, True, False), (93, False, True), (185, False, False)]
)
def test_a_province_may_ask_for_more(number: int, *, covered: bool, warned: bool) -> None:
    """Shanghai's six months are a warning by the shop's terms, and hold by the law's."""
    by_shop = promised(piece(), day(number), region="shanghai")
    assert by_shop.warranty.covers(day(number)) is covered
    assert bool(by_shop.warnings) is warned
    by_law = promised(piece(), day(number), region="shanghai", by_law=True)
    assert by_law.warranty.covers(day(number)) is (number < 185)


@pytest.mark.parametrize(
    ("number", "paused", "decision"),
    [
        (92, 0, "repair"),
        (93, 0, "repair"),
        (96, 4, "repair"),
        (97, 4, "repair"),
    ],
)
def test_the_quote_counts_days_in_repair(number: int, paused: int, decision: str) -> None:
    """The warranty of a quote ends later, its fee bands do not move."""
    case = RefundCase(
        price=Decimal("399.00"), category="textile", bought=SOLD, on=day(number),
        cause="quality", paused_days=paused,
    )  # fmt: skip
    answer = quote(case, SHIPPED)
    assert answer.decision == decision
    assert answer.warranty_until == date(2026, 10, 1) + timedelta(days=paused)
    assert (answer.fee is not None) == (number <= 92 + paused)
    assert RefundCase.from_raw(case.to_raw()) == case
    assert ("paused_days" in case.to_raw()) == bool(paused)


@given(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 40)), max_size=6))
def test_spans_never_overlap_and_never_shorten(spans: list[tuple[int, int]]) -> None:
    """Whatever repairs there were, each day is taken off once, and the end never moves forward."""
    repairs = [repaired(first, first + long) for first, long in spans]
    found = days_in_repair(repairs, day(200))
    assert all(a[1] < b[0] for a, b in pairwise(found))
    without = {first + n for first, long in spans for n in range(1, long + 1)}
    assert sum((last - first).days for first, last in found) == len(without)
    assert promised(piece(*repairs), day(200)).warranty.until >= date(2026, 10, 1)
