"""How the words of a drawn card look: `<look of="h1" size="6.7"/>` in its template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.frozen import Frozen, replace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

ALIGNS = ("start", "middle", "end")
LONGEST = 5_000.0
"""No length of a card is more, in whatever unit."""
SMALLEST_TYPE = 0.1


class Look(Frozen):
    """How one kind of block looks: lengths in mm, `leading`, `spacing` and `indent` in em.

    `before` and `after` are gaps, `pad` is the room within a table's cell; `stroke`, `thick` and
    `wide` draw rules, rings and seals; `balance` makes lines alike, `justify` fills them,
    `bottom` puts the block at the foot of the card.
    """

    size: float = 3.7
    leading: float = 1.6
    align: str = "start"
    fill: str = "#000"
    weight: str = ""
    slant: str = ""
    spacing: float = 0.0
    indent: float = 0.0
    before: float = 0.0
    after: float = 0.0
    pad: float = 0.0
    stroke: str = "#000"
    thick: float = 0.2
    wide: float = 0.0
    balance: bool = False
    justify: bool = False
    bottom: bool = False

    def scaled(self, scale: float) -> Look:
        """The same look, smaller: type and gaps, not the width of rules."""
        sizes = ("size", "before", "after", "pad", "wide")
        return replace(self, **{name: getattr(self, name) * scale for name in sizes})


FIRST = "*"
"""The look all others build on."""
_USUAL = Look()


def looks_of(elements: list[Element]) -> dict[str, Look]:
    """The looks a template sets, by what they are of; each builds on that of `*`.

    One that is said again builds on what was said before.

    Raises:
        ValueError: an attribute is none of a look, or its value is none for it.
    """
    said: dict[str, dict[str, str]] = {}
    for element in elements:
        of = element.get("of", "")
        said[of] = said.get(of, {}) | element.attrib
    first = _changed(_USUAL, said.get(FIRST, {}))
    return {FIRST: first} | {
        of: _changed(first, attributes) for of, attributes in said.items() if of != FIRST
    }


def _changed(look: Look, attributes: Mapping[str, str]) -> Look:
    values: dict[str, object] = {}
    for name, text in attributes.items():
        if name == "of":
            continue
        usual = getattr(_USUAL, name, None)
        if usual is None or callable(usual):
            raise ValueError(name)
        values[name] = _value(usual, text)
    if not float(str(values.get("size", _USUAL.size))) >= SMALLEST_TYPE:
        raise ValueError(values["size"])
    if values.get("align", ALIGNS[0]) not in ALIGNS:
        raise ValueError(values["align"])
    return replace(look, **values)


def _value(usual: object, text: str) -> object:
    if isinstance(usual, bool):
        return text not in {"", "0", "no"}
    return length(text) if isinstance(usual, float) else text


def length(text: str) -> float:
    """A length in mm or em; raises ValueError for none, and for what is beyond every page."""
    found = float(text)
    if not -LONGEST <= found <= LONGEST:  # neither is true of what is not a number
        raise ValueError(text)
    return found
