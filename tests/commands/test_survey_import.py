"""`svc survey import`: filled sheets as shops and survey tools hand them over."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from xlsxwriter import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Call = Callable[..., Result]

TOOL = (
    "序号", "提交答卷时间", "所用时间", "来源", "1、商品：做工、合身、舒适",
    "2. 店员的接待和服务态度(矩阵量表题)", "3、请评价：退换、维修、投诉的处理",
    "总的来说，您对我们满意吗？", "您希望我们改进什么？",
)  # fmt: skip
"""The headings of an online survey tool: numbers, hints, the title of a matrix before its row."""


@pytest.fixture
def folder(shop: Path, tmp_path: Path) -> Path:
    """Where lists lie; the shop is open."""
    assert shop.is_dir()
    return tmp_path


def write(file: Path, *rows: tuple[Any, ...], encoding: str = "utf-8") -> Path:
    """A list as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    file.write_bytes(text.getvalue().encode(encoding))
    return file


def book(file: Path, fill: Callable[[Any, Any], None]) -> Path:
    """A list as XLSX; `fill` is given the workbook and its one sheet."""
    made = Workbook(str(file))
    fill(made, made.add_worksheet("答卷"))
    made.close()
    return file


def sheets(svc: Call, form: str) -> list[dict[str, Any]]:
    """What is on file of a questionnaire, in the order of days."""
    listed = svc("survey", "list", "--form", form, "--json").json
    return [svc("survey", "show", each["id"], "--json").json for each in listed]


@pytest.mark.fact("S2-076", "S2-088", command="svc survey import")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_list_of_an_online_survey_tool(svc: Call, folder: Path, encoding: str) -> None:
    """Numbers before questions, hints behind them, words for the steps, columns of no interest."""
    file = write(
        folder / "导出.csv", TOOL,
        (1, "2026/11/1 9:30:00", "31秒", "微信", "满意", "5", "一般", "非常满意", "多点款式"),
        (2, "2026/11/1 9:31:00", "40秒", "微信", "4(满意)", "4分", "(空)", "不满意", "(空)"),
        encoding=encoding,
    )  # fmt: skip
    told = svc("survey", "import", file, "--form", "satisfaction", "--json")
    assert told.json == {"read": 2, "added": 2, "updated": 0, "rejected": 0, "errors": []}
    assert "warning" not in told.err
    answers = [each["answers"] for each in sheets(svc, "satisfaction")]
    assert sorted(answers, key=len) == [
        {"goods": 4, "service": 4, "overall": 2},
        {"goods": 4, "service": 5, "aftercare": 3, "overall": 5, "better": "多点款式"},
    ]


def test_read_twice_nothing_is_added_though_two_rows_are_alike(svc: Call, folder: Path) -> None:
    """Two sheets without a name may say the same; a third one of them is new."""
    rows = [("on", "recommend"), ("2026-11-01", 9), ("2026-11-01", 9), ("2026-11-02", 9)]
    file = write(folder / "nps.csv", *rows)
    for added, updated in ((3, 0), (0, 3)):
        told = svc("survey", "import", file, "--form", "nps", "--json").json
        assert (told["added"], told["updated"]) == (added, updated)
    more = write(folder / "more.csv", *rows[:1], *rows[:0:-1], rows[1])
    assert svc("survey", "import", more, "--form", "nps", "--json").json["added"] == 1
    assert svc("report", "satisfaction", "--json").json["nps"]["promoters"] == 4


def test_the_shops_own_sheet_is_read_back(svc: Call, folder: Path, wang: str) -> None:
    """`svc survey form --out` makes the list: its second row explains it and is none."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    file = folder / "sheet.csv"
    svc("survey", "form", "servqual", "--out", file)
    with file.open(encoding="utf-8-sig", newline="") as handle:
        head, explained = csv.reader(handle)
    filled = {"on": "2026-11-20", "served_by": "li", "customer": "13800138000", "channel": "paper"}
    points = {name: 20 for name in head if name.startswith("points_")}
    given = dict.fromkeys(head[5:-1], 5) | points | filled
    row = [given.get(name, "") for name in head]
    write(file, tuple(head), tuple(explained), tuple(row))
    svc("survey", "import", file, "--form", "servqual")
    (sheet,) = sheets(svc, "servqual")
    assert (sheet["customer"], sheet["on"], sheet["channel"]) == (wang, "2026-11-20", "paper")
    assert len(sheet["answers"]) == 49
    told = svc("report", "servqual", "--json").json
    assert (told["answers"], told["own_weights"], told["unweighted"]) == (1, 1, "0.0000")


def test_asked_twice_the_first_column_is_what_is_expected(svc: Call, folder: Path) -> None:
    """A question's text heads both columns; a word before it tells which, too."""
    text = "答应哪天办好，就哪天办好。"
    file = write(folder / "a.csv", ("日期", text, text), ("2026-11-01", 7, 5))
    svc("survey", "import", file, "--form", "servqual")
    file = write(
        folder / "b.csv", ("日期", f"感受：{text}", f"期望：{text}"), ("2026-11-02", 4, 6)
    )
    svc("survey", "import", file, "--form", "servqual")
    assert [each["answers"] for each in sheets(svc, "servqual")] == [
        {"e5": 7, "p5": 5}, {"e5": 6, "p5": 4},
    ]  # fmt: skip


