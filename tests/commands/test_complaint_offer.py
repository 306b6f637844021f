"""`svc complaint offer` at the counter: what is offered, and what somebody else has to grant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Call = Callable[..., Result]


@pytest.fixture
def people(wang: str, svc: Call) -> str:
    """A clerk, a shop manager and a regional manager are on file."""
    for name, code, post in (("小周", "zhou", "clerk"), ("李娜", "li", "shop_manager"),
                             ("赵总", "zhao", "regional_manager")):  # fmt: skip
        svc("staff", "add", "--name", name, "--code", code, "--post", post)
    return wang


@pytest.fixture
def promised(people: str, svc: Call) -> str:
    """A complaint about a promotion: the whole price back needs the region's consent."""
    sale = svc("purchase", "add", "--customer", people, "--on", "2026-11-21", "--item",
               "sku=T1,name=黑色T恤,category=textile,price=199.00").line  # fmt: skip
    return svc("complaint", "log", "--customer", people, "--category", "price", "--cause",
               "promotion", "--purchase", sale, "--text", "昨天更便宜").line  # fmt: skip


def of(svc: Call, key: str) -> Any:
    return svc("complaint", "show", key, "--json").json


@pytest.mark.fact("X-09", "X-03", "S3-041", command="svc complaint offer --taken")
@pytest.mark.parametrize(
    ("staff", "waits_for"),
    [
        ("zhou", "the regional manager"),
        ("li", "the regional manager"),
        ("zhao", None),
    ],
)
def test_a_refund_past_the_table_waits(
    promised: str, svc: Call, staff: str, waits_for: str | None
) -> None:
    """Taken by clerk or shop manager it goes on file and waits, exit 6; the region's holds."""
    done = svc("--staff", staff, "complaint", "offer", promised, "refund", "--taken",
               code=6 if waits_for else 0)  # fmt: skip
    assert done.line == promised
    there = of(svc, promised)
    waits = svc("approval", "list", "--about", promised, "--json").json
    if waits_for is None:
        assert (there["state"], there["waits_for"], waits) == ("proposed", None, [])
        return
    assert f"waits for {waits_for}" in done.err
    assert (there["state"], there["waits_for"]) == ("waiting", "approval")
    (asked,) = waits
    assert f"svc approval approve {asked['id']}" in done.err
    assert (asked["what"], asked["kind"], asked["post"], asked["amount"], asked["state"]) == (
        "offer", "consent", "regional_manager", "199.00", "waiting",
    )  # fmt: skip
    assert asked["rules"] == ["offers.promotion", "authority.goodwill"]
    assert there["offers"][0]["approval"] == asked["id"]


def waiting(svc: Call, key: str) -> str:
    """The refund is taken by the clerk; gives the id of what waits."""
    svc("--staff", "zhou", "complaint", "offer", key, "refund", "--taken", code=6)
    (asked,) = svc("approval", "list", "--json").json
    return str(asked["id"])


@pytest.mark.fact("X-09", command="svc approval approve")
def test_granted_it_goes_on(promised: str, svc: Call) -> None:
    """Approved by who may, the complaint stands where it stood, and can be settled."""
    asked = waiting(svc, promised)
    svc("--staff", "li", "approval", "approve", asked, code=5)
    svc("--staff", "zhao", "approval", "approve", asked, "--text", "同意")
    there = of(svc, promised)
    assert (there["state"], there["waits_for"]) == ("proposed", None)
    assert there["offers"][0]["approved"] is True
    assert there["history"][-1]["text"] == "同意"
    answer = svc("complaint", "advise", promised, "--json").json
    assert answer["next_offer"] is None
    shown = svc("complaint", "show", promised).out
    assert "accepted  approved" in shown
    svc("--staff", "zhou", "complaint", "resolve", promised)
    assert not [row for row in svc("check", "--json").json if row["record"] == promised]


