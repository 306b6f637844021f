"""A report as a workbook, read back as any program would: types, words, charts, the same bytes."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from svc.errors import WrongUsage
from svc.output import safe
from svc.reports.document import Chart, Column, Report, Section, Series, Table
from svc.reports.forms import written
from svc.reports.sheet import number_format, sheet_name, workbook
from tests.reports.any_report import ATTACKS, reports, sample


def read(report: Report) -> dict[str, list[list[object]]]:
    """The cells of each sheet, as calamine reads them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook(report)))
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for name in book.sheet_names
    }


def inside(report: Report) -> dict[str, str]:
    """The files in the workbook, as text."""
    with zipfile.ZipFile(io.BytesIO(workbook(report))) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_key_figures_come_first() -> None:
    """Title, shop, each figure with what it was; words of sections without a table."""
    rows = read(sample())["key figures"]
    assert [row[0] for row in rows[:4]] == [
        "customers", "雅衣阁", "2026-W47", "2026-11-16 – 2026-11-22",
    ]  # fmt: skip
    assert rows[5] == ["figure", "value", "上周", "去年同期", "last week", "a year ago"]
    assert rows[6][:4] == ["新投诉", 12, 9, 15]
    assert rows[7][:5] == ["! late", 3, "", "", 3]
    assert rows[8][1] == 0.8333
    assert rows[9][1] == "too few to say (n = 7)"
    assert rows[10][1] == 1299
    assert "Batches" in [row[0] for row in rows]
    assert rows[-1][0] == "What was entered later counts in the week it was entered in."


def test_types() -> None:
    """Counts are whole numbers, shares numbers shown as percent, days days; the total adds up."""
    rows = read(sample())["Complaints by class kind"]
    assert rows[0][:7] == ["class", "count", "share", "first on", "paid", "hours", "what to do"]
    assert rows[1][:6] == ["质量问题", 7, 0.5833, date(2026, 11, 16), 87.5, 3.5]
    assert rows[3][0] == "=1+1"
    assert rows[5][:5] == ["total", 12, 1, "", 150]
    assert "How it is reckoned." in [row[0] for row in rows]
    gaps = read(sample())["Gaps"]
    assert [row[1] for row in gaps[:4]] == ["gap", -1.2, 0.4, ""]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_cell_is_a_formula(text: str) -> None:
    """What a file or a customer wrote stays what was written, in cells, headings and names."""
    report = Report(
        name="x", title=text, shop=text, about=(text,), after=(text,),
        sections=(Section(
            heading=text, notes=(text,),
            table=Table(columns=(Column("a", text), Column("n", text, "count")),
                        rows=((text, 1), (text, None)), total=(text, 1)),
            chart=Chart(kind="pareto", title=text, unit=text, labels=(text, text),
                        series=(Series(text, (1, None)),)),
        ),),
    )  # fmt: skip
    files = inside(report)
    assert not any("<f>" in content for name, content in files.items() if "worksheets" in name)
    assert not any("hyperlink" in content for content in files.values())
    charts = "".join(content for name, content in files.items() if "charts" in name)
    for reference in re.findall("<c:f>(.*?)</c:f>", charts):
        assert re.fullmatch(r".*!\$[A-Z]+\$[0-9]+:\$[A-Z]+\$[0-9]+", reference), reference
    first, second = read(report).values()
    assert first[0][0] == second[0][0] == second[1][0] == second[3][0] == safe(text)


def test_what_begins_like_a_formula_is_quoted() -> None:
    """Even edited in Excel it stays words: the quote Excel itself keeps before them."""
    styles = inside(sample())["xl/styles.xml"]
    assert 'quotePrefix="1"' in styles


def test_to_work_with_and_to_print() -> None:
    """Frozen heads, a filter, A4 across, one page wide, heads on each page, numbered pages."""
    sheet = inside(sample())["xl/worksheets/sheet2.xml"]
    assert '<pane ySplit="1"' in sheet
    assert '<autoFilter ref="A1:G5"/>' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert "&amp;C&amp;P / &amp;N" in sheet
    assert "_xlnm.Print_Titles" in inside(sample())["xl/workbook.xml"]


