"""Make a shop of any size, straight in the store's canonical form: the same bytes for a seed.

    python bench/generate.py DIR --customers 10000 --seed 7

For tests and benchmarks. Nobody in it is real: the names are put together from common characters,
the phone numbers are counted up.
"""

from __future__ import annotations

import argparse
import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from svc.commands.init import policy_texts
from svc.store.create import create
from svc.store.ids import ALPHABET, shards_of
from svc.store.settings import Settings
from svc.store.store import SHARD_LIMIT, TABLES

UNTIL = date(2026, 11, 22)
YEARS = 4
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅红建文志国海燕雪琳佳欣怡宁"
MOBILES = ("138", "139", "150", "151", "158", "159", "182", "187", "130", "155", "186", "189")
SIZES = ("S", "M", "L", "XL", "165/88A", "170/92A")
GOODS = (
    ("A101", "羊毛大衣", "textile", 89900),
    ("A102", "真丝衬衫", "textile", 45900),
    ("A103", "针织开衫", "textile", 35900),
    ("A104", "连衣裙", "textile", 59900),
    ("B201", "小羊皮夹克", "leather", 199900),
    ("B202", "皮手套", "leather", 29900),
    ("C301", "西装套装", "suit", 129900),
    ("D401", "羊绒围巾", "textile", 39900),
)
TROUBLES = (
    ("quality", "洗了一次就起球"),
    ("size", "尺码偏小"),
    ("style", "颜色和吊牌照片不一样"),
    ("attitude", "收银等了很久没人理"),
    ("price", "同款别处便宜"),
)
ASSISTANTS = ("刘敏", "陈静", "赵丽", "周燕", "孙娜", "吴霞")
PACE = 61_803_399
"""Added for each next phone number; it has no factor of ten, so that none comes twice."""


class Shards:
    """The lines of one table, each in the file the store would have put it in."""

    def __init__(self, table: str) -> None:
        self.table = table
        self._lines: dict[str, list[tuple[str, str]]] = {}
        self._sizes: dict[str, int] = {}

    def add(self, record_id: str, rest: str) -> None:
        """Add a record; `rest` is its line after the id."""
        line = f'{{"id":"{record_id}",{rest}}}\n'
        size = len(line.encode())
        *roomy, last = shards_of(record_id)
        name = next((n for n in roomy if self._sizes.get(n, 0) + size <= SHARD_LIMIT), last)
        self._sizes[name] = self._sizes.get(name, 0) + size
        self._lines.setdefault(name, []).append((record_id, line))

    def write(self, data: Path) -> None:
        """Write every file, its lines by id."""
        (data / self.table).mkdir(exist_ok=True)
        for name, lines in self._lines.items():
            text = "".join(line for _id, line in sorted(lines))
            (data / self.table / f"{name}.jsonl").write_bytes(text.encode())


class Town:
    """Where the customers come from: everything that is drawn, drawn in one order."""

    def __init__(self, seed: int, until: date) -> None:
        self.random = Random(seed)
        self.until = until
        self.days = [until - timedelta(days=n) for n in range(YEARS * 365)]
        self._short = [day.strftime("%y%m%d") for day in self.days]
        self._iso = [day.isoformat() for day in self.days]
        self._taken: set[str] = set()
        self._mobile = self.below(10**8)

    def below(self, n: int) -> int:
        """A number from 0 on, below n."""
        return int(self.random.random() * n)

    def one_of(self, things: Any) -> Any:
        """One of some things."""
        return things[self.below(len(things))]

    def id_on(self, letter: str, ago: int) -> str:
        """A new id of a day so many days ago."""
        while True:
            bits = self.random.getrandbits(30)
            tail = "".join(ALPHABET[bits >> shift & 31] for shift in (25, 20, 15, 10, 5, 0))
            drawn = f"{letter}-{self._short[ago]}-{tail}"
            if drawn not in self._taken:
                self._taken.add(drawn)
                return drawn

    def iso(self, ago: int) -> str:
        """The day so many days ago, as records hold it."""
        return self._iso[ago]

    def name(self) -> str:
        """A name of two or three characters."""
        second = self.one_of(GIVEN) if self.random.random() < 0.6 else ""
        return f"{self.one_of(SURNAMES)}{self.one_of(GIVEN)}{second}"

    def mobile(self) -> str:
        """A valid mobile number that nobody else here has."""
        self._mobile = (self._mobile + PACE) % 10**8
        return f"{self.one_of(MOBILES)}{self._mobile:08d}"

    def birthday(self) -> str | None:
        """A birthday as it is kept: solar or lunar, the year known or not; for some none."""
        kind = self.random.random()
        year, month, day = 1950 + self.below(56), 1 + self.below(12), 1 + self.below(28)
        if kind < 0.55:
            return f"{year}-{month:02}-{day:02}"
        if kind < 0.70:
            return f"{month:02}-{day:02}"
        if kind < 0.85:
            return f"lunar:{month:02}-{day:02}"
        return f"lunar:{year}-{month:02}-{day:02}" if kind < 0.9 else None


