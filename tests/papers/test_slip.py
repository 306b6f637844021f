"""Slips: laid out for the roll, as pages that need nothing else, and as PDF."""

from __future__ import annotations

import re
import sys
import zlib
from contextlib import suppress
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.checkmark import SYMBOLS, character, fits, printed
from svc.errors import BadPolicy, WrongUsage
from svc.frozen import replace
from svc.i18n import speak
from svc.papers.capitals import in_capitals
from svc.papers.pdf import pdf
from svc.papers.slip import KINDS, form_of, paper_of, slip
from svc.papers.slip_facts import Told, slip_facts
from svc.papers.slip_sample import DAY, sample
from svc.papers.width import laid_out, width
from svc.policy import Policy
from svc.store.ids import ALPHABET

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = "阿依古丽·麦麦提江·阿卜杜热合曼“加长款”× 羊毛大衣"
PAPERS = {"58": 32, "80": 48, "a5": 64}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    speak("en")
    yield
    speak("en")


def told(kind: str, language: str = "zh", paper: str = "80", name: str = "王芳") -> Told:
    made = sample(kind, shop="雅衣阁", language=language)
    assert made.customer is not None
    return replace(made, paper=paper, customer=replace(made.customer, name=name))


def text(kind: str, language: str = "zh", paper: str = "80", name: str = "王芳") -> str:
    return slip(told(kind, language, paper, name), form="txt", columns=PAPERS[paper])


def page(kind: str, language: str = "zh", paper: str = "80", name: str = "王芳") -> str:
    return slip(told(kind, language, paper, name), form="html", columns=PAPERS[paper])


class Page(HTMLParser):
    """Reads a page, noting its elements and what it would fetch."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.fetched: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.fetched += [value or "" for key, value in attrs if key in ("src", "href")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", ["王芳", LONG, "Wilhelmina Featherstonehaugh-Cholmondeley", ""])
def test_no_line_overruns_the_paper(kind: str, language: str, paper: str, name: str) -> None:
    """A till's printer breaks no line, however long a name; Chinese takes two columns."""
    for line in text(kind, language, paper, name).splitlines():
        assert width(line) <= PAPERS[paper], line
        assert line == line.rstrip(), line


@given(st.text(max_size=300), st.integers(8, 80))
def test_nothing_overruns(words: str, columns: int) -> None:
    """Whatever stands in a template or a name, no line is wider than the paper."""
    assert all(width(line) <= columns for line in laid_out(words, columns).split("\n"))


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        ("# 退货单", ["     退货单"]),
        ("---", ["-" * 16]),
        ("应退 | 1299.00", ["应退     1299.00"]),
        ("签名 | ...", ["签名 ..........."]),
        ("顾客本人在此签名 | ...", ["顾客本人在此签名", "." * 16]),
        ("加长羊毛大衣一件 | 1299.00", ["加长羊毛大衣一件", "         1299.00"]),
        ("原因 | 左袖口内侧脱线", ["原因", "  左袖口内侧脱线"]),
        ("问题 |", ["问题"]),
        ("请将小票附在后面。", ["请将小票附在后面", "。"]),
        ("", [""]),
    ],
)
def test_layout(row: str, lines: list[str]) -> None:
    """Titles in the middle, values on the right or below, dots to sign on."""
    found = laid_out(row, 16).split("\n")
    if row.startswith("请将"):
        assert "".join(found) == "".join(lines)
    else:
        assert found == lines


@pytest.mark.fact("X-08", "S3-034", command="svc slip print return R-…")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_return_slip_asks_for_signature_and_phone(language: str) -> None:
    """A return slip has a line to sign on and the customer's phone, or dots for it."""
    signature, phone = ("顾客签名", "联系电话") if language == "zh" else ("Signature", "Phone")
    known = text("return", language)
    assert re.search(rf"^{signature} \.+$", known, re.MULTILINE)
    assert re.search(rf"^{phone} +13800138000$", known, re.MULTILINE)
    made = told("return", language)
    assert made.customer is not None
    nobody = replace(made, customer=replace(made.customer, phone=None))
    empty = slip(nobody, form="txt", columns=48)
    assert re.search(rf"^{phone} \.+$", empty, re.MULTILINE)


