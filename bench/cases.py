"""A shop with many open cases: a copy of a generated one, its desk far behind with its work."""

from __future__ import annotations

import os
import shutil
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from bench.places import TODAY
from svc.records.approval import Approval
from svc.records.complaint import Complaint
from svc.records.part import Part
from svc.records.repair import Repair
from svc.store.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from svc.records.base import Record
    from svc.store.change import Change

SHARES = {"complaints": 0.6, "repairs": 0.24, "parts": 0.1, "approvals": 0.06}
"""Of what kind the open cases are."""
TEXTS = ("洗了一次就起球，袖口最明显", "尺码偏小，想换大一号", "收银等了很久没人理")


def with_open_cases(shop: Path, folder: Path, count: int) -> None:
    """Copy a shop and leave so many cases open in the copy, opened within the last two months."""
    shutil.copytree(shop, folder, copy_function=os.link, ignore=shutil.ignore_patterns(".svc"))
    store = Store(folder)
    random = Random(count)
    last = date.fromisoformat(TODAY)
    customers = [each.id for each in store.customers.between(date(2025, 1, 1), last)]
    with store.change() as change:
        for table, share in SHARES.items():
            for _ in range(round(count * share)):
                on = last - timedelta(days=random.randrange(60))
                change.put(_case(change, table, on, random.choice(customers), random))


def _case(change: Change, table: str, on: date, customer: str, random: Random) -> Record:
    found = change.new_id(table, on)
    if table == "complaints":
        return Complaint(
            id=found, customer=customer, on=on, category="quality", channel="visit",
            text=random.choice(TEXTS), history=({"at": on.isoformat(), "state": "logged"},),
        )  # fmt: skip
    if table == "repairs":
        return Repair(
            id=found, customer=customer, on=on, problem="拉链坏了", symptom="拉不上",
            history=({"at": on.isoformat(), "state": "opened"},),
        )  # fmt: skip
    if table == "parts":
        return Part(id=found, on=on, move="order", code=f"Z{random.randrange(99):02}", qty=2)
    return Approval(
        id=found, about=found.replace("A-", "R-", 1), on=on, kind="decision",
        post="regional_manager", what="free_return",
    )  # fmt: skip
