"""The outbox's rules: one table of moves, the hours, what keeps a message back; the run's log."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from svc.errors import BadPolicy, Refused, StoreBusy
from svc.frozen import replace
from svc.messages import outbox
from svc.messages.pace import Pace
from svc.messages.parcel import Parcel, masked
from svc.policy import Policy
from svc.records.callback import Callback
from svc.records.customer import Customer
from svc.records.message import STATES, Message
from svc.rules.authority import Acting
from svc.rules.outbox import (
    MOVES,
    Hours,
    Truth,
    failures,
    hours,
    last_day,
    may_approve,
    moved,
    sent_on,
    why_not,
)
from svc.rules.plan import needs
from svc.rules.sending_values import of_sending
from svc.store.sending import BEGUN, TAKEN, Log, only_run
from svc.store.store import Store

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 22)
KEY = "sms-birthday.C-261122-7KQ3MX.261122"
MESSAGE = Message(
    id=KEY, kind="birthday", customer="C-261122-7KQ3MX", template="birthday", due=DAY,
    text="【雅衣阁】祝您生日快乐！拒收请回复R",
)  # fmt: skip
WANG = Customer(
    id="C-261122-7KQ3MX",
    name="王芳",
    phone="13800138000",
    consent={"sms": {"given": "2026-11-01"}},
)


# ---- moves


@pytest.mark.parametrize(("move", "state"), list(product(MOVES, STATES)))
def test_what_is_not_in_the_table_does_not_happen(move: str, state: str) -> None:
    """Each move leads from the states it names to one other; from any other it is refused."""
    allowed, after = MOVES[move]
    message = replace(MESSAGE, state=state)
    if state in allowed:
        assert moved(message, move, "2026-11-22T10:00").state == after
    else:
        with pytest.raises(Refused) as refused:
            moved(message, move, "2026-11-22T10:00")
        assert KEY in str(refused.value)


def test_nothing_but_a_persons_word_leads_back_to_approved() -> None:
    """P9: what was handed over, or may have been, is approved again only by settle and again."""
    ways = {move: states for move, (states, after) in MOVES.items() if after == "approved"}
    assert ways == {"approve": ("queued",), "hold": ("sending",), "again": ("failed",)}
    assert MOVES["say not sent"] == (("unknown", "sent"), "failed")


def test_one_held_back_is_as_if_it_had_not_been_begun() -> None:
    """Its history does not grow with every run that did not come to it."""
    approved = moved(moved(MESSAGE, "approve", "2026-11-21", staff="T-1"), "begin", "2026-11-22")
    held = moved(approved, "hold", "2026-11-22")
    assert held == moved(MESSAGE, "approve", "2026-11-21", staff="T-1")


def test_history_tells_when_by_whom_and_by_which_way() -> None:
    """The step `sending` names the gateway, `sent` is what the tally of the staff counts."""
    sending = moved(replace(MESSAGE, state="approved"), "begin", "2026-11-22T10:00", via="shop")
    sent = moved(
        sending, "sent", "2026-11-22T10:01", staff="T-261101-AAAAAA", via="shop", reference="R-9"
    )
    assert sent.history == (
        {"at": "2026-11-22T10:00", "state": "sending", "via": "shop"},
        {"at": "2026-11-22T10:01", "state": "sent", "staff": "T-261101-AAAAAA"},
    )
    assert (sent.via, sent.reference, sent_on(sent)) == ("shop", "R-9", "2026-11-22")
    failed = moved(sent, "say not sent", "2026-11-23", text="the carrier says so")
    assert (failed.via, failed.reference) == ("shop", None)
    assert (failures(failed), failures(sent)) == (1, 0)
    assert sent_on(MESSAGE) is None


# ---- who, when


@pytest.mark.parametrize(
    ("posts", "may"),
    [(("clerk",), False), (("shop_manager",), True), (("clerk", "regional_manager"), True)],
)
def test_the_shop_manager_lets_messages_go(posts: tuple[str, ...], may: bool) -> None:
    """sending.approve_by, or a post above it; the sentence names both."""
    policy = Policy().at(DAY)
    acting = Acting(staff=None, posts=posts)
    if may:
        may_approve(policy, acting)
        return
    with pytest.raises(Refused, match="shop manager"):
        may_approve(policy, acting)


@pytest.mark.parametrize(
    ("clock", "goes"),
    [("08:59", False), ("09:00", True), ("12:30", True), ("19:59", True), ("20:00", False)],
)
def test_messages_go_out_from_nine_to_eight(clock: str, goes: bool) -> None:
    """The first minute is among the hours, the last is not."""
    assert hours(Policy().at(DAY)).hold(clock) is goes


@pytest.mark.parametrize(
    ("clock", "goes"), [("07:59", False), ("08:00", True), ("20:59", True), ("21:00", False)]
)
def test_no_policy_lets_a_message_out_at_night(clock: str, goes: bool) -> None:
    """Wider hours are cut at eight and nine, which every carrier takes."""
    assert Hours(first="06:00", last="23:30").hold(clock) is goes


def test_broken_hours_are_an_error(tmp_path: Path) -> None:
    """One sentence, not a night's messages."""
    (tmp_path / "sending.toml").write_text(
        '[hours]\ntitle_en="h"\ntitle_zh="h"\nunit="time of day"\nsources=[]\n'
        'default_of_tool=true\nchanged_by="shop_manager"\n[[hours.values]]\nvalue={from="9"}\n'
    )
    with pytest.raises(BadPolicy):
        hours(Policy(tmp_path).at(DAY))


