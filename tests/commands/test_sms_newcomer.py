"""What somebody new to messages trips over: blanks, approving blind, cron mails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
SEND = ("--today", "2026-11-22T10:00", "sms", "send")
BLANK = "{{ customer.call }}，在这里写您要说的话。"


def born_today(svc: Call, count: int) -> None:
    """So many customers whose birthday is today, who agreed to messages."""
    for n in range(count):
        svc(
            "customer", "add", "--name", f"顾客{n}", "--phone", f"138{n:08d}",
            "--birthday", "1990-11-22", "--consent", "sms",
        )  # fmt: skip


def own(shop: Path, name: str, text: str, kind: str = "birthday") -> None:
    """A template of the shop's own."""
    folder = shop / "templates/sms"
    folder.mkdir(parents=True, exist_ok=True)
    for language in ("zh", "en"):
        file = folder / f"{name}.{language}.txt"
        file.write_text(f'{{#svc\nkind = "{kind}"\n#}}\n{text}\n', "utf-8")


def gateway(shop: Path, script: str) -> Path:
    """The gateway of this computer is a line of shell; gives its settings."""
    file = shop / ".svc/gateways.toml"
    file.parent.mkdir(exist_ok=True)
    words = json.dumps(["sh", "-c", script])
    file.write_text(f'[shop]\nkind = "command"\nwords = {words}\nper_minute = 0\n')
    return file


def festivals(shop: Path, value: str) -> None:
    """The festivals the shop wishes well on."""
    file = shop / "policy/message.toml"
    text = file.read_text("utf-8")
    start = text.index("[[festivals.values]]")
    end = text.index("\n[season]", start)
    file.write_text(f"{text[:start]}[[festivals.values]]\nvalue = {value}\n{text[end:]}", "utf-8")


# ---- a blank


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.fact("S2-027", command="svc template new")
def test_a_template_just_begun_goes_to_nobody(shop: Path, svc: Call, language: str) -> None:
    """A template in which nobody wrote anything yet is found fault with, and never sent."""
    born_today(svc, 1)
    begun = svc("template", "new", "birthday", "--kind", "birthday", "--language", language)
    assert "stands in place of the template" in begun.err
    found = svc("sms", "lint", "birthday", "--json", code=1).json
    assert [(row["rule"], row["language"], row["line"]) for row in found] == [
        ("unwritten", language, 4)
    ]
    assert "unwritten" in svc("check", "--json", code=1).out
    if language == "zh":  # this shop writes to its customers in English
        return
    row = svc("sms", "plan", "--json").json[0]
    assert (row["status"], row["rule"]) == ("skipped", "unwritten")
    assert svc("sms", "queue").out == ""
    file = Path(begun.line)
    file.write_text(
        file.read_text("utf-8").replace("(write", "happy").replace("here)", ""), "utf-8"
    )
    svc("sms", "lint", "birthday")
    assert svc("sms", "plan", "--json").json[0]["status"] == "ready"


def test_a_new_name_replaces_nothing(shop: Path, svc: Call) -> None:
    """Only a name that svc brings, too, is warned of."""
    assert shop
    assert svc("template", "new", "spring", "--kind", "festival").err == ""


# ---- reviewing


@pytest.mark.parametrize(("count", "more"), [(1, 0), (20, 0), (21, 1)])
def test_nobody_approves_blind(shop: Path, svc: Call, count: int, more: int) -> None:
    """Whoever approves all is told how many, to whom and what; keys alone go to stdout."""
    assert shop
    born_today(svc, count)
    svc("sms", "queue")
    assert f"{count} would be approved:" in svc("sms", "approve", "--all", "--dry-run").err
    done = svc("sms", "approve", "--all")
    lines = done.err.splitlines()
    assert lines[0] == f"{count} approved:"
    assert sum("【雅衣阁】" in line for line in lines) == min(count, 20)
    assert ("… and 1 more" in done.err) == bool(more)
    assert all(line.startswith("sms-birthday.") for line in done.out.split())
    assert svc("sms", "approve", "--all").err == ""


@pytest.mark.parametrize("how", [(), ("--dry-run",)])
def test_what_waits_for_review_is_said(shop: Path, svc: Call, how: tuple[str, ...]) -> None:
    """Sending says how many nobody has approved; a dry run says what would be."""
    gateway(shop, "cat > /dev/null")
    born_today(svc, 3)
    keys = svc("sms", "queue").out.split()
    svc("sms", "approve", keys[0])
    done = svc(*SEND, *how)
    assert "2 wait for review: svc sms outbox, svc sms approve" in done.err
    assert ("would be sent" in done.out) == bool(how)
    svc("sms", "approve", "--all")
    assert "wait for review" not in svc(*SEND).err


# ---- cron


