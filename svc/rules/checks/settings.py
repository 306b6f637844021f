"""`svc.toml`: words that svc would pass over without a word."""

from __future__ import annotations

import re
from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from svc.errors import BadPolicy
from svc.i18n import say
from svc.problem import Problem
from svc.rules.ruling import SCHEMES
from svc.rules.statute import region_code, region_hint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from svc.i18n import Sentence
    from svc.policy import Policy

FILE = "svc.toml"
COMMITS = ("each", "day", "off")
KNOWN = (
    "schema", "name", "preset", "country", "language", "timezone", "region", "refund_scheme",
    "git",
)  # fmt: skip
_COUNTRY = re.compile(r"[A-Z]{2}")


def settings(
    raw: Mapping[str, Any], presets: tuple[str, ...], policy: Policy
) -> Iterator[Problem]:
    """Settings nothing reads, and values nothing knows."""
    for name in raw:
        if name not in KNOWN:
            close = get_close_matches(name, KNOWN, n=1)
            hint = say("Did you mean {name}?", name=close[0]) if close else None
            yield _problem(say("Nothing reads the setting {name}.", name=name), hint, warning=True)
    git = raw.get("git", {})
    commit = git.get("commit", "off") if isinstance(git, dict) else None
    for name, value, words in (
        ("preset", raw.get("preset", presets[0]), presets),
        ("refund_scheme", raw.get("refund_scheme", SCHEMES[0]), SCHEMES),
        ("git.commit", commit, COMMITS),
    ):
        if value not in words:
            hint = say("Words: {words}.", words=", ".join(words))
            yield _problem(say("{name} holds a word it does not know.", name=name), hint)
    if not _COUNTRY.fullmatch(str(raw.get("country", "CN"))):
        yield _problem(say("country is no country."), say("Two letters of ISO 3166, such as CN."))
    if not _is_zone(raw.get("timezone")):
        hint = say("Write `timezone` in svc.toml like Asia/Shanghai.")
        yield _problem(say("timezone is no time zone."), hint)
    yield from _region(raw.get("region"), policy)


def _region(name: object, policy: Policy) -> Iterator[Problem]:
    """A province whose rules are not known; a broken policy is told where policy is checked."""
    with suppress(BadPolicy):
        if isinstance(name, str) and region_code(name, policy) is None:
            message = say("Region {name!r} is not known.", name=name)
            yield _problem(message, region_hint(name, policy))


def _is_zone(name: object) -> bool:
    from zoneinfo import ZoneInfo

    if name is None:
        return True
    try:
        ZoneInfo(str(name))
    except (ValueError, OSError, KeyError):  # an unknown one is a KeyError
        return False
    return True


def _problem(message: Sentence, hint: Sentence | None, *, warning: bool = False) -> Problem:
    level: Any = "warning" if warning else "error"
    return Problem(level=level, rule="settings", message=message, hint=hint, file=FILE)
