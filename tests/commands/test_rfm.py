"""`svc report rfm`: the classes of all who bought."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.commands.test_tier import buy

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Call = Callable[..., Result]

CDNOW = Path(__file__).parent.parent.parent / "svc" / "demo" / "cdnow_sample.txt"


@pytest.mark.fact("S2-006", command="svc report rfm")
def test_rfm(shop: Path, svc: Call) -> None:
    """Customers are compared by how lately, how often and for how much they bought."""
    ids = [svc("customer", "add", "--name", f"顾客{n}", "--number", n).line for n in range(6)]
    for nth, who in enumerate(ids[:5]):
        for _ in range(nth + 1):
            buy(svc, who, "100.00", f"2026-1{nth // 4}-{10 + nth}")
    done = svc("report", "rfm", "--json")
    shown = done.json
    assert shown.keys() == {"on", "bins", "cuts", "customers"}
    assert (shown["on"], shown["bins"]) == ("2026-11-22", 5)
    assert shown["cuts"] == {
        "recency": [34.6, 41.6, 42.4, 43.2],
        "frequency": [2.8, 3.6, 4.4, 5.2],
        "monetary": [181, 261, 341, 421],
    }
    assert [row["customer"] for row in shown["customers"]] == sorted(ids[:5])
    by_number = {row["number"]: row for row in shown["customers"]}
    assert by_number["0"] == {
        "customer": ids[0], "number": "0", "recency_days": 43, "frequency": 1,
        "monetary": "100.00", "r": 2, "f": 1, "m": 1, "score": 211, "segment": "about_to_sleep",
    }  # fmt: skip
    assert [by_number[str(n)]["score"] for n in range(1, 5)] == [312, 423, 434, 545]
    assert "Customers who have bought: 5." in done.err


def test_bins(wang: str, svc: Call) -> None:
    """From two to ten classes; one cut fewer."""
    buy(svc, wang, "100.00")
    shown = svc("report", "rfm", "--bins", "2", "--json").json
    assert [len(cuts) for cuts in shown["cuts"].values()] == [1, 1, 1]
    assert shown["customers"][0]["score"] == 211
    for wrong in ("1", "11", "x"):
        assert svc("report", "rfm", "--bins", wrong, code=2).out == ""


def test_nobody_bought_yet(wang: str, svc: Call) -> None:
    """Purchases to come do not count; the text says how many were left out."""
    buy(svc, wang, "100.00", "2026-11-22")
    early = svc("report", "rfm", "--on", "2026-11-21", "--json")
    assert early.json["customers"] == []
    assert early.json["cuts"] == {"recency": [], "frequency": [], "monetary": []}
    assert early.err == ""
    text = svc("report", "rfm", "--on", "2026-11-21").out
    assert text == "Left out, for they never bought: 1.\n"
    header = svc("report", "rfm", "--on", "2026-11-21", "--format", "csv").out
    assert header.startswith("customer,number,recency_days,")


def test_cdnow_as_people_see_it(shop: Path, svc: Call) -> None:
    """Segments with counts and shares, what to do, and where the classes part."""
    svc("import", "purchases", CDNOW, "--columns", "customer,_,on,qty,total",
        "--delimiter", "space", "--create-customers")  # fmt: skip
    done = svc("report", "rfm", "--on", "1998-07-01")
    assert done.err == ""
    lines = done.out.splitlines()
    assert lines[1].split()[:4] == ["Champions", "232", "9.8", "%"]
    assert (
        "Money, in yuan less what was taken back: classes part at 16.36, 32.96, 60.25, 131.44."
        in lines
    )
    assert "Customers who bought, at any time: 2357." in lines
    rows = svc("report", "rfm", "--on", "1998-07-01", "--json").json["customers"]
    assert len(rows) == 2357
    best = [row for row in rows if row["score"] == 555]
    assert len(best) == 232
    assert {row["segment"] for row in best} == {"champions"}
    assert (
        len(svc("report", "rfm", "--on", "1998-07-01", "--format", "jsonl").out.splitlines())
        == 2357
    )
