"""How complete a file is: hard fields weigh a fifth, soft ones the rest (S2-002, S2-003)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from svc.errors import BadPolicy
from svc.policy import Policy
from svc.records.birthday import Birthday
from svc.records.customer import Customer
from svc.records.purchase import Item, Purchase
from svc.rules.completeness import completeness

if TYPE_CHECKING:
    from pathlib import Path

POLICY = Policy().at(date(2026, 11, 22))
SOFT = ("work", "character", "buying_habits", "dress", "leisure", "living_habits", "service",
        "promotions")  # fmt: skip


def score(customer: Customer, *purchases: Purchase) -> tuple[str, str, str]:
    """The whole score and its halves."""
    shown = completeness(customer, purchases, POLICY).to_json()
    return shown["score"], shown["hard"], shown["soft"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("0.02", "0.11", "0.00")),
        ({"phone": "13800138000"}, ("0.04", "0.22", "0.00")),
        ({"phone": "13800138000", "gender": "F"}, ("0.07", "0.33", "0.00")),
        ({"birthday": Birthday(month=5, day=12)}, ("0.02", "0.11", "0.00")),
        ({"birthday": Birthday(year=1990, month=5, day=12)}, ("0.04", "0.22", "0.00")),
        ({"profile": {"work": "teacher"}}, ("0.12", "0.11", "0.13")),
        ({"profile": {"work": ""}}, ("0.02", "0.11", "0.00")),
        ({"profile": {"horoscope": "lion"}}, ("0.02", "0.11", "0.00")),
        ({"profile": dict.fromkeys(SOFT, "x")}, ("0.82", "0.11", "1.00")),
    ],
)
def test_the_two_halves(fields: dict[str, Any], expected: tuple[str, str, str]) -> None:
    """One of nine hard fields, one of eight soft ones; the age is known with the year of birth."""
    assert score(Customer(id="C-1", name="王芳", **fields)) == expected


def test_a_full_file() -> None:
    """Everything known is one; nothing is missing then."""
    item = Item(sku="A1", amount=Decimal(1))
    sale = Purchase(id="P-1", customer="C-1", on=date(2026, 1, 1), items=(item,), total=Decimal(1))
    full = Customer(
        id="C-1", name="王芳", phone="13800138000", gender="F",
        birthday=Birthday(year=1990, month=5, day=12),
        profile=dict.fromkeys([*SOFT, "email", "address", "size"], "x"),
    )  # fmt: skip
    assert score(full, sale) == ("1.00", "1.00", "1.00")
    assert completeness(full, [sale], POLICY).missing == ()


def test_what_is_missing_hard_ones_first() -> None:
    """In the policy's order; what she bought tells her spend, and with a number her styles."""
    missing = completeness(Customer(id="C-1", name="王芳"), [], POLICY).missing
    assert missing == (
        "phone", "gender", "age", "email", "address", "size", "spend", "styles", *SOFT
    )  # fmt: skip
    plain = Purchase(id="P-1", customer="C-1", on=date(2026, 1, 1), items=())
    after = completeness(Customer(id="C-1", name="王芳"), [plain], POLICY).missing
    assert "spend" not in after
    assert "styles" in after


@pytest.mark.parametrize(
    "text",
    [
        '[[weights.values]]\nvalue = { hard = "x", soft = "0.8" }',
        '[[weights.values]]\nvalue = { soft = "0.8" }',
        "[[weights.values]]\nvalue = 3",
        "[[hard.values]]\nvalue = 3",
        "[[soft.values]]\nvalue = [1]",
    ],
)
def test_a_broken_policy_is_named(tmp_path: Path, text: str) -> None:
    """A policy that cannot be worked with is exit code 4 and names its entry, never a fault."""
    (tmp_path / "profile.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadPolicy, match=r"profile\."):
        completeness(Customer(id="C-1", name="王芳"), [], Policy(tmp_path).at(date(2026, 11, 22)))