def test_a_spreadsheet(svc: Call, folder: Path) -> None:
    """A title above, days as days, formulas as what they come to, numbers as numbers."""

    def fill(made: Any, paper: Any) -> None:
        paper.merge_range(0, 0, 0, 2, "十一月意见箱")
        paper.write_row(1, 0, ("填写日期", "recommend", "why"))
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        paper.write_datetime(2, 0, datetime(2026, 11, 3), day)  # noqa: DTZ001 - a cell has no zone
        paper.write_formula(2, 1, "=4+5", None, 9)
        paper.write(2, 2, "=SUM(1)")
        paper.write_row(4, 0, ("2026-11-04", 6.0))

    file = book(folder / "box.xlsx", fill)
    assert svc("survey", "import", file, "--form", "nps", "--json").json["added"] == 2
    assert [each["answers"]["recommend"] for each in sheets(svc, "nps")] == [9, 6]


def test_merged_cells_are_said(svc: Call, folder: Path) -> None:
    """Nobody can tell whose the answer is; the rows beside them are good."""

    def fill(_made: Any, paper: Any) -> None:
        paper.write_row(0, 0, ("on", "recommend"))
        paper.merge_range(1, 0, 2, 0, "2026-11-01")
        paper.write(1, 1, 9)
        paper.write(2, 1, 8)
        paper.write_row(3, 0, ("2026-11-01", 7))

    file = book(folder / "merged.xlsx", fill)
    told = svc("survey", "import", file, "--form", "nps", "--json", code=4)
    assert [(each["row"], each["column"]) for each in told.json["errors"]] == [
        (2, "on"),
        (3, "on"),
    ]
    assert "merged with others" in told.json["errors"][0]["reason"]
    assert (
        svc("survey", "import", file, "--form", "nps", "--skip-bad", "--json").json["added"] == 1
    )


BAD = [
    ({"overall": "6"}, "overall", "6", "is not on its scale, 1-5"),
    ({"overall": "0"}, "overall", "0", "is not on its scale, 1-5"),
    ({"overall": "3.5"}, "overall", "3.5", "is not on its scale, 1-5"),
    ({"overall": "棒"}, "overall", "棒", "write the number"),
    ({"overall": ""}, "overall", None, "needs an answer"),
    ({"on": "2026-11-23"}, "on", "2026-11-23", "yet to come"),
    ({"on": "11/12/2026"}, "on", "11/12/2026", "read in two ways"),
    ({"on": ""}, "on", None, "--on DATE"),
    ({"customer": "13900000000"}, "customer", "13900000000", "13900000000"),
    ({"served_by": "无名氏"}, "served_by", "无名氏", "Nobody on the staff"),
    ({"channel": "鸽子"}, "channel", "鸽子", "no way of asking"),
]


@pytest.mark.parametrize(("change", "column", "value", "reason"), BAD)
def test_a_bad_row_is_named_and_nothing_is_written(
    svc: Call, folder: Path, change: dict[str, str], column: str, value: str | None, reason: str
) -> None:
    """One sentence with its row and column; the good row before it is not on file either."""
    head = ("on", "customer", "served_by", "channel", "overall")
    good = dict(zip(head, ("2026-11-01", "", "", "", "4"), strict=True))
    bad = good | change
    file = write(folder / "bad.csv", head, tuple(good.values()), tuple(bad.values()))
    told = svc("survey", "import", file, "--form", "satisfaction", "--json", code=4)
    (error,) = told.json["errors"]
    assert (error["row"], error["column"], error["value"]) == (3, column, value)
    assert reason in error["reason"]
    assert (told.json["added"], sheets(svc, "satisfaction")) == (0, [])


