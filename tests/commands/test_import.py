"""`svc import`: the real lists, all or nothing, rejects, and what is said of it all."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

import svc as package
from svc.phones import normalise

Call = Callable[..., Any]
LISTS = Path(package.__file__).parent / "demo"
MESSY = LISTS / "messy-customers.gbk.csv"
CDNOW = LISTS / "cdnow_sample.txt"
TAKE_CDNOW = (
    "import", "purchases", CDNOW, "--columns", "customer,_,on,qty,total",
    "--delimiter", "space", "--create-customers",
)  # fmt: skip


def data(shop: Path) -> dict[str, bytes]:
    """Every file of a shop's records."""
    return {str(file): file.read_bytes() for file in sorted((shop / "data").rglob("*.jsonl"))}


def write(folder: Path, text: str, name: str = "list.csv") -> Path:
    """A list to read."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


GOOD = "姓名,手机号\n李娜,13900139000\n"
HALF = "姓名,手机号,备注\n李娜,13900139000,x\n张敏,1.5E+10,=1+1\n赵丽,,+8\n"


def test_messy_customers(svc: Call, shop: Path) -> None:
    """Every one of the 300 rows ends as a customer or as a named reject."""
    found = svc("import", "customers", MESSY, "--skip-bad", "--json").json
    errors = found.pop("errors")
    assert found == {"read": 300, "added": 257, "updated": 0, "rejected": 43}
    assert len({error["row"] for error in errors}) == 43
    assert all(2 <= error["row"] <= 301 for error in errors)
    kinds = {
        "has lost digits": 4,
        "is not a valid phone number": 25,
        "Neither a phone nor a customer number": 6,
        "on file under another name": 6,
        "There is no day": 2,
    }
    counts = Counter(kind for error in errors for kind in kinds if kind in error["reason"])
    assert counts == kinds


@pytest.mark.parametrize(
    ("row", "column", "value", "said"),
    [
        (4, "手机号", "1.54498E+10", "has lost digits"),
        (9, "手机号", "15449786907", "not a valid phone number"),
        (19, "手机号", None, "Neither a phone nor a customer number"),
        (39, "手机号", "17869712788", "another name: row 34"),
        (40, "生日", "1990-02-30", "There is no day 1990-02-30"),
        (104, "手机号", "1728617907", "not a valid phone number"),
        (220, "手机号", "15422483479.0", "not a valid phone number"),
        (270, "手机号", "174-5989-5080", "not a valid phone number"),
    ],
)
def test_each_kind_of_damage(
    svc: Call, shop: Path, row: int, column: str, value: str | None, said: str
) -> None:
    """Named by row, column, the cell as it stands there, and the reason."""
    errors = svc("import", "customers", MESSY, "--skip-bad", "--dry-run", "--json").json["errors"]
    (error,) = (each for each in errors if each["row"] == row)
    assert (error["column"], error["value"]) == (column, value)
    assert said in error["reason"]


@pytest.mark.parametrize(
    ("phone", "fields"),
    [
        ("15914177763", {"name": "王涛刚女士", "birthday": "1978-05-24", "size": "L",
                         "notes": "=cmd|' /C calc'!A0"}),
        ("15608377835", {"name": "黄勇芳", "birthday": "02-06", "gender": "F",
                         "spent_before": "827.00", "notes": "喜欢休闲款\n多次退货"}),
        ("18070499962", {"name": "黄兰", "birthday": "1985-04-13"}),
        ("15883607598", {"birthday": "lunar:09-01", "gender": "F", "spent_before": "558.00"}),
        ("17011070434", {"name": "罗杰", "birthday": "09-06"}),
        ("17656341483", {"name": "朱军", "birthday": "lunar:03-06"}),
        ("15244696291", {"birthday": "lunar:11-02", "gender": "M", "notes": "不接受短信"}),
        ("15969371648", {"birthday": "2001-10-26", "spent_before": "2957.50"}),
    ],
)  # fmt: skip
def test_what_becomes_of_the_messy_cells(
    svc: Call, shop: Path, phone: str, fields: dict[str, str]
) -> None:
    """No digit is lost, no consent invented, a formula stays text."""
    svc("import", "customers", MESSY, "--skip-bad")
    shown = svc("customer", "show", phone, "--json").json
    flat = shown | shown["profile"]
    assert {name: flat[name] for name in fields} == fields
    assert shown["consent"] == {}


def test_messy_customers_twice(svc: Call, shop: Path) -> None:
    """Nothing is added, not a byte changes, and every phone on file is a valid number."""
    svc("import", "customers", MESSY, "--skip-bad")
    before = data(shop)
    found = svc("import", "customers", MESSY, "--skip-bad", "--json").json
    assert (found["added"], found["updated"], found["rejected"]) == (0, 257, 43)
    assert data(shop) == before
    customers = svc("customer", "list", "--json").json
    assert len(customers) == 257
    assert all(normalise(customer["phone"]) == customer["phone"] for customer in customers)


def test_all_or_nothing(svc: Call, shop: Path) -> None:
    """One bad row and nothing is written; the report is on stdout, the error on stderr."""
    result = svc("import", "customers", MESSY, "--json", code=4)
    found = result.json
    assert (found["added"], found["updated"], found["rejected"]) == (0, 0, 43)
    error = json.loads(result.err)
    assert error["error"] == "bad_input"
    assert "43 of 300 rows" in error["message"]
    assert "Row 4: '1.54498E+10' has lost digits" in error["message"]
    assert "--skip-bad" in error["hint"]
    assert "--rejects" in error["hint"]
    assert data(shop) == {}


def test_report_as_text(svc: Call, shop: Path, tmp_path: Path) -> None:
    """Counts in a line, then each reject; a cell cannot steer the terminal."""
    file = write(tmp_path, '姓名,手机号\n李娜,13900139000\n张敏,"12\n\u202e3"\n')
    result = svc("import", "customers", file, "--skip-bad")
    first, heading, reject = result.out.splitlines()
    assert first == "2 rows read: 1 added, 0 updated, 1 rejected."
    assert heading.split() == ["row", "column", "value", "reason"]
    assert reject.split()[:3] == ["3", "手机号", "12"]
    assert "\u202e" not in result.out


def test_cdnow(svc: Call, shop: Path) -> None:
    """6,919 purchases of 2,357 customers, to the cent; a second run adds nothing."""
    lines = [line.split() for line in CDNOW.read_text().splitlines()]
    found = svc(*TAKE_CDNOW, "--json").json
    assert found == {"read": 6919, "added": 6919, "updated": 0, "rejected": 0, "errors": []}
    purchases = svc("purchase", "list", "--json").json
    assert len(purchases) == len(lines) == 6919
    total = sum(Decimal(line[4]) for line in lines)
    assert sum(Decimal(purchase["total"]) for purchase in purchases) == total
    assert sum(purchase["items"][0]["qty"] for purchase in purchases) == sum(
        int(line[3]) for line in lines
    )
    assert sum(purchase["total"] == "0.00" for purchase in purchases) == 8
    assert all(purchase["items"][0]["price"] is None for purchase in purchases)
    customers = {each["id"]: each["number"] for each in svc("customer", "list", "--json").json}
    assert len(customers) == 2357
    told = Counter((line[0], line[2], Decimal(line[4])) for line in lines)
    kept = Counter(
        (customers[each["customer"]], each["on"].replace("-", ""), Decimal(each["total"]))
        for each in purchases
    )
    assert kept == told
    assert max(told.values()) > 1  # two equal rows are two purchases
    assert all(each[2:8] == "261122" for each in customers)
    before = data(shop)
    again = svc(*TAKE_CDNOW, "--json").json
    assert (again["added"], again["updated"], again["rejected"]) == (0, 6919, 0)
    assert data(shop) == before


def test_cdnow_needs_leave_to_open_files(svc: Call, shop: Path) -> None:
    """Without --create-customers nobody is known."""
    found = svc(*TAKE_CDNOW[:-1], "--json", code=4).json
    assert found["rejected"] == 6919
    assert data(shop) == {}


def test_name_learnt_after_the_purchases(svc: Call, shop: Path, tmp_path: Path) -> None:
    """The customer opened for a number is the one the customers' list then names."""
    svc("import", "purchases", write(tmp_path, "会员号,日期,金额\n0009,2026-03-05,5\n"),
        "--create-customers")  # fmt: skip
    svc("import", "customers", write(tmp_path, "会员号,姓名,电话\n0009,赵丽,13900139000\n"))
    shown = svc("customer", "show", "number:0009", "--json").json
    assert (shown["name"], shown["phone"]) == ("赵丽", "13900139000")
    assert shown["spend"]["total"] == "5.00"


