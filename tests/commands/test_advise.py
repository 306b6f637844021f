"""`svc complaint advise` at the counter: the fourteen scenes, offer by offer, and closed cases."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from svc.policy import Policy
from svc.records.complaint import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

TODAY = date(2026, 11, 22)
SHIRT = ("sku=T1,name=黑色T恤,category=textile,price=199.00", 199)
ALONE = ("alone", "shop_manager", None)
REPORT_SERVICE = ("alone_and_report", "shop_manager", "company_service")
REPORT_REGION = ("alone_and_report", "shop_manager", "regional_manager")
SHOP = ["shop"]
MAKER = ["quality_inspection", "maker"]


@dataclass(frozen=True)
class Scene:
    """A scene of the sources: what is logged, what the clerk adds, and what is advised."""

    source: str
    category: str
    cause: str | None
    decisions: list[str]
    authority: tuple[str, str, str | None]
    offers: list[str]
    script: str
    name: str = "黑色T恤"
    days: int | None = 6
    facts: tuple[str, ...] = ()
    route: list[str] = field(default_factory=lambda: SHOP)
    told: list[str] = field(default_factory=list)
    old: bool = False
    limits: tuple[str, ...] = ()


SCENES = [
    Scene(
        "S3-038", "quality", "pilling", ["explain", "sell_as_second"], ALONE,
        ["remove_pills", "other_sweaters", "second_sale"], "冷水手洗", name="羊毛衫",
    ),
    Scene(
        "S3-039", "style", "style", ["explain"], ALONE, ["clean", "other_goods"],
        "分不清有没有穿过", name="大衣", days=15, facts=("--worn",),
    ),
    Scene(
        "S3-040", "price", "price_differs", ["check_price"], REPORT_SERVICE,
        ["sale_record", "phone_shop"], "按条码卖",
    ),
    Scene(
        "S3-041", "price", "promotion", ["no_difference"], ALONE,
        ["other_item", "earlier_price", "refund"], "差价按规定是不补的", days=1,
        limits=("other_item", "earlier_price", "refund"),
    ),
    Scene(
        "S3-042", "quality", "fading", ["exchange_or_return"], ALONE,
        ["exchange", "other_style", "refund"], "不含漂白剂", route=MAKER,
    ),
    Scene(
        "S3-043", "quality", "snag", ["explain", "sell_as_second"], ALONE,
        ["mend", "exchange", "refund"], "真丝娇贵", name="真丝衬衫", old=True,
    ),
    Scene(
        "S3-044", "stock", "stock", ["transfer"], ALONE,
        ["tell_arrival", "courier", "other_style", "refund"], "答应您的我们一定做到", days=14,
    ),
    Scene(
        "S3-045", "attitude", "staff", ["apologise", "dismiss"], ALONE,
        ["apology", "ask_wish"], "我们会按规定处理", days=None, route=["sales"],
    ),
    Scene(
        "S3-046", "cashier", "overcharge", ["void_card"], ALONE, ["void_card", "pay_back"],
        "请您写张收据", days=0,
    ),
    Scene(
        "S3-047", "accident", "injury", ["hospital", "hand_upward"],
        ("hand_upward", "company", None), ["hospital", "company_settles"], "身体最要紧", days=None,
        told=["regional_manager", "company_service"],
    ),
    Scene(
        "S3-048", "quality", "seam", ["exchange_or_return"], ALONE,
        ["mend", "exchange", "refund"], "做工没做好", route=MAKER,
    ),
    Scene(
        "S3-048", "attitude", None, ["apologise", "dismiss"], ALONE,
        ["apology", "ask_wish"], "代表雅衣阁向您道歉", days=None, route=["sales"],
    ),
    Scene(
        "S3-048", "accident", "loss", ["police"], ALONE, ["search", "police"], "需要的话帮您报警",
        days=None,
    ),
    Scene(
        "S3-048", "size", None, ["free_return"], REPORT_REGION,
        ["from_elsewhere", "other_style", "refund"], "是您自己穿吗", days=3,
        facts=("--no-stock", "--insists"),
    ),
]  # fmt: skip
IDS = [f"{scene.source}-{scene.cause or scene.category}" for scene in SCENES]


def bought(svc: Call, customer: str, day: date, name: str = "黑色T恤", price: int = 199) -> str:
    item = f"sku=T1,name={name},category=textile,price={price}.00"
    return svc("purchase", "add", "--customer", customer, "--item", item, "--on", day).line


def logged(svc: Call, customer: str, category: str, *more: object) -> str:
    args = ("--category", category, "--text", "她来投诉", *more)
    return svc("complaint", "log", "--customer", customer, *args).line


def advised(svc: Call, complaint: str, *more: object, lang: str = "zh") -> Any:
    return svc("--lang", lang, "complaint", "advise", complaint, *more, "--json").json


@pytest.mark.parametrize("scene", SCENES, ids=IDS)
@pytest.mark.fact(
    *("S3-038", "S3-039", "S3-040", "S3-041", "S3-042", "S3-043", "S3-044", "S3-045", "S3-046"),
    *("S3-047", "S3-048", "S3-010", "S3-014"),
    command="svc complaint advise",
)
def test_the_fourteen_scenes(scene: Scene, wang: str, svc: Call) -> None:
    """Each scene gets its remedies, who decides, where it goes, its words, and its offers in turn.

    What was declined is not offered again; when all is declined nothing is left to offer.
    """
    if scene.old:
        for earlier in (40, 30):
            bought(svc, wang, TODAY - timedelta(days=earlier))
    about: tuple[object, ...] = ("--cause", scene.cause) if scene.cause else ()
    if scene.days is not None:
        day = TODAY - timedelta(days=scene.days)
        about = (*about, "--purchase", bought(svc, wang, day, scene.name))
    complaint = logged(svc, wang, scene.category, *about)
    for place, key in enumerate(scene.offers):
        answer = advised(svc, complaint, *scene.facts)
        assert [each["key"] for each in answer["offers"]] == scene.offers
        assert answer["next_offer"]["key"] == key
        assert answer["next_offer"]["text"] in answer["script"]
        assert [each["done"] for each in answer["offers"]] == [
            before < place for before in range(len(scene.offers))
        ]
        svc("complaint", "offer", complaint, key, "--declined")
    answer = advised(svc, complaint, *scene.facts)
    assert answer["next_offer"] is None
    assert [each["decision"] for each in answer["remedies"]] == scene.decisions
    decides = answer["authority"]
    assert (decides["verb"], decides["handler"], decides["notify"]) == scene.authority
    assert decides["ladder"][0] == scene.authority[1]
    assert answer["route"] == scene.route
    assert answer["urgent_to"] == scene.told
    assert scene.source in answer["rules"] or scene.cause is None
    assert "王芳女士" in answer["script"]
    assert scene.script in answer["script"]
    assert tuple(each["key"] for each in answer["offers"] if each["limit"]) == (
        scene.limits or ("exchange",) * (scene.cause == "snag")
    )


@pytest.mark.fact("S3-043", command="svc complaint advise")
@pytest.mark.parametrize(
    ("earlier", "allowed"),
    [
        ([], False),
        ([30], False),
        ([30, 20], True),
        ([364], False),
        ([365], False),
        ([366], True),
    ],
)
def test_the_last_rung_is_for_old_customers(
    earlier: list[int], allowed: bool, wang: str, svc: Call
) -> None:
    """A snag is refunded to an old customer only: two purchases before, or one over a year ago."""
    for days in earlier:
        bought(svc, wang, TODAY - timedelta(days=days))
    this = bought(svc, wang, TODAY - timedelta(days=2), "真丝衬衫")
    complaint = logged(svc, wang, "quality", "--cause", "勾丝", "--purchase", this)
    for key in ("mend", "exchange"):
        svc("complaint", "offer", complaint, key, "--declined")
    answer = advised(svc, complaint, lang="en")
    assert answer["last_rung"]["key"] == "refund"
    assert answer["last_rung"]["allowed"] is allowed
    assert ("does not count" in answer["last_rung"]["reason"]) is not allowed
    assert answer["last_rung"]["reason"] in answer["explanation"]
    following = answer["next_offer"]
    assert (following and following["key"]) == ("refund" if allowed else None)
    assert "offers.old_customer" in answer["policy"]


@pytest.mark.fact("S3-041", "X-03", "X-09", command="svc complaint advise")
def test_the_refund_past_the_table_needs_consent(wang: str, svc: Call) -> None:
    """A promotion pays no difference; the whole price as the last offer needs consent."""
    shirt = bought(svc, wang, TODAY - timedelta(days=1))
    complaint = logged(svc, wang, "price", "--cause", "promotion", "--purchase", shirt)
    *others, refund = advised(svc, complaint)["offers"]
    assert [each["authority"] for each in others] == [None, None]
    assert refund["amount"] == "199.00"
    assert refund["authority"] == {
        "verb": "consent_first", "handler": "shop_manager", "notify": "regional_manager",
    }  # fmt: skip
    assert all("同样的商品" in each["limit"] for each in others)


@pytest.mark.fact("S3-018", "S3-031", command="svc complaint advise")
@pytest.mark.parametrize(
    ("days", "unrepairable", "decision", "first", "reported"),
    [
        (15, False, "exchange_or_return", "exchange", None),
        (16, False, "repair", "repair", "company_service"),
        (16, True, "return_with_fee", "exchange", "company_service"),
    ],
)
def test_past_the_free_days_it_is_reported(
    days: int, unrepairable: bool, decision: str, first: str, reported: str | None,
    wang: str, svc: Call,
) -> None:  # fmt: skip
    """A fault goes free up to day 15; from day 16 an exchange is told to customer service."""
    shirt = bought(svc, wang, TODAY - timedelta(days=days))
    complaint = logged(svc, wang, "quality", "--cause", "quality", "--purchase", shirt)
    flags = ("--unrepairable",) if unrepairable else ()
    answer = advised(svc, complaint, *flags)
    assert answer["remedies"][0]["decision"] == decision
    assert answer["next_offer"]["key"] == first
    exchange = next(each for each in answer["offers"] if each["key"] == "exchange")
    assert (exchange["authority"] and exchange["authority"]["notify"]) == reported
    quote = svc(
        "refund", "quote", "--purchase", shirt, "--cause", "quality", *flags, "--json"
    ).json
    assert answer["remedies"][0]["refund"] == quote["refund"]
    assert set(quote["rules"]) <= set(answer["rules"])
    assert set(quote["policy"]) <= set(answer["policy"])


@pytest.mark.fact("S3-046", command="svc complaint advise")
def test_the_card_is_voided_on_the_day_of_sale_alone(wang: str, svc: Call) -> None:
    """Overcharged: void the card the same day; from the next day on the sum is paid back."""
    shirt = bought(svc, wang, TODAY)
    complaint = logged(svc, wang, "cashier", "--cause", "overcharge", "--purchase", shirt)
    assert advised(svc, complaint)["remedies"][0]["decision"] == "void_card"
    later = svc("--today", "2026-11-23", "complaint", "advise", complaint, "--json").json
    assert later["remedies"][0]["decision"] == "pay_back"
    assert later["next_offer"]["key"] == "pay_back"
    assert any("bank statement" in each for each in later["principles"])


@pytest.mark.fact("S3-039", command="svc complaint advise")
@pytest.mark.parametrize(
    ("days", "facts", "decision"),
    [
        (14, ("--worn",), "exchange"),
        (15, ("--worn",), "explain"),
        (15, (), "exchange"),
    ],
)
def test_a_worn_piece_past_two_weeks(
    days: int, facts: tuple[str, ...], decision: str, wang: str, svc: Call
) -> None:
    """Worn, it is exchanged up to day 14; from day 15 it is cleaned and ironed instead."""
    coat = bought(svc, wang, TODAY - timedelta(days=days), "大衣")
    complaint = logged(svc, wang, "size", "--purchase", coat)
    answer = advised(svc, complaint, *facts)
    assert answer["remedies"][0]["decision"] == decision
    assert (answer["next_offer"]["key"] == "clean") is (decision == "explain")


@pytest.mark.fact("S3-009", "S0-046", command="svc complaint advise")
@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_has_its_advice(category: str, wang: str, svc: Call) -> None:
    """Each of the nine is advised on without a cause; where one is needed, all are named."""
    answer = advised(svc, logged(svc, wang, category), lang="en")
    sure = category in ("size", "style", "stock", "attitude", "other")
    assert answer["assumed"] is not sure
    assert any("No cause is noted" in each for each in answer["warnings"]) is not sure
    assert answer["cause"] == answer["causes"][0]["cause"]
    for key in ("remedies", "route", "steps", "offers", "taboos", "rules", "policy", "mind"):
        assert answer[key], key
    assert answer["deadlines"].keys() == {"acknowledge", "plan", "resolve"}
    assert answer["script"].startswith("1 Sorry")
    assert len(answer["script"].splitlines()) == 6


@pytest.mark.fact("S3-009", command="svc complaint advise")
def test_a_cause_of_the_shops_own(shop: Path, wang: str, svc: Call) -> None:
    """A cause nobody knows goes by its category, with a warning; policy may teach it."""
    complaint = logged(svc, wang, "quality", "--cause", "缩水")
    answer = advised(svc, complaint, lang="en")
    assert (answer["cause"], answer["assumed"]) == ("quality", True)
    assert "缩水" in answer["warnings"][0]
    file = shop / "policy" / "advice.toml"
    row = '[[quality.values.value]]\ncause = "shrinking"\ncalled = ["缩水"]\nas = "quality"\n'
    text = file.read_text(encoding="utf-8")
    head, tail = text.split("\n[size]\n")
    file.write_text(f'{head}\n{row}en = "it shrinks"\nzh = "缩水"\n\n[size]\n{tail}', "utf-8")
    answer = advised(svc, complaint)
    assert (answer["cause"], answer["assumed"], answer["warnings"]) == ("shrinking", False, [])
    assert answer["remedies"][0]["decision"] == "exchange_or_return"
    assert answer["next_offer"]["key"] == "exchange"
    assert not [each for each in svc("policy", "check", "--json", code=None).json
                if each["rule"].startswith(("advice", "offers", "taboos"))]  # fmt: skip


@pytest.mark.fact("S2-071", "S3-037", command="svc complaint advise --batch --claim")
def test_who_is_told_at_once(wang: str, svc: Call) -> None:
    """Urgent ones go to the region, batches and claims to the company's customer service."""
    complaint = logged(svc, wang, "quality", "--cause", "quality", "--urgent")
    assert advised(svc, complaint)["urgent_to"] == ["regional_manager"]
    for flag in ("--batch", "--claim"):
        told = advised(svc, complaint, flag)["urgent_to"]
        assert told == ["regional_manager", "company_service"]


