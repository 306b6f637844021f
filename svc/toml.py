"""TOML files that people edit: read whole, or the line where reading ends."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from svc.i18n import Sentence, say

if TYPE_CHECKING:
    from os import PathLike

_PLACE = r" \(at (?:line ([0-9]+), column [0-9]+|end of document)\)$"


class NotToml(ValueError):
    """A file that cannot be read as TOML: the line it fails on, and why."""

    def __init__(self, line: int, reason: Sentence, hint: Sentence | None = None) -> None:
        super().__init__(line)
        self.line = line
        self.reason = reason
        self.hint = hint


def read(path: str | PathLike[str]) -> tuple[str, dict[str, Any]]:
    """The text of a TOML file and what it says; a byte order mark at its start is passed over.

    The same text gives the same tables again: nobody changes them. A shop's policy files are
    mostly the shipped ones, and `check` reads both.

    Raises:
        NotToml: it is not UTF-8, or not TOML.
        OSError: it cannot be read at all.
    """
    import re
    import tomllib

    with open(path, "rb") as file:
        content = file.read()
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotToml(line, say("not UTF-8 (perhaps saved as GBK)")) from None
    try:
        return text, parsed(text)
    except tomllib.TOMLDecodeError as error:
        told = str(error)
        place = re.search(_PLACE, told)
        line = int(place[1]) if place and place[1] else len(text.rstrip().splitlines())
        reason = say("{text}", text=re.sub(_PLACE, "", told))
        raise NotToml(line, reason, _to_quote([*text.split("\n"), ""][line - 1])) from None


@lru_cache(maxsize=128)
def parsed(text: str) -> dict[str, Any]:
    """What a text of TOML says; raises tomllib.TOMLDecodeError."""
    import tomllib

    return tomllib.loads(text)


def _to_quote(line: str) -> Sentence | None:
    """The hint for a line whose name is not in quotes though it holds other than plain letters."""
    import re

    match = re.match(r"\s*(\[{1,2})([^\[\]\"'#]+)(\]{1,2})", line)
    if match is None or match[2].isascii():
        return None
    quoted = ".".join(
        part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else f'"{part}"'
        for part in (each.strip() for each in match[2].split("."))
    )
    return say("Put the name in quotes: {line}", line=match[1] + quoted + match[3])