def test_purchases_of_a_known_shop(svc: Call, shop: Path, wang: str, tmp_path: Path) -> None:
    """Customers by phone or id; staff by code, else as text; a day to come is warned of."""
    member = svc("staff", "add", "--name", "刘敏", "--code", "lm").line
    text = (
        f"手机号,日期,单价,数量,导购\n138-0013-8000,2026-3-5,399,2,lm\n{wang},20270101,1,1,某某\n"
    )
    result = svc("import", "purchases", write(tmp_path, text))
    assert "1 purchases are dated after today, the first in row 3" in result.err
    first, second = svc("purchase", "list", "--json").json
    assert (first["customer"], first["total"], first["staff"]) == (wang, "798.00", member)
    assert (second["customer"], second["staff"]) == (wang, "某某")


def test_rejects_are_mended_and_read_again(svc: Call, shop: Path, tmp_path: Path) -> None:
    """A spreadsheet opens the file without a formula; mended, it is imported as it was."""
    rejects = tmp_path / "rejects.csv"
    svc("import", "customers", write(tmp_path, HALF), "--skip-bad", "--rejects", rejects)
    content = rejects.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row[:4] for row in table] == [
        ["姓名", "手机号", "备注", "row"], ["张敏", "1.5E+10", "'=1+1", "3"],
        ["赵丽", "", "'+8", "4"],
    ]  # fmt: skip
    assert "has lost digits" in table[1][4]
    mended = content.decode("utf-8-sig").replace("1.5E+10", "13900139001").replace(
        "赵丽,", "赵丽,13900139002"
    )  # fmt: skip
    result = svc("import", "customers", write(tmp_path, mended, "mended.csv"), "--json")
    assert (result.json["added"], result.err) == (2, "")
    assert svc("customer", "show", "13900139001", "--json").json["profile"]["notes"] == "=1+1"


