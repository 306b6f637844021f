"""Lines for cron and units for systemd that run a shop's mornings; nothing is installed by us.

Cron starts a command with hardly any environment (PATH=/usr/bin:/bin, no LANG), in the home
folder, and takes a bare `%` for the end of it: paths are whole, quoted, and escaped once more.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING
from zlib import crc32

from svc.calendar.hours import minutes_of
from svc.errors import BadInput
from svc.frozen import Frozen
from svc.i18n import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from svc.policy import DatedPolicy

A_DAY = 24 * 60
QUEUED_BEFORE = 10
"""So many minutes before the board its messages are planned, so that they stand on it."""
SYNCED_BEFORE = 20
"""So many before it the other tills are met, so that it knows what they did yesterday."""
CHECKED_AFTER = 10
EVERY = 10
"""Minutes between two runs that send."""
BUSY = 75
"""What flock gives where the same job is still running: try again later, says sysexits.h."""
LONGEST = 998
"""Characters a command of cron's may have."""
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_ADDRESS = re.compile(r"[^\s\"'%\\<>,;|&$`()]+")


class Job(Frozen):
    """One thing that is run: its name, svc's words, when, and why.

    `at` is a minute of the day; `monday` means once a week; `hours` means every ten minutes from
    the first to the last of these hours, both included, instead. What one that is `quiet` prints
    is no news: only its errors are mailed.
    """

    name: str
    words: tuple[str, ...]
    why: Sentence
    at: int = 0
    monday: bool = False
    hours: tuple[int, int] | None = None
    quiet: bool = False


class Place(Frozen):
    """How this very svc is called for this very shop: whole paths only.

    The computer's clock is ahead of that of `zone` by `ahead` minutes, fewer than none if behind.
    """

    svc: tuple[str, ...]
    flock: str
    store: str
    language: str
    shop: str
    zone: str | None = None
    ahead: int = 0

    def words(self, job: Job) -> list[str]:
        """The whole command: never twice at once, whatever the environment."""
        lock = f"{self.store}/.svc/cron-{job.name}.lock"
        here = ["--store", self.store, "--lang", self.language]
        return [self.flock, "-n", "-E", str(BUSY), lock, *self.svc, *here, *job.words]


def time_of(text: str) -> int:
    """The minute of the day of `08:30`; raises BadInput."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise BadInput(say("{text!r} is no time of day.", text=text), say("Write --at 08:30."))
    return int(match[1]) * 60 + int(match[2])


def address_of(text: str) -> str:
    """An address cron can mail to; raises BadInput."""
    if not _ADDRESS.fullmatch(text):
        raise BadInput(
            say("{text!r} is no address to mail to.", text=text),
            say("Write --mail owner@example.com, or a user of this computer."),
        )
    return text


def sending_hours(policy: DatedPolicy) -> tuple[int, int]:
    """The whole hours in which messages may go out, the first and the last.

    Raises:
        BadPolicy: sending.hours holds no two times.
    """
    found = policy["sending.hours"]
    try:
        start, end = (minutes_of(found.table()[name]) for name in ("from", "to"))
    except (KeyError, ValueError):
        raise found.wrong(say("two times of day, from and to")) from None
    first = -(-start // 60)
    return first, max(end // 60 - 1, first)


def jobs(
    at: int,
    send: str | None = None,
    hours: tuple[int, int] = (9, 19),
    feed: str | None = None,
    *,
    sync: bool = False,
) -> list[Job]:
    """What a shop has run for it: messages planned, the board, a weekly check, by choice more.

    `send` is the way messages go out by themselves once they are approved, `feed` the file of the
    calendar that is kept up to date, `sync` whether there are other tills to meet first.
    """
    found = []
    if sync:
        found.append(
            Job(
                name="sync",
                words=("sync",),
                at=(at - SYNCED_BEFORE) % A_DAY,
                why=say("First the other tills: who wants no messages any more, what was sent."),
                quiet=True,
            )
        )
    found += [
        Job(
            name="queue",
            words=("sms", "queue"),
            at=(at - QUEUED_BEFORE) % A_DAY,
            why=say(
                "Each morning: plan the day's messages; nothing is sent before it is approved."
            ),
        ),
        Job(
            name="today",
            words=("today",),
            at=at,
            why=say("Then the morning board; on a day with nothing due it says nothing."),
        ),
    ]
    if feed is not None:
        found.append(
            Job(
                name="ics",
                words=("ics", "--out", feed),
                at=at,
                why=say("The calendar for the phones, renewed each morning."),
            )
        )
    if send is not None:
        found.append(
            Job(
                name="send",
                words=("sms", "send", "--via", send),
                hours=hours,
                why=say("What is approved goes out, in the hours of sending.hours only."),
            )
        )
    check = Job(
        name="check",
        words=("check",),
        at=(at + CHECKED_AFTER) % A_DAY,
        monday=True,
        why=say("Each Monday: look for anything wrong in the files; all well says nothing."),
    )
    return [*found, check]


def crontab(found: Iterable[Job], place: Place, mail: str | None) -> str:
    """Lines for `crontab -e`.

    Raises:
        BadInput: a path cannot stand in a crontab.
    """
    lines = [
        say("{shop}: lines for `crontab -e`, as the user whose files these are.", shop=place.shop),
        say("Times are this computer's. What a command prints, cron mails."),
    ]
    if place.ahead:
        lines.append(
            say("The shop's clock is that of {zone}, and cron goes by this computer's: print "
                "these lines anew when either is put forward or back.", zone=place.zone)
        )  # fmt: skip
    shown = [f"# {_one_line(line)}" for line in lines]
    shown += [f'MAILTO="{mail}"'] if mail else []
    # Debian's cron would mail Chinese in the charset of its own start, which knows no Chinese.
    shown += ['CONTENT_TYPE="text/plain; charset=UTF-8"', "CONTENT_TRANSFER_ENCODING=8bit"]
    for job in found:
        if place.ahead:
            shown.append(f"# {_both_times(job, place)}")
        shown.append(f"# {_one_line(job.why)}")
        command = cron_command(place.words(job)) + (" >/dev/null" if job.quiet else "")
        shown.append(f"{_when(job, place.ahead)} {command}")
    return "\n".join(shown) + "\n"


def cron_command(words: Sequence[str]) -> str:
    """Words as the command of a crontab: quoted for sh, `%` escaped for cron; raises BadInput."""
    _must_be_plain(words)
    if any("\\" in word for word in words):
        raise BadInput(
            say("A path with a backslash cannot stand in a crontab."),
            say("Crons differ in what they make of it: name the folder otherwise."),
        )
    command = shlex.join(words).replace("%", "\\%")
    if len(command.encode()) > LONGEST:
        raise BadInput(
            say("The paths are too long for a line of cron."),
            say("It takes {n} bytes; use --systemd.", n=LONGEST),
        )
    return command


def as_cron_runs(command: str) -> str:
    """What cron hands to sh of the command in its table: up to a bare `%`, escapes taken away."""
    return re.split(r"(?<!\\)%", command, maxsplit=1)[0].replace("\\%", "%")


def _both_times(job: Job, place: Place) -> Sentence:
    """When a job runs by the shop's clock and by the computer's."""
    times = (job.hours[0] * 60, job.hours[1] * 60 + 60) if job.hours else (job.at,)
    there, here = ("-".join(_clock(each + ahead) for each in times) for ahead in (0, place.ahead))
    return say("{there} in {zone} is {here} here:", there=there, zone=place.zone, here=here)


def _when(job: Job, ahead: int) -> str:
    """When by the computer's clock, which is so many minutes ahead of the shop's."""
    if job.hours is not None:
        return f"*/{EVERY} {_hours(job.hours, ahead)} * * *"
    days, minute = divmod(job.at + ahead, A_DAY)
    return f"{minute % 60} {minute // 60} * * {(1 + days) % 7 if job.monday else '*'}"


def _hours(shops: tuple[int, int], ahead: int) -> str:
    """The whole hours of the computer's within these of the shop's, also past midnight."""
    first = -(-(shops[0] * 60 + ahead) // 60)
    last = max((shops[1] * 60 + 60 + ahead) // 60 - 1, first)
    days, start = divmod(first, 24)
    end = last - 24 * days
    return f"{start}-{end}" if end < 24 else f"{start}-23,0-{end - 24}"


def _clock(minute: int) -> str:
    return f"{minute % A_DAY // 60:02}:{minute % 60:02}"


UNITS = "~/.config/systemd/user"
"""Where a user's own units lie."""


