"""Two tills that merge cleanly, or nearly, and break a rule: found before money or messages move.

Each case is a real merge by git with svc's driver. `svc check` names the record (the golden file
has its words), and what concerns it is refused until it is mended (P8).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svc.frozen import replace
from svc.store.store import Store

Call = Callable[..., Any]
TEN = "2026-11-22T10:00"
ID = re.compile(r"([A-Z])-[0-9]{6}-[0-9A-Z]{6}")


class Tills:
    """Two clones of one shop, each wired; `meet` merges the second into the first."""

    def __init__(self, svc: Call, folder: Path) -> None:
        self.svc = svc
        self.one, self.two = folder / "one", folder / "two"
        self.outbox = folder / "sent.log"
        svc("init", self.one, "--name", "雅衣阁", "--no-git")
        for code, post in (("li", "shop_manager"), ("qu", "regional_manager")):
            svc(
                "--store", self.one, "staff", "add", "--name", code, "--code", code, "--post", post
            )

    def at(self, folder: Path, *args: object, code: int | None = 0, at: str = TEN) -> Any:
        """A command at a till, by its shop manager."""
        return self.svc(
            "--store", folder, "--today", at, "--staff", "li", *args, code=code
        )  # fmt: skip

    def id(self, folder: Path, *args: object, at: str = TEN) -> str:
        """The id a creating command prints at a till."""
        return str(self.at(folder, *args, at=at).out.split()[0])

    def customer(self, folder: Path, phone: str, *more: str) -> str:
        """A new customer at a till."""
        return self.id(folder, "customer", "add", "--name", "王芳", "--phone", phone, *more)

    def coat(self, folder: Path, customer: str) -> str:
        """A coat sold at a till."""
        goods = "sku=D1,name=大衣,category=textile,price=100.00"
        return self.id(folder, "purchase", "add", "--customer", customer, "--item", goods)

    def returned(self, folder: Path, sale: str, *more: str) -> str:
        """A return opened at a till, approved."""
        return self.id(
            folder, "return", "open", "--purchase", sale, "--cause", "quality", "--defect", "线头",
            *more,
        )  # fmt: skip

    def part(self) -> None:
        """From here on the tills are apart."""
        git(self.one, "init", "-q", "-b", "main")
        git(self.one, "add", "-A")
        git(self.one, "commit", "-qm", "base")
        shutil.copytree(self.one, self.two)
        shutil.rmtree(self.two / ".svc")
        driver = f"{sys.executable} -m svc git merge-driver %O %A %B %P"
        git(self.one, "config", "merge.svc.driver", driver)
        (self.one / ".git/info/attributes").write_text("data/**/*.jsonl merge=svc\n")

    def meet(self) -> None:
        """The second till's changes come to the first; what conflicts is put on file."""
        for folder in (self.one, self.two):
            git(folder, "add", "-A")
            git(folder, "commit", "-qm", folder.name, "--allow-empty")
        git(self.one, "fetch", "-q", self.two, "main")
        git(self.one, "merge", "-q", "--no-edit", "FETCH_HEAD", check=False)
        self.at(self.one, "resolve", code=None)
        gateway = f'[shop]\nkind = "command"\nwords = ["sh", "-c", {json.dumps(self.sending)}]\n'
        (self.one / ".svc/gateways.toml").write_text(gateway)

    @property
    def sending(self) -> str:
        """What stands for the gateway: a line of shell."""
        return f"cat >> {self.outbox}"