def test_a_day_without_anything_mails_nothing(shop: Path, svc: Call) -> None:
    """Neither queueing nor the board prints anything where there is nothing, in any year."""
    assert shop
    done = svc("sms", "queue")
    assert done.out + done.err == ""
    board = svc("today", "--on", "2031-03-03")
    assert board.out + board.err == ""
    svc("customer", "add", "--name", "王芳", "--phone", "13800138000", "--birthday", "1990-03-03")
    board = svc("today", "--on", "2031-03-03")
    assert "王芳" in board.out
    assert "warning: " in board.err


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BLANK, "still holds the words"),
        ("{{ festival }}", "as in festival.name."),
        ("祝好，全店打折", ""),
    ],
)
def test_a_faulty_template_is_warned_of(shop: Path, svc: Call, text: str, reason: str) -> None:
    """What is not queued for its template's sake is one line a template, with the reason."""
    born_today(svc, 3)
    own(shop, "birthday", text)
    (warning,) = [line for line in svc("sms", "queue").err.splitlines() if "warning: " in line]
    assert warning.startswith("warning: 3 not queued for a fault of template birthday: ")
    assert reason in warning


def test_what_is_hers_is_no_fault_of_a_template(wang: str, svc: Call) -> None:
    """She has not agreed: skipped, and nothing to warn of."""
    svc("customer", "edit", wang, "--birthday", "1990-11-22")
    assert "warning" not in svc("sms", "queue").err


# ---- festivals


@pytest.mark.fact("S2-028", command="svc sms plan")
@pytest.mark.parametrize(
    ("on", "template"),
    [("2026-02-16", None), ("2026-02-17", "spring"), ("2026-09-25", "festival")],
)
def test_a_festival_may_have_words_of_its_own(
    shop: Path, svc: Call, on: str, template: str | None
) -> None:
    """Spring Festival can be wished for in a text of its own, other festivals in the usual one."""
    born_today(svc, 1)
    own(shop, "spring", "{{ customer.call }}，给您拜年了，新春吉祥。", "festival")
    festivals(shop, '[{ name = "春节", template = "spring" }, { name = "中秋节" }]')
    svc("policy", "check")
    rows = svc("--today", on, "sms", "plan", "--kind", "festival", "--json").json
    assert [row["template"] for row in rows] == ([template] if template else [])
    assert all(("拜年" in row["text"]) == (template == "spring") for row in rows)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('{ name = "元旦", templat = "x" }', "'templat'"),
        ('{ name = "元旦", template = "X.txt" }', "'X.txt'"),
        ('{ name = "圆旦" }', "There is no festival '圆旦'"),
    ],
)
def test_a_slip_in_a_festival_is_named(shop: Path, svc: Call, row: str, told: str) -> None:
    """The word that is wrong, not the festival."""
    festivals(shop, f"[{row}]")
    done = svc("policy", "check", code=None)
    assert done.code
    assert told in done.out + done.err
    assert ("There is no festival" in done.out + done.err) == ("圆旦" in row)


# ---- gateways


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("", "exit 65"),
        ("bad signature\\nmore", "exit 65: bad signature"),
        ("\\n\\033[31mno credit", "exit 65: [31mno credit"),
        ("13800000000 is black-listed", "exit 65: … is black-listed"),
        ("+86 138 0000-0000 refused", "exit 65: … refused"),
        ("key 0a1b2c3d4e5f6a7b8c9d0e1f is wrong", "exit 65: key … is wrong"),
        ("no " * 100, "exit 65: " + ("no " * 100)[:120].strip()),
    ],
)
def test_why_a_gateway_failed_is_kept(shop: Path, svc: Call, said: str, kept: str) -> None:
    """The first line of its stderr, cleaned, short, without phones and keys."""
    born_today(svc, 1)
    gateway(shop, f"cat > /dev/null; printf '{said}' >&2; exit 65")
    svc("sms", "queue")
    svc("sms", "approve", "--all")
    assert f"({kept})" in svc(*SEND).err
    (row,) = svc("sms", "outbox", "--state", "failed", "--json").json
    assert row["reason"] == kept


def test_the_message_is_not_kept_as_a_reason(shop: Path, svc: Call) -> None:
    """A program that prints what it was given tells nothing that is not on file."""
    born_today(svc, 1)
    gateway(shop, "cat >&2; exit 65")
    svc("sms", "queue")
    svc("sms", "approve", "--all")
    svc(*SEND)
    (row,) = svc("sms", "outbox", "--state", "failed", "--json").json
    assert "13800000000" not in row["reason"]
    assert row["text"] not in row["reason"]


def test_a_chinese_name_of_a_gateway_wants_quotes(shop: Path, svc: Call) -> None:
    """TOML takes other letters in quotes only: the hint shows how."""
    file = gateway(shop, "true")
    file.write_text(file.read_text().replace("[shop]", "[短信宝]"), "utf-8")
    assert 'Put the name in quotes: ["短信宝"]' in svc(*SEND, code=4).err
    file.write_text(file.read_text("utf-8").replace("[短信宝]", '["短信宝"]'), "utf-8")
    svc(*SEND)


# ---- opting out


@pytest.mark.parametrize("by", [None, "sms", "call", "visit", "wechat", "letter", "form"])
def test_an_opt_out_by_any_way(wang: str, svc: Call, by: str | None) -> None:
    """However she says so, it is noted how; where nobody told, no way is claimed."""
    svc("sms", "opt-out", wang, *(["--by", by] if by else []))
    log = svc("customer", "show", wang, "--json").json["consent_log"]
    assert {entry.get("by") for entry in log} == {by}
    svc("sms", "opt-out", wang, "--by", "import", code=2)