def units(found: Iterable[Job], place: Place) -> str:
    """A service and a timer for each job, one under the other, each headed by where it goes.

    Raises:
        BadInput: a path cannot stand in a unit.
    """
    found = list(found)
    timers = " ".join(f"{unit_name(place, job)}.timer" for job in found)
    head = [
        say("{shop}: units for systemd. Each part goes into the file named above it.",
            shop=place.shop),
        say("Then: systemctl --user daemon-reload; systemctl --user enable --now {timers}",
            timers=timers),
        say("So that they run while nobody is logged in: loginctl enable-linger"),
        say("What they print: journalctl --user -u {name}", name=unit_name(place, found[0])),
    ]  # fmt: skip
    parts = ["\n".join(f"# {_one_line(line)}" for line in head)]
    for job in found:
        name = unit_name(place, job)
        parts.append(
            f"# {UNITS}/{name}.service\n[Unit]\nDescription={_escaped(_one_line(job.why))}\n\n"
            f"[Service]\nType=oneshot\nExecStart={unit_command(place.words(job))}\n"
            f"SuccessExitStatus={BUSY}"
        )
        parts.append(
            f"# {UNITS}/{name}.timer\n[Unit]\nDescription={_escaped(_one_line(job.why))}\n\n"
            f"[Timer]\nOnCalendar={_on_calendar(job, place.zone)}\nPersistent=true\n\n"
            f"[Install]\nWantedBy=timers.target"
        )
    return "\n\n".join(parts) + "\n"


def unit_name(place: Place, job: Job) -> str:
    """The name of a job's units: another for each shop on a computer."""
    return f"svc-{crc32(place.store.encode()):08x}-{job.name}"


def unit_command(words: Sequence[str]) -> str:
    """Words as systemd reads them: each in double quotes, `%` and `$` doubled; raises BadInput."""
    _must_be_plain(words)
    quoted = (_escaped(word.replace("\\", "\\\\").replace('"', '\\"')) for word in words)
    return " ".join(f'"{word.replace("$", "$$")}"' for word in quoted)


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _on_calendar(job: Job, zone: str | None) -> str:
    day = "Mon *-*-*" if job.monday else "*-*-*"
    clock = f"{_clock(job.at)}:00"
    if job.hours is not None:
        clock = f"{job.hours[0]:02}..{job.hours[1]:02}:00/{EVERY}:00"
    return f"{day} {clock}" + (f" {zone}" if zone else "")


def _must_be_plain(words: Iterable[str]) -> None:
    for word in words:
        if not word.isprintable():
            raise BadInput(
                say("{word!r} holds a character that cannot stand in such a line.", word=word),
                say("Name the folder or file otherwise."),
            )


def _one_line(sentence: object) -> str:
    return " ".join(str(sentence).split())
