"""`svc report ledger all`, and surveys in the register of satisfaction."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from svc.records.callback import Callback
from svc.records.survey import Survey
from svc.rules.ledger import NAMES
from svc.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Call = Callable[..., Result]

DAY = date(2026, 11, 20)


@pytest.fixture
def asked(shop: Path, wang: str) -> str:
    """A shop where Wang Fang was called once and filled in three sheets, one of them a trial."""
    with Store(shop).change() as change:
        for record in (
            Callback(id=f"birthday.{wang}.261120", kind="birthday", customer=wang, about=wang,
                     due=DAY, done_on=DAY, result="reached", satisfied=True, text="很开心"),
            Survey(id="S-261122-7KQ3MX", form="satisfaction", on=date(2026, 11, 19),
                   answers={"overall": 4, "better": "试衣间太小"}, customer=wang, text="当面填的"),
            Survey(id="S-261122-7KQ3MY", form="nps", on=date(2026, 11, 21),
                   answers={"recommend": 9}),
            Survey(id="S-261122-7KQ3MZ", form="nps", on=DAY, answers={"recommend": 1}, trial=True),
            Survey(id="S-261122-7KQ3N0", form="gone", on=date(2026, 10, 1), answers={"a": 1}),
        ):  # fmt: skip
            change.put(record)
    return wang


@pytest.mark.fact("S2-088", command="svc report ledger satisfaction")
def test_surveys_stand_in_the_register(asked: str, svc: Call) -> None:
    """Sheets by their own day among the calls: which questionnaire, the two figures, the words."""
    rows = svc("report", "ledger", "satisfaction", "--month", "2026-11", "--json").json
    assert [(row["kind"], row["questionnaire"], row["csat"], row["nps"], row["text"])
            for row in rows] == [
        ("survey", "satisfaction", 4, None, "试衣间太小; 当面填的"),
        ("birthday", None, None, None, "很开心"),
        ("survey", "nps", None, 9, None),
    ]  # fmt: skip
    assert [row["customer"] for row in rows] == [asked, asked, None]
    assert [row["no"] for row in rows] == [1, 2, 3]
    shown = svc("report", "ledger", "satisfaction", "--month", "2026-11").out
    assert "Satisfaction survey" in shown
    assert [
        row["questionnaire"]
        for row in svc("report", "ledger", "satisfaction", "--month", "2026-10", "--json").json
    ] == ["gone"]


@pytest.mark.fact("S0-024", command="svc report ledger all")
def test_all_on_the_screen(asked: str, svc: Call) -> None:
    """How many lines each ledger has; for a program every line by ledger."""
    found = svc("report", "ledger", "all", "--month", "2026-11", "--json").json
    assert list(found) == list(NAMES)
    assert len(found["satisfaction"]) == 3
    assert len(svc("report", "ledger", "all", "--case", asked, "--json").json["satisfaction"]) == 2
    assert "Register of customer satisfaction" in svc("report", "ledger", "all").out
    assert "no one table" in svc("report", "ledger", "all", "--format", "csv", code=2).err


@pytest.mark.parametrize("form", ["html", "xlsx"])
def test_all_in_a_file(form: str, asked: str, shop: Path, svc: Call, tmp_path: Path) -> None:
    """The book in a file, the same bytes every time; never where the records are."""
    assert asked
    file = tmp_path / f"book.{form}"
    args = ("report", "ledger", "all", "--month", "2026-11", "--out")
    assert "lines in 11 ledgers" in svc(*args, file).err
    before = file.read_bytes()
    svc("--today", "2027-01-02", *args, file)
    assert file.read_bytes() == before
    svc(*args, shop / "data" / "book.html", code=5)
    svc(*args, tmp_path / "book.csv", code=2)
