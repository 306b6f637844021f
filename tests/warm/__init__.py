"""`svc` for shell sessions of hundreds of calls: run by a server that has imported it already.

Each call is a process still, with its own arguments, environment, folder and handles; what is
spared is Python's start and the imports, which are tested elsewhere (tests/test_imports.py).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PARTS = ("store", "records", "policy", "rules")
"""The packages imported beforehand, beside what `svc` always imports."""
LIBRARIES = (
    "json",
    "sqlite3",
    "decimal",
    "zoneinfo",
    "subprocess",
    "difflib",
    "hashlib",
    "tomllib",
)


def modules() -> list[str]:
    """What the server imports."""
    files = (file for part in PARTS for file in sorted((ROOT / "svc" / part).rglob("*.py")))
    names = (file.relative_to(ROOT).with_suffix("").as_posix() for file in files)
    ours = (name.removesuffix("/__init__").replace("/", ".") for name in names)
    return [*LIBRARIES, "svc.cli", *ours]


@contextmanager
def server() -> Iterator[Path]:
    """A folder to put first in PATH: its `svc` is run by a server that ends with the block."""
    with tempfile.TemporaryDirectory(prefix="svc-warm-") as name:
        folder = Path(name)
        place, real = folder / "socket", Path(sys.executable).parent / "svc"
        client = folder / "svc"
        begun = f"{sys.executable} -I -S {HERE / 'client.py'} {place} {real}"
        client.write_text(f'#!/bin/sh\nexec {begun} "$0" "$@"\n')
        client.chmod(0o755)
        env = {**os.environ, "PYTHONPATH": str(ROOT / "tests" / "steady"), "LANG": "C.UTF-8"}
        with subprocess.Popen(
            [sys.executable, "-P", str(HERE / "server.py"), str(place), *modules()],
            env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd=folder,
        ) as running:  # fmt: skip
            assert running.stdout is not None
            assert running.stdout.readline() == b"ready\n"
            try:
                yield folder
            finally:
                running.terminate()
