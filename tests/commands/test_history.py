"""`svc history`: who changed what of one record, from real git."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
Git = Callable[..., str]
ID = "C-261122-7KQ3MX"
FILE = "data/customers/2026-11.jsonl"


def line(record_id: str, **fields: Any) -> str:
    """A canonical line."""
    return json.dumps(
        {"id": record_id, **dict(sorted(fields.items()))}, ensure_ascii=False,
        separators=(",", ":"),
    )  # fmt: skip


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch) -> Git:
    """Run git in a folder."""
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-11-22T15:30:00+08:00")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-22T15:30:00+08:00")

    def call(folder: Path, *args: str, code: int | None = 0) -> str:
        done = subprocess.run(
            ["git", "-C", str(folder), *args], capture_output=True, text=True, check=False
        )
        assert code is None or done.returncode == code, (args, done)
        return done.stdout.strip()

    return call


@pytest.fixture
def watched(shop: Path, git: Git) -> Path:
    """A shop that git watches over, opened in a first commit."""
    git(shop, "init", "-q", "-b", "main")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "a new shop")
    return shop


def commit(git: Git, folder: Path, subject: str = "svc") -> str:
    """Commit everything; gives the commit."""
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", subject)
    return git(folder, "rev-parse", "HEAD")


def put(folder: Path, *lines: str, file: str = FILE) -> None:
    """Write a file of records."""
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text("".join(each + "\n" for each in lines), encoding="utf-8")


def told(rows: list[dict[str, Any]]) -> list[Any]:
    """What each entry says that changed."""
    return [[tuple(change.values()) for change in row["changes"]] for row in rows]


def test_a_record_from_its_first_line_on(watched: Path, svc: Call, git: Git) -> None:
    """Each commit that changed it, and what is not committed; others and other records not."""
    wang = svc("customer", "add", "--name", "王芳", "--phone", "13800138000").line
    first = commit(git, watched, f"customer add: {wang}")
    svc("customer", "add", "--name", "李娜", "--phone", "13800138001")
    commit(git, watched, "another")
    svc("customer", "edit", wang, "--set", "size=L")
    second = commit(git, watched, f"customer edit: {wang}")
    svc("customer", "edit", wang, "--set", "size=XL")
    found = svc("history", wang, "--json").json
    at = "2026-11-22T15:30:00+08:00"
    assert found == [
        {"commit": first, "at": at, "by": "till", "subject": f"customer add: {wang}",
         "changes": [{"field": "name", "before": None, "after": "王芳"},
                     {"field": "phone", "before": None, "after": "13800138000"}], "cut": False},
        {"commit": second, "at": at, "by": "till", "subject": f"customer edit: {wang}",
         "changes": [{"field": "profile.size", "before": None, "after": "L"}], "cut": False},
        {"commit": None, "at": None, "by": None, "subject": None,
         "changes": [{"field": "profile.size", "before": "L", "after": "XL"}], "cut": False},
    ]  # fmt: skip
    assert svc("history", "13800138000", "--newest-first", "--json").json == found[::-1]
    assert svc("history", wang[-6:].lower(), "--format", "jsonl").out.count("\n") == 3
    assert svc("history", "王芳").out == (
        f"{wang} 王芳\n\n2026-11-22 15:30  till  {first[:9]}  added\ncustomer add: {wang}\n"
        f"  name   王芳\n  phone  13800138000\n\n2026-11-22 15:30  till  {second[:9]}\n"
        f"customer edit: {wang}\n  profile · size  - → L\n\nnot committed yet\n"
        "  profile · size  L → XL\n"
    )


def test_one_that_is_gone(watched: Path, svc: Call, git: Git) -> None:
    """Its whole id need not be on file: the past tells what it was and who took it away."""
    put(watched, line(ID, name="王芳"))
    commit(git, watched)
    put(watched)
    last = commit(git, watched, "taken away")
    found = svc("history", ID)
    assert f"{last[:9]}  removed\ntaken away\n  name  王芳 → -" in found.out
    assert found.err == f"{ID} is on file no more.\n"
    assert told(svc("history", ID, "--json").json) == [
        [("name", None, "王芳")], [("name", "王芳", None)],
    ]  # fmt: skip


@pytest.mark.parametrize("ref", ["C-261122-000000", "000000", "13900139000", "nobody", "sms-x"])
def test_nobody(ref: str, watched: Path, svc: Call) -> None:
    """What is neither on file nor in the past, and what is no reference."""
    assert watched
    assert svc("history", ref, code=3).out == ""


def test_a_part_that_two_have(watched: Path, svc: Call) -> None:
    """Of different tables, too."""
    put(watched, line(ID, name="王芳", number="1"))
    put(watched, line("P-261122-7KQ3MX", customer=ID, items=[], on="2026-11-22", total="0.00"),
        file="data/purchases/2026-11.jsonl")  # fmt: skip
    assert "names 2 records" in svc("history", "7KQ3MX", code=3).err


@pytest.mark.parametrize(
    ("record_id", "table"),
    [("birthday.C-261122-7KQ3MX.261201", "callbacks"),
     ("sms-birthday.C-261122-7KQ3MX.261201", "messages"),
     ("conflict.C-261122-7KQ3MX", "conflicts"), ("K-261122-7KQ3MX", "complaints")],
)  # fmt: skip
def test_any_table(record_id: str, table: str, watched: Path, svc: Call, git: Git) -> None:
    """Keys as ids, whichever table has them."""
    month = "2026-12" if record_id.endswith(".261201") else "2026-11"
    put(watched, line(record_id, text="x"), file=f"data/{table}/{month}.jsonl")
    commit(git, watched)
    assert told(svc("history", record_id, "--json").json) == [[("text", None, "x")]]


def test_a_shop_in_a_larger_repository_cloned_under_another_name(
    shop: Path, svc: Call, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folders with Chinese names and spaces; the same past in every clone."""
    chain = tmp_path / "连锁"
    shutil.copytree(shop, chain / "东 店")
    git(chain, "init", "-q")
    put(chain / "东 店", line(ID, name="王芳"))
    first = commit(git, chain, "第一次")
    put(chain / "东 店", line(ID, name="王芳", number="1"))
    second = commit(git, chain)
    git(tmp_path, "clone", "-q", str(chain), "copy")
    for folder in (chain, tmp_path / "copy"):
        monkeypatch.setenv("SVC_STORE", str(folder / "东 店"))
        found = svc("history", ID, "--json").json
        assert [row["commit"] for row in found] == [first, second]
        assert found[0]["subject"] == "第一次"


