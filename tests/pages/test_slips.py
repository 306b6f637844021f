"""Slips in a real browser: not blank, as wide as the roll, complaining of nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from svc.frozen import replace
from svc.i18n import speak
from svc.papers.slip import KINDS, slip
from svc.papers.slip_sample import sample

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pages.conftest import Browser

pytestmark = pytest.mark.pages

LONG = "阿依古丽·麦麦提江·阿卜杜热合曼（代领人：古丽巴哈尔·努尔麦麦提）"
WIDE = {"58": 220, "80": 303, "a5": 560}
"""The paper's width in a browser's pixels, rounded up."""


def _page(folder: Path, kind: str, language: str, paper: str) -> Path:
    speak(language)
    told = sample(kind, shop="雅衣阁", language=language)
    assert told.customer is not None
    told = replace(told, paper=paper, customer=replace(told.customer, name=LONG))
    page = folder / "slip.html"
    page.write_text(slip(told, form="html", columns=48), encoding="utf-8")
    speak("en")
    return page


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("language", "paper"), [("zh", "58"), ("en", "80"), ("zh", "a5")])
def test_a_slip_shows_and_complains_of_nothing(
    chromium: Browser, tmp_path: Path, kind: str, language: str, paper: str
) -> None:
    """No console message, nothing fetched, the picture is not blank, nothing sticks out."""
    page = _page(tmp_path, kind, language, paper)
    probe = (
        "<script>document.title=document.querySelector('main').scrollWidth"
        "+' '+document.querySelector('main').clientWidth</script>"
    )
    wide = tmp_path / "wide.html"
    wide.write_text(page.read_text("utf-8") + probe, encoding="utf-8")
    colours, said = chromium.colours(page, "700,1000")
    assert "CONSOLE" not in said
    assert "http" not in page.read_text("utf-8")
    assert colours > 64
    inner, outer = _title(chromium, wide)
    assert inner <= outer <= WIDE[paper]


@pytest.mark.parametrize("kind", KINDS)
def test_a_slip_prints_on_one_page(chromium: Browser, tmp_path: Path, kind: str) -> None:
    """Printed from the browser it is one page as wide as the roll."""
    page = _page(tmp_path, kind, "zh", "80")
    chromium.open(page, f"--print-to-pdf={tmp_path / 'slip.pdf'}")
    pdf = (tmp_path / "slip.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)", pdf)
    assert box is not None
    assert round(float(box[1]) / 72 * 25.4) == 80


def _title(chromium: Browser, page: Path) -> tuple[int, int]:
    """How wide the slip is inside and outside, as a browser finds it."""
    done = chromium.open(page, "--window-size=700,1000", "--dump-dom")
    found = re.search(r"<title>([0-9]+) ([0-9]+)</title>", done.stdout)
    assert found is not None
    return int(found[1]), int(found[2])
