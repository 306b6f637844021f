"""What scripts, cron and shells may rely on: exit codes, streams, signals, environment."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import svc.__main__
from svc import cli
from svc.errors import SvcError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Result

    Call = Callable[..., Result]

ADD = ("customer", "add", "--name", "王芳", "--phone", "13800138000")


def shell(line: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """A line of bash in which `svc` is this interpreter's; PIPESTATUS comes last on stdout."""
    function = f'svc() {{ "{sys.executable}" -m svc "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", function + line], capture_output=True, text=True, encoding="utf-8",
        check=False, timeout=60, **more,
    )  # fmt: skip


@contextmanager
def held(shop: Path) -> Iterator[None]:
    """The store's lock, held by somebody else."""
    lock = os.open(shop / ".svc" / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)


def state(shop: Path) -> dict[str, bytes]:
    """Every file under data/, by name."""
    return {str(path): path.read_bytes() for path in (shop / "data").rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("args", "code", "error"),
    [
        (("whim",), 2, "wrong_usage"),
        (("customer", "whim"), 2, "wrong_usage"),
        (("customer", "add", "--whim"), 2, "wrong_usage"),
        (("customer", "add"), 2, "wrong_usage"),
        (("customer", "show"), 2, "wrong_usage"),
        (("customer", "show", "a", "b"), 2, "wrong_usage"),
        (("customer", "list", "--inactive", "soon"), 2, "wrong_usage"),
        (("customer", "add", "--name", "x"), 2, "wrong_usage"),
        (("--whim", "today"), 2, "wrong_usage"),
        (("--lang", "fr", "today"), 2, "wrong_usage"),
        (("customer", "show", "zzz"), 3, "no_such_record"),
        (("callback", "done", "zzz", "--result", "reached"), 3, "no_such_record"),
        (("--store", "/nowhere", "today"), 3, "no_store"),
        (("--today", "2026-02-30", "today"), 4, "bad_input"),
        (("--today", "soon", "customer", "list"), 4, "bad_input"),
        (("--today", "2026-11-22T25:00", "today"), 4, "bad_input"),
        (("--today", "2026-02-30T10:00", "today"), 4, "bad_input"),
        (("--today", "2026-11-22Tnoon", "customer", "list"), 4, "bad_input"),
        (("today", "--on", "2026-13-01"), 4, "bad_input"),
        (("customer", "add", "--name", "x", "--phone", "123"), 4, "bad_input"),
        (ADD, 5, "refused"),
    ],
)
@pytest.mark.parametrize("more", [(), ("--json",), ("--format", "json"), ("--format=jsonl",)])
def test_every_error_in_its_form(
    wang: str, svc: Call, args: tuple[str, ...], code: int, error: str, more: tuple[str, ...]
) -> None:
    """One sentence and what to do; with JSON one object on stderr; stdout stays empty."""
    assert wang
    wrong = svc(*args, *more, code=code)
    assert wrong.out == ""
    if more:
        (line,) = wrong.err.splitlines()
        told = json.loads(line)
        assert list(told) == ["error", "message", "hint"]
        assert told["error"] == error
        assert told["message"]
        assert told["hint"]
    else:
        assert wrong.err.startswith("svc: ")
        assert len(wrong.err.splitlines()) <= 3
    assert "Traceback" not in wrong.err


@pytest.mark.parametrize(
    "args",
    [
        ("customer", "show", "--json", "{}"), ("customer", "show", "{}", "--json"),
        ("customer", "show", "--format", "json", "{}"),
        ("customer", "show", "{}", "--format=json"),
        ("customer", "show", "{}", "--json", "--format", "text"),
        ("customer", "show", "--format", "csv", "{}", "--json"),
    ],
)  # fmt: skip
def test_the_form_may_stand_anywhere(wang: str, svc: Call, args: tuple[str, ...]) -> None:
    """After the command in any order; `--json` wins."""
    assert svc(*(arg.format(wang) for arg in args)).json["id"] == wang