@pytest.mark.fact("S3-011", command="svc complaint advise")
def test_what_is_understood_is_not_asked_again(wang: str, svc: Call) -> None:
    """Once the step of asking is done, the advice says not to ask again; the next is named."""
    complaint = logged(svc, wang, "attitude")
    first = advised(svc, complaint, lang="en")
    assert [each["next"] for each in first["steps"]] == [True, *[False] * 5]
    for step in ("apology", "empathy", "understand"):
        svc("complaint", "step", complaint, step)
    answer = advised(svc, complaint, lang="en")
    assert any("S3-011" in each for each in answer["warnings"])
    assert [each["step"] for each in answer["steps"] if each["next"]] == ["principle"]
    assert [bool(each["done"]) for each in answer["steps"]] == [*[True] * 3, *[False] * 3]
    assert "always.ask_again" in {each["id"] for each in answer["taboos"]}


@pytest.mark.fact("S3-042", command="svc complaint advise")
def test_a_closed_case_gets_the_same_answer(shop: Path, wang: str, svc: Call) -> None:
    """Asked again a year later, with other figures in force, a settled case is advised as then."""
    shirt = bought(svc, wang, TODAY)
    complaint = logged(svc, wang, "cashier", "--cause", "overcharge", "--purchase", shirt)
    svc("complaint", "offer", complaint, "void_card", "--taken")
    svc("complaint", "resolve", complaint)
    then = svc("complaint", "advise", complaint, "--json").json
    file = shop / "policy" / "offers.toml"
    text = file.read_text(encoding="utf-8")
    head, tail = text.split("\n[staff_error]\n")
    new = '[[overcharge.values]]\nsince = 2027-01-01\nvalue = [{ key = "x", en = "x" }]\n'
    file.write_text(f"{head}\n{new}\n[staff_error]\n{tail}", encoding="utf-8")
    bought(svc, wang, date(2027, 3, 1))
    again = svc("--today", "2027-11-22", "complaint", "advise", complaint, "--json").json
    assert again == then
    assert then["next_offer"] is None
    assert then["offers"][0]["taken"]


