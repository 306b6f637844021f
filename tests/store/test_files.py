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


def test_names_in_what_is_no_folder(tmp_path: Path) -> None:
    """A file, or nothing at all, holds none; a folder those it has."""
    (tmp_path / "file").touch()
    assert files.names_in(tmp_path / "file") == []
    assert files.names_in(tmp_path / "nothing") == []
    assert files.names_in(tmp_path) == ["file"]
    assert files.left_over(tmp_path / "nothing") == []


@pytest.mark.parametrize("number", [errno.ENOTDIR, errno.ENOENT, None])
def test_an_error_without_words_is_told_by_its_number(number: int | None) -> None:
    """Whatever the system leaves out."""
    with pytest.raises(CannotReadOrWrite) as told, files.plain_errors("a/b.jsonl", files.UNSURE):
        raise OSError(number, None) if number else OSError()
    assert str(told.value.message) == f"b.jsonl: {number}."
    assert told.value.hint is files.UNSURE


def test_what_is_read_is_all_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what comes while it is read, and what comes in pieces."""
    file = tmp_path / "file"
    content = bytes(range(256)) * 800
    file.write_bytes(content)
    assert files.read(file) == content
    real = os.fstat
    for size in (0, 10):

        def smaller(handle: int, size: int = size) -> os.stat_result:
            """As it was a moment ago."""
            there = real(handle)
            return os.stat_result([*there[:6], size, *there[7:]])

        monkeypatch.setattr(os, "fstat", smaller)
        assert files.read(str(file)) == content
    with pytest.raises(FileNotFoundError):
        files.read(tmp_path / "nothing")


def test_a_new_folder_is_as_its_parent(tmp_path: Path) -> None:
    """Each of several; one that is there stays as it is; a bare name is where we stand."""
    tmp_path.chmod(0o750)
    files.make_folder(tmp_path / "a/b/c")
    assert [(tmp_path / each).stat().st_mode & 0o7777 for each in ("a", "a/b", "a/b/c")] == [
        0o750
    ] * 3
    (tmp_path / "a").chmod(0o700)
    files.make_folder(tmp_path / "a")
    assert (tmp_path / "a").stat().st_mode & 0o7777 == 0o700
    assert files.folder_of("name") == "."
    assert files.folder_of(tmp_path / "a") == str(tmp_path)


def test_a_new_file_is_set_back_a_little(tmp_path: Path) -> None:
    """So that an edit right after it shows as newer; nothing is left where writing failed."""
    target = tmp_path / "x.jsonl"
    temporary = files.write_beside(target, b"content", tmp_path)
    assert files.OURS.fullmatch(Path(temporary).name)
    assert Path(temporary).parent == tmp_path
    assert Path(temporary).read_bytes() == b"content"
    (tmp_path / "now").touch()
    behind = (tmp_path / "now").stat().st_mtime_ns - Path(temporary).stat().st_mtime_ns
    assert files.SET_BACK - 100_000_000 <= behind < files.SET_BACK + 60_000_000_000
    assert files.left_over(tmp_path) == [temporary]
    assert files.sweep(tmp_path) == [temporary]
    with pytest.raises(FileNotFoundError):
        files.write_beside(target, b"content", tmp_path / "nothing")
    assert files.left_over(tmp_path) == []


@pytest.mark.parametrize("step", ["replace", "sync"])
def test_a_file_put_in_place_whole_or_not_at_all(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its name nothing is changed; where only the sync of the folder fails, it is."""
    target = tmp_path / "x.jsonl"
    target.write_bytes(b"old")

    def failing(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(
            *((os, "replace") if step == "replace" else (files, "sync_folder")), failing
        )
        with pytest.raises(CannotReadOrWrite, match=r"x\.jsonl") as told:
            files.replace_one(target, b"new", tmp_path)
    assert told.value.hint is (files.UNCHANGED if step == "replace" else files.UNSURE)
    assert target.read_bytes() == (b"old" if step == "replace" else b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["x.jsonl"]
    files.replace_one(tmp_path / "new/y.jsonl", b"first", target)
    assert (tmp_path / "new/y.jsonl").read_bytes() == b"first"


def test_a_folder_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Itself, once; Windows has no such call."""
    synced: list[str] = []
    place = str(tmp_path)

    def fsync(handle: int) -> None:
        assert os.path.samestat(os.fstat(handle), os.stat(place))  # noqa: PTH116 - a handle's
        synced.append(place)

    monkeypatch.setattr(os, "fsync", fsync)
    files.sync_folder(place)
    assert synced == [place]
    with monkeypatch.context() as patched:
        patched.setattr(os, "name", "nt")
        files.sync_folder(place)
    assert synced == [place]


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [(0o600, 0o660, 0o660), (0o666, 0o640, 0o640), (0o644, 0o644, 0o644), (0o600, 0o755, 0o644),
     (0o755, 0o755, 0o644), (0o661, 0o660, 0o660), (0o600, 0o607, 0o606)],
)  # fmt: skip
def test_a_file_of_ours_is_shared_as_another(
    before: int, wanted: int, after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its mode, without what makes a program of it, and its group; whose it is stays."""
    ours, other = tmp_path / "ours", tmp_path / "other"
    for file, mode in ((ours, before), (other, wanted)):
        file.touch()
        file.chmod(mode)
    owner = ours.stat().st_uid
    changed: list[object] = []
    real = os.chmod
    monkeypatch.setattr(os, "chmod", lambda *args: changed.append(args) or real(*args))  # type: ignore[func-returns-value]
    files.share(ours, other.stat())
    assert ours.stat().st_mode & 0o777 == after
    assert len(changed) == (before != after)
    assert ours.stat().st_uid == owner


def test_a_group_we_are_not_in_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the file is not shared with us either; its group alone would have changed."""
    file = tmp_path / "ours"
    file.touch()
    file.chmod(0o600)
    there = file.stat()
    others = os.stat_result([there.st_mode | 0o066, *there[1:5], there.st_gid + 1, *there[6:]])
    asked: list[tuple[object, ...]] = []

    def chown(*args: object) -> None:
        asked.append(args)
        raise PermissionError

    monkeypatch.setattr(os, "chown", chown)
    files.share(file, others)
    files.share(file, there)
    assert asked == [(file, -1, there.st_gid + 1)]
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name == "nt", reason="needs named pipes")
def test_a_pipe_in_a_files_place_is_told_not_waited_for(
    folder: Path, store: Store, add: Callable[..., str]
) -> None:
    """Whoever reads it would wait for a writer that never comes."""
    add()
    os.mkfifo(folder / "data/customers/2026-06.jsonl")
    with pytest.raises(CannotReadOrWrite, match="a pipe"):
        list(store.customers.all())
