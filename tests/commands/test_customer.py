"""`svc customer` as a clerk and a script call it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

SHOWN = {
    "id", "name", "phone", "birthday", "gender", "profile", "consent", "owner", "tier", "spend",
    "completeness",
}  # fmt: skip


def on_file(shop: Path) -> list[dict[str, object]]:
    """The customers' lines as they stand on disk."""
    files = sorted(shop.glob("data/customers/*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def test_add_prints_the_id_alone(shop: Path, svc: Call) -> None:
    """`id=$(svc customer add …)` works: one line, nothing on stderr."""
    added = svc("customer", "add", "--name", " 王芳 ", "--phone", "138 0013-8000")
    assert added.line.startswith("C-261122-")
    assert added.err == ""
    assert on_file(shop) == [{"id": added.line, "name": "王芳", "phone": "13800138000"}]


def test_add_with_json_prints_the_record(shop: Path, svc: Call) -> None:
    """Every key of the contract, null where it is missing."""
    li = svc("staff", "add", "--name", "李娜", "--code", "li").line
    old = svc("customer", "add", "--name", "老王", "--phone", "13700137000").line
    record = svc(
        "customer", "add", "--name", "王芳", "--phone", "13800138000", "--gender", "f",
        "--birthday", "lunar:1988-闰04-15", "--set", "size=165/88A", "--owner", "li",
        "--referred-by", old[-6:].lower(), "--consent", "sms, marketing", "--number", "0001",
        "--json",
    ).json  # fmt: skip
    assert record["birthday"] == "lunar:1988-leap04-15"
    assert (record["gender"], record["owner"], record["referred_by"]) == ("F", li, old)
    assert (record["number"], record["profile"]) == ("0001", {"size": "165/88A"})
    assert record["consent"] == {
        "sms": {"given": "2026-11-22"}, "marketing": {"given": "2026-11-22"},
    }  # fmt: skip
    assert record.keys() >= SHOWN
    assert record["tier"] == "new"
    bare = svc("customer", "show", old, "--json").json
    assert [bare[key] for key in ("birthday", "gender", "owner")] == [None] * 3
    assert (bare["profile"], bare["consent"]) == ({}, {})
    assert bare["spend"] == {
        "total": "0.00", "last_12_months": "0.00", "purchases": 0, "last_on": None,
    }  # fmt: skip
    assert bare["completeness"].keys() == {"score", "hard", "soft", "missing"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("010-62554433", "01062554433"),
        ("(010) 6255 4433", "01062554433"),
        ("400-810-8888", "4008108888"),
    ],
)
def test_phones_are_normalised(shop: Path, svc: Call, typed: str, kept: str) -> None:
    """The national number with its area code, digits only; found again as it was typed."""
    added = svc("customer", "add", "--name", "王芳", "--phone", typed).line
    assert on_file(shop)[0]["phone"] == kept
    assert svc("customer", "show", typed, "--json").json["id"] == added
    svc("customer", "add", "--name", "另一位", "--phone", kept, code=5)


@pytest.mark.parametrize("typed", ["12345", "1380013800", "138001380000", "abc", "", "1.38E+10",
                                   "+1 650 253 0000", "13800138000 / 13900139000"])  # fmt: skip
def test_what_is_no_phone_is_refused(shop: Path, svc: Call, typed: str) -> None:
    """Exit code 4, and nothing is on file."""
    assert svc("customer", "add", "--name", "x", "--phone", typed, "--number", "1", code=4).err
    assert on_file(shop) == []


def test_a_phone_kept_by_force(shop: Path, svc: Call) -> None:
    """It is marked, shown as unchecked, found by its digits, and unmarked when it is mended."""
    for option in (("--phone", "12-345"), ("--number", "7", "--set", "phone=54321")):
        svc("customer", "add", "--name", "x", *option, "--force-phone")
    assert all(line["phone_unchecked"] for line in on_file(shop))
    assert svc("customer", "show", "12345", "--json").json["phone_unchecked"] is True
    assert "12345 (unchecked)" in svc("customer", "show", "12-345").out
    svc("customer", "add", "--name", "y", "--phone", "12345", "--force-phone", code=5)
    svc("customer", "edit", "12345", "--set", "phone=13800138000")
    assert svc("customer", "show", "13800138000", "--json").json["phone_unchecked"] is False


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1990-05-12", "1990-05-12"),
        ("05-12", "05-12"),
        ("02-29", "02-29"),
        ("lunar:1988-08-15", "lunar:1988-08-15"),
        ("lunar:08-15", "lunar:08-15"),
        ("lunar:2020-闰04-15", "lunar:2020-leap04-15"),
        ("lunar:2020-leap04-15", "lunar:2020-leap04-15"),
        ("lunar:leap04-15", "lunar:leap04-15"),
        ("1990/5/12", "1990-05-12"),
        ("5月12日", "05-12"),
        ("农历八月十五", "lunar:08-15"),
        ("腊月初八", "lunar:12-08"),
    ],
)
def test_birthdays(shop: Path, svc: Call, typed: str, kept: str) -> None:
    """Solar, lunar, yearless, as lists write them; a leap month prints as `leap`."""
    args = ("customer", "add", "--name", "x", "--phone", "13800138000", "--birthday", typed)
    assert svc(*args, "--json").json["birthday"] == kept
    assert svc("customer", "list", "--json").json[0]["birthday"] == kept
    assert on_file(shop)[0]["birthday"] == kept
    edited = ("customer", "edit", "13800138000", "--set", f"birthday={typed}", "--json")
    assert svc(*edited).json["birthday"] == kept