def test_rejects_never_replace_what_someone_mends(svc: Call, shop: Path, tmp_path: Path) -> None:
    """The same rejects again are no loss; anything else needs --yes, and nothing is written."""
    file, rejects = write(tmp_path, HALF), tmp_path / "rejects.csv"
    call = ("import", "customers", file, "--skip-bad", "--rejects", rejects)
    svc(*call)
    svc(*call)
    rejects.write_text("mine")
    (shop / "data" / "customers" / "2026-11.jsonl").unlink()
    assert "is there already" in svc(*call, code=5).err
    assert rejects.read_text() == "mine"
    assert data(shop) == {}
    svc(*call, "--yes")
    assert rejects.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "names the list itself" in svc("import", "customers", file, "--rejects", file,
                                          code=2).err  # fmt: skip


def test_rejects_are_written_though_nothing_else_is(svc: Call, shop: Path, tmp_path: Path) -> None:
    """A refused import still tells what to mend; a ragged row is there with all its cells."""
    rejects = tmp_path / "rejects.csv"
    file = write(tmp_path, "姓名,手机号\n李娜,13900139000\n张敏,13900139001,x,y\n")
    result = svc("import", "customers", file, "--rejects", rejects, "--json", code=4)
    (error,) = result.json["errors"]
    assert (error["row"], error["column"], error["value"]) == (3, None, None)
    assert rejects.read_text("utf-8-sig").splitlines()[1].startswith("张敏,13900139001,x,y,3,")
    assert data(shop) == {}


