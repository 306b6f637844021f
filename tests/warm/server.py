"""Runs `svc` for `tests/warm/client.py`: each call in a process forked where all is imported.

What a call was given is its own: arguments, environment, folder, stdin, stdout, stderr. Nothing is
imported beforehand that speaks a language. `python server.py SOCKET MODULE …` imports the modules,
then answers until it is ended.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn

LARGEST = 1 << 20


def main(place: str, modules: list[str]) -> NoReturn:
    """Serve calls."""
    _import(modules)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(place)
    listening.listen(16)
    print("ready", flush=True)
    while True:
        call, _address = listening.accept()
        if os.fork() == 0:
            listening.close()
            _answer(call)
        call.close()


def _import(modules: list[str]) -> None:
    """Import these; none may say anything yet, for that would be in the language of now."""
    from svc import i18n

    class Silent:
        def gettext(self, sentence: str) -> NoReturn:
            raise RuntimeError(sentence)

    before = i18n._catalogue
    i18n._catalogue = Silent()  # type: ignore[assignment]
    for module in modules:
        import_module(module)
    i18n._catalogue = before


def _answer(call: socket.socket) -> NoReturn:
    """Be the process that was asked for; its exit code is the answer."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    told, handles, _flags, _from = socket.recv_fds(call, LARGEST, 4)
    size, _mark, told = told.partition(b"\0")
    while len(told) < int(size):
        told += call.recv(LARGEST)
    words = told.split(b"\0")
    count = int(words[0])
    *stdio, folder = handles
    for number, handle in enumerate(stdio):
        os.dup2(handle, number)
    os.fchdir(folder)
    for handle in handles:
        os.close(handle)
    _open_anew()
    os.environ.clear()
    for pair in words[count + 1 :]:
        name, _sign, value = pair.partition(b"=")
        os.environb[name] = value
    time.tzset()
    sys.argv = [os.fsdecode(word) for word in words[1 : count + 1]]
    leave = os._exit

    def left(code: int) -> NoReturn:
        call.send(bytes([code & 255]))
        leave(code)

    os._exit = left  # type: ignore[assignment]
    code = 1
    try:
        from svc.__main__ import main as svc

        svc()
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
    except BaseException:  # noqa: BLE001 - as Python ends, were it the only one
        sys.excepthook(*sys.exc_info())
    finally:
        left(code)


def _open_anew() -> None:
    """The streams Python begins with: what they are bound to is another now."""
    handles = ((0, "r", sys.stdin), (1, "w", sys.stdout), (2, "w", sys.stderr))
    sys.stdin, sys.stdout, sys.stderr = (
        TextIOWrapper(
            os.fdopen(number, f"{mode}b", closefd=False),
            encoding=old.encoding,
            errors=old.errors,
            line_buffering=number == 2,
        )
        for number, mode, old in handles
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
