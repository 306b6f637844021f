"""What stands in a record steers nothing: screens, spreadsheets, calendars, pages (P14)."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.security.conftest import NASTY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

STEERING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff]"
)
"""What a terminal, or whoever reads it, obeys. Emoji's joiner is not among it."""

SHOWN = """
today | customer list | customer show {wang} | customer find 13800138000 | customer ask {wang}
customer duplicates | customer export {wang} | purchase list | purchase show {sale}
complaint list | complaint show {complaint} | complaint advise {complaint}
return list | return show {return} | repair list | repair show {repair}
part list | part stock | delivery list | delivery show {delivery}
approval list --all | staff list | event list | event show {event}
callback due | callback list | callback show {sale} | callback tally
callback forwarded | callback lapsed | tier show {wang}
sms plan | sms outbox | template list | report tiers | report gold | report contest | report rfm
report ledger customers | report ledger complaints | report ledger callbacks
report ledger parts | report ledger returns | report ledger repairs
report ledger satisfaction | report ledger handling | report ledger opinions
report ledger deliveries | report ledger approvals
survey list | survey show {sheet} | survey trial opinion | survey form servqual
check | history {wang}
"""
TABLE = [row.strip() for line in SHOWN.strip().splitlines() for row in line.split("|")]
EMPTY = {"customer duplicates", "callback lapsed", "callback forwarded", "report gold"}
DRY = [
    "customer edit {wang} --set size=L --dry-run",
    "customer merge {wang} {twin} --dry-run",
    "complaint resolve {complaint} --text x --satisfied --dry-run",
    "repair diagnose {repair} --text x --caused-by company --dry-run",
    "delivery move {delivery} --on 2026-11-25 --dry-run",
    "sms queue --dry-run",
    "fmt --dry-run",
]
REFUSED = [
    "return settle {return}",
    "customer add --name x --phone 13800138000",
    "customer erase {wang}",
    "customer add --name x --number 0001",
    "staff add --name x --code li",
    "customer merge {wang} {twin}",
    "part out --code x",
    "customer erase {wang} --yes",
]
WORDS = ["slip print {return}", "slip print {repair}", "slip print {delivery}",
         "card render birthday --customer {wang}", "card render thank_you --customer {wang}",
         "sms render birthday --customer {wang}"]  # fmt: skip
FORMS = ("json", "jsonl", "csv", "tsv")


def calm(text: str) -> bool:
    """Whether nothing in a text steers."""
    return not STEERING.search(text)


@pytest.mark.parametrize("row", [*TABLE, *DRY, *WORDS])
def test_text(row: str, hostile: dict[str, str], svc: Call) -> None:
    """Lists, records, the board, dry runs, slips, messages: one line stays one, nothing obeys."""
    shown = svc(*(word.format(**hostile) for word in row.split()), code=None)
    assert shown.code == 0, shown
    assert shown.out or row in EMPTY
    assert calm(shown.out), STEERING.findall(shown.out)
    assert calm(shown.err)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("row", TABLE)
def test_forms(row: str, form: str, hostile: dict[str, str], svc: Call) -> None:
    """JSON is escaped where it must be and gives back what is on file; TSV is a record a line."""
    shown = svc(*(word.format(**hostile) for word in row.split()), "--format", form, code=None)
    if form == "json":
        assert calm(shown.out)
        if shown.code in {0, 1}:
            json.loads(shown.out)
    elif form == "jsonl":
        assert calm(shown.out)
        for line in shown.out.splitlines():
            json.loads(line)
    elif form == "tsv":
        lines = shown.out.split("\n")[:-1]
        assert len({line.count("\t") for line in lines}) <= 1
    elif shown.out:
        rows = list(csv.reader(io.StringIO(shown.out, newline="")))
        assert len({len(cells) for cells in rows}) == 1


def test_what_is_on_file_comes_back(hostile: dict[str, str], svc: Call) -> None:
    """For programs nothing is lost: JSON, JSON Lines and CSV hold the name to the last byte."""
    for form in ("json", "jsonl"):
        shown = svc("customer", "show", hostile["wang"], "--format", form)
        assert json.loads(shown.out)["name"] == NASTY
    listed = svc("customer", "list", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(listed, newline="")))
    assert {row["name"] for row in rows} == {NASTY}


