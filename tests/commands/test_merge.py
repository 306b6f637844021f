"""`svc customer merge` and `unmerge`: one person, one file, and back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc.cli import run
from svc.errors import Refused
from svc.merging import merge
from svc.parting import unmerge
from svc.store.store import Store
from svc.store.tables import kind_of

Call = Callable[..., Any]


@pytest.fixture
def two(shop: Path, svc: Call) -> tuple[str, str]:
    """Two files of Wang Fang: a new phone, and the old one with all her things."""
    keep = svc("customer", "add", "--name", "王芳", "--phone", "13800138000").line
    dup = svc("customer", "add", "--name", "王芳", "--phone", "13900139000", "--number", "0007",
              "--birthday", "1990-11-22", "--set", "size=L").line  # fmt: skip
    return keep, dup


def wrong(svc: Call) -> list[Any]:
    """What `check` finds, but for repairs whose forms are not filled in."""
    return [p for p in svc("check", "--json").json if not str(p["record"]).startswith("W-")]


def content(shop: Path) -> dict[str, bytes]:
    """Every file of a shop's data."""
    return {str(path.relative_to(shop)): path.read_bytes()
            for path in sorted((shop / "data").rglob("*")) if path.is_file()}  # fmt: skip


@pytest.fixture
def busy(two: tuple[str, str], svc: Call) -> dict[str, str]:
    """The old file with something of hers in every table."""
    keep, dup = two
    sold = svc("purchase", "add", "--customer", dup, "--item",
               "name=大衣,category=textile,price=399.00", "--on", "2026-11-10").line  # fmt: skip
    case = svc("complaint", "log", "--customer", dup, "--category", "size", "--text", "小了",
               "--purchase", sold).line  # fmt: skip
    brought = svc("customer", "add", "--name", "李娜", "--phone", "13700137000",
                  "--referred-by", dup).line  # fmt: skip
    repair = svc("repair", "open", "--customer", dup, "--problem", "开线").line
    return {"keep": keep, "dup": dup, "P": sold, "K": case, "C": brought, "W": repair}


def test_every_reference_is_turned(svc: Call, shop: Path, busy: dict[str, str]) -> None:
    """Purchases, complaints, repairs and whom she brought; the empty fields are filled."""
    shown = svc("customer", "merge", busy["keep"], busy["dup"], "--yes", "--json").json
    assert shown == {
        "kept": busy["keep"], "merged": busy["dup"],
        "moved": {"customers": 1, "purchases": 1, "complaints": 1, "repairs": 1},
        "filled": {"birthday": "1990-11-22", "number": "0007", "profile.size": "L"},
        "differs": [{"field": "phone", "kept": "13800138000", "was": "13900139000"}],
    }  # fmt: skip
    for noun, key in (("purchase", "P"), ("complaint", "K"), ("repair", "W")):
        assert svc(noun, "show", busy[key], "--json").json["customer"] == busy["keep"]
    assert svc("customer", "show", busy["C"], "--json").json["referred_by"] == busy["keep"]
    assert svc("customer", "show", busy["keep"], "--json").json["spend"]["total"] == "399.00"
    assert wrong(svc) == []


def test_a_dry_run_tells_the_same(svc: Call, shop: Path, busy: dict[str, str]) -> None:
    """The same outcome on stdout, and not a byte changed."""
    before = content(shop)
    dry = svc("customer", "merge", busy["keep"], busy["dup"], "--dry-run", "--json")
    assert content(shop) == before
    assert "Nothing was changed" in dry.err
    assert svc("customer", "merge", busy["keep"], busy["dup"], "--yes", "--json").json == dry.json


def test_it_is_asked_for(svc: Call, shop: Path, two: tuple[str, str]) -> None:
    """Away from a terminal it needs --yes; without it nothing changes."""
    before = content(shop)
    refused = svc("customer", "merge", *two, code=2)
    assert "--yes" in refused.err
    assert content(shop) == before


