"""What `docs/reliability.md` says: every promise measured, and every command there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest

from tests.faults import stories
from tests.tool import tool

ROOT = Path(__file__).resolve().parent.parent
PROMISES = [f"P{number}" for number in (*range(1, 10), *range(13, 17), 19)]
ELSEWHERE = {
    "sync": "tests/faults/test_sync.py: what it writes is git's, and it is killed there",
    "git setup": "writes .git/config by git's own command, and no data",
}
"""Changing commands that are not stopped at each system call, and why."""


@pytest.fixture(scope="module", name="tool")
def _tool() -> ModuleType:
    return tool("reliability")


def changing(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The commands that take --dry-run: every one that changes anything."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from changing(command, (*path, name))
        elif command and any(param.name == "dry_run" for param in command.params):
            yield " ".join((*path, name))


def test_every_changing_command_is_stopped_at_every_system_call() -> None:
    """A new command needs a line in `tests/faults/*.txt`."""
    from svc.cli import root

    assert {*changing(root())} - {*ELSEWHERE} == stories.commands()


@pytest.mark.parametrize("promise", PROMISES)
def test_every_promise_is_measured(promise: str, tool: ModuleType) -> None:
    """Each has a row, and no row tells of anything bad; a tenth of the mutants may live."""
    rows = [row for row in tool.kept() if row["promise"] == promise]
    assert rows
    allowed = 0.1 if promise == "P19" else 0
    assert all(row["bad"] <= row["runs"] * allowed and row["runs"] > 0 for row in rows)


def test_the_page_is_what_the_figures_say(tool: ModuleType) -> None:
    """`make reliability` writes it."""
    assert tool.page(tool.kept()) == tool.PAGE.read_text(encoding="utf-8")


def test_every_command_of_the_page_exists(tool: ModuleType) -> None:
    """The target of make, and the test."""
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = {tool.command(row) for row in tool.kept()}
    for command in commands:
        for target in re.findall(r"^make ([\w-]+)", command):
            assert re.search(rf"^{target}:", made, re.MULTILINE), command
        for place in re.findall(r"TEST_ARGS=(\S+)", command):
            assert (ROOT / place).exists(), command


def test_figures_of_the_same_words_are_added_up(tool: ModuleType) -> None:
    """The cases of one parametrized test; the last note stands."""
    row = '{"promise":"P1","what":"a","runs":2,"bad":0,"note":"","test":"tests"}'
    (told,) = tool.added_up([row, row.replace('""', '"n"', 1)])
    assert (told["runs"], told["note"]) == (4, "n")
    kept = [dict(told, runs=9), dict(told, what="gone", test="tests/gone.py")]
    assert tool.merged(kept, [told]) == [told]


def test_of_mutants_the_last_time_counts(tool: ModuleType) -> None:
    """The same ones are made each time."""
    rows = [f'{{"promise":"P19","what":"a","runs":{n},"bad":{n}}}' for n in (9, 5)]
    (told,) = tool.added_up(rows)
    assert (told["runs"], told["bad"], told["test"]) == (5, 5, tool.MUTANTS)
