"""The table of one gateway as a computer's gateways file has it, read strictly.

Nothing of it is repeated in an error: it may hold a secret after all.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svc.errors import BadInput, Refused
from svc.i18n import say

if TYPE_CHECKING:
    from svc.i18n import Sentence

Table = Mapping[str, Any]
_SECRET = re.compile(r"\$\{(file:)?([^}]+)\}")


class Told:
    """What one gateway is told to be; `secrets` are those that were filled in."""

    def __init__(self, name: str, values: Table, root: str) -> None:
        self.name = name
        self.values = values
        self.secrets: set[str] = set()
        self._root = os.path.realpath(root)

    def wrong(self, reason: Sentence) -> BadInput:
        """The error for this gateway; raise it."""
        return BadInput(
            say("Gateway {name}: {reason}.", name=self.name, reason=reason),
            say("Mend the gateways file; docs/sending.md shows the form."),
        )

    def text(self, key: str) -> str:
        """A setting that is a text; raises BadInput."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value:
            raise self.wrong(say("it lacks {key}, a text in quotes", key=key))
        return value

    def word(self, key: str, words: tuple[str, ...]) -> str:
        """A setting that is one of some words; raises BadInput."""
        value = self.values.get(key)
        if value not in words:
            raise self.wrong(say("{key} is one of: {words}", key=key, words=", ".join(words)))
        return str(value)

    def count(self, key: str) -> int | None:
        """A setting that is a whole number from 0 on, None where it is left out."""
        value = self.values.get(key)
        if value is not None and (type(value) is not int or value < 0):
            raise self.wrong(say("{key} is a whole number from 0 on", key=key))
        return value

    def table(self, key: str) -> Table:
        """A setting that is a table, empty where it is left out; raises BadInput."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(say("{key} is a table", key=key))
        return value

    def secret(self, text: str) -> str:
        """A text with its `${…}` filled in from the environment or from files elsewhere."""

        def filled(match: re.Match[str]) -> str:
            is_file, named = match.groups()
            value = self._in_file(named) if is_file else os.environ.get(named)
            if not value:
                raise self.wrong(say("{name} is not set, or empty", name=named))
            self.secrets.add(value)
            return value

        return _SECRET.sub(filled, text)

    def _in_file(self, named: str) -> str | None:
        if not os.path.isabs(named) or self._is_shared(named):
            raise self.wrong(say("a file of secrets is a whole path outside the shop"))
        try:
            return Path(named).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None

    def program(self, folder: str) -> list[str]:
        """The words of a command: none of them a file that comes with the shop's data."""
        words = self.values.get("words")
        if not isinstance(words, list) or not words or not all(isinstance(w, str) for w in words):
            raise self.wrong(say("words is a list of texts: the program and what it is given"))
        if not os.path.isabs(words[0]) and os.path.basename(words[0]) != words[0]:
            raise self.wrong(say("the program is a whole path, or a name the system finds"))
        if any("\0" in word for word in words):
            raise self.wrong(say("a word of it holds a character that no word may"))
        found = shutil.which(words[0])  # where PATH names a folder that git writes to
        places = [os.path.join(folder, word) for word in words]
        if any(map(self._is_shared, [*places, *([os.path.abspath(found)] if found else [])])):
            raise Refused(
                say("Gateway {name} would run a file that comes with the shop's data.",
                    name=self.name),
                say("Keep it outside the shop's folder, or in .svc."),
            )  # fmt: skip
        return words

    def _is_shared(self, path: str) -> bool:
        """Whether a file lies in the shop's folder, and git may put another in its place.

        That it may also in `.svc`: of what is ignored git writes over what is there.
        """
        from svc.store.repository import is_tracked

        found = os.path.realpath(path)
        if not os.path.isfile(found) or not found.startswith(os.path.join(self._root, "")):
            return False
        own = os.path.join(self._root, ".svc", "")
        return not found.startswith(own) or is_tracked(Path(found))
