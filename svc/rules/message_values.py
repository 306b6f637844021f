"""What the policy of messages must be like: occasions, words, kinds, festivals, caps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.rules.findings import Finding, whole, word
from svc.rules.plan import AN_OCCASION, NEEDS, OCCASIONS, is_occasion
from svc.rules.taboo import BEGINS, TOPIC, is_taboo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROUTES = ("mainland", "gsm")
WHOLE = {"cap_day": 1, "cap_week": 1, "lapsed_for": 0}
A_TABOO = '{ kinds = ["festival"], zh = ["促销"], en = ["sale"] }'
FOR = ("F", "M")
OF_A_FESTIVAL = ("name", "for", "template")


def of_messages(topic: str, name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of `message`, looked at alone."""
    if topic != TOPIC:
        return
    if name in OCCASIONS:
        yield from _occasion(value)
    elif name.startswith(BEGINS):
        yield from _taboo(value)
    elif name in WHOLE:
        yield from whole(value, WHOLE[name])
    elif name in LOOKS:
        yield from LOOKS[name](value)


def _taboo(value: Any) -> Iterator[Finding]:
    if not is_taboo(value):
        yield (
            say("It should list kinds of messages and the words they must not hold."),
            say("Write {example}.", example=A_TABOO),
        )


def _parts(value: Any) -> Iterator[Finding]:
    for language in ("zh", "en"):
        yield from whole(value.get(language) if isinstance(value, dict) else None, 1)


def _text(value: Any) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield say("It should be a text."), say('Write it in quotes; "" is the shop\'s name.')


def _texts(value: Any) -> Iterator[Finding]:
    if not _are_texts(value):
        yield say("It should be a list of words."), None


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each for each in value)


def _occasion(value: Any) -> Iterator[Finding]:
    if not is_occasion(value):
        yield (
            say("It should say whether it is on, its template, and days as whole numbers."),
            say("Write {example}.", example=AN_OCCASION),
        )


def _needs(value: Any) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield say("It should be a table of kinds."), None
        return
    for need in value.values():
        yield from word(need, NEEDS)


def _kinds(value: Any) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield say("It should be a table of kinds."), None
        return
    for kind in value.values():
        yield from word(kind, OCCASIONS)


def _festivals(value: Any) -> Iterator[Finding]:
    from svc.calendar.festivals import LUNAR, NEW_YEARS_EVE, SOLAR, TERMS, WEEKDAYS

    kept = (*SOLAR.values(), *WEEKDAYS.values(), *LUNAR.values(), *TERMS.values(), NEW_YEARS_EVE)
    names = [festival.name for festival in kept]
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        yield (
            say("It should be a list of rows."),
            say("Write {example}.", example='{ name = "妇女节", for = "F" }'),
        )
        return
    for row in value:
        if unknown := sorted(row.keys() - set(OF_A_FESTIVAL)):
            yield (
                say("A row of festivals has no {key!r}.", key=unknown[0]),
                say("A row may hold: {words}.", words=", ".join(OF_A_FESTIVAL)),
            )
        if row.get("name") not in names:
            yield (
                say("There is no festival {name!r}.", name=row.get("name")),
                say("Choose one of: {words}.", words=", ".join(names)),
            )
        elif "for" in row:
            yield from word(row["for"], FOR)
        if not _is_template(row.get("template", "festival")):
            yield (
                say("{value!r} is no name of a template.", value=row["template"]),
                say('Write it in quotes, without its ending: template = "spring".'),
            )


def _is_template(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[a-z0-9_-]{1,40}", value))


def _terms(value: Any) -> Iterator[Finding]:
    from svc.calendar.terms import NAMES

    if not _are_texts(value):
        yield say("It should be a list of words."), None
        return
    for name in value:
        if name not in NAMES:
            yield (
                say("{name!r} is not a solar term.", name=name),
                say("The terms are {names}.", names=" ".join(NAMES)),
            )


LOOKS: dict[str, Callable[[Any], Iterator[Finding]]] = {
    "most_parts": _parts,
    "route": lambda value: word(value, ROUTES),
    "signature": _text,
    "needs": _needs,
    "contacts": _kinds,
    "festivals": _festivals,
    "terms": _terms,
    "order": _texts,
    "opt_out": _texts,
    "refused_kinds": _texts,
}
"""What looks at the values of an entry that is neither an occasion nor a taboo nor a number."""
