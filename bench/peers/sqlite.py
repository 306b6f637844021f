"""SQLite with indexes: its own shell as the floor, sqlite-utils, and Python's sqlite3."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

from bench.peers.queries import OWED, SCHEMA, due_sql, today_sql
from bench.places import TODAY, records, without_year
from bench.work import BIN, Contender, Step, Turn, Work, one, removed, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHOW = """SELECT c.id, c.name, c.phone,
    printf('%d.%02d', coalesce(sum(p.fen), 0) / 100, coalesce(sum(p.fen), 0) % 100) AS total,
    count(p.id) AS purchases
FROM customers c LEFT JOIN purchases p ON p.customer = c.id WHERE c.{field} = '{value}'
GROUP BY c.id"""
RECORD = "SELECT id, name, phone FROM customers WHERE id = '{value}'"
HISTORY = """SELECT "on", id, customer, items, staff,
    printf('%d.%02d', fen / 100, fen % 100) AS total
FROM purchases WHERE customer = '{value}' ORDER BY "on", id"""
ITEMS = '[{"amount":"899.00","category":"textile","price":"899.00","qty":1,"sku":"A101"}]'


def load(size: Path, folder: Path) -> None:
    """Every record in a table with the indexes the questions want."""
    folder.mkdir(parents=True)
    db = sqlite3.connect(folder / "shop.db")
    db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    db.executescript(SCHEMA)
    shop = size / "shop"
    db.executemany("INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?)", (
        (r["id"], r["name"], r["phone"], r.get("birthday"), without_year(r.get("birthday")),
         r.get("gender"), json.dumps([r.get("profile"), r.get("consent"), r.get("owner")]))
        for r in records(shop, "customers")))  # fmt: skip
    db.executemany("INSERT INTO purchases VALUES (?, ?, ?, ?, ?, ?)", (
        (r["id"], r["customer"], r["on"], json.dumps(r["items"], ensure_ascii=False),
         int(r["total"].replace(".", "")), r["staff"])
        for r in records(shop, "purchases")))  # fmt: skip
    db.executemany("INSERT INTO complaints VALUES (?, ?, ?, ?, ?, ?)", (
        (r["id"], r["customer"], r["on"], r["state"], r.get("resolved_on"),
         json.dumps([r["category"], r["text"], r["history"]], ensure_ascii=False))
        for r in records(shop, "complaints")))  # fmt: skip
    db.executemany("INSERT INTO callbacks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (
        (r["id"], r["kind"], r["customer"], r["about"], r["due"], r["done_on"], r["result"],
         r.get("settle_on"), json.dumps([r["staff"], r["tries"], r.get("question")]))
        for r in records(shop, "callbacks")))  # fmt: skip
    db.executescript(OWED)
    db.commit()
    db.close()


def first_row(printed: bytes) -> dict[str, Any]:
    """The only row of an answer."""
    (row,) = json.loads(printed)
    return dict(row)


def purchases(printed: bytes) -> list[list[str]]:
    """Each purchase by day and id, with its total."""
    return [[row["on"], row["id"], row["total"]] for row in json.loads(printed or b"[]")]


def contacts(printed: bytes) -> list[list[str]]:
    """Each contact as all contenders tell it."""
    rows = json.loads(printed or b"[]")
    return sorted([row["due"], row["key"], row["name"], row["phone"]] for row in rows)


def board(printed: bytes) -> dict[str, list[list[str]]]:
    """The rows of the morning board by part."""
    found: dict[str, list[list[str]]] = {"callbacks": [], "birthdays": [], "complaints": []}
    for row in json.loads(printed or b"[]"):
        found[row["part"]].append([row["due"], row["key"], row["name"], row["phone"]])
    return {part: sorted(rows) for part, rows in found.items()}


def works(call: Callable[..., Work]) -> dict[str, Callable[[Turn], Work]]:
    """The same SQL for both programs that take SQL."""
    return {
        "id": lambda t: call(t, SHOW.format(field="id", value=t.pick["id"]), first_row),
        "record": lambda t: call(t, RECORD.format(value=t.pick["id"]), first_row),
        "phone": lambda t: call(t, SHOW.format(field="phone", value=t.pick["phone"]), first_row),
        "history": lambda t: call(t, HISTORY.format(value=t.pick["id"]), purchases),
        "due": lambda t: call(t, due_sql(t.facts["request"]), contacts),
        "today": lambda t: call(t, today_sql(t.facts["request"]), board),
    }


def shell(turn: Turn, sql: str, read: Callable[[bytes], Any]) -> Work:
    """The sqlite3 shell; durable as it comes (synchronous = FULL)."""
    return one("sqlite3", "-bail", "-json", turn.files / "shop.db", sql, read=read)


def shell_add(turn: Turn) -> Work:
    """The unique index refuses a phone on file."""
    sql = (
        f"INSERT INTO customers (id, name, phone) "  # noqa: S608 - our own figures
        f"VALUES ('{turn.new_id('C')}', '新顾客', '{turn.phone}')"
    )
    return shell(turn, sql, lambda _printed: None)


def shell_sell(turn: Turn) -> Work:
    """Only for a customer on file."""
    sql = (
        f"INSERT INTO purchases SELECT '{turn.new_id('P')}', id, '{TODAY}', "  # noqa: S608
        f"'{ITEMS}', 89900, NULL FROM customers WHERE id = '{turn.pick['id']}'"
    )
    return shell(turn, sql, lambda _printed: None)


def shell_check(turn: Turn) -> Work:
    """Pages, indexes and references."""
    return shell(turn, "PRAGMA integrity_check; PRAGMA foreign_key_check;", lambda _out: None)


UTILS = BIN / "sqlite-utils"


def utils(turn: Turn, sql: str, read: Callable[[bytes], Any]) -> Work:
    """`sqlite-utils query`."""
    return one(UTILS, "query", turn.files / "shop.db", sql, read=read)


def utils_insert(table: str, row: Callable[[Turn], dict[str, Any]]) -> Callable[[Turn], Work]:
    """`sqlite-utils insert`, the row on stdin."""

    def work(turn: Turn) -> Work:
        told = turn.files / "row.json"
        return one(
            UTILS, "insert", turn.files / "shop.db", table, "-", "--pk", "id",
            stdin=told, before=written(told, json.dumps(row(turn))),
        )  # fmt: skip

    return work


def utils_import(turn: Turn) -> Work:
    """Both lists as they are; nothing is checked."""
    target = turn.files / "new.db"
    insert = [str(UTILS), "insert", str(target)]
    customers = (*insert, "customers", str(turn.size / "customers.csv"), "--csv", "--pk", "phone")
    purchases = (*insert, "purchases", str(turn.size / "purchases.csv"), "--csv")
    return Work((Step(customers), Step(purchases)), before=removed(target))


def python_import(turn: Turn) -> Work:
    """Both lists with the checks svc makes."""
    target = turn.files / "new.db"
    lists = (turn.size / "customers.csv", turn.size / "purchases.csv")
    return one(BIN / "bench-sqlite-import", target, *lists, before=removed(target))


def python_messages(turn: Turn) -> Work:
    """Python's sqlite3 finds them, jinja2 writes to them."""
    words = turn.files / "template.txt"
    return one(
        BIN / "bench-messages", turn.files / "shop.db", words, "【雅衣阁】",
        stdin=turn.size / "refs.txt", read=lambda out: out.decode().splitlines(),
        before=written(words, TEMPLATE),
    )  # fmt: skip


TEMPLATE = (
    "{{ customer.call }}，今天是您的生日，祝您生日快乐！愿您笑口常开，心想事成，新的一岁平安喜乐。"
)
STAMP = ("peers/sqlite.py", "peers/queries.py")
CONTENDERS = (
    Contender(
        "sqlite3", "sqlite3 shell",
        works(shell) | {"add": shell_add, "sell": shell_sell, "check": shell_check},
        load, ("sqlite3",), stamp=STAMP,
    ),
    Contender(
        "sqlite-utils", "sqlite-utils",
        works(utils) | {
            "add": utils_insert(
                "customers",
                lambda t: {"id": t.new_id("C"), "name": "新顾客", "phone": t.phone},
            ),
            "sell": utils_insert(
                "purchases",
                lambda t: {"id": t.new_id("P"), "customer": t.pick["id"], "on": TODAY,
                           "items": ITEMS, "fen": 89900},
            ),
            "import": utils_import,
        },
        load, ("sqlite-utils",), stamp=STAMP, shares="sqlite3",
    ),
    Contender(
        "python", "Python's sqlite3",
        {"import": python_import, "messages": python_messages},
        load, stamp=STAMP, shares="sqlite3",
    ),
)  # fmt: skip
