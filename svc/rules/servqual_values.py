"""What values of servqual.toml must be like: a hundred points shared out to the dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.rules.survey import DIMENSIONS, POINTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.rules.findings import Finding

TOPICS = frozenset({"servqual"})
"""The policy files looked at here."""
EXAMPLE = "{ tangibles = 10, reliability = 30, responsiveness = 25, assurance = 20, empathy = 15 }"


def of_servqual(_topic: str, name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of an entry of servqual.toml (S1-030)."""
    if name != "weights":
        return
    given = value if isinstance(value, dict) else {}
    hint = say("Write {example}.", example=EXAMPLE)
    if given.keys() != set(DIMENSIONS):
        yield say("It should name the five dimensions and no others."), hint
    elif any(type(points) is not int or points < 0 for points in given.values()):
        yield say("The points of a dimension are a whole number, not below nought."), hint
    elif (total := sum(given.values())) != POINTS:
        yield say("The points add up to {total}, not to 100.", total=total), hint
