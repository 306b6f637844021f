"""`svc sms send`: each message once, by whatever gateway, whatever happens in between."""

from __future__ import annotations

import csv
import io
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svc.frozen import replace
from svc.store.sending import only_run
from svc.store.store import Store

Call = Callable[..., Any]
TEN = ("--today", "2026-11-22T10:00")
SEND = (*TEN, "sms", "send")


def filled(svc: Call, shop: Path, count: int) -> None:
    """A shop with so many birthdays today, their messages approved."""
    rows = "".join(f"顾客{n},138{n:08d},1990-11-22,sms\n" for n in range(count))
    (shop.parent / "c.csv").write_text("name,phone,birthday,consent\n" + rows)
    svc("import", "customers", shop.parent / "c.csv")
    svc("sms", "queue")
    svc("sms", "approve", "--all")


@pytest.fixture
def log(shop: Path) -> Path:
    """A program as the gateway, which writes what it gets at the end of this file."""
    file = shop.parent / "gateway.log"
    (shop / ".svc").mkdir(exist_ok=True)
    gateway(shop, f"cat >> {file}", "per_minute = 0\n")
    return file


def gateway(shop: Path, script: str, more: str = "") -> None:
    """The gateway of this computer is a line of shell."""
    (shop / ".svc/gateways.toml").write_text(
        f'[shop]\nkind = "command"\nwords = ["sh", "-c", {json.dumps(script)}]\n{more}'
    )


def reviewed_anew(svc: Call, day: str) -> None:
    """What waits from another day gets belated words, and is approved in them."""
    svc("--today", day, "sms", "queue")
    svc("--today", day, "sms", "approve", "--all")


def went(log: Path) -> list[str]:
    """The keys that reached the gateway."""
    lines = log.read_text().splitlines() if log.exists() else []
    return [json.loads(line)["key"] for line in lines]


def by_state(shop: Path) -> dict[str, set[str]]:
    """The outbox's keys by state."""
    found: dict[str, set[str]] = {}
    for message in Store(shop).messages.all():
        found.setdefault(message.state, set()).add(message.id)
    return found


@pytest.mark.fact("S2-027", "S2-037", command="svc sms send")
def test_what_is_approved_goes_once_and_counts(shop: Path, svc: Call, log: Path) -> None:
    """A message that was let go goes out once, makes the contact, and counts for who let it."""
    svc("staff", "add", "--name", "李娜", "--code", "li", "--post", "shop_manager")
    rows = "".join(f"顾客{n},138{n:08d},1990-11-22,sms\n" for n in range(3))
    (shop.parent / "c.csv").write_text("name,phone,birthday,consent\n" + rows)
    svc("import", "customers", shop.parent / "c.csv")
    keys = svc("sms", "queue").out.split()
    svc("--staff", "li", "sms", "approve", *keys[:2])
    sent = svc(*SEND, "--json").json
    assert {name: sent[name] for name in ("sent", "failed", "unknown", "cancelled", "left")} == {
        "sent": 2, "failed": 0, "unknown": 0, "cancelled": 0, "left": 0,
    }  # fmt: skip
    assert {row["key"] for row in sent["messages"]} == set(keys[:2])
    assert {row["via"] for row in sent["messages"]} == {"shop"}
    assert sorted(went(log)) == sorted(keys[:2])
    assert svc(*SEND, "--json").json["sent"] == 0
    assert len(went(log)) == 2
    due = {row["key"] for row in svc("callback", "due", "--json").json}
    assert due == {keys[2].removeprefix("sms-")}
    tally = {row["name"]: row["messages"] for row in svc("callback", "tally", "--json").json}
    assert tally == {"李娜": 2}
    svc("check")


