"""`svc undo`: what was done is taken back by a new change, or refused with its reason."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from svc.cli import run
from svc.frozen import replace
from svc.records.conflict import Conflict, conflict_id
from svc.records.customer import Customer
from svc.store.store import Store

Call = Callable[..., Any]


def content(shop: Path) -> dict[str, bytes]:
    """Every file of a shop's data."""
    return {str(path.relative_to(shop)): path.read_bytes()
            for path in sorted((shop / "data").rglob("*.jsonl"))}  # fmt: skip


@pytest.fixture
def sold(wang: str, svc: Call) -> str:
    """A purchase of Wang Fang's whose call is due."""
    return str(svc("purchase", "add", "--customer", wang, "--on", "2026-11-10", "--item",
                   "name=大衣,category=textile,price=399.00").line)  # fmt: skip


# ---- the last one, one before, a certain one


def test_a_callback_noted_by_mistake(shop: Path, svc: Call, sold: str) -> None:
    """Gone again, its id printed; then the sale, then the customer; then nothing is left."""
    before = content(shop)
    key = svc("callback", "done", f"purchase.{sold}", "--result", "reached").line
    assert svc("undo").line == key
    assert content(shop) == before
    assert svc("callback", "list", "--json").json == []
    assert svc("undo").line == sold
    svc("undo")
    assert content(shop) == {}
    left = svc("undo", code=3)
    assert "no change left to take back" in left.err
    svc("check")


def test_an_edit(svc: Call, wang: str) -> None:
    """The line is as it was, the record is found by what it holds again, and no longer by that."""
    svc("customer", "edit", wang, "--phone", "13900139000", "--set", "size=L")
    assert svc("customer", "show", "13900139000", "--json").json["id"] == wang
    done = svc("undo", "--json").json
    assert done == {
        "number": 3, "undoes": 2, "at": "2026-11-22", "command": "customer edit", "staff": None,
        "records": [{"table": "customers", "id": wang, "was": "changed"}],
    }  # fmt: skip
    assert svc("customer", "show", "13800138000", "--json").json["id"] == wang
    svc("customer", "show", "13900139000", code=3)


def test_again_is_an_undo_of_the_undo(shop: Path, svc: Call, wang: str) -> None:
    """By its number; what is taken back already is not taken back twice."""
    svc("customer", "edit", wang, "--set", "size=L")
    edited = content(shop)
    svc("undo")
    twice = svc("undo", 2, code=5)
    assert "was taken back by change 3" in twice.err
    assert "svc undo 3" in twice.err
    svc("undo", 3)
    assert content(shop) == edited
    assert svc("undo", "--json").json["undoes"] == 2
    svc("undo", "--json")
    assert content(shop) == {}


def test_a_change_further_back(svc: Call, sold: str, wang: str) -> None:
    """Others stay, if they have nothing to do with it."""
    other = svc("customer", "add", "--name", "李娜", "--phone", "13700137000").line
    svc("customer", "edit", wang, "--set", "size=L")
    svc("undo", 3)
    svc("customer", "show", other, code=3)
    assert svc("customer", "show", wang, "--json").json["profile"] == {"size": "L"}
    assert "No change 99" in svc("undo", 99, code=3).err


def test_the_list(svc: Call, sold: str, wang: str) -> None:
    """When, by which command and whom, how many records, which, and whether it holds."""
    li = svc("staff", "add", "--name", "李", "--code", "li", "--post", "clerk").line
    svc("--staff", "li", "--today", "2026-11-22T15:30", "customer", "edit", wang, "--set", "a=1")
    svc("undo")
    rows = svc("undo", "--list", "--json").json
    assert [(row["number"], row["command"], row["state"]) for row in rows] == [
        (1, "customer add", "in force"), (2, "purchase add", "in force"),
        (3, "staff add", "in force"), (4, "customer edit", "taken back"), (5, "undo", "in force"),
    ]  # fmt: skip
    assert rows[3] == {
        "number": 4, "at": "2026-11-22T15:30", "command": "customer edit", "staff": li,
        "state": "taken back", "undoes": None, "by": 5, "records": 1, "ids": [wang],
    }  # fmt: skip
    assert rows[4]["undoes"] == 4
    assert "customer edit" in svc("undo", "--list").out
    svc("undo", "--list", "3", code=2)


def test_a_dry_run(shop: Path, svc: Call, sold: str, wang: str) -> None:
    """Record by record what would be; nothing is."""
    svc("customer", "edit", wang, "--name", "王方")
    before = content(shop)
    shown = svc("undo", "--dry-run")
    assert "王方 → 王芳" in shown.out
    assert "would be as it was" in shown.out
    assert svc("undo", 2, "--dry-run", "--json").json["records"] == [
        {"table": "purchases", "id": sold, "was": "added"}
    ]
    assert content(shop) == before
    assert len(svc("undo", "--list", "--json").json) == 3


