"""`svc sync`: what is here goes to the other tills, and what they did comes here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svc import i18n, output
from svc.commands.options import changes, formats, pass_app
from svc.errors import PROBLEMS_FOUND, OtherProgramFailed
from svc.i18n import _, say

if TYPE_CHECKING:
    from svc.app import App
    from svc.problem import Problem
    from svc.store.syncing import Syncing


@click.command(
    help=_("Commit, fetch, merge, check and push: the other tills by git."),
    epilog=_("Records merge one by one; what two tills changed apart waits for `svc resolve`."),
)
@click.option("--remote", metavar="NAME", help=_("Which remote; else the branch's own."))
@click.option("--no-push", is_flag=True, help=_("Bring in what is there; hand over nothing."))
@click.option(
    "--timeout",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help=_("How long to wait for the remote each time."),
)
@click.option("--yes", is_flag=True, help=_("Take away a large part of the records, too."))
@changes
@formats
@pass_app
def command(
    app: App,
    /,
    *,
    remote: str | None,
    form: str,
    no_push: bool,
    timeout: int,
    yes: bool,
    dry_run: bool,
) -> None:
    """Exit 1 where what came breaks a rule: it is pushed, and money and messages wait."""
    from svc.store.git import Git
    from svc.store.remote import hub_of
    from svc.store.syncing import Syncing, only_sync

    store = app.store
    with only_sync(store.root):
        sync = Syncing(store, hub_of(Git(store.root), remote, timeout), yes=yes, dry_run=dry_run)
        if not dry_run:
            _wire(app)
        shown, problems = _rounds(app, sync, no_push=no_push)
    if dry_run:
        output.say_on_stderr(say("Nothing was changed. This would be the outcome:"))
    output.show_record(shown, form, lambda: as_text(shown))
    if not problems and not dry_run and (left := _still_open(app)):
        problems = [str(say("Still to be chosen: {n}; `svc resolve` lists them.", n=left))]
    if problems:
        output.out().flush()  # what came is told before what is wrong with it
        output.say_on_stderr(*"\n".join(problems).splitlines(), whole=True)
        click.get_current_context().exit(PROBLEMS_FOUND)


def _wire(app: App) -> None:
    """Have this clone merge and show records, if nobody has seen to it."""
    from svc.commands.schedule import this_program
    from svc.store import wiring

    if wiring.wire(app.store.folder, this_program(sys.argv[0])):
        output.say_on_stderr(say("git merges and shows records here by svc from now on."))


def _still_open(app: App) -> int:
    """How many records wait for somebody to choose, by this sync or an earlier one."""
    from svc.choosing import apart

    app.store.shards.forget()
    return len(apart(app.store)) if app.store.shards.names("conflicts") else 0


def _rounds(app: App, sync: Syncing, *, no_push: bool) -> tuple[dict[str, Any], list[str]]:
    """Go round until the hub has what is here; gives what to show, and what is wrong."""
    from svc.store.syncing import ROUNDS, pause

    records = commits = 0
    merges: list[str] = []
    conflicts: list[str] = []
    errors: list[Problem] = []
    pushed, rounds = False, 0
    sync.commit_what_is_here()
    while True:
        rounds += 1
        sync.fetch()
        came = sync.merge()
        records, commits = records + came.records, commits + came.commits
        conflicts += came.conflicts
        if came.commit and came.is_merge:
            merges.append(came.commit)
        went = sync.to_push()
        if no_push or sync.dry_run or went == (0, 0):
            break
        if pushed := sync.push():
            break
        if rounds == ROUNDS:
            raise OtherProgramFailed(
                say("Another till was quicker {n} times; nothing was pushed.", n=rounds),
                say("What came is merged. Sync again."),
            )
        pause(rounds)
    # After the push: the quicker that is, the fewer races.
    if (commits or sync.settled) and not sync.dry_run:
        errors = _errors(app)
    from svc.commands.check import as_text as shown

    return {
        "remote": sync.hub.remote,
        "branch": sync.hub.branch,
        "committed": sync.committed,
        "came": {"records": records, "commits": commits},
        "went": {"records": went[0], "commits": went[1]} if pushed or sync.dry_run else
                {"records": 0, "commits": 0},
        "waiting": 0 if pushed else went[1],
        "merges": merges,
        "conflicts": [*sync.settled, *conflicts],
        "head": None if sync.dry_run else sync.head,
        "rounds": rounds,
        "errors": len(errors),
    }, list(map(shown, errors))  # fmt: skip


def _errors(app: App) -> list[Problem]:
    """What `svc check` has to say of the shop as merged, warnings left out."""
    from svc.commands.check import problems, today_of
    from svc.rules.check import in_order

    found = in_order(problems(Path(app.store.root), today_of(app)))
    return [problem for problem in found if problem.level == "error"]


def as_text(shown: dict[str, Any]) -> str:
    """One line: what came, what went, what was merged, what conflicts."""
    came, went = shown["came"], shown["went"]
    told = []
    if came["commits"]:
        told.append(
            say(
                "Came: records {n}, commits {commits}.",
                n=came["records"],
                commits=came["commits"],
            )
        )
    if went["commits"]:
        told.append(
            say(
                "Went: records {n}, commits {commits}.",
                n=went["records"],
                commits=went["commits"],
            )
        )
    if shown["merges"]:
        told.append(say("Merged."))
    if shown["waiting"] and not went["commits"]:
        told.append(say("Commits still to be pushed: {n}.", n=shown["waiting"]))
    if shown["conflicts"]:
        told.append(say("Conflicts: {n}; `svc resolve` settles them.", n=len(shown["conflicts"])))
    between = "" if i18n.spoken() == "zh" else " "
    return between.join(str(each) for each in told or [say("All is the same on both sides.")])