@pytest.mark.parametrize(
    "typed",
    ["", "1990-02-30", "1990", "30-12", "2026-11-23", "lunar:13-01", "12 May", "5/12", "八月十五"],
)
def test_what_is_no_birthday(shop: Path, svc: Call, typed: str) -> None:
    """No such day, or yet to come: exit code 4."""
    assert shop
    svc("customer", "add", "--name", "x", "--phone", "13800138000", "--birthday", typed, code=4)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--phone", "13800138000"), 2),
        (("--name", "x"), 2),
        (("--name", "x", "--number", " "), 2),
        (("--name", " ", "--phone", "13800138000"), 4),
        (("--name", "x\x1b[2J", "--phone", "13800138000"), 4),
        (("--name", "x", "--phone", "13800138000", "--gender", "X"), 2),
        (("--name", "x", "--phone", "13800138000", "--set", "size"), 2),
        (("--name", "x", "--phone", "13800138000", "--set", "owner=li"), 2),
        (("--name", "x", "--phone", "13800138000", "--consent", "pigeon"), 2),
        (("--name", "x", "--phone", "13800138000", "--owner", "nobody"), 3),
        (("--name", "x", "--phone", "13800138000", "--referred-by", "nobody"), 3),
        (("--name", "x", "--phone", "13800138000", "--wat"), 2),
        (("--name", "x", "--phone", "13800138000", "surplus"), 2),
    ],
)
def test_what_cannot_be_added(shop: Path, svc: Call, args: tuple[str, ...], code: int) -> None:
    """Wrong usage is 2, a stranger 3, what cannot be read 4; nothing is on file or printed."""
    assert svc("customer", "add", *args, code=code).out == ""
    assert on_file(shop) == []


def test_a_phone_or_number_on_file_is_refused_by_name(wang: str, svc: Call) -> None:
    """Exit code 5, naming who has it; so with a number, and when a file is edited."""
    refused = svc("customer", "add", "--name", "x", "--phone", "+86 13800138000", code=5)
    assert wang in refused.err
    first = svc("customer", "add", "--name", "x", "--number", "0001").line
    assert first in svc("customer", "add", "--name", "y", "--number", "0001", code=5).err
    svc("customer", "edit", wang, "--set", "number=0001", code=5)
    svc("customer", "edit", first, "--set", "phone=13800138000", code=5)
    svc("customer", "edit", wang, "--set", "phone=13800138000", "--set", "number=0002")
    assert svc("customer", "show", wang, "--json").json["number"] == "0002"


def test_references(wang: str, svc: Call) -> None:
    """An id, in small letters too, its last six characters, the phone, number:0001."""
    svc("customer", "edit", wang, "--set", "number=0001")
    refs = [wang, wang.lower(), wang[-6:], wang[-6:].lower(), f" {wang} ", "13800138000",
            "138-0013-8000", "１３８００１３８０００", "+8613800138000",
            "number:0001"]  # fmt: skip
    for ref in refs:
        assert svc("customer", "show", ref, "--json").json["id"] == wang, ref


