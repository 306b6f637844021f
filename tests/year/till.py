"""The made shop at work: its story played day by day through svc's commands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

from svc.cli import run
from tests.year import story
from tests.year.story import Event, Person

SHOP, GATEWAYS = "shop", "gateways.toml"
"""Names under a year's place: SVC_STORE and SVC_GATEWAYS have to mean them."""


@dataclass
class Played:
    """What a year gave: each day's due list, calls, plan, messages; the files at its end."""

    ids: dict[str, str] = field(default_factory=dict)
    due: dict[date, list[dict[str, Any]]] = field(default_factory=dict)
    calls: list[tuple[date, str, str]] = field(default_factory=list)
    plan: dict[date, list[dict[str, Any]]] = field(default_factory=dict)
    sent: list[tuple[date, dict[str, str]]] = field(default_factory=list)
    again: list[tuple[date, str]] = field(default_factory=list)
    lapsed: list[dict[str, Any]] = field(default_factory=list)
    tally: list[dict[str, Any]] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    log: bytes = b""


def steady() -> Callable[[int], bytes]:
    """Bytes that look random and are the same at each start: ids are drawn from them."""
    count = 0

    def drawn(size: int) -> bytes:
        nonlocal count
        count += 1
        return sha256(str(count).encode()).digest()[:size]

    return drawn


