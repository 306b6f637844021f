"""A shop that is opened once for a whole table of attacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A shop and the id of its one customer, Wang; for tests that change no record."""
    home = tmp_path_factory.mktemp("opened")
    shop = home / "shop"
    calm = {
        "PATH": os.environ["PATH"], "HOME": str(home), "SVC_TODAY": "2026-11-22",
        "SVC_LANG": "en", "SVC_STORE": str(shop),
    }  # fmt: skip
    for args in (
        ("init", str(shop), "--name", "雅衣阁", "--no-git"),
        ("customer", "add", "--name", "王芳", "--phone", "13800138000", "--gender", "F"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "svc", *args], env=calm, capture_output=True, text=True,
            encoding="utf-8", check=True, timeout=60,
        )  # fmt: skip
    return shop, done.stdout.strip()


@pytest.fixture
def shop(opened: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shop of the table, which every call then means."""
    monkeypatch.setenv("SVC_STORE", str(opened[0]))
    return opened[0]


@pytest.fixture
def wang(shop: Path, opened: tuple[Path, str]) -> str:
    """The id of its customer."""
    assert shop
    return opened[1]


NASTY = (
    "=cmd|' /C calc'!A0\x00\x1b[31m\x1b]0;pwned\x07\x9b2J\r\n\tBEGIN:VALARM\u202egnp.exe\u2066"
    "\u200b\u200f\u2028</td><script>alert(1)</script>\"'{{ shop.name }}`$(touch ran)`"
    "|王👩\u200d👧é"
)
"""What a file edited by hand, or pulled from another till, may hold for a name or a text."""
MARK = "毒"
"""Stands for it while the shop is made: entry takes no control characters."""

MAKING = """
import io, json, sys
from contextlib import redirect_stdout
from svc.cli import run
ids = {}
for name, words in json.load(sys.stdin):
    with redirect_stdout(io.StringIO()) as out:
        code = run([word.format(**ids) for word in words])
    assert code in (0, 6), (words, code, out.getvalue())
    ids[name] = out.getvalue().strip()
print(json.dumps(ids))
"""
"""Runs the commands it reads, each with the ids of those before it in its words."""


def made(shop: Path, commands: Iterable[tuple[str, Iterable[str]]]) -> tuple[dict[str, str], str]:
    """What a list of commands gave, by name, and all they said on stderr; each must succeed."""
    calm = FREE | {"PATH": os.environ["PATH"], "HOME": str(shop.parent), "SVC_STORE": str(shop)}
    for role in ("AUTHOR", "COMMITTER"):
        calm |= {f"GIT_{role}_NAME": "till", f"GIT_{role}_EMAIL": "till@example.com"}
    done = subprocess.run(
        [sys.executable, "-c", MAKING], input=json.dumps([*commands]), env=calm,
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]), done.stderr


FREE = {"SVC_TODAY": "2026-11-22", "SVC_LANG": "en"}
HISTORY: list[tuple[str, tuple[str, ...]]] = [
    ("staff", ("staff", "add", "--name", MARK, "--code", "li", "--post", "shop_manager")),
    ("wang", ("customer", "add", "--name", MARK, "--phone", "13800138000", "--gender", "F",
              "--birthday", "11-22", "--number", "0001", "--owner", "li",
              "--consent", "sms,marketing", "--set", f"hobby={MARK}", "--set", f"address={MARK}")),
    ("twin", ("customer", "add", "--name", MARK, "--phone", "13900139000")),
    ("sale", ("purchase", "add", "--customer", "{wang}", "--on", "2026-11-15", "--staff", "li",
              "--receipt", MARK, "--item",
              f"sku={MARK},name={MARK},category=textile,style={MARK},size={MARK},price=399.00")),
    ("complaint", ("complaint", "log", "--customer", "{wang}", "--category", "quality",
                   "--purchase", "{sale}", "--text", MARK, "--urgent")),
    ("step", ("complaint", "step", "{complaint}", "listen", "--text", MARK)),
    ("offer", ("complaint", "offer", "{complaint}", "--text", MARK, "--declined")),
    ("return", ("return", "open", "--purchase", "{sale}", "--cause", "quality", "--defect", MARK,
                "--text", MARK, "--receipt", MARK, "--invoice", MARK)),
    ("repair", ("repair", "open", "--customer", "{wang}", "--problem", MARK, "--symptom", MARK,
                "--model", MARK, "--purchase", "{sale}", "--address", MARK)),
    ("received", ("repair", "receive", "{repair}", "--text", MARK)),
    ("part", ("part", "order", "--code", MARK, "--name", MARK, "--supplier", MARK, "--text", MARK,
              "--for", "{repair}")),
    ("delivery", ("delivery", "plan", "--purchase", "{sale}", "--on", "2026-11-23",
                  "--window", "9-12", "--address", MARK, "--text", MARK, "--driver", "li")),
    ("event", ("event", "add", "--title", MARK, "--theme", MARK, "--on", "2026-12-05",
               "--place", MARK, "--text", MARK)),
    ("invited", ("event", "invite", "{event}", "--customer", "{wang}", "--text", MARK,
                 "--answer", "yes")),
    ("called", ("callback", "done", "{sale}", "--result", "reached", "--text", MARK)),
    ("sheet", ("survey", "add", "--form", "opinion", "--customer", "{wang}", "--about", "{sale}",
               "--served-by", "li", "--answer", f"best={MARK}", "--text", MARK)),
    ("tried", ("survey", "add", "--form", "opinion", "--trial", "--answer", f"best={MARK}",
               "--text", MARK)),
    ("queued", ("sms", "queue",)),
]  # fmt: skip


@pytest.fixture(scope="session")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A shop in which every name and text is `NASTY`, and its ids by name."""
    home = tmp_path_factory.mktemp("poisoned")
    shop = home / "shop"
    opening = ("opened", ("init", str(shop), "--name", MARK, "--no-git"))
    ids, _err = made(shop, [opening, *HISTORY])
    quoted = json.dumps(NASTY)[1:-1]
    for file in shop.rglob("data/**/*.jsonl"):
        file.write_text(file.read_text("utf-8").replace(MARK, quoted), "utf-8")
    settings = shop / "svc.toml"
    quoted = json.dumps(NASTY.replace("👩\u200d👧", ""))[1:-1]  # TOML knows no pairs of surrogates
    settings.write_text(settings.read_text("utf-8").replace(MARK, quoted), "utf-8")
    return shop, ids


@pytest.fixture
def hostile(
    poisoned: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """The ids of the shop in which every name and text is `NASTY`; every call means it."""
    monkeypatch.setenv("SVC_STORE", str(poisoned[0]))
    return poisoned[1]