@pytest.mark.parametrize("row", REFUSED)
def test_errors(row: str, hostile: dict[str, str], svc: Call) -> None:
    """What is refused is told harmlessly, as a sentence and as JSON."""
    words = [word.format(**hostile) for word in row.split()]
    for more in ((), ("--json",)):
        wrong = svc(*words, *more, code=None)
        assert wrong.code
        assert wrong.out == ""
        assert calm(wrong.err)


TYPED = "王\x1b[2J\u202eevil\x9b\u200b\x00".replace("\x00", "")


@pytest.mark.parametrize(
    "row",
    [
        "customer show {}",
        "customer find {}",
        "{}",
        "customer {}",
        "customer list --{}",
        "customer list --format {}",
        "--today {} today",
        "--lang {} today",
        "--store {} today",
        "--staff {} today",
        "sms render {} --customer 13800138000",
        "template show {}",
        "customer add --name {} --phone 13800138001",
        "customer add --name x --phone {}",
        "customer add --name x --phone 13800138001 --birthday {}",
        "customer edit 13800138000 --set {}=x",
        "customer edit 13800138000 --set name={}",
        "customer edit 13800138000 --set {}",
        "purchase add --customer 13800138000 --item {}",
        "purchase add --customer 13800138000 --item {}=1",
        "import customers {}",
        "export customers --out {}/x.csv",
        "export customers --out {}",
        "export {}",
        "card render birthday --customer 13800138000 --out {}.whim",
        "refund quote --price {} --category x --bought 2026-11-01 --cause quality",
        "calendar show {}",
        "calendar birthday {}",
        "policy explain {}",
        "history {}",
        "undo {}",
        "sms render birthday --customer 13800138000 --var {}=x",
        "sms render birthday --customer 13800138000 --var {}",
        "report ledger {}",
    ],
)
def test_what_was_typed(row: str, hostile: dict[str, str], svc: Call) -> None:
    """A word typed or pasted comes back harmlessly in the error about it."""
    assert hostile
    words = [word.format(TYPED) for word in row.split()]
    for more in ((), ("--json",)):
        told = svc(*words, *more, code=None)
        assert calm(told.out + told.err), told
        assert told.code != 70
        assert "Traceback" not in told.err


def cells(file: Path) -> list[tuple[str, str | None]]:
    """The type and formula of each cell of a workbook."""
    import zipfile

    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(file) as packed:
        root = ET.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - ours
    return [(cell.get("t", ""), cell.findtext(f"{space}f")) for cell in root.iter(f"{space}c")]


LEDGERS = ("customers", "complaints", "callbacks", "parts", "returns", "repairs", "deliveries")
TABLES = ("customers", "purchases", "complaints", "staff", "returns", "repairs", "parts",
          "deliveries", "events", "messages", "callbacks")  # fmt: skip


@pytest.mark.parametrize("row", [*(f"export {name}" for name in TABLES),
                                 *(f"report ledger {name}" for name in LEDGERS)])  # fmt: skip
def test_spreadsheets(row: str, hostile: dict[str, str], svc: Call, tmp_path: Path) -> None:
    """No cell of a workbook is a formula or a link, whatever its text begins with."""
    assert hostile
    target = tmp_path / "out.xlsx"
    svc(*row.split(), "--out", target)
    found = cells(target)
    assert any(kind == "s" for kind, _formula in found)
    assert not [formula for _kind, formula in found if formula is not None]
    assert b"hyperlink" not in target.read_bytes()


@pytest.mark.parametrize("start", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1",
                                   "－1", "＠x", "=HYPERLINK(0)"])  # fmt: skip
def test_rejects_open_in_a_spreadsheet(start: str, shop: Path, svc: Call, tmp_path: Path) -> None:
    """What an import leaves over gets an apostrophe before a formula, and is read back without."""
    assert shop
    listed, rejects = tmp_path / "list.csv", tmp_path / "rejects.csv"
    with listed.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["name", "phone", "hobby"], ["x", "no phone", start]])
    svc("import", "customers", listed, "--skip-bad", "--rejects", rejects)
    (_head, row) = csv.reader(io.StringIO(rejects.read_bytes().decode("utf-8-sig"), newline=""))
    assert row[2] == "'" + start
    again = tmp_path / "again.csv"
    svc("import", "customers", rejects, "--skip-bad", "--rejects", again)
    (_head, row) = csv.reader(io.StringIO(again.read_bytes().decode("utf-8-sig"), newline=""))
    assert row[2] == "'" + start


