"""`svc export`: every table in every form."""

from __future__ import annotations

import csv
import io
import json
import stat
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
TABLES = ("customers", "purchases", "complaints", "callbacks", "staff")


@pytest.fixture
def filled(svc: Call, shop: Path, wang: str) -> Path:
    """A shop with a record in every table but the callbacks, and cells that are up to no good."""
    svc("customer", "edit", wang, "--set", "notes==cmd|' /C calc'!A0", "--set", "size=165/88A",
        "--set", "birthday=lunar:08-15")  # fmt: skip
    svc("customer", "add", "--name", "-1+1", "--phone", "010-62554433", "--number", "0042",
        "--consent", "sms,marketing")  # fmt: skip
    svc("purchase", "add", "--customer", wang, "--on", "2026-03-05", "--receipt", "0007",
        "--item", "sku=A1,name=羊毛大衣,category=textile,price=899.00,qty=2,size=L",
        "--item", 'name="Scarf, blue",price=99.50')  # fmt: skip
    svc("complaint", "log", "--customer", wang, "--category", "size", "--text", "小了")
    svc("staff", "add", "--name", "刘敏", "--code", "lm", "--post", "clerk")
    return shop


@pytest.mark.parametrize("table", TABLES)
def test_json_holds_the_records_whole(svc: Call, filled: Path, table: str) -> None:
    """The same keys as `list` and `show`, one object a line in JSON Lines."""
    rows = json.loads(svc("export", table, "--format", "json").out)
    assert rows == json.loads(svc("export", table, "--json").out)
    assert [json.loads(line) for line in svc("export", table, "--format", "jsonl").out.splitlines()
            ] == rows  # fmt: skip
    assert len(rows) == {"customers": 2, "callbacks": 0}.get(table, 1)
    if table == "purchases":
        assert rows == svc("purchase", "list", "--json").json


def read_csv(text: str) -> list[dict[str, str]]:
    """A CSV's rows by heading."""
    return list(csv.DictReader(io.StringIO(text)))


def test_purchases_as_csv(svc: Call, filled: Path) -> None:
    """A row for each item; the amounts add up to the total; a list `svc import` reads."""
    first, second = read_csv(svc("export", "purchases").out)
    assert list(first)[:4] == ["id", "on", "customer", "receipt"]
    assert (first["on"], first["receipt"], first["qty"], first["price"], first["amount"]) == (
        "2026-03-05", "0007", "2", "899.00", "1798.00")  # fmt: skip
    assert (second["id"], second["name"], second["amount"]) == (
        first["id"], "Scarf, blue", "99.50")  # fmt: skip
    assert "total" not in first


def test_what_is_exported_can_be_imported(svc: Call, filled: Path, tmp_path: Path) -> None:
    """Customers into another shop; purchases into the same one are known already."""
    customers, purchases = tmp_path / "customers.csv", tmp_path / "purchases.xlsx"
    svc("export", "customers", "--out", customers)
    svc("export", "purchases", "--out", purchases)
    other = tmp_path / "other"
    svc("init", other, "--name", "分店", "--no-git")
    found = svc("--store", other, "import", "customers", customers, "--json").json
    assert (found["added"], found["rejected"]) == (2, 0)
    shown = svc("--store", other, "customer", "show", "13800138000", "--json").json
    assert (shown["birthday"], shown["profile"]["notes"]) == (
        "lunar:08-15", "=cmd|' /C calc'!A0")  # fmt: skip
    found = svc("import", "purchases", purchases, "--json").json
    assert (found["added"], found["updated"], found["rejected"]) == (0, 2, 0)


def test_customers_as_csv(svc: Call, filled: Path) -> None:
    """A column for each field of any profile; cells stay as they are."""
    rows = {row["name"]: row for row in read_csv(svc("export", "customers").out)}
    wang, other = rows["王芳"], rows["-1+1"]
    assert (wang["notes"], wang["size"], wang["birthday"]) == (
        "=cmd|' /C calc'!A0", "165/88A", "lunar:08-15")  # fmt: skip
    assert (other["phone"], other["number"], other["consent"]) == (
        "01062554433", "0042", "marketing, sms")  # fmt: skip
    assert other["size"] == ""