def git(folder: Path, *args: object, check: bool = True) -> str:
    """Git in a folder."""
    done = subprocess.run(
        ["git", "-C", str(folder), *map(str, args)], check=check, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def tills(svc: Call, tmp_path: Path) -> Tills:
    """Two tills of a shop."""
    return Tills(svc, tmp_path)


Refusals = list[tuple[str, ...]]
"""Commands at the first till that are refused (5) until all is mended."""


def refunded_twice(t: Tills) -> Refusals:
    """Each till takes the same coat back and gives the money."""
    sale = t.coat(t.one, t.customer(t.one, "13800138000"))
    t.part()
    first, second = t.returned(t.one, sale), t.returned(t.two, sale)
    t.at(t.one, "return", "settle", first, "--paid-by", "cash")
    return [("return", "settle", second, "--paid-by", "cash")]


def paid_twice(t: Tills) -> Refusals:
    """Both have given the money already: nothing is left to refuse but the next return."""
    sale = t.coat(t.one, t.customer(t.one, "13800138000"))
    t.part()
    for folder in (t.one, t.two):
        t.at(folder, "return", "settle", t.returned(folder, sale), "--paid-by", "cash")
    return []


def one_return_paid_twice(t: Tills) -> Refusals:
    """One return, settled by each till in the same way and minute: its log alone tells."""
    back = t.returned(t.one, t.coat(t.one, t.customer(t.one, "13800138000")))
    t.part()
    for folder in (t.one, t.two):
        t.at(folder, "return", "settle", back, "--paid-by", "cash", at=TEN)
    return []


def phone_twice(t: Tills) -> Refusals:
    """Each till opens a file for the same phone; a wish and money are waiting."""
    ready = ("--birthday", "1990-11-22", "--consent", "sms")
    t.part()
    ours = t.customer(t.one, "13800138000", *ready)
    t.customer(t.two, "13800138000", *ready)
    back = t.returned(t.one, t.coat(t.one, ours))
    t.at(t.one, "sms", "queue")
    t.at(t.one, "sms", "approve", "--all")
    return [("return", "settle", back, "--paid-by", "cash"), ("sms", "send")]


def approval_missing(t: Tills) -> Refusals:
    """One till takes the approval away, the other has settled by it."""
    back, approval = waiting_for_region(t)
    t.part()
    settle_by_region(t, t.one, back)
    with Store(t.two).change() as change:
        change.remove("approvals", approval)
    return []


def approval_removed(t: Tills) -> Refusals:
    """One till takes the approval away of a return whose money is not out yet."""
    back, approval = waiting_for_region(t)
    t.svc("--store", t.one, "--today", TEN, "--staff", "qu", "return", "approve", back)
    t.part()
    with Store(t.two).change() as change:
        change.remove("approvals", approval)
        old = change.store.returns.get(back)
        kept = tuple({k: v for k, v in e.items() if k != "post"} for e in old.history)
        change.put(replace(old, history=kept))
    return [("return", "settle", back, "--paid-by", "cash")]


def approval_refused(t: Tills) -> Refusals:
    """One till gives a consent, the other refuses it; the money is not out yet."""
    back, approval = waiting_for_region(t)
    t.part()
    t.svc("--store", t.one, "--today", TEN, "--staff", "qu", "return", "approve", back)
    t.svc("--store", t.two, "--today", TEN, "--staff", "qu", "approval", "reject", approval)
    return [("return", "settle", back, "--paid-by", "cash")]


def waiting_for_region(t: Tills) -> tuple[str, str]:
    """A return that waits for the regional manager: goodwill beyond the rules."""
    sale = t.coat(t.one, t.customer(t.one, "13800138000"))
    t.at(t.one, "return", "open", "--purchase", sale, "--cause", "promotion",
         "--goodwill", "20", code=6)  # fmt: skip
    (back,) = Store(t.one).returns.all()
    (approval,) = [each for each in Store(t.one).approvals.all() if each.state == "waiting"]
    return back.id, approval.id


def settle_by_region(t: Tills, folder: Path, back: str) -> None:
    """The regional manager approves and pays."""
    by = ("--store", folder, "--today", TEN, "--staff", "qu", "return")
    t.svc(*by, "approve", back)
    t.svc(*by, "settle", back, "--paid-by", "cash")


def exchanged_twice(t: Tills) -> Refusals:
    """Both tills hand out the new piece for one return."""
    sale = t.coat(t.one, t.customer(t.one, "13800138000"))
    back = t.id(t.one, "return", "open", "--purchase", sale, "--cause", "size")
    t.part()
    for folder in (t.one, t.two):
        t.at(folder, "return", "settle", back)
    return []


def complaint_answered_apart(t: Tills) -> Refusals:
    """Each till settles a complaint in its own way; its return waits for money."""
    sale = t.coat(t.one, t.customer(t.one, "13800138000"))
    said = t.id(t.one, "complaint", "log", "--purchase", sale, "--category", "quality",
                "--text", "线头", "--customer", "13800138000")  # fmt: skip
    back = t.returned(t.one, sale)
    t.part()
    t.at(t.one, "complaint", "resolve", said, "--text", "换了")
    t.at(t.two, "complaint", "resolve", said, "--text", "退了", at="2026-11-22T10:20")
    return [("return", "settle", back, "--paid-by", "cash")]


def withdrawn_elsewhere(t: Tills) -> Refusals:
    """A wish was approved here after she had said at the other till that she wants none."""
    her = t.customer(t.one, "13800138000", "--birthday", "1990-11-22", "--consent", "sms")
    t.part()
    t.at(t.two, "sms", "opt-out", her)
    t.at(t.one, "sms", "queue", at="2026-11-22T10:30")
    t.at(t.one, "sms", "approve", "--all", at="2026-11-22T10:30")
    return []


def consent_apart(t: Tills) -> Refusals:
    """One till hears that she wants messages again, the other that she wants none."""
    her = t.customer(t.one, "13800138000", "--birthday", "1990-11-22", "--consent", "sms")
    t.at(t.one, "sms", "queue")
    t.at(t.one, "sms", "approve", "--all")
    t.part()
    change_consent(t.one, her, {"given": "2026-11-21"})
    change_consent(t.two, her, {"given": "2026-11-20", "withdrawn": "2026-11-22"})
    return [("sms", "send")]


def change_consent(folder: Path, customer: str, state: dict[str, str]) -> None:
    """What a till has on file of her text messages."""
    store = Store(folder)
    with store.change() as change:
        her = store.customers.get(customer)
        change.put(replace(her, consent={**her.consent, "sms": state}))


def erased_and_sold_to(t: Tills) -> Refusals:
    """One till erases her, the other, a day later, sells to her and opens a return."""
    her = t.customer(t.one, "13800138000")
    t.part()
    t.at(t.one, "customer", "erase", her, "--yes")
    back = t.id(
        t.two, "return", "open", "--cause", "quality", "--defect", "线头", "--purchase",
        sold_later(t, her), at="2026-11-23T10:00",
    )  # fmt: skip
    return [("--today", "2026-11-23T11:00", "return", "settle", back, "--paid-by", "cash")]


def sold_later(t: Tills, customer: str) -> str:
    """A coat sold at the second till on the next day."""
    return t.id(
        t.two, "purchase", "add", "--customer", customer, "--item",
        "sku=D1,name=大衣,category=textile,price=100.00", at="2026-11-23T10:00",
    )  # fmt: skip


def merged_into_two(t: Tills) -> Refusals:
    """Each till makes another file of the doubled one."""
    twice = t.customer(t.one, "13800138000", "--birthday", "1990-11-22", "--consent", "sms")
    first, second = t.customer(t.one, "13800138001"), t.customer(t.one, "13800138002")
    t.part()
    t.at(t.one, "customer", "merge", first, twice, "--yes")
    t.at(t.two, "customer", "merge", second, twice, "--yes")
    return []


def stock_below_zero(t: Tills) -> Refusals:
    """Each till puts the last zip into a repair."""
    her = t.customer(t.one, "13800138000")
    t.at(t.one, "part", "in", "--code", "ZIP-20", "--name", "拉链", "--qty", "1")
    cases = [t.id(t.one, "repair", "open", "--customer", her, "--problem", "拉链",
                  "--bought", "2026-11-01") for _n in range(2)]  # fmt: skip
    t.part()
    for folder, case in zip((t.one, t.two), cases, strict=True):
        t.at(folder, "part", "out", "--code", "ZIP-20", "--for", case)
    return []


def message_apart(t: Tills) -> Refusals:
    """One till calls a wish off, the other lets it go."""
    t.customer(t.one, "13800138000", "--birthday", "1990-11-22", "--consent", "sms")
    t.at(t.one, "sms", "queue")
    t.part()
    (wish,) = Store(t.one).messages.all()
    t.at(t.one, "sms", "approve", wish.id)
    t.at(t.two, "sms", "cancel", wish.id)
    return [("sms", "send")]


def test_nothing_moves_while_records_are_unmerged(tills: Tills) -> None:
    """A driver that died leaves this till's side without a marker: what is missing nobody sees."""
    sale = tills.coat(tills.one, tills.customer(tills.one, "13800138000"))
    tills.part()
    git(tills.one, "config", "merge.svc.driver", "false")
    back = tills.returned(tills.one, sale)
    elsewhere = tills.returned(tills.two, sale)
    tills.at(tills.two, "return", "settle", elsewhere, "--paid-by", "cash")
    for folder in (tills.one, tills.two):
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "x")
    git(tills.one, "fetch", "-q", tills.two, "main")
    git(tills.one, "merge", "-q", "FETCH_HEAD", check=False)
    settle = ("return", "settle", back, "--paid-by", "cash")
    refused = tills.at(tills.one, *settle, code=5)
    assert "data/returns/2026-11.jsonl" in refused.err
    assert "svc resolve" in refused.err
    tills.at(tills.one, "sms", "send", code=5)
    tills.at(tills.one, "resolve", code=0)
    refused = tills.at(tills.one, *settle, code=5)
    assert "more" in refused.err
    assert Store(tills.one).returns.get(back).state == "approved"


