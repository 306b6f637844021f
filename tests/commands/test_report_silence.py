"""`svc report silence`: a sheet of the sources' shares on the shop's own figures."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.commands.test_tier import buy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

NOVEMBER = ("--from", "2026-11-01", "--to", "2026-11-30")
LATER = ("--today", "2026-12-05")


def sheet(svc: Call, *more: str) -> dict[str, Any]:
    """The sheet of November."""
    found: dict[str, Any] = svc(*LATER, "report", "silence", *(more or NOVEMBER), "--json").json
    return found


@pytest.fixture
def case(wang: str, svc: Call) -> str:
    """A complaint of Monday 16 November, settled at once; she buys again the day after."""
    buy(svc, wang, "300.00", "2026-11-02")
    found = svc("--today", "2026-11-16", "complaint", "log", "--customer", wang, "--category",
                "quality", "--text", "掉色很厉害").line  # fmt: skip
    svc("--today", "2026-11-16", "complaint", "resolve", found, "--text", "换新")
    buy(svc, wang, "100.00", "2026-11-17")
    return found


@pytest.mark.fact("S0-036", "S0-037", "S0-038", command="svc report silence")
def test_the_sheet(case: str, svc: Call) -> None:
    """One who spoke stands for 25; her spending and what she did are the shop's own."""
    found = sheet(svc)
    assert (found["from"], found["to"]) == ("2026-11-01", "2026-11-30")
    assert (found["complaints"], found["complainants"], found["few"]) == (1, 1, True)
    assert found["spend_a_customer"] == {"customers": 1, "median": "400.00", "mean": "400.00"}
    steps = {each["step"]: (each["low"], each["high"]) for each in found["steps"]}
    assert steps == {
        "spoke": (1, 1), "unhappy": (25, 25), "left": (24, 24), "never_back": (22, 22),
        "heard": (192, 288), "tell_on": (38, 58), "heard_on": (768, 1152), "all": (960, 1440),
        "at_stake": ("8640.00", "8640.00"),
    }  # fmt: skip
    assert found["exceeds_buyers"] == 1, "22 never come back, and one ever bought"
    assert found["bought_again"]["in_time"] == {
        "customers": 1, "bought_again": 1, "share": "1.0000", "few": True,
    }  # fmt: skip
    assert case not in svc(*LATER, "report", "silence").out


@pytest.mark.parametrize(
    ("days", "n"),
    [(("2026-11-01", "2026-11-15"), 0), (("2026-11-16", "2026-11-16"), 1),
     (("2026-11-17", "2026-11-30"), 0)],
    ids=["before", "of", "after"],
)  # fmt: skip
def test_the_day_before_of_and_after(case: str, svc: Call, days: tuple[str, str], n: int) -> None:
    """A complaint counts on the day it was logged; what she bought later is not known yet."""
    found = sheet(svc, "--from", days[0], "--to", days[1])
    assert found["complaints"] == n
    assert sum(each["bought_again"] for each in found["bought_again"].values()) == 0
    assert case


def test_the_past_gives_the_same_again(case: str, wang: str, svc: Call) -> None:
    """What happens in December changes nothing of November."""
    before = svc(*LATER, "report", "silence", *NOVEMBER, "--json").out
    svc("--today", "2026-12-08", "complaint", "reopen", case, "--text", "又掉色")
    buy(svc, wang, "900.00", "2026-12-08")
    again = svc("--today", "2026-12-20", "report", "silence", *NOVEMBER, "--json").out
    assert again == before


@pytest.mark.parametrize(
    ("given", "span"),
    [
        ((), ("2025-12-01", "2026-11-30")),
        (("--from", "2026-11-16"), ("2026-11-16", "2026-12-05")),
        (("--to", "2026-11-16"), ("2025-11-17", "2026-11-16")),
    ],
)
def test_the_days(shop: Path, svc: Call, given: tuple[str, ...], span: tuple[str, str]) -> None:
    """Twelve months up to the last whole one; with one end up to today, or the year before."""
    found = svc(*LATER, "report", "silence", *given, "--json").json
    assert (found["from"], found["to"]) == span


def test_as_text(case: str, svc: Call, tmp_path: Path) -> None:
    """Said to be an estimate of the sources' shares; few complaints are said to be few."""
    text = " ".join(svc(*LATER, "report", "silence").out.split())
    assert "An estimate: the shares are those of the sources" in text
    assert "no more than an order of magnitude (n = 1)" in text
    assert "too few to say (n = 1)" in text
    for private in ("王芳", "13800138000", "掉色"):
        assert private not in text
    svc(*LATER, "report", "silence", *NOVEMBER, "--out", tmp_path / "s.json")
    assert json.loads((tmp_path / "s.json").read_text("utf-8")) == sheet(svc)
    assert case


def test_an_empty_shop(shop: Path, svc: Call) -> None:
    """Nothing to estimate from, said in a sentence; no money where nobody bought."""
    found = sheet(svc)
    assert (found["complaints"], found["spend_a_customer"]["median"]) == (0, None)
    text = " ".join(svc("report", "silence").out.split())
    assert "there is nothing to estimate from" in text
    assert "no money is told" in text


def test_bad_input(shop: Path, svc: Call) -> None:
    """Days the wrong way round, and shares that are none: one sentence."""
    done = svc("report", "silence", "--from", "2026-11-20", "--to", "2026-11-19", code=4)
    assert (done.out, "is after" in done.err) == ("", True)
    file = shop / "policy" / "silence.toml"
    file.write_text(file.read_text("utf-8").replace('"0.04"', '"4"'), "utf-8")
    done = svc("report", "silence", code=4)
    assert (done.out, "policy/silence.toml" in done.err) == ("", True)
    assert svc("policy", "check", code=None).code != 0