@pytest.mark.parametrize(
    ("kind", "last"),
    [("birthday", date(2026, 11, 24)), ("festival", DAY), ("of_our_own", date(2026, 11, 29))],
)
def test_the_last_day_is_that_of_the_occasion(kind: str, last: date) -> None:
    """message.toml's `late`; of a kind of the shop's own sending.lapse."""
    assert last_day(Policy().at(DAY), replace(MESSAGE, kind=kind)) == last


def test_a_kind_nobody_listed_needs_the_most() -> None:
    """Service notices need nothing, wishes consent to messages, others that to marketing."""
    policy = Policy().at(DAY)
    kinds = ("repair_ready", "birthday", "of_our_own")
    assert [needs(policy, kind) for kind in kinds] == ["nothing", "sms", "marketing"]


def _truth(**more: Any) -> Truth:
    truth = Truth(
        customer=WANG, is_mobile=True, contact=None, today=DAY, last_day=DAY, needs="sms"
    )
    return replace(truth, **more)


def _made(result: str) -> Callback:
    return Callback(
        id=MESSAGE.contact, kind="birthday", customer=WANG.id, about=WANG.id, due=DAY,
        done_on=DAY, result=result,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("truth", "why"),
    [
        (_truth(), None),
        (_truth(customer=None), "not_on_file"),
        (_truth(customer=replace(WANG, erased_on=DAY)), "erased"),
        (_truth(customer=replace(WANG, merged={"into": "C-1"})), "merged"),
        (_truth(contact=_made("reached")), "made"),
        (_truth(contact=_made("refused")), "made"),
        (_truth(contact=_made("no-answer")), None),
        (_truth(today=date(2026, 11, 23)), "lapsed"),
        (_truth(is_mobile=False), "no_mobile"),
        (_truth(customer=replace(WANG, phone=None)), "no_mobile"),
        (_truth(customer=replace(WANG, consent={})), "no_consent"),
        (_truth(customer=replace(WANG, consent={}), needs="nothing"), None),
        (
            _truth(
                customer=replace(WANG, consent={"sms": {"withdrawn": "2026-11-22"}}),
                needs="nothing",
            ),
            "opted_out",
        ),
    ],
)
def test_the_truth_of_the_moment_is_looked_at(truth: Truth, why: str | None) -> None:
    """What changed since it was reviewed keeps a message back, with a word for it."""
    assert why_not(truth) == why


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("approve_by", "shop_manager", True), ("approve_by", "boss", False),
        ("without_review", [], True), ("without_review", ["birthday"], True),
        ("without_review", "birthday", False), ("without_review", [1], False),
        ("hours", {"from": "09:00", "to": "20:00"}, True),
        ("hours", {"from": "07:00", "to": "20:00"}, False),
        ("hours", {"from": "09:00", "to": "21:30"}, False),
        ("hours", {"from": "20:00", "to": "09:00"}, False),
        ("hours", {"from": "9", "to": "20"}, False), ("hours", {"from": "24:00"}, False),
        ("hours", "09:00", False),
        ("per_minute", 0, True), ("per_minute", -1, False), ("per_minute", "60", False),
        ("stop_after", 1, True), ("stop_after", 0, False), ("stop_after", True, False),
    ],
)  # fmt: skip
def test_slips_in_the_policy_are_found(name: str, value: Any, good: bool) -> None:
    """`svc policy check` asks here."""
    assert (not list(of_sending("sending", name, value))) is good


