"""Cards in a real browser: each is one sheet to print, is not blank, complains of nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from svc.messages.facts import facts
from svc.papers.card import card

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pages.conftest import Browser

pytestmark = pytest.mark.pages

NAMES = {
    "zh": ["王芳", "阿依古丽·麦麦提江·阿卜杜热合曼"],
    "en": ["Ann", "Wilhelmina Featherstonehaugh"],
}
CASES = [
    (name, language, customer)
    for name in ("birthday", "thank_you", "opinion")
    for language, customers in NAMES.items()
    for customer in customers
]


def _page(folder: Path, name: str, language: str, customer: str) -> Path:
    from datetime import date

    page = folder / f"{name}.html"
    known = facts(
        name=customer, gender="F", number=None, shop="雅衣阁", today=date(2026, 11, 22),
        language=language, staff="李娜",
    )  # fmt: skip
    page.write_text(card(name, known, language=language, form="html"), encoding="utf-8")
    return page


@pytest.mark.parametrize(("name", "language", "customer"), CASES)
def test_a_card_prints_on_one_sheet(
    chromium: Browser, tmp_path: Path, name: str, language: str, customer: str
) -> None:
    """However long the name, the print is one page of A6."""
    page = _page(tmp_path, name, language, customer)
    chromium.open(page, f"--print-to-pdf={tmp_path / 'card.pdf'}")
    pdf = (tmp_path / "card.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)", pdf)
    assert box is not None
    short, long = sorted(float(side) for side in box.groups())
    assert (round(short / 72 * 25.4), round(long / 72 * 25.4)) == (105, 148)


@pytest.mark.parametrize(("name", "language", "customer"), CASES[::2])
def test_a_card_shows_and_complains_of_nothing(
    chromium: Browser, tmp_path: Path, name: str, language: str, customer: str
) -> None:
    """No console message, nothing fetched, and the picture is not blank."""
    page = _page(tmp_path, name, language, customer)
    colours, said = chromium.colours(page, "440,620")
    assert "CONSOLE" not in said
    assert "http" not in re.sub(r"http://www\.w3\.org/[^\"']*", "", page.read_text("utf-8"))
    assert colours > 64
