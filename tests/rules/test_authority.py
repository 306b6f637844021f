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
    told_at_once,
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


@pytest.mark.parametrize("post", POSTS)
def test_a_post_covers_itself_and_those_below(post: str) -> None:
    """Each post of the ladder against each other."""
    hers = as_post(post)
    assert (hers.rank, hers.highest) == (POSTS.index(post), post)
    assert [hers.covers(other) for other in POSTS] == [
        place <= POSTS.index(post) for place in range(5)
    ]


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


@pytest.mark.parametrize(
    ("day", "verb"),
    [
        (date(2026, 11, 21), "alone"),
        (date(2026, 11, 22), "consent_first"),
        (date(2026, 11, 23), "consent_first"),
    ],
)
def test_a_limit_holds_from_its_day(tmp_path: Path, day: date, verb: str) -> None:
    """The day before, of and after: what was sold before goes by what held then."""
    (tmp_path / "authority.toml").write_text(
        "[limits]\n[[limits.values]]\nvalue = []\n"
        f"[[limits.values]]\nsince = 2026-11-22\nvalue = [{LIMIT}]\n"
    )
    cited = Citations(Policy(tmp_path).at(day))
    found = who_decides(cited, "quality_exchange_or_return", Decimal(500))
    assert found.verb == verb
    assert (LIMITS in cited.policy_ids) == (verb == "consent_first")


@pytest.mark.parametrize(
    ("row", "taken"),
    [
        ('verb = "alone", handler = "company"', False),
        ('verb = "alone_and_report", handler = "shop_manager", notify = "company"', True),
        ('verb = "alone_and_report", handler = "clerk", notify = "company"', False),
        ('verb = "alone_and_report", handler = "company"', True),
        ('verb = "consent_first", handler = "clerk"', True),
        ('verb = "consent_first", handler = "clerk", notify = "clerk"', False),
        ('verb = "hand_upward", handler = "shop_manager"', True),
        ('verb = "hand_upward", handler = "clerk"', False),
    ],
)
def test_a_limit_asks_for_as_much_or_more(tmp_path: Path, row: str, *, taken: bool) -> None:
    """Beside "the shop manager alone, who reports it": each verb, the post below, of and above."""
    own = 'verb = "alone_and_report", handler = "shop_manager", notify = "company_service"'
    (tmp_path / "authority.toml").write_text(
        f"[[attitude.values]]\nvalue = {{ {own} }}\n"
        f'[[limits.values]]\nvalue = [{{ from = "1.00", {row} }}]\n'
    )
    policy = Policy(tmp_path).at(DAY)
    found = who_decides(Citations(policy), "attitude", Decimal(1))
    assert (found != authority_of(policy["authority.attitude"])) is taken
    if taken:
        assert all(f'"{word}"' in row for word in (found.verb, found.handler))


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


STRICT = '{ from = "500.00", problem = "size_explain", verb = "hand_upward", handler = "company" }'
MILD = '{ from = "500.00", verb = "alone_and_report", handler = "regional_manager" }'


@pytest.mark.parametrize(
    ("rows", "verb"),
    [
        ((STRICT, MILD), "hand_upward"),
        ((MILD, STRICT), "hand_upward"),
        ((STRICT, MILD.replace("500.00", "500.01")), "hand_upward"),
        ((MILD.replace("500.00", "499.99"), STRICT), "hand_upward"),
        ((STRICT.replace("500.00", "1000.01"), MILD), "alone_and_report"),
        ((STRICT.replace("size_explain", "style_explain"), MILD), "alone_and_report"),
    ],
)
def test_more_money_never_needs_less(tmp_path: Path, rows: tuple[str, ...], verb: str) -> None:
    """A limit for all problems takes nothing from a lower, or equal one of the problem."""
    assert who_decides(limited(tmp_path, *rows), "size_explain", Decimal(1000)).verb == verb


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
        '{ from = "1.00", verb = "alone", handler = "clerk", ladder = "clerk" }',
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


@pytest.mark.parametrize("word", ["verb", "handler", "notify", "ladder"])
def test_a_broken_row_is_told(tmp_path: Path, word: str) -> None:
    """With the entry's id; every post may be on a ladder."""
    row = {
        "verb": '"consent_first"', "handler": '"clerk"', "notify": '"company"',
        "ladder": f"[{', '.join(f'{post!r}' for post in POSTS)}]",
    }  # fmt: skip

    def entry(**wrong: str) -> Any:
        text = ", ".join(f"{key} = {value}" for key, value in (row | wrong).items())
        (tmp_path / "authority.toml").write_text(f"[[attitude.values]]\nvalue = {{ {text} }}\n")
        return Policy(tmp_path).at(DAY)["authority.attitude"]

    assert authority_of(entry()).ladder == POSTS
    with pytest.raises(BadPolicy, match=r"authority\.attitude"):
        authority_of(entry(**{word: '["boss"]' if word == "ladder" else '"boss"'}))


@pytest.mark.parametrize("post", POSTS)
@pytest.mark.fact("S2-071", command="svc complaint log --urgent")
def test_whom_to_tell_of_an_urgent_complaint(tmp_path: Path, post: str) -> None:
    """The post that policy names, whichever of the five."""
    file = tmp_path / "complaint.toml"
    file.write_text(f'[[urgent_to.values]]\nvalue = "{post}"\n')
    told = told_at_once(Policy(tmp_path).at(DAY)["complaint.urgent_to"])
    assert str(told) == f"Urgent: report it to {POST_NAMES[post]} at once (S2-071)."


@pytest.mark.parametrize("value", ['"boss"', '""', "3"])
def test_urgent_complaints_go_to_a_post_there_is(tmp_path: Path, value: str) -> None:
    """Another word is told with the entry's id."""
    (tmp_path / "complaint.toml").write_text(f"[[urgent_to.values]]\nvalue = {value}\n")
    with pytest.raises(BadPolicy, match=r"complaint\.urgent_to"):
        told_at_once(Policy(tmp_path).at(DAY)["complaint.urgent_to"])