def test_a_dry_run_sends_nothing_and_shows_no_phone(shop: Path, svc: Call, log: Path) -> None:
    """What would go where, in text and JSON."""
    filled(svc, shop, 2)
    svc("sms", "opt-out", "13800000001")
    files = {file: file.read_bytes() for file in shop.rglob("data/messages/*")}
    for options in ([], ["--json"], ["--format", "csv"]):
        shown = svc(*SEND, "--dry-run", *options)
        assert "138****0000" in shown.out
        assert "13800000000" not in shown.out + shown.err
    rows = svc(*SEND, "--dry-run", "--json").json
    assert (rows["sent"], rows["cancelled"]) == (1, 1)
    assert {row["reason"] for row in rows["messages"]} == {None, "opted_out"}
    assert went(log) == []
    assert {file: file.read_bytes() for file in shop.rglob("data/messages/*")} == files


@pytest.mark.parametrize(
    ("now", "code"),
    [("08:59", 5), ("09:00", 0), ("19:59", 0), ("20:00", 5), ("23:30", 5)],
)
def test_nothing_goes_at_night(shop: Path, svc: Call, log: Path, now: str, code: int) -> None:
    """Outside sending.hours it is refused, and what is approved waits; a file is no message."""
    filled(svc, shop, 1)
    svc("--today", f"2026-11-22T{now}", "sms", "send", code=code)
    assert len(went(log)) == (code == 0)
    if code:
        out = shop.parent / "bulk.csv"
        svc("--today", f"2026-11-22T{now}", "sms", "send", "--out", out)
        assert out.exists()


def test_a_day_without_a_time_is_warned_of(shop: Path, svc: Call, log: Path) -> None:
    """--today 2026-11-22 says nothing of the hour."""
    filled(svc, shop, 1)
    assert "no time of day" in svc("sms", "send").err
    assert len(went(log)) == 1


def test_no_message_goes_before_its_day_or_long_after(shop: Path, svc: Call, log: Path) -> None:
    """Before its day it waits, on its last day it goes, a day later it is cancelled."""
    filled(svc, shop, 2)
    assert svc("--today", "2026-11-21T10:00", "sms", "send", "--json").json["sent"] == 0
    svc("--today", "2026-11-21T10:00", "sms", "send", "--on", "2026-11-22", code=5)
    reviewed_anew(svc, "2026-11-24")
    late = svc("--today", "2026-11-24T10:00", "sms", "send", "--limit", "1", "--json").json
    assert (late["sent"], late["left"]) == (1, 1)
    over = svc("--today", "2026-11-25T10:00", "sms", "send", "--json").json
    assert (over["sent"], over["cancelled"]) == (0, 1)
    assert over["messages"][0]["reason"] == "lapsed"
    assert len(went(log)) == 1


@pytest.mark.fact("S2-030", command="svc sms queue")
def test_a_wish_of_a_day_that_is_over_is_not_sent_as_if_it_were_today(
    shop: Path, svc: Call, log: Path
) -> None:
    """A birthday wish approved for yesterday waits for belated words, which are read again."""
    filled(svc, shop, 1)
    next_day = ("--today", "2026-11-23T10:00")
    held = svc(*next_day, "sms", "send", "--json").json
    assert (held["sent"], held["cancelled"], held["left"], went(log)) == (0, 0, 1, [])
    (key,) = svc(*next_day, "sms", "queue").out.split()
    (message,) = Store(shop).messages.all()
    assert (message.id, message.state, message.template) == (key, "queued", "birthday_belated")
    assert svc(*next_day, "sms", "queue").out.split() == [key]
    assert list(Store(shop).messages.all()) == [message]
    svc(*next_day, "sms", "approve", key)
    assert svc(*next_day, "sms", "send", "--json").json["sent"] == 1
    assert went(log) == [key]
    assert svc(*next_day, "sms", "queue").out.split() == []
    svc("check")


def test_belated_words_do_not_go_on_the_very_day(shop: Path, svc: Call, log: Path) -> None:
    """Approved by a clock that was a day ahead: they wait, and are written anew for the day."""
    filled(svc, shop, 1)
    reviewed_anew(svc, "2026-11-23")
    held = svc(*SEND, "--json").json
    assert (held["sent"], held["left"], went(log)) == (0, 1, [])
    reviewed_anew(svc, "2026-11-22")
    assert [message.template for message in Store(shop).messages.all()] == ["birthday"]
    assert svc(*SEND, "--json").json["sent"] == 1


