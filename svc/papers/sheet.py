"""A drawn card as a page for the printer: its pictures as they are, its words as words.

WeasyPrint sets the text of a drawing letter by letter, which tears Arabic and Thai apart and
leaves single letters to whoever selects it. So a line stands on the page, at its place as drawn.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from svc.papers.blocks import SVG, number, tag_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
STRUT = 20.0
"""So many mm above its base line does the box of a line begin; no type is as high."""
WIDE = 105.0
_STYLES = {"fill": "color", "font-weight": "font-weight", "font-style": "font-style"}
_ATTRIBUTES = {"font-size", "text-anchor", "letter-spacing", *_STYLES}
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
  @page {{ size: 105mm 148mm; margin: 0; }}
  html, body {{ margin: 0; padding: 0; }}
  svg {{ display: block; position: absolute; width: 105mm; height: 148mm; }}
  p {{ margin: 0; }}
  .line {{ position: absolute; white-space: pre; line-height: 0; }}
  .line::before {{ content: ""; display: inline-block; height: 20mm; }}
</style>
</head>
<body style="font-family: {fonts}">{drawing}{words}</body>
</html>
"""


def sheet(drawing: str, language: str) -> str:
    """The page of HTML that prints a drawing of `svc.papers.svg`; `language` is `zh` or `en`."""
    root = ET.fromstring(drawing)  # noqa: S314 - our own writing, which declares no entities
    words = []
    for each in list(root):
        if _is_set(each):
            root.remove(each)
            words.append(_paragraph(each))
    title = next((each.text or "" for each in root if tag_of(each) == "title"), "")
    ET.register_namespace("", SVG)
    return PAGE.format(
        language=LANGUAGES[language],
        title=escape(title),
        fonts=escape(root.get("font-family", "serif")),
        drawing=ET.tostring(root, encoding="unicode"),
        words="".join(words),
    )


def _is_set(element: Element) -> bool:
    """Whether these are lines as `svc.papers.blocks` sets them: each a place and words."""
    return (
        tag_of(element) == "text"
        and len(element) > 0
        and element.attrib.keys() <= _ATTRIBUTES
        and all({"x", "y"} <= line.attrib.keys() and not len(line) for line in element)
    )


def _paragraph(text: Element) -> str:
    size = float(text.get("font-size", "3.5"))
    look = ";".join(_look(text, size))
    lines = "".join(_line(line, text) for line in text)
    return f'<p style="{escape(look)}">{lines}</p>'


def _look(text: Element, size: float) -> Iterator[str]:
    yield f"font-size:{number(size)}mm"
    for name, style in _STYLES.items():
        if value := text.get(name):
            yield f"{style}:{value}"


def _line(line: Element, text: Element) -> str:
    x, y = float(line.attrib["x"]), float(line.attrib["y"])
    anchor = text.get("text-anchor", "start")
    if anchor == "end":
        place = f"right:{number(WIDE - x)}mm"
    elif anchor == "middle":
        half = min(x, WIDE - x)
        place = f"left:{number(x - half)}mm;width:{number(2 * half)}mm;text-align:center"
    else:
        place = f"left:{number(x)}mm"
    spacing = float(line.get("letter-spacing", text.get("letter-spacing", "0")))
    style = f"top:{number(y - STRUT)}mm;{place}"
    if spacing:
        style += f";letter-spacing:{number(spacing)}mm"
    return f'<span class="line" style="{style}">{escape(line.text or "")}</span>'
