"""A whole year of a made shop, day by day: each customer gets exactly what the policy promises.

`story.py` has the facts, `till.py` plays them through svc's commands, `oracle.py` works out from
the policy's files alone what has to come of them.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from svc import kept
from svc.store.change import Change
from tests.year import story
from tests.year.oracle import Oracle, Promised, words_in
from tests.year.promises import MESSAGES
from tests.year.till import GATEWAYS, SHOP, Played, Till, steady

SERVICE = {kind for kind, needs in MESSAGES["needs"].items() if needs == "nothing"}
PREFIX, ERASED = "sms-", "***"


def played(place: Path, *, cron_twice: bool, plans: bool) -> Played:
    """The year played at a place, with ids that are the same at each run.

    What is written goes to no disk at once: a year of power cuts is another test.
    """
    place.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SVC_LANG", "zh")
        patch.setenv("SVC_STORE", str(place / SHOP))
        patch.setenv("SVC_GATEWAYS", str(place / GATEWAYS))
        patch.delenv("SVC_TODAY")
        patch.setattr(Change.new_id, "__defaults__", (steady(),))
        patch.setattr(os, "fsync", lambda _fd: None)
        patch.setattr(kept, "SETTLED", 10**19)
        return Till(place, cron_twice=cron_twice, plans=plans).year()


@pytest.mark.fact(
    "S2-005", "S2-023", "S2-024", "S2-025", "S2-026", "S2-027", "S2-037", "S2-038", "S2-043",
    "S2-054", "S2-082", "X-06",
    command="svc callback due",
)  # fmt: skip
@pytest.mark.fact(
    "S2-028", "S2-030", "S2-031", "S2-033", "S2-034", "S2-040", "S2-041", command="svc sms send"
)
def test_a_year_gives_each_customer_what_the_policy_promises(tmp_path: Path) -> None:
    """In a year each of thirty-six customers gets the calls and messages promised, none twice."""
    year = played(tmp_path / "one", cron_twice=False, plans=True)
    promised = Oracle(year.ids).year()
    names = _Names(year.ids)
    _calls_are_those_promised(year, promised, names)
    _messages_are_those_promised(year, promised, names)
    _nobody_is_bothered(year)
    _words_are_of_the_day(year)
    _every_contact_counts(year)
    _every_case_was_met(year, promised)
    assert year.problems == []


@pytest.mark.faults
def test_the_same_year_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """Cron may run each morning twice, and nobody may look at the plan: nothing differs."""
    year = played(tmp_path / "one", cron_twice=False, plans=True)
    again = played(tmp_path / "two", cron_twice=True, plans=False)
    assert again.again == []
    assert year.calls == again.calls
    assert year.sent == again.sent
    assert year.log == again.log
    assert year.files.keys() == again.files.keys()
    assert [name for name in year.files if year.files[name] != again.files[name]] == []


class _Names:
    """Keys with the story's names in the place of ids, for who reads a failure."""

    def __init__(self, ids: dict[str, str]) -> None:
        self._names = {its: f"<{name}>" for name, its in ids.items()}

    def __call__(self, key: str) -> str:
        return re.sub(r"[A-Z]-\d{6}-\w{6}", lambda found: self._names.get(found[0], found[0]), key)


def _calls_are_those_promised(year: Played, promised: Promised, names: _Names) -> None:
    """Each morning's list, each call and what came of it, and what lapsed."""
    assert year.due.keys() == promised.due.keys()
    for day, rows in year.due.items():
        listed = [(names(row["key"]), row["due"]) for row in rows]
        assert listed == [(names(key), str(due)) for key, due in promised.due[day]], day
    assert _told(year.calls, names) == _told(promised.calls, names)
    assert {names(row["key"]) for row in year.lapsed} == set(map(names, promised.lapsed))


def _told(rows: list[tuple[date, str, str]], names: _Names) -> list[tuple[str, str, str]]:
    return [(str(day), names(key), what) for day, key, what in rows]


def _messages_are_those_promised(year: Played, promised: Promised, names: _Names) -> None:
    """Each morning's plan, with the rule that holds back what is skipped, and what was sent."""
    for day, rows in year.plan.items():
        ready = {names(row["key"]) for row in rows if row["status"] == "ready"}
        assert ready == {PREFIX + names(key) for key in promised.ready[day]}, day
        skipped = {(names(row["key"]), row["rule"]) for row in rows if row["status"] == "skipped"}
        assert skipped == {(PREFIX + names(key), rule) for key, rule in promised.skipped[day]}, day
    sent = [(day, message["key"], message["phone"]) for day, message in year.sent]
    wanted = [(day, PREFIX + key, phone) for day, key, phone in promised.sent]
    assert sorted(_told(sent, names)) == sorted(_told(wanted, names))


