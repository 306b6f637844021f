"""`svc part` as a clerk and a script call it, and as two tills call it at once."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]


@pytest.fixture
def repair(svc: Call, wang: str) -> str:
    """A repair that was looked at."""
    made = svc("repair", "open", "--customer", wang, "--problem", "拉链坏了").line
    svc("repair", "diagnose", made, "--text", "换拉链")
    return made


def files(shop: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (shop / "data").rglob("*.jsonl")}


def rules(svc: Call) -> list[str]:
    found: list[Any] = svc("check", "--json", code=None).json
    return [row["rule"] for row in found if row["rule"] not in {"policy", "intake-incomplete"}]


@pytest.mark.fact("S0-024", command="svc part list")
def test_the_parts_ledger(svc: Call, repair: str) -> None:
    """Every order, arrival and use of a part stands in the ledger; the stock follows from it."""
    order = svc(
        "part", "order", "--code", "zip-20", "--qty", "3", "--for", repair, "--supplier", "辅料厂",
        "--expected", "2026-11-30", "--name", "拉链 20 厘米",
    ).line  # fmt: skip
    svc("part", "in", "--order", order, "--qty", "2")
    svc("part", "out", "--code", "ZIP-20", "--for", repair)
    rows = svc("part", "list", "--json").json
    assert [(row["move"], row["code"], row["qty"]) for row in rows] == [
        ("order", "ZIP-20", 3), ("in", "ZIP-20", 2), ("out", "ZIP-20", 1),
    ]  # fmt: skip
    assert {row["about"] for row in rows} == {repair}
    assert rows[1]["supplier"] == "辅料厂"
    assert svc("part", "stock", "--json").json == [
        {
            "code": "ZIP-20", "name": "拉链 20 厘米", "on_hand": 1, "on_order": 1,
            "last_in": "2026-11-22", "last_out": "2026-11-22",
        }
    ]  # fmt: skip
    assert svc("part", "stock", "--code", "zip-20", "--json").json[0]["on_hand"] == 1
    assert svc("part", "stock", "--code", "other", "--json").json == []
    assert len(svc("part", "list", "--for", repair, "--code", "zip-20", "--json").json) == 3
    assert svc("part", "list", "--to", "2026-11-21", "--json").json == []
    assert "拉链 20 厘米" in svc("part", "list").out


@pytest.mark.fact("S2-085", "S0-024", command="svc part out")
def test_no_part_goes_out_that_is_not_there(svc: Call, shop: Path, repair: str) -> None:
    """Material is under strict control: stock is never below zero unless the line says so."""
    before = files(shop)
    refused = svc("part", "out", "--code", "zip", "--for", repair, code=5)
    assert "ZIP: 1 wanted, 0 on hand." in refused.err
    assert files(shop) == before
    svc("part", "in", "--code", "zip", "--qty", "2")
    svc("part", "out", "--code", "zip", "--qty", "3", "--for", repair, code=5)
    svc("part", "out", "--code", "zip", "--qty", "2", "--for", repair)
    svc("part", "out", "--code", "zip", "--for", repair, code=5)
    svc("part", "out", "--code", "zip", "--for", repair, "--below-zero")
    assert svc("part", "stock", "--json").json[0]["on_hand"] == -1
    assert rules(svc) == []


def test_stock_counts_by_day(svc: Call, repair: str) -> None:
    """What came in today was not there yesterday, and what went out today cannot go twice."""
    svc("part", "in", "--code", "zip")
    svc("part", "out", "--code", "zip", "--for", repair, "--on", "yesterday", code=5)
    svc("part", "in", "--code", "zip", "--on", "2026-11-20")
    svc("part", "out", "--code", "zip", "--for", repair, "--on", "yesterday")
    svc("part", "out", "--code", "zip", "--for", repair)
    svc("part", "out", "--code", "zip", "--for", repair, "--on", "2026-11-20", code=5)


def test_a_part_that_is_put_in_has_its_own_warranty(svc: Call, repair: str) -> None:
    """Six months from the day, kept in the ledger, with who put it in."""
    svc("staff", "add", "--name", "周师傅", "--code", "zhou")
    svc("part", "in", "--code", "zip")
    out = svc(
        "part", "out", "--code", "zip", "--for", repair[-6:], "--fitted-by", "zhou", "--json"
    )  # fmt: skip
    assert (out.json["about"], out.json["warranty_until"]) == (repair, "2027-05-22")
    assert out.json["fitted_by"].startswith("T-")
    assert "2027-05-22" in out.err
    assert svc("repair", "show", repair, "--json").json["parts"][0]["id"] == out.json["id"]


def test_the_part_s_warranty_makes_the_next_repair_free(svc: Call, wang: str) -> None:
    """The coat's warranty is over, the new zip's is not: free if the zip failed again."""
    coat = svc(
        "purchase", "add", "--customer", wang, "--on", "2026-01-10",
        "--item", "sku=J1,category=leather,price=999",
    ).line  # fmt: skip
    ask = ("repair", "open", "--customer", wang, "--purchase", coat, "--problem", "拉链")
    first = svc(*ask).line
    svc("repair", "diagnose", first, "--text", "x", "--price", "50")
    svc("part", "in", "--code", "zip")
    svc("part", "out", "--code", "zip", "--for", first)
    svc("repair", "done", first)
    svc("repair", "hand-back", first, "--signed", "--invoice", "1", "--paid-by", "cash")
    again = svc("--today", "2026-12-20", *ask)
    assert "own warranty" in again.err
    second = again.line
    diagnose = ("--today", "2026-12-20", "repair", "diagnose", second, "--text", "x", "--json")
    assert svc(*diagnose, "--caused-by", "company").json["free"] is False
    assert svc(*diagnose, "--caused-by", "part").json["free"] is True


@pytest.mark.fact("S2-086", command="svc part order")
def test_an_arrival_says_who_waited_for_it(svc: Call, repair: str) -> None:
    """A repair waits for parts from the order to the arrival, and goes on once all have come."""
    first, second = (
        svc("part", "order", "--code", code, "--qty", "2", "--for", repair)
        for code in ("zip", "button")
    )
    assert "does not wait yet" in first.err
    svc("repair", "wait", repair, "--for", "parts", "--part", "zip")
    refused = svc("repair", "resume", repair, code=5)
    assert "ZIP × 2" in refused.err
    half = svc("part", "in", "--order", first.line, "--qty", "1")
    assert "waits for more: ZIP × 1, BUTTON × 2" in half.err or "BUTTON × 2" in half.err
    svc("part", "in", "--order", first.line)
    whole = svc("part", "in", "--order", second.line[-6:])
    assert "nothing else is missing" in whole.err
    assert svc("repair", "show", repair, "--json").json["state"] == "waiting"
    svc("repair", "resume", repair)
    shown = svc("repair", "show", repair, "--json").json
    assert (shown["state"], shown["waits"][0]["until"]) == ("diagnosed", "2026-11-22")


def test_an_arrival_without_its_order_is_told(svc: Call, repair: str) -> None:
    """What came in for no order leaves the order open: the warning names it."""
    order = svc("part", "order", "--code", "zip", "--for", repair).line
    assert "warning" not in svc("part", "in", "--code", "button").err
    assert f"what answers {order} comes in with --order {order}" in svc(
        "part", "in", "--code", "zip"
    ).err  # fmt: skip
    assert "warning" not in svc("part", "in", "--order", order).err
    assert "warning" not in svc("part", "in", "--code", "zip").err


def test_a_wait_may_end_without_the_part(svc: Call, repair: str) -> None:
    """It was mended another way."""
    svc("part", "order", "--code", "zip", "--for", repair)
    svc("repair", "wait", repair, "--for", "parts")
    svc("repair", "resume", repair, "--anyway")
    assert svc("repair", "show", repair, "--json").json["state"] == "diagnosed"


def test_more_than_was_ordered_is_told(svc: Call, repair: str) -> None:
    """It is there, so it is in the ledger; a second delivery for a filled order is refused."""
    order = svc("part", "order", "--code", "zip", "--qty", "2").line
    assert "only 2 were missing" in svc("part", "in", "--order", order, "--qty", "3").err
    svc("part", "in", "--order", order, code=5)
    assert svc("part", "stock", "--json").json[0]["on_order"] == 0


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("in",), 2),
        (("in", "--code", " "), 4),
        (("in", "--code", "zip", "--qty", "0"), 2),
        (("in", "--code", "zip", "--on", "tomorrow"), 4),
        (("in", "--order", "B-261122-00000A"), 3),
        (("in", "--order", "{order}", "--code", "button"), 4),
        (("in", "--order", "{order}", "--on", "2026-11-01"), 4),
        (("order",), 2),
        (("order", "--code", "zip", "--expected", "yesterday"), 4),
        (("order", "--code", "zip", "--for", "W-261122-00000A"), 3),
        (("order", "--code", "zip", "--for", "nothing"), 3),
        (("out", "--code", "zip"), 5),
        (("out", "--code", "zip", "--for", "{repair}"), 5),
        (("out", "--code", "zip", "--for", "{over}", "--below-zero"), 5),
        (("out", "--code", "zip", "--for", "{repair}", "--fitted-by", "nobody"), 3),
        (("list", "--from", "soon"), 4),
    ],
)
def test_bad_input_changes_nothing(
    svc: Call, shop: Path, wang: str, repair: str, args: tuple[str, ...], code: int
) -> None:
    """One sentence, the right code, the ledger as it was."""
    order = svc("part", "order", "--code", "zip").line
    over = svc("repair", "open", "--customer", wang, "--problem", "x").line
    svc("repair", "cancel", over)
    before = files(shop)
    words = {"order": order, "repair": repair, "over": over}
    result = svc("part", *(arg.format(**words) for arg in args), code=code)
    assert result.out == ""
    assert files(shop) == before


def test_a_part_for_a_complaint(svc: Call, wang: str) -> None:
    """Named by its id, or a part of it."""
    case = svc(
        "complaint", "log", "--customer", wang, "--category", "quality", "--text", "x"
    ).line  # fmt: skip
    svc("part", "in", "--code", "button", "--qty", "2")
    for ref in (case, case[-6:]):
        shown = svc("part", "out", "--code", "button", "--for", ref, "--json").json
        assert shown["about"] == case


def test_two_processes_take_the_last_piece(svc: Call, shop: Path, repair: str) -> None:
    """Real processes at once: one has it, the other is told there is none, the stock is zero."""
    svc("part", "in", "--code", "zip")
    calls = [
        subprocess.Popen(
            [sys.executable, "-m", "svc", "--store", str(shop), "part", "out", "--code", "zip",
             "--for", repair],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    told = [call.communicate(timeout=60) for call in calls]
    assert sorted(call.returncode for call in calls) == [0, 5]
    assert sum(bool(out) for out, _err in told) == 1
    assert any("0 on hand" in err for _out, err in told)
    assert svc("part", "stock", "--json").json[0]["on_hand"] == 0
    assert len(svc("part", "list", "--code", "zip", "--json").json) == 2


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('"below_zero":true,', "", "stock-below-zero"),
        ('"qty":2}', '"qty":0}', "wrong-quantity"),
        ('"order":"{order}"', '"order":"B-261122-00000Z"', "unknown-order"),
        ('"code":"ZIP","expected_on"', '"code":"BUTTON","expected_on"', "foreign-order"),
        ('"about":"{repair}"', '"about":"W-261122-00000Z"', "unknown-case"),
        ('"fitted_by":"', '"fitted_by":"T-261122-00000', "unknown-staff"),
    ],
)
def test_check_names_what_is_wrong(
    svc: Call, shop: Path, repair: str, old: str, new: str, rule: str
) -> None:
    """Hand-edited lines of the ledger: each slip is named."""
    svc("staff", "add", "--name", "周师傅", "--code", "zhou")
    order = svc("part", "order", "--code", "zip", "--qty", "2", "--expected", "+3d").line
    svc("part", "in", "--order", order)
    svc("part", "out", "--code", "zip", "--for", repair, "--qty", "3", "--below-zero",
        "--fitted-by", "zhou")  # fmt: skip
    assert rules(svc) == []
    (file,) = (shop / "data/parts").glob("*.jsonl")
    text = file.read_text()
    old, new = (each.replace("{order}", order).replace("{repair}", repair) for each in (old, new))
    assert old in text, text
    file.write_text(text.replace(old, new, 1))
    assert rule in rules(svc)


def test_the_keys_of_a_move(svc: Call, repair: str) -> None:
    """A script finds every key, null where nothing is known; an empty ledger is an empty list."""
    assert svc("part", "list", "--json").json == []
    assert svc("part", "list", "--format", "csv").out.startswith("id,on,move,code,qty")
    shown = svc("part", "in", "--code", "zip", "--json").json
    assert set(shown) == {
        "id", "on", "move", "code", "qty", "name", "model", "about", "order", "supplier",
        "expected_on", "price", "text", "fitted_by", "warranty_until", "below_zero", "staff",
    }  # fmt: skip
    assert json.loads(svc("part", "order", "--code", "a", "--for", repair, "--json").out)["about"]


@pytest.mark.parametrize("code", ["a\tb", "a\nb", " A  b ", "a\u3000b"])
def test_a_code_is_one_line(shop: Path, svc: Call, code: str) -> None:
    """Tabs and line ends in a code are folded: it is one part in the ledger, however typed."""
    assert shop
    assert svc("part", "order", "--code", code, "--json").json["code"] == "A B"
    svc("part", "in", "--code", code)
    assert svc("part", "stock", "--code", code, "--json").json[0]["on_hand"] == 1


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("in",), 2), (("out", "--code", "X"), 5), (("order",), 2), (("in", "--code", ""), 4),
        (("out", "--code", "", "--for", "x"), 4), (("order", "--code", "a\x1bb"), 4),
    ],
)  # fmt: skip
def test_what_is_missing_and_what_is_empty(
    shop: Path, svc: Call, args: tuple[str, ...], code: int
) -> None:
    """What was not said is a wrong call, what was said empty is a wrong word."""
    assert shop
    svc("part", *args, code=code)


def test_out_without_a_case(shop: Path, svc: Call) -> None:
    """A part that is sold or thrown away goes out, too: for what is asked after."""
    assert shop
    svc("part", "in", "--code", "zip", "--qty", "2")
    told = svc("part", "out", "--code", "zip")
    assert "give --for, or --text" in told.err
    assert "give --for" not in svc("part", "out", "--code", "zip", "--text", "卖给顾客").err
    assert [row["about"] for row in svc("part", "list", "--json").json] == [None] * 3
