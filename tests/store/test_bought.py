"""What customers bought in all, kept and read: as adding up every line of every file has it.

The twin reads all purchases strictly and goes by the rules of `svc.rules.gold` alone.
"""

from __future__ import annotations

import json
import os
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from svc import keeping
from svc.policy import Policy
from svc.records.customer import Customer
from svc.records.purchase import Purchase
from svc.records.return_ import Return
from svc.rules import gold
from svc.rules import keeping as rule
from svc.rules.callback import Span
from svc.store import bought as module
from svc.store.added_up import in_order
from svc.store.bought import bought, sales_in
from svc.store.ids import day_of
from svc.store.lines import encode
from svc.store.store import Store
from tests.store.test_twins import everything

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.rules.callback import Contact

TODAY = date(2026, 11, 22)
HER = [f"C-2{year}0522-AAAAA{n}" for n, year in enumerate("366667")]
TOTALS = ["0.00", "1.00", "4999.99", "5000.00", "2600.50", "12000.00"]
DAYS = [TODAY - timedelta(days=n) for n in (0, 1, 3, 9, 14, 60, 91, 97, 104, 105, 181, 190, 200)]
DAYS += [date(1997, 3, 1), date(2026, 5, 22), TODAY + timedelta(days=2)]


class Shop:
    """A shop on disk whose purchases are sold, brought back, edited, and lie for a while."""

    def __init__(self, folder: Path, random: Random) -> None:
        self.folder, self.random = folder, random
        odd: list[dict[str, object]] = [{}] * 8
        odd += [{"staff": "T-1"}, {"zeal": {"total": "7.00"}}]
        self.extra = random.choice([odd[:8], odd])
        (folder / "data").mkdir()
        (folder / ".svc").mkdir()
        (folder / "svc.toml").write_text('name = "x"\n')
        with Store(folder).change() as change:
            for each in HER:
                change.put(Customer(id=each, name="王芳"))

    def sell(self) -> None:
        with Store(self.folder).change() as change:
            for _ in range(self.random.choice([1, 4, 12])):
                day = self.random.choice(DAYS)
                raw = {
                    "customer": self.random.choice(HER[:5]), "on": day.isoformat(),
                    "items": [{"amount": "1.00", **self.random.choice(GOODS)}],
                    "total": self.random.choice(TOTALS),
                } | self.random.choice(self.extra)  # fmt: skip
                change.put(Purchase.from_raw(raw | {"id": change.new_id("purchases", day)}))

    def bring_back(self) -> None:
        store = Store(self.folder)
        if sold := list(store.purchases.all()):
            one = self.random.choice(sold)
            with store.change() as change:
                raw = {
                    "customer": one.customer, "purchase": one.id, "on": one.on.isoformat(),
                    "cause": "quality", "outcome": "return", "state": "settled",
                    "settled_on": one.on.isoformat(), "refund": "1.00", "case": {"price": "1.00"},
                }  # fmt: skip
                change.put(Return.from_raw(raw | {"id": change.new_id("returns", one.on)}))

    def edit(self) -> None:
        """A line written by hand: other spacing, a total as no svc writes it, another customer."""
        if files := sorted(self.folder.glob("data/purchases/*.jsonl")):
            file = self.random.choice(files)
            lines = file.read_text().splitlines()
            raw = json.loads(lines[0])
            raw |= self.random.choice([{"total": "5000"}, {"customer": HER[0]}, {"note": "\\"}])
            lines[0] = self.random.choice([json.dumps(raw), encode(raw).decode().strip()])
            file.write_text("\n".join(lines) + "\n")

    def age(self) -> None:
        for file in self.folder.glob("data/*/*.jsonl"):
            then = file.stat().st_mtime_ns - self.random.randrange(3, 9) * 10**9
            os.utime(file, ns=(then, then))

    def look(self) -> None:
        bought(Store(self.folder).shards)

    def tear(self) -> None:
        kept = self.folder / module.FILE
        if kept.exists():
            content = kept.read_bytes()
            cut = self.random.randrange(len(content))
            kept.write_bytes(
                content[:cut] + self.random.choice([b"", b"\0\0", content[cut + 1 :]])
            )


GOODS = [{"name": "羊毛大衣", "sku": "A1"}, {"sku": "A1"}, {"category": "wool"}, {}]
STEPS = ("sell", "sell", "sell", "bring_back", "edit", "age", "age", "look", "look")


def plain_contacts(store: Store, kind: str, how: rule.Kept, span: Span) -> Iterator[Contact]:
    """The slow twin of three kinds of contacts."""
    sold: dict[str, list[Purchase]] = {}
    for purchase in everything(Path(store.root), "purchases").values():
        sold.setdefault(purchase.customer, []).append(purchase)
    for theirs in sold.values():
        theirs.sort(key=lambda each: in_order(each.id.encode()))
    days = span.before(how.after)
    if kind == "threshold":
        returns = list(everything(Path(store.root), "returns").values())
        for customer, theirs in sold.items():
            # where a line was edited to name somebody else, a return stays hers who brought it
            hers = [each for each in returns if each.customer == customer]
            passed = gold.crossed(theirs, hers, MARKS, date.max, lambda *_: False)
            for nth, one in enumerate(theirs, start=1):
                if one.id in passed and nth >= how.purchases and span.holds(day_of(one.id)):
                    yield rule.threshold(passed[one.id][-1], one, how)
        return
    for customer, theirs in sold.items():
        if days.holds(day_of(theirs[-1].id)):
            if kind == "regular":
                yield rule.regular(theirs[-1].to_raw(), how)
            else:
                yield rule.fading(customer, day_of(theirs[-1].id), how, bought=True)
    for customer in HER if kind == "fading" else ():
        if customer not in sold and days.holds(day_of(customer)):
            yield rule.fading(customer, day_of(customer), how, bought=False)


