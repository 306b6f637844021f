"""What the tables of advice, offers and taboos must be like, for `svc policy check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.records.complaint import CATEGORIES
from svc.rules.answer import POSTS
from svc.rules.findings import Finding, whole, word
from svc.rules.offers import OLD_CUSTOMER, PAYS
from svc.rules.routes import DEPARTMENTS, TYPES
from svc.rules.ruling import CAUSES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

TOPICS = ("advice", "offers", "taboos")
WORDS_BY_KEY = {"advice.routes": DEPARTMENTS, "advice.tell": POSTS}
A_TABLE = say("Copy the entry from the files svc ships, then change it.")


def of_advice(topic: str, name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of advice, offers or taboos, looked at alone."""
    entry_id = f"{topic}.{name}"
    if entry_id == OLD_CUSTOMER:
        yield from _figures(value, ("purchases_before", "days_since_first"))
    elif entry_id == "advice.worn_after":
        yield from _figures({"days": value}, ("days",))
    elif entry_id == "advice.ladder":
        yield from _words(value, POSTS)
    elif entry_id == "advice.types":
        kinds = list(value.values()) if isinstance(value, dict) else [None]
        yield from _words(kinds, TYPES)
        yield from _all_there(value, CATEGORIES)
    elif entry_id in WORDS_BY_KEY:
        for words in value.values() if isinstance(value, dict) else [None]:
            yield from _words(words, WORDS_BY_KEY[entry_id])
    elif topic == "advice" and name in CATEGORIES:
        yield from _rows(value, "cause")
        for row in value if isinstance(value, list) else []:
            yield from _cause(row)
    else:
        yield from _rows(value, "key")
        for row in value if isinstance(value, list) else []:
            if isinstance(row, dict) and row.get("pays") not in (None, *PAYS):
                yield from word(row["pays"], PAYS)


def authority_rows(value: Any) -> Iterator[str]:
    """The rows of authority that the rows of an entry name."""
    for row in value if isinstance(value, list) else []:
        if not isinstance(row, dict):
            continue
        if isinstance(row.get("authority"), str):
            yield row["authority"]
        for remedy in row.get("remedies", []):
            if isinstance(remedy, dict) and isinstance(remedy.get("row"), str):
                yield remedy["row"]


def _cause(row: Any) -> Iterator[Finding]:
    if not isinstance(row, dict):
        return
    if row.get("as") not in (None, *CAUSES):
        yield from word(row["as"], CAUSES)
    remedies = row.get("remedies", [])
    if not remedies and "as" not in row:
        yield say("The cause {cause!r} leads to no remedy.", cause=row.get("cause")), A_TABLE
    if remedies:
        yield from _rows(remedies, "decision", once=False)
    if any(isinstance(each, dict) and "row" not in each for each in remedies):
        yield say("A remedy of {cause!r} names no `row`.", cause=row.get("cause")), A_TABLE


def _rows(value: Any, key: str, *, once: bool = True) -> Iterator[Finding]:
    """Rows with a key of their own and a text in English, at least one."""
    if not isinstance(value, list) or not value or not all(isinstance(r, dict) for r in value):
        yield say("It should be a list of rows."), A_TABLE
        return
    seen: set[str] = set()
    for nth, row in enumerate(value, start=1):
        if not all(isinstance(row.get(each), str) for each in (key, "en")):
            yield say("Row {nth} needs `{key}` and `en`.", nth=nth, key=key), A_TABLE
        elif once and row[key] in seen:
            yield say("Row {nth}: {word!r} is there already.", nth=nth, word=row[key]), None
        else:
            seen.add(row[key])


def _figures(value: Any, names: Collection[str]) -> Iterator[Finding]:
    figures = value if isinstance(value, dict) else {}
    for name in names:
        yield from whole(figures.get(name))


def _words(value: Any, known: Collection[str]) -> Iterator[Finding]:
    words = value if isinstance(value, list) else [value]
    for each in words:
        yield from word(each, known)


def _all_there(value: Any, names: Collection[str]) -> Iterator[Finding]:
    missing = [name for name in names if not isinstance(value, dict) or name not in value]
    if missing:
        yield say("Nothing is said of {names}.", names=", ".join(missing)), A_TABLE
