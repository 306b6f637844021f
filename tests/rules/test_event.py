"""Gatherings: themes, times, who may be asked, what is wished for, how many a year."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from svc.errors import BadInput, BadPolicy, Refused
from svc.i18n import say, speak
from svc.policy import Policy
from svc.records.customer import Customer
from svc.records.event import Event
from svc.rules import event as rule
from svc.rules import wishes
from svc.rules.event_values import of_events

DAY = date(2026, 11, 22)
KNOWN = rule.themes(Policy().at(DAY))


def customer(number: int, **more: Any) -> Customer:
    """A customer with as much consent as a test wants."""
    return Customer(id=f"C-261122-{number:06}", name=f"顾客{number}", **more)


def event(**more: Any) -> Event:
    """A walk planned for 2 December."""
    given: dict[str, Any] = {
        "id": "E-261122-000001",
        "theme": "hiking",
        "title": "登山",
        "on": date(2026, 12, 2),
    }
    return Event(**given | more)


@pytest.mark.fact("S2-056", "S2-025", "S2-020", "S2-058", command="svc event add")
def test_themes() -> None:
    """The themes of the sources are there by key, one tied to sales, the others wholly apart."""
    assert set(KNOWN) >= {
        "product_recommendation", "hiking", "dress_salon", "fashion_news", "parenting",
        "get_together", "customer_voice", "festival",
    }  # fmt: skip
    assert [key for key, theme in KNOWN.items() if theme.sales] == ["product_recommendation"]
    assert KNOWN["dress_salon"].name == "A salon on dress"
    speak("zh")
    assert KNOWN["dress_salon"].name == "服饰沙龙"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("hiking", "hiking"), (" HIKING ", "hiking"), ("亲子教育", "parenting"),
        ("a salon on dress", "dress_salon"), ("瑜伽", "瑜伽"), ("Yoga  class", "Yoga class"),
    ],
)  # fmt: skip
def test_a_theme_is_named_by_key_or_word(typed: str, key: str) -> None:
    """A slip of case or space does not matter, and a theme of the shop's own stays as typed."""
    assert rule.theme_key(typed, KNOWN) == key
    assert (rule.unknown_theme(key, KNOWN) is None) == (key in KNOWN)


@pytest.mark.parametrize("rows", [[{"key": "x", "en": "X"}], [{"en": "X", "zh": "X"}], "x", [1]])
def test_broken_themes(rows: Any, tmp_path: Any) -> None:
    """A row without its texts stops the command, and says so; `svc policy check` names it."""
    (tmp_path / "event.toml").write_text(
        f'[themes]\ntitle_en = "t"\ntitle_zh = "t"\nunit = "themes"\nsources = []\n'
        f'changed_by = "x"\n[[themes.values]]\nvalue = {_toml(rows)}\n'
    )
    with pytest.raises(BadPolicy, match=r"event\.themes"):
        rule.themes(Policy(tmp_path).at(DAY))
    assert list(of_events("event", "themes", rows))


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f'{key} = "{text}"' for key, text in value.items()) + "}"
    return f'"{value}"' if isinstance(value, str) else str(value)


GOOD = {"key": "hiking", "en": "A walk", "zh": "登山"}


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("a_year", 4, ""), ("a_year", 0, ""), ("a_year", -1, "whole number"),
        ("a_year", "4", "whole number"), ("a_year", True, "whole number"),
        ("themes", [GOOD], ""),
        ("themes", [GOOD | {"sales": True, "brand": True, "note_en": "n"}], ""),
        ("themes", [], "list of rows"),
        ("themes", [GOOD, GOOD], "taken"),
        ("themes", [GOOD | {"key": "A b"}], "no key"),
        ("themes", [GOOD | {"zh": " "}], "lacks its text 'zh'"),
        ("themes", [GOOD | {"sales": "yes"}], "sales is not"),
        ("themes", [GOOD | {"brend": True}], "nobody reads: 'brend'"),
        ("themes", [GOOD | {"sources": ["S2-056", 1]}], "sources is not"),
    ],
)  # fmt: skip
def test_values_are_looked_at(name: str, value: Any, wrong: str) -> None:
    """`svc policy check` finds slips in event.toml."""
    found = [str(message) for message, _hint in of_events("event", name, value)]
    assert len(found) == bool(wrong)
    assert wrong in "".join(found)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("14:00", "14:00"), ("9:05", "09:05"), ("14点30", "14:30"), ("14:00-16:30", "14:00-16:30"),
        ("１４：００到１６：００", "14:00-16:00"), ("22:00-24:00", "22:00-24:00"),
    ],
)  # fmt: skip
def test_times(typed: str, time: str) -> None:
    """A time or a span, as people write them."""
    assert rule.time_of(typed) == time


