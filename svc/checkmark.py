"""The check character behind an id on a slip: `R-261122-7KQ3MX·8`, so that a misread id is caught.

The day's digits and the drawn tail are read as one number in Crockford's base 32; what is left of
it divided by 37 is the character. 37 is prime and more than 32: one wrong character, or two
neighbours that changed places, always leave something else.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS = ALPHABET + "*~$=U"
MARK = "·"


def character(record_id: str) -> str:
    """The check character of an id such as `R-261122-7KQ3MX`.

    Raises:
        ValueError: it is no id.
    """
    _kind, day, tail = record_id.split("-")
    left = 0
    for symbol in day + tail:
        left = (left * 32 + ALPHABET.index(symbol)) % 37
    return SYMBOLS[left]


def printed(record_id: str) -> str:
    """An id as a slip shows it, with its check character."""
    return f"{record_id}{MARK}{character(record_id)}"


def fits(record_id: str, mark: str) -> bool:
    """Whether a check character is the one of an id."""
    try:
        return character(record_id) == mark
    except ValueError:
        return False
