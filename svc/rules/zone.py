"""Whose midnight counts: the hour of a computer beside that of the shop's country."""

from __future__ import annotations

from svc.i18n import Sentence, say

ZONES = {"CN": ("Asia/Shanghai", 480)}
"""Countries of one time zone, by code: its name, and the minutes it is ahead of UTC all year."""


def doubt(country: str, zone: str | None, ahead: int) -> Sentence | None:
    """A warning where no zone is set and the computer, so many minutes ahead of UTC, is elsewhere.

    Board, deadlines and the quiet hours of messages would then follow the computer's clock.
    """
    if zone is not None or country not in ZONES or ahead == ZONES[country][1]:
        return None
    return say(
        "This computer's clock is at {here}, the shop's country ({country}) at {there}: days and "
        "the hours for messages follow the computer's.",
        here=utc(ahead), country=country, there=utc(ZONES[country][1]),
    )  # fmt: skip


def advice(country: str) -> Sentence:
    """What to write into svc.toml for a country of `ZONES`."""
    return say('Write timezone = "{zone}" into svc.toml.', zone=ZONES[country][0])


def utc(ahead: int) -> str:
    """Minutes ahead of UTC as one writes them: UTC+8, UTC-3:30."""
    hours, minutes = divmod(abs(ahead), 60)
    if not ahead:
        return "UTC"
    return f"UTC{'-' if ahead < 0 else '+'}{hours}" + (f":{minutes:02}" if minutes else "")