@pytest.mark.fact("X-09", command="svc approval reject")
def test_refused_it_is_marked(promised: str, svc: Call) -> None:
    """Refused, the offer is marked so and no longer counts as taken; the complaint goes on."""
    asked = waiting(svc, promised)
    svc("--staff", "zhao", "approval", "reject", asked, "--text", "不能破例")
    there = of(svc, promised)
    assert (there["state"], there["offers"][0]["refused"]) == ("proposed", True)
    answer = svc("complaint", "advise", promised, "--json").json
    (refund,) = [each for each in answer["offers"] if each["key"] == "refund"]
    assert (refund["taken"], refund["done"], refund["refused"]) == (False, True, True)
    assert answer["next_offer"]["key"] == "other_item"
    assert "[199.00 yuan; not granted" in svc("complaint", "advise", promised).out
    assert waiting(svc, promised) != asked


@pytest.mark.fact("X-09", command="svc complaint resolve")
def test_nothing_is_settled_while_it_waits(promised: str, svc: Call) -> None:
    """Who may not decide cannot settle it either; who may grants it by settling."""
    asked = waiting(svc, promised)
    before = of(svc, promised)
    for staff in ("zhou", "li"):
        told = svc("--staff", staff, "complaint", "resolve", promised, code=5)
        assert asked in told.err
    assert of(svc, promised) == before
    dry = svc("--staff", "zhao", "complaint", "resolve", promised, "--dry-run")
    assert dry.code == 0
    assert of(svc, promised) == before
    svc("--staff", "zhao", "complaint", "resolve", promised, "--text", "退了")
    given = svc("approval", "show", asked, "--json").json
    assert (given["state"], given["decided_as"]) == ("approved", "regional_manager")
    assert of(svc, promised)["offers"][0]["approved"] is True


def test_asked_once(promised: str, svc: Call) -> None:
    """The same offer is not asked for twice; a dry run asks for nothing."""
    dry = svc("--staff", "zhou", "complaint", "offer", promised, "refund", "--taken", "--dry-run")
    assert "→" in dry.out
    assert svc("approval", "list", "--all", "--json").json == []
    asked = waiting(svc, promised)
    before = of(svc, promised)
    told = svc("--staff", "zhou", "complaint", "offer", promised, "refund", "--taken", code=5)
    assert asked in told.err
    assert of(svc, promised) == before
    svc("--staff", "zhou", "complaint", "resume", promised)
    assert of(svc, promised)["state"] == "proposed"
    svc("--staff", "zhou", "complaint", "resolve", promised, code=5)
    svc("--staff", "zhao", "approval", "approve", asked)
    assert of(svc, promised)["state"] == "proposed"


def test_a_wait_for_something_else_gives_way(promised: str, svc: Call) -> None:
    """It waited for the customer; now that she took the refund, it waits for the consent."""
    svc("complaint", "wait", promised, "--for", "customer")
    waiting(svc, promised)
    there = of(svc, promised)
    assert [wait["for"] for wait in there["waits"]] == ["customer", "approval"]
    assert not [row for row in svc("check", "--json").json if row["record"] == promised]


@pytest.mark.fact("X-09", "S3-018", command="svc complaint offer --taken")
def test_what_is_reported(people: str, svc: Call) -> None:
    """Past the free days an exchange is the shop manager's, and told to customer service."""
    sale = svc("purchase", "add", "--customer", people, "--on", "2026-11-06", "--item",
               "sku=T1,name=黑色T恤,category=textile,price=199.00").line  # fmt: skip
    key = svc("complaint", "log", "--customer", people, "--category", "quality", "--cause",
              "quality", "--purchase", sale, "--text", "开胶").line  # fmt: skip
    svc("--staff", "li", "complaint", "offer", key, "exchange", "--taken")
    (told,) = svc("approval", "list", "--about", key, "--json").json
    assert (told["kind"], told["state"], told["post"]) == ("report", "reported", "company_service")
    assert of(svc, key)["state"] == "proposed"


