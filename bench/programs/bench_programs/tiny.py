"""The shop in TinyDB, one JSON file: `bench-tiny plain|cached FILE WORK ARGUMENT…`.

Written as TinyDB's own documentation does it: tables, queries, `search`, `insert`.
"""

import json
import sys
from typing import Any

from tinydb import TinyDB, where

Doc = dict[str, Any]


def show(db: TinyDB, field: str, value: str) -> Doc:
    """One customer by id or phone, with what she spent."""
    found = record(db, field, value)
    bought = db.table("purchases").search(where("customer") == found["id"])
    return {**found, "total": total(bought), "purchases": len(bought)}


def record(db: TinyDB, field: str, value: str) -> Doc:
    """One customer's record alone."""
    found = db.table("customers").get(where(field) == value)
    if not isinstance(found, dict):
        sys.exit(3)
    return {name: found[name] for name in ("id", "name", "phone")}


def total(bought: list[Any]) -> str:
    """The sum of purchases, counted in fen."""
    fen = sum(int(purchase["total"].replace(".", "")) for purchase in bought)
    return f"{fen // 100}.{fen % 100:02}"


def history(db: TinyDB, customer: str) -> list[Doc]:
    """All purchases of a customer by date."""
    bought = db.table("purchases").search(where("customer") == customer)
    return sorted(map(dict, bought), key=lambda purchase: (purchase["on"], purchase["id"]))


def add(db: TinyDB, customer: str, name: str, phone: str) -> str:
    """A customer whose phone nobody has yet."""
    customers = db.table("customers")
    if customers.contains(where("phone") == phone):
        sys.exit(5)
    customers.insert({"id": customer, "name": name, "phone": phone})
    return customer


def sell(db: TinyDB, purchase: str, customer: str, on: str, price: str) -> str:
    """A purchase of a customer who is on file."""
    if not db.table("customers").contains(where("id") == customer):
        sys.exit(3)
    item = {"amount": price, "category": "textile", "price": price, "qty": 1, "sku": "A101"}
    db.table("purchases").insert(
        {"id": purchase, "customer": customer, "items": [item], "on": on, "total": price}
    )
    return purchase


def due(db: TinyDB, request: str) -> list[list[str]]:
    """What is due and not done, with names and phones."""
    asked = read(request)
    return open_contacts(db, asked, asked["window"], people(db))


def today(db: TinyDB, request: str) -> dict[str, Any]:
    """The morning board: calls of the span, today's wishes, complaints near their time."""
    asked = read(request)
    customers = people(db)
    contacts = open_contacts(db, asked, asked["born_today"], customers)
    complaints = db.table("complaints").search(
        (where("state") == "logged") & (where("on") <= asked["pressing"])
    )
    return {
        "callbacks": [row for row in contacts if not row[1].startswith("birthday.")],
        "birthdays": [row for row in contacts if row[1].startswith("birthday.")],
        "complaints": sorted(
            [told["on"], told["id"], customers[whose]["name"], customers[whose]["phone"]]
            for told in complaints
            if (whose := told["customer"])
        ),
    }


def read(request: str) -> dict[str, Any]:
    """What is asked for: the days, and whose birthdays fall on which of them."""
    with open(request, encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs time to import
        asked: dict[str, Any] = json.load(file)
    return asked


def people(db: TinyDB) -> dict[str, Doc]:
    """All customers by id: they are read once for all names."""
    return {customer["id"]: customer for customer in db.table("customers").all()}


def open_contacts(
    db: TinyDB, asked: dict[str, Any], window: dict[str, list[str]], customers: dict[str, Doc]
) -> list[list[str]]:
    """Contacts of the days asked for that nobody has made."""
    first, last, days, settled = asked["first"], asked["last"], asked["days"], asked["settled"]
    callbacks = db.table("callbacks").search(
        (where("due") >= first) | (where("settle_on") >= first)
    )
    found = [
        (days[sale["on"]], f"purchase.{sale['id']}", sale["customer"])
        for sale in db.table("purchases").search(where("on").one_of(list(days)))
    ]
    found += [
        (settled[told["resolved_on"]], f"complaint.{told['id']}", told["customer"])
        for told in db.table("complaints").search(where("resolved_on").one_of(list(settled)))
    ]
    found += [
        (day, f"appointment.{made['about']}.{short(day)}", made["customer"])
        for made in callbacks
        if first <= (day := made.get("settle_on") or "") <= last
    ]
    for customer in customers.values():
        born = customer.get("birthday") or ""
        kept = ("lunar:" if born[:6] == "lunar:" else "") + born[-5:]
        found += [
            (day, f"birthday.{customer['id']}.{short(day)}", customer["id"])
            for day in window.get(kept, ())
        ]
    answered = {made["id"] for made in callbacks if made["result"] != "no-answer"}
    return sorted(
        [day, key, customers[whose]["name"], customers[whose]["phone"]]
        for day, key, whose in found
        if key not in answered
    )


def short(day: str) -> str:
    """A day as keys hold it."""
    return day.replace("-", "")[2:]


WORKS = {
    "show": show, "record": record, "history": history, "add": add, "sell": sell, "due": due,
    "today": today,
}  # fmt: skip


def main() -> None:
    """Do one work and print its answer as JSON."""
    how, file, work, *arguments = sys.argv[1:]
    if how == "cached":
        from tinydb.middlewares import CachingMiddleware
        from tinydb.storages import JSONStorage

        db = TinyDB(file, storage=CachingMiddleware(JSONStorage))  # type: ignore[no-untyped-call]
    else:
        db = TinyDB(file)
    answer = WORKS[work](db, *arguments)  # type: ignore[operator]
    db.close()
    print(json.dumps(answer, ensure_ascii=False))
