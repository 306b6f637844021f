"""`svc diff` and `svc git textconv`: what changed, record by record, for people and for git."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.commands.git.textconv import blocks
from svc.store.lines import encode

Call = Callable[..., Any]
Git = Callable[..., str]
ID, OTHER = "C-261122-7KQ3MX", "C-261122-8KQ3MX"
FILE = "data/customers/2026-11.jsonl"
SOLD = "data/purchases/2026-11.jsonl"


def line(record_id: str, **fields: Any) -> str:
    """A canonical line, with its line feed."""
    return encode({"id": record_id, **fields}).decode()


def put(folder: Path, *lines: str, file: str = FILE) -> None:
    """Write a file of records."""
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text("".join(lines), encoding="utf-8")


@pytest.fixture
def git() -> Git:
    """Run git in a folder."""

    def call(folder: Path, *args: str, code: int | None = 0) -> str:
        done = subprocess.run(
            ["git", "-C", str(folder), *args], capture_output=True, text=True, check=False
        )
        assert code is None or done.returncode == code, (args, done)
        return done.stdout

    return call


@pytest.fixture
def watched(shop: Path, git: Git) -> Path:
    """A shop that git watches over, with a customer in its only commit."""
    git(shop, "init", "-q", "-b", "main")
    put(shop, line(ID, name="王芳", number="1", profile={"size": "M"}))
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "a new shop")
    return shop


def commit(git: Git, folder: Path) -> None:
    """Commit everything."""
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "svc")


def change(folder: Path) -> None:
    """Change one record, add one to a file that git does not know yet."""
    put(folder, line(ID, name="王芳", number="1", profile={"size": "L"}))
    put(folder, line("P-261122-7KQ3MX", customer=ID, total="0.00"), file=SOLD)


CHANGED = [
    {"table": "customers", "id": ID, "change": "changed",
     "changes": [{"field": "profile.size", "before": "M", "after": "L"}]},
    {"table": "purchases", "id": "P-261122-7KQ3MX", "change": "added",
     "changes": [{"field": "customer", "before": None, "after": ID},
                 {"field": "total", "before": None, "after": "0.00"}]},
]  # fmt: skip


def test_since_the_last_commit(watched: Path, svc: Call) -> None:
    """Records and fields with the customer's name, also of files that git does not know yet."""
    assert svc("diff").out == ""
    assert svc("diff", "--json").json == []
    change(watched)
    assert svc("diff", "--json").json == CHANGED
    assert [
        json.loads(each) for each in svc("diff", "--format", "jsonl").out.splitlines()
    ] == CHANGED
    assert svc("diff").out == (
        f"changed  customer  {ID}  王芳\n  profile · size  M → L\n\n"
        f"added  purchase  P-261122-7KQ3MX  王芳\n  customer  {ID}\n  total     0.00\n"
    )
    assert svc("diff", "--format", "csv").out.splitlines() == [
        "table,id,change,field,before,after", f"customers,{ID},changed,profile.size,M,L",
        f"purchases,P-261122-7KQ3MX,added,customer,,{ID}",
        "purchases,P-261122-7KQ3MX,added,total,,0.00",
    ]  # fmt: skip
    assert svc("diff", "--stat", "--json").json == [
        {"table": "customers", "added": 0, "changed": 1, "removed": 0},
        {"table": "purchases", "added": 1, "changed": 0, "removed": 0},
    ]


@pytest.mark.parametrize(
    ("words", "shown"),
    [([ID], [0]), (["13800138000"], None), (["number:1"], [0]), (["P-261122-7KQ3MX"], [1]),
     ([ID, "P-261122-7KQ3MX"], [0, 1]), (["--table", "purchases"], [1]),
     (["--table", "staff"], []), (["C-261101-000000"], []), (["HEAD", ID], [0]),
     ([ID, "--table", "purchases"], [])],
)  # fmt: skip
def test_only_some(words: list[str], shown: list[int] | None, watched: Path, svc: Call) -> None:
    """By what names a record, and by table; who is nobody is exit 3."""
    change(watched)
    found = svc("diff", *words, "--json", code=3 if shown is None else 0)
    if shown is not None:
        assert found.json == [CHANGED[n] for n in shown]