def test_what_changed_since_the_review_is_looked_at(shop: Path, svc: Call, log: Path) -> None:
    """She opted out, was called, has a landline now: cancelled, with the reason.

    Of whom two files have the phone waits until somebody has said whose it is (P8).
    """
    filled(svc, shop, 6)
    svc("sms", "opt-out", "13800000000")
    called = Store(shop).customers.where("phone", "13800000001")[0].id
    svc("callback", "done", f"birthday.{called}.261122", "--result", "reached")
    store = Store(shop)
    from svc.frozen import replace

    with store.change() as change:
        phone = {"13800000002": "01062554433", "13800000003": "13800000004"}
        for old, new in phone.items():
            change.put(replace(store.customers.where("phone", old)[0], phone=new))
    done = svc(*SEND, "--json", code=5).json
    reasons = Counter(row["reason"] for row in done["messages"])
    assert reasons == {None: 1, "opted_out": 1, "made": 1, "no_mobile": 1}
    assert (done["sent"], done["cancelled"], done["left"], len(went(log))) == (1, 3, 2, 1)
    assert len(by_state(shop)["approved"]) == 2


def test_a_customer_gets_one_message_a_day(shop: Path, svc: Call, log: Path) -> None:
    """message.cap_day: a second one waits for tomorrow; service notices are never held back."""
    filled(svc, shop, 1)
    store = Store(shop)
    (first,) = store.messages.all()
    from svc.frozen import replace
    from svc.messages import outbox

    second = replace(first, id=first.id.replace("birthday", "care-old"), kind="care")
    notice = replace(first, id=first.id.replace("birthday", "own"), kind="repair_ready")
    with store.change() as change:
        outbox.put(change, [second, notice])
    done = svc(*SEND, "--json")
    assert (done.json["sent"], done.json["left"]) == (2, 1)
    (kept,) = by_state(shop)["approved"]
    assert f"{kept} left: she got as many as she may get on one day." in done.err.splitlines()
    assert svc(*SEND, "--json").json["sent"] == 0
    assert svc("--today", "2026-11-23T10:00", "sms", "send", "--json").json["sent"] == 1
    assert len(set(went(log))) == len(went(log)) == 3


@pytest.mark.parametrize(
    ("script", "state", "left"),
    [
        ("exit 1", "failed", 2), ("exit 75", None, 3), ("exit 76", "unknown", 2),
        ("kill -9 $$", "unknown", 2),
    ],
)  # fmt: skip
def test_a_gateway_that_fails_half_way(
    shop: Path, svc: Call, log: Path, script: str, state: str | None, left: int
) -> None:
    """What went is sent, the one in hand failed or unknown, the rest approved; exit 8."""
    filled(svc, shop, 5)
    gateway(shop, f"if [ $(wc -l < {log}) -ge 2 ]; then {script}; fi; cat >> {log}")
    log.touch()
    done = svc(*SEND, "--json", code=8)
    row = done.json
    assert (row["sent"], row["left"]) == (2, left)
    if state:
        assert row[state] == 1
    assert json.loads(done.err.splitlines()[-1])["error"] == "other_program"
    assert len(by_state(shop)["approved"]) == left
    gateway(shop, f"cat >> {log}")
    rest = svc(*SEND, "--json").json
    assert (rest["sent"], rest["left"]) == (left, 0)
    assert len(set(went(log))) == len(went(log)) == 2 + left


def test_one_message_that_is_refused_does_not_stop_the_others(
    shop: Path, svc: Call, log: Path
) -> None:
    """Until three in a row are: then the gateway is asked no more."""
    filled(svc, shop, 6)
    gateway(
        shop, f"read -r line; case $line in *13800000003*) exit 65;; esac; echo $line >> {log}"
    )
    done = svc(*SEND)
    assert "5 sent, 1 failed" in done.err
    assert "exit 65" in done.err
    assert "13800000003" not in done.err
    failed = by_state(shop)["failed"]
    svc("sms", "settle", *failed, "--again")
    gateway(shop, "exit 65")
    assert "1 failed" in svc(*SEND).err
    filled(svc, shop, 8)
    svc("sms", "settle", *failed, "--again")
    assert svc(*SEND, "--json", code=8).json["failed"] == 3


