"""`svc demo`: a shop from two real lists, and a day in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_day_goes_through(process: Call, tmp_path: Path, language: str) -> None:
    """Every command it types works, and what the README promises is seen."""
    shop = tmp_path / "demo"
    done = process("--lang", language, "demo", shop)
    typed = [line for line in done.out.splitlines() if line.startswith("$ ")]
    for command in (
        "import customers",
        "import purchases",
        "today",
        "refund quote",
        "callback due",
        "callback done",
        "sms plan",
        "sms approve",
        "sms send",
        "tier show",
        "card render",
        "survey import",
        "report week",
        "check",
    ):
        assert any(command in line for line in typed), command
    assert "359.10" in done.out
    assert "purchase.P-" in done.out
    assert (shop / "birthday-card.html").is_file()
    assert "2026-W47" in done.out
    assert "<table" in (shop / "satisfaction.html").read_text("utf-8")
    assert "sms-birthday.C-" in (shop / "messages.csv").read_text("utf-8")
    assert process("--store", shop, "check").out == ""
    counts = {"en": "6919 rows read: 6919 added", "zh": "读了 6919 行：新增 6919"}
    assert counts[language] in done.out


def test_a_folder_with_something_in_it_is_left_alone(process: Call, tmp_path: Path) -> None:
    """Exit 5, and what was there is there."""
    (tmp_path / "mine.txt").write_text("mine")
    process("demo", tmp_path, code=5)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
