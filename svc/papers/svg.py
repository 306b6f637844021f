"""A card as a drawing: an SVG that needs nothing else, with no line of words beyond its page.

A card's template writes an `<svg>` with one `<flow x y width height>` in it. In the flow stand the
blocks the page of HTML has, too: h1, p, div, table, a picture; and before them each `<look of=…>`
says how they look (`svc.papers.looks`). Here the blocks become lines of text at their places. What
does not fit is set smaller, down to `SMALLEST`.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from svc.errors import BadTemplate, SvcError
from svc.i18n import say
from svc.messages.compiled import too_much
from svc.messages.header import as_path
from svc.papers.blocks import SVG, Block, Setter, tag_of
from svc.papers.looks import length, looks_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from svc.i18n import Sentence

SMALLEST = 0.55
"""The scale below which nobody reads a card."""
STEP = 0.025
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LENGTHS = ("x", "y", "width", "height")


def drawn(markup: str, path: str) -> str:
    """The drawing that a template's text describes; `path` is the template's, for errors.

    Raises:
        BadTemplate: it describes no drawing, takes too long, or the words do not fit on a card.
    """
    from svc.messages.sandbox import TooMuch, limits

    try:
        with limits():
            return _drawn(markup, path)
    except SvcError:
        raise
    except (TooMuch, MemoryError, RecursionError):
        pass  # raised below, where what filled the memory is gone
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise _broken(path, say("a size in it is none")) from error
    raise too_much(path)


def _drawn(markup: str, path: str) -> str:
    root = _parsed(markup, path)
    parent, flow = _flow_of(root, path)
    try:
        looks = looks_of([each for each in flow if tag_of(each) == "look"])
        x, y, wide, high = (length(flow.attrib[name]) for name in _LENGTHS)
    except (KeyError, ValueError) as error:
        what = say("look or flow: {what} is not as it should be", what=str(error))
        raise _broken(path, what) from error
    elements = [each for each in flow if tag_of(each) != "look"]
    chinese = flow.get("lang", "zh").startswith("zh")
    for scale in _scales():
        blocks = Setter(looks, wide, scale, chinese=chinese).blocks(elements)
        if _height(blocks) <= high:
            place = list(parent).index(flow)
            parent[place : place + 1] = _placed(blocks, x, y, high)
            return _text(root)
    raise BadTemplate(
        say("{path}: the words do not fit on the card.", path=as_path(path)),
        say("Shorten what --var says, or the template's own words."),
    )


def _scales() -> list[float]:
    steps = round((1 - SMALLEST) / STEP)
    return [1 - nth * STEP for nth in range(steps + 1)]


def _height(blocks: list[Block]) -> float:
    gaps = sum(max(a.after, b.before) for a, b in pairwise(blocks))
    return sum(block.height for block in blocks) + gaps


def _placed(blocks: list[Block], x: float, y: float, high: float) -> list[Element]:
    """The blocks from the top down; from the first that belongs to the foot on, at the foot."""
    spare = high - _height(blocks)
    found: list[Element] = []
    after, at_the_foot = 0.0, False
    for nth, block in enumerate(blocks):
        if block.bottom and not at_the_foot:
            at_the_foot = True
            y += spare
        y += max(after, block.before) if nth else 0.0
        found += block.paint(x, y)
        y += block.height
        after = block.after
    return found


def _parsed(markup: str, path: str) -> Element:
    text = _NO_XML.sub("", markup)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _broken(path, say("a drawing declares no entities"))
    try:
        root = ET.fromstring(text)  # noqa: S314 - without entities there is nothing to blow up
    except ET.ParseError as error:
        raise _broken(path, say("it is no XML, {what}", what=str(error))) from error
    if root.tag != f"{{{SVG}}}svg":
        raise _broken(path, say("it begins with {tag!r}, not with svg", tag=tag_of(root)))
    return root


def _flow_of(root: Element, path: str) -> tuple[Element, Element]:
    """The flow and the element it stands in."""
    for parent in root.iter():
        for each in parent:
            if tag_of(each) == "flow":
                return parent, each
    raise _broken(path, say("it has no flow"))


def _broken(path: str, what: Sentence) -> BadTemplate:
    return BadTemplate(
        say("{path} draws no card: {what}.", path=as_path(path), what=what),
        say("Begin it with {start}, whose page can be drawn.",
            start='{% extends "card/_card.html" %}'),
    )  # fmt: skip


def _text(root: Element) -> str:
    ET.register_namespace("", SVG)
    for each in root.iter():
        if fonts := each.get("font-family"):  # WeasyPrint takes a space for a part of the name
            each.set("font-family", re.sub(r"\s*,\s*", ",", fonts.strip()))
    return ET.tostring(root, encoding="unicode")
