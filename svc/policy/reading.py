"""A policy file read for use, as plain data; the first thing wrong in it stops."""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import Any

from svc import toml
from svc.errors import BadPolicy
from svc.i18n import Sentence, say
from svc.policy import HERE, KEYS, SUFFIX, VALUE_KEYS


def read_rows(file: str) -> dict[str, Any]:
    """The entries of one policy file, by name, as `svc.policy` makes them up from.

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
    return {name: _row(file, name, raw) for name, raw in content.items()}


def _place(file: str) -> str:
    folder, name = os.path.split(file)
    return f"{os.path.basename(folder)}/{name}"


def _row(file: str, name: str, raw: Any) -> list[Any]:
    """What an entry says of itself, its sources, and its values."""
    entry_id = f"{os.path.basename(file).removesuffix(SUFFIX)}.{name}"

    def broken(reason: Sentence) -> BadPolicy:
        return BadPolicy(
            say("{file}: {id}: {reason}", file=_place(file), id=entry_id, reason=reason),
            say("The files of a new shop show the form: `svc init` elsewhere."),
        )

    if not isinstance(raw, dict) or not isinstance(raw.get("values"), list) or not raw["values"]:
        raise broken(say("an entry needs at least one [[values]]"))
    if set(raw) - KEYS:
        raise broken(say("there is a key here that no entry has"))
    starts: list[date | None] = []
    values = []
    for item in raw["values"]:
        if not isinstance(item, dict) or "value" not in item:
            raise broken(say("each of its values needs `value = …`"))
        if set(item) - VALUE_KEYS:
            raise broken(say("there is a key here that no value has"))
        since = item.get("since")
        if since is not None and (not isinstance(since, date) or isinstance(since, datetime)):
            raise broken(say("`since` is a date such as 2027-01-01, without quotes"))
        starts.append(since)
        start = since and since.isoformat()
        values.append([start, item["value"], item.get("note"), item.get("note_zh")])
    if starts[0] is not None:
        raise broken(say("its first value must have no `since`: it holds from the beginning"))
    if None in starts[1:] or starts[1:] != sorted(set(starts[1:]), key=str):
        twice = [start for start in starts[1:] if start is not None and starts.count(start) > 1]
        if twice:
            raise broken(say("two of its values begin on {day}: keep one of them", day=twice[0]))
        raise broken(say("its later values need a `since` each, in order of date"))
    told = {
        "title_en": raw.get("title_en", name),
        "title_zh": raw.get("title_zh", name),
        "unit": raw.get("unit", ""),
        "is_default_of_tool": bool(raw.get("default_of_tool", False)),
        "changed_by": raw.get("changed_by", "company"),
        "is_own": not file.startswith(os.path.join(HERE, "")),
    }
    return [told, list(raw.get("sources", ())), values]