def test_help_and_version(svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 0 on stdout, without a store, whatever the environment says."""
    monkeypatch.setenv("SVC_STORE", "/nowhere")
    assert svc("--version").line.startswith("svc ")
    for args in (["--help"], *([name, "--help"] for name in ("today", "customer", "init"))):
        shown = svc(*args)
        assert shown.out.startswith("Usage: svc")
        assert shown.err == ""
    bare = svc(code=2)
    assert bare.out == ""
    assert "Commands" in bare.err
    assert svc("customer", code=2).out == ""


def test_every_command_tells_what_it_is(svc: Call) -> None:
    """Each is in `svc --help`, with a line of its own."""
    lines = svc("--help").out.splitlines()
    for name in cli.COMMANDS:
        assert any(line.split()[:1] == [name] and len(line.split()) > 2 for line in lines)


@pytest.mark.parametrize("noun", ["callback", "customer", "purchase"])
def test_every_verb_is_what_its_noun_says(svc: Call, noun: str) -> None:
    """The list of a noun's verbs is a table; each verb's own page says the same."""
    table = import_module(f"svc.commands.{noun}").VERBS
    lines = svc(noun, "--help").out.splitlines()
    assert [line.split()[0] for line in lines[lines.index("Commands:") + 1 :]] == list(table)
    for verb, said in table.items():
        page = " ".join(svc(noun, verb, "--help").out.split())
        assert str(said) in page


def test_a_near_miss_of_a_verb_is_recognised(svc: Call) -> None:
    """As with the nouns: none is imported to suggest it."""
    assert "show" in svc("customer", "shw", code=2).err
    assert "done" in svc("callback", "don", code=2).err


def test_an_unknown_form(svc: Call, shop: Path) -> None:
    """Wrong usage; with `--json` beside it, told as JSON."""
    assert shop
    assert "xml" in svc("customer", "list", "--format", "xml", code=2).err
    told = svc("customer", "list", "--format", "xml", "--json", code=2)
    assert json.loads(told.err)["error"] == "wrong_usage"


def test_a_near_miss_is_recognised(svc: Call) -> None:
    """A slip of the hand gets a suggestion."""
    assert "customer" in svc("custmer", code=2).err


def test_outside_a_shop(svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 3, with what to do; so with a folder that is none."""
    monkeypatch.chdir(tmp_path)
    for args in (("today",), ("customer", "list"), ADD, ("--store", str(tmp_path), "today")):
        missing = svc(*args, code=3)
        assert "svc init" in missing.err


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name = ", "cannot be read"),
        ('schema = 99\nname = "x"', "newer"),
        ("schema = 1", "name"),
        ('name = "x"\nlanguage = "fr"', "language"),
        ('name = "x"\ntimezone = "Mars/Base"', "Mars/Base"),
        ('name = "x"\ntimezone = "../../etc/passwd"', "time zone"),
    ],
)
def test_broken_settings(
    shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch, text: str, sentence: str
) -> None:
    """Exit code 4, naming the file or the word."""
    (shop / "svc.toml").write_text(text + "\n")
    monkeypatch.delenv("SVC_TODAY")
    assert sentence in svc("today", code=4).err


def test_the_environment(
    shop: Path, wang: str, svc: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """SVC_STORE, SVC_TODAY, SVC_LANG stand for the options, which go first; empty for none."""
    assert svc("today", "--json").json["date"] == "2026-11-22"
    assert svc("--today", "2026-11-23", "today", "--json").json["date"] == "2026-11-23"
    monkeypatch.setenv("SVC_TODAY", "2026-02-30")
    svc("today", code=4)
    svc("--today", "2026-11-23", "today")
    monkeypatch.setenv("SVC_TODAY", "")
    svc("today", "--on", "2026-11-22")
    monkeypatch.setenv("SVC_STORE", str(tmp_path))
    svc("today", code=3)
    assert svc("--store", shop, "customer", "list", "--json").json[0]["id"] == wang
    monkeypatch.setenv("SVC_STORE", "")
    monkeypatch.chdir(shop / "data")
    assert svc("customer", "list", "--json").json[0]["id"] == wang
    monkeypatch.setenv("SVC_LANG", "fr")
    svc("today", code=2)
    monkeypatch.setenv("SVC_LANG", "zh")
    assert svc("--lang", "en", "customer", "show", "zzz", code=3).err.startswith(
        "svc: No customer"
    )


def test_today_may_carry_a_time_of_day(wang: str, svc: Call) -> None:
    """A log then says when; everything that counts days takes the day alone."""
    log = ("complaint", "log", "--customer", wang, "--category", "size", "--text", "x", "--json")
    timed = svc("--today", "2026-11-20T15:30", *log).json
    assert (timed["on"], timed["history"][0]["at"]) == ("2026-11-20", "2026-11-20T15:30")
    assert svc("--today", "2026-11-20", *log).json["history"][0]["at"] == "2026-11-20"
    assert svc("--today", "2026-11-20T15:30", "today", "--json").json["date"] == "2026-11-20"


def test_today_may_be_relative(shop: Path, svc: Call) -> None:
    """`--today +1d` is tomorrow by the clock, `yesterday` the day before."""
    assert shop
    first, second = (
        svc("--today", today, "today", "--json").json["date"] for today in ("yesterday", "+1d")
    )
    assert first < second


def test_crons_bare_environment(shop: Path, wang: str) -> None:
    """No locale, no terminal, nothing: UTF-8 all the same."""
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(shop.parent), "SHELL": "/bin/sh"}
    done = subprocess.run(
        [sys.executable, "-m", "svc", "--store", str(shop), "customer", "show", wang],
        env=bare, capture_output=True, check=True, timeout=60, cwd="/",
    )  # fmt: skip
    assert "王芳" in done.stdout.decode("utf-8")
    for locale in ("C", "POSIX", "en_US.ISO-8859-1"):
        again = subprocess.run(
            [sys.executable, "-m", "svc", "--store", str(shop), "customer", "show", wang],
            env=bare | {"LC_ALL": locale, "PYTHONIOENCODING": "latin-1"},
            capture_output=True, check=True, timeout=60, cwd="/",
        )  # fmt: skip
        assert again.stdout == done.stdout


