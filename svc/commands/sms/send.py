"""`svc sms send`: what is approved and due goes out, each message once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from svc import output
from svc.commands.export import refuse_the_stores_own
from svc.commands.options import DATE, changes, formats, names_of, pass_app
from svc.commands.sms import VERBS
from svc.commands.sms.outbox_view import reason_word, views
from svc.errors import OtherProgramFailed, Refused
from svc.frozen import replace
from svc.i18n import _, labelled, say
from svc.messages.bulk import HEADINGS, Bulk
from svc.messages.gateways import gateway
from svc.messages.outbox import waiting
from svc.messages.pace import Pace
from svc.messages.parcel import masked
from svc.messages.sending import Run
from svc.rules.outbox import hours
from svc.rules.zone import advice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from svc.app import App
    from svc.i18n import Sentence
    from svc.messages.parcel import Gateway
    from svc.records.message import Message

DAY = len("2026-11-22")


@click.command("send", help=str(VERBS["send"]))
@click.option("--via", metavar="NAME", help=_("By which gateway; csv and xlsx write --out."))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE",
    help=_("Write all into one file for a gateway's bulk upload."),
)  # fmt: skip
@click.option(
    "--on", type=DATE, metavar="DATE", help=_("Only what is meant for this day or one before.")
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help=_("At most so many."))
@changes
@formats
@pass_app
def command(
    app: App,
    form: str,
    dry_run: bool,
    via: str | None,
    out: Path | None,
    on: date | None,
    limit: int | None,
) -> None:
    """Exit 8 where the gateway failed, or an earlier run left a message of unknown fate.

    Exit 5 where messages wait because records about them are in disorder; the others went.
    """
    day = on or app.today
    if day > app.today:
        raise Refused(
            say("{day} is not here yet: no message goes before its day.", day=day),
            say("Leave --on away to send what is due."),
        )
    refuse_conflicts(app)
    if out is not None:
        refuse_the_stores_own(out, app.store)
    if app.zone_doubt is not None:
        output.warn(app.zone_doubt)
        output.say_on_stderr(advice(app.country))
    by = gateway(app.store.root, via, out)
    if isinstance(by, Bulk) and out is not None:
        by = replace(by, headings=HEADINGS[app.to_customers])
    now = clock_of(app)
    if not isinstance(by, Bulk) and not dry_run:
        refuse_by_night(app, now())
    run = Run(app, by, on=day, limit=limit, now=now, pace=pace_of(app, by))
    if dry_run:
        show_plan(run, app, by, form)
        return
    run.go()
    show(run, app, form)
    if run.stopped is not None:
        raise run.stopped
    refuse_held(run)
    if lost := run.of("unknown"):
        raise OtherProgramFailed(
            say("Messages of which nobody knows whether they went: {n}.", n=len(lost)),
            say("Ask the gateway, then `svc sms settle KEY --sent` or `--not-sent`."),
        )


def refuse_conflicts(app: App) -> None:
    """P8: before a merge is settled nobody knows what holds of whom."""
    from svc.store.repository import unmerged

    if files := unmerged(app.store.folder):
        raise Refused(
            say("git could not merge {file}: nothing is sent before that is settled.",
                file=files[0]),
            say("`svc check` tells what is wrong."),
        )  # fmt: skip


def refuse_held(run: Run) -> None:
    """P8: end as refused where messages were kept back, each told with the record to mend."""
    from svc.messages.held import refused_for

    errors = [refused_for(found.message.id, str(found.reason), str(found.record))
              for found in run.held.values()]  # fmt: skip
    if errors:
        output.say_on_stderr(*(error.message for error in errors[1:]))
        raise errors[0]


def clock_of(app: App) -> Callable[[], str]:
    """What tells the moment during a run: the clock, or what `--today` says."""
    if app.today_option is not None:
        return lambda: app.at
    zone = app.store.settings.timezone
    return lambda: app.clock(zone).strftime("%Y-%m-%dT%H:%M")


def refuse_by_night(app: App, at: str) -> None:
    """Refuse outside the hours; where only the day is known, say that they were not looked at."""
    allowed = hours(app.policy.at(app.today))
    if len(at) == DAY:
        output.warn(say("--today names no time of day: the hours for messages are not looked at."))
    elif not allowed.hold(at[DAY + 1 :]):
        raise Refused(
            say(
                "Messages go out from {first} to {last}; it is {now}.",
                first=allowed.first, last=allowed.last, now=at[DAY + 1 :],
            ),
            say("Nothing was sent; what is approved waits. The hours are sending.hours."),
        )  # fmt: skip


def pace_of(app: App, by: Gateway | Bulk) -> Pace | None:
    """The pace of a gateway, else the policy's; a file has none."""
    if isinstance(by, Bulk):
        return None
    a_minute = by.per_minute
    if a_minute is None:
        a_minute = app.policy.at(app.today)["sending.per_minute"].whole()
    return Pace(a_minute)


