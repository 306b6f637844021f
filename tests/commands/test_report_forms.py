"""`svc report … --out FILE`: every report of customers in every form, and what it refuses."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from svc.commands.report.written import asks_for_c
from svc.output import width
from tests.commands.test_tier import buy
from tests.test_output import on_terminal, plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

REPORTS = ("tiers", "gold", "rfm", "contest")
FORMS = ("html", "xlsx", "md", "txt", "json")


@pytest.fixture
def sold(shop: Path, svc: Call) -> dict[str, str]:
    """Three customers registered by an assistant, one who bought often; one bought nothing."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    ids = {
        name: svc("customer", "add", "--name", name, "--number", number, "--owner", "li").line
        for name, number in (("王芳", "1"), ("=1+1", "2"), ("赵丽", "3"), ("周燕", "4"))
    }
    for day in ("2026-02-01", "2026-05-01", "2026-11-22"):
        buy(svc, ids["王芳"], "1000.00", day)
    buy(svc, ids["=1+1"], "2000.00", "2026-03-31")
    buy(svc, ids["赵丽"], "100.00", "2026-03-03")
    return ids


def out(svc: Call, tmp_path: Path, report: str, form: str, *more: object) -> bytes:
    """What a report writes into a file."""
    file = tmp_path / f"report.{form}"
    done = svc("report", report, *more, "--out", file)
    assert done.out == ""
    assert done.err.endswith(f"The report is in {file}.\n")
    return file.read_bytes()


@pytest.mark.parametrize("report", REPORTS)
def test_every_form(sold: dict[str, str], svc: Call, tmp_path: Path, report: str) -> None:
    """Each report is written in each form, and again to the byte."""
    assert sold
    for form in FORMS:
        first = out(svc, tmp_path, report, form)
        assert first == out(svc, tmp_path, report, form)
        if form == "json":
            assert json.loads(first) == svc("report", report, "--json").json
        elif form == "xlsx":
            book = CalamineWorkbook.from_filelike(io.BytesIO(first))
            assert len(book.sheet_names) >= 2
        else:
            assert "雅衣阁" in first.decode()


def test_as_pdf(sold: dict[str, str], svc: Call, tmp_path: Path) -> None:
    """The page, printed."""
    assert sold
    assert out(svc, tmp_path, "contest", "pdf").startswith(b"%PDF-")


@pytest.mark.fact("S2-015", command="svc report tiers")
def test_tiers_with_bars(sold: dict[str, str], svc: Call) -> None:
    """What each tier holds and spends, each with its bar, and both add up."""
    assert sold
    lines = svc("report", "tiers").out.splitlines()
    (holders,) = (n for n, line in enumerate(lines) if line.startswith("Who holds which tier"))
    diamond = next(line for line in lines[holders:] if line.startswith("Diamond card"))
    assert diamond.split()[2:5] == ["2", "50.0", "%"]
    assert "█" in "".join(lines)
    assert [line.split() for line in lines if line.startswith("all ")] == [
        ["all", "4", "100.0", "%"], ["all", "¥5,100.00", "100.0", "%"],
    ]  # fmt: skip


@pytest.mark.fact("S2-006", "S2-043", command="svc report gold --out gold.md")
def test_gold_adds_up(sold: dict[str, str], svc: Call, tmp_path: Path) -> None:
    """Who is not named is one last line, so that the shares add up to all spending."""
    assert sold
    text = out(svc, tmp_path, "gold", "md", "--top", "2").decode()
    assert "Spent most: 王芳." in text
    assert "| 2 | =1+1 | 2 | Diamond card | ¥2,000.00 | 1 | 39.2 % | 98.0 % |" in text
    assert "| – | the other 1 | – | – | ¥100.00 | 1 | 2.0 % | 100.0 % |" in text
    chart = text.split("```")[1].splitlines()
    assert [line.split()[0] for line in chart[1:]] == ["王芳", "=1+1"]
    assert chart[-1].endswith("¥2,000.00")
    nobody = out(svc, tmp_path, "gold", "txt", "--on", "2020-01-01").decode()
    assert "Nobody is gold." in nobody


