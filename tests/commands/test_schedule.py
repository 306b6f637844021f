"""`svc schedule`: lines that run under cron's bare environment, units that systemd takes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from svc.calendar.hours import minutes_of
from svc.commands.schedule import this_program
from svc.errors import BadInput
from svc.policy import Policy
from svc.rules import schedule as rule

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

NASTY = '我的 店\'s "100%" $HOME;&|#'
LINE = re.compile(r"(\S+ \S+ \S+ \S+ \S+) (.+)")


@pytest.fixture
def nasty_shop(svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop in a folder with spaces, quotes, a percent sign and Chinese, and a callback due."""
    folder = tmp_path / NASTY
    svc("init", folder, "--name", "雅衣阁\n%", "--no-git")
    monkeypatch.setenv("SVC_STORE", str(folder))
    svc("customer", "add", "--name", "王芳", "--phone", "13800138000")
    svc("purchase", "add", "--customer", "王芳", "--on", "2026-11-15", "--item", "price=1")
    return folder


def commands(printed: str) -> dict[str, tuple[str, str]]:
    """The lines that run something: when and what, by the job's name."""
    found = {}
    for line in printed.splitlines():
        if line.startswith("#") or re.match(r"[A-Z_]+=", line):
            continue
        match = LINE.fullmatch(line)
        assert match, line
        job = re.search(r"cron-(\w+)\.lock", match[2])
        assert job, line
        found[job[1]] = (match[1], match[2])
    return found


