"""Where a generated shop's people come from, and the files their lines go to."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, TypeVar

from svc.rules.birthday import Window
from svc.store.change import SHARD_LIMIT
from svc.store.ids import ALPHABET, shards_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

T = TypeVar("T")

YEARS = 4
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅红建文志国海燕雪琳佳欣怡宁"
MOBILES = ("138", "139", "150", "151", "158", "159", "182", "187", "130", "155", "186", "189")
PACE = 61_803_399
"""Added for each next phone number; it has no factor of ten, so that none comes twice."""


class Shards:
    """The lines of one table, each in the file the store would have put it in."""

    def __init__(self, table: str) -> None:
        self.table = table
        self._lines: dict[str, list[bytes]] = {}
        self._sizes: dict[str, int] = {}

    def add(self, record_id: str, rest: str) -> None:
        """Add a record; `rest` is its line after the id."""
        line = f'{{"id":"{record_id}",{rest}}}\n'.encode()
        size = len(line)
        sizes = self._sizes
        for name in (names := shards_of(record_id)):
            if sizes.get(name, 0) + size <= SHARD_LIMIT:
                break
        else:
            name = names[-1]
        sizes[name] = sizes.get(name, 0) + size
        self._lines.setdefault(name, []).append(line)

    def write(self, data: Path) -> None:
        """Write every file, its lines by id: as each begins with its id, by themselves."""
        (data / self.table).mkdir(exist_ok=True)
        for name, lines in self._lines.items():
            lines.sort()
            (data / self.table / f"{name}.jsonl").write_bytes(b"".join(lines))
            lines.clear()


class Town:
    """Where the customers come from: everything that is drawn, drawn in one order."""

    def __init__(self, seed: int, until: date) -> None:
        self.random = Random(seed)
        self.until = until
        self.days = [until - timedelta(days=n) for n in range(YEARS * 365)]
        self._short = [day.strftime("%y%m%d") for day in self.days]
        self._iso = [day.isoformat() for day in self.days]
        self._taken: set[str] = set()
        self._mobile = self.below(10**8)
        kept = Window.over(self.days[365], self.days[1])
        self._birthdays = {
            f"{'lunar:' if calendar == 'lunar' else ''}{month:02}-{day:02}": [
                (until - kept_on).days for kept_on in dates
            ]
            for (calendar, leap, month, day), dates in kept.dates.items()
            if not leap
        }

    def below(self, n: int) -> int:
        """A number from 0 on, below n."""
        return int(self.random.random() * n)

    def one_of(self, things: Sequence[T]) -> T:
        """One of some things."""
        return things[self.below(len(things))]

    def chance(self, share: float) -> bool:
        """True in so many of all cases."""
        return self.random.random() < share

    def id_on(self, letter: str, ago: int) -> str:
        """A new id of a day so many days ago."""
        while True:
            bits = self.random.getrandbits(30)
            tail = "".join([ALPHABET[bits >> shift & 31] for shift in (25, 20, 15, 10, 5, 0)])
            drawn = f"{letter}-{self._short[ago]}-{tail}"
            if drawn not in self._taken:
                self._taken.add(drawn)
                return drawn

    def iso(self, ago: int) -> str:
        """The day so many days ago, as records hold it."""
        return self._iso[ago]

    def short(self, ago: int) -> str:
        """The day so many days ago, as keys hold it."""
        return self._short[ago]

    def name(self) -> str:
        """A name of two or three characters."""
        second = self.one_of(GIVEN) if self.chance(0.6) else ""
        return f"{self.one_of(SURNAMES)}{self.one_of(GIVEN)}{second}"

    def mobile(self) -> str:
        """A valid mobile number that nobody else here has."""
        self._mobile = (self._mobile + PACE) % 10**8
        return f"{self.one_of(MOBILES)}{self._mobile:08d}"

    def birthday(self) -> str | None:
        """A birthday as it is kept: solar or lunar, the year known or not; for some none."""
        kind = self.random.random()
        year, month, day = 1950 + self.below(56), 1 + self.below(12), 1 + self.below(28)
        if kind < 0.55:
            return f"{year}-{month:02}-{day:02}"
        if kind < 0.70:
            return f"{month:02}-{day:02}"
        if kind < 0.85:
            return f"lunar:{month:02}-{day:02}"
        return f"lunar:{year}-{month:02}-{day:02}" if kind < 0.9 else None

    def birthdays(self, born: str | None) -> list[int]:
        """How many days ago, within the last year, a birthday was kept; today not counted."""
        if born is None:
            return []
        calendar = "lunar:" if born.startswith("lunar:") else ""
        return self._birthdays.get(calendar + born[-5:], [])
