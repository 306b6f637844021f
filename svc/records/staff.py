"""The people of the shop; one may hold several posts (S0-013)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.records.base import DAY, NEEDED_TEXT, TEXT, TEXTS, Codec, Record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Staff(Record):
    """A member of staff: a name, a short code to type, and one or more posts."""

    name: str
    posts: tuple[str, ...] = ("clerk",)
    code: str | None = None
    left_on: date | None = None

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of a staff line."""
        return _FIELDS


_FIELDS = {"name": NEEDED_TEXT, "posts": TEXTS, "code": TEXT, "left_on": DAY}
