"""The merge driver as git calls it, and real merges of two tills by real git."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from svc.store.lines import encode
from svc.store.wiring import ATTRIBUTES, wire
from tests.conftest import Result
from tests.store.two_tills import Outcome, run, shop_with_a_past

Call = Callable[..., Result]
PATH = "data/staff/2026-11.jsonl"
PROGRAM = (sys.executable, "-P", "-m", "svc")


def line(key: str = "AAAAAA", **fields: object) -> bytes:
    """A line of staff."""
    return encode({"id": f"T-261122-{key}", **fields})


Sides = Callable[..., tuple[Path, Path, Path]]


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    """The three files git hands over."""

    def write(*contents: bytes) -> tuple[Path, Path, Path]:
        files = (tmp_path / "base", tmp_path / "ours", tmp_path / "theirs")
        for file, content in zip(files, contents, strict=True):
            file.write_bytes(content)
        return files

    return write


# ---- as git calls it


def test_a_clean_merge(svc: Call, sides: Sides) -> None:
    """Exit 0, ours holds the merge, nothing is said."""
    files = sides(line(name="a"), line(name="b"), line(name="a", code="1"))
    done = svc("git", "merge-driver", *files, PATH)
    assert (done.out, done.err) == ("", "")
    assert files[1].read_bytes() == line(name="b", code="1")


def test_a_conflict(svc: Call, sides: Sides) -> None:
    """Exit 1, our value stands, the file is whole; ids and counts are said, no names."""
    files = sides(line(name="a"), line(name="王芳"), line(name="李娜", code="1"))
    done = svc("git", "merge-driver", *files, f"shop/{PATH}", code=1)
    assert files[1].read_bytes() == line(name="王芳", code="1")
    assert "1 records were changed on both sides" in done.err
    assert "王芳" not in done.err


def test_between_ancestors(svc: Call, sides: Sides) -> None:
    """What both changed stays as it was, and is no conflict yet."""
    files = sides(line(name="a"), line(name="b"), line(name="c", code="1"))
    svc("git", "merge-driver", "--inner", *files, PATH, code=0)
    assert files[1].read_bytes() == line(name="a", code="1")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_side_that_cannot_be_read(svc: Call, sides: Sides, place: int) -> None:
    """Ours is left alone: git takes it for a conflict."""
    contents = [line(name="a"), line(name="b"), line(name="c")]
    contents[place] = b"<<<<<<< HEAD\n"
    files = sides(*contents)
    done = svc("git", "merge-driver", *files, PATH, code=4)
    assert "a conflict marker left by a merge (" in done.err
    assert [file.read_bytes() for file in files] == contents


@pytest.mark.parametrize(
    "path", ["policy/refund.toml", "data/x.jsonl", "data/staff/2026-11.json", "data/staff/x.jsonl",
             "xdata/staff/2026-11.jsonl"],
)  # fmt: skip
def test_a_file_of_another_kind(svc: Call, sides: Sides, path: str) -> None:
    """A sentence, and nothing is written."""
    files = sides(b"", b"x", b"y")
    done = svc("git", "merge-driver", *files, path, code=4)
    assert f"{path} is no file of records" in done.err
    assert files[1].read_bytes() == b"x"


def test_a_file_that_is_not_there(svc: Call, sides: Sides) -> None:
    """A sentence, and nothing is written."""
    files = sides(b"", line(name="a"), b"")
    files[2].unlink()
    svc("git", "merge-driver", *files, PATH, code=74)
    assert files[1].read_bytes() == line(name="a")


# ---- real git

Git = Callable[..., str]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose clone is wired to this svc."""
    folder = tmp_path / "shop"
    folder.mkdir()
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    wire(folder, PROGRAM)
    return folder


def git(folder: Path, *args: str, code: int = 0) -> str:
    """Git's answer."""
    done = subprocess.run(
        ["git", "-C", str(folder), *args], capture_output=True, text=True, check=False
    )
    assert done.returncode == code, (args, done)
    return done.stdout


