"""Policy as dated data: every figure has an id, a unit, a source and one or more dated values.

`Policy(folder)` reads the shop's own TOML files over the ones shipped here, entry by entry: what a
shop does not set comes from `defaults/`, or from its preset's folder. `policy.at(day)` is what a
rule is given: the policy in force on that day.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from svc import toml
from svc.errors import BadPolicy
from svc.frozen import Frozen
from svc.i18n import Sentence, say, spoken

SHIPPED = Path(__file__).parent / "defaults"
PRESETS = Path(__file__).parent / "presets"


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

    @property
    def title(self) -> str:
        """What the entry is called, in the language now in use."""
        return self.title_zh if spoken() == "zh" else self.title_en

    def at(self, day: date) -> DatedValue:
        """The value in force on a day."""
        starts = [value.since or date.min for value in self.values]
        return self.values[max(bisect_right(starts, day) - 1, 0)]


class InForce(Frozen):
    """The value of one entry on one day, with the id and the sources that an answer cites."""

    id: str
    value: Any
    unit: str
    sources: tuple[str, ...]
    since: date | None

    def whole(self) -> int:
        """The value as a whole number: days, months, pieces."""
        if type(self.value) is not int:
            raise self.wrong(say("a whole number"))
        return self.value

    def rate(self) -> Decimal:
        """The value as a share of one (0.05 is 5 %) or an amount in yuan; TOML has it as text."""
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
        return BadPolicy(
            say("Policy {id} should hold {wanted}.", id=self.id, wanted=wanted),
            say("See `svc policy explain {id}`, then mend the file.", id=self.id),
        )


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
        )


class Policy:
    """All policy of a shop: its own files over those of its preset over the shipped ones."""

    def __init__(self, folder: Path | None = None, preset: str = "clothing") -> None:
        self.folder = folder
        self.preset = preset
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
        names = {file.stem for file in SHIPPED.glob("*.toml")}
        if self.folder is not None and self.folder.is_dir():
            names |= {file.stem for file in self.folder.glob("*.toml")}
        return sorted(names)

    def topic(self, topic: str) -> dict[str, Entry]:
        """The entries of one file, by name; a file is read only when asked for."""
        if topic not in self._topics:
            entries: dict[str, Entry] = {}
            for folder in (SHIPPED, PRESETS / self.preset, self.folder):
                if folder is not None and (file := folder / f"{topic}.toml").is_file():
                    entries |= read_entries(file)
            self._topics[topic] = entries
        return self._topics[topic]


def read_entries(file: Path) -> dict[str, Entry]:
    """The entries of one policy file, by name.

    Raises:
        BadPolicy: the file is no TOML, or an entry lacks what every entry has.
    """
    try:
        _text, content = toml.read(file)
    except toml.NotToml as error:
        raise BadPolicy(
            say(
                "{file}, line {line}: not a policy file: {reason}.",
                file=_place(file),
                line=error.line,
                reason=error.reason,
            ),
            say("Mend that line, then run `svc policy check`."),
        ) from None
    return {name: _entry(file, name, raw) for name, raw in content.items()}


def _place(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


KEYS = frozenset(
    {"title_en", "title_zh", "unit", "sources", "default_of_tool", "changed_by", "values"}
)
VALUE_KEYS = frozenset({"since", "value", "note", "note_zh"})


def _entry(file: Path, name: str, raw: Any) -> Entry:
    entry_id = f"{file.stem}.{name}"

    def broken(reason: Sentence) -> BadPolicy:
        return BadPolicy(
            say("{file}: {id}: {reason}", file=_place(file), id=entry_id, reason=reason),
            say("The files of a new shop show the form: `svc init` elsewhere."),
        )

    if not isinstance(raw, dict) or not isinstance(raw.get("values"), list) or not raw["values"]:
        raise broken(say("an entry needs at least one [[values]]"))
    if set(raw) - KEYS:
        raise broken(say("there is a key here that no entry has"))
    values = []
    for item in raw["values"]:
        if not isinstance(item, dict) or "value" not in item:
            raise broken(say("each of its values needs `value = …`"))
        if set(item) - VALUE_KEYS:
            raise broken(say("there is a key here that no value has"))
        since = item.get("since")
        if since is not None and (not isinstance(since, date) or hasattr(since, "hour")):
            raise broken(say("`since` is a date such as 2027-01-01, without quotes"))
        values.append(
            DatedValue(
                since=since,
                value=item["value"],
                note_en=item.get("note"),
                note_zh=item.get("note_zh"),
            )
        )
    starts = [value.since for value in values]
    if starts[0] is not None:
        raise broken(say("its first value must have no `since`: it holds from the beginning"))
    if None in starts[1:] or starts[1:] != sorted(set(starts[1:]), key=str):
        raise broken(say("its later values need a `since` each, in order of date"))
    return Entry(
        id=entry_id,
        title_en=raw.get("title_en", name),
        title_zh=raw.get("title_zh", name),
        unit=raw.get("unit", ""),
        sources=tuple(raw.get("sources", ())),
        is_default_of_tool=bool(raw.get("default_of_tool", False)),
        changed_by=raw.get("changed_by", "company"),
        values=tuple(values),
        file=file.name,
    )
