"""What stands between a rendered message and its customer (domain 3.2); nothing is changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.messages.counting import characters
from svc.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 500
REFUSED_BY_CARRIERS = "【】¥￥★※√"

NO_MOBILE = say("There is no mobile number on file to send it to.")
NO_CONSENT = say("The customer has not agreed to text messages.")

# A digit, or a character that holds one in another shape: ０, ①, ½, ㋀.
_DIGITS = (
    "0-9¹²³¼-¾⁰-₉⅐-↉①-⒛⓪㉐-㉟㊱-㋋㍘-㏾０-９"
    "\U0001ccf0-\U0001ccf9\U0001d7ce-\U0001d7ff\U0001f100-\U0001f10a\U0001fbf0-\U0001fbf9"
)
# Most messages hold none of these, and are done with.
_NOTABLE = re.compile(f"[{REFUSED_BY_CARRIERS}{_DIGITS}]")
# A mobile, a landline with its area code, a 400 number; a date or an order number is none.
_PHONE = (
    r"(?<!\d)(?:(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
    r"|0\d{2,3}[ -]?\d{7,8}"
    r"|400[ -]?\d{3,4}[ -]?\d{3,4})(?!\d)"
)


def problems(body: str, *, signature: str, consent: bool, mobile: bool) -> tuple[Problem, ...]:
    """What is wrong with a message, the gravest first.

    Args:
        body: the text without the signature.
        signature: what is put in front, its brackets included.
        consent: whether the customer agreed to messages (MIIT Order 31).
        mobile: whether her number is a mobile: no other number is sent messages.
    """
    found = []
    if not mobile:
        found.append(("no_mobile", NO_MOBILE))
    if not consent:
        found.append(("no_consent", NO_CONSENT))
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
    if not found:
        return ()
    return tuple(Problem(level="error", rule=rule, message=message) for rule, message in found)


def _holds_a_phone_number(body: str) -> bool:
    from unicodedata import normalize

    return re.search(_PHONE, normalize("NFKC", body)) is not None


def agreed(consent: Mapping[str, Any], channel: str) -> bool:
    """Whether a customer's consent holds for a channel: given, and not withdrawn since."""
    state = consent.get(channel)
    if not isinstance(state, dict):
        return bool(state)
    return bool(state.get("given")) and not state.get("withdrawn")
