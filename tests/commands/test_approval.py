"""Decisions, consents and reports on file, and `svc approval`: who may give them, and once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from svc import approvals
from svc.records.approval import Approval
from svc.rules.answer import POSTS, Authority
from svc.store.store import Store
from tests.test_approvals import CONSENT, DAY, NO_CASE, REPORTED, UPWARD, asked

if TYPE_CHECKING:
    from tests.conftest import Result

    Call = Callable[..., Result]

CLERK, SHOP, REGION, SERVICE, COMPANY = POSTS


@pytest.fixture
def people(shop: Path, svc: Call) -> dict[str, str]:
    """Somebody of every post, known by its name; and one who is both clerk and shop manager."""
    ids = {
        post: svc("staff", "add", "--name", post, "--code", post, "--post", post).line
        for post in POSTS
    }
    both = ("--post", CLERK, "--post", SHOP)
    return ids | {"both": svc("staff", "add", "--name", "李娜", "--code", "both", *both).line}


def tree(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted((folder / "data").rglob("*.jsonl"))}


@pytest.mark.parametrize(
    ("by", "may"),
    [(CLERK, False), (SHOP, False), (REGION, True), (SERVICE, True), (COMPANY, True)],
)
@pytest.mark.fact("X-09", "S3-005", command="svc approval approve")
def test_only_a_post_that_covers_it_decides(
    *, shop: Path, people: dict[str, str], svc: Call, by: str, may: bool
) -> None:
    """The post it waits for, or one above it; another is refused and nothing changes."""
    (approval,) = asked(shop, UPWARD, SHOP)
    before = tree(shop)
    if not may:
        for verb in ("reject", "approve"):
            failed = svc("--staff", by, "approval", verb, approval.id, code=5)
            assert "the regional manager" in failed.err
            assert tree(shop) == before
        return
    done = svc("--staff", by, "approval", "approve", approval.id, "--text", " 同意 ", "--json")
    found = done.json
    assert (found["state"], found["decided_as"], found["answer"]) == ("approved", by, "同意")
    assert (found["decided_by"], found["decided_on"]) == (people[by], "2026-11-22")
    assert Store(shop).approvals.get(approval.id).state == "approved"


def test_an_answer_is_given_once(shop: Path, people: dict[str, str], svc: Call) -> None:
    """Twice is refused, whichever the second is; so is answering a report."""
    assert people
    (waits,) = asked(shop, REPORTED, CLERK)
    (report,) = asked(shop, REPORTED, SHOP)
    assert svc("--staff", SHOP, "approval", "reject", waits.id).line == waits.id
    before = tree(shop)
    for verb in ("approve", "reject"):
        failed = svc("--staff", COMPANY, "approval", verb, waits.id, code=5)
        assert "does not wait" in failed.err
        assert svc("--staff", COMPANY, "approval", verb, report.id, code=5).out == ""
    assert tree(shop) == before


@pytest.mark.fact("X-09", "S3-015", "S3-020", command="svc approval approve")
@pytest.mark.parametrize(
    ("verb", "by", "told"),
    [("approve", SHOP, True), ("approve", REGION, False), ("approve", COMPANY, False),
     ("reject", SHOP, False)],
)  # fmt: skip
def test_a_report_goes_out_with_the_decision(
    *, shop: Path, people: dict[str, str], svc: Call, verb: str, by: str, told: bool
) -> None:
    """Nobody is told of what is not decided yet, nor of what she decided herself or refused."""
    more = {"amount": Decimal("20.00"), "text": "尺码不对", "rules": ["S3-020"]}
    (waits,) = asked(shop, REPORTED, CLERK, **more)
    assert [each.kind for each in approvals.about(Store(shop), NO_CASE)] == ["decision"]
    svc("--staff", by, "approval", verb, waits.id)
    about = approvals.about(Store(shop), NO_CASE)
    assert about[0].id == waits.id
    assert len(about[1:]) == told
    for report in about[1:]:
        assert (report.kind, report.post, report.state) == ("report", REGION, "reported")
        assert (report.amount, report.text, report.rules) == (
            waits.amount,
            "尺码不对",
            waits.rules,
        )
        assert (report.what, report.asked_by) == ("free_return", people[by])


@pytest.mark.fact("S0-013", command="svc approval approve")
def test_one_with_two_posts_gives_her_own_consent(
    shop: Path, people: dict[str, str], svc: Call
) -> None:
    """S0-013: who is clerk and shop manager decides as shop manager what a clerk asked for."""
    (approval,) = asked(shop, CONSENT, CLERK, what="part_time_help")
    found = svc("--staff", "both", "approval", "approve", approval.id, "--json").json
    assert (found["decided_as"], found["decided_by"]) == (SHOP, people["both"])


def test_before_it_was_asked_for_nothing_is_decided(shop: Path, svc: Call) -> None:
    """The day before is refused; the day itself is not."""
    (approval,) = asked(shop, Authority(verb="hand_upward", handler=REGION))
    with_region = ("staff", "add", "--name", "区", "--code", "qu", "--post", REGION)
    svc(*with_region)
    day_before = ("--staff", "qu", "--today", "2026-11-21", "approval", "approve", approval.id)
    assert "2026-11-22" in svc(*day_before, code=4).err
    svc("--staff", "qu", "--today", "2026-11-22", "approval", "approve", approval.id)


def test_a_dry_run_decides_nothing(shop: Path, svc: Call) -> None:
    """It shows what would become of it."""
    assert asked(shop, CONSENT) == []  # unnamed, without staff on file, is the shop manager
    svc("staff", "add", "--name", "李娜", "--code", "li", "--post", SHOP)
    (approval,) = asked(shop, CONSENT)
    before = tree(shop)
    shown = svc("--staff", "li", "approval", "approve", approval.id, "--dry-run")
    assert "waiting → approved" in shown.out
    assert tree(shop) == before


def test_an_unknown_reference(shop: Path, svc: Call) -> None:
    """Exit 3, for every verb that takes one."""
    for verb in ("show", "approve", "reject"):
        failed = svc("approval", verb, "A-261122-ZZZZZZ", code=3)
        assert failed.out == ""
        assert "A-261122-ZZZZZZ" in failed.err


def test_a_post_that_is_none_is_nobodys_to_settle(
    shop: Path, people: dict[str, str], svc: Call
) -> None:
    """A line edited by hand is refused with what it says, not with a fault."""
    assert people
    store = Store(shop)
    with store.change() as change:
        approval = Approval(
            id=change.new_id("approvals", DAY), about=NO_CASE,
            on=DAY, kind="decision", post="boss", what="free_return",
        )  # fmt: skip
        change.put(approval)
    assert "boss" in svc("--staff", COMPANY, "approval", "approve", approval.id, code=5).err


@pytest.mark.fact("X-09", "S3-005", command="svc approval list")
def test_the_list_says_who_waits_for_whom(shop: Path, people: dict[str, str], svc: Call) -> None:
    """What waits, by post, kind and case; settled and reported ones on demand."""
    assert people
    (waits,) = asked(shop, REPORTED, CLERK)
    (report,) = asked(shop, REPORTED, SHOP)
    (upward,) = asked(shop, UPWARD, SHOP, about="K-261122-AAAAAA", what="price_second")
    (settled,) = asked(shop, CONSENT, CLERK, what="part_time_help")
    svc("--staff", SHOP, "approval", "approve", settled.id)

    def ids(*more: str) -> set[str]:
        return {row["id"] for row in svc("approval", "list", "--json", *more).json}

    assert ids() == {waits.id, upward.id}
    assert ids("--all") == {waits.id, upward.id, report.id, settled.id}
    assert ids("--for", SHOP) == {waits.id}
    assert ids("--for", REGION) == {upward.id}
    assert ids("--for", COMPANY) == set()
    assert ids("--kind", "report") == {report.id}
    assert ids("--kind", "consent") == set()
    assert ids("--kind", "consent", "--all") == {settled.id}
    assert ids("--about", NO_CASE) == {waits.id, report.id, settled.id}
    assert ids("--about", "k-261122-aaaaaa") == {upward.id}
    rows = svc("approval", "list", "--all", "--json").json
    assert list(rows[0]) == [
        "id", "about", "on", "kind", "post", "what", "state", "amount", "text", "rules",
        "asked_by", "decided_on", "decided_by", "decided_as", "answer", "report_to",
    ]  # fmt: skip
    assert svc("approval", "list", "--format", "csv").out.startswith("id,about,on,kind,post,what,")
    assert svc("approval", "list", "--for", "boss", code=2).out == ""


def test_an_empty_list(shop: Path, svc: Call) -> None:
    """Nothing waits: no text, an empty array, a heading."""
    assert svc("approval", "list").out == ""
    assert svc("approval", "list", "--json").json == []
    assert svc("approval", "list", "--format", "csv").out == (
        "id,about,on,kind,post,what,state,amount,text,rules,asked_by,decided_on,decided_by,"
        "decided_as,answer,report_to\n"
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["decision", "regional_manager", "waiting", "free_return"]),
        ("zh", ["区域经理"]),
    ],
)
def test_list_and_show_in_words(
    *, shop: Path, people: dict[str, str], svc: Call, language: str, said: list[str]
) -> None:
    """For people: words in their language; the record as a script gets it is the same in both."""
    (approval,) = asked(shop, UPWARD, SHOP, amount=Decimal("379.05"), text="超过最后一档")
    listed = svc("--lang", language, "approval", "list").out
    shown = svc("--lang", language, "approval", "show", approval.id).out
    for text in (listed, shown):
        assert approval.id in text
        assert "379.05" in text
        assert "超过最后一档" in text
    assert all(word in shown for word in said)
    assert people[SHOP] in shown
    as_json = svc("--lang", language, "approval", "show", approval.id, "--json").json
    assert as_json == approval.to_json()
    assert as_json["amount"] == "379.05"
    assert as_json["decided_on"] is None


def test_an_approval_is_found_by_a_part_of_its_id(shop: Path, svc: Call) -> None:
    """As every record is."""
    svc("staff", "add", "--name", "李娜", "--code", "li", "--post", SHOP)
    (approval,) = asked(shop, CONSENT)
    assert approval.id in svc("approval", "show", approval.id[-6:]).out


def test_two_tills_answer_at_once(shop: Path, people: dict[str, str], process: Call) -> None:
    """One of them is told that it came second."""
    from concurrent.futures import ThreadPoolExecutor

    assert people
    (approval,) = asked(shop, UPWARD, SHOP)

    def answer(verb: str) -> int:
        return process("--staff", REGION, "approval", verb, approval.id, code=None).code

    with ThreadPoolExecutor(2) as tills:
        codes = sorted(tills.map(answer, ("approve", "reject")))
    assert codes == [0, 5]
    assert Store(shop).approvals.get(approval.id).state in {"approved", "rejected"}
