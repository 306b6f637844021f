"""`svc event`: add, invite, attend, cancel, wish, wishes, list, show; what `svc check` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]


@pytest.fixture
def walk(wang: str, svc: Call) -> str:
    """The id of a walk planned for 2 December."""
    assert wang
    return svc("event", "add", "--title", "秋日登山", "--theme", "hiking", "--on", "2026-12-02",
               "--time", "9点30-16:00", "--place", "西山").line  # fmt: skip


@pytest.fixture
def li(wang: str, svc: Call) -> str:
    """The id of a second customer, who wants no advertising."""
    assert wang
    found = svc("customer", "add", "--name", "李梅", "--phone", "13800138001",
                "--consent", "marketing").line  # fmt: skip
    svc("customer", "consent", found, "--withdraw", "marketing")
    return found


def warnings(svc: Call, rule: str, day: str = "2026-11-22") -> list[str]:
    """What `svc check` says by a rule on a day."""
    found = svc("--today", day, "check", "--json", code=None).json
    return [p["message"] for p in found if p["rule"] == rule]


@pytest.mark.fact("S2-056", command="svc event add")
def test_add(walk: str, svc: Call) -> None:
    """A gathering is planned with its theme, day, time and place; the theme knows about sales."""
    shown = svc("event", "show", walk[-6:], "--json").json
    assert shown == {
        "id": walk, "theme": "hiking", "title": "秋日登山", "on": "2026-12-02",
        "time": "09:30-16:00", "place": "西山", "text": None, "sales": False, "staff": None,
        "state": "planned", "invited": [], "history": [{"at": "2026-11-22", "state": "planned"}],
        "places": None, "theme_name": "Close to nature: a walk in the hills", "asked": 0,
        "accepted": 0, "came": 0,
    }  # fmt: skip
    made = svc("event", "add", "--title", "新品", "--theme", "新品推荐", "--on", "+3d", "--json")
    assert made.json["sales"] is True
    assert made.json["theme"] == "product_recommendation"
    apart = svc("event", "add", "--title", "新品", "--theme", "新品推荐", "--on", "+3d",
                "--no-sales", "--json")  # fmt: skip
    assert apart.json["sales"] is False


@pytest.mark.fact("S2-020", "S2-025", command="svc event add")
def test_customers_speak_and_get_together(wang: str, svc: Call) -> None:
    """Customers asked to speak at the shop's meeting, and a plain get-together, are gatherings."""
    for theme in ("customer_voice", "联谊会"):
        made = svc("event", "add", "--title", "x", "--theme", theme, "--on", "+3d").line
        svc("event", "invite", made, "--customer", wang, "--by", "visit", "--answer", "yes")
        assert svc("event", "show", made, "--json").json["accepted"] == 1


@pytest.mark.fact("S2-058", command="svc event add")
def test_a_festival_is_a_theme(shop: Path, svc: Call) -> None:
    """A festival kept with customers, with a small thing for each, is a gathering, too."""
    assert shop
    made = svc("event", "add", "--title", "母亲节", "--theme", "festival", "--on", "2027-05-09",
               "--text", "每位送一枝康乃馨")  # fmt: skip
    assert "康乃馨" in svc("event", "show", made.line).out


def test_a_theme_of_ones_own(shop: Path, svc: Call) -> None:
    """It is kept, with a warning that names the known ones."""
    assert shop
    made = svc("event", "add", "--title", "瑜伽课", "--theme", "瑜伽", "--on", "+1d")
    assert "warning: 瑜伽 is not among the themes" in made.err
    assert svc("event", "show", made.line, "--json").json["theme_name"] == "瑜伽"


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--on", "2026-02-30", 4), ("--time", "25:00", 4), ("--title", " ", 4),
        ("--theme", " ", 4), ("--places", "0", 2), ("--text", "a\x07b", 4),
    ],
)  # fmt: skip
def test_bad_input_changes_nothing(
    option: str, value: str, code: int, shop: Path, svc: Call
) -> None:
    """One sentence, and no gathering."""
    assert shop
    good = {"--title": "x", "--theme": "hiking", "--on": "+1d"} | {option: value}
    words = [word for pair in good.items() for word in pair]
    assert svc("event", "add", *words, code=code).err
    assert svc("event", "list", "--json").json == []


def test_dry_run(wang: str, walk: str, svc: Call) -> None:
    """It is shown what would be on file; nothing is."""
    svc("event", "add", "--title", "x", "--theme", "hiking", "--on", "+1d", "--dry-run")
    svc("event", "invite", walk, "--customer", wang, "--dry-run")
    svc("event", "cancel", walk, "--dry-run")
    svc("event", "wish", "--customer", wang, "--theme", "hiking", "--dry-run")
    (row,) = svc("event", "list", "--json").json
    assert (row["id"], row["state"], row["asked"]) == (walk, "planned", 0)
    assert svc("event", "wishes", "--json").json == []


