"""Money and pieces as people write them in lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from svc.errors import BadInput
from svc.i18n import say
from svc.lists.dates import plain
from svc.money import price

if TYPE_CHECKING:
    from decimal import Decimal

_MONEY = re.compile(
    r"(?:¥|CNY|RMB|人民币)?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]{1,2})?\s*(?:元|圆|CNY|RMB)?",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"(?:¥|CNY|RMB)?\s*-\s*(?:¥)?[0-9.,]+\s*\S?|\([0-9.,]+\)|[0-9.,]+-", re.IGNORECASE
)
_PIECES = re.compile(
    r"([0-9]{1,6})(?:\.0+)?\s*(?:件|个|条|双|套|台|张|只|把|pcs?)?", re.IGNORECASE
)

SHORTENED = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+[0-9]+")
"""What a spreadsheet makes of a long number it shortens: `1.54498E+10`."""


def money_of(text: str) -> Decimal:
    """The amount of ￥827, 1,487.50, 558元.

    Raises:
        BadInput: it cannot be read.
    """
    written = plain(text)
    if match := _MONEY.fullmatch(written):
        return price(match[1].replace(",", "") + (match[2] or ""))
    raise BadInput(
        say("{text!r} is not an amount of money.", text=text), say("Write it as 399 or 1,399.00.")
    )


def pieces_of(text: str) -> int:
    """A number of pieces, at least one: 2, 2.0, 2件.

    Raises:
        BadInput: it is anything else.
    """
    written = plain(text)
    if (match := _PIECES.fullmatch(written)) and int(match[1]):
        return int(match[1])
    raise BadInput(
        say("{text!r} is no number of pieces.", text=text), say("Write a whole number from 1 on.")
    )


def is_negative(text: str) -> bool:
    """Whether an amount or a number of pieces stands below nothing: -5, ￥-5, (5.00), 5-."""
    return _NEGATIVE.fullmatch(plain(text)) is not None


def unshortened(text: str) -> str:
    """A number or code as it is.

    Raises:
        BadInput: a spreadsheet has shortened it, so that digits were lost.
    """
    if SHORTENED.fullmatch(text):
        raise BadInput(
            say("{text!r} has lost digits: a spreadsheet has shortened the number.", text=text),
            say("Format the column as text there and enter the number again; none is guessed."),
        )
    return text
