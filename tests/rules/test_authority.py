"""Who decides: four verbs for five posts, limits by amount, and what a decision still needs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from svc.errors import BadPolicy
from svc.policy import Policy
from svc.rules.answer import POSTS, Authority, Citations
from svc.rules.authority import (
    LIMITS,
    POST_NAMES,
    UNNAMED,
    Acting,
    Need,
    above,
    authority_of,
    needs,
    said,
    settled_by,
    who_decides,
)

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 22)
SHIPPED = Policy()
CLERK, SHOP, REGION, SERVICE, COMPANY = POSTS
NOTHING = (None, None, None)


def as_post(*posts: str) -> Acting:
    return Acting(staff="T-1", posts=posts)


def needed(authority: Authority, *posts: str) -> tuple[str | None, str | None, str | None]:
    need = needs(authority, as_post(*posts))
    return need.kind, need.post, need.report_to


def limited(folder: Path, *rows: str) -> Citations:
    """The shipped policy with these limits by amount."""
    (folder / "authority.toml").write_text(
        f"[limits]\n[[limits.values]]\nvalue = [{', '.join(rows)}]\n"
    )
    return Citations(Policy(folder).at(DAY))


@pytest.mark.parametrize(
    ("authority", "by_post"),
    [
        (
            Authority(verb="alone", handler=SHOP),
            [("decision", SHOP, None), NOTHING, NOTHING, NOTHING, NOTHING],
        ),
        (
            Authority(verb="alone_and_report", handler=SHOP, notify=REGION),
            [("decision", SHOP, REGION), (None, None, REGION), NOTHING, NOTHING, NOTHING],
        ),
        (
            Authority(verb="alone_and_report", handler=SHOP, notify=SERVICE),
            [
                ("decision", SHOP, SERVICE),
                (None, None, SERVICE),
                (None, None, SERVICE),
                NOTHING,
                NOTHING,
            ],
        ),
        (
            Authority(verb="consent_first", handler=CLERK, notify=SHOP),
            [("consent", SHOP, None), NOTHING, NOTHING, NOTHING, NOTHING],
        ),
        (
            Authority(verb="consent_first", handler=SHOP),
            [("consent", REGION, None)] * 2 + [NOTHING] * 3,
        ),
        (
            Authority(verb="consent_first", handler=COMPANY),
            [("consent", COMPANY, None)] * 4 + [NOTHING],
        ),
        (
            Authority(verb="hand_upward", handler=REGION),
            [("decision", REGION, None)] * 2 + [NOTHING] * 3,
        ),
        (
            Authority(verb="hand_upward", handler=COMPANY),
            [("decision", COMPANY, None)] * 4 + [NOTHING],
        ),
    ],
    ids=lambda value: f"{value.verb}-{value.handler}" if isinstance(value, Authority) else "",
)
@pytest.mark.fact("X-09", "S3-005", "S3-035", command="svc return open")
def test_what_a_decision_needs(
    authority: Authority, by_post: list[tuple[str | None, str | None, str | None]]
) -> None:
    """Alone, alone with a report, with consent first, or handed upward: what each post needs."""
    assert [needed(authority, post) for post in POSTS] == by_post


def test_a_report_asks_nobody_to_decide() -> None:
    """X-09: telling is not asking; one who reports to herself tells nobody."""
    told = Authority(verb="alone_and_report", handler=SHOP, notify=REGION)
    assert needs(told, as_post(SHOP)) == Need(kind=None, post=None, report_to=REGION)
    assert needs(told, as_post(SHOP, REGION)) == Need(kind=None, post=None, report_to=None)


@pytest.mark.fact("S0-013", command="svc staff add --post")
def test_several_posts_count_as_the_highest() -> None:
    """One person holds several posts, and the highest of them decides what she may."""
    both = as_post(SHOP, CLERK)
    assert (both.highest, both.rank) == (SHOP, 1)
    assert [both.covers(post) for post in POSTS] == [True, True, False, False, False]
    assert needed(Authority(verb="alone", handler=SHOP), CLERK, SHOP) == NOTHING


@pytest.mark.parametrize("posts", [(), ("boss",)])
def test_no_post_known_is_the_least(posts: tuple[str, ...]) -> None:
    """Edited by hand, a staff line may name anything: it gives no authority."""
    nobody = as_post(*posts)
    assert (nobody.rank, nobody.highest) == (-1, CLERK)
    assert not any(nobody.covers(post) for post in POSTS)
    assert not as_post(COMPANY).covers("boss")


@pytest.mark.fact("S3-005", command="svc approval list --for")
def test_posts_stand_on_a_ladder() -> None:
    """Each post has the next one above it, and the company none."""
    assert [above(post) for post in POSTS] == [SHOP, REGION, SERVICE, COMPANY, COMPANY]
    assert tuple(POST_NAMES) == POSTS


LIMIT = '{ from = "500.00", verb = "consent_first", handler = "shop_manager" }'
HIGHER = '{ from = "2000", verb = "hand_upward", handler = "company_service" }'


@pytest.mark.parametrize(
    ("amount", "verb", "handler", "cites"),
    [
        (None, "alone", SHOP, False),
        ("0.00", "alone", SHOP, False),
        ("499.99", "alone", SHOP, False),
        ("500.00", "consent_first", SHOP, True),
        ("500.01", "consent_first", SHOP, True),
        ("1999.99", "consent_first", SHOP, True),
        ("2000.00", "hand_upward", SERVICE, True),
        ("2000.01", "hand_upward", SERVICE, True),
    ],
)
@pytest.mark.fact("X-09", command="svc refund quote")
def test_limits_by_amount(
    *, tmp_path: Path, amount: str | None, verb: str, handler: str, cites: bool
) -> None:
    """Above an amount somebody else decides: one fen below, at and above each limit."""
    for rows in ((LIMIT, HIGHER), (HIGHER, LIMIT)):
        cited = limited(tmp_path, *rows)
        money = None if amount is None else Decimal(amount)
        found = who_decides(cited, "quality_exchange_or_return", money)
        assert (found.verb, found.handler) == (verb, handler)
        assert (LIMITS in cited.policy_ids) == cites
        assert "authority.quality_exchange_or_return" in cited.policy_ids


def test_without_limits_the_problem_alone_decides() -> None:
    """The sources set no amount: shipped, any sum is decided by the row."""
    cited = Citations(SHIPPED.at(DAY))
    found = who_decides(cited, "quality_exchange_or_return", Decimal("999999.99"))
    assert (found.verb, found.handler) == ("alone", SHOP)
    assert LIMITS not in cited.policy_ids


def test_a_limit_may_be_of_one_problem(tmp_path: Path) -> None:
    """It leaves the other rows of the table as they are."""
    only = LIMIT.replace("{ ", '{ problem = "stock_refund_or_exchange", ')
    found = [
        who_decides(limited(tmp_path, only), problem, Decimal(500)).verb
        for problem in ("stock_refund_or_exchange", "quality_exchange_or_return")
    ]
    assert found == ["consent_first", "alone"]


@pytest.mark.parametrize(
    ("problem", "row"),
    [
        ("two_tags_pay_difference", '{ from = "1.00", verb = "alone", handler = "company" }'),
        ("cashier_company", '{ from = "1.00", verb = "hand_upward", handler = "shop_manager" }'),
        ("attitude", '{ from = "1.00", verb = "alone_and_report", handler = "clerk" }'),
    ],
)
def test_a_limit_never_asks_for_less(tmp_path: Path, problem: str, row: str) -> None:
    """Neither a freer verb nor a lower post than the row has."""
    cited = limited(tmp_path, row)
    decides = authority_of(SHIPPED.at(DAY)[f"authority.{problem}"])
    assert who_decides(cited, problem, Decimal(100)) == decides


def test_a_limit_keeps_the_ladder(tmp_path: Path) -> None:
    """Whom a complaint goes up to is the row's, whoever decides the money."""
    found = who_decides(limited(tmp_path, LIMIT), "attitude", Decimal(500))
    assert found.verb == "consent_first"
    assert found.ladder == (SHOP, REGION, COMPANY)


