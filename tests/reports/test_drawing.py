"""Drawings: whole, still, the same again; people's words escaped; told in words as well."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from svc import i18n
from svc.reports import drawing, plots
from svc.reports.document import CHARTS, Chart, Series
from svc.reports.gist import gist
from svc.reports.marks import INK, SVG
from svc.reports.scales import breaks, thinned
from tests.reports.any_report import charts, sample

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SHAPES = {"svg", "title", "desc", "g", "rect", "path", "line", "circle", "text", "tspan"}
SHAPES |= {"polygon", "polyline"}
ATTACKS = (
    "</svg><script>alert(1)</script>", '<a href="javascript:alert(1)">x</a>',
    "\\( \\frac{1}{2} \\)",
    "**bold**", "&amp;", '" onload="x', "]]>", "qxaaaannn", "王\x1b[31m芳\x00", "\u202eevil\u200b",
    "W" * 200, "👩‍👩‍👧 家", "مرحبا", "\ud800", "\ufffe", "",
)  # fmt: skip


def chart(kind: str, labels: tuple[str, ...], *rows: tuple[int | Decimal | None, ...]) -> Chart:
    """A chart of counts."""
    series = tuple(Series(f"s{n}", row) for n, row in enumerate(rows))
    return Chart(kind=kind, title="title", unit="cases", labels=labels, series=series)


def parsed(made: str | None) -> Element:
    """A drawing, as whoever reads XML sees it."""
    assert made is not None
    return ET.fromstring(made)  # noqa: S314


def words_of(root: Element) -> list[str]:
    """The lines of words in a drawing, in order."""
    return [each.text or "" for each in root.iter(f"{{{SVG}}}tspan")]


@settings(max_examples=40)
@given(charts())
def test_any_chart_is_drawn_the_same_again_and_harms_nobody(any_chart: Chart) -> None:
    """Gaps, figures below nothing, all alike, no labels: drawn, or nothing to draw."""
    made = drawing.svg(any_chart)
    figures = [v for series in any_chart.series for v in series.values if v is not None]
    assert (made is None) == (not figures)
    if made is not None:
        assert made == drawing.svg(any_chart)
        harmless(parsed(made))


def harmless(root: Element) -> None:
    """Shapes and words alone, no handler, no address, no name at random."""
    for each in root.iter():
        assert each.tag.removeprefix(f"{{{SVG}}}") in SHAPES
        for key, value in each.attrib.items():
            assert not key.startswith("on")
            assert "url(" not in value
            assert "href" not in key
            assert key != "id" or value.startswith("chart-")


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize("narrow", [False, True])
def test_no_word_is_taken_for_mark_up(kind: str, narrow: bool) -> None:
    """Labels, names, titles that attack come out as words; none widens a drawing."""
    many = 2 if kind in {"lines", "pairs"} else 1
    attacking = Chart(
        kind=kind, title=ATTACKS[0], unit=ATTACKS[1], labels=ATTACKS,
        series=tuple(Series(name, tuple(range(1, 17))) for name in ATTACKS[:many]),
    )  # fmt: skip
    root = parsed(drawing.svg(attacking, narrow=narrow))
    harmless(root)
    assert root.get("viewBox", "").split()[2] == ("340" if narrow else "720")
    told = "".join(words_of(root))
    assert "bold" in told or kind == "lines"
    assert not re.search("[\x00-\x1f\u202e\u200b\ud800]", told)
    assert "qxaa" not in told.replace("qxaaaannn", "")
    title = root.find(f"{{{SVG}}}title")
    assert title is not None
    assert title.text == ATTACKS[0]


@pytest.mark.parametrize("kind", CHARTS)
def test_a_drawing_says_what_it_shows(kind: str) -> None:
    """An image with a title and a sentence; the ids are those it was given."""
    root = parsed(drawing.svg(chart(kind, ("a", "b"), (3, 1)), name="c7"))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c7-title c7-desc"
    desc = root.find(f"{{{SVG}}}desc")
    assert desc is not None
    assert "3" in (desc.text or "")


@pytest.mark.parametrize(
    ("kind", "rows", "told"),
    [
        ("bars", ((3, 1, 2),), "Most is a (3), least b (1)."),
        ("pareto", ((3, 1, 1),), "Most is a (3), least c (1)."),
        ("bars", ((None, -1, 2),), "Most is c (2), least b (-1)."),
        ("pairs", ((3, 1, 2), (None, 5, 4)),
         "s0: most is a (3), least b (1). s1: most is b (5), least c (4)."),
        ("lines", ((None, 1, 2), (4, 5, None)),
         "s0: from 1 (b) to 2 (c). s1: from 4 (a) to 5 (b)."),
        ("lines", ((None, None, None),), ""),
    ],
)  # fmt: skip
def test_the_gist(kind: str, rows: tuple[tuple[int | None, ...], ...], told: str) -> None:
    """The largest and the least; of lines the first and the last there is."""
    assert (
        gist(chart(kind, ("a", "b", "c"), *rows)) == f"{told} The table holds the figures.".strip()
    )


def test_a_pareto_chart_tells_each_and_the_running_total() -> None:
    """Figures on the bars, shares of all on the line, in their order; the last is all."""
    made = drawing.svg(chart("pareto", ("q", "r", "other"), (6, 3, 1)))
    told = words_of(parsed(made))
    assert [word for word in told if word.endswith("%")] == ["60 %", "90 %", "100 %"]
    assert {"6", "3", "1", "q", "r", "other"} <= set(told)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((5, 3), ["62.5 %", "100 %"]),
        ((1, 7), ["12.5 %", "100 %"]),
        ((2, 1), ["66.7 %", "100 %"]),
        ((1, 1), ["50 %", "100 %"]),
    ],
)
def test_the_running_total_is_that_of_the_table(counts: tuple[int, int], told: list[str]) -> None:
    """One decimal, half up, as the table beside it; none where it is a whole percent."""
    words = words_of(parsed(drawing.svg(chart("pareto", ("q", "r"), counts))))
    assert [word for word in words if word.endswith("%")] == told


def test_a_line_has_a_gap_where_a_figure_is_missing() -> None:
    """Two runs are two paths: nothing is drawn across what is not known."""
    whole = parsed(drawing.svg(chart("lines", tuple("abcde"), (1, 2, 3, 4, 5))))
    parted = parsed(drawing.svg(chart("lines", tuple("abcde"), (1, 2, None, 4, 5))))
    assert [len(list(root.iter(f"{{{SVG}}}path"))) for root in (whole, parted)] == [1, 2]


def test_series_differ_without_colour() -> None:
    """The second line is dashed and has other points; the second bar has an outline."""
    made = drawing.svg(chart("lines", tuple("abc"), (1, 2, 3), (3, 2, 1))) or ""
    assert "stroke-dasharray" in made
    assert "<circle" in made
    pairs = drawing.svg(chart("pairs", tuple("ab"), (1, 2), (3, 2))) or ""
    assert "fill:var(--t2)" in pairs.replace(" ", "")


def test_printed_colours_are_plain() -> None:
    """On paper no variable is left; in a page no colour is."""
    one = chart("pareto", tuple("ab"), (2, 1))
    paper, page = drawing.svg(one, printed=True) or "", drawing.svg(one) or ""
    assert "var(" not in paper
    assert INK["c1"][1] in paper
    assert not re.search("#[0-9a-f]{6}|rgb", page)
    for mark, _colour in INK.values():
        assert mark not in paper


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize("row", [(1,), (0,), (1, None), (None, 1)])
def test_drawing_prints_nothing(
    kind: str, row: tuple[int | None, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    """One bar, one point of a line: the library has nothing to say on stdout."""
    labels = ("质量", "尺码")[: len(row)]
    assert drawing.svg(chart(kind, labels, row)) is not None
    assert capfd.readouterr() == ("", "")


def test_many_bars_are_the_first_forty() -> None:
    """A drawing taller than a page helps nobody: the table has the rest."""
    labels = tuple(f"L{n}" for n in range(60))
    told = words_of(parsed(drawing.svg(chart("bars", labels, tuple(range(60))))))
    assert "L39" in told
    assert "L40" not in told
    assert drawing.svg(chart("bars", labels, (None,) * 50 + (1,) * 10)) is None


def test_without_the_library_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No picture, and it can be asked why."""
    assert not drawing.lacking()
    plots.library.cache_clear()
    monkeypatch.setitem(sys.modules, "lets_plot", None)
    assert drawing.lacking()
    assert drawing.svg(chart("bars", ("a",), (1,))) is None