@pytest.mark.parametrize("ref", ["ZZZZZZ", "13900139000", "number:0002", "number:", "", "王小芳",
                                 "王", "C-261122-ZZZZZZ", "P-261122-ZZZZZZ", "0001"])  # fmt: skip
def test_nobody_has_this_reference(wang: str, svc: Call, ref: str) -> None:
    """Exit code 3, with what to try next."""
    svc("customer", "edit", wang, "--set", "number=0001")
    missing = svc("customer", "show", ref, code=3)
    assert missing.out == ""
    assert len(missing.err.splitlines()) == 2
    assert ("number:0001" in missing.err) is (ref == "0001")


def test_an_ambiguous_reference_lists_the_candidates(wang: str, svc: Call) -> None:
    """Exit code 3, naming them; the JSON error says so."""
    other = svc("customer", "add", "--name", "x", "--phone", "13900139000").line
    answer = svc("customer", "show", "C-261122", "--json", code=3)
    error = json.loads(answer.err)
    assert error["error"] == "ambiguous"
    assert wang in error["message"]
    assert other in error["message"]


def test_list_gives_all_rows_by_id(wang: str, svc: Call) -> None:
    """The keys of the contract; spend and completeness null."""
    other = svc("customer", "add", "--name", "x", "--number", "0001").line
    rows = svc("customer", "list", "--json").json
    assert [row["id"] for row in rows] == sorted([wang, other])
    assert list(rows[0]) == [
        "id", "number", "name", "phone", "birthday", "gender", "owner", "tier", "spend",
        "completeness",
    ]  # fmt: skip
    assert rows[0]["tier"] == "new"


