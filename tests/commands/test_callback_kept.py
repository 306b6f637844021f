"""Contacts that keep old customers in touch, as `svc callback` shows and notes them."""

from __future__ import annotations

import subprocess
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

fact = pytest.mark.fact


def sell(svc: Call, customer: str, day: str, price: str = "399", *more: str) -> str:
    """A purchase of a customer on a day."""
    item = f"name=大衣,price={price}"
    return svc("purchase", "add", "--customer", customer, "--item", item, "--on", day, *more).line


def keys(svc: Call, on: str, *kinds: str) -> list[str]:
    """The keys of what is due on a day, of some kinds."""
    chosen = [word for kind in kinds for word in ("--kind", kind)]
    return [row["key"] for row in svc("callback", "due", "--on", on, *chosen, "--json").json]


def shifted(day: str, days: int) -> str:
    """So many days after a day."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def opened(svc: Call, day: str, name: str, phone: str, *more: str) -> str:
    """A customer whose file is opened on a day."""
    args = ("customer", "add", "--name", name, "--phone", phone, *more)
    return svc("--today", day, *args).line


def write(shop: Path, entry: str, value: str, more: str = "") -> None:
    """The shop's own value of an entry of callback.toml, over what is shipped."""
    (shop / "policy" / "callback.toml").write_text(
        f"[[{entry}.values]]\nvalue = {value}\n{more}", "utf-8"
    )


@fact("S2-025", "S2-082", "S2-005", command="svc callback due --kind regular")
@pytest.mark.parametrize(
    ("days", "due"), [(89, False), (90, True), (91, True), (104, True), (105, False)]
)
def test_a_regular_greeting(wang: str, svc: Call, days: int, due: bool) -> None:
    """An old customer is greeted ninety days after her latest purchase, if there is none since."""
    first = sell(svc, wang, "2026-05-01")
    last = sell(svc, wang, "2026-06-01")
    found = keys(svc, shifted("2026-06-01", days), "regular")
    assert found == ([f"regular.{last}"] if due else [])
    assert f"regular.{first}" not in keys(svc, shifted("2026-05-01", 90), "regular")


def test_furniture_is_bought_more_seldom(furniture_shop: Path, svc: Call) -> None:
    """A furniture shop greets after half a year, and misses nobody before a year."""
    assert furniture_shop
    her = opened(svc, "2025-11-01", "李雷", "13800138000")
    bed = sell(svc, her, "2025-11-01")
    assert keys(svc, "2026-01-30", "regular") == []
    assert keys(svc, "2026-04-30", "regular", "fading") == [f"regular.{bed}"]
    assert keys(svc, "2026-11-01", "regular", "fading") == [f"fading.{her}.251101"]


@fact("S2-033", "S2-034", "S2-036", command="svc callback due --kind fading")
@pytest.mark.parametrize(
    ("days", "due"), [(179, False), (180, True), (181, True), (194, True), (195, False)]
)
def test_not_seen_for_long(wang: str, svc: Call, days: int, due: bool) -> None:
    """180 days without a purchase: a message falls due for the assistant closest to her."""
    li = svc("staff", "add", "--name", "李娜", "--code", "li").line
    svc("customer", "edit", wang, "--owner", "li")
    sell(svc, wang, "2026-05-01")
    sell(svc, wang, "2026-06-01")
    args = ("callback", "due", "--kind", "fading", "--json")
    rows = svc(*args, "--on", shifted("2026-06-01", days)).json
    told = [(row["key"], row["channel"], row["assignee"]) for row in rows]
    assert told == [(f"fading.{wang}.260601", "message", li)] * due


@fact("S2-036", command="svc callback due --kind fading")
@pytest.mark.parametrize(("on", "due"), [("2026-06-29", 0), ("2026-06-30", 1), ("2026-07-15", 0)])
def test_who_never_bought_counts_from_her_file(shop: Path, svc: Call, on: str, due: int) -> None:
    """Who never bought is missed from the day her file was opened; who did buy is not."""
    assert shop
    her = opened(svc, "2026-01-01", "陈丽", "13800138001")
    other = opened(svc, "2026-01-01", "李雷", "13800138002")
    sell(svc, other, "2026-03-01")
    assert keys(svc, on, "fading") == [f"fading.{her}.260101"] * due


