"""What every contender is given of a generated shop: `python -m bench.prepare SIZE DIR`.

Runs in a process of its own, so that the one that measures stays small: a child's peak memory is
never reported below its parent's.
"""

from __future__ import annotations

import csv
import gc
import json
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.cases import with_open_cases
from bench.generate import generate
from bench.places import TODAY, records
from svc.policy import Policy
from svc.records.complaint import Complaint
from svc.rules.birthday import Window
from svc.rules.deadlines import pressing

LAPSE, AFTER_PURCHASE, AFTER_COMPLAINT = 14, 7, 1
"""Days of the shipped policy; answers are compared, so a changed one is seen at once."""
PICKS = 5
BOUGHT = 5
"""Those asked for have bought so many times, so that no round has more to print than another."""
MESSAGES = 1000
CUSTOMERS_A_CASE = 20
LARGEST_BUSY = 100_000
"""Up to here there is a copy of the shop with many open cases: one for so many customers."""


def prepare(size: int, folder: Path) -> None:
    """Make the folder of a size; its facts come last, so that a half-made one is made again."""
    for old in folder.parent.glob(f"{size}-*"):
        shutil.rmtree(old)
    folder.mkdir(parents=True)
    generate(folder / "shop", size)
    if size <= LARGEST_BUSY:
        with_open_cases(folder / "shop", folder / "busy", size // CUSTOMERS_A_CASE)
    facts = {"size": size, **requests(folder), **people(folder)}
    (folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def requests(folder: Path) -> dict[str, Any]:
    """What is asked of `due` and `today`: days, and the birthdays kept on them.

    Lunar ones are worked out here: only svc knows the lunar calendar, its peers get a table.
    """
    last = date.fromisoformat(TODAY)
    first = last - timedelta(days=LAPSE)
    asked = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "days": _causes(first, last, AFTER_PURCHASE),
        "settled": _causes(first, last, AFTER_COMPLAINT),
        "window": _birthdays(first, last),
        "born_today": _birthdays(last, last),
        "pressing": _pressing(last),
    }
    (folder / "request.json").write_text(json.dumps(asked), encoding="utf-8")
    return {"request": asked}


def _pressing(last: date) -> str:
    """The last day whose complaints are late or near their time: only svc knows working hours."""
    for ago in range(60):
        day = (last - timedelta(days=ago)).isoformat()
        complaint = Complaint(
            id="", customer="", on=last - timedelta(days=ago), category="size", text="",
            history=({"at": day, "state": "logged"},),
        )  # fmt: skip
        if pressing([complaint], Policy(), last):
            return day
    raise RuntimeError


def _causes(first: date, last: date, after: int) -> dict[str, str]:
    """The days of causes whose contacts fall due in a span, each with the day due."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {(day - timedelta(days=after)).isoformat(): day.isoformat() for day in days}


def _birthdays(first: date, last: date) -> dict[str, list[str]]:
    return {
        f"{'lunar:' if calendar == 'lunar' else ''}{month:02}-{day:02}": [
            kept_on.isoformat() for kept_on in dates
        ]
        for (calendar, leap, month, day), dates in Window.over(first, last).dates.items()
        if not leap
    }


def people(folder: Path) -> dict[str, Any]:
    """Whom the commands ask for, whom the messages are for, and the lists to import."""
    shop = folder / "shop"
    customers = {record["id"]: record for record in records(shop, "customers")}
    bought = dict.fromkeys(customers, 0)
    latest: dict[str, dict[str, Any]] = {}
    with (folder / "purchases.csv").open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file, lineterminator="\n").writerow
        write(("customer", "on", "sku", "name", "category", "size", "price", "qty", "staff"))
        for sale in records(shop, "purchases"):
            bought[sale["customer"]] += 1
            latest[sale["customer"]] = sale
            item = sale["items"][0]
            goods = [str(item[key]) for key in ("sku", "name", "category", "size", "price", "qty")]
            write((customers[sale["customer"]]["phone"], sale["on"], *goods, ""))
    with (folder / "customers.csv").open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file, lineterminator="\n").writerow
        write(("name", "phone", "birthday", "gender", "size"))
        for her in customers.values():
            size = her.get("profile", {}).get("size", "")
            write(
                (her["name"], her["phone"], her.get("birthday", ""), her.get("gender", ""), size)
            )
    usual = [key for key, count in bought.items() if count == BOUGHT]
    picks = [customers[key] for key in usual[len(usual) // (2 * PICKS) :: len(usual) // PICKS]]
    every = list(customers)[:: max(len(customers) // MESSAGES, 1)][:MESSAGES]
    (folder / "refs.txt").write_text("".join(f"{key}\n" for key in every), encoding="utf-8")
    complaints = [complaint["id"] for complaint in records(shop, "complaints")][-PICKS:]
    return {
        "picks": [
            {key: her[key] for key in ("id", "name", "phone")}
            | {"purchase": latest[her["id"]]["id"], "sku": latest[her["id"]]["items"][0]["sku"]}
            | {"complaint": complaints[place % len(complaints)]}
            for place, her in enumerate(picks[:PICKS])
        ]
    }


if __name__ == "__main__":
    gc.disable()
    prepare(int(sys.argv[1]), Path(sys.argv[2]))
