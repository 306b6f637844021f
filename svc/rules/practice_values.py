"""What the entries of `practice` must be like: points that add up, moves, phrases, scenes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import BadInput
from svc.i18n import say
from svc.money import price
from svc.records.complaint import CATEGORIES
from svc.rules.findings import Finding, whole, word

if TYPE_CHECKING:
    from collections.abc import Iterator

TOPICS = ("practice",)
PARTS = ("steps", "offers", "words", "duty")
POINTS = ("left_out", "out_of_order", "asked_again", "unclear", "no_thanks", "too_early",
          "too_big", "not_due", "offered_again", "unsettled", "forbidden", "only_sorry",
          "not_said", "no_name", "not_asked", "not_reported")  # fmt: skip
REPLIES = ("forbidden", "too_early", "again", "unclear", "takes")
FACTS = ("unrepairable", "worn", "no_stock", "insists", "batch", "claim", "same_day", "light",
         "serious", "none")  # fmt: skip
ALL = 100
AS_SHIPPED = say("Copy the entry from the files svc ships, then change it.")


def of_practice(_topic: str, name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of `practice`, looked at alone."""
    yield from _SETTINGS.get(name, of_scene)(value)


def _parts(value: Any) -> Iterator[Finding]:
    yield from _figures(value, PARTS)
    if isinstance(value, dict) and sum(v for v in value.values() if type(v) is int) != ALL:
        yield say("The parts do not add up to {n}.", n=ALL), None


def _points(value: Any) -> Iterator[Finding]:
    yield from _figures(value, POINTS)


def _offers(value: Any) -> Iterator[Finding]:
    if not _are_words(value):
        yield say("It should be a list of offers."), AS_SHIPPED


def _replies(value: Any) -> Iterator[Finding]:
    for key in REPLIES:
        if not _in_both(value.get(key) if isinstance(value, dict) else None):
            yield say("{key} needs `en` and `zh`.", key=key), AS_SHIPPED


def _offer_signs(value: Any) -> Iterator[Finding]:
    for key, signs in value.items() if isinstance(value, dict) else [("", None)]:
        if not _are_signs(signs):
            yield say("{key} needs lists of words in `en` and `zh`.", key=key), AS_SHIPPED


def of_scene(value: Any) -> Iterator[Finding]:
    """What is wrong with a scene, looked at alone."""
    row = value if isinstance(value, dict) else {}
    yield from _texts(row)
    yield from word(row.get("category"), CATEGORIES)
    if not isinstance(row.get("cause"), str):
        yield say("It names no cause."), AS_SHIPPED
    if "gender" in row:
        yield from word(row["gender"], ("F", "M"))
    yield from whole(row.get("days"))
    for key in ("facts", "found"):
        words = row.get(key, [])
        if not _are_words(words):
            yield say("{key} should be a list of words.", key=key), AS_SHIPPED
            continue
        for each in words:
            yield from word(each, FACTS)
    if "presets" in row and (not row["presets"] or not _are_words(row["presets"])):
        yield say("`presets` should be a list of kinds of shop, at least one."), AS_SHIPPED
    if not row.get("accepts") or not _are_words(row["accepts"]):
        yield say("`accepts` should be a list of offers, at least one."), AS_SHIPPED
    if "price" in row:
        yield from _price(row["price"])
    if not isinstance(row.get("old_customer", False), bool):
        yield say("old_customer should be true or false, without quotes."), None


def _texts(row: dict[str, Any]) -> Iterator[Finding]:
    """The words of a scene, each in both languages."""
    wanted = ("trains", "name", "setting", "opens", *(k for k in ("item", "takes") if k in row))
    for key in wanted:
        if not _in_both(row.get(key)):
            yield say("{key} needs `en` and `zh`.", key=key), AS_SHIPPED
    for key in ("answers", "declines"):
        table = row.get(key, {})
        if not isinstance(table, dict) or not all(map(_in_both, table.values())):
            yield say("{key} needs `en` and `zh` for each.", key=key), AS_SHIPPED


def _price(value: Any) -> Iterator[Finding]:
    try:
        price(value if isinstance(value, str) else "")
    except BadInput:
        yield (
            say("{value!r} is no amount.", value=value),
            say('Write it in quotes: "2000.00".'),
        )


def _figures(value: Any, names: tuple[str, ...]) -> Iterator[Finding]:
    table = value if isinstance(value, dict) else {}
    for name in names:
        yield from whole(table.get(name), 0, ALL)
    for name in sorted(table.keys() - set(names)):
        yield from word(name, names)


def _moves(value: Any) -> Iterator[Finding]:
    for nth, row in enumerate(value if isinstance(value, list) else [None], start=1):
        known = row if isinstance(row, dict) else {}
        if (
            not isinstance(known.get("role"), str)
            or not _in_both(known.get("say"))
            or not _in_both(known.get("reply"))
            or not _are_signs(known.get("signs"))
        ):
            yield say("Row {nth} needs role, signs, say and reply.", nth=nth), AS_SHIPPED


def _phrases(value: Any) -> Iterator[Finding]:
    for nth, row in enumerate(value if isinstance(value, list) else [None], start=1):
        known = row if isinstance(row, dict) else {}
        named = isinstance(known.get("taboo"), str) or (
            isinstance(known.get("key"), str) and _in_both(known.get("title"))
        )
        if not named or not _are_signs({key: known.get(key, []) for key in ("en", "zh")}):
            yield say("Row {nth} needs taboo, or key and title, and words.", nth=nth), AS_SHIPPED


def _promises(value: Any) -> Iterator[Finding]:
    if not _are_signs(value):
        yield say("{key} needs lists of words in `en` and `zh`.", key="promises"), AS_SHIPPED


def _small_talk(value: Any) -> Iterator[Finding]:
    for nth, row in enumerate(value if isinstance(value, list) else [None], start=1):
        if not _are_signs(row) or not _in_both(row.get("reply")):
            yield say("Row {nth} needs words and a reply, in `en` and `zh`.", nth=nth), AS_SHIPPED


def _in_both(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(language), str) and value[language] for language in ("en", "zh")
    )


def _are_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each for each in value)


def _are_signs(value: Any) -> bool:
    return isinstance(value, dict) and all(
        _are_words(value.get(language)) for language in ("en", "zh")
    )


_SETTINGS = {
    "parts": _parts,
    "points": _points,
    "clerk_may": _offers,
    "moves": _moves,
    "phrases": _phrases,
    "replies": _replies,
    "offer_signs": _offer_signs,
    "promises": _promises,
    "small_talk": _small_talk,
}
"""The entries that are no scenes."""