@fact("S2-040", command="svc callback due --kind referral-old --kind referral-new")
@pytest.mark.parametrize(("days", "due"), [(-1, False), (0, True), (14, True), (15, False)])
def test_a_referral_is_thanked_the_same_day(wang: str, svc: Call, days: int, due: bool) -> None:
    """Both she who brought a new customer and the new one are thanked that day, without a sale."""
    new = opened(svc, "2026-11-22", "陈丽", "13800138001", "--referred-by", wang)
    args = ("callback", "due", "--on", shifted("2026-11-22", days), "--json")
    rows = [row for row in svc(*args).json if row["kind"].startswith("referral")]
    told = {row["key"]: (row["customer"], row["about"], row["why"]) for row in rows}
    assert told == ({
        f"referral-new.{new}": (new, new, "was brought by 王芳 on 2026-11-22"),
        f"referral-old.{new}": (wang, new, "brought 陈丽 on 2026-11-22"),
    } if due else {})  # fmt: skip
    if due:
        svc("callback", "done", f"referral-old.{new}", "--result", "reached")
        assert svc("check").code == 0
        left = keys(svc, args[3], "referral-old", "referral-new")
        assert left == [f"referral-new.{new}"]


@fact("S2-041", "S2-042", command="svc callback due --kind threshold")
def test_thanks_when_spending_reaches_a_mark(wang: str, svc: Call) -> None:
    """The purchase by which all her spending reaches a mark is thanked for on its day, once."""
    sell(svc, wang, "2026-11-01", "3000")
    assert keys(svc, "2026-11-01", "threshold") == []
    past = sell(svc, wang, "2026-11-10", "2000")
    sell(svc, wang, "2026-11-12", "100")
    for day, due in (("2026-11-09", 0), ("2026-11-10", 1), ("2026-11-24", 1), ("2026-11-25", 0)):
        assert keys(svc, day, "threshold") == [f"threshold-5000.{past}"] * due
    svc("callback", "done", f"threshold-5000.{past}", "--result", "reached")
    assert keys(svc, "2026-11-22", "threshold") == []


def test_one_purchase_alone_adds_up_to_nothing(wang: str, svc: Call) -> None:
    """A first purchase past a mark has its own thanks; of two marks passed the higher counts."""
    sell(svc, wang, "2026-11-20", "6000")
    assert keys(svc, "2026-11-22", "threshold") == []
    second = sell(svc, wang, "2026-11-21", "15000")
    assert keys(svc, "2026-11-22", "threshold") == [f"threshold-20000.{second}"]


@fact("S2-043", command="svc callback due --kind top")
def test_the_highest_spender_of_the_year(shop: Path, svc: Call) -> None:
    """She who spent most in the year is visited with flowers, by who looks after the region."""
    assert shop
    region = svc("staff", "add", "--name", "周敏", "--code", "zhou", "--post",
                 "regional_manager").line  # fmt: skip
    people = [opened(svc, "2026-01-02", f"顾客{n}", f"1380013800{n}") for n in range(10)]
    for n, her in enumerate(people[:9]):
        sell(svc, her, "2026-03-01", str(100 + n))
    assert keys(svc, "2026-12-20", "top") == []
    sell(svc, people[9], "2025-12-31", "9000")
    sell(svc, people[9], "2026-12-20", "50")
    key = f"top.{people[8]}.261220"
    for day, due in (("2026-12-19", 0), ("2026-12-20", 1), ("2027-01-03", 1), ("2027-01-04", 0)):
        assert keys(svc, day, "top") == [key] * due
    (row,) = svc("callback", "due", "--on", "2026-12-20", "--kind", "top", "--json").json
    assert (row["channel"], row["assignee"], row["customer"]) == ("visit", region, people[8])
    assert svc("callback", "due", "--on", "2026-12-19", "--within", "9", "--kind", "top").out == ""
    svc("--today", "2026-12-21", "callback", "done", key, "--result", "reached")
    assert keys(svc, "2026-12-22", "top") == []


