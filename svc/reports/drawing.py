"""Charts as SVG, drawn by lets-plot: an extra, imported only where a chart is drawn.

A drawing is still: no script, no tooltip. Its words lie in `marks`, where they are escaped; the
same figures give the same bytes (docs/decisions/0037).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.reports.gist import gist
from svc.reports.marks import SVG, Marks, drawn, room, text_of
from svc.reports.pareto import pareto
from svc.reports.plots import (
    LINES,
    MOST,
    NARROW,
    PX,
    WIDE,
    cut,
    ends_of,
    finished,
    ink,
    label_lines,
    legend,
    library,
    rects,
    ticks_told,
    together,
    words_at,
)
from svc.reports.scales import breaks, thinned
from svc.reports.values import heading, shown

if TYPE_CHECKING:
    from svc.reports.document import Chart

FILLS = ("c1", "t2", "c3", "c4", "c5", "c6")
DASHES = ("solid", "longdash", "dotted", "dotdash", "dashed", "twodash")
SHAPES = (16, 15, 17, 18, 1, 0)


def lacking() -> bool:
    """Whether the library that draws is not installed: then pages have tables alone."""
    try:
        library()
    except (ImportError, OSError):
        return True
    return False


def svg(
    chart: Chart, *, name: str = "chart", narrow: bool = False, printed: bool = False
) -> str | None:
    """A chart as an SVG element, or None where there is nothing to draw or nothing to draw with.

    Args:
        chart: the figures; what stands in the table beside it.
        name: what the ids in it begin with: of its own within a page.
        narrow: for a telephone.
        printed: with plain colours, not those of the page.
    """
    most = len(chart.labels) if chart.kind == "lines" else MOST
    if not any(v is not None for series in chart.series for v in series.values[:most]):
        return None
    if lacking():
        return None
    marks = Marks()
    draw = {"pareto": pareto, "lines": _lines}.get(chart.kind, _bars)
    root = drawn(draw(chart, marks, NARROW if narrow else WIDE), marks, printed=printed)
    root.attrib |= {"role": "img", "aria-labelledby": f"{name}-title {name}-desc"}
    from xml.etree.ElementTree import Element

    for place, (tag, words) in enumerate((("title", heading(chart.title)), ("desc", gist(chart)))):
        element = Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{tag}"})
        element.text = words
        root.insert(place, element)
    return text_of(root)


def _bars(chart: Chart, marks: Marks, wide: int) -> str:
    """Bars from left to right, a label a row; of several series side by side at each label."""
    p = library()
    count = min(len(chart.labels), MOST)
    many = len(chart.series)
    lines = [label_lines(chart.labels[n], wide) for n in range(count)]
    left = PX * max((room(line) for label in lines for line in label), default=0)
    across = max(wide - left - 24, 80)
    ends = [v for series in chart.series for v in series.values[:count] if v is not None]
    told = PX * max(room(shown(v, chart.values)) for v in ends) + 10
    low, high = ends_of(ends, across, told)
    thick = 0.72 / many
    plot = p.ggplot()
    for number, series in enumerate(chart.series):
        rows = [(n, v) for n, v in enumerate(series.values[:count]) if v is not None]
        if not rows:
            continue
        middle = [count - n + 0.36 - thick * (number + 0.5) for n, _v in rows]
        values = [float(v) for _n, v in rows]
        plot += rects(
            {"xmin": [min(v, 0) for v in values], "xmax": [max(v, 0) for v in values],
             "ymin": [m - thick * 0.46 for m in middle],
             "ymax": [m + thick * 0.46 for m in middle]},
            _name(chart, number),
        )  # fmt: skip
        plot += words_at(
            [v + (high - low) * 6 / across * (1 if v >= 0 else -1) for v in values], middle,
            [marks(shown(v, chart.values)) for _n, v in rows],
            hjust=[0 if v >= 0 else 1 for v in values],
        )  # fmt: skip
    plot += p.geom_vline(xintercept=0, color=ink("soft"), size=0.5, tooltips="none")
    plot += p.scale_x_continuous(limits=[low, high], expand=[0, 0])
    plot += p.scale_y_continuous(
        breaks=[count - n for n in range(count)],
        labels=["\n".join(marks(line) for line in label) for label in lines],
        limits=[0.5, count + 0.5],
        expand=[0, 0],
    )
    rows_high = max(30 if many == 1 else 18 * many + 12, 14 * max(map(len, lines), default=1) + 8)
    keys = many if wide == NARROW else 1
    high_px = rows_high * count + (12 + 26 * keys if many > 1 else 12)
    if many > 1:
        plot += legend(chart, marks, {"fill": FILLS, "color": LINES}, wide)
    theme = {"axis_text_x": "blank", "axis_ticks": "blank", "axis_line": "blank"}
    return finished(plot, wide, high_px, theme, keyed=many > 1)


def _lines(chart: Chart, marks: Marks, wide: int) -> str:
    """A line a series along the labels, parted where a figure is missing; its last is told."""
    p = library()
    count = len(chart.labels)
    ends = [v for series in chart.series for v in series.values if v is not None]
    ticks = breaks(ends, whole=chart.values == "count", from_nought=chart.values != "number")
    low, high = float(ticks[0]), max(float(ticks[-1]), float(max(ends)))
    told = [marks(text) for text in ticks_told(ticks, chart.values)]
    last_room = PX * max(room(shown(v, chart.values)) for v in ends) + 8
    across = wide - 36 - PX * max(map(len, told)) - last_room
    data: dict[str, list[Any]] = {"x": [], "y": [], "name": [], "run": []}
    run = 0
    for number, series in enumerate(chart.series):
        for n, value in enumerate(series.values):
            if value is None:
                run += 1
                continue
            for key, each in zip(
                data, (n + 1, float(value), _name(chart, number), run), strict=True
            ):
                data[key].append(each)
        run += 1
    several = len(chart.series) > 1
    aes = {"color": "name", "linetype": "name", "shape": "name"} if several else {}
    plain = {} if several else {"color": ink("c1")}
    line = p.aes("x", "y", group="run", **{k: v for k, v in aes.items() if k != "shape"})
    plot = p.ggplot()
    # lets-plot tells on stdout that it draws no line of one point
    joined = [n for n, run in enumerate(data["run"]) if data["run"].count(run) > 1]
    if joined:
        lines = {key: [values[n] for n in joined] for key, values in data.items()}
        plot += p.geom_line(line, data=lines, size=0.9, tooltips="none", **plain)
    dots = p.aes("x", "y", **{k: v for k, v in aes.items() if k != "linetype"})
    plot += p.geom_point(dots, data=data, size=2.6, tooltips="none", **plain)
    plot += _last(chart, marks, (high - low) / 230, across)
    kept = thinned([room(heading(label)) for label in chart.labels], across / max(count, 1) / PX)
    plot += p.scale_x_continuous(
        breaks=[n + 1 for n in kept],
        labels=[marks(cut(heading(chart.labels[n]), 24)) for n in kept],
        limits=[0.5, count + 0.5 + last_room / max(across, 1) * count],
        expand=[0, 0],
    )
    plot += p.scale_y_continuous(
        breaks=[float(tick) for tick in ticks],
        labels=told,
        limits=[low - (high - low) * 0.03, high + (high - low) * 0.06],
        expand=[0, 0],
    )
    if several:
        plot += legend(chart, marks, {"color": LINES, "linetype": DASHES, "shape": SHAPES}, wide)
    theme = {"axis_ticks": "blank", "axis_line": "blank", "panel_grid_major_y": "rule"}
    extra = 26 * (len(chart.series) if wide == NARROW else 1) if several else 0
    return finished(plot, wide, 270 + extra, theme, keyed=several)


def _last(chart: Chart, marks: Marks, step: float, across: float) -> Any:
    """The last figure of each line, beside it; those that would lie on each other are moved."""
    found: list[tuple[float, int, str, str]] = []
    for number, series in enumerate(chart.series):
        known = [n for n, v in enumerate(series.values) if v is not None]
        if known:
            value = series.values[known[-1]]
            words = marks(shown(value, chart.values))
            found.append((float(value or 0), known[-1] + 1, words, LINES[number % len(LINES)]))
    found.sort(key=lambda each: each[0])
    x, y, colours, below = [], [], [], float("-inf")
    for last, at, _mark, colour in found:
        below = max(last, below + 15 * step)
        x.append(at + len(chart.labels) / max(across, 1) * 9)
        y.append(below)
        colours.append(colour)
    layers = [
        words_at([a], [b], [each[2]], colour=colour, hjust=0.0)
        for a, b, each, colour in zip(x, y, found, colours, strict=True)
    ]
    return together(layers)


def _name(chart: Chart, number: int) -> str | None:
    """What a series is called within a plot; alone it needs no name."""
    return f"s{number}" if len(chart.series) > 1 else None