def put(folder: Path, contents: Mapping[str, bytes | None], message: str = "change") -> None:
    """Write files, or remove them, and commit."""
    for path, content in contents.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            file.unlink()
        else:
            file.write_bytes(content)
    git(folder, "add", "--all")
    git(folder, "commit", "-qm", message)


def two(folder: Path, base: dict[str, bytes], ours: dict[str, bytes | None],
        theirs: dict[str, bytes | None]) -> None:  # fmt: skip
    """Two branches that part after a base; we stand on `main`."""
    put(folder, base)
    git(folder, "checkout", "-qb", "other")
    put(folder, theirs)
    git(folder, "checkout", "-q", "main")
    put(folder, ours)


@pytest.mark.parametrize("how", ["merge", "rebase", "cherry-pick"])
def test_git_merges_by_svc(repository: Path, how: str) -> None:
    """Whatever way it goes about it; the shop may be a folder of a larger repository."""
    path = f"west/shop/{PATH}"
    (repository / "west/shop").mkdir(parents=True)
    (repository / "west/shop/.gitattributes").write_text(ATTRIBUTES + "\n", encoding="utf-8")
    two(
        repository, {path: line(name="a")}, {path: line(name="b") + line("BBBBBB", name="x")},
        {path: line(name="a", code="1") + line("CCCCCC", name="y")},
    )  # fmt: skip
    git(repository, how, *(["--no-edit"] if how == "merge" else []), "other")
    wanted = line(name="b", code="1") + line("BBBBBB", name="x") + line("CCCCCC", name="y")
    assert (repository / path).read_bytes() == wanted
    assert git(repository, "status", "--porcelain") == ""


def test_git_says_conflict(repository: Path) -> None:
    """The file is whole, and git has it unmerged with its three stages."""
    two(
        repository,
        {PATH: line(name="a")},
        {PATH: line(name="b")},
        {PATH: line(name="c", code="1")},
    )
    git(repository, "merge", "other", code=1)
    assert (repository / PATH).read_bytes() == line(name="b", code="1")
    assert len(git(repository, "ls-files", "--unmerged").splitlines()) == 3


DYING = {
    "not there": "/nonexistent/svc",
    "exit 1 at once": "false",
    "killed at once": "sh -c 'kill -9 $$'",
    "killed half-way": 'sh -c \'printf "{\\"id\\":" > "$2".half; kill -9 $$\' x %O %A %B %P',
    "ended by a signal it caught": "sh -c 'exit 143'",
}


@pytest.mark.parametrize("way", DYING)
def test_a_driver_that_dies(repository: Path, way: str) -> None:
    """Git never takes it for merged, and what stands is our whole side."""
    git(repository, "config", "merge.svc.driver", DYING[way])
    ours, theirs = (
        line(name="a") + line("BBBBBB", name="x"),
        line(name="a") + line("CCCCCC", name="y"),
    )
    two(repository, {PATH: line(name="a")}, {PATH: ours}, {PATH: theirs})
    done = subprocess.run(
        ["git", "-C", str(repository), "merge", "other"], capture_output=True, check=False
    )
    assert done.returncode != 0
    assert (repository / PATH).read_bytes() == ours
    unmerged = git(repository, "ls-files", "--unmerged")
    assert unmerged or git(repository, "rev-parse", "HEAD") != git(
        repository, "rev-parse", "other"
    )
    assert "other" in git(repository, "branch", "--no-merged")


def test_a_clone_that_is_not_wired(repository: Path) -> None:
    """An ordinary conflict: git knows no such driver, and merges lines."""
    for key in ("merge.svc", "merge.svc-inner"):
        git(repository, "config", "--remove-section", key)
    ours, theirs = (
        line(name="a") + line("BBBBBB", name="x"),
        line(name="a") + line("CCCCCC", name="y"),
    )
    two(repository, {PATH: line(name="a")}, {PATH: ours}, {PATH: theirs})
    git(repository, "merge", "other", code=1)
    assert len(git(repository, "ls-files", "--unmerged").splitlines()) == 3


