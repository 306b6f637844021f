"""`svc policy replay`: past returns against changed policy, as files and as single values."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from svc.policy import Policy
from svc.records.purchase import Item, Purchase
from svc.records.return_ import Return
from svc.rules.refund import quote
from svc.rules.ruling import RefundCase
from svc.store.store import Store

if TYPE_CHECKING:
    from tests.conftest import Result

    Call = Callable[..., Result]

SOLD = date(2026, 7, 1)
FREE = "[free_days]\n[[free_days.values]]\nvalue = 30\n"
Past = Callable[..., str]


@pytest.fixture
def past(shop: Path, wang: str) -> Past:
    """Put a return on file as it was settled, by the day after the sale: `past(40)`."""
    store = Store(shop)
    price = Decimal("399.00")

    def put(day: int, *, case: dict[str, Any] | None = None, **fields: Any) -> str:
        on = SOLD + timedelta(days=day)
        asked = RefundCase(
            price=price, category="textile", bought=SOLD, on=on, cause="quality", **(case or {})
        )
        values: dict[str, Any] = {
            "state": "settled",
            "case": asked.to_raw(),
            "quote": quote(asked, Policy(shop / "policy")).to_json(),
            **fields,
        }
        with store.change() as change:
            purchase = change.new_id("purchases", SOLD)
            item = Item(sku="A1", category="textile", price=price, amount=price)
            change.put(Purchase(id=purchase, customer=wang, on=SOLD, items=(item,), total=price))
            each = Return(
                id=change.new_id("returns", on), customer=wang, on=on, purchase=purchase,
                cause="quality", **values,
            )  # fmt: skip
            change.put(each)
        return each.id

    return put


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A folder with thirty free days in place of fifteen."""
    folder = tmp_path / "next-year"
    folder.mkdir()
    (folder / "refund.toml").write_text(FREE)
    return folder


@pytest.mark.fact("S2-063", "S2-064", command="svc policy replay FOLDER")
def test_a_changed_table_is_replayed(past: Past, changed: Path, svc: Call) -> None:
    """Thirty free days would have given the 5 % back that days 16 to 30 were charged."""
    same, dearer, later = past(10), past(30, case={"unrepairable": True}), past(31)
    found = svc("policy", "replay", changed, "--json").json
    assert found["totals"] == {
        "cases": 3, "changed": 1, "altered": 0, "not_replayed": 0,
        "refunds_before": "778.05", "refunds_after": "798.00",
        "fees_before": "19.95", "fees_after": "0.00", "difference": "19.95",
    }  # fmt: skip
    assert [case["id"] for case in found["cases"]] == [same, dearer, later]
    assert found["cases"][1] == {
        "id": dearer, "on": "2026-07-31", "bought": "2026-07-01", "outcome": "return",
        "changed": True,
        "was": {"decision": "return_with_fee", "fee": "19.95", "refund": "379.05"},
        "would_be": {"decision": "exchange_or_return", "fee": "0.00", "refund": "399.00"},
        "difference": "19.95", "because": ["refund.free_days"], "altered": False,
    }  # fmt: skip
    text = svc("policy", "replay", changed).out
    assert "+19.95" in text
    assert "379.05" in text
    assert "refund.free_days" in text
    assert same not in text
    assert "778.05 → 798.00" in text
    assert "It would have cost the shop 19.95 yuan more." in text


def test_a_single_value_is_asked(past: Past, svc: Call) -> None:
    """`--set` holds on every day of sale, over the folder, and warns of days left out."""
    past(10)
    cheaper = svc("policy", "replay", "--set", "refund.free_days=7")
    assert "It would have cost the shop 399.00 yuan less." in cheaper.out
    assert cheaper.err == ("warning: With this change: No row covers days 8 to 15.\n")
    both = ("--set", "refund.free_days=7",
            "--set", 'refund.bands=[{ from = 8, to = 90, rate = "0.05" }]')  # fmt: skip
    assert svc("policy", "replay", *both).err == ""
    (case,) = svc("policy", "replay", *both, "--json").json["cases"]
    assert case["would_be"] == {"decision": "repair", "fee": "0.00", "refund": None}


