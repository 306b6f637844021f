"""How records are printed: forms, columns, safety, and how a terminal is filled."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wcwidth import wcswidth

from svc import output
from svc.output import width
from svc.screen import hanging, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.conftest import Result

    Call = Callable[..., Result]

NASTY = "王\x1b[31m芳\u202egnp.exe\u2028x\u200b\ny\tz\x07\x9b2J"
ROWS = [
    {"id": "1", "name": "王芳", "n": 3, "on": True, "list": ["a", "b"], "none": None},
    {"id": "22", "name": 'x,"y"\nz\tw', "n": 0, "on": False, "list": [], "none": None},
]
COLUMNS = {"id": "id", "name": "name", "none": "text"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain 王芳 é", "plain 王芳 é"),
        ("a\nb\r\nc\td", "a b  c d"),
        ("\x1b[2J", "^[[2J"),
        ("\x00\x07\x7f\x9b", "^@^G"),
        ("a\u202eb\u2066c\u200bd\ufeff\u200f\u061c", "abcd"),
        ("a\U000e0041b\U000e007f", "ab"),
        ("a\u2028b\u2029c", "a b c"),
        (12, "12"),
    ],
)
def test_safe(text: object, shown: str) -> None:
    """No name can move the cursor, colour the screen or turn the reading direction."""
    assert output.safe(text) == shown


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("王芳", 4), ("T恤", 3), ("é", 1), ("e\u0301", 1), ("👩", 2), ("¥", 1)],
)
def test_width(text: str, columns: int) -> None:
    """A Chinese character takes two columns, a combining mark none."""
    assert width(text) == columns


def printed(capsys: pytest.CaptureFixture[str], form: str, rows: Sequence[output.Row]) -> str:
    """What a list prints in a form."""
    output.show_list(rows, COLUMNS, form, keys=["id", "name", "n"])
    return capsys.readouterr().out


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    """One array, UTF-8, null for nothing; one object a line as JSON Lines."""
    assert json.loads(printed(capsys, "json", ROWS)) == ROWS
    assert printed(capsys, "json", []) == "[]\n"
    lines = printed(capsys, "jsonl", ROWS).splitlines()
    assert [json.loads(line) for line in lines] == ROWS
    assert "王芳" in lines[0]
    assert printed(capsys, "jsonl", []) == ""


def test_json_cannot_steer_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Control and direction marks are escaped, and come back the same."""
    out = printed(capsys, "json", [{"name": NASTY}])
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2028\u2066]", out
    )
    assert json.loads(out) == [{"name": NASTY}]


_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
_VALUES = st.recursive(
    _LEAVES,
    lambda each: (
        st.lists(each)
        | st.lists(each).map(tuple)
        | st.dictionaries(st.text() | st.integers() | st.booleans() | st.none(), each)
    ),
    max_leaves=30,
)
_ESCAPED = {
    code: f"\\u{code:04x}"
    for code in (*range(0x7F, 0xA0), 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
                 0x2028, 0x2029, *range(0x2060, 0x206A), 0xFEFF)
}  # fmt: skip


@given(_VALUES)
@example({"a": [], "b": {}, "c": [[]], "d": {"e": None}, "f": "null", "g": ["null", [None]]})
@example([{"a": ",\n  ", "b": [NASTY]}, (), ((), {})])
def test_json_is_jsons_own(value: object) -> None:
    """Made faster, but to the byte what the library makes, with what steers escaped."""
    for indent in (2, None):
        plain = json.dumps(value, ensure_ascii=False, indent=indent)
        made = output.to_json(value) if indent else output.to_json(value, indent=None)
        assert made == plain.translate(_ESCAPED)


@given(st.text())
@example("".join(map(chr, range(0x3100))) + "\ufeff\ufffe")
def test_what_is_printable_is_safe(text: str) -> None:
    """The shortcut for printable text changes nothing: no such text holds what is taken out."""
    assert output.safe(text) == output._pattern(output._UNSAFE).sub(output._shown, text)


def test_the_width_of_plain_characters_is_wcwidths() -> None:
    """What is measured without the library, alone or in a row, measures the same."""
    known = [chr(code) for code in range(0x110000) if output._columns_of(chr(code))]
    assert len(known) > 20_000
    assert [each for each in known if wcswidth(each) != width(each)] == []
    assert wcswidth("".join(known)) == width("".join(known)) == sum(map(width, known))