def test_what_the_purchase_leaves_open_is_said(wang: str, svc: Call) -> None:
    """Several lines, or a missing lower price: advice by the table, and why."""
    several = svc(
        "purchase", "add", "--customer", wang, "--item", "sku=A,category=textile,price=100",
        "--item", "sku=B,category=leather,price=900",
    ).line  # fmt: skip
    complaint = logged(svc, wang, "quality", "--cause", "quality", "--purchase", several)
    answer = advised(svc, complaint, lang="en")
    assert answer["remedies"][0]["refund"] is None
    assert any("--item: A, B" in each for each in answer["warnings"])
    assert advised(svc, complaint, "--item", "b")["remedies"][0]["refund"] == "900.00"
    svc("complaint", "advise", complaint, "--item", "C", code=3)
    tags = logged(
        svc, wang, "price", "--cause", "two_tags", "--purchase", bought(svc, wang, TODAY)
    )
    answer = advised(svc, tags, lang="en")
    assert answer["remedies"][0]["decision"] == "pay_difference"
    assert any("--lower-price" in each for each in answer["warnings"])
    paid = advised(svc, tags, "--lower-price", "150")
    assert (paid["remedies"][0]["refund"], paid["offers"][0]["amount"]) == ("49.00", "49.00")
    svc("complaint", "advise", logged(svc, wang, "other"), "--item", "A", code=2)
    svc("complaint", "advise", "K-261122-ZZZZZZ", code=3)
    svc("complaint", "advise", tags, "--lower-price", "500", code=4)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_people_read(lang: str, wang: str, svc: Call) -> None:
    """First what to do, then who decides, the offers, the words, what to avoid, and why."""
    shirt = bought(svc, wang, TODAY - timedelta(days=6))
    complaint = logged(svc, wang, "quality", "--cause", "fading", "--purchase", shirt)
    svc("complaint", "offer", complaint, "exchange", "--declined")
    text = svc("--lang", lang, "complaint", "advise", complaint).out
    marks = {
        "zh": ["换货或退货", "199.00", "× “怎么可能呢。”", "S3-042"],
        "en": ["Exchange or return", "199.00", "× “That can't be.”", "S3-042"],
    }[lang]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "→ 2 other_style  " in text
    assert "S0-045" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_deadlines_and_taboos_line_by_line(lang: str, wang: str, svc: Call) -> None:
    """Deadlines with their hour and what is left; each thing never to do on a line of its own."""
    complaint = logged(svc, wang, "quality", "--cause", "fading")
    now = ("--today", "2026-11-23T10:00", "--lang", lang, "complaint")
    text = svc(*now, "advise", complaint).out
    shown = svc(*now, "show", complaint).out
    for moment in ("2026-11-23 18:00", "2026-11-25 18:00"):
        (told,) = [line for line in text.splitlines() if moment in line]
        (same,) = [line for line in shown.splitlines() if moment in line]
        assert told.split() == same.split()
        assert "7.00" in told or "23.00" in told
    taboos = advised(svc, complaint, lang=lang)["taboos"]
    assert text.count("\n  × ") == len(taboos) == 16


