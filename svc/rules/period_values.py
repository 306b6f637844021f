"""What `report.targets` must be like: the figures a shop aims at, each a share of one (S3-008)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svc.i18n import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.policy import DatedPolicy
    from svc.rules.findings import Finding

TARGETS = ("on_time", "callbacks")
"""The figures that can have a target: complaints settled in time, contacts made of those due."""
EXAMPLE = '{ on_time = "0.98", callbacks = "0.80" }'
ONE = Decimal(1)


def targets(policy: DatedPolicy) -> dict[str, Decimal]:
    """The targets by name, each a share of one; one that is left out is none.

    Raises:
        BadPolicy: they are not.
    """
    found = policy["report.targets"]
    value = found.value
    if not is_targets(value):
        raise found.wrong(say("a table such as {example}", example=EXAMPLE))
    return {key: Decimal(value[key]) for key in TARGETS if key in value}


def is_targets(value: Any) -> bool:
    """Whether a value is a table of targets: known names, shares of one as text."""
    return isinstance(value, dict) and all(
        key in TARGETS and _is_share(each) for key, each in value.items()
    )


def _is_share(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        number = Decimal(value)
    except ArithmeticError:
        return False
    return number.is_finite() and 0 <= number <= ONE


def of_periods(name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with a value of `report.targets`; other entries are others' to look at."""
    if name == "targets" and not is_targets(value):
        yield (
            say("It should hold shares of one, in quotes, for {names}.", names=", ".join(TARGETS)),
            say("Write {example}.", example=EXAMPLE),
        )