@fact("S2-026", command="svc callback due --kind care-new --kind care-old")
def test_care_months(shop: Path, svc: Call) -> None:
    """In its month each new, each old customer is called once, the calls spread over the days."""
    assert shop
    new = {opened(svc, "2026-02-01", f"新{n}", f"1380013801{n}") for n in range(8)}
    for her in new:
        sell(svc, her, "2026-02-01")
    old = opened(svc, "2025-01-01", "老顾客", "13800138020")
    for day in ("2025-01-01", "2025-10-01", "2025-12-01", "2026-02-02"):
        sell(svc, old, day)
    found: dict[str, list[str]] = {}
    for n in range(-3, 30 + 17):
        for key in keys(svc, shifted("2026-04-01", n), "care-new"):
            found.setdefault(key, []).append(shifted("2026-04-01", n))
    assert set(found) == {f"care-new.{her}.260401" for her in new}
    starts = {days[0] for days in found.values()}
    assert len(starts) > 3
    assert min(starts) >= "2026-04-01"
    assert max(starts) <= "2026-04-30"
    assert all(len(days) == 15 for days in found.values())
    rows = svc("callback", "due", "--on", "2026-09-30", "--within", "0", "--kind", "care-old",
               "--json").json  # fmt: skip
    late = svc("callback", "due", "--on", "2026-09-15", "--kind", "care-old", "--json").json
    assert {row["key"] for row in rows + late} == {f"care-old.{old}.260901"}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("regular", '{ on = false, channel = "phone", after = 90 }'),
        ("regular", "{ on = false }"),
        ("fading", '{ on = false, channel = "message", after = 180 }'),
        ("schedule", (
            '[{ key = "purchase", kind = "purchase", after = 7, channel = "phone", on = false }]'
        )),
    ],
)  # fmt: skip
def test_a_shop_switches_a_contact_off(
    shop: Path, wang: str, svc: Call, kind: str, value: str
) -> None:
    """What is off falls due no more, and its keys name nothing."""
    last = sell(svc, wang, "2026-05-01")
    day = {"regular": "2026-07-30", "fading": "2026-10-28", "schedule": "2026-05-08"}[kind]
    (key,) = keys(svc, day)
    write(shop, kind, value)
    assert last or key
    assert keys(svc, day) == []
    svc("callback", "done", key, "--result", "reached", code=3)
    assert svc("policy", "check").code == 0


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("regular", '{ on = true, channel = "phone" }'),
        ("regular", '{ on = true, channel = "pigeon", after = 90 }'),
        ("fading", '{ on = 1, channel = "message", after = 180 }'),
        ("fading", "{ on = false }"),
        ("regular", "{ on = true }"),
        ("regular", "{}"),
        ("fading", '{ on = true, channel = "message", after = 0 }'),
        ("top", '{ on = true, channel = "visit", day = "02-29", post = "clerk", among = 3 }'),
        ("top", '{ on = true, channel = "visit", day = "12-20", post = "king", among = 3 }'),
        ("care_new", '{ on = true, channel = "phone", month = 13, within = 90 }'),
        ("scripts", '[{ kind = "whim", en = "x", zh = "x", source = "x" }]'),
        ("forward", '{ region = "regional_manager" }'),
        ("schedule", '[{ key = "top", kind = "purchase", after = 7, channel = "phone" }]'),
        ("day30", '"28"'),
    ],
)
def test_a_slip_in_the_policy_is_named(shop: Path, svc: Call, entry: str, value: str) -> None:
    """`policy check` finds it before anybody is not called."""
    write(shop, entry, value)
    told = svc("policy", "check", "--json", code=1).json
    assert {row["rule"] for row in told} == {f"callback.{entry}"}
    if entry in {"regular", "fading", "schedule"}:
        assert f"callback.{entry}" in svc("callback", "due", "--on", "2026-12-20", code=4).err


