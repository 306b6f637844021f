"""A report as text: it fits its terminal, stands straight, and draws what it has."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc import i18n
from svc.output import width
from svc.reports.bars import sparkline, strips_of
from svc.reports.document import Chart, Column, Figure, Report, Section, Series, Table, TooFew
from svc.reports.text import text
from tests.reports.any_report import WEEKS, reports, sample

if TYPE_CHECKING:
    from collections.abc import Sequence


@settings(max_examples=60)
@given(reports, st.sampled_from([20, 33, 40, 59, 60, 80, 120]), st.booleans())
def test_nothing_is_wider_than_the_paper(report: Report, columns: int, in_ascii: bool) -> None:
    """Whatever a report holds, no line runs over the edge, and nothing steers a terminal."""
    lines = text(report, columns=columns, plain=True, in_ascii=in_ascii).split("\n")
    assert max(map(width, lines)) <= columns
    assert all(line.isprintable() or not line.isascii() for line in lines)
    assert not any("\x1b" in line or "\u202e" in line for line in lines)


def found(report: Report, columns: int = 80, *, in_ascii: bool = False) -> list[str]:
    """Its lines, plain."""
    return text(report, columns=columns, plain=True, in_ascii=in_ascii).split("\n")


def test_key_figures_with_what_they_were() -> None:
    """Each with its comparisons in words; a bad one is marked; too few is said as that."""
    lines = found(sample())
    assert lines[1] == "雅衣阁 · 2026-W47 · 2026-11-16 – 2026-11-22"
    assert lines[3:8] == [
        "  新投诉            12  上周 9 (up 3)  去年同期 15 (down 3)",
        "! late               3  last week 3 (unchanged)",
        "  on time       83.3 %  last week 75.0 % (up 8.3 points)  a year ago –",
        "  satisfied  too few to say (n = 7)  last week 90.0 %",
        "  refunds    ¥1,299.00",
    ]


def test_figures_compared_alike_stand_in_columns() -> None:
    """From three figures on, what they were has columns, as long as these fit."""
    before = (("last week", 9), ("a year ago", None))
    report = Report(
        name="x", title="X", shop="",
        figures=(
            Figure(label="new", value=12, before=before),
            Figure(label="late", value=9, before=before, bad=True),
            Figure(label="satisfied", value=TooFew(n=7), before=before),
        ),
    )  # fmt: skip
    assert found(report)[2:] == [
        "                 last week      a year ago",
        "  new        12  9 (up 3)       –",
        "! late        9  9 (unchanged)  –",
        "  satisfied  too few to say (n = 7)",
        "                 9              –",
    ]
    assert found(report, 30)[2:] == [
        "  new        12",
        "    last week 9 (up 3)",
        "    a year ago –",
        "! late        9",
        "    last week 9 (unchanged)",
        "    a year ago –",
        "  satisfied",
        "    too few to say (n = 7)",
        "    last week 9  a year ago –",
    ]


def test_bars_stand_behind_their_rows() -> None:
    """Where there is room, a bar follows the row it is of, and the total has none."""
    lines = found(_bars((30, 15, 0)), 80)
    at = lines.index(next(line for line in lines if line.startswith("class")))
    assert lines[at].endswith("Cases by class (cases)")
    assert [line.split() for line in lines[at + 2 : at + 5]] == [
        ["质量", "30", "█" * 40], ["service", "15", "█" * 20], ["a", "0"],
    ]  # fmt: skip
    assert "█" not in "".join(lines[at + 5 :])


def _bars(values: tuple[int, ...], kind: str = "bars") -> Report:
    labels = ("质量", "service", "a")
    return Report(
        name="x", title="X", shop="雅衣阁",
        sections=(Section(
            heading="Classes",
            table=Table(columns=(Column("c", "class"), Column("n", "cases", "count")),
                        rows=tuple(zip(labels, values, strict=True)), total=("all", sum(values))),
            chart=Chart(kind=kind, title="Cases by class", unit="cases", labels=labels,
                        series=(Series("cases", values),)),
        ),),
    )  # fmt: skip


def test_narrow_bars_stand_below_the_table() -> None:
    """With their title and unit, and of a Pareto chart with the shares added up."""
    lines = found(_bars((2, 1, 1), "pareto"), 29, in_ascii=True)
    assert lines[-4:] == [
        "Cases by class (cases)",
        "质量     ########  2   50.0 %",
        "service  ####      1   75.0 %",
        "a        ####      1  100.0 %",
    ]


def test_rows_go_below_each_other_where_it_is_narrow() -> None:
    """Below sixty columns a row that does not fit is labels and values, nothing left out."""
    lines = found(sample(), 40)
    at = lines.index("服务态度")
    assert lines[at + 1 : at + 7] == [
        "  count       3",
        "  share       25.0 %",
        "  first on    2026-11-16",
        "  paid        ¥37.50",
        "  hours       3.5 h",
        "  what to do  每天整理。每天整理。每天整",
    ]


@pytest.mark.parametrize(
    ("values", "size", "drawn"),
    [
        ((4, 2, 1, 0, None), 4, ["████", "██  ", "█   ", "    ", "    "]),
        ((16, 1), 2, ["██", "▏ "]),
        ((1000, 1), 4, ["████", "▏   "]),
        ((-2, 2), 4, ["██  ", "  ██"]),
        ((0, 0), 3, ["   ", "   "]),
        ((None,), 3, ["   "]),
        ((Decimal("0.5"), Decimal("0.25")), 4, ["████", "██  "]),
        ((), 4, []),
    ],
)
def test_bars(values: Sequence[int | Decimal | None], size: int, drawn: list[str]) -> None:
    """From nothing, on one scale; what is more than nothing is seen, and what is below, too."""
    assert strips_of(values, size) == drawn


@pytest.mark.parametrize(
    ("values", "size", "drawn"),
    [((4, 2, 0), 4, ["####", "##  ", "    "]), ((1000, 1), 4, ["####", "#   "]),
     ((-2, 2), 4, ["##  ", "  ##"]), ((-1000, -1), 4, ["####", "   #"])],
)  # fmt: skip
def test_bars_in_ascii(values: Sequence[int], size: int, drawn: list[str]) -> None:
    """The same without a block character."""
    assert strips_of(values, size, in_ascii=True) == drawn


def test_sparklines() -> None:
    """A character a value, from the lowest to the highest; a gap is a space."""
    assert sparkline((0, 7, None, 3), 0, 7) == "▁█ ▄"
    assert sparkline((0, 7, None, 3), 0, 7, in_ascii=True) == "_# -"
    assert sparkline((5, 5), 5, 5) == "▁▁"


def test_lines_and_pairs() -> None:
    """A line a series with its bounds; series side by side at each label."""
    lines = found(sample())
    at = lines.index("Cases a week (cases)")
    assert lines[at + 1 : at + 3] == [
        f"{WEEKS[0]} – {WEEKS[-1]}",
        "cases  ▁▂▄▆█▁▂▄  0 to 4, last 2",
    ]
    at = lines.index("Expected and perceived (points)")
    assert [line.split()[0] for line in lines[at + 1 : at + 5]] == [
        "有形性", "perceived", "reliability", "perceived",
    ]  # fmt: skip


def test_in_chinese() -> None:
    """Labels of ours are Chinese, figures are shown the Chinese way."""
    i18n.speak("zh")
    lines = found(sample())
    assert lines[0] == "顾客数"
    assert max(map(width, lines)) <= 80


def test_colours_only_on_a_terminal() -> None:
    """Captured output is no terminal: no escape codes, and words for arrows."""
    shown = text(sample(), columns=80)
    assert "\x1b" not in shown
    assert "▲" not in shown


def test_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Headings are bold, a rise has an arrow; `plain` takes both away again."""
    monkeypatch.setattr("svc.output.is_plain", lambda: False)
    shown = text(sample(), columns=80)
    assert "\x1b[1m! late" in shown
    assert "▲ 3" in shown
    assert text(sample(), columns=80, plain=True) == text(sample(), columns=80, plain=True)
    assert "\x1b" not in text(sample(), columns=80, plain=True)


def test_in_ascii() -> None:
    """Where the locale is C, svc draws with ASCII; only what people wrote is theirs."""
    lines = found(_bars((2, 1, 0)), 80, in_ascii=True)
    assert {each for each in "".join(lines) if not each.isascii()} == set("雅衣阁质量")


def test_an_empty_report() -> None:
    """A title is enough, and an empty table shows nothing but its section's words."""
    bare = Report(name="x", title="X", shop="")
    assert found(bare) == ["X"]
    table = Table(columns=(Column("a", "A"),), rows=())
    empty = Report(name="x", title="X", shop="", sections=(
        Section(heading="S", notes=("Nobody.",), table=table),),
        figures=(Figure(label="n", value=0),),
    )  # fmt: skip
    assert found(empty) == ["X", "", "n  0", "", "", "S", "═", "Nobody."]