def show_plan(run: Run, app: App, by: Gateway | Bulk, form: str) -> None:
    """What would go where; phones only so far as one knows whose they are."""
    found = list(run.plan())
    names = names_of(app.store, {each.message.customer for each in found})
    rows = [
        {
            "key": each.message.id,
            "customer": each.message.customer,
            "name": names.get(each.message.customer),
            "phone": masked(each.customer.phone)
            if each.customer and each.customer.phone
            else None,
            "via": by.name,
            "due": each.message.due.isoformat(),
            "state": "approved" if each.waits else "cancelled" if each.reason else "sent",
            "reason": each.reason,
            "text": each.message.text,
        }
        for each in found
    ]
    output.say_on_stderr(
        say("Nothing was sent. This would be done:"), *to_review(app, run.on)
    )  # fmt: skip
    if form == "json":
        output.show_record(
            counts(str(row["state"]) for row in rows) | {"left": 0, "messages": rows}, form
        )
        return
    if form == "text":
        rows = [
            row
            | {
                "state": str(WOULD[str(row["state"])]),
                "reason": reason_word(str(row["reason"] or "")),
            }
            for row in rows
        ]
    output.show_list(rows, PLANNED, form, keys=tuple(PLANNED), below=("text", "key"))


WOULD = {
    "approved": say("would wait"),
    "cancelled": say("would be cancelled"),
    "sent": say("would be sent"),
}
"""What a run would do with a message, for people; the codes are those of what it does."""
PLANNED = {
    "due": "date", "name": "name", "phone": "phone", "via": "by way of", "state": "state",
    "reason": "reason", "text": "text", "key": "message key",
}  # fmt: skip


def counts(states: Iterable[str]) -> dict[str, int]:
    """How many of these states are each of those that a run brings messages to."""
    number = dict.fromkeys(("sent", "failed", "unknown", "cancelled"), 0)
    for state in states:
        if state in number:
            number[state] += 1
    return number


def show(run: Run, app: App, form: str) -> None:
    """The keys that went on stdout, or the whole run; in words on stderr what else there is."""
    told = [message for message in run.settled if message.state != "approved"]
    number = counts(message.state for message in told)
    if form == "text":
        output.write("\n".join(message.id for message in run.of("sent")))
    elif form == "json":
        rows = views(told, app)
        output.show_record({**number, "left": run.left, "file": run.file, "messages": rows}, form)
    else:
        output.show_list(views(told, app), {}, form)
    output.say_on_stderr(
        summary(run, number),
        *why_left(run),
        *(lines_of(run.of("failed"), say("failed"))),
        *(lines_of(unknown(run, app), say("unknown fate"))),
        *to_review(app, run.on),
    )
    if run.file is not None:
        output.say_on_stderr(say("Nothing of it has gone out yet: upload the file once."))
    if run.note is not None:
        output.say_on_stderr(run.note)


def summary(run: Run, number: dict[str, int]) -> Sentence:
    """How many are which; what a file holds is written, it goes only when that is uploaded."""
    if run.file is None or run.recovered:
        return say(
            "{sent} sent, {failed} failed, {unknown} of unknown fate, {cancelled} cancelled, "
            "{left} left.",
            **number,
            left=run.left,
        )
    return say(
        "{n} written to {file}, {unknown} of unknown fate, {cancelled} cancelled, {left} left.",
        n=number["sent"], file=run.file, unknown=number["unknown"],
        cancelled=number["cancelled"], left=run.left,
    )  # fmt: skip


LEFT = {
    "cap_day": say("she got as many as she may get on one day"),
    "other_day": say("its words are those of another day; `svc sms queue` words it anew"),
}
"""Why a run leaves a message, in words; what two tills differ about is told as an error."""
SINGLY = 5
"""So many left for one reason are named one by one; more are counted."""


def why_left(run: Run) -> list[str]:
    """A line for each message left for a reason, or one for many of the same reason."""
    by_reason: dict[str, list[str]] = {}
    for key, reason in run.waits.items():
        by_reason.setdefault(reason, []).append(key)
    lines = []
    for reason, keys in by_reason.items():
        why = LEFT.get(reason) or reason_word(reason)
        named = keys if len(keys) <= SINGLY else [str(say("{n} messages", n=len(keys)))]
        lines += [str(say("{what} left: {why}.", what=each, why=why)) for each in named]
    return lines


def to_review(app: App, on: date) -> list[Sentence]:
    """The line about what is due and nobody has approved yet; none where there is nothing."""
    n = sum(message.due <= on for message in waiting(app.store, ["queued"]))
    return [say("{n} wait for review: svc sms outbox, svc sms approve", n=n)] if n else []


def unknown(run: Run, app: App) -> list[Message]:
    """Every message of unknown fate, of this run and of those before."""
    found = {message.id: message for message in waiting(app.store, ["unknown"])}
    return list((found | {message.id: message for message in run.of("unknown")}).values())


def lines_of(messages: list[Message], what: object) -> list[str]:
    """A line for each of some messages: what, its key, the reason."""
    from svc.rules.outbox import last_word

    return [
        labelled(what, message.id)
        + (f" ({reason_word(why)})" if (why := last_word(message)) else "")
        for message in messages
    ]