def test_a_person_settles_what_is_unknown(shop: Path, svc: Call, log: Path) -> None:
    """It went, or it did not and is tried again; nothing of it happens by itself."""
    filled(svc, shop, 2)
    gateway(shop, "exit 76")
    for _ in range(2):
        svc(*SEND, code=8)
    one, two = sorted(by_state(shop)["unknown"])
    gateway(shop, f"cat >> {log}")
    said = svc(*SEND)
    assert one in said.err
    assert two in said.err
    assert went(log) == []
    warned = svc("check", "--json").json
    assert {(row["level"], row["record"]) for row in warned if row["rule"] == "unknown-fate"} == {
        ("warning", one), ("warning", two),
    }  # fmt: skip
    assert svc("sms", "settle", one, "--sent", "--text", "she thanked us").line == one
    assert svc("sms", "settle", one, "--sent").line == one
    svc("sms", "settle", two, "--again", code=5)
    svc("sms", "settle", two, "--not-sent", "--again")
    assert by_state(shop) == {
        "sent": {one}, "approved": {two},
    }  # fmt: skip
    svc(*SEND)
    assert went(log) == [two]
    svc("sms", "settle", two, "--not-sent", "--text", "the carrier says so")
    assert by_state(shop)["failed"] == {two}


def test_a_store_set_back_sends_nothing_twice(shop: Path, svc: Call, log: Path) -> None:
    """`git checkout` of this morning's files: this computer's log knows better."""
    filled(svc, shop, 2)
    files = {file: file.read_bytes() for file in shop.rglob("data/messages/*")}
    svc(*SEND)
    for file, content in files.items():
        file.write_bytes(content)
    again = svc(*SEND, "--json", code=8).json
    assert (again["sent"], again["unknown"]) == (0, 2)
    assert len(went(log)) == 2


@pytest.mark.parametrize("between", ["2026-11-21", "2026-11-23"])
def test_a_store_set_back_after_a_run_of_another_day_sends_nothing_twice(
    shop: Path, svc: Call, log: Path, between: str
) -> None:
    """Where the clock went back, or a day went by: the log still has what was called for."""
    filled(svc, shop, 2)
    svc("customer", "add", "--name", "李四", "--phone", "13911111111", "--consent", "sms",
        "--set", f"birthday=1990-{between[5:]}")  # fmt: skip
    files = {file: file.read_bytes() for file in shop.rglob("data/messages/*")}
    svc(*SEND)
    reviewed_anew(svc, between)
    svc("--today", f"{between}T10:00", "sms", "send")
    assert len(went(log)) == 3
    for file in shop.rglob("data/messages/*"):
        file.write_bytes(files.get(file, b""))
    assert svc(*SEND, "--json", code=8).json["unknown"] == 2
    assert len(went(log)) == 3


def test_a_log_that_says_nothing_is_no_fault(shop: Path, svc: Call, log: Path) -> None:
    """Lines nobody wrote are left aside; a log that cannot be read is named."""
    filled(svc, shop, 1)
    file = shop / ".svc/sending.log"
    file.write_text('{"take":5}\n{"begin":["x"]}\n{"take":["a"],"failed":[1]}\n\0\n{"end":{}}\n'
                    '{"called":{"a":1},"day":2}\n[1]\n' + "[" * 9999 + "\n")  # fmt: skip
    assert "1 sent" in svc(*SEND).err
    file.unlink()
    file.mkdir()
    assert "sending.log" in svc(*SEND, code=74).err
    assert len(went(log)) == 1


