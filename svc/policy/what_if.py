"""A shop's policy with some of it changed: what would have been, had the tables said otherwise."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from svc.frozen import replace
from svc.policy import SUFFIX, DatedValue, Entry, Policy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike


class WhatIf(Policy):
    """A policy with a folder's entries laid over it, and values put in place of all dated ones."""

    def __init__(
        self,
        base: Policy,
        folder: str | PathLike[str] | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """`values` are by entry id; each holds on every day, whatever the entry's dates say."""
        super().__init__(folder, base.preset)
        self.base = base
        self.values = dict(values or {})
        self._changed: dict[str, dict[str, Entry]] = {}

    @property
    def topics(self) -> list[str]:
        """The names of all policy files, the base's and the folder's."""
        return sorted({*self.base.topics, *super().topics})

    def topic(self, topic: str) -> dict[str, Entry]:
        """The entries of one file: the base's, the folder's over them, then the values given."""
        if topic not in self._changed:
            entries = self.base.topic(topic) | self._own(topic)
            for entry_id, value in self.values.items():
                if (entry := entries.get(entry_id.removeprefix(f"{topic}."))) is not None:
                    always = DatedValue(since=None, value=value)
                    entries[entry_id.removeprefix(f"{topic}.")] = replace(entry, values=(always,))
            self._changed[topic] = entries
        return self._changed[topic]

    def _own(self, topic: str) -> dict[str, Entry]:
        """The entries that the folder's own file has, and no others."""
        if self.folder is None or not os.path.isfile(os.path.join(self.folder, topic + SUFFIX)):
            return {}
        from svc.policy.reading import read_rows

        names = read_rows(os.path.join(self.folder, topic + SUFFIX))
        read = super().topic(topic)
        return {name: read[name] for name in names}