@pytest.mark.fact("S2-077", command="svc slip print repair W-…")
@pytest.mark.parametrize("form", ["txt", "html"])
def test_a_repair_order_holds_all_of_the_intake(form: str) -> None:
    """A repair order bears name, address, contact, product, day of sale, problem and symptom."""
    made = told("repair")
    found = slip(made, form=form, columns=48)
    for words in (
        "王芳",
        "人民路8号",
        "13800138000",
        "羊毛大衣",
        "2026-11-22",
        "拉链坏了",
        "拉不上",
    ):
        assert words in found


@pytest.mark.fact("S2-080", command="svc slip print goods W-…")
def test_the_goods_receipt() -> None:
    """Whoever leaves goods with us gets a receipt: what, in which state, since when, with whom."""
    found = text("goods")
    for words in (
        "顾客货品领取收据",
        "羊毛大衣",
        "拉链坏了",
        "2026-11-22",
        "李娜",
        "取货时请带本收据",
    ):
        assert words in found


@pytest.mark.fact("S1-024", command="svc slip print delivery D-…")
def test_the_delivery_receipt() -> None:
    """A delivery receipt is signed by the customer and handed back to the salesperson."""
    found = text("delivery")
    for words in ("羊毛大衣 M", "赵强", "人民路8号", "顾客签收", "交回销售员"):
        assert words in found


@pytest.mark.fact("S3-046", command="svc slip print money K-… --amount 50")
def test_the_receipt_for_money() -> None:
    """For money she got back the customer writes a receipt, in figures and in capitals."""
    found = text("money")
    for words in ("1299.00", "壹仟贰佰玖拾玖元整", "多收了钱", "收款人签名", "当日撤销刷卡"):
        assert words in found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_page_stands_alone(kind: str, language: str, paper: str) -> None:
    """Well-formed, no script, nothing fetched, with a paper to print on."""
    found = page(kind, language, paper, LONG)
    read = Page(found)
    assert found.startswith("<!doctype html>")
    assert f"@page {{ size: {'148mm 210mm' if paper == 'a5' else paper + 'mm 297mm'}" in found
    assert (read.open, read.fetched) == ([], [])
    assert not read.seen & {"script", "link", "img", "iframe", "object"}
    assert "url(" not in found
    assert printed(told(kind).case.id) in found


def test_a_name_brings_no_markup() -> None:
    """Names are escaped on the page, and steer no printer in the text."""
    evil = "<img src=x onerror=alert(1)>\x1b[2J"
    assert "<img" not in page("return", name=evil)
    assert "\x1b" not in text("return", name=evil)


@pytest.mark.parametrize("kind", KINDS)
def test_the_facts_are_those_listed(kind: str) -> None:
    """A template knows what the list of facts says, for every kind, and nothing more."""
    from svc.messages.slip_names import LINE, NAMES

    found = slip_facts(told(kind))
    assert found.keys() == NAMES.keys()
    for group, names in NAMES.items():
        value = found[group]
        if isinstance(value, dict):
            assert value.keys() == set(names), group
        elif isinstance(value, list):
            assert all(row.keys() == set(LINE) for row in value)


def test_a_shops_own_slip_comes_first(tmp_path: Path) -> None:
    """A shop words its slips itself, in the same sandbox; a slip of a name is told."""
    folder = tmp_path / "templates" / "slip"
    folder.mkdir(parents=True)
    own = (
        "# 我店 {{ slip.number }}\n"
        "{% for line in goods %}\n{{ line.name }} | {{ line.amount }}\n{% endfor %}"
    )
    (folder / "return.zh.txt").write_text(own, encoding="utf-8")
    made = told("return")
    found = slip(made, form="txt", columns=32, store=tmp_path)
    assert "我店 R-261122-7KQ3MX·X" in found
    assert found.splitlines()[-1] == "羊毛大衣                 1299.00"
    (folder / "return.zh.txt").write_text("{{ case.refnd }}", encoding="utf-8")
    with pytest.raises(Exception, match="There is no 'refnd'") as caught:
        slip(made, form="txt", columns=32, store=tmp_path)
    assert "case.refund" in str(getattr(caught.value, "hint", ""))


IDS = st.builds(
    lambda day, tail: f"R-{day}-{tail}",
    st.dates(DAY.replace(year=1970), DAY.replace(year=2069)).map(lambda day: f"{day:%y%m%d}"),
    st.text(ALPHABET, min_size=6, max_size=6),
)


@given(IDS, st.integers(2, 12))
def test_neighbours_that_changed_places_are_caught(record_id: str, place: int) -> None:
    """Two neighbours swapped, in the day or in the tail, leave another check character."""
    symbols = [*record_id]
    if "-" in symbols[place : place + 2] or symbols[place] == symbols[place + 1]:
        return
    symbols[place], symbols[place + 1] = symbols[place + 1], symbols[place]
    assert character("".join(symbols)) != character(record_id)


