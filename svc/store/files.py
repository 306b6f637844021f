"""Writing so that a kill, a full disk or a power cut leaves the old state or the new one.

New content goes to a temporary file beside its target and is synced; then it is renamed over the
target and the folder is synced. A change over several files first writes a journal of its renames
(`svc.store.journal`): once that stands the change is made, and whoever comes next finishes it.
"""

from __future__ import annotations

import errno
import os
import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from svc.errors import BadData, CannotReadOrWrite
from svc.i18n import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

TEMPORARY = ".tmp"
OURS = re.compile(r"\..+\.[0-9a-f]{8}\.tmp")
"""The name of a temporary file of ours; an editor's own are left alone."""

UNCHANGED = say("Nothing has been changed. Mend the cause, then do it again.")
RECORDED = say("The change is recorded. Mend the cause: the next command will finish it.")
UNSURE = say("It is written, but the disk did not confirm it. Look before doing it again.")


@contextmanager
def plain_errors(path: Path, hint: Sentence = UNCHANGED) -> Iterator[None]:
    """Turn what the system says of a file into our own error, which names the file."""
    try:
        yield
    except OSError as error:
        name = path.name
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


def sync_folder(folder: Path) -> None:
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


def make_folder(folder: Path) -> None:
    """Make a folder, durably, with the mode of its parent."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir()
        folder.chmod(folder.parent.stat().st_mode & 0o7777)
    sync_folder(folder.parent)


def write_beside(target: Path, content: bytes, like: Path) -> Path:
    """Write content durably to a temporary file beside its target, with the mode of `like`.

    `like` stands for the target's mode and group where it does not exist yet, so that a store
    shared by a group stays shared.
    """
    temporary = target.with_name(f".{target.name}.{os.urandom(4).hex()}{TEMPORARY}")
    try:
        with temporary.open("xb") as handle:
            handle.write(content)
            handle.flush()
            _share(temporary, target if target.exists() else like)
            os.fsync(handle.fileno())
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _share(file: Path, like: Path) -> None:
    """Give a new file of ours the mode and, where we may, the group of another."""
    wanted, here = like.stat(), file.stat()
    if os.name != "nt" and wanted.st_gid != here.st_gid:
        with suppress(PermissionError):  # we are not in that group: then it is not shared with us
            os.chown(file, -1, wanted.st_gid)
    if here.st_mode & 0o777 != wanted.st_mode & 0o666:
        file.chmod(wanted.st_mode & 0o666)


def replace_one(target: Path, content: bytes, like: Path) -> None:
    """Put new content in place of one file, whole or not at all.

    Raises:
        CannotReadOrWrite: nothing was changed, or, where the hint says so, it was not confirmed.
        BadData: the target is a link.
    """
    refuse_link(target)
    with plain_errors(target):
        make_folder(target.parent)
        temporary = write_beside(target, content, like)
        try:
            temporary.replace(target)
        except BaseException:
            discard([temporary])
            raise
    with plain_errors(target, UNSURE):
        sync_folder(target.parent)


def finish(renames: Mapping[Path, Path]) -> None:
    """Rename each temporary file over its target, if that was not done yet, and sync."""
    for target, temporary in renames.items():
        with suppress(FileNotFoundError):
            temporary.replace(target)
    for folder in {target.parent for target in renames}:
        sync_folder(folder)


def discard(temporaries: list[Path]) -> None:
    """Remove temporary files of a change that will not be made."""
    for temporary in temporaries:
        with suppress(OSError):
            temporary.unlink()


def refuse_link(file: Path) -> None:
    """Refuse to put a file in place of a link, which would quietly part from what it leads to.

    Raises:
        BadData: the file is a symbolic link.
    """
    if file.is_symlink():
        raise BadData(
            say("{name} is a link, and svc replaces whole files.", name=file.name),
            say("Put the file itself there. The whole folder may be a link."),
        )


def left_over(folder: Path) -> list[Path]:
    """The temporary files a killed command left in a folder."""
    return sorted(file for file in folder.glob(f".*{TEMPORARY}") if OURS.fullmatch(file.name))


def sweep(folder: Path) -> list[Path]:
    """Remove what a killed command left in a folder; call it with the lock held."""
    left = left_over(folder)
    discard(left)
    return left
