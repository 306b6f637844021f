"""What a customer agrees to: channels as people name them, given and withdrawn by day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from svc.errors import BadInput, WrongUsage
from svc.i18n import say
from svc.lists.dates import plain
from svc.records.customer import CHANNELS
from svc.rules.consent import agreed, way_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

Consent = dict[str, Any]
_YES = ("是", "同意", "已同意", "愿意", "接受", "yes", "y", "true", "1", "√", "✓", "✔", "☑")
_NO = ("否", "不", "不同意", "未同意", "不愿意", "不接受", "拒绝", "no", "n", "false", "0", "×")


def channels_of(texts: Iterable[str]) -> list[str]:
    """The channels of `sms,marketing`, each once; raises WrongUsage."""
    parts = (part.strip() for text in texts for part in re.split("[,，、]", text))
    channels = list(dict.fromkeys(way_named(part, CHANNELS).lower() for part in parts if part))
    for channel in channels:
        if channel not in CHANNELS:
            raise WrongUsage(
                say("{channel!r} is no channel of consent.", channel=channel),
                say("There are: {channels}.", channels=", ".join(CHANNELS)),
            )
    return channels


def with_given(held: Mapping[str, Any], channels: Iterable[str], day: date) -> Consent:
    """Consent with channels given on a day; one in force keeps the day it has."""
    news = {channel: {"given": day.isoformat()} for channel in channels}
    kept = {channel for channel in news if agreed(held, channel)}
    return dict(held) | {channel: news[channel] for channel in news if channel not in kept}


def with_withdrawn(held: Mapping[str, Any], channels: Iterable[str], day: date) -> Consent:
    """Consent with channels withdrawn on a day; what was withdrawn before keeps its day."""
    found = dict(held)
    for channel in channels:
        state = found.get(channel)
        state = dict(state) if isinstance(state, dict) else {}
        found[channel] = {**state, "withdrawn": state.get("withdrawn") or day.isoformat()}
    return found


def told_in_a_cell(text: str) -> list[str]:
    """The channels a cell of a list agrees to: 是 means text messages, 否 nothing.

    A cell may name channels too, as `svc export` writes them.

    Raises:
        BadInput: it says neither.
    """
    written = plain(text).lower()
    if written in _YES:
        return ["sms"]
    if written in _NO:
        return []
    try:
        return channels_of([written])
    except WrongUsage:
        raise BadInput(say("{text!r} is neither yes nor no.", text=text)) from None