def test_a_dated_folder_leaves_older_sales_alone(past: Past, changed: Path, svc: Call) -> None:
    """X-02: policy is that of the sale day, in a replay as in a quote; `--set` is not dated."""
    past(30, case={"unrepairable": True})
    (changed / "refund.toml").write_text(
        "[free_days]\n[[free_days.values]]\nvalue = 15\n"
        "[[free_days.values]]\nsince = 2026-07-02\nvalue = 30\n"
    )
    assert svc("policy", "replay", changed, "--json").json["totals"]["changed"] == 0
    over = ("policy", "replay", changed, "--set", "refund.free_days=30", "--json")
    assert svc(*over).json["totals"]["changed"] == 1


def test_without_a_change_an_altered_past_shows(past: Past, shop: Path, svc: Call) -> None:
    """Nothing differs, until somebody changes a value in place instead of adding one."""
    past(10)
    clean = svc("policy", "replay")
    assert "It would have cost the shop the same." in clean.out
    assert "no longer" not in clean.out
    file = shop / "policy" / "refund.toml"
    file.write_text(file.read_text().replace("value = 15", "value = 7", 1))
    altered = svc("policy", "replay", "--json").json
    assert altered["totals"]["altered"] == altered["totals"]["changed"] == 1
    assert "refund.free_days" in altered["cases"][0]["because"]
    assert "For 1 of them the shop's own files no longer give" in svc("policy", "replay").out


@pytest.mark.fact("S2-064", "X-02", command="svc policy replay --scheme statutory")
def test_the_law_in_place_of_the_shop(past: Past, svc: Call) -> None:
    """What every fee taken would have been by the law: nothing."""
    past(40, case={"unrepairable": True})
    found = svc("policy", "replay", "--scheme", "statutory", "--json").json
    assert found["totals"]["difference"] == "39.90"
    assert found["cases"][0]["because"][0] == "refund.scheme"


def test_a_scheme_that_cases_name_themselves_is_minded(past: Past, svc: Call) -> None:
    """refund.scheme changes no case that was quoted by a scheme of its own."""
    past(40, case={"unrepairable": True, "scheme": "shop"})
    told = svc("policy", "replay", "--set", "refund.scheme=statutory")
    assert "name their scheme themselves: 1" in told.err
    both = svc("policy", "replay", "--set", "refund.scheme=statutory", "--scheme", "statutory")
    assert both.err == ""
    assert "39.90 yuan more" in both.out


def test_which_returns_are_asked(past: Past, svc: Call) -> None:
    """Settled and approved ones, of the days given; `--all` takes every state."""
    settled, approved = past(5), past(6, state="approved")
    waiting, rejected = past(7, state="waiting"), past(8, state="rejected")

    def asked(*more: str) -> list[str]:
        cases = svc("policy", "replay", "--json", *more).json["cases"]
        return [case["id"] for case in cases]

    assert asked() == [settled, approved]
    assert asked("--all") == [settled, approved, waiting, rejected]
    assert asked("--from", "2026-07-07") == [approved]
    assert asked("--to", "2026-07-06") == [settled]
    assert asked("--all", "--from", "2026-07-08", "--to", "2026-07-08") == [waiting]


