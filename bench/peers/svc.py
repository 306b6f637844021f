"""svc itself, installed as a shop installs it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, Any

from bench.work import BIN, Contender, Step, Turn, Work, environment, one

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SVC = BIN / "svc"
BARE = BIN / "bench-bare"
PYTHON = BIN / "python"
KINDS = ("purchase", "installation", "complaint", "repair", "appointment", "birthday")
SPRING_FESTIVAL = "2027-02-06"
ITEM = "sku=A101,name=羊毛大衣,category=textile,price=899.00,qty=1"


def on_shop(turn: Turn, *argv: object, read: Callable[[bytes], Any], **more: Any) -> Work:
    """A command on the shop."""
    return one(SVC, "--store", turn.shop, *argv, read=read, **more)


def read_show(printed: bytes) -> dict[str, Any]:
    """Her record, and what she spent."""
    shown = json.loads(printed)
    spent = shown["spend"]
    return read_record(printed) | {"total": spent["total"], "purchases": spent["purchases"]}


def read_record(printed: bytes) -> dict[str, Any]:
    """Her record alone."""
    shown = json.loads(printed)
    return {key: shown[key] for key in ("id", "name", "phone")}


def show(turn: Turn) -> Work:
    """By id."""
    return on_shop(turn, "customer", "show", turn.pick["id"], "--json", read=read_show)


def record(turn: Turn) -> Work:
    """There is no shorter command."""
    return on_shop(turn, "customer", "show", turn.pick["id"], "--json", read=read_record)


def phone(turn: Turn) -> Work:
    """By phone."""
    return on_shop(turn, "customer", "show", turn.pick["phone"], "--json", read=read_show)


def cloned(turn: Turn) -> Work:
    """The first command on a copy: what is derived is not there yet."""

    def before() -> None:
        shutil.rmtree(turn.shop / ".svc", ignore_errors=True)

    return on_shop(
        turn, "customer", "show", turn.pick["id"], "--json", read=read_show, before=before
    )


def add(turn: Turn) -> Work:
    """A phone that nobody has yet."""
    return one(
        SVC, "--store", turn.shop, "customer", "add", "--name", "新顾客", "--phone", turn.phone
    )


def sell(turn: Turn) -> Work:
    """One line on the receipt."""
    return one(
        SVC, "--store", turn.shop, "purchase", "add", "--customer", turn.pick["id"], "--item", ITEM
    )


def history(turn: Turn) -> Work:
    """All she bought."""
    return on_shop(
        turn, "purchase", "list", "--customer", turn.pick["id"], "--json", read=read_purchases
    )


def read_purchases(printed: bytes) -> list[list[str]]:
    """Each purchase by day and id, with its total."""
    return [[sale["on"], sale["id"], sale["total"]] for sale in json.loads(printed)]


def due(turn: Turn) -> Work:
    """Calls and wishes, of the kinds that the others know."""
    kinds = [word for kind in KINDS for word in ("--kind", kind)]
    return on_shop(
        turn, "callback", "due", *kinds, "--json", read=lambda out: contacts(json.loads(out))
    )


def everyone(turn: Turn) -> Work:
    """All contacts, those that keep old customers in touch among them."""
    return on_shop(turn, "callback", "due", "--json", read=_by_kind)


def _by_kind(printed: bytes) -> dict[str, int]:
    """How many contacts of each kind."""
    return dict(Counter(row["kind"] for row in json.loads(printed)))


def contacts(rows: list[dict[str, Any]]) -> list[list[str]]:
    """Each contact as all contenders tell it."""
    return sorted([row["due"], row["key"], row["name"], row["phone"]] for row in rows)


def today(turn: Turn) -> Work:
    """The morning board."""
    return on_shop(turn, "today", "--json", read=read_today)


def read_today(printed: bytes) -> dict[str, Any]:
    """The three parts that the others know, as far as they know them."""
    board = json.loads(printed)
    return {
        "callbacks": contacts([row for row in board["callbacks"] if row["kind"] in KINDS]),
        "birthdays": contacts(board["birthdays"]),
        "complaints": sorted(
            [row["on"], row["id"], row["name"], row["phone"]] for row in board["complaints"]
        ),
    }


def quote(turn: Turn) -> Work:
    """What goes back of her latest purchase, were it faulty."""
    return on_shop(
        turn, "refund", "quote", "--purchase", turn.pick["purchase"], "--item", turn.pick["sku"],
        "--cause", "quality", "--json", read=lambda out: json.loads(out)["decision"],
    )  # fmt: skip


def advise(turn: Turn) -> Work:
    """What to do about a complaint."""
    return on_shop(
        turn, "complaint", "advise", turn.pick["complaint"], "--json",
        read=lambda out: json.loads(out)["authority"],
    )  # fmt: skip


def cases(turn: Turn) -> Work:
    """The board of a shop that is behind."""
    return one(SVC, "--store", turn.size / "busy", "today", "--json", read=_open_cases)


def _open_cases(printed: bytes) -> dict[str, int]:
    """How many of each kind are open."""
    board = json.loads(printed)
    return {part: len(board[part]) for part in ("complaints", "repairs", "parts", "approvals")}


def messages(turn: Turn) -> Work:
    """Birthday wishes, the customers' ids on stdin."""
    return on_shop(
        turn, "sms", "render", "birthday", "--customer", "-",
        read=lambda out: out.decode().splitlines(), stdin=turn.size / "refs.txt",
    )  # fmt: skip


