"""Templates and facts in, the words of a message out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import WrongUsage
from svc.i18n import say
from svc.messages.blanks import Blanks, blanks
from svc.messages.facts import NAMES, plain, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from svc.i18n import Sentence
    from svc.messages.facts import Facts, Row
    from svc.messages.templates import Template

# A message above 500 characters is a problem to report (see problems); these stop a runaway.
LONGEST = {"sms": 5_000}
LONGEST_PAPER = 500_000


class Wording:
    """A template and the caller's variables, ready to be written for one customer after another.

    For HTML, what is filled in is escaped. A variable that bears the name of a fact (`festival`,
    `term`, `staff`) replaces its name.

    Raises:
        WrongUsage: a variable the template does not have.
        BadTemplate: it is no template; file and line are named.
    """

    def __init__(self, template: Template, given: Mapping[str, str] | None = None) -> None:
        self._path = template.info.file
        self._longest = LONGEST.get(template.info.channel, LONGEST_PAPER)
        self._variables = _variables(template, given or {})
        if template.info.channel == "card":
            self._variables["form"] = template.info.form
        form = template.info.form
        found = blanks(template.text, template.defaults) if form == "txt" else None
        if found is None:
            from svc.messages.compiled import Compiled

            self._template: Blanks | Compiled = Compiled(template)
        else:
            self._template = found
        self.asks = NAMES.keys() & self._template.names - self._variables.keys()
        """The groups of facts it asks for; whoever writes many need not tell others."""

    def text(self, facts: Facts) -> str:
        """The words for these facts; raises BadTemplate, naming file and line."""
        (text,) = self.texts([facts])
        return text

    def texts(self, many: Iterable[Facts]) -> Iterator[str]:
        """The words for each of these facts, in their order.

        Raises:
            BadTemplate: the template cannot be rendered; file and line are named.
        """
        values: Iterable[dict[str, Any]] = map(_plain, many)
        if self._variables:
            values = ({**facts, **self._variables} for facts in values)
        written: Iterator[str]
        if isinstance(self._template, Blanks):
            written = map(self._template.fill, values)
        else:
            written = self._template.write(values, self._longest)
        for text in written:
            if len(text) > self._longest:
                from svc.messages.compiled import too_much

                raise too_much(self._path)
            text = text.strip()  # noqa: PLW2901 - nearly all end with a line feed, and are plain
            yield text if text.isprintable() else visible(text).strip()


def render(template: Template, facts: Facts, given: Mapping[str, str] | None = None) -> str:
    """The template's words for these facts, with the caller's variables.

    Raises:
        WrongUsage: a variable the template does not have.
        BadTemplate: the template cannot be rendered; file and line are named.
    """
    return Wording(template, given).text(facts)


def signature(shop: str) -> str:
    """What an SMS begins with: the shop's name in brackets, as mainland carriers want it."""
    return "【" + plain(shop).translate({ord("【"): None, ord("】"): None}) + "】"


def _variables(template: Template, given: Mapping[str, str]) -> dict[str, Any]:
    """The template's variables: what was given, else what stands there if nobody gives any."""
    for name in given:
        if name not in template.defaults:
            raise WrongUsage(
                say(
                    "The template {template!r} has no variable {name!r}.",
                    template=template.info.name,
                    name=name,
                ),
                _there_are(template.defaults),
            )
    values: dict[str, Any] = {}
    for name, default in template.defaults.items():
        value = plain(given.get(name, "")) or default
        if not NAMES.get(name):
            values[name] = value
        elif value:
            values[name] = dict.fromkeys(NAMES[name], value) | _known(name, value)
    return values


def _known(name: str, value: str) -> dict[str, str]:
    """What a festival or a term is called in both languages; nothing of what is neither."""
    if name not in {"festival", "term"}:
        return {}
    from svc.messages.occasions import glosses

    both = next((each for each in glosses(name).items() if value in each), None)
    return dict(zip(("name", "gloss"), both, strict=True)) if both else {}


def _there_are(defaults: Mapping[str, str]) -> Sentence:
    if not defaults:
        return say("It takes none.")
    return say("It takes: {words}.", words=", ".join(defaults))


def _plain(facts: Facts) -> Facts:
    """The facts, if they are plain words and numbers; anything that has more to it is refused."""
    for told in facts.values():
        for value in told.values() if isinstance(told, dict) else _words(told):
            if type(value) not in _PLAIN:
                kind = type(value).__name__
                raise TypeError(f"a template is given plain words only, not {kind}")
    return facts


def _words(told: str | list[Row]) -> Iterable[str | int]:
    """A word by itself, or all that stands in a list of lines."""
    if not isinstance(told, list):
        return (told,)
    return (value for row in told for value in row.values())


_PLAIN = frozenset({str, int, bool})
