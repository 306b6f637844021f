"""jq on JSON Lines, one file a table; the shell appends what it adds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bench.peers.tiny import TABLES
from bench.places import BENCH, TODAY, lines
from bench.work import Contender, Turn, Work, as_json, one

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCRIPTS = BENCH / "peers" / "scripts"


def load(size: Path, folder: Path) -> None:
    """The very lines of the shop."""
    folder.mkdir(parents=True)
    for table in TABLES:
        with (folder / f"{table}.jsonl").open("wb") as file:
            file.writelines(lines(size / "shop", table))


def reduced(
    turn: Turn,
    script: str,
    tables: str,
    *arguments: object,
    read: Callable[[bytes], Any] = as_json,
) -> Work:
    """A program over some tables in one pass."""
    files = [turn.files / f"{table}.jsonl" for table in tables.split()]
    return one("jq", "-cn", *arguments, "-f", SCRIPTS / script, *files, read=read)


def show(turn: Turn, field: str) -> Work:
    """Her record and what she spent."""
    asked = ("--arg", "field", field, "--arg", "value", turn.pick[field])
    return reduced(turn, "show.jq", "customers purchases", *asked)


def selected(turn: Turn, table: str, field: str, read: Callable[[bytes], Any]) -> Work:
    """The lines of a table in which a field is the id of the one asked for."""
    wanted = f"select(.{field} == $value)"
    file = turn.files / f"{table}.jsonl"
    return one("jq", "-c", "--arg", "value", turn.pick["id"], wanted, file, read=read)


def record(printed: bytes) -> dict[str, Any]:
    """Her record alone."""
    found = json.loads(printed)
    return {key: found[key] for key in ("id", "name", "phone")}


def purchases(printed: bytes) -> list[list[str]]:
    """Each purchase by day and id, with its total; jq is not asked to sort."""
    return sorted(
        [sale["on"], sale["id"], sale["total"]] for sale in map(json.loads, printed.splitlines())
    )


def board(turn: Turn, script: str) -> Work:
    """What is due, from all four tables."""
    asked = ("--slurpfile", "ask", turn.size / "request.json")
    return reduced(turn, script, "callbacks purchases complaints customers", *asked)


def add(turn: Turn) -> Work:
    """Looked up by jq, appended by the shell, synced."""
    file = turn.files / "customers.jsonl"
    return one("sh", SCRIPTS / "jq-add.sh", file, turn.new_id("C"), "新顾客", turn.phone)


def sell(turn: Turn) -> Work:
    """Looked up by jq, appended by the shell, synced."""
    files = [turn.files / f"{table}.jsonl" for table in ("customers", "purchases")]
    told = (turn.new_id("P"), turn.pick["id"], TODAY, "899.00")
    return one("sh", SCRIPTS / "jq-sell.sh", *files, *told)


CONTENDERS = (
    Contender(
        "jq", "jq",
        {
            "id": lambda turn: show(turn, "id"),
            "phone": lambda turn: show(turn, "phone"),
            "record": lambda turn: selected(turn, "customers", "id", record),
            "history": lambda turn: selected(turn, "purchases", "customer", purchases),
            "due": lambda turn: board(turn, "due.jq"),
            "today": lambda turn: board(turn, "today.jq"),
            "add": add,
            "sell": sell,
        },
        load, ("jq",), stamp=("peers/jq.py",),
    ),
)  # fmt: skip
