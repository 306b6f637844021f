"""Start-up: what a command imports beyond click, counted in a fresh interpreter.

Seconds would depend on the machine; modules do not. A module of ours costs some 0.1 ms, and the
libraries that are not on a command's list cost a millisecond and more.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from svc import kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Call = Callable[..., Result]

ROOT = Path(__file__).resolve().parent.parent
PLACES = os.pathsep.join([str(ROOT), str(Path(click.__file__).parent.parent)])

LOOK = """
import contextlib, io, sys
import click
bare = click.Group("bare", commands=[click.Command("show", callback=lambda: None)])
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    bare.main(["--help"] if "--help" in sys.argv else ["show"], standalone_mode=False)
    sys.modules.pop("locale")  # click's gettext needs it, not so ours
    before = set(sys.modules)
    from svc.cli import run
    code = run(sys.argv[1:])
    new = sorted(set(sys.modules) - before)
print(code, *new)
"""
"""A bare click program does the like first: what it imports is not counted."""

JSON = {"json"}
MONEY = {"decimal", "numbers"}
STORE = JSON | MONEY | {"unicodedata", "fcntl"}
INDEX = {"sqlite3", "array", "binascii", "time", "bisect"}
"""What the store's derived index may need (svc/store/index.py)."""


def imported(*args: str) -> list[str]:
    """The modules a call imports beyond click, in an interpreter that site has not filled."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", LOOK, *args],
        capture_output=True, text=True, check=True, timeout=60,
        env=os.environ | {"PYTHONPATH": PLACES},
    )  # fmt: skip
    code, *modules = done.stdout.split()
    assert code == "0", (args, done)
    return modules


def ours(modules: list[str]) -> set[str]:
    """The modules that are svc's."""
    return {name for name in modules if name.split(".")[0] == "svc"}


def libraries(modules: list[str]) -> set[str]:
    """The libraries among modules, by their first name; Python's inner ones belong to others."""
    names = {name.split(".")[0] for name in modules}
    return {name for name in names if not name.startswith("_")} - {"svc"}


@pytest.fixture
def settled(wang: str, svc: Call, monkeypatch: pytest.MonkeyPatch) -> str:
    """A shop in use: settings and policy have been read before and are kept."""
    with monkeypatch.context() as at_once:
        at_once.setattr(kept, "SETTLED", -(10**12))
        for args in (["customer", "show", wang], ["today"], ["purchase", "list"],
                     ["complaint", "list"]):  # fmt: skip
            svc(*args)
        svc("purchase", "add", "--customer", wang, "--item", "category=wool,price=1", "--dry-run")
    return wang


BUDGET: list[tuple[str, set[str], int]] = [
    ("--version", set(), 12),
    ("--help", JSON, 12),
    ("--lang zh --help", set(), 13),
    ("customer --help", JSON, 13),
    ("customer show {id}", STORE | INDEX, 49),
    ("customer show {id} --json", STORE | INDEX, 49),
    ("customer show 13800138000 --json", STORE | INDEX, 49),
    ("customer add --name x --phone 010-62554433 --json", STORE | INDEX, 53),
    ("purchase add --customer {id} --item price=1 --json", STORE | INDEX, 47),
    ("callback due --json", STORE | INDEX, 58),
    # Its messages: the plan, its occasions, and whether today is a festival or a solar term.
    ("today --json", STORE | INDEX, 66),
    ("customer list --format csv", STORE | INDEX | {"csv"}, 49),
    ("complaint list", STORE | INDEX, 52),
    ("staff list", STORE | INDEX, 41),
]
"""A call, the libraries it may import beyond click, and how many modules of ours it may need."""


@pytest.mark.parametrize(("call", "allowed", "most"), BUDGET, ids=[row[0] for row in BUDGET])
def test_a_command_pays_only_for_its_own(
    settled: str, call: str, allowed: set[str], most: int
) -> None:
    """Templates, terminal tables, calendars, TOML and paths are imported where they are used."""
    modules = imported(*call.format(id=settled).split())
    assert libraries(modules) <= allowed
    assert len(ours(modules)) <= most, sorted(ours(modules))


def test_help_imports_no_command(settled: str) -> None:
    """The list of commands is read from a table, and so is that of a noun's verbs."""
    assert settled
    for args in (["--help"], ["--lang", "zh", "--help"]):
        commands = {name for name in ours(imported(*args)) if name.startswith("svc.commands.")}
        assert commands == {"svc.commands.lazy"}
    modules = ours(imported("customer", "--help"))
    commands = {name for name in modules if name.startswith("svc.commands.")}
    assert commands == {"svc.commands.lazy", "svc.commands.customer"}
    assert "svc.store.store" not in modules


def test_a_command_imports_no_other(settled: str) -> None:
    """`customer show` knows nothing of adding, of refunds, messages, imports."""
    modules = ours(imported("customer", "show", settled))
    assert {name for name in modules if name.startswith("svc.commands.")} == {
        "svc.commands.lazy",
        "svc.commands.options",
        "svc.commands.customer",
        "svc.commands.customer.show",
        "svc.commands.customer.view",
    }
    assert not {name for name in modules if name.startswith(("svc.messages", "svc.lists"))}


def test_english_opens_no_catalogue(settled: str) -> None:
    """Nor does Chinese let gettext parse the whole of it, for click's sentences either."""
    assert settled
    assert "svc.catalogue" not in imported("customer", "show", settled)
    modules = imported("--lang", "zh", "customer", "show", "--help")
    assert "svc.catalogue" in modules
    assert "locale" not in modules
