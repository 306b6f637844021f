"""Two files of one person: what the kept one takes over, and the way back."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.records.customer import Customer
from svc.rules.merge import (
    FILLED,
    FILLED_BY_KEY,
    LOG,
    OWN,
    UNITED,
    called_off,
    joined,
    moved,
    moved_back,
    obeying,
    parted,
    repointed,
    stand_in,
)

Raw = dict[str, Any]
KEEP, DUP, OTHER = "C-261122-AAAAAA", "C-261122-BBBBBB", "C-261122-CCCCCC"
GIVEN, TAKEN = {"given": "2026-01-01"}, {"given": "2026-01-01", "withdrawn": "2026-02-01"}


def file(record_id: str, **fields: Any) -> Raw:
    """A customer's line."""
    return {"id": record_id, "name": "王芳", **fields}


@pytest.mark.parametrize(
    ("keep", "dup", "filled", "differs"),
    [
        ({}, {"phone": "1"}, {"phone": "1"}, []),
        ({"phone": "1"}, {"phone": "2"}, {}, [("phone", "1", "2")]),
        ({"profile": {"size": "L"}}, {"profile": {"size": "M", "work": "教师"}},
         {"profile.work": "教师"}, [("profile.size", "L", "M")]),
        ({"profile": {"size": ""}}, {"profile": {"size": "M"}}, {"profile.size": "M"}, []),
        ({"name": "1", "phone": "1"}, {}, {"name": "王芳"}, []),
        ({}, {"name": "王芳芳"}, {}, [("name", "王芳", "王芳芳")]),
        ({}, {"name": "2", "number": "2"}, {"number": "2"}, []),
        ({}, {"referred_by": KEEP}, {}, []),
        ({}, {"colour_of_a_later_version": "red"}, {}, []),
        ({"wishes": [{"text": "花"}]}, {"wishes": [{"text": "花"}, {"text": "茶"}]},
         {"wishes": [{"text": "茶"}]}, []),
    ],
)  # fmt: skip
def test_what_is_filled(keep: Raw, dup: Raw, filled: Raw, differs: list[Any]) -> None:
    """Empty fields are filled one by one; where both say something, both are told."""
    found = joined(file(KEEP) | keep, file(DUP) | dup)
    assert found.filled == filled
    assert [(d["field"], d["kept"], d["was"]) for d in found.differs] == differs


@pytest.mark.parametrize(
    ("own", "theirs", "wanted"),
    [
        (None, GIVEN, GIVEN),
        (None, TAKEN, TAKEN),
        (GIVEN, TAKEN, TAKEN),
        (TAKEN, GIVEN, TAKEN),
        (GIVEN, {"given": "2026-03-01"}, GIVEN),
        (GIVEN, {"withdrawn": "2026-03-01"}, {**GIVEN, "withdrawn": "2026-03-01"}),
        (GIVEN, False, False),
        (False, GIVEN, False),
    ],
)
def test_the_stricter_consent_wins(own: Any, theirs: Any, wanted: Any) -> None:
    """Withdrawn beats given, on whichever file it stands."""
    keep = file(KEEP, **({} if own is None else {"consent": {"sms": own}}))
    assert joined(keep, file(DUP, consent={"sms": theirs})).raw["consent"]["sms"] == wanted


def test_the_logs_unite() -> None:
    """Both proofs stay, in the order of time."""
    keep = file(KEEP, consent_log=[{"at": "2026-01-01"}, {"at": "2026-03-01"}])
    found = joined(keep, file(DUP, consent_log=[{"at": "2026-02-01"}]))
    assert [row["at"] for row in found.raw["consent_log"]] == [
        "2026-01-01", "2026-02-01", "2026-03-01"]  # fmt: skip


VALUES = st.sampled_from(["", "1", "2", "王芳", KEEP, DUP, OTHER])
STATES = st.sampled_from([GIVEN, TAKEN, {"withdrawn": "2026-03-01"}, True, False])
LOGS = st.lists(st.fixed_dictionaries({"at": st.sampled_from(["2026-01-01", "2026-02-01", "x"])}))


@st.composite
def files(draw: st.DrawFn, record_id: str) -> Raw:
    """Any customer's file."""
    raw = {name: value for name in ("phone", "number", "birthday", "gender", "owner",
           "referred_by", "later") if (value := draw(VALUES))}  # fmt: skip
    raw |= {"id": record_id, "name": draw(VALUES) or "?"}
    profile = {key: value for key in "abc" if (value := draw(VALUES))}
    consent = draw(st.dictionaries(st.sampled_from(["sms", "phone"]), STATES))
    others = draw(st.lists(st.just(OTHER), max_size=1))
    more = {"profile": profile, "consent": consent, "consent_log": draw(LOGS),
            "wishes": draw(LOGS), "not_same": others}  # fmt: skip
    return raw | {name: value for name, value in more.items() if value}


@given(files(KEEP), files(DUP))
def test_parted_it_is_as_it_was(keep: Raw, dup: Raw) -> None:
    """Merging and parting again changes nothing, whatever stood in both files."""
    before = deepcopy((keep, dup))
    found = joined(keep, dup)
    assert parted(found.raw, found.gave) == keep
    assert (keep, dup) == before