@pytest.mark.parametrize("ref", ["id", "part", "phone", "number"])
def test_the_other_file_leads_on(svc: Call, two: tuple[str, str], ref: str) -> None:
    """Whatever named the file that was merged means the one that is kept."""
    keep, dup = two
    svc("customer", "merge", keep, dup, "--yes")
    named = {"id": dup, "part": dup[-6:], "phone": "139-0013-9000", "number": "number:0007"}[ref]
    assert svc("customer", "show", named, "--json").json["id"] == keep
    sold = svc("purchase", "add", "--customer", named, "--item", "name=x,price=1").line
    assert svc("purchase", "show", sold, "--json").json["customer"] == keep


@pytest.mark.parametrize("text", ["13900139000", "1390013", "139-0013", "0007", "王芳", "id"])
def test_find_leads_on(svc: Call, two: tuple[str, str], text: str) -> None:
    """Whoever looks for the old phone, or a part of it, finds her, once; erased, nobody."""
    keep, dup = two
    svc("customer", "merge", keep, dup, "--yes")
    wanted = dup[-6:] if text == "id" else text
    assert [row["id"] for row in svc("customer", "find", wanted, "--json").json] == [keep]
    svc("customer", "erase", keep, "--yes")
    assert svc("customer", "find", wanted, "--json").json == []


def test_her_old_phone_is_found_by_the_index(svc: Call, shop: Path, two: tuple[str, str]) -> None:
    """Also where the shards are sealed and nothing is parsed; parted, it is the file's own."""
    keep, dup = two
    with pytest.MonkeyPatch.context() as patch:  # as if the files had lain for a while
        patch.setattr("svc.store.seal.FRESH", -(10**19))
        svc("customer", "show", "13900139000")
        svc("customer", "merge", keep, dup, "--yes")
        assert svc("customer", "show", "13900139000", "--json").json["id"] == keep
        assert svc("customer", "show", "number:0007", "--json").json["id"] == keep
        svc("customer", "unmerge", dup)
        assert svc("customer", "show", "13900139000", "--json").json["id"] == dup


def test_it_is_nowhere_listed(svc: Call, shop: Path, two: tuple[str, str]) -> None:
    """Not in lists, not completed, not due; what finds it finds whom it leads to."""
    from svc.app import App
    from svc.candidates import customers

    keep, dup = two
    svc("customer", "merge", keep, dup, "--yes")
    assert [row["id"] for row in svc("customer", "list", "--json").json] == [keep]
    assert [row["id"] for row in svc("customer", "find", "王", "--json").json] == [keep]
    assert [row["id"] for row in svc("customer", "find", dup, "--json").json] == [keep]
    assert svc("customer", "show", "王芳", "--json").json["id"] == keep
    assert [row["customer"] for row in svc("callback", "due", "--json").json] == [keep]
    assert [row["id"] for row in svc("report", "ledger", "customers", "--json").json] == [keep]
    app = App(store_option=str(shop), today_option="2026-11-22", staff_option=None, clock=None)  # type: ignore[arg-type]
    for typed in ("", "王", "139", "C-", "number:0"):
        assert dup not in str(customers(app, typed))
    refused = svc("customer", "add", "--name", "王芳", "--phone", "13900139000", code=5)
    assert keep in refused.err


def test_a_birthday_is_wished_once(svc: Call, shop: Path, two: tuple[str, str]) -> None:
    """A wish made to the one file is none that is due to the other."""
    keep, dup = two
    svc("customer", "edit", keep, "--birthday", "1990-11-22")
    key = f"birthday.{dup}.261122"
    svc("callback", "done", key, "--result", "reached", "--text", "谢谢")
    before = content(shop)
    svc("customer", "merge", keep, dup, "--yes")
    assert [c for c in svc("callback", "due", "--json").json if c["kind"] == "birthday"] == []
    made = {row["key"]: row for row in svc("callback", "list", "--json").json}
    assert made[key]["text"] == "谢谢"
    assert made[f"birthday.{keep}.261122"]["text"] == f"= {key}"
    assert wrong(svc) == []
    svc("customer", "unmerge", dup)
    assert content(shop) == before


