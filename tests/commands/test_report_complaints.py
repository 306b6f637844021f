"""`svc report complaints`: by category, cause, goods or channel, in every form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from svc import i18n
from svc.frozen import replace
from svc.policy import Policy
from svc.records.complaint import Complaint
from svc.reports.complaints import arranged
from svc.rules.complaint_classes import WAYS, Known, classes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Call

LOGGED = (
    ("2026-08-24", "--category price", ""),  # one day before the 90 days
    ("2026-08-25", "--category price", ""),
    ("2026-11-20", "--category quality --cause 褪色 --channel visit", "1"),
    ("2026-11-20", "--category quality --cause fading", "2"),
    ("2026-11-21", "--category quality", "2"),
    ("2026-11-22", "--category other --channel call", ""),
    ("2026-11-22", "--category other", ""),
)


@pytest.fixture
def logged(svc: Call, wang: str) -> list[str]:
    """Seven complaints, of two sales of one style; the ids in the order of `LOGGED`."""
    bought = {
        n: svc(
            "--today", "2026-11-18", "purchase", "add", "--customer", wang,
            "--item", f"sku={sku},name=coat,style=ST1,category=textile,price=300.00",
        ).line
        for n, sku in (("1", "ST1-M"), ("2", "ST1-L"))
    }  # fmt: skip
    return [
        svc(
            "--today", day, "complaint", "log", "--customer", wang, "--text", "secret words",
            *more.split(), *(("--purchase", bought[sale]) if sale else ()),
        ).line
        for day, more, sale in LOGGED
    ]  # fmt: skip


@pytest.mark.fact("S3-009", command="svc report complaints")
def test_complaints_are_counted_by_what_is_asked(svc: Call, logged: list[str]) -> None:
    """Of the last 90 days; what is no one thing stands last, and is never among the few."""
    assert logged
    for by, (rows, top) in COUNTED.items():
        found = svc("report", "complaints", "--by", by, "--json").json
        assert (found["from"], found["to"], found["by"]) == ("2026-08-25", "2026-11-22", by)
        assert [(row["key"], row["count"]) for row in found["rows"]] == rows
        assert found["total"] == sum(count for _, count in rows)
        assert found["rows"][-1]["cumulative"] == "1.0000"
        assert (found["top"], found["few"]) == (top, True)
        assert svc("report", "complaints", "--by", by).code == 0


COUNTED = {
    "category": ([("quality", 3), ("price", 1), ("other", 2)], ["quality", "price"]),
    "cause": ([("quality.fading", 2), ("unknown", 4)], ["quality.fading"]),
    "goods": ([("ST1", 3), ("unknown", 3)], ["ST1"]),
    "channel": ([("call", 1), ("visit", 1), ("unknown", 4)], ["call", "visit"]),
}


def test_the_days_asked_for_count_on_both_ends(svc: Call, logged: list[str]) -> None:
    """From one day to another; with one end alone the 90 days before the last."""
    assert logged
    for given, total in (
        (("--from", "2026-11-20", "--to", "2026-11-21"), 3),
        (("--from", "2026-08-24"), 7),
        (("--to", "2026-11-21"), 5),
        (("--to", "2026-08-24"), 1),
        (("--from", "2026-11-22"), 2),
    ):
        assert svc("report", "complaints", *given, "--json").json["total"] == total, given


def test_no_complaint_is_said_in_one_sentence(svc: Call, shop: Path) -> None:
    """An empty span is an answer, not an error."""
    assert shop.exists()
    told = svc("report", "complaints")
    assert "No complaint was recorded from 2026-08-25 to 2026-11-22." in told.out
    found = svc("report", "complaints", "--json").json
    assert (found["total"], found["rows"], found["top"]) == (0, [], [])


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (("--from", "2026-11-22", "--to", "2026-11-21"), 4, "2026-11-22 is after 2026-11-21."),
        (("--to", "2026-11-23"), 4, "2026-11-23 is yet to come."),
        (("--from", "2026-11-23"), 4, "2026-11-23 is after 2026-11-22."),
        (("--by", "weather"), 2, "weather"),
        (("--out", "report.docx"), 2, "report.docx does not tell the format."),
    ],
)
def test_what_cannot_be_asked(
    svc: Call, shop: Path, given: tuple[str, ...], code: int, said: str
) -> None:
    """One sentence, and nothing is written."""
    before = sorted(shop.rglob("*"))
    told = svc("report", "complaints", *given, code=code)
    assert said in told.err
    assert (told.out, sorted(shop.rglob("*"))) == ("", before)


def test_a_past_span_is_told_again_to_the_byte(
    svc: Call, logged: list[str], tmp_path: Path
) -> None:
    """What comes later changes nothing, nor when it is asked for."""
    asked = ("report", "complaints", "--from", "2026-11-16", "--to", "2026-11-21")
    before = svc(*asked).out, svc(*asked, "--json").out
    svc("complaint", "resolve", logged[2], "--text", "cleaned")
    back = svc("return", "open", "--complaint", logged[3]).line
    svc("return", "settle", back, "--paid-by", "cash", "--signed")
    assert (svc(*asked).out, svc(*asked, "--json").out) == before
    later = ("--today", "2027-03-01")
    assert svc(*later, *asked).out == before[0]
    file = tmp_path / "report.json"
    svc(*later, *asked, "--out", file)
    assert file.read_text(encoding="utf-8").strip() == before[1].strip()


def test_what_was_paid_back_is_the_second_measure(svc: Call, logged: list[str]) -> None:
    """Of the returns a complaint led to, once they are settled."""
    back = svc("return", "open", "--complaint", logged[3]).line
    asked = ("report", "complaints", "--by", "cause", "--json")
    assert svc(*asked).json["paid_back"] == {"total": "0.00", "rows": []}
    svc("return", "settle", back, "--paid-by", "cash", "--signed")
    paid = svc(*asked).json["paid_back"]
    assert paid["total"] == "300.00"
    assert [(row["key"], row["count"]) for row in paid["rows"]] == [("quality.fading", "300.00")]
    assert "¥300.00 went back to customers" in svc("report", "complaints").out


def test_every_form(svc: Call, logged: list[str], tmp_path: Path) -> None:
    """The form is in the file's name; no customer is named in any."""
    assert logged
    forms = ["md", "txt", "xlsx", "json", *(["html"] if find_spec("lets_plot") else [])]
    for form in forms:
        file = tmp_path / f"report.{form}"
        assert svc("report", "complaints", "--by", "goods", "--out", file).out == ""
        written = file.read_bytes()
        if form == "xlsx":
            with ZipFile(file) as parts:
                written = b"".join(map(parts.read, parts.namelist()))
        assert b"coat" in written
        for word in ("王芳", "13800138000", "secret words", "C-26"):
            assert word.encode() not in written, (form, word)


