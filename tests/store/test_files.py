"""Files put in place whole: modes, links, folders, what is left of killed commands."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from svc.errors import BadData, CannotReadOrWrite
from svc.store import files
from svc.store.base import FILE, Base
from svc.store.store import Store

Unprivileged = Callable[[Path], AbstractContextManager[None]]

MONTH = "data/customers/2026-11.jsonl"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o660, 0o644])
def test_a_file_keeps_its_mode(mode: int, store: Store, add: Callable[..., str]) -> None:
    """A store shared by a group stays shared, a private one private."""
    add()
    file = store.folder / MONTH
    file.chmod(mode)
    add("李娜")
    assert file.stat().st_mode & 0o777 == mode


def test_a_new_file_is_as_open_as_the_shop(store: Store, add: Callable[..., str]) -> None:
    """The mode of svc.toml stands for it, whatever the umask of whoever comes first."""
    before = os.umask(0o077)
    try:
        (store.folder / "svc.toml").chmod(0o660)
        (store.folder / "data").chmod(0o770)
        add()
    finally:
        os.umask(before)
    assert (store.folder / MONTH).stat().st_mode & 0o777 == 0o660
    assert (store.folder / "data/customers").stat().st_mode & 0o777 == 0o770


def test_new_files_and_the_index_are_of_the_shops_group(
    store: Store, add: Callable[..., str]
) -> None:
    """Whoever of the group comes first must not keep them to a group of her own."""
    settings = store.folder / "svc.toml"
    ours = {*os.getgroups(), *([65534] if os.geteuid() == 0 else [])}
    others = ours - {settings.stat().st_gid, os.getegid()}
    if not others:
        pytest.skip("only root, or who is in two groups, may give a file to another group")
    group = min(others)
    os.chown(settings, -1, group)
    settings.chmod(0o660)
    add()
    for _made_and_kept in range(2):
        Base(store.root).merge([], [], [], os.fspath(settings))
        for file in (store.folder / MONTH, store.folder / FILE):
            assert (file.stat().st_gid, file.stat().st_mode & 0o777) == (group, 0o660)
        os.chown(store.folder / FILE, -1, os.getegid())


def test_a_link_is_not_parted_from_what_it_leads_to(
    store: Store, add: Callable[..., str], tmp_path: Path
) -> None:
    """Renaming over a link would quietly make a second file; the change is refused instead."""
    add()
    file = store.folder / MONTH
    elsewhere = tmp_path / "elsewhere.jsonl"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    with pytest.raises(BadData, match="link"):
        add("李娜")
    assert file.is_symlink()
    assert elsewhere.read_bytes() == before
    assert len(list(store.customers.all())) == 1


def test_the_data_folder_may_be_a_link(
    store: Store, add_both: Callable[[], tuple[str, str]], tmp_path: Path
) -> None:
    """To another disk, say: everything goes through it, the journal too."""
    data = store.folder / "data"
    data.rename(tmp_path / "disk")
    data.symlink_to(tmp_path / "disk")
    add_both()
    assert (tmp_path / "disk/customers/2026-11.jsonl").is_file()


def test_only_our_own_left_over_files_are_swept(store: Store, add: Callable[..., str]) -> None:
    """An editor's temporary file is the editor's business."""
    add()
    folder = store.folder / "data/customers"
    ours = folder / ".2026-11.jsonl.0123abcd.tmp"
    ours.write_text("half a li")
    theirs = folder / ".2026-11.jsonl.tmp"
    theirs.write_text("an editor's")
    add("李娜")
    assert not ours.exists()
    assert theirs.exists()


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "quota"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "may not"),
        (errno.EPERM, "may not"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_the_system_says_names_the_file(number: int, word: str, tmp_path: Path) -> None:
    """And not where it lies, nor what it holds."""
    file = tmp_path / "2026-11.jsonl"
    with pytest.raises(CannotReadOrWrite, match=word) as told, files.plain_errors(file):
        raise OSError(number, os.strerror(number), str(file))
    assert "2026-11.jsonl" in str(told.value)
    assert str(tmp_path) not in str(told.value)


def test_a_folder_that_cannot_sync_is_no_failure(
    store: Store, add: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems know no fsync of a folder and say so."""
    real = os.fsync

    def fsync(handle: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{handle}"):  # noqa: PTH112 - a handle's, not a path's
            raise OSError(errno.EINVAL, "Invalid argument")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    add()
    assert len(list(store.customers.all())) == 1


def test_a_folder_we_may_not_read_is_not_an_empty_one(
    store: Store,
    add: Callable[..., str],
    unprivileged: Unprivileged,
) -> None:
    """An empty list would look as if there were no customers."""
    add()
    assert list(Store(store.folder).customers.all())
    folder = store.folder / "data/customers"
    folder.chmod(0)
    with unprivileged(store.folder), pytest.raises(CannotReadOrWrite):
        list(Store(store.folder).customers.all())
    folder.chmod(0o700)


def test_a_folder_that_cannot_be_listed_is_told(
    store: Store, add: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same, made for root, who may read everything."""
    add()

    def listdir(folder: str) -> list[str]:
        raise PermissionError(errno.EACCES, "Permission denied", folder)

    monkeypatch.setattr(os, "listdir", listdir)
    with pytest.raises(CannotReadOrWrite):
        list(Store(store.folder).customers.all())


def test_a_file_where_a_folder_should_be(store: Store, add: Callable[..., str]) -> None:
    """One sentence, nothing written."""
    (store.folder / "data/customers").write_text("?")
    with pytest.raises(CannotReadOrWrite):
        add()
    assert (store.folder / "data/customers").read_text() == "?"