def test_points_that_are_not_a_hundred(svc: Call, folder: Path) -> None:
    """It is said of the row: no column alone is to blame."""
    head = ("on", "e1", "points_tangibles", "points_empathy")
    file = write(folder / "p.csv", head, ("2026-11-01", 7, 50, 40))
    told = svc("survey", "import", file, "--form", "servqual", "--json", code=4)
    (error,) = told.json["errors"]
    assert (error["column"], error["reason"]) == (None, "The points add up to 90, not to 100.")


def test_a_row_without_an_answer(svc: Call, folder: Path) -> None:
    """A day alone is no sheet; blank rows and rows of remarks are none at all."""
    file = write(
        folder / "e.csv", ("on", "e1"), ("2026-11-01", ""), ("", ""), ("# 备注", ""),
        (" #2", 1),
    )  # fmt: skip
    told = svc("survey", "import", file, "--form", "servqual", "--json", code=4)
    assert (told.json["read"], told.json["errors"][0]["reason"]) == (1, "Nothing is answered.")
    assert "Rows that begin with #, taken for remarks: 2." in told.err


def test_a_spreadsheets_error_is_no_remark(svc: Call, folder: Path) -> None:
    """The row is told to be bad, not passed over."""
    file = write(folder / "e.csv", ("recommend", "on"), ("#N/A", "2026-11-01"))
    told = svc("survey", "import", file, "--form", "nps", "--json", code=4).json
    assert told["errors"][0]["column"] == "recommend"


def test_rejects_are_mended_and_read(svc: Call, folder: Path) -> None:
    """The good rows are taken, the bad ones written out with their reasons."""
    file = write(folder / "l.csv", ("on", "recommend"), ("2026-11-01", 11), ("2026-11-01", 10))
    bad = folder / "bad.csv"
    told = svc("survey", "import", file, "--form", "nps", "--skip-bad", "--rejects", bad, "--json")
    assert (told.json["added"], told.json["rejected"]) == (1, 1)
    mended = bad.read_text(encoding="utf-8-sig").replace(",11,", ",1,")
    bad.write_text(mended, encoding="utf-8")
    assert svc("survey", "import", bad, "--form", "nps", "--json").json["added"] == 1
    assert sorted(each["answers"]["recommend"] for each in sheets(svc, "nps")) == [1, 10]


def test_a_dry_run_changes_nothing(svc: Call, folder: Path) -> None:
    """It tells what would become of the rows."""
    file = write(folder / "l.csv", ("on", "recommend"), ("2026-11-01", 10))
    told = svc("survey", "import", file, "--form", "nps", "--dry-run", "--json")
    assert (told.json["added"], sheets(svc, "nps")) == (1, [])