@given(st.text(st.sampled_from("aZ 王芳，。é¥…→ー゙\u0301👩\u200d\ufe0f🇨🇳")))
def test_widths_are_wcwidths(text: str) -> None:
    """Also where characters join."""
    assert width(text) == max(wcswidth(text), 0)


def test_csv(capsys: pytest.CaptureFixture[str]) -> None:
    """RFC 4180 with LF: every key, quotes where they are needed, lists as JSON."""
    out = printed(capsys, "csv", ROWS)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[0] == {
        "id": "1", "name": "王芳", "n": "3", "on": "true", "list": '["a", "b"]', "none": "",
    }  # fmt: skip
    assert rows[1]["name"] == 'x,"y"\nz\tw'
    assert "\r" not in out
    assert printed(capsys, "csv", []) == "id,name,n\n"


def test_tsv(capsys: pytest.CaptureFixture[str]) -> None:
    """One record a line, whatever stands in a value: awk can read it."""
    out = printed(capsys, "tsv", [*ROWS, {"id": "3", "name": NASTY}])
    lines = out.split("\n")
    assert [line.count("\t") for line in lines] == [5, 5, 5, 5, 0]
    assert lines[2].split("\t")[1] == 'x,"y" z w'
    assert len(out.splitlines()) == 4


def test_a_table_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """Straight columns, `-` for nothing, no spaces at the end, nothing that steers."""
    out = printed(
        capsys, "text", [{"id": "1", "name": NASTY}, {"id": "22", "name": "李", "none": 0}]
    )
    assert out == (
        "id  name                         text\n"
        "1   王^[[31m芳gnp.exe x y z^G2J  -\n"
        "22  李                           0\n"
    )
    assert printed(capsys, "text", []) == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "-"), ("", "-"), ([], "-"), ((), "-"), (True, "yes"), (False, "no"), (0, "0"),
     (["a", "b"], "a, b")],
)  # fmt: skip
def test_cells(value: object, shown: str) -> None:
    """What is missing is a dash, what is nought is nought."""
    assert output.cell(value) == shown


def test_pairs_stand_straight() -> None:
    """Labels of either script, values in one column."""
    assert output.pairs([("名", "x"), ("name", "王芳"), ("n", None)]) == (
        "名    x\nname  王芳\nn     -"
    )


# --- on a terminal


