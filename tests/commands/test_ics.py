"""`svc ics`: read back by two strict parsers, twice the same, nothing injected, no phones."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.exceptions import CalendarParseError
from icalendar import Calendar

from svc.feed import without_numbers
from svc.papers.ics import Entry, feed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

NASTY = '李\\n娜, BEGIN:VEVENT; "x" \\, :;é'


def lines_of(text: str) -> list[str]:
    """The lines of a feed, put together again; each as RFC 5545 wants it before."""
    assert text.endswith("\r\n")
    raw = text.removesuffix("\r\n").split("\r\n")
    assert not [line for line in raw if "\n" in line or "\r" in line]
    assert [line for line in raw if len(line.encode()) > 75] == []
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def read(text: str) -> list[dict[str, Any]]:
    """The entries of a feed, each as two parsers read it: they agree."""
    depth = 0
    for line in lines_of(text):
        assert re.match(r"[A-Z-]+[:;]", line), line
        depth += line.startswith("BEGIN:") - line.startswith("END:")
        assert depth >= 0
    assert depth == 0
    strict = IcsCalendarStream.calendar_from_ics(text)
    plain: Any = Calendar.from_ical(text)
    found = []
    for one, other in zip(strict.events, plain.walk("VEVENT"), strict=True):
        assert one.uid == str(other["uid"])
        assert one.summary == str(other["summary"])
        assert (one.description or "") == str(other.get("description", ""))
        assert one.dtstart == other["dtstart"].dt
        assert not other.errors
        found.append({
            "uid": one.uid, "summary": one.summary, "start": one.dtstart, "end": one.dtend,
            "text": one.description or "", "place": one.location, "status": str(one.status),
            "categories": one.categories, "stamp": one.dtstamp,
        })  # fmt: skip
    assert len({entry["uid"] for entry in found}) == len(found)
    return found


def ics(svc: Call, *options: str) -> list[dict[str, Any]]:
    """The entries of the feed a call prints."""
    return read(svc("ics", *options).out)


@pytest.fixture
def busy(wang: str, svc: Call) -> str:
    """A shop with something of each kind ahead, and its customer."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    svc("customer", "edit", wang, "--set", "birthday=1990-11-25", "--set", "address=人民路1号")
    bought = svc("purchase", "add", "--customer", wang, "--on", "2026-11-20", "--staff", "li",
                 "--item", "name=羊毛大衣,category=textile,price=900").line  # fmt: skip
    svc("delivery", "plan", "--purchase", bought, "--on", "2026-11-24", "--window", "9-12",
        "--driver", "li")  # fmt: skip
    svc("delivery", "plan", "--purchase", bought, "--on", "2026-11-26", "--install")
    svc("complaint", "log", "--customer", wang, "--category", "quality", "--text", "起球",
        "--channel", "letter")  # fmt: skip
    svc("event", "add", "--title", "秋日登山", "--theme", "hiking", "--on", "2026-12-02",
        "--time", "14:00-16:30", "--place", "西山东门")  # fmt: skip
    return wang


def test_the_strict_parsers_can_fail() -> None:
    """A feed with a torn entry, a bad day or a bare line break is none."""
    entry = Entry(key="event.E-1", category="x", day=date(2026, 11, 22), summary="x")
    good = feed([entry], "x", "2026-11-22").decode()
    assert len(read(good)) == 1
    for bad in (
        good.replace("END:VEVENT\r\n", ""),
        good.replace("20261122\r\n", "20261399\r\n"),
        good.replace("SUMMARY:x", "SUMMARY:x\r\nnext line"),
        good.replace("UID:event.E-1@svc\r\n", ""),
        good.replace("\r\n", "\n"),
    ):
        with pytest.raises((AssertionError, KeyError, ValueError, CalendarParseError)):
            read(bad)


