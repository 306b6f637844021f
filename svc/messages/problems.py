"""What stands between a rendered message and its customer (domain 3.2); nothing is changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from svc.i18n import say
from svc.messages.counting import characters
from svc.problem import Problem
from svc.rules.taboo import told

if TYPE_CHECKING:
    from svc.i18n import Sentence
    from svc.rules.taboo import Ear

LONGEST = 500
REFUSED_BY_CARRIERS = "【】¥￥★※√"

UNWRITTEN = {
    "zh": "在这里写您要说的话",
    "en": "write what you want to say here",
}
"""What stands in a template just begun, by language: nothing for customers to read."""
STILL_BLANK = say("The template still holds the words it was begun with: {words}")
NO_MOBILE = say("There is no mobile number on file to send it to.")
NO_CONSENT = say("The customer has not agreed to text messages.")
NO_MARKETING = say("The customer has not agreed to marketing, which this message is.")

# A digit, or a character that holds one in another shape: ０, ①, ½, ㋀.
_DIGITS = (
    "0-9¹²³¼-¾⁰-₉⅐-↉①-⒛⓪㉐-㉟㊱-㋋㍘-㏾０-９"
    "\U0001ccf0-\U0001ccf9\U0001d7ce-\U0001d7ff\U0001f100-\U0001f10a\U0001fbf0-\U0001fbf9"
)
# Most messages hold none of these, and are done with.
_NOTABLE = re.compile(f"[{REFUSED_BY_CARRIERS}{_DIGITS}]")
# A mobile, a landline with its area code, a 400 number; a date or an order number is none.
PHONE = (
    r"(?<!\d)(?:(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
    r"|0\d{2,3}[ -]?\d{7,8}"
    r"|400[ -]?\d{3,4}[ -]?\d{3,4})(?!\d)"
)

LINK = r"(?i)https?:|www\.|(?<![a-z0-9@.])[a-z0-9-]+\.(?:com|cn|net|org|top|vip|shop|cc|me|link)\b"
"""What gateways take for a link."""


def problems(
    body: str,
    *,
    signature: str,
    consent: bool,
    mobile: bool,
    marketing: bool = True,
    ear: Ear | None = None,
) -> tuple[Problem, ...]:
    """What is wrong with a message, the gravest first.

    Args:
        body: the text without the signature.
        signature: what is put in front, its brackets included.
        consent: whether the customer agreed to messages (MIIT Order 31).
        mobile: whether her number is a mobile: no other number is sent messages.
        marketing: whether she agreed to marketing, where its kind asks for that (Advertising Law,
            Art. 43).
        ear: the taboos of its kind.
    """
    text = problems_of_text(body, signature=signature, ear=ear)
    if mobile and consent and marketing:
        return text
    found = []
    if not mobile:
        found.append(_error("no_mobile", NO_MOBILE))
    if not consent:
        found.append(_error("no_consent", NO_CONSENT))
    if not marketing:
        found.append(_error("no_consent", NO_MARKETING))
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
    if _NOTABLE.search(body):
        if marks := "".join(dict.fromkeys(mark for mark in body if mark in REFUSED_BY_CARRIERS)):
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
    from unicodedata import normalize

    return re.search(PHONE, normalize("NFKC", body)) is not None
