"""`svc customer erase`: out of every table, and honest about what is left."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
SECRETS = ("王晓芳", "13911112222", "人民路88号", "花粉过敏", "领口太紧", "1991-02-03", "孙女满月")


@pytest.fixture
def person(shop: Path, svc: Call) -> str:
    """A customer with something of hers in every table, all of it settled."""
    who = svc("customer", "add", "--name", "王晓芳", "--phone", "13911112222", "--birthday",
              "1991-02-03", "--set", "address=人民路88号", "--set", "notes=花粉过敏",
              "--consent", "sms").line  # fmt: skip
    sold = svc("purchase", "add", "--customer", who, "--on", "2026-11-20", "--receipt", "R1",
               "--item", "sku=A1,name=大衣,category=textile,price=399.00").line  # fmt: skip
    case = svc("complaint", "log", "--customer", who, "--category", "size", "--text", "领口太紧",
               "--purchase", sold).line  # fmt: skip
    svc("complaint", "resolve", case, "--text", "领口太紧，已改")
    svc("complaint", "close", case)
    sent = svc("delivery", "plan", "--purchase", sold, "--on", "2026-11-21",
               "--address", "人民路88号").line  # fmt: skip
    svc("delivery", "cancel", sent, "--text", "人民路88号没人")
    svc("customer", "consent", who, "--withdraw", "sms", "--text", "孙女满月")
    return str(who)


def holding(shop: Path) -> list[str]:
    """The files under the shop, git's own aside, that hold a word of hers."""
    return [
        f"{path.relative_to(shop)}: {word}"
        for path in shop.rglob("*")
        if path.is_file() and ".git" not in path.parts
        for word in SECRETS
        if word.encode() in path.read_bytes()
    ]


def test_nothing_of_hers_is_left(svc: Call, shop: Path, person: str) -> None:
    """No byte of name, phone, birthday, address or words under the shop; the books add up."""
    assert holding(shop)
    shown = svc("customer", "erase", person, "--yes", "--json").json
    assert holding(shop) == []
    assert (shown["customer"], shown["erased_on"]) == (person, "2026-11-22")
    assert shown["cleared"].items() >= {"customers": 1, "complaints": 1}.items()
    kept = {each["table"]: each for each in shown["kept"]}
    assert kept["purchases"]["records"] == 1
    assert "Art. 28" in kept["purchases"]["why"]
    (sale,) = svc("purchase", "list", "--customer", person, "--json").json
    assert (sale["total"], sale["receipt"], sale["items"][0]["name"]) == ("399.00", "R1", "大衣")
    file = svc("customer", "show", person, "--json").json
    assert (file["erased_on"], file["phone"], file["profile"], file["consent"]) == (
        "2026-11-22", None, {}, {})  # fmt: skip
    assert [act["act"] for act in file["consent_log"]] == ["given", "withdrawn"]
    assert [p for p in svc("check", "--json", code=None).json if p["level"] == "error"] == []


def test_numbers_made_of_her_phone_go_too(svc: Call, shop: Path, person: str) -> None:
    """What is derived from the records is made anew without her."""
    from svc.store import files
    from svc.store.hints import hint
    from svc.store.store import Store

    before = Store(shop)
    with pytest.MonkeyPatch.context() as patch:  # as if the files had lain for a while
        patch.setattr("svc.store.seal.FRESH", -(10**19))
        assert before.customers.where("phone", "13911112222")
        before.shards.seal(before.shards.names("customers"))
    wanted = str(hint("customers", "phone", "13911112222")).encode()
    seal = shop / ".svc" / "seal"
    assert seal.exists()
    assert wanted in files.read(seal)
    svc("customer", "erase", person, "--yes")
    svc("customer", "list")
    assert not any(wanted in path.read_bytes() for path in (shop / ".svc").iterdir())
    assert Store(shop).customers.where("phone", "13911112222") == []


def test_she_is_nobody_any_more(svc: Call, shop: Path, person: str) -> None:
    """Not listed, found, due or reached; her phone is free for a new file."""
    svc("customer", "erase", person, "--yes")
    assert svc("customer", "list", "--json").json == []
    assert svc("customer", "find", person, "--json").json == []
    assert svc("callback", "due", "--within", "400", "--json").json == []
    svc("customer", "show", "13911112222", code=3)
    svc("customer", "show", "王晓芳", code=3)
    assert "erased" in svc("purchase", "add", "--customer", person, "--item", "price=1",
                           code=3).err  # fmt: skip
    svc("customer", "add", "--name", "王晓芳", "--phone", "13911112222")