def test_bytes_that_are_no_text(shop: Path, wang: str) -> None:
    """An argument in another encoding is refused, not a fault."""
    assert wang
    for args in ([b"customer", b"find", b"\xcd\xf5"], [b"customer", b"show", b"\xcd\xf5"],
                 [b"customer", b"show", b"\xcd\xf5", b"--json"]):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "svc", *args], capture_output=True, check=False, timeout=60
        )
        assert done.returncode in {3, 4}
        done.stderr.decode("utf-8")


@pytest.fixture
def many(shop: Path) -> Path:
    """A shop whose list of customers fills a pipe."""
    lines = [
        f'{{"id":"C-261122-{n:06d}","name":"客{n}","phone":"138{n:08d}"}}\n' for n in range(3000)
    ]
    (shop / "data" / "customers").mkdir(parents=True)
    (shop / "data" / "customers" / "2026-11.jsonl").write_text("".join(lines), "utf-8")
    return shop


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "tsv"])
def test_a_reader_that_leaves(many: Path, form: str, unbuffered: str) -> None:
    """`| head -1`: 141, silently; also where PYTHONUNBUFFERED takes the buffer away."""
    assert many
    line = f"svc customer list --format {form} | head -1; echo ${{PIPESTATUS[0]}}"
    done = shell(line, env=os.environ | {"PYTHONUNBUFFERED": unbuffered})
    first, code = done.stdout.splitlines()
    assert first
    assert code == "141"
    assert done.stderr == ""


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "args", ["customer list", "customer list --json", "today --json", "--help", "--version",
             "customer add --help"],
)  # fmt: skip
def test_an_output_that_takes_nothing(many: Path, args: str, unbuffered: str) -> None:
    """A full disk or a closed output: 74 and a sentence, never 0 with half of it."""
    assert many
    for target in (">/dev/full", ">&-"):
        done = shell(f"svc {args} {target}", env=os.environ | {"PYTHONUNBUFFERED": unbuffered})
        assert done.returncode == 74, (target, done)
        assert len(done.stderr.splitlines()) == (1 if "--json" in args else 2)
        assert "Traceback" not in done.stderr


def test_a_disk_that_fills_half_way(many: Path, tmp_path: Path) -> None:
    """The list is cut off: 74, not 0, with and without Python's buffer."""
    assert many
    for unbuffered in ("", "1"):
        done = shell(
            f"ulimit -f 16; svc customer list > {tmp_path}/list",
            env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        )
        assert done.returncode == 74, done


def test_a_change_whose_id_cannot_be_printed(shop: Path, svc: Call) -> None:
    """With a closed output nothing is changed; with a full one it is said what is on file."""
    closed = shell("svc customer add --name x --phone 13800138000 >&-")
    assert closed.returncode == 74
    assert svc("customer", "list", "--json").json == []
    full = shell("svc customer add --name x --phone 13800138000 >/dev/full")
    assert full.returncode == 74
    (row,) = svc("customer", "list", "--json").json
    assert f"{row['id']} is on file" in full.stderr
    assert state(shop)


