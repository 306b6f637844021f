"""Where templates run: they may read plain words and write text, and nothing else.

A template is data from a shared folder, so it is treated as a stranger's:
no attribute tricks, no changing of facts, no long loops, no mountains of text. Import this only
where something is rendered: Jinja takes as long to load as all the rest.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateNotFound, Undefined
from jinja2.compiler import CodeGenerator
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.runtime import BlockReference, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from svc.i18n import say
from svc.messages.templates import piece

try:
    import resource
except ImportError:  # Windows: there the caps below have to do
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FrameType

    from jinja2 import nodes
    from jinja2.compiler import Frame

SECONDS = 1.0
MEMORY = 192 * 1024 * 1024
"""So much more than before, and the whole process stays below 256 MB."""
LONGEST_RANGE = 1_000
LONGEST_PRODUCT = 10_000
LARGEST_NUMBER = 10**12

_FILTERS = frozenset(
    {"capitalize", "default", "d", "e", "escape", "first", "float", "forceescape", "int", "join"}
    | {"last", "length", "lower", "max", "min", "replace", "reverse", "round", "sort", "string"}
    | {"title", "trim", "truncate", "unique", "upper", "wordcount"}
)
# What may be asked of each kind of value. Nothing here makes much out of little, changes what it
# is asked of, or reaches into objects through a format text.
_OF_TEXT = frozenset(
    {"capitalize", "count", "endswith", "find", "index", "isalnum", "isalpha", "isdecimal"}
    | {"isdigit", "islower", "isspace", "isupper", "join", "lower", "lstrip", "partition"}
    | {"removeprefix", "removesuffix", "replace", "rfind", "rpartition", "rsplit", "rstrip"}
    | {"split", "splitlines", "startswith", "strip", "title", "upper"}
)
_OF_LOOP = frozenset(
    {"changed", "cycle", "depth", "depth0", "first", "index", "index0", "last", "length"}
    | {"nextitem", "previtem", "revindex", "revindex0"}
)
_ASKED = (
    (str, _OF_TEXT),
    (dict, frozenset({"get", "items", "keys", "values"})),
    ((list, tuple), frozenset({"count", "index"})),
    (LoopContext, _OF_LOOP),
    (BlockReference, frozenset({"super"})),
)
LONGEST_FILTERED = 500_000
"""Characters of a text, or values of a list, that a filter takes: one call cannot be stopped."""
MOST_DECIMALS = 12
MOST_TAGS = 2_000
_WORDS = (str, int, float)


class TooMuch(Exception):
    """A template took too long."""


class NotWordsError(TemplateRuntimeError):
    """A group of facts, a list or another thing stands where words should.

    `facts` are those of the `group`; `kind` is what the other thing is.
    """

    def __init__(self, facts: Iterable[str] = (), group: str = "", kind: str = "") -> None:
        super().__init__("no words")
        self.facts = tuple(facts)
        self.group = group
        self.kind = kind


class Group(dict[str, Any]):
    """The facts of a group, by name: each can be written, the group cannot."""

    __slots__ = ("_group",)

    def __init__(self, facts: dict[str, Any], group: str = "") -> None:
        super().__init__(facts)
        self._group = group

    def __str__(self) -> str:
        """No text: raises NotWordsError."""
        raise NotWordsError(self, self._group)

    __repr__ = __str__


class Rows(list[Any]):
    """The lines of a list, to go through: the list itself cannot be written."""

    __slots__ = ()

    def __str__(self) -> str:
        """No text: raises NotWordsError."""
        raise NotWordsError

    __repr__ = __str__


class _Code(CodeGenerator):
    """Jinja's way to Python, without the tag that lets mark-up through."""

    def visit_ScopedEvalContextModifier(  # noqa: N802
        self, node: nodes.ScopedEvalContextModifier, frame: Frame
    ) -> None:
        del frame
        self.fail(str(say("the tag autoescape is not for templates")), node.lineno)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's immutable sandbox with fewer tools and with caps on what grows."""

    intercepted_binops = frozenset({"*", "**", "%"})
    code_generator_class = _Code

    def __init__(self, places: tuple[str, ...], *, html: bool) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=html,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            loader=FunctionLoader(_pieces(places)),
            finalize=_in_words,
        )
        self.filters = {
            name: _capped(_round if name == "round" else call)
            for name, call in self.filters.items()
            if name in _FILTERS
        }
        self.globals = {"range": _range}

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        """The source as it is; raises SecurityError where it holds more tags than anybody writes.

        Python compiles what becomes of them in one go, which cannot be stopped.
        """
        if source.count("{%") + source.count("{{") > MOST_TAGS:
            raise SecurityError("more tags than anybody writes")
        return super().preprocess(source, name, filename)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: D102
        both = (left, right)
        if operator == "%" and isinstance(left, str):
            raise SecurityError("the % of texts is not for templates")
        if operator == "*" and any(isinstance(side, str | list | tuple) for side in both):
            times = next((side for side in both if isinstance(side, int)), 0)
            what = next(side for side in both if isinstance(side, str | list | tuple))
            if len(what) * times > LONGEST_PRODUCT:
                raise SecurityError("a text or list repeated too often")
        elif operator != "%" and any(
            isinstance(side, int | float) and abs(side) > LARGEST_NUMBER for side in both
        ):
            raise SecurityError("a number too large to reckon with")
        elif operator == "**" and isinstance(right, int | float) and abs(right) > 64:
            raise SecurityError("a power too high")
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> None:
        """No format texts, not the sandbox's own either: one may ask for a line miles long."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: D102
        if isinstance(obj, TemplateModule):  # what an import defines
            return not attr.startswith("_")
        allowed = any(isinstance(obj, kind) and attr in names for kind, names in _ASKED)
        return allowed and super().is_safe_attribute(obj, attr, value)


@cache
def sandbox(places: tuple[str, ...], *, html: bool) -> Sandbox:
    """The sandbox for these folders: one a run, so that each template is compiled once."""
    return Sandbox(places, html=html)


@contextmanager
def limits(seconds: float = SECONDS, memory: int = MEMORY) -> Iterator[Callable[[], None]]:
    """At most so much processor time and so much more memory, where the system can hold to it.

    Gives what begins the time anew, for the next of several texts. Time counts in the main thread
    only: that is where signals arrive.

    Raises:
        TooMuch: the time is up.
        MemoryError: the memory is.
    """
    timed = hasattr(signal, "setitimer") and (
        threading.current_thread() is threading.main_thread()
    )
    room = _room(memory)

    def begin() -> None:
        if timed:
            signal.setitimer(signal.ITIMER_PROF, seconds)

    if timed:
        handler = signal.signal(signal.SIGPROF, _stop)
        timer = signal.getitimer(signal.ITIMER_PROF)
    if room:
        resource.setrlimit(resource.RLIMIT_AS, room[0])
    try:
        begin()
        yield begin
    finally:
        if room:
            resource.setrlimit(resource.RLIMIT_AS, room[1])
        if timed:
            signal.setitimer(signal.ITIMER_PROF, *timer)
            signal.signal(signal.SIGPROF, handler)


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise TooMuch


def _room(memory: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The memory limits to set and to go back to; None where the size of now is not told."""
    if resource is None:
        return None
    try:
        with open("/proc/self/statm", "rb") as told:
            pages = int(told.read().split()[0])
    except (OSError, ValueError):
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + memory
    return None if 0 <= soft <= wanted else ((wanted, hard), (soft, hard))


