"""`svc policy replay`: what a changed table would have cost on past returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.options import formats, from_to, pass_app
from svc.commands.policy import VERBS
from svc.commands.policy.replayed import show
from svc.commands.policy.view import entry_named
from svc.errors import BadInput, BadPolicy, WrongUsage
from svc.i18n import _, say
from svc.rules.replay import COUNTED, SCHEME, replay
from svc.rules.ruling import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from svc.app import App
    from svc.policy import Policy
    from svc.policy.what_if import WhatIf
    from svc.records.return_ import Return
    from svc.rules.ruling import Scheme


@click.command(
    help=str(VERBS["replay"]),
    epilog=_(
        "Every return keeps the quote it was given; replay quotes it again and compares. FOLDER "
        "holds changed policy files (refund.toml): their entries lie over the shop's, with their "
        "dates. --set changes one value for every day of sale. Without either, the shop's files "
        "as they are now are asked: nothing differs unless somebody altered the past. Decisions "
        "and money are compared, not who decides."
    ),
)
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False))
@click.option(
    "--set", "values", multiple=True, metavar="ENTRY=VALUE",
    help=_("One changed value, as in the files: refund.free_days=7; may be repeated."),
)  # fmt: skip
@click.option(
    "--scheme", type=click.Choice(SCHEMES), help=_("Quote every case by this scheme instead.")
)
@from_to
@click.option(
    "--all", "every", is_flag=True, help=_("Every return on file, also waiting and rejected ones.")
)
@formats
@pass_app
def command(
    app: App,
    /,
    *,
    folder: str | None,
    values: tuple[str, ...],
    scheme: Scheme | None,
    first: date | None,
    last: date | None,
    every: bool,
    form: str,
) -> None:
    """Fetch past returns, quote them again, show what differs."""
    changed = changed_policy(app.policy, folder, values) if folder or values else None
    found = [
        each
        for each in app.store.returns.all()
        if (every or each.state in COUNTED)
        and (first is None or each.on >= first)
        and (last is None or each.on <= last)
    ]
    if changed is not None:
        _mind(changed, found if scheme is None else ())
    show(replay(found, app.policy, changed or app.policy, scheme), form)


def changed_policy(policy: Policy, folder: str | None, values: Iterable[str]) -> WhatIf:
    """The shop's policy with a folder's files laid over it and single values in their place.

    Raises:
        BadInput: the folder holds no policy file.
        BadPolicy: a file or an entry of it is broken, or a value is not what its entry may hold.
        NoSuchRecord: no entry is called so.
        WrongUsage: a value names no entry, or an entry is named twice.
    """
    from svc.policy.what_if import WhatIf
    from svc.rules.what_if import value_typed

    if folder is not None:
        _check(folder, policy.preset)
    laid = WhatIf(policy, folder)
    typed: dict[str, Any] = {}
    for text in values:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name:
            raise WrongUsage(
                say("--set {text!r} names no entry and value.", text=text),
                say("Write --set refund.free_days=7."),
            )
        entry = entry_named(laid, name)
        if entry.id in typed:
            raise WrongUsage(say("--set gives {id} two values.", id=entry.id))
        typed[entry.id] = value_typed(entry, value)
    return WhatIf(policy, folder, typed)


def _check(folder: str, preset: str) -> None:
    """Refuse files of which something is wrong, naming the first of it."""
    import os

    from svc.rules.policy_check import check_changes

    if not any(name.endswith(".toml") for name in os.listdir(folder)):
        raise BadInput(
            say("There is no policy file in {folder}.", folder=folder),
            say("Name the folder that holds the changed files, such as refund.toml."),
        )
    for problem in check_changes(folder, preset):
        if problem.level == "error":
            place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
            raise BadPolicy(
                say(
                    "{place}: {id}: {message}",
                    place=place,
                    id=problem.rule,
                    message=problem.message,
                ),
                problem.hint,
            )


def _mind(changed: WhatIf, found: Iterable[Return]) -> None:
    """Warn of days the changed fee table leaves out, and of a scheme that changes nothing."""
    from svc.rules.what_if import gaps

    for sentence in gaps(changed):
        output.warn(say("With this change: {problem}", problem=sentence))
    own = sum(bool(each.case and each.case.get("scheme")) for each in found)
    if own and SCHEME in changed.values:
        output.warn(
            say("Cases that name their scheme themselves: {n}. --scheme changes it.", n=own)
        )