def test_the_shipped_values_are_good() -> None:
    """Every value of sending.toml passes its own check."""
    for entry in Policy().topic("sending").values():
        for dated in entry.values:
            assert not list(of_sending("sending", entry.id.partition(".")[2], dated.value))


# ---- pace and parcel


def test_a_minute_takes_so_many_and_no_more() -> None:
    """In any sixty seconds; a clock and a sleep of ours stand in for the real ones."""
    now, slept = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(2, clock=lambda: now[0], sleep=sleep)
    for gone in (0.0, 10.0, 20.0):
        now[0] = gone
        pace.wait()
    assert slept == [40.0]
    pace.wait()
    assert slept == [40.0, 10.0]
    free = Pace(0, clock=lambda: 0.0, sleep=slept.append)
    for _ in range(1000):
        free.wait()
    assert len(slept) == 2


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13800138000", "138****8000"), ("01062554433", "010****4433"), ("12315", "****15")],
)
def test_a_screen_shows_no_whole_number(phone: str, shown: str) -> None:
    """So much that one knows whose it is."""
    assert masked(phone) == shown


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("R-1", "R-1"), (4711, "4711"), ("", None), (None, None), (True, None), ([1], None),
        ("ok:13800138000", "ok:138****8000"), ("+8613800138000/7", "+86138****8000/7"),
        ("sent: 祝您生日快乐！愿您健康", None), ("x\x1b[31m", None), ("two words", None),
        ("9" * 100, "9" * 64),
    ],
)  # fmt: skip
def test_a_reference_holds_neither_phone_nor_text(told: object, kept: str | None) -> None:
    """A gateway that gives back what it was given puts nothing of it on file."""
    parcel = Parcel(key=KEY, phone="13800138000", text="祝您生日快乐！愿您健康")
    assert parcel.reference(told) == kept


# ---- the log of a run


@pytest.fixture
def store(shop: Path) -> Store:
    """A shop with the message approved."""
    store = Store(shop)
    with store.change() as change:
        outbox.put(change, [replace(MESSAGE, state="approved")])
    return store


def _sending(store: Store) -> None:
    with store.change() as change:
        change.put(moved(store.messages.get(KEY), "begin", "2026-11-22T10:00", via="shop"))


