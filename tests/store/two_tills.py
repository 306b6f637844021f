"""Two tills of one shop that work apart for a while: what they do, and what must come of it.

`expected` is written from the words of docs/decisions/0029-merge.md alone, for the fields these
tills touch: it shares no line with the merge it judges.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from svc.store.store import Store
from svc.store.strict import read_shard
from tests.conftest import Result

Call = Callable[..., Result]
Raw = dict[str, Any]
Files = dict[str, dict[str, Raw]]
"""By file the records by id."""
CHANNELS = ("sms", "phone", "wechat")
FIELDS = ("size", "email", "company", "address")
STEPS = ("apology", "listen", "explain", "solve")


def git(folder: Path, *args: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
    """A call of git."""
    done = subprocess.run(
        ["git", "-C", str(folder), *args], capture_output=True, text=True, check=False
    )
    assert code is None or done.returncode == code, (args, done)
    return done


def shop_with_a_past(svc: Call, folder: Path) -> None:
    """A shop with customers, sales, complaints and returns, committed as `base`."""
    svc("init", folder, "--name", "雅衣阁")
    os.environ["SVC_STORE"] = str(folder)
    clerk = svc("staff", "add", "--name", "店长", "--code", "M1", "--post", "shop_manager").line
    os.environ["SVC_STAFF"] = clerk
    for n in range(12):
        customer = svc("--today", "2026-11-01", "customer", "add", "--name", f"顾客{n}", "--phone",
                       f"138{n:08d}", "--birthday", f"11-{21 + n % 3}",
                       "--set", "size=M").line  # fmt: skip
        sale = svc("purchase", "add", "--customer", customer, "--on", "2026-11-20",
                   "--item", "name=毛衣,category=textile,price=299.00").line  # fmt: skip
        if n % 2:
            svc("complaint", "log", "--customer", customer, "--category", "size", "--text", "小了")
        if n % 3 == 0:
            svc("return", "open", "--purchase", sale, "--cause", "quality", code=None)
    git(folder, "add", "--all")
    git(folder, "commit", "-qm", "base")
    git(folder, "branch", "-f", "base")


class Till:
    """One till at work: so many operations drawn at random, by the real commands."""

    def __init__(self, svc: Call, folder: Path, draw: random.Random, name: str) -> None:
        self.svc, self.folder, self.draw, self.name = svc, folder, draw, name
        self.minute = 0

    def work(self, operations: int) -> None:
        """Work, and commit."""
        doing = (self.add, self.edit, self.edit, self.profile, self.profile, self.consent,
                 self.step, self.life, self.call, self.buy, self.bring_back,
                 self.remove)  # fmt: skip
        for _n in range(operations):
            self.draw.choice(doing)()
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "-qm", self.name, "--allow-empty")

    def do(self, *args: object) -> None:
        """One command; what the shop's rules refuse is refused."""
        self.minute += self.draw.randint(1, 7)
        at = f"2026-11-22T10:{self.minute:02d}"
        self.svc("--today", at, *args, code=None)

    def any(self, table: str) -> str:
        """The id of a record of a table."""
        ids: list[str] = sorted(each.id for each in Store(self.folder).table(table).all())
        return self.draw.choice(ids)

    def add(self) -> None:
        """A customer."""
        self.do("customer", "add", "--name", f"新{self.draw.randint(0, 999)}")

    def edit(self) -> None:
        """A customer's name, phone or number."""
        what = self.draw.choice(("--name", "--phone", "--number"))
        value = {"--name": f"改{self.draw.randint(0, 99)}",
                 "--number": str(self.draw.randint(1000, 9999)),
                 "--phone": f"139{self.draw.randint(0, 99999999):08d}"}[what]  # fmt: skip
        self.do("customer", "edit", self.any("customers"), what, value)

    def profile(self) -> None:
        """A field of a customer's profile."""
        value = f"{self.draw.choice(FIELDS)}={self.draw.choice('SML')}@x.cn"
        self.do("customer", "edit", self.any("customers"), "--set", value)

    def consent(self) -> None:
        """Consent given or taken back."""
        way = self.draw.choice(("--give", "--withdraw"))
        self.do("customer", "consent", self.any("customers"), way, self.draw.choice(CHANNELS))

    def step(self) -> None:
        """A step of a complaint."""
        self.do("complaint", "step", self.any("complaints"), self.draw.choice(STEPS))

    def life(self) -> None:
        """A complaint waits, goes on, is settled, or a new one comes."""
        what = self.draw.choice(("wait", "resume", "resolve", "log"))
        if what == "log":
            self.do(
                "complaint",
                "log",
                "--customer",
                self.any("customers"),
                "--category",
                "size",
                "--text",
                "短了",
            )
            return
        more = {"wait": ("--for", "customer"), "resume": (), "resolve": ("--text", "好了")}[what]
        self.do("complaint", what, self.any("complaints"), *more)

    def call(self) -> None:
        """A birthday's call, reached or not."""
        listed = self.svc(
            "--today", "2026-11-22", "callback", "due", "--format", "jsonl", code=None
        ).out
        keys = [json.loads(row)["key"] for row in listed.splitlines()]
        if keys:
            result = self.draw.choice(("reached", "no-answer", "no-answer"))
            self.do("callback", "done", self.draw.choice(keys), "--result", result)

    def buy(self) -> None:
        """A sale."""
        self.do(
            "purchase", "add", "--customer", self.any("customers"), "--item", "name=裙,price=99.00"
        )

    def bring_back(self) -> None:
        """A return is opened, approved or settled."""
        what = self.draw.choice(("approve", "settle", "reject", "open"))
        if what == "open":
            self.do("return", "open", "--purchase", self.any("purchases"), "--cause", "quality")
        else:
            self.do("return", what, self.any("returns"))

    def remove(self) -> None:
        """A sale noted by mistake is taken away."""
        store = Store(self.folder)
        sold = {each.purchase for each in store.returns.all()}
        free = sorted(each.id for each in store.purchases.all() if each.id not in sold)
        if free:
            with store.change() as change:
                change.remove("purchases", self.draw.choice(free))


