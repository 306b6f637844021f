"""`svc calendar`: the promised keys, the text for people, the exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from svc import i18n
from svc.cli import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Outside any shop; English again afterwards."""
    for name in ("SVC_STORE", "SVC_TODAY", "SVC_STAFF", "SVC_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "en")  # so that it is put back after `speak` has set it
    monkeypatch.chdir(tmp_path)
    yield
    i18n.speak("en")


def call(capsys: pytest.CaptureFixture[str], *args: str, lang: str = "en") -> tuple[int, str, str]:
    code = run(["--lang", lang, "--today", "2026-11-22", "calendar", *args])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def as_json(capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    code, out, _err = call(capsys, *args, "--json")
    assert code == 0
    return json.loads(out)


def test_a_day_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The keys of the contract, in their order; names are Chinese."""
    shown = as_json(capsys, "show", "2026-09-25")
    assert list(shown) == ["date", "weekday", "lunar", "term", "festivals", "workday"]
    assert shown == {
        "date": "2026-09-25",
        "weekday": 5,
        "lunar": {"year": 2026, "month": 8, "leap": False, "day": 15},
        "term": None,
        "festivals": ["中秋节"],
        "workday": False,
    }
    assert as_json(capsys, "show", "today")["term"] == "小雪"
    assert as_json(capsys, "show", "2027-01-04")["workday"] is None
    assert as_json(capsys, "show", "2025-08-08")["lunar"]["leap"] is True


@pytest.mark.parametrize(
    ("exceptions", "day", "works"),
    [
        ("{}", "2026-10-01", False),
        ("{}", "2031-05-05", None),
        ('{ "2031-05-01" = false }', "2031-05-01", False),
        ('{ "2031-05-01" = false }', "2031-05-05", True),
        ('{ "2031-05-01" = false }', "2031-05-04", False),
        ('{ "2026-10-01" = { start = "09:00", end = "12:00" } }', "2026-10-01", True),
        ('{ "2026-11-23" = false }', "2026-11-23", False),
    ],
)
def test_the_shops_own_days(
    exceptions: str, day: str, works: bool | None, tmp_path: Path, capsys: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A year beyond the notices is warned of once, until the shop's own file tells of it."""
    run(["init", str(tmp_path / "shop"), "--name", "x", "--no-git"])
    (tmp_path / "shop" / "policy" / "hours.toml").write_text(
        f"[[exceptions.values]]\nvalue = {exceptions}\n", "utf-8"
    )
    monkeypatch.chdir(tmp_path / "shop")
    capsys.readouterr()
    code, out, err = call(capsys, "show", day, "--json")
    assert (code, json.loads(out)["workday"]) == (0, works)
    assert (
        err.count("warning") == err.count("policy/hours.toml, hours.exceptions") == (works is None)
    )


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("exceptions", '{ "2027-02-30" = false }'),
        ("exceptions", '{ "2027-1-1" = false }'),
        ("exceptions", '{ "20270101" = false }'),
        ("exceptions", '{ "2027-01-01" = "maybe" }'),
        ("exceptions", '["2027-01-01"]'),
        ("calendar", '"every day"'),
        ("weekdays", "{ sonday = false }"),
    ],
)
def test_a_calendar_of_the_shop_that_cannot_be_read(
    entry: str, value: str, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told that New Year's Day is worked because of a slip: the file is named."""
    run(["init", str(tmp_path / "shop"), "--name", "x", "--no-git"])
    (tmp_path / "shop" / "policy" / "hours.toml").write_text(
        f"[[{entry}.values]]\nvalue = {value}\n", "utf-8"
    )
    monkeypatch.chdir(tmp_path / "shop")
    capsys.readouterr()
    code, out, err = call(capsys, "show", "2027-01-01")
    assert (code, out) == (4, "")
    assert f"policy/hours.toml: Policy hours.{entry}" in err
    assert run(["policy", "check"]) == 1


def test_a_year_without_a_notice_outside_a_shop(capsys: pytest.CaptureFixture[str]) -> None:
    """The day is shown; one warning names the file."""
    code, _out, err = call(capsys, "show", "2031-05-05")
    assert (code, err.count("warning"), "policy/hours.toml" in err) == (0, 1, True)
    assert call(capsys, "show", "1997-03-10")[::2] == (0, "")


def test_a_day_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """Names stay Chinese in both languages, with a gloss in English only."""
    _code, out, _err = call(capsys, "show", "2026-12-22")
    assert "冬至 (Winter Solstice)" in out
    assert "Tuesday" in out
    _code, out, _err = call(capsys, "show", "2026-12-22", lang="zh")
    assert "冬至" in out
    assert "Winter" not in out
    _code, out, _err = call(capsys, "show", "2027-01-04")
    assert "no notice is known" in out


def test_a_birthday(capsys: pytest.CaptureFixture[str]) -> None:
    """Dates as a JSON array, one a line as text; five from today unless asked otherwise."""
    assert as_json(capsys, "birthday", "11-22", "--count", "1") == ["2026-11-22"]
    assert len(as_json(capsys, "birthday", "lunar:08-15")) == 5
    found = as_json(capsys, "birthday", "lunar:12-01", "--from", "2030-01-05", "--count", "2")
    assert found == ["2030-12-25", "2032-01-13"]
    _code, out, _err = call(capsys, "birthday", "11-22", "--count", "2")
    assert out == "2026-11-22  Sunday\n2027-11-22  Monday\n"


def test_warnings_stay_off_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    """A leap month its year did not have, and the end of the tables."""
    code, out, err = call(capsys, "birthday", "lunar:1988-闰04-15", "--count", "200", "--json")
    assert code == 0
    assert json.loads(out)[-1].startswith("2100-")
    assert "lunar:1988-leap04-15" in err
    assert "2101" in err
    _code, out, err = call(capsys, "birthday", "05-12", "--from", "9999-01-01", "--json")
    assert (json.loads(out), err) == (["9999-05-12"], "")


@pytest.mark.parametrize(
    ("args", "exit_code"),
    [
        (("show", "2026-02-30"), 4),
        (("show", "2101-01-29"), 4),
        (("birthday", "1990-02-29"), 4),
        (("birthday", "1990-13-01"), 4),
        (("birthday", "05-12", "--count", "0"), 2),
        (("birthday",), 2),
    ],
)
def test_refusals(
    capsys: pytest.CaptureFixture[str], args: tuple[str, ...], exit_code: int
) -> None:
    """What cannot be read is 4, wrong usage is 2; nothing on stdout, no traceback."""
    code, out, err = call(capsys, *args)
    assert (code, out) == (exit_code, "")
    assert err.startswith("svc: ")