def _in_words(value: Any) -> Any:
    """A value about to be written; raises NotWordsError where it is no words and no number."""
    if isinstance(value, (*_WORDS, Undefined, Group, Rows)):  # the last three speak for themselves
        return value
    if isinstance(value, (list, tuple)):
        str(value)  # which names the group of facts that stands in it
        raise NotWordsError
    raise NotWordsError(kind=type(value).__name__)


def _capped(call: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that takes nothing huge."""

    @wraps(call)
    def capped(*given: Any, **more: Any) -> Any:
        for value in (*given, *more.values()):
            if isinstance(value, (str, list, tuple, dict)) and len(value) > LONGEST_FILTERED:
                raise SecurityError("a text or list too long for a filter")
        return call(*given, **more)

    return capped


def _round(value: float, precision: int = 0, method: str = "common") -> float:
    """Jinja's `round`, within reason: a power of ten with millions of digits stops everything."""
    from jinja2.filters import do_round

    if not -MOST_DECIMALS <= precision <= MOST_DECIMALS:
        raise SecurityError("more decimals than anybody reads")
    return do_round(value, precision, method)  # type: ignore[arg-type]


def _range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > LONGEST_RANGE:
        raise SecurityError("a range too long")
    return numbers


def _pieces(places: tuple[str, ...]) -> Callable[[str], tuple[str, str, None]]:
    def load(name: str) -> tuple[str, str, None]:
        if found := piece(name, places):
            return found[0], found[1], None
        raise TemplateNotFound(name)

    return load
