"""Lists written: the rejects of an import, and any file put in place whole or not at all."""

from __future__ import annotations

import csv
import io
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from svc.errors import CannotReadOrWrite, WrongUsage
from svc.i18n import listed, say
from svc.lists.reading import REJECTS_END, escaped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from svc.lists.headings import Columns
    from svc.lists.outcomes import Outcome


def rejects_csv(rejected: Sequence[Outcome], columns: Columns) -> bytes:
    """The rejected rows as they were, with row and reason, so that a spreadsheet opens them.

    A cell that would be a formula gets an apostrophe before it, which reading takes away again.
    """
    beyond = max((len(columns.beyond(outcome.row)) for outcome in rejected), default=0)
    width = len(columns.headings) + beyond
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([*columns.headings, *[""] * beyond, *REJECTS_END])
    for outcome in rejected:
        cells = [*outcome.row.cells, *[""] * width][:width]
        shown = [escaped(cell) for cell in cells]
        writer.writerow([*shown, outcome.row.number, escaped(str(outcome.reason))])
    return file.getvalue().encode("utf-8-sig")


def same_rows(written: bytes, content: bytes) -> bool:
    """Whether two files of rejects hold the same rows, whatever the reasons they give."""

    def rows(file: bytes) -> list[list[str]] | None:
        try:
            return [row[:-1] for row in csv.reader(io.StringIO(file.decode("utf-8-sig")))]
        except (UnicodeDecodeError, csv.Error):
            return None

    return (found := rows(written)) is not None and found == rows(content)


def form_of(file: str | PathLike[str], forms: Sequence[str]) -> str:
    """The form a file's name asks for, out of some; raises WrongUsage."""
    form = os.path.splitext(file)[1].lower().removeprefix(".")
    if form not in forms:
        raise WrongUsage(
            say("{name} does not tell the format.", name=os.path.basename(file)),
            say("Let it end in one of these: {endings}.",
                endings=listed(f".{each}" for each in forms)),
        )  # fmt: skip
    return form


def put_in_place(target: Path, content: bytes) -> None:
    """Write a file beside its target and rename it over: the old one or the new, never a half.

    Raises:
        CannotReadOrWrite: it cannot be written; what was there is as it was.
    """
    place = Path(os.path.realpath(target))  # a link stays a link
    try:
        if place.exists() and not place.is_file():  # a pipe, /dev/stdout
            place.write_bytes(content)
            return
        temporary = place.with_name(f".{place.name}.{os.urandom(5).hex()}.tmp")
        try:
            with temporary.open("xb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
            if place.exists():
                temporary.chmod(place.stat().st_mode & 0o777)
            temporary.replace(place)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise CannotReadOrWrite(
            say("{name}: {reason}.", name=target.name, reason=error.strerror or "?"),
            say("Is the folder there, the disk not full, the file yours?"),
        ) from error