def test_between_commits(watched: Path, svc: Call, git: Git) -> None:
    """One revision against the files, two against each other, in git's two ways of writing."""
    change(watched)
    commit(git, watched)
    put(watched)
    both = ("--table", "customers", "--table", "purchases")
    for words in (["HEAD~1", "HEAD"], ["HEAD~1..HEAD"], ["HEAD~1..", *both]):
        assert svc("diff", *words, "--json").json == CHANGED
    assert svc("diff", "--json").json[0]["change"] == "removed"
    assert [each["change"] for each in svc("diff", "HEAD~1", "--json").json] == [
        "removed",
        "added",
    ]
    assert [each["change"] for each in svc("diff", "HEAD", "HEAD~1", "--json").json] == [
        "changed", "removed",
    ]  # fmt: skip
    svc("diff", "HEAD~1..nowhere", code=2)


def test_exit_codes(watched: Path, svc: Call) -> None:
    """0 as git has it; with --exit-code 1 where anything changed."""
    svc("diff", "--exit-code", code=0)
    change(watched)
    svc("diff", code=0)
    svc("diff", "--exit-code", code=1)
    svc("diff", "--exit-code", "--table", "staff", code=0)
    svc("diff", "--exit-code", "--stat", code=1)


def test_other_bytes_of_the_same_records(watched: Path, svc: Call) -> None:
    """Spaces, order and line ends are no difference."""
    text = f' {{"profile": {{"size":"M"}}, "number":"1","name":"王芳","id":"{ID}"}}\r\n\n'
    put(watched, text)
    assert svc("diff", "--json").json == []


@pytest.mark.parametrize(
    "lines",
    [["<<<<<<< HEAD\n", line(ID, name="a"), "=======\n", line(ID, name="b"), ">>>>>>> x\n"],
     [line(ID, name="a")[:-5] + "\n"], [line(ID, name="a"), line(ID, name="b")]],
)  # fmt: skip
def test_what_cannot_be_read(lines: list[str], watched: Path, svc: Call) -> None:
    """The file is named and the rest compared; no record seems to be gone."""
    put(watched, *lines, line(OTHER, name="李娜", number="2"))
    found = svc("diff", "--json")
    assert [(each["id"], each["change"]) for each in found.json] == [(OTHER, "added")]
    assert FILE in found.err
    assert "svc check" in found.err


def test_in_the_middle_of_a_merge(watched: Path, svc: Call, git: Git) -> None:
    """A file that git left unmerged is compared as it stands."""
    git(watched, "config", "merge.default", "text")
    (watched / ".gitattributes").write_text("")
    git(watched, "checkout", "-qb", "other")
    put(watched, line(ID, name="王芳", number="2"))
    commit(git, watched)
    git(watched, "checkout", "-q", "main")
    put(watched, line(ID, name="王芳", number="3"))
    commit(git, watched)
    git(watched, "merge", "other", code=1)
    assert FILE in svc("diff").err
    git(watched, "checkout", "--theirs", FILE)
    assert svc("diff", "--json").json[0]["changes"] == [
        {"field": "number", "before": "3", "after": "2"}
    ]


