"""Returns filed late, of one SKU on two lines, and of complaints that are to be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

COAT = "sku=A1,name=Coat,category=textile,price=399.00"


@pytest.fixture
def coat(wang: str, svc: Call) -> str:
    """A coat Wang Fang bought on 1 November."""
    return svc("purchase", "add", "--customer", wang, "--on", "2026-11-01", "--item", COAT).line


@pytest.fixture
def people(svc: Call, shop: Path) -> Path:
    """A clerk, a shop manager, a regional manager."""
    for code, post in (("an", "clerk"), ("li", "shop_manager"), ("qu", "regional_manager")):
        svc("staff", "add", "--name", f"员工{code}", "--code", code, "--post", post)
    return shop


# ---- an earlier day


@pytest.mark.fact("X-09", command="svc return open --on")
@pytest.mark.parametrize(
    ("by", "on", "asks", "post"),
    [
        ("li", "2026-11-16", ("--unrepairable",), "regional_manager"),
        ("li", "2026-11-17", ("--unrepairable",), None),
        ("li", "2026-11-21", ("--unrepairable",), None),
        ("li", "2026-11-22", ("--unrepairable",), None),
        ("qu", "2026-11-16", ("--unrepairable",), None),
        ("an", "2026-11-16", ("--unrepairable",), "regional_manager"),
        ("an", "2026-11-21", ("--unrepairable",), "shop_manager"),
        ("li", "2026-11-16", (), "regional_manager"),
    ],
)
def test_a_return_filed_late(
    svc: Call, people: Path, coat: str, by: str, on: str, asks: tuple[str, ...], post: str | None
) -> None:
    """The quote of its day is taken and that is said; where today's is another, it waits."""
    done = svc(
        "--staff", by, "return", "open", "--purchase", coat, "--cause", "quality", *asks,
        "--on", on, "--text", "上周来过", "--json", code=6 if post else 0,
    )  # fmt: skip
    made = done.json
    waits = [each["post"] for each in made["approvals"] if each["state"] == "waiting"]
    assert waits == ([post] if post else [])
    late = on != "2026-11-22"
    assert ("Back-dated" in done.err) == late
    (line,) = made["history"]
    assert line["text"].endswith("上周来过")
    assert ("Back-dated" in line["text"]) == late
    assert all(("Back-dated" in each["text"]) == late for each in made["approvals"])
    assert any("Back-dated" in why for why in made["quote"]["explanation"]) == late
    moved = post == "regional_manager" or (by, on) == ("qu", "2026-11-16")
    assert ("authority.back_dated" in made["quote"]["policy"]) == moved
    svc("check")


@pytest.mark.fact("S3-018", "X-09", command="svc return open --on")
def test_a_late_return_is_reported_all_the_same(svc: Call, people: Path, wang: str) -> None:
    """From day 31 on the fee is higher: the day before is agreed to, and the company is told."""
    sold = svc("purchase", "add", "--customer", wang, "--on", "2026-10-22", "--item", COAT).line
    made = svc(
        "--staff", "li", "return", "open", "--purchase", sold, "--cause", "quality",
        "--unrepairable", "--on", "2026-11-21", code=6,
    ).line  # fmt: skip
    svc("--staff", "li", "return", "approve", made, code=5)
    done = svc("--staff", "qu", "return", "approve", made, "--json").json
    assert (done["state"], done["fee"]) == ("approved", "19.95")
    assert [(each["kind"], each["post"]) for each in done["approvals"]] == [
        ("consent", "regional_manager"), ("report", "company_service"),
    ]  # fmt: skip
    assert [each["rule"] for each in svc("check", "--json").json] == ["defect-not-noted"]


@pytest.mark.fact("S2-065", "S3-018", command="svc return open")
def test_what_goes_up_says_why(svc: Call, people: Path, wang: str) -> None:
    """After the warranty the quote names the shop manager; the return waits higher up, and why."""
    sold = svc("purchase", "add", "--customer", wang, "--on", "2026-08-01", "--item", COAT).line
    ask = ("--purchase", sold, "--cause", "quality", "--unrepairable", "--json")
    quote = svc("refund", "quote", *ask).json
    assert quote["authority"]["handler"] == "shop_manager"
    made = svc("--staff", "li", "return", "open", *ask, code=6).json
    assert made["quote"]["authority"]["handler"] == "company_service"
    *_, why, who = made["quote"]["explanation"]
    assert "names no amount" not in who
    assert "The rules name no amount, so the return goes up" in why
    assert "customer service" in who


