"""Every way to fail: a class, a sentence, a hint what to do next, and an exit code.

Raised deep, shown once by `svc.cli`. The codes are the contract of the command line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svc.i18n import Sentence

PROBLEMS_FOUND = 1
FAULT_OF_OURS = 70


class SvcError(Exception):
    """Something went wrong that a person can understand; never raised itself."""

    exit_code = FAULT_OF_OURS
    code = "fault"

    def __init__(self, message: Sentence, hint: Sentence | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return str(self.message)


class WrongUsage(SvcError):
    """The command was called in a way it does not take."""

    exit_code = 2
    code = "wrong_usage"


class NoStore(SvcError):
    """There is no shop here."""

    exit_code = 3
    code = "no_store"


class NoSuchRecord(SvcError):
    """A reference that names nothing."""

    exit_code = 3
    code = "no_such_record"


class AmbiguousRef(SvcError):
    """A reference that names more than one record."""

    exit_code = 3
    code = "ambiguous"


class BadInput(SvcError):
    """A value that cannot be read: a date, a price, a phone, a row of a list."""

    exit_code = 4
    code = "bad_input"


class BadData(SvcError):
    """A file of the store that cannot be read as it should be."""

    exit_code = 4
    code = "bad_data"


class BadPolicy(SvcError):
    """A policy file that is broken or contradicts itself."""

    exit_code = 4
    code = "bad_policy"


class BadTemplate(SvcError):
    """A template that cannot be rendered."""

    exit_code = 4
    code = "bad_template"


class Refused(SvcError):
    """A rule says no."""

    exit_code = 5
    code = "refused"


class Waits(SvcError):
    """Recorded, but someone with more authority has to decide."""

    exit_code = 6
    code = "waits"


class StoreBusy(SvcError):
    """Another command held the store for too long."""

    exit_code = 7
    code = "busy"


class OtherProgramFailed(SvcError):
    """A gateway, git or another program failed."""

    exit_code = 8
    code = "other_program"


class CannotReadOrWrite(SvcError):
    """The disk is full, a folder is read-only, or an output was closed."""

    exit_code = 74
    code = "input_output"
