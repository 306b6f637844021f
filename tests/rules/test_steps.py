"""The two lists of steps: which is used, what each step leads to, what is out of order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from svc.errors import BadPolicy, Refused, WrongUsage
from svc.policy import Policy
from svc.records.complaint import Complaint
from svc.rules import complaint as life
from svc.rules import steps

if TYPE_CHECKING:
    from pathlib import Path

    from svc.policy import DatedPolicy

DAY = date(2026, 11, 20)
AT = "2026-11-20T10:00"
POLICY = Policy().at(DAY)
NEW = Complaint(
    id="K-1", customer="C-1", on=DAY, category="quality", text="it faded", channel="letter",
    history=({"at": "2026-11-20T09:00", "state": "logged"},),
)  # fmt: skip


def nine(folder: Path) -> DatedPolicy:
    """The policy of a shop that goes by the nine."""
    (folder / "complaint.toml").write_text('[[steps.values]]\nvalue = "nine"\n', "utf-8")
    return Policy(folder).at(DAY)


def through(*keys: str, policy: DatedPolicy = POLICY) -> tuple[Complaint, list[str]]:
    """A new complaint taken through some steps, and what was warned of."""
    complaint, warned = NEW, []
    for key in keys:
        complaint, warnings = steps.taken(complaint, key, AT, None, policy)
        warned += [str(warning) for warning in warnings]
    return complaint, warned


@pytest.mark.fact("S3-010", "X-05", "S0-044", command="svc complaint step")
def test_the_six() -> None:
    """Six steps from the apology to meeting half-way, each the next; a gap in one source's list
    is filled by another's."""
    complaint, states = NEW, []
    for key in ("apology", "empathy", "understand", "principle", "soothe", "compromise"):
        expected = steps.next_step(complaint, POLICY)
        assert expected is not None
        assert expected.key == key
        complaint, warnings = steps.taken(complaint, key, AT, None, POLICY)
        assert warnings == []
        states.append(complaint.state)
    assert states == [
        "acknowledged", "acknowledged", "understood", "understood", "understood", "proposed",
    ]  # fmt: skip
    assert steps.next_step(complaint, POLICY) is None
    assert steps.list_in_use(complaint, POLICY) == "six"


@pytest.mark.fact(
    "S2-046", "S2-047", "S2-048", "S2-049", "S2-050", "S2-051", "S2-052", "S2-053", "S2-054",
    "S0-043", "X-05", command="svc complaint step --list nine",
)  # fmt: skip
@pytest.mark.parametrize(
    ("place", "key", "word", "state"),
    [
        (0, "listen", "倾听", "acknowledged"),
        (1, "talk", "交谈", "acknowledged"),
        (2, "apologise", "真诚道歉", "acknowledged"),
        (3, "analyse", "分析原因", "understood"),
        (4, "explain", "解释", "acknowledged"),
        (5, "solve", "提出处理方案", "proposed"),
        (6, "compensate", "补偿", "proposed"),
        (7, "result", "询问结果", "acknowledged"),
        (8, "feedback", "跟进反馈", "acknowledged"),
    ],
)
def test_the_nine(tmp_path: Path, place: int, key: str, word: str, state: str) -> None:
    """Nine steps, hearing her out first and following up last; a step may be named in Chinese."""
    policy = nine(tmp_path)
    found = steps.list_named("nine", policy)
    assert (len(found), found[place].key, found[place].state) == (9, key, state)
    before = [step.key for step in found[:place]]
    complaint, _ = through(*before, policy=policy)
    after, warnings = steps.taken(complaint, word, AT, "T-1", policy)
    assert warnings == []
    assert after.steps[-1] == {"at": AT, "step": key, "staff": "T-1", "list": "nine"}


def test_all_nine_in_a_row_have_no_warning(tmp_path: Path) -> None:
    """The last two after it was resolved: the result, and following it up."""
    policy = nine(tmp_path)
    keys = [step.key for step in steps.list_named("nine", policy)]
    complaint, warned = through(*keys[:7], policy=policy)
    assert (complaint.state, warned) == ("proposed", [])
    complaint = life.resolved(complaint, AT, None, text=None)
    for key in keys[7:]:
        complaint, warnings = steps.taken(complaint, key, AT, None, policy)
        assert (complaint.state, warnings) == ("resolved", [])


@pytest.mark.parametrize(
    ("before", "key", "marked"),
    [
        ((), "empathy", True),
        ((), "apology", False),
        (("apology",), "apology", False),
        (("apology", "empathy"), "apology", False),
        (("apology", "understand"), "empathy", True),
        (("understand",), "principle", False),
        (("compromise",), "soothe", True),
        (("apology",), "talk", True),
        (("listen",), "talk", False),
    ],
)
def test_out_of_order(before: tuple[str, ...], key: str, marked: bool) -> None:
    """Ahead or back of the next one is noted, and allowed; doing one once more is not that."""
    complaint, _ = through(*before)
    after, _warnings = steps.taken(complaint, key, AT, None, POLICY)
    assert bool(after.steps[-1].get("out_of_order")) is marked
    assert bool(after.steps[-1].get("repeated")) is (key in before)


