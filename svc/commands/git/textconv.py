"""`svc git textconv`: a file of records as text, so that git shows a changed field as one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.git import VERBS
from svc.i18n import _
from svc.store import files
from svc.store.differences import path_of
from svc.store.lines import UnreadableLine, scan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from svc.store.differences import Place


@click.command(
    help=str(VERBS["textconv"])
    + "\n\n"
    + _(
        "Each record is a block, each field a line with its whole name. `svc git setup` has git "
        "use it for `git diff` and `git log -p`."
    )
)
@click.argument("file", type=click.Path())
def command(file: str) -> None:
    """Read and write; git gives the name of a temporary file."""
    with files.plain_errors(file):
        content = files.read(file)
    output.write("\n\n".join(map("\n".join, blocks(content))))


def blocks(content: bytes) -> Iterator[list[str]]:
    """The lines of each record of a file; of a line that is none, itself, marked."""
    for _number, line, found in scan(content):
        if isinstance(found, UnreadableLine):
            yield ["? " + shown(line.decode("utf-8", "backslashreplace"))]
        else:
            yield [f"id: {shown(found['id'])}", *_fields((), found)]


def _fields(place: Place, value: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(value):
        if place or name != "id":
            yield from _field((*place, name), value[name])


def _field(place: Place, value: Any) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield from _fields(place, value)
    elif isinstance(value, list) and value:
        for number, each in enumerate(value):
            yield from _field((*place, number), each)
    else:
        text = shown(value) if isinstance(value, str) else output.to_json(value, indent=None)
        yield f"{_name(place)}: {text}"


def _name(place: Place) -> str:
    text = path_of(place)
    return text if text.isprintable() else output.to_json(text, indent=None)


def shown(text: str) -> str:
    """A text as it is; as JSON where it could be taken for another or would steer a terminal."""
    if text.isprintable() and not _LOOKS_OTHERWISE.match(text):
        return text
    return output.to_json(text, indent=None)


_LOOKS_OTHERWISE = re.compile(r'$|[\s"{\[]|-?[0-9]+$|(?:true|false|null)$|.*\s$', re.DOTALL)
"""Texts that stand in quotes: nothing, what ends in a space, what is a number without quotes."""