def test_dry_run(svc: Call, shop: Path, tmp_path: Path) -> None:
    """It reports what would become of each row, and writes nothing at all."""
    rejects = tmp_path / "rejects.csv"
    result = svc("import", "customers", write(tmp_path, HALF), "--skip-bad", "--dry-run",
                 "--rejects", rejects, "--json")  # fmt: skip
    assert (result.json["added"], result.json["rejected"]) == (1, 2)
    assert "Nothing was changed" in result.err
    assert not rejects.exists()
    assert data(shop) == {}


@pytest.mark.parametrize(
    ("text", "options", "code", "said"),
    [
        (GOOD, ["--map", "姓名"], 2, "does not say COLUMN=FIELD"),
        (GOOD, ["--map", "姓名=nmae"], 2, "did you mean name"),
        (GOOD, ["--map", "x=name"], 2, "has no column 'x'"),
        (GOOD, ["--columns", "name,phnoe"], 2, "did you mean phone"),
        (GOOD, ["--columns", "name,phone", "--map", "姓名=name"], 2, "do not go together"),
        (GOOD, ["--delimiter", "ab"], 2, "no delimiter"),
        (GOOD, ["--encoding", "klingon"], 2, "no encoding"),
        (GOOD, ["--encoding", "ascii"], 4, "is not ascii: line 1"),
        ("手机,电话\n1,2\n", [], 2, "'手机' and '电话'"),
        ("甲,乙\n1,2\n", [], 4, "known to hold phone / number"),
        ("", [], 4, "empty"),
        ('姓名,手机号\n"李娜,1\n', [], 4, "Line 2"),
    ],
)
def test_wrong_calls(
    svc: Call, shop: Path, tmp_path: Path, text: str, options: list[str], code: int, said: str
) -> None:
    """One sentence, the code of the contract, nothing written."""
    result = svc("import", "customers", write(tmp_path, text), *options, code=code)
    assert said in result.err
    assert result.out == ""
    assert data(shop) == {}


def test_files_that_are_none(svc: Call, shop: Path, tmp_path: Path) -> None:
    """A missing list, a folder."""
    assert "There is no file" in svc("import", "customers", tmp_path / "x.csv", code=74).err
    assert "is a folder" in svc("import", "customers", tmp_path, code=74).err


def test_maps_and_warnings(svc: Call, shop: Path, tmp_path: Path) -> None:
    """An unknown column is named; mapped, it is read."""
    file = write(tmp_path, "姓名,手机,电话,狗,\n李娜,13900139000,010-62554433,旺财,x\n")
    result = svc("import", "customers", file, "--map", "电话=_", "--dry-run")
    assert "The column '狗' is not known" in result.err
    assert "Column 5 has no heading" in result.err
    svc("import", "customers", file, "--map", "电话=profile.landline", "--map", "狗=profile.dog",
        "--map", "5=notes")  # fmt: skip
    shown = svc("customer", "show", "13900139000", "--json").json
    assert shown["profile"] == {"landline": "010-62554433", "dog": "旺财", "notes": "x"}


