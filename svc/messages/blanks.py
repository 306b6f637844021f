"""Templates that are words with blanks, `{{ customer.call }}, happy birthday!`: most messages are.

Some have words that stand only where a fact is known, `{% if staff.name %}`. They are written
here, without Jinja, which takes longer to load than a thousand of them take to write. Whatever is
more than that is left to Jinja, and a test holds both equal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from svc.messages.facts import LISTS, NAMES
from svc.messages.header import without_header

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from svc.messages.facts import Facts

Blank = tuple[str, str | None]
"""A fact, `("customer", "call")`, or a word by itself, `("item", None)`."""

_BLANK = r"\{\{\s*([a-z][a-z0-9_]*)(?:\.([a-z]+))?\s*\}\}"
_TAG = r"\{%(-?)\s*(if\s+[a-z][a-z0-9_.]*|else|endif)\s*-?%\}(?:(?<=-%\})\s*|\n?)"
"""A tag, and behind it what Jinja takes away there."""
_ORDERS = (["if", "endif"], ["if", "else", "endif"])
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
        for blank, words in zip(self.blanks, self.words[1:], strict=True):
            parts += (str(_value(values, blank)), words)
        return "".join(parts)


class Choice(Blanks):
    """Some words, then one of two texts, by whether a fact is known, then the rest."""

    def __init__(self, before: Blanks, fact: Blank, then: Blanks, other: Blanks, rest: Blanks):
        named = (*before.blanks, fact, *then.blanks, *other.blanks, *rest.blanks)
        super().__init__([], list(named))
        self._before, self._fact, self._rest = before, fact, rest
        self._then, self._other = then, other

    def fill(self, values: Mapping[str, str] | Facts) -> str:
        """The text with everything filled in; all that is named must be there."""
        chosen = self._then if _value(values, self._fact) else self._other
        return self._before.fill(values) + chosen.fill(values) + self._rest.fill(values)


NOTHING = Blanks([""], [])


def _value(values: Mapping[str, str] | Facts, blank: Blank) -> object:
    name, key = blank
    value = values[name]
    return value[key] if isinstance(value, dict) and key else value


def blanks(text: str, variables: Collection[str]) -> Blanks | None:
    """The blanks of a template's text, or None where it is more than words and known blanks.

    Args:
        text: the template as it stands in its file, with its header.
        variables: the words the template's header declares.
    """
    body = without_header(text)
    if body is None or "\r" in body:  # Jinja reads that as a line break of its own
        return None
    return _parted(re.split(_TAG, body) if "{%" in body else [body], variables)


def _parted(found: list[str], variables: Collection[str]) -> Blanks | None:
    """The blanks of words and, in turn, of the two groups of a tag; none stands in another."""
    if len(found) == 1:
        return _plain(found[0], variables)
    words, strips, tags = found[::3], found[1::3], found[2::3]
    for n, strip in enumerate(strips):
        if words[n].endswith("{") or (not strip and words[n].rpartition("\n")[2].isspace()):
            return None  # not a tag; or space before it that Jinja takes away at times
        words[n] = words[n].rstrip() if strip else words[n]
    length = 3 if tags[1:2] == ["else"] else 2
    if [tag.split()[0] for tag in tags[:length]] not in _ORDERS:
        return None
    name, _dot, key = tags[0].split()[1].partition(".")
    texts = [_plain(each, variables) for each in words[:length]]
    texts.append(_parted([words[length], *found[3 * length + 1 :]], variables))
    known = [each for each in texts if each is not None]
    if len(known) < len(texts) or not _is_known((name, key or None), variables):
        return None
    before, then, *other, rest = known
    return Choice(before, (name, key or None), then, other[0] if other else NOTHING, rest)


def _plain(body: str, variables: Collection[str]) -> Blanks | None:
    found = re.split(_BLANK, body)
    words, named = found[::3], list(zip(found[1::3], found[2::3], strict=True))
    if any(mark in each for each in words for mark in ("{{", "{%", "{#")):
        return None
    if any(each.endswith("{") for each in words[:-1]):
        return None
    return Blanks(words, named) if all(_is_known(each, variables) for each in named) else None


def _is_known(blank: Blank, variables: Collection[str]) -> bool:
    """Whether something is filled in under this name."""
    name, key = blank
    known = NAMES.get(name, ()) if key else (name,) if _is_word(name, variables) else ()
    return (key or name) in known


def _is_word(name: str, variables: Collection[str]) -> bool:
    """Whether a name stands for one word by itself, to us and to Jinja alike."""
    if name in NAMES:
        return not NAMES[name] and name not in LISTS
    return name in variables and name not in _NOT_OURS