POLICY = Policy().at(TODAY)
MARKS = gold.marks(POLICY)


def told(contacts: Iterator[Contact]) -> list[tuple[str, ...]]:
    return sorted((c.key, c.customer, str(c.due), str(c.why), c.sold_by or "-") for c in contacts)


def compare(folder: Path) -> None:
    """Sums, latest purchases and contacts, as a new process finds them and as the twin does."""
    store = Store(folder)
    found = bought(store.shards)
    plain: dict[str, list[Purchase]] = {}
    for purchase in everything(folder, "purchases").values():
        plain.setdefault(purchase.customer, []).append(purchase)
    last = {
        each: max((p.id for p in theirs), key=lambda each: in_order(each.encode()))
        for each, theirs in plain.items()
    }
    for first, until in ((DAYS[-4], TODAY), (date(1990, 1, 1), date(2069, 1, 1)), (TODAY, TODAY)):
        wanted = {each: one for each, one in last.items() if first <= day_of(one) <= until}
        assert found.last_between(first, until) == wanted
    assert found.never(HER) == [each for each in HER if each not in plain]
    for customer, theirs in plain.items():
        her = customer.encode()
        count, fen = found.before([her]).get(her, (0, 0))
        late = [sale for sale in found.late if sale[1] == her]
        assert count + len(late) == len(theirs)
        so_far = Decimal(fen) / 100 + sum(Decimal(total.decode()) for *_rest, total in late)
        assert so_far == sum(purchase.total for purchase in theirs)
    for on in (TODAY, TODAY - timedelta(days=60), date(1997, 3, 3)):
        span = Span(first=on - timedelta(days=14), last=on)
        for kind in ("regular", "fading", "threshold"):
            how = rule.kept(POLICY, kind)
            assert how is not None
            fast = keeping.gathered(store, POLICY, kind, span, ())
            assert told(fast) == told(plain_contacts(store, kind, how, span)), (kind, on)


@pytest.fixture(autouse=True)
def worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a few lines are kept."""
    monkeypatch.setattr(module, "WORTH", 0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(some.integers(0, 10**9), some.lists(some.sampled_from([*STEPS, "tear"]), max_size=12))
def test_as_every_line_added_up(seed: int, steps: list[str]) -> None:
    """Whatever is sold, edited, torn or kept: latest purchases, sums and contacts are the same."""
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(Path(folder), Random(seed))
        for step in steps:
            getattr(shop, step)()
        compare(shop.folder)
        compare(shop.folder)


def test_it_is_kept_and_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Older files are read once; an edited one is seen, and all is added up anew."""
    shop = Shop(tmp_path, Random(1))
    shop.sell()
    shop.sell()
    shop.age()
    shop.look()
    kept = tmp_path / module.FILE
    marks = json.loads(kept.read_bytes().split(b"\n")[1])["marks"]
    assert marks
    monkeypatch.setattr(module, "_more", None)  # nothing more to add up
    older = bought(Store(tmp_path).shards).older
    assert older.marks == marks
    monkeypatch.undo()
    file = tmp_path / "data" / f"{min(marks)}.jsonl"
    file.write_text(file.read_text().replace(HER[0], HER[4]))
    assert min(marks) not in bought(Store(tmp_path).shards).older.marks
    compare(tmp_path)


def test_a_small_shop_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few thousand lines are read quicker than anything is kept."""
    monkeypatch.setattr(module, "WORTH", 2_000_000)
    shop = Shop(tmp_path, Random(1))
    shop.sell()
    shop.age()
    shop.look()
    assert not (tmp_path / module.FILE).exists()
    compare(tmp_path)


@given(some.integers(0, 10**9))
def test_lines_read_by_their_pattern(seed: int) -> None:
    """A purchase's line gives the same whether it is parsed or not."""
    random = Random(seed)
    extra: list[dict[str, str]] = [
        {}, {"exchange_of": "R-261122-AAAAAA"}, {"zz": "1.00"}, {"a": "1"},
    ]  # fmt: skip
    raw: dict[str, Any] = {
        "id": "P-261122-AAAAAA",
        "customer": random.choice([HER[0], 'a"b', "王", "x\u2028"]),
        "items": [{"total": "3.00", "amount": "1.00", "name": '"total":"9.00"}'}],
        "total": random.choice([*TOTALS, "-1.00", "5", "", "1.000"]),
    } | random.choice(extra)
    texts = (raw["id"], raw["customer"], raw.get("exchange_of", ""), raw["total"])
    wanted = tuple(text.encode() for text in texts)
    assert sales_in(encode(raw)) == [wanted]
    both = encode(raw) + encode(raw | {"id": "P-261122-BBBBBB", "total": "8.00"})
    assert [sale[3] for sale in sales_in(both)] == [wanted[3], b"8.00"]
