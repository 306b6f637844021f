"""What a customer is given: by tier, birthday, festival and goods, each by the policy alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from svc.errors import BadInput, BadPolicy
from svc.i18n import say, spoken_in
from svc.policy import Policy
from svc.policy.what_if import WhatIf
from svc.records.birthday import Birthday
from svc.rules.benefit import Off, Shopping, benefits
from svc.rules.tier import scheme

if TYPE_CHECKING:
    from svc.rules.benefit import Benefits

DAY = date(2026, 11, 22)


def given(
    tier: str,
    on: date = DAY,
    birthday: str | None = None,
    policy: dict[str, Any] | None = None,
    **shopping: Any,
) -> Benefits:
    """What a customer of a tier is given."""
    dated = WhatIf(Policy(), values=policy or {}).at(on)
    levels = scheme(dated)
    level = levels.levels[levels.place(tier)]
    if "price" in shopping:
        shopping["price"] = Decimal(shopping["price"])
    born = Birthday.parse(birthday) if birthday else None
    return benefits(dated, levels, level, born, on, Shopping(**shopping))


@pytest.mark.fact("S2-057", command="svc tier benefit")
@pytest.mark.parametrize(
    ("tier", "birthday", "price", "to_pay"),
    [
        ("new", None, "100.00", "100.00"),
        ("regular", None, "100.00", "100.00"),
        ("regular", "11-22", "100.00", "100.00"),
        ("silver", "11-21", "100.00", "95.00"),
        ("silver", "11-22", "100.00", "90.25"),
        ("silver", "11-23", "100.00", "95.00"),
        ("gold", "11-22", "100.00", "87.40"),
        ("diamond", "11-22", "100.00", "83.60"),
        ("silver", None, "0.10", "0.10"),
        ("silver", None, "0.30", "0.29"),
        ("silver", "1990-11-22", "99.99", "90.24"),
        ("silver", None, "0.00", "0.00"),
    ],
)
def test_the_birthday_comes_on_top(
    tier: str, birthday: str | None, price: str, to_pay: str
) -> None:
    """A VIP who shops on her birthday itself gets a further discount on top of hers."""
    found = given(tier, birthday=birthday, price=price)
    assert str(found.to_pay) == to_pay
    kinds = [discount.kind for discount in found.discounts]
    is_vip = tier in {"silver", "gold", "diamond"}
    on_the_day = (birthday or "").endswith("11-22")
    assert kinds == ["tier"] * is_vip + ["birthday"] * (is_vip and on_the_day)
    assert [str(gift.what) for gift in found.gifts] == (
        ["a birthday card or a small gift"] if on_the_day else []
    )


@pytest.mark.parametrize(
    ("birthday", "on", "is_kept"),
    [
        ("lunar:08-15", date(2026, 9, 24), False),
        ("lunar:08-15", date(2026, 9, 25), True),
        ("lunar:08-15", date(2026, 9, 26), False),
        ("02-29", date(2027, 2, 28), True),
        ("02-29", date(2027, 3, 1), False),
        ("02-29", date(2028, 2, 28), False),
        ("02-29", date(2028, 2, 29), True),
    ],
)
def test_lunar_birthdays_and_29_february(birthday: str, on: date, is_kept: bool) -> None:
    """The day is that on which the shop keeps the birthday."""
    found = given("silver", on, birthday)
    assert ("birthday" in [discount.kind for discount in found.discounts]) is is_kept
    custom = {"callback.feb29": "03-01"}
    if birthday == "02-29" and on.year == 2027:
        kept = given("silver", on, birthday, custom).discounts
        assert ("birthday" in [discount.kind for discount in kept]) is not is_kept


@pytest.mark.fact("S2-058", command="svc tier benefit")
@pytest.mark.parametrize(
    ("on", "gifts"),
    [
        (date(2026, 5, 9), []),
        (date(2026, 5, 10), ["a carnation"]),
        (date(2026, 5, 11), []),
        (date(2027, 5, 9), ["a carnation"]),
        (date(2027, 5, 10), []),
        (date(2026, 9, 30), []),
        (date(2026, 10, 1), ["advice on health"]),
        (date(2026, 10, 2), []),
    ],
)
def test_festivals_by_name(on: date, gifts: list[str]) -> None:
    """A carnation on Mother's Day, advice on health on National Day, wherever the day falls."""
    found = given("new", on)
    assert [str(gift.what) for gift in found.gifts] == gifts
    assert [gift.kind for gift in found.gifts] == ["service" if on.month == 10 else "gift"] * len(
        gifts
    )


def test_a_festival_of_the_lunar_year_and_a_tier() -> None:
    """Spring Festival moves; a row may be for some tier and those above it."""
    row = {"festival": "春节", "en": "a red envelope", "zh": "红包", "from": "gold"}
    policy = {"benefit.festivals": [row]}
    for tier, on, number in (
        ("gold", date(2026, 2, 17), 1), ("diamond", date(2027, 2, 6), 1),
        ("silver", date(2026, 2, 17), 0), ("gold", date(2027, 2, 17), 0),
    ):  # fmt: skip
        assert len(given(tier, on, policy=policy).gifts) == number


@pytest.mark.fact("S2-059", command="svc tier benefit --category")
@pytest.mark.parametrize("category", ["evening_wear", "晚装", "礼服", " Evening "])
def test_evening_wear_brings_make_up(category: str) -> None:
    """Who buys evening wear gets the make-up that goes with it."""
    (service,) = given("new", category=category).gifts
    assert (service.kind, str(service.what)) == ("service", "make-up to go with the evening wear")
    assert service.rule == "benefit.named"
    assert given("new", category="textile").gifts == ()
    assert given("new", style="evening").gifts == ()


