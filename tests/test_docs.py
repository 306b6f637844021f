"""The README and the docs show what svc really prints."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.tool import tool
from tests.warm import server

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    page.relative_to(ROOT).as_posix()
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
    if "```console" in page.read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def warm() -> Iterator[tuple[str, ...]]:
    """The folder whose `svc` needs no start, for pages that call it hundreds of times."""
    if not hasattr(os, "fork"):
        yield ()
        return
    with server() as folder:
        yield (str(folder),)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_prints_what_the_page_shows(page: str, warm: tuple[str, ...]) -> None:
    """Each page is run as one shell session; `make docs` renews it, each call in a new Python."""
    text = (ROOT / page).read_text(encoding="utf-8")
    assert tool("transcript").renewed(text, *warm) == text


def _commands(group: click.Group, path: str) -> list[str]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        below = f"{path} {name}"
        found += _commands(command, below) if isinstance(command, click.Group) else [below]
    return found


def test_every_command_is_shown_in_the_reference() -> None:
    """No command without an example of its output."""
    from svc.cli import root

    text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    missing = [
        command
        for command in _commands(root(), "svc")
        if not re.search(rf"^(\$|`).*{command}\b", text, re.MULTILINE)
    ]
    assert missing == []


def test_links_lead_somewhere() -> None:
    """Every relative link in the README, the docs and the decisions names a file that is there."""
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
