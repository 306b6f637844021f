"""A file for a gateway's bulk upload: all messages of a run in one CSV or XLSX."""

from __future__ import annotations

import csv
import io
import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from svc.errors import CannotReadOrWrite, Refused
from svc.frozen import Frozen
from svc.i18n import say
from svc.store.files import discard, plain_errors, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from svc.messages.parcel import Parcel

FORMS = ("csv", "xlsx")
COLUMNS = ("phone", "text", "key")
HEADINGS = {"zh": ("手机号", "短信内容", "编号"), "en": COLUMNS}
"""What the columns of a file are called where no gateway names them."""


class Bulk(Frozen):
    """Where the file of a run goes and what it looks like; `headings` name its columns."""

    name: str
    form: str
    folder: Path | None = None
    out: Path | None = None
    bom: bool = True
    headings: tuple[str, ...] = COLUMNS

    def target(self, at: str, count: int) -> Path:
        """The file of a run at a moment: the one asked for, or a new one in the folder.

        Raises:
            Refused: it is there already, perhaps not uploaded yet.
            CannotReadOrWrite: the folder is not there.
        """
        if self.out is not None:
            target = self.out.absolute()
        else:
            stamp = at.replace(":", "").replace("T", "-")
            target = (self.folder or Path()).absolute() / f"sms-{stamp}-{count}.{self.form}"
        if target.exists():
            raise _there_already(target)
        if not target.parent.is_dir():
            raise CannotReadOrWrite(
                say("There is no folder {folder}.", folder=target.parent),
                say("Make it, or name another; nothing was sent."),
            )
        return target

    def content(self, parcels: Iterable[Parcel], day: date) -> bytes:
        """The bytes of the file; raises WrongUsage where spreadsheets are not installed."""
        rows = ((p.phone, p.text, p.key) for p in parcels)
        if self.form == "xlsx":
            from svc.lists.sheets import Sheet
            from svc.lists.spreadsheet import xlsx

            return xlsx(Sheet(name="sms", columns=self.headings, rows=tuple(rows)), day)
        from svc.lists.reading import escaped

        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow(self.headings)
        writer.writerows([escaped(cell) for cell in row] for row in rows)
        return file.getvalue().encode("utf-8-sig" if self.bom else "utf-8")


def digest(content: bytes) -> str:
    """By which a file is known again."""
    return sha256(content).hexdigest()


def put_in_place(file: Path, content: bytes, note: Callable[[str], None]) -> None:
    """Put a file where none is; `note` is told of its temporary name before it gets its own.

    As long as there is a file of that name it was not put in place, whatever ended the run.

    Raises:
        CannotReadOrWrite: it cannot be written.
    """
    temporary = str(file.with_name(f".{file.name}.{os.urandom(5).hex()}.tmp"))
    with plain_errors(file):
        try:
            with open(temporary, "xb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
            sync_folder(file.parent)
        except BaseException:
            discard([temporary])
            raise
        note(temporary)
        _renamed(temporary, file)
        sync_folder(file.parent)


def _renamed(temporary: str, file: Path) -> None:
    """Give a file its name if nobody has it: two shops may write to one folder at one minute.

    The old name goes once the new one is certain, or a power cut could take both. Where there are
    no hard links, a moment is left.

    Raises:
        Refused: another file came to that name meanwhile.
    """
    try:
        os.link(temporary, file)
    except FileExistsError:
        raise _there_already(file) from None
    except OSError:
        os.replace(temporary, file)
    else:
        sync_folder(file.parent)
        os.unlink(temporary)


def _there_already(file: Path) -> Refused:
    return Refused(
        say("{file} is there already.", file=file.name),
        say("Upload it and put it away, or name another file; nothing was sent."),
    )


def stands(path: str, wanted: str, temporary: str | None) -> bool | None:
    """Whether a file was put in place as it was meant; None where nobody can say.

    So it is where another stands there, and where it is gone: it may have been uploaded. Neither
    is where it has its temporary name still.
    """
    is_beside = bool(temporary) and os.path.lexists(temporary or "")
    try:
        if digest(Path(path).read_bytes()) == wanted:
            return True
    except FileNotFoundError:
        pass
    except OSError:
        return None
    return False if is_beside else None
