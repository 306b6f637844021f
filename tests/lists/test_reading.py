"""A list's bytes turned into rows of text."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadInput, WrongUsage
from svc.lists.reading import Reading, cell_text, escaped, is_blank, read_list
from svc.lists.text import decode, delimiter_of

HEADED = "姓名,手机号\n王芳,13800138000\n"


def read(content: bytes, **asked: Any) -> Reading:
    """A list of these bytes."""
    return read_list(io.BytesIO(content), **asked)


def rows(reading: Reading) -> list[tuple[int, tuple[str, ...]]]:
    """Each row's number and cells."""
    return [(number, tuple(cells)) for number, cells in reading.records if not is_blank(cells)]


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        (HEADED.encode(), None),
        (HEADED.encode("utf-8-sig"), None),
        (HEADED.encode("gbk"), None),
        (HEADED.encode("gb18030"), "gb18030"),
        (HEADED.encode("utf-16"), None),
        (HEADED.encode("utf-16-le"), "utf-16-le"),
        (HEADED.replace("号", "號").replace("手机", "手機").encode("big5"), "big5"),
        (HEADED.replace("\n", "\r\n").encode(), None),
        (HEADED.replace("\n", "\r").encode(), None),
        (HEADED.replace(",", "\t").encode("gbk"), None),
        (HEADED.replace(",", ";").encode(), None),
    ],
)
def test_encodings_and_delimiters(content: bytes, asked: str | None) -> None:
    """However a spreadsheet saved it, it is the same list."""
    reading = read(content, encoding=asked)
    assert reading.headings in (("姓名", "手机号"), ("姓名", "手機號"))
    assert rows(reading) == [(2, ("王芳", "13800138000"))]


def test_what_neither_utf8_nor_gb18030_can_be_is_told_apart() -> None:
    """The last resort is charset-normalizer."""
    text = "name,phone\nJürgen Müller née Größe,1\n" * 20
    assert "," in decode(text.encode("latin-1"))


@pytest.mark.parametrize(
    ("content", "encoding", "error", "said"),
    [
        (HEADED.encode("gbk"), "utf-8", BadInput, "The list is not utf-8: line 1"),
        (HEADED.encode(), "klingon", WrongUsage, "There is no encoding 'klingon'"),
        (HEADED.encode(), "base64", WrongUsage, "There is no encoding 'base64'"),
        (b"a,b\x00\n", None, BadInput, "zero bytes"),
        (b"", None, BadInput, "empty"),
        (b"\n \n,,\n", None, BadInput, "empty"),
        (b"PK\x03\x04nonsense", None, BadInput, "cannot be read"),
        (b'name,phone\nWang,1\n"Li,2\nZhao,3\n', None, BadInput, "Line 3: a cell opens"),
    ],
)
def test_what_cannot_be_read(
    content: bytes, encoding: str | None, error: type[Exception], said: str
) -> None:
    """One sentence says what is wrong."""
    with pytest.raises(error, match=said):
        rows(read(content, encoding=encoding))


def test_rows_are_records() -> None:
    """Line breaks in quotes do not count, blank lines are none, empty records are not read."""
    text = 'name,note\nA,"one\ntwo"\n\n,\nB,"three ""3"""\n'
    assert rows(read(text.encode())) == [(2, ("A", "one\ntwo")), (4, ("B", 'three "3"'))]


def test_a_title_above_the_headings() -> None:
    """What a merged cell says above the headings is no heading, and the heading is row 1."""
    reading = read("2025年顾客名单,,\n姓名,手机号,备注\n王芳,13800138000,\n".encode())
    assert reading.headings == ("姓名", "手机号", "备注")
    assert rows(reading) == [(2, ("王芳", "13800138000", ""))]
    assert "2025年顾客名单" in str(reading.warnings[0])


def test_without_headings_the_first_row_is_row_1() -> None:
    """So `--columns` counts."""
    reading = read(b" 00004 0001 19970101  2   29.33\n", delimiter="space", columns=5)
    assert reading.headings == ()
    assert rows(reading) == [(1, ("00004", "0001", "19970101", "2", "29.33"))]