def _nobody_is_bothered(year: Played) -> None:
    """By the story alone: nobody without her consent, nobody too often, nobody twice."""
    phones = {person.phone: person for person in story.PEOPLE}
    stopped = {e.who: e.on for e in story.CASES if e.what == "opts out" or e.other == "sms"}
    gone = {e.who: e.on for e in story.CASES if e.what == "is erased"}
    gone |= {e.other: e.on for e in story.CASES if e.what == "merged"}
    keys = [message["key"].removeprefix(PREFIX) for _day, message in year.sent]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & {key for _day, key, result in year.calls if result != "no-answer"}
    got: dict[str, list[date]] = defaultdict(list)
    for day, message in year.sent:
        person = phones[message["phone"]]
        assert "sms" in (person.consent or "").split(","), person.who
        assert day < stopped.get(person.who, date.max) or day == stopped.get(person.who)
        assert day <= gone.get(person.who, date.max)
        kind = message["key"].removeprefix(PREFIX).partition(".")[0].replace("-", "_")
        if kind not in SERVICE:
            got[person.who].append(day)
    for who, days in got.items():
        assert max(Counter(days).values()) <= MESSAGES["cap_day"], who
        for day in days:
            within = [each for each in days if day <= each < day + timedelta(days=7)]
            assert len(within) <= MESSAGES["cap_week"], (who, within)
    withdrew = {e.who: e.on for e in story.CASES if e.other == "phone"}
    for day, key, _result in year.calls:
        for who, on in (withdrew | gone).items():
            assert day <= on or year.ids[who] not in key, key


def _words_are_of_the_day(year: Played) -> None:
    """Signed by the shop, in her name, with nothing forbidden; belated wishes say so."""
    phones = {person.phone: person for person in story.PEOPLE}
    posted = {row["key"]: row for row in year.outbox}
    for day, message in year.sent:
        text, row = message["text"], posted[message["key"]]
        assert row["text"] in {text, ERASED}
        assert text.startswith(f"【雅衣阁】{phones[message['phone']].name}"), text
        assert not re.search(r"\d{5}", text), text
        wrong = [
            word
            for name in MESSAGES
            if name.startswith("taboo_")
            for word in words_in(text, row["kind"], name)
        ]
        assert wrong == [], text
        if row["kind"] == "birthday":
            assert ("今天是您的生日" in text) is (str(day) == row["due"]), (day, text)
        if row["kind"] == "long_not_seen":
            assert text.endswith("——陈晨"), text
        if row["kind"] == "repair_ready":
            assert "您送修的风衣" in text


def _every_contact_counts(year: Played) -> None:
    """S2-037: each call counts for who made it, each message for who let it go."""
    by_name = {row["name"]: row for row in year.tally}
    assert by_name["陈晨"]["contacts"] == len(year.calls)
    assert by_name["李娜"]["messages"] == len(year.sent)
    assert sum(row["contacts"] for row in year.tally) == len(year.calls)
    assert sum(row["messages"] for row in year.tally) == len(year.sent)


def _every_case_was_met(year: Played, promised: Promised) -> None:
    """The story holds every kind of contact and every reason to skip one."""
    heads = {key.partition(".")[0] for _day, key, _result in year.calls}
    assert heads >= {
        "purchase", "complaint", "installation", "repair", "appointment", "regular", "care-new",
        "care-old", "top", "birthday", "fading",
    }  # fmt: skip
    sent = {message["key"].removeprefix(PREFIX).partition(".")[0] for _day, message in year.sent}
    assert sent == {
        "birthday", "festival", "season", "thanks", "fading", "referral-old", "referral-new",
        "threshold-5000", "threshold-10000", "delivery-notice", "repair-ready",
    }  # fmt: skip
    rules = {rule for rows in promised.skipped.values() for _key, rule in rows}
    assert rules >= {
        "no_consent", "opted_out", "no_mobile", "made", "lapsed", "cap_day", "cap_week",
        "shop_events",
    }  # fmt: skip
    assert {result for _day, _key, result in year.calls} == {"reached", "no-answer", "refused"}