def test_columns_named_by_the_caller(svc: Call, folder: Path) -> None:
    """`--map` for odd headings, `--columns` for none, `--on` for rows that name no day."""
    file = write(folder / "m.csv", ("分数", "怪"), (9, "x"))
    told = svc("survey", "import", file, "--form", "nps", "--map", "分数=recommend", "--on",
               "2026-11-05")  # fmt: skip
    assert "怪" in told.err
    file = write(folder / "c.csv", ("2026-11-06", 3, "贵"))
    svc("survey", "import", file, "--form", "nps", "--columns", "on,recommend,why")
    assert [(each["on"], each["answers"]) for each in sheets(svc, "nps")] == [
        ("2026-11-05", {"recommend": 9}), ("2026-11-06", {"recommend": 3, "why": "贵"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "options", "code", "said"),
    [
        (("a", "b"), (), 4, "No column of the list holds an answer to a question of nps."),
        (("recommend", "b"), ("--map", "b=recomend"), 2, "did you mean recommend?"),
        (("recommend", "b"), ("--map", "b=zzz"), 2, "nps has no question 'zzz'."),
        (("recommend", "b"), ("--map", "c=why"), 2, "The list has no column 'c'."),
        (("why", "recommend"), ("--map", "1=recommend", "--map", "2=recommend"), 2,
         "Two columns are taken for recommend"),
        (("recommend", "b"), ("--map", "b=why", "--columns", "on"), 2, "do not go together"),
        (("recommend", "b"), ("--form", "none"), 3, "There is no questionnaire 'none'."),
        (("recommend", "b"), ("--on", "2026-11-23"), 4, "yet to come"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(
    svc: Call, folder: Path, head: tuple[str, ...], options: tuple[str, ...], code: int, said: str
) -> None:
    """And nothing is changed."""
    file = write(folder / "l.csv", head, ("9", "x"))
    told = svc("survey", "import", file, "--form", "nps", *options, code=code)
    assert said in told.err
    assert sheets(svc, "nps") == []


def test_a_list_as_the_day_before_a_question_was_asked(svc: Call, folder: Path) -> None:
    """Each row is judged by the questionnaire of its own day."""
    own = folder / "shop" / "policy" / "survey.toml"
    own.parent.mkdir(exist_ok=True)
    row = '{ key = "recommend", scale = "0-10", measures = "nps", en = "R?", zh = "荐？" }'
    new = '{ key = "again", scale = "1-5", en = "Come again?", zh = "还来吗？" }'
    own.write_text(
        '[nps]\ntitle_en = "NPS"\ntitle_zh = "推荐"\nunit = "questions"\nsources = ["ours"]\n'
        'changed_by = "shop_manager"\n'
        f"[[nps.values]]\nvalue = {{ questions = [{row}] }}\n"
        f"[[nps.values]]\nsince = 2026-11-10\nvalue = {{ questions = [{row}, {new}] }}\n",
        encoding="utf-8",
    )
    file = write(folder / "l.csv", ("on", "荐？", "还来吗？"), ("2026-11-09", 9, ""),
                 ("2026-11-10", 9, 5))  # fmt: skip
    svc("survey", "import", file, "--form", "nps")
    assert [each["answers"] for each in sheets(svc, "nps")] == [
        {"recommend": 9}, {"recommend": 9, "again": 5},
    ]  # fmt: skip


def test_which_sheet_of_a_workbook_was_read(svc: Call, folder: Path) -> None:
    """Where no column fits, it is said that others were left."""

    def fill(made: Any, paper: Any) -> None:
        paper.write(0, 0, "说明")
        made.add_worksheet("填写").write_row(0, 0, ("on", "recommend"))

    file = book(folder / "two.xlsx", fill)
    told = svc("survey", "import", file, "--form", "nps", code=4)
    assert "填写" in told.err
    assert "No column of the list" in told.err


@pytest.mark.parametrize(
    ("head", "first", "second"),
    [
        (("序号", "on", "recommend"), (1, "2026-11-01", 9), (2, "2026-11-01", 9)),
        (("提交时间", "recommend"), ("2026/11/1 9:30:00", 9), ("2026/11/1 9:31:00", 9)),
        (("日期", "答题时间", "recommend"), ("2026-11-01", "9:30", 9), ("2026-11-01", "9:31", 9)),
        (("Sheet no.", "on", "recommend"), ("A1", "2026-11-01", 9), ("A2", "2026-11-01", 9)),
    ],
)
def test_equal_sheets_of_two_lists_are_told_apart(
    svc: Call, folder: Path, head: tuple[str, ...], first: tuple[Any, ...], second: tuple[Any, ...]
) -> None:
    """By the number or the time a tool gives each; each list read again adds nothing."""
    one, two = write(folder / "1.csv", head, first), write(folder / "2.csv", head, second)
    for file, added in ((one, 1), (two, 1), (one, 0), (two, 0)):
        told = svc("survey", "import", file, "--form", "nps", "--json")
        assert told.json["added"] == added
        assert ("already on file" in told.err) == (not added)
    assert len(sheets(svc, "nps")) == 2


def test_what_tells_of_the_list_tells_no_sheets_apart(svc: Call, folder: Path) -> None:
    """The row in a file of rejects and the day of an export are no sheet's own."""
    head = ("on", "recommend", "row", "导出时间")
    for row, day in ((2, "2026-11-02"), (3, "2026-11-03")):
        file = write(folder / f"{row}.csv", head, ("2026-11-01", 9, row, day))
        svc("survey", "import", file, "--form", "nps")
    assert len(sheets(svc, "nps")) == 1


def test_other_peoples_sheets_are_numbered(svc: Call, folder: Path) -> None:
    """Rows as on file are named; numbered, they are added, and those beside them stay one."""
    file = write(folder / "a.csv", ("on", "recommend"), ("2026-11-01", 9))
    svc("survey", "import", file, "--form", "nps")
    rows = [("2026-11-01", 8), ("2026-11-01", 9)]
    file = write(folder / "b.csv", ("on", "recommend"), *rows)
    told = svc("survey", "import", file, "--form", "nps")
    assert "Rows that are as sheets already on file: 1 (row 3)." in told.err
    assert "number them in a column `no`" in told.err
    numbered = [(*row, number) for row, number in zip(rows, ("", "1"), strict=True)]
    file = write(folder / "b.csv", ("on", "recommend", "no"), *numbered)
    assert svc("survey", "import", file, "--form", "nps", "--json").json["added"] == 1
    assert sorted(each["answers"]["recommend"] for each in sheets(svc, "nps")) == [8, 9, 9]