def test_rfm_names_nobody(sold: dict[str, str], svc: Call, tmp_path: Path) -> None:
    """Segments with counts and spending; so few customers are said to be few."""
    assert sold
    text = out(svc, tmp_path, "rfm", "md").decode()
    assert "Customers who have bought: 3. Below" in text
    assert "王芳" not in text
    assert "**¥5,100.00**" in text
    assert "classes part at" in text
    empty = out(svc, tmp_path, "rfm", "md", "--on", "2020-01-01").decode()
    assert "left out: never bought: 4" in empty


def test_the_contest(sold: dict[str, str], svc: Call, tmp_path: Path) -> None:
    """Scores as percent with their bars, how they come about, and of which days."""
    assert sold
    text = out(svc, tmp_path, "contest", "md", "--from", "2026-11-01").decode()
    assert "from 2026-11-01 on" in text
    assert "| 1 | 李娜 | 4 |" in text
    assert "Score = 50 % quantity" in text
    assert "Scores (percent)" in text


@pytest.mark.parametrize(
    ("file", "code", "words"),
    [
        ("report.doc", 2, "does not tell the format"),
        ("report", 2, "does not tell the format"),
        ("-", 2, "does not tell the format"),
        ("{shop}/data/report.html", 5, "keeps its own files"),
        ("{shop}/.svc/report.json", 5, "keeps its own files"),
        ("{shop}/policy/report.txt", 5, "keeps its own files"),
        ("{shop}/data", 2, "directory"),
        ("nowhere/report.html", 74, "No such file"),
    ],
)
def test_what_is_refused(
    shop: Path, svc: Call, tmp_path: Path, file: str, code: int, words: str
) -> None:
    """One sentence, and nothing is written."""
    before = sorted(shop.rglob("*"))
    done = svc("report", "contest", "--out", file.format(shop=shop), code=code)
    assert words in done.err
    assert done.out == ""
    assert sorted(shop.rglob("*")) == before
    assert not list(tmp_path.glob("report*"))


def test_an_empty_shop(shop: Path, svc: Call, tmp_path: Path) -> None:
    """Nobody on file: every report is written all the same, and divides nothing by nothing."""
    assert shop
    for report in REPORTS:
        for form in FORMS:
            assert out(svc, tmp_path, report, form)


def test_without_the_library_for_charts(
    sold: dict[str, str], svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page has its tables, and stderr says what to install; other forms need nothing."""
    assert sold
    monkeypatch.setattr("svc.reports.drawing.lacking", lambda: True)
    file = tmp_path / "tiers.html"
    assert "svc-desk[charts]" in svc("report", "tiers", "--out", file).err
    assert "Diamond card" in file.read_text(encoding="utf-8")
    assert "svc-desk" not in svc("report", "tiers", "--out", tmp_path / "tiers.md").err


@pytest.mark.parametrize(("columns", "language"), [(40, "en"), (40, "zh"), (80, "zh")])
def test_on_a_terminal(sold: dict[str, str], columns: int, language: str) -> None:
    """Nothing is wider than the terminal; headings are bold, what follows is straight."""
    assert sold
    lines = on_terminal(columns, "--lang", language, "report", "tiers")
    assert max(map(width, plain(lines))) <= columns
    assert any("\x1b[1m" in line for line in lines)
    assert any("█" in line for line in lines)


def test_colourless_and_in_ascii(sold: dict[str, str]) -> None:
    """NO_COLOR takes the escape codes, LC_ALL=C the drawn characters."""
    assert sold
    bare = on_terminal(80, "report", "tiers", NO_COLOR="1")
    assert not any("\x1b" in line for line in bare)
    lines = on_terminal(80, "report", "tiers", LC_ALL="C", NO_COLOR="1")
    assert any("####" in line for line in lines)
    assert {each for line in lines for each in line if not each.isascii()} == set("雅衣阁¥")


@pytest.mark.parametrize(
    ("environ", "is_c"),
    [({}, False), ({"LANG": "C"}, True), ({"LANG": "C", "LC_ALL": "zh_CN.UTF-8"}, False),
     ({"LC_ALL": "POSIX"}, True), ({"LC_ALL": "", "LANG": "C.UTF-8"}, False),
     ({"LC_CTYPE": "C"}, True)],
)  # fmt: skip
def test_who_asks_for_c(environ: dict[str, str], is_c: bool) -> None:
    """LC_ALL goes before LC_CTYPE, that before LANG; C.UTF-8 can draw everything."""
    assert asks_for_c(environ) is is_c
