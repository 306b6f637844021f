"""Start-up: what a command imports, counted in a fresh interpreter."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

HEAVY = {
    "tinydb", "jinja2", "rich", "dateutil", "phonenumbers", "lunar_python", "chinese_calendar",
    "csv", "wcwidth", "filelock", "charset_normalizer", "python_calamine", "xlsxwriter",
    "subprocess", "tomllib", "decimal", "json", "asyncio", "email", "http",
}  # fmt: skip
"""Modules that cost time to import; what is not named here costs next to nothing."""
STORE = {"tinydb", "tomllib", "decimal", "json"}

LOOK = """
import json, sys
bare = set(sys.modules)
from svc.cli import run
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    code = run(sys.argv[1:])
new = sorted(set(sys.modules) - bare)
print(json.dumps([code, new]))
"""


def imported(*args: str) -> set[str]:
    """The modules a call imports, in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK, *args], capture_output=True, text=True, check=True, timeout=60
    )
    code, modules = json.loads(done.stdout)
    assert code == 0, (args, done)
    return set(modules)


@pytest.mark.parametrize(
    ("args", "allowed"),
    [
        (["--version"], set()),
        (["--help"], set()),
        (["--lang", "zh", "--help"], set()),
        (["customer", "--help"], {"decimal"}),
        (["customer", "show", "13800138000"], STORE),
        (["customer", "show", "13800138000", "--json"], STORE),
        (["customer", "add", "--name", "x", "--phone", "010-62554433"], STORE),
        (["customer", "list", "--format", "csv"], STORE | {"csv"}),
        (["customer", "list"], STORE | {"wcwidth"}),
        (["purchase", "list"], STORE | {"wcwidth"}),
        (["callback", "due"], STORE | {"wcwidth"}),
        (["complaint", "list"], STORE | {"wcwidth"}),
        (["today"], STORE | {"wcwidth"}),
        (["today", "--json"], STORE),
        (["staff", "list"], STORE | {"wcwidth"}),
    ],
    ids=lambda value: " ".join(sorted(value)) if isinstance(value, set) else " ".join(value),
)
def test_a_command_pays_only_for_its_own(wang: str, args: list[str], allowed: set[str]) -> None:
    """Templates, terminal tables, calendars and spreadsheets are imported where they are used."""
    assert wang
    assert {module for module in imported(*args) if module in HEAVY} <= allowed


def test_help_imports_no_command(shop: Path) -> None:
    """The list of commands is read from a table."""
    assert shop
    assert not {name for name in imported("--help") if name.startswith("svc.commands")}
    assert not {name for name in imported("--help") if name.startswith("svc.store.tiny")}


def test_a_command_imports_no_other(wang: str) -> None:
    """`customer show` knows nothing of refunds, messages, imports."""
    assert wang
    modules = imported("customer", "show", "13800138000")
    commands = {name for name in modules if name.startswith("svc.commands.")}
    assert commands == {
        "svc.commands.customer",
        "svc.commands.customer_consent",
        "svc.commands.customer_file",
        "svc.commands.options",
    }
    assert not {name for name in modules if name.startswith(("svc.messages", "svc.lists"))}