def test_charts_are_excels_own() -> None:
    """A Pareto chart is columns and a line on a second axis; each has title, unit and words."""
    files = inside(sample())
    charts = [files[f"xl/charts/chart{n}.xml"] for n in range(1, 5)]
    assert [("barChart" in chart, "lineChart" in chart) for chart in charts] == [
        (True, True), (True, False), (False, True), (True, False),
    ]  # fmt: skip
    assert charts[0].count("<c:valAx>") == 2
    assert "Complaints by class" in charts[0]
    assert ">cases<" in charts[0]
    assert "'Complaints by class kind'!$B$2:$B$5" in charts[0]
    assert charts[1].count("<c:ser>") == 2
    drawing = files["xl/drawings/drawing1.xml"]
    assert 'descr="Complaints by class (cases). ' in drawing


def test_a_chart_is_drawn_from_the_tables_own_cells() -> None:
    """Labels, values and the share added up, where the table has them: not written twice."""
    labels, values = ("a", "b", "c"), (2, 1, 0)
    added = (Decimal("0.6667"), Decimal(1), Decimal("1.0000"))
    report = Report(
        name="x", title="X", shop="",
        sections=(Section(
            heading="S",
            table=Table(columns=(Column("a", "A"), Column("n", "N", "count"),
                                 Column("c", "C", "percent")),
                        rows=tuple(zip(labels, values, added, strict=True))),
            chart=Chart(kind="pareto", title="T", unit="U", labels=labels,
                        series=(Series("N", values),)),
        ),),
    )  # fmt: skip
    chart = inside(report)["xl/charts/chart1.xml"]
    for place in ("A", "B", "C"):
        assert f"S!${place}$2:${place}$4" in chart
    assert all(len(row) == 3 for row in read(report)["S"])


def test_the_same_report_is_the_same_bytes() -> None:
    """Nothing in it says when it was made."""
    assert workbook(sample()) == workbook(sample()) == written(sample(), "xlsx", None)
    core = inside(sample())["docProps/core.xml"]
    assert core.count("1980-01-01T00:00:00Z") == 2
    assert "customers" in core


@settings(max_examples=25)
@given(reports)
def test_any_report_can_be_read_back(report: Report) -> None:
    """A sheet a section with rows; as many columns and rows as its table has, and its words."""
    sheets = list(read(report).values())[1:]
    tables = [s.table for s in report.sections if s.table is not None and s.table.rows]
    assert len(sheets) == len(tables)
    for rows, table in zip(sheets, tables, strict=True):
        for line, values in zip(rows[1:], table.rows, strict=False):
            for cell, value in zip(line, values, strict=False):
                if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
                    assert cell == pytest.approx(float(value))
                elif isinstance(value, date):
                    assert cell == value
                elif isinstance(value, str) and value:
                    assert cell == (safe(value) or "–")


@pytest.mark.parametrize(
    ("text", "taken", "name"),
    [
        ("Complaints", [], "Complaints"),
        ("a[b]c:d*e?f/g\\h", [], "a b c d e f g h"),
        ("投诉" * 20, [], "投诉" * 15 + "投"),
        ("Week", ["week"], "Week 2"),
        ("Week", ["week", "week 2"], "Week 3"),
        ("x" * 40, ["x" * 31], "x" * 29 + " 2"),
        ("'quoted'", [], "quoted"),
        ("History", [], "History 2"),
        ("", [], "sheet"),
        ("/", [], "sheet"),
        ("😀" * 20, [], "😀" * 15),
    ],
)
def test_names_of_sheets(text: str, taken: list[str], name: str) -> None:
    """Within Excel's rules, and no two alike."""
    assert sheet_name(text, taken) == name


@given(st.lists(st.text(max_size=40), max_size=6))
def test_names_law(texts: list[str]) -> None:
    """31 characters of UTF-16, nothing forbidden, none twice whatever its capitals."""
    names: list[str] = []
    for text in texts:
        names.append(sheet_name(text, {name.casefold() for name in names}))
    assert all(0 < len(name.encode("utf-16-le", "surrogatepass")) // 2 <= 31 for name in names)
    assert not any(set("[]:*?/\\") & set(name) or "'" in (name[0], name[-1]) for name in names)
    folded = sorted(name.casefold() for name in names)
    assert all(one != other for one, other in pairwise(folded))


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (3, "count", "0"), (Decimal("1.50"), "number", "0.00"), (Decimal(2), "number", "0"),
        (Decimal("0.5"), "percent", "0.0%"), (Decimal("3.5"), "hours", '0.0" h"'),
        (3, "days", '0" d"'),
    ],
)  # fmt: skip
def test_formats(value: int | Decimal, kind: str, shown: str) -> None:
    """As values.py shows them, with the unit in quotes: an `h` alone would be an hour."""
    assert number_format(value, kind) == shown


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence that says what to install."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(WrongUsage, match="XlsxWriter"):
        workbook(sample())