@pytest.mark.parametrize("swapped", [False, True])
def test_a_person_with_herself(svc: Call, shop: Path, two: tuple[str, str], swapped: bool) -> None:
    """By any of her names: one sentence, exit 5, nothing changed."""
    keep, dup = two
    before = content(shop)
    pair = (keep, "13800138000")[:: -1 if swapped else 1]
    assert "is one file already" in svc("customer", "merge", *pair, "--yes", code=5).err
    assert content(shop) == before
    svc("customer", "merge", keep, dup, "--yes")
    after = content(shop)
    for pair in ((keep, dup), (keep, "13900139000"), (dup, keep)):
        assert len(svc("customer", "merge", *pair, "--yes", code=5).err.splitlines()) == 2
    assert content(shop) == after


def test_chains(svc: Call, shop: Path, two: tuple[str, str]) -> None:
    """A file merged into one that is merged later leads to the last; back only in turn."""
    keep, dup = two
    last = svc("customer", "add", "--name", "王芳", "--phone", "13600136000").line
    before = content(shop)
    svc("customer", "merge", keep, dup, "--yes")
    svc("customer", "merge", last, keep, "--yes")
    assert svc("customer", "show", dup, "--json").json["id"] == last
    assert svc("customer", "show", "13900139000", "--json").json["id"] == last
    assert wrong(svc) == []
    assert keep in svc("customer", "unmerge", dup, code=5).err
    svc("customer", "unmerge", keep)
    svc("customer", "unmerge", dup)
    assert content(shop) == before


def test_parted_again_to_the_byte(svc: Call, shop: Path, busy: dict[str, str]) -> None:
    """If nothing happened between, every file is as it was."""
    before = content(shop)
    svc("customer", "merge", busy["keep"], busy["dup"], "--yes")
    assert content(shop) != before
    dry = svc("customer", "unmerge", "13900139000", "--dry-run", "--json").json
    assert svc("customer", "unmerge", "13900139000", "--json").json == dry
    assert dry["parted"] == busy["dup"]
    assert content(shop) == before
    assert "not merged" in svc("customer", "unmerge", busy["dup"], code=5).err


def test_what_was_made_since(svc: Call, shop: Path, busy: dict[str, str]) -> None:
    """What was added to the kept file stays; what is about a thing that goes back goes too."""
    keep, dup = busy["keep"], busy["dup"]
    svc("customer", "merge", keep, dup, "--yes")
    svc("customer", "edit", keep, "--set", "work=教师")
    own = svc("purchase", "add", "--customer", keep, "--item", "name=y,price=5").line
    late = svc("complaint", "log", "--customer", keep, "--category", "quality", "--text", "x",
               "--purchase", busy["P"]).line  # fmt: skip
    svc("sms", "opt-out", keep)
    svc("customer", "unmerge", dup)
    assert svc("purchase", "show", own, "--json").json["customer"] == keep
    assert svc("complaint", "show", late, "--json").json["customer"] == dup
    assert svc("customer", "show", keep, "--json").json["profile"] == {"work": "教师"}
    assert svc("customer", "show", dup, "--json").json["consent"]["sms"]["withdrawn"]
    assert wrong(svc) == []


def test_what_makes_parting_impossible(svc: Call, shop: Path, two: tuple[str, str]) -> None:
    """Her number was given to somebody else since: one sentence that names her."""
    keep, dup = two
    svc("customer", "merge", keep, dup, "--yes")
    svc("customer", "edit", keep, "--phone", "13900139000")
    before = content(shop)
    assert keep in svc("customer", "unmerge", dup, code=5).err
    assert content(shop) == before