def test_stdin(shop: Path, process: Call) -> None:
    """- is stdin, whatever its encoding."""
    done = subprocess.run(
        [sys.executable, "-m", "svc", "import", "customers", "-"],
        input=GOOD.encode("gbk"), capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout.decode() == "1 rows read: 1 added, 0 updated, 0 rejected.\n"
    assert done.stderr == b""


def test_a_day_that_no_id_carries(svc: Call, shop: Path, tmp_path: Path) -> None:
    """Each row says so."""
    file = write(tmp_path, GOOD + "赵丽,13900139001\n")
    found = svc("--today", "2080-01-01", "import", "customers", file, "--json", code=4).json
    assert [error["row"] for error in found["errors"]] == [2, 3]
    assert all("too far away" in error["reason"] for error in found["errors"])


def test_ids_of_one_list_are_all_different(
    svc: Call, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 100,000 customers of one day a few draw the same: none takes another's place."""
    source = Random(1)
    monkeypatch.setattr(os, "urandom", lambda n: bytes(source.choices(range(12), k=n)))
    rows = "".join(f"顾客{n},1380000{n:04},2026-03-05,5\n" for n in range(60))
    file = write(tmp_path, "姓名,手机号,日期,金额\n" + rows)
    assert svc("import", "customers", file, "--json").json["added"] == 60
    assert svc("import", "purchases", file, "--map", "姓名=_", "--json").json["added"] == 60
    assert len(svc("customer", "list", "--json").json) == 60
    assert len(svc("purchase", "list", "--json").json) == 60


def test_a_pipe(shop: Path, tmp_path: Path, process: Call) -> None:
    """What cannot be read from its beginning again is read at once."""
    pipe = tmp_path / "list"
    os.mkfifo(pipe)
    with subprocess.Popen(["cp", str(write(tmp_path, GOOD)), str(pipe)]):
        result = process("import", "customers", pipe)
    assert result.out == "1 rows read: 1 added, 0 updated, 0 rejected.\n"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file that cannot be read")
def test_a_list_that_breaks_off(svc: Call, shop: Path, tmp_path: Path) -> None:
    """A stick pulled out while it is read: said of the list, and nothing is written."""
    result = svc("import", "customers", "/proc/self/mem", code=74)
    assert result.err.startswith("svc: mem: ")
    assert "Nothing was changed" in result.err
    assert data(shop) == {}


def test_a_broken_off_quotation_far_down(svc: Call, shop: Path, tmp_path: Path) -> None:
    """A list is read as it comes: what is wrong at its end still leaves nothing behind."""
    rows = "".join(f"顾客{n},1380000{n:04}\n" for n in range(200))
    file = write(tmp_path, f'姓名,手机号\n{rows}"李娜,13900139000\n')
    result = svc("import", "customers", file, "--skip-bad", code=4)
    assert "Line 202: a cell opens a quotation mark" in result.err
    assert result.out == ""
    assert data(shop) == {}


def test_lines_are_as_the_store_writes_them(svc: Call, shop: Path, tmp_path: Path) -> None:
    """Those made from cells too: nothing to put in order, nothing wrong."""
    svc("import", "customers", MESSY, "--skip-bad")
    svc(*TAKE_CDNOW)
    before = data(shop)
    svc("fmt")
    assert data(shop) == before
    levels = {finding["level"] for finding in svc("check", "--json").json}
    assert "error" not in levels


@pytest.fixture
def long_list(tmp_path: Path) -> Path:
    """A list of 2,500 customers."""
    rows = (f"顾客{n},1380000{n:04}" for n in range(2500))
    return write(tmp_path, "\n".join(["姓名,手机号", *rows, ""]))


def test_progress_on_a_terminal(shop: Path, long_list: Path) -> None:
    """A bar on stderr, which goes when it is done; stdout holds the report alone."""
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "svc", "import", "customers", str(long_list)],
        stdout=subprocess.PIPE, stderr=follower, env=os.environ | {"TERM": "xterm"},
    ) as running:  # fmt: skip
        os.close(follower)
        shown = b""
        try:
            while block := os.read(leader, 4096):
                shown += block
        except OSError:  # Linux: the other end is closed
            pass
        out = running.stdout.read() if running.stdout else b""
    os.close(leader)
    assert re.search(rb"/2500", shown)
    assert "Reading the list" in shown.decode()
    assert out == b"2500 rows read: 2500 added, 0 updated, 0 rejected.\n"


def test_no_progress_in_a_pipe(shop: Path, long_list: Path, process: Call) -> None:
    """Cron mails what is on stderr."""
    result = process("import", "customers", long_list)
    assert result.err == ""


