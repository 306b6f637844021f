"""Write the table of docs/reliability.md: promise, what was done to it, how often, how it went.

What the campaigns counted is in build/figures.jsonl (`make faults`), the committed figures are in
docs/reliability.json. A row measured anew takes the place of the one with the same promise and the
same words; rows not measured this time stay. `--check` fails where the page is not as the figures
would make it; `--fresh` forgets what was counted, before a new campaign.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reliability.md"
KEPT = ROOT / "docs" / "reliability.json"
COUNTED = ROOT / "build" / "figures.jsonl"
BEGIN, END = "<!-- figures: written by tools/reliability.py -->", "<!-- /figures -->"

Row = dict[str, Any]


MUTANTS = "tools/mutants.py"
"""What measures P19; its `bad` are mutants that no test noticed, of which a tenth may be."""


def key(row: Row) -> tuple[int, str]:
    """By what a row is known, and sorted: the number of its promise, its words."""
    return int(row["promise"].removeprefix("P")), row["what"]


def added_up(lines: list[str]) -> list[Row]:
    """The lines of build/figures.jsonl as rows: those of the same promise and words are one.

    Runs add up, but those of mutants: the same ones are made each time, and the last time counts.
    """
    rows: dict[tuple[int, str], Row] = {}
    for line in lines:
        row = {"test": MUTANTS, "note": "", **json.loads(line)}
        known = rows.setdefault(key(row), row)
        if row["test"] == MUTANTS:
            rows[key(row)] = row
        elif known is not row:
            known["runs"] += row["runs"]
            known["bad"] += row["bad"]
            known["note"] = row["note"] or known["note"]
    return list(rows.values())


def merged(kept: list[Row], counted: list[Row]) -> list[Row]:
    """The rows kept, with those counted now in their place; a row whose test is gone goes."""
    rows = {key(row): row for row in (*kept, *counted)}
    return [rows[each] for each in sorted(rows) if (ROOT / rows[each]["test"]).exists()]


def command(row: Row) -> str:
    """The command that measures a row again."""
    if row["test"].startswith("tests/faults/"):
        return f"make faults TEST_ARGS={row['test']}"
    if row["test"].startswith("tests/"):
        return f"make test TEST_ARGS={row['test']}"
    return f"python {row['test']}"


def table(rows: list[Row]) -> str:
    """The rows as the table of the page."""
    lines = ["| promise | what was done | runs | bad | measured by |", "|---|---|---:|---:|---|"]
    for row in rows:
        what = row["what"] + (f"; {row['note']}" if row["note"] else "")
        cells = (row["promise"], what, f"{row['runs']:,}", f"{row['bad']:,}", f"`{command(row)}`")
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def page(rows: list[Row]) -> str:
    """The whole page with the table of these rows."""
    before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{PAGE.name}: the markers of the table are not there")
    return f"{before}{BEGIN}\n{table(rows)}\n{END}{after}"


def kept() -> list[Row]:
    """The committed figures."""
    rows: list[Row] = json.loads(KEPT.read_text(encoding="utf-8"))
    return rows


def counted() -> list[Row]:
    """The figures of the last campaigns, none where there were none."""
    if not COUNTED.exists():
        return []
    return added_up(COUNTED.read_text(encoding="utf-8").splitlines())


def main(args: list[str]) -> int:
    """Write the page and the figures, look whether they are as they should be, or forget."""
    if args == ["--fresh"]:
        COUNTED.unlink(missing_ok=True)
        return 0
    if args == ["--check"]:
        stale = page(kept()) != PAGE.read_text(encoding="utf-8")
        if stale:
            print("docs/reliability.md is not what docs/reliability.json says: make reliability")
        return int(stale)
    rows = merged(kept(), counted())
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)
    KEPT.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    PAGE.write_text(page(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