@pytest.mark.fact("X-05", command="svc complaint step")
@pytest.mark.parametrize(
    ("before", "key", "warned"),
    [
        ((), "apology", []),
        ((), "empathy", ["Out of order: the next step was apology."]),
        (("empathy",), "apology", ["apology is made up for; the next step is still understand."]),
        (("empathy", "apology"), "understand", []),
        (("empathy", "apology"), "apology", ["apology was done on 2026-11-20 already."]),
        (("compromise",), "soothe", ["soothe is made up for; the last step is done already."]),
        (("understand",), "understand",
         ["What happened is understood already: do not ask the customer again (S3-011)."]),
        (("apology",), "explain", ["Out of order: the next step was listen."]),
    ],
)  # fmt: skip
def test_what_is_said_of_the_order(before: tuple[str, ...], key: str, warned: list[str]) -> None:
    """Steps skipped are named; one made up for is no slip; one done twice is said to be."""
    complaint, _ = through(*before)
    _after, warnings = steps.taken(complaint, key, AT, None, POLICY)
    assert [str(warning) for warning in warnings] == warned


@pytest.mark.fact("S3-011", command="svc complaint step")
@pytest.mark.parametrize(
    ("before", "key", "marked"),
    [
        ((), "understand", False),
        (("apology", "empathy"), "understand", False),
        (("understand",), "understand", True),
        (("understand",), "analyse", True),
        (("analyse",), "understand", True),
        (("compromise",), "understand", True),
        (("understand",), "principle", False),
        (("understand",), "soothe", False),
    ],
)
def test_asking_again(before: tuple[str, ...], key: str, marked: bool) -> None:
    """What is understood is not asked again: a second question is marked, and said so."""
    complaint, _ = through(*before)
    after, warnings = steps.taken(complaint, key, AT, None, POLICY)
    assert bool(after.steps[-1].get("asked_again")) is marked
    assert any("S3-011" in str(warning) for warning in warnings) is marked


def test_after_an_offer_nothing_is_asked() -> None:
    """Also where no step was noted before it; while it waits, no more than before."""
    offered = life.offered(NEW, AT, None, offer="gift", text=None, taken=None)
    waiting = life.waiting(offered, "customer", AT, None, text=None)
    for complaint in (offered, waiting):
        after, _ = steps.taken(complaint, "understand", AT, None, POLICY)
        assert after.steps[-1]["asked_again"] is True
        assert after.state == complaint.state


def test_a_reopened_complaint_begins_anew() -> None:
    """Its steps are still to be done; those done before stay on file."""
    complaint, _ = through("apology", "empathy", "understand")
    complaint = life.resolved(complaint, "2026-11-21T10:00", None, text=None)
    complaint = life.moved(complaint, "reopened", "2026-11-25T10:00", None, text="again")
    step = steps.next_step(complaint, POLICY)
    assert step is not None
    assert step.key == "apology"
    after, warnings = steps.taken(complaint, "apology", "2026-11-25T10:05", None, POLICY)
    assert (after.state, warnings, len(after.steps)) == ("acknowledged", [], 4)


def test_which_list(tmp_path: Path) -> None:
    """The shop's own, then that of the last step; a step of the other one is found, too."""
    assert steps.list_in_use(NEW, POLICY) == "six"
    assert steps.list_in_use(NEW, nine(tmp_path)) == "nine"
    complaint, _ = through("listen")
    assert steps.list_in_use(complaint, POLICY) == "nine"
    step = steps.next_step(complaint, POLICY)
    assert step is not None
    assert step.key == "talk"
    with pytest.raises(WrongUsage) as wrong:
        steps.taken(NEW, "listen", AT, None, POLICY, by="six")
    assert "apology" in str(wrong.value.hint)
    assert "listen" not in str(wrong.value.hint)
    with pytest.raises(WrongUsage):
        steps.taken(NEW, "dance", AT, None, POLICY)
    assert steps.names(POLICY)["listen"] == "hear her out"


def test_a_closed_complaint_takes_no_step() -> None:
    """It has to be reopened first."""
    closed = life.moved(life.resolved(NEW, AT, None, text=None), "closed", AT, None)
    with pytest.raises(Refused, match="reopened"):
        steps.taken(closed, "feedback", AT, None, POLICY)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("steps", '"seven"'),
        ("steps", "6"),
        ("steps_six", "[{ key = 'apology', en = 'x' }]"),
        ("steps_six", "[{ key = 'apology', en = 'x', zh = 'y', state = 'happy' }]"),
        ("steps_six", "['apology']"),
    ],
)
def test_a_broken_list_is_named(tmp_path: Path, name: str, value: str) -> None:
    """With the id of its entry."""
    (tmp_path / "complaint.toml").write_text(f"[[{name}.values]]\nvalue = {value}\n", "utf-8")
    with pytest.raises(BadPolicy, match=rf"complaint\.{name} "):
        steps.taken(NEW, "apology", AT, None, Policy(tmp_path).at(DAY))
