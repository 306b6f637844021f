"""The blocks of a drawn card: each knows its height and draws itself from a place downwards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from svc.frozen import Frozen
from svc.papers.lines import broken, width
from svc.papers.looks import FIRST, Look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

SVG = "http://www.w3.org/2000/svg"
ASCENT = 0.86
"""How far the base line of Chinese type lies below its top, in em."""
MOST_STRETCHED = 2.5
"""A line this many em too short or more is not filled out."""
WIDOW_EM, WIDOW_SHARE = 3.5, 0.25
"""A last line shorter than this, in em or as a share of the column, looks forgotten."""
MOST_DRAWN_IN = 1.5
"""So many em the lines before it may be shorter, to give it company; they can be filled out."""
_FOOT = {"from", "foot"}
_LENGTH = re.compile(r"width:\s*([0-9.]+)(mm|%)")


class Block(Frozen):
    """A block of a card: `paint` draws it with its top at y, from x on."""

    height: float
    paint: Callable[[float, float], Iterable[Element]]
    before: float = 0.0
    after: float = 0.0
    bottom: bool = False


def tag_of(element: Element) -> str:
    """The name of an element without its name space."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def made(tag: str, **attributes: str | float) -> Element:
    """An element of the drawing; numbers are written short, `_` in names as `-`."""
    values = {
        name.replace("_", "-"): number(value) if isinstance(value, float) else value
        for name, value in attributes.items()
        if value != ""
    }
    return Element(f"{{{SVG}}}{tag}", values)


def number(value: float) -> str:
    """A length in at most three decimals, written short."""
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


