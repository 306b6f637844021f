"""What scripts may rely on, as transcripts of a shell that are run again (P16)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tool import tool

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGES = sorted(page.name for page in HERE.glob("*.md"))


@pytest.mark.parametrize("page", PAGES)
def test_transcripts(page: str) -> None:
    """Every line and every exit code; `python tools/transcript.py tests/terminal/*.md` renews."""
    text = (HERE / page).read_text(encoding="utf-8")
    assert tool("transcript").renewed(text) == text
