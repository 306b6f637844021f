"""A progress bar for what takes long: on stderr, on a terminal only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from svc.i18n import Sentence
    from svc.store.store import Store

T = TypeVar("T")
FROM = 2000
"""Rows from which a bar is shown: fewer are done before one has read it."""
LARGE = 20_000_000
"""Bytes of a table's files from which a bar is shown: fewer are read before one has read it."""
STEP = 100
_busy: list[str] = []
"""The bar that is shown just now: what is gone through meanwhile shows none of its own."""


def shown(
    items: Iterable[T], total: int, label: Sentence, least: int | None = None
) -> Iterator[T]:
    """The items again; a bar tells how many have gone by, if there are `least` (FROM) of them."""
    if total < (FROM if least is None else least) or not on_terminal() or _busy:
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    _busy.append(str(label))
    try:
        with Progress(*columns, console=Console(file=sys.stderr), transient=True) as progress:
            task = progress.add_task(str(label), total=total)
            step = max(1, min(STEP, total // STEP))
            for count, item in enumerate(items, start=1):
                yield item
                if count % step == 0:
                    progress.update(task, completed=count)
    finally:
        _busy.clear()


def on_terminal() -> bool:
    """Whether words on stderr are read by somebody as they come."""
    return sys.stderr is not None and sys.stderr.isatty()


def watch(store: Store) -> None:
    """Show from now on how far the files of a large table have been read; in a pipe nothing."""
    if on_terminal():
        store.watch = lambda names: _files(store, names)


def _files(store: Store, names: Sequence[str]) -> Iterable[str]:
    from svc.i18n import say

    if sum(map(store.shards.size, names)) < LARGE:
        return names
    return shown(names, len(names), say("Reading files"), least=1)