def test_what_another_till_brings_is_moved(svc: Call, shop: Path, two: tuple[str, str]) -> None:
    """A sale to the merged file, brought by git: `check` warns, the same command mends it."""
    keep, dup = two
    svc("customer", "merge", keep, dup, "--yes")
    sold = svc("purchase", "add", "--customer", keep, "--item", "name=y,price=5").line
    file = shop / "data" / "purchases" / "2026-11.jsonl"
    file.write_text(file.read_text().replace(keep, dup))
    (problem,) = svc("check", "--json").json
    assert (problem["level"], problem["rule"], problem["record"]) == (
        "warning", "merged-customer", sold)  # fmt: skip
    assert f"svc customer merge {keep} {dup} --yes" in problem["hint"]
    assert svc("customer", "merge", keep, dup, "--yes", "--json").json["moved"] == {"purchases": 1}
    assert wrong(svc) == []
    svc("customer", "unmerge", dup)
    assert svc("purchase", "show", sold, "--json").json["customer"] == dup


def test_check_finds_redirects_that_lead_nowhere(
    svc: Call, shop: Path, two: tuple[str, str]
) -> None:
    """To nobody, or in a circle: an error; whoever asks for her gets a sentence."""
    keep, dup = two
    svc("customer", "merge", keep, dup, "--yes")
    file = shop / "data" / "customers" / "2026-11.jsonl"
    whole = file.read_text()
    file.write_text(whole.replace(f'"into":"{keep}"', '"into":"C-261122-ZZZZZZ"'))
    (problem,) = svc("check", "--json", code=1).json
    assert (problem["rule"], problem["record"]) == ("unknown-customer", dup)
    assert "not there" in svc("customer", "show", dup, code=3).err
    file.write_text(whole.replace(f'"into":"{keep}"', f'"into":"{dup}"'))
    (problem,) = svc("check", "--json", code=1).json
    assert problem["rule"] == "merged-in-a-circle"
    told = svc("customer", "show", dup, code=3).err
    assert problem["message"] in told
    assert problem["hint"] in told
    assert f"svc customer unmerge {dup}" in told


def test_a_list_from_before_is_read_again(
    svc: Call, shop: Path, two: tuple[str, str], tmp_path: Path
) -> None:
    """The rows of both files are hers; no file is opened again; purchases go to the kept one."""
    keep, dup = two
    svc("customer", "merge", keep, dup, "--yes")
    people, sales = tmp_path / "people.csv", tmp_path / "sales.csv"
    people.write_text("name,phone,gender\n王芳,13800138000,F\n王芳,13900139000,F\n")
    found = svc("import", "customers", people, "--json").json
    assert (found["added"], found["updated"], found["rejected"]) == (0, 2, 0)
    sales.write_text(f"customer,on,total\n0007,2026-11-01,5\n{dup},2026-11-02,6\n")
    assert svc("import", "purchases", sales, "--json").json["added"] == 2
    bought = svc("purchase", "list", "--customer", keep, "--json").json
    assert [each["total"] for each in bought] == ["5.00", "6.00"]


def test_an_export_marks_it(svc: Call, two: tuple[str, str]) -> None:
    """Its line stays in the table, and says where it leads."""
    keep, dup = two
    svc("customer", "merge", keep, dup, "--yes")
    lines = svc("export", "customers").out.splitlines()
    assert "merged" in lines[0].split(",")
    (redirect,) = (line for line in lines if line.startswith(dup))
    assert keep in redirect.split(",")
    assert "13900139000" not in redirect


IDS = [f"C-261122-{letter * 6}" for letter in "ABCDE"]
KEEP, DUP = IDS[:2]
WHO = st.sampled_from(IDS)


