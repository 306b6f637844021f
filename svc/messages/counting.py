"""How many messages a text is billed as, and where the network cuts it (domain 3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from svc.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Callable

Route = Literal["mainland", "gsm"]
ROUTES: Final[tuple[Route, ...]] = ("mainland", "gsm")

# GSM 03.38: one septet each; the second set is sent as an escape and a character.
GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("|^€{}[]~\\\f")

UCS2_ALONE, UCS2_EACH = 70, 67
GSM_ALONE, GSM_EACH = 160, 153


class Count(Frozen):
    """What a text costs on a route: `characters` is what is billed, `split` what is sent."""

    route: Route
    encoding: str
    characters: int
    segments: int
    split: tuple[str, ...]


def count(text: str, route: Route = "mainland") -> Count:
    """The text as given, counted: nothing is added, nothing refused.

    Mainland carriers bill every character alike, so a text in plain ASCII is cut at 70 too.
    """
    if route == "gsm" and GSM_BASIC.union(GSM_EXTENDED).issuperset(text):
        encoding, width, alone, each = "GSM-7", _septets, GSM_ALONE, GSM_EACH
        billed = sum(map(width, text))
    else:
        encoding, width, alone, each = "UCS-2", _units, UCS2_ALONE, UCS2_EACH
        billed = characters(text)
    parts = (text,) if 0 < billed <= alone else tuple(_cut(text, width, each))
    return Count(
        route=route, encoding=encoding, characters=billed, segments=len(parts), split=parts
    )


def segments(text: str, route: Route = "mainland") -> int:
    """How many parts a text takes: as `count`, without cutting it where that is not needed."""
    length = len(text)
    if route == "mainland" and length and length == characters(text):
        return 1 if length <= UCS2_ALONE else -(-length // UCS2_EACH)
    return count(text, route).segments


def characters(text: str) -> int:
    """What mainland carriers bill: UTF-16 units, two for an emoji or a rare name."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str, width: Callable[[str], int], each: int) -> list[str]:
    """The parts of a long text; a pair (surrogates, an escape) is never torn."""
    parts: list[str] = []
    start = used = 0
    for place, character in enumerate(text):
        cost = width(character)
        if used + cost > each:
            parts.append(text[start:place])
            start, used = place, 0
        used += cost
    return [*parts, text[start:]] if text else []


def _septets(character: str) -> int:
    return 2 if character in GSM_EXTENDED else 1


def _units(character: str) -> int:
    """UTF-16 units: beyond the first plane, emoji and rare names, a character takes two."""
    return 2 if ord(character) > 0xFFFF else 1