def test_what_there_is_to_draw_is_asked_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library is not imported where nothing is drawn."""
    plots.library.cache_clear()
    monkeypatch.setattr(drawing, "lacking", lambda: pytest.fail("asked"))
    assert drawing.svg(chart("bars", (), ())) is None
    assert drawing.svg(chart("lines", ("a",), (None,))) is None


@pytest.mark.parametrize(
    ("values", "whole", "nought", "expected"),
    [
        ((0, 4), True, True, [0, 1, 2, 3, 4]),
        ((0, 1), True, True, [0, 1]),
        ((0, 0), True, True, [0, 1]),
        ((3, 17), True, True, [0, 5, 10, 15, 20]),
        ((Decimal("0.2"), Decimal("0.9")), False, True, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ((Decimal("-1.2"), Decimal("0.4")), False, True, ["-1.5", "-1.0", "-0.5", "0", "0.5"]),
        ((Decimal("4.1"), Decimal("4.3")), False, False, ["4.10", "4.15", "4.20", "4.25", "4.30"]),
        ((7, 7), False, False, ["7", "7.2", "7.4", "7.6", "7.8", "8"]),
    ],
)  # fmt: skip
def test_scales_are_round(
    values: tuple[Decimal, ...], whole: bool, nought: bool, expected: list[str]
) -> None:
    """Steps of 1, 2, 5 and tens; counts have whole ones; the ends take in all figures."""
    found = breaks(values, whole=whole, from_nought=nought)
    assert found == [Decimal(each) for each in expected]


@pytest.mark.parametrize(
    ("widths", "room", "expected"),
    [
        ([3] * 8, 10.0, list(range(8))),
        ([3] * 8, 4.0, [1, 3, 5, 7]),
        ([200] * 3, 4.0, [2]),
        ([], 4.0, []),
        ([3], 0.4, [0]),
    ],
)
def test_labels_below_a_line_are_thinned(
    widths: list[int], room: float, expected: list[int]
) -> None:
    """As many as there is room for, the last always."""
    assert thinned(widths, room) == expected


def test_figures_of_a_scale_lose_noughts_all_together() -> None:
    """`0 %, 50 %` and not `0.0 %`; where one has a place, all keep it."""
    half = Decimal("0.5")
    assert plots.ticks_told([0, half, 1], "percent") == ["0 %", "50 %", "100 %"]
    assert plots.ticks_told([Decimal(0), half], "number") == ["0", "0.5"]
    assert plots.ticks_told([Decimal("0.002"), Decimal("0.004")], "number") == ["0.002", "0.004"]
    assert plots.ticks_told([1000, 2000], "money") == ["¥1,000", "¥2,000"]


def test_a_drawing_speaks_the_language_in_use() -> None:
    """The sentence for those who hear it, too."""
    (section, *_rest) = sample().sections
    assert section.chart is not None
    english = gist(section.chart)
    i18n.speak("zh")
    try:
        assert "  " not in gist(section.chart)
        assert "质量问题" in gist(section.chart)
    finally:
        i18n.speak("en")
    assert english.startswith("Most is 质量问题 (7)")
