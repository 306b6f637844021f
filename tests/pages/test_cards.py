"""Cards in a real browser: each is one sheet to print, is not blank, complains of nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from svc.papers.card import card
from tests.papers.test_card_svg import LONG_SHOP, NAMES, known

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pages.conftest import Browser

pytestmark = pytest.mark.pages

PEOPLE = {
    "zh": ["王芳", "阿依古丽·麦麦提江·阿卜杜热合曼"],
    "en": ["Ann", "Wilhelmina Featherstonehaugh-Cholmondeley"],
}
CASES = [
    (name, language, customer)
    for name in NAMES
    for language, customers in PEOPLE.items()
    for customer in customers
]


INSIDE = """<script>
const page = document.querySelector("svg").getBoundingClientRect();
const out = [...document.querySelectorAll("tspan")].filter(line => {
  const box = line.getBoundingClientRect();
  return box.left < page.left + 15 || box.right > page.right - 15
    || box.top < page.top + 15 || box.bottom > page.bottom - 15;
});
document.title = "out: " + out.length + " of " + document.querySelectorAll("tspan").length;
</script>"""
"""Tells in the title how many lines of words are less than 4 mm from the edge."""


def _page(folder: Path, name: str, language: str, customer: str, form: str = "html") -> Path:
    page = folder / f"{name}.{form}"
    shop = LONG_SHOP if len(customer) > 10 else "雅衣阁"
    facts = known(customer, language, shop)
    page.write_text(card(name, facts, language=language, form=form), encoding="utf-8")
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


@pytest.mark.parametrize(("name", "language", "customer"), CASES)
def test_a_drawing_shows_and_nothing_sticks_out(
    chromium: Browser, tmp_path: Path, name: str, language: str, customer: str
) -> None:
    """As the browser sets it, each line of words lies within the frame; no console message."""
    drawing = _page(tmp_path, name, language, customer, "svg")
    colours, said = chromium.colours(drawing, "400,570")
    assert "CONSOLE" not in said
    assert colours > 64
    page = tmp_path / "probe.html"
    text = drawing.read_text(encoding="utf-8")
    page.write_text(f"<!doctype html><meta charset=utf-8>{text}{INSIDE}", encoding="utf-8")
    found = re.search(r"<title>out: ([0-9]+) of ([0-9]+)</title>",
                      chromium.open(page, "--dump-dom").stdout)  # fmt: skip
    assert found is not None
    assert found[1] == "0"
    assert int(found[2]) > 4
