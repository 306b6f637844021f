"""What a newcomer stumbles over: words that mean something else than they seem to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]


def test_consent_may_be_named_several_times(shop: Path, svc: Call) -> None:
    """Each `--consent` counts, as each `--set` does."""
    assert shop
    shown = svc("customer", "add", "--name", "王芳", "--phone", "13800138000",
                "--consent", "sms", "--consent", "marketing,phone", "--json").json  # fmt: skip
    assert list(shown["consent"]) == ["sms", "marketing", "phone"]


@pytest.mark.parametrize(
    ("word", "field"),
    [("尺码", "size"), ("地址", "address"), ("微信号", "wechat"), ("鞋号", "鞋号")],
)
def test_a_chinese_word_means_the_field(word: str, field: str, wang: str, svc: Call) -> None:
    """As the headings of lists do; a word nobody knows is a field of the shop's own."""
    svc("customer", "edit", wang, "--set", f"{word}=L")
    assert svc("customer", "show", wang, "--json").json["profile"] == {field: "L"}


def test_a_chinese_word_is_one_of_her_own_fields_too(wang: str, svc: Call) -> None:
    """The phone goes where phones go; what has an option of its own is refused."""
    svc("customer", "edit", wang, "--set", "手机号=139 0013 9000")
    assert svc("customer", "show", wang, "--json").json["phone"] == "13900139000"
    svc("customer", "edit", wang, "--phone", "13900139001", "--set", "手机=1", code=2)
    assert (
        "--birthday" in svc("customer", "edit", wang, "--set", "农历生日=1985-10-14", code=2).err
    )
    assert "--owner" in svc("customer", "edit", wang, "--set", "导购=李娜", code=2).err


def test_who_brought_her_is_shown(wang: str, svc: Call) -> None:
    """By name and id."""
    new = svc("customer", "add", "--name", "陈雪", "--phone", "13900139000",
              "--referred-by", wang).line  # fmt: skip
    assert f"referred by     王芳 ({wang})" in svc("customer", "show", new).out


def test_the_log_of_consent_reads_as_sentences(wang: str, svc: Call) -> None:
    """What and which channel, what for and how, then the words."""
    svc("customer", "consent", wang, "--give", "marketing", "--by", "form")
    svc("customer", "consent", wang, "--withdraw", "sms", "--by", "sms", "--text", "TD")
    told = svc("customer", "consent", wang).out
    assert "2026-11-22  agreed to advertising (offers and news, on a form)\n" in told
    assert "2026-11-22  took back text messages (by text message): TD\n" in told


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        ("benefit.birthday", "a birthday card or a small gift [rate: 0.05]"),
        ("message.festival", "on: yes · template: festival · late: 0"),
        ("benefit.discounts", "tier: silver · rate: 0.05"),
    ],
)
def test_every_part_of_a_value_is_shown(entry: str, line: str, svc: Call) -> None:
    """A text hides no rate beside it; `show` takes an entry as well as a topic."""
    assert line in svc("policy", "explain", entry).out
    assert line in svc("policy", "show", entry.partition(".")[0]).out
    assert svc("policy", "show", entry).out == svc("policy", "explain", entry).out
    (row,) = svc("policy", "show", entry, "--json").json
    assert row["id"] == entry


def test_long_values_are_cut_and_say_so(svc: Call) -> None:
    """The kinds by what they need; the taboos' words as far as a table goes."""
    shown = svc("policy", "show", "message")
    assert "nothing: delivery_notice, repair_ready" in shown.out
    assert "marketing: invitation, promotion" in shown.out
    assert "kinds: season, festival" in shown.out
    assert "`svc policy show ID`" in shown.err
    whole = svc("policy", "show", "message.taboo_amount_spent").out
    assert "thanks_purchase" in whole
    assert "total spending" in whole
    assert "Did you mean refund.bands" in svc("policy", "show", "refund.band", code=3).err


def test_two_values_of_one_day_are_called_so(shop: Path, svc: Call) -> None:
    """A command that meets them says which day, not that a day is missing."""
    file = shop / "policy" / "refund.toml"
    text = file.read_text("utf-8")
    more = "\n[[free_days.values]]\nsince = 2027-02-01\nvalue = 15\n"
    at = text.index("[[free_days.values]]")
    after = text.index("\n[", at + 5)
    file.write_text(text[:after] + more * 2 + text[after:], "utf-8")
    err = svc("policy", "show", "refund", code=4).err
    assert "two of its values begin on 2027-02-01" in err


def test_nobody_gold_is_said(wang: str, svc: Call) -> None:
    """And over which time customers are counted, as `report rfm` counts others."""
    assert wang
    err = svc("report", "gold").err
    assert "Nobody is gold." in err
    assert "Customers who spent in these 12 months: 0." in err


def test_a_ledger_speaks_words(wang: str, svc: Call) -> None:
    """Birthday and consent as `customer show` has them."""
    svc("customer", "edit", wang, "--set", "生日=lunar:1985-10-14")
    svc("customer", "consent", wang, "--give", "sms,marketing")
    told = svc("report", "ledger", "customers").out
    assert "lunar:" not in told
    assert svc("report", "ledger", "customers", "--json").json[0]["birthday"] == "lunar:1985-10-14"


def test_templates_are_listed_in_chinese(svc: Call) -> None:
    """Where a template is used and where it comes from; programs get the codes."""
    told = svc("--lang", "zh", "template", "list").out
    assert "shipped" not in told
    assert svc("--lang", "zh", "template", "list", "--json").json[0]["source"] == "shipped"