def on_terminal(columns: int, *args: str, code: int = 0, **environment: str) -> list[str]:
    """The lines a command shows on a terminal of so many columns, escape codes left in."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "svc", *args],
        stdin=theirs, stdout=theirs, stderr=theirs,
        env=kept | {"TERM": "xterm-256color"} | environment,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while True:
        try:
            if not (read := os.read(ours, 65536)):
                break
        except OSError:  # Linux: the other end is closed
            break
        shown += read
    os.close(ours)
    assert process.wait(timeout=60) == code, shown
    return shown.decode("utf-8").replace("\r\n", "\n").splitlines()


def plain(lines: Sequence[str]) -> list[str]:
    """The lines without colours."""
    return [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]


@pytest.fixture
def board(wang: str, svc: Call) -> list[str]:
    """A shop with a full morning; the keys due."""
    long = "一件名字很长很长的羊毛大衣带帽子和腰带还有两个大口袋"
    svc("staff", "add", "--name", "李娜", "--code", "li")
    names = [  # each a day earlier, so that the order is the same every time
        ("欧阳娜娜", "13800138001"),
        ("Katherine Johnson", "010-62554433"),
        ("李雷", "13900139000"),
    ]
    for day, (name, phone) in enumerate(names):
        ref = svc("customer", "add", "--name", name, "--phone", phone, "--owner", "li").line
        svc("purchase", "add", "--customer", ref, "--item", f"name={long},price=1299",
            "--on", f"2026-11-{15 - day}", "--installed-on", f"2026-11-{21 - day}")  # fmt: skip
        svc("--today", f"2026-11-{21 - day}", "complaint", "log", "--customer", ref,
            "--category", "quality", "--urgent",
            "--text", "袖口起球，洗了一次就变形，要求退货。" * 3)  # fmt: skip
    svc("customer", "edit", wang, "--set", "birthday=1990-11-22")
    return [row["key"] for row in svc("callback", "due", "--json").json]


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 200])
@pytest.mark.parametrize(
    "args",
    [("today",), ("callback", "due"), ("customer", "list"), ("purchase", "list"),
     ("complaint", "list"), ("staff", "list"), ("customer", "show", "13800138000")],
    ids=" ".join,
)  # fmt: skip
def test_nothing_is_wider_than_the_terminal(
    board: list[str], columns: int, args: tuple[str, ...]
) -> None:
    """No line runs over the edge, at 40 columns either."""
    assert board
    lines = plain(on_terminal(columns, *args))
    assert lines
    assert max(map(width, lines)) <= columns


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("short", 10, ["short"]),
        ("two words", 5, ["two", "words"]),
        ("two words", 9, ["two words"]),
        ("王芳王芳", 4, ["王芳", "王芳"]),
        ("王芳王芳", 5, ["王芳", "王芳"]),
        ("买了T恤 on Monday", 8, ["买了T恤", "on", "Monday"]),
        ("王芳。李雷", 4, ["王", "芳。", "李雷"]),
        ("abcdefgh ij", 5, ["abcde", "fgh", "ij"]),
        ("", 5, [""]),
        ("王", 1, ["王"]),
    ],
)
def test_wrapping(text: str, room: int, lines: list[str]) -> None:
    """Between words, between Chinese characters, never before a full stop."""
    assert wrapped(text, room) == lines


QUOTE = (
    "refund", "quote", "--price", "399", "--category", "wool", "--bought", "2026-11-01",
    "--cause", "quality", "--unrepairable",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize(
    ("args", "code"),
    [
        (QUOTE, 0),
        ((*QUOTE, "--region", "zhejiang", "--scheme", "statutory"), 0),
        ((*QUOTE, "--region", "zejiang"), 4),
        ((*QUOTE, "--cause", "weather"), 2),
        (("purchase", "add", "--customer", "13800138000", "--item", "category=wool,price=1"), 0),
        (("customer", "show", "somebody with a very long name whom nobody here knows"), 3),
    ],
    ids=lambda part: " ".join(part[:2] + part[-1:]) if isinstance(part, tuple) else "",
)
def test_prose_is_not_cut_in_mid_word(
    wang: str, columns: int, language: str, args: tuple[str, ...], code: int
) -> None:
    """Reasons, warnings and errors wrap at the terminal's width, further lines indented."""
    assert wang
    lines = plain(on_terminal(columns, "--lang", language, *args, code=code))
    assert max(map(width, lines)) <= columns
    in_a_pipe = subprocess.run(
        [sys.executable, "-m", "svc", "--lang", language, *args],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    told = in_a_pipe.stdout + in_a_pipe.stderr
    assert max(map(width, told.splitlines())) > columns or columns == 80
    if "add" not in args:  # whose id is another each time
        assert "".join("".join(lines).split()) == "".join(told.split())
    if language == "en":
        assert {word for line in lines for word in line.split()} <= set(told.split()) or code == 0


def test_an_error_as_json_is_one_line_on_a_terminal_too(shop: Path) -> None:
    """What a program reads is never wrapped."""
    assert shop
    (line,) = on_terminal(40, "customer", "show", "nobody that is known here", "--json", code=3)
    assert json.loads(line)["error"] == "no_such_record"


@pytest.mark.parametrize(
    ("text", "indent", "room", "shown"),
    [
        ("fits here", "", 9, "fits here"),
        ("three words here", "", 11, "three words\n  here"),
        ("three words here", "  ", 11, "  three\n    words\n    here"),
        ("王芳王芳", "", 6, "王芳王\n  芳"),
        ("", "  ", 10, "  "),
    ],
)
def test_hanging(text: str, indent: str, room: int, shown: str) -> None:
    """Further lines of a paragraph stand two columns to the right."""
    assert hanging(text, indent, room) == shown


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_what_people_copy_is_never_broken(board: list[str], columns: int) -> None:
    """Each key and phone number stands whole on one line."""
    for args in (("today",), ("callback", "due")):
        words = {word for line in plain(on_terminal(columns, *args)) for word in line.split()}
        assert words >= set(board)
        assert words >= {"13800138001", "01062554433", "13900139000"}


@pytest.mark.parametrize("columns", [80, 200])
def test_chinese_names_in_straight_columns(board: list[str], columns: int) -> None:
    """The phone numbers of one part begin in one column."""
    assert board
    lines = plain(on_terminal(columns, "today"))
    part = lines[2 : lines.index("", 3)]
    starts = {
        width(line[: match.start()])
        for line in part
        if (match := re.search("138001380|010625|139001", line))
    }
    assert len(starts) == 1


def test_a_guests_line_is_folded(wang: str, svc: Callable[..., Any]) -> None:
    """At forty columns too; what she answered is said as people say it."""
    event = svc("event", "add", "--theme", "hiking", "--title", "爬山", "--on", "2026-12-05").line
    svc("event", "invite", event, "--customer", wang, "--by", "phone", "--answer", "yes",
        "--text", "也许带一位朋友来，素食，不吃辣，早上六点在店门口等车")  # fmt: skip
    assert "is coming" in svc("event", "show", event).out
    lines = plain(on_terminal(40, "event", "show", event))
    assert max(map(width, lines)) <= 40
    assert any("素食" in line for line in lines)


@pytest.mark.parametrize("columns", [40, 80])
def test_the_board_looks_good(
    board: list[str], columns: int, golden: Callable[[str, str], None]
) -> None:
    """The whole screen, to be looked at."""
    shown = "\n".join(plain(on_terminal(columns, "today"))) + "\n"
    blank = re.sub(r"([A-Z]-[0-9]{6}-)[0-9A-Z]{6}", r"\1······", shown)
    golden(f"commands/today.{columns}.en.txt", "\n".join(blank.splitlines()) + "\n")
    assert board


def test_colours_only_where_they_are_wanted(board: list[str], svc: Call) -> None:
    """On a terminal; not with NO_COLOR, not on a simple one, not in a pipe."""
    assert board
    assert any("\x1b[" in line for line in on_terminal(80, "today"))
    for shown in (on_terminal(80, "today", NO_COLOR="1"), on_terminal(80, "today", TERM="dumb")):
        assert not any("\x1b" in line for line in shown)
    assert "\x1b" not in svc("today").out


def test_a_name_cannot_steer_the_terminal(shop: Path, wang: str, svc: Call) -> None:
    """Whatever stands in a file that people edit, in every form a terminal shows."""
    file = next(shop.glob("data/customers/*.jsonl"))
    record = json.loads(file.read_text("utf-8")) | {"name": NASTY}
    file.write_text(json.dumps(record) + "\n", "utf-8")
    for form in ("text", "json", "jsonl", "csv", "tsv"):
        for args in (("customer", "list"), ("customer", "show", wang)):
            shown = "\n".join(on_terminal(80, *args, "--format", form, NO_COLOR="1"))
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u200b\u2028]", shown)
    piped = svc("customer", "list", "--format", "jsonl").out
    assert json.loads(piped)["name"] == NASTY