@pytest.mark.fact("S2-055", command="svc event attend")
def test_from_invitation_to_attendance(wang: str, walk: str, svc: Call) -> None:
    """Whom we ask, what they answer and who came is on file; the day before, nobody came yet."""
    other = svc("customer", "add", "--name", "张敏", "--phone", "13800138002").line
    assert svc("event", "invite", walk, "--customer", "王芳", "--by", "phone").line == walk
    svc("event", "invite", walk, "--customer", wang, "--answer", "maybe", "--text", "看天气")
    (row,) = svc("event", "show", walk, "--json").json["invited"]
    assert row == {
        "customer": wang, "at": "2026-11-22", "by": "phone", "answer": "maybe", "came": False,
        "staff": None, "text": "看天气", "name": "王芳",
    }  # fmt: skip
    early = svc("--today", "2026-12-01", "event", "attend", walk, "--customer", wang, code=5)
    assert "nobody came yet" in early.err
    svc("--today", "2026-12-02", "event", "attend", walk, "--customer", wang, "--customer", other)
    shown = svc("event", "show", walk, "--json").json
    assert (shown["state"], shown["asked"], shown["came"]) == ("held", 1, 2)
    svc("--today", "2026-12-05", "event", "attend", walk, "--customer", other)
    assert svc("event", "show", walk, "--json").json["came"] == 2
    assert "unasked" in svc("event", "show", walk).out
    assert svc("event", "invite", walk, "--customer", wang, code=5).err
    assert svc("event", "cancel", walk, code=5).err


def test_who_wants_no_advertising_is_not_asked(wang: str, li: str, walk: str, svc: Call) -> None:
    """Named, she is a refusal and nobody is invited; asking to come herself she is welcome."""
    refused = svc("event", "invite", walk, "--customer", wang, "--customer", li, code=5)
    assert "李梅" in refused.err
    assert svc("event", "show", walk, "--json").json["asked"] == 0
    svc("event", "invite", walk, "--customer", li, "--answer", "yes")
    svc("event", "invite", walk, "--customer", li, "--by", "phone")  # she is on the list already
    assert svc("event", "show", walk, "--json").json["accepted"] == 1
    message = svc("event", "invite", walk, "--customer", wang, "--by", "message", code=5)
    assert "has not agreed" in message.err


def test_a_tier_is_invited(wang: str, li: str, walk: str, svc: Call) -> None:
    """Everyone of the tier who may be asked; who is left out is named; others are not touched."""
    svc("customer", "add", "--name", "张敏", "--phone", "13800138002")
    for who in (wang, li):
        svc("purchase", "add", "--customer", who, "--item", "price=900.00")
    told = svc("event", "invite", walk, "--tier", "vip", "--by", "phone")
    assert "李梅" in told.err
    assert "Newly asked: 1. 0 may be written to, 1 only phoned" in told.err
    assert "Newly asked" not in svc("event", "invite", walk, "--tier", "vip").err
    (row,) = svc("event", "show", walk, "--json").json["invited"]
    assert row["customer"] == wang
    svc("event", "invite", walk, "--tier", "silver", "--tier", "金卡", "--by", "visit")
    assert [r["by"] for r in svc("event", "show", walk, "--json").json["invited"]] == ["phone"]
    assert "no tier" in svc("event", "invite", walk, "--tier", "platinum", code=2).err
    assert "Nobody" in svc("event", "invite", walk, code=2).err


def test_of_a_tier_it_is_told_who_may_be_written_to(wang: str, walk: str, svc: Call) -> None:
    """An invitation by message needs her consent to messages and to advertising."""
    both = svc("customer", "add", "--name", "周兰", "--phone", "13800138003",
               "--consent", "sms,marketing").line  # fmt: skip
    for who in (wang, both):
        svc("purchase", "add", "--customer", who, "--item", "price=900.00")
    told = svc("event", "invite", walk, "--tier", "vip")
    assert "Newly asked: 2. 1 may be written to, 1 only phoned" in told.err


def test_more_than_there_are_places(wang: str, svc: Call) -> None:
    """The last seat taken is fine; one more is a warning."""
    made = svc("event", "add", "--title", "x", "--theme", "hiking", "--on", "+1d",
               "--places", "1").line  # fmt: skip
    assert svc("event", "invite", made, "--customer", wang, "--answer", "yes").err == ""
    other = svc("customer", "add", "--name", "张敏", "--phone", "13800138002").line
    told = svc("event", "invite", made, "--customer", other, "--answer", "yes")
    assert "there are 1 places" in told.err


