"""Every system call at which a command may be stopped, and what it leaves: old or new."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from svc.store.store import Store
from svc.store.tables import TABLES

CALLS = (
    "openat", "write", "fsync", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir",
    "chmod", "fchmod", "chown", "flock", "close", "newfstatat", "fstat", "read", "getdents64",
    "ftruncate", "utimensat", "lseek", "link", "linkat",
)  # fmt: skip
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")
MAKING = re.compile(r"write|fsync|rename|link|mkdir|ftruncate|O_CREAT")
"""What changes a disk, or could find it full; a kill before any other call is one before these."""

TODAY = "2026-11-22T10:00"


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


class Warm:
    """The process that forks the commands; see `warm.py`."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.log = place / "strace.log"
        self.said = place / "said."
        self.env = {"SVC_WAIT": "2", "SVC_LANG": "en", "GIT_CONFIG_GLOBAL": os.devnull}
        self.process = subprocess.Popen(
            [sys.executable, "-B", str(Path(__file__).with_name("warm.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONHASHSEED": "0",
                 "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def run(
        self, args: Sequence[str], till: Path, *, seed: int, today: str = TODAY,
        strace: Sequence[str] = (),
    ) -> Said:  # fmt: skip
        """Run a command in a till's folder."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        env = {**self.env, "SVC_STORE": str(till / "shop"), "SVC_TODAY": today}
        asked: dict[str, Any] = {
            "args": list(args), "folder": str(till), "seed": seed, "said": str(self.said),
            "env": env, "strace": [*strace, "-o", str(self.log)] if strace else [],
        }  # fmt: skip
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        texts = (Path(f"{self.said}{number}") for number in (1, 2))
        out, err = (text.read_text("utf-8", "replace") for text in texts)
        return Said(told["code"], out, err)

    def close(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


State = dict[str, bytes]


def state(till: Path) -> State:
    """What a reader finds: the lines of each shard as svc reads them, and the other files."""
    shop = till / "shop"
    found: State = {}
    if (shop / "svc.toml").is_file():
        shards = Store(shop).shards
        for table in TABLES:
            for name in shards.names(table):
                if content := shards.content(name):
                    found[f"data/{name}"] = content
    for file in till.rglob("*"):
        inside = file.relative_to(till).parts
        ours = inside[:2] in {("shop", "data"), ("shop", ".svc"), ("shop", ".git")}
        if file.is_file() and not ours and file.suffix != ".tmp":
            found["/".join(inside)] = file.read_bytes()
    return found


def points(log: Path, till: Path) -> list[tuple[str, int, str]]:
    """The calls that touch a till: which, its how-manieth, and by what it is to be stopped.

    Where a call may change the disk: by all three. Of calls that only look, the first of its kind
    at each file fails; a kill there is a kill before the next call that changes something.
    """
    seen: Counter[str] = Counter()
    looked: set[tuple[str, ...]] = set()
    found: dict[tuple[str, int, str], None] = {}
    text = re.sub(r"AT_FDCWD<[^>]*>", "AT_FDCWD", log.read_text(errors="replace"))
    for line in text.splitlines():
        if match := re.match(r"(\w+)\(", line):
            call = match[1]
            seen[call] += 1
            if (at := line.find(str(till))) < 0:
                continue
            if MAKING.search(line):
                found |= {(call, seen[call], fault): None for fault in FAULTS}
            elif (key := (call, re.split(r"[\">]", line[at:])[0])) not in looked:
                looked.add(key)
                found[call, seen[call], FAULTS[-1]] = None
    return list(found)


def restored(model: Path, till: Path) -> None:
    """The till as it was. What svc only ever replaces whole is linked, not copied."""
    shutil.rmtree(till, ignore_errors=True)
    shutil.copytree(model, till, symlinks=True, copy_function=_linked)


def _linked(source: str, target: str) -> None:
    if "/.svc/" in source:
        shutil.copy2(source, target)
    else:
        os.link(source, target)
