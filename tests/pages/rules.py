"""What a page must keep so that everybody can read it: WCAG 2.1, A and AA, by axe-core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


def violations(opened: Page) -> list[dict[str, Any]]:
    """What axe-core finds wrong with a page as it stands in the browser."""
    from axe_playwright_python.sync_playwright import Axe

    found: list[dict[str, Any]] = Axe().run(opened, options=RULES).response["violations"]
    return found
