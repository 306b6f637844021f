"""`svc sms queue`, `outbox`, `approve`, `cancel`, `settle`: before and after a message goes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svc.store.store import Store

Call = Callable[..., Any]
NOW = "2026-11-22T10:00"


@pytest.fixture
def three(shop: Path, svc: Call) -> list[str]:
    """Three customers with a birthday today who agreed to messages; their keys."""
    ids = [
        svc(
            "customer", "add", "--name", f"顾客{n}", "--phone", f"1380013800{n}",
            "--birthday", "1990-11-22", "--consent", "sms",
        ).line
        for n in range(3)
    ]  # fmt: skip
    assert shop.is_dir()
    return sorted(f"sms-birthday.{each}.261122" for each in ids)


def states(svc: Call) -> dict[str, str]:
    """How each message of the outbox stands."""
    return {row["key"]: row["state"] for row in svc("sms", "outbox", "--json").json}


@pytest.mark.fact("S2-027", "S2-030", command="svc sms queue")
def test_the_days_messages_are_queued_once(three: list[str], shop: Path, svc: Call) -> None:
    """The wishes of the day wait in the outbox to be read, however often they are queued."""
    first = svc("sms", "queue")
    assert first.out.split() == three
    assert "3 queued, 0 there already, 0 skipped." in first.err
    files = {file: file.read_bytes() for file in shop.rglob("data/messages/*")}
    again = svc("sms", "queue")
    assert again.out.split() == three
    assert "0 queued, 3 there already, 0 skipped." in again.err
    assert {file: file.read_bytes() for file in shop.rglob("data/messages/*")} == files
    rows = svc("sms", "outbox", "--json").json
    assert [(row["key"], row["state"], row["name"]) for row in rows] == [
        (key, "queued", row["name"]) for key, row in zip(three, rows, strict=True)
    ]
    assert {row["name"] for row in rows} == {"顾客0", "顾客1", "顾客2"}
    assert all(row["text"].startswith("【雅衣阁】") for row in rows)
    svc("check")


def test_queue_says_what_it_prints(three: list[str], svc: Call) -> None:
    """JSON records, other forms, a dry run that changes nothing, one kind alone."""
    dry = svc("sms", "queue", "--dry-run")
    assert dry.out.split() == three
    assert states(svc) == {}
    assert svc("sms", "queue", "--kind", "festival").out == ""
    assert svc("sms", "queue", "--kind", "festival", "--json").json == []
    rows = svc("sms", "queue", "--kind", "birthday", "--json").json
    assert [row["key"] for row in rows] == three
    assert svc("sms", "queue", "--format", "csv").out.splitlines()[0].startswith("key,id,")
    assert svc("sms", "queue", "--kind", "wish", code=2).out == ""


def test_a_line_is_the_same_at_every_till(three: list[str], shop: Path, svc: Call) -> None:
    """Queued at two tills and merged by git it is one line, whoever queued it and when."""

    def git(*words: str, folder: Path = shop) -> None:
        subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)

    svc("staff", "add", "--name", "李娜", "--code", "li", "--post", "shop_manager")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "morning")
    other = shop.parent / "other"
    git("clone", "-q", str(shop), str(other))
    svc("sms", "queue")
    svc("--store", other, "--staff", "li", "--today", "2026-11-22T11:11", "sms", "queue")
    for till in (shop, other):
        git("add", ".", folder=till)
        git("commit", "-qm", "queued", folder=till)
    git("pull", "-q", "--no-rebase", folder=other)
    assert len(svc("--store", other, "sms", "outbox", "--json").json) == len(three)
    svc("--store", other, "check")


def test_a_kind_may_go_without_review(three: list[str], shop: Path, svc: Call) -> None:
    """sending.without_review."""
    shipped = Path("policy/sending.toml")
    (shop / shipped).write_text(
        '[without_review]\ntitle_en="w"\ntitle_zh="w"\nunit="kinds of messages"\nsources=[]\n'
        'default_of_tool=true\nchanged_by="shop_manager"\n'
        '[[without_review.values]]\nvalue=["birthday"]\n'
    )
    svc("sms", "queue")
    assert set(states(svc).values()) == {"approved"}
    assert set(states(svc)) == set(three)


def test_the_outbox_is_narrowed(three: list[str], svc: Call) -> None:
    """By state and by day, both ends included; text shows what she will read."""
    svc("sms", "queue")
    svc("sms", "approve", three[0])
    found = [
        svc("sms", "outbox", *options, "--json").json
        for options in (
            ["--state", "queued"], ["--state", "approved"], ["--state", "sent"],
            ["--from", "2026-11-22", "--to", "2026-11-22"], ["--from", "2026-11-23"],
            ["--to", "2026-11-21"],
        )
    ]  # fmt: skip
    assert [len(rows) for rows in found] == [2, 1, 0, 3, 0, 0]
    text = svc("sms", "outbox").out
    assert "【雅衣阁】" in text
    assert "顾客0" in text
    assert svc("sms", "outbox", "--state", "gone", code=2).out == ""


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "she opted out on 2026-11-22: it will not go"), ("zh", "2026-11-22")]
)
def test_what_she_took_back_since_is_told(
    three: list[str], svc: Call, lang: str, told: str
) -> None:
    """Queued or approved, the outbox says why it will not go; the board has nobody read it."""
    svc("sms", "queue")
    svc("sms", "approve", three[0])
    for key in three[:2]:
        svc("sms", "opt-out", key.split(".")[1])
    found = {row["key"]: row for row in svc("sms", "outbox", "--json").json}
    assert [found[key]["reason"] for key in three] == ["opted_out", "opted_out", None]
    assert [found[key]["state"] for key in three] == ["approved", "queued", "queued"]
    assert svc("--lang", lang, "sms", "outbox", "--format", "text").out.count(told) >= 2
    assert [row["key"] for row in svc("today", "--json").json["messages"]] == [three[2]]
    svc("customer", "consent", three[1].split(".")[1], "--give", "sms")
    assert [row["key"] for row in svc("today", "--json").json["messages"]] == three[1:]
    svc("sms", "cancel", three[0])
    assert svc("sms", "outbox", "--state", "cancelled", "--json").json[0]["reason"] is None


def test_who_reviewed_is_on_file(three: list[str], svc: Call) -> None:
    """A clerk may not, the manager may, with her name; twice is once; --all takes the rest."""
    svc("sms", "queue")
    for name, post in (("li", "shop_manager"), ("wu", "clerk")):
        svc("staff", "add", "--name", name, "--code", name, "--post", post)
    for call in (["--staff", "wu"], []):
        refused = svc(*call, "sms", "approve", three[0], code=5)
        assert "shop manager" in refused.err
    assert svc("--staff", "li", "sms", "approve", three[0][4:]).line == three[0]
    assert svc("--staff", "li", "sms", "approve", three[0]).line == three[0]
    (row,) = svc("sms", "outbox", "--state", "approved", "--json").json
    assert [step["state"] for step in row["history"]] == ["approved"]
    assert row["history"][0]["staff"].startswith("T-")
    assert svc("--staff", "li", "sms", "approve", "--all", "--on", "2026-11-21").out == ""
    dry = svc("--staff", "li", "sms", "approve", "--all", "--dry-run")
    assert dry.out.split() == three[1:]
    assert svc("--staff", "li", "sms", "approve", "--all").out.split() == three[1:]
    assert set(states(svc).values()) == {"approved"}


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("approve", 2), ("approve {0} --all", 2), ("approve {0} --on 2026-11-22", 2),
        ("approve sms-birthday.C-261122-ZZZZZZ.261122", 3), ("approve nobody", 3),
        ("approve birthday", 3),
        ("cancel", 2), ("cancel nobody", 3), ("settle {0}", 2), ("settle {0} --sent", 5),
        ("settle {0} --not-sent", 5), ("settle {0} --again", 5),
        ("settle {0} --sent --again", 2), ("settle --sent", 2),
    ],
)  # fmt: skip
def test_slips_are_said_and_change_nothing(
    three: list[str], shop: Path, svc: Call, call: str, code: int
) -> None:
    """One sentence; all or none."""
    svc("sms", "queue")
    before = Store(shop).messages.get(three[1])
    said = svc("sms", *call.format(*three).split(), code=code)
    assert said.out == ""
    assert "Traceback" not in said.err
    assert Store(shop).messages.get(three[1]) == before
    assert set(states(svc).values()) == {"queued"}


def test_all_named_or_none(three: list[str], svc: Call) -> None:
    """One that cannot be approved keeps the others from it."""
    svc("sms", "queue")
    svc("sms", "cancel", three[1], "--text", "she is abroad")
    assert svc("sms", "cancel", three[1]).line == three[1]
    svc("sms", "approve", *three, code=5)
    assert sorted(states(svc).values()) == ["cancelled", "queued", "queued"]
    (row,) = svc("sms", "outbox", "--state", "cancelled", "--json").json
    assert row["reason"] == "she is abroad"
    assert svc("sms", "queue").out.split() == [three[0], three[2]]
    assert svc("sms", "settle", three[1], "--again", code=5).out == ""


def test_a_part_of_a_key_names_a_message(three: list[str], svc: Call) -> None:
    """The last six characters of the customer's id, say."""
    svc("sms", "queue")
    tail = three[2].split(".")[1][-6:]
    assert svc("sms", "approve", tail.lower(), "--json").json[0]["key"] == three[2]


