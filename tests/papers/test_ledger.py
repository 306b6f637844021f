"""Ledgers on paper: a page that needs nothing else, Markdown, a spreadsheet, and their words."""

from __future__ import annotations

import io
import re
import sys
import zlib
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from svc.errors import WrongUsage
from svc.i18n import speak
from svc.papers.ledger import form_of, heading, plain, said, written
from svc.rules.ledger import LEDGERS, NAMES

DAY = date(2026, 11, 22)
EVIL = "<script>alert(1)</script> | `x` \x1b[2J\u202e"
COLUMNS = ("no", "on", "name", "refund", "cause", "signed", "missing")
ROW: dict[str, Any] = {
    "no": 1, "on": DAY, "name": "王芳", "refund": Decimal("1234.05"), "cause": "quality",
    "signed": False, "missing": ["signature", "phone"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def english() -> None:
    speak("en")


def paper(form: str, **more: Any) -> bytes:
    return written(
        "returns", [ROW | more], form, keys=COLUMNS, columns=COLUMNS, shop="雅衣阁", today=DAY,
        days=(date(2026, 11, 1), DAY),
    )  # fmt: skip


@pytest.mark.fact("X-08", command="svc report ledger returns --out returns.html")
def test_the_page() -> None:
    """A register prints on A4 across with title, shop and days, and repeats its heading."""
    page = paper("html").decode()
    assert page.startswith("<!doctype html>")
    for words in ("A4 landscape", "table-header-group", "<h1>Return and exchange register</h1>",
                  "雅衣阁 · 2026-11-01 to 2026-11-22 · written on 2026-11-22",
                  '<td class="n">1234.05</td>', '<td class="m">signature, phone</td>',
                  "<td>no</td>"):  # fmt: skip
        assert words in page
    for fetched in ("<script", "<link", "src=", "url("):
        assert fetched not in page


@pytest.mark.parametrize("form", ["html", "md", "txt"])
def test_names_bring_nothing_along(form: str) -> None:
    """No markup, no control characters, no broken table."""
    text = paper(form, name=EVIL).decode()
    assert "\x1b" not in text
    assert "\u202e" not in text
    if form != "txt":
        assert "<script>" not in text
    if form == "md":
        assert "\\| \\`x\\`" in text


def test_a_spreadsheet_holds_numbers_and_days() -> None:
    """Amounts add up and days are days; headings are words."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(paper("xlsx"))).get_sheet_by_index(0)
    heads, row = sheet.to_python()
    assert heads == ["No.", "date", "name", "refund", "cause", "signed", "missing"]
    assert row == [1.0, DAY, "王芳", 1234.05, "quality", "no", "signature, phone"]


def test_what_programs_get() -> None:
    """Days and amounts as text, lists as lists."""
    assert plain(ROW) == ROW | {"on": "2026-11-22", "refund": "1234.05"}
    assert paper("csv").decode().splitlines() == [
        "no,on,name,refund,cause,signed,missing",
        '1,2026-11-22,王芳,1234.05,quality,false,"[""signature"", ""phone""]"',
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_heading_is_chinese(name: str) -> None:
    """No column is headed by its code where people speak Chinese."""
    speak("zh")
    for key in LEDGERS[name].keys:
        assert not heading(key).isascii(), key
    assert not str(LEDGERS[name].title).isascii()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["dry clean", "dry clean", "zip"]), ("zh", ["干洗", "干洗", "zip"])],
)
def test_care_by_its_word(language: str, words: list[str]) -> None:
    """A care service is no code, neither in its own column nor as the problem."""
    speak(language)
    cells = (("care", "dry_clean"), ("problem", "dry_clean"), ("problem", "zip"))
    assert [said("repairs", key, value) for key, value in cells] == words


@pytest.mark.pages
def test_a_ledger_as_pdf_is_a4_across() -> None:
    """A sheet of A4, wider than high, and the same bytes every time."""
    content = paper("pdf")
    assert content.startswith(b"%PDF-")
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    plain = [content]
    for stream in packed:
        with suppress(zlib.error):
            plain.append(zlib.decompress(stream))
    sides = re.search(rb"/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)", b"\n".join(plain))
    assert sides is not None
    assert [round(float(each) / 72 * 25.4) for each in sides.groups()] == [297, 210]
    assert content == paper("pdf")


def test_a_pdf_without_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says what to install."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(WrongUsage) as caught:
        paper("pdf")
    assert "svc-desk[print]" in str(caught.value.hint)


def test_words_for_people() -> None:
    """Codes become words; what somebody wrote stays."""
    speak("zh")
    assert said("returns", "cause", "quality") == "质量"
    assert said("returns", "defect", "quality") == "quality"
    assert said("returns", "signed", True) == "是"
    assert said("returns", "missing", ["phone"]) == "电话"
    assert said("returns", "fee", Decimal("1.00")) == Decimal("1.00")
    assert said("returns", "fee", None) is None


@pytest.mark.parametrize("file", ["a", "a.doc", "-", "a.png"])
def test_forms(file: str) -> None:
    """A file whose name does not tell the form is refused."""
    assert form_of("A.HTML") == "html"
    assert form_of("A.Pdf") == "pdf"
    with pytest.raises(WrongUsage):
        form_of(file)
