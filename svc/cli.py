"""The root command: global options, commands imported only when called, every error shown once.

Only here is the clock read, and only here do errors become exit codes.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NoReturn

import click

from svc import __version__, completion, i18n, output, streams
from svc.app import App
from svc.commands.lazy import LazyGroup
from svc.errors import FAULT_OF_OURS, BadData, CannotReadOrWrite, SvcError, WrongUsage
from svc.i18n import _, say

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED, OUTPUT_CLOSED, STOPPED = 130, 141, 143
"""What a shell gives for SIGINT, SIGPIPE and SIGTERM."""

LONGEST_TOLD = 2_000
"""Characters of what is told of an error."""

STRANGERS_WELCOME = {
    "init", "demo", "staff", "sync", "check", "doctor", "diff", "history", "git", "repair-store",
}  # fmt: skip
"""Commands for which it does not matter who acts, or by which that one comes to be known here."""
GLOBAL_OPTIONS = {"--store", "--today", "--staff", "--lang", "--debug"}

COMMANDS = {
    "init": say("Open a new shop: a folder with its policy, templates and data"),
    "demo": say("Build a small shop and run a day in it"),
    "today": say("The morning board: who is due a call, a card, an answer"),
    "customer": say("Customers' files"),
    "purchase": say("What was bought"),
    "complaint": say("Complaints, from the first word to the answer"),
    "refund": say("What a return costs, who decides, and why"),
    "return": say("Returns and exchanges: open, approve, settle"),
    "delivery": say("Deliveries and installation: planned, checked, done"),
    "repair": say("Repairs and care, from the counter back to the customer's hands"),
    "part": say("Parts: ordered, come in, gone out, on hand"),
    "approval": say("Decisions, consents and reports: who waits for whom"),
    "callback": say("Callbacks due, made, and their ledger"),
    "tier": say("Tiers of customers, what they bring, and why"),
    "sms": say("Text messages: plan, review, send; write one, count one"),
    "card": say("Cards to print and hand over"),
    "slip": say("Slips to sign: return, goods, repair, delivery, money"),
    "event": say("Gatherings of VIP customers"),
    "ics": say("What is due, for the calendar of a phone"),
    "schedule": say("Lines for cron or systemd that run the shop's mornings"),
    "survey": say("Questionnaires: print one, note the answers, read filled sheets"),
    "report": say("What a manager looks at: the week, staff, customers, ledgers"),
    "practice": say("Practise the scenes at the counter; print exam sheets"),
    "template": say("The wording of messages and cards"),
    "calendar": say("Solar and lunar days, terms, festivals, workdays, birthdays"),
    "policy": say("The shop's figures: with dates, sources and reasons"),
    "staff": say("The people of the shop"),
    "import": say("Read customers or purchases from a list"),
    "export": say("Write a table as CSV, JSON or a spreadsheet"),
    "check": say("Look for anything wrong in the store"),
    "undo": say("Take back the last change made here"),
    "history": say("Who changed what of a record, and when"),
    "diff": say("What has changed since the last commit, record by record"),
    "sync": say("Fetch, merge, check and push: the other tills by git"),
    "resolve": say("Choose where two tills changed the same thing apart"),
    "git": say("Wire git to merge and show records"),
    "fmt": say("Put hand-edited files in order"),
    "repair-store": say("Set aside what cannot be read, and put the rest in order"),
    "doctor": say("Look at the machine, the folder and git around the store"),
    "completion": say("Let the shell complete commands, options and customers"),
}
"""Every command with its line of help: `svc --help` reads this and imports none of them."""


def clock(timezone: str | None) -> datetime:
    """The time now, where the shop is; without a time zone, where this machine is."""
    if timezone is None:
        return datetime.now().astimezone()
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return datetime.now(ZoneInfo(timezone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadData(
            say("{zone} is no time zone.", zone=timezone),
            say("Write `timezone` in svc.toml like Asia/Shanghai."),
        ) from None


def _show_version(context: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        output.write(f"svc {__version__}")
        context.exit()


def root() -> click.Group:
    """The root command, its help in the language now in use."""
    options: list[click.Parameter] = [
        click.Option(
            ["--store"], metavar="DIR", envvar="SVC_STORE", type=click.Path(),
            help=_("The shop's folder; else the nearest one upward."),
        ),
        click.Option(
            ["--today"], metavar="DATE", envvar="SVC_TODAY",
            help=_("The day to take for today."),
        ),
        click.Option(
            ["--staff"], metavar="ID", envvar="SVC_STAFF", shell_complete=completion.STAFF,
            help=_("Who is acting."),
        ),
        click.Option(
            ["--lang"], envvar="SVC_LANG", type=click.Choice(["zh", "en"]),
            help=_("Speak Chinese or English."),
        ),
        click.Option(
            ["--debug"], is_flag=True, help=_("Show where a fault of ours happened."),
        ),
        click.Option(
            ["--version"], is_flag=True, is_eager=True, expose_value=False,
            callback=_show_version, help=_("Show the version."),
        ),
    ]  # fmt: skip
    return LazyGroup(
        "svc.commands",
        [click.Command(name, short_help=str(line)) for name, line in COMMANDS.items()],
        name="svc",
        callback=_start,
        params=options,
        help=_("The after-sales and customer-care desk of a shop, over a folder of plain files."),
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog=_("`svc COMMAND --help` tells more of each. Begin with `svc init` or `svc demo`."),
    )


@click.pass_context
def _start(
    context: click.Context,
    /,
    store: str | None,
    today: str | None,
    staff: str | None,
    lang: str | None,
    debug: bool,
) -> None:
    app = App(
        store_option=store,
        today_option=today or None,
        staff_option=staff or None,
        clock=clock,
        debug=debug,
        language_option=lang,
    )
    context.obj = app
    if today:
        _ = app.today  # a wrong day is told at once, whatever the command
    if staff and context.invoked_subcommand not in STRANGERS_WELCOME and app.store_or_none:
        _ = app.staff  # and so is a stranger; `staff add` may be taking this very one on


def chosen_language(args: Sequence[str]) -> str:
    """The language of a call: `--lang`, SVC_LANG, the store's, the locale, English."""
    for asked in (option_before_click(args, "--lang"), os.environ.get("SVC_LANG")):
        if asked in i18n.CATALOGUES:
            return asked
    folder = option_before_click(args, "--store") or os.environ.get("SVC_STORE")
    with suppress(SvcError, OSError):
        from svc.store.settings import folder_upward, is_shop, read_settings

        shop = folder or folder_upward(os.getcwd())
        if shop and is_shop(shop) and (language := read_settings(shop).language):
            return language
    return i18n.from_locale(os.environ) or "en"