@pytest.mark.parametrize(
    "row",
    [
        '{ from = 500, verb = "alone", handler = "clerk" }',
        '{ from = "much", verb = "alone", handler = "clerk" }',
        '{ verb = "alone", handler = "clerk" }',
        '{ from = "1.00", verb = "maybe", handler = "clerk" }',
        '{ from = "1.00", verb = "alone", handler = "boss" }',
        '{ from = "1.00", verb = "alone", handler = "clerk", notify = "boss" }',
        '{ from = "1.00", verb = "alone", handler = "clerk", ladder = ["boss"] }',
        "3",
    ],
)
def test_a_broken_limit_is_told(tmp_path: Path, row: str) -> None:
    """With the entry's id; nothing is decided by it."""
    with pytest.raises(BadPolicy, match=LIMITS):
        who_decides(limited(tmp_path, row), "attitude", Decimal(500))


ROWS = [each for each in SHIPPED.topic("authority").values() if each.id not in (LIMITS, UNNAMED)]


@pytest.mark.parametrize("entry", ROWS, ids=lambda each: each.id)
@pytest.mark.fact("X-09", command="svc policy show authority")
def test_every_row_says_who_decides(entry: Any) -> None:
    """Every row of the decision table has one of four verbs, and a post whose word is enough."""
    found = authority_of(SHIPPED.at(DAY)[entry.id])
    need = needs(found, as_post(settled_by(found)))
    assert (need.kind, need.post) == (None, None)
    if found.verb == "alone_and_report":
        assert found.notify is not None
        assert POSTS.index(found.notify) > POSTS.index(found.handler)
    assert list(found.ladder) == sorted(found.ladder, key=POSTS.index)


@pytest.mark.parametrize(
    ("authority", "sentence"),
    [
        (Authority(verb="alone", handler=SHOP), "Decided by the shop manager alone."),
        (
            Authority(verb="alone_and_report", handler=SHOP, notify=REGION),
            "Decided by the shop manager, who reports it to the regional manager.",
        ),
        (
            Authority(verb="consent_first", handler=CLERK, notify=SHOP),
            "Decided by the clerk once the shop manager has agreed.",
        ),
        (
            Authority(verb="consent_first", handler=SHOP),
            "Decided by the shop manager with consent from above first.",
        ),
        (
            Authority(verb="hand_upward", handler=COMPANY),
            "Referred upward: the company decides.",
        ),
        (
            Authority(verb="alone_and_report", handler=SHOP),
            "Decided by the shop manager alone.",
        ),
    ],
)
def test_who_decides_is_said(authority: Authority, sentence: str) -> None:
    """One sentence for the clerk."""
    assert str(said(authority)) == sentence
