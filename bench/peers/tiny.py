"""TinyDB in one JSON file, as it comes and with its CachingMiddleware."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bench.places import TODAY, records
from bench.work import BIN, Contender, Turn, Work, as_json, one, removed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TABLES = ("customers", "purchases", "complaints", "callbacks")


def load(size: Path, folder: Path) -> None:
    """Every record as TinyDB's own `insert_multiple` writes it."""
    from tinydb import TinyDB
    from tinydb.middlewares import CachingMiddleware
    from tinydb.storages import JSONStorage

    folder.mkdir(parents=True)
    db = TinyDB(folder / "shop.json", storage=CachingMiddleware(JSONStorage))  # type: ignore[no-untyped-call]
    for table in TABLES:
        db.table(table).insert_multiple(records(size / "shop", table))
    db.close()


def read_purchases(printed: bytes) -> list[list[str]]:
    """Each purchase by day and id, with its total."""
    return [[sale["on"], sale["id"], sale["total"]] for sale in json.loads(printed)]


def works(how: str) -> dict[str, Callable[[Turn], Work]]:
    """The commands of one way of opening the file."""

    def call(
        turn: Turn, work: str, *arguments: object, read: Callable[[bytes], Any] = as_json
    ) -> Work:
        return one(BIN / "bench-tiny", how, turn.files / "shop.json", work, *arguments, read=read)

    def request(work: str) -> Callable[[Turn], Work]:
        return lambda turn: call(turn, work, turn.size / "request.json")

    return {
        "id": lambda turn: call(turn, "show", "id", turn.pick["id"]),
        "record": lambda turn: call(turn, "record", "id", turn.pick["id"]),
        "phone": lambda turn: call(turn, "show", "phone", turn.pick["phone"]),
        "history": lambda turn: call(turn, "history", turn.pick["id"], read=read_purchases),
        "add": lambda turn: call(turn, "add", turn.new_id("C"), "新顾客", turn.phone),
        "sell": lambda turn: call(
            turn, "sell", turn.new_id("P"), turn.pick["id"], TODAY, "899.00"
        ),
        "due": request("due"),
        "today": request("today"),
    }


def imported(turn: Turn) -> Work:
    """Both lists by `insert_multiple`."""
    target = turn.files / "new.json"
    lists = (turn.size / "customers.csv", turn.size / "purchases.csv")
    return one(BIN / "bench-tiny-import", target, *lists, before=removed(target))


STAMP = ("peers/tiny.py",)
CONTENDERS = (
    Contender(
        "tinydb", "TinyDB", works("plain") | {"import": imported}, load, ("tinydb",), stamp=STAMP
    ),
    Contender(
        "cached",
        "TinyDB, cached",
        works("cached"),
        load,
        ("tinydb",),
        stamp=STAMP,
        shares="tinydb",
    ),
)
