"""The curves: `python -m bench.draw RESULTS FOLDER`, in the venv, where matplotlib is.

Text stays text, in the reader's own type; ink follows light and dark by a style sheet within.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.figures import Results, ratio
from bench.rows import BY_NAME, CONTENDERS, asked

if TYPE_CHECKING:
    from bench.rows import Row

INK, GRID = "#5a6169", "#b9c0c8"
STYLE = (
    "<style>:root{--ink:#24292f;--grid:#d0d7de}"
    "@media(prefers-color-scheme:dark){:root{--ink:#d7dee6;--grid:#3a424b}}</style>"
)
COLOURS = {
    "bare": "#8b949e", "svc": "#d1495b", "sqlite3": "#2a9d8f", "python": "#3a86c8",
    "sqlite-utils": "#8f6cc9", "jq": "#c98a1b", "recutils": "#7a9a3a", "tinydb": "#b5651d",
    "cached": "#d68fb0", "taskwarrior": "#4f8f8f", "git": "#d1495b", "parse": "#2a9d8f",
}  # fmt: skip
MARKS = {"svc": "o", "bare": "", "git": "o"}


def draw(results: Results, row: Row, file: Path) -> bool:
    """One row's curves over the size of the shop; gives whether there was a curve to draw."""
    import matplotlib as mpl  # type: ignore[import-not-found]

    mpl.use("svg")
    mpl.rcParams.update({
        "svg.fonttype": "none", "svg.hashsalt": "svc", "font.family": "sans-serif",
        "font.size": 11, "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": INK,
        "xtick.color": INK, "ytick.color": INK, "xtick.labelcolor": INK, "ytick.labelcolor": INK,
    })  # fmt: skip
    from matplotlib import pyplot as plt
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter  # type: ignore[import-not-found]

    curves = {name: points(results, row, name) for name in asked(row.name)}
    curves = {name: found for name, found in curves.items() if found}
    if max((len(found) for found in curves.values()), default=0) < 2:
        return False
    figure, axes = plt.subplots(figsize=(7.6, 4.4))
    for name, found in curves.items():
        ours = name in {"svc", "git"}
        axes.plot(
            [size for size, _ratio in found], [ratio for _size, ratio in found],
            color=COLOURS[name], linewidth=2.6 if ours else 1.5, marker=MARKS.get(name, "."),
            linestyle="--" if name == "bare" else "-", label=CONTENDERS[name].title,
            zorder=3 if ours else 2,
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_yscale("log")
    sizes = sorted({size for found in curves.values() for size, _ratio in found})
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_locator(LogLocator(base=10, subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:,g}×"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_title(f"{row.title}: whole process", loc="left", fontsize=13)
    axes.set_xlabel("customers in the shop, five purchases each on average")
    axes.set_ylabel("median time, × bare click program")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=10)
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", transparent=True, bbox_inches="tight",
                   metadata={"Date": None, "Creator": None})  # fmt: skip
    plt.close(figure)
    file.write_text(in_both_lights(drawn.getvalue()), encoding="utf-8")
    return True


def in_both_lights(svg: str) -> str:
    """The drawing with its ink and grid taken from the style sheet."""
    head, tag, rest = svg.partition("<defs>")
    svg = head + STYLE + tag + rest
    svg = svg.replace(INK, f"var(--ink,{INK})").replace(GRID, f"var(--grid,{GRID})")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def points(results: Results, row: Row, name: str) -> list[tuple[int, float]]:
    """Sizes and ratios to the bare program of a contender."""
    found = ((size, ratio(results, size, row.name, name)) for size in sorted(results))
    return [(size, times) for size, times in found if times is not None]


def read(file: Path) -> Results:
    """Results as `run` keeps them."""
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return {int(size): rows for size, rows in told.items()}


if __name__ == "__main__":
    found, folder = read(Path(sys.argv[1])), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for each in BY_NAME.values():
        if draw(found, each, folder / f"{each.name}.svg"):
            print(each.name)
