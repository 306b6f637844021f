"""Writing so that a kill, a full disk or a power cut leaves the old state or the new one.

New content goes to a temporary file beside its target and is synced; then it is renamed over the
target and the folder is synced. A change over several files first writes a journal of its renames:
once that is synced the change is made, and whoever comes next finishes it.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from svc.errors import BadData, CannotReadOrWrite
from svc.i18n import Sentence, say

TEMPORARY = ".tmp"


UNCHANGED = say("Nothing has been changed. Mend the cause, then do it again.")
RECORDED = say("The change is recorded. Mend the cause: the next command will finish it.")


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

    `like` stands for the target's mode where it does not exist yet, so that a store shared by a
    group stays shared.
    """
    temporary = target.with_name(f".{target.name}.{os.urandom(4).hex()}{TEMPORARY}")
    try:
        with temporary.open("xb") as handle:
            handle.write(content)
            handle.flush()
            mode = (target if target.exists() else like).stat().st_mode & 0o666
            temporary.chmod(mode)
            os.fsync(handle.fileno())
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def replace_all(contents: Mapping[Path, bytes], journal: Path, like: Path) -> None:
    """Put new content in place of each target: all of them or none.

    Raises:
        CannotReadOrWrite: nothing was changed.
    """
    made: dict[Path, Path] = {}
    place = journal
    try:
        with plain_errors(place):
            for target, content in contents.items():
                place = target
                make_folder(target.parent)
                made[target] = write_beside(target, content, like)
            for folder in {target.parent for target in made}:
                sync_folder(folder)
            if len(made) > 1:
                place = journal
                write_journal(journal, made)
    except BaseException:
        # The journal may stand already (its folder's sync failed): then the change is made, and
        # its temporary files must stay for whoever finishes it.
        if not journal.exists():
            for temporary in made.values():
                with suppress(OSError):
                    temporary.unlink()
        raise
    with plain_errors(place, RECORDED if len(made) > 1 else UNCHANGED):
        finish(made)
        if len(made) > 1:
            journal.unlink()
            sync_folder(journal.parent)


def finish(renames: Mapping[Path, Path]) -> None:
    """Rename each temporary file over its target, if that was not done yet, and sync."""
    for target, temporary in renames.items():
        with suppress(FileNotFoundError):
            temporary.replace(target)
    for folder in {target.parent for target in renames}:
        sync_folder(folder)


def write_journal(journal: Path, renames: Mapping[Path, Path]) -> None:
    """Write down durably what is about to be renamed: the moment a change over files is made."""
    root = journal.parent.parent
    listed = [
        [target.relative_to(root).as_posix(), temporary.name]
        for target, temporary in renames.items()
    ]
    temporary = write_beside(journal, json.dumps({"renames": listed}).encode(), journal.parent)
    temporary.replace(journal)
    sync_folder(journal.parent)


def read_journal(journal: Path) -> dict[Path, Path]:
    """The renames of an interrupted change, target to temporary file; empty without one.

    Raises:
        BadData: the journal was damaged by something else than svc, which replaces it whole.
    """
    try:
        content = journal.read_bytes()
    except FileNotFoundError:
        return {}
    root = journal.parent.parent
    try:
        listed = json.loads(content)["renames"]
        found = {}
        for place, name in listed:
            target = root / place
            if ".." in target.parts or "/" in name or not name.endswith(TEMPORARY):
                raise ValueError
            found[target] = target.with_name(name)
    except (ValueError, TypeError, KeyError):
        raise BadData(
            say("The journal .svc/journal cannot be read."),
            say("Look at it, keep a copy, and remove it; then run `svc check`."),
        ) from None
    return found


def recover(journal: Path) -> bool:
    """Finish an interrupted change, if there is one; call it with the lock held."""
    renames = read_journal(journal)
    if not renames and not journal.exists():
        return False
    with plain_errors(journal, RECORDED):
        finish(renames)
        journal.unlink()
        sync_folder(journal.parent)
    return True


def sweep(folder: Path) -> list[Path]:
    """Remove temporary files a killed command left in a folder; call it with the lock held."""
    left = sorted(folder.glob(f".*{TEMPORARY}"))
    for file in left:
        with suppress(OSError):
            file.unlink()
    return left
