"""What the bench needs, installed by itself: Debian's packages, and a venv of its own.

svc is installed as a shop installs it, not editable, from a copy of the working tree: what is
edited during a run does not reach it.
"""

from __future__ import annotations

import fcntl
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.places import BENCH, ROOT, WORK, stamp_of_tree
from bench.work import BIN, VENV, environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DEBIAN = {
    "recsel": "recutils", "jq": "jq", "task": "taskwarrior", "sqlite3": "sqlite3",
    "valgrind": "valgrind", "git": "git",
}  # fmt: skip
"""The Debian package of each program."""
PEERS = ("sqlite-utils", "matplotlib")
"""Packages beside those svc itself brings (TinyDB, jinja2, click)."""
TREE = ("svc", "templates", "setup.cfg", "pyproject.toml", "README.md", "LICENSE")
SOURCE = WORK / "source"
IMPORTS = WORK / "path"
PIP = (str(BIN / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check")


def say(text: str) -> None:
    """Tell what is being done."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


@contextmanager
def alone() -> Iterator[None]:
    """Wait for a run that is under way: two at once would spoil each other's times and files."""
    WORK.mkdir(exist_ok=True)
    with (WORK / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another run to end")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def programs(wanted: Iterable[str]) -> dict[str, str]:
    """Install what is missing of Debian's programs; gives what cannot be had, with the reason."""
    missing = {name: DEBIAN[name] for name in wanted if shutil.which(name) is None}
    if not missing:
        return {}
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return {name: f"needs the package {package}" for name, package in missing.items()}
    say(f"installing {', '.join(sorted(missing.values()))}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    patient = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq"]
    subprocess.run([*patient, "update"], check=False, env=quiet, stdout=subprocess.DEVNULL)
    for package in missing.values():
        command = [*patient, "install", "-y", "--no-install-recommends", package]
        subprocess.run(command, check=False, env=quiet, stdout=subprocess.DEVNULL)
    return {
        name: f"the package {package} cannot be installed"
        for name, package in missing.items()
        if shutil.which(name) is None
    }


def venv(packages: Iterable[str] = PEERS) -> dict[str, str]:
    """Install svc, the bench's programs and these packages; gives what cannot be had and why."""
    made_by = VENV / "python.stamp"
    if not made_by.exists() or made_by.read_text() != sys.version:
        say("making a venv")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        made_by.write_text(sys.version)
    _own("svc", ROOT, TREE)
    _own("programs", BENCH, ("programs",), within="programs")
    IMPORTS.mkdir(exist_ok=True)
    if not (IMPORTS / "bench").exists():
        (IMPORTS / "bench").symlink_to(BENCH, target_is_directory=True)
    there = versions()
    lacking = {}
    for package in packages:
        if package not in there:
            say(f"installing {package}")
            if subprocess.run([*PIP, package], check=False, env=_pip_env()).returncode:
                lacking[package] = "pip cannot install it"
    return lacking


def installed() -> str:
    """The mark of the svc that is installed."""
    return (VENV / "svc.stamp").read_text()


def _own(name: str, top: os.PathLike[str], tree: Iterable[str], within: str = "") -> None:
    """Install what stands in this checkout, from a copy, where it changed."""
    mark = VENV / f"{name}.stamp"
    found = stamp_of_tree(Path(top), tree)
    if mark.exists() and mark.read_text() == found:
        return
    say(f"installing {name}")
    copy = SOURCE / name
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    for part in tree:
        source = Path(top) / part
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")
            shutil.copytree(source, copy / part, ignore=ignored)
        else:
            shutil.copy(source, copy / part)
    subprocess.run([*PIP, str(copy / within)], check=True, env=_pip_env())
    again = [*PIP, "--no-deps", "--force-reinstall", str(copy / within)]
    subprocess.run(again, check=True, env=_pip_env())
    mark.write_text(found)


def _pip_env() -> dict[str, str]:
    """Pip's environment: compiled files are wanted, whoever runs the bench."""
    return {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}


class TookTooLong(Exception):
    """A process of the bench's own that had to be ended."""


def in_venv(module: str, *arguments: object, cap: float | None = None) -> str:
    """What a module of the bench prints in the venv, where svc is the one installed.

    Raises:
        TookTooLong: it took more than so many seconds; it and its children are ended.
    """
    command = [str(BIN / "python"), "-m", module, *map(str, arguments)]
    env = environment() | {"PYTHONPATH": str(IMPORTS)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=WORK, env=env, start_new_session=True
    ) as running:
        try:
            printed, _nothing = running.communicate(timeout=cap)
        except BaseException as error:
            os.killpg(running.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                raise TookTooLong(module) from None
            raise
    if running.returncode != 0:
        raise subprocess.CalledProcessError(running.returncode, command)
    return printed


def versions() -> dict[str, str]:
    """The packages in the venv, each with its version."""
    command = [str(BIN / "python"), "-m", "pip", "list", "--format", "json"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=_pip_env())
    return {row["name"].lower(): row["version"] for row in json.loads(done.stdout)}


TELLS = {
    "recsel": ("recsel", "--version"), "jq": ("jq", "--version"), "task": ("task", "--version"),
    "sqlite3": ("sqlite3", "--version"), "git": ("git", "--version"),
    "valgrind": ("valgrind", "--version"),
}  # fmt: skip


def all_versions() -> dict[str, str]:
    """Everything that was measured, each with its version."""
    there = versions()
    told = {"python": platform.python_version()}
    for name in ("svc-desk", "click", "tinydb", "jinja2", "sqlite-utils", "matplotlib"):
        if name in there:
            told[name] = there[name]
    for name, command in TELLS.items():
        if shutil.which(name) and name != "valgrind":
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            first = (done.stdout.splitlines() or ["?"])[0]
            told[DEBIAN[name]] = next(
                (w for w in first.replace("-", " ").split() if w[0].isdigit()), "?"
            )
    return told