def test_a_store_that_git_could_not_merge_sends_nothing(shop: Path, svc: Call, log: Path) -> None:
    """P8: first somebody says which lines hold."""
    filled(svc, shop, 1)

    def git(*words: str, check: bool = True) -> None:
        subprocess.run(["git", "-C", str(shop), *words], check=check, capture_output=True)

    (shop / "notes.txt").write_text("a\n")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "a")
    for branch, text in (("other", "b\n"), ("main", "c\n")):
        git("checkout", "-q", "-B", branch, *(["main"] if branch == "other" else []), check=False)
        if branch == "main":
            git("checkout", "-q", "main")
            git("reset", "-q", "--hard", "other~1")
        (shop / "notes.txt").write_text(text)
        git("commit", "-qam", text)
    git("merge", "-q", "other", check=False)
    refused = svc(*SEND, code=5)
    assert "notes.txt" in refused.err
    assert went(log) == []
    git("checkout", "--ours", "notes.txt")
    git("add", "notes.txt")
    svc(*SEND)
    assert len(went(log)) == 1


def test_a_bulk_file_is_headed_in_the_shops_language(shop: Path, svc: Call) -> None:
    """Whoever uploads it reads its columns; their order is the same."""
    filled(svc, shop, 1)
    settings = shop / "svc.toml"
    settings.write_text('language = "zh"\n' + settings.read_text("utf-8"), "utf-8")
    svc(*SEND, "--out", shop.parent / "bulk.csv")
    head = (shop.parent / "bulk.csv").read_text("utf-8-sig").splitlines()[0]
    assert head == "手机号,短信内容,编号"


def test_a_file_is_written_and_many_that_are_left_are_counted(shop: Path, svc: Call) -> None:
    """A file is not sent; six messages of another day's words are one line, with the reason."""
    filled(svc, shop, 6)
    file = shop.parent / "day.csv"
    late = svc("--today", "2026-11-23T10:00", "sms", "send", "--out", file)
    assert "6 messages left: its words are those of another day" in late.err
    assert late.err.count(" left: ") == 1
    assert "0 sent" in late.err
    done = svc("--today", "2026-11-22T23:00", "sms", "send", "--out", file)
    assert f"6 written to {file}, " in done.err
    assert " sent" not in done.err


def test_a_bulk_file_holds_all_and_they_are_sent(shop: Path, svc: Call) -> None:
    """By --out alone, without any gateway; a file that is there is never written over."""
    filled(svc, shop, 3)
    out = shop.parent / "bulk.csv"
    done = svc(*SEND, "--out", out, "--json").json
    assert (done["sent"], done["left"], done["file"]) == (3, 0, str(out))
    rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))
    assert {row["phone"] for row in rows} == {f"138{n:08d}" for n in range(3)}
    assert {row["key"] for row in rows} == by_state(shop)["sent"]
    assert {m.reference for m in Store(shop).messages.all()} == {"bulk.csv"}
    filled(svc, shop, 4)
    svc(*SEND, "--out", out, code=5)
    assert len(by_state(shop)["approved"]) == 1
    svc(*SEND, "--out", shop / "data/x.csv", code=5)
    svc(*SEND, "--out", shop.parent / "nowhere/x.csv", code=74)
    assert len(by_state(shop)["approved"]) == 1
    svc(*SEND, "--out", shop.parent / "x.doc", code=2)
    assert (
        svc(*SEND, "--via", "xlsx", "--out", shop.parent / "x.xlsx").line in by_state(shop)["sent"]
    )
    assert svc(*SEND, "--out", shop.parent / "none.csv", "--json").json["file"] is None
    assert not (shop.parent / "none.csv").exists()