def test_called_off(wang: str, walk: str, svc: Call) -> None:
    """Whoever may be coming must be told; it cannot be held any more."""
    svc("event", "invite", walk, "--customer", wang, "--answer", "yes")
    assert "tell them" in svc("event", "cancel", walk, "--text", "下雨").err
    shown = svc("event", "show", walk, "--json").json
    assert shown["state"] == "cancelled"
    assert shown["history"][-1] == {"at": "2026-11-22", "state": "cancelled", "text": "下雨"}
    svc("--today", "2026-12-02", "event", "attend", walk, code=5)
    svc("event", "cancel", walk, code=5)


def test_list(walk: str, svc: Call) -> None:
    """By day; --from and --to hold both ends; a state narrows."""
    later = svc("event", "add", "--title", "x", "--theme", "parenting", "--on", "2026-12-24").line
    svc("event", "cancel", later)

    def ids(*options: str) -> list[str]:
        return [row["id"] for row in svc("event", "list", *options, "--json").json]

    assert ids() == [walk, later]
    assert ids("--from", "2026-12-02", "--to", "2026-12-23") == [walk]
    assert ids("--from", "2026-12-03", "--to", "2026-12-24") == [later]
    assert ids("--state", "planned") == [walk]
    assert "秋日登山" in svc("event", "list").out
    assert svc("event", "list", "--from", "2027-01-01").out == ""


@pytest.mark.fact("S2-060", command="svc event wish")
def test_wishes(wang: str, li: str, shop: Path, svc: Call) -> None:
    """What customers wish for is collected in their files; the shop's judgement stands beside."""
    assert (
        svc("event", "wish", "--customer", wang, "--theme", "登山", "--text", "黄山").line == wang
    )
    for who in (wang, li, li):
        svc("event", "wish", "--customer", who, "--theme", "服饰沙龙")
    rows = svc("event", "wishes", "--json").json
    assert [(row["theme"], row["wishes"], row["fits"]) for row in rows] == [
        ("dress_salon", 2, None), ("登山", 1, None),
    ]  # fmt: skip
    asked = svc("event", "wishes")
    assert "feasible?" in asked.out
    assert "policy/event.toml" in asked.err
    (shop / "policy" / "event.toml").write_text(JUDGED, encoding="utf-8")
    shown = svc("event", "wishes", "--json").json
    assert [row["fits"] for row in shown] == [True, False]
    assert shown[1]["theme"] == "climb"
    assert shown[1]["failing"] == ["feasible"]
    assert "no: not feasible" in svc("event", "wishes").out


JUDGED = """
[themes]
title_en = "Themes"
title_zh = "主题"
unit = "themes"
sources = ["S2-060"]
changed_by = "shop_manager"
[[themes.values]]
value = [
  { key = "dress_salon", en = "d", zh = "服饰沙龙", feasible = true, JUDGED },
  { key = "climb", en = "h", zh = "登山", feasible = false, JUDGED },
]
""".replace("JUDGED", "brand = true, no_conflict = true")


@pytest.mark.fact("S2-055", command="svc check")
def test_check_counts_the_year(shop: Path, svc: Call) -> None:
    """A year that falls short of four gatherings is a warning, from the end of a quarter on."""
    assert shop
    svc("--today", "2026-01-01", "customer", "add", "--name", "王芳", "--phone", "13800138000")
    few, late = "too-few-gatherings", "event-not-settled"
    assert warnings(svc, few, "2026-01-01") == warnings(svc, few, "2026-03-31") == []
    (told,) = warnings(svc, few, "2026-04-01")
    assert told == (
        "In 2026 0 gatherings were held and 0 are planned; by 2026-04-01 it should be 1: 4 a year."
    )
    assert svc("check").code == 0
    assert svc("check", "--strict", code=1)
    made = svc("event", "add", "--title", "x", "--theme", "hiking", "--on", "2026-04-20").line
    assert warnings(svc, few, "2026-04-01") == []
    assert warnings(svc, late, "2026-04-20") == []
    assert "was it held?" in warnings(svc, late, "2026-04-21")[0]
    assert len(warnings(svc, few, "2026-04-21")) == 1
    svc("event", "attend", made, "--customer", "13800138000")
    assert warnings(svc, few, "2026-04-21") == warnings(svc, late, "2026-04-21") == []


