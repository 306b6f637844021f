"""A return filed for an earlier day: what is said, and who agrees where the money is another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from svc.errors import BadPolicy
from svc.frozen import replace
from svc.policy import Policy
from svc.rules.answer import POSTS, Authority, Citations
from svc.rules.backdated import ROW, held, note
from svc.rules.refund import Quote, RefundCase, quote
from svc.rules.return_ import Terms

if TYPE_CHECKING:
    from pathlib import Path

CLERK, SHOP, REGION, SERVICE, COMPANY = POSTS
SOLD, ON, TODAY = date(2026, 11, 1), date(2026, 11, 21), date(2026, 11, 22)
SHIPPED = Policy()
CASE = RefundCase(
    price=Decimal("399.00"), category="textile", cause="quality", bought=SOLD, on=ON,
    unrepairable=True, scheme="shop",
)  # fmt: skip
QUOTED = quote(CASE, SHIPPED)
NOTE = "Back-dated to 2026-11-21 (days: 1): the quote of that day is taken."


def agreed(
    verb: Any = "alone_and_report", handler: str = SHOP, notify: str | None = None
) -> Terms:
    """The terms of that day, decided like this."""
    authority = Authority(verb=verb, handler=handler, notify=notify)
    return Terms(
        outcome="return", fee=QUOTED.fee, refund=QUOTED.refund, authority=authority,
        what="return_with_fee", money=QUOTED.refund, rows=("authority.mine",),
        why=(note(ON, ON),),
    )  # fmt: skip


def filed(terms: Terms, now: Quote, policy: Policy = SHIPPED) -> tuple[Terms, Citations]:
    cited = Citations(policy.at(SOLD))
    return held(terms, QUOTED, now, on=ON, today=TODAY, cited=cited), cited


def test_the_days_between_are_said() -> None:
    """From the day it is filed for to the day it is filed on."""
    assert str(note(ON, TODAY)) == NOTE
    assert "(days: 0)" in str(note(ON, ON))
    assert "(days: 31)" in str(note(date(2026, 10, 22), TODAY))


@pytest.mark.parametrize("other", [{}, {"days": 21}, {"band": "other"}])
def test_the_same_money_needs_nobody_else(other: dict[str, Any]) -> None:
    """Only that it is back-dated is said, after what was said before."""
    before = agreed()
    after, cited = filed(before, replace(QUOTED, **other))
    assert [str(each) for each in after.why] == [str(before.why[0]), NOTE]
    assert replace(after, why=before.why) == before
    assert cited.policy_ids == []


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"decision": "repair"}, "Repair; fee 19.95, money back 379.05."),
        ({"fee": Decimal("39.90")}, "Return for a fee; fee 39.90, money back 379.05."),
        ({"refund": Decimal("379.04")}, "Return for a fee; fee 19.95, money back 379.04."),
        ({"decision": "hand_upward", "fee": None, "refund": None},
         "Refer it upward; fee -, money back -."),
    ],
)  # fmt: skip
def test_other_money_needs_the_next_post_up(other: dict[str, Any], said: str) -> None:
    """Decision, fee or refund: the quote of today is said, and who has to agree."""
    before = agreed()
    after, cited = filed(before, replace(QUOTED, **other))
    assert [str(each) for each in after.why] == [
        str(before.why[0]),
        NOTE,
        f"As of 2026-11-22 the quote is another: {said}",
        "So the regional manager has to agree to the earlier day.",
    ]
    assert (after.authority.verb, after.authority.handler, after.authority.notify) == (
        "consent_first", SHOP, REGION,
    )  # fmt: skip
    assert after.rows == ("authority.mine", ROW)
    assert (after.fee, after.refund, after.money) == (before.fee, before.refund, before.money)
    assert cited.policy_ids == []


@pytest.mark.parametrize(
    ("authority", "by", "tell"),
    [
        (("alone", CLERK), True, None),
        (("alone", SHOP, COMPANY), True, None),
        (("alone_and_report", SHOP, SERVICE), True, SERVICE),
        (("alone_and_report", SHOP, None), True, None),
        (("consent_first", CLERK, SHOP), True, None),
        (("consent_first", SHOP, None), False, None),
        (("consent_first", SHOP, REGION), False, None),
        (("alone_and_report", REGION, SERVICE), False, None),
        (("hand_upward", SERVICE), False, None),
        (("hand_upward", COMPANY), False, None),
    ],
)
def test_who_has_the_say_already_needs_no_other(
    authority: tuple[Any, ...], *, by: bool, tell: str | None
) -> None:
    """The post of the row, or one above it; below it the report of the decision goes out still."""
    before = agreed(*authority)
    after, _cited = filed(before, replace(QUOTED, fee=Decimal("39.90")))
    assert (after.authority != before.authority) is by
    assert (ROW in after.rows) is by
    assert (len(after.why), after.tell) == (4 if by else 3, tell)


def test_a_broken_row_is_told(tmp_path: Path) -> None:
    """Only where the answer rests on it."""
    (tmp_path / "authority.toml").write_text(
        '[[back_dated.values]]\nvalue = { verb = "alone", handler = "boss" }\n'
    )
    policy = Policy(tmp_path)
    filed(agreed(), QUOTED, policy)
    with pytest.raises(BadPolicy, match=ROW):
        filed(agreed(), replace(QUOTED, fee=Decimal("39.90")), policy)