@pytest.mark.parametrize(
    ("ends", "stands", "state"),
    [
        ("before it is noted", False, "approved"),
        ("before it is put in place", False, "approved"),
        ("after it was put in place", True, "sent"),
        ("after it was put in place", False, "unknown"),
    ],
)
def test_a_run_that_ends_at_its_file(
    shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch, ends: str, stands: bool, state: str
) -> None:
    """If it stands they are sent, if it never stood they wait; put away since, nobody knows."""
    from svc.messages import outbox
    from svc.store.sending import Log

    writing = Log.writing
    filled(svc, shop, 3)
    place = shop.parent / "bulk"
    place.mkdir()
    out = place / "bulk.csv"

    def ended(*_args: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(outbox, "settle", ended)
        if ends == "before it is noted":
            cut.setattr(Log, "writing", ended)
        elif ends == "before it is put in place":
            cut.setattr(Log, "writing", lambda *told: (writing(*told), ended()))
        svc(*SEND, "--out", out, code=130)
    assert out.exists() is (ends == "after it was put in place")
    assert len(by_state(shop)["sending"]) == 3
    if out.exists() and not stands:
        out.rename(shop.parent / "uploaded.csv")
    svc("--today", "2026-11-22T10:00", "sms", "send", "--via", "csv", "--limit", "1",
        "--out", shop.parent / "next.csv", code=8 if state == "unknown" else 0)  # fmt: skip
    found = by_state(shop)
    assert len(found[state]) == (2 if state == "approved" else 3)
    assert len(found.get("sent", ())) == {"approved": 1, "sent": 3, "unknown": 0}[state]
    assert ends == "before it is noted" or list(place.glob(".*")) == []


def test_an_opt_out_holds_to_the_last_moment(
    shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said at another till while a run takes its messages: it is not in the file."""
    from svc.messages.sending import Run

    filled(svc, shop, 3)
    her = next(Store(shop).customers.all())
    take = Run._take

    def meanwhile(*args: Any) -> Any:
        taken = take(*args)
        svc("sms", "opt-out", her.id)
        return taken

    monkeypatch.setattr(Run, "_take", meanwhile)
    out = shop.parent / "bulk.csv"
    done = svc(*SEND, "--out", out, "--json").json
    assert (done["sent"], done["cancelled"]) == (2, 1)
    assert (her.phone or "") not in out.read_text("utf-8-sig")


@pytest.mark.parametrize("bulk", [False, True])
def test_one_phone_gets_it_once_in_several_runs(
    shop: Path, svc: Call, log: Path, bulk: bool
) -> None:
    """Two files with one phone: what the first run sent, the second does not send again."""
    filled(svc, shop, 2)
    svc(*SEND, "--limit", "1")
    with Store(shop).change() as change:
        for each in list(change.store.customers.all()):
            change.put(replace(each, phone="13800000000"))
    if bulk:
        svc(*SEND, "--out", shop.parent / "bulk.csv")
    else:
        svc(*SEND)
    assert {state: len(keys) for state, keys in by_state(shop).items()} == {
        "sent": 1, "cancelled": 1,
    }  # fmt: skip
    assert len(went(log)) == 1


def test_one_that_failed_before_and_went_is_not_sent_again_by_a_store_set_back(
    shop: Path, svc: Call, log: Path
) -> None:
    """The log of the run knows how often it had failed when it was called for."""
    filled(svc, shop, 1)
    gateway(shop, "exit 65")
    svc(*SEND)
    (key,) = by_state(shop)["failed"]
    svc("sms", "settle", key, "--again")
    gateway(shop, f"cat >> {log}")
    files = {file: file.read_bytes() for file in shop.rglob("data/messages/*")}
    svc(*SEND)
    for file, content in files.items():
        file.write_bytes(content)
    svc(*SEND, code=8)
    assert went(log) == [key]
    svc("sms", "settle", key, "--not-sent", "--again")
    svc(*SEND)
    assert went(log) == [key, key]


@pytest.mark.parametrize("bulk", [False, True])
@pytest.mark.parametrize("gone", ["kept", "parted"])
def test_of_two_files_made_one_she_gets_it_once(
    shop: Path, svc: Call, log: Path, bulk: bool, gone: str
) -> None:
    """What went under one file's key is not sent under the other's, though the day is another."""
    filled(svc, shop, 2)
    keep, dup = (store_id.id for store_id in sorted(Store(shop).customers.all(), key=by_id))
    first = keep if gone == "kept" else dup
    other = dup if gone == "kept" else keep
    svc("sms", "cancel", f"birthday.{other}")
    svc(*SEND)
    store = Store(shop)
    with store.change() as change:  # as another till has it, which met this one only now
        waiting = store.messages.get(f"sms-birthday.{other}.261122")
        change.put(replace(waiting, state="approved", history=()))
        change.put(replace(waiting, id=waiting.id.replace("birthday", "care-old"), kind="care"))
    svc("customer", "merge", keep, dup, "--yes")
    with store.change() as change:
        store.shards.forget()
        back = store.messages.get(f"sms-birthday.{other}.261122")
        change.put(replace(back, state="approved", history=(), customer=keep))
    out = ("--out", shop.parent / "bulk.csv") if bulk else ()
    done = svc(*SEND, *out, "--json").json
    assert [row["reason"] for row in done["messages"]] == ["same_phone"]
    assert went(log) == [f"sms-birthday.{first}.261122"]


def by_id(record: Any) -> str:
    """What records are sorted by."""
    return str(record.id)


def test_two_notices_of_one_day_are_two(shop: Path, svc: Call, log: Path) -> None:
    """Two deliveries to one customer: each has its own, in one run or in two."""
    filled(svc, shop, 1)
    store = Store(shop)
    (wish,) = store.messages.all()
    ids = [f"sms-delivery-notice.D-261122-AAAAA{n}" for n in range(3)]
    with store.change() as change:
        for each in ids:
            change.put(replace(wish, id=each, kind="delivery_notice", about=each[20:], history=()))
    svc(*SEND, "--limit", "2")
    svc(*SEND)
    assert sorted({*went(log)} - {wish.id}) == ids  # the wish may wait: she gets enough today
    assert len(went(log)) == len({*went(log)})


def test_what_another_till_did_meanwhile_holds(
    shop: Path, svc: Call, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sync in the middle of a run brings a state that is not "sending": it is not called for."""
    from svc.messages.by_command import ByCommand

    filled(svc, shop, 3)
    real = ByCommand.send

    def send(self: ByCommand, parcel: Any) -> Any:
        store = Store(shop)
        with store.change() as change:
            for each in store.messages.all():
                if each.id != parcel.key and each.state == "sending":
                    change.put(replace(each, state="unknown"))
        return real(self, parcel)

    monkeypatch.setattr(ByCommand, "send", send)
    svc(*SEND)
    assert len(went(log)) == 1
    assert {state: len(keys) for state, keys in by_state(shop).items()} == {
        "sent": 1, "unknown": 2,
    }  # fmt: skip


def test_what_may_have_gone_counts_for_the_day(shop: Path, svc: Call, log: Path) -> None:
    """A gateway of two a day whose one answer nobody knows takes one more."""
    filled(svc, shop, 4)
    gateway(shop, "exit 76", "per_day = 2\n")
    svc(*SEND, code=8)
    gateway(shop, f"cat >> {log}", "per_day = 2\n")
    assert "1 sent" in svc(*SEND).err
    assert len(went(log)) == 1


def test_ctrl_c_leaves_one_in_doubt(
    shop: Path, svc: Call, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was called for is unknown, what was not begun is approved as before."""
    from svc.messages.by_command import ByCommand

    filled(svc, shop, 4)
    real, count = ByCommand.send, [0]

    def send(self: ByCommand, parcel: Any) -> Any:
        count[0] += 1
        if count[0] == 3:
            raise KeyboardInterrupt
        return real(self, parcel)

    with monkeypatch.context() as cut:
        cut.setattr(ByCommand, "send", send)
        svc(*SEND, code=130)
    found = {state: len(keys) for state, keys in by_state(shop).items()}
    assert found == {"sent": 2, "unknown": 1, "approved": 1}
    assert svc(*SEND, "--json").json["sent"] == 1
    assert len(set(went(log))) == len(went(log)) == 3


def test_the_second_of_two_runs_says_so(shop: Path, svc: Call, log: Path) -> None:
    """Exit 7 at once, nothing sent; the store itself is free for others."""
    filled(svc, shop, 1)
    with only_run(str(shop)):
        assert "another run" in svc(*SEND, code=7).err
        svc("customer", "add", "--name", "王芳", "--number", "1")
    assert went(log) == []
    svc(*SEND)
    assert len(went(log)) == 1


def test_a_gateway_of_so_many_a_day(shop: Path, svc: Call, log: Path) -> None:
    """The rest waits, and the run says why; tomorrow it goes on."""
    filled(svc, shop, 5)
    gateway(shop, f"cat >> {log}", "per_day = 2\n")
    done = svc(*SEND)
    assert "2 sent" in done.err
    assert "3 left" in done.err
    assert "2 messages a day" in done.err
    assert "0 sent" in svc(*SEND).err
    reviewed_anew(svc, "2026-11-23")
    svc("--today", "2026-11-23T10:00", "sms", "send")
    assert len(set(went(log))) == len(went(log)) == 4


def test_check_finds_what_a_merge_set_back(shop: Path, svc: Call, log: Path) -> None:
    """P8: a line that was sent and waits again, one to nobody, one in no state: errors, exit 1."""
    from svc.frozen import replace

    filled(svc, shop, 3)
    svc(*SEND)
    svc("check")
    store = Store(shop)
    one, two, three = sorted(store.messages.all(), key=lambda each: each.id)
    with store.change() as change:
        change.put(replace(one, state="approved"))
        change.put(replace(two, customer="C-261122-ZZZZZZ"))
        change.put(replace(three, history=()))
    found = svc("check", "--json", code=1).json
    assert {(row["rule"], row["record"]) for row in found if row["level"] == "error"} == {
        ("message-set-back", one.id), ("unknown-recipient", two.id),
        ("wrong-message-state", three.id),
    }  # fmt: skip
    (shop / ".svc/sending.log").unlink()
    assert svc(*SEND, "--json", code=8).json["unknown"] == 1
    assert len(went(log)) == 3


def test_doctor_minds_the_gateways_file(shop: Path, svc: Call, log: Path) -> None:
    """It may hold a secret after all."""
    file = shop / ".svc/gateways.toml"

    def level() -> str:
        rows = svc("doctor", "--json", code=None).json
        return str(next(row["level"] for row in rows if row["rule"] == "gateways"))

    file.chmod(0o644)
    assert level() == "warning"
    file.chmod(0o600)
    assert level() == "ok"
    file.write_text("[a")
    assert level() == "warning"
    file.unlink()
    assert level() == "ok"
    assert went(log) == []


# ---- real processes


def running(shop: Path, *more: str) -> subprocess.Popen[str]:
    """A run of the real program."""
    return subprocess.Popen(
        [sys.executable, "-m", "svc", "--store", str(shop), *SEND, *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


def test_two_runs_at_once_send_each_once(shop: Path, svc: Call, log: Path) -> None:
    """P9: two cron lines that overlap; the gateway got each of 300 messages once."""
    filled(svc, shop, 300)
    runs = [running(shop) for _ in range(2)]
    told = [run.communicate() for run in runs]
    assert sorted(run.returncode for run in runs) == [0, 7], told
    assert len(went(log)) == len(set(went(log))) == 300
    assert by_state(shop) == {"sent": set(went(log))}


def test_twenty_kills_send_nothing_twice(shop: Path, svc: Call, log: Path) -> None:
    """P9: killed at any moment and run again; what nobody can know is listed, never sent again."""
    filled(svc, shop, 400)
    chance = random.Random(7)
    cut_short = 0
    for _ in range(20):
        run = running(shop, "--limit", "40")
        time.sleep(0.1 + chance.random() * 0.3)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        cut_short += run.returncode == -signal.SIGKILL
    last = svc(*SEND, code=None)
    sent = went(log)
    assert len(sent) == len(set(sent))
    found = by_state(shop)
    unknown = found.get("unknown", set())
    assert found.keys() <= {"sent", "unknown"}
    assert found["sent"] <= set(sent) <= found["sent"] | unknown
    assert len(found["sent"] | unknown) == 400
    assert len(unknown) <= cut_short
    assert all(key in last.err for key in unknown)
    assert cut_short > 5