def test_sheets_hold_every_case(past: Past, changed: Path, svc: Call) -> None:
    """CSV has a column each figure and a heading without cases; JSON Lines a case a line."""
    heading = svc("policy", "replay", "--format", "csv").out
    ids = [past(10), past(30, case={"unrepairable": True})]
    out = svc("policy", "replay", changed, "--format", "csv").out
    assert out.splitlines()[0] == heading.strip()
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["id"] for row in rows] == ids
    assert (rows[1]["was_refund"], rows[1]["would_be_refund"]) == ("379.05", "399.00")
    assert rows[1]["because"] == "refund.free_days"
    lines = svc("policy", "replay", changed, "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids


def test_what_cannot_be_replayed_is_named(past: Past, svc: Call) -> None:
    """It is counted and told, and the rest is replayed."""
    past(10)
    old = past(11, case={}, quote=None)
    found = svc("policy", "replay", "--json").json
    assert found["not_replayed"] == [{"id": old, "reason": "Its quote is not on file."}]
    assert found["totals"]["not_replayed"] == 1
    told = svc("policy", "replay")
    assert told.err == f"warning: {old} cannot be replayed: Its quote is not on file.\n"
    assert "Not replayed" in told.out


def test_no_return_at_all(shop: Path, svc: Call) -> None:
    """An empty shop is no error."""
    assert "There is no return on file to replay." in svc("policy", "replay").out
    assert svc("policy", "replay", "--json").json["cases"] == []


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("--set", "refund.fre_days=7"), 3, ["refund.fre_days", "refund.free_days"]),
        (("--set", "refund.free_days=many"), 4, ["refund.free_days", "many"]),
        (("--set", "refund.free_days=-1"), 4, ["refund.free_days", "-1"]),
        (("--set", 'refund.free_days="7"'), 4, ["refund.free_days", "kind"]),
        (("--set", "refund.free_days"), 2, ["--set", "refund.free_days=7"]),
        (("--set", "=7"), 2, ["--set"]),
        (("--set", "refund.free_days=7", "--set", "refund.free_days=8"), 2, ["two values"]),
        (("no-such-folder",), 2, ["no-such-folder"]),
        (("--scheme", "mine"), 2, ["mine"]),
        (("--from", "someday"), 4, ["someday"]),
    ],
)  # fmt: skip
def test_slips_are_told(
    shop: Path, svc: Call, args: tuple[str, ...], code: int, told: list[str]
) -> None:
    """One sentence, with what may have been meant."""
    failed = svc("policy", "replay", *args, code=code)
    assert failed.out == ""
    for each in told:
        assert each in failed.err


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("refund.toml", "[free_days\n", ["next-year/refund.toml:1", "refund"]),
        ("refund.toml", '[free_days]\n[[free_days.values]]\nvalue = "x"\n',
         ["next-year/refund.toml:2", "refund.free_days"]),
        ("refund.toml", "[fre_days]\n[[fre_days.values]]\nvalue = 3\n",
         ["next-year/refund.toml:1", "refund.fre_days", "free_days"]),
        ("refnd.toml", FREE, ["next-year/refnd.toml", "Did you mean refund?"]),
        ("notes.txt", "free days: 30", ["no policy file", "next-year"]),
        ("authority.toml", ('[attitude]\n[[attitude.values]]\n'
         'value = { verb = "maybe", handler = "clerk" }\n'), ["authority.attitude", "maybe"]),
    ],
)  # fmt: skip
def test_a_broken_folder_names_file_and_entry(
    *, shop: Path, tmp_path: Path, svc: Call, file: str, text: str, told: list[str]
) -> None:
    """Exit 4, before anything is replayed."""
    folder = tmp_path / "next-year"
    folder.mkdir()
    (folder / file).write_text(text)
    failed = svc("policy", "replay", folder, code=4)
    assert failed.out == ""
    for each in told:
        assert each in failed.err


def test_figures_are_the_same_in_chinese(past: Past, changed: Path, svc: Call) -> None:
    """The same figures, whatever language is spoken."""
    past(30, case={"unrepairable": True})
    zh = svc("--lang", "zh", "policy", "replay", changed)
    assert "19.95" in zh.out
    assert svc("--lang", "zh", "policy", "replay", changed, "--json").json == (
        svc("policy", "replay", changed, "--json").json
    )