@pytest.mark.parametrize("table", TABLES)
def test_empty_tables(svc: Call, shop: Path, tmp_path: Path, table: str) -> None:
    """The headings alone; an empty array as JSON."""
    assert len(svc("export", table).out.splitlines()) == 1
    assert svc("export", table, "--json").out == "[]\n"
    assert svc("export", table, "--format", "jsonl").out == ""
    svc("export", table, "--out", tmp_path / "x.xlsx")


def sheet(file: Path) -> list[list[Any]]:
    """The cells of a spreadsheet."""
    from python_calamine import load_workbook

    return load_workbook(str(file)).get_sheet_by_index(0).to_python()


def test_spreadsheet(svc: Call, filled: Path, tmp_path: Path) -> None:
    """Dates and amounts are that; phones and numbers keep their zeros; nothing is a formula."""
    import zipfile

    file = tmp_path / "customers.xlsx"
    svc("export", "customers", "--out", file)
    headings, *rows = sheet(file)
    named = {row[1]: dict(zip(headings, row, strict=True)) for row in rows}
    assert named["王芳"]["notes"] == "=cmd|' /C calc'!A0"
    assert (named["-1+1"]["phone"], named["-1+1"]["number"]) == ("01062554433", "0042")
    with zipfile.ZipFile(file) as parts:
        paper = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in paper
    assert 'state="frozen"' in paper
    file = tmp_path / "purchases.xlsx"
    svc("export", "purchases", "--out", file)
    headings, first, _second = sheet(file)
    found = dict(zip(headings, first, strict=True))
    assert (found["on"], found["amount"], found["qty"], found["receipt"]) == (
        date(2026, 3, 5), 1798.0, 2.0, "0007")  # fmt: skip


def test_the_same_shop_makes_the_same_bytes(svc: Call, filled: Path, tmp_path: Path) -> None:
    """No clock gets into a spreadsheet."""
    one, two = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    svc("export", "customers", "--out", one)
    svc("export", "customers", "--out", two)
    assert one.read_bytes() == two.read_bytes()


def test_without_the_spreadsheet_library(
    svc: Call, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what to install; no file is begun."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    result = svc("export", "customers", "--out", tmp_path / "x.xlsx", code=2)
    assert "pip install 'svc-desk[excel]'" in result.err
    assert not list(tmp_path.glob("*x.xlsx*"))


def test_the_form_follows_the_files_name(svc: Call, filled: Path, tmp_path: Path) -> None:
    """Unless --format says otherwise; a name that tells nothing is refused."""
    for suffix in ("csv", "tsv", "json", "jsonl"):
        file = tmp_path / f"staff.{suffix.upper()}"
        result = svc("export", "staff", "--out", file)
        assert result.out == ""
        assert "1 records" in result.err
        assert file.read_text() == svc("export", "staff", "--format", suffix).out
    svc("export", "staff", "--out", tmp_path / "staff.txt", "--format", "tsv")
    assert (
        "does not tell the format" in svc("export", "staff", "--out", tmp_path / "x", code=2).err
    )
    assert "xls" in svc("export", "staff", "--out", tmp_path / "x.xls", code=2).err
    assert svc("export", "staff", "--out", "-").out == svc("export", "staff").out


@pytest.mark.parametrize("place", ["data/x.csv", "data/customers/2026-11.json", ".svc/x.csv",
                                   "policy/x.csv"])  # fmt: skip
def test_the_shops_own_files_are_safe(svc: Call, filled: Path, place: str) -> None:
    """An export among the records would be read as records."""
    result = svc("export", "customers", "--out", filled / place, "--format", "csv", code=5)
    assert "lies where the shop keeps its own files" in result.err
    assert not (filled / place).exists() or place.endswith(".jsonl")


def test_a_file_is_replaced_whole(svc: Call, filled: Path, tmp_path: Path) -> None:
    """Its mode stays, a link stays a link, no temporary file is left, a bad folder is told."""
    file, link = tmp_path / "staff.csv", tmp_path / "link.csv"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    svc("export", "staff", "--out", link)
    assert link.is_symlink()
    assert file.read_text().startswith("id,name")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(each.name for each in tmp_path.glob("*.csv")) == ["link.csv", "staff.csv"]
    assert not list(tmp_path.glob(".*"))
    assert "No such file" in svc("export", "staff", "--out", tmp_path / "no/x.csv", code=74).err


def test_help_tells_of_formulas(process: Call) -> None:
    """CSV is raw, and says so; help is of the language its command was first loaded in."""
    assert "formula" in process("export", "--help").out
