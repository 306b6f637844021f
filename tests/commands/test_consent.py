"""`svc customer consent` and `svc sms opt-out`: given and withdrawn, with the proof."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
DAY = "2026-11-22"


def log_of(svc: Call, who: str) -> list[dict[str, Any]]:
    """The log of a customer's consents."""
    found: list[dict[str, Any]] = svc("customer", "consent", who, "--json").json["consent_log"]
    return found


def test_each_act_is_put_down(svc: Call, wang: str) -> None:
    """When, which channel, what for, by which way and who of the staff, in the order of time."""
    li = svc("staff", "add", "--name", "李娜", "--code", "li", "--post", "shop_manager").line
    svc("--staff", "li", "--today", "2026-11-20T15:30", "customer", "consent", wang,
        "--give", "sms,marketing", "--by", "form")  # fmt: skip
    shown = svc("customer", "consent", wang, "--withdraw", "marketing", "--by", "call",
                "--purpose", "marketing", "--text", "别发广告", "--json").json  # fmt: skip
    assert shown["consent"] == {
        "sms": {"given": "2026-11-20"},
        "marketing": {"given": "2026-11-20", "withdrawn": DAY},
    }
    first, second, third = log_of(svc, wang)
    assert first == {"at": "2026-11-20T15:30", "act": "given", "channel": "sms",
                     "purpose": "care", "by": "form", "staff": li}  # fmt: skip
    assert (second["channel"], second["purpose"]) == ("marketing", "marketing")
    assert third == {"at": DAY, "act": "withdrawn", "channel": "marketing",
                     "purpose": "marketing", "by": "call", "text": "别发广告"}  # fmt: skip


def test_said_again_it_is_the_same(svc: Call, shop: Path, wang: str) -> None:
    """Twice given, or twice withdrawn, changes nothing; proof is never rewritten."""
    svc("customer", "consent", wang, "--give", "sms")
    file = shop / "data" / "customers" / "2026-11.jsonl"
    before = file.read_bytes()
    svc("--today", "2026-12-01", "customer", "consent", wang, "--give", "sms")
    assert file.read_bytes() == before
    svc("customer", "consent", wang, "--withdraw", "sms")
    svc("customer", "consent", wang, "--give", "sms")
    assert [act["act"] for act in log_of(svc, wang)] == ["given", "withdrawn", "given"]


def test_where_else_consent_comes_from(svc: Call, shop: Path, tmp_path: Path) -> None:
    """Opening a file and reading a list put the same into the log."""
    li = svc(
        "customer", "add", "--name", "李娜", "--phone", "13700137000", "--consent", "sms"
    ).line
    assert log_of(svc, li) == [{"at": DAY, "act": "given", "channel": "sms", "purpose": "care"}]
    listed = tmp_path / "people.csv"
    listed.write_text('姓名,手机,同意短信\n赵丽,13600136000,是\n李娜,13700137000,"wechat"\n')
    svc("import", "customers", listed)
    svc("import", "customers", listed)
    (act,) = log_of(svc, "13600136000")
    assert act == {"at": DAY, "act": "given", "channel": "sms", "purpose": "care", "by": "import"}
    assert [act["channel"] for act in log_of(svc, li)] == ["sms", "wechat"]


def test_without_an_option_the_log_is_shown(svc: Call, wang: str) -> None:
    """What she said and when, then what holds today; nothing is changed."""
    assert svc("customer", "consent", wang).out.split() == ["agreed", "to", "nothing"]
    svc("customer", "consent", wang, "--give", "sms", "--by", "wechat", "--text", "可以发")
    text = svc("customer", "consent", wang).out
    assert DAY in text
    assert "可以发" in text
    assert text.splitlines()[-1].split() == ["agreed", "to", "text", "messages"]
    svc("customer", "consent", wang, "--by", "call", code=2)
    svc("customer", "consent", wang, "--give", "pigeon", code=2)
    svc("customer", "consent", wang, "--give", "sms", "--purpose", "fun", code=2)


def test_a_dry_run(svc: Call, shop: Path, wang: str) -> None:
    """What would be on file, and nothing there."""
    assert svc("customer", "consent", wang, "--give", "sms", "--dry-run", "--json").json["consent"]
    assert log_of(svc, wang) == []


def test_opting_out(svc: Call, wang: str) -> None:
    """Whoever answers TD gets no more messages and no advertising; told twice is told once."""
    svc("customer", "consent", wang, "--give", "sms,marketing,phone")
    done = svc("sms", "opt-out", "13800138000", "--text", "TD")
    assert (done.line, done.err.strip()) == (wang, "From now on no message goes to her.")
    again = svc("sms", "opt-out", wang, "--text", "TD", "--json")
    assert f"she has wanted none since {DAY}." in again.err
    shown = again.json
    assert shown["consent"]["sms"] == {"given": DAY, "withdrawn": DAY}
    assert shown["consent"]["marketing"]["withdrawn"] == DAY
    assert shown["consent"]["phone"] == {"given": DAY}
    late = log_of(svc, wang)[3:]
    assert [(act["channel"], act["by"], act["text"]) for act in late] == [
        ("sms", "sms", "TD"), ("marketing", "sms", "TD")]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "by"),
    [((), None), (("--text", "TD"), "sms"), (("--text", "不要", "--by", "call"), "call"),
     (("--by", "visit"), "visit")],
)  # fmt: skip
def test_the_way_of_opting_out_is_told_as_far_as_known(
    svc: Call, wang: str, more: tuple[str, ...], by: str | None
) -> None:
    """Without her words and without --by nobody claims that she answered by message."""
    assert "From now on" not in svc("sms", "opt-out", wang, "--dry-run").err
    svc("sms", "opt-out", wang, *more)
    assert {act.get("by") for act in log_of(svc, wang)} == {by}


def test_opting_out_by_a_number_nobody_has(svc: Call, shop: Path) -> None:
    """Exit 3, one sentence, nothing changed."""
    assert svc("sms", "opt-out", "13900139000", code=3).out == ""