def test_a_shop_in_a_larger_repository(
    watched: Path, svc: Call, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only this shop's files, wherever it is; an unborn branch has nothing before it."""
    git(tmp_path, "init", "-q")
    (watched / ".git").rename(tmp_path / "gone")
    monkeypatch.setenv("SVC_STORE", str(watched))
    assert [each["change"] for each in svc("diff", "--json").json] == ["added"]
    git(tmp_path, "add", "shop")
    git(tmp_path, "commit", "-qm", "svc")
    put(tmp_path, line(OTHER, name="x"))
    change(watched)
    assert svc("diff", "--json").json == CHANGED


def test_without_a_repository(shop: Path, svc: Call) -> None:
    """Nothing to compare with."""
    assert shop
    assert "no git repository" in svc("diff", code=5).err


def test_somebody_erased(watched: Path, svc: Call) -> None:
    """What went is told, not what it was."""
    svc("customer", "erase", ID, "--yes")
    for form in ("text", "json", "csv"):
        found = svc("diff", "--format", form).out
        assert "erased" in found
        assert "王芳" not in found
    assert {"field": "profile.size", "before": "***", "after": None} in svc("diff", "--json").json[
        0
    ]["changes"]


def test_many_records(watched: Path, svc: Call) -> None:
    """A thousand are written as they are found; a reader who has seen enough is no error."""
    put(watched, *(line(f"C-261122-{n:06d}", name=f"n{n}", number=str(n)) for n in range(1000)))
    found = svc("diff", "--json").json
    assert [each["change"] for each in found] == ["added"] * 1000 + ["removed"]
    assert svc("diff").out.count("\n\n") == 1000
    script = f"{sys.executable} -m svc diff | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["added  customer  C-261122-000000  n0", "141"]
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [("王芳", "a: 王芳"), ("1", 'a: "1"'), (1, "a: 1"), (True, "a: true"), ("true", 'a: "true"'),
     ("", 'a: ""'), (" x", 'a: " x"'), ("x ", 'a: "x "'), ("a\nb", 'a: "a\\nb"'), ({}, "a: {}"),
     ("{}", 'a: "{}"'), ([], "a: []"), (None, "a: null"), ("\x1b\u202e", 'a: "\\u001b\\u202e"'),
     ({"b": {"c": 1}}, "a.b.c: 1"), ([{"at": "x", "b": [1]}], "a[0].at: x|a[0].b[0]: 1"),
     ({"b c": 1, "d\n": 2}, 'a["b c"]: 1|a["d\\n"]: 2')],
)  # fmt: skip
def test_a_field_a_line(value: Any, shown: str) -> None:
    """Names whole, values bare unless they could be taken for others."""
    assert list(blocks(encode({"id": ID, "a": value}))) == [[f"id: {ID}", *shown.split("|")]]


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=4)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from("abc"), VALUES),
    st.dictionaries(st.sampled_from("abc"), VALUES),
)
def test_no_difference_hides(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Two lines show alike only if they are one record."""
    try:
        lines = [encode({"id": ID, **each}) for each in (one, other)]
    except ValueError:  # half a character, or two names that are one
        return
    if lines[0] != lines[1]:
        assert list(blocks(lines[0])) != list(blocks(lines[1]))


def test_what_is_no_record(svc: Call, tmp_path: Path) -> None:
    """Shown as it stands, made safe; a file without lines is nothing, none is an error."""
    file = tmp_path / "x.jsonl"
    file.write_bytes(b'{"id":"A"}\n{"id":\x1b[31m\n<<<<<<< HEAD\n\xd6\xd0\n{"id":"B"}')
    assert svc("git", "textconv", file).out.split("\n\n") == [
        "id: A", '? "{\\"id\\":\\u001b[31m"', "? <<<<<<< HEAD", "? \\xd6\\xd0",
        '? "{\\"id\\":\\"B\\"}"\n',
    ]  # fmt: skip
    file.write_bytes(b"")
    assert svc("git", "textconv", file).out == ""
    svc("git", "textconv", tmp_path / "none", code=74)


def test_git_shows_a_changed_field_as_one_line(watched: Path, git: Git) -> None:
    """`git diff` and `git log -p` through the textconv of this clone."""
    git(watched, "config", "diff.svc.textconv", f"{sys.executable} -m svc git textconv")
    (watched / ".gitattributes").write_text("*.jsonl diff=svc\n")
    put(watched, line(ID, name="王芳", number="1", profile={"size": "L"}))
    shown = git(watched, "diff", "--", FILE).splitlines()
    assert [each for each in shown if each[0] in "+-" and each[:3] not in ("+++", "---")] == [
        "-profile.size: M", "+profile.size: L",
    ]  # fmt: skip
    assert f" id: {ID}" in shown
    assert "+name: 王芳" in git(watched, "log", "-p", "--", FILE)
