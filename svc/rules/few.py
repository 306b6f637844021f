"""Small numbers: a figure of too few answers is shown as that, never as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svc.policy import DatedPolicy


def least(policy: DatedPolicy) -> int:
    """How many answers a figure needs (`report.few`, thirty unless the shop says otherwise).

    Raises:
        BadPolicy: it is no whole number.
    """
    return policy["report.few"].whole()
