"""Templates and facts in, the words of a message out (reliability 3.1)."""

from __future__ import annotations

import difflib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svc.errors import BadTemplate, WrongUsage
from svc.i18n import say
from svc.messages.facts import plain, visible
from svc.messages.header import broken, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    import jinja2

    from svc.i18n import Sentence
    from svc.messages.facts import Facts
    from svc.messages.templates import Template

# A message above 500 characters is a problem to report (see problems); these stop a runaway.
LONGEST = {"sms": 5_000}
LONGEST_PAPER = 500_000

_NAMED = re.compile(r"^'(\w+)' is undefined$|has no attribute '(\w+)'$")


def render(template: Template, facts: Facts, given: Mapping[str, str] | None = None) -> str:
    """The template's words for these facts, with the caller's variables; for HTML, escaped.

    A variable that bears the name of a fact (`festival`, `term`, `staff`) replaces its name.

    Raises:
        WrongUsage: a variable the template does not have.
        BadTemplate: the template cannot be rendered; file and line are named.
    """
    from jinja2 import TemplateError

    from svc.messages.sandbox import TooMuch, limits

    values = _plain(_values(template, facts, given or {}))
    path, places = template.info.path, template.folders
    try:
        with limits():
            compiled = _compiled(template.text, path, places, html=template.info.form == "html")
            text = _joined(compiled, values, LONGEST.get(template.info.channel, LONGEST_PAPER))
    except (TooMuch, MemoryError, RecursionError):
        text = None
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        where, line = _place(error, path)
        raise broken(where, line, *_explained(error, values)) from error
    if text is None:
        raise BadTemplate(
            say("{path} takes too much time, memory or space.", path=path),
            say("Look for a loop that grows."),
        )
    return visible(text).strip()


def signature(shop: str) -> str:
    """What an SMS begins with: the shop's name in brackets, as mainland carriers want it."""
    return "【" + plain(shop).translate({ord("【"): None, ord("】"): None}) + "】"


def _values(template: Template, facts: Facts, given: Mapping[str, str]) -> dict[str, Any]:
    """The facts and, over them, the template's variables."""
    for name in given:
        if name not in template.defaults:
            raise WrongUsage(
                say(
                    "The template {template!r} has no variable {name!r}.",
                    template=template.info.name,
                    name=name,
                ),
                _variables(template.defaults),
            )
    values: dict[str, Any] = dict(facts)
    for name, default in template.defaults.items():
        value = plain(given.get(name, "")) or default
        if not isinstance(group := values.get(name), dict):
            values[name] = value
        elif value:
            values[name] = dict.fromkeys(group, value)
    return values


def _variables(defaults: Mapping[str, str]) -> Sentence:
    if not defaults:
        return say("It takes none.")
    return say("It takes: {words}.", words=", ".join(defaults))


def _plain(value: Any) -> Any:
    """A copy of plain words, numbers and dicts; anything that has more to it is refused."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if type(value) in {str, int, bool}:
        return value
    raise TypeError(f"a template is given plain words only, not {type(value).__name__}")


@cache
def _compiled(text: str, path: Path, places: tuple[Path, ...], *, html: bool) -> jinja2.Template:
    from jinja2 import Template

    from svc.messages.sandbox import sandbox

    environment = sandbox(places, html=html)
    code = environment.compile(text, name=path.name, filename=str(path))
    return Template.from_code(environment, code, environment.make_globals(None))


def _joined(compiled: jinja2.Template, values: dict[str, Any], longest: int) -> str | None:
    """The text, or None where it grows beyond the longest."""
    parts, length = [], 0
    for part in compiled.generate(values):
        length += len(part)
        if length > longest:
            return None
        parts.append(part)
    return "".join(parts)


def _place(error: BaseException, path: Path) -> tuple[Path, int]:
    """The template file and the line where it went wrong."""
    if (line := getattr(error, "lineno", None)) is not None:
        return Path(getattr(error, "filename", None) or path), line
    where, at = path, 1
    trace = error.__traceback__
    while trace:  # Jinja puts the template's own lines into the trace, marked
        if "__jinja_exception__" in trace.tb_frame.f_globals:
            where, at = Path(trace.tb_frame.f_code.co_filename), trace.tb_lineno
        trace = trace.tb_next
    return where, at


def _explained(error: Exception, values: dict[str, Any]) -> tuple[Sentence, Sentence | None]:
    """What went wrong, and the nearest known name where a name is misspelt."""
    if match := _NAMED.search(str(error)):
        word = match[1] or match[2]
        known = tuple(_names(values))
        last = {name.rpartition(".")[2]: name for name in reversed(known)}
        close = difflib.get_close_matches(word, [*known, *last], n=1, cutoff=0.5)
        if not close:
            return say("There is no {word!r}.", word=word), nearest(word, known)
        meant = close[0] if close[0] in known else last[close[0]]
        return say("There is no {word!r}.", word=word), say("Did you mean {word}?", word=meant)
    return say("{what}.", what=str(error).rstrip(".")), None


def _names(values: dict[str, Any]) -> list[str]:
    names = []
    for name, value in values.items():
        names += [f"{name}.{key}" for key in value] if isinstance(value, dict) else [name]
    return names