def generate(
    folder: Path, customers: int, purchases_each: int = 5, seed: int = 1, until: date = UNTIL
) -> None:
    """Make a shop in a folder that holds none: customers, purchases, complaints, callbacks.

    The last of its days is `until`.
    """
    create(folder, Settings(name="雅衣阁"), policy_texts("clothing"), git=False)
    town = Town(seed, until)
    tables = {name: Shards(name) for name in TABLES}
    staff = [_assistant(town, tables["staff"], place) for place in range(len(ASSISTANTS))]
    # The oldest customers first, as a store grows: that decides which file a record is in.
    joined = sorted((town.below(len(town.days)) for _ in range(customers)), reverse=True)
    bought: list[tuple[int, str, str]] = []
    for ago in joined:
        customer = _customer(town, tables["customers"], ago, staff)
        bought += [
            (town.below(ago + 1), customer, town.one_of(staff)) for _ in range(purchases_each)
        ]
    bought.sort(key=lambda sale: -sale[0])
    for ago, customer, seller in bought:
        purchase = _purchase(town, tables["purchases"], ago, customer, seller)
        if ago > 7 and town.random.random() < 0.4:
            _callback(town, tables["callbacks"], ago, purchase, customer, seller)
        if town.random.random() < 0.01:
            _complaint(town, tables["complaints"], ago, purchase, customer, seller)
    for table in tables.values():
        table.write(folder / "data")


def _assistant(town: Town, shards: Shards, place: int) -> str:
    found = town.id_on("T", len(town.days) - 1)
    post = "shop_manager" if place == 0 else "clerk"
    shards.add(found, f'"code":"s{place + 1}","name":"{ASSISTANTS[place]}","posts":["{post}"]')
    return found


def _customer(town: Town, shards: Shards, ago: int, staff: list[str]) -> str:
    found = town.id_on("C", ago)
    born = town.birthday()
    parts = [f'"birthday":"{born}"'] if born else []
    if town.random.random() < 0.7:
        given = f'{{"given":"{town.iso(ago)}"}}'
        parts.append(f'"consent":{{"marketing":{given},"sms":{given}}}')
    if town.random.random() < 0.8:
        parts.append(f'"gender":"{"F" if town.random.random() < 0.85 else "M"}"')
    parts.append(f'"name":"{town.name()}"')
    if town.random.random() < 0.5:
        parts.append(f'"owner":"{town.one_of(staff)}"')
    parts.append(f'"phone":"{town.mobile()}"')
    if town.random.random() < 0.6:
        parts.append(f'"profile":{{"size":"{town.one_of(SIZES)}"}}')
    shards.add(found, ",".join(parts))
    return found


def _purchase(town: Town, shards: Shards, ago: int, customer: str, seller: str) -> str:
    found = town.id_on("P", ago)
    lines = []
    total = 0
    for _ in range(1 if town.random.random() < 0.8 else 2):
        sku, name, category, tag = town.one_of(GOODS)
        price = tag * (100, 100, 95, 90, 88, 70)[town.below(6)] // 100
        qty = 1 if town.random.random() < 0.9 else 2
        total += price * qty
        lines.append(
            f'{{"amount":"{_yuan(price * qty)}","category":"{category}","name":"{name}",'
            f'"price":"{_yuan(price)}","qty":{qty},"size":"{town.one_of(SIZES)}","sku":"{sku}"}}'
        )
    shards.add(
        found,
        f'"customer":"{customer}","items":[{",".join(lines)}],"on":"{town.iso(ago)}",'
        f'"staff":"{seller}","total":"{_yuan(total)}"',
    )
    return found


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _callback(
    town: Town, shards: Shards, ago: int, purchase: str, customer: str, seller: str
) -> None:
    result = "reached" if town.random.random() < 0.8 else "no-answer"
    done = max(ago - 7 - town.below(3), 0)
    content = "true" if town.random.random() < 0.95 else "false"
    satisfied = f',"satisfied":{content}' if result == "reached" else ""
    tried = f'{{"on":"{town.iso(done)}","result":"{result}","staff":"{seller}"}}'
    shards.add(
        f"purchase.{purchase}",
        f'"about":"{purchase}","customer":"{customer}","done_on":"{town.iso(done)}",'
        f'"due":"{town.iso(ago - 7)}","kind":"purchase","result":"{result}"{satisfied},'
        f'"staff":"{seller}","tries":[{tried}]',
    )


def _complaint(
    town: Town, shards: Shards, ago: int, purchase: str, customer: str, seller: str
) -> None:
    logged = town.below(ago + 1)
    category, text = town.one_of(TROUBLES)
    solved = max(logged - 1 - town.below(4), 0) if town.random.random() < 0.9 else None
    history = [{"at": town.iso(logged), "staff": seller, "state": "logged"}]
    if solved is not None:
        history.append({"at": town.iso(solved), "staff": seller, "state": "resolved"})
    record = {
        "category": category,
        "channel": town.one_of(("call", "visit", "message")),
        "customer": customer,
        "history": history,
        "on": town.iso(logged),
        "purchase": purchase,
        "staff": seller,
        "state": "logged" if solved is None else "resolved",
        "text": text,
    }
    if solved is not None:
        record["resolved_on"] = town.iso(solved)
    line = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    shards.add(town.id_on("K", logged), line[1:-1])


def main() -> None:
    """Make the shop the command line asks for."""
    parser = argparse.ArgumentParser(description="Make a shop of any size.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--customers", type=int, default=1000)
    parser.add_argument("--purchases-each", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    generate(asked.folder, asked.customers, asked.purchases_each, asked.seed)
    print(asked.folder)


if __name__ == "__main__":
    main()
