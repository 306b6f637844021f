"""What is kept of settings and policy: never the truth, never noticed, gone with an edit."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from svc import kept, toml
from svc.errors import BadPolicy
from svc.policy import Policy
from svc.store.settings import read_settings

if TYPE_CHECKING:
    from tests.conftest import Result

    Call = Callable[..., Result]

Unprivileged = Callable[[Path], AbstractContextManager[None]]
DAY = date(2026, 11, 22)
OWN = """
[schedule]
unit = "days after the sale"
sources = ["S2-023"]
[[schedule.values]]
value = [{ key = "purchase", kind = "purchase", after = 7, channel = "call" }]
[[schedule.values]]
since = 2027-01-01
value = [{ key = "purchase", kind = "purchase", after = 9, channel = "call" }]
"""


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is read though its file is new: no test waits for it to settle."""
    monkeypatch.setattr(kept, "SETTLED", -(10**12))


def days(shop: Path, day: date = DAY) -> int:
    """The days after which the shop calls, by its policy as commands read it."""
    policy = Policy(shop / "policy", shop=shop)
    after: int = policy.at(day)["callback.schedule"].rows()[0]["after"]
    return after


def files_kept(shop: Path) -> dict[str, bytes]:
    """What is kept of a shop."""
    return {file.name: file.read_bytes() for file in (shop / ".svc").glob("*.json")}


@pytest.fixture
def own(shop: Path) -> Path:
    """The policy file of a shop that calls after 7 days, and after 9 from 2027 on."""
    file = shop / "policy" / "callback.toml"
    file.write_text(OWN, encoding="utf-8")
    return file


def is_read_anew(monkeypatch: pytest.MonkeyPatch, *calls: Callable[[], object]) -> list[bool]:
    """For each call, whether it had to read TOML."""
    import tomllib

    seen: list[str] = []
    real = tomllib.loads

    def loads(text: str) -> dict[str, Any]:
        seen.append(text)
        return real(text)

    monkeypatch.setattr(tomllib, "loads", loads)
    told = []
    for call in calls:
        seen.clear()
        toml.parsed.cache_clear()  # as a new process
        call()
        told.append(bool(seen))
    return told


