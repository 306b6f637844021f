"""A process that has svc loaded and forks for each command: a start costs a fiftieth of Python's.

It reads one JSON object a line and answers with one. Each fork waits until strace holds it, where
that is asked for, and is then the real program: `svc.cli.main` with its own outputs and exit code.
What it draws at random comes from a seed, so that the same command gives the same ids.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import random
import select
import subprocess
import sys
from contextlib import suppress
from typing import Any

DRAWN: dict[int, random.Random] = {}
SEED = [0]


def drawn(size: int) -> bytes:
    """Bytes from the seed: names of files are of other sizes than ids and take none of theirs."""
    return DRAWN.setdefault(size, random.Random(SEED[0] * 100 + size)).randbytes(size)


os.urandom = drawn


def load() -> None:
    """Import all there is, and whatever a first call imports."""
    import svc

    for found in pkgutil.walk_packages(svc.__path__, "svc."):
        if found.name != "svc.__main__":
            with suppress(ImportError):  # what cannot be loaded fails when it is called
                importlib.import_module(found.name)
    for name in ("click", "tinydb", "hashlib", "jinja2", "subprocess", "zoneinfo", "csv"):
        importlib.import_module(name)


def child(asked: dict[str, Any], go: int) -> None:
    """Become the command: wait for the word, then run it; does not return."""
    if asked.get("strace"):
        waiting = select.poll()
        waiting.register(go, select.POLLHUP)
        waiting.poll(20_000)
    from svc.cli import main

    sys.argv = ["svc", *asked["args"]]
    main()


def prepared(asked: dict[str, Any]) -> None:
    """The outputs, folder, words of the environment and seed of a fork."""
    for number, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        name = "/dev/null" if number == 0 else asked["said"] + str(number)
        handle = os.open(name, mode | os.O_CREAT | os.O_TRUNC if number else mode, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    os.chdir(asked["folder"])
    os.environ.update(asked["env"])
    SEED[0] = asked["seed"]
    DRAWN.clear()


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Run one command, under strace where that is asked for; how it ended and what it said."""
    go, held = os.pipe()
    told, ready = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(held)
        os.close(told)
        prepared(asked)
        os.close(ready)
        child(asked, go)
        os._exit(99)
    os.close(go)
    os.close(ready)
    os.read(told, 1)  # it ends where the fork is prepared: from there on its calls are counted
    os.close(told)
    tracer = None
    if asked.get("strace"):
        tracer = subprocess.Popen(
            ["strace", "-y", *asked["strace"], "-p", str(pid)],
            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, close_fds=True,
        )  # fmt: skip
        assert tracer.stderr is not None
        while "attached" not in (line := tracer.stderr.readline()):
            if not line:
                raise RuntimeError
    os.close(held)
    _pid, status = os.waitpid(pid, 0)
    if tracer is not None:
        tracer.communicate()
    return {"code": os.waitstatus_to_exitcode(status)}


def serve() -> None:
    """Answer until there is nothing more to do."""
    load()
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    serve()
