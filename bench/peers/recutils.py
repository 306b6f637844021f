"""GNU recutils: one .rec file a table, read by recsel, written by recins, checked by recfix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.places import BENCH, TODAY, records, without_year
from bench.work import Contender, Turn, Work, one

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCRIPTS = BENCH / "peers" / "scripts"
HEADS = {
    "customers": "%rec: customer\n%key: id\n%mandatory: name\n",
    "purchases": "%rec: purchase\n%key: id\n%mandatory: customer\n%type: day,fen int\n",
    "complaints": "%rec: complaint\n%key: id\n%mandatory: customer\n%type: settled int\n",
    "callbacks": "%rec: callback\n%key: id\n%mandatory: customer\n%type: due,settle int\n",
}
"""Days stand as numbers too: recutils' own dates take far longer to compare."""


def load(size: Path, folder: Path) -> None:
    """A file a table, with the types its questions want."""
    folder.mkdir(parents=True)
    for table, head in HEADS.items():
        with (folder / f"{table}.rec").open("w", encoding="utf-8") as file:
            file.write(head)
            for record in records(size / "shop", table):
                file.write("\n")
                file.writelines(f"{name}: {value}\n" for name, value in FIELDS[table](record))
    asked = (size / "request.json").read_text(encoding="utf-8")
    (folder / "days.txt").write_text(_days(asked), encoding="utf-8")


def _days(request: str) -> str:
    """The days asked for as awk reads them."""
    import json

    asked = json.loads(request)
    parts = (("purchase", asked["days"]), ("complaint", asked["settled"]))
    told = [f"{kind} {day} {due}\n" for kind, days in parts for day, due in days.items()]
    told += [f"birthday {kept} {day}\n" for kept, days in asked["window"].items() for day in days]
    return "".join(told)


def number(day: str) -> str:
    """A day as a number that sorts as it does."""
    return day.replace("-", "")


def customer(record: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Her fields; kept is the birthday without its year."""
    for name in ("id", "name", "phone", "birthday", "gender", "owner"):
        if record.get(name):
            yield name, record[name]
    if born := without_year(record.get("birthday")):
        yield "kept", born
    for name, value in record.get("profile", {}).items():
        yield name, value


def purchase(record: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Its fields, one `item` a line of the receipt."""
    for name in ("id", "customer", "on"):
        yield name, record[name]
    yield "day", number(record["on"])
    yield "fen", record["total"].replace(".", "")
    yield "staff", record["staff"]
    for item in record["items"]:
        yield "item", " ".join(map(str, item.values()))


def complaint(record: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Its fields."""
    for name in ("id", "customer", "on", "state", "category", "text", "resolved_on"):
        if record.get(name):
            yield name, record[name]
    if record.get("resolved_on"):
        yield "settled", number(record["resolved_on"])


def callback(record: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Its fields."""
    for name in ("id", "kind", "customer", "about", "done_on", "result", "settle_on", "staff"):
        if record.get(name):
            yield name, record[name]
    yield "due", number(record["due"])
    if record.get("settle_on"):
        yield "settle", number(record["settle_on"])


FIELDS = {
    "customers": customer, "purchases": purchase, "complaints": complaint, "callbacks": callback,
}  # fmt: skip


def show(turn: Turn, field: str) -> Work:
    """Two searches, one a table."""

    def read(printed: bytes) -> dict[str, Any]:
        her, name, phone, fen, bought = printed.decode().split()
        paid = f"{int(fen) // 100}.{int(fen) % 100:02}"
        return {"id": her, "name": name, "phone": phone, "total": paid, "purchases": int(bought)}

    wanted = f"{field} = '{turn.pick[field]}'"
    return one("sh", SCRIPTS / "rec-show.sh", turn.files, wanted, read=read)


def record(turn: Turn) -> Work:
    """One search."""

    def read(printed: bytes) -> dict[str, str]:
        return dict(zip(("id", "name", "phone"), printed.decode().split(), strict=True))

    wanted = f"id = '{turn.pick['id']}'"
    return one(
        "recsel", "-t", "customer", "-e", wanted, "-R", "id,name,phone",
        turn.files / "customers.rec", read=read,
    )  # fmt: skip


def history(turn: Turn) -> Work:
    """Sorted as found: the file is in the order of days."""

    def read(printed: bytes) -> list[list[str]]:
        rows = (line.split() for line in printed.decode().splitlines() if line)
        return sorted([on, key, f"{fen[:-2]}.{fen[-2:]}"] for on, key, fen in rows)

    wanted = f"customer = '{turn.pick['id']}'"
    return one(
        "recsel", "-t", "purchase", "-e", wanted, "-R", "on,id,fen",
        turn.files / "purchases.rec", read=read,
    )  # fmt: skip


def due(turn: Turn) -> Work:
    """Five searches, put together by awk."""
    asked = turn.facts["request"]
    return one(
        "sh", SCRIPTS / "rec-due.sh", turn.files, turn.files / "days.txt",
        asked["first"], asked["last"],
        read=lambda out: sorted(line.split() for line in out.decode().splitlines()),
    )  # fmt: skip


def add(turn: Turn) -> Work:
    """Recsel looks for the phone, recins writes, sync makes it last."""
    file = turn.files / "customers.rec"
    return one("sh", SCRIPTS / "rec-add.sh", file, turn.new_id("C"), "新顾客", turn.phone)


def sell(turn: Turn) -> Work:
    """Recsel looks for the buyer, recins writes, sync makes it last."""
    files = [turn.files / f"{table}.rec" for table in ("customers", "purchases")]
    told = (turn.new_id("P"), turn.pick["id"], TODAY, "89900")
    return one("sh", SCRIPTS / "rec-sell.sh", *files, *told)


def check(turn: Turn) -> Work:
    """Types, keys and mandatory fields; references it does not know."""
    files = [str(turn.files / f"{table}.rec") for table in HEADS]
    return one("sh", "-c", 'for file; do recfix --check "$file" || exit 1; done', "sh", *files)


def imported(turn: Turn) -> Work:
    """Both lists by csv2rec."""
    lists = (turn.size / "customers.csv", turn.size / "purchases.csv")
    return one("sh", SCRIPTS / "rec-import.sh", turn.files, *lists)


CONTENDERS = (
    Contender(
        "recutils", "recutils",
        {
            "id": lambda turn: show(turn, "id"),
            "phone": lambda turn: show(turn, "phone"),
            "record": record, "history": history, "due": due, "add": add, "sell": sell,
            "check": check, "import": imported,
        },
        load, ("recsel",), stamp=("peers/recutils.py",),
    ),
)  # fmt: skip
