"""Slips in a real browser: not blank, as wide as the roll, complaining of nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from svc.frozen import replace
from svc.i18n import speak
from svc.papers.slip import KINDS, slip
from svc.papers.slip_sample import sample

pytestmark = pytest.mark.pages

LONG = "阿依古丽·麦麦提江·阿卜杜热合曼（代领人：古丽巴哈尔·努尔麦麦提）"
WIDE = {"58": 220, "80": 303, "a5": 560}
"""The paper's width in a browser's pixels, rounded up."""


def _chromium(page: Path, *more: str) -> str:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "make pages needs chromium"
    done = subprocess.run(
        [
            program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--enable-logging=stderr", "--hide-scrollbars", "--no-pdf-header-footer",
            f"--user-data-dir={page.parent / 'profile'}", *more, page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stderr


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
    tmp_path: Path, kind: str, language: str, paper: str
) -> None:
    """No console message, nothing fetched, the picture is not blank, nothing sticks out."""
    page = _page(tmp_path, kind, language, paper)
    probe = (
        "<script>document.title=document.querySelector('main').scrollWidth"
        "+' '+document.querySelector('main').clientWidth</script>"
    )
    wide = tmp_path / "wide.html"
    wide.write_text(page.read_text("utf-8") + probe, encoding="utf-8")
    said = _chromium(page, f"--screenshot={tmp_path / 'slip.png'}", "--window-size=700,1000")
    assert "CONSOLE" not in said
    assert "http" not in page.read_text("utf-8")
    pixels = zlib.decompress(b"".join(_chunks((tmp_path / "slip.png").read_bytes(), b"IDAT")))
    assert len(set(pixels)) > 64
    inner, outer = _title(wide)
    assert inner <= outer <= WIDE[paper]


@pytest.mark.parametrize("kind", KINDS)
def test_a_slip_prints_on_one_page(tmp_path: Path, kind: str) -> None:
    """Printed from the browser it is one page as wide as the roll."""
    page = _page(tmp_path, kind, "zh", "80")
    _chromium(page, f"--print-to-pdf={tmp_path / 'slip.pdf'}")
    pdf = (tmp_path / "slip.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)", pdf)
    assert box is not None
    assert round(float(box[1]) / 72 * 25.4) == 80


def _title(page: Path) -> tuple[int, int]:
    """How wide the slip is inside and outside, as a browser finds it."""
    done = subprocess.run(
        [
            shutil.which("chromium") or "chromium-browser", "--headless", "--no-sandbox",
            "--disable-gpu", "--no-first-run", "--disable-background-networking",
            f"--user-data-dir={page.parent / 'profile'}", "--window-size=700,1000", "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    found = re.search(r"<title>([0-9]+) ([0-9]+)</title>", done.stdout)
    assert found is not None
    return int(found[1]), int(found[2])


def _chunks(png: bytes, kind: bytes) -> list[bytes]:
    found, at = [], 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == kind:
            found.append(png[at + 8 : at + 8 + size])
        at += size + 12
    return found
