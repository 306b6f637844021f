"""stdin, stdout and stderr as the caller gave them, made fit to rely on."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress


def hold_closed_handles() -> None:
    """Fill what the caller closed of handles 0 to 2, so that no file of the store becomes one."""
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(handle)


def speak_utf8() -> None:
    """Begin anew in UTF-8 where words and file names can hold no Chinese: C without coercion.

    A locale that can, GBK, stays as it is: then the words typed are in it.
    """
    encoding = sys.getfilesystemencoding()
    if encoding == "utf-8" or not sys.executable:
        return
    try:
        "王".encode(encoding)
    except UnicodeEncodeError:
        words = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
        os.execv(sys.executable, words)  # noqa: S606 - itself


def prepare_outputs() -> None:
    """Speak UTF-8 in a pipe, and let no output stop at a character or half-way.

    PYTHONUNBUFFERED, which many containers set, takes away the buffer that goes on after a short
    write: a full disk or a closed pipe would cut the output off without a word.
    """
    bare = sys.stdout
    if isinstance(bare, io.TextIOWrapper) and isinstance(bare.buffer, io.RawIOBase):
        encoding, on_terminal = bare.encoding, bare.isatty()
        buffered = io.BufferedWriter(bare.detach())
        sys.stdout = io.TextIOWrapper(buffered, encoding=encoding, line_buffering=on_terminal)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def finish_outputs() -> None:
    """Send what the outputs still hold, or give it up: whoever wrote it has said so."""
    for stream, handle in ((sys.stdout, 1), (sys.stderr, 2)):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            _drop(handle)


def _drop(handle: int) -> None:
    """Give up on what an output still holds."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), handle)