@fact("S2-025", command="svc callback due")
@pytest.mark.parametrize(
    ("channel", "left"),
    [("phone", {"fading"}), ("sms", {"regular", "purchase"}),
     ("marketing", {"regular", "purchase", "fading"})],
)  # fmt: skip
def test_opt_outs_are_obeyed(wang: str, svc: Call, channel: str, left: set[str]) -> None:
    """Who wants no calls is not called or visited, who wants no messages has none."""
    sell(svc, wang, "2026-11-15", "399", "--installed-on", "2026-11-21")
    other = opened(svc, "2026-05-26", "陈丽", "13800138001")
    sell(svc, other, "2026-05-26")
    third = opened(svc, "2026-08-24", "李雷", "13800138002")
    sell(svc, third, "2026-08-24")
    for her in (wang, other, third):
        svc("customer", "consent", her, "--withdraw", channel)
    found = {row["kind"] for row in svc("callback", "due", "--json").json}
    assert found - {"installation"} == left
    assert ("installation" in found) is (channel != "phone")


def test_an_appointment_she_asked_for_is_kept(wang: str, svc: Call) -> None:
    """Though she wants no calls, the answer promised to her is given."""
    coat = sell(svc, wang, "2026-11-15")
    svc("callback", "done", coat, "--result", "reached", "--question", "怎么洗？",
        "--settle-on", "2026-11-22")  # fmt: skip
    svc("customer", "consent", wang, "--withdraw", "phone")
    assert keys(svc, "2026-11-22") == [f"appointment.{coat}.261122"]


@pytest.mark.parametrize(("state", "due"), [("queued", 1), ("unknown", 1), ("sent", 0)])
def test_a_message_that_was_sent_makes_the_contact(
    shop: Path, wang: str, svc: Call, state: str, due: int
) -> None:
    """Sent from the outbox, nobody need call; one whose fate is unknown still counts as due."""
    svc("customer", "edit", wang, "--set", "birthday=11-22")
    folder = shop / "data" / "messages"
    folder.mkdir()
    (folder / "2026-11.jsonl").write_text(
        f'{{"id":"sms-birthday.{wang}.261122","customer":"{wang}","due":"2026-11-22",'
        f'"history":[{{"at":"2026-11-22","state":"{state}","staff":"T-260101-7KQ3MX"}}],'
        f'"kind":"birthday","state":"{state}","template":"birthday","text":"生日快乐"}}\n',
        "utf-8",
    )
    assert keys(svc, "2026-11-22") == [f"birthday.{wang}.261122"] * due
    (row,) = svc("callback", "tally", "--json").json or [{"messages": 0, "kinds": {}}]
    assert (row["messages"], row["kinds"]) == ((1, {"birthday": 1}) if not due else (0, {}))


@fact("S2-005", command="svc callback lapsed")
@pytest.mark.parametrize(
    ("on", "args", "found"),
    [
        ("2026-12-06", (), 0), ("2026-12-07", (), 1), ("2027-01-05", (), 1), ("2027-01-06", (), 0),
        ("2027-01-06", ("--from", "2026-11-22"), 1),
        ("2026-12-07", ("--to", "2026-11-21"), 0),
        ("2026-12-07", ("--kind", "installation"), 0),
    ],
)  # fmt: skip
def test_what_has_lapsed(wang: str, svc: Call, on: str, args: tuple[str, ...], found: int) -> None:
    """What fell due, was not made and is shown no more is listed, so that nobody is forgotten."""
    coat = sell(svc, wang, "2026-11-15")
    rows = svc("--today", on, "callback", "lapsed", *args, "--json").json
    assert [row["key"] for row in rows if row["kind"] != "fading"] == [f"purchase.{coat}"] * found
    svc("callback", "done", coat, "--result", "reached")
    assert svc("--today", on, "callback", "lapsed", *args, "--kind", "purchase").out == ""