@pytest.mark.parametrize("typed", ["", "25:00", "14:60", "16:00-14:00", "14:00-14:00", "noon"])
def test_no_times(typed: str) -> None:
    """What is none is refused."""
    with pytest.raises(BadInput):
        rule.time_of(typed)


YES = {"given": "2026-01-01"}
NO = {"given": "2026-01-01", "withdrawn": "2026-05-01"}


@pytest.mark.parametrize(
    ("consent", "by", "may"),
    [
        ({}, None, True), ({}, "phone", True), ({}, "visit", True), ({}, "letter", True),
        ({}, "message", False), ({"sms": YES}, "message", False),
        ({"sms": YES, "marketing": YES}, "message", True),
        ({"sms": NO, "marketing": YES}, "message", False),
        ({"marketing": YES}, "email", False), ({"email": YES, "marketing": YES}, "email", True),
        ({"phone": NO}, "phone", False), ({"phone": NO}, "visit", True),
        ({"wechat": NO}, "wechat", False), ({"post": NO}, "letter", False),
        ({"marketing": NO}, None, False), ({"marketing": NO}, "visit", False),
    ],
)  # fmt: skip
def test_who_may_be_asked(consent: dict[str, Any], by: str | None, may: bool) -> None:
    """Whoever wants no advertising is not asked; SMS and e-mail need consent first."""
    assert (rule.objection(customer(1, consent=consent), by) is None) == may


def test_asked_twice_is_one_row() -> None:
    """An answer that comes later goes into the row that is there."""
    said = {"at": "2026-11-22", "by": "phone", "answer": None, "staff": None, "text": None}
    once = rule.invited(event(), "C-1", said)
    twice = rule.invited(once, "C-1", said | {"at": "2026-11-23", "by": None})
    assert twice == once
    answered = rule.invited(twice, "C-1", said | {"by": None, "answer": "yes"})
    assert answered.invited == (
        {"customer": "C-1", "at": "2026-11-22", "by": "phone", "answer": "yes"},
    )
    assert rule.counts(answered) == {"asked": 1, "accepted": 1, "came": 0}


def test_who_came() -> None:
    """It is held with the first who came; later ones are added, unasked ones told apart."""
    said = {"at": "2026-12-02", "staff": "T-1", "text": None}
    asked = rule.invited(event(), "C-1", said | {"by": "phone", "answer": "no"})
    held = rule.attended(asked, ["C-1", "C-2", "C-1"], said)
    assert held.state == "held"
    assert rule.counts(held) == {"asked": 1, "accepted": 0, "came": 2}
    assert held.history == ({"at": "2026-12-02", "state": "held", "staff": "T-1"},)
    assert rule.attended(held, ["C-2"], said) == held
    assert "at" not in (rule.row_of(held, "C-2") or {})


@pytest.mark.parametrize(
    ("state", "today", "may"),
    [
        ("planned", date(2026, 12, 1), False), ("planned", date(2026, 12, 2), True),
        ("planned", date(2026, 12, 9), True), ("held", date(2026, 12, 3), True),
        ("cancelled", date(2026, 12, 3), False),
    ],
)  # fmt: skip
def test_when_it_may_be_held(state: str, today: date, may: bool) -> None:
    """Nobody came before the day, nor to one that was called off."""
    if may:
        rule.may_be_held(event(state=state), today)
        return
    with pytest.raises(Refused):
        rule.may_be_held(event(state=state), today)


def test_only_what_is_planned_is_changed() -> None:
    """Inviting to one that was held, or calling it off, is too late."""
    for state in ("held", "cancelled"):
        with pytest.raises(Refused):
            rule.must_be_open(event(state=state), say("inviting"))


def test_more_than_there_are_places() -> None:
    """It is a warning, not a refusal, and exactly full is none."""
    rows = tuple({"customer": f"C-{n}", "at": "x", "answer": "yes"} for n in range(3))
    assert rule.too_many(event(places=3, invited=rows)) is None
    assert rule.too_many(event(places=2, invited=rows)) is not None
    assert rule.too_many(event(invited=rows)) is None


