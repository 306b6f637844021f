"""`svc git merge-driver`: git asks for one file of records to be merged."""

from __future__ import annotations

import re

import click

from svc import output
from svc.commands.git import VERBS
from svc.errors import PROBLEMS_FOUND, BadInput
from svc.i18n import _, say

DATA = re.compile(r"(?:.*/)?data/([a-z][a-z_]*/[0-9][0-9A-Zx-]*)\.jsonl")
"""A file of records, by its path from the top of the repository."""


@click.command(
    help=str(VERBS["merge-driver"]),
    epilog=_(
        "Exit 1: something was changed on both sides; our values stand, and the file is whole."
    ),
)
@click.argument("base", type=click.Path())
@click.argument("ours", type=click.Path())
@click.argument("theirs", type=click.Path())
@click.argument("path")
@click.option(
    "--inner", is_flag=True, help=_("Merge ancestors: where both differ, neither counts.")
)
def command(base: str, ours: str, theirs: str, path: str, *, inner: bool) -> None:
    """It needs no shop, takes no lock, and replaces OURS whole or not at all."""
    from svc.store import files
    from svc.store.three_way import merge_shards

    match = DATA.fullmatch(path)
    if match is None:
        raise BadInput(
            say("{path} is no file of records.", path=path),
            say("svc merges data/TABLE/MONTH.jsonl; mend .gitattributes."),
        )
    contents = []
    for file in (base, ours, theirs):
        with files.plain_errors(file):
            contents.append(files.read(file))
    merged = merge_shards(match[1], *contents, inner=inner)
    if merged.content != contents[1]:
        files.replace_one(ours, merged.content, ours)
    if merged.conflicts:
        output.say_on_stderr(
            say("{file}: {n} records were changed on both sides. `svc resolve` shows them.",
                file=path, n=len(merged.conflicts))
        )  # fmt: skip
        click.get_current_context().exit(PROBLEMS_FOUND)