@given(IDS, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_a_wrong_character_is_caught(record_id: str, place: int, other: str) -> None:
    """One character misread leaves another check character."""
    tail = record_id[-6:]
    misread = record_id[:-6] + tail[:place] + other + tail[place + 1 :]
    assert (character(misread) == character(record_id)) is (misread == record_id)


def test_the_check_character() -> None:
    """It is one of 37, and only the right one fits."""
    assert printed("R-261122-7KQ3MX") == "R-261122-7KQ3MX·X"
    assert len(set(SYMBOLS)) == 37
    assert [mark for mark in SYMBOLS if fits("R-261122-7KQ3MX", mark)] == ["X"]
    assert not fits("no id", "X")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("359.10", "叁佰伍拾玖元壹角整"),
        ("1001.05", "壹仟零壹元零伍分"),
        ("10010.10", "壹万零壹拾元壹角整"),
        ("100000000.01", "壹亿元零壹分"),
        ("10000001", "壹仟万零壹元整"),
        ("1000500", "壹佰万零伍佰元整"),
        ("-50", "负伍拾元整"),
    ],
)
def test_capitals(amount: str, words: str) -> None:
    """Sums as Chinese receipts write them: one zero for every gap."""
    assert in_capitals(Decimal(amount)) == words


@pytest.mark.pages
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_pdf_of_a_roll_is_one_strip(kind: str, language: str) -> None:
    """As PDF a slip is one page as wide as the roll and as long as its words."""
    found = pdf(page(kind, language, "58", LONG), roll_mm=58)
    assert found.startswith(b"%PDF-")
    assert sizes_in(found) == [58]
    assert heights_in(found)[0] < 297


@pytest.mark.pages
def test_a_pdf_is_the_same_every_time() -> None:
    """The same slip gives the same bytes; A5 keeps its sheet."""
    source = page("return", paper="a5")
    found = pdf(source)
    assert found == pdf(source)
    assert (sizes_in(found), heights_in(found)) == ([148], [210])


@pytest.mark.pages
def test_a_pdf_fetches_nothing() -> None:
    """A template that names a file or an address gets nothing from there."""
    evil = '<img src="file:///etc/hostname"><img src="http://127.0.0.1:9/x.png"><p id="end">x</p>'
    assert pdf(evil, roll_mm=58).startswith(b"%PDF-")


def test_without_weasyprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library one sentence says what to install."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(WrongUsage) as caught:
        pdf("<p>x</p>")
    assert "pip install 'svc-desk[print]'" in str(caught.value.hint)


def boxes_in(document: bytes) -> list[tuple[int, int]]:
    """The pages of a PDF, each as its width and height in mm; they lie in packed streams."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL)
    plain = [document]
    for stream in packed:
        with suppress(zlib.error):
            plain.append(zlib.decompress(stream))
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)", b"\n".join(plain))
    return [(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in boxes]


def sizes_in(document: bytes) -> list[int]:
    return [wide for wide, _high in boxes_in(document)]


def heights_in(document: bytes) -> list[int]:
    return [high for _wide, high in boxes_in(document)]


@pytest.mark.parametrize(
    ("file", "form"),
    [(None, "txt"), ("a.txt", "txt"), ("a.html", "html"), ("A.PDF", "pdf"), ("a.htm", "html")],
)
def test_forms(file: str | None, form: str) -> None:
    """The file's name says the form; without a file it is text."""
    assert form_of(file) == form


def test_other_forms_are_refused() -> None:
    """A form there is not is refused, and those there are are named."""
    with pytest.raises(WrongUsage) as caught:
        form_of("slip.png")
    assert ".pdf" in str(caught.value.hint)


def test_the_paper_is_policy(tmp_path: Path) -> None:
    """The shop's policy says which paper, and how many columns it has."""
    shipped = Policy().at(DAY)
    assert [paper_of(shipped, paper) for paper in (None, *PAPERS)] == [
        ("80", 48),
        *PAPERS.items(),
    ]
    own = "[columns]\n[[columns.values]]\nvalue = { 58 = 30, 80 = 42 }\n"
    (tmp_path / "slip.toml").write_text(own)
    assert paper_of(Policy(tmp_path).at(DAY), "58") == ("58", 30)
    with pytest.raises(BadPolicy):
        paper_of(Policy(tmp_path).at(DAY), "a5")