def read_all(folder: Path) -> Files:
    """Every record of the folder as it stands; raises where a file is no file."""
    return {
        path.relative_to(folder).as_posix(): read_shard(path.read_bytes(), path.stem)
        for path in sorted(folder.glob("data/*/*.jsonl"))
    }


UNITS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "customers": (("phone", "phone_unchecked"),),
    "complaints": (("state", "resolved_on", "closed_on"), ("purchase", "item")),
    "callbacks": (("result", "done_on", "staff"), ("question", "settle_on")),
    "purchases": (("items", "total"),),
    "returns": (
        ("purchase", "cause", "outcome", "state", "goods", "case", "quote", "fee", "refund",
         "taken", "new_purchase", "difference", "settled_on", "paid_by"),
        ("invoice", "invoice_amount", "checked_by"),
    ),
    "approvals": (
        ("kind", "post", "what", "state", "amount", "rules", "decided_on", "decided_by",
         "decided_as", "answer", "report_to"),
    ),
}  # fmt: skip
LOGS = {"history", "steps", "tries", "consent_log"}
BY_KEY = {"profile", "consent"}
FURTHER = ["logged", "acknowledged", "understood", "proposed"]


def expected(base: Files, ours: Files, theirs: Files) -> tuple[Files, dict[str, int]]:
    """What must stand in each file, and the files with a conflict and how many records of each."""
    found: Files = {}
    torn: dict[str, int] = {}
    for name in sorted({*base, *ours, *theirs}):
        table = name.split("/")[1]
        files = [each.get(name, {}) for each in (base, ours, theirs)]
        found[name] = {}
        for key in {key for each in files for key in each}:
            raw, is_torn = one_record(table, *(each.get(key) for each in files))
            if raw is not None:
                found[name][key] = raw
            if is_torn:
                torn[name] = torn.get(name, 0) + 1
    return {name: records for name, records in found.items() if records}, torn


def one_record(
    table: str, base: Raw | None, ours: Raw | None, theirs: Raw | None
) -> tuple[Raw | None, bool]:
    """What must stand of a record, and whether somebody has to choose."""
    if base is not None and (ours is None or theirs is None):
        left = ours or theirs
        return (None, False) if left is None or left == base else (left, True)
    if ours is None or theirs is None:
        return ours or theirs, False
    base = base or {}
    fields = sorted({*base, *ours, *theirs})
    units = [unit for unit in UNITS.get(table, ()) if {*unit} & {*fields}]
    single = {name for name in fields if not any(name in unit for unit in units)}
    raw: Raw = {}
    torn = False
    torn_units: set[str] = set()
    for unit in (*units, *((name,) for name in sorted(single))):
        was, mine, other = (cut(each, unit) for each in (base, ours, theirs))
        if other in (mine, was):
            raw |= mine
        elif mine == was:
            raw |= other
        elif unit[0] in LOGS:
            raw[unit[0]] = log(*(each.get(unit[0], []) for each in (was, mine, other)))
        elif unit[0] in BY_KEY:
            value, is_torn = table_of(
                unit[0], *(each.get(unit[0], {}) for each in (was, mine, other))
            )
            raw[unit[0]] = value
            torn |= is_torn
        elif unit[0] == "waits":
            rows, is_torn = waits(*(each.get("waits", []) for each in (was, mine, other)))
            raw["waits"] = rows
            torn |= is_torn
        elif (chosen := of_itself(table, mine, other)) is not None:
            raw |= chosen
        else:
            raw |= mine
            torn = True
            torn_units.add(unit[0])
    if table in STATES and ("state" in torn_units or "purchase" in torn_units or went_apart(
        table, base, ours, theirs)):  # fmt: skip
        unit = next(each for each in UNITS[table] if "state" in each)
        raw = {name: raw[name] for name in raw if name not in unit} | cut(ours, unit)
        for name, own in (("history", moves), ("waits", rows_of)):
            theirs_alone = [row for row in own(theirs, name) if row not in own(ours, name)
                            and row not in own(base, name)]  # fmt: skip
            stays = [row for row in raw.get(name, []) if row not in theirs_alone]
            raw = {key: raw[key] for key in raw if key != name} | ({name: stays} if stays else {})
        torn = True
    return raw, torn


