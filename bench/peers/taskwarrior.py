"""Taskwarrior: every contact a task with its day due; made ones are completed tasks."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from bench.places import TODAY, records, without_year
from bench.work import Contender, Turn, Work, one

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

RC = """\
confirmation=no
verbose=nothing
hooks=off
dateformat=Y-M-D
uda.key.type=string
uda.phone.type=string
"""


def load(size: Path, folder: Path) -> None:
    """All contacts by `task import`."""
    folder.mkdir(parents=True)
    (folder / "taskrc").write_text(RC, encoding="utf-8")
    told = folder / "tasks.json"
    tasks = list(contacts(size))
    told.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
    given = {**os.environ, **home(folder)}
    subprocess.run(["task", "import", told], check=True, capture_output=True, env=given)
    told.unlink()


def home(folder: Path) -> dict[str, str]:
    """Where taskwarrior finds its settings and tasks."""
    return {"TASKRC": str(folder / "taskrc"), "TASKDATA": str(folder)}


def contacts(size: Path) -> Iterator[dict[str, Any]]:
    """Every contact a shop ever owed, done or not, and the wishes of the days asked for."""
    shop = size / "shop"
    asked = json.loads((size / "request.json").read_text(encoding="utf-8"))
    made = {record["id"]: record for record in records(shop, "callbacks")}
    people = {record["id"]: record for record in records(shop, "customers")}

    def task(key: str, due: str, customer: str) -> dict[str, Any]:
        done = key in made and made[key]["result"] != "no-answer"
        her = people[customer]
        told = {
            "uuid": str(uuid5(NAMESPACE_URL, key)), "entry": stamp(due), "due": stamp(due),
            "status": "completed" if done else "pending", "description": her["name"],
            "key": key, "phone": her["phone"],
        }  # fmt: skip
        return told | ({"end": stamp(made[key]["done_on"])} if done else {})

    for sale in records(shop, "purchases"):
        yield task(f"purchase.{sale['id']}", after(sale["on"], 7), sale["customer"])
    for told in records(shop, "complaints"):
        if settled := told.get("resolved_on"):
            yield task(f"complaint.{told['id']}", after(settled, 1), told["customer"])
    for record in made.values():
        if record["kind"] == "birthday" and record["due"] < asked["first"]:
            yield task(record["id"], record["due"], record["customer"])
        elif day := record.get("settle_on"):
            key = f"appointment.{record['about']}.{day[2:].replace('-', '')}"
            yield task(key, day, record["customer"])
    yield from (task(*wish) for wish in wishes(people, asked["window"]))


def wishes(
    people: Mapping[str, Mapping[str, Any]], window: Mapping[str, list[str]]
) -> Iterator[tuple[str, str, str]]:
    """The birthdays of the days asked for: key, day, customer."""
    for key, her in people.items():
        for day in window.get(without_year(her.get("birthday")) or "", ()):
            yield f"birthday.{key}.{day[2:].replace('-', '')}", day, key


def stamp(day: str) -> str:
    """A day as taskwarrior writes it."""
    return f"{day.replace('-', '')}T000000Z"


def after(day: str, days: int) -> str:
    """So many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def due(turn: Turn) -> Work:
    """Pending tasks of the span."""

    def read(printed: bytes) -> list[list[str]]:
        return sorted(
            [f"{t['due'][:4]}-{t['due'][4:6]}-{t['due'][6:8]}", t["key"], t["description"],
             t["phone"]]
            for t in json.loads(printed)
        )  # fmt: skip

    first = after(turn.facts["request"]["first"], -1)
    span = (f"due.after:{first}", f"due.before:{after(TODAY, 1)}")
    given = {**home(turn.files), "TZ": "UTC"}
    return one("task", "status:pending", *span, "export", read=read, env=given)


CONTENDERS = (
    Contender(
        "taskwarrior",
        "taskwarrior",
        {"due": due},
        load,
        ("task",),
        stamp=("peers/taskwarrior.py",),
    ),
)