# ---- one SKU on two lines


@pytest.mark.fact("S3-032", command="svc return open --qty")
@pytest.mark.parametrize(
    ("prices", "first", "second"),
    [(("10", "10"), "10.00", "10.00"), (("10", "20"), "15.00", "15.00"),
     (("10", "10.01"), "10.01", "10.00")],
)  # fmt: skip
def test_two_lines_of_one_sku(
    svc: Call, wang: str, prices: tuple[str, str], first: str, second: str
) -> None:
    """They count as one line: each piece comes back alone, and both are what was paid."""
    items = [f"sku=A1,name=S,category=textile,price={price},qty=1" for price in prices]
    sold = svc("purchase", "add", "--customer", wang, "--item", items[0], "--item", items[1]).line
    ask = ("--purchase", sold, "--item", "a1", "--qty", "1", "--cause", "quality", "--json")
    quote = svc("refund", "quote", *ask).json
    assert quote["refund"] == first
    shared = [why for why in quote["explanation"] if "different prices" in why]
    assert len(shared) == (prices[0] != prices[1])
    got: list[Any] = [svc("return", "open", *ask).json for _ in prices]
    assert [each["refund"] for each in got] == [first, second]
    assert set(shared) <= set(got[0]["quote"]["explanation"])
    svc("return", "open", *ask, code=5)
    assert svc("check", "--json").json[0]["level"] == "warning"


@pytest.mark.parametrize(
    ("kinds", "code"),
    [(("textile", ""), 0), (("textile", "textile"), 0), (("textile", "leather"), 2)],
)
def test_categories_of_one_sku(svc: Call, wang: str, kinds: tuple[str, str], code: int) -> None:
    """One that a line leaves out is the other's; two at once are told, with a way out."""
    items = ["sku=A1,price=10" + (f",category={kind}" if kind else "") for kind in kinds]
    sold = svc("purchase", "add", "--customer", wang, "--item", items[0], "--item", items[1]).line
    ask = ("refund", "quote", "--purchase", sold, "--cause", "quality")
    assert ("mend the purchase" in svc(*ask, code=code).err) == bool(code)


@pytest.mark.fact("S3-032", command="svc return open --qty")
def test_more_than_was_bought(svc: Call, wang: str) -> None:
    """Nobody is given back more than is left of it: how many that is, is told."""
    sold = svc("purchase", "add", "--customer", wang, "--item", f"{COAT},qty=3").line
    ask = ("--purchase", sold, "--item", "A1", "--qty", "4", "--cause", "misadvice")
    assert "3 of 3" in svc("return", "open", *ask, code=5).err
    svc("refund", "quote", *ask, code=4)
    assert svc("return", "list", "--json").json == []


# ---- its complaint


@pytest.mark.fact("S3-032", command="svc complaint close")
def test_a_complaint_is_closed_after_its_return(svc: Call, wang: str, coat: str) -> None:
    """Resolving warns of an open return, closing is refused; once it is settled neither is."""
    said = svc(
        "complaint", "log", "--customer", wang, "--purchase", coat, "--category", "quality",
        "--cause", "misadvice", "--text", "x",
    ).line  # fmt: skip
    made = svc("return", "open", "--complaint", said).line
    assert made in svc("complaint", "resolve", said, "--text", "退").err
    assert made in svc("complaint", "close", said, code=5).err
    svc("return", "settle", made, "--paid-by", "cash")
    svc("complaint", "close", said)


def test_check_names_a_return_left_open(svc: Call, shop: Path, wang: str, coat: str) -> None:
    """Its complaint was closed by hand, or before this was refused."""
    said = svc(
        "complaint", "log", "--customer", wang, "--purchase", coat, "--category", "quality",
        "--cause", "misadvice", "--text", "x",
    ).line  # fmt: skip
    svc("complaint", "resolve", said, "--text", "退")
    svc("complaint", "close", said)
    made = svc("return", "open", "--complaint", said).line
    found = {each["rule"] for each in svc("check", "--json").json if each["record"] == made}
    assert "open-return" in found
    svc("return", "reject", made, "--text", "x")
    found = {each["rule"] for each in svc("check", "--json").json if each["record"] == made}
    assert "open-return" not in found