def test_a_ladder_without_rungs_left_says_so(wang: str, svc: Call) -> None:
    """Declined all: pass it up. Taken one: nothing more to offer."""
    complaint = logged(svc, wang, "attitude")
    for key in ("apology", "ask_wish"):
        svc("complaint", "offer", complaint, key, "--declined")
    assert "pass it up" in svc("complaint", "advise", complaint).out
    other = logged(svc, wang, "attitude")
    svc("complaint", "offer", other, "apology", "--taken")
    assert "She took an offer." in svc("complaint", "advise", other).out
    assert advised(svc, other)["next_offer"] is None


def test_the_shops_own_words(shop: Path, wang: str, svc: Call) -> None:
    """A script of the shop's own is said in place of the shipped one."""
    complaint = logged(svc, wang, "attitude")
    (shop / "templates" / "script").mkdir(parents=True, exist_ok=True)
    own = shop / "templates" / "script" / "attitude.zh.txt"
    own.write_text("{{ customer.call }}，我们的不是。", encoding="utf-8")
    assert advised(svc, complaint)["script"] == "王芳女士，我们的不是。"


LOOK = """
import sys
from svc.cli import run
code = run(sys.argv[1:])
print(code, *sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def test_it_loads_no_library_it_does_not_need(wang: str, svc: Call) -> None:
    """A script with plain blanks is filled in without Jinja."""
    shirt = bought(svc, wang, TODAY)
    complaint = logged(svc, wang, "quality", "--cause", "fading", "--purchase", shirt)
    done = subprocess.run(
        [sys.executable, "-c", LOOK, "complaint", "advise", complaint, "--json"],
        capture_output=True, text=True, check=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout)["cause"] == "fading"
    assert done.stderr.startswith("0 ")
    assert {"jinja2", "rich", "openpyxl"} & set(done.stderr.split()) == set()


def test_every_cause_has_its_ladder_and_its_words(wang: str, svc: Call) -> None:
    """No cause of the shipped policy is left without offers or a script of its kind."""
    topic = Policy().topic("advice")
    for category in CATEGORIES:
        for row in topic[category].values[0].value:
            complaint = logged(svc, wang, category, "--cause", row["cause"])
            answer = advised(svc, complaint)
            assert (answer["cause"], answer["assumed"]) == (row["cause"], False)
            assert answer["offers"]
            assert "\n6 商量  您看这样行吗？" in answer["script"]