def test_a_birthday_lapses_too(wang: str, svc: Call) -> None:
    """The board has the birthdays of the day, the list those missed, then they have lapsed."""
    svc("customer", "edit", wang, "--set", "birthday=11-22")
    key = f"birthday.{wang}.261122"
    for on, board, due, lapsed in (
        ("2026-11-21", 0, 0, 0), ("2026-11-22", 1, 1, 0), ("2026-11-23", 0, 1, 0),
        ("2026-12-06", 0, 1, 0), ("2026-12-07", 0, 0, 1),
    ):  # fmt: skip
        assert [row["key"] for row in svc("today", "--on", on, "--json").json["birthdays"]] == [
            key
        ] * board
        assert keys(svc, on) == [key] * due
        found = svc("--today", on, "callback", "lapsed", "--json").json
        assert [row["key"] for row in found] == [key] * lapsed


@pytest.mark.parametrize(
    ("on", "bought", "workday", "hint"),
    [
        ("2026-11-20", "2026-11-13", True, None),
        ("2026-11-22", "2026-11-15", False, "Sunday: no workday, the next is 2026-11-23"),
        ("2026-10-01", "2026-09-24", False, "National Day: no workday, the next is 2026-10-08"),
        ("2026-10-02", "2026-09-25", False, "public holiday: no workday, the next is 2026-10-08"),
        ("2026-10-10", "2026-10-03", True, None),
        ("2027-11-22", "2027-11-15", None, None),
    ],
)
def test_a_due_day_that_is_no_workday(
    wang: str, svc: Call, on: str, bought: str, workday: bool | None, hint: str | None
) -> None:
    """Days never move; the row says that the day is not worked, and which is the next."""
    sell(svc, wang, bought)
    done = svc("callback", "due", "--on", on, "--kind", "purchase", "--json")
    (row,) = [row for row in done.json if row["due"] == on]
    assert (row["workday"], row["hint"]) == (workday, hint)
    assert ("hours.exceptions" in done.err) is (workday is None)
    assert done.err.count("warning") == (workday is None)
    shown = svc("callback", "due", "--on", on, "--kind", "purchase").out
    assert (f"{on} (" in shown) is (workday is False)


@pytest.mark.parametrize("part", ["today", "callback due"])
@pytest.mark.parametrize(
    ("on", "bought", "warned"),
    [
        ("1997-03-10", "1997-03-03", 0),
        ("2026-12-31", "2026-12-24", 0),
        ("2027-01-02", "2026-12-24", 1),
        ("2027-11-22", "2027-11-15", 1),
        ("2031-05-05", None, 1),
    ],
)
def test_beyond_the_notices(
    wang: str, svc: Call, part: str, on: str, bought: str | None, warned: int
) -> None:
    """Where the day, or one shown as due, is in a year of unknown holidays: one warning."""
    if bought:
        sell(svc, wang, bought)
    for form in ((), ("--json",)):
        told = svc("--today", on, *part.split(), *form)
        silent = part == "today" and not form and not told.out  # an empty board is no mail
        wanted = 0 if silent else warned
        assert told.err.count("warning") == told.err.count("hours.exceptions") == wanted


def test_a_year_the_shop_has_written_down(shop: Path, wang: str, svc: Call) -> None:
    """Single days of a year that the shop knows make the year known; nothing is warned of."""
    (shop / "policy" / "hours.toml").write_text(
        '[[exceptions.values]]\nvalue = { "2027-11-22" = false }\n', "utf-8"
    )
    sell(svc, wang, "2027-11-15")
    done = svc("callback", "due", "--on", "2027-11-22", "--kind", "purchase", "--json")
    assert done.err == ""
    assert done.json[0]["hint"] == "Monday: no workday, the next is 2027-11-23"


def test_what_was_due_to_a_merged_file_goes_on_under_the_kept_one(wang: str, svc: Call) -> None:
    """One person, one call: none under the file that is a redirect now, none of one erased."""
    other = opened(svc, "2026-05-20", "王芳", "13800138001")
    coat = sell(svc, other, "2026-11-15")
    svc("customer", "merge", wang, other, "--yes")
    (row,) = svc("callback", "due", "--json").json
    assert (row["key"], row["customer"]) == (f"purchase.{coat}", wang)
    svc("customer", "erase", wang, "--yes")
    assert keys(svc, "2026-11-22") == []