def test_a_shallow_clone(
    watched: Path, svc: Call, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit at the cut seems to bring everything; it is said that it need not be so."""
    for number in "123":
        put(watched, line(ID, name="王芳", number=number))
        commit(git, watched)
    git(tmp_path, "clone", "-q", "--depth", "2", watched.as_uri(), "copy")
    monkeypatch.setenv("SVC_STORE", str(tmp_path / "copy"))
    found = svc("history", ID, "--json")
    assert [row["cut"] for row in found.json] == [True, False]
    assert "git fetch --unshallow" in found.err
    assert "The past before this is cut." in svc("history", ID).out


def test_merges(watched: Path, svc: Call, git: Git) -> None:
    """Both sides' changes are told once, of the merge only what was decided in it."""
    put(watched, line(ID, name="王芳", number="1"))
    commit(git, watched)
    git(watched, "checkout", "-qb", "other")
    put(watched, line(ID, name="王芳", number="2"))
    commit(git, watched, "theirs")
    git(watched, "checkout", "-q", "main")
    put(watched, line(ID, name="王方", number="1"))
    commit(git, watched, "ours")
    git(watched, "merge", "-q", "other", code=None)
    put(watched, line(ID, name="王方", number="2"))
    commit(git, watched, "united")
    assert sorted(row["subject"] for row in svc("history", ID, "--json").json) == [
        "ours", "svc", "theirs",
    ]  # fmt: skip
    git(watched, "reset", "-q", "--hard", "HEAD~1")
    git(watched, "merge", "-q", "other", code=None)
    put(watched, line(ID, name="王方", number="3"))
    commit(git, watched, "chosen")
    *_before, last = svc("history", ID, "--json").json
    assert last["subject"] == "chosen"
    assert told([last]) == [[("number", "1", "3")]]


def test_a_side_that_was_given_up(watched: Path, svc: Call, git: Git) -> None:
    """A merge that took one side whole: what the other one said is still told."""
    put(watched, line(ID, name="王芳"))
    commit(git, watched)
    git(watched, "checkout", "-qb", "other")
    put(watched, line(ID, name="王芳", number="2"))
    commit(git, watched, "given up")
    git(watched, "checkout", "-q", "main")
    put(watched, line(ID, name="王芳", number="1"))
    commit(git, watched, "taken")
    git(watched, "merge", "-q", "-s", "ours", "-m", "ours", "other")
    subjects = [row["subject"] for row in svc("history", ID, "--json").json]
    assert sorted(subjects) == ["given up", "svc", "taken"]


def test_lines_edited_by_hand(watched: Path, svc: Call, git: Git) -> None:
    """Spaces, order and line ends are no change; a line that cannot be read is told as it is."""
    put(watched, line(ID, name="王芳", number="1"))
    commit(git, watched)
    put(watched, f'{{"number": "1",  "name":"王芳", "id" : "{ID}"}}\r')
    commit(git, watched)
    assert len(svc("history", ID, "--json").json) == 1
    put(watched, line(ID, name="王芳", number="1")[:-4])
    found = svc("history", ID, "--json")
    assert "cannot be read" in found.err
    assert ("unreadable", None, f'{{"id":"{ID}","name":"王芳","number":') in told(found.json)[-1]


def test_without_git(shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record's own logs, in their order, and a word that git would know more."""
    put(shop, line(ID, name="王芳", number="1",
                   consent_log=[{"at": "2026-11-22", "act": "given", "staff": "T-1"}],
                   wishes=[{"at": "2026-11-21T09:00", "theme": "tea"}]))  # fmt: skip
    for path in (None, ""):
        if path is not None:
            monkeypatch.setenv("PATH", path)
        found = svc("history", ID, "--json")
        assert "git would know every change" in found.err
        assert [(row["commit"], row["at"], row["by"]) for row in found.json] == [
            (None, "2026-11-21T09:00", None), (None, "2026-11-22", "T-1"),
        ]  # fmt: skip
        assert told(found.json)[0] == [("wishes[0]", None, {"at": "2026-11-21T09:00",
                                                            "theme": "tea"})]  # fmt: skip
    assert "not committed" not in svc("history", ID).out
    put(shop, line(ID, name="王芳", number="1"))
    assert f"{ID} keeps no log." in svc("history", ID).err


def test_before_the_first_commit(shop: Path, svc: Call, git: Git) -> None:
    """All there is is what is not committed."""
    git(shop, "init", "-q")
    put(shop, line(ID, name="王芳", number="1"))
    assert [row["commit"] for row in svc("history", ID, "--json").json] == [None]
    assert svc("history", ID).out.splitlines()[2] == "not committed yet"


def test_a_file_merged_into_another(watched: Path, svc: Call, git: Git) -> None:
    """Leads to the one kept, which is said; its own past can be had."""
    kept = svc("customer", "add", "--name", "王芳", "--phone", "13800138000").line
    old = svc("customer", "add", "--name", "王芳", "--number", "0009").line
    commit(git, watched)
    svc("customer", "merge", kept, old, "--yes")
    for ref in (old, "number:0009"):
        found = svc("history", ref)
        assert found.out.startswith(kept)
        assert f"svc history {old} --itself" in found.err
    itself = svc("history", old, "--itself")
    assert itself.out.startswith(old)
    assert "merged · into" in itself.out


def test_somebody_erased(watched: Path, svc: Call, git: Git) -> None:
    """That there were values and when they went is told; the values git still has are not."""
    wang = svc("customer", "add", "--name", "王芳", "--phone", "13800138000").line
    svc("customer", "consent", wang, "--give", "sms")
    call = svc(
        "complaint", "log", "--customer", wang, "--category", "quality", "--text", "起球了"
    ).line
    commit(git, watched)
    svc("complaint", "resolve", call, "--text", "换了一件", code=None)
    svc("complaint", "close", call, code=None)
    svc("customer", "edit", wang, "--set", "size=L")
    commit(git, watched)
    svc("customer", "erase", wang, "--yes")
    commit(git, watched)
    for ref in (wang, call):
        for form in ("text", "json"):
            shown = svc("history", ref, "--format", form).out
            for private in ("王芳", "13800138000", "起球了", "换了一件", '"L"', "- → L"):
                assert private not in shown
    rows = svc("history", wang, "--json").json
    assert ("phone", None, "***") in told(rows)[0]
    assert ("profile.size", None, "***") in told(rows)[1]
    assert ("erased_on", None, "2026-11-22") in told(rows)[2]
    assert "起球了" in git(watched, "log", "-p")
    (watched / FILE).write_text("")
    assert "王芳" not in svc("history", wang).out


def test_a_conflict_about_somebody_erased(watched: Path, svc: Call, git: Git) -> None:
    """What the other till had of her is no more repeated than what stood in her file."""
    wang = svc("customer", "add", "--name", "王芳", "--phone", "13800138000").line
    others = [{"unit": "phone", "fields": {"phone": "13900139000"}}]
    conflict = line(f"conflict.{wang}", table="customers", record=wang, others=others)
    put(watched, conflict, file="data/conflicts/2026-11.jsonl")
    commit(git, watched)
    (watched / "data/conflicts/2026-11.jsonl").unlink()
    assert "13900139000" in svc("history", f"conflict.{wang}").out
    svc("customer", "erase", wang, "--yes")
    assert "13900139000" not in svc("history", f"conflict.{wang}").out


def test_what_would_steer_a_terminal(watched: Path, svc: Call, git: Git) -> None:
    """In values, names of committers and subjects."""
    put(watched, json.dumps({"id": ID, "name": "a\x1b[31m\u202eb", "number": "1"}))
    commit(git, watched, "sub\x1b[2Jject")
    out = svc("history", ID).out + svc("history", ID, "--json").out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_a_narrow_terminal(
    watched: Path, svc: Call, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty columns: nothing runs over but what is copied whole."""
    put(watched, line(ID, name="王芳", number="1",
                      profile={"notes": "喜欢宽松的羊毛大衣，不喜欢聚酯纤维"}))  # fmt: skip
    commit(git, watched, "customer edit: C-261122-7KQ3MX by T-261122-000000")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    from svc import output

    for each in svc("history", ID).out.splitlines():
        assert output.width(each) <= 40 or each.endswith("added")


def test_a_year_of_one_record(watched: Path, svc: Call, git: Git) -> None:
    """Sixty random changes among those of others: replayed, they give each state there was."""
    chance = random.Random(261122)
    state: dict[str, Any] = {"name": "王芳", "number": "1"}
    others = {f"C-2611{day:02d}-00000{n}": f"n{n}" for day in (1, 30) for n in range(5)}
    states: dict[str, dict[str, Any]] = {}
    script = []

    for number in range(60):
        what = chance.randrange(6)
        if what == 0:
            state = state | {"profile": {**state.get("profile", {}), "size": f"s{number}"}}
        elif what == 1:
            entry = {"at": f"2026-11-22T10:{number:02d}", "act": "given"}
            state = state | {"consent_log": [*state.get("consent_log", []), entry]}
        elif what == 2:
            state = state | {"phone": f"138001380{number:02d}"}
        elif what == 3:
            state = {name: value for name, value in state.items() if name != "profile"}
        elif what == 4 and number > 10:
            state = {}
        else:
            others[chance.choice(list(others))] = f"n{number}"
        state = state or ({} if chance.random() < 0.5 else {"name": f"王{number}"})
        rows = {**{i: line(i, name=n, number=i[-6:]) for i, n in others.items()},
                **({ID: line(ID, **state)} if state else {})}  # fmt: skip
        text = "".join(rows[i] + "\n" for i in sorted(rows)).encode()
        head = f"commit refs/heads/main\ncommitter till <t@e> {1790000000 + number} +0800\n"
        script.append(f"{head}data {len(str(number))}\n{number}\n".encode()
                      + (b"from refs/heads/main^0\n" if number == 0 else b"")
                      + f"M 100644 inline {FILE}\ndata {len(text)}\n".encode() + text)  # fmt: skip
        states[str(number)] = state
    subprocess.run(
        ["git", "-C", str(watched), "fast-import", "--quiet"], input=b"".join(script), check=True
    )
    git(watched, "reset", "-q", "--hard")
    replayed: dict[str, Any] = {}
    found = {row["subject"]: row["changes"] for row in svc("history", ID, "--json").json}
    assert list(found) == sorted(found, key=int)
    for subject, wanted in states.items():
        for change in found.get(subject, ()):
            _replay(replayed, change)
        replayed = {name: value for name, value in replayed.items() if value not in ({}, [])}
        assert replayed == wanted, subject


def _replay(state: dict[str, Any], change: dict[str, Any]) -> None:
    """Carry out one change of these made-up ones: a field, one of the profile, a log's entry."""
    field, before, after = change["field"], change["before"], change["after"]
    if field.startswith("consent_log["):
        log = state.setdefault("consent_log", [])
        if after is None:
            log.remove(before)
        else:
            assert field == f"consent_log[{len(log)}]"
            log.append(after)
        return
    place = state
    if field.startswith("profile."):
        place, field = state.setdefault("profile", {}), field.partition(".")[2]
    assert place.get(field) == before
    if after is None:
        del place[field]
    else:
        place[field] = after
