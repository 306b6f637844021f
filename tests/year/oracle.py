"""The year as the policy promises it: who is called and who gets a message, on which day.

It plays the same story by the same facts, with rules of its own, and says what svc has to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.year import promises as policy
from tests.year import story
from tests.year.books import Books, File
from tests.year.promises import CALLS, LAPSE, MESSAGES, Contact, later, short

SETTLED = ("queued", "sent", "cancelled", "made")
WAITING = ("queued", "approved")


@dataclass(frozen=True)
class Due:
    """A message that is due: the key of its occasion, its kind, whose, when, until when."""

    key: str
    kind: str
    of: str
    on: date
    last: date
    template: str
    goods: str = ""


@dataclass
class Post:
    """A message in the outbox; `of` follows a merge."""

    due: Due
    of: str
    state: str = "queued"
    sent_on: date | None = None


@dataclass
class Promised:
    """What has to come of the year."""

    due: dict[date, list[tuple[str, date]]] = field(default_factory=dict)
    calls: list[tuple[date, str, str]] = field(default_factory=list)
    skipped: dict[date, set[tuple[str, str]]] = field(default_factory=dict)
    ready: dict[date, set[str]] = field(default_factory=dict)
    sent: list[tuple[date, str, str]] = field(default_factory=list)
    lapsed: set[str] = field(default_factory=set)


class Oracle:
    """Plays the story."""

    def __init__(self, ids: dict[str, str]) -> None:
        self.ids = ids
        self.books = Books(ids)
        self.made: set[str] = set()
        self.tries: dict[str, int] = {}
        self.posts: dict[str, Post] = {}
        self.stand_ins: set[str] = set()
        self.appointments: list[Contact] = []
        self.promised = Promised()

    def year(self) -> Promised:
        """Every morning's calls and messages, and the messages after each busy day."""
        ahead = list(story.EVENTS)
        while ahead[0].on < story.FIRST:
            self._take(ahead.pop(0))
        day = story.FIRST
        while day <= story.LAST:
            if day not in story.MACHINE_OFF:
                self._calls(day)
                self._messages(day, morning=True)
            busy = False
            while ahead and ahead[0].on == day:
                self._take(ahead.pop(0))
                busy = True
            if busy and day not in story.MACHINE_OFF:
                self._messages(day, morning=False)
            day += timedelta(days=1)
        longest_ago = date(2025, 12, 1)
        self.promised.lapsed = {
            each.key
            for each in self._open(story.LAST)
            if longest_ago <= each.due < later(story.LAST, -LAPSE)
        }
        return self.promised

    def _take(self, event: story.Event) -> None:
        self.books.take(event)
        if self.books.merged is None:
            return
        gone, kept = self.books.merged
        for key in [key for key in self.made if gone in key]:
            self.made.add(key.replace(gone, kept))
        for key, post in list(self.posts.items()):
            post.of = kept if post.of == gone else post.of
            if gone in key and key.replace(gone, kept) not in self.posts:
                self.stand_ins.add(key.replace(gone, kept))

    # ---- calls

    def _open(self, day: date) -> list[Contact]:
        """What is still to be made of all that ever fell due, and is not unwanted."""
        return [
            each
            for each in policy.contacts(self.books, day, self.appointments)
            if each.key not in self.made
            and each.key not in self.stand_ins
            and not (each.key in self.posts and self.posts[each.key].state == "sent")
            and not self._is_unwanted(each)
        ]

    def _is_unwanted(self, each: Contact) -> bool:
        channel = "sms" if each.way == "message" else "phone"
        said = self.books.files[each.of].said.get(channel)
        return each.kind != "appointment" and said == "withdrawn"

    def _calls(self, day: date) -> None:
        due = [e for e in self._open(day) if later(day, -LAPSE) <= e.due <= day]
        due.sort(key=lambda each: (each.due, each.key))
        self.promised.due[day] = [(each.key, each.due) for each in due]
        if day in story.NOBODY_APPROVES:
            return
        for each in due:
            who = self.books.files[each.of].person.who
            if not story.is_called(who, each.way):
                continue
            result = story.answer(who, self.tries.get(each.key, 0))
            self.promised.calls.append((day, each.key, result))
            if result == "no-answer":
                self.tries[each.key] = self.tries.get(each.key, 0) + 1
                continue
            self.made.add(each.key)
            if who == story.ASKS and each.kind == "purchase":
                cause = each.key.partition(".")[2]
                on = later(day, story.SETTLE_AFTER)
                key = f"appointment.{cause}.{short(on)}"
                self.appointments.append(
                    Contact(key, "appointment", each.of, on, CALLS["appointment"])
                )

    # ---- messages

    def _messages(self, day: date, *, morning: bool) -> None:
        going, skipped = self._plan(day)
        if morning:
            self.promised.skipped[day] = skipped
            self.promised.ready[day] = {due.key for due in going}
        for due in going:
            self.posts[due.key] = Post(due, due.of)
        if day in story.NOBODY_APPROVES:
            return
        for post in self.posts.values():
            post.state = "approved" if post.state == "queued" else post.state
        self._send(day)

    def _plan(self, day: date) -> tuple[list[Due], set[tuple[str, str]]]:
        """The day's messages, and those that are skipped with the rule that holds them."""
        skipped: set[tuple[str, str]] = set()
        fine: list[Due] = []
        for due in self._dues(day):
            file = self.books.files[due.of]
            if not file.is_there:
                continue
            rule = self._rule(due, file, day)
            if rule is None:
                fine.append(due)
            elif rule == "lapsed" or not (due.on < day and (due.last < day or rule in SETTLED)):
                skipped.add((due.key, rule))
        order = MESSAGES["order"]
        fine.sort(key=lambda due: (order.index(due.kind), due.on, due.key))
        going: list[Due] = []
        for due in fine:
            rule = _taboo(due) or self._cap(due, going, day)
            if rule:
                skipped.add((due.key, rule))
            else:
                going.append(due)
        return going, skipped

    def _rule(self, due: Due, file: File, day: date) -> str | None:
        """Why a message does not go, as far as it is not for its words or for too many."""
        if due.key in self.posts and not self._is_past(self.posts[due.key], day):
            state = self.posts[due.key].state
            return "queued" if state in WAITING else state
        if due.key in self.stand_ins:
            return "sent"
        if due.key in self.made:
            return "made"
        return self._kept_back(due, file) or ("lapsed" if day > due.last else None)

    def _is_past(self, post: Post, day: date) -> bool:
        """Whether it waits with words of its own day, and there are belated ones."""
        late = MESSAGES[post.due.kind].get("late_template")
        old = late and post.due.template != late and day > post.due.on
        return bool(old) and post.state in WAITING

    def _kept_back(self, due: Due, file: File) -> str | None:
        needs = MESSAGES["needs"][due.kind]
        if file.said.get("sms") == "withdrawn":
            return "opted_out"
        if needs != "nothing" and file.said.get("sms") != "given":
            return "no_consent"
        return None if file.is_mobile else "no_mobile"

    def _cap(self, due: Due, going: list[Due], day: date) -> str | None:
        if MESSAGES["needs"][due.kind] == "nothing":
            return None
        posts = [
            post
            for post in self.posts.values()
            if post.of == due.of and post.state != "cancelled" and not self._is_past(post, day)
        ]
        days = [post.sent_on or post.due.on for post in posts]
        planned = sum(other.of == due.of for other in going)
        if planned + days.count(day) >= MESSAGES["cap_day"]:
            return "cap_day"
        week = sum(later(day, -6) <= each <= day for each in days)
        return "cap_week" if planned + week >= MESSAGES["cap_week"] else None

    def _dues(self, day: date) -> Iterator[Due]:
        named = MESSAGES["lapsed_for"]
        for each in policy.contacts(self.books, day, self.appointments):
            if each.way != "message":
                continue
            kind = MESSAGES["contacts"][each.kind]
            last = later(each.due, MESSAGES[kind].get("late", 0))
            if each.due <= day <= later(last, named):
                yield self._due(each.key, kind, each.of, each.due, day)
        yield from self._of_cases(day, named)
        festival, term = policy.festival_on(day), policy.term_on(day)
        for file in self.books.files.values():
            if festival and festival.get("for") in {None, file.person.gender}:
                yield self._due(f"festival.{file.id}.{short(day)}", "festival", file.id, day, day)
            if term:
                yield self._due(f"season.{file.id}.{short(day)}", "season", file.id, day, day)

    def _of_cases(self, day: date, named: int) -> Iterator[Due]:
        thanks, notice = MESSAGES["thanks_purchase"], MESSAGES["delivery_notice"]
        for sale in self.books.sales.values():
            on = later(sale.on, thanks["after"])
            if sale.back is None and on <= day <= later(on, thanks["late"] + named):
                key = f"thanks.{sale.id}"
                yield self._due(key, "thanks_purchase", sale.of, on, day, sale.goods)
        for delivery, (of, planned) in self.books.cases.planned.items():
            on = later(planned, -notice["before"])
            if on <= day <= later(on, notice["late"] + named):
                yield self._due(f"delivery-notice.{delivery}", "delivery_notice", of, on, day)
        for repair, (of, on) in self.books.cases.ready.items():
            if on <= day <= later(on, MESSAGES["repair_ready"]["late"] + named):
                yield self._due(f"repair-ready.{repair}", "repair_ready", of, on, day)

    def _due(self, key: str, kind: str, of: str, on: date, day: date, goods: str = "") -> Due:
        how = MESSAGES[kind]
        late = day > on and how.get("late_template")
        template = late or how["template"]
        return Due(key, kind, of, on, later(on, how.get("late", 0)), template, goods)

    def _send(self, day: date) -> None:
        """What is approved goes out by day: looked at again, one a customer and day."""
        phones: set[tuple[str, str, date]] = set()
        waiting = [post for post in self.posts.values() if post.state == "approved"]
        for post in sorted(waiting, key=lambda post: (post.due.on, post.due.key)):
            due, file = post.due, self.books.files[post.of]
            phone = (file.person.phone, due.kind, due.on)
            gone = not file.is_there or due.key in self.made or day > due.last
            if gone or self._kept_back(due, file) or phone in phones:
                post.state = "cancelled"
                continue
            if self._is_past(post, day):
                continue
            had = sum(p.of == post.of and p.sent_on == day for p in self.posts.values())
            if MESSAGES["needs"][due.kind] != "nothing" and had >= MESSAGES["cap_day"]:
                continue
            phones.add(phone)
            post.state, post.sent_on = "sent", day
            self.promised.sent.append((day, due.key, file.person.phone))


def _taboo(due: Due) -> str | None:
    """The rule that a message breaks by the name of the goods it tells of."""
    for name in MESSAGES:
        if name.startswith("taboo_") and due.goods and words_in(due.goods, due.kind, name):
            return name.removeprefix("taboo_")
    return None


def words_in(text: str, kind: str, name: str) -> list[str]:
    """The Chinese words of one list of taboos that a message of a kind holds."""
    taboo = MESSAGES[name]
    if kind not in taboo["kinds"] and taboo["kinds"] != ["*"]:
        return []
    bare = re.sub(r"\s", "", text)
    return [
        word
        for word in taboo["zh"]
        if re.search(re.escape(word).replace(r"\#", r"[0-9]+(\.[0-9]+)?"), bare)
    ]
