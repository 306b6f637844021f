"""What is said of a value of policy that is not what it should be: one sentence and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Finding = tuple[Sentence, Sentence | None]


def whole(value: Any, least: int = 0, most: int | None = None) -> Iterator[Finding]:
    """What is wrong where a whole number is wanted, not below `least` nor above `most`."""
    if type(value) is not int or value < least or (most is not None and value > most):
        yield (
            say("{value!r} is not a whole number from {least} on.", value=value, least=least),
            say("Write it without quotes and without a point: 15."),
        )


def word(value: Any, words: Iterable[str]) -> Iterator[Finding]:
    """What is wrong where one of some words is wanted."""
    known = tuple(words)
    if value not in known:
        yield (
            say("{value!r} is not a word to choose here.", value=value),
            say("Choose one of: {words}.", words=", ".join(known)),
        )
