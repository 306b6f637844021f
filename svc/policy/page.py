"""A policy file as plain TOML, with the lines its entries stand on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svc import toml
from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator


class Page(Frozen, kw_only=False):
    """One policy file: its place, its text, and its tables as TOML has them."""

    path: Path
    text: str
    content: dict[str, Any]

    @property
    def topic(self) -> str:
        """The name of the file, which its entries' ids begin with."""
        return self.path.stem

    @property
    def place(self) -> str:
        """The file as a report names it."""
        return f"{self.path.parent.name}/{self.path.name}"

    def line_of(self, name: str, value: int | None = None) -> int | None:
        """The line an entry begins on, or the nth of its values."""
        quoted = rf'(?:{re.escape(name)}|"{re.escape(name)}")'
        header = re.compile(rf"^\s*\[\s*{quoted}\s*\]", re.MULTILINE)
        if value is not None:
            header = re.compile(rf"^\s*\[\[\s*{quoted}\s*\.\s*values\s*\]\]", re.MULTILINE)
        found = list(header.finditer(self.text))
        if len(found) <= (value or 0):
            return self._line_of_key(name) if value is None else self.line_of(name)
        start = found[value or 0].end()
        return self.text.count("\n", 0, start) + 1

    def _line_of_key(self, name: str) -> int | None:
        found = re.search(rf"^\s*\"?{re.escape(name)}\"?\s*[=.]", self.text, re.MULTILINE)
        return self.text.count("\n", 0, found.end()) + 1 if found else None

    def problem(
        self,
        name: str,
        message: Sentence,
        hint: Sentence | None = None,
        *,
        value: int | None = None,
        warning: bool = False,
    ) -> Problem:
        """A problem with an entry of this page, or with the nth of its values."""
        return Problem(
            level="warning" if warning else "error",
            rule=f"{self.topic}.{name}",
            message=message,
            hint=hint,
            file=self.place,
            line=self.line_of(name, value),
        )


def read_pages(folder: str) -> Iterator[Page | Problem]:
    """The policy files of a folder, by name, each as a page or as what keeps it from being one."""
    return map(read_page, sorted(Path(folder).glob("*.toml")))


def read_page(path: Path) -> Page | Problem:
    """A policy file, or what keeps it from being one."""
    place = f"{path.parent.name}/{path.name}"
    try:
        return Page(path, *toml.read(path))
    except toml.NotToml as error:
        return Problem(
            level="error",
            rule=path.stem,
            message=say("This is no policy file: {reason}.", reason=error.reason),
            hint=say("Mend that line; texts and decimals stand in quotes, dates do not."),
            file=place,
            line=error.line,
        )
