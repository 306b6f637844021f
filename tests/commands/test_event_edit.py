"""`svc event edit`: another day, hour or place, who must be told, and what follows the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Call = Callable[..., Result]

TOLD = "of those invited may be coming: tell them"


@pytest.fixture
def walk(wang: str, svc: Call) -> str:
    """A walk planned for 2 December to which one customer is invited, who has not answered."""
    made = svc("event", "add", "--title", "登山", "--theme", "hiking", "--on", "2026-12-02",
               "--time", "9:30-16:00", "--place", "西山", "--places", "1",
               "--text", "带水").line  # fmt: skip
    svc("event", "invite", made, "--customer", wang, "--by", "phone")
    return made


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        (("--title", " 冬日 登山 "), "title", "冬日 登山"),
        (("--on", "2026-12-05"), "on", "2026-12-05"),
        (("--on", "+1d"), "on", "2026-11-23"),
        (("--time", "10点00"), "time", "10:00"),
        (("--time", ""), "time", None),
        (("--place", "香山"), "place", "香山"),
        (("--place", " "), "place", None),
        (("--places", "0"), "places", None),
        (("--places", "20"), "places", 20),
        (("--text", ""), "text", None),
        (("--theme", "新品推荐"), "theme", "product_recommendation"),
        (("--theme", "新品推荐"), "sales", True),
        (("--theme", "新品推荐", "--no-sales"), "sales", False),
        (("--sales",), "sales", True),
    ],
)  # fmt: skip
@pytest.mark.fact("S2-055", command="svc event edit")
def test_what_is_named_changes(
    given: tuple[str, ...], field: str, value: object, walk: str, svc: Call
) -> None:
    """What is named takes the new value, an empty one clears, nothing else changes."""
    before = svc("event", "show", walk, "--json").json
    after = svc("event", "edit", walk, *given, "--json").json
    assert after[field] == value
    assert after == svc("event", "show", walk, "--json").json
    may_differ = {field, "history", "theme", "theme_name", "sales"}
    assert {k: v for k, v in after.items() if k not in may_differ} == {
        k: v for k, v in before.items() if k not in may_differ
    }
    assert (after["theme"] != before["theme"]) == ("--theme" in given)
    assert after["history"][-1]["did"] == "edit"


def test_history_tells_the_move(walk: str, svc: Call) -> None:
    """The day it was, the day it is, and who moved it; the same again is no change."""
    who = svc("staff", "add", "--name", "李娜").line
    assert svc("--staff", who, "event", "edit", walk, "--on", "2026-12-05").line == walk
    told = svc("event", "edit", walk, "--on", "2026-12-05")
    assert (told.line, told.err) == (walk, "")
    history = svc("event", "show", walk, "--json").json["history"]
    assert [row.get("did") for row in history] == [None, "edit"]
    assert history[-1] == {
        "at": "2026-11-22", "did": "edit", "on": "2026-12-05", "staff": who, "state": "planned",
        "was": "2026-12-02",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "given", "is_told"),
    [
        (None, ("--on", "2026-12-05"), True),
        ("yes", ("--time", "10:00"), True),
        ("maybe", ("--place", "香山"), True),
        ("no", ("--on", "2026-12-05"), False),
        ("yes", ("--title", "远足"), False),
        ("yes", ("--text", "带伞"), False),
    ],
)  # fmt: skip
def test_who_must_be_told(
    answer: str | None, given: tuple[str, ...], is_told: bool, wang: str, walk: str, svc: Call
) -> None:
    """Day, hour and place matter to whoever is invited and did not say no; a title does not."""
    if answer:
        svc("event", "invite", walk, "--customer", wang, "--answer", answer)
    assert (f"1 {TOLD}" in svc("event", "edit", walk, *given, "--dry-run").err) == is_told
    assert (f"1 {TOLD}" in svc("event", "edit", walk, *given).err) == is_told


def test_called_off_unanswered(walk: str, svc: Call) -> None:
    """Whoever was asked and has not answered would come to a closed door, too."""
    assert f"1 {TOLD}" in svc("event", "cancel", walk).err


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ((), 2, "Nothing to change"),
        (("--on", "2026-02-30"), 4, ""),
        (("--time", "25:00"), 4, "no time of day"),
        (("--time", "16:00-9:30"), 4, "no time of day"),
        (("--title", " "), 4, ""),
        (("--theme", ""), 4, "theme is missing"),
        (("--places", "-1"), 2, ""),
        (("--text", "a\x07b"), 4, "control character"),
    ],
)
def test_bad_input_changes_nothing(
    given: tuple[str, ...], code: int, words: str, walk: str, svc: Call
) -> None:
    """One sentence, and the gathering stays."""
    before = svc("event", "show", walk, "--json").out
    assert words in svc("event", "edit", walk, *given, code=code).err
    assert svc("event", "show", walk, "--json").out == before


def test_warnings(wang: str, walk: str, svc: Call) -> None:
    """A day that is over, a theme of the shop's own, fewer places than said yes."""
    assert "is over already" in svc("event", "edit", walk, "--on", "2026-11-21").err
    assert svc("event", "edit", walk, "--theme", "瑜伽").err.count("warning") == 1
    other = svc("customer", "add", "--name", "张敏", "--phone", "13800138002").line
    svc("event", "edit", walk, "--places", "2")
    for who in (wang, other):
        svc("event", "invite", walk, "--customer", who, "--answer", "yes")
    assert "there are 1 places" in svc("event", "edit", walk, "--places", "1").err


