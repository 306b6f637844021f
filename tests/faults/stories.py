"""Stories in which every changing command is called, from a state that allows it: `*.txt` here.

A line is a command as typed. `k=` keeps the id it prints for `$k`, `@2026-11-23` is its day, `!8`
the exit code it ends with where that is not 0. The first call of each command is stopped at every
system call; a later one, too, where its line begins with `*`. `=` writes a file of the till.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

STORIES = {
    file.stem: file.read_text(encoding="utf-8")
    for file in sorted(Path(__file__).parent.glob("*.txt"))
}


@dataclass(frozen=True)
class Line:
    """One call of a story."""

    words: tuple[str, ...]
    keeps: str = ""
    day: str = ""
    code: int = 0
    chosen: bool = False
    writes: str = ""

    @property
    def command(self) -> str:
        """The words of the command, options before it left out."""
        words = self.words[2:] if self.words[0] == "--staff" else self.words
        return words[0] if words[0] in ALONE else " ".join(words[:2])


ALONE = ("init", "fmt", "undo", "repair-store", "resolve", "sync")


def lines(story: str) -> list[Line]:
    """A story's calls, the chosen ones marked: those with `*`, and the first of each command."""
    found: list[Line] = []
    for text in story.strip().splitlines():
        if text.startswith("= "):
            file, content = text[2:].split(" ", 1)
            found.append(Line((content.replace("\\n", "\n"),), writes=file))
            continue
        first, rest = text[:1] == "*", text.lstrip("*")
        keeps, _equals, after = rest.partition("=")
        keeps, rest = (keeps, after) if _equals and keeps.isalnum() else ("", rest)
        day, code, words = "", 0, shlex.split(rest)
        while words[0][0] in "@!":
            mark, words = words[0], words[1:]
            day, code = (mark[1:], code) if mark[0] == "@" else (day, int(mark[1:]))
        line = Line(tuple(words), keeps, day, code)
        known = {each.command for each in found if not each.writes}
        chosen = first or line.command not in known
        found.append(Line(line.words, keeps, day, code, chosen))
    return found


def cases() -> list[tuple[str, int]]:
    """Each chosen call, by its story and the number of its line."""
    return [
        (name, number)
        for name, story in STORIES.items()
        for number, line in enumerate(lines(story))
        if line.chosen
    ]


def commands() -> set[str]:
    """The commands that are stopped at every system call."""
    return {line.command for story in STORIES.values() for line in lines(story) if line.chosen}


def name_of(story: str, number: int) -> str:
    """What a case is called: its line and its command."""
    return f"{number}-{lines(STORIES[story])[number].command}"
