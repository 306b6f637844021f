"""`svc resolve`: what two tills made of one record apart, shown and chosen."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from svc import choosing, output
from svc.commands.options import changes, formats, label, names_of, pass_app
from svc.errors import PROBLEMS_FOUND, BadData, Refused, WrongUsage
from svc.i18n import _, say, word
from svc.rules import conflict as rule
from svc.store.git import Git
from svc.store.unmerged import Settled, end, is_unmerged, settle, unmerged_stages, way_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from svc.app import App
    from svc.choosing import Apart

COLUMNS = {
    "record": "record", "name": "name", "n": "no.", "field": "field", "stands": "stands here",
    "other": "other till",
}  # fmt: skip
KEYS = ("record", "table", "customer", "name", "on_file", "others")
HEADINGS = (say("record"), say("no."), say("field"), say("stands here"), say("other till"))
ALL_OF_THEM = 0
"""What `--take` without a number means."""


@click.command(
    help=_(
        "Choose where two tills differ. Without options: merge what git left unmerged, and list "
        "what is still to be chosen. REF is the record's id, a part of it, or the customer's "
        "phone."
    ),
    epilog=_("Exit 1 while anything is still to be chosen or merged, also with --json."),
)
@click.argument("ref", required=False)
@click.option("--keep", is_flag=True, help=_("What stands here stays."))
@click.option(
    "--take", "number", is_flag=False, flag_value=ALL_OF_THEM, type=click.IntRange(min=0),
    metavar="[N]", help=_("Take what the other till has; which, where there are several."),
)  # fmt: skip
@click.option("--all", "every", is_flag=True, help=_("With --keep: every conflict."))
@click.option("--commit", is_flag=True, help=_("End the merge git is in the middle of."))
@changes
@formats
@pass_app
def command(
    app: App,
    /,
    *,
    ref: str | None,
    keep: bool,
    number: int | None,
    every: bool,
    commit: bool,
    form: str,
    dry_run: bool,
) -> None:
    """P6: both values are on file until somebody says which holds."""
    refuse_nonsense(ref, keep=keep, take=number is not None, every=every)
    done = settled(app, dry_run=dry_run)
    tell(done, dry_run=dry_run)
    if keep or number is not None:
        if dry_run and done.files:
            raise Refused(
                say("What git left unmerged is not merged by a dry run."),
                say("`svc resolve` merges it; then choose."),
            )
        choose(app, ref, form, number=number, dry_run=dry_run)
    found = listed(app, done, dry_run=dry_run)
    if not (keep or number is not None):
        found = [choosing.named(app, ref)] if ref and not done.files else found
        show(app, found, form)
    if not dry_run:
        output.out().flush()  # what is apart is shown before what to do about it
        finish(app, left=len(found), commit=commit)
    if (found or done.left or (dry_run and done.files)) and not (keep or number is not None):
        click.get_current_context().exit(PROBLEMS_FOUND)


def refuse_nonsense(ref: str | None, *, keep: bool, take: bool, every: bool) -> None:
    """Refuse options that do not go together; raises WrongUsage."""
    if keep and take:
        raise WrongUsage(say("Give --keep or --take, not both."))
    if every and (ref or not keep):
        raise WrongUsage(say("--all goes with --keep, and without a record."))
    if (keep or take) and not (ref or every):
        raise WrongUsage(say("Which record?"), say("`svc resolve` lists them."))


def settled(app: App, *, dry_run: bool) -> Settled:
    """What git left unmerged, merged anew; nothing is locked where there is none."""
    if not unmerged_stages(Git(app.store.root)):
        return Settled()
    if dry_run:
        return settle(app.store, dry_run=True)
    with app.store.locked():
        return settle(app.store)


def tell(done: Settled, *, dry_run: bool) -> None:
    """On stderr which files were merged, and which a person must merge, and why."""
    lines = [
        say("{file}: would be merged by records.", file=file)
        if dry_run
        else say("{file}: merged by records.", file=file)
        for file in done.files
    ]
    lines += [
        say("{file}: left unmerged: {reason}", file=file, reason=done.reasons[file])
        for file in done.left
    ]
    output.say_on_stderr(*lines)


def listed(app: App, done: Settled, *, dry_run: bool) -> list[Apart]:
    """What is still to be chosen, by record: of all on file, or of what a dry run merged."""
    if dry_run and done.files:  # the files cannot be read yet
        found = [choosing.as_apart(app.store, each, done.stands) for each in done.conflicts]
    else:
        found = choosing.apart(app.store)
    return sorted((each for each in found if each.others), key=lambda each: each.record)


def choose(app: App, ref: str | None, form: str, *, number: int | None, dry_run: bool) -> None:
    """Put the choice on file: one change, which can be taken back like any."""
    rows = []
    with app.store.change(dry_run=dry_run) as change:
        if number is None:
            chosen = [choosing.named(app, ref)] if ref else choosing.apart(app.store)
            choosing.keep(change, app.store, chosen)
            rows = [row_of(each, each.stands, "keep") for each in chosen]
        else:
            found = choosing.named(app, ref or "")
            after = choosing.take(change, app.store, found, number or None)
            rows = [row_of(found, after, "take")]
    if dry_run:
        output.say_on_stderr(say("Nothing was changed. This would be on file:"))
    if form == "text":
        output.write("\n".join(str(row["record"]) for row in rows))
    elif ref:
        output.show_record(rows[0], form)
    else:
        output.show_list(rows, {}, form, keys=("record", "table", "choice", "stands"))


def row_of(found: Apart, stands: dict[str, Any] | None, choice: str) -> dict[str, Any]:
    """What was chosen, and the record as it stands then; null where it is gone."""
    return {
        "record": found.record, "table": found.conflict.table, "choice": choice, "stands": stands,
    }  # fmt: skip


def show(app: App, found: Sequence[Apart], form: str) -> None:
    """The conflicts: as text a line for each field that differs."""
    names = {each.record: str(each.stands["name"]) for each in found
             if each.conflict.table == "customers" and each.stands}  # fmt: skip
    wanted = {each.customer for each in found if each.customer} - names.keys()
    if wanted:
        with suppress(BadData):  # a dry run, of a file that cannot be read yet
            names |= names_of(app.store, wanted)
    if form != "text":
        rows = [each.to_json(names.get(each.customer or "")) for each in found]
        output.show_list(rows, {}, form, keys=KEYS)
        return
    staff: dict[str, str] = {}
    with suppress(BadData):
        staff = {each.id: each.name for each in app.store.staff.all()} if found else {}
    lines = [line for each in found for line in lines_of(each, names, staff)]
    output.show_list(lines, COLUMNS, form, below=("stands", "other"))


def lines_of(
    found: Apart, names: dict[str, str], staff: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """A line for each field in which an alternative differs from what stands."""
    head = {"record": found.record, "name": names.get(found.customer or "")}
    stands = found.stands or {}
    for number, other in found.others:
        if rule.is_gone(other):
            yield {**head, "n": number, "field": _("the whole record"), "stands": _("changed"),
                   "other": _("taken away")}  # fmt: skip
            continue
        fields = rule.fields_of(other)
        for name in rule.differing(found.stands, other) or list(fields):
            there_then = rule.value_taken(stands.get(name), name, other)
            for words, here, there in apart_in(name, stands.get(name), there_then):
                yield {
                    **head,
                    "n": number,
                    "field": " · ".join(map(label, words)),
                    "stands": said(words[-1], here, staff),
                    "other": said(words[-1], there, staff),
                }


def apart_in(name: str, here: Any, there: Any) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """What differs in a field: itself, or of a mapping its keys, each with both values."""
    if not (isinstance(here, dict) and isinstance(there, dict)):
        yield (name,), here, there
        return
    for key in sorted({**here, **there}):
        if not rule.is_same(here.get(key), there.get(key)):
            yield (name, key), here.get(key), there.get(key)


def said(name: str, value: Any, staff: dict[str, str]) -> str:
    """A value in words; a state by its word."""
    if name == "state" and isinstance(value, str):
        return word(value)
    from svc.commands.customer.copy_text import one_line

    return one_line(name, value, staff)


def finish(app: App, *, left: int, commit: bool) -> None:
    """Say what is left, and how git's merge ends; with `--commit` end it.

    Raises:
        Refused: a file is still unmerged.
        OtherProgramFailed: git failed.
    """
    if left:
        output.say_on_stderr(
            say("{n} still to be chosen: `svc resolve REF --keep`, or --take.", n=left)
        )
    git = Git(app.store.root)
    way = way_out(git)
    if not way:
        if commit:
            output.say_on_stderr(say("git is in the middle of nothing."))
        return
    if is_unmerged(git):
        if commit:
            raise Refused(
                say("Some files are unmerged still: git cannot end the merge."),
                say("`git status` names them."),
            )
        return
    words = " ".join(("git", *way))
    if commit:
        end(git, way)
        output.say_on_stderr(say("Done: {command}.", command=words))
    elif not left:
        output.say_on_stderr(
            say("All is merged: `svc resolve --commit` ends it, or `{command}`.", command=words)
        )
