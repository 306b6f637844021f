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
from svc.papers.card import wording
from svc.papers.png import png
from tests.papers.test_card_svg import LONG, LONG_SHOP, NAMES, known


@pytest.fixture(autouse=True)
def english() -> None:
    speak("en")


def printed(name: str, form: str, language: str = "zh", called: str = "王小丽") -> bytes:
    card = wording(name, language=language, form=form)
    (content,) = card.contents([known(called, language, LONG_SHOP)])
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


def test_without_pypdfium2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library one sentence says what to install."""
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(WrongUsage) as caught:
        png(b"%PDF-")
    assert "pip install 'svc-desk[print]'" in str(caught.value.hint)
