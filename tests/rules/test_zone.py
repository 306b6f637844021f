"""Whose midnight counts: the computer's clock beside the country's."""

from __future__ import annotations

import pytest

from svc.rules.schedule import Place, crontab, jobs
from svc.rules.zone import doubt, utc


@pytest.mark.parametrize(
    ("country", "zone", "ahead", "doubted"),
    [
        ("CN", None, 0, True), ("CN", None, 420, True), ("CN", None, 480, False),
        ("CN", None, 540, True), ("CN", "Asia/Shanghai", 0, False), ("US", None, 0, False),
    ],
)  # fmt: skip
def test_doubt(country: str, zone: str | None, ahead: int, *, doubted: bool) -> None:
    """Only where no zone is set, and the country has one zone that is another."""
    assert (doubt(country, zone, ahead) is not None) == doubted


def test_offsets_in_words() -> None:
    """As one writes them, also half an hour and west of Greenwich."""
    assert [utc(each) for each in (0, 480, 330, -210)] == ["UTC", "UTC+8", "UTC+5:30", "UTC-3:30"]


@pytest.mark.parametrize(
    ("ahead", "times"),
    [
        (0, ["20 8 * * *", "30 8 * * *", "*/10 9-19 * * *", "40 8 * * 1"]),
        (-480, ["20 0 * * *", "30 0 * * *", "*/10 1-11 * * *", "40 0 * * 1"]),
        (-540, ["20 23 * * *", "30 23 * * *", "*/10 0-10 * * *", "40 23 * * 0"]),
        (330, ["50 13 * * *", "0 14 * * *", "*/10 15-24 * * *", "10 14 * * 1"]),
        (960, ["20 0 * * *", "30 0 * * *", "*/10 1-11 * * *", "40 0 * * 2"]),
    ],
)
def test_cron_goes_by_the_computers_clock(ahead: int, times: list[str]) -> None:
    """Times, hours and the Monday are those of the shop, told as the computer's."""
    place = Place(svc=("/svc",), flock="/flock", store="/s", language="zh", shop="x",
                  zone="Asia/Shanghai", ahead=ahead)  # fmt: skip
    table = crontab(jobs(510, "shop"), place, None)
    lines = [line for line in table.splitlines() if "/flock" in line]
    assert [line.partition(" /flock")[0] for line in lines] == [
        when.replace("15-24", "15-23,0-0") for when in times
    ]
    assert ("in Asia/Shanghai is" in table) == bool(ahead)