def as_cron(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    """A line run as cron runs it: nothing in the environment but what cron puts there."""
    bare = ["/usr/bin/env", "-i", f"HOME={home}", "LOGNAME=root", "PATH=/usr/bin:/bin",
            "SHELL=/bin/sh", "SVC_TODAY=2026-11-22"]  # fmt: skip
    return subprocess.run(
        [*bare, "/bin/sh", "-c", rule.as_cron_runs(command)],
        cwd=home, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip


needs_flock = pytest.mark.skipif(shutil.which("flock") is None, reason="needs flock")


@needs_flock
def test_lines_run_under_crons_environment(nasty_shop: Path, svc: Call, tmp_path: Path) -> None:
    """Whole paths, quoted, escaped: the board, the calendar and the check run, in Chinese."""
    (tmp_path / "svc").mkdir()  # what lies about at home is not taken for the program
    (tmp_path / "svc.py").write_text("raise SystemExit(9)")
    feed = tmp_path / "日历 50%.ics"
    lines = commands(svc("--lang", "zh", "schedule", "--cron", "--ics", feed).out)
    assert list(lines) == ["queue", "today", "ics", "check"]
    board = as_cron(lines["today"][1], tmp_path)
    assert (board.returncode, board.stderr) == (0, "")
    assert "王芳" in board.stdout
    assert "回访" in board.stdout
    ics = as_cron(lines["ics"][1], tmp_path)
    assert (ics.returncode, ics.stdout, ics.stderr) == (0, "", "")
    assert feed.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    check = as_cron(lines["check"][1], tmp_path)
    assert check.returncode == 0, check
    assert (nasty_shop / ".svc" / "cron-today.lock").exists()


@needs_flock
def test_never_twice_at_once(nasty_shop: Path, svc: Call, tmp_path: Path) -> None:
    """While a job is running the next run of it leaves at once, without a word; others run."""
    lines = commands(svc("schedule", "--cron").out)
    lock = nasty_shop / ".svc" / "cron-today.lock"
    with subprocess.Popen(
        ["flock", str(lock), "sh", "-c", "echo held; read _"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as held:  # fmt: skip
        assert held.stdout is not None
        assert held.stdout.readline() == b"held\n"
        again = as_cron(lines["today"][1], tmp_path)
        other = as_cron(lines["check"][1], tmp_path)
        held.communicate(b"\n")
    assert (again.returncode, again.stdout, again.stderr) == (75, "", "")
    assert other.returncode == 0
    assert as_cron(lines["today"][1], tmp_path).returncode == 0


@pytest.mark.usefixtures("nasty_shop")
def test_the_table(svc: Call) -> None:
    """Comments say what each line is for; the mail is UTF-8; times follow --at."""
    out = svc("schedule", "--cron", "--mail", "owner@example.com", "--at", "7:05",
              "--send", "http").out  # fmt: skip
    head = out.splitlines()
    assert head[0].startswith("# 雅衣阁 %: ")
    assert 'MAILTO="owner@example.com"' in head
    assert 'CONTENT_TYPE="text/plain; charset=UTF-8"' in head
    assert [when for when, _what in commands(out).values()] == [
        "55 6 * * *", "5 7 * * *", "*/10 9-19 * * *", "15 7 * * 1",
    ]  # fmt: skip
    assert [line for line in head if not line.isprintable()] == []
    comments = [line for line in head if line.startswith("#")]
    assert len(comments) == 2 + 4
    assert "MAILTO" not in svc("schedule", "--cron").out
    assert "每天早上" in svc("--lang", "zh", "schedule", "--cron").out


def test_where_git_has_a_remote_the_other_tills_come_first(shop: Path, svc: Call) -> None:
    """Before the messages are planned; what a sync tells is no news, what is wrong is mailed."""

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(shop), *words], check=True, capture_output=True)

    git("init", "-q")
    assert "sync" not in commands(svc("schedule", "--cron").out)
    git("remote", "add", "origin", "../hub.git")
    lines = commands(svc("schedule", "--cron", "--at", "0:15").out)
    assert list(lines) == ["sync", "queue", "today", "check"]
    assert [when for when, _what in lines.values()] == [
        "55 23 * * *", "5 0 * * *", "15 0 * * *", "25 0 * * 1",
    ]  # fmt: skip
    assert lines["sync"][1].endswith(" sync >/dev/null")
    found = files(svc("schedule", "--systemd").out)
    assert sum("sync.lock" in text for text in found.values()) == 1


@pytest.mark.parametrize(
    ("at", "queue", "check"),
    [
        ("00:05", "55 23 * * *", "15 0 * * 1"), ("23:55", "45 23 * * *", "5 0 * * 1"),
        ("8:30", "20 8 * * *", "40 8 * * 1"),
    ],
)  # fmt: skip
def test_around_midnight(at: str, queue: str, check: str, shop: Path, svc: Call) -> None:
    """Minutes before and after the hour stay minutes of the day."""
    assert shop
    lines = commands(svc("schedule", "--cron", "--at", at).out)
    assert (lines["queue"][0], lines["check"][0]) == (queue, check)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 2), (("--cron", "--systemd"), 2), (("--systemd", "--mail", "a@b.c"), 2),
        (("--cron", "--at", "24:00"), 4), (("--cron", "--at", "8.30"), 4),
        (("--cron", "--at", ""), 4), (("--cron", "--mail", "a b"), 4),
        (("--cron", "--mail", "a\nSHELL=/x"), 4), (("--cron", "--mail", 'a"b'), 4),
        (("--cron", "--send", ""), 4), (("--cron", "--send", "-x"), 4),
        (("--cron", "--send", "a\nb"), 4), (("--systemd", "--send", "a\nb"), 4),
        (("--cron", "--ics", "a\nb"), 4), (("--cron", "--ics", "a\\b"), 4),
        (("--cron", "--ics", "a" * 999), 4),
    ],
)  # fmt: skip
def test_what_cannot_stand_in_a_line(
    options: tuple[str, ...], code: int, shop: Path, svc: Call
) -> None:
    """One sentence, and nothing printed that somebody could paste."""
    assert shop
    told = svc("schedule", *options, code=code)
    assert told.out == ""
    assert told.err


def test_outside_a_shop(svc: Call) -> None:
    """Lines are for a shop."""
    svc("schedule", "--cron", code=3)


WORDS = [
    "/bin/ls",
    "a b",
    "it's",
    'say "x"',
    "100%",
    "%%",
    "$HOME",
    "`x`",
    "店",
    "",
    "*",
    "~",
    "#",
]


