"""The quote of a return as it is on file: its figures, who decides, and its reasons in words.

A closed case says the same whenever it is asked again. So the sentences stay with the figures, in
both languages: a policy that is altered later changes neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import CATALOGUES, spoken_in
from svc.rules.answer import POSTS
from svc.rules.authority import above, said

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from svc.rules.refund import Quote
    from svc.rules.return_ import Terms

FIGURES = ("decision", "days", "band", "rate", "fee", "refund", "price")
SPOKEN = ("explanation", "warnings")
BESIDE = frozenset({*SPOKEN, "goods"})
"""What of a quote does not go on file as it is shown: sentences are kept in both languages, goods
beside the quote."""


class Reasons(Frozen):
    """Why a quote is what it is, who decides last, and what to mind, as text."""

    explanation: tuple[str, ...]
    warnings: tuple[str, ...]
    rules: tuple[str, ...] = ()

    def to_json(self) -> dict[str, list[str]]:
        """The keys of the contract."""
        return {name: list(getattr(self, name)) for name in SPOKEN}


def frozen(answer: Quote, goodwill: Decimal | None, terms: Terms) -> dict[str, Any]:
    """The quote as it goes on file: figures, policy ids, who decides this return, and why."""
    shown = {key: value for key, value in answer.to_json().items() if key not in BESIDE}
    shown["authority"] = terms.authority.to_json()
    if goodwill is not None:
        shown["goodwill"] = str(goodwill)
    shown["policy"] = [*shown["policy"], *terms.rows]
    why = (*answer.explanation[:-1], *terms.why, said(terms.authority))
    shown["reasons"] = {
        language: {
            "explanation": spoken_in(language, why),
            "warnings": spoken_in(language, answer.warnings),
        }
        for language in CATALOGUES
    }
    return shown


def still_says(answer: Quote, on_file: Mapping[str, Any]) -> bool:
    """Whether a quote worked out again has the figures that are on file."""
    again = answer.to_json()
    return all(again[key] == on_file.get(key) for key in FIGURES)


def reasons_on_file(quote: Mapping[str, Any] | None, language: str) -> Reasons | None:
    """The reasons of a quote as they went on file; None where they are not, or unreadable."""
    kept = (quote or {}).get("reasons")
    spoken = kept.get(language) if isinstance(kept, dict) else None
    if not isinstance(spoken, dict):
        return None
    found = [_texts(spoken.get(name)) for name in SPOKEN]
    rules = _texts((quote or {}).get("rules")) or ()
    if any(each is None for each in found):
        return None
    explanation, warnings = (each or () for each in found)
    return Reasons(explanation=explanation, warnings=warnings, rules=rules)


def _texts(raw: object) -> tuple[str, ...] | None:
    if not isinstance(raw, list) or not all(isinstance(each, str) for each in raw):
        return None
    return tuple(raw)


def post_needed(quote: Mapping[str, Any] | None) -> str | None:
    """The post whose word a return needs by the quote on file; None where that names none."""
    authority = (quote or {}).get("authority")
    if not isinstance(authority, dict):
        return None
    post = authority.get("handler")
    if authority.get("verb") == "consent_first":
        post = authority.get("notify") or (above(post) if post in POSTS else None)
    return post if post in POSTS else None
