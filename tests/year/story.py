"""The year 2026 of a made clothing shop: who its customers are and what happens on which day.

Only facts: what the shop says to whom because of them is `oracle.py`'s and svc's to find out, each
by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


def day(text: str) -> date:
    """A day of the year told, `05-12`, or a whole date."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


@dataclass(frozen=True, kw_only=True)
class Person:
    """A customer as her file is opened; `who` is what the story calls her."""

    who: str
    name: str
    phone: str
    opened: date
    gender: str | None = "F"
    birthday: str | None = None
    consent: str | None = "sms"
    brought_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happens in the shop after its morning; `what` names the kind of event."""

    on: date
    what: str
    who: str
    ref: str = ""
    total: int = 0
    goods: str = "风衣"
    dated: date | None = None
    other: str = ""


STAFF = (
    ("li", "李娜", "shop_manager"), ("chen", "陈晨", "clerk"), ("qu", "曲平", "regional_manager"),
)  # fmt: skip


def _person(who: str, name: str, opened: str, birthday: str | None = None, **more: Any) -> Person:
    phone = more.pop("phone", None) or f"138{len(_numbers):08}"
    _numbers.append(phone)
    return Person(who=who, name=name, phone=phone, opened=day(opened), birthday=birthday, **more)


_numbers: list[str] = []
PEOPLE = (
    _person("fang", "王芳", "2024-03-01", "1990-05-12"),
    _person("women", "李洁", "2025-09-10", "03-08"),
    _person("leap", "张闰", "2025-09-11", "lunar:1987-leap06-10"),
    _person("feb", "刘二", "2025-09-12", "2000-02-29", gender="M"),
    _person("thirty", "陈三", "2025-09-13", "lunar:1985-12-30"),
    _person("no_year", "黄五", "2025-09-14", "lunar:05-30"),
    _person("twice", "周双", "2025-09-15", "lunar:1980-11-15", gender="M"),
    _person("silent", "孙未", "2025-09-16", "04-20", consent=None),
    _person("opted_out", "吴退", "2025-09-17", "09-09"),
    _person("no_calls", "郑静", "2025-09-18", "1988-02-02", consent="sms,phone"),
    _person("buyer", "钱购", "2024-05-05", "1979-12-19"),
    _person("returner", "赵还", "2025-12-01", gender="M"),
    _person("brings", "冯介", "2025-08-01", "1992-03-30"),
    _person("brought", "褚新", "03-15", "1999-10-10", brought_by="brings"),
    _person("never_bought", "卫闲", "2025-12-10"),
    _person("away_long", "蒋远", "2024-11-01", "1970-07-07", gender="M"),
    _person("complains", "沈诉", "2025-10-02"),
    _person("mends", "韩修", "2025-10-03", gender="M"),
    _person("fitted", "杨装", "2025-10-04"),
    _person("asks", "朱约", "2025-10-05"),
    _person("kept", "秦合", "2025-10-06"),
    _person("double", "秦合", "2025-10-07", "1995-06-24"),
    _person("kept_quiet", "许静", "2025-10-08", "1993-07-15"),
    _person("double_quiet", "许静", "2025-10-09"),
    _person("erased", "尤删", "2025-10-10", "1985-10-12"),
    _person("landline", "何座", "2025-10-11", "1966-06-06", phone="01062554433"),
    _person("mute", "吕默", "2025-10-12", gender="M"),
    _person("third_try", "施三", "2025-10-13"),
    _person("two_tills", "孔双", "2025-10-14", gender="M"),
    _person("unknown", "曹某", "2025-10-15", gender=None),
    _person("by_hand", "严话", "2025-10-16", "08-08"),
    _person("too_late", "华迟", "2025-10-17", "11-02"),
    _person("late_review", "金晚", "2025-10-18", "11-04"),
    _person("machine_off", "魏停", "2025-10-19", "10-19"),
    _person("lapses", "陶过", "2025-10-20", "10-18"),
    _person("ads_only", "姜广", "2025-10-21", "01-20", consent="marketing"),
)


def _buys(on: str, who: str, total: int, goods: str = "风衣", dated: str | None = None) -> Event:
    entered = day(on)
    ref = f"{who} {dated or on}"
    return Event(
        on=entered, what="buys", who=who, ref=ref, total=total, goods=goods,
        dated=day(dated) if dated else entered,
    )  # fmt: skip


def _of(on: str, what: str, who: str, ref: str = "", other: str = "", dated: str = "") -> Event:
    return Event(
        on=day(on), what=what, who=who, ref=ref, other=other, dated=day(dated) if dated else None
    )


BOUGHT = (
    _buys("2025-10-20", "fang", 680), _buys("02-10", "fang", 1280), _buys("06-05", "fang", 900),
    _buys("08-20", "fang", 760), _buys("2025-12-20", "women", 300),
    _buys("03-06", "women", 450), _buys("2025-12-28", "feb", 520), _buys("01-05", "silent", 880),
    _buys("06-01", "silent", 640), _buys("03-20", "opted_out", 700),
    _buys("06-20", "opted_out", 820), _buys("02-20", "no_calls", 390),
    _buys("05-18", "no_calls", 1290), _buys("2025-06-01", "buyer", 2600),
    _buys("01-08", "buyer", 2500), _buys("02-25", "buyer", 900), _buys("04-02", "buyer", 1500),
    _buys("07-30", "buyer", 3200), _buys("10-30", "buyer", 9800),
    _buys("03-03", "returner", 1000), _buys("05-05", "returner", 480),
    _buys("02-14", "brings", 730), _buys("03-15", "brought", 360),
    _buys("09-23", "brought", 410), _buys("2025-11-01", "away_long", 1500),
    _buys("12-24", "away_long", 200), _buys("04-05", "complains", 990),
    _buys("06-10", "mends", 1999), _buys("05-03", "fitted", 3800, "窗帘"),
    _buys("04-22", "asks", 560), _buys("09-24", "kept_quiet", 340), _buys("03-10", "kept", 2600),
    _buys("06-23", "double", 3000), _buys("06-25", "kept", 150), _buys("01-15", "erased", 500),
    _buys("06-29", "erased", 650), _buys("04-29", "landline", 5200),
    _buys("08-11", "landline", 700), _buys("02-02", "mute", 800), _buys("02-04", "third_try", 300),
    _buys("03-18", "two_tills", 350), _buys("07-01", "unknown", 1200, "店庆款手提包"),
    _buys("2025-12-23", "by_hand", 4700), _buys("01-20", "by_hand", 600),
    _buys("07-10", "machine_off", 870, dated="07-08"), _buys("09-28", "lapses", 260),
    _buys("09-29", "lapses", 270), _buys("01-25", "leap", 310), _buys("09-22", "leap", 320),
    _buys("08-25", "ads_only", 510), _buys("04-15", "thirty", 470),
)  # fmt: skip

CASES = (
    _of("02-02", "takes back", "double_quiet", other="sms"),
    _of("03-03", "returns", "returner", "returner 03-03"),
    _of("03-16", "returns", "buyer", "buyer 02-25"),
    _of("05-12", "returns", "returner", "returner 05-05"),
    _of("03-30", "merged", "kept_quiet", other="double_quiet"),
    _of("04-07", "complains", "complains", "complains 04-05"),
    _of("04-10", "is answered", "complains", "complains 04-05"),
    _of("05-03", "delivery planned", "fitted", "fitted 05-03", dated="05-08"),
    _of("05-08", "delivered", "fitted", "fitted 05-03"),
    _of("05-20", "takes back", "no_calls", other="phone"),
    _of("06-15", "opts out", "opted_out"),
    _of("06-17", "brings in for repair", "mends", "mends 06-10"),
    _of("06-19", "is repaired", "mends", "mends 06-10"),
    _of("06-22", "fetches it", "mends", "mends 06-10"),
    _of("06-25", "merged", "kept", other="double"),
    _of("07-01", "is erased", "erased"),
)
OPENED = tuple(
    Event(on=person.opened, what="opens", who=person.who, dated=person.opened) for person in PEOPLE
)
FIRST, LAST = day("01-01"), day("12-31")
_ORDER = ("opens", "buys")
EVENTS = tuple(
    sorted(
        (*OPENED, *BOUGHT, *CASES),
        key=lambda event: (event.on, _ORDER.index(event.what) if event.what in _ORDER else 2),
    )
)
"""All that happens, in order; of one day files are opened first, then goods sold."""

MACHINE_OFF = (day("10-18"), day("10-19"), day("10-20"))
"""Days on which nothing runs and nobody calls."""
NOBODY_APPROVES = (day("11-02"), day("11-03"), day("11-04"), day("11-05"))
"""Days on which cron runs, and the shop manager is away: nothing is approved, nobody calls."""

THIRD_TRY, NEVER_ANSWERS, BY_HAND, TWO_TILLS = "third_try", "mute", "by_hand", "two_tills"
REFUSES, ASKS = "landline", "asks"
SETTLE_AFTER = 5
"""Days after which the one who asks was promised an answer."""


def answer(who: str, tries: int) -> str:
    """What comes of a call, after so many that nobody answered."""
    if who == NEVER_ANSWERS or (who == THIRD_TRY and tries < 2):
        return "no-answer"
    return "refused" if who == REFUSES else "reached"


def is_called(who: str, channel: str) -> bool:
    """Whether the shop calls: what goes by message is called through for one customer only."""
    return channel != "message" or who == BY_HAND
