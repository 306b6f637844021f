"""The copy of a person's data as pages to read: labels and words, what is nested indented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import output
from svc.commands.options import label
from svc.i18n import Sentence, _, labelled, listed, say, word
from svc.records.birthday import in_words
from svc.rules.consent import as_said, channel_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Shown = dict[str, Any]
EMPTY: tuple[Any, ...] = (None, "", [], {}, False)
MONEY = frozenset((
    "amount", "difference", "fee", "invoice_amount", "paid", "price", "refund", "second_price",
    "spent_before", "total",
))  # fmt: skip
CODES = frozenset((
    "act", "answer", "by", "care", "category", "cause", "channel", "decided_as", "forward",
    "gender", "kind", "move", "offer", "outcome", "post", "purpose", "report_to", "result",
    "state", "template", "what",
))  # fmt: skip
"""Fields that hold codes in some tables; words of people stay as they are."""
BESIDE_ID = ("key",)
"""Fields that only say again what another says."""
LABELS: Mapping[str, Sentence] = {
    "act": say("said"),
    "at": say("on"),
    "check": say("what was checked"),
    "did": say("done"),
    "given": say("given on"),
    "into": say("merged into"),
    "ok": say("in order"),
    "point": say("control point"),
    "purpose": say("what for"),
    "withdrawn": say("taken back on"),
}
"""What fields of a log are called; the others by `svc.words`."""


def as_text(shown: Shown, staff: Mapping[str, str]) -> str:
    """The copy: her file, each kind of record, then why it is kept; `staff` are names by id.

    Of the themes of gatherings `staff` has the names, too: by `theme:` and the code.
    """
    from svc.rules.copy import counted

    head = _("All that {shop} has on file of {name}, on {day}").format(
        shop=shown["shop"], name=shown["customer"]["name"], day=shown["on"]
    )
    parts = [output.prose(head), laid_out(shown["customer"], staff)]
    for each in shown["merged"]:
        parts += [_("A file that was merged into this one"), laid_out(each, staff)]
    for reason in shown["why"]:
        table = reason["table"]
        if table != "customers":
            parts += [counted({table: reason["records"]})]
            parts += [laid_out(each, staff, GOODS if table == "parts" else None)
                      for each in shown[table]]  # fmt: skip
    reasons = [
        (counted({each["table"]: each["records"]}), f"{each['why']} {each['how_long']}")
        for each in shown["why"]
    ]
    parts += [_("Why it is kept, and how long"), output.pairs(reasons)]
    return "\n\n".join([*parts, "\n".join(output.prose(right) for right in shown["rights"])])


GOODS = {"name": say("goods")}
"""A name in a row of goods is not a person's."""


def laid_out(
    record: Mapping[str, Any],
    staff: Mapping[str, str],
    labels: Mapping[str, Sentence] | None = None,
) -> str:
    """One record: what is plain in straight columns, then what is nested, indented."""
    called = labels or {}
    told = [(name, value) for name, value in record.items()
            if value not in EMPTY and name not in BESIDE_ID]  # fmt: skip
    plain = [(_label(name, called), _plain(name, value, staff)) for name, value in told
             if not _is_nested(value)]  # fmt: skip
    lines = [output.pairs(plain)] if plain else []
    for name, value in told:
        if _is_nested(value):
            lines.append(labelled(_label(name, called), "").rstrip())
            lines += [output.prose(line, "  ") for line in _nested(name, value, staff)]
    return "\n".join(lines)


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(each, dict) for each in value)
    )


def _nested(name: str, value: Any, staff: Mapping[str, str]) -> Iterator[str]:
    """What a field holds that has fields itself, a line for each."""
    if name == "consent_log":
        yield from (f"{_day(row.get('at'))} {as_said(row)}" for row in value)
    elif name == "consent":
        yield from (
            labelled(channel_said(channel), _row(state, staff, {}))
            for channel, state in value.items()
        )
    elif isinstance(value, list):
        labels = GOODS if name in ("items", "goods", "taken") else {}
        yield from (_row(row, staff, labels) for row in value)
    else:
        for each, inner in value.items():
            if inner not in EMPTY:
                yield labelled(word(each), _row(inner, staff, {}, each))


def _row(value: Any, staff: Mapping[str, str], labels: Mapping[str, Any], name: str = "") -> str:
    """A value in one line; one with fields of its own as labels and values."""
    if isinstance(value, dict):
        return listed(
            f"{_label(each, labels)} {_row(inner, staff, labels, each)}"
            for each, inner in value.items()
            if inner not in EMPTY
        )
    if isinstance(value, list) and _is_nested(value):
        return "; ".join(_row(each, staff, labels, name) for each in value)
    return _plain(name, value, staff)


def one_line(name: str, value: Any, staff: Mapping[str, str]) -> str:
    """What a field holds in one line, as the copy says it; `-` where it is empty."""
    return _row(value, staff, {}, name) or output.cell(None)


def _label(name: str, labels: Mapping[str, Sentence]) -> str:
    found = labels.get(name) or LABELS.get(name)
    return label(name) if found is None else str(found)


def _plain(name: str, value: Any, staff: Mapping[str, str]) -> str:
    """A value as people say it: a code by its word, one of the staff by name, money with ¥."""
    if isinstance(value, list):
        return listed(_plain(name, each, staff) for each in value)
    if not isinstance(value, str):
        return output.cell(value)
    if name == "theme":
        return staff.get(f"{name}:{value}", value)
    if name == "birthday":
        return in_words(value) or ""
    if name in MONEY and value.replace(".", "").removeprefix("-").isdigit():
        return f"¥{value}"
    if name in ("at", *_DAYS):
        return _day(value)
    return word(value) if name in CODES else staff.get(value, value)


_DAYS = ("given", "withdrawn")


def _day(value: Any) -> str:
    """A moment of a log: the day, and the time where it is known."""
    return str(value or "").replace("T", " ")
