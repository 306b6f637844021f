"""Printed cards: a PDF of one sheet of A6 with its fonts in it, and a picture of it at 300 dpi."""

from __future__ import annotations

import io
import re
import sys
import zlib
from contextlib import suppress

import pytest

from svc.errors import WrongUsage
from svc.i18n import speak
from svc.papers.blocks import SVG
from svc.papers.card import card, wording
from svc.papers.png import png
from svc.papers.sheet import sheet
from tests.papers.test_card_svg import LONG, LONG_SHOP, NAMES, known


@pytest.fixture(autouse=True)
def english() -> None:
    speak("en")


def printed(name: str, form: str, language: str = "zh", called: str = "王小丽") -> bytes:
    made = wording(name, language=language, form=form)
    (content,) = made.contents([known(called, language, LONG_SHOP)])
    return content


def plain(document: bytes) -> bytes:
    """A PDF with what is packed in it."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL)
    found = [document]
    for stream in packed:
        with suppress(zlib.error):
            found.append(zlib.decompress(stream))
    return b"\n".join(found)


@pytest.mark.pages
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_pdf_is_one_sheet(name: str, language: str) -> None:
    """One page of A6 with its fonts in it, however long the names; no day of making in it."""
    document = printed(name, "pdf", language, LONG)
    assert document.startswith(b"%PDF-")
    inside = plain(document)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)", inside)
    assert [tuple(round(float(side) / 72 * 25.4) for side in box) for box in boxes] == [(105, 148)]
    assert re.search(rb"/FontFile[23]?", inside)
    assert b"CreationDate" not in inside


@pytest.mark.pages
def test_the_same_card_gives_the_same_bytes() -> None:
    """Printed twice it is one file, as PDF and as a picture."""
    for form in ("pdf", "png"):
        assert printed("birthday", form) == printed("birthday", form)


@pytest.mark.pages
@pytest.mark.parametrize("name", NAMES)
def test_a_picture(name: str) -> None:
    """1240 by 1748 dots, 300 an inch, with ink on it, none of it at the very edge."""
    image = pytest.importorskip("PIL.Image")
    picture = image.open(io.BytesIO(printed(name, "png")))
    assert picture.size == (1240, 1748)
    assert [round(each) for each in picture.info["dpi"]] == [300, 300]
    assert len(picture.convert("L").getcolors(256)) > 64
    paper = picture.getpixel((620, 3))
    edges = [picture.getpixel((x, y)) for x in (1, 1238) for y in range(1, 1746, 5)]
    assert all(max(map(abs, map(int.__sub__, dot, paper))) < 8 for dot in edges)


def test_a_drawing_on_a_sheet() -> None:
    """Whole lines stand on the sheet at the drawing's places, in its language; pictures stay."""
    name = "مریم <&> 王"
    page = sheet(card("birthday", known(name, "zh"), language="zh", form="svg"), "zh")
    assert '<html lang="zh-CN">' in page
    assert "<title>生日快乐</title>" in page
    assert "مریم &lt;&amp;&gt; 王女士：</span>" in page
    assert "<text" not in page
    assert page.count("<path") > 5
    assert re.search("text-align:center[^>]*>雅</span>", page)


def test_what_is_no_line_stays_drawn() -> None:
    """Words a shop's own template draws itself are left to the drawing."""
    line = '<tspan x="1" y="2">好</tspan>'
    own = f'<text transform="rotate(9)">{line}</text><text x="5">好</text>'
    drawing = f'<svg xmlns="{SVG}">{own}</svg>'
    assert sheet(drawing, "zh").count("<text") == 2
    assert "<p" not in sheet(drawing, "zh").partition("<body")[2]


@pytest.mark.pages
def test_what_no_font_has() -> None:
    """Each character that prints as a box is named; none for names that fonts have."""
    tofu = "\U000ffffd"
    for called, missing in (("王小丽", set()), (f"王{tofu}", {tofu})):
        made = wording("birthday", language="zh", form="pdf")
        assert next(made.contents([known(called, "zh")])).startswith(b"%PDF-")
        assert made.missing == missing


def test_without_pypdfium2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library one sentence says what to install."""
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(WrongUsage) as caught:
        png(b"%PDF-")
    assert "pip install 'svc-desk[print]'" in str(caught.value.hint)