STATES = ("complaints", "returns")
"""Tables whose records have a state with a history."""


def rows_of(raw: Raw, name: str) -> list[Raw]:
    """A list of a record."""
    rows: list[Raw] = raw.get(name, [])
    return rows


def moves(raw: Raw, name: str) -> list[Raw]:
    """The entries of a history: these tills write none that is no move."""
    return rows_of(raw, name)


def went_apart(table: str, base: Raw, ours: Raw, theirs: Raw) -> bool:
    """Whether both moved a case, not just forward, and not one step told by both."""
    mine, other = (
        [row for row in rows_of(one, "history") if row not in rows_of(two, "history")
         and row not in rows_of(base, "history")]
        for one, two in ((ours, theirs), (theirs, ours))
    )  # fmt: skip
    if not mine or not other:
        return False
    states = [[row["state"] for row in each] for each in (mine, other)]
    if {*states[0], *states[1]} <= {*FURTHER}:
        return False
    return states[0] != states[1] or len(states[0]) > 1 or states[0][0] in ("settled", "waiting")


def cut(raw: Raw, names: tuple[str, ...]) -> Raw:
    """Some fields of a record."""
    return {name: raw[name] for name in names if name in raw}


def of_itself(table: str, mine: Raw, other: Raw) -> Raw | None:
    """What settles itself: a call made beats one tried; open complaints only go forward."""
    if table == "callbacks" and "result" in mine:
        results = [mine["result"], other["result"]]
        if results[0] == results[1]:
            by_day = sorted(
                (mine, other), key=lambda each: (each["done_on"], each.get("staff", ""))
            )
            return by_day[-1] if results[0] == "no-answer" else by_day[0]
        return {"no-answer": other}.get(results[0]) or {"no-answer": mine}.get(results[1])
    if table == "complaints" and {*mine} == {*other} == {"state"}:
        states = [mine["state"], other["state"]]
        if {*states} <= {*FURTHER}:
            return {"state": max(states, key=FURTHER.index)}
    return None


def log(was: list[Raw], mine: list[Raw], other: list[Raw]) -> list[Raw]:
    """All that was there and all that came, by time."""
    counts = [
        Counter(json.dumps(row, sort_keys=True) for row in each) for each in (was, mine, other)
    ]
    added = (counts[1] - counts[0]) | (counts[2] - counts[0])
    rows = [json.loads(row) for row in (counts[0] + added).elements()]
    return sorted(rows, key=moment)


def moment(row: Raw) -> tuple[str, str]:
    """When an entry was made; of one moment in any order that is always the same."""
    return str(row.get("at", row.get("on"))), json.dumps(row, sort_keys=True)


def sorted_logs(records: dict[str, Raw]) -> dict[str, Raw]:
    """Records with the entries of one moment in each log in the order `log` gives them."""
    return {
        key: {n: sorted(v, key=moment) if n in LOGS else v for n, v in raw.items()}
        for key, raw in records.items()
    }


def out_of_order(name: str, found: dict[str, Raw], sides: tuple[Files, ...]) -> str | None:
    """A log that is not by time, or not in the order a side has its entries in."""
    for key, raw in found.items():
        for field in LOGS & {*raw}:
            rows = raw[field]
            moments = [moment(row)[0] for row in rows]
            if moments != sorted(moments):
                return f"{name}: {key}: {field} is not by time"
            for side in sides:
                there = side.get(name, {}).get(key, {}).get(field, [])
                places = iter(rows)
                if not all(row in places for row in there if row in rows):
                    return f"{name}: {key}: {field} is in another order"
    return None


def table_of(name: str, was: Raw, mine: Raw, other: Raw) -> tuple[Raw, bool]:
    """Key by key; of two words on consent the stricter stands."""
    found: Raw = {}
    torn = False
    for key in {*mine, *other}:
        one: list[Any] = [each.get(key) for each in (was, mine, other)]
        if one[1] == one[2] or one[2] == one[0]:
            found[key] = one[1]
        elif one[1] == one[0]:
            found[key] = one[2]
        elif name == "consent" and ("withdrawn" in one[1]) == ("withdrawn" in one[2]):
            found[key] = min(one[1:], key=lambda each: json.dumps(each, sort_keys=True))
        else:
            strict = [each for each in one[1:] if name == "consent" and "withdrawn" in each]
            found[key], torn = (strict or one[1:2])[0], True
    return found, torn