def test_what_was_added_since_stays() -> None:
    """A field filled by the merge and changed since is hers; so is what came into a log."""
    found = joined(file(KEEP), file(DUP, phone="2", profile={"size": "L", "work": "x"},
                                    consent_log=[{"at": "1"}]))  # fmt: skip
    now = found.raw | {"phone": "3", "profile": {"size": "XL", "work": "x"}}
    now["consent_log"] = [*now["consent_log"], {"at": "2"}]
    assert parted(now, found.gave) == file(
        KEEP, phone="3", profile={"size": "XL"}, consent_log=[{"at": "2"}])  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "after"),
    [
        ({"id": "P-1", "customer": DUP, "x": [{"y": DUP}, {"y": f"{DUP}!"}]},
         {"id": "P-1", "customer": KEEP, "x": [{"y": KEEP}, {"y": f"{DUP}!"}]}),
        ({"id": f"birthday.{DUP}.261122", "customer": DUP, "about": DUP},
         {"id": f"birthday.{DUP}.261122", "customer": KEEP, "about": DUP}),
        ({"id": OTHER, "referred_by": DUP}, {"id": OTHER, "referred_by": KEEP}),
    ],
)  # fmt: skip
def test_references(raw: Raw, after: Raw) -> None:
    """Each reference is turned, wherever it stands; a key stays, with what it says."""
    assert repointed(raw, DUP, KEEP) == after
    assert moved(raw, DUP, KEEP) == (after, None)
    assert moved_back(after, None, KEEP, DUP) == raw


def test_two_invitations_become_one() -> None:
    """Both files of one person were invited: she came once, and both lines come back."""
    event = {"id": "E-1", "invited": [{"customer": KEEP, "answer": "yes"}, {"customer": OTHER},
                                      {"customer": DUP, "came": True}]}  # fmt: skip
    after, line = moved(event, DUP, KEEP)
    assert after["invited"] == [{"customer": KEEP, "answer": "yes", "came": True},
                                {"customer": OTHER}]  # fmt: skip
    assert line == {"was": event, "now": after}
    assert moved_back(after, line, KEEP, DUP) == event
    later = after | {"text": "茶会", "invited": [*after["invited"], {"customer": "C-9"}]}
    assert moved_back(later, line, KEEP, DUP) == later


@pytest.mark.parametrize(
    ("table", "raw", "wanted"),
    [
        ("callbacks", {"result": "reached", "done_on": "2026-11-22", "staff": "T-1"},
         {"result": "reached", "done_on": "2026-11-22"}),
        ("callbacks", {"result": "refused"}, {"result": "refused", "done_on": None}),
        ("callbacks", {"result": "no-answer"}, None),
        ("callbacks", {"result": "reached", "kind": "appointment"}, None),
        ("messages", {"state": "sent", "template": "t"}, {"state": "sent", "template": "t"}),
        ("messages", {"state": "approved", "template": "t"},
         {"state": "cancelled", "template": "t"}),
    ],
)  # fmt: skip
def test_what_was_done_is_done(table: str, raw: Raw, wanted: Raw | None) -> None:
    """A wish made to one file stands under the other's key; one nobody answered does not."""
    head = "sms-birthday" if table == "messages" else "birthday"
    own = {"id": f"{head}.{DUP}.261122", "customer": DUP, "about": DUP, "kind": "birthday"} | raw
    found = stand_in(table, own, DUP, KEEP)
    if wanted is None:
        assert found is None
        return
    assert found is not None
    assert found.items() >= wanted.items()
    assert (found["id"], found["customer"], found["about"]) == (
        f"{head}.{KEEP}.261122", KEEP, KEEP)  # fmt: skip
    assert "staff" not in found


def test_a_message_that_waits_twice_is_called_off() -> None:
    """One of two same messages goes; the log says so."""
    off = called_off({"id": "sms-x", "state": "approved"}, "2026-11-22", "T-1")
    assert off["state"] == "cancelled"
    assert off["history"] == [{"at": "2026-11-22", "state": "cancelled", "staff": "T-1"}]


def test_an_opt_out_since_holds_for_both() -> None:
    """What she took back after the merge is taken back on both files (PIPL 15)."""
    kept = file(KEEP, consent={"sms": TAKEN, "phone": TAKEN})
    was = file(DUP, consent={"sms": GIVEN, "phone": GIVEN})
    assert obeying(was, kept, ["phone"])["consent"] == {"sms": TAKEN, "phone": GIVEN}
    assert obeying(was, kept, ["phone", "sms"]) == was


def test_somebody_has_decided_on_every_field() -> None:
    """A field that is new to a file is put down as filled, united, or treated by itself, once."""
    decided = [*OWN, *FILLED, *FILLED_BY_KEY, *UNITED]
    assert sorted(set(decided) - {"schema"}) == sorted({"id", *Customer.fields_known()} | {LOG})
    assert len(decided) == len(set(decided))


@pytest.mark.parametrize(
    ("field", "own", "theirs", "wanted"),
    [
        ("declined", {"age": "2026-11-01"}, {"age": "2026-11-20", "work": "2026-11-20"},
         {"age": "2026-11-01", "work": "2026-11-20"}),
        ("not_same", ["C-3"], ["C-1", "C-4"], ["C-3", "C-4"]),
        ("wishes", [{"theme": "tea"}], [{"theme": "tea"}, {"theme": "dance"}],
         [{"theme": "tea"}, {"theme": "dance"}]),
    ],
)  # fmt: skip
def test_what_she_would_not_say_and_wished(field: str, own: Any, theirs: Any, wanted: Any) -> None:
    """What either file says holds for the one that is kept; nobody is told apart from herself."""
    keep, dup = {"id": "C-1", "name": "王芳"}, {"id": "C-2", "name": "王芳"}
    made = joined({**keep, field: own}, {**dup, field: theirs})
    assert made.raw[field] == wanted
    assert parted(made.raw, made.gave)[field] == own
