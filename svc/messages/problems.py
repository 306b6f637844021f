"""What stands between a rendered message and its customer (domain 3.2); nothing is changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from svc.i18n import say
from svc.messages.counting import characters
from svc.problem import Problem
from svc.rules.taboo import told

if TYPE_CHECKING:
    from svc.i18n import Sentence
    from svc.rules.taboo import Ear

LONGEST = 500
REFUSED_BY_CARRIERS = frozenset("【】¥￥★※√")

UNWRITTEN = {
    "zh": "在这里写您要说的话",
    "en": "write what you want to say here",
}
"""What stands in a template just begun, by language: nothing for customers to read."""
STILL_BLANK = say("The template still holds the words it was begun with: {words}")
NO_MOBILE, NO_CONSENT, NO_MARKETING = (
    Problem(level="error", rule=rule, message=message)
    for rule, message in (
        ("no_mobile", say("There is no mobile number on file to send it to.")),
        ("no_consent", say("The customer has not agreed to text messages.")),
        ("no_consent", say("The customer has not agreed to marketing, which this message is.")),
    )
)

# A mobile, a landline with its area code, a 400 number; a date or an order number is none.
PHONE = (
    r"(?<!\d)(?:(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
    r"|0\d{2,3}[ -]?\d{7,8}"
    r"|400[ -]?\d{3,4}[ -]?\d{3,4})(?!\d)"
)

LINK = r"(?i)https?:|www\.|(?<![a-z0-9@.])[a-z0-9-]+\.(?:com|cn|net|org|top|vip|shop|cc|me|link)\b"
"""What gateways take for a link."""


class Reader:
    """Reads many texts under one signature, most of which differ in nothing but a name.

    Only what no rule looks for is passed over, so its answer is that of `problems_of_text`; a law
    holds both equal.
    """

    def __init__(self, signature: str, ear: Ear) -> None:
        self._signature, self._ear = signature, ear
        self._short = (LONGEST - characters(signature)) // 2
        self._telling = ear.characters.union(*UNWRITTEN.values())
        self._known: dict[str, tuple[Problem, ...]] = {}

    def problems(self, body: str, name: str) -> tuple[Problem, ...]:
        """What is wrong with a text that may hold this name."""
        if not name or len(body) > self._short:
            return problems_of_text(body, signature=self._signature, ear=self._ear)
        but_for_her = body.replace(name, self._hidden(name))
        found = self._known.get(but_for_her)
        if found is None:
            found = problems_of_text(body, signature=self._signature, ear=self._ear)
            self._known[but_for_her] = found
        return found

    def _hidden(self, name: str) -> str:
        """A name without the characters that are part of no word looked for."""
        telling = self._telling
        return "".join([
            HIDDEN if "\u4e00" <= each <= "\u9fff" and each not in telling else each
            for each in name
        ])  # fmt: skip


HIDDEN = "\0"
"""What no text of a template holds (`svc.messages.facts.visible`)."""


def problems(
    text: tuple[Problem, ...], *, consent: bool, mobile: bool, marketing: bool = True
) -> tuple[Problem, ...]:
    """What is wrong with a message, the gravest first.

    Args:
        text: what is wrong with its words.
        consent: whether the customer agreed to messages (MIIT Order 31).
        mobile: whether her number is a mobile: no other number is sent messages.
        marketing: whether she agreed to marketing, where its kind asks for that (Advertising Law,
            Art. 43).
    """
    if mobile and consent and marketing:
        return text
    found = (
        *(() if mobile else (NO_MOBILE,)),
        *(() if consent else (NO_CONSENT,)),
        *(() if marketing else (NO_MARKETING,)),
    )
    return (*found, *text)


def problems_of_text(body: str, *, signature: str, ear: Ear | None = None) -> tuple[Problem, ...]:
    """What is wrong with a message's words, whoever gets them."""
    found = []
    if blank := unwritten(body):
        found.append(("unwritten", say(STILL_BLANK.msgid, words=blank)))
    if not body.strip():
        found.append(("empty", say("The message is empty.")))
    if (length := characters(signature + body)) > LONGEST:
        what = say(
            "The message has {length} characters; carriers take {longest}.",
            length=length,
            longest=LONGEST,
        )
        found.append(("too_long", what))
    if not REFUSED_BY_CARRIERS.isdisjoint(body):
        marks = "".join(dict.fromkeys(mark for mark in body if mark in REFUSED_BY_CARRIERS))
        what = say("Carriers refuse these marks: {marks}", marks=marks)
        found.append(("refused_marks", what))
    if _holds_a_phone_number(body):
        found.append(("phone_number", say("There seems to be a phone number in the text.")))
    if "." in body and re.search(LINK, body):
        found.append(("link", say("Gateways refuse links in a text.")))
    if ear is not None and (heard := ear.hear(body)):
        found += [(each.rule, told(each)) for each in heard]
    if not found:
        return ()
    return tuple(_error(rule, message) for rule, message in found)


def unwritten(text: str) -> str | None:
    """The words of a template just begun that a text still holds, or None."""
    return next((words for words in UNWRITTEN.values() if words in text), None)


def _error(rule: str, message: Sentence) -> Problem:
    return Problem(level="error", rule=rule, message=message)


def _holds_a_phone_number(body: str) -> bool:
    plain = normalize("NFKC", body)  # digits in other shapes, ０, ①, ㋀, are digits then
    return re.search("[0-9]", plain) is not None and re.search(PHONE, plain) is not None
