"""What both imports are told on the command line, and the list they are pointed at."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO, FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import click

from svc import completion, output
from svc.commands.options import changes, formats
from svc.errors import CannotReadOrWrite, WrongUsage
from svc.frozen import Frozen
from svc.i18n import _, say
from svc.rules.completeness import wanted, withheld

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App
    from svc.lists.headings import Columns, Kind
    from svc.lists.reading import Reading

BUFFER = 1 << 16
F = TypeVar("F", bound=Callable[..., Any])


class Options(Frozen):
    """How a list is to be read, and what to do with rows that cannot be taken."""

    mapped: tuple[str, ...]
    names: str | None
    delimiter: str | None
    encoding: str | None
    rejects: Path | None
    skip_bad: bool
    yes: bool
    dry_run: bool


def reading_options(command: F) -> F:
    """What both imports take: all but the file and the form go into `Options`."""
    for option in (
        formats,
        changes,
        click.option("--yes", is_flag=True, help=_("Replace the file that --rejects names.")),
        click.option(
            "--skip-bad", is_flag=True, help=_("Take the good rows though others cannot be taken.")
        ),
        click.option(
            "--rejects",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help=_(
                "Write the rows that cannot be taken there, with the reason of each, "
                "for a spreadsheet: mend them and import that file."
            ),
        ),
        click.option("--encoding", metavar="E", help=_("The encoding, where svc guesses wrong.")),
        click.option(
            "--delimiter",
            metavar="D",
            help=_("What parts the cells: a character, tab, comma, semicolon or space."),
        ),
        click.option(
            "--columns",
            "names",
            metavar="F,_,F",
            shell_complete=completion.column(","),
            help=_("The fields of a list without headings; _ skips a column."),
        ),
        click.option(
            "--map",
            "mapped",
            multiple=True,
            metavar="COLUMN=FIELD",
            shell_complete=completion.column("="),
            help=_("What a column holds, by its heading or its number; _ skips it."),
        ),
        click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True)),
    ):
        command = option(command)
    return command


@contextmanager
def reading_of(
    app: App, kind: Kind, file: Path, options: Options
) -> Iterator[tuple[Reading, Columns]]:  # fmt: skip
    """A list to be read, and what its columns hold; warns of what is not read.

    Raises:
        CannotReadOrWrite: there is no such file.
        BadInput: it is no list.
        WrongUsage: the options do not fit the list.
    """
    names = [] if options.names is None else options.names.split(",")
    mapped = mappings(options.mapped)
    if names and mapped:
        raise WrongUsage(
            say("--columns and --map do not go together."),
            say("--columns is for lists without headings, --map for those with."),
        )
    if options.rejects is not None and same_file(options.rejects, file):
        raise WrongUsage(
            say("--rejects names the list itself."), say("Give another file: it would be lost.")
        )
    from svc.lists import headings
    from svc.lists.reading import read_list

    policy = app.policy.at(app.today)
    off = withheld(policy)
    profile = [*wanted(policy).fields, *sorted(off)] if kind == "customers" else []
    if options.names is not None:
        columns = headings.by_place(kind, names, profile)
    with opened(file) as content:
        reading = read_list(
            content,
            encoding=options.encoding,
            delimiter=options.delimiter,
            columns=len(names),
        )
        if options.names is None:
            columns = headings.by_heading(kind, reading.headings, mapped, profile)
        columns = headings.leaving_out(columns, off if kind == "customers" else ())
        for warning in (*reading.warnings, *columns.warnings):
            output.warn(warning)
        yield reading, columns


def mappings(texts: Sequence[str]) -> dict[str, str]:
    """What `--map` says, column to field; raises WrongUsage."""
    found = {}
    for text in texts:
        column, sign, field = text.rpartition("=")
        if not sign or not column.strip() or not field.strip():
            raise WrongUsage(
                say("{text!r} does not say COLUMN=FIELD.", text=text),
                say("For example --map 联系方式=phone."),
            )
        found[column.strip()] = field.strip()
    return found


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths are one file."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def opened(file: Path) -> BinaryIO:
    """A list as bytes that can be read again from their beginning; - is stdin.

    Raises:
        CannotReadOrWrite: there is no such file, or it cannot be read.
    """
    if str(file) == "-":
        return BytesIO(sys.stdin.buffer.read())
    try:
        content = BufferedReader(ListFile(file), BUFFER)
    except (FileNotFoundError, NotADirectoryError):
        raise CannotReadOrWrite(
            say("There is no file {file}.", file=file), say("Is the name right, the folder?")
        ) from None
    except IsADirectoryError:
        raise CannotReadOrWrite(
            say("{file} is a folder.", file=file), say("Name the list in it.")
        ) from None
    except OSError as error:
        raise unreadable(file, error) from error
    if content.seekable():
        return content
    with content:  # a pipe
        return BytesIO(content.read())


class ListFile(FileIO):
    """A list's file whose faults are ours: a stick may be pulled out while it is read."""

    def readinto(self, buffer: Any) -> int | None:
        """Fill a buffer; raises CannotReadOrWrite."""
        try:
            return super().readinto(buffer)
        except OSError as error:
            raise unreadable(Path(self.name), error) from error

    def readall(self) -> bytes:
        """The rest; raises CannotReadOrWrite."""
        try:
            return super().readall()
        except OSError as error:
            raise unreadable(Path(self.name), error) from error


def unreadable(file: Path, error: OSError) -> CannotReadOrWrite:
    """The error for a list that is there and cannot be read."""
    return CannotReadOrWrite(
        say("{name}: {reason}.", name=file.name, reason=error.strerror or "?"),
        say("Nothing was changed. May you read it?"),
    )
