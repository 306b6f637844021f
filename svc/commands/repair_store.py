"""`svc repair-store`: what cannot be read set aside, the rest put in order, no byte lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.customer.asking import ask, yes_option
from svc.commands.options import changes, formats, pass_app
from svc.i18n import _, labelled, say
from svc.store import quarantine
from svc.store.settings import read_settings
from svc.store.store import shop_folder

if TYPE_CHECKING:
    from svc.app import App
    from svc.store.mending import Back, Mended
    from svc.store.placing import Done

COLUMNS = {name: name for name in ("file", "line", "record", "rule", "done", "to", "message")}
BACK_COLUMNS = {name: name for name in ("file", "line", "record", "to", "message")}
DONE = {
    "set-aside": say("set aside"),
    "moved": say("moved to {file}"),
    "dropped": say("let go, the same is on file"),
    "in-order": say("put in order"),
    "removed": say("file removed, its lines lie elsewhere"),
}


@click.command(
    help=_("Set aside what cannot be read, put the rest in order; nothing is thrown away."),
    epilog=_("What is set aside lies in data/quarantine, each line with its place and its bytes."),
)
@click.option(
    "--put-back",
    metavar="FILE",
    help=_("Put back what is a record now out of this file of data/quarantine."),
)
@click.option(
    "--encoding",
    metavar="NAME",
    help=_("With --put-back: what lines that are not UTF-8 are written in, such as gb18030."),
)
@yes_option
@changes
@formats
@pass_app
def command(
    app: App, form: str, dry_run: bool, yes: bool, put_back: str | None, encoding: str | None
) -> None:
    """Look, ask, do: what is done is planned anew with the lock held."""
    folder = shop_folder(app.named_folder, Path.cwd())
    read_settings(folder)
    if put_back is not None:
        _put_back(folder, Path(put_back).name, encoding, form, dry_run=dry_run)
        return
    if encoding is not None:
        raise click.UsageError(_("--encoding goes with --put-back."))
    from svc.store.mending import repair

    planned = repair(folder, app.today, dry_run=True)
    if planned.done and not dry_run:
        asked = say("Put {n} lines or files right, as `svc repair-store --dry-run` lists them?",
                    n=len(planned.done))  # fmt: skip
        ask(asked, yes=yes, dry_run=dry_run)
    done = planned if dry_run else repair(folder, app.today)
    _show(done, form)
    output.out().flush()  # what was done is shown before where it lies
    _sum_up(done, dry_run=dry_run)


def _show(mended: Mended, form: str) -> None:
    rows = [_row(each, mended) for each in mended.done]
    if form == "text":
        output.write("\n".join(as_text(each) for each in mended.done))
    else:
        output.show_list(rows, COLUMNS, form)


def _row(done: Done, mended: Mended) -> dict[str, Any]:
    row = done.to_json()
    if done.done == "set-aside":
        row["to"] = mended.quarantine
    return row


def as_text(done: Done) -> str:
    """One line a person can follow: the place, what was done, and why."""
    place = done.file + (f":{done.line}" if done.line else "")
    what = DONE[done.done]
    told = say(what.msgid, file=done.to) if done.to else what
    return output.safe(f"{place}: {labelled(str(told), done.reason)}")


def _sum_up(mended: Mended, *, dry_run: bool) -> None:
    if not mended.done:
        output.say_on_stderr(
            say("Every line can be read and stands where it should."),
            say("What is wrong within the records, `svc check` tells."),
        )
        return
    counts = Counter(each.done for each in mended.done)
    if dry_run:
        output.say_on_stderr(say("Nothing was changed. This is what would be done."))
        return
    if counts["set-aside"] and mended.quarantine:
        output.say_on_stderr(
            say("What was set aside lies in {file}; no command reads it.", file=mended.quarantine),
            say("Mend a line and add it to its file, or see --put-back; then remove the rest."),
        )
    if any(each.rule == "not-utf8" for each in mended.done):
        output.say_on_stderr(
            say("Saved as GBK? `svc repair-store --put-back {file} --encoding gb18030`",
                file=Path(mended.quarantine or quarantine.FOLDER).name)
        )  # fmt: skip
    output.say_on_stderr(say("`svc check` tells whether all is well now."))


def _put_back(folder: Path, name: str, encoding: str | None, form: str, *, dry_run: bool) -> None:
    from svc.store.mending import put_back

    found = put_back(folder, name, encoding, dry_run=dry_run)
    if form == "text":
        output.write("\n".join(map(_back_as_text, found)))
    else:
        output.show_list([_back_row(each) for each in found], BACK_COLUMNS, form)
    if dry_run:
        output.say_on_stderr(say("Nothing was changed. This is what would be done."))


def _back_row(back: Back) -> dict[str, Any]:
    return {
        "file": back.entry.file,
        "line": back.entry.line,
        "record": back.record,
        "to": back.to,
        "message": back.why,
    }


def _back_as_text(back: Back) -> str:
    place = back.entry.file + (f":{back.entry.line}" if back.entry.line else "")
    told = say("back in {file}", file=back.to) if back.to else say("stays: {why}", why=back.why)
    return output.safe(f"{place}: {told}")
