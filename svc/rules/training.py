"""What complaints say should be trained or improved, and with whom to settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import say
from svc.records.complaint import CATEGORIES
from svc.rules.statute import InBoth

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from svc.policy import DatedPolicy
    from svc.records.complaint import Complaint
    from svc.rules.case_reasons import Reasons

ENTRY = "report.training"
SIGNS = ("steps", "late", "repeat")
"""What a case may tell beside its category and cause: steps left out, lateness, coming again."""
WITH = ("training", "province", "company")
"""With whom it is settled what to improve; training where a topic does not say."""
TEXTS = ("key", "en", "zh")
WORDS: Mapping[str, Collection[str]] = {"categories": CATEGORIES, "signs": SIGNS}
LISTS = (*WORDS, "causes")
FIELDS = (*TEXTS, *LISTS, "least", "with")


class Topic(Frozen):
    """A topic, with whom it is settled, and the cases that speak for it."""

    key: str
    name: InBoth
    to: str
    cases: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The keys of the reports."""
        return {
            "key": self.key,
            "name": str(self.name),
            "with": self.to,
            "n": len(self.cases),
            "cases": list(self.cases),
        }


def is_topic(row: Mapping[str, Any]) -> bool:
    """Whether a row is a topic: a key, a name in both languages, and what speaks for it."""
    named = [row[field] for field in LISTS if field in row]
    least = row.get("least", 1)
    return (
        set(row) <= set(FIELDS)
        and all(isinstance(row.get(field), str) and row[field].strip() for field in TEXTS)
        and any(named)
        and all(isinstance(each, list) and set(map(type, each)) <= {str} for each in named)
        and all(set(row.get(field, ())) <= set(words) for field, words in WORDS.items())
        and type(least) is int
        and least >= 1
        and row.get("with", WITH[0]) in WITH
    )


def topics(
    new: Iterable[Complaint],
    signs: Mapping[str, Iterable[str]],
    reasons: Reasons,
    policy: DatedPolicy,
) -> tuple[Topic, ...]:
    """The topics with so many cases, what has most first; `signs` gives the cases of each sign.

    Of the new complaints each counts for a topic once, by its category or its cause.

    Raises:
        BadPolicy: `report.training` is no list of topics.
    """
    found = policy[ENTRY]
    rows = found.rows()
    if not all(map(is_topic, rows)):
        raise found.wrong(say("rows of key, en and zh, with categories, causes or signs"))
    about = [(each.id, each.category, reasons.of(each).cause) for each in new]
    told = []
    for row in rows:
        cases = {id_ for sign in row.get("signs", ()) for id_ in signs.get(sign, ())}
        cases |= {
            id_
            for id_, category, cause in about
            if category in row.get("categories", ()) or cause in row.get("causes", ())
        }
        if len(cases) >= row.get("least", 1):
            told.append(
                Topic(
                    key=row["key"],
                    name=InBoth(row["en"], row["zh"]),
                    to=row.get("with", WITH[0]),
                    cases=tuple(sorted(cases)),
                )
            )
    return tuple(sorted(told, key=lambda each: -len(each.cases)))
