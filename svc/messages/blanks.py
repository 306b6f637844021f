"""Templates that are words with blanks, `{{ customer.call }}, happy birthday!`: most messages are.

They are filled in here, without Jinja, which takes longer to load than a thousand of them take to
write. Whatever is more than words and blanks is left to Jinja, and a test holds both equal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from svc.messages.facts import NAMES
from svc.messages.header import without_header

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from svc.messages.facts import Facts

Blank = tuple[str, str | None]
"""A fact, `("customer", "call")`, or a word by itself, `("item", None)`."""

_BLANK = r"\{\{\s*([a-z][a-z0-9_]*)(?:\.([a-z]+))?\s*\}\}"
# Names that mean something of their own to Jinja.
_NOT_OURS = frozenset(
    {"true", "false", "none", "not", "and", "or", "in", "is", "if", "else", "self", "super"}
    | {"loop", "caller", "varargs", "kwargs", "range"}
)


class Blanks:
    """A text with blanks, ready to be filled in again and again."""

    def __init__(self, words: list[str], blanks: list[Blank]) -> None:
        self.words = words
        self.blanks = blanks

    @property
    def names(self) -> frozenset[str]:
        """The groups of facts and the variables it names."""
        return frozenset(name for name, _key in self.blanks)

    def fill(self, values: Mapping[str, str] | Facts) -> str:
        """The text with everything filled in; all that is named must be there."""
        parts = [self.words[0]]
        for (name, key), words in zip(self.blanks, self.words[1:], strict=True):
            value = values[name]
            parts += (str(value[key] if isinstance(value, dict) and key else value), words)
        return "".join(parts)


def blanks(text: str, variables: Collection[str]) -> Blanks | None:
    """The blanks of a template's text, or None where it is more than words and known blanks.

    Args:
        text: the template as it stands in its file, with its header.
        variables: the words the template's header declares.
    """
    body = without_header(text)
    if body is None or "\r" in body:  # Jinja reads that as a line break of its own
        return None
    found = re.split(_BLANK, body)
    words, named = found[::3], list(zip(found[1::3], found[2::3], strict=True))
    if any(mark in each for each in words for mark in ("{{", "{%", "{#")):
        return None
    if any(each.endswith("{") for each in words[:-1]):
        return None
    for name, key in named:
        known = NAMES.get(name, ()) if key else (name,) if _is_word(name, variables) else ()
        if (key or name) not in known:
            return None
    return Blanks(words, named)


def _is_word(name: str, variables: Collection[str]) -> bool:
    """Whether a name stands for one word by itself, to us and to Jinja alike."""
    if name in NAMES:
        return not NAMES[name]
    return name in variables and name not in _NOT_OURS
