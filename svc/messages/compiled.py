"""Templates that decide, loop or include: Jinja compiles them once and writes them in the sandbox.

Jinja is imported in here only when such a template is met: it takes as long to load as all the
rest.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from svc.errors import BadTemplate, SvcError
from svc.i18n import say
from svc.messages.facts import NAMES
from svc.messages.header import as_path, broken, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable, Iterator

    import jinja2

    from svc.i18n import Sentence
    from svc.messages.templates import Template

AT_ONCE = 100
"""So many texts are written under one limit of memory; each has a time of its own."""

_NAMED = r"^'(\w+)' is undefined$|has no attribute '(\w+)'$"


class Compiled:
    """A template compiled by Jinja, ready to be written again and again.

    Raises:
        BadTemplate: it is no template; file and line are named.
    """

    def __init__(self, template: Template) -> None:
        self._path = template.info.file
        self._known = _known(template.defaults, template.info.channel)
        html = template.info.form != "txt"
        with _limited(self._path, self._known):
            self._compiled, self.names = _compiled(
                template.text, self._path, template.folders, html=html
            )

    def write(self, many: Iterable[dict[str, Any]], longest: int) -> Iterator[str]:
        """The text for each of these values, in their order.

        Raises:
            BadTemplate: it cannot be written; file and line are named.
        """
        waiting = iter(many)
        while some := list(islice(waiting, AT_ONCE)):
            texts = []
            with _limited(self._path, self._known) as begin:
                for values in some:
                    begin()
                    texts.append(_joined(self._compiled, _copied(values), longest))
            yield from texts


def too_much(path: str, line: int | None = None) -> BadTemplate:
    """The error for a template that runs away, with its line where one was being written."""
    hint = say("Look for a loop that grows.")
    if line is not None:
        return broken(path, line, say("This takes too much time, memory or space."), hint)
    return BadTemplate(
        say("{path} takes too much time, memory or space.", path=as_path(path)), hint
    )


@contextmanager
def _limited(path: str, known: Collection[str]) -> Iterator[Callable[[], None]]:
    """Let Jinja work on a template; what goes wrong is told with the template's file and line."""
    from svc.messages.sandbox import TooMuch, limits

    ran_away: tuple[str, int | None] | None = None
    try:
        with limits() as begin:
            yield begin
    except SvcError:
        raise
    except (TooMuch, MemoryError, RecursionError) as error:
        ran_away = _place(error, path)  # raised below, where what filled the memory is gone
    except Exception as error:  # a stranger's template may make Python say anything
        where, line = _place(error, path)
        raise broken(where, line or 1, *_explained(error, known)) from error
    if ran_away:
        raise too_much(*ran_away)


@cache
def _compiled(
    text: str, path: str, places: tuple[str, ...], *, html: bool
) -> tuple[jinja2.Template, frozenset[str]]:
    """A template, and the names it and those it takes in can ask for."""
    from jinja2 import Template

    from svc.messages.sandbox import sandbox

    environment = sandbox(places, html=html)
    tree = environment.parse(text, os.path.basename(path), path)
    names = frozenset(_asked(environment, tree, set()))
    code = environment.compile(tree, os.path.basename(path), path)
    return Template.from_code(environment, code, environment.make_globals(None)), names


def _asked(
    environment: jinja2.Environment, tree: jinja2.nodes.Template, seen: set[str]
) -> set[str]:
    """The names in a template and in what it takes in; any, where that is not named outright."""
    from jinja2 import TemplateNotFound, nodes

    names = {node.name for node in tree.find_all(nodes.Name)}
    others = (nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)
    for node in tree.find_all(others):
        named = getattr(node, "template", None)
        other = named.value if isinstance(named, nodes.Const) else None
        if not isinstance(other, str) or environment.loader is None:
            return names | NAMES.keys()
        if other not in seen:
            seen.add(other)
            with suppress(TemplateNotFound):  # writing it says where it is asked for
                source, path, _is_new = environment.loader.get_source(environment, other)
                names |= _asked(environment, environment.parse(source, other, path), seen)
    return names


def _copied(values: dict[str, Any]) -> dict[str, Any]:
    """The values for one text alone: should one ever change them, it changes its own."""
    from svc.messages.sandbox import Group, Rows

    def copy(told: Any, name: str = "") -> Any:
        if type(told) is dict:
            return Group(told, name)
        return Rows(map(copy, told)) if type(told) is list else told

    return {name: copy(told, name) for name, told in values.items()}


def _joined(compiled: jinja2.Template, values: dict[str, Any], longest: int) -> str:
    """The text; raises TooMuch, from the template's line, where it grows beyond the longest."""
    from svc.messages.sandbox import TooMuch

    parts, length = [], 0
    written = compiled.generate(values)
    for part in written:
        length += len(part)
        if length > longest:
            cast("Generator[str]", written).throw(TooMuch())
        parts.append(part)
    return "".join(parts)


def _place(error: BaseException, path: str) -> tuple[str, int | None]:
    """The template file and the line where it went wrong, where one was being written."""
    if not isinstance(error, SyntaxError) and (line := getattr(error, "lineno", None)) is not None:
        return getattr(error, "filename", None) or path, line
    where, at = path, None
    trace = error.__traceback__
    while trace:  # Jinja puts the template's own lines into the trace, marked
        if "__jinja_exception__" in trace.tb_frame.f_globals:
            where, at = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return where, at


def _explained(error: Exception, known: Collection[str]) -> tuple[Sentence, Sentence | None]:
    """What went wrong, and the nearest known name where a name is misspelt."""
    import difflib

    from jinja2 import TemplateNotFound

    from svc.messages.sandbox import NotWordsError

    if isinstance(error, TemplateNotFound):
        return (
            say("There is no part {name!r} for templates.", name=str(error.name)),
            say("A part lies in templates/, its name as in card/_card.html."),
        )
    if isinstance(error, NotWordsError):
        if error.kind:
            return say("This is no words but a {kind}.", kind=error.kind), None
        if not error.facts:
            return say("This is a list, not words."), say("Write its lines one by one: for, in.")
        facts = ", ".join(error.facts)
        example = f"{error.group}.{error.facts[0]}" if error.group else "customer.name"
        return (
            say("This is no word but a group of facts: {facts}.", facts=facts),
            say("Name one of them, as in {example}.", example=example),
        )
    if match := re.search(_NAMED, str(error)):
        word = match[1] or match[2]
        last = {name.rpartition(".")[2]: name for name in reversed([*known])}
        close = difflib.get_close_matches(word, [*known, *last], n=1, cutoff=0.5)
        if not close:
            return say("There is no {word!r}.", word=word), nearest(word, tuple(known))
        meant = close[0] if close[0] in known else last[close[0]]
        return say("There is no {word!r}.", word=word), say("Did you mean {word}?", word=meant)
    if isinstance(error, KeyError):
        return say("There is no {word!r}.", word=str(error.args[0])), None
    if isinstance(error, SyntaxError):  # what Jinja makes of it is no Python
        return say("Python cannot read what this becomes: {what}.", what=error.msg), None
    return say("{what}.", what=str(error).rstrip(".")), None


def _known(variables: Iterable[str], channel: str) -> tuple[str, ...]:
    """Every name a template may say: the facts of its channel and its own variables."""
    names = NAMES
    if channel == "slip":
        from svc.messages import slip_names

        names = slip_names.NAMES
    facts = (f"{name}.{key}" for name, keys in names.items() for key in keys or ("",))
    return (*(name.rstrip(".") for name in facts), *(v for v in variables if v not in names))
