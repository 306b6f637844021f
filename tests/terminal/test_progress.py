"""Long work shows how far it has come: on stderr, on a terminal only."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

START = """
import svc.commands.progress as progress
progress.LARGE = 0
from svc.__main__ import main
main()
"""
"""The program with a bar for files of any size."""


def read_all(screen: int) -> bytes:
    """What a terminal got until nobody writes to it any more."""
    got = b""
    try:
        while read := os.read(screen, 65536):
            got += read
    except OSError:  # Linux: the other end is closed
        pass
    return got


def test_a_bar_on_a_terminal_only(shop: Path, wang: str, svc: Call) -> None:
    """A report shows one on a terminal, none in a pipe, and prints the same."""
    svc("purchase", "add", "--customer", wang, "--item", "price=9.00,sku=A1")
    command = [sys.executable, "-c", START, "--store", str(shop), "report", "rfm", "--json"]
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    screen, words = pty.openpty()
    seen = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, stderr=words, env=environment
    )
    os.close(words)
    bar = read_all(screen).decode()
    os.close(screen)
    piped = subprocess.run(command, check=True, capture_output=True, env=environment)
    assert "Reading files" in bar
    assert "1/1" in bar
    assert "Reading files" not in piped.stderr.decode()
    assert seen.stdout == piped.stdout
    assert wang in piped.stdout.decode()