def option_before_click(args: Sequence[str], name: str) -> str | None:
    """An option's last value in the arguments, as click, which has not read them, will take it."""
    found = None
    for position, arg in enumerate(args):
        if arg == name and position + 1 < len(args):
            found = args[position + 1]
        elif arg.startswith(name + "="):
            found = arg.partition("=")[2]
    return found


def wants_json(args: Sequence[str]) -> bool:
    """Whether errors are to be JSON, known even where click cannot read the arguments."""
    options = list(takewhile(lambda arg: arg != "--", args))
    return "--json" in options or option_before_click(options, "--format") in {"json", "jsonl"}


def run(args: Sequence[str]) -> int:
    """Run one call and give its exit code; everything wrong is said once, on stderr."""
    i18n.speak(chosen_language(args))
    as_json = wants_json(args)
    try:
        code = _call(list(args))
        output.out().flush()
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SystemExit as stop:  # a signal's, see `_stopped`
        return stop.code if isinstance(stop.code, int) else FAULT_OF_OURS
    except click.UsageError as error:
        return _show_usage_error(error, as_json=as_json)
    except click.ClickException as error:
        return _show(WrongUsage(say("{text}", text=error.format_message())), as_json=as_json)
    except SvcError as error:
        if isinstance(error.__cause__, BrokenPipeError):
            return OUTPUT_CLOSED
        return _show(error, as_json=as_json)
    except BrokenPipeError:
        return OUTPUT_CLOSED
    except OSError as error:
        return _show(_cannot_write(error), as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the one net under everything
        return _show_fault(error, as_json=as_json, debug="--debug" in args)
    return code


def _call(args: list[str]) -> int:
    """Let click parse and run; click's own `main` would make a closed pipe exit code 1."""
    if "_SVC_COMPLETE" in os.environ:  # the shell asks what could come next
        from svc import shells

        return shells.answer(root, clock, lambda words: i18n.speak(chosen_language(words)))
    group = root()
    output.out()  # closed from the start: then nothing is done that could not be told
    try:
        with group.make_context("svc", args) as context:
            try:
                result = group.invoke(context)
            except CannotReadOrWrite as error:
                _tell_what_is_made(error, context.obj)
                raise
    except click.exceptions.Exit as leave:
        return leave.exit_code
    return result if isinstance(result, int) else 0


def _tell_what_is_made(error: CannotReadOrWrite, app: App | None) -> None:
    """What could not be read after a change was made: then it does not say that nothing was."""
    from svc.store.files import UNCHANGED

    opened = app.__dict__.get("store") if app else None
    if error.hint is UNCHANGED and opened is not None and opened.is_changed:
        error.hint = say("The change itself is on file. Look before doing it again.")


def _cannot_write(error: OSError) -> SvcError:
    name = error.filename
    if name is None and error.errno == errno.ENOENT:
        return CannotReadOrWrite(
            say("The folder you stand in is gone."), say("Go to one that is there: cd.")
        )
    place = os.path.basename(name) if isinstance(name, str) else "stdout"
    if error.errno == errno.ENOSPC:
        return CannotReadOrWrite(
            say("The disk is full: {name} was not written.", name=place),
            say("Make room, then do it again."),
        )
    return CannotReadOrWrite(
        say("{name}: {reason}.", name=place, reason=error.strerror or type(error).__name__),
        say("Is the disk full, the file there, the output open?"),
    )


def _show(error: SvcError, *, as_json: bool) -> int:
    hint = None if error.hint is None else str(error.hint)
    return _tell(error.code, str(error.message), hint, error.exit_code, as_json=as_json)


def _tell(code: str, message: str, hint: str | None, exit_code: int, *, as_json: bool) -> int:
    """Say what went wrong: one JSON object, or a sentence and what to do next."""
    if len(message) > LONGEST_TOLD:  # a word typed or pasted, which nobody needs to read again
        message = message[:LONGEST_TOLD] + "…"
    if as_json:
        told = {"error": code, "message": message, "hint": hint}
        output.say_on_stderr(output.to_json(told, indent=None), whole=True)
    else:
        output.say_on_stderr(_("svc: ") + message, *([hint] if hint else []))
    return exit_code


def _show_usage_error(error: click.UsageError, *, as_json: bool) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        output.say_on_stderr(*error.format_message().split("\n"))
        return error.exit_code
    path = error.ctx.command_path if error.ctx else "svc"
    hint, told = _("See `{command} --help`.").format(command=path), error.format_message()
    left_over = told.rstrip(")）").replace("（", "(").rpartition("(")[2].split()
    if type(error) is click.UsageError and left_over and all(map(str.isdigit, left_over)):
        hint = _("Put what has spaces in it into quotes, such as --phone '138 0013 8000'.")
    if isinstance(error, click.NoSuchOption):
        if error.option_name in GLOBAL_OPTIONS and path != "svc":
            hint = _("{option} stands before the command: `svc {option} … {rest}`.").format(
                option=error.option_name, rest=path.removeprefix("svc ")
            )
        elif error.option_name in {"--json", "--format"} and path == "svc":
            hint = _("{option} stands after the command.").format(option=error.option_name)
    return _tell(WrongUsage.code, told, hint, error.exit_code, as_json=as_json)


def _show_fault(error: Exception, *, as_json: bool, debug: bool) -> int:
    """A fault of ours: no repr of the error, which could hold a customer's number."""
    if debug:
        import traceback

        traceback.print_exception(error)
    message = _("A fault of ours ({kind}); no change is left half done.").format(
        kind=type(error).__name__
    )
    hint = _("Run it again with `svc --debug …` and report what it shows.")
    return _tell(SvcError.code, message, hint, FAULT_OF_OURS, as_json=as_json)


def _stopped(_signal: int, _frame: Any) -> NoReturn:
    raise SystemExit(STOPPED)


def main() -> NoReturn:
    """The program `svc`."""
    streams.speak_utf8()
    # The bare module: `signal` makes enumerations of every signal first, 1 % of a start.
    from _signal import SIGTERM, signal  # type: ignore[import-not-found,unused-ignore]

    os.umask(0o077)  # a customer's file is nobody else's business
    streams.hold_closed_handles()
    with suppress(ValueError):
        signal(SIGTERM, _stopped)
    streams.prepare_outputs()
    code = run(sys.argv[1:])
    streams.finish_outputs()
    os._exit(code)  # taking Python down in order costs as much as a fifth of a start


__all__ = ["COMMANDS", "main", "run"]
