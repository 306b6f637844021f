"""`svc diff`: what has changed, record by record."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.any_ref import id_named
from svc.commands.changed import FATES, Unsaid, as_lines, names_if_readable, noun
from svc.commands.options import formats, pass_app
from svc.errors import PROBLEMS_FOUND, WrongUsage
from svc.i18n import _, say
from svc.store.between import Differs, Unread, between, empty_tree, shards_wanted
from svc.store.git import Git
from svc.store.ids import is_id
from svc.store.past import on_file
from svc.store.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from svc.app import App
    from svc.store.store import Store

FIELDS = ("table", "id", "change", "field", "before", "after")
AT_ONCE = 200
"""So many records are named and written together: names are looked up file by file."""


@click.command(
    help=_(
        "What has changed since the last commit, record by record; or since commit REV, or "
        "between two of them (`REV REV` or `REV..REV`). With REF only of these records: an id, "
        "a key, a part of one, a customer's phone, number or name."
    )
)
@click.argument("what", nargs=-1, metavar="[REV [REV]] [REF]...")
@click.option(
    "--table", "tables", multiple=True, type=click.Choice(list(TABLES)),
    help=_("Only of this table; may be given again."),
)  # fmt: skip
@click.option("--stat", is_flag=True, help=_("Only how many records of each table."))
@click.option("--exit-code", is_flag=True, help=_("Exit with 1 if anything has changed."))
@formats
@pass_app
def command(
    app: App, what: tuple[str, ...], tables: tuple[str, ...], stat: bool, exit_code: bool,
    form: str,
) -> None:  # fmt: skip
    """Compare, and write while comparing."""
    store = app.store
    git = Git(store.root)
    old, new, refs = _sides(git, what)
    ids = {id_named(store, ref) for ref in refs}
    wanted = shards_wanted(ids, tables) if ids else None
    found = Found(between(store, git, old, new, wanted), ids, tables)
    if stat:
        _write_sums(found, form)
    elif form == "text":
        _write_text(store, found)
    else:
        _write_rows(store, found, form)
    found.warn()
    if exit_code and found.count:
        click.get_current_context().exit(PROBLEMS_FOUND)


class Found:
    """The records that differ, out of those asked for, counted; what cannot be read is kept."""

    def __init__(
        self,
        source: Iterable[Differs | Unread],
        ids: Collection[str],
        tables: Collection[str],
    ) -> None:
        self._source = source
        self._ids = ids
        self._tables = tables
        self._unread: list[Unread] = []
        self.count = 0

    def __iter__(self) -> Iterator[Differs]:
        """Each record that differs, once."""
        for each in self._source:
            if isinstance(each, Unread):
                self._unread.append(each)
            elif (not self._ids or each.id in self._ids) and (
                not self._tables or each.table in self._tables
            ):
                self.count += 1
                yield each

    def warn(self) -> None:
        """Name the files of which a part could not be compared."""
        for each in self._unread:
            output.warn(
                say(
                    "{file}: records that cannot be read on both sides, not compared: {n}. "
                    "`svc check` lists them.",
                    file=each.file,
                    n=each.lines,
                )
            )


def _sides(git: Git, what: Sequence[str]) -> tuple[str, str | None, Sequence[str]]:
    """The commits to compare, the second None for the files as they are, and the references.

    Raises:
        Refused: the shop is in no repository.
        WrongUsage: of `REV..REV` one side is no commit.
    """
    git.place  # noqa: B018 - refuses a folder that git does not watch
    revs: list[str] = []
    first, dots, second = what[0].partition("..") if what else ("", "", "")
    if dots:
        revs = [_commit(git, name or "HEAD", what[0]) for name in (first, second.lstrip("."))]
        return revs[0], revs[1], what[1:]
    for text in what[:2]:
        commit = None if is_id(text) or text.isdecimal() else git.commit_of(text)
        if commit is None:
            break
        revs.append(commit)
    old = revs[0] if revs else git.commit_of("HEAD") or empty_tree(git)
    return old, revs[1] if len(revs) > 1 else None, what[len(revs) :]


def _commit(git: Git, name: str, text: str) -> str:
    found = git.commit_of(name)
    if found is None:
        raise WrongUsage(
            say("{text!r} names no two commits.", text=text),
            say("`git log --oneline` lists them."),
        )
    return found


def _told(store: Store, found: Iterable[Differs]) -> Iterator[tuple[Differs, Any]]:
    """Each record that differs with its changes, without words of whoever was erased."""
    unsaid = Unsaid(store)
    for each in found:
        now = on_file(store, each.id, [each.table]) if each.after is None else each.after
        yield each, unsaid.of(each.table, each.changes, (each.before, each.after), now)


def _write_text(store: Store, found: Found) -> None:
    """A block a record: what became of it, whose it is, the fields."""
    waiting: list[tuple[Differs, Any]] = []
    is_first = True
    for each in _told(store, found):
        waiting.append(each)
        if len(waiting) == AT_ONCE:
            _write_blocks(store, waiting, is_first=is_first)
            waiting, is_first = [], False
    _write_blocks(store, waiting, is_first=is_first)


def _write_blocks(store: Store, records: Sequence[tuple[Differs, Any]], *, is_first: bool) -> None:
    whose = {each.id: _customer(each) for each, _changes in records}
    names = names_if_readable(store, {customer for customer in whose.values() if customer})
    blocks = []
    for each, changes in records:
        name = _own_name(each) or names.get(whose[each.id] or "")
        head = [str(FATES[each.change]), noun(each.table), each.id, name]
        lines = [output.bold(output.safe("  ".join(text for text in head if text)))]
        if fields := as_lines(changes, is_new=each.before is None):
            lines.append(fields)
        blocks.append("\n".join(lines))
    if blocks:
        output.write(("" if is_first else "\n") + "\n\n".join(blocks))


def _customer(each: Differs) -> str | None:
    found = (each.after or each.before or {}).get("customer")
    return found if isinstance(found, str) else None


def _own_name(each: Differs) -> str | None:
    found = (each.after or each.before or {}).get("name") if each.table in _NAMED else None
    return found if isinstance(found, str) else None


_NAMED = ("customers", "staff")


def _write_rows(store: Store, found: Found, form: str) -> None:
    """The records in a form for programs; in CSV and TSV a row a field."""
    told = _told(store, found)
    if form in {"csv", "tsv"}:
        rows = (
            {"table": each.table, "id": each.id, "change": each.change, **change.to_json()}
            for each, changes in told
            for change in changes
        )
        output.write_separated(rows, output.out(), form, FIELDS)
        return
    records = (
        {
            "table": each.table,
            "id": each.id,
            "change": each.change,
            "changes": [change.to_json() for change in changes],
        }
        for each, changes in told
    )
    if form == "jsonl":
        for record in records:
            output.write(output.to_json(record, indent=None))
        return
    is_first = True
    for record in records:
        text = indent(output.to_json(record), "  ")
        output.out().write(("[\n" if is_first else ",\n") + text)
        is_first = False
    output.write("[]" if is_first else "\n]")


def _write_sums(found: Found, form: str) -> None:
    """How many records of each table were added, changed, removed."""
    sums: dict[str, dict[str, int]] = {}
    for each in found:
        sums.setdefault(each.table, dict.fromkeys(FATES, 0))[each.change] += 1
    rows = [{"table": table, **counts} for table, counts in sums.items()]
    if form == "text":
        rows = [{**row, "table": noun(str(row["table"]))} for row in rows]
    columns = {"table": "table", **{kind: kind for kind in FATES}}
    output.show_list(rows, columns, form, keys=("table", *FATES))
