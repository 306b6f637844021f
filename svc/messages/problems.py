"""What stands between a rendered message and its customer (domain 3.2); nothing is changed."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.messages.counting import count
from svc.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 500
REFUSED_BY_CARRIERS = "【】¥￥★※√"

# A mobile, a landline with its area code, a 400 number; a date or an order number is none.
_PHONE = re.compile(
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
        found.append(("no_mobile", say("There is no mobile number on file to send it to.")))
    if not consent:
        found.append(("no_consent", say("The customer has not agreed to text messages.")))
    if not body.strip():
        found.append(("empty", say("The message is empty.")))
    if (length := count(signature + body).characters) > LONGEST:
        what = say(
            "The message has {length} characters; carriers take {longest}.",
            length=length,
            longest=LONGEST,
        )
        found.append(("too_long", what))
    if refused := "".join(dict.fromkeys(mark for mark in body if mark in REFUSED_BY_CARRIERS)):
        found.append(("refused_marks", say("Carriers refuse these marks: {marks}", marks=refused)))
    if _PHONE.search(unicodedata.normalize("NFKC", body)):
        found.append(("phone_number", say("There seems to be a phone number in the text.")))
    return tuple(Problem(level="error", rule=rule, message=message) for rule, message in found)


def agreed(consent: Mapping[str, Any], channel: str) -> bool:
    """Whether a customer's consent holds for a channel: given, and not withdrawn since."""
    state = consent.get(channel)
    if not isinstance(state, dict):
        return bool(state)
    return bool(state.get("given")) and not state.get("withdrawn")