def test_csv_is_raw(hostile: dict[str, str], svc: Call, tmp_path: Path) -> None:
    """For programs CSV holds what is on file, `export --help` says so; TSV has no line breaks."""
    svc("export", "customers", "--out", tmp_path / "c.csv")
    with (tmp_path / "c.csv").open(encoding="utf-8", newline="") as file:
        assert {row["name"] for row in csv.DictReader(file)} == {NASTY}
    assert "svc writes CSV as it is" in " ".join(svc("export", "--help").out.split())
    assert hostile


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, and the words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}

    def handle_data(self, data: str) -> None:
        """Note words."""
        self.words += data


PAGES = [
    "report ledger customers", "report ledger complaints", "report ledger repairs",
    "report ledger deliveries", "slip print {return}", "slip print {repair}",
    "slip print {delivery}", "card render birthday --customer {wang}",
    "card render thank_you --customer {wang}", "card render opinion --customer {wang}",
    "card render warranty --customer {wang} --purchase {sale}", "survey form opinion",
]  # fmt: skip


@pytest.mark.parametrize("row", PAGES)
def test_pages(row: str, hostile: dict[str, str], svc: Call, tmp_path: Path) -> None:
    """No name brings an element, an attribute or an address into a page."""
    target = tmp_path / "page.html"
    svc(*(word.format(**hostile) for word in row.split()), "--out", target)
    page = Page(text := target.read_text("utf-8"))
    assert "script" not in page.tags
    assert not [name for name in page.attributes if name.startswith("on") or name == "src"]
    assert "alert(1)" in page.words
    assert "<script>" not in text
    assert "javascript:" not in text
    assert calm(text.replace("\t", ""))


@pytest.mark.parametrize("name", ["birthday", "thank_you", "festival", "opinion", "warranty"])
def test_drawings(name: str, hostile: dict[str, str], svc: Call, tmp_path: Path) -> None:
    """A drawing stays well-formed XML without scripts or links to anywhere."""
    target = tmp_path / "card.svg"
    more = ["--purchase", hostile["sale"]] if name == "warranty" else []
    done = svc("card", "render", name, "--customer", hostile["wang"], "--out", target, *more,
               code=None)  # fmt: skip
    if done.code == 4:  # the words of a monster may be too many for a card
        assert "do not fit" in done.err
        return
    root = ET.parse(target).getroot()  # noqa: S314 - ours
    for each in root.iter():
        assert each.tag.rpartition("}")[2] not in {"script", "foreignObject", "a"}
        assert not [key for key in each.attrib if key.startswith("on")]
        assert each.get("href", "#").startswith("#")


def test_markdown(hostile: dict[str, str], svc: Call, tmp_path: Path) -> None:
    """A cell stays a cell: no pipe, tag or code span of a name's own."""
    target = tmp_path / "ledger.md"
    svc("report", "ledger", "customers", "--out", target)
    text = target.read_text("utf-8")
    assert calm(text)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1
    assert "\\<script\\>" in text
    assert "`$(" not in text.replace("\\`", "")
    assert hostile


def test_calendars(hostile: dict[str, str], svc: Call, tmp_path: Path) -> None:
    """A name begins no line of a feed: no component, no property of its own."""
    target = tmp_path / "feed.ics"
    svc("ics", "--out", target)
    raw = target.read_bytes()
    lines = raw.decode("utf-8").replace("\r\n ", "").split("\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert not [line for line in lines if line.startswith("BEGIN:VALARM")]
    assert {line for line in lines if line.startswith("BEGIN:")} <= {
        "BEGIN:VCALENDAR", "BEGIN:VEVENT", "BEGIN:VTIMEZONE", "BEGIN:STANDARD", "BEGIN:DAYLIGHT",
    }  # fmt: skip
    assert all(re.match(r"[A-Z-]+[;:]", line) for line in lines if line)
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    assert calm("\n".join(lines))
    assert hostile
