"""A progress bar for what takes long: on stderr, on a terminal only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from svc.i18n import Sentence

T = TypeVar("T")
FROM = 2000
"""Rows from which a bar is shown: fewer are done before one has read it."""
STEP = 100


def shown(items: Iterable[T], total: int, label: Sentence) -> Iterator[T]:
    """The items again; a bar tells how many have gone by."""
    if total < FROM or sys.stderr is None or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as progress:
        task = progress.add_task(str(label), total=total)
        for count, item in enumerate(items, start=1):
            yield item
            if count % STEP == 0:
                progress.update(task, completed=count)
