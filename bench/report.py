"""What was found, as a table for a terminal and as the README beside the curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.figures import cell, exponents, ratio, spell, times
from bench.goals import verdicts
from bench.places import NOTES
from bench.rows import BARE, BY_NAME, CONTENDERS, ROWS, asked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bench.figures import Results
    from bench.rows import Row


def spoken(results: Results, size: int, row: str, name: str) -> str:
    """One cell: the ratio and the median, or why there is none."""
    told = cell(results, size, row, name)
    if "median" not in told:
        return str(told.get("note", "-"))
    took = spell(told["median"])
    return took if name == BARE else f"{times(ratio(results, size, row, name))} {took}"


def table_of(results: Results, row: Row) -> tuple[list[str], list[list[str]]]:
    """A row's heading and lines: who, each size, and how it grows."""
    sizes = [size for size in sorted(results) if row.name in results[size]]
    heading = ["", *(f"{size:,}" for size in sizes), "grows", "beyond bare"]
    lines = []
    for name in asked(row.name):
        if any(cell(results, size, row.name, name) for size in sizes):
            cells = [spoken(results, size, row.name, name) for size in sizes]
            grows = [
                "-" if e is None else f"n^{e:.2f}" for e in exponents(results, row.name, name)
            ]
            if name == BARE:
                grows = ["", ""]
            lines.append([CONTENDERS[name].title, *cells, *grows])
    return heading, lines


def measured(results: Results) -> Iterator[Row]:
    """The rows that were asked for."""
    return (row for row in ROWS if any(row.name in rows for rows in results.values()))


def as_text(results: Results) -> str:
    """Every row as a table for a terminal."""
    parts = []
    for row in measured(results):
        heading, lines = table_of(results, row)
        widths = [max(map(len, column)) for column in zip(heading, *lines, strict=True)]
        told = [f"{row.title} ({row.name})"]
        for line in (heading, *lines):
            cells = [line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]
            told.append("  " + "  ".join(cells).rstrip())
        parts.append("\n".join(told))
    return "\n\n".join(parts)


def goals_as_text(results: Results) -> str:
    """The goals for a terminal: those that were measured."""
    rows = [line for line in goal_lines(results) if line[-1] != "not measured"]
    if not rows:
        return "  none of them was measured"
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def goal_lines(results: Results) -> list[list[str]]:
    """Each goal, its bound, what was measured, and whether that is met."""
    lines = []
    for verdict in verdicts(results):
        goal, value = verdict.goal, verdict.value
        bound = ("at least " if goal.at_least else "") + goal.spell(goal.bound)
        measured = "-" if value is None else goal.spell(value)
        lines.append([goal.title, bound, measured, verdict.words])
    return lines