@pytest.mark.usefixtures("at_once")
def test_the_second_command_reads_no_toml(
    shop: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does it say anything else than the first."""
    assert own
    for read in (
        lambda: days(shop),
        lambda: read_settings(shop),
        lambda: Policy(shop / "policy", shop=shop).topic("warranty"),
    ):
        assert is_read_anew(monkeypatch, read, read) == [True, False]
    first = [*files_kept(shop)]
    assert sorted(first) == ["policy.callback.json", "policy.warranty.json", "settings.json"]
    assert read_settings(shop) == read_settings(shop, anew=True)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("preset", ["clothing", "furniture"])
def test_what_is_kept_is_what_the_files_say(
    shop: Path, own: Path, preset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every entry of every topic, with its dates; another preset is another reading."""
    assert own
    truth = Policy(shop / "policy", preset)
    for _ in range(2):
        seen = Policy(shop / "policy", preset, shop=shop)
        assert {t: seen.topic(t) for t in seen.topics} == {t: truth.topic(t) for t in truth.topics}
    other = "furniture" if preset == "clothing" else "clothing"
    again = Policy(shop / "policy", other, shop=shop)
    assert again.topic("warranty") == Policy(shop / "policy", other).topic("warranty")
    assert days(shop, date(2027, 1, 1)) == 9


def test_a_file_that_has_not_settled_is_not_kept(shop: Path, own: Path) -> None:
    """Edited again within the same tick of the disk's clock, it would look the same."""
    assert days(shop) == 7
    for after in (8, 6, 5, 8):
        own.write_text(OWN.replace("after = 7", f"after = {after}"), encoding="utf-8")
        assert days(shop) == after
    assert files_kept(shop) == {}
    assert [*(shop / ".svc").iterdir()] == []


@pytest.mark.usefixtures("at_once")
def test_an_edit_is_seen_whatever_it_hides(shop: Path, own: Path) -> None:
    """The same size, the time set back, the file replaced: its state is another all the same."""
    assert days(shop) == 7
    before = own.stat()
    edited = OWN.replace("after = 7", "after = 8")
    assert len(edited) == len(OWN)
    while own.stat().st_ctime_ns == before.st_ctime_ns:  # till the disk's clock ticks
        own.write_text(edited, encoding="utf-8")
        os.utime(own, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert own.stat().st_mtime_ns == before.st_mtime_ns
    assert days(shop) == 8
    other = own.with_suffix(".new")
    other.write_text(OWN, encoding="utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(own)
    assert days(shop) == 7
    own.unlink()
    assert days(shop) == Policy().at(DAY)["callback.schedule"].rows()[0]["after"]
    own.write_text("[schedule", encoding="utf-8")
    with pytest.raises(BadPolicy):
        days(shop)


@pytest.mark.usefixtures("at_once")
def test_what_json_cannot_hold_is_not_kept(shop: Path, own: Path) -> None:
    """A date as a value comes back as a date, each time from the file."""
    text = OWN + '[holidays]\n[[holidays.values]]\nvalue = [2027-02-06, "x"]\n'
    own.write_text(text, encoding="utf-8")
    for _ in range(2):
        found = Policy(shop / "policy", shop=shop).at(DAY)["callback.holidays"].value
        assert found == [date(2027, 2, 6), "x"]
    assert files_kept(shop) == {}
    settings = shop / "svc.toml"
    settings.write_text(settings.read_text("utf-8") + "opened = 2020-01-01\n", encoding="utf-8")
    for _ in range(2):
        assert read_settings(shop).raw["opened"] == date(2020, 1, 1)


@pytest.mark.usefixtures("at_once")
def test_what_is_kept_may_be_torn_or_nonsense(shop: Path, own: Path) -> None:
    """Then it is made anew, at every length of it and whatever else it holds."""
    assert own
    days(shop)
    file = shop / ".svc" / "policy.callback.json"
    whole = file.read_bytes()
    told: dict[str, Any] = json.loads(whole)
    entry = told["holds"]["schedule"]
    changes: list[dict[str, Any]] = [
        {"svc": "0.0.0"}, {"files": None}, {"files": told["files"][1:]}, {"holds": None},
        {"holds": []}, {"holds": {"schedule": 1}}, {"holds": {"schedule": entry[:2]}},
        {"holds": {"schedule": [{"title_en": "x"}, *entry[1:]]}},
        {"holds": {"schedule": [entry[0], entry[1], [["soon", 1, None, None]]]}},
    ]  # fmt: skip
    broken = [
        *(whole[:length] for length in range(0, len(whole), 7)),
        b"[]",
        b"null",
        b"{}",
        b"\xff\xfe",
        whole + b"}",
        b"[" * 100_000,
        *(json.dumps(told | changed).encode() for changed in changes),
    ]
    for content in broken:
        file.write_bytes(content)
        assert days(shop) == 7, content[:80]
        assert json.loads(file.read_bytes()) == told
    file.unlink()
    file.mkdir()
    assert days(shop) == 7


@pytest.mark.usefixtures("at_once")
def test_no_command_fails_for_it(
    shop: Path, own: Path, svc: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each system call that keeps may fail: nothing is said, and nothing is left behind."""
    assert own

    def fail(*_args: object, **_more: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "full")

    for name in ("replace", "chmod", "fstat"):
        with monkeypatch.context() as broken:
            broken.setattr(os, name, fail)
            assert days(shop) == 7
        assert [*(shop / ".svc").iterdir()] == []
    (shop / ".svc").rmdir()
    assert days(shop) == 7
    done = svc("callback", "due")
    assert (done.out, done.err) == ("", "")
    assert not (shop / ".svc").exists()
    (shop / ".svc").write_text("no folder", "utf-8")
    assert days(shop) == 7


@pytest.mark.usefixtures("at_once")
def test_a_shop_that_may_only_be_read(shop: Path, own: Path, unprivileged: Unprivileged) -> None:
    """Who may not write there reads the files each time."""
    assert own
    import tomllib

    import svc.policy.reading

    assert tomllib
    assert svc.policy.reading
    with unprivileged(shop):
        (shop / ".svc").chmod(0o500)
        for _ in range(2):
            assert days(shop) == 7
        (shop / ".svc").chmod(0o700)
    assert files_kept(shop) == {}


@pytest.mark.usefixtures("at_once")
def test_a_policy_that_may_not_be_read_is_an_error(
    shop: Path, own: Path, unprivileged: Unprivileged
) -> None:
    """Never the shipped figures in its stead, whatever is kept."""
    assert days(shop) == 7
    with unprivileged(shop):
        for closed in (own, own.parent):
            mode = closed.stat().st_mode
            closed.chmod(0)
            with pytest.raises(PermissionError):
                days(shop)
            closed.chmod(mode)
            assert days(shop) == 7


@pytest.mark.usefixtures("at_once")
@pytest.mark.skipif(os.name == "nt", reason="POSIX modes")
def test_it_is_shared_as_the_shop_is(shop: Path, own: Path) -> None:
    """With the group if the folder is, with everybody never."""
    for mode, wanted in ((0o700, 0o600), (0o770, 0o660), (0o755, 0o640), (0o777, 0o660)):
        (shop / ".svc").chmod(mode)
        own.touch()
        (shop / ".svc" / "policy.callback.json").unlink(missing_ok=True)
        days(shop)
        assert (shop / ".svc" / "policy.callback.json").stat().st_mode & 0o777 == wanted


@pytest.mark.usefixtures("at_once")
def test_checks_read_the_files(wang: str, shop: Path, own: Path, svc: Call) -> None:
    """`svc check` and `svc policy check` ask nobody what is kept."""
    assert wang
    assert own
    svc("callback", "due")
    for name, content in files_kept(shop).items():
        told = json.loads(content)
        if name == "settings.json":
            told["holds"]["country"] = 86
        elif name == "policy.callback.json":
            told["holds"]["schedule"][2] = [[None, "never", None, None]]
        (shop / ".svc" / name).write_text(json.dumps(told), "utf-8")
    svc("callback", "due", code=4)  # which believes it
    sane = svc("check", "--json", code=None).json
    assert [problem for problem in sane if problem["level"] == "error"] == []
    (shop / ".svc" / "settings.json").unlink()
    svc("policy", "check")


@pytest.mark.usefixtures("at_once")
def test_many_at_once(shop: Path, own: Path) -> None:
    """They may all keep what they read: each finds it whole."""
    assert own
    code = (
        "import sys; from svc import kept; kept.SETTLED = -10**12\n"
        "from datetime import date; from svc.policy import Policy\n"
        "for _ in range(30):\n"
        "    p = Policy(sys.argv[1] + '/policy', shop=sys.argv[1]).at(date(2026, 11, 22))\n"
        "    assert p['callback.schedule'].rows()[0]['after'] == 7\n"
        "    __import__('os').utime(sys.argv[1] + '/policy/callback.toml')\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(shop)]) for _ in range(4)]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0, 0]
    assert [file.name for file in (shop / ".svc").iterdir()] == ["policy.callback.json"]


def test_an_unknown_topic_leaves_nothing(shop: Path, svc: Call, at_once: None) -> None:
    """What somebody mistyped is no reason to keep a file."""
    assert at_once is None
    svc("policy", "explain", "whim.whim", code=3)
    assert "policy.whim.json" not in files_kept(shop)
