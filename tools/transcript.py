"""Run the commands shown in a Markdown file and compare, or renew, what they print.

In every ```console block a line that begins with `$ ` is a command (`> ` continues it) and what
follows is its output, stdout and stderr as they come. One file is one shell session in an empty
folder on 22 November 2026. `python tools/transcript.py FILE …` renews the outputs in place;
`tests/test_docs.py` holds them true.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "\x1eafter\x1e"


@dataclass(frozen=True)
class Shown:
    """One command and the output shown below it."""

    command: str
    output: str


def shown_in(block: str) -> list[Shown]:
    """The commands of one block with their outputs."""
    found: list[tuple[list[str], list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif line.startswith("> ") and not found[-1][1]:
            found[-1][0].append(line[2:])
        else:
            found[-1][1].append(line)
    return [Shown("\n".join(words), "\n".join(lines).rstrip()) for words, lines in found]


def environment(folder: Path, *first: str) -> dict[str, str]:
    """A clean environment for a session: nothing of this machine but the program itself.

    Programs are looked for in the folders given `first`, then beside this Python.
    """
    path = ":".join((*first, str(Path(sys.executable).parent), "/usr/local/bin:/usr/bin:/bin"))
    return {
        "PATH": path,
        "HOME": str(folder),
        "SVC_TODAY": "2026-11-22",
        "LANG": "C.UTF-8",
        "COLUMNS": "100",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "till", "GIT_AUTHOR_EMAIL": "till@example.com",
        "GIT_COMMITTER_NAME": "till", "GIT_COMMITTER_EMAIL": "till@example.com",
        "GIT_AUTHOR_DATE": "2026-11-22T09:00:00+08:00",
        "GIT_COMMITTER_DATE": "2026-11-22T09:00:00+08:00",
        "PYTHONPATH": str(ROOT / "tests" / "steady"),
        "STEADY_IDS": str(folder / ".steady"),
    }  # fmt: skip


def run(commands: list[str], *first: str) -> list[str]:
    """What each command prints, run one after another in one shell in an empty folder."""
    folder = Path(tempfile.mkdtemp(prefix="svc-docs-"))
    work = folder / "work"
    work.mkdir()
    shutil.copytree(ROOT / "svc" / "demo", work / "lists")
    script = "".join(f"{command}\nprintf '{MARK}\\n'\n" for command in commands)
    try:
        done = subprocess.run(
            ["bash", "-c", "exec 2>&1\n" + script],
            cwd=work, env=environment(folder, *first), text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False, timeout=600,
        )  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    parts = done.stdout.split(MARK + "\n")[:-1]
    return [part.replace(str(work), "~").rstrip() for part in parts]


def renewed(text: str, *first: str) -> str:
    """A Markdown text with every output made anew; `first` as in `environment`."""
    blocks = [shown_in(match[1]) for match in BLOCK.finditer(text)]
    outputs = iter(run([shown.command for block in blocks for shown in block], *first))

    def render(match: re.Match[str]) -> str:
        parts = []
        for shown in shown_in(match[1]):
            parts.append("$ " + shown.command.replace("\n", "\n> ") + "\n")
            output = next(outputs)
            parts.append(output + "\n" if output else "")
        return "```console\n" + "".join(parts) + "```"

    return BLOCK.sub(render, text)


def main(files: list[str]) -> int:
    """Renew the files named."""
    for name in files:
        file = Path(name)
        file.write_text(renewed(file.read_text(encoding="utf-8")), encoding="utf-8")
        print(f"renewed {file.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
