"""What the policy of cards must be like: days, known festivals, care tips in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.rules.findings import Finding, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

TOPICS = ("card",)
DAYS = ("within", "thanks_within", "festival_bought_within")
LANGUAGES = ("en", "zh")


def of_cards(
    _topic: str,
    name: str,
    value: Any,
) -> Iterator[Finding]:
    """What is wrong with one value of `card`, looked at alone."""
    if name in DAYS:
        yield from whole(value)
    elif name == "festivals":
        yield from _festivals(value)
    elif name == "care":
        yield from _care(value)


def _festivals(value: Any) -> Iterator[Finding]:
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


def _care(value: Any) -> Iterator[Finding]:
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
