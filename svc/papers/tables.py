"""Tables of a drawn card: rows with a rule above each, cells of words or of rings to tick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.papers.blocks import Block, made, number, paragraphs, share, tag_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from svc.papers.blocks import Setter
    from svc.papers.looks import Look

GAP = 2.0
"""So many mm stay free between words and the next column."""


class Cell(Frozen):
    """A cell: where it begins in its row, how wide it is, its lines of words, or a ring."""

    at: float
    wide: float
    lines: tuple[str, ...]
    look: Look
    ring: bool = False


def table(setter: Setter, element: Element, wide: float) -> Block:
    """A table as a block: its columns as `<col style="width:…"/>` says, else all alike."""
    look, rule = setter.look(element), setter.named("tr")
    columns = _columns(element, wide)
    rows = list(_rows(setter, element, columns))
    heights = [_height(cells) for cells, _ruled in rows]

    def paint(x: float, y: float) -> Iterator[Element]:
        for (cells, ruled), height in zip(rows, heights, strict=True):
            if ruled:
                yield made("path", d=f"M{number(x)} {number(y)}h{number(wide)}", fill="none",
                           stroke=rule.stroke, stroke_width=rule.thick)  # fmt: skip
            for cell in cells:
                yield from _painted(setter, cell, x, y, height)
            y += height

    return Block(height=sum(heights), paint=paint, before=look.before, after=look.after)


def _columns(element: Element, wide: float) -> list[float]:
    named = [share(each, wide) for each in element.iter() if tag_of(each) == "col"]
    rows = (each for each in element.iter() if tag_of(each) == "tr")
    most = max((sum(_span(cell) for cell in row) for row in rows), default=1)
    asked: list[float | None] = [*named, *[None] * max(most - len(named), 0)]
    left = max(wide - sum(each or 0.0 for each in asked), 0.0)
    each_of_others = left / max(asked.count(None), 1)
    return [each_of_others if width is None else width for width in asked]


def _span(cell: Element) -> int:
    text = cell.get("colspan", "1")
    return int(text) if text.isdecimal() else 1


def _rows(
    setter: Setter, element: Element, columns: list[float]
) -> Iterator[tuple[list[Cell], bool]]:
    for part in element:
        inside = tag_of(part)
        for row in part.iter():
            if tag_of(row) == "tr":
                yield list(_cells(setter, row, columns, inside)), inside == "tbody"


def _cells(setter: Setter, row: Element, columns: list[float], inside: str) -> Iterator[Cell]:
    at, nth = 0.0, 0
    for cell in row:
        wide = sum(columns[nth : nth + _span(cell)])
        look: Any = setter.look(cell, inside)
        gap = GAP if nth + _span(cell) < len(columns) else 0.0
        words = setter.lines(paragraphs(cell), look, wide - min(gap, wide / 2))
        ring = any(each.get("class") == "ring" for each in cell)
        yield Cell(at=at, wide=wide, lines=tuple(words), look=look, ring=ring)
        at, nth = at + wide, nth + _span(cell)


def _height(cells: list[Cell]) -> float:
    return max(
        (max(len(c.lines), c.ring) * c.look.size * c.look.leading + 2 * c.look.pad for c in cells),
        default=0.0,
    )


def _painted(setter: Setter, cell: Cell, x: float, y: float, height: float) -> Iterator[Element]:
    if cell.ring:
        ring = setter.named(".ring")
        yield made("circle", cx=x + cell.at + cell.wide / 2, cy=y + height / 2, r=ring.wide / 2,
                   fill="none", stroke=ring.stroke, stroke_width=ring.thick)  # fmt: skip
    yield from setter.written(
        list(cell.lines), cell.look, x + cell.at, y + cell.look.pad, cell.wide
    )
