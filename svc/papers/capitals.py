"""Amounts in the capital numerals of Chinese receipts: 叁佰伍拾玖元壹角整."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.money import to_fen

if TYPE_CHECKING:
    from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def in_capitals(amount: Decimal) -> str:
    """A sum of yuan, jiao and fen in capitals; a negative one begins with 负."""
    fen = int(to_fen(abs(amount)) * 100)
    yuan, jiao, fen = fen // 100, fen // 10 % 10, fen % 10
    whole = _whole(yuan) + "元" if yuan else ""
    if not jiao and not fen:
        return ("负" if amount < 0 else "") + (whole or "零元") + "整"
    gap = "零" if yuan and not jiao else ""
    rest = (DIGITS[jiao] + "角" if jiao else "") + (DIGITS[fen] + "分" if fen else "整")
    return ("负" if amount < 0 else "") + whole + gap + rest


def _whole(number: int) -> str:
    """A whole number: by groups of four digits, one zero for every gap."""
    text, below = "", 1_000
    for name in GROUPS:
        group, number = number % 10_000, number // 10_000
        if group:
            gap = "零" if text and below < 1_000 else ""
            text = _group(group) + name + gap + text
        below = group
    return text


def _group(number: int) -> str:
    """Up to four digits."""
    text, zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if zero and text else "") + DIGITS[digit] + PLACES[place]
            zero = False
        else:
            zero = True
    return text
