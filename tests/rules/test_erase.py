"""What is taken out of each record of a person, and what the books keep."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from svc.errors import SvcError
from svc.records.customer import Customer
from svc.rules import copy
from svc.rules.erase import CLEARED, KEPT, MARK, WHY, Person, erased
from svc.store.tables import TABLES, kind_of

WANG = Person.of("C-1", [{"name": "王芳", "phone": "13800138000", "number": "0007"}])
ON = date(2026, 11, 22)


def gone(table: str, **fields: Any) -> dict[str, Any]:
    """A record without what is personal."""
    return erased(table, {"id": "X", **fields}, WANG, ["C-1"], ON)


@pytest.mark.parametrize(
    ("table", "fields", "left"),
    [
        ("complaints", {"text": "小了", "category": "size"}, {"text": MARK, "category": "size"}),
        ("complaints", {"history": [{"at": "d", "state": "closed", "text": "她说"}]},
         {"history": [{"at": "d", "state": "closed", "text": MARK}]}),
        ("complaints", {"offers": [{"at": "d", "offer": "gift", "taken": True, "text": "x"}]},
         {"offers": [{"at": "d", "offer": "gift", "taken": True, "text": MARK}]}),
        ("complaints", {"offers": [{"at": "d", "offer": "gift", "later": "x"}]},
         {"offers": [{"at": "d", "offer": "gift"}]}),
        ("complaints", {"item": "王芳的大衣", "cause": "王芳说缩水"},
         {"item": "***的大衣", "cause": "***说缩水"}),
        ("parts", {"supplier": "王芳家具厂", "name": "铰链"},
         {"supplier": "***家具厂", "name": "铰链"}),
        ("complaints", {"of_a_later_version": "x", "more": ["x"], "n": 5},
         {"of_a_later_version": MARK, "more": [], "n": 5}),
        ("purchases", {"total": "9.00", "receipt": "0007", "row": "hash", "on": "d"},
         {"total": "9.00", "receipt": "0007", "on": "d"}),
        ("purchases", {"items": [{"name": "送王芳", "amount": "9.00"}]},
         {"items": [{"name": "送***", "amount": "9.00"}]}),
        ("returns", {"refund": "9.00", "invoice": "F1", "phone": "13800138000", "signed": True},
         {"refund": "9.00", "invoice": "F1", "phone": MARK, "signed": True}),
        ("returns", {"quote": {"explanation": ["王芳 13800138000"], "refund": "9.00"}},
         {"quote": {"explanation": ["*** ***"], "refund": "9.00"}}),
        ("repairs", {"problem": "开线", "address": "人民路", "price": "5.00", "diagnosis": "x"},
         {"problem": MARK, "address": MARK, "price": "5.00", "diagnosis": MARK}),
        ("deliveries", {"address": "人民路", "accepted_by": "王芳", "driver": "T-1"},
         {"address": MARK, "accepted_by": MARK, "driver": "T-1"}),
        ("callbacks", {"text": "好", "question": "?", "result": "reached",
                       "tries": [{"on": "d", "staff": "T-1", "text": "x"}]},
         {"text": MARK, "question": MARK, "result": "reached",
          "tries": [{"on": "d", "staff": "T-1", "text": MARK}]}),
        ("messages", {"text": "王芳您好", "state": "sent", "reference": "r", "via": "fake"},
         {"text": MARK, "state": "sent", "reference": MARK, "via": "fake"}),
        ("approvals", {"text": "王芳要退", "what": "free_return", "amount": "9.00"},
         {"text": MARK, "what": "free_return", "amount": "9.00"}),
    ],
)  # fmt: skip
def test_each_table(table: str, fields: dict[str, Any], left: dict[str, Any]) -> None:
    """Words, phones and addresses go; goods, sums, days, states and who of the staff stay."""
    found = gone(table, **fields)
    assert found == {"id": "X", **left}
    assert erased(table, found, WANG, ["C-1"], ON) == found


def test_other_guests_are_left_alone() -> None:
    """Of a gathering her own row loses its words, no other."""
    rows = [
        {"customer": "C-1", "answer": "yes", "text": "花粉过敏"},
        {"customer": "C-2", "text": "x"},
    ]
    found = gone("events", title="茶会", place="王芳家, 13800138000", invited=rows)
    assert (found["title"], found["place"]) == ("茶会", "***家, ***")
    assert found["invited"] == [{"customer": "C-1", "answer": "yes"}, rows[1]]


def test_what_is_somebody_elses_loses_her_name_alone() -> None:
    """The thanks to whoever brought her: what that customer said and got is not hers to erase."""
    thanks = {"customer": "C-2", "text": "谢谢您介绍王芳(138-0013 8000)", "state": "queued"}
    assert gone("messages", **thanks) == {"id": "X", **thanks, "text": "谢谢您介绍***(***)"}


def test_a_name_that_is_a_word_of_ours_spoils_no_other_record() -> None:
    """Who is called "phone", or has a number like a day, leaves ids, days and codes alone."""
    person = Person(id="C-1", words=("phone", "20261122"))
    made = {"id": "X", "customer": "C-2", "channel": "phone", "due": "2026-11-22",
            "tries": [{"at": "2026-11-22", "by": "phone", "text": "phone, 20261122"}]}  # fmt: skip
    left = made | {"tries": [{"at": "2026-11-22", "by": "phone", "text": f"{MARK}, {MARK}"}]}
    assert erased("callbacks", made, person, ["C-1"], ON) == left
    event = {"id": "E-1", "on": "2026-11-22", "title": "phone", "history": made["tries"]}
    assert erased("events", event, person, ["C-1"], ON) == event | {
        "title": MARK, "history": left["tries"]}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Ann", "Ann's annual Annex", "***'s annual Annex"),
        ("li", "list, li, ali", "list, ***, ali"),
        ("王芳", "王芳芳", "***芳"),
        ("13800138000", "+86 138-0013-8000, 013800138000", "+86 ***, 0***"),
    ],
)
def test_her_name_in_a_text(name: str, text: str, left: str) -> None:
    """A Latin name is a word; a phone is one however it is written."""
    assert Person(id="C-1", words=(name,)).out_of(text) == left


def test_the_file() -> None:
    """The id, the day and the proof of her consents are left; of a redirect where it leads."""
    raw = {"id": "C-1", "name": "王芳", "phone": "1", "profile": {"a": "b"}, "later": "x",
           "registered_by": "T-1", "not_same": ["C-9"], "consent": {"sms": {"given": "d"}},
           "consent_log": [{"at": "d", "act": "given", "channel": "sms", "text": "好"}],
    }  # fmt: skip
    assert erased("customers", raw, WANG, ["C-1"], ON) == {
        "id": "C-1", "name": MARK, "erased_on": "2026-11-22", "later": MARK,
        "registered_by": "T-1", "consent_log": [{"at": "d", "act": "given", "channel": "sms"}],
    }  # fmt: skip
    redirect = {"id": "C-2", "name": "王芳", "merged": {"into": "C-1", "at": "d", "was": raw}}
    assert erased("customers", redirect, WANG, ["C-1"], ON) == {
        "id": "C-2", "name": MARK, "erased_on": "2026-11-22",
        "merged": {"into": "C-1", "at": "d"}}  # fmt: skip


def test_every_field_of_the_file_goes() -> None:
    """Also one that is added to the file one day."""
    raw = dict.fromkeys(Customer.fields_known(), "x") | {"id": "C-1", "consent_log": []}
    left = erased("customers", raw | {"erased_on": "2026-11-22"}, WANG, [], ON)
    assert set(left) == {"id", "name", "erased_on", "registered_by"}


TABLES_OF_PEOPLE = sorted(set(TABLES) - {"staff"})
NOT_HERS_TO_SEE = {"purchases": {"row"}}
"""What a copy leaves out: the mark by which a list is not read twice."""


@pytest.mark.parametrize("table", TABLES_OF_PEOPLE)
def test_somebody_has_decided_on_every_field(table: str) -> None:
    """A field that is new is put down as kept or as cleared, once; so is why a table is kept."""
    known = ["id", *kind_of(table).fields_known()]
    assert sorted([*KEPT[table], *CLEARED[table]]) == sorted(known)
    assert table in WHY
    assert table in copy.WHY
    assert table in copy.NAMES


def whole(table: str) -> dict[str, Any]:
    """A record of which every field holds something."""
    samples = ("T-1", "2026-11-21", "9.00", 5, True, {"at": "d"}, [{"at": "d"}], ["C-9"],
               [{"name": "大衣", "amount": "9.00"}])  # fmt: skip
    raw: dict[str, Any] = {"id": "X"}
    for name, codec in kind_of(table).fields_known().items():
        for sample in samples:
            try:
                codec.read(sample)
            except (ValueError, TypeError, ArithmeticError, KeyError, AttributeError, SvcError):
                continue
            raw[name] = {"goods": 5} if name == "answers" else sample
            break
    assert set(raw) == {"id", *kind_of(table).fields_known()}
    return raw


@pytest.mark.parametrize("table", TABLES_OF_PEOPLE)
def test_a_whole_record_can_be_read_afterwards(table: str) -> None:
    """No mark stands where a day, an amount or a table belongs; what is kept is as it was."""
    raw = whole(table)
    left = erased(table, raw, WANG, ["C-1", "T-1"], ON)  # T-1 stands in every field of text
    kind_of(table).from_raw(left)
    kept = {name for name in KEPT[table] if name in raw} - {"name", "merged"}
    assert {name: left[name] for name in kept} == {name: raw[name] for name in kept}
    text = {name for name in CLEARED[table] if isinstance(raw[name], str)}
    assert {left.get(name, MARK) for name in text} <= {MARK}


def test_what_she_ticked_counts_on_and_what_she_wrote_is_gone() -> None:
    """The words among the answers of a questionnaire are cleared, the numbers are kept."""
    raw = {"id": "S-1", "form": "nps", "on": "2026-11-21", "customer": "C-1", "text": "王芳",
           "answers": {"recommend": 3, "why": "王芳等了很久"}}  # fmt: skip
    left = erased("surveys", raw, WANG, ["C-1"], ON)
    assert (left["answers"], left["customer"]) == ({"recommend": 3, "why": MARK}, "C-1")
    assert left.get("text", MARK) == MARK


@pytest.mark.parametrize("table", TABLES_OF_PEOPLE)
def test_a_copy_holds_every_field(table: str) -> None:
    """What is on file of her is in her copy (PIPL 45)."""
    shown = kind_of(table).from_raw(whole(table)).to_json()
    assert set(whole(table)) - set(shown) == NOT_HERS_TO_SEE.get(table, set())


def test_words_too_short_to_look_for() -> None:
    """A number that names a nameless file, or a name of one character, is in many texts."""
    assert Person.of("C-1", [{"name": "7", "phone": "12345", "number": "7"}]).words == ()
    assert Person.of("C-1", [{"name": "李"}, {"name": MARK}]).words == ()
    assert WANG.words == ("13800138000", "王芳")