def test_an_error_is_json_where_json_is_asked_for(three: list[str], svc: Call) -> None:
    """For scripts."""
    svc("sms", "queue")
    refused = svc("sms", "settle", three[0], "--sent", "--json", code=5)
    assert json.loads(refused.err)["error"] == "refused"


@pytest.mark.parametrize("part", ["{tail}", "birthday.{tail}", "sms-birthday.{tail}", "{contact}"])
def test_a_part_of_a_key_will_do(three: list[str], svc: Call, part: str) -> None:
    """As with calls: what only one message has is enough."""
    svc("sms", "queue")
    contact = three[1].removeprefix("sms-")
    ref = part.format(contact=contact, tail=contact.split("-")[-1].split(".")[0])
    assert svc("sms", "approve", ref).line == three[1]
    assert svc("sms", "cancel", ref).line == three[1]


def test_a_part_of_several_keys(three: list[str], svc: Call) -> None:
    """The candidates are named; a kind alone, or one that is not there, is none."""
    svc("sms", "queue")
    several = svc("sms", "cancel", "birthday.261122", code=3)
    assert all(key in several.err for key in three)
    tail = three[0].split("-")[-1].split(".")[0]
    for ref in ("birthday", f"festival.{tail}"):
        svc("sms", "cancel", ref, code=3)
    assert set(states(svc).values()) == {"queued"}


def test_one_that_waits_comes_before_one_that_is_settled(shop: Path, wang: str, svc: Call) -> None:
    """Last year's message has the same customer in its key; the one that waits is meant."""
    svc("customer", "edit", wang, "--birthday", "1990-11-22")
    svc("customer", "consent", wang, "--give", "sms")
    old = svc("--today", "2025-11-22", "sms", "queue").line
    svc("--today", "2025-11-22", "sms", "cancel", old)
    new = svc("sms", "queue").line
    assert svc("sms", "cancel", wang[-6:]).line == new != old


def test_the_board_shows_the_key(three: list[str], svc: Call) -> None:
    """What is listed to be looked at can be approved and settled by what stands there."""
    svc("sms", "queue")
    board = svc("today").out
    assert all(key in board for key in three)
