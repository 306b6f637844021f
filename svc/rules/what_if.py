"""One value of policy typed at the counter, to ask what it would have changed."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

from svc.errors import BadPolicy
from svc.i18n import Sentence, say
from svc.rules.policy_values import A_ROW, of_one_value, of_the_fee_table
from svc.rules.quality import bands

if TYPE_CHECKING:
    from svc.policy import Entry, Policy

BANDS, FREE_DAYS = "refund.bands", "refund.free_days"


def value_typed(entry: Entry, text: str) -> Any:
    """The value that a person typed for an entry: TOML, or a bare word where text is wanted.

    Raises:
        BadPolicy: it is no TOML, of another kind than the entry holds, or not one to choose.
    """
    held = entry.values[-1].value
    value = _read(entry, text, bare=isinstance(held, str))
    if type(value) is not type(held):
        raise _wrong(
            entry,
            say("It holds {value!r}, of a different kind from the shipped value.", value=value),
            say("Now: {value!r}.", value=held),
        )
    topic, _, name = entry.id.partition(".")
    for message, hint in of_one_value(topic, name, value):
        raise _wrong(entry, message, hint)
    return value


def _read(entry: Entry, text: str, *, bare: bool) -> Any:
    try:
        (value,) = tomllib.loads(f"value = {text}").values()
    except ValueError:
        if bare:
            return text.strip()
        raise _wrong(
            entry,
            say("{text!r} is no value as TOML writes it.", text=text),
            say("As in the files: {example}.", example=f'7, "0.05", [{A_ROW}]'),
        ) from None
    return text.strip() if bare and not isinstance(value, str) else value


def _wrong(entry: Entry, message: Sentence, hint: Sentence | None) -> BadPolicy:
    return BadPolicy(say("{id}: {message}", id=entry.id, message=message), hint)


def gaps(policy: Policy) -> list[Sentence]:
    """Days that no row of the fee table covers, or two do, on any day it changes (S2-065).

    Raises:
        BadPolicy: the table or the free days are not what a rule needs.
    """
    entries = (policy.entry(BANDS), policy.entry(FREE_DAYS))
    starts = {value.since or date.min for entry in entries for value in entry.values}
    found: dict[str, Sentence] = {}
    for day in sorted(starts):
        in_force = policy.at(day)
        bands(in_force[BANDS])
        free = in_force[FREE_DAYS].whole()
        for message, _hint in of_the_fee_table(in_force[BANDS].rows(), free):
            found.setdefault(str(message), message)
    return list(found.values())