def test_errors_cannot_steer_the_terminal(shop: Path, svc: Call) -> None:
    """What was typed wrong is shown harmlessly."""
    assert shop
    for args in (("customer", "show", "\x1b[2Jx"), ("\x1b[2J",), ("customer", "\u202etsil"),
                 ("--today", "\x1b[2J", "today")):  # fmt: skip
        for more in ((), ("--json",)):
            assert not re.search("[\x1b\u202e]", svc(*args, *more, code=None).err)


def test_the_heading_is_the_same_for_an_empty_list(shop: Path, svc: Call) -> None:
    """A program that reads columns by name finds them before the first record, too."""
    assert shop
    lists = [("customer", "list"), ("purchase", "list"), ("complaint", "list"), ("staff", "list"),
             ("callback", "due"), ("callback", "list")]  # fmt: skip
    empty = [svc(*args, "--format", "tsv").out for args in lists]
    assert [heading.count("\n") for heading in empty] == [1] * len(lists)
    svc("staff", "add", "--name", "李娜")
    wang = svc("customer", "add", "--name", "王芳", "--phone", "13800138000").line
    for day in ("2026-11-15", "2026-11-14"):
        coat = svc("purchase", "add", "--customer", wang, "--item", "price=1", "--on", day).line
    svc("callback", "done", coat, "--result", "reached")
    svc("complaint", "log", "--customer", wang, "--category", "size", "--text", "x")
    for args, heading in zip(lists, empty, strict=True):
        filled = svc(*args, "--format", "tsv").out
        assert filled.startswith(heading)
        assert filled.count("\n") > 1