OCTOBER, NOVEMBER = "data/callbacks/2026-10.jsonl", "data/callbacks/2026-11.jsonl"


def call(day: str, **fields: object) -> bytes:
    """A line of a callback."""
    return encode({"id": f"birthday.C-261001-AAAAAA.{day}", "kind": "birthday",
                   "result": "reached", "customer": "C-261001-AAAAAA",
                   "text": "很高兴" * 9, **fields})  # fmt: skip


def test_a_month_is_never_taken_for_anothers_new_name(repository: Path) -> None:
    """October's file went, November's is new and alike: git keeps them apart."""
    two(
        repository, {OCTOBER: call("261031")}, {OCTOBER: None, NOVEMBER: call("261101")},
        {OCTOBER: call("261031", satisfied=True)},
    )  # fmt: skip
    git(repository, "merge", "other", code=1)
    assert OCTOBER in git(repository, "ls-files", "--unmerged")
    assert (repository / NOVEMBER).read_bytes() == call("261101")


def test_where_it_is_taken_so_nothing_is_merged(repository: Path) -> None:
    """With renames on, as another tool may have them: our side stands, and git says conflict."""
    git(repository, "config", "merge.renames", "true")
    two(
        repository, {OCTOBER: call("261031")}, {OCTOBER: None, NOVEMBER: call("261101")},
        {OCTOBER: call("261031", satisfied=True)},
    )  # fmt: skip
    git(repository, "merge", "other", code=1)
    assert (repository / NOVEMBER).read_bytes() == call("261101")
    assert NOVEMBER in git(repository, "ls-files", "--unmerged")


@pytest.mark.parametrize("settled", [("b", "c"), ("c", "c"), ("b", "d")])
def test_crossed_merges(repository: Path, settled: tuple[str, str]) -> None:
    """Both tills settle one conflict, each by itself; git asks again unless they chose alike."""
    two(
        repository,
        {PATH: line(name="a")},
        {PATH: line(name="b")},
        {PATH: line(name="c", code="1")},
    )
    git(repository, "branch", "theirs", "other")
    git(repository, "branch", "ours", "main")
    for here, there, name in (("main", "theirs", settled[0]), ("other", "ours", settled[1])):
        git(repository, "checkout", "-q", here)
        git(repository, "merge", there, code=1)
        put(repository, {PATH: line(name=name, code="1")})
    git(repository, "checkout", "-q", "main")
    alike = settled[0] == settled[1]
    git(repository, "merge", "--no-edit", "other", code=0 if alike else 1)
    assert (repository / PATH).read_bytes() == line(name=settled[0], code="1")
    assert bool(git(repository, "ls-files", "--unmerged")) is not alike


def test_a_thin_environment(repository: Path) -> None:
    """As cron has it: no PATH but the system's, no locale."""
    two(
        repository,
        {PATH: line(name="a")},
        {PATH: line(name="王芳")},
        {PATH: line(name="a", code="1")},
    )
    environment = {name: value for name, value in os.environ.items() if name.startswith("GIT_")}
    subprocess.run(
        ["git", "-C", str(repository), "merge", "--no-edit", "other"], check=True,
        capture_output=True,
        env={**environment, "PATH": "/usr/bin:/bin", "HOME": "/"},
    )  # fmt: skip
    assert (repository / PATH).read_bytes() == line(name="王芳", code="1")


def test_two_tills(svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight merges of what two tills did at random; tests/faults makes five hundred (P6)."""
    for name in ("SVC_STORE", "SVC_STAFF"):
        monkeypatch.setenv(name, "")
    shop_with_a_past(svc, tmp_path / "shop")
    outcome = Outcome()
    for seed in range(8):
        run(svc, tmp_path / "shop", seed, outcome, is_wired=True, operations=2)
    assert outcome.faults == []
    assert outcome.needless == 0