def test_list_by_owner(wang: str, svc: Call) -> None:
    """`--owner` narrows; a stranger is 3, nobody's an empty list."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    assert svc("customer", "list", "--owner", "li", "--json").json == []
    svc("customer", "edit", wang, "--owner", "li")
    assert [row["id"] for row in svc("customer", "list", "--owner", "li", "--json").json] == [wang]
    svc("customer", "edit", wang, "--owner", "")
    assert svc("customer", "list", "--owner", "li", "--json").json == []
    svc("customer", "list", "--owner", "nobody", code=3)


@pytest.mark.parametrize(
    ("days", "inactive"),
    [("89", True), ("90", True), ("91", False), ("0", True), ("99999999", False)],
)
def test_list_inactive(wang: str, svc: Call, days: str, inactive: bool) -> None:
    """Who bought nothing for so many days, never-buyers included; sales to come do not count."""
    item = ("--item", "price=1")
    svc("purchase", "add", "--customer", wang, *item, "--on", "2026-08-24")
    svc("purchase", "add", "--customer", wang, *item, "--on", "2026-12-24")
    never = svc("customer", "add", "--name", "x", "--phone", "13900139000").line
    rows = svc("customer", "list", "--inactive", days, "--json").json
    assert {row["id"] for row in rows} == ({wang, never} if inactive else {never})


def test_list_inactive_wants_a_number(shop: Path, svc: Call) -> None:
    """Not a number of days: wrong usage."""
    assert shop
    svc("customer", "list", "--inactive", "soon", code=2)
    svc("customer", "list", "--inactive", "-1", code=2)


@pytest.mark.parametrize(
    "text",
    ["王", "13800", "0138000", "138-0013", "+86 13800138000", "ＶＩＰ", "vip-7", "number:VIP"],
)
def test_find(wang: str, svc: Call, text: str) -> None:
    """A part of the name, phone, number or id, in any case."""
    svc("customer", "edit", wang, "--set", "number=VIP-7")
    svc("customer", "add", "--name", "x", "--phone", "13955555555")
    found = svc("customer", "find", text, "--json").json
    assert [row["id"] for row in found] == ([] if text == "ＶＩＰ" else [wang])


def test_find_nothing(wang: str, svc: Call) -> None:
    """An empty list prints nothing as text, [] as JSON; to look for nothing is wrong usage."""
    assert wang
    assert svc("customer", "find", "nobody").out == ""
    assert svc("customer", "find", "nobody", "--json").out == "[]\n"
    svc("customer", "find", " ", code=2)


def test_edit_keeps_what_is_not_named(shop: Path, wang: str, svc: Call) -> None:
    """Fields set before, and fields of a newer version, survive."""
    file = next(shop.glob("data/customers/*.jsonl"))
    line = json.loads(file.read_text("utf-8")) | {"loyalty": {"card": "7"}, "z": [1, None]}
    file.write_text(json.dumps(line) + "\n", "utf-8")
    svc("customer", "edit", wang, "--set", "size=M", "--set", "birthday=05-12")
    printed = svc("customer", "edit", wang, "--set", "size=L", "--set", "name=王小芳").line
    assert printed == wang
    assert on_file(shop) == [
        {"id": wang, "birthday": "05-12", "gender": "F", "loyalty": {"card": "7"},
         "name": "王小芳", "phone": "13800138000", "profile": {"size": "L"}, "z": [1, None]}
    ]  # fmt: skip
    svc("customer", "edit", wang, "--set", "size=", "--set", "birthday=", "--set", "gender=")
    assert on_file(shop) == [
        {"id": wang, "loyalty": {"card": "7"}, "name": "王小芳", "phone": "13800138000",
         "z": [1, None]}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((), 2),
        (("--set", "size"), 2),
        (("--set", "birthday=1990-02-30"), 4),
        (("--set", "phone=123"), 4),
        (("--set", "name="), 4),
        (("--set", "gender=maybe"), 4),
        (("--set", "phone="), 5),
        (("--owner", "nobody"), 3),
    ],
)
def test_what_cannot_be_edited(
    shop: Path, wang: str, svc: Call, args: tuple[str, ...], code: int
) -> None:
    """Nothing is changed, also where only one of several fields is wrong."""
    before = on_file(shop)
    svc("customer", "edit", wang, "--set", "size=L", *args, code=code if args else 0)
    if args:
        assert on_file(shop) == before
    svc("customer", "edit", wang, code=2)


def test_edit_phone_and_number(wang: str, svc: Call) -> None:
    """A phone is normalised here too, and may go where a number stays."""
    svc("customer", "edit", wang, "--set", "phone=+86 139 0013 9000", "--set", "number= 00 7 ")
    shown = svc("customer", "edit", wang, "--set", "phone=", "--json").json
    assert (shown["phone"], shown["number"]) == (None, "00 7")
    assert svc("customer", "show", "number:00 7", "--json").json["id"] == wang


def test_unknown_fields_are_kept_with_a_warning(wang: str, svc: Call) -> None:
    """New fields are welcome; the slip of a hand is pointed out, once."""
    edited = svc("customer", "edit", wang, "--set", "sizee=L", "--set", "鞋号=大")
    assert edited.line == wang
    assert "did you mean size" in edited.err
    assert svc("customer", "edit", wang, "--set", "size=L").err == ""
    profile = svc("customer", "show", wang, "--json").json["profile"]
    assert profile == {"sizee": "L", "鞋号": "大", "size": "L"}


def test_a_doubtful_birthday_is_kept_with_a_warning(shop: Path, svc: Call) -> None:
    """The lunar year 1989 had no leap month 4; refusing it would lose the day."""
    assert shop
    args = ("--name", "x", "--phone", "13800138000", "--birthday", "lunar:1989-leap04-15")
    added = svc("customer", "add", *args)
    assert "warning: " in added.err
    assert added.line.startswith("C-")


def test_dry_runs_change_nothing(shop: Path, wang: str, svc: Call) -> None:
    """They show what would be, and refuse what would be refused."""
    before = on_file(shop)
    added = svc("customer", "add", "--name", "李雷", "--phone", "13900139000", "--dry-run")
    assert "李雷" in added.out
    assert "C-" not in added.out
    assert "Nothing was changed" in added.err
    record = svc(
        "customer", "add", "--name", "李雷", "--phone", "13900139000", "--dry-run", "--json"
    ).json
    assert (record["id"], record["name"]) == (None, "李雷")
    edited = svc("customer", "edit", wang, "--set", "name=王小芳", "--dry-run")
    assert edited.out == f"id    {wang}\nname  王芳 → 王小芳\n"
    svc("customer", "add", "--name", "x", "--phone", "13800138000", "--dry-run", code=5)
    svc("customer", "edit", wang, "--set", "phone=1", "--dry-run", code=4)
    assert on_file(shop) == before


def test_show_as_text(wang: str, svc: Call, golden: Callable[[str, str], None]) -> None:
    """What a clerk reads."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    svc("customer", "edit", wang, "--set", "size=M", "--set", "birthday=1990-05-12")
    svc("purchase", "add", "--customer", wang, "--item", "sku=A1,price=1299", "--on", "2026-11-15")
    shown = svc("customer", "show", wang).out
    golden("commands/customer-show.en.txt", shown.replace(wang, "C-261122-······"))


