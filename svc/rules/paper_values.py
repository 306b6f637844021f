"""What the policy of slips and ledgers must be like: papers, columns of text, columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.rules.findings import Finding, word

if TYPE_CHECKING:
    from collections.abc import Iterator

PAPERS = ("58", "80", "a5")
"""The papers of slips: rolls of 58 and 80 mm, and a sheet of A5."""
NARROWEST, WIDEST = 16, 200
"""So many columns of text a paper may hold."""
TOPICS = ("slip", "ledger")


def of_papers(topic: str, name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of `slip` or `ledger`, looked at alone."""
    if (topic, name) == ("slip", "paper"):
        yield from word(value, PAPERS)
    elif (topic, name) == ("slip", "columns"):
        yield from _columns_of_text(value)
    elif topic == "ledger":
        yield from _columns(name, value)


def fits(columns: Any) -> bool:
    """Whether a paper may hold so many columns of text."""
    return type(columns) is int and NARROWEST <= columns <= WIDEST


def _columns_of_text(value: Any) -> Iterator[Finding]:
    given = value if isinstance(value, dict) else {}
    for paper in PAPERS:
        if not fits(given.get(paper)):
            yield (
                say("{paper} needs a number of columns, {least} to {most}.",
                    paper=paper, least=NARROWEST, most=WIDEST),
                say("Write {example}.", example="{ 58 = 32, 80 = 48, a5 = 64 }"),
            )  # fmt: skip
    for paper in sorted(given.keys() - set(PAPERS)):
        yield (
            say("There is no paper {paper!r}.", paper=paper),
            say("Choose one of: {words}.", words=", ".join(PAPERS)),
        )


def _columns(name: str, value: Any) -> Iterator[Finding]:
    """A list of columns; those of the customer files also hold what the profile's policy names."""
    from svc.rules.ledger import LEDGERS, NO

    if not isinstance(value, list) or not value or not all(isinstance(c, str) for c in value):
        yield say("It should be a list of columns."), say('Write them as ["no", "on", "name"].')
        return
    if name not in LEDGERS:
        yield (
            say("There is no ledger {name!r}.", name=name),
            say("Choose one of: {words}.", words=", ".join(LEDGERS)),
        )
    elif name != "customers":
        known = (NO, *LEDGERS[name].keys)
        for column in value:
            if column not in known:
                yield (
                    say("There is no column {column!r}.", column=column),
                    say("Choose one of: {words}.", words=", ".join(known)),
                )
