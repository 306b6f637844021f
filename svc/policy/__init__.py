"""Policy as dated data: every figure has an id, a unit, a source and one or more dated values.

`Policy(folder)` reads the shop's own TOML files over the ones shipped here, entry by entry: what a
shop does not set comes from `defaults/`, or from its preset's folder. `policy.at(day)` is what a
rule is given: the policy in force on that day.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from svc.errors import BadPolicy
from svc.frozen import Frozen
from svc.i18n import Sentence, say, spoken
from svc.kept import kept

if TYPE_CHECKING:
    from decimal import Decimal
    from os import PathLike

HERE = os.path.dirname(__file__)
SHIPPED = os.path.join(HERE, "defaults")
PRESETS = os.path.join(HERE, "presets")
SUFFIX = ".toml"
KEYS = frozenset(
    {"title_en", "title_zh", "unit", "sources", "default_of_tool", "changed_by", "values"}
)
VALUE_KEYS = frozenset({"since", "value", "note", "note_zh"})


def preset_folder(preset: str) -> str:
    """Where what a trade has of its own is shipped."""
    return os.path.join(PRESETS, preset)


class DatedValue(Frozen):
    """One value of an entry and the first day it holds; the first of an entry has no start."""

    since: date | None
    value: Any
    note_en: str | None = None
    note_zh: str | None = None

    @property
    def note(self) -> str | None:
        """The remark on this value, in the language now in use."""
        return (self.note_zh if spoken() == "zh" else None) or self.note_en


class Entry(Frozen):
    """One figure or table of policy, with everything a reader may ask of it."""

    id: str
    title_en: str
    title_zh: str
    unit: str
    sources: tuple[str, ...]
    is_default_of_tool: bool
    changed_by: str
    values: tuple[DatedValue, ...]
    file: str
    is_own: bool = False

    @property
    def title(self) -> str:
        """What the entry is called, in the language now in use."""
        return self.title_zh if spoken() == "zh" else self.title_en

    def at(self, day: date) -> DatedValue:
        """The value in force on a day."""
        later = (value for value in reversed(self.values) if value.since and value.since <= day)
        return next(later, self.values[0])


class InForce(Frozen):
    """The value of one entry on one day, with the id and the sources that an answer cites.

    `is_own` tells whether it stands in the shop's own file.
    """

    id: str
    value: Any
    unit: str
    sources: tuple[str, ...]
    since: date | None
    is_own: bool = True

    def whole(self) -> int:
        """The value as a whole number: days, months, pieces."""
        if type(self.value) is not int:
            raise self.wrong(say("a whole number"))
        return self.value

    def rate(self) -> Decimal:
        """The value as a share of one (0.05 is 5 %) or an amount in yuan; TOML has it as text."""
        from decimal import Decimal

        try:
            return Decimal(self.value)
        except (ArithmeticError, TypeError, ValueError):
            raise self.wrong(say("a decimal number in quotes")) from None

    def text(self) -> str:
        """The value as text."""
        if not isinstance(self.value, str):
            raise self.wrong(say("text in quotes"))
        return self.value

    def texts(self) -> list[str]:
        """The value as a list of words."""
        if not isinstance(self.value, list) or not all(isinstance(w, str) for w in self.value):
            raise self.wrong(say("a list of words in quotes"))
        return self.value

    def rows(self) -> list[dict[str, Any]]:
        """The value as the rows of a table."""
        if not isinstance(self.value, list) or not all(isinstance(r, dict) for r in self.value):
            raise self.wrong(say("a list of rows"))
        return self.value

    def table(self) -> dict[str, Any]:
        """The value as a table from word to figure."""
        if not isinstance(self.value, dict):
            raise self.wrong(say("a table"))
        return self.value

    def wrong(self, wanted: Sentence) -> BadPolicy:
        """The error for a value that is not what a rule needs."""
        return self.bad(
            say("Policy {id} should hold {wanted}.", id=self.id, wanted=wanted),
            say("See `svc policy explain {id}`, then mend the file.", id=self.id),
        )

    def bad(self, what: Sentence, hint: Sentence) -> BadPolicy:
        """An error of this value, with the file it stands in before it."""
        file = f"policy/{self.id.partition('.')[0]}{SUFFIX}"
        if self.is_own:
            return BadPolicy(say("{file}: {what}", file=file, what=what), hint)
        return BadPolicy(say("{file} (the shipped value): {what}", file=file, what=what), hint)


class DatedPolicy:
    """The policy in force on one day, as rules are given it."""

    def __init__(self, policy: Policy, day: date) -> None:
        self._policy = policy
        self.day = day

    def __getitem__(self, entry_id: str) -> InForce:
        entry = self._policy.entry(entry_id)
        value = entry.at(self.day)
        return InForce(
            id=entry_id,
            value=value.value,
            unit=entry.unit,
            sources=entry.sources,
            since=value.since,
            is_own=entry.is_own,
        )


class Policy:
    """All policy of a shop: its own files over those of its preset over the shipped ones."""

    def __init__(
        self,
        folder: str | PathLike[str] | None = None,
        preset: str = "clothing",
        *,
        shop: str | PathLike[str] | None = None,
    ) -> None:
        """With `shop`, what has been read is kept under that folder until a file changes."""
        self.folder = None if folder is None else os.fspath(folder)
        self.preset = preset
        self._shop = None if shop is None else os.fspath(shop)
        self._topics: dict[str, dict[str, Entry]] = {}

    def at(self, day: date) -> DatedPolicy:
        """The policy in force on a day."""
        return DatedPolicy(self, day)

    def entry(self, entry_id: str) -> Entry:
        """One entry by id (`refund.free_days`).

        Raises:
            KeyError: there is no such entry.
        """
        topic, _, name = entry_id.partition(".")
        return self.topic(topic)[name]

    def entries(self) -> list[Entry]:
        """Every entry, by topic, in the order of the files."""
        return [entry for topic in self.topics for entry in self.topic(topic).values()]

    @cached_property
    def topics(self) -> list[str]:
        """The names of all policy files."""
        folders = (SHIPPED, self.folder)
        return sorted({n for each in folders if each is not None for n in _topics_in(each)})

    def topic(self, topic: str) -> dict[str, Entry]:
        """The entries of one file, by name; a file is read only when asked for."""
        if topic not in self._topics:
            name = topic + SUFFIX
            shipped = os.path.join(SHIPPED, name)
            files = [shipped, os.path.join(preset_folder(self.preset), name)]
            if self.folder is not None:
                files.append(os.path.join(self.folder, name))
            if self._shop is None or not os.path.isfile(shipped):
                self._topics[topic] = _entries(topic, _read(files))
            else:
                self._topics[topic] = kept(
                    self._shop,
                    f"policy.{topic}",
                    [os.path.join(HERE, "reading.py"), *files],
                    lambda: _read(files),
                    lambda rows: _entries(topic, rows),
                )
        return self._topics[topic]


def _topics_in(folder: str) -> list[str]:
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    return [name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)]


def _read(files: list[str]) -> dict[str, Any]:
    """The entries of these files as plain data, those of the later over those of the earlier.

    A file that is not there is passed over; one that may not be read is an OSError.
    """
    from svc.policy.reading import read_rows

    rows: dict[str, Any] = {}
    for file in files:
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            rows |= read_rows(file)
    return rows


def _entries(topic: str, rows: dict[str, Any]) -> dict[str, Entry]:
    """The entries of a topic from plain data, which holds the starts of values as text."""
    return {
        name: Entry(
            id=f"{topic}.{name}",
            file=topic + SUFFIX,
            values=tuple(
                DatedValue(
                    since=None if since is None else date.fromisoformat(since),
                    value=value,
                    note_en=note_en,
                    note_zh=note_zh,
                )
                for since, value, note_en, note_zh in values
            ),
            sources=tuple(sources),
            **row,
        )
        for name, (row, sources, values) in rows.items()
    }
