"""Two lists into a new SQLite database: `bench-sqlite-import FILE CUSTOMERS PURCHASES`.

What a shop's own script would do in Python: the same checks as `svc import` (phone, days, prices,
buyers on file, phones unique, a list read twice adds nothing), one transaction, durable.
"""

import csv
import os
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

MOBILE = re.compile(r"1[3-9][0-9]{9}")
BIRTHDAY = re.compile(r"lunar:(?:[0-9]{4}-)?([0-9]{2})-([0-9]{2})")
PRICE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,2})?")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SCHEMA = """
CREATE TABLE customers (id TEXT PRIMARY KEY, name TEXT NOT NULL, phone TEXT UNIQUE NOT NULL,
    birthday TEXT, gender TEXT, size TEXT) WITHOUT ROWID;
CREATE TABLE purchases (id TEXT PRIMARY KEY, customer TEXT NOT NULL, "on" TEXT NOT NULL,
    sku TEXT, name TEXT, category TEXT, size TEXT, price TEXT NOT NULL, qty INTEGER NOT NULL,
    total TEXT NOT NULL, staff TEXT, row TEXT UNIQUE NOT NULL) WITHOUT ROWID;
"""


def new_id(letter: str, day: str, taken: set[str]) -> str:
    """An id as svc draws them, again while it is taken."""
    while True:
        number = int.from_bytes(os.urandom(4), "big")
        tail = "".join([ALPHABET[number >> shift & 31] for shift in (25, 20, 15, 10, 5, 0)])
        drawn = f"{letter}-{day[2:4]}{day[5:7]}{day[8:10]}-{tail}"
        if drawn not in taken:
            taken.add(drawn)
            return drawn


def rows_of(file: str) -> Iterator[dict[str, str]]:
    """The rows of a list by heading."""
    with open(file, encoding="utf-8", newline="") as rows:  # noqa: PTH123
        yield from csv.DictReader(rows)


def wrong(number: int, reason: str) -> None:
    """Nothing is written if one row is wrong."""
    sys.exit(f"row {number}: {reason}")


def customers(db: sqlite3.Connection, file: str, today: str) -> None:
    """Each row is a customer, or one on file already."""
    known = dict(db.execute("SELECT phone, name FROM customers"))
    taken = {found for (found,) in db.execute("SELECT id FROM customers")}
    added = []
    for number, row in enumerate(rows_of(file), start=2):
        phone = row["phone"].strip()
        if not MOBILE.fullmatch(phone):
            wrong(number, "phone")
        if (holder := known.setdefault(phone, row["name"])) != row["name"]:
            wrong(number, f"phone of {holder}")
        if born := row["birthday"]:
            check_birthday(number, born)
        added.append((new_id("C", today, taken), row["name"].strip(), phone, born or None,
                      row["gender"] or None, row["size"] or None))  # fmt: skip
    db.executemany(
        "INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (phone) DO NOTHING", added
    )


def check_birthday(number: int, born: str) -> None:
    """A solar day there is, or a lunar one there may be."""
    if match := BIRTHDAY.fullmatch(born):
        if not (1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= 30):
            wrong(number, "birthday")
        return
    try:
        date.fromisoformat(born if len(born) == 10 else f"2000-{born}")
    except ValueError:
        wrong(number, "birthday")


def purchases(db: sqlite3.Connection, file: str) -> None:
    """Each row is a purchase of a customer on file, known again by what it says."""
    buyers = dict(db.execute("SELECT phone, id FROM customers"))
    taken = {found for (found,) in db.execute("SELECT id FROM purchases")}
    met: Counter[str] = Counter()
    added: list[tuple[Any, ...]] = []
    for number, row in enumerate(rows_of(file), start=2):
        buyer = buyers.get(row["customer"].strip())
        if buyer is None:
            wrong(number, "customer")
        if not PRICE.fullmatch(row["price"]) or not row["qty"].isdigit():
            wrong(number, "price")
        try:
            on = date.fromisoformat(row["on"]).isoformat()
        except ValueError:
            wrong(number, "on")
        total = (Decimal(row["price"]) * int(row["qty"])).quantize(Decimal("0.01"))
        mark = sha256("\x1f".join(row.values()).encode()).hexdigest()[:16]
        met[mark] += 1
        added.append((new_id("P", on, taken), buyer, on, row["sku"], row["name"], row["category"],
                      row["size"], row["price"], int(row["qty"]), str(total), row["staff"],
                      f"{mark}-{met[mark]}"))  # fmt: skip
    db.executemany(
        "INSERT INTO purchases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (row) DO NOTHING", added,
    )  # fmt: skip


def main() -> None:
    """Both lists, all or nothing; on disk when it ends."""
    target, first, second = sys.argv[1:]
    db = sqlite3.connect(target, isolation_level=None)
    db.executescript(SCHEMA)
    db.execute("BEGIN IMMEDIATE")
    customers(db, first, date.today().isoformat())  # noqa: DTZ011
    purchases(db, second)
    db.execute("CREATE INDEX bought ON purchases (customer)")
    db.execute("COMMIT")
    db.close()
