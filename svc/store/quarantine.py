"""Where lies what `svc repair-store` could not read: `data/quarantine`, which no command reads.

One file a repair, one line an entry: the file and the line it was taken from, what is wrong with
it, and the very bytes. Those that are UTF-8 stand as `text`; others as `base64`, with what can be
seen of them beside it as `seen`.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from svc.errors import BadData
from svc.frozen import Frozen
from svc.i18n import say
from svc.store import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

SHORTEST = 2
"""A word of one character is in half of all lines."""
NAME = "quarantine"
FOLDER = f"data/{NAME}"
SUFFIX = ".txt"
"""JSON, a line an entry; a person opens it with a click, and git merges it as it merges text."""


class Aside(Frozen):
    """What was taken out of a file: a line of it, or where `line` is None the whole.

    `ended` is false for a last line without its line feed.
    """

    file: str
    line: int | None
    rule: str
    reason: str
    content: bytes
    ended: bool = True

    @property
    def key(self) -> tuple[str, int | None, bytes]:
        """What makes two entries one: the same bytes out of the same place."""
        return self.file, self.line, self.content


def encoded(entry: Aside) -> bytes:
    """The line of an entry, from which `decoded` gives it back to the byte."""
    row: dict[str, Any] = {"file": entry.file, "line": entry.line}
    row |= {"rule": entry.rule, "reason": entry.reason}
    if not entry.ended:
        row["ended"] = False
    row |= _shown(entry.content)
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _shown(content: bytes) -> dict[str, str]:
    with suppress(UnicodeDecodeError):
        text = content.decode()
        if len(text) * 2 >= len(json.dumps(text, ensure_ascii=False)) - 2:  # not all NUL bytes
            return {"text": text}
    seen = content[:400].decode(errors="replace").replace("\0", "\ufffd")
    return {"seen": seen, "base64": b64encode(content).decode()}


def decoded(line: bytes) -> Aside:
    """The entry of a line; raises ValueError, KeyError or TypeError where it is none."""
    row = json.loads(line)
    content = b64decode(row["base64"], validate=True) if "base64" in row else row["text"].encode()
    number = row["line"]
    if not (isinstance(row["file"], str) and (number is None or type(number) is int)):
        raise TypeError(number)
    return Aside(
        file=row["file"], line=number, rule=str(row["rule"]), reason=str(row["reason"]),
        content=content, ended=row.get("ended", True) is not False,
    )  # fmt: skip


def names(root: str) -> list[str]:
    """The files that lie in quarantine, in order; raises CannotReadOrWrite."""
    return sorted(
        name
        for name in files.names_in(os.path.join(root, FOLDER))
        if name != ".gitkeep" and not files.OURS.fullmatch(name)
    )


def entries(content: bytes, name: str) -> list[Aside]:
    """What a file of quarantine holds.

    Raises:
        BadData: a line of it is no entry; it may have been edited.
    """
    found = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        try:
            if line.strip():
                found.append(decoded(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise BadData(
                say("{file}, line {line}: {reason}.", file=f"{FOLDER}/{name}", line=number,
                    reason=say("not what `svc repair-store` wrote there")),
                say("Put that line back as it was: git may have it. Nothing was changed."),
            ) from None  # fmt: skip
    return found


def all_entries(root: str) -> Iterator[Aside]:
    """What lies in quarantine, file by file."""
    for name in names(root):
        yield from entries_in(_content(root, name))


def holding(root: str, words: Iterable[str]) -> list[str]:
    """The files of quarantine with one of these words, as UTF-8 or as GB 18030 writes it."""
    long = [word for word in words if len(word) >= SHORTEST]
    wanted = [word.encode(code) for word in long for code in ("utf-8", "gb18030")]
    found = []
    for name in names(root):
        texts = list(map(_said_in, _content(root, name).split(b"\n")))
        if any(word in text for text in texts for word in wanted):
            found.append(f"{FOLDER}/{name}")
    return found


def _said_in(line: bytes) -> bytes:
    """What a line of quarantine keeps, and why; of one that is no entry all of it."""
    for entry in entries_in(line):
        return entry.reason.encode() + b"\n" + entry.content
    return line


def entries_in(content: bytes) -> Iterator[Aside]:
    """The entries of a file of quarantine; lines that are none are passed over."""
    for line in content.split(b"\n"):
        with suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
            yield decoded(line)


def _content(root: str, name: str) -> bytes:
    path = os.path.join(root, FOLDER, name)
    with files.plain_errors(path), suppress(FileNotFoundError, IsADirectoryError):
        return files.read(path)
    return b""


def file_for(day: date, content: bytes) -> str:
    """The name of the file for what is set aside on a day; the same bytes have the same name."""
    from hashlib import sha256

    return f"{day.isoformat()}-{sha256(content).hexdigest()[:8]}{SUFFIX}"