def test_show_sums_what_was_spent(wang: str, svc: Call) -> None:
    """In all, within twelve months, how often, and when last."""
    for day, paid in (("2025-11-22", "100"), ("2025-11-23", "10.50"), ("2026-11-22", "0.01")):
        svc("purchase", "add", "--customer", wang, "--on", day, "--item", f"price={paid}")
    assert svc("customer", "show", wang, "--json").json["spend"] == {
        "total": "110.51", "last_12_months": "10.51", "purchases": 3, "last_on": "2026-11-22",
    }  # fmt: skip
    earlier = svc("--today", "2025-11-22", "customer", "show", wang, "--json").json
    assert earlier["spend"]["total"] == "100.00"


def test_a_whole_name_is_a_reference(wang: str, svc: Call) -> None:
    """If only one has it, however it is spaced; two who share it are listed by id alone."""
    svc("customer", "add", "--name", "Anna  Smith", "--phone", "13900139000")
    assert svc("customer", "show", "王 芳", "--json").json["id"] == wang
    assert svc("customer", "show", "anna smith", "--json").json["name"] == "Anna Smith"
    svc("purchase", "add", "--customer", "王芳", "--item", "price=1")
    assert svc("purchase", "list", "--json").json[0]["customer"] == wang
    twin = svc("customer", "add", "--name", "王芳", "--phone", "13700137000").line
    answer = svc("customer", "show", "王芳", code=3)
    assert wang in answer.err
    assert twin in answer.err
    assert "Give the phone or the id." in answer.err
    assert "1370013" not in answer.err


def test_ids_never_lose_to_names(wang: str, svc: Call) -> None:
    """Who is named like an id or its end is not taken for her; a short part is asked about."""
    for name, phone in ((wang, "1"), (wang[-6:], "2"), (wang[-5:], "3"), ("C-261122", "4")):
        svc("customer", "add", "--name", name, "--phone", f"1390013900{phone}")
    for ref in (wang, wang[-6:]):
        assert svc("customer", "show", ref, "--json").json["id"] == wang
    assert wang in svc("customer", "show", wang[-5:], code=3).err
    assert svc("customer", "show", "C-261122", "--json").json["phone"] == "13900139004"


def test_a_number_in_place_of_a_name_is_no_name(wang: str, svc: Call) -> None:
    """Who is only known by her number is found as number:…, as the hint says."""
    svc("customer", "add", "--name", "0009", "--number", "0009")
    assert "number:0009" in svc("customer", "show", "0009", code=3).err