@st.composite
def shops(draw: st.DrawFn) -> list[tuple[str, dict[str, Any]]]:
    """Records of a made shop: five customers, and what names one of them."""
    found: list[tuple[str, dict[str, Any]]] = []
    for n, record_id in enumerate(IDS):
        raw = {"id": record_id, "name": "王芳", "phone": f"1380013800{n}"}
        more: dict[str, st.SearchStrategy[Any]] = {
            "referred_by": WHO, "birthday": st.sampled_from(["05-12", "1990-05-12"]),
            "consent": st.just({"sms": {"given": "2026-01-01"}}),
            "profile": st.dictionaries(st.sampled_from("ab"), st.sampled_from("xy"), min_size=1),
            "wishes": st.lists(st.just({"text": "花"}), min_size=1),
        }  # fmt: skip
        raw |= draw(st.fixed_dictionaries({}, optional=more))
        found.append(("customers", raw))
    for n in range(draw(st.integers(0, 3))):
        on = "2026-11-01"
        found.append(("purchases", {"id": f"P-261101-{n:06}", "customer": draw(WHO), "on": on,
                                    "items": [{"amount": "1.00"}], "total": "1.00"}))  # fmt: skip
        found.append(("complaints", {"id": f"K-261101-{n:06}", "customer": draw(WHO), "on": on,
                                     "category": "size", "text": draw(WHO),
                                     "state": "logged"}))  # fmt: skip
    for n, who in enumerate(draw(st.lists(WHO, max_size=4, unique=True))):
        for kind in draw(st.sets(st.sampled_from(["birthday", "contact", "fading"]))):
            result = draw(st.sampled_from(["reached", "no-answer"]))
            key = f"{kind}.{who}.2610{n + 10}"
            found.append(("callbacks", {"id": key, "kind": kind, "customer": who, "about": who,
                                        "due": "2026-10-10", "done_on": "2026-10-10",
                                        "result": result}))  # fmt: skip
        state = draw(st.sampled_from(["queued", "approved", "sent", "cancelled"]))
        found.append(("messages", {"id": f"sms-birthday.{who}.261012", "kind": "birthday",
                                   "customer": who, "template": "b", "due": "2026-10-12",
                                   "text": "x", "state": state}))  # fmt: skip
    guests = draw(st.lists(WHO, max_size=4, unique=True))
    rows = [{"customer": who, "answer": draw(st.sampled_from(["yes", "no"]))} for who in guests]
    found.append(("events", {"id": "E-261101-AAAAAA", "theme": "tea", "title": "茶会",
                             "on": "2026-11-01", "invited": rows}))  # fmt: skip
    return found


@settings(max_examples=30)
@given(shops())
def test_merged_and_parted_any_shop_is_as_it_was(
    records: list[tuple[str, dict[str, Any]]],
) -> None:
    """Whatever is on file: after both, every byte is as before, and in between in order."""
    with tempfile.TemporaryDirectory() as folder:
        assert run(["init", folder, "--name", "x", "--no-git"]) == 0
        store = Store(folder)
        day = date(2026, 11, 22)
        app: Any = SimpleNamespace(store=store, at=day.isoformat(), today=day, staff_id=None)
        with store.change() as change:
            for table, raw in records:
                change.put(kind_of(table).from_raw(raw))
        before = content(Path(folder))
        with store.change() as change:
            merge(change, app, KEEP, DUP)
        left = [
            raw for table in ("purchases", "complaints", "callbacks", "messages", "events")
            for raw in store.table(table).fields()
            if raw.get("customer") == DUP or DUP in [r["customer"] for r in raw.get("invited", ())]
        ]  # fmt: skip
        assert left == []
        for invited in (raw["invited"] for raw in store.events.fields() if "invited" in raw):
            guests = [row["customer"] for row in invited]
            assert len(guests) == len(set(guests))
        with store.change() as change, pytest.raises(Refused):
            merge(change, app, KEEP, DUP)
        with store.change() as change:
            unmerge(change, app, DUP)
        assert content(Path(folder)) == before