def test_several_records_need_a_yes(svc: Call, shop: Path) -> None:
    """In a script one record goes at once; a change of many wants to be meant."""
    file = shop.parent / "c.csv"
    file.write_text("name,phone\n" + "".join(f"顾客{n},138{n:08d}\n" for n in range(40)))
    svc("import", "customers", file)
    refused = svc("undo", code=2)
    assert "--yes" in refused.err
    assert len(svc("undo", "--yes").out.split()) == 40
    assert svc("customer", "list", "--json").json == []
    svc("undo", 2, "--yes")
    assert len(svc("customer", "list", "--json").json) == 40


def test_on_a_terminal_it_asks(svc: Call, wang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what it would take back, and takes no for an answer."""
    import io

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for answer, code in (("n\n", 5), ("y\n", 0)):
        monkeypatch.setattr(sys, "stdin", Terminal(answer))
        asked = svc("undo", code=code)
        assert "change 1 (customer add, 2026-11-22, records: 1)" in asked.err
    monkeypatch.undo()


# ---- what is refused


def test_what_was_changed_since(svc: Call, shop: Path, wang: str) -> None:
    """By a later change, which is named; or by an editor or another till, which is not."""
    svc("customer", "edit", wang, "--set", "size=L")
    refused = svc("undo", 1, code=5)
    assert f"{wang} was changed since change 1." in refused.err
    assert "svc undo 2" in refused.err
    (file,) = (shop / "data/customers").iterdir()
    file.write_text(file.read_text(encoding="utf-8").replace("王芳", "王方"), encoding="utf-8")
    refused = svc("undo", code=5)
    assert f"svc history {wang}" in refused.err
    svc("undo", 1, code=5)


@pytest.mark.parametrize("count", [1, 40])
def test_what_others_refer_to(svc: Call, shop: Path, count: int) -> None:
    """A customer who has bought something since stays; so does she in whose file another is."""
    file = shop.parent / "c.csv"
    file.write_text("name,phone\n" + "".join(f"顾客{n},138{n:08d}\n" for n in range(count)))
    svc("import", "customers", file)
    who = svc("customer", "list", "--json").json[-1]["id"]
    sold = svc("purchase", "add", "--customer", who, "--item", "name=a,price=1").line
    refused = svc("undo", 1, "--yes", code=5)
    assert f"{sold} refers to {who}" in refused.err
    svc("undo", 2)
    svc("undo", 1, "--yes")
    assert content(shop) == {}


def test_what_check_would_call_wrong(svc: Call, wang: str) -> None:
    """A number that somebody else has since does not come back to two files."""
    svc("customer", "edit", wang, "--number", "0001")
    svc("customer", "edit", wang, "--number", "0002")
    svc("customer", "add", "--name", "李娜", "--number", "0001")
    before = svc("check", "--json").json
    refused = svc("undo", 3, code=5)
    assert "cannot be taken back" in refused.err
    assert svc("check", "--json").json == before


@pytest.fixture
def outbox(svc: Call, shop: Path) -> str:
    """A birthday message queued, and a gateway."""
    (shop / ".svc/gateways.toml").write_text(
        '[shop]\nkind = "command"\nwords = ["sh", "-c", "cat > /dev/null"]\nper_minute = 0\n'
    )
    (shop.parent / "c.csv").write_text("name,phone,birthday,consent\n王芳,13800138000,11-22,sms\n")
    svc("import", "customers", shop.parent / "c.csv")
    return str(svc("sms", "queue").line)


def test_a_queue_is_undone_a_message_never(svc: Call, outbox: str, shop: Path) -> None:
    """What waits may be taken back; what a gateway had may not, nor be sent once more."""
    svc("undo")
    assert svc("sms", "outbox", "--json").json == []
    svc("undo", 3)
    svc("sms", "approve", outbox)
    approved = svc("undo", "--list", "--json").json[-1]["number"]
    svc("--today", "2026-11-22T10:00", "sms", "send")
    before = content(shop)
    for row in svc("undo", "--list", "--json").json[1:]:
        svc("undo", row["number"], "--yes", code=5)
    sent = svc("undo", "--yes", code=5)
    assert f"{outbox} was handed to the gateway" in sent.err
    assert svc("undo", approved, code=5)
    assert content(shop) == before


@pytest.fixture
def people(svc: Call, shop: Path) -> None:
    """A clerk and a shop manager."""
    for code, post in (("an", "clerk"), ("li", "shop_manager")):
        svc("staff", "add", "--name", f"员工{code}", "--code", code, "--post", post)


@pytest.mark.usefixtures("people")
def test_a_decision_needs_who_may_decide(svc: Call, shop: Path, sold: str) -> None:
    """What the shop manager decided or paid the clerk does not take back; she does."""
    waits = svc("--staff", "an", "return", "open", "--purchase", sold, "--cause", "misadvice",
                code=6).line  # fmt: skip
    asked = content(shop)
    svc("--staff", "li", "return", "approve", waits)
    decided = content(shop)
    svc("--staff", "li", "return", "settle", waits)
    for who in ((), ("--staff", "an")):
        refused = svc(*who, "undo", "--yes", code=5)
        assert "cannot take it back" in refused.err
    svc("--staff", "li", "undo", "--yes")
    assert content(shop) == decided
    refused = svc("--staff", "an", "undo", "--yes", code=5)
    assert "was decided by the shop manager" in refused.err
    svc("--staff", "li", "undo", "--yes")
    assert content(shop) == asked
    last = svc("undo", "--list", "--json").json[-1]["number"]
    svc("--staff", "an", "undo", last, "--yes", code=5)
    svc("--staff", "li", "undo", last, "--yes")
    assert content(shop) == decided
    svc("check", code=None)


def test_a_merge(svc: Call, shop: Path, sold: str, wang: str) -> None:
    """Both files are as they were, and every reference; unmerge works on after a redo."""
    keep = svc("customer", "add", "--name", "王芳", "--phone", "13900139000").line
    before = content(shop)
    svc("customer", "merge", keep, wang, "--yes")
    merged = content(shop)
    svc("undo", "--yes")
    assert content(shop) == before
    svc("undo", svc("undo", "--list", "--json").json[-1]["number"], "--yes")
    assert content(shop) == merged
    svc("customer", "unmerge", wang)
    assert content(shop) == before


SECRETS = ("王晓芳", "13911112222", "人民路88号", "领口太紧")


def test_what_was_erased_does_not_come_back(svc: Call, shop: Path) -> None:
    """Nothing under `.svc` holds anything of hers, and nothing of her can be taken back."""
    who = svc("customer", "add", "--name", "王晓芳", "--phone", "13911112222", "--set",
              "address=人民路88号").line  # fmt: skip
    other = svc("customer", "add", "--name", "李娜", "--phone", "13700137000").line
    case = svc("complaint", "log", "--customer", who, "--category", "size", "--text",
               "领口太紧").line  # fmt: skip
    svc("complaint", "resolve", case, "--text", "领口太紧，已改")
    svc("complaint", "close", case)
    svc("customer", "edit", who, "--set", "address=人民路88号,2楼")
    svc("undo")
    svc("customer", "edit", other, "--set", "size=L")
    svc("customer", "erase", who, "--yes")
    for file in (shop / ".svc").rglob("*"):
        if file.is_file():
            found = [word for word in SECRETS if word.encode() in file.read_bytes()]
            assert not found, file
    refused = svc("undo", "--yes", code=5)
    assert "stays erased" in refused.err
    rows = svc("undo", "--list", "--json").json
    assert [row["number"] for row in rows if row["state"] == "for good"] == [1, 3, 4, 5, 7, 9]
    for row in rows:
        if row["command"] != "customer add" and row["ids"] != [other]:
            svc("undo", row["number"], "--yes", code=5)
    svc("undo", 8)
    svc("undo", 2)


# ---- kills and races


def test_a_change_that_was_killed_is_passed_over(
    svc: Call, shop: Path, sold: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the log, not in the files: the one before is the last."""

    class Killed(BaseException):
        """As a kill."""

    def killed(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", killed)
        with pytest.raises(Killed):
            svc("callback", "done", f"purchase.{sold}", "--result", "reached", code=None)
    assert [row["state"] for row in svc("undo", "--list", "--json").json] == [
        "in force", "in force", "unfinished",
    ]  # fmt: skip
    assert svc("undo").line == sold
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", killed)
        with pytest.raises(Killed):
            svc("undo", code=None)
    assert svc("undo", "--json").json["undoes"] == 1
    assert content(shop) == {}


def test_two_at_once(svc: Call, shop: Path) -> None:
    """The order of the log is that of the lock; each undo takes one, none takes another's."""
    here = [sys.executable, "-m", "svc", "--store", str(shop)]
    adding = [
        subprocess.Popen(
            [*here, "customer", "add", "--name", f"N{n}", "--phone", f"1380013800{n}"],
            stdout=subprocess.PIPE, text=True,
        )
        for n in range(4)
    ]  # fmt: skip
    ids = {each.communicate(timeout=60)[0].strip() for each in adding}
    rows = svc("undo", "--list", "--json").json
    assert {row["ids"][0] for row in rows} == ids
    assert [row["number"] for row in rows] == [1, 2, 3, 4]
    undoing = [
        subprocess.Popen([*here, "undo"], stdout=subprocess.PIPE, text=True) for _n in range(4)
    ]
    assert {each.communicate(timeout=60)[0].strip() for each in undoing} == ids
    assert content(shop) == {}
    svc("check")


# ---- the law


def called(*args: str) -> int:
    """A command in this process; its exit code."""
    return run(list(args))


def some_change(random: Random, shop: Path, n: int) -> list[str]:
    """A changing command, by chance; it may be refused."""
    store = Store(shop)
    customers = [c.id for c in store.customers.all() if isinstance(c, Customer)] or ["nobody"]
    who = random.choice(customers)
    sold = random.choice([p.id for p in store.purchases.all()] or ["nothing"])
    case = random.choice([k.id for k in store.complaints.all()] or ["nothing"])
    phone = f"138{random.randrange(10**8):08d}"
    file = shop.parent / "list.csv"
    file.write_text("name,phone\n" + "".join(f"某{n}-{k},139{n:04d}{k:04d}\n" for k in range(3)))
    return random.choice([
        ["customer", "add", "--name", f"顾客{n}", "--phone", phone],
        ["customer", "edit", who, "--set", f"size={random.choice('SML')}"],
        ["customer", "edit", who, "--phone", phone],
        ["customer", "consent", who, "--give", "sms", "--text", "好"],
        ["purchase", "add", "--customer", who, "--on", f"2026-1{random.randrange(2)}-11",
         "--item", "name=大衣,category=textile,price=9.00"],
        ["callback", "done", f"purchase.{sold}", "--result", "reached"],
        ["complaint", "log", "--customer", who, "--category", "size", "--text", "小了"],
        ["complaint", "resolve", case, "--text", "换了"],
        ["complaint", "close", case],
        ["import", "customers", str(file)],
        ["customer", "merge", who, random.choice(customers), "--yes"],
        ["return", "open", "--purchase", sold, "--cause", "quality", "--defect", "起球"],
    ])  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=some.integers(0, 10**6))
def test_undoing_all_gives_the_bytes_of_the_beginning(seed: int) -> None:
    """And undoing those undos, the last first, gives the bytes of each step again."""
    random = Random(seed)
    folder = Path(tempfile.mkdtemp())
    shop = folder / "shop"
    try:
        assert called("init", str(shop), "--name", "x", "--no-git") == 0
        os.environ["SVC_STORE"] = str(shop)
        states = [content(shop)]
        for n in range(9):
            called(*some_change(random, shop, n))
            if (now := content(shop)) != states[-1]:
                states.append(now)
        for state in reversed(states[:-1]):
            assert called("undo", "--yes") == 0
            assert content(shop) == state
        assert called("undo", "--yes") == 3
        count = len(states) - 1
        for done, state in enumerate(states[1:]):
            assert called("undo", str(2 * count - done), "--yes") == 0
            assert content(shop) == state
    finally:
        os.environ.pop("SVC_STORE", None)
        shutil.rmtree(folder)


def test_a_choice_between_two_tills_words_is_taken_back(shop: Path, svc: Call, wang: str) -> None:
    """The conflict is an error again: it was one before the choice."""
    others = ({"unit": "gender", "fields": {"gender": "M"}},)
    with Store(shop).change() as change:
        change.put(Conflict(id=conflict_id(wang), table="customers", record=wang, others=others))
    for choice in ("--take", "--keep"):
        svc("check", code=1)
        svc("resolve", wang, choice)
        svc("check")
        svc("undo", "--yes")
        assert Store(shop).customers.get(wang).gender == "F"
        assert svc("resolve", "--json", code=1).json[0]["record"] == wang


def test_what_mended_an_error_is_taken_back(shop: Path, svc: Call, wang: str) -> None:
    """The error stood before that change; another change in between does no harm."""
    file = next((shop / "data/customers").glob("*.jsonl"))
    file.write_text(file.read_text("utf-8").replace('"name"', '"owner":"T-261101-ZZZZZZ","name"'))
    svc("fmt")
    svc("check", code=1)
    with Store(shop).change() as change:
        change.put(replace(Store(shop).customers.get(wang), owner=None))
    svc("check")
    svc("customer", "add", "--name", "李娜", "--number", "77")
    mended = svc("undo", "--list", "--json").json[-2]["number"]
    svc("undo", mended)
    assert Store(shop).customers.get(wang).owner == "T-261101-ZZZZZZ"
    svc("check", code=1)
