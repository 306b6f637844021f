"""The bare click program: what every ratio is to."""

import click


@click.group()
def main() -> None:
    """A group with one command."""


@main.command()
@click.argument("name")
def show(name: str) -> None:
    """Say what was given."""
    click.echo(name)
