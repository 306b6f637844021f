"""What values of survey.toml must be like: questions with a key, a scale and a text in both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.rules.scale import STEPS, scale_of
from svc.rules.survey import DIMENSIONS, EXPECTED, MEASURES, PERCEIVED, QUALITIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from svc.rules.findings import Finding

TOPICS = frozenset({"survey"})
"""The policy files looked at here."""
EXAMPLE = '{ key = "goods", scale = "1-5", en = "The goods", zh = "商品" }'
SCALES = '"1-5", "0-10", "1-7", "yes-no", "words"'
MEASURED_ON = {"csat": "1-5", "nps": "0-10"}
"""The scale a measure is defined on: 4 and 5 of 5, and 9 and 10 less 0 to 6."""
TABLE = ("aim", "intro", "back", "ends", "questions")
ROW = (
    "key", "en", "zh", "scale", "choices", "ends", "measures", "dimension", "quality", "negative",
    "required", "pair", "lines",
)  # fmt: skip
LANGUAGES = ("en", "zh")
CHOSEN = {"dimension": DIMENSIONS, "quality": QUALITIES, "measures": MEASURES}
FLAGS = ("negative", "required", "pair")
MOST_LINES = 20
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_ITEM = re.compile(r"[a-z0-9_]+")


def of_surveys(_topic: str, _name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of an entry of survey.toml, whichever its name."""
    rows = value.get("questions") if isinstance(value, dict) else None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        yield (
            say("It should hold a list of questions."),
            say("Write questions = [{example}].", example=EXAMPLE),
        )
        return
    for name, content in value.items():
        if name not in TABLE:
            yield (
                say("It has a field nobody reads: {name!r}.", name=name),
                say("Known here: {names}.", names=", ".join(TABLE)),
            )
        elif name not in {"ends", "questions"} and not _is_text(content):
            yield _lacks_text(name)
    if "ends" in value and not _are_ends(value["ends"]):
        yield _bad_ends("ends")
    for nth, row in enumerate(rows, start=1):
        yield from _question(_called(nth, row), row)
    yield from _doubled(rows)


def _called(nth: int, row: Mapping[str, Any]) -> str:
    """A row as a finding names it: by its key, else by its place."""
    key = row.get("key")
    return key if isinstance(key, str) and key else str(nth)


def _question(name: str, row: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with one question, looked at alone."""
    key = row.get("key")
    if not isinstance(key, str) or not (_ITEM if row.get("pair") else _KEY).fullmatch(key):
        yield (
            say("Question {name} has no key in small letters.", name=name),
            say("Write rows as {example}.", example=EXAMPLE),
        )
    for language in LANGUAGES:
        if not isinstance(text := row.get(language), str) or not text.strip():
            lacking = say(
                "Question {name} lacks its text {language!r}.", name=name, language=language
            )
            yield lacking, None
    for field in sorted(row.keys() - set(ROW)):
        yield (
            say("Question {name} has a field nobody reads: {field!r}.", name=name, field=field),
            say("Known here: {names}.", names=", ".join(ROW)),
        )
    for field in FLAGS:
        if field in row and not isinstance(row[field], bool):
            yield (
                say("Question {name}: {field} is neither true nor false.", name=name, field=field),
                say("Write true or false, without quotes."),
            )
    for field, words in CHOSEN.items():
        if field in row and row[field] not in words:
            yield (
                say("Question {name}: there is no {field} {value!r}.",
                    name=name, field=field, value=row[field]),
                say("Choose one of: {words}.", words=", ".join(words)),
            )  # fmt: skip
    if "ends" in row and not _are_ends(row["ends"]):
        yield _bad_ends(name)
    if "lines" in row and not (type(row["lines"]) is int and 1 <= row["lines"] <= MOST_LINES):
        wrong = say(
            "Question {name}: lines is no number from 1 to {most}.", name=name, most=MOST_LINES
        )
        yield wrong, None
    yield from _scale(name, row)


def _scale(name: str, row: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with what a question is answered on."""
    if "choices" in row:
        choices = row["choices"]
        if (
            "scale" in row
            or not isinstance(choices, list)
            or len(choices) < 2
            or not all(map(_is_text, choices))
        ):
            yield (
                say("Question {name}: its choices are not what they should be.", name=name),
                say("Write {example}, two or more, and no scale beside them.",
                    example='choices = [{ en = "…", zh = "…" }, { en = "…", zh = "…" }]'),
            )  # fmt: skip
            return
    try:
        scale = scale_of(row)
    except (KeyError, TypeError, ValueError):
        yield (
            say("Question {name} has no scale that is known.", name=name),
            say("Write one of {scales}, or choices.", scales=SCALES),
        )
        return
    if row.get("negative") is True and scale.kind != STEPS:
        yield (
            say("Question {name} is negative, but has no scale to be reversed on.", name=name),
            say('Give it a scale such as "1-7", or leave out `negative`.'),
        )
    if row.get("pair") is True and scale.kind != STEPS:
        yield (
            say("Question {name} is a pair, but has no scale to be compared on.", name=name),
            say('Give it a scale such as "1-7", or leave out `pair`.'),
        )
    wanted = MEASURED_ON.get(str(row.get("measures")))
    if wanted is not None and row.get("scale") != wanted:
        yield (
            say("Question {name}: {measure} is measured on {scale}.",
                name=name, measure=row["measures"], scale=wanted),
            say("Write scale = {scale}.", scale=f'"{wanted}"'),
        )  # fmt: skip
    elif row.get("measures") == "weight" and scale.kind != STEPS:
        yield (
            say("Question {name}: {measure} is measured on {scale}.",
                name=name, measure="weight", scale="0-100"),
            say("Write scale = {scale}.", scale='"0-100"'),
        )  # fmt: skip


def _doubled(rows: list[dict[str, Any]]) -> Iterator[Finding]:
    """Keys two questions have, and measures two questions claim for themselves."""
    keys: set[str] = set()
    measures: set[str] = set()
    for row in rows:
        sides = (EXPECTED, PERCEIVED) if row.get("pair") else ("",)
        for key in (f"{side}{row.get('key')}" for side in sides):
            if key in keys:
                yield say("Two questions have the key {key!r}.", key=key), None
            keys.add(key)
        measure = row.get("measures")
        if measure in MEASURED_ON:
            if measure in measures:
                yield say("Two questions measure {measure}.", measure=measure), None
            measures.add(measure)


def _is_text(content: Any) -> bool:
    """Whether it is a text in both languages."""
    texts = [content.get(each) for each in LANGUAGES] if isinstance(content, dict) else [None]
    return all(isinstance(each, str) and each.strip() for each in texts)


def _are_ends(content: Any) -> bool:
    """Whether it names both ends of a scale in both languages."""
    return isinstance(content, dict) and all(
        isinstance(ends := content.get(language), list)
        and len(ends) == 2
        and all(isinstance(each, str) for each in ends)
        for language in LANGUAGES
    )


def _lacks_text(name: str) -> Finding:
    return (
        say("{name} should be a text in both languages.", name=name),
        say("Write {example}.", example=f'{name} = {{ en = "…", zh = "…" }}'),
    )


def _bad_ends(name: str) -> Finding:
    return (
        say("{name}: the ends of its scale should be named in both languages.", name=name),
        say("Write {example}.", example='ends = { en = ["poor", "good"], zh = ["差", "好"] }'),
    )