def test_check_goes_by_today(shop: Path, svc: Call) -> None:
    """Not by the newest record; the last year is told of until the end of March, by itself."""
    assert shop
    svc("--today", "2025-01-01", "customer", "add", "--name", "王芳", "--phone", "13800138000")
    (last,) = warnings(svc, "too-few-gatherings", "2027-03-31")
    assert "In 2026" in last
    assert "by 2026-12-31 it should be 4" in last
    (this,) = warnings(svc, "too-few-gatherings", "2027-04-01")
    assert "In 2027" in this
    assert "by 2027-04-01 it should be 1" in this
    (only,) = warnings(svc, "too-few-gatherings", "2025-04-01")
    assert "In 2025" in only


@pytest.mark.fact("S2-055", command="svc check")
def test_the_fourth_can_still_be_planned(shop: Path, svc: Call) -> None:
    """With three of four, the last quarter's first day warns; planning the fourth is enough."""
    assert shop
    few = "too-few-gatherings"
    svc("customer", "add", "--name", "王芳", "--phone", "13800138000")
    assert warnings(svc, few) == warnings(svc, few, "2026-12-31") == []
    for day in ("2026-02-14", "2026-05-10", "2026-09-01"):
        made = svc("event", "add", "--title", "x", "--theme", "hiking", "--on", day).line
        svc("event", "attend", made)
    assert warnings(svc, few, "2026-09-30") == []
    assert "3 gatherings were held and 0 are planned" in warnings(svc, few, "2026-10-01")[0]
    late = svc("event", "add", "--title", "x", "--theme", "hiking", "--on", "2026-12-31").line
    assert warnings(svc, few, "2026-12-31") == []
    assert "3 gatherings were held" in warnings(svc, few, "2027-01-01")[0]
    svc("event", "edit", late, "--on", "2027-01-02")
    assert "0 are planned" in warnings(svc, few, "2026-12-31")[0]


def test_check_lets_a_shop_be(shop: Path, svc: Call) -> None:
    """A shop that holds none says so in policy, once."""
    svc("--today", "2025-01-01", "customer", "add", "--name", "王芳", "--phone", "13800138000")
    svc("purchase", "add", "--customer", "13800138000", "--item", "price=1")
    assert len(warnings(svc, "too-few-gatherings")) == 1
    (shop / "policy" / "event.toml").write_text(
        '[a_year]\ntitle_en = "t"\ntitle_zh = "t"\nunit = "gatherings a year"\nsources = []\n'
        'changed_by = "shop_manager"\n[[a_year.values]]\nvalue = 0\n',
        encoding="utf-8",
    )
    assert warnings(svc, "too-few-gatherings") == []


def test_check_finds_who_is_not_on_file(wang: str, walk: str, shop: Path, svc: Call) -> None:
    """Invited customers and the staff who plan are on file."""
    svc("event", "invite", walk, "--customer", wang)
    (file,) = (shop / "data" / "events").iterdir()
    text = file.read_text(encoding="utf-8").replace(wang, "C-261122-ZZZZZZ")
    file.write_text(text, encoding="utf-8")
    svc("check", code=1)
    assert len(warnings(svc, "unknown-customer")) == 1


def test_chinese(wang: str, walk: str, svc: Call) -> None:
    """A Chinese shop reads Chinese throughout."""
    svc("event", "invite", walk, "--customer", wang, "--by", "phone", "--answer", "yes")
    shown = svc("--lang", "zh", "event", "show", walk).out
    assert "亲近自然登山" in shown
    assert "planned" not in shown


def test_a_gathering_of_the_past_is_pointed_out(shop: Path, svc: Call) -> None:
    """One may be noted afterwards; whoever mistook the year is told."""
    assert shop
    args = ("event", "add", "--title", "x", "--theme", "hiking", "--on")
    assert "2026-11-21 is over already" in svc(*args, "2026-11-21").err
    assert svc(*args, "2026-11-22").err == ""


def test_how_to_write_to_them(wang: str, walk: str, svc: Call) -> None:
    """Inviting only notes it; the hint names a template that renders and says how to refuse."""
    svc("customer", "consent", wang, "--give", "短信,广告")
    told = svc("event", "invite", walk, "--customer", wang, "--by", "sms").err
    words = "--var event='秋日登山' --var time='2 December 09:30-16:00' --var place='西山'"
    assert f"svc sms render invitation --customer REF {words}" in told
    shown = svc("event", "show", walk, "--json").json
    assert shown["invited"][0]["by"] == "message"
    text = svc("--lang", "zh", "sms", "render", "invitation", "--customer", wang,
               "--var", "event=秋日登山", "--var", "time=12月2日").out  # fmt: skip
    assert "12月2日" in text
    assert "秋日登山" in text
    assert "拒收请回复R" in text
    assert svc("event", "invite", walk, "--customer", wang, "--by", "visit").err == ""