@pytest.mark.parametrize(
    ("offer", "warned"),
    [
        ("mend", None),
        ("exchange", None),
        ("exchang", "Did you mean exchange?"),
        ("bogus", "none of the offers for this case: mend, exchange, refund."),
        ("refund", "old customers"),
    ],
)
def test_an_offer_there_is_not(wang: str, svc: Call, offer: str, warned: str | None) -> None:
    """A slip of the key is told, with near ones; it goes on file all the same."""
    key = svc("complaint", "log", "--customer", wang, "--category", "quality", "--cause", "snag",
              "--text", "勾丝").line  # fmt: skip
    done = svc("complaint", "offer", key, offer, "--declined")
    assert done.line == key
    assert (warned in done.err) if warned else done.err == ""
    assert of(svc, key)["offers"][0]["offer"] == offer


def test_an_offer_that_needs_a_fact(wang: str, svc: Call) -> None:
    """What is due only when nothing is in stock is told so, unless the clerk says that it is."""
    log = ("complaint", "log", "--customer", wang, "--category", "size", "--text", "小了")
    told = svc("complaint", "offer", svc(*log).line, "from_elsewhere")
    assert "not due in this case" in told.err
    assert svc("complaint", "offer", svc(*log).line, "from_elsewhere", "--no-stock").err == ""
    worn = svc("complaint", "offer", svc(*log).line, "clean")
    assert "not due in this case" in worn.err


def test_the_keys_are_shown(wang: str, svc: Call) -> None:
    """What is typed for an offer stands at its rung."""
    key = svc("complaint", "log", "--customer", wang, "--category", "quality", "--cause", "fading",
              "--text", "掉色").line  # fmt: skip
    text = svc("complaint", "advise", key).out
    assert "→ 1 exchange     We exchange it" in text
    assert "  2 other_style  You choose" in text


@pytest.mark.fact("S3-026", "S3-027", "X-09", command="svc complaint resolve")
@pytest.mark.parametrize("category", ["attitude", "cashier"])
@pytest.mark.parametrize("finding", ["light", "serious"])
def test_what_was_found_of_staff_is_for_the_shop_manager(
    wang: str, svc: Call, category: str, finding: str
) -> None:
    """A clerk notes what was found of a colleague; it holds once the shop manager has agreed."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    svc("staff", "add", "--name", "周敏", "--code", "zhou", "--post", "shop_manager")
    rude = svc("complaint", "log", "--customer", wang, "--category", category, "--text", "x").line
    found = ("complaint", "resolve", rude, "--finding", finding, "--text", "监控看过")
    told = svc("--staff", "li", *found, code=6)
    assert "the shop manager" in told.err
    shown = svc("complaint", "show", rude, "--json").json
    assert (shown["state"], shown["resolved_on"]) == ("waiting", None)
    (asked,) = svc("approval", "list", "--json").json
    assert (asked["about"], asked["what"], asked["post"]) == (
        rude, f"finding_{finding}", "shop_manager",
    )  # fmt: skip
    svc("--staff", "li", *found, code=5)
    svc("--staff", "li", "approval", "approve", asked["id"], code=5)
    svc("--staff", "zhou", "approval", "approve", asked["id"])
    assert svc("--staff", "li", *found, "--json").json["state"] == "resolved"


def test_the_shop_manager_decides_at_once(wang: str, svc: Call) -> None:
    """Nothing waits where who acts may decide, and what waited is settled with it."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    svc("staff", "add", "--name", "周敏", "--code", "zhou", "--post", "shop_manager")
    rude = svc("complaint", "log", "--customer", wang, "--category", "attitude", "--text", "x")
    found = ("complaint", "resolve", rude.line, "--finding", "light")
    svc("--staff", "li", *found, code=6)
    assert svc("--staff", "zhou", *found, "--json").json["state"] == "resolved"
    assert svc("approval", "list", "--json").json == []