@pytest.mark.parametrize(
    ("told", "state", "reason"),
    [
        (lambda log: None, "unknown", "interrupted"),
        (lambda log: log.take([KEY], "shop"), "approved", None),
        (lambda log: (log.take([KEY], "shop"), log.begin(KEY)), "unknown", "interrupted"),
        (
            lambda log: (log.take([KEY], "shop"), log.begin(KEY), log.end(KEY, "sent", "R", None)),
            "sent", None,
        ),
        (
            lambda log: (
                log.take([KEY], "shop"), log.begin(KEY), log.end(KEY, "failed", None, "exit 65"),
            ),
            "failed", "exit 65",
        ),
        (
            lambda log: (
                log.take([KEY], "shop"), log.begin(KEY), log.end(KEY, "later", None, "exit 75"),
            ),
            "approved", None,
        ),
        (
            lambda log: (log.take([KEY], "shop"), log.end(KEY, "cancelled", None, "opted_out")),
            "cancelled", "opted_out",
        ),
        (
            lambda log: (
                log.take([KEY], "shop"), log.begin(KEY), log.end(KEY, "sent", None, None),
                log.take([KEY], "shop"), log.begin(KEY),
            ),
            "unknown", "interrupted",
        ),
    ],
)  # fmt: skip
def test_what_a_run_left_behind_is_settled_by_its_log(
    store: Store, told: Any, state: str, reason: str | None
) -> None:
    """Only what was called for without an answer is unknown; another computer's always is."""
    log = Log(store.root, "2026-11-22")
    told(log)
    log.close()
    _sending(store)
    anew = Log(store.root, "2026-11-22")
    with store.change() as change:
        (after,) = outbox.settle(change, [KEY], anew, "2026-11-22T11:00", None)
    assert after.state == state
    assert store.messages.get(KEY) == after
    assert after.history[-1].get("text") == reason if after.history else reason is None


@pytest.mark.parametrize("cut", range(1, 60))
def test_a_torn_line_says_nothing(store: Store, cut: int) -> None:
    """Wherever a kill cuts the last line: a begin that is not whole was no call, and so on."""
    log = Log(store.root, "2026-11-22")
    log.take([KEY], "shop")
    log.begin(KEY)
    log.end(KEY, "sent", "R-1", None)
    log.close()
    file = store.folder / ".svc/sending.log"
    whole = file.read_bytes()
    file.write_bytes(whole[:-cut])
    again = Log(store.root, "2026-11-22")
    ends = whole.splitlines(keepends=True)
    left = len(whole) - cut
    if left >= len(whole) - 1:
        assert again.steps[KEY].state == "sent"
    elif left >= len(ends[0]) + len(ends[1]) - 1:
        assert again.steps[KEY].state == BEGUN
    else:
        assert again.steps[KEY].state == TAKEN
    again.begin(KEY)
    again.close()
    assert Log(store.root, "2026-11-22").steps[KEY].state == BEGUN


def test_a_log_is_of_one_day(store: Store) -> None:
    """How many went today is counted by gateway; what was called for is known for two weeks."""
    log = Log(store.root, "2026-11-22")
    keys = [f"sms-birthday.C-261122-{n:06d}.261122" for n in range(3)]
    log.take(keys, "shop")
    for key in keys[:2]:
        log.begin(key)
        log.end(key, "sent", None, None)
    assert (log.sent("shop"), log.sent("other")) == (2, 0)
    log.close()
    tomorrow = Log(store.root, "2026-11-23")
    assert tomorrow.sent("shop") == 0
    assert tomorrow.steps[keys[0]].state == "sent"
    tomorrow.take(keys[2:], "shop")
    tomorrow.close()
    again = Log(store.root, "2026-11-23")
    assert {key: step.state for key, step in again.steps.items()} == {
        keys[0]: BEGUN, keys[1]: BEGUN, keys[2]: TAKEN,
    }  # fmt: skip
    assert again.sent("shop") == 0
    for day, count in (("2026-11-22", 2), ("2026-12-06", 2), ("2026-12-07", 0)):
        log = Log(store.root, day)
        log.take([], "shop")
        log.close()
        assert Log(store.root, day).sent("shop") == (2 if day == "2026-11-22" else 0)
        assert len(Log(store.root, day).steps) == count


def test_one_run_at_a_time(shop: Path) -> None:
    """The second one is told so at once, whatever SVC_WAIT says."""
    with (
        only_run(str(shop)),
        pytest.raises(StoreBusy, match="another run"),
        only_run(str(shop)),
    ):
        pass
    with only_run(str(shop)):
        pass
