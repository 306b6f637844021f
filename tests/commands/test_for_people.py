"""What people read: words instead of codes, names instead of ids, lines that fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svc.i18n import ENGLISH, labelled, listed, speak, word
from svc.rules.callback import KINDS, kind_word

Call = Callable[..., Any]


@pytest.fixture
def li(shop: Path, svc: Call) -> str:
    """Li Na, a clerk."""
    return str(svc("staff", "add", "--name", "李娜", "--code", "li").line)


def test_codes_have_english_words() -> None:
    """No underscore or hyphen is shown to people, nor a bare code that says nothing."""
    for code in ("regional_manager", "thanks_purchase", "no-answer", "long_not_seen", *ENGLISH):
        assert "_" not in word(code)
        assert word(code) != code
    assert kind_word("referral-new") == "was brought"
    assert not [kind for kind in KINDS if "-" in kind_word(kind)]


def test_signs_of_each_language() -> None:
    """Colon and comma as the language has them."""
    assert (labelled("a", "b"), listed("ab")) == ("a: b", "a, b")
    try:
        speak("zh")
        assert (labelled("甲", "乙"), listed("甲乙")) == ("甲：乙", "甲、乙")
    finally:
        speak("en")


def test_lists_name_the_staff_and_say_the_birthday(li: str, wang: str, svc: Call) -> None:
    """Owner and birthday in words; JSON keeps the id and the code."""
    svc("customer", "edit", wang, "--owner", "li", "--birthday", "lunar:1985-10-14")
    (row,) = svc("customer", "list", "--json").json
    assert (row["owner"], row["birthday"]) == (li, "lunar:1985-10-14")
    for text in (svc("customer", "list").out, svc("customer", "show", wang).out):
        assert "李娜" in text
        assert "14th day of the 10th lunar month, 1985" in text
    chinese = svc("--lang", "zh", "customer", "show", wang).out
    assert "农历1985年十月十四" in chinese
    assert "lunar:" not in chinese


def test_who_was_brought(li: str, wang: str, svc: Call) -> None:
    """The calendar and the ledger say what a contact is for, not its code."""
    new = svc("customer", "add", "--name", "Ann", "--phone", "13900139000", "--referred-by",
              wang).line  # fmt: skip
    feed = svc("ics", "--within", "1").out
    assert "SUMMARY:Callback (was brought): Ann" in feed
    assert "referral-new)" not in feed
    svc("--staff", "li", "callback", "done", f"referral-new.{new}", "--result", "reached",
        "--forward", "region")  # fmt: skip
    assert "was brought 1" in svc("callback", "tally").out
    assert "regional manager" in svc("callback", "forwarded").out


def test_the_days_overdue_are_days(wang: str, svc: Call) -> None:
    """A bare figure among others says nothing."""
    svc("purchase", "add", "--customer", wang, "--on", "2026-11-13", "--item", "name=x,price=5")
    assert "2 days late" in svc("callback", "due", "--on", "2026-11-22").out
    assert svc("callback", "due", "--json").json[0]["days_overdue"] == 2


def test_a_copy_is_laid_out(li: str, wang: str, svc: Call) -> None:
    """Labels, words and names, what is nested indented; no JSON and no code (PIPL 45)."""
    svc("--staff", "li", "customer", "edit", wang, "--owner", "li", "--birthday",
        "lunar:1985-10-14", "--set", "living_habits=早起")  # fmt: skip
    svc("--staff", "li", "customer", "consent", wang, "--give", "sms", "--by", "form")
    svc("event", "wish", "--theme", "hiking", "--customer", wang, "--text", "想爬山")
    svc("--staff", "li", "purchase", "add", "--customer", wang, "--item",
        "name=大衣,price=399.00,qty=1")  # fmt: skip
    svc("--staff", "li", "complaint", "log", "--customer", wang, "--category", "size",
        "--text", "小了")  # fmt: skip
    for language in ("en", "zh"):
        text = svc("--lang", language, "customer", "export", wang, "--format", "text").out
        assert not set("{}[]") & set(text)
        assert li not in text
        assert "lunar:" not in text
        assert "hiking" not in text
        assert "李娜" in text
        assert "¥399.00" in text
        for block in text.split("\n\n"):
            labels = [
                line.split("  ")[0] for line in block.splitlines() if not line.startswith(" ")
            ]
            assert len(labels) == len(set(labels)), block
    lines = svc("customer", "export", wang, "--format", "text").out.splitlines()
    assert "  living habits: 早起" in lines
    assert any(line.startswith("  goods 大衣, ") for line in lines)


def test_a_csv_has_no_column_of_logs(wang: str, svc: Call) -> None:
    """What she would rather not tell is a log: JSON alone holds it."""
    svc("customer", "ask", wang, "--declined", "work")
    assert "declined" not in svc("export", "customers").out
    assert svc("export", "customers", "--format", "json").json[0]["declined"]


@pytest.mark.parametrize(
    ("set_to", "asked", "said"),
    [
        ("zh", "en", "亲爱的王芳"), ("en", "zh", "Dear"), (None, "en", "Dear"),
        (None, "zh", "亲爱的王芳"),
    ],
)  # fmt: skip
def test_what_goes_to_customers_is_in_the_shops_language(
    shop: Path, wang: str, svc: Call, set_to: str | None, asked: str, said: str
) -> None:
    """As svc.toml says, whoever writes; without that as it was asked for."""
    if set_to:
        toml = (shop / "svc.toml").read_text(encoding="utf-8")
        toml = toml.replace('# language = "zh"', f'language = "{set_to}"')
        (shop / "svc.toml").write_text(toml, encoding="utf-8")
    svc("customer", "consent", wang, "--give", "sms")
    message = svc("--lang", asked, "sms", "render", "birthday", "--customer", wang).out
    card = svc("--lang", asked, "card", "render", "birthday", "--customer", wang).out
    assert (("王芳" in message) and message.isascii()) is False
    assert ("生日" in message, "生日" in card) == ("亲" in said, "亲" in said)
