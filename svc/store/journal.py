"""The journal of a change over several files: the renames that make it, written down first.

The moment `.svc/journal` stands, the change is made: readers look through it, and the next command
that takes the lock finishes it. It holds what each file was and will be, by digest, so that a file
changed since by somebody else (an editor, `git pull`) is never overwritten.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from svc.errors import BadData
from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.store import files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


MERGED = ".svc/merged"
"""What a merge of `svc sync` writes with its records: that they stand, and what git is to hear."""


class Rename(Frozen):
    """One file of a change: its new content waits in `temporary`. Digests; None is no file."""

    target: Path
    temporary: Path
    old: str | None
    new: str


def digest_of(file: Path) -> str | None:
    """The digest of a file's content, or None where there is no file."""
    try:
        return _digest(file.read_bytes())
    except FileNotFoundError:
        return None


def _digest(content: bytes) -> str:
    from hashlib import sha256

    return sha256(content).hexdigest()


def replace_all(contents: Mapping[str, bytes], journal: str, like: str) -> None:
    """Put new content in place of each target: all of them or none.

    Raises:
        CannotReadOrWrite: the hint says whether anything was changed.
        BadData: a target is a link.
    """
    if len(contents) == 1:
        ((target, content),) = contents.items()
        files.replace_one(target, content, like)
        return
    from pathlib import Path

    _replace_many(contents, Path(journal), like)


def _replace_many(contents: Mapping[str, bytes], journal: Path, like: str) -> None:
    from pathlib import Path

    made: list[Rename] = []
    try:
        for path in contents:
            target, content = Path(path), contents[path]  # made one at a time: they may be large
            files.refuse_link(target)
            with files.plain_errors(target):
                files.make_folder(target.parent)
                made.append(
                    Rename(
                        target=target,
                        temporary=Path(files.write_beside(target, content, like)),
                        old=digest_of(target),
                        new=_digest(content),
                    )
                )
        for folder in sorted({rename.target.parent for rename in made}):
            with files.plain_errors(folder):
                files.sync_folder(folder)
        write(journal, made)
    except BaseException:
        files.discard([rename.temporary for rename in made])
        raise
    with files.plain_errors(journal, files.RECORDED):
        files.sync_folder(journal.parent)
        _finish(journal, made)


def write(journal: Path, renames: list[Rename]) -> None:
    """Write down what is about to be renamed; when this returns the change is made."""
    import json

    root = journal.parent.parent
    listed = [
        {
            "file": rename.target.relative_to(root).as_posix(),
            "temporary": rename.temporary.name,
            "old": rename.old,
            "new": rename.new,
        }
        for rename in renames
    ]
    content = json.dumps({"renames": listed}, indent=1, ensure_ascii=False).encode()
    with files.plain_errors(journal):
        temporary = files.write_beside(journal, content, journal.parent)
        try:
            os.replace(temporary, journal)
        except BaseException:
            files.discard([temporary])
            raise


def read(journal: str | Path) -> list[Rename] | None:
    """The renames of an interrupted change, or None where there is none.

    Raises:
        BadData: the journal was damaged by something else than svc, which replaces it whole.
        CannotReadOrWrite: it cannot be opened.
    """
    with files.plain_errors(journal):
        try:
            content = files.read(journal)
        except (FileNotFoundError, NotADirectoryError):
            return None
    import json
    from pathlib import Path

    journal = Path(journal)
    try:
        return [_rename(journal.parent.parent, row) for row in json.loads(content)["renames"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BadData(
            say("The journal .svc/journal cannot be read."),
            say("Look at it, keep a copy, and remove it; then run `svc check`."),
        ) from None


def _rename(root: Path, row: dict[str, str]) -> Rename:
    """One row of a journal; raises ValueError for one that leads out of the store's data.

    A merge's mark is the one file beside them that is part of a change.
    """
    target = root / row["file"]
    name = row["temporary"]
    is_data = target.is_relative_to(root / "data") and ".." not in target.parts
    inside = is_data or row["file"] == MERGED
    if not inside or "/" in name or "\\" in name or not files.OURS.fullmatch(name):
        raise ValueError
    return Rename(target=target, temporary=target.with_name(name), old=row["old"], new=row["new"])


def recover(journal: str | Path) -> bool:
    """Finish an interrupted change, if there is one; call it with the lock held.

    Raises:
        BadData: the journal is damaged, or its files were changed by somebody else since.
        CannotReadOrWrite: the change stays recorded for the next command.
    """
    renames = read(journal)
    if renames is None:
        return False
    from pathlib import Path

    journal = Path(journal)
    with files.plain_errors(journal, files.RECORDED):
        for rename in renames:
            _refuse_if_foreign(rename, journal.parent.parent)
        _finish(journal, renames)
    return True


def why_stuck(journal: str | Path) -> Sentence | None:
    """Why an interrupted change cannot be finished; None where it can, or where there is none."""
    from pathlib import Path

    try:
        for rename in read(journal) or ():
            _refuse_if_foreign(rename, Path(journal).parent.parent)
    except BadData as error:
        return error.message
    return None


def _refuse_if_foreign(rename: Rename, root: Path) -> None:
    """Refuse to finish over a file that is neither what it was nor what it should become."""
    if rename.temporary.exists():
        if digest_of(rename.target) in (rename.old, rename.new):
            return
        reason = say("it was changed by something else since")
    elif digest_of(rename.target) != rename.old or rename.old == rename.new:
        return  # renamed already, and perhaps edited after that
    else:
        reason = say("its new content, {name}, is gone", name=rename.temporary.name)
    raise BadData(
        say(
            "An interrupted change of {file} cannot be finished: {reason}.",
            file=rename.target.relative_to(root).as_posix(),
            reason=reason,
        ),
        HOW_TO_SETTLE,
    )


HOW_TO_SETTLE: Sentence = say(
    "Bring the lines of its .tmp file into it by hand, remove .svc/journal, run `svc check`."
)


def _finish(journal: Path, renames: list[Rename]) -> None:
    files.finish({rename.target: rename.temporary for rename in renames})
    with suppress(FileNotFoundError):
        journal.unlink()
    files.sync_folder(journal.parent)