def test_held_and_called_off(wang: str, walk: str, svc: Call) -> None:
    """What was held may be mended, its day only to one that has come; what was called off, not."""
    late = ("--today", "2026-12-02")
    svc(*late, "event", "attend", walk, "--customer", wang)
    assert "yet to come" in svc(*late, "event", "edit", walk, "--on", "2026-12-03", code=5).err
    told = svc(*late, "event", "edit", walk, "--on", "2026-12-01", "--title", "登香山")
    assert told.err == ""
    shown = svc("event", "show", walk, "--json").json
    assert (shown["state"], shown["on"], shown["came"]) == ("held", "2026-12-01", 1)
    other = svc("event", "add", "--title", "x", "--theme", "hiking", "--on", "+1d").line
    svc("event", "cancel", other)
    assert "was cancelled" in svc("event", "edit", other, "--on", "+2d", code=5).err
    assert svc("event", "edit", "E-261122-ZZZZZZ", "--on", "+2d", code=3).err


def test_dry_run_undo_and_history(walk: str, svc: Call) -> None:
    """It is shown what would change; what was changed is taken back and told of."""
    before = svc("event", "show", walk, "--json").out
    told = svc("event", "edit", walk, "--on", "2026-12-05", "--dry-run")
    assert "2026-12-02 → 2026-12-05" in told.out
    assert svc("event", "show", walk, "--json").out == before
    svc("event", "edit", walk, "--on", "2026-12-05")
    svc("undo", "--yes")
    assert svc("event", "show", walk, "--json").out == before


def test_the_calendar_and_the_check_follow(walk: str, svc: Call) -> None:
    """One entry of the same name on the new day; the year it counts for is that of the new day."""
    svc("event", "edit", walk, "--on", "2026-12-05", "--time", "10:00-12:00", "--place", "香山")
    feed = svc("ics", "--kind", "event").out
    assert feed.count(f"UID:event.{walk}@svc") == 1
    assert "DTSTART:20261205T100000" in feed
    assert "LOCATION:香山" in feed
    svc("event", "edit", walk, "--time", "")
    assert "DTSTART;VALUE=DATE:20261205" in svc("ics", "--kind", "event").out
    rows = svc("--today", "2026-12-04", "check", "--json", code=None).json
    assert "event-not-settled" not in [row["rule"] for row in rows]
    svc("event", "cancel", walk)
    assert "STATUS:CANCELLED" in svc("ics", "--kind", "event").out
