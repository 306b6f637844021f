"""How to ask a customer for something, and what is never said: nothing in the company's name."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import say, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svc.policy import DatedPolicy, InForce

TEXTS = ("en", "zh")
REASONS = ("why_en", "why_zh")


_COMPANY = "(?<![您贵在])(?<!你们)(?<!您的)(?:公司|企业|总部|集团|系统|总店|上级|领导|老板)"
_DEMANDS = "(?:要求|需要|规定|必须|硬性|让我|叫我|要我|指示)"
_IN_CHINESE = re.compile(
    f"{_COMPANY}[^。！？，、；!?,;]{{0,4}}{_DEMANDS}|{_DEMANDS}(?:我们)?的?公司"
)
_ABOVE = "(?<!your )(?:company|firm|head[ -]?office|headquarters|system|management|boss)"
_IN_ENGLISH = re.compile(
    rf"\b{_ABOVE}\b(?:'s)?[^.!?;]{{0,40}}"
    r"\b(?:requir|need|demand|want|must\b|insist|order|rules?\b|policy\b)"
    rf"|\b(?:requir|need|demand|want|order)[^.!?;]{{0,20}}\b{_ABOVE}\b"
)
"""Someone above and a demand, in either order; her own company may well be talked of."""


def in_the_companys_name(text: str) -> bool:
    """Whether a sentence asks for the company's sake: 公司要求…, the system needs … (S2-013)."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return bool(_IN_CHINESE.search("".join(plain.split())) or _IN_ENGLISH.search(plain))


class Question(Frozen):
    """How to ask for a field, and what she gains by telling."""

    field: str
    say: str
    why: str

    def to_json(self) -> dict[str, Any]:
        """The field, the sentence to say, and its purpose."""
        return {"field": self.field, "say": self.say, "why": self.why}


def question_of(field: str, policy: DatedPolicy) -> InForce | None:
    """The entry that says how to ask for a field, if there is one."""
    try:
        return policy[f"questions.{field}"]
    except KeyError:
        return None


def question(field: str, policy: DatedPolicy) -> Question:
    """How to ask for a field, in the language of the moment, with the purpose (S2-008, S2-010).

    Raises:
        BadPolicy: there is no question for it, or it is put in the company's name (S2-013).
    """
    found = question_of(field, policy)
    if found is None:
        raise policy["profile.stages"].wrong(
            say("only fields with a question in questions.toml, unlike {field}", field=field)
        )
    return Question(field=field, say=sentence(found), why=sentence(found, "why_"))


def questions(fields: Iterable[str], policy: DatedPolicy) -> list[Question]:
    """How to ask for these fields, in their order; raises BadPolicy."""
    return [question(field, policy) for field in fields]


def sentence(found: InForce, kind: str = "") -> str:
    """A text of an entry in the language of the moment.

    Raises:
        BadPolicy: it has none, or demands data in the company's name (S2-013).
    """
    text = found.table().get(kind + spoken())
    if not isinstance(text, str) or not text.strip():
        raise found.wrong(say("a sentence in both languages"))
    if in_the_companys_name(text):
        raise found.wrong(say("what is said for her sake, never in the company's name"))
    return text