def test_a_dry_run(svc: Call, shop: Path, person: str) -> None:
    """The same counts, nothing changed; and without --yes it is refused."""
    before = holding(shop)
    dry = svc("customer", "erase", person, "--dry-run", "--json").json
    assert "--yes" in svc("customer", "erase", person, code=2).err
    assert holding(shop) == before
    done = svc("customer", "erase", person, "--yes", "--json").json
    assert (dry["cleared"], dry["kept"]) == (done["cleared"], done["kept"])
    assert "was erased on" in svc("customer", "erase", person, "--yes", code=5).err
    assert "was erased on" in svc("customer", "merge", person, person, "--yes", code=5).err


def test_while_a_case_is_open(svc: Call, shop: Path, person: str) -> None:
    """Refused, naming what is open; nothing changed."""
    case = svc("complaint", "log", "--customer", person, "--category", "size", "--text", "x").line
    repair = svc("repair", "open", "--customer", person, "--problem", "开线").line
    before = holding(shop)
    refused = svc("customer", "erase", person, "--yes", code=5)
    assert case in refused.err
    assert repair in refused.err
    assert holding(shop) == before


def test_what_was_merged_goes_with_her(svc: Call, shop: Path, person: str) -> None:
    """The line of the other file, kept for parting them, is emptied too."""
    keep = svc("customer", "add", "--name", "王芳", "--phone", "13800138000").line
    svc("customer", "merge", keep, person, "--yes")
    svc("customer", "erase", person, "--yes")
    assert holding(shop) == []
    assert svc("customer", "show", person, "--json").json["id"] == keep
    assert "erased" in svc("customer", "unmerge", person, code=5).err
    assert [p for p in svc("check", "--json", code=None).json if p["level"] == "error"] == []


def git(shop: Path, *args: str) -> None:
    """Run git in the shop."""
    subprocess.run(["git", "-C", str(shop), *args], check=True, capture_output=True)


def test_what_gits_past_holds_is_said(svc: Call, shop: Path, person: str) -> None:
    """Only where there is a commit that holds her; other copies are named in any case."""
    copies = svc("customer", "erase", person, "--dry-run", "--json").json["still"]
    assert len(copies) == 1
    assert "Backups" in copies[0]
    git(shop, "init")
    assert svc("customer", "erase", person, "--dry-run", "--json").json["still"] == copies
    git(shop, "add", "-A")
    git(shop, "commit", "-m", "x")
    still = svc("customer", "erase", person, "--yes", "--json").json["still"]
    assert "git's past" in still[0]
    assert "clone" in still[1]
    assert still[2:] == copies


def test_words_about_her_elsewhere_are_named(svc: Call, shop: Path, person: str) -> None:
    """In another customer's record, or a file somebody put there: told, not touched."""
    other = svc("customer", "add", "--name", "李娜", "--phone", "13700137000", "--set",
                "notes=王晓芳的朋友").line  # fmt: skip
    (shop / "note.txt").write_text("call 13911112222", encoding="utf-8")
    still = svc("customer", "erase", person, "--yes", "--json").json["still"]
    assert any(other in each for each in still)
    assert any("note.txt" in each for each in still)


def test_what_comes_back_is_found(svc: Call, shop: Path, person: str) -> None:
    """A line another till brought back by git: an error, and erasing again takes it out."""
    file = shop / "data" / "complaints" / "2026-11.jsonl"
    before = file.read_text()
    svc("customer", "erase", person, "--yes")
    file.write_text(before)
    (problem,) = (p for p in svc("check", "--json", code=1).json if p["level"] == "error")
    assert problem["rule"] == "personal-data-left"
    assert f"svc customer erase {person} --yes" in problem["hint"]
    svc("customer", "erase", person, "--yes")
    assert holding(shop) == []


def test_what_comes_back_about_a_case_of_hers_is_found(svc: Call, shop: Path, person: str) -> None:
    """An approval or a part names a case, not her: its words are found all the same."""
    case = svc("complaint", "log", "--customer", person, "--category", "price", "--text", "x",
               "--urgent").line  # fmt: skip
    svc("part", "out", "--code", "Z1", "--for", case, "--text", "花粉过敏", "--below-zero")
    svc("complaint", "resolve", case, "--text", "x")
    svc("complaint", "close", case)
    before = {name: (shop / "data" / name / "2026-11.jsonl").read_text()
              for name in ("approvals", "parts")}  # fmt: skip
    svc("customer", "erase", person, "--yes")
    assert svc("check", "--json").json == []
    for name, text in before.items():
        (shop / "data" / name / "2026-11.jsonl").write_text(text)
    found = svc("check", "--json", code=1).json
    assert {(p["rule"], Path(p["file"]).parent.name) for p in found} == {
        ("personal-data-left", "approvals"), ("personal-data-left", "parts")}  # fmt: skip
    svc("customer", "erase", person, "--yes")
    assert svc("check", "--json").json == []
    assert holding(shop) == []