CASES = [
    refunded_twice, paid_twice, one_return_paid_twice, phone_twice, approval_missing,
    approval_removed, approval_refused, exchanged_twice,
    complaint_answered_apart, withdrawn_elsewhere, consent_apart, erased_and_sold_to,
    merged_into_two, stock_below_zero, message_apart,
]  # fmt: skip


def said(text: str) -> str:
    """What check prints, without what differs from run to run: drawn ids and line numbers."""
    entries = re.split(r"\n(?! )", text.strip())
    plain = [re.sub(r"(jsonl):[0-9]+:", r"\1:", ID.sub(r"\1", each)) for each in entries]
    return "\n".join(sorted(dict.fromkeys(plain))) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_merge_that_breaks_a_rule_is_found_before_anything_moves(
    tills: Tills, case: Callable[[Tills], Refusals], golden: Callable[[str, str], None]
) -> None:
    """P8: check exits 1 and says what; money and messages of it are refused; nothing was sent."""
    refusals = case(tills)
    tills.meet()
    found = tills.at(tills.one, "check", "--json", code=1).json
    errors = {m[0] for each in found if each["level"] == "error"
              for m in ID.finditer(each["message"])}  # fmt: skip
    golden(
        f"commands/broken-{case.__name__}.en.txt", said(tills.at(tills.one, "check", code=1).out)
    )
    before = {file: file.read_bytes() for file in (tills.one / "data").rglob("*.jsonl")}
    for args in refusals:
        refused = tills.at(tills.one, *args, code=5)
        assert errors & {m[0] for m in ID.finditer(refused.err)}, refused.err
    after = {file: file.read_bytes() for file in (tills.one / "data").rglob("*.jsonl")}
    assert {file.name: content for file, content in after.items()} == {
        file.name: content for file, content in before.items()
    }
    if not refusals:
        tills.at(tills.one, "sms", "send", code=None)
    assert not tills.outbox.exists()