def by_key(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Entries by the head of their key."""
    return {entry["uid"].partition(".")[0]: entry for entry in entries}


def test_everything_that_has_a_day(busy: str, svc: Call) -> None:
    """Callbacks, birthdays, deliveries, time limits, gatherings; whole days and hours."""
    found = by_key(ics(svc))
    assert found.keys() >= {"birthday", "purchase", "delivery", "acknowledge", "resolve", "event"}
    assert found["birthday"]["uid"] == f"birthday.{busy}.261125@svc"
    assert found["birthday"]["summary"] == "Birthday: 王芳"
    assert (found["birthday"]["start"], found["birthday"]["end"]) == (
        date(2026, 11, 25), date(2026, 11, 26),
    )  # fmt: skip
    call = found["purchase"]
    assert call["start"] == date(2026, 11, 27)
    assert "羊毛大衣" in call["text"]
    assert f"svc callback done {call['uid'].removesuffix('@svc')}" in call["text"]
    gathering = found["event"]
    assert gathering["start"].isoformat() == "2026-12-02T14:00:00"
    assert gathering["end"].isoformat() == "2026-12-02T16:30:00"
    assert gathering["place"] == "西山东门"
    timed = next(e for e in ics(svc, "--kind", "delivery") if e["start"] != date(2026, 11, 26))
    assert (timed["start"].hour, timed["end"].hour) == (9, 12)
    assert "李娜" in timed["text"]


def test_no_phone_address_or_year_of_birth(busy: str, svc: Call) -> None:
    """A calendar often lies in a cloud; only --phones lets numbers and addresses out."""
    svc("customer", "add", "--phone", "13800138009", "--name", "13800138009", "--set",
        "birthday=11-23")  # fmt: skip
    svc("callback", "done", svc("callback", "due", "--within", "30", "--json").json[0]["key"],
        "--result", "reached", "--question", "回电 138 0013-8000 或 010-62554433",
        "--settle-on", "+3d")  # fmt: skip
    plain = svc("ics").out.replace("\r\n ", "")
    assert "13800138000" not in plain
    assert "13800138009" not in plain
    assert "62554433" not in plain
    assert "人民路" not in plain
    assert "1990" not in plain
    assert "…" in by_key(ics(svc))["appointment"]["text"]
    full = svc("ics", "--phones").out.replace("\r\n ", "")
    assert "13800138000" in full
    assert "62554433" in full
    assert "人民路" in full
    assert busy in plain
    svc("customer", "add", "--name", "20260001234", "--number", "20260001234", "--set",
        "birthday=11-24")  # fmt: skip
    numbered = next(e for e in ics(svc) if e["start"] == date(2026, 11, 24) and e["place"] is None
                    and e["uid"].startswith("birthday"))  # fmt: skip
    assert numbered["summary"].startswith("Birthday: C-261122-")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("打 13800138000", "打 …"),
        ("+86 138-0013-8000。", "…。"),
        ("(010) 62554433 转 8", "…"),
        ("１３８００１３８０００", "…"),
        ("2026-11-22 13800138000", "2026-11-22 …"),
        ("2026-11-22", "2026-11-22"),
        ("P-261122-7KQ3MX", "P-261122-7KQ3MX"),
        ("birthday.C-261122-7KQ3MX.261125", "birthday.C-261122-7KQ3MX.261125"),
        ("¥1299.00, 3 件", "¥1299.00, 3 件"),
    ],
)
def test_what_looks_like_a_phone_number(text: str, left: str) -> None:
    """Numbers go; days, ids and prices stay."""
    found = without_numbers(text)
    assert found == left or (left == "…" and found.startswith("…"))


@pytest.mark.parametrize(
    "name",
    [
        NASTY,
        "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:x",
        "a\u2028SUMMARY:b\x85c\x0bd\x0ce\x1cf",
        "\x1b]0;x\x07\x1b[31m红\u202e",
        "长" * 120,
        "😀" * 60,
        "=1+1 @x +y",
    ],
)
def test_no_name_steers_a_calendar(name: str) -> None:
    """Line breaks, commas, whole components in a text: it stays one text in one entry."""
    entry = Entry(key="event.E-1", category=name, day=date(2026, 11, 22),
                  summary=name, lines=(name, "second"), place=name, start="09:00")  # fmt: skip
    written = feed([entry], name, "2026-11-22").decode()
    (found,) = read(written)
    assert found["uid"] == "event.E-1@svc"
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]",
                         written.replace("\r\n", ""))  # fmt: skip
    assert found["text"].endswith("\nsecond")


def test_names_from_the_shop_stay_names(shop: Path, svc: Call) -> None:
    """The whole way from the command line."""
    assert shop
    svc("customer", "add", "--name", NASTY, "--phone", "13800138000", "--set", "birthday=11-25")
    svc("event", "add", "--title", NASTY, "--theme", "x,y;z", "--on", "+1d", "--text", "a\nb")
    found = by_key(ics(svc))
    assert found["birthday"]["summary"] == f"Birthday: {NASTY}"
    assert found["event"]["summary"] == NASTY
    assert "a b" in found["event"]["text"]


@pytest.mark.usefixtures("busy")
def test_twice_the_same(svc: Call, tmp_path: Path) -> None:
    """Same day, same bytes; another day renews the same entries under the same names."""
    once = svc("ics").out
    assert svc("ics").out == once
    first, second = tmp_path / "a.ics", tmp_path / "b.ics"
    svc("ics", "--out", first)
    svc("ics", "--out", second)
    assert first.read_bytes() == second.read_bytes() == once.encode()
    later = {entry["uid"] for entry in ics(svc, "--on", "2026-11-24")}
    assert {entry["uid"] for entry in read(once)} <= later
    assert {str(entry["stamp"]) for entry in read(once)} == {"2026-11-22 00:00:00+00:00"}


@pytest.mark.usefixtures("busy")
def test_a_file_changes_with_what_is_in_it_alone(svc: Call, tmp_path: Path) -> None:
    """A stamp says when an entry last changed: of a file in git only news show as changed."""
    file = tmp_path / "shop.ics"
    span = ("--on", "2026-11-22", "--within", "12")
    svc("--today", "2026-11-22T08:30", "ics", *span, "--out", file)
    before, told = file.read_bytes(), file.stat()
    for moment in ("2026-11-22T08:30", "2026-11-22T17:45", "2026-11-23T08:30"):
        svc("--today", moment, "ics", *span, "--out", file)
        assert (file.read_bytes(), file.stat().st_ino) == (before, told.st_ino)
    event = by_key(read(before.decode()))["event"]["uid"].removesuffix("@svc").partition(".")[2]
    svc("event", "cancel", event)
    svc("--today", "2026-11-22T17:45", "ics", *span, "--out", file)
    found = read(file.read_bytes().decode())
    stamps = {f"{entry['stamp']:%H:%M}" for entry in found if entry["uid"] != f"event.{event}@svc"}
    assert stamps == {"00:00"}
    gathering = by_key(found)["event"]
    assert f"{gathering['stamp']:%H:%M}" == "17:45"
    assert "CANCELLED" in gathering["status"].upper()
    file.write_bytes(before.replace(b"T000000Z", b"T996100Z"))
    svc("--today", "2026-11-22T08:30", "ics", *span, "--out", file)
    assert b"T99" not in file.read_bytes()


def test_a_time_zone(busy: str, shop: Path, svc: Call) -> None:
    """With the shop's zone times carry it, and its rules come along; the stamp is UTC."""
    assert busy
    settings = shop / "svc.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text('timezone = "Asia/Shanghai"\n' + text, encoding="utf-8")
    out = svc("--today", "2026-11-22T00:30", "ics").out
    assert "BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai" in out
    assert "DTSTART;TZID=Asia/Shanghai:20261202T140000" in out
    assert "DTSTAMP:20261121T160000Z" in out
    start = by_key(read(out))["event"]["start"]
    assert start.isoformat() == "2026-12-02T14:00:00+08:00"
    settings.write_text('timezone = "Asia/Atlantis"\n' + text, encoding="utf-8")
    assert "no time zone" in svc("ics", code=4).err


def test_summer_time() -> None:
    """The hour on the wall stays, before and after the clocks go back."""
    from zoneinfo import ZoneInfo

    days = [date(2026, 10, 24), date(2026, 10, 25)]
    entries = [
        Entry(key=f"event.{day}", category="x", day=day, summary="x", start="20:00",
              end="24:00")
        for day in days
    ]  # fmt: skip
    found = read(feed(entries, "x", "2026-10-01", ZoneInfo("Europe/Berlin")).decode())
    assert [entry["start"].isoformat() for entry in found] == [
        "2026-10-24T20:00:00+02:00", "2026-10-25T20:00:00+01:00",
    ]  # fmt: skip
    assert found[1]["end"].isoformat() == "2026-10-26T00:00:00+01:00"


@pytest.mark.parametrize(
    ("within", "found"), [(2, set()), (3, {"birthday"}), (5, {"birthday", "purchase"})]
)
def test_within(within: int, found: set[str], busy: str, svc: Call) -> None:
    """The last day counts, the day after it does not."""
    assert busy
    entries = ics(svc, "--within", str(within), "--kind", "birthday", "--kind", "purchase")
    assert set(by_key(entries)) == found


def test_overdue_stays_until_it_lapses(busy: str, svc: Call) -> None:
    """A call not made stays on its day as long as it is due at all."""
    assert busy
    due = ["--kind", "purchase"]
    assert len(ics(svc, *due, "--on", "2026-12-11")) == 1
    assert ics(svc, *due, "--on", "2026-12-12") == []


def test_owner(busy: str, svc: Call) -> None:
    """What one of the staff should see to, and gatherings, which are everybody's."""
    assert busy
    svc("staff", "add", "--name", "赵敏", "--code", "zhao")
    assert set(by_key(ics(svc, "--owner", "li"))) == {"purchase", "delivery", "event"}
    assert set(by_key(ics(svc, "--owner", "zhao"))) == {"event"}
    svc("ics", "--owner", "nobody", code=3)


def test_what_is_settled_is_gone(busy: str, svc: Call) -> None:
    """A contact that was made, a delivery that is done leave; a gathering called off is struck."""
    key = f"birthday.{busy}.261125"
    svc("callback", "done", key, "--result", "reached")
    event = svc("event", "list", "--json").json[0]["id"]
    svc("event", "cancel", event)
    found = by_key(ics(svc))
    assert "birthday" not in found
    assert found["event"]["status"].endswith("CANCELLED")


def test_an_empty_feed(shop: Path, svc: Call) -> None:
    """Nothing due is an empty calendar: a phone clears its entries."""
    assert shop
    assert ics(svc) == []


def test_out_is_whole_or_not_at_all(busy: str, shop: Path, svc: Call, tmp_path: Path) -> None:
    """Not among the shop's own files, not into a folder that is not there; `-` is stdout."""
    assert busy
    svc("ics", "--out", shop / "data" / "x.ics", code=5)
    svc("ics", "--out", tmp_path / "none" / "x.ics", code=74)
    assert not (shop / "data" / "x.ics").exists()
    assert read(svc("ics", "--out", "-").out)
    target = tmp_path / "店 a.ics"
    target.write_text("old")
    told = svc("ics", "--out", target)
    assert (told.out, told.err) == ("", "")
    assert read(target.read_bytes().decode())
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_chinese(busy: str, svc: Call) -> None:
    """A Chinese shop's calendar speaks Chinese."""
    assert busy
    assert by_key(read(svc("--lang", "zh", "ics").out))["birthday"]["categories"] == ["生日"]
