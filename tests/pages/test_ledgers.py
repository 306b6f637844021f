"""Ledgers in a real browser: wide tables scroll in their place, light, dark, on a telephone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from svc.i18n import speak
from svc.papers import ledger, ledger_book
from svc.rules.ledger import LEDGERS, NAMES
from tests.pages.rules import violations

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser as Chrome

pytestmark = pytest.mark.pages

MODES: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 960, "height": 700}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 960, "height": 700}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 640}, "color_scheme": "light"},
}
DAY = date(2026, 11, 22)
TEXT = "穿了两次，腋下就开线了，顾客很着急，周六要穿着去喝喜酒，希望当天补好。"
NAME = "complaints"
ROWS = [
    {"no": number, "id": f"K-261122-{number:06d}", "on": DAY, "name": "欧阳娜娜", "text": TEXT,
     "measures": TEXT, "phone": "13800138001", "refund": Decimal("12.50"),
     "missing": ["phone", "goods"]}
    for number in range(1, 30)
]  # fmt: skip
NARROW = """() => [...document.querySelectorAll('td')].filter(at => {
  const text = at.textContent, size = parseFloat(getComputedStyle(at).fontSize);
  return text.length > 3 && at.clientWidth < 3 * size;
}).map(at => at.textContent)"""
"""Cells so narrow that their words stand one above the other."""


def pages() -> dict[str, str]:
    """A single ledger, and the book of all."""
    keys = LEDGERS[NAME].keys
    alone = ledger.written(
        NAME, ROWS, "html", keys=keys, columns=("no", *keys), shop="雅衣阁", today=DAY
    )
    parts = tuple(
        ledger_book.Part(name=name, columns=("no", *LEDGERS[name].keys),
                         rows=tuple(ROWS) if name == NAME else ())
        for name in NAMES
    )  # fmt: skip
    book = ledger_book.Book(shop="雅衣阁", days=(None, DAY), case=None, parts=parts)
    return {"alone": alone.decode(), "book": ledger_book.page(book)}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["alone", "book"])
def test_a_ledger_on_a_screen(
    chrome: Chrome, tmp_path: Path, name: str, language: str, mode: str
) -> None:
    """The page never goes sideways, its regions do, with keys too; no column is a sign wide."""
    speak(language)
    file = tmp_path / "ledger.html"
    file.write_text(pages()[name], encoding="utf-8")
    speak("en")
    context = chrome.new_context(**MODES[mode])
    opened = context.new_page()
    opened.goto(file.as_uri())
    assert violations(opened) == []
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.evaluate(NARROW) == []
    region = opened.locator(".scroll").first
    assert region.get_attribute("aria-label")
    region.focus()
    opened.keyboard.press("ArrowRight")
    opened.wait_for_function("document.querySelector('.scroll').scrollLeft > 0")
    back = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (back == "rgb(255, 255, 255)") == (mode != "dark")
    context.close()
