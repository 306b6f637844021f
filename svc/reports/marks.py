"""Words of a drawing, put in after it is drawn; its colours, sizes and names made ours.

The library that draws is given marks such as `qxaabdnnn` in place of people's words, as wide as
those: so no word is ever read as its mark-up, and every one is escaped here, once.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from svc.output import width

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"
INK = {
    "ink": ("#010101", "#1d1b18"),
    "soft": ("#020202", "#5c564d"),
    "rule": ("#030303", "#ddd7cc"),
    "on": ("#040404", "#ffffff"),
    "c1": ("#050505", "#2c5877"),
    "c2": ("#060606", "#b3541e"),
    "c3": ("#070707", "#5d7a3a"),
    "c4": ("#080808", "#7b4b82"),
    "c5": ("#090909", "#8a6d1d"),
    "c6": ("#0a0a0a", "#4a6b6b"),
    "t2": ("#0b0b0b", "#f3d9c8"),
}
"""Each colour of a drawing: the mark it is drawn in, and what it is on paper. In a page it is the
CSS variable of its name."""
FONTS = (
    "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',"
    "'Hiragino Sans GB',sans-serif"
)
LEADING = 1.2
"""Lines of a label stand so much farther apart than the library puts them."""
_LETTERS = "abdeghkuop"
_MARK = re.compile(r"qx([abdeghkuop]{4})n*")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER = re.compile(r"-?\d+\.\d+")
_KEPT = {"x", "y", "x1", "y1", "x2", "y2", "width", "height", "transform", "d", "cx", "cy", "r"}
_KEPT |= {"points", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray"}
_KEPT |= {"stroke-opacity", "text-anchor", "dy", "dx"}
_BY_CLASS = {"axis-text-x": "soft", "axis-text-y": "soft", "legend-item": "ink"}


class Marks:
    """Words, each known by a mark that takes about as much room as they do."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def __call__(self, words: str) -> str:
        """The mark of a line of words."""
        code = "".join(_LETTERS[int(digit)] for digit in f"{len(self._words):04}")
        self._words.append(words)
        return f"qx{code}".ljust(room(words), "n")

    def words(self, text: str) -> str:
        """A text with the words of its marks in their place."""
        return _MARK.sub(lambda match: self._words[_number(match[1])], text)


def _number(code: str) -> int:
    return int("".join(str(_LETTERS.index(letter)) for letter in code))


def room(words: str) -> int:
    """How wide a line of words is, in half-width characters; capitals are wider than those."""
    return width(words) + sum(letter.isupper() for letter in words) // 2


def drawn(markup: str, marks: Marks, *, printed: bool) -> Element:
    """A drawing of the library's as ours: words and colours in place, no name at random.

    In a page colours are CSS variables; printed, plain colours.
    """
    root = ET.fromstring(markup)  # noqa: S314 - drawn here, of marks alone
    colours = _colours(printed=printed)
    wide, high = (round(float(root.get(side, "0"))) for side in ("width", "height"))
    fresh = ET.Element(f"{{{SVG}}}svg", {"viewBox": f"0 0 {wide} {high}", "font-family": FONTS})
    if printed:
        fresh.attrib |= {"width": str(wide), "height": str(high)}
    for part in root:
        fresh.extend(_kept(part, marks, colours))
    return fresh


def text_of(root: Element) -> str:
    """A drawing as text; what no text may hold is left out."""
    ET.register_namespace("", SVG)
    return _NO_XML.sub("", ET.tostring(root, encoding="unicode"))


def _kept(element: Element, marks: Marks, colours: dict[str, str]) -> Iterator[Element]:
    """What is left of an element: shapes and words; groups that do nothing fall away."""
    name = element.tag.rpartition("}")[2]
    if name in {"style", "defs"}:
        return
    children = [kept for child in element for kept in _kept(child, marks, colours)]
    attributes = {key: _short(value) for key, value in element.attrib.items() if key in _KEPT}
    if "transform" in attributes:
        attributes["transform"] = _moved(attributes.pop("transform"))
    attributes = {key: value for key, value in attributes.items() if value}
    if name == "g" and (not children or not attributes):
        yield from children
        return
    if name == "path" and "d" not in attributes:
        return
    if name == "text":
        attributes |= _type(element)
        attributes["y"] = f"{float(attributes.get('y', 0)) * LEADING:g}"
    _coloured(attributes, colours)
    if _unseen(name, attributes):
        return
    fresh = ET.Element(f"{{{SVG}}}{name}", attributes)
    if name == "tspan":
        fresh.text = marks.words((element.text or "").strip())
    fresh.extend(children)
    yield fresh


def _type(element: Element) -> dict[str, str]:
    """The size and colour of words: the library puts them in a style and in classes."""
    style = dict(part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part)
    found = {"font-size": style.get("font-size", "13px").removesuffix("px").removesuffix(".0")}
    for name in element.get("class", "").split():
        if name in _BY_CLASS:
            found["fill"] = INK[_BY_CLASS[name]][0]
    return found


def _coloured(attributes: dict[str, str], colours: dict[str, str]) -> None:
    for key in ("fill", "stroke"):
        if key not in attributes:
            continue
        colour = _hexed(attributes[key])
        if key == "stroke" and (
            attributes.get("stroke-width") in {"0", "0.0"}
            or attributes.get("stroke-opacity") == "0"
        ):
            del attributes[key]
        else:
            attributes[key] = colours.get(colour, colour)
    if "stroke" not in attributes:
        for key in ("stroke-width", "stroke-opacity", "stroke-dasharray"):
            attributes.pop(key, None)
    for key in ("fill-opacity", "stroke-opacity"):
        if attributes.get(key) == "1":
            del attributes[key]
    plain = {k: v for k, v in attributes.items() if k in {"fill", "stroke"} and "var(" in v}
    for key in plain:  # no browser need know variables in attributes: in a style all do
        del attributes[key]
    if plain:
        attributes["style"] = ";".join(f"{key}:{value}" for key, value in plain.items())


def _unseen(name: str, attributes: dict[str, str]) -> bool:
    """Whether a shape has neither filling nor outline, or no size."""
    if name == "rect" and (attributes.get("width") == "0" or attributes.get("height") == "0"):
        return True
    bare = "stroke" not in attributes and "style" not in attributes
    clear = attributes.get("fill") in {None, "none", "transparent"}
    clear = clear or attributes.get("fill-opacity") == "0"
    return name in {"rect", "path", "line", "circle"} and bare and clear


def _hexed(colour: str) -> str:
    """`rgb(1,1,1)` as `#010101`, as the library writes either."""
    if match := re.fullmatch(r"rgb\((\d+), ?(\d+), ?(\d+)\)", colour):
        return "#" + "".join(f"{int(part):02x}" for part in match.groups())
    return colour


def _short(value: str) -> str:
    return _NUMBER.sub(lambda match: f"{round(float(match[0]), 1):g}", value).strip()


def _moved(transform: str) -> str:
    """A transform without the parts that move nothing."""
    parts = re.findall(r"\w+\([^)]*\)", transform)
    return " ".join(
        part.replace(" )", ")")
        for part in parts
        if not re.match(r"rotate\(0 |translate\(0 0 ?\)", part)
    )


def _colours(*, printed: bool) -> dict[str, str]:
    return {mark: paper if printed else f"var(--{name})" for name, (mark, paper) in INK.items()}
