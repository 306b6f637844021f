"""The header of a template: a Jinja comment holding TOML, before the words.

It states the template's kind, so that a linter knows its taboos, and the variables a caller may
set, each with what stands there if nobody does::

    {#svc
    kind = "callback_appointment"
    [variables]
    time = "at the time we agreed"
    #}
"""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import TYPE_CHECKING, Any

from svc.errors import BadTemplate
from svc.frozen import Frozen, field
from svc.i18n import say

if TYPE_CHECKING:
    from pathlib import Path

    from svc.i18n import Sentence

_HEADER = re.compile(r"\A\{#svc[ \t]*\n(.*?)^#\}", re.DOTALL | re.MULTILINE)
_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_AT_LINE = re.compile(r"\(at (?:line ([0-9]+), column [0-9]+|end of document)\)$")
_KEYS = ("kind", "preset", "variables")

# Facts a variable may not stand in for: they are the record's to say, not the caller's.
FIXED_FACTS = frozenset({"customer", "shop", "purchase", "today", "language"})


class Header(Frozen):
    """What a template says about itself."""

    kind: str
    preset: str | None = None
    variables: dict[str, str] = field(default_factory=dict)


def read_header(text: str, path: Path, name: str) -> Header:
    """The header of a template's text; a template without one is of the kind of its name.

    Raises:
        BadTemplate: the header cannot be read; the file and the line are named.
    """
    if not (match := _HEADER.match(text)):
        if text.startswith("{#svc"):
            raise broken(path, 1, say("The header does not end: a line with #} is missing."))
        return Header(kind=name)
    source = match[1]
    try:
        said = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at and at[1] else source.count("\n")
        what = _AT_LINE.sub("", str(error)).strip()
        raise broken(path, line + 1, say("This is not TOML: {what}.", what=what)) from error
    return _checked(said, source, path, name)


def _checked(said: dict[str, Any], source: str, path: Path, name: str) -> Header:
    for key in said:
        if key not in _KEYS:
            raise broken(
                path,
                _line_of(key, source),
                say("A header may not hold {key!r}.", key=key),
                nearest(key, _KEYS),
            )
    for key in ("kind", "preset"):
        if key in said and not (isinstance(said[key], str) and _WORD.fullmatch(said[key])):
            raise broken(
                path, _line_of(key, source), say("{key} takes one word in quotes.", key=key)
            )
    variables = said.get("variables", {})
    if not isinstance(variables, dict):
        raise broken(path, _line_of("variables", source), say("variables is a table of texts."))
    for key, value in variables.items():
        if not isinstance(value, str) or not _WORD.fullmatch(key):
            raise broken(
                path,
                _line_of(key, source),
                say("The variable {key!r} is not a word with a text in quotes.", key=key),
            )
        if key in FIXED_FACTS:
            raise broken(
                path, _line_of(key, source), say("{key!r} is a fact; a variable may not.", key=key)
            )
    return Header(kind=said.get("kind", name), preset=said.get("preset"), variables=variables)


def _line_of(key: str, source: str) -> int:
    """The line of the file where a key stands; the header's first line where it cannot be told."""
    pattern = re.compile(rf"[\s\[\"']*{re.escape(key)}\b")
    for line, text in enumerate(source.splitlines(), start=2):
        if pattern.match(text):
            return line
    return 1


def broken(path: Path, line: int, problem: Sentence, hint: Sentence | None = None) -> BadTemplate:
    """A template's fault with its file and line, ready to raise."""
    return BadTemplate(
        say("{path}, line {line}: {problem}", path=path, line=line, problem=problem), hint
    )


def nearest(word: str, known: tuple[str, ...]) -> Sentence:
    """The known word that was probably meant, or all there are."""
    if close := difflib.get_close_matches(word, known, n=1, cutoff=0.6):
        return say("Did you mean {word}?", word=close[0])
    if not known:
        return say("There are none.")
    return say("There are: {words}.", words=", ".join(known))
