"""How wide words are in print, and where their lines end: Chinese by character, else by word.

Chinese lines neither begin with a closing mark nor end with an opening one (避头尾). Widths are in
em, estimated: nobody knows which of the fonts a reader has. Those of Latin letters are of Noto
Serif CJK, rounded up: it is free and wide, so that most other faces rather leave room.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import category, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕｝”’…—～·・％‰℃°ー々,.;:?!)]}%")
"""No line begins with these."""
NOT_LAST = frozenset("（《〈「『【〔｛“‘￥¥$([{#")
"""No line ends with these."""
COUNTERS = frozenset("年月日号元件个岁天次米寸")
"""What stays with the number before it: 11月."""
PART = 8
"""A part of a name so long, its title with it, is not torn: 阿依古丽·麦麦提江女士."""
JOINER = "\u200d"
EMOJI, EMOJI_EM = 0x1F000, 1.4
ROOM = 1e-6
"""So much does adding up fractions lose."""

DOTS = "·‧•・"
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_NAME = re.compile(f"(?<!{_HAN})(?:{_HAN}{{1,{PART}}}[{DOTS}])+{_HAN}{{1,{PART}}}(?!{_HAN})")
_AFTER_HYPHEN = re.compile(r"(?<=\w-)(?=\w)")

_LATIN = (
    (0.27, " "),
    (0.34, "il.,:;'|!"),
    (0.39, 'fjt()[]{}/\\"-`'),
    (0.41, "I"),
    (0.48, "rs"),
    (0.57, "aegvxycz?*^_"),
    (0.62, "koq0123456789$+=<>~#JS"),
    (0.67, "bdhnpuELFPTZ"),
    (0.72, "ABCRVXY"),
    (0.81, "DGKNOQU&"),
    (0.86, "wH"),
    (0.98, "mM%@"),
    (1.06, "W"),
)
_EM = {character: em for em, characters in _LATIN for character in characters}
OTHER_EM, CAPITAL_EM = 0.72, 0.9
"""A letter of another script or with marks on it."""


@cache
def em(character: str, *, chinese: bool) -> float:
    """The width of a character in em; in Chinese, marks both scripts have are wide."""
    if (known := _EM.get(character)) is not None:
        return known
    if ord(character) >= EMOJI and east_asian_width(character) == "W" and _is_picture(character):
        return EMOJI_EM
    kind = category(character)
    if kind in {"Mn", "Me", "Cf"}:
        return 0.0
    wide = east_asian_width(character)
    if wide in "WF" or (wide == "A" and chinese):
        return 1.0
    return CAPITAL_EM if kind == "Lu" else OTHER_EM


def _is_picture(character: str) -> bool:
    return category(character) in {"So", "Sk", "Cn"}


def width(text: str, *, chinese: bool) -> float:
    """The width of a text on one line, in em."""
    return sum(em(character, chinese=chinese) for character in text)


def broken(text: str, room: float, *, chinese: bool, indent: float = 0.0) -> list[str]:
    """The lines of a text in a column so many em wide; the first has `indent` em less.

    A word that no line holds is broken where it must be. White space is folded.
    """
    lines: list[str] = []
    line, used = "", indent
    for each in _held(_pieces(" ".join(text.split()), chinese=chinese), room, chinese=chinese):
        piece = each
        wide = width(piece.rstrip(), chinese=chinese)
        if used + wide > room + ROOM and line.strip():
            lines.append(line.strip())
            line, used = "", 0.0
        if used + wide > room + ROOM:  # longer than a line
            *full, piece = _forced(piece, room, used, chinese=chinese)
            lines += full
            if full:
                used = 0.0
        line += piece
        used += width(piece, chinese=chinese)
    return [*lines, line.strip()] if line.strip() or not lines else lines


def _pieces(text: str, *, chinese: bool) -> list[str]:
    """The text in pieces a line may end between; a space stays at the end of its piece."""
    named = _parts_of_names(text)
    found: list[str] = []
    at = 0
    for each in _clusters(text):
        if found and (at in named or _together(found[-1], each, chinese=chinese)):
            found[-1] += each
        else:
            found.append(each)
        at += len(each)
    return found


def _held(pieces: Iterable[str], room: float, *, chinese: bool) -> Iterator[str]:
    """The pieces; one that no line holds, cut after its hyphens."""
    for piece in pieces:
        if width(piece.rstrip(), chinese=chinese) > room + ROOM:
            yield from _AFTER_HYPHEN.split(piece)
        else:
            yield piece


def _parts_of_names(text: str) -> set[int]:
    """Where no line may begin: within the parts of names joined by dots."""
    spans = (match.span() for match in _NAME.finditer(text))
    return {at for begin, end in spans for at in range(begin + 1, end) if text[at - 1] not in DOTS}


def _clusters(text: str) -> list[str]:
    """Characters, with the marks and joined pictures that belong to each."""
    found: list[str] = []
    for each in text:
        marks = category(each) in {"Mn", "Me"} or each == JOINER or _is_tone(each)
        if found and (marks or found[-1].endswith(JOINER)):
            found[-1] += each
        else:
            found.append(each)
    return found


def _is_tone(character: str) -> bool:
    """Whether it gives the picture before it a colour of skin."""
    return 0x1F3FB <= ord(character) <= 0x1F3FF


def _together(before: str, cluster: str, *, chinese: bool) -> bool:
    """Whether no line may end between a piece and what follows it."""
    last, first = before[-1], cluster[0]
    if first == " ":
        return True
    if last == " ":
        return False
    if first in NOT_FIRST or last in NOT_LAST or (last.isdigit() and first in COUNTERS):
        return True
    return not (_is_wide(last, chinese=chinese) or _is_wide(first, chinese=chinese))


def _is_wide(character: str, *, chinese: bool) -> bool:
    return em(character, chinese=chinese) >= 1.0 and character not in _EM


def _forced(piece: str, room: float, used: float, *, chinese: bool) -> list[str]:
    """A piece no line holds, cut between its characters into what the lines hold."""
    parts, part = [""], ""
    for cluster in _clusters(piece):
        wide = width(cluster.rstrip(), chinese=chinese)
        if part and used + wide > room + ROOM:
            parts.append(part.strip())
            part, used = "", 0.0
        part += cluster
        used += width(cluster, chinese=chinese)
    return [*parts[1:], part]
