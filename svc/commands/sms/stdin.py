"""What is piped to `svc sms`: a text, or customers one a line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from svc.errors import BadInput, WrongUsage
from svc.i18n import say

if TYPE_CHECKING:
    from svc.i18n import Sentence

STDIN = "-"


def from_stdin(nothing: Sentence, hint: Sentence) -> str:
    """The text on stdin; raises WrongUsage, saying that there is nothing, on a terminal."""
    if sys.stdin is None or sys.stdin.isatty():
        raise WrongUsage(nothing, hint)
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput(say("The text is not UTF-8."), say("Save or pipe it as UTF-8.")) from None
