"""Phone numbers: what people type, turned into the national number in digits alone.

China's patterns stand in `svc.phones_cn`, made from the metadata of phonenumbers, which itself is
imported only for other countries. An error may repeat what was typed to the one who typed it; a
number goes nowhere else.
"""

from __future__ import annotations

import re
from functools import cache

from svc.errors import BadInput
from svc.i18n import say
from svc.phones_cn import ABROAD, COUNTRY_CODE, FORMATS, GENERAL, LENGTHS, MOBILE, OTHERS, TRUNK

LONGEST = 40
"""Characters a phone number may be typed with; a longer text is never one number."""

_PLAIN = str.maketrans(
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width forms
    | dict.fromkeys("‐‑‒–—―−－ー", "-")
    # Telephones put marks of direction around a number that is copied from them.
    | dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)])
    | dict.fromkeys([0xFEFF])
)
DIGITS = frozenset("0123456789")
_BEGINNINGS = DIGITS | {"+"}
_FLOAT = r"([0-9]{7,})\.0"
_SHORTENED = r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]+"
_EXTENSIONS = ("x", "X", "#", "转", "轉", "分机", "分機")
"""What stands before an extension; the x also of `ext`."""
# A dot parts groups of at least three digits: in 1560837783.5 it is a spoilt figure's.
_SHAPE = r"\+?[0-9]+(?:[\s\-()]+[0-9]+|\.[0-9]{3,}(?![0-9]))*"
_SEPARATORS = r"[\s\-().]+"

_CHECK = say("Check the digits; a landline needs its area code.")


def normalise(text: str, country: str = "CN") -> str:
    """The national number with its area code, digits only: `010-62554433` is `01062554433`.

    Raises:
        BadInput: the text is not one valid number of the country.
    """
    # Nearly all are mobiles, and an import has many; an id is told from them without a pattern.
    if country == "CN" and text[:1] == "1" and _matches(MOBILE, text):
        return text
    cleaned = _cleaned(text)
    return _chinese(cleaned, text) if country == "CN" else _foreign(cleaned, text, country)


def is_mobile(number: str, country: str = "CN") -> bool:
    """Whether a normalised number is a mobile's, so that messages can be sent to it."""
    if country == "CN":
        return _matches(MOBILE, number)
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return False
    kinds = phonenumbers.PhoneNumberType
    return phonenumbers.is_valid_number_for_region(parsed, country) and (
        phonenumbers.number_type(parsed) in (kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE)
    )


def _cleaned(text: str) -> str:
    """Digits, a plus sign before them or not; what is no such text is refused by its reason."""
    typed = text.translate(_PLAIN).strip()
    if not typed:
        raise BadInput(say("A phone number is empty."), _CHECK)
    if len(typed) > LONGEST:
        raise BadInput(say("This is too long for a phone number."), say("Give one number."))
    if typed.endswith(".0") and (match := _pattern(_FLOAT).fullmatch(typed)):
        # A spreadsheet's number read as a float: the point adds nothing and no digit is lost.
        return match[1]
    if "e" in typed.lower() and typed[0].isdigit() and _matches(_SHORTENED, typed):
        raise BadInput(
            say("{text!r} has lost digits: a spreadsheet has shortened the number.", text=text),
            say("Format the column as text there and enter the number again; none is guessed."),
        )
    if any(map(_has_extension, typed.split("\n"))):
        raise BadInput(
            say("{text!r} has an extension.", text=text),
            say("Give the number without it; the extension can go into the notes."),
        )
    bare = typed.lstrip("( ")  # (010) 62554433, (+86) 138...
    if bare[:1] not in _BEGINNINGS or not _matches(_SHAPE, bare.rstrip(") ")):
        raise BadInput(say("{text!r} is not a phone number.", text=text), _CHECK)
    return _pattern(_SEPARATORS).sub("", bare)


def _has_extension(line: str) -> bool:
    """Whether a mark of an extension stands between two digits of a line."""
    places = [place for place, character in enumerate(line) if character in DIGITS]
    return len(places) > 1 and any(
        mark in line[places[0] + 1 : places[-1]] for mark in _EXTENSIONS
    )


def _chinese(cleaned: str, text: str) -> str:
    """The national number of a Chinese one, read as phonenumbers reads it."""
    number = _subscriber(cleaned)
    if number is None:
        raise BadInput(
            say("{text!r} is a number of another country.", text=text),
            say("The store takes numbers of its own country."),
        )
    if not (_matches(MOBILE, number) or any(_matches(p, number) for p in OTHERS)):
        if len(number) < LENGTHS[0]:
            raise BadInput(say("{text!r} is too short for a phone number.", text=text), _CHECK)
        raise BadInput(say("{text!r} is not a valid phone number.", text=text), _CHECK)
    for lengths, begins, with_trunk in FORMATS:
        # The length first: it spares compiling the long patterns, all of short numbers.
        if len(number) in lengths and _pattern(begins).match(number):
            return f"0{number}" if with_trunk else number
    return number


def _subscriber(cleaned: str) -> str | None:
    """The number without prefixes of any kind, or None if it leads abroad."""
    number = cleaned.removeprefix("+")
    abroad = _pattern(ABROAD).match(number)
    if cleaned.startswith("+"):
        international = number
    elif abroad and number[abroad.end() : abroad.end() + 1] != "0":
        international = number[abroad.end() :]
    else:
        international = ""
    if international:
        if not international.startswith(COUNTRY_CODE):
            return None
        number = international.removeprefix(COUNTRY_CODE)
    elif number.startswith(COUNTRY_CODE):
        # 86 without a plus sign may as well begin a number of its own: the better reading wins.
        rest = _without_trunk(number.removeprefix(COUNTRY_CODE))
        fits = not _matches(GENERAL, number) and _matches(GENERAL, rest)
        number = rest if fits or len(number) > LENGTHS[-1] else number
    rest = _without_trunk(number)
    return rest if len(rest) in LENGTHS else number


def _without_trunk(number: str) -> str:
    """The number without the 0, or a carrier's code, that is dialled before it."""
    prefix = _pattern(TRUNK).match(number)
    if not prefix:
        return number
    rest = number[prefix.end() :]
    return number if _matches(GENERAL, number) and not _matches(GENERAL, rest) else rest


def _foreign(cleaned: str, text: str, country: str) -> str:
    """The national number of another country, by phonenumbers itself."""
    import phonenumbers

    if country not in phonenumbers.SUPPORTED_REGIONS:
        raise BadInput(
            say("No phone numbers are known of a country {country!r}.", country=country),
            say("Use the two letters of ISO 3166, such as CN."),
        )
    try:
        parsed = phonenumbers.parse(cleaned, country)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_valid_number_for_region(parsed, country):
        raise BadInput(
            say("{text!r} is not a valid phone number of {country}.", text=text, country=country),
            _CHECK,
        )
    form = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(filter(str.isdigit, form))


def _matches(pattern: str, number: str) -> bool:
    return _pattern(pattern).fullmatch(number) is not None


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """Compiled when first needed: most runs meet mobile numbers only."""
    return re.compile(pattern)