class Till:
    """The shop's computer: it calls svc in this process and remembers what came of it."""

    def __init__(self, place: Path, *, cron_twice: bool, plans: bool) -> None:
        self.place = place
        self.played = Played()
        self._twice, self._plans = cron_twice, plans
        self._log = place / "gateway.log"
        self._read = 0
        self._waits = False

    def svc(
        self,
        on: date,
        *words: object,
        at: str = "T10:00",
        staff: str | None = "li",
        most: int = 0,
    ) -> str:
        """Run a command on a day; what it prints. It must end with 0, or with `most`."""
        said, erred = StringIO(), StringIO()
        acting = ["--staff", staff] if staff else []
        args = ["--today", f"{on}{at}", *acting, *map(str, words)]
        with redirect_stdout(said), redirect_stderr(erred):
            code = run(args)
        assert code in {0, most}, (args, code, said.getvalue(), erred.getvalue())
        return said.getvalue()

    def year(self) -> Played:
        """Play the year, and what was on file before it."""
        self._set_up()
        ahead = list(story.EVENTS)
        while ahead and ahead[0].on < story.FIRST:
            self._happens(ahead.pop(0))
        day = story.FIRST
        while day <= story.LAST:
            self._morning(day)
            busy = False
            while ahead and ahead[0].on == day:
                self._happens(ahead.pop(0))
                busy = True
            if busy and self._runs(day):
                self._messages(day, "T18:00")
            day += timedelta(days=1)
        return self._at_the_end()

    def _set_up(self) -> None:
        shop = self.place / SHOP
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            assert (
                run(["init", str(shop), "--name", "雅衣阁", "--no-git", "--language", "zh"]) == 0
            )
            for code, name, post in story.STAFF:
                words = ["--name", name, "--code", code, "--post", post]
                assert run(["--today", "2024-01-01", "staff", "add", *words]) == 0
        gateways = self.place / GATEWAYS
        program = json.dumps(["sh", "-c", f"cat >> '{self._log}'"])
        gateways.write_text(f'[fake]\nkind = "command"\nwords = {program}\nper_minute = 0\n')
        self._log.touch()

    # ---- a day

    def _runs(self, day: date) -> bool:
        return day not in story.MACHINE_OFF

    def _morning(self, day: date) -> None:
        """What is due, the calls, the messages; where cron runs twice, all of it once more.

        After a morning on which nothing was changed there is no second: it would be the first.
        """
        if not self._runs(day):
            return
        untouched = self._size() if self._twice else {}
        due = json.loads(self.svc(day, "callback", "due", "--json"))
        self.played.due[day] = due
        if day not in story.NOBODY_APPROVES:
            for contact in due:
                self._call(day, contact)
        if self._plans:
            self.played.plan[day] = json.loads(self.svc(day, "sms", "plan", "--json"))
        self._messages(day)
        if self._twice and untouched != self._size():
            before = self._size(), self._log.stat().st_size
            for contact in due if day not in story.NOBODY_APPROVES else ():
                self._call(day, contact, again=True)
            self._messages(day, again=True)
            if before != (self._size(), self._log.stat().st_size):
                self.played.again.append((day, "a second run changed something"))

    def _size(self) -> dict[str, tuple[int, int]]:
        """Of each data file its size and when it was written."""
        found = (self.place / SHOP / "data").rglob("*.jsonl")
        return {str(f): ((s := f.stat()).st_size, s.st_mtime_ns) for f in found}

    def _call(self, day: date, contact: dict[str, Any], *, again: bool = False) -> None:
        who = self._who(contact["customer"])
        if not story.is_called(who, contact["channel"]):
            return
        result = story.answer(who, contact["tries"])
        words: list[object] = ["callback", "done", contact["key"], "--result", result]
        if who == story.ASKS and contact["kind"] == "purchase":
            settle = day + timedelta(days=story.SETTLE_AFTER)
            words += ["--question", "能不能机洗？", "--settle-on", settle]
        self.svc(day, *words, staff="chen")
        if again:
            return
        self.played.calls.append((day, contact["key"], result))
        if who == story.TWO_TILLS:
            self.svc(day, *words, staff="li")

    def _who(self, customer: str) -> str:
        return next(who for who, its in self.played.ids.items() if its == customer)

    def _messages(self, day: date, at: str = "T10:00", *, again: bool = False) -> None:
        """The day's messages queued, approved, sent; what reached the gateway is noted."""
        queued = self.svc(day, "sms", "queue", at=at, staff=None).split()
        if day in story.NOBODY_APPROVES:
            self._waits = True
            return
        if queued or self._waits:
            self.svc(day, "sms", "approve", "--all", at=at)
        sent_today = bool(self.played.sent) and self.played.sent[-1][0] == day
        if queued or self._waits or (again and sent_today):
            words = ("sms", "send", "--via", "fake", "--json")
            told = json.loads(self.svc(day, *words, at=at, staff=None))
            self._waits = told["left"] > 0
        with self._log.open("rb") as file:
            file.seek(self._read)
            for line in file:
                self.played.sent.append((day, json.loads(line)))
            self._read = file.tell()

    # ---- what happens

    def _happens(self, event: Event) -> None:
        getattr(self, "_" + event.what.replace(" ", "_"))(event)

    def _id(self, name: str) -> str:
        return self.played.ids[name]

    def _note(self, name: str, said: str) -> None:
        self.played.ids[name] = said.strip()

    def _opens(self, event: Event) -> None:
        person: Person = next(each for each in story.PEOPLE if each.who == event.who)
        words = ["customer", "add", "--name", person.name, "--phone", person.phone]
        for option, value in (
            ("--gender", person.gender), ("--birthday", person.birthday),
            ("--consent", person.consent),
            ("--referred-by", person.brought_by and self._id(person.brought_by)),
        ):  # fmt: skip
            words += [option, value] if value else []
        self._note(person.who, self.svc(event.on, *words, "--owner", "chen"))

    def _buys(self, event: Event) -> None:
        item = f"sku={len(self.played.ids)},name={event.goods},category=textile"
        said = self.svc(
            event.on, "purchase", "add", "--customer", self._id(event.who), "--on", event.dated,
            "--item", f"{item},price={event.total}", "--receipt", f"R{len(self.played.ids)}",
            staff="chen",
        )  # fmt: skip
        self._note(event.ref, said)

    def _returns(self, event: Event) -> None:
        opened = self.svc(
            event.on, "return", "open", "--purchase", self._id(event.ref), "--cause", "quality",
            "--insists", "--unrepairable", "--defect", "开线", "--signed", "--phone",
            "13900139000", "--json",
        )  # fmt: skip
        self.svc(event.on, "return", "settle", json.loads(opened)["id"], "--paid-by", "cash")

    def _takes_back(self, event: Event) -> None:
        self.svc(event.on, "customer", "consent", self._id(event.who), "--withdraw", event.other)

    def _opts_out(self, event: Event) -> None:
        self.svc(event.on, "sms", "opt-out", self._id(event.who), "--text", "R")

    def _merged(self, event: Event) -> None:
        self.svc(
            event.on, "customer", "merge", self._id(event.who), self._id(event.other), "--yes"
        )

    def _is_erased(self, event: Event) -> None:
        self.svc(event.on, "customer", "erase", self._id(event.who), "--yes")

    def _complains(self, event: Event) -> None:
        said = self.svc(
            event.on, "complaint", "log", "--customer", self._id(event.who), "--category",
            "quality", "--purchase", self._id(event.ref), "--text", "洗后缩水",
        )  # fmt: skip
        self._note(f"complaint {event.ref}", said)

    def _is_answered(self, event: Event) -> None:
        complaint = self._id(f"complaint {event.ref}")
        self.svc(event.on, "complaint", "resolve", complaint, "--text", "换了一件", "--satisfied")

    def _delivery_planned(self, event: Event) -> None:
        said = self.svc(
            event.on, "delivery", "plan", "--purchase", self._id(event.ref), "--on", event.dated,
            "--window", "9-12", "--install", "--address", "朝阳路8号",
        )  # fmt: skip
        self._note(f"delivery {event.ref}", said)

    def _delivered(self, event: Event) -> None:
        delivery = self._id(f"delivery {event.ref}")
        for point in ("before", "during"):
            self.svc(event.on, "delivery", "check", delivery, point, "--all")
        self.svc(event.on, "delivery", "done", delivery, "--signed")

    def _brings_in_for_repair(self, event: Event) -> None:
        said = self.svc(
            event.on, "repair", "open", "--customer", self._id(event.who), "--purchase",
            self._id(event.ref), "--problem", "拉链坏了", "--symptom", "拉不上", "--address",
            "朝阳路8号",
        )  # fmt: skip
        self._note(f"repair {event.ref}", said)
        repair = self._id(f"repair {event.ref}")
        self.svc(event.on, "repair", "receive", repair)
        self.svc(
            event.on, "repair", "diagnose", repair, "--text", "齿坏", "--caused-by", "company"
        )

    def _is_repaired(self, event: Event) -> None:
        self.svc(event.on, "repair", "done", self._id(f"repair {event.ref}"))

    def _fetches_it(self, event: Event) -> None:
        self.svc(event.on, "repair", "hand-back", self._id(f"repair {event.ref}"), "--signed")

    # ---- the end

    def _at_the_end(self) -> Played:
        played, last = self.played, story.LAST
        words = ["callback", "lapsed", "--from", "2025-12-01", "--to", str(last), "--json"]
        played.lapsed = json.loads(self.svc(last, *words))
        played.tally = json.loads(
            self.svc(last, "callback", "tally", "--from", story.FIRST, "--json")
        )
        played.outbox = json.loads(self.svc(last, "sms", "outbox", "--json"))
        problems = json.loads(self.svc(last, "check", "--json", most=1))
        played.problems = [each for each in problems if each["level"] == "error"]
        played.files = dict(self._files())
        played.log = self._log.read_bytes()
        return played

    def _files(self) -> Iterator[tuple[str, bytes]]:
        data = self.place / SHOP / "data"
        for file in sorted(data.rglob("*")):
            if file.is_file():
                yield str(file.relative_to(data)), file.read_bytes()
