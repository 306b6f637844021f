"""Bad files, and a disk that takes nothing: the JSON suite in four places, a read-only disk."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.faults
Call = Callable[..., Any]
SUITE = Path(__file__).parents[1] / "store" / "json_suite" / "cases.jsonl"
MONTH = "data/customers/2026-11.jsonl"
BEFORE = b'{"id":"C-261122-00000A","name":"a","number":"1"}\n'
AFTER = b'{"id":"C-261122-00000Z","name":"z","number":"2"}\n'
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("customer", "list"),
    ("customer", "find", "a"),
    ("customer", "add", "--name", "b", "--number", "3"),
    ("customer", "edit", "C-261122-00000Z", "--set", "size=L"),
    ("fmt",),
    ("export", "customers"),
)


def cases() -> dict[str, bytes]:
    """The suite's cases by name."""
    found = {}
    for row in map(json.loads, SUITE.read_text().splitlines()):
        text = row.get("text", "") * row.get("times", 1) + row.get("end", "")
        found[row["name"]] = bytes.fromhex(row["hex"]) if "hex" in row else text.encode()
    return found


def test_each_case_before_each_command(
    shop: Path, svc: Call, figures: Callable[..., None]
) -> None:
    """What must be refused is, with file and line, exit 4 and no byte changed; nothing crashes."""
    (shop / "data/customers").mkdir()
    runs = bad = refused = 0
    for name, case in cases().items():
        for whole, must_refuse in (
            (case, bool(case.strip())),
            (BEFORE + case + b"\n" + AFTER, bool(case.strip())),
            (BEFORE[:-2] + b',"x":' + case + b"}\n" + AFTER, not name.startswith("y_")),
            (
                BEFORE[:-2] + b',"profile":{"a":' + case + b"}}\n" + AFTER,
                not name.startswith("y_"),
            ),
        ):
            for command in COMMANDS:
                (shop / MONTH).write_bytes(whole)
                said = svc(*command, code=None)
                runs += 1
                is_named = said.code != 4 or f"{MONTH}, line" in said.err or "C-261122" in said.err
                is_whole = said.code == 0 or (shop / MONTH).read_bytes() == whole
                is_sound = said.code in ((4,) if must_refuse else (0, 3, 4))
                refused += said.code == 4
                if not (is_named and is_whole and is_sound) or "Traceback" in said.err:
                    bad += 1
                    print(name, command, said)
    what = "JSON suite, 318 cases in four places before six commands"
    figures("P5", what, runs=runs, bad=bad, note=f"{refused} refused by file and line")


@pytest.fixture
def read_only(shop: Path, wang: str, tmp_path: Path) -> Iterator[Path]:
    """The shop on a disk that is mounted to be read only."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "tmpfs", disk], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        subprocess.run(["cp", "-a", shop, disk / "shop"], check=True)
        with (disk / "shop" / MONTH).open("ab") as file:
            file.write(b"torn\n")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        yield disk / "shop"
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_a_disk_that_is_read_only(
    read_only: Path, process: Call, wang: str, figures: Callable[..., None]
) -> None:
    """Each changing command: 74 (or 4, where the file is bad), one sentence, nothing changed."""
    before = {path: path.read_bytes() for path in read_only.rglob("*") if path.is_file()}
    commands = (
        ("customer", "add", "--name", "b", "--number", "3"),
        ("staff", "add", "--name", "x", "--post", "clerk"),
        ("complaint", "log", "--customer", wang, "--category", "price", "--text", "x"),
        ("customer", "erase", wang, "--yes"),
        ("repair-store", "--yes"),
        ("check",),
        ("fmt",),
    )
    bad = 0
    for command in commands:
        said = process("--store", read_only, *command, code=None)
        ok = said.code in (74, 4) and "Traceback" not in said.err and len(said.err) < 400
        if not ok:
            bad += 1
            print(command, said)
    said = process("--store", read_only, "repair-store", "--yes", code=74)
    assert "read-only" in said.err
    assert process("--store", read_only, "repair-store", "--dry-run").out.count("\n") == 1
    assert process("--store", read_only, "doctor", code=1).out.count("error: ") >= 1
    assert {path: path.read_bytes() for path in before} == before
    figures("P4", "changing commands on a read-only disk", runs=len(commands), bad=bad)