@pytest.mark.parametrize(
    ("text", "asked", "columns", "mark"),
    [
        ("a\tb\n1\t2,3\n", None, 0, "\t"),
        ("name;phone\nWang, Fang;1\n", None, 0, ";"),
        ("a b c\n1 2 3\n", None, 0, " "),
        ("Mary Ann\nJo\n", None, 0, ","),
        ("a,b\n1 2,3\n", None, 0, ","),
        ("1 2,3\n4 5,6\n", None, 2, ","),
        ("a|b\n", "|", 0, "|"),
        ("", "tab", 0, "\t"),
        ("", "Comma", 0, ","),
        ("", "semicolon", 0, ";"),
        ("", "\\t", 0, "\t"),
    ],
)
def test_delimiters(text: str, asked: str | None, columns: int, mark: str) -> None:
    """Found by what parts the rows alike, or asked for by its word."""
    assert delimiter_of(io.StringIO(text, newline=""), asked, columns) == mark


@pytest.mark.parametrize("asked", ["ab", "", '"', "tabs"])
def test_no_delimiter(asked: str) -> None:
    """More than one character is none."""
    with pytest.raises(WrongUsage, match="no delimiter"):
        delimiter_of(io.StringIO(), asked)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("王芳", "王芳"),
        ("", ""),
        (15608377835.0, "15608377835"),
        (19970101.0, "19970101"),
        (-2.0, "-2"),
        (29.33, "29.33"),
        (3 * 9.95, "29.85"),
        (1487.5, "1487.5"),
        (110101199003077774.0, "1.10101199003078E+17"),
        (True, "TRUE"),
        (date(1978, 5, 24), "1978-05-24"),
        (datetime.fromisoformat("1978-05-24"), "1978-05-24"),
        (datetime.fromisoformat("1978-05-24T14:30"), "1978-05-24 14:30:00"),
    ],
)
def test_spreadsheet_cells(value: Any, text: str) -> None:
    """Numbers keep their digits; those a spreadsheet has cut show it."""
    assert cell_text(value) == text


def test_spreadsheet() -> None:
    """The first sheet that holds anything, its rows numbered from the heading on."""
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    book.add_worksheet("空")
    sheet = book.add_worksheet("名单")
    book.add_worksheet("去年").write_string(0, 0, "x")
    day = book.add_format({"num_format": "yyyy/m/d"})
    sheet.write_row(1, 0, ["姓名", "手机号", "生日", "备注"])
    sheet.write_string(2, 0, "王芳")
    sheet.write_number(2, 1, 13800138000)
    sheet.write_datetime(2, 2, datetime.fromisoformat("1978-05-24"), day)
    sheet.write_string(2, 3, "=1+1")
    sheet.write_string(4, 0, "李娜")
    book.close()
    reading = read(file.getvalue())
    assert reading.headings == ("姓名", "手机号", "生日", "备注")
    assert rows(reading) == [
        (2, ("王芳", "13800138000", "1978-05-24", "=1+1")),
        (4, ("李娜", "", "", "")),
    ]
    assert [str(w) for w in reading.warnings] == ["Only the sheet '名单' was read, not 去年."]


CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=12
)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8),
       st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))  # fmt: skip
def test_round_trip(table: list[list[str]], mark: str, encoding: str) -> None:
    """What is written as CSV is read back, cell for cell."""
    file = io.StringIO()
    csv.writer(file, delimiter=mark).writerows([["name", "phone", "note"], *table])
    reading = read(file.getvalue().encode(encoding), delimiter=mark, encoding=encoding)
    kept = [tuple(cells) for cells in table if any(cell.strip() for cell in cells)]
    assert [cells for _number, cells in rows(reading)] == kept


@given(CELL)
def test_a_file_of_rejects_is_read_back_as_it_was(cell: str) -> None:
    """The apostrophe that keeps a cell from being a formula goes again."""
    file = io.StringIO()
    csv.writer(file).writerows([["name", "row", "reason"], [escaped(cell), "2", "why"]])
    ((_number, cells),) = rows(read(file.getvalue().encode("utf-8-sig")))
    assert not escaped(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cells[0] == cell or cell.startswith("'")
