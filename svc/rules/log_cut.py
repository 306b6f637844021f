"""A log up to the end of a day: what `svc.rules.as_of` makes of every kind of record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from svc.records.base import Record

Log = tuple["Mapping[str, Any]", ...]


def day_at(at: object) -> date | None:
    """The day of a log's moment; None where it is none."""
    try:
        return date.fromisoformat(str(at)[:10])
    except ValueError:
        return None


def kept(log: Log, until: str, key: str = "at") -> Log:
    """The lines of a log up to the end of a day; the log itself where that is all of it."""
    left = tuple([line for line in log if str(line.get(key, ""))[:10] <= until])
    return log if len(left) == len(log) else left


def kept_waits(waits: Log, until: str) -> Log:
    """The waits begun by the end of a day; one that ended later had not ended."""
    left = tuple(
        {key: value for key, value in wait.items() if key != "until"}
        if str(wait.get("until") or "")[:10] > until
        else wait
        for wait in kept(waits, until)
    )
    return waits if left == waits else left


def cut_days(record: Record, names: Iterable[str], day: date) -> dict[str, Any]:
    """The days of a record that were still to come, as not known."""
    return {
        name: None
        for name in names
        if (value := getattr(record, name)) is not None and value > day
    }


def last_said(log: Log, key: str, words: Iterable[str] | None = None) -> Any:
    """The last value of a key in a log, or the last that is one of some words; None for none."""
    return next(
        (
            line[key]
            for line in reversed(log)
            if line.get(key) and (words is None or line[key] in words)
        ),
        None,
    )


def later(log: Log, until: str) -> Log:
    """The lines of a log after a day."""
    return tuple([line for line in log if str(line.get("at", ""))[:10] > until])