def test_a_wish_is_noted_once() -> None:
    """The same theme again keeps the day and renews her words."""
    said = {"at": "2026-11-22", "staff": None, "text": "想爬山"}
    once = wishes.wished(customer(1), "hiking", said)
    assert once.wishes == ({"theme": "hiking", "at": "2026-11-22", "text": "想爬山"},)
    assert wishes.wished(once, "hiking", said | {"at": "2026-11-23", "text": None}) == once
    again = wishes.wished(once, "hiking", said | {"text": "去黄山"})
    assert again.wishes == ({"theme": "hiking", "at": "2026-11-22", "text": "去黄山"},)


@pytest.mark.fact("S2-060", command="svc event wishes")
def test_most_wanted_first() -> None:
    """Wishes are counted by customer and theme, most wanted first; merged and erased ones not."""
    wish = {"theme": "hiking", "text": "黄山"}
    people = [
        customer(1, wishes=(wish, {"theme": "yoga"})),
        customer(2, wishes=({"theme": "yoga"},)),
        customer(3, wishes=({"theme": "dress_salon"},)),
        customer(4, wishes=(wish,), merged={"into": "C-1"}),
        customer(5, wishes=(wish,), erased_on=DAY),
    ]
    held = event(id="E-1", state="held", on=date(2026, 5, 1))
    ahead = event(id="E-2", on=date(2026, 12, 2))
    rows = wishes.most_wanted(people, KNOWN, [held, ahead, event(id="E-3", on=DAY)], DAY)
    assert [(row["theme"], row["wishes"]) for row in rows] == [
        ("yoga", 2), ("hiking", 1), ("dress_salon", 1),
    ]  # fmt: skip
    assert tuple(rows[0]) == wishes.WISH_KEYS
    hiking = rows[1]
    assert hiking["texts"] == ["黄山"]
    assert (hiking["held"], hiking["last_on"], hiking["next_on"]) == (
        1,
        "2026-05-01",
        "2026-11-22",
    )


@pytest.mark.parametrize(
    ("judged", "fits"),
    [
        ({}, None),
        ({"brand": True, "feasible": True}, None),
        ({"brand": True, "feasible": True, "no_conflict": True}, True),
        ({"brand": True, "feasible": False, "no_conflict": True}, False),
        ({"no_conflict": False}, False),
    ],
)
@pytest.mark.fact("S2-060", command="svc event wishes")
def test_the_three_conditions(judged: dict[str, bool], fits: bool | None) -> None:
    """A theme fits where the brand is not hurt, it is feasible and no interests conflict."""
    theme = rule._theme({"key": "x", "en": "x", "zh": "x", **judged})
    assert theme.fits is fits


@pytest.mark.parametrize(
    ("year", "day", "opened", "wanted"),
    [
        (2026, date(2026, 3, 31), date(2020, 1, 1), 0),
        (2026, date(2026, 4, 1), date(2020, 1, 1), 1),
        (2026, date(2026, 6, 30), date(2020, 1, 1), 1),
        (2026, date(2026, 7, 1), date(2020, 1, 1), 2),
        (2026, date(2026, 9, 30), date(2020, 1, 1), 2),
        (2026, date(2026, 10, 1), date(2020, 1, 1), 4),
        (2026, date(2026, 12, 31), date(2020, 1, 1), 4),
        (2026, date(2027, 1, 1), date(2020, 1, 1), 4),
        (2026, date(2027, 6, 1), date(2026, 1, 1), 4),
        (2026, date(2027, 6, 1), date(2026, 1, 2), 3),
        (2026, date(2026, 11, 22), date(2026, 11, 22), 0),
        (2025, date(2026, 11, 22), date(2026, 11, 22), 0),
        (2026, date(2027, 1, 1), date(2026, 10, 1), 1),
        (2026, date(2026, 12, 31), date(2026, 10, 2), 0),
    ],
)
@pytest.mark.fact("S2-055", command="svc check")
def test_how_many_there_should_be(year: int, day: date, opened: date, wanted: int) -> None:
    """One for each quarter that is over, and in the last all four; only since the shop opened."""
    assert rule.wanted_by(year, day, opened, 4) == wanted
    assert rule.wanted_by(year, day, opened, 0) == 0