SPRING = {
    "key": "spring", "style": ["A101"], "sku": ["A101-M"], "first": "2027-03-01",
    "last": "2027-03-31", "en": "a silk scarf", "zh": "真丝方巾一条",
}  # fmt: skip


@pytest.mark.fact("S2-059", command="svc tier benefit --style")
@pytest.mark.parametrize(
    ("on", "goods", "holds"),
    [
        (date(2027, 2, 28), {"style": "A101"}, False),
        (date(2027, 3, 1), {"style": "a101"}, True),
        (date(2027, 3, 31), {"sku": "A101-M"}, True),
        (date(2027, 3, 15), {"sku": "A101"}, False),
        (date(2027, 4, 1), {"style": "A101"}, False),
        (date(2027, 3, 15), {}, False),
    ],
)
def test_a_named_style_in_its_time(on: date, goods: dict[str, str], holds: bool) -> None:
    """A named style number brings a gift or a discount, between two days, both included."""
    found = given("new", on, policy={"benefit.named": [SPRING]}, **goods)
    assert bool(found.gifts) is holds
    off_price = {**SPRING, "kind": "discount", "rate": "0.10"}
    found = given("silver", on, policy={"benefit.named": [off_price]}, price="100.00", **goods)
    assert str(found.to_pay) == ("85.50" if holds else "95.00")


def test_best_takes_the_largest_alone() -> None:
    """`multiply` takes one after the other, rounded once; `best` only the largest."""
    found = given("gold", birthday="11-22", price="99.99", policy={"benefit.stacking": "best"})
    assert str(found.to_pay) == "91.99"
    assert [str(each) for each in found.why[-2:]] == [
        "Of several discounts the largest counts (benefit.stacking).",
        "¥99.99 × 0.92 = ¥91.9908, rounded half up to ¥91.99.",
    ]
    both = given("gold", birthday="11-22", price="99.99")
    assert str(both.to_pay) == "87.39"
    assert [str(each) for each in both.why[-2:]] == [
        "One discount is taken off after the other (benefit.stacking).",
        "¥99.99 × 0.92 × 0.95 = ¥87.39126, rounded half up to ¥87.39.",
    ]
    assert "×" not in " ".join(map(str, given("gold", birthday="11-22").why))


def test_the_answer() -> None:
    """Every key of the contract; nothing given is said, too."""
    shown = given("silver", price="200.00").to_json("C-1")
    assert shown == {
        "customer": "C-1", "on": "2026-11-22", "tier": "silver",
        "discounts": [{"kind": "tier", "rate": "0.05", "why": "Silver card: 5 % off.",
                       "rule": "benefit.discounts"}],
        "gifts": [], "price": "200.00", "to_pay": "190.00",
        "why": ["Silver card: 5 % off.", "¥200.00 × 0.95 = ¥190.00."],
    }  # fmt: skip
    bare = given("new").to_json("C-1")
    assert (bare["price"], bare["to_pay"]) == (None, None)
    assert bare["why"] == ["Nothing is given to New customer on 2026-11-22."]


@pytest.mark.parametrize(
    ("rate", "english", "chinese"),
    [
        ("0.05", "5 % off", "9.5折"),
        ("0.12", "12 % off", "8.8折"),
        ("0.125", "12.5 % off", "8.75折"),
        ("0.1", "10 % off", "9折"),
        ("0.90", "90 % off", "1折"),
        ("1", "100 % off", "0折"),
    ],
)
def test_a_rate_in_words(rate: str, english: str, chinese: str) -> None:
    """English says what is taken off, Chinese what is left, in tenths."""
    assert str(Off(Decimal(rate))) == english
    assert spoken_in("zh", [say("{off}", off=Off(Decimal(rate)))]) == [chinese]


@pytest.mark.parametrize(
    "policy",
    [
        {"benefit.discounts": [{"tier": "platinum", "rate": "0.05"}]},
        {"benefit.discounts": [{"tier": "silver", "rate": "1.5"}]},
        {"benefit.discounts": [{"tier": "silver", "rate": 0.05}]},
        {"benefit.stacking": "add"},
        {"benefit.festivals": [{"festival": "国庆节", "en": "x"}]},
        {"benefit.festivals": [{"festival": "国庆节", "en": "x", "zh": "x", "from": "x"}]},
        {"benefit.named": [{**SPRING, "style": "A101"}]},
        {"benefit.named": [{**SPRING, "first": "1 March"}]},
    ],
)
def test_policy_nobody_can_read_is_told(policy: dict[str, Any]) -> None:
    """One sentence with the entry's name, whatever is wrong in it."""
    with pytest.raises(BadPolicy):
        given("silver", date(2026, 10, 1), policy=policy, style="A101")


def test_a_day_beyond_the_lunar_tables() -> None:
    """Nobody knows its festivals."""
    with pytest.raises(BadInput):
        given("silver", date(2150, 1, 1))


@pytest.mark.fact("S2-057", command="svc tier benefit")
def test_furniture_has_its_own() -> None:
    """A furniture shop gives smaller discounts, and services with what it names."""
    dated = Policy(preset="furniture").at(DAY)
    levels = scheme(dated)
    found = benefits(dated, levels, levels.levels[-1], None, DAY,
                     Shopping(price=Decimal(100), category="真皮沙发"))  # fmt: skip
    assert str(found.to_pay) == "95.00"
    assert [str(gift.what) for gift in found.gifts] == ["the leather cleaned and cared for once"]
