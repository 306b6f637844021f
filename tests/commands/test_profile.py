"""Profiles at the counter: `customer ask`, fields the law leaves out, `report contest`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

KEYS = [
    "customer", "name", "stage", "ask", "later", "declined", "noted", "waits_until", "purpose",
    "promise", "parting", "taboos", "known", "completeness",
]  # fmt: skip
LIST = "姓名,手机,民族,家庭状况,尺码\n张敏,13900139000,汉,已婚,M\n"
ALLOWED = '[allowed]\nsources=["shop"]\n[[allowed.values]]\nvalue = [{{ field = "{}", reason = "{}" }}]\n'  # noqa: E501


def allow(shop: Path, field: str, reason: str) -> None:
    """Turn a field on in the shop's policy."""
    (shop / "policy" / "profile.toml").write_text(ALLOWED.format(field, reason), encoding="utf-8")


def on_file(shop: Path) -> dict[str, bytes]:
    """Every file of the store."""
    return {str(f): f.read_bytes() for f in sorted((shop / "data").rglob("*")) if f.is_file()}


def fields(shown: Result) -> list[str]:
    """What is asked for."""
    return [question["field"] for question in shown.json["ask"]]


@pytest.mark.fact("S2-012", "S2-014", command="svc customer ask")
def test_from_the_first_contact_to_a_full_file(
    wang: str, svc: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What she tells opens the next questions: birthday and address, then the rest by and by."""
    first = svc("customer", "ask", wang, "--json")
    assert list(first.json) == KEYS
    assert (first.json["stage"], fields(first)) == ("if_she_likes", ["birthday", "address"])
    svc("customer", "edit", wang, "--birthday", "05-12", "--set", "address=杭州")
    waits = svc("customer", "ask", wang, "--json").json
    assert (waits["stage"], waits["ask"], waits["waits_until"]) == ("by_and_by", [], "2026-11-23")
    assert "Enough for today; go on from 2026-11-23." in svc("customer", "ask", wang).out
    monkeypatch.setenv("SVC_TODAY", "2026-11-23")
    left = 9
    while asked := fields(svc("customer", "ask", wang, "--json")):
        assert len(asked) <= 2
        left -= len(asked)
        svc("customer", "edit", wang, *(part for f in asked for part in ("--set", f"{f}=x")))
    assert left == 0
    done = svc("customer", "ask", wang, "--json").json
    assert (done["stage"], done["ask"], done["later"]) == (None, [], [])
    assert "Nothing left to ask." in svc("customer", "ask", wang).out


@pytest.mark.fact("S2-012", command="svc customer add")
def test_a_number_alone_opens_a_file_and_the_phone_is_asked_first(shop: Path, svc: Call) -> None:
    """Without a phone on file nothing else is asked for."""
    svc("customer", "add", "--name", "李雷", "--number", "7")
    assert fields(svc("customer", "ask", "number:7", "--json")) == ["phone"]
    assert "customer edit" in svc("customer", "ask", "number:7").out


@pytest.mark.fact("S2-008", "S2-009", "S2-010", "S2-013", "S2-022", command="svc customer ask")
def test_ask_as_text(wang: str, svc: Call) -> None:
    """The sentence to say, what she gains by it, the promise, what is never said, the farewell."""
    told = svc("customer", "ask", wang).out
    assert "Stage 2 of 3: if she does not mind" in told
    assert "birthday: “If you don't mind: when is your birthday?" in told
    assert "so that your birthday does not pass unnoticed" in told
    assert "I note it down for one thing only: to serve you better next time." in told
    assert "What you tell me stays in this shop; nobody else gets to see it." in told
    assert "! Never ask in the name of the company" in told
    assert "At parting: Once more how to wash and store it" in told
    assert f"svc customer edit {wang} --birthday …" in told
    assert f"svc customer ask {wang} --declined birthday" in told
    assert "svc tier rules" in told
    chinese = svc("--lang", "zh", "customer", "ask", wang).out
    assert "不介意的话，您生日是哪天？不用说年份，到时候给您送份祝福。" in chinese
    assert "绝不告诉别人" in chinese
    assert "公司要求" not in chinese.replace("“公司要求", "")


def test_a_furniture_shop_asks_its_own_way(furniture_shop: Path, svc: Call) -> None:
    """It asks for rooms, not for sizes of clothes, and ends with care of furniture."""
    svc("--today", "2026-11-01", "customer", "add", "--name", "x", "--phone", "13800138000",
        "--birthday", "05-12", "--set", "address=a")  # fmt: skip
    shown = svc("customer", "ask", "13800138000", "--json").json
    assert "room" in shown["ask"][0]["say"]
    assert "use and care" in shown["parting"]


@pytest.mark.fact("S2-012", command="svc customer ask --declined")
def test_what_she_would_rather_not_say(shop: Path, wang: str, svc: Call) -> None:
    """It is noted with its day and let be until half a year is over; a dry run notes nothing."""
    before = on_file(shop)
    dry = svc("customer", "ask", wang, "--declined", "birthday", "--dry-run")
    assert dry.out == f"id        {wang}\ndeclined  - → birthday: 2026-11-22\n"
    assert on_file(shop) == before
    assert svc("customer", "ask", wang, "--declined", "birthday").line == wang
    shown = svc("customer", "ask", wang, "--declined", "address", "--json")
    assert shown.json["declined"] == [
        {"field": name, "on": "2026-11-22", "again_on": "2027-05-21"}
        for name in ("birthday", "address")
    ]
    assert svc("customer", "show", wang, "--json").json["declined"] == {
        "birthday": "2026-11-22", "address": "2026-11-22"
    }  # fmt: skip
    assert fields(svc("--today", "2027-05-20", "customer", "ask", wang, "--json")) == [
        "size", "service"
    ]  # fmt: skip
    assert fields(svc("--today", "2027-05-21", "customer", "ask", wang, "--json")) == [
        "birthday", "address"
    ]  # fmt: skip
    assert (
        "Not before: birthday (2027-05-21), address (2027-05-21)"
        in svc("customer", "ask", wang).out
    )


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("nobody",), 3, "nobody"),
        ((), 2, "Whom?"),
        (("{id}", "--declined", "phone"), 5, "phone is on file"),
        (("{id}", "--declined", "spend"), 2, "spend is not asked for"),
        (("{id}", "--declined", "民族"), 2, "ethnic_group is not asked for"),
        (("{id}", "--rehearse"), 2, "of no one customer"),
    ],
)
def test_what_cannot_be_asked(
    shop: Path, wang: str, svc: Call, args: tuple[str, ...], code: int, told: str
) -> None:
    """One sentence each, and nothing changes."""
    before = on_file(shop)
    assert told in svc("customer", "ask", *(a.format(id=wang) for a in args), code=code).err
    assert on_file(shop) == before


@pytest.mark.parametrize("left", [{"erased_on": "2026-11-20"}, {"merged": {"into": "C-1"}}])
def test_nobody_is_left_to_ask(shop: Path, wang: str, svc: Call, left: dict[str, object]) -> None:
    """A file that was erased, or merged into one that is gone, is asked nothing."""
    (file,) = (shop / "data" / "customers").glob("*.jsonl")
    raw = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(raw | left, ensure_ascii=False) + "\n", encoding="utf-8")
    before = on_file(shop)
    assert svc("customer", "ask", wang, code=None).code in (3, 5)
    assert svc("customer", "ask", wang, "--declined", "birthday", code=None).code in (3, 5)
    assert on_file(shop) == before


@pytest.mark.fact("S2-019", command="svc customer ask --rehearse")
def test_staff_try_the_questions_on_each_other(shop: Path, svc: Call) -> None:
    """All questions with what each is for, and the three things to look at when trying them."""
    shown = svc("customer", "ask", "--rehearse", "--json").json
    assert [row["field"] for row in shown["ask"]][:4] == ["name", "phone", "birthday", "address"]
    assert len(shown["ask"]) == 13
    assert all(row["why"] for row in shown["ask"])
    assert list(shown["tests"]) == ["trivial", "avoided", "aim"]
    assert "Is it trivial? Leave it out." in svc("customer", "ask", "--rehearse").out


@pytest.mark.fact("S2-013", command="svc policy check")
def test_a_question_in_the_companys_name(shop: Path, wang: str, svc: Call) -> None:
    """A shop's own wording that demands for the company is an error, and is never shown."""
    (shop / "policy" / "questions.toml").write_text(
        '[birthday]\nsources=["shop"]\n[[birthday.values]]\nvalue = { en = "The company requires '
        'it.", zh = "公司要求登记生日。", why_en = "a", why_zh = "b" }\n', encoding="utf-8"
    )  # fmt: skip
    assert "questions.birthday" in svc("policy", "check", code=1).out
    refused = svc("customer", "ask", wang, code=4)
    assert refused.out == ""
    assert "never in the company's name" in refused.err


@pytest.mark.fact("S2-021", command="svc customer ask")
def test_what_is_known_of_her_stands_beside_the_questions(wang: str, svc: Call) -> None:
    """The way she likes to be served and what she enjoys are told before anything is asked."""
    svc("customer", "edit", wang, "--set", "service=自己逛", "--set", "leisure=爬山")
    assert svc("customer", "ask", wang, "--json").json["known"] == {
        "leisure": "爬山", "service": "自己逛"
    }  # fmt: skip
    assert "Known already: leisure 爬山, service 自己逛" in svc("customer", "ask", wang).out


@pytest.mark.fact("S2-001", command="svc customer add")
def test_each_shop_keeps_files_of_its_own(
    wang: str, svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A customer of one shop is no customer of another."""
    svc("init", tmp_path / "other", "--name", "分店", "--no-git")
    monkeypatch.setenv("SVC_STORE", str(tmp_path / "other"))
    assert svc("customer", "list", "--json").json == []
    svc("customer", "ask", wang, code=3)


@pytest.mark.fact("S2-004", command="svc purchase add")
def test_a_purchase_adds_to_the_file(wang: str, svc: Call) -> None:
    """What she spent and which style numbers she bought are in her file right after the sale."""
    assert {"spend", "styles"} <= set(svc("customer", "ask", wang, "--json").json["noted"])
    svc("purchase", "add", "--customer", wang, "--item", "sku=A1,price=99")
    shown = svc("customer", "show", wang, "--json").json
    assert not {"spend", "styles"} & set(shown["completeness"]["missing"])
    assert shown["spend"]["total"] == "99.00"


@pytest.mark.fact("S2-005", command="svc customer list --inactive")
def test_who_stays_away_is_found(wang: str, svc: Call) -> None:
    """Whoever has bought nothing for long is listed, before she is lost."""
    svc("purchase", "add", "--customer", wang, "--item", "price=1", "--on", "2026-08-24")
    for days, ids in (("90", [wang]), ("91", [])):
        rows = svc("customer", "list", "--inactive", days, "--json").json
        assert [row["id"] for row in rows] == ids


@pytest.mark.fact("S2-002", "S2-003", command="svc customer edit --set")
@pytest.mark.parametrize(
    "field", ["ethnic_group", "family", "values", "民族", "家庭状况", "价值观", "Ethnic_Group"]
)
def test_what_law_leaves_out_is_refused(shop: Path, wang: str, svc: Call, field: str) -> None:
    """Typed under any of its names it is exit 5, and nothing else of the command happens."""
    before = on_file(shop)
    refused = svc("customer", "edit", wang, "--set", f"{field}=x", "--set", "size=L", code=5)
    assert "is not collected here" in refused.err
    assert "profile.allowed" in refused.err
    svc("customer", "add", "--name", "y", "--phone", "13900139000", "--set", f"{field}=x", code=5)
    assert on_file(shop) == before


@pytest.mark.fact("S2-002", "S2-003", command="svc import customers")
def test_an_import_leaves_out_what_law_leaves_out(shop: Path, svc: Call, tmp_path: Path) -> None:
    """Such a column is not read, with a warning that names it; the rest of the list is."""
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    done = svc("import", "customers", tmp_path / "list.csv", "--json")
    assert done.json["added"] == 1
    warned = [line for line in done.err.splitlines() if "not read" in line]
    assert [("民族" in line, "家庭状况" in line) for line in warned] == [
        (True, False), (False, True)
    ]  # fmt: skip
    profile = svc("customer", "show", "13900139000", "--json").json["profile"]
    assert profile == {"size": "M"}
    for mapped in ("尺码=ethnic_group", "尺码=profile.民族", "尺码=profile.family"):
        svc("import", "customers", tmp_path / "list.csv", "--map", "民族=_", "--map",
            "家庭状况=_", "--map", mapped)  # fmt: skip
    assert svc("customer", "show", "13900139000", "--json").json["profile"] == profile
    svc("import", "customers", tmp_path / "list.csv", "--columns", "name,phone,values,_,_",
        "--skip-bad")  # fmt: skip
    assert svc("customer", "show", "13900139000", "--json").json["profile"] == profile


@pytest.mark.fact("S2-002", "S2-003", command="svc customer edit --set")
def test_a_shop_turns_a_field_on_with_its_reason(
    shop: Path, wang: str, svc: Call, tmp_path: Path
) -> None:
    """Then it is set, read from lists, counted and asked for; the others stay off."""
    allow(shop, "ethnic_group", "民族服饰店")
    svc("policy", "check")
    svc("customer", "edit", wang, "--set", "民族=彝")
    svc("customer", "edit", wang, "--set", "family=x", code=5)
    shown = svc("customer", "show", wang, "--json").json
    assert shown["profile"] == {"ethnic_group": "彝"}
    assert (shown["completeness"]["hard"], "ethnic_group" in shown["completeness"]["missing"]) == (
        "0.40", False
    )  # fmt: skip
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    warned = svc("import", "customers", tmp_path / "list.csv").err
    assert "家庭状况" in warned
    assert "民族" not in warned
    assert svc("customer", "show", "13900139000", "--json").json["profile"] == {
        "ethnic_group": "汉", "size": "M"
    }  # fmt: skip


def test_a_field_turned_off_again_can_be_cleared(shop: Path, wang: str, svc: Call) -> None:
    """What is on file no longer counts; an empty value takes it out."""
    allow(shop, "family", "童装店")
    svc("customer", "edit", wang, "--set", "family=一儿一女")
    assert svc("check").out == ""
    (shop / "policy" / "profile.toml").unlink()
    assert "holds family, which is not collected here" in svc("check").out
    assert "family" not in svc("customer", "ask", wang, "--json").json["known"]
    svc("customer", "edit", wang, "--set", "family=别", code=5)
    svc("customer", "edit", wang, "--set", "家庭状况=")
    assert svc("customer", "show", wang, "--json").json["profile"] == {}


def test_a_reason_is_needed(shop: Path, wang: str, svc: Call) -> None:
    """An empty one is an error of policy, and turns nothing on."""
    allow(shop, "family", " ")
    assert "gives no reason" in svc("policy", "check", code=1).out
    svc("customer", "edit", wang, "--set", "family=x", code=4)


@pytest.fixture
def staff(shop: Path, svc: Call) -> tuple[str, str]:
    """Two assistants."""
    return (
        svc("staff", "add", "--name", "李娜", "--code", "li").line,
        svc("staff", "add", "--name", "小周", "--code", "zhou").line,
    )


@pytest.mark.fact("S2-007", command="svc customer add")
def test_who_registered_her_is_on_file(staff: tuple[str, str], svc: Call) -> None:
    """Whoever acts, else the assistant named as closest; the caption tells the name."""
    li, zhou = staff
    rows = [
        (("--staff", "li"), ("--owner", "zhou"), li), (("--staff", "li"), (), li),
        ((), ("--owner", "zhou"), zhou), ((), (), None),
    ]  # fmt: skip
    for nth, (before, after, who) in enumerate(rows):
        added = svc(*before, "customer", "add", "--name", "x", "--phone", f"1380013800{nth}",
                    *after, "--json").json  # fmt: skip
        assert added["registered_by"] == who
    assert f"registered by   李娜 ({li})" in svc("customer", "show", "13800138000").out


@pytest.mark.fact("S2-007", command="svc report contest")
def test_the_contest(staff: tuple[str, str], svc: Call, tmp_path: Path) -> None:
    """Quantity and quality by who registered the files; lists read in count for nobody."""
    li, zhou = staff
    for nth in range(3):
        svc("--staff", "li", "customer", "add", "--name", "x", "--phone", f"1380013800{nth}")
    best = svc("--staff", "zhou", "customer", "add", "--name", "y", "--phone", "13900139000",
               "--set", "service=x", "--set", "dress=x", "--set", "work=x").line  # fmt: skip
    svc("purchase", "add", "--customer", best, "--item", "sku=A1,price=1")
    (tmp_path / "list.csv").write_text(
        LIST.replace("13900139000", "13700137000"), encoding="utf-8"
    )
    svc("import", "customers", tmp_path / "list.csv")
    shown = svc("report", "contest", "--json")
    assert [(r["rank"], r["staff"], r["files"], r["quantity"]) for r in shown.json] == [
        (1, li, 3, "1.0000"), (2, zhou, 1, "0.3333")
    ]  # fmt: skip
    assert shown.json[0]["quality"] == svc("customer", "show", "13800138000", "--json").json[
        "completeness"]["score"] + "00"  # fmt: skip
    assert shown.json[1]["quality"] == svc("customer", "show", best, "--json").json[
        "completeness"]["score"] + "00"  # fmt: skip
    assert "One file names nobody who registered it" in shown.err
    told = svc("report", "contest").out
    assert "李娜" in told
    assert "Score = 50 % quantity" in told


@pytest.mark.parametrize(
    ("args", "files"),
    [
        (("--from", "2026-11-20"), 1),
        (("--from", "2026-11-21"), 0),
        (("--to", "2026-11-20"), 1),
        (("--to", "2026-11-19"), 0),
        (("--from", "2026-11-20", "--to", "2026-11-20"), 1),
    ],
)
def test_the_contest_of_some_days(
    staff: tuple[str, str], svc: Call, args: tuple[str, ...], files: int
) -> None:
    """The files opened on them, both days included."""
    assert staff
    svc("--today", "2026-11-20", "--staff", "li", "customer", "add", "--name", "x", "--phone",
        "13800138000")  # fmt: skip
    assert len(svc("report", "contest", *args, "--json").json) == files


def test_no_contest(shop: Path, svc: Call) -> None:
    """Without files an empty list; days the wrong way round are bad input."""
    assert svc("report", "contest", "--json").json == []
    assert svc("report", "contest").out == ""
    svc("report", "contest", "--from", "2026-11-02", "--to", "2026-11-01", code=4)


def test_show_tells_what_she_agreed_to_and_for_what(wang: str, svc: Call) -> None:
    """The channels in force, each with the purpose put down for it."""
    svc("customer", "consent", wang, "--give", "sms,marketing")
    (line,) = (
        row for row in svc("customer", "show", wang).out.splitlines() if row.startswith("agreed")
    )
    assert line.split(maxsplit=2)[2] in (
        "advertising (offers and news), text messages (wishes and care)",
        "advertising, text messages",
    )  # fmt: skip


def test_a_slip_is_not_led_to_what_is_left_out(shop: Path, svc: Call) -> None:
    """A field the shop does not collect is not offered for one that is written like it."""
    assert shop
    args = ("customer", "add", "--name", "王芳", "--phone")
    near = svc(*args, "13800138000", "--set", "familie=两个孩子").err
    assert "familie: no field of the policy" in near
    assert "did you mean" not in near
    assert "did you mean" in svc(*args, "13800138001", "--set", "sizee=L").err