def test_what_sh_gets_is_what_was_meant() -> None:
    """Quoting for sh and escaping for cron, taken away again, leave the words."""
    command = rule.as_cron_runs(rule.cron_command(["/usr/bin/printf", "%s\n".strip(), *WORDS]))
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace("%s ", "'%s|' ", 1)],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout == "".join(f"{word}|" for word in WORDS)
    assert rule.as_cron_runs("date '+%H'") == "date '+"
    with pytest.raises(BadInput):
        rule.cron_command(["a\\b"])


def test_a_unit_gets_what_was_meant() -> None:
    """Double quotes, with percent and dollar doubled, backslash and quote escaped."""
    found = rule.unit_command(["/bin/ls", 'a "b" \\ $x 50%'])
    assert found == '"/bin/ls" "a \\"b\\" \\\\ $$x 50%%"'


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [("09:00", "20:00", (9, 19)), ("09:30", "20:30", (10, 19)), ("08:00", "21:00", (8, 20)),
     ("09:00", "09:30", (9, 9))],
)  # fmt: skip
def test_the_hours_of_sending(
    start: str, end: str, hours: tuple[int, int], tmp_path: Path
) -> None:
    """Whole hours inside those of the policy."""
    (tmp_path / "sending.toml").write_text(
        '[hours]\ntitle_en = "t"\ntitle_zh = "t"\nunit = "time of day"\nsources = []\n'
        f'changed_by = "x"\n[[hours.values]]\nvalue = {{ from = "{start}", to = "{end}" }}\n'
    )
    assert rule.sending_hours(Policy(tmp_path).at(date(2026, 11, 22))) == hours


def test_the_program(tmp_path: Path) -> None:
    """The script that was called; else the module, by this Python and no other."""
    script = tmp_path / "svc"
    script.touch(0o755)
    assert this_program(str(script)) == (str(script),)
    script.chmod(0o644)
    module = (sys.executable, "-P", "-m", "svc")
    if os.geteuid() != 0:
        assert this_program(str(script)) == module
    assert this_program(str(tmp_path / "__main__.py")) == module
    assert this_program(str(tmp_path / "gone" / "svc")) == module


def files(printed: str) -> dict[str, str]:
    """The units printed, by file name."""
    parts = re.split(r"^# ~/\.config/systemd/user/(\S+)\n", printed, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.usefixtures("nasty_shop")
def test_units(svc: Call) -> None:
    """A service and a timer for each job, what was missed is made up for, in the shop's zone."""
    found = files(svc("schedule", "--systemd", "--send", "http", "--ics", "a.ics").out)
    assert len(found) == 2 * 5
    for name, text in found.items():
        if name.endswith(".timer"):
            assert "Persistent=true" in text
            assert name.removesuffix("timer") + "service" in found
        else:
            assert "Type=oneshot" in text
            assert "SuccessExitStatus=75" in text
            assert "100%%" in text
    two = files(svc("schedule", "--systemd").out).keys()
    assert two <= found.keys()


def test_each_shop_has_units_of_its_own(shop: Path, furniture_shop: Path, svc: Call) -> None:
    """Two shops on one computer do not overwrite each other's, and the zone is the shop's."""
    settings = shop / "svc.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text('timezone = "Asia/Shanghai"\n' + text, encoding="utf-8")
    one = files(svc("--store", shop, "schedule", "--systemd").out)
    other = files(svc("--store", furniture_shop, "schedule", "--systemd").out)
    assert not one.keys() & other.keys()
    assert any("OnCalendar=*-*-* 08:30:00 Asia/Shanghai\n" in text for text in one.values())


def test_a_clone_gets_its_folder_of_locks(shop: Path, svc: Call) -> None:
    """`.svc` is not in git; without it flock could not open its file."""
    shutil.rmtree(shop / ".svc")
    svc("schedule", "--cron")
    assert (shop / ".svc").is_dir()


def test_minutes() -> None:
    """Times of --at are read as everywhere."""
    assert rule.time_of("8:30") == minutes_of("08:30") == 510
