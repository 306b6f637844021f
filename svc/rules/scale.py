"""What a question is answered on: steps, yes or no, a choice out of a few, or words."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import say
from svc.rules.statute import InBoth

if TYPE_CHECKING:
    from collections.abc import Mapping

STEPS, YES_NO, CHOICE, WORDS = "steps", "yes-no", "choice", "words"
TICKED = 11
"""A scale of more steps than this is answered by writing a number, not by ticking."""
_SCALE = re.compile(r"([0-9]{1,3})-([0-9]{1,3})")
_NUMBER = re.compile(r"([0-9]{1,4})(?:\.0+)?(?:分)?")
_YES = frozenset({"yes", "y", "true", "是", "是的", "有", "对", "好", "√", "✓"})
_NO = frozenset({"no", "n", "false", "否", "不", "不是", "没", "没有", "无", "×", "✗"})


class Scale(Frozen):
    """Whole numbers from low to high; of yes and no 1 and 0, of a choice the how-manieth."""

    kind: str
    low: int = 0
    high: int = 0
    choices: tuple[InBoth, ...] = ()

    def __str__(self) -> str:
        if self.kind == YES_NO:
            return str(say("yes or no"))
        if self.kind == WORDS:
            return str(say("in words"))
        return f"{self.low}-{self.high}"

    @property
    def code(self) -> str:
        """The scale as policy and programs write it: `1-5`, `yes-no`, `words`, `choice`."""
        return f"{self.low}-{self.high}" if self.kind == STEPS else self.kind

    @property
    def is_words(self) -> bool:
        """Whether it is answered in words."""
        return self.kind == WORDS

    @property
    def is_counted(self) -> bool:
        """Whether the numbers mean more or less of something, so that they can be averaged."""
        return self.kind == STEPS

    @property
    def is_ticked(self) -> bool:
        """Whether it is answered by ticking one of a few."""
        return self.kind != WORDS and self.high - self.low < TICKED

    def number(self, value: object) -> int | None:
        """The number meant by what was typed or stands in a cell; None if it is not on the scale.

        Full-width digits, `5分` and `5.0` are taken; yes and no in both languages; of a choice its
        words, too.
        """
        found = self._number(value)
        return found if found is not None and self.low <= found <= self.high else None

    def _number(self, value: object) -> int | None:
        if isinstance(value, bool):
            return int(value) if self.kind == YES_NO else None
        if isinstance(value, (int, float)):
            return int(value) if float(value).is_integer() else None
        word = unicodedata.normalize("NFKC", str(value)).strip().casefold()
        if self.kind == YES_NO and word in _YES | _NO:
            return int(word in _YES)
        for nth, choice in enumerate(self.choices, start=1):
            if word in (choice.en.casefold(), choice.zh.casefold()):
                return nth
        match = _NUMBER.fullmatch(word)
        return int(match[1]) if match else None

    def said(self, value: object) -> str:
        """An answer as people read it: yes, the words of a choice, else as it stands."""
        if self.kind == YES_NO and value in (0, 1):
            return str(say("yes") if value else say("no"))
        if isinstance(value, int) and 1 <= value <= len(self.choices):
            return str(self.choices[value - 1])
        return str(value)


def scale_of(row: Mapping[str, Any]) -> Scale:
    """The scale of a question's row of policy.

    Raises:
        ValueError, TypeError, KeyError: it names none.
    """
    if "choices" in row:
        choices = tuple(InBoth(each["en"], each["zh"]) for each in row["choices"])
        return Scale(kind=CHOICE, low=1, high=len(choices), choices=choices)
    scale = row["scale"]
    if scale == WORDS:
        return Scale(kind=WORDS)
    if scale == YES_NO:
        return Scale(kind=YES_NO, low=0, high=1)
    match = _SCALE.fullmatch(scale)
    if match is None or int(match[1]) >= int(match[2]):
        raise ValueError(scale)
    return Scale(kind=STEPS, low=int(match[1]), high=int(match[2]))
