"""A real browser for pages."""

from __future__ import annotations

import shutil
import subprocess
import zlib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser as Chrome


class Browser:
    """Chromium without a window."""

    def open(self, page: Path, *more: str) -> subprocess.CompletedProcess[str]:
        """Open a page with more options; console messages come on stderr."""
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        assert program, "make pages needs chromium"
        return subprocess.run(
            [
                program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--enable-logging=stderr", "--hide-scrollbars", "--no-pdf-header-footer",
                f"--user-data-dir={page.parent / 'profile'}", *more, page.as_uri(),
            ],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip

    def colours(self, page: Path, size: str) -> tuple[int, str]:
        """How many different bytes a picture of a page has, and what was said meanwhile."""
        picture = page.with_suffix(".png")
        said = self.open(page, f"--screenshot={picture}", f"--window-size={size}").stderr
        pixels = zlib.decompress(b"".join(_chunks(picture.read_bytes(), b"IDAT")))
        return len(set(pixels)), said


def _chunks(png: bytes, kind: bytes) -> list[bytes]:
    found, at = [], 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == kind:
            found.append(png[at + 8 : at + 8 + size])
        at += size + 12
    return found


@pytest.fixture
def chromium() -> Browser:
    """The browser."""
    return Browser()


@pytest.fixture(scope="session")
def chrome() -> Iterator[Chrome]:
    """The same browser, driven: the system's own, nothing downloaded."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "make pages needs chromium"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()
