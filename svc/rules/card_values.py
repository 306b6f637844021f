"""What the policy of cards must be like: days, known festivals, care tips in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterator

TOPICS = ("card",)
DAYS = ("within", "thanks_within", "festival_bought_within")
LANGUAGES = ("en", "zh")


def of_cards(
    topic: str,  # noqa: ARG001 - there is but one
    name: str,
    value: Any,
) -> Iterator[tuple[Sentence, Sentence | None]]:
    """What is wrong with one value of `card`, looked at alone."""
    if name in DAYS and (type(value) is not int or value < 0):
        yield (
            say("{value!r} is not a whole number from {least} on.", value=value, least=0),
            say("Write it without quotes and without a point: 15."),
        )
    elif name == "festivals":
        yield from _festivals(value)
    elif name == "care":
        yield from _care(value)


def _festivals(value: Any) -> Iterator[tuple[Sentence, Sentence | None]]:
    from svc.rules.card import known_festivals

    if not isinstance(value, list):
        yield say("It should be a list of festivals."), say('Write them as ["春节", "中秋节"].')
        return
    for festival in value:
        if festival not in known_festivals():
            yield (
                say("There is no festival {name!r}.", name=festival),
                say("Choose one of: {words}.", words=", ".join(sorted(known_festivals()))),
            )


def _care(value: Any) -> Iterator[tuple[Sentence, Sentence | None]]:
    hint = say("Write tips as {example}.", example='en = ["…"], zh = ["…"]')
    for category, tips in (value if isinstance(value, dict) else {"": None}).items():
        said = tips if isinstance(tips, dict) else {}
        for language in LANGUAGES:
            texts = said.get(language)
            if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
                yield (
                    say("{category}: the tips in {language} should be a list of sentences.",
                        category=category, language=language),
                    hint,
                )  # fmt: skip
