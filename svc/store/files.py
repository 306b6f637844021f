"""Writing so that a kill, a full disk or a power cut leaves the old state or the new one.

New content goes to a temporary file beside its target and is synced; then it is renamed over the
target and the folder is synced. A change over several files first writes a journal of its renames
(`svc.store.journal`): once that stands the change is made, and whoever comes next finishes it.
"""

from __future__ import annotations

import errno
import io
import os
import re
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from svc.errors import BadData, CannotReadOrWrite
from svc.i18n import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from os import PathLike
    from pathlib import Path

    Place = str | PathLike[str]

TEMPORARY = ".tmp"
OURS = re.compile(r"\..+\.[0-9a-f]{8,10}\.tmp")
"""The name of a temporary file of ours; an editor's own are left alone."""

UNCHANGED = say("Nothing has been changed. Mend the cause, then do it again.")
RECORDED = say("The change is recorded. Mend the cause: the next command will finish it.")
UNSURE = say("It is written, but the disk did not confirm it. Look before doing it again.")


SET_BACK = 2_500_000_000
"""Nanoseconds by which a new file's time is set back: an edit right after it shows as a newer one,
also where the clock of files ticks slowly (`svc.store.seal`)."""


class NotAFile(OSError):
    """What stands under a file's name is a pipe."""


@contextmanager
def plain_errors(path: Place, hint: Sentence = UNCHANGED) -> Iterator[None]:
    """Turn what the system says of a file into our own error, which names the file."""
    try:
        yield
    except OSError as error:
        name = os.path.basename(path)
        if isinstance(error, NotAFile):
            raise CannotReadOrWrite(
                say("{name} is no file but a pipe.", name=name), hint
            ) from error
        reasons = {
            errno.ENOSPC: say("The disk is full: {name} was not written.", name=name),
            errno.EDQUOT: say("Your quota is used up: {name} was not written.", name=name),
            errno.EROFS: say("The disk is read-only: {name} was not written.", name=name),
            errno.EACCES: say("You may not read or write {name}.", name=name),
            errno.EPERM: say("You may not read or write {name}.", name=name),
        }
        raise CannotReadOrWrite(
            reasons.get(
                error.errno or 0,
                say("{name}: {reason}.", name=name, reason=error.strerror or str(error.errno)),
            ),
            hint,
        ) from error


def read(file: Place) -> bytes:
    """What a file holds; raises OSError.

    Asked for by its exact size, it comes four times as fast as through Python's file objects:
    their spare byte makes memory be taken anew each time.
    """
    # A pipe in a file's place would let us wait without end for somebody to write into it.
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        state = os.fstat(handle)
        if state.st_mode & 0o170000 == 0o010000:
            raise NotAFile
        pieces = [os.read(handle, state.st_size)]
        while piece := os.read(handle, 65536):
            pieces.append(piece)
    finally:
        os.close(handle)
    return b"".join(pieces) if len(pieces) > 1 else pieces[0]


def sync_folder(folder: Place) -> None:
    """Make the names in a folder durable; without this a third of power cuts lose a rename."""
    if os.name == "nt":  # Windows has no such call
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a file system that has no such call
            raise
    finally:
        os.close(handle)


def folder_of(file: Place) -> str:
    """The folder a file or folder is in; of a bare name the one we stand in."""
    return os.path.dirname(os.fspath(file)) or os.curdir


def make_folder(folder: Place) -> None:
    """Make a folder, durably, with the mode of its parent."""
    if os.path.isdir(folder):
        return
    parent = folder_of(folder)
    make_folder(parent)
    with suppress(FileExistsError):
        os.mkdir(folder)
        os.chmod(folder, os.stat(parent).st_mode & 0o7777)
    sync_folder(parent)


def write_beside(target: Place, content: bytes, like: Place) -> str:
    """Write content durably to a temporary file beside its target, with the mode of `like`.

    `like` stands for the target's mode and group where it does not exist yet, so that a store
    shared by a group stays shared.
    """
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, f".{name}.{os.urandom(5).hex()}{TEMPORARY}")
    try:
        with io.open(temporary, "xb") as handle:  # noqa: UP020
            handle.write(content)
            handle.flush()
            try:
                shared = os.stat(target)
            except FileNotFoundError:
                shared = os.stat(like)
            share(handle.fileno(), shared)
            now = time.time_ns()
            os.utime(handle.fileno(), ns=(now, now - SET_BACK))
            os.fsync(handle.fileno())
    except BaseException:
        discard([temporary])
        raise
    return temporary


def share(file: Place | int, wanted: os.stat_result) -> None:
    """Give a file of ours the mode and, where we may, the group that were seen on another."""
    here = os.stat(file)
    if os.name != "nt" and wanted.st_gid != here.st_gid:
        with suppress(PermissionError):  # we are not in that group: then it is not shared with us
            os.chown(file, -1, wanted.st_gid)
    if here.st_mode & 0o777 != wanted.st_mode & 0o666:
        os.chmod(file, wanted.st_mode & 0o666)


def replace_one(target: Place, content: bytes, like: Place) -> None:
    """Put new content in place of one file, whole or not at all.

    Raises:
        CannotReadOrWrite: nothing was changed, or, where the hint says so, it was not confirmed.
        BadData: the target is a link.
    """
    refuse_link(target)
    folder = folder_of(target)
    with plain_errors(target):
        make_folder(folder)
        temporary = write_beside(target, content, like)
        try:
            os.replace(temporary, target)
        except BaseException:
            discard([temporary])
            raise
    with plain_errors(target, UNSURE):
        sync_folder(folder)


def finish(renames: Mapping[Path, Path]) -> None:
    """Rename each temporary file over its target, if that was not done yet, and sync."""
    for target, temporary in renames.items():
        with suppress(FileNotFoundError):
            temporary.replace(target)
    for folder in {target.parent for target in renames}:
        sync_folder(folder)


def discard(temporaries: Iterable[Place]) -> None:
    """Remove temporary files of a change that will not be made."""
    for temporary in temporaries:
        with suppress(OSError):
            os.unlink(temporary)


def refuse_link(file: Place) -> None:
    """Refuse to put a file in place of a link, which would quietly part from what it leads to.

    Raises:
        BadData: the file is a symbolic link.
    """
    if os.path.islink(file):
        raise BadData(
            say("{name} is a link, and svc replaces whole files.", name=os.path.basename(file)),
            say("Put the file itself there. The whole folder may be a link."),
        )


def names_in(folder: Place) -> list[str]:
    """The names in a folder, none where there is no such folder; one we may not see is an error.

    `Path.glob` would pass over it, and the shop would look empty.
    """
    with plain_errors(folder), suppress(FileNotFoundError, NotADirectoryError):
        return os.listdir(folder)
    return []


def left_over(folder: Place) -> list[str]:
    """The temporary files a killed command left in a folder."""
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return sorted(os.path.join(folder, name) for name in names if OURS.fullmatch(name))


def sweep(folder: Place) -> list[str]:
    """Remove what a killed command left in a folder; call it with the lock held."""
    left = left_over(folder)
    discard(left)
    return left