def plan(turn: Turn) -> Work:
    """Who gets a message today."""
    return on_shop(turn, "sms", "plan", "--json", read=_planned)


WEEK, YEAR = "2026-W46", "2025"
"""The week and the year whose reports are asked for: the last that are over on that day."""


def week(turn: Turn) -> Work:
    """The report of a week, beside the one before and the same a year ago."""
    return on_shop(turn, "report", "week", "--week", WEEK, "--json", read=_counted)


def year(turn: Turn) -> Work:
    """The report of a year, beside the one before."""
    return on_shop(turn, "report", "year", "--year", YEAR, "--json", read=_counted)


def _counted(printed: bytes) -> bool:
    """Whether contacts fell due: parsing tells no more than that records are there."""
    found = json.loads(printed)
    return bool(found["this"]["callbacks"]["due"] if "this" in found else found["records"])


def parse_weeks(turn: Turn) -> Work:
    """Parse the files that hold that week and the one before."""
    return one(PYTHON, "-m", "bench_programs.parse", turn.shop, "2026-11-02", "2026-11-15",
               read=_counted)  # fmt: skip


def parse_all(turn: Turn) -> Work:
    """Parse every file of the shop."""
    return one(PYTHON, "-m", "bench_programs.parse", turn.shop, "1970-01-01", "2069-12-31",
               read=_counted)  # fmt: skip


def festival(turn: Turn) -> Work:
    """Who is wished well at Spring Festival."""
    return on_shop(turn, "sms", "plan", "--on", SPRING_FESTIVAL, "--json", read=_planned)


def _planned(printed: bytes) -> dict[str, int]:
    """How many messages are ready, how many skipped."""
    return dict(Counter(row["status"] for row in json.loads(printed)))


def imported(turn: Turn) -> Work:
    """Two lists into a shop just opened."""
    shop = turn.files / "fresh"

    def before() -> None:
        shutil.rmtree(shop, ignore_errors=True)
        opened = [str(SVC), "init", str(shop), "--name", "雅衣阁", "--no-git"]
        subprocess.run(opened, check=True, capture_output=True, env=environment())

    steps = [
        Step((str(SVC), "--store", str(shop), "import", kind, str(turn.size / f"{kind}.csv")))
        for kind in ("customers", "purchases")
    ]
    return Work(tuple(steps), before=before)


def check(turn: Turn) -> Work:
    """Every record, reference, policy and template."""
    return one(SVC, "--store", turn.shop, "check")


def complete(turn: Turn) -> Work:
    """What the shell asks when Tab is pressed after eight digits of a phone."""
    words = f"svc --store {turn.shop} customer show {turn.pick['phone'][:8]}"
    protocol = {"_SVC_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "5"}

    def read(printed: bytes) -> bool:
        return turn.pick["phone"] in printed.decode()

    return one(SVC, read=read, env=protocol)


def load(size: Path, folder: Path) -> None:
    """A shop of its own: readers leave derived files in it."""
    shutil.copytree(size / "shop", folder, dirs_exist_ok=True)


CONTENDERS = (
    Contender("bare", "bare click", {"": lambda _turn: one(BARE, "show", "x")}),
    Contender(
        "svc",
        "svc",
        {
            "version": lambda _turn: one(SVC, "--version"),
            "help": lambda _turn: one(SVC, "--help"),
            "id": show,
            "record": record,
            "phone": phone,
            "cloned": cloned,
            "add": add,
            "sell": sell,
            "history": history,
            "due": due,
            "contacts": everyone,
            "today": today,
            "cases": cases,
            "quote": quote,
            "advise": advise,
            "messages": messages,
            "plan": plan,
            "week": week,
            "year": year,
            "festival": festival,
            "import": imported,
            "check": check,
            "complete": complete,
        },
        load,
        stamp=("peers/svc.py",),
    ),
    Contender(
        "parse",
        "svc's strict parsing alone",
        {"week": parse_weeks, "year": parse_all},
        load,
        shares="svc",
    ),
)