# ---- the report itself


def many(counts: dict[str, int], on: date) -> Known:
    """So many complaints of each category."""
    return Known(
        complaints=tuple(
            Complaint(id=f"K-{on:%y%m%d}-{c[:3]}{n:03}", customer="C", on=on, category=c, text="x")
            for c, count in counts.items()
            for n in range(count)
        ),
        goods={},
        returns=(),
    )


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"quality": 15, "size": 9, "other": 6}, "quality, size: together 80.0 % of the"),
        ({"quality": 15, "size": 6, "other": 9}, "quality, size: together 70.0 % of the"),
        ({"quality": 29}, "Too few to say which are most (n = 29)."),
        ({"quality": 30}, "quality: together 100.0 % of the complaints."),
    ],
)
def test_the_sentence_above_the_table(counts: dict[str, int], said: str) -> None:
    """It claims the share that stands in the table, and nothing of too few cases."""
    day = date(2026, 11, 20)
    found = classes(many(counts, day), day, day, "category", Policy().at(day))
    section = arranged(found, "shop").sections[0]
    assert said in str(section.notes[0])
    assert section.chart is not None
    assert section.table is not None
    assert section.chart.series[0].values == tuple(row[1] for row in section.table.rows)
    assert section.table.rows[-1][3] == Decimal("1.0000")


def test_classes_are_named_in_the_language_in_use() -> None:
    """By whatever it is counted; the codes stay."""
    day = date(2026, 11, 22)
    i18n.speak("zh")
    found = classes(many({"quality": 1}, day), day, day, "category", Policy().at(day))
    table = arranged(found, "店").sections[0].table
    assert table is not None
    assert table.rows[0][0] == "质量"
    assert found.rows[0].key == "quality"


def test_by_channel_says_who_went_to_whom() -> None:
    """A customer who comes to the shop is not taken for one the shop goes to; the code stays."""
    day = date(2026, 11, 20)
    came = [replace(each, channel="visit") for each in many({"quality": 2}, day).complaints]
    known = replace(many({}, day), complaints=tuple(came))
    row = classes(known, day, day, "channel", Policy().at(day)).rows[0]
    assert (row.key, str(row.name), row.count) == ("visit", "visit to the shop", 2)


@pytest.mark.parametrize("by", WAYS)
def test_a_report_has_a_table_for_every_chart(by: str) -> None:
    """Of the same classes, whichever way it is counted."""
    day = date(2026, 11, 20)
    found = classes(many({"quality": 2, "size": 1}, day), day, day, by, Policy().at(day))
    for section in arranged(found, "shop").sections:
        assert section.chart is not None
        assert section.table is not None
        assert [row[0] for row in section.table.rows] == list(section.chart.labels)
