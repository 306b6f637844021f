"""Make a shop of any size, straight in the store's canonical form: the same bytes for a seed.

    python -m bench.generate DIR --customers 10000 --seed 7

For tests and benchmarks. Nobody in it is real: the names are put together from common characters,
the phone numbers are counted up. The shop keeps up with its work, as a real one does: what is due
on its last day is what falls due that day, and a few left over.
"""

from __future__ import annotations

import argparse
import gc
import json
from bisect import bisect_right
from datetime import date
from pathlib import Path

from bench.ledger import Ledger
from bench.town import Shards, Town
from svc.commands.init import policy_texts
from svc.store.create import create
from svc.store.settings import Settings
from svc.store.tables import TABLES

UNTIL = date(2026, 11, 22)
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
PERCENT_PAID = (100, 100, 95, 90, 88, 70)
TROUBLES = (
    ("quality", "洗了一次就起球"),
    ("size", "尺码偏小"),
    ("style", "颜色和吊牌照片不一样"),
    ("attitude", "收银等了很久没人理"),
    ("price", "同款别处便宜"),
)
SETTLED = "已了解情况，和顾客说好了"
CHANNELS = ("call", "visit", "message")
ASSISTANTS = ("刘敏", "陈静", "赵丽", "周燕", "孙娜", "吴霞")


def generate(
    folder: Path, customers: int, purchases_each: int = 5, seed: int = 1, until: date = UNTIL
) -> None:
    """Make a shop in a folder that holds none: customers, purchases, complaints, callbacks.

    The last of its days is `until`.
    """
    create(folder, Settings(name="雅衣阁"), policy_texts("clothing"), git=False)
    town = Town(seed, until)
    tables = {name: Shards(name) for name in TABLES}
    ledger = Ledger(town, tables["callbacks"])
    staff = [_assistant(town, tables["staff"], place) for place in range(len(ASSISTANTS))]
    # The oldest customers first, as a store grows: that decides which file a record is in.
    joined = sorted((town.below(len(town.days)) for _ in range(customers)), reverse=True)
    ids: list[str] = []
    wishes: list[tuple[int, str, str]] = []
    for ago in joined:
        born = town.birthday()
        ids.append(_customer(town, tables["customers"], ago, born, staff))
        wishes += [(n, ids[-1], town.one_of(staff)) for n in town.birthdays(born) if n <= ago]
    bought = _sales(town, joined, ids, staff, purchases_each)
    bought.sort(key=lambda sale: -sale[0])
    wishes.sort(key=lambda wish: -wish[0])
    for ago, customer, seller in bought:
        purchase = _purchase(town, tables["purchases"], ago, customer, seller)
        ledger.after_purchase(purchase, ago, customer, seller)
        if town.chance(0.01):
            _complaint(town, tables["complaints"], ledger, ago, purchase, customer, seller)
    for ago, customer, seller in wishes:
        ledger.on_birthday(customer, ago, seller)
    for table in tables.values():
        table.write(folder / "data")


def _sales(
    town: Town, joined: list[int], ids: list[str], staff: list[str], each: int
) -> list[tuple[int, str, str]]:
    """So many purchases for each customer on average: how long ago, whose, and by whom sold.

    The first is made on the day of joining. All others are spread evenly over the days, so that a
    day is as busy as any other, and over those who had joined by then: old customers have more.
    """
    bought = [(ago, ids[n], town.one_of(staff)) for n, ago in enumerate(joined) if each]
    days = [-ago for ago in joined]
    for _ in range(len(ids) * (each - 1)):
        ago = town.below(joined[0] + 1)
        bought.append((ago, ids[town.below(bisect_right(days, -ago))], town.one_of(staff)))
    return bought


def _assistant(town: Town, shards: Shards, place: int) -> str:
    found = town.id_on("T", len(town.days) - 1)
    post = "shop_manager" if place == 0 else "clerk"
    shards.add(found, f'"code":"s{place + 1}","name":"{ASSISTANTS[place]}","posts":["{post}"]')
    return found


def _customer(town: Town, shards: Shards, ago: int, born: str | None, staff: list[str]) -> str:
    found = town.id_on("C", ago)
    parts = [f'"birthday":"{born}"'] if born else []
    if town.chance(0.7):
        given = f'{{"given":"{town.iso(ago)}"}}'
        parts.append(f'"consent":{{"marketing":{given},"sms":{given}}}')
    if town.chance(0.8):
        parts.append(f'"gender":"{"F" if town.chance(0.85) else "M"}"')
    parts.append(f'"name":"{town.name()}"')
    if town.chance(0.5):
        parts.append(f'"owner":"{town.one_of(staff)}"')
    parts.append(f'"phone":"{town.mobile()}"')
    if town.chance(0.6):
        parts.append(f'"profile":{{"size":"{town.one_of(SIZES)}"}}')
    shards.add(found, ",".join(parts))
    return found


def _purchase(town: Town, shards: Shards, ago: int, customer: str, seller: str) -> str:
    found = town.id_on("P", ago)
    lines = []
    total = 0
    for _ in range(1 if town.chance(0.8) else 2):
        sku, name, category, tag = town.one_of(GOODS)
        price = tag * town.one_of(PERCENT_PAID) // 100
        qty = 1 if town.chance(0.9) else 2
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


def _complaint(
    town: Town, shards: Shards, ledger: Ledger, ago: int, purchase: str, customer: str, seller: str
) -> None:
    """A complaint, settled within four days but for a forgotten one in a hundred."""
    logged = town.below(ago + 1)
    category, text = town.one_of(TROUBLES)
    solved = logged - 1 - town.below(4)
    settled = solved >= 0 and town.chance(0.99)
    history = [{"at": town.iso(logged), "staff": seller, "state": "logged"}]
    if settled:
        history.append(
            {"at": town.iso(solved), "staff": seller, "state": "resolved", "text": SETTLED}
        )
    record = {
        "category": category,
        "channel": town.one_of(CHANNELS),
        "customer": customer,
        "history": history,
        "on": town.iso(logged),
        "purchase": purchase,
        "staff": seller,
        "state": "resolved" if settled else "logged",
        "text": text,
    }
    if settled:
        record["resolved_on"] = town.iso(solved)
    line = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    found = town.id_on("K", logged)
    shards.add(found, line[1:-1])
    if settled:
        ledger.after_complaint(found, solved, customer, seller)


def main() -> None:
    """Make the shop the command line asks for."""
    parser = argparse.ArgumentParser(description="Make a shop of any size.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--customers", type=int, default=1000)
    parser.add_argument("--purchases-each", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    gc.disable()  # millions of strings, none in a ring: looking for rings costs a third
    generate(asked.folder, asked.customers, asked.purchases_each, asked.seed)
    print(asked.folder)


if __name__ == "__main__":
    main()