def markdown(heading: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table for the README."""
    rule = ["---", *("---:" for _cell in heading[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in (heading, rule, *lines))


def readme(
    results: Results, run: Mapping[str, Any], lacking: Mapping[str, str], curves: Collection[str]
) -> str:
    """The whole page, made by the command that measured."""
    parts = [INTRODUCTION.format(**run["machine"], date=run["date"], commit=run["commit"])]
    parts.append(
        "## Versions\n\n" + ", ".join(f"{k} {v}" for k, v in run["versions"].items()) + "."
    )
    if lacking:
        told = "; ".join(f"{name}: {why}" for name, why in lacking.items())
        parts.append(f"Not measured, because it could not be had here: {told}.")
    parts.append("## Goals\n\n" + markdown(["goal", "bound", "measured", ""], goal_lines(results)))
    if "commit" in results.get(1000, {}) or "commit" in results.get(10_000, {}):
        parts.append("One added purchase was one added line in git (looked at in every run).")
    if NOTES.exists():
        parts.append(NOTES.read_text(encoding="utf-8").strip())
    parts.append("## svc at a glance\n\n" + markdown(*glance(results)))
    parts.append("## Row by row\n\n" + HOW_TO_READ)
    for row in measured(results):
        parts.append(f"### {row.title[0].upper()}{row.title[1:]}\n\n{row.says}")
        if row.name in curves:
            parts.append(f"![{row.title}, {CURVE}](curves/{row.name}.svg)")
        parts.append(markdown(*table_of(results, row)))
    parts.append("## Peak memory\n\n" + markdown(*memory(results)))
    parts.append(METHOD)
    return "\n\n".join(parts) + "\n"


def glance(results: Results) -> tuple[list[str], list[list[str]]]:
    """Svc's ratios alone, all rows and sizes."""
    sizes = sorted(results)
    lines = []
    for row in measured(results):
        name = "git" if row.name == "commit" else "svc"
        cells = [times(ratio(results, size, row.name, name)) for size in sizes]
        lines.append([row.title, *cells])
    return ["svc, to bare click", *(f"{size:,}" for size in sizes)], lines


def memory(results: Results) -> tuple[list[str], list[list[str]]]:
    """The peak of those rows that read or write everything."""
    sizes = sorted(results)
    lines = []
    for row in (BY_NAME["check"], BY_NAME["import"], BY_NAME["due"]):
        for name in asked(row.name):
            peaks = [cell(results, size, row.name, name).get("peak") for size in sizes]
            if name != BARE and any(peaks):
                cells = ["-" if peak is None else f"{peak / 1000:.0f} MB" for peak in peaks]
                lines.append([f"{row.title}: {CONTENDERS[name].title}", *cells])
    return ["", *(f"{size:,}" for size in sizes)], lines


CURVE = "times a bare click program, over customers"
INTRODUCTION = """\
# The bench

Made by `make bench`; what is written by hand stands in `notes.md` and is taken over as it is.

The same work in svc and in what a shop could use instead, each on the same generated shop, each
giving the same answer: answers are compared before anything is timed, and one that differs stops
the bench. Whole processes, from start to end, one after the other in turn (A B C A B C …), and of
their times the median. Every ratio is to a bare click program of the same Python, in those turns.

Measured {date}, commit {commit}: {cores} cores, {ram} GB of memory, {system}, files on {files},
Python {python}."""
HOW_TO_READ = """\
A cell is the ratio to the bare click program and the median time. `grows` is the exponent of the
whole time over the size of the shop (n^0: the size does not matter; n^1: ten times the shop, ten
times the time), `beyond bare` that of what a command takes beyond the bare program, where that is
more than noise. "stopped at 10,000: 38 s" means: too slow to be asked of a larger shop."""
METHOD = """\
## How it is measured

- A shop has its customers, five purchases each on average over four years, the complaints and the
  callbacks of a shop that keeps up with its work (`generate.py`; the same bytes for a seed). It is
  the last of those days.
- A run is `posix_spawn` to exit, by the clock; peak memory and processor time by `wait4`. One run
  to look at the answer, two to warm up, then up to 21 in turn, fewer where one run takes long
  (three at least, one where it takes longer than all the time there is for the row).
- Before a row is timed the bench rests for two seconds: svc does not yet rely on the times of
  files that were copied just now. Of those it wrote itself it knows.
- Five customers are asked for in turn, each of whom bought five times; all contenders are asked
  for the same one in the same turn.
- What is added stays during a row: some dozens of customers or purchases in a copy of the shop,
  each with a new phone, thrown away afterwards.
- svc speaks Chinese (`SVC_LANG=zh`), as in the shops it is for.
- SQLite has the indexes its questions want and is durable as it comes; sqlite-utils likewise.
  TinyDB is one JSON file, as it comes and with CachingMiddleware; it syncs its file by itself.
  jq reads JSON Lines, one file a table; adding is the shell's `>>` with `sync`. recutils has one
  file a table, days as numbers too (its own dates take far longer to compare); recins does not
  sync, so `sync` follows it, and it keeps no field but the key unique, so recsel looks first.
  taskwarrior holds every contact as a task with its day due, made ones completed.
- Lunar birthdays: the peers are given a table of which birthdays fall on the days asked for; svc
  works them out.
- The script on Python's sqlite3 is what a shop's own would be: the checks of `svc import`, one
  transaction, durable. Other imports check nothing and are shown for what writing alone costs.
- svc's import is two commands, timed together.
- Peak memory is never shown below that of the bench itself, about 22 MB.
"""
