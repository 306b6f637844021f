"""What tells one copy of a shop from the next."""

from __future__ import annotations

import shutil
from pathlib import Path

from svc.store.store import Store
from svc.store.till import FILE


def name_of(folder: Path) -> str | None:
    store = Store(folder)
    with store.change():
        return store.till


def test_a_copy_under_git_has_a_name_of_its_own(folder: Path) -> None:
    """Drawn once, kept; another in a copy of the folder, though its .svc came with it."""
    (folder / ".git").mkdir()
    name = name_of(folder)
    assert name is not None
    assert len(name) == 4
    assert name_of(folder) == name
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    assert name_of(other) not in {name, None}
    assert (folder / FILE).stat().st_mode & 0o077 == (folder / "svc.toml").stat().st_mode & 0o077


def test_nothing_is_drawn_where_nothing_is_changed(folder: Path) -> None:
    """A dry run leaves no file behind."""
    (folder / ".git").mkdir()
    with Store(folder).change(dry_run=True):
        assert Store(folder).till is None
    assert not (folder / FILE).exists()


def test_a_shop_without_git_needs_none(folder: Path) -> None:
    """There is no other copy that could be merged with it; one folder above counts, too."""
    assert name_of(folder) is None
    (folder.parent / ".git").mkdir()
    assert name_of(folder) is not None


def test_a_name_that_cannot_be_read_is_drawn_again(folder: Path) -> None:
    (folder / ".git").mkdir()
    for torn in (b"", b"ABCD", b"\xff\xfe 12", b"A B C"):
        (folder / FILE).write_bytes(torn)
        assert name_of(folder) is not None