def test_a_stderr_that_takes_nothing(shop: Path) -> None:
    """The exit code stays what it was."""
    assert shop
    for target in ("2>/dev/full", "2>&-"):
        assert shell(f"svc customer show zzz {target}").returncode == 3
        assert shell(f"svc customer list --json {target}").stdout == "[]\n"


def test_closed_handles_become_no_file_of_the_store(shop: Path, svc: Call) -> None:
    """Without stdin and stderr, the first file opened is not taken for either of them."""
    done = shell("svc customer add --name x --phone 13800138000 --set typo=1 <&- 2>&-")
    assert done.returncode == 0
    assert svc("customer", "show", done.stdout.strip(), "--json").json["name"] == "x"
    for content in state(shop).values():
        assert b"warning" not in content


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_while_waiting(shop: Path, svc: Call, number: int, code: int) -> None:
    """Stopped while it waits for the lock: nothing is changed, nothing said, nothing left."""
    with held(shop):
        process = subprocess.Popen(
            [sys.executable, "-c", WAITING, *ADD], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert process.stderr is not None
        assert process.stderr.readline() == "waiting\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (code, "", "")
    assert state(shop) == {str(shop / "data" / ".gitkeep"): b""}
    svc(*ADD)


WAITING = """
import sys, time
real = time.sleep
def sleep(seconds):
    time.sleep = real
    print("waiting", file=sys.stderr, flush=True)
    real(seconds)
time.sleep = sleep
from svc.__main__ import main
main()
"""
"""The program, telling when it first waits for the lock."""

STOPPED_AT = """
import os, sys
count, number = int(sys.argv.pop(1)), int(sys.argv.pop(1))
real = os.fsync
def fsync(handle):
    global count
    count -= 1
    if count == 0:
        os.kill(os.getpid(), number)
    real(handle)
os.fsync = fsync
from svc.__main__ import main
main()
"""
"""The program, with a signal that arrives at its nth fsync."""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_while_writing(shop: Path, svc: Call, number: int, code: int) -> None:
    """Stopped at any step: old or new, and the next command finds everything in order."""
    for count in range(1, 20):
        phone = f"138001380{count:02d}"
        args = ("customer", "add", "--name", "x", "--phone", phone)
        done = subprocess.run(
            [sys.executable, "-c", STOPPED_AT, str(count), str(int(number)), *args],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        if done.returncode == 0:
            break
        assert done.returncode == code
        found = svc("customer", "find", phone, "--json").json
        svc(*args, code=5 if found else 0)
        assert not [name for name in state(shop) if name.endswith(".tmp")]
    assert count > 2
    assert done.returncode == 0


def test_a_busy_store(shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock not had in time is 7; reading needs none; SVC_WAIT says how long to wait."""
    monkeypatch.setenv("SVC_WAIT", "0")
    with held(shop):
        busy = svc(*ADD, code=7)
        assert "SVC_WAIT" in busy.err
        assert json.loads(svc(*ADD, "--json", code=7).err)["error"] == "busy"
        svc("customer", "list")
        svc(*ADD, "--dry-run")
    svc(*ADD)


@pytest.mark.parametrize("what", [("--phone", "13800138000"), ("--number", "0001")])
def test_two_who_add_the_same(shop: Path, svc: Call, what: tuple[str, str]) -> None:
    """Looked for inside the lock: of several at once exactly one wins, the others are told."""
    assert shop
    command = [sys.executable, "-m", "svc", "customer", "add", "--name", "x", *what]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(5)
    ]
    for process in running:
        process.communicate(timeout=60)
    assert sorted(process.returncode for process in running) == [0, 5, 5, 5, 5]
    assert len(svc("customer", "list", "--json").json) == 1


def test_a_fault_of_ours(shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """70, without the error's own text, which may hold a number; `--debug` shows where."""
    from svc.commands.customer import add

    def broken(*_args: object) -> None:
        raise ValueError("13800138000")

    monkeypatch.setattr(add, "refuse_if_on_file", broken)
    fault = svc(*ADD, code=70)
    assert "13800138000" not in fault.err
    assert "Traceback" not in fault.err
    assert "ValueError" in fault.err
    told = json.loads(svc(*ADD, "--json", code=70).err)
    assert (told["error"], "13800138000" in str(told)) == ("fault", False)
    assert "Traceback" in svc("--debug", *ADD, code=70).err
    assert svc("customer", "list").out == ""
    assert shop


def test_ctrl_c_while_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before there is anything to stop, it is as quiet as later."""

    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", interrupted)
    with pytest.raises(SystemExit) as left:
        svc.__main__.main()
    assert left.value.code == 130


def test_every_error_has_its_code() -> None:
    """The exit codes of the contract, one word each for JSON."""
    kinds = SvcError.__subclasses__()
    assert {kind.exit_code for kind in kinds} == {2, 3, 4, 5, 6, 7, 8, 74}
    words = [kind.code for kind in kinds]
    assert len(words) == len(set(words))


def test_a_broken_line_is_named(shop: Path, wang: str, svc: Call) -> None:
    """Exit code 4 with file and line, for reading and for writing; nothing is written."""
    file = next(shop.glob("data/customers/*.jsonl"))
    file.write_text(file.read_text("utf-8") + "{torn\n", "utf-8")
    before = state(shop)
    for args in (("customer", "list"), ("customer", "show", wang), ADD, ("callback", "due"),
                 ("customer", "edit", wang, "--set", "size=L")):  # fmt: skip
        broken = svc(*args, code=4)
        assert "line 2" in broken.err
        assert file.name in broken.err
    assert state(shop) == before


def test_files_are_the_shops_alone(shop: Path) -> None:
    """A customer's file is readable by its owner only, whatever the umask was."""
    done = shell("umask 000; svc customer add --name x --phone 13800138000")
    assert done.returncode == 0
    (file,) = shop.glob("data/customers/*.jsonl")
    assert file.stat().st_mode & 0o007 == Path(shop / "svc.toml").stat().st_mode & 0o007


@pytest.mark.parametrize("option", ["--lang", "--today", "--store", "--staff", "--debug"])
def test_a_global_option_after_the_command_is_told_its_place(svc: Call, option: str) -> None:
    """Exit 2, and where it belongs."""
    said = svc("customer", "list", option, "zh", code=2)
    assert f"`svc {option} … customer list`" in said.err


def test_json_before_the_command_is_told_its_place(svc: Call) -> None:
    """The other way round."""
    assert "after the command" in svc("--json", "today", code=2).err


def test_short_help(svc: Call) -> None:
    """`-h` is `--help`, at every level."""
    assert svc("-h").out == svc("--help").out
    assert svc("customer", "add", "-h").out == svc("customer", "add", "--help").out


def test_a_stranger_acts_nowhere(wang: str, svc: Call) -> None:
    """`--staff` is known to the shop, or nothing is done."""
    svc("--staff", "nobody", "customer", "edit", wang, "--set", "size=L", code=3)


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        (("--phone", "138", "0013", "8000"), "quotes"),
        (("--phone", "13800138000", "--birthday", "1979-2-30"), "1990-05-12"),
        (("--phone", "13800138000", "Fang"), "--help"),
    ],
)
def test_hints_fit_what_was_typed(
    shop: Path, svc: Call, options: tuple[str, ...], hint: str
) -> None:
    """A phone in pieces is to be quoted; a birthday is shown how birthdays are written."""
    assert shop
    told = svc("customer", "add", "--name", "Wang", *options, code=None)
    assert told.code in {2, 4}
    assert hint in told.err
    assert "2026-11-22" not in told.err


def test_the_computers_clock_is_not_the_shops(
    shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Chinese shop on a computer in UTC is warned; with its zone cron's lines fit."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    try:
        assert "warning: This computer" not in svc("doctor", code=None).out  # --today was told
        monkeypatch.delenv("SVC_TODAY")
        found = svc("doctor", code=None).out
        assert (
            "warning: This computer's clock is at UTC, the shop's country (CN) at UTC+8" in found
        )
        assert 'timezone = "Asia/Shanghai"' in found
        assert "UTC+8" in svc("schedule", "--cron").err
        assert "UTC+8" in svc("sms", "send", "--out", shop.parent / "x.csv", "--dry-run").err
        settings = shop / "svc.toml"
        settings.write_text('timezone = "Asia/Shanghai"\n' + settings.read_text("utf-8"), "utf-8")
        assert "UTC+8" not in svc("doctor", code=None).out
        cron = svc("schedule", "--cron")
        assert cron.err == ""
        assert "\n20 0 * * * " in cron.out
        assert "# 08:20 in Asia/Shanghai is 00:20 here:" in cron.out
    finally:
        monkeypatch.undo()
        time.tzset()
