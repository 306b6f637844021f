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

import re
from typing import TYPE_CHECKING, Any

from svc.errors import BadTemplate
from svc.frozen import Frozen, field
from svc.i18n import say

if TYPE_CHECKING:
    from pathlib import Path

    from svc.i18n import Sentence

_HEADER = r"(?sm)\A\{#svc[ \t]*\n(.*?)^#\}"
_PAIR = r'([a-z_]+) = "([^"\\\x00-\x1f\x7f]*)"'
WORD = r"[a-z][a-z0-9_]{0,39}"
KIND_LINE = r"(?m)^[ \t]*kind[ \t]*=.*$"
_AT_LINE = r"\(at (?:line ([0-9]+), column [0-9]+|end of document)\)$"
_KEYS = ("kind", "preset", "variables")

# Facts a variable may not stand in for: they are the record's to say, not the caller's.
FIXED_FACTS = frozenset(
    {
        "customer",
        "shop",
        "purchase",
        "today",
        "language",
        "warranty",
        "pieces",
        "tips",
        "form",
        "opinion",
        "rated",
        "written",
    }
)


class Header(Frozen):
    """What a template says about itself."""

    kind: str
    preset: str | None = None
    variables: dict[str, str] = field(default_factory=dict)


def read_header(text: str, path: str, name: str) -> Header:
    """The header of a template's text; a template without one is of the kind of its name.

    Raises:
        BadTemplate: the header cannot be read; the file and the line are named.
    """
    if not (match := re.match(_HEADER, text)):
        if text.startswith("{#svc"):
            raise broken(path, 1, say("The header does not end: a line with #} is missing."))
        return Header(kind=name)
    source = match[1]
    if (said := _simple(source)) is not None:
        return _checked(said, source, path, name)
    import tomllib

    try:
        said = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        at = re.search(_AT_LINE, str(error))
        line = int(at[1]) if at and at[1] else source.count("\n")
        what = re.sub(_AT_LINE, "", str(error)).strip()
        raise broken(path, line + 1, say("This is not TOML: {what}.", what=what)) from error
    return _checked(said, source, path, name)


def _simple(source: str) -> dict[str, Any] | None:
    """What a header says whose lines are `word = "text"` and `[variables]`; None of another.

    It spares a message the time to import a whole reader of TOML; a test holds both equal.
    """
    said: dict[str, Any] = {}
    table = said
    for line in source.split("\n"):
        if line == "[variables]" and "variables" not in said:
            table = said["variables"] = {}
        elif (pair := re.fullmatch(_PAIR, line)) and pair[1] not in table:
            table[pair[1]] = pair[2]
        elif line:
            return None
    return said


def without_header(text: str) -> str | None:
    """What follows the header of a template's text; None where Jinja would see its end earlier."""
    if not (match := re.match(_HEADER, text)):
        return text
    return None if "#}" in match[1] else text[match.end() :]


def _checked(said: dict[str, Any], source: str, path: str, name: str) -> Header:
    for key in said:
        if key not in _KEYS:
            raise broken(
                path,
                _line_of(key, source),
                say("A header may not hold {key!r}.", key=key),
                nearest(key, _KEYS),
            )
    for key in ("kind", "preset"):
        if key in said and not (isinstance(said[key], str) and re.fullmatch(WORD, said[key])):
            raise broken(
                path, _line_of(key, source), say("{key} takes one word in quotes.", key=key)
            )
    variables = said.get("variables", {})
    if not isinstance(variables, dict):
        raise broken(path, _line_of("variables", source), say("variables is a table of texts."))
    for key, value in variables.items():
        if not isinstance(value, str) or not re.fullmatch(WORD, key):
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


def broken(path: str, line: int, problem: Sentence, hint: Sentence | None = None) -> BadTemplate:
    """A template's fault with its file and line, ready to raise."""
    return BadTemplate(
        say("{path}, line {line}: {problem}", path=as_path(path), line=line, problem=problem), hint
    )


def as_path(path: str) -> Path:
    """A file as errors name it: only they need a path, which takes time to import."""
    from pathlib import Path

    return Path(path)


def nearest(word: str, known: tuple[str, ...]) -> Sentence:
    """The known word that was probably meant, or all there are."""
    import difflib

    if close := difflib.get_close_matches(word, known, n=1, cutoff=0.6):
        return say("Did you mean {word}?", word=close[0])
    if not known:
        return say("There are none.")
    return say("There are: {words}.", words=", ".join(known))