def test_help(svc: Call) -> None:
    """Both lists, with every option of the contract."""
    for kind in ("customers", "purchases"):
        text = svc("import", kind, "--help").out
        for option in ("--map", "--columns", "--delimiter", "--encoding", "--rejects",
                       "--skip-bad", "--dry-run", "--json"):  # fmt: skip
            assert option in text
        told = " ".join(text.split())
        fields = "owner | consent | size" if kind == "customers" else "customer | on | total"
        assert fields in told


def test_assistants_and_consent(svc: Call, shop: Path, tmp_path: Path) -> None:
    """A stranger's rows are kept and she is named once; 是 is consent, twice is once."""
    li = svc("staff", "add", "--name", "李娜", "--code", "li").line
    rows = "赵丽,13900139000,李娜,是\n张敏,13900139001,小周,否\n钱多,13900139002,小周,\n"
    file = write(tmp_path, "姓名,手机号,专属导购,短信同意\n" + rows)
    result = svc("import", "customers", file, "--json")
    assert result.json["added"] == 3
    assert result.err.count("小周") == 1
    assert "row 3" in result.err
    shown = svc("customer", "show", "赵丽", "--json").json
    assert (shown["owner"], shown["consent"]) == (li, {"sms": {"given": "2026-11-22"}})
    before = data(shop)
    assert svc("--today", "2026-11-25", "import", "customers", file, "--json").json["added"] == 0
    assert data(shop) == before


@pytest.mark.parametrize(
    ("heading", "said"),
    [("会员号,金额", "No column holds the day; --map COLUMN=on says which."),
     ("日期,金额", "No column holds the customer; --map COLUMN=customer says which.")],
)  # fmt: skip
def test_purchases_need_a_day_and_a_customer(
    svc: Call, shop: Path, tmp_path: Path, heading: str, said: str
) -> None:
    """One error before any row, even with --skip-bad."""
    file = write(tmp_path, f"{heading}\n1,5\n2,6\n")
    result = svc("import", "purchases", file, "--skip-bad", code=4)
    assert said in result.err
    assert result.out == ""


def test_an_exported_list_read_back_adds_nothing(wang: str, tmp_path: Path, svc: Call) -> None:
    """Purchases carry their ids, so turnover is not counted twice."""
    svc("purchase", "add", "--customer", wang, "--item", "name=大衣,price=399",
        "--item", "name=围巾,price=99")  # fmt: skip
    svc("export", "purchases", "--out", tmp_path / "p.csv")
    again = svc("import", "purchases", tmp_path / "p.csv", "--json").json
    assert (again["added"], again["updated"]) == (0, 2)


def test_the_customer_may_be_written_differently_the_second_time(
    shop: Path, tmp_path: Path, svc: Call
) -> None:
    """`0001` and `number:0001` are one customer, and so it is one purchase."""
    assert shop
    for number, added in (("0001", 1), ("number:0001", 0)):
        (tmp_path / "p.csv").write_text(f"customer,on,total\n{number},2026-11-03,5\n")
        done = svc("import", "purchases", tmp_path / "p.csv", "--create-customers", "--json").json
        assert done["added"] == added


def test_a_sellers_id_from_another_shop_is_a_reject(wang: str, tmp_path: Path, svc: Call) -> None:
    """A name is kept as it stands; an id that is nobody's would leave the shop in disorder."""
    assert wang
    (tmp_path / "p.csv").write_text(
        "customer,on,total,staff\n13800138000,2026-11-03,5,小李\n"
        "13800138000,2026-11-03,6,T-221122-AAAAAA\n"
    )
    done = svc("import", "purchases", tmp_path / "p.csv", "--skip-bad", "--json").json
    assert (done["added"], done["rejected"]) == (1, 1)
    assert done["errors"][0]["column"] == "staff"
    assert svc("check", "--json").json[0]["level"] == "warning"
