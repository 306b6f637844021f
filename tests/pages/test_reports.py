"""Reports in a real browser and as PDF: both languages, light, dark, a telephone, paper."""

from __future__ import annotations

import json
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from svc.frozen import replace
from svc.i18n import speak
from svc.reports.document import CHARTS, Chart, Column, Report, Section, Series, Table
from svc.reports.page import page
from tests.pages.rules import violations
from tests.reports.any_report import sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser as Chrome
    from playwright.sync_api import Page

pytestmark = pytest.mark.pages

MODES: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1000, "height": 800}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1000, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 640}, "color_scheme": "light"},
    "phone-dark": {"viewport": {"width": 360, "height": 640}, "color_scheme": "dark"},
}
LONG = ("羊毛大衣（双面呢）藏青色加长款女士冬季新品特惠限量发售", "W" * 60,
        "</svg><script>x</script>", "Cotton shirt, washed, with a collar that turned yellow",
        "مرحبا", "🎉 家")  # fmt: skip
OUT = """svg => [...svg.querySelectorAll('text')].filter(text => {
  const box = text.getBoundingClientRect(), all = svg.getBoundingClientRect();
  return box.left < all.left - 1 || box.right > all.right + 1
    || box.top < all.top - 1 || box.bottom > all.bottom + 1;
}).map(text => text.textContent)"""
"""The words of a drawing that stick out of it."""
ON_EACH_OTHER = """svg => {
  const boxes = [...svg.querySelectorAll('tspan')].filter(t => t.textContent.trim())
    .map(t => [t.textContent, t.getBoundingClientRect()]);
  return boxes.flatMap(([a, one], n) => boxes.slice(n + 1)
    .filter(([b, two]) => one.left < two.right - 1 && two.left < one.right - 1
      && one.top < two.bottom - 6 && two.top < one.bottom - 6)
    .map(([b]) => a + ' / ' + b));
}"""
"""Words of a drawing that lie on each other: lines of one label may nearly touch."""
FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  return at === document.body ? null : [at.getAttribute('href') || at.getAttribute('aria-label'),
    style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    box.bottom > 0 && box.top < innerHeight && box.right > 0];
}"""
STOPS = """() => [...document.querySelectorAll('a[href], [tabindex="0"]')]
  .map(at => at.getAttribute('href') || at.getAttribute('aria-label'))"""
SCROLLING = """() => [...document.querySelectorAll('*')]
  .filter(at => at.scrollWidth > at.clientWidth + 1 && getComputedStyle(at).overflowX !== 'visible'
    && !['hidden', 'clip'].includes(getComputedStyle(at).overflowX))
  .map(at => at.className + ':' + at.tabIndex)"""


def chart_alone(kind: str, labels: tuple[str, ...]) -> Report:
    """A report of one chart with its table, of many figures."""
    n = len(labels)
    rows = [tuple(Decimal(place * 7 % 11 + more) for place in range(n)) for more in (3, 1)]
    series = tuple(Series(f"系列 series {number}", row) for number, row in enumerate(rows))
    series = series[: 2 if kind in {"pairs", "lines"} else 1]
    columns = (
        Column("l", "label"),
        *(Column(f"s{k}", s.name, "count") for k, s in enumerate(series)),
    )
    return Report(
        name=kind, title=kind, shop="雅衣阁",
        sections=(
            Section(
                heading=kind,
                chart=Chart(kind=kind, title=kind, unit="件", labels=labels, series=series),
                table=Table(
                    columns=columns,
                    rows=tuple(
                        (label, *(s.values[place] for s in series))
                        for place, label in enumerate(labels)
                    ),
                ),
            ),
        ),
    )  # fmt: skip


REPORTS = {
    "sample": sample(),
    **{kind: chart_alone(kind, tuple(f"W{week}" for week in range(30, 48))) for kind in CHARTS},
    **{f"{kind}-long": chart_alone(kind, LONG) for kind in CHARTS},
}
"""Everything at once, then each kind of chart with many and with long labels."""


@contextmanager
def shown(
    chrome: Chrome, folder: Path, report: Report, language: str, mode: str
) -> Iterator[Page]:
    """A report, opened; fails where anything is said on the console or asked of anybody."""
    speak(language)
    file = folder / "report.html"
    file.write_text(page(report), encoding="utf-8")
    speak("en")
    context = chrome.new_context(**MODES["light" if mode == "print" else mode])
    said: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda asked: said.append(asked.url))
    opened.goto(file.as_uri())
    if mode == "print":
        opened.emulate_media(media="print")
    yield opened
    assert said == [file.as_uri()]
    context.close()


@pytest.mark.parametrize("mode", [*MODES, "print"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_shows_whole_and_can_be_read_by_all(
    chrome: Chrome, tmp_path: Path, name: str, language: str, mode: str
) -> None:
    """Nothing asked, nothing said, no rule of WCAG broken, nothing cut, no sideways scroll."""
    with shown(chrome, tmp_path, REPORTS[name], language, mode) as opened:
        assert json.dumps(violations(opened), ensure_ascii=False) == "[]"
        assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert [at for at in opened.evaluate(SCROLLING) if not at.endswith(":0")] == []
        drawings = opened.locator("svg:visible").element_handles()
        assert len(drawings) == (4 if name == "sample" else 1)
        for drawing in drawings:
            assert drawing.evaluate(OUT) == []
            assert drawing.evaluate(ON_EACH_OTHER) == []
        picture = Image.open(BytesIO(opened.screenshot(full_page=True)))
        shades = [shade for shade, n in enumerate(picture.convert("L").histogram()) if n]
        assert shades[-1] - shades[0] > 180


@pytest.mark.parametrize("mode", ["light", "dark", "phone"])
def test_the_keyboard_reaches_every_link_and_table(
    chrome: Chrome, tmp_path: Path, mode: str
) -> None:
    """In the order of the page, each stop in sight and marked, the skip link too."""
    with shown(chrome, tmp_path, sample(), "en", mode) as opened:
        stops = opened.evaluate(STOPS)
        assert stops[0] == "#report"
        reached = []
        for _stop in stops:
            opened.keyboard.press("Tab")
            where, marked, seen = opened.evaluate(FOCUSED)
            assert marked, where
            assert seen, where
            reached.append(where)
        assert reached == stops
        opened.keyboard.press("Tab")
        assert opened.evaluate(FOCUSED) is None


def test_a_wide_table_is_scrolled_by_keys(chrome: Chrome, tmp_path: Path) -> None:
    """On a telephone the arrows move it; the page stays."""
    with shown(chrome, tmp_path, sample(), "en", "phone") as opened:
        region = opened.locator(".scroll").first
        region.focus()
        opened.keyboard.press("End")
        for _time in range(5):
            opened.keyboard.press("ArrowRight")
        opened.wait_for_function("document.querySelector('.scroll').scrollLeft > 0")
        assert opened.evaluate("scrollX") == 0


def test_skipping_goes_to_the_report(chrome: Chrome, tmp_path: Path) -> None:
    """The first link leads past the contents."""
    with shown(chrome, tmp_path, sample(), "en", "light") as opened:
        opened.keyboard.press("Tab")
        opened.keyboard.press("Enter")
        assert opened.evaluate("document.activeElement.id") == "report"


def test_a_dark_page_prints_light(chrome: Chrome, tmp_path: Path) -> None:
    """Whoever reads in the dark still prints on white."""
    with shown(chrome, tmp_path, sample(), "en", "dark") as opened:
        background = "getComputedStyle(document.body).backgroundColor"
        assert opened.evaluate(background) == "rgb(23, 22, 20)"
        opened.emulate_media(media="print")
        assert opened.evaluate(background) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_as_pdf(tmp_path: Path, language: str) -> None:
    """Three sheets of A4, words that can be searched, drawings with theirs, numbered pages."""
    import pypdfium2

    from svc.papers.pdf import pdf

    speak(language)
    made = pdf(page(sample(), printed=True))
    assert made == pdf(page(sample(), printed=True))
    speak("en")
    read = pypdfium2.PdfDocument(made)
    assert len(read) == 3
    assert [round(side / 72 * 25.4) for side in read[0].get_size()] == [210, 297]
    texts = [sheet.get_textpage().get_text_bounded() for sheet in read]
    whole = "".join(texts)
    percent = "%" if language == "zh" else " %"
    shares = (f"83.3{percent}", f"58.3{percent}")
    for word in ("雅衣阁", *shares, "W47", "¥150.00", "-1.20", "n = 7"):
        assert word in whole, word
    assert [f"{n} / 3" in text for n, text in enumerate(texts, 1)] == [True] * 3
    blue = (44, 88, 119)
    for sheet in (read[0], read[1]):
        colours = sheet.render(scale=1).to_pil().convert("RGB").getcolors(10**6)
        assert sum(n for n, colour in colours if colour == blue) > 500


def test_a_long_table_repeats_its_headings_on_each_sheet() -> None:
    """No row is parted; a total stands at the end alone."""
    import pypdfium2

    from svc.papers.pdf import pdf

    rows = tuple((f"K-{n:03}", "质量问题，" * 20) for n in range(60))
    columns = (Column("id", "case number"), Column("what", "what happened", "words"))
    table = Table(columns=columns, rows=rows, total=("the total", None))
    report = replace(sample(), figures=(), sections=(Section(heading="Ledger", table=table),))
    read = pypdfium2.PdfDocument(pdf(page(report, printed=True)))
    texts = [sheet.get_textpage().get_text_bounded() for sheet in read]
    assert len(texts) > 2
    assert all("case number" in text for text in texts)
    assert ["the total" in text for text in texts] == [False] * (len(texts) - 1) + [True]