def test_edit_takes_the_options_of_add(wang: str, svc: Call) -> None:
    """Each sets its field, an empty one clears it, beside --set."""
    old = svc("customer", "add", "--name", "老王", "--phone", "13700137000").line
    shown = svc(
        "customer", "edit", wang, "--name", "王小芳", "--phone", "139 0013 9000", "--number", "7",
        "--birthday", "腊月初八", "--gender", "m", "--referred-by", "老王", "--set", "size=L",
        "--json",
    ).json  # fmt: skip
    assert [shown[key] for key in ("name", "phone", "number", "birthday", "gender")] == [
        "王小芳", "13900139000", "7", "lunar:12-08", "M",
    ]  # fmt: skip
    assert (shown["referred_by"], shown["profile"]) == (old, {"size": "L"})
    cleared = svc("customer", "edit", wang, "--birthday", "", "--number", "", "--referred-by", "",
                  "--json").json  # fmt: skip
    assert [cleared[key] for key in ("birthday", "number", "referred_by")] == [None] * 3


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--name", " "), 4),
        (("--phone", "1"), 4),
        (("--birthday", "12 May"), 4),
        (("--gender", "x"), 2),
        (("--phone", ""), 5),
        (("--phone", "13900139000"), 5),
        (("--referred-by", "nobody"), 3),
        (("--referred-by", "王芳"), 5),
        (("--name", "x", "--set", "name=y"), 2),
    ],
)
def test_options_of_edit_that_are_refused(
    shop: Path, wang: str, svc: Call, args: tuple[str, ...], code: int
) -> None:
    """With the codes of add, and nothing is changed."""
    svc("customer", "add", "--name", "老王", "--phone", "13900139000")
    before = on_file(shop)
    svc("customer", "edit", wang, *args, code=code)
    assert on_file(shop) == before


@pytest.mark.parametrize(
    ("field", "way"),
    [
        ("consent", "`svc customer consent`"),
        ("owner", "--owner STAFF"),
        ("referred_by", "--referred-by REF"),
        ("id", "`svc customer edit --help`"),
    ],
)
def test_what_is_not_set_names_the_right_way(wang: str, svc: Call, field: str, way: str) -> None:
    """Wrong usage, with the option or command that does it."""
    assert way in svc("customer", "edit", wang, "--set", f"{field}=x", code=2).err


def test_consent_given_withdrawn_and_given_again(shop: Path, wang: str, svc: Call) -> None:
    """The day it was given is kept when it is withdrawn; given again, only the new day counts."""
    consent = ("customer", "consent", wang)
    given = svc("--today", "2026-11-01", *consent, "--give", "sms, Marketing", "--json").json
    assert given["consent"] == {
        "sms": {"given": "2026-11-01"}, "marketing": {"given": "2026-11-01"},
    }  # fmt: skip
    assert svc(*consent, "--give", "sms").line == wang
    assert on_file(shop)[0]["consent"]["sms"] == {"given": "2026-11-01"}  # type: ignore[index]
    taken = {"given": "2026-11-01", "withdrawn": "2026-11-22"}
    for day in ("2026-11-22", "2026-11-23"):
        held = svc("--today", day, *consent, "--withdraw", "sms", "--json").json["consent"]
        assert held == {"sms": taken, "marketing": {"given": "2026-11-01"}}
    shown = svc("customer", "show", wang).out
    assert "advertising" in shown
    assert "text messages" not in shown
    again = svc("--today", "2026-11-25", *consent, "--give", "sms", "--withdraw", "marketing",
                "--withdraw", "wechat", "--json").json  # fmt: skip
    assert again["consent"] == {
        "sms": {"given": "2026-11-25"},
        "marketing": {"given": "2026-11-01", "withdrawn": "2026-11-25"},
        "wechat": {"withdrawn": "2026-11-25"},
    }
    svc("customer", "consent", wang, "--withdraw", "sms,phone")
    assert "agreed to" not in svc("customer", "show", wang).out


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--give", " , "), 2),
        (("--give", "pigeon"), 2),
        (("--withdraw", "sms,pigeon"), 2),
        (("--give", "sms", "--withdraw", "SMS"), 2),
    ],
)
def test_consent_that_cannot_be_noted(
    shop: Path, wang: str, svc: Call, args: tuple[str, ...], code: int
) -> None:
    """No channel, an unknown one, or one both ways: wrong usage, and nothing is changed."""
    before = on_file(shop)
    svc("customer", "consent", wang, *args, code=code)
    svc("customer", "consent", "nobody", "--give", "sms", code=3)
    assert on_file(shop) == before


def test_consent_as_a_dry_run(shop: Path, wang: str, svc: Call) -> None:
    """It shows what would be on file."""
    before = on_file(shop)
    shown = svc("customer", "consent", wang, "--give", "sms", "--dry-run", "--json")
    assert shown.json["consent"] == {"sms": {"given": "2026-11-22"}}
    assert "Nothing was changed" in shown.err
    assert on_file(shop) == before