def test_a_record_that_needed_a_word_still_has_one(svc: Call, shop: Path, person: str) -> None:
    """An offer in words, a finding about staff: nothing is missing that was there (S3-045)."""
    case = svc("complaint", "log", "--customer", person, "--category", "attitude", "--text",
               "领口太紧", "--cause", "王晓芳说的").line  # fmt: skip
    svc("complaint", "offer", case, "--text", "花粉过敏", "--taken")
    svc("complaint", "resolve", case, "--text", "孙女满月")
    svc("complaint", "close", case)
    before = svc("check", "--strict", "--json", code=None).json
    svc("customer", "erase", person, "--yes")
    assert holding(shop) == []
    assert svc("check", "--strict", "--json", code=None).json == before
    (row,) = (row for row in svc("report", "ledger", "complaints", "--json").json
              if row["id"] == case)  # fmt: skip
    assert row["missing"] == []
    assert svc("complaint", "show", case, "--json").json["cause"] == "***说的"


def test_a_promise_that_was_kept_stands_against_nothing(
    svc: Call, shop: Path, person: str
) -> None:
    """Promised for a day to come it is refused; answered before that day it is not (S2-039)."""
    (sale,) = svc("purchase", "list", "--customer", person, "--json").json
    svc("callback", "done", f"purchase.{sale['id']}", "--result", "reached", "--question",
        "怎么洗", "--settle-on", "2026-11-24")  # fmt: skip
    refused = svc("customer", "erase", person, "--yes", code=5)
    assert f"purchase.{sale['id']}" in refused.err
    svc("callback", "done", f"appointment.{sale['id']}.261124", "--result", "reached")
    svc("customer", "erase", person, "--yes")


def test_what_is_somebody_elses_is_left_and_not_shown(svc: Call, shop: Path, person: str) -> None:
    """The thanks to whoever brought her are that customer's: not in her copy, and they stay."""
    friend = svc("customer", "add", "--name", "李娜", "--phone", "13700137000",
                 "--consent", "sms").line  # fmt: skip
    svc("customer", "edit", person, "--referred-by", friend)
    svc("sms", "queue")
    key = f"referral-old.{person}"
    svc("callback", "done", key, "--result", "reached", "--text", "王晓芳 139 1111-2222 腰疼",
        "--question", "?", "--settle-on", "2026-11-25")  # fmt: skip
    shown = svc("customer", "export", person).out
    assert "腰疼" not in shown
    assert "李娜" not in shown
    svc("customer", "erase", person, "--yes")
    (made,) = svc("callback", "list", "--json").json
    assert (made["key"], made["customer"], made["text"]) == (key, friend, "*** *** 腰疼")
    (thanks,) = svc("sms", "outbox", "--json").json
    assert (thanks["customer"], thanks["state"]) == (friend, "queued")
    assert "李娜" in thanks["text"]


def test_the_words_of_a_gathering(svc: Call, shop: Path, person: str) -> None:
    """Her name goes out of what was planned and said of it; the rest is other guests'."""
    event = svc("event", "add", "--theme", "tea", "--title", "王晓芳的茶会", "--on", "2026-12-20",
                "--text", "联系13911112222, 带花").line  # fmt: skip
    svc("event", "invite", event, "--customer", person, "--by", "phone")
    svc("customer", "erase", person, "--yes")
    assert holding(shop) == []
    shown = svc("event", "show", event, "--json").json
    assert (shown["title"], shown["text"]) == ("***的茶会", "联系***, 带花")


def test_as_text(svc: Call, shop: Path, person: str) -> None:
    """What went, what stays and why, and what else holds her data."""
    shown = svc("customer", "erase", person, "--yes").out
    assert "What still holds her data:" in shown
    assert "five years" in shown


def test_a_call_that_was_passed_on_is_erased(svc: Call, shop: Path, person: str) -> None:
    """The days on which it was passed on, answered and told stay; what was said goes."""
    (sale,) = svc("purchase", "list", "--customer", person, "--json").json
    key = f"purchase.{sale['id']}"
    svc(
        "callback", "done", key, "--result", "reached", "--text", "领口太紧", "--forward", "region"
    )
    svc("callback", "answer", key, "--text", "领口太紧，改版", "--told")
    svc("customer", "erase", person, "--yes")
    assert holding(shop) == []
    (made,) = (row for row in svc("callback", "list", "--json").json if row["key"] == key)
    assert (made["forwarded_on"], made["told_on"]) == ("2026-11-22", "2026-11-22")
    assert svc("customer", "export", person).json["callbacks"]


def test_shown_as_erased(svc: Call, shop: Path, person: str) -> None:
    """The day she was erased, what she spent, and nothing that is still to learn."""
    svc("customer", "erase", person, "--yes")
    rows = dict(line.split(maxsplit=1) if not line.startswith(("erased on", "spent in", "in 12",
                "last bought")) else line.split("  ", 1)
                for line in svc("customer", "show", person).out.splitlines())  # fmt: skip
    assert rows["erased on"].strip() == "2026-11-22"
    assert "spent in all" in rows
    assert not {"still to learn", "name", "file complete", "still", "file"} & set(rows)
