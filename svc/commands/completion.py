"""`svc completion`: the script that lets a shell complete commands, customers and all the rest."""

from __future__ import annotations

import click

from svc import output
from svc.i18n import _

SHELLS = ("bash", "zsh", "fish")


@click.command(
    help=_("Print what bash, zsh or fish needs to complete commands, options and customers."),
    epilog=_(
        '\b\nbash: put `eval "$(svc completion bash)"` into ~/.bashrc\n'
        'zsh:  put `eval "$(svc completion zsh)"` into ~/.zshrc\n'
        "fish: `svc completion fish > ~/.config/fish/completions/svc.fish`"
    ),
)
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """The script goes to stdout, to be sourced or put into a file."""
    from svc.shells import script

    output.write(script(shell))