def waits(was: list[Raw], mine: list[Raw], other: list[Raw]) -> tuple[list[Raw], bool]:
    """Wait by wait: one that ended at one till has ended; at two moments somebody chooses."""

    def known(row: Raw) -> str:
        return json.dumps([row.get(name) for name in ("at", "for", "staff", "text")])

    sides = [{known(row): row for row in each} for each in (was, mine, other)]
    found, torn = [], False
    for key in {*sides[1], *sides[2]}:
        ends = [each.get(key, {}).get("until") for each in sides]
        row = sides[1].get(key) or sides[2][key]
        end = ends[1] or ends[2]
        torn |= bool(ends[1] and ends[2] and ends[1] != ends[2])
        found.append({**row, "until": end} if end else row)
    return sorted(found, key=lambda row: row["at"]), torn


class Outcome:
    """What a campaign counted."""

    def __init__(self) -> None:
        self.runs = self.wrong = self.torn = self.needless = self.refused = 0
        self.faults: list[str] = []

    def note(self, seed: int, fault: str) -> None:
        """A merge that is not what it must be."""
        self.wrong += 1
        self.faults.append(f"{seed}: {fault}")


def run(
    svc: Call, folder: Path, seed: int, outcome: Outcome, *, is_wired: bool, operations: int = 5
) -> None:
    """Two tills work apart from `base`; theirs is merged into ours by git, and judged."""
    draw = random.Random(seed)
    read: list[Files] = []
    for name in ("theirs", "ours"):
        git(folder, "checkout", "-qfB", name, "base")
        git(folder, "clean", "-qfd")
        base = read_all(folder)
        Till(svc, folder, draw, name).work(operations)
        read.append(read_all(folder))
    theirs, ours = read
    wanted, torn = expected(base, ours, theirs)
    done = git(folder, "merge", "--no-edit", "-q", "theirs", code=None)
    unmerged = {
        row.split("\t")[1] for row in git(folder, "ls-files", "--unmerged").stdout.splitlines()
    }
    outcome.runs += 1
    outcome.torn += bool(torn)
    judge = judged if is_wired else judged_without
    fault = judge(folder, done.returncode, unmerged, wanted, torn, (ours, theirs))
    outcome.needless += bool(unmerged - {*torn})
    if fault:
        outcome.note(seed, fault)
    if done.returncode:
        outcome.refused += 1
        git(folder, "merge", "--abort", code=None)
        git(folder, "reset", "-q", "--hard", "ours")


def judged(
    folder: Path,
    code: int,
    unmerged: set[str],
    wanted: Files,
    torn: dict[str, int],
    sides: tuple[Files, Files],
) -> str | None:
    """With the driver: every file whole and as it must be; conflicts just where they must be."""
    if unmerged != {*torn} or bool(code) != bool(torn):
        return f"conflicts in {sorted(unmerged)}, not in {sorted(torn)}"
    found = read_all(folder)
    for name in sorted({*found, *wanted}):
        here, there = sorted_logs(found.get(name, {})), sorted_logs(wanted.get(name, {}))
        if here != there:
            return differing(name, here, there)
        if fault := out_of_order(name, found.get(name, {}), sides):
            return fault
    return None


def judged_without(
    folder: Path,
    code: int,
    unmerged: set[str],
    wanted: Files,
    torn: dict[str, int],
    sides: tuple[Files, Files],
) -> str | None:
    """Without: what git calls merged is as it must be and whole; else it says unmerged."""
    if code and not (folder / ".git/MERGE_HEAD").exists():
        wanted, torn, unmerged = sides[0], {}, set()  # git gave up before it began
    if not code and torn:
        return f"git calls merged what conflicts: {sorted(torn)}"
    names = {path.relative_to(folder).as_posix() for path in folder.glob("data/*/*.jsonl")}
    for name in sorted(({*names, *wanted}) - unmerged):
        content = (folder / name).read_bytes() if name in names else b""
        found = read_shard(content, name)
        here, there = sorted_logs(found), sorted_logs(wanted.get(name, {}))
        if name in torn or here != there:
            return differing(name, here, there)
    return None


def differing(name: str, found: dict[str, Raw], wanted: dict[str, Raw]) -> str:
    """The first record that is not what it must be."""
    torn = (key for key in sorted({*found, *wanted}) if found.get(key) != wanted.get(key))
    if (key := next(torn, None)) is None:
        return f"{name}: git calls it merged, and it has a conflict"
    return f"{name}: {key} is {found.get(key)}, not {wanted.get(key)}"
