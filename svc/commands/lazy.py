"""Groups whose commands are imported when called; till then a line of help stands for each."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from click.shell_completion import CompletionItem

    from svc.i18n import Sentence

RESERVED = frozenset({"import", "list", "return", "in"})
"""Commands whose word is Python's own: their module has an underscore after it."""


class _InOrder(click.Group):
    """A group that lists its commands in the order they were given."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names in the order of the table."""
        return list(self.commands)


class LazyGroup(_InOrder):
    """A group that knows its commands by name and help: `NAME` is `command` in `PACKAGE.NAME`.

    Click finds the names in `commands`, too, for "did you mean".
    """

    def __init__(self, package: str, commands: list[click.Command], **rest: Any) -> None:
        super().__init__(commands=commands, **rest)
        self.package = package

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """The command itself, imported."""
        if cmd_name not in self.commands:
            return None
        module = cmd_name + "_" if cmd_name in RESERVED else cmd_name.replace("-", "_")
        command: click.Command = import_module(f"{self.package}.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands for `--help`: none of them is imported."""
        _InOrder(commands=self.commands).format_commands(ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What a shell may complete: the names and options, none of the commands imported."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=command.get_short_help_str())
            for name, command in self.commands.items()
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]


def noun(name: str, verbs: Mapping[str, Sentence], help: str) -> LazyGroup:  # noqa: A002
    """The group of a noun, whose verbs are modules of its package, each with its help."""
    return LazyGroup(
        f"svc.commands.{name}",
        [click.Command(verb, help=str(line)) for verb, line in verbs.items()],
        name=name,
        help=help,
    )
