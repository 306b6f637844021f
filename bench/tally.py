"""What an import brought in, whatever it is kept in: `python -m bench.tally PLACE`."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path
from typing import Any


def of_shop(data: Path) -> list[int]:
    """A shop's folder."""
    sold = [
        json.loads(line) for file in data.glob("purchases/*.jsonl") for line in file.open("rb")
    ]
    people = sum(1 for file in data.glob("customers/*.jsonl") for _line in file.open("rb"))
    return [people, len(sold), sum(int(sale["total"].replace(".", "")) for sale in sold)]


def of_database(file: Path) -> list[int]:
    """SQLite, with a total or with price and quantity."""
    db = sqlite3.connect(file)
    columns = {row[1] for row in db.execute("PRAGMA table_info(purchases)")}
    paid = "total" if "total" in columns else "CAST(price AS REAL) * qty"
    (people,) = db.execute("SELECT count(*) FROM customers").fetchone()
    sql = f"SELECT count(*), sum(CAST(round({paid} * 100) AS INTEGER)) FROM purchases"  # noqa: S608
    return [people, *db.execute(sql).fetchone()]


def of_tiny(file: Path) -> list[int]:
    """TinyDB's one file."""
    tables: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    sold = tables["purchases"].values()
    paid = sum(int(sale["price"].replace(".", "")) * int(sale["qty"]) for sale in sold)
    return [len(tables["customers"]), len(sold), paid]


def of_records(folder: Path) -> list[int]:
    """Two .rec files."""
    text = (folder / "new-purchases.rec").read_text(encoding="utf-8")
    sold = [dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            for block in text.split("\n\n") if "customer: " in block]  # fmt: skip
    paid = sum(int(sale["price"].replace(".", "")) * int(sale["qty"]) for sale in sold)
    people = (folder / "new-customers.rec").read_text(encoding="utf-8").count("\nphone: ")
    return [people, len(sold), paid]


def tally(place: Path) -> list[int]:
    """Customers, purchases, and what was paid in fen."""
    if place.suffix == ".db":
        return of_database(place)
    if place.suffix == ".json":
        return of_tiny(place)
    return of_shop(place) if place.name == "data" else of_records(place)


if __name__ == "__main__":
    print(json.dumps(tally(Path(sys.argv[1]))))
