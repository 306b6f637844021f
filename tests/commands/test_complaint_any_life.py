"""A complaint at the command line, whatever is typed: refused is unchanged, told is kept."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from svc.cli import run
from svc.rules.complaint import MOVES

VERBS = {
    "step": ("apology", "understand", "principle", "consent", "act", "thanks", "nonsense"),
    "offer": ("exchange", "repair", "gift", "nonsense"),
    "wait": ("--for=customer", "--for=parts", "--for=approval"),
    "resume": ("", "--text=回来了"),
    "assign": ("--to=li", "--to=zhao", "--to=nobody"),
    "escalate": ("", "--to=company", "--to=clerk"),
    "resolve": ("--satisfied", "--unsatisfied", "--text=换新"),
    "close": ("",),
    "reopen": ("--text=又坏了",),
}
EXAMPLES = int(os.environ.get("SVC_EXAMPLES", "12")) // 4
"""How many lives; `make faults` asks for more."""
LOGS = ("history", "steps", "offers", "waits")


class CounterLife(RuleBasedStateMachine):
    """Any verbs, by any of the staff, at any later time."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.shop = self.folder / "shop"
        self.day, self.minute = 23, 0
        self.last: dict[str, Any] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def svc(self, *args: str, staff: str = "") -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        now = f"2026-11-{self.day:02d}T{9 + self.minute // 60:02d}:{self.minute % 60:02d}"
        who = ("--staff", staff) if staff else ()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(["--store", str(self.shop), "--today", now, *who, *args])
        return code, out.getvalue(), err.getvalue()

    @initialize(
        category=some.sampled_from(["quality", "attitude", "price"]), urgent=some.booleans()
    )
    def a_customer_complains(self, category: str, urgent: bool) -> None:
        assert self.svc("init", str(self.shop), "--name", "x", "--no-git")[0] == 0
        for name, code, post in (("李", "li", "clerk"), ("赵", "zhao", "shop_manager")):
            self.svc("staff", "add", "--name", name, "--code", code, "--post", post)
        self.svc("customer", "add", "--name", "王芳", "--phone", "13800138000")
        more = ("--urgent",) if urgent else ()
        _code, said, _err = self.svc(
            "complaint", "log", "--customer", "13800138000", "--category", category,
            "--text", "掉色", *more,
        )  # fmt: skip
        self.key = said.strip()
        self.last = self.shown()

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.svc("complaint", "show", self.key, "--json")[1])
        return found

    def files(self) -> dict[str, bytes]:
        return {str(f): f.read_bytes() for f in self.shop.rglob("data/**/*.jsonl")}

    @rule(minutes=some.integers(1, 90))
    def time_goes_by(self, minutes: int) -> None:
        self.minute += minutes
        if self.minute > 600:
            self.minute, self.day = 0, min(self.day + 1, 30)

    @precondition(lambda self: bool(self.last))
    @rule(data=some.data(), staff=some.sampled_from(["", "li", "zhao"]), dry=some.booleans())
    def type_something(self, data: some.DataObject, staff: str, dry: bool) -> None:
        verb = data.draw(some.sampled_from(sorted(VERBS)))
        argument = data.draw(some.sampled_from(VERBS[verb]))
        rest = ([argument] if argument else []) + (["--dry-run"] if dry else [])
        before, last = self.files(), self.last
        code, _out, err = self.svc("complaint", verb, self.key, *rest, staff=staff)
        assert code in {0, 2, 3, 4, 5, 6}, (verb, rest, code, err)
        assert "Traceback" not in err
        now = self.shown()
        if dry or code not in {0, 6}:
            assert self.files() == before, (verb, rest, code)
        elif now["state"] != last["state"]:
            assert now["state"] in within_reach(last["state"]), (verb, last["state"], now["state"])
        for log in LOGS:  # nothing that was written down goes; a wait only gains its end
            kept = now[log][: len(last[log])]
            if log == "waits":
                kept = [
                    {k: v for k, v in line.items() if k in old}
                    for line, old in zip(kept, last[log], strict=True)
                ]
            assert kept == last[log] or sorted(map(str, last[log])) <= sorted(map(str, now[log]))
        self.last = now

    @invariant()
    def check_finds_nothing(self) -> None:
        if self.last:
            code, found, _err = self.svc("check", "--json")
            assert (code, [each for each in json.loads(found) if each["level"] == "error"]) == (
                0,
                [],
            )


def within_reach(state: str) -> set[str]:
    """The states some moves away: an offer or a step may bring several about at once."""
    found, ahead = set(), [state]
    while ahead:
        for after in MOVES.get(ahead.pop(), ()):
            if after not in found:
                found.add(after)
                ahead.append(after)
    return found


TestCounterLife = CounterLife.TestCase
TestCounterLife.settings = settings(
    settings.get_profile("svc"), max_examples=EXAMPLES, stateful_step_count=15
)