def brought_back(svc: Call, purchase: str, day: str, *more: str) -> None:
    """A faulty purchase that came back and was paid back on a day."""
    opened = svc("--today", day, "return", "open", "--purchase", purchase, "--cause", "quality",
                 *more, "--json").json["id"]  # fmt: skip
    svc("--today", day, "return", "settle", opened, "--paid-by", "cash")


@fact("S2-023", command="svc callback due")
def test_nobody_asks_how_goods_wear_that_came_back(svc: Call, wang: str) -> None:
    """Of a purchase that came back whole nobody asks how it wears; of the rest of one they do."""
    whole = sell(svc, wang, "2026-11-15")
    item = "sku=A,name=大衣,price=399,qty=2"
    half = svc("purchase", "add", "--customer", wang, "--item", item, "--on", "2026-11-15").line
    assert set(keys(svc, "2026-11-22", "purchase")) == {f"purchase.{whole}", f"purchase.{half}"}
    brought_back(svc, whole, "2026-11-16")
    brought_back(svc, half, "2026-11-16", "--item", "A", "--qty", "1")
    assert keys(svc, "2026-11-22", "purchase") == [f"purchase.{half}"]


@fact("S2-041", command="svc callback due")
def test_a_mark_she_is_below_again_is_not_thanked_for(svc: Call, wang: str) -> None:
    """What came back comes off: thanks for a mark fall away with the purchase that reached it."""
    sell(svc, wang, "2026-10-01", "1")
    large = sell(svc, wang, "2026-11-20", "5000")
    assert keys(svc, "2026-11-22", "threshold") == [f"threshold-5000.{large}"]
    brought_back(svc, large, "2026-11-21")
    assert keys(svc, "2026-11-22", "threshold") == []


def test_a_birthday_before_she_came_was_not_missed(svc: Call, shop: Path) -> None:
    """What lapsed is what somebody could have kept: not a birthday before the file was opened."""
    assert shop
    opened(svc, "2026-10-10", "赵", "13800138001", "--birthday", "10-09")
    known = opened(svc, "2026-10-10", "钱", "13800138002", "--birthday", "10-10")
    rows = svc("callback", "lapsed", "--from", "2026-10-01", "--json").json
    assert [row["customer"] for row in rows if row["kind"] == "birthday"] == [known]


@fact("S2-037", command="svc callback done")
def test_done_by_one_till_is_done_for_all(
    svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two clones, real git: what one till has done the other no longer shows; nor does it send."""
    monkeypatch.delenv("SVC_STORE", raising=False)
    tills = [tmp_path / "one", tmp_path / "two"]

    def git(till: Path, *words: str) -> None:
        subprocess.run(["git", "-C", str(till), *words], check=True, capture_output=True)

    def due(till: Path) -> list[str]:
        rows = svc("--store", till, "callback", "due", "--json").json
        return [row["key"] for row in rows]

    svc("init", tills[0], "--name", "雅衣阁")
    here = ("--store", tills[0])
    who = svc(*here, "customer", "add", "--name", "王芳", "--phone", "13800138000",
              "--birthday", "11-22", "--consent", "sms").line  # fmt: skip
    git(tills[0], "add", "-A")
    git(tills[0], "commit", "-qm", "open")
    git(tmp_path, "clone", "-q", str(tills[0]), str(tills[1]))
    key = f"birthday.{who}.261122"
    assert due(tills[0]) == due(tills[1]) == [key]
    svc(*here, "callback", "done", key, "--result", "reached")
    git(tills[0], "add", "-A")
    git(tills[0], "commit", "-qm", "done")
    git(tills[1], "pull", "-q")
    assert due(tills[1]) == []
    rows = svc("--store", tills[1], "sms", "plan", "--json").json
    assert [(row["key"], row["rule"]) for row in rows] == [(f"sms-{key}", "made")]
