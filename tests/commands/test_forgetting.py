"""Nothing personal of an erased person comes back by a merge, into a record or a conflict."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.records.conflict import Conflict, conflict_id
from svc.store.lines import encode
from svc.store.store import Store
from svc.store.tables import TABLES
from svc.store.three_way import merge_shards
from tests.commands.sync_tills import Till, settled
from tests.commands.test_commits import git

Raw = dict[str, Any]
NAME, PHONE = "王芳", "13800138000"
"""What no merge may bring back."""
HERS = "C-261122-AAAAAA"
WORDS = st.sampled_from(["小了", f"{NAME}说", f"打{PHONE}", "ok"])
LOG = st.lists(
    st.fixed_dictionaries(
        {"at": st.sampled_from(["2026-11-20", "2026-11-21T09:00"]),
         "state": st.sampled_from(["waiting", "approved", "settled", "logged", "resolved"])},
        optional={"text": WORDS, "later": WORDS},
    ), max_size=3,
)  # fmt: skip
GOODS = st.lists(
    st.fixed_dictionaries({"amount": st.sampled_from(["9.00", "299.00"])},
                          optional={"name": WORDS, "note": WORDS}), max_size=2,
)  # fmt: skip
RECORDS: Mapping[str, st.SearchStrategy[Raw]] = {
    "returns": st.fixed_dictionaries(
        {"state": st.sampled_from(["waiting", "approved", "settled"])},
        optional={"goods": GOODS, "quote": st.dictionaries(st.sampled_from("ab"), WORDS),
                  "history": LOG, "defect": WORDS, "phone": WORDS, "receipt": WORDS,
                  "later": WORDS, "refund": st.sampled_from(["1.00", "2.00"])},
    ),
    "complaints": st.fixed_dictionaries(
        {"state": st.sampled_from(["logged", "resolved"])},
        optional={"text": WORDS, "history": LOG, "steps": LOG, "item": WORDS, "later": WORDS},
    ),
    "purchases": st.fixed_dictionaries(
        {"total": st.sampled_from(["9.00", "299.00"])},
        optional={"items": GOODS, "receipt": WORDS, "row": WORDS},
    ),
    "messages": st.fixed_dictionaries(
        {"state": st.sampled_from(["queued", "approved", "sent"])},
        optional={"text": WORDS, "history": LOG, "reference": WORDS},
    ),
}  # fmt: skip


@given(st.data())
def test_no_word_of_hers_comes_back(data: st.DataObject) -> None:
    """One till erased her: neither the record nor a conflict has her name or phone, either way."""
    from datetime import date

    from svc.rules import erase

    table = data.draw(st.sampled_from(sorted(RECORDS)))
    letter = TABLES[table]
    key = f"{letter}-261122-AAAAAA" if letter else f"sms-birthday.{HERS}.261122"
    base, theirs = (
        {"id": key, "customer": HERS, **data.draw(RECORDS[table])} for _side in range(2)
    )
    person = erase.Person.of(HERS, [{"name": NAME, "phone": PHONE}])
    cleared = erase.erased(table, base, person, [HERS], date(2026, 11, 22))
    if "***" not in str(cleared):
        return  # nothing in the line tells that she was erased: `svc sync` looks at her file
    for ours, other in ((cleared, theirs), (theirs, cleared)):
        merged = merge_shards(f"{table}/2026-11", *(encode(each) for each in (base, ours, other)))
        told = merged.content + b"".join(encode(each.to_raw()) for each in merged.conflicts)
        assert NAME.encode() not in told
        assert PHONE.encode() not in told
        assert "小了".encode() not in told or "小了" in str(cleared)


@pytest.fixture
def hers(tills: tuple[Till, Till]) -> str:
    """A customer both tills know, with a complaint that is closed."""
    a, b = tills
    who = a("customer", "add", "--name", NAME, "--phone", PHONE).line
    a("complaint", "log", "--customer", who, "--category", "size", "--text", "小了")
    a("sync")
    b("sync")
    return who


def everything(folder: Path) -> str:
    """All data of a till, and its log of changes."""
    files = [*folder.glob("data/*/*.jsonl"), folder / ".svc/changes.jsonl"]
    return "".join(path.read_text("utf-8") for path in files if path.exists())


def test_a_till_that_hears_of_it_by_sync_forgets_her(
    tills: tuple[Till, Till], hers: str, tmp_path: Path
) -> None:
    """Its own log of changes held her line as it was."""
    a, b = tills
    b("customer", "edit", hers, "--name", f"{NAME}芳")
    b("customer", "edit", hers, "--name", NAME)
    complaint = Store(tmp_path / "a").complaints.where("customer", hers)[0].id
    b("complaint", "step", complaint, "apology", "--text", f"{NAME}很急")
    b("sync")
    a("sync")
    assert NAME in (tmp_path / "b/.svc/changes.jsonl").read_text("utf-8")
    a("complaint", "resolve", complaint, "--text", "好")
    a("complaint", "close", complaint, code=None)
    a("customer", "erase", hers, "--yes")
    a("sync")
    b("sync", code=None)
    for word in (NAME, PHONE, "很急"):
        assert word not in everything(tmp_path / "b")


def test_a_plain_pull_is_noticed_by_the_next_sync(
    tills: tuple[Till, Till], hers: str, tmp_path: Path
) -> None:
    a, b = tills
    b("customer", "edit", hers, "--set", "size=L")
    b("sync")
    a("sync")
    complaint = Store(tmp_path / "a").complaints.where("customer", hers)[0].id
    a("complaint", "resolve", complaint, "--text", "好")
    a("complaint", "close", complaint, code=None)
    a("customer", "erase", hers, "--yes")
    a("sync")
    git(tmp_path / "b", "pull", "-q", "--no-rebase")
    assert PHONE in (tmp_path / "b/.svc/changes.jsonl").read_text("utf-8")
    b("sync", code=None)
    assert PHONE not in everything(tmp_path / "b")


def test_what_another_till_wrote_since_comes_in_without_words(
    tills: tuple[Till, Till], hers: str, tmp_path: Path
) -> None:
    """A guest's words, a note on an approval, a conflict about her: nothing was there to clear."""
    a, b = tills
    event = a("event", "add", "--theme", "tea", "--on", "2026-12-10", "--title", "茶会").line
    a("event", "invite", event, "--customer", hers, "--by", "phone")
    a("sync")
    b("sync")
    complaint = Store(tmp_path / "a").complaints.where("customer", hers)[0].id
    a("complaint", "resolve", complaint, "--text", "好")
    a("complaint", "close", complaint, code=None)
    a("customer", "erase", hers, "--yes")
    a("sync")
    with Store(tmp_path / "b").change() as change:
        found = change.store.events.get(event)
        rows = tuple({**row, "text": f"{NAME}怕花粉"} for row in found.invited)
        from svc.frozen import replace

        change.put(replace(found, invited=rows))
        change.put(Conflict(id=conflict_id(complaint), table="complaints", record=complaint,
                            others=({"unit": "text", "fields": {"text": NAME}},)))  # fmt: skip
    b("sync", code=None)
    a("sync", code=None)
    for name in ("a", "b"):
        for word in (NAME, PHONE, "花粉"):
            assert word not in everything(tmp_path / name)
    settled(tills, tmp_path)


def test_what_is_another_customers_is_left_by_a_sync(
    tills: tuple[Till, Till], hers: str, tmp_path: Path
) -> None:
    """The thanks to whoever brought her lose her name at every till, and nothing else."""
    a, b = tills
    friend = a("customer", "add", "--name", "李娜", "--phone", "13700137000").line
    a("customer", "edit", hers, "--referred-by", friend)
    key = f"referral-old.{hers}"
    a("callback", "done", key, "--result", "reached", "--text", f"谢谢介绍{NAME}, 她腰疼")
    complaint = Store(tmp_path / "a").complaints.where("customer", hers)[0].id
    a("complaint", "resolve", complaint, "--text", "好")
    a("complaint", "close", complaint, code=None)
    a("sync")
    b("sync")
    a("customer", "erase", hers, "--yes")
    a("sync")
    b("sync", code=None)
    for till in (a, b):
        (made,) = till("callback", "list", "--json").json
        assert made["text"] == "谢谢介绍***, 她腰疼"