class Setter:
    """Makes blocks of the elements of a card, in a column so wide, at a scale."""

    def __init__(
        self, looks: Mapping[str, Look], wide: float, scale: float, *, chinese: bool
    ) -> None:
        self._looks = {of: look.scaled(scale) for of, look in looks.items()}
        self._wide = wide
        self._scale = scale
        self._chinese = chinese

    def blocks(self, elements: Iterable[Element]) -> list[Block]:
        """The blocks of these elements, in their order."""
        found: list[Block] = []
        for element in elements:
            kind, name = tag_of(element), element.get("class", "")
            if kind == "svg":
                found.append(self._art(element))
            elif kind == "table":
                found.append(self._table(element))
            elif name in {"rule", "line"}:
                found.append(self._rule(element, across=name == "line"))
            elif name == "from":
                found.append(self._signed(element))
            elif any(tag_of(each) in {"p", "div", "h1", "table", "svg"} for each in element):
                found += self.blocks(element)
            elif kind:
                found.append(self._words(element))
        return found

    def look(self, element: Element, inside: str = "") -> Look:
        """The look of an element: of its tag and class, its class, its tag, else of all."""
        kind, name = tag_of(element), element.get("class", "")
        keys = (f"{kind}.{name}", f".{name}", f"{inside} {kind}".strip(), kind)
        return next((self._looks[key] for key in keys if key in self._looks), self._looks[FIRST])

    def named(self, of: str) -> Look:
        """The look of a part that has a name."""
        return self._looks.get(of, self._looks[FIRST])

    def _words(self, element: Element) -> Block:
        look = self.look(element)
        lines = self.lines(paragraphs(element), look, self._wide)
        return Block(
            height=len(lines) * look.size * look.leading if lines else 0.0,
            paint=lambda x, y: self.written(lines, look, x, y, self._wide),
            before=look.before,
            after=look.after,
            bottom=look.bottom,
        )

    def lines(self, texts: Iterable[str], look: Look, wide: float) -> list[str]:
        """The lines of paragraphs in a column; none where there are no words."""
        room = wide / look.size / (1 + look.spacing)  # spacing lies between letters
        found: list[str] = []
        for text in texts:
            if not text:
                continue
            lines = broken(text, room, chinese=self._chinese, indent=look.indent)
            if len(lines) > 1:
                even = self._balanced if look.balance else self._without_a_widow
                lines = even(text, lines, look, room)
            found += lines
        return found

    def _without_a_widow(self, text: str, lines: list[str], look: Look, room: float) -> list[str]:
        """As many lines, the last of them no lone word or character where that can be had."""
        fewest = min(WIDOW_EM if self._chinese else WIDOW_SHARE * room, room / 2)
        best, narrow = lines, room
        while width(best[-1], chinese=self._chinese) < fewest and room - narrow < MOST_DRAWN_IN:
            narrow -= 0.25
            tried = broken(text, narrow, chinese=self._chinese, indent=look.indent)
            if len(tried) != len(lines):
                break
            best = tried
        return best

    def _balanced(self, text: str, lines: list[str], look: Look, room: float) -> list[str]:
        """As many lines, in the narrowest column that needs no more of them."""
        narrow, best = room / 2, lines
        while room - narrow > 0.25:  # a quarter of an em decides nothing
            middle = (room + narrow) / 2
            tried = broken(text, middle, chinese=self._chinese, indent=look.indent)
            if len(tried) <= len(lines):
                room, best = middle, tried
            else:
                narrow = middle
        return best

    def written(
        self, lines: list[str], look: Look, x: float, y: float, wide: float
    ) -> Iterator[Element]:
        """Lines of words as one text of the drawing, its top at y."""
        if not lines:
            return
        # A program may or may not count the space after the last letter as a part of the line.
        placed = bool(look.spacing) and look.align == "middle" and self._is_square(lines)
        align = "start" if placed else look.align
        at = {"start": x, "middle": x + wide / 2, "end": x + wide}[align]
        text = made(
            "text", font_size=look.size, fill=look.fill, font_weight=look.weight,
            font_style=look.slant, text_anchor="" if align == "start" else align,
            letter_spacing=look.spacing * look.size or "",
        )  # fmt: skip
        step = look.size * look.leading
        base = y + (step - look.size) / 2 + ASCENT * look.size
        for nth, line in enumerate(lines):
            inset = look.indent * look.size if nth == 0 else 0.0
            if placed:
                long = len(line) + look.spacing * (len(line) - 1)
                inset = (wide - long * look.size) / 2
            tspan = SubElement(
                text, f"{{{SVG}}}tspan", {"x": number(at + inset), "y": number(base + nth * step)}
            )
            tspan.text = line
            if look.justify and nth + 1 < len(lines):
                self._filled(tspan, line, look.size, wide - inset)
        yield text

    def _is_square(self, lines: list[str]) -> bool:
        """Whether every character is one em wide, so that what a line takes is known."""
        return all(width(line, chinese=self._chinese) == len(line) for line in lines)

    def _filled(self, tspan: Element, line: str, size: float, wide: float) -> None:
        """Space the characters of a line so that it ends where the column does."""
        left = wide / size - width(line, chinese=self._chinese)
        if 0 < left < MOST_STRETCHED and len(line) > 1:
            tspan.set("letter-spacing", number(left * size / (len(line) - 1)))

    def _rule(self, element: Element, *, across: bool) -> Block:
        look = self.look(element)
        wide = self._wide if across else look.wide

        def paint(x: float, y: float) -> Iterator[Element]:
            left = x + (self._wide - wide) / 2
            place = y + (look.size if across else look.thick / 2)
            yield made("path", d=f"M{number(left)} {number(place)}h{number(wide)}",
                       fill="none", stroke=look.stroke, stroke_width=look.thick)  # fmt: skip

        height = look.size if across else look.thick
        return Block(height=height, paint=paint, before=look.before, after=look.after)

    def _art(self, element: Element) -> Block:
        """A picture with a size in mm and a box of its own: drawn in the middle."""
        look = self.look(element)
        box = [float(each) for each in element.get("viewBox", "0 0 1 1").split()]
        wide = float(element.get("width", "10mm").removesuffix("mm")) * self._scale
        scale = wide / box[2]

        def paint(x: float, y: float) -> Iterator[Element]:
            left = x + (self._wide - wide) / 2 - box[0] * scale
            top = y - box[1] * scale
            group = made(
                "g", color=look.fill,
                transform=f"translate({number(left)} {number(top)}) scale({scale:.5f})",
            )  # fmt: skip
            group.extend(list(element))
            yield group

        return Block(height=box[3] * scale, paint=paint, before=look.before, after=look.after)

    def _signed(self, element: Element) -> Block:
        """Who signs, at the right, beside the seal."""
        look, seal = self.look(element), self.named(".seal")
        stamp = next((e for e in element.iter() if e.get("class") == "seal"), None)
        mark = "".join(stamp.itertext()).strip() if stamp is not None else ""
        beside = seal.wide + seal.before if mark else 0.0
        room = self._wide - beside
        parts = []
        for each in element.iter():
            if tag_of(each) in {"div", "small", "p"} and not len(each) and each is not stamp:
                own = self.look(each) if tag_of(each) == "small" else look
                parts.append((self.lines(paragraphs(each), own, room), own))
        height = sum(len(lines) * own.size * own.leading for lines, own in parts)

        def paint(x: float, y: float) -> Iterator[Element]:
            top = y + max(seal.wide - height, 0.0) if mark else y
            for lines, own in parts:
                yield from self.written(lines, own, x, top, room)
                top += len(lines) * own.size * own.leading
            if mark:
                yield from self._seal(mark, seal, x + self._wide - seal.wide, top - seal.wide)

        return Block(
            height=max(height, seal.wide if mark else 0.0), paint=paint,
            before=look.before, after=look.after, bottom=look.bottom,
        )  # fmt: skip

    def _seal(self, mark: str, look: Look, x: float, y: float) -> Iterator[Element]:
        yield made("rect", x=x, y=y, width=look.wide, height=look.wide, rx=look.wide / 9,
                   fill=look.stroke)  # fmt: skip
        top = y + (look.wide - look.size * look.leading) / 2
        yield from self.written([mark], look, x, top, look.wide)

    def _table(self, element: Element) -> Block:
        from svc.papers.tables import table

        return table(self, element, self._wide)


def paragraphs(element: Element) -> list[str]:
    """The words of an element, white space folded, parted where it has `<br/>`."""
    parts = [element.text or ""]
    for each in element:
        if tag_of(each) == "br":
            parts.append("")
        else:
            parts[-1] += "".join(each.itertext())
        parts[-1] += each.tail or ""
    return [" ".join(part.split()) for part in parts]


def share(column: Element, wide: float) -> float | None:
    """The width a table's column asks for in its style, in mm."""
    match = _LENGTH.search(column.get("style", ""))
    if match is None:
        return None
    return float(match[1]) * (wide / 100 if match[2] == "%" else 1.0)
