"""A real terminal: questions, answers, widths and colours, over a pseudo-terminal (P16)."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from svc.output import width

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Call = Callable[..., Result]


def typed(args: list[str], answer: bytes = b"", columns: int = 80, **more: str) -> tuple[int, str]:
    """The exit code of a command on a terminal, and what the screen got; `answer` is typed."""
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    environment = kept | {"TERM": "xterm-256color"} | more
    child, screen = pty.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # which a job in the background ignores
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execve(sys.executable, [sys.executable, "-m", "svc", *args], environment)  # noqa: S606
    shown = b""
    while select.select([screen], [], [], 30)[0]:
        try:
            if not (read := os.read(screen, 65536)):
                break
        except OSError:  # Linux: the other end is closed
            break
        shown += read
        if answer and b"[y/N]" in shown:
            # Python's input() swallows a Ctrl-C just before it reads: nobody types so soon.
            while " S " not in Path(f"/proc/{child}/stat").read_text("utf-8"):
                pass
            os.write(screen, answer)
            answer = b""
    else:
        os.kill(child, signal.SIGKILL)
    os.close(screen)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode("utf-8")


@pytest.mark.parametrize(
    ("answer", "code"), [(b"y\n", 0), (b"n\n", 5), (b"\n", 5), (b"\x03", 130), (b"\x04", 130)]
)
def test_questions(answer: bytes, code: int, wang: str, svc: Call) -> None:
    """Yes does it, no and Enter leave it, Ctrl-C and the end of typing stop it: all unharmed."""
    got, shown = typed(["customer", "erase", wang], answer)
    assert got == code, shown
    assert "Traceback" not in shown
    name = svc("customer", "show", wang, "--json", code=None)
    assert (name.code != 0 or name.json["name"] != "王芳") == (code == 0)


def test_a_question_steers_no_screen(wang: str, shop: Path) -> None:
    """A name edited by hand into the file is asked about harmlessly."""
    (file,) = shop.glob("data/customers/*.jsonl")
    nasty = "王\\u001b[2J\\u202eevil\\u009b1m"
    file.write_text(file.read_text("utf-8").replace("王芳", nasty), "utf-8")
    _code, shown = typed(["customer", "erase", wang], b"n\n", NO_COLOR="1")
    assert "[y/N]" in shown
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", shown)


SHOWN = [
    ["today"], ["customer", "list"], ["customer", "show", "13800138000"], ["complaint", "list"],
    ["complaint", "show", "{case}"], ["complaint", "advise", "{case}"], ["sms", "plan"],
    ["callback", "due"], ["check"], ["policy", "show"],
]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("columns", [40, 80])
def test_nothing_is_wider(columns: int, language: str, wang: str, svc: Call) -> None:
    """Whole screens in both languages with Chinese names and texts: no line over the edge."""
    svc("customer", "edit", wang, "--set", "birthday=11-22", "--set", "address=上海市静安区某某路")
    case = svc("complaint", "log", "--customer", wang, "--category", "quality",
               "--text", "袖口起球，洗了一次就变形，要求退货。" * 3, "--urgent").line  # fmt: skip
    for args in SHOWN:
        filled = [word.format(case=case) for word in args]
        got, shown = typed(["--lang", language, *filled], columns=columns)
        assert got in {0, 1}, shown
        lines = re.sub(r"\x1b\[[0-9;]*m", "", shown).replace("\r\n", "\n").splitlines()
        wide = [line for line in lines if width(line) > columns]
        assert not wide, (args, wide)
