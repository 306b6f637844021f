"""What every test may rely on, and the guards that keep it away from real data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from svc import i18n, kept

TODAY = "2026-11-22"
# No test fails for a machine that is busy.
settings.register_profile("svc", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("svc")

LONG = ("test_docs.py", "test_year.py")
"""Files whose tests take longest: begun first, so that no worker ends alone with one of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first."""
    items.sort(key=lambda item: item.path.name not in LONG)


@dataclass(frozen=True)
class Result:
    """What a call gave: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """stdout as JSON."""
        return json.loads(self.out)

    @property
    def line(self) -> str:
        """The one line of stdout."""
        (line,) = self.out.splitlines()
        return line


Call = Callable[..., Result]


@pytest.fixture(autouse=True)
def _guards(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees a real home folder, locale, shop or clock."""
    for name in list(os.environ):
        if name.startswith(("SVC_", "LC_", "GIT_")) or name in ("LANG", "LANGUAGE", "NO_COLOR"):
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "till")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "till@example.com")
    monkeypatch.setenv("SVC_TODAY", TODAY)
    monkeypatch.setenv("SVC_LANG", "en")
    monkeypatch.setenv("LANGUAGE", "en")
    i18n.speak("en")
    monkeypatch.setattr(kept, "SETTLED", 10**19)  # slow or quick, it reads the files themselves
    monkeypatch.chdir(home)


@pytest.fixture
def svc(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command in this process, quickly: `svc("customer", "list", code=0)`.

    A `code` given is asserted, with everything printed as the reason.
    """
    from svc.cli import run

    def call(*args: object, code: int | None = 0) -> Result:
        capsys.readouterr()
        got = run([str(arg) for arg in args])
        printed = capsys.readouterr()
        assert code is None or got == code, (args, got, printed.out, printed.err)
        return Result(got, printed.out, printed.err)

    return call


@pytest.fixture
def process() -> Call:
    """Run a command as a real process: for what belongs to processes."""

    def call(*args: object, code: int | None = 0, **more: Any) -> Result:
        more.setdefault("capture_output", True)
        done = subprocess.run(
            [sys.executable, "-m", "svc", *map(str, args)],
            text=True, encoding="utf-8", check=False, timeout=60, **more,
        )  # fmt: skip
        assert code is None or done.returncode == code, (args, done)
        return Result(done.returncode, done.stdout or "", done.stderr or "")

    return call


@pytest.fixture
def shop(svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh clothing shop, which every call then means."""
    folder = tmp_path / "shop"
    svc("init", folder, "--name", "雅衣阁", "--no-git")
    monkeypatch.setenv("SVC_STORE", str(folder))
    return folder


@pytest.fixture
def furniture_shop(svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh furniture shop, which every call then means."""
    folder = tmp_path / "furniture"
    svc("init", folder, "--name", "好家居", "--preset", "furniture", "--no-git")
    monkeypatch.setenv("SVC_STORE", str(folder))
    return folder


@pytest.fixture
def wang(shop: Path, svc: Call) -> str:
    """The id of a customer, Wang Fang."""
    return svc("customer", "add", "--name", "王芳", "--phone", "13800138000", "--gender", "F").line


Unprivileged = Callable[[Path], AbstractContextManager[None]]


@pytest.fixture
def unprivileged() -> Unprivileged:
    """Let permissions hold for root, too: `with unprivileged(folder):` owns it as nobody.

    Whatever the block imports must have been imported before: nobody may not read every Python.
    """

    @contextmanager
    def block(folder: Path) -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        nobody = 65534
        for path in (folder, *folder.rglob("*")):
            os.chown(path, nobody, nobody)
        for parent in folder.parents:
            if not parent.stat().st_mode & 0o001:
                parent.chmod(parent.stat().st_mode | 0o011)
        os.setegid(nobody)
        os.seteuid(nobody)
        try:
            yield
        finally:
            os.seteuid(0)
            os.setegid(0)

    return block


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--golden` writes what is printed now into the golden files, to be read as a diff."""
    parser.addoption("--golden", action="store_true", help="rewrite the golden files")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with `tests/golden/NAME`; `make golden` rewrites it."""
    folder = Path(__file__).parent / "golden"

    def check(name: str, text: str) -> None:
        file = folder / name
        if request.config.getoption("--golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.exists(), f"no golden file {name}: make golden"
        assert text == file.read_text(encoding="utf-8"), name

    return check
