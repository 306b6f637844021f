"""Decisions, consents and reports on file: what is asked for, of whom, and who acts unnamed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from svc import approvals
from svc.app import App
from svc.frozen import replace
from svc.records.approval import Approval
from svc.records.staff import Staff
from svc.rules.answer import POSTS, Authority
from svc.store.store import Store

if TYPE_CHECKING:
    from pathlib import Path

CLERK, SHOP, REGION, SERVICE, COMPANY = POSTS
NO_CASE = "P-261122-000000"
"""A case that nothing moves on: here only the approval itself is looked at."""
DAY = date(2026, 11, 22)
UPWARD = Authority(verb="hand_upward", handler=REGION)
REPORTED = Authority(verb="alone_and_report", handler=SHOP, notify=REGION)
CONSENT = Authority(verb="consent_first", handler=CLERK, notify=SHOP)
ALONE = Authority(verb="alone", handler=SHOP)


def app_of(shop: Path, staff: str | None = None, today: str = "2026-11-22") -> App:
    return App(
        store_option=str(shop),
        today_option=today,
        staff_option=staff,
        clock=lambda _zone: datetime(2026, 11, 22).astimezone(),
    )


def asked(
    shop: Path, authority: Authority, staff: str | None = None, **more: Any
) -> list[Approval]:
    """What a decision puts on file, asked for by somebody."""
    app = app_of(shop, staff)
    known: dict[str, Any] = {"about": NO_CASE, "what": "free_return", **more}
    with app.store.change() as change:
        return approvals.ask(change, app, authority=authority, **known)


@pytest.fixture
def people(shop: Path) -> dict[str, str]:
    """Somebody of every post, known by its name; and one who is both clerk and shop manager."""
    return {
        code: on_staff(shop, code, *posts)
        for code, posts in ({post: (post,) for post in POSTS} | {"both": (CLERK, SHOP)}).items()
    }


def on_staff(shop: Path, code: str, *posts: str, left_on: date | None = None) -> str:
    """The id of somebody with these posts."""
    with Store(shop).change() as change:
        new = change.new_id("staff", DAY)
        change.put(Staff(id=new, name=code, code=code, posts=posts, left_on=left_on))
    return new


@pytest.mark.parametrize(
    ("authority", "by", "kinds"),
    [
        (REPORTED, SHOP, [("report", REGION, "reported")]),
        (REPORTED, REGION, []),
        (REPORTED, CLERK, [("decision", SHOP, "waiting")]),
        (CONSENT, CLERK, [("consent", SHOP, "waiting")]),
        (CONSENT, "both", []),
        (UPWARD, SHOP, [("decision", REGION, "waiting")]),
        (UPWARD, COMPANY, []),
        (Authority(verb="alone", handler=SHOP), SHOP, []),
        (Authority(verb="consent_first", handler=SHOP), SHOP, [("consent", REGION, "waiting")]),
    ],
)
@pytest.mark.fact("X-09", "S0-013", command="svc approval list")
def test_what_goes_on_file(
    *,
    shop: Path,
    people: dict[str, str],
    authority: Authority,
    by: str,
    kinds: list[tuple[str, str, str]],
) -> None:
    """What waits and what was reported goes on file as records of its own, of each verb."""
    found = asked(shop, authority, by, amount=Decimal("379.05"), text="尺码不对", rules=["S3-020"])
    assert [(each.kind, each.post, each.state) for each in found] == kinds
    store = Store(shop)
    assert approvals.about(store, NO_CASE) == sorted(found, key=lambda each: each.id)
    assert approvals.waiting(store, NO_CASE) == [
        each for each in approvals.about(store, NO_CASE) if each.state == "waiting"
    ]
    for each in found:
        assert (each.asked_by, each.amount) == (people[by], Decimal("379.05"))
        assert (each.text, each.rules, each.what) == ("尺码不对", ("S3-020",), "free_return")


@pytest.mark.parametrize(
    ("authority", "by", "tell", "found"),
    [
        (ALONE, SHOP, None, []),
        (ALONE, SHOP, CLERK, []),
        (ALONE, SHOP, SHOP, []),
        (ALONE, SHOP, REGION, [("report", REGION, None)]),
        (ALONE, REGION, REGION, []),
        (ALONE, COMPANY, REGION, []),
        (ALONE, CLERK, REGION, [("decision", SHOP, REGION)]),
        (ALONE, CLERK, None, [("decision", SHOP, None)]),
        (REPORTED, REGION, SERVICE, [("report", SERVICE, None)]),
        (UPWARD, CLERK, CLERK, [("decision", REGION, None)]),
    ],
)
@pytest.mark.fact("X-09", command="svc return open --on")
def test_a_post_that_has_the_report_besides(
    *, shop: Path, people: dict[str, str], authority: Authority, by: str, tell: str | None,
    found: list[tuple[str, str, str | None]],
) -> None:  # fmt: skip
    """It is told with the decision, unless it is that of who acts, or below it."""
    assert people
    on_file = asked(shop, authority, by, tell=tell)
    assert [(each.kind, each.post, each.report_to) for each in on_file] == found


@pytest.mark.parametrize(
    ("post", "left_on", "warned"),
    [
        (CLERK, None, True),
        (SHOP, None, True),
        (REGION, None, False),
        (COMPANY, None, False),
        (REGION, DAY, True),
    ],
)
def test_who_could_decide_is_on_file(
    *,
    shop: Path,
    capsys: pytest.CaptureFixture[str],
    post: str,
    left_on: date | None,
    warned: bool,
) -> None:
    """A decision that nobody there may give is warned of: below the post, or gone, is nobody."""
    on_staff(shop, "li", post, left_on=left_on)
    capsys.readouterr()
    (waits,) = asked(shop, Authority(verb="consent_first", handler=COMPANY, notify=REGION))
    said = capsys.readouterr().err
    assert ("Nobody on file is the regional manager, or above" in said) is warned
    assert (f"--post {REGION}" in said) is warned
    assert waits.post == REGION


def test_the_order_they_are_shown_in(shop: Path) -> None:
    """By day; of one day what was asked for before its report, whatever their ids."""
    known: dict[str, Any] = {"about": NO_CASE, "post": REGION, "what": "free_return"}
    wanted = [
        Approval(id=f"A-261122-00000{n}", on=date(2026, 11, day), kind=kind, **known)
        for n, day, kind in (
            (4, 21, "decision"), (9, 21, "report"), (3, 22, "consent"), (5, 22, "decision"),
            (1, 22, "report"), (2, 22, "report"),
        )
    ]  # fmt: skip
    mixed = [wanted[place] for place in (4, 2, 0, 5, 1, 3)]
    assert sorted(mixed, key=approvals.in_order) == wanted
    store = Store(shop)
    with store.change() as change:
        for each in mixed:
            change.put(each)
    assert approvals.about(store, NO_CASE) == wanted


@pytest.mark.fact("S3-035", "S0-013", command="svc approval approve")
def test_who_acts_without_a_name(shop: Path) -> None:
    """Unnamed, one is the shop manager where no staff is on file, the first handler there."""
    assert approvals.acting(app_of(shop)).posts == (SHOP,)
    on_staff(shop, "gone", REGION, left_on=DAY)
    assert approvals.acting(app_of(shop)).posts == (SHOP,)
    li = on_staff(shop, "li", REGION)
    unnamed = approvals.acting(app_of(shop))
    assert (unnamed.staff, unnamed.posts) == (None, (CLERK,))
    hers = approvals.acting(app_of(shop, "li"))
    assert (hers.staff, hers.posts) == (li, (REGION,))


@pytest.mark.parametrize(("word", "post"), [("company", COMPANY), ("clerk", CLERK), ("x", CLERK)])
def test_the_post_of_the_unnamed_is_policy(shop: Path, word: str, post: str) -> None:
    """A word that is no post gives the least authority; `policy check` names it."""
    file = shop / "policy" / "authority.toml"
    before = 'value = "shop_manager"'
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, f'value = "{word}"'))
    assert approvals.acting(app_of(shop)).posts == (post,)


@pytest.mark.parametrize(
    ("today", "post"),
    [("2026-11-21", SHOP), ("2026-11-22", REGION), ("2026-11-23", REGION)],
)
def test_another_post_of_the_unnamed_starts_on_its_day(shop: Path, today: str, post: str) -> None:
    """The day before, of and after."""
    file = shop / "policy" / "authority.toml"
    before = 'value = "shop_manager"\n'
    later = f'{before}[[unnamed.values]]\nsince = 2026-11-22\nvalue = "regional_manager"\n'
    file.write_text(file.read_text().replace(before, later))
    assert approvals.acting(app_of(shop, today=today)).posts == (post,)


@pytest.mark.parametrize(("approve", "state"), [(True, "approved"), (False, "rejected")])
@pytest.mark.parametrize("by", [REGION, "both"])
@pytest.mark.fact("X-09", command="svc approval reject")
def test_an_answer_is_on_file(
    *, shop: Path, people: dict[str, str], approve: bool, state: str, by: str
) -> None:
    """What it is, of which day, whose, as what and why; the rest stays as it was asked."""
    (waits,) = asked(shop, REPORTED, CLERK, amount=Decimal("20.00"), text="尺码不对")
    app = app_of(shop, by, "2026-11-23")
    with app.store.change() as change:
        given = approvals.settle(change, app, waits, approve=approve, answer="看过了")
    assert given == replace(
        waits, state=state, decided_on=date(2026, 11, 23), decided_by=people[by],
        decided_as=SHOP if by == "both" else REGION, answer="看过了",
    )  # fmt: skip
    assert Store(shop).approvals.get(waits.id) == given
    assert approvals.waiting(Store(shop), NO_CASE) == []
