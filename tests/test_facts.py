"""docs/facts.md and the tool that makes it from the tests."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from tests.tool import tool

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module", name="tool")
def _tool() -> ModuleType:
    return tool("facts")


TREE = '''
"""A module. It says more."""
import pytest

fact = pytest.mark.fact
CASES = [
    pytest.param(1, id="one", marks=pytest.mark.fact("S3-038", command="svc a")),
    pytest.param(2, marks=[fact("S3-039")]),
    3,
]


@pytest.mark.fact("S2-077", "S2-080", command="svc repair | open")
def test_plain():
    """It shows
    this. Not this."""


@pytest.mark.parametrize("x", CASES)
def test_cases(x):
    """Each case"""


BOTH = ("X-01",)


@fact(*BOTH)
class TestBoth:
    """Of a class! More."""

    @fact(*("X-02",))
    def test_inner(self):
        """Of a method."""


def test_without():
    """No fact."""


def test_that_mentions():
    """`pytest.mark.fact("S0-001")` in a text is no mark."""
    pytest.mark.fact("S0-002")
'''


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder of tests with one file, in a folder of its own."""
    folder = tmp_path / "tests"
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "test_x.py").write_text(TREE, encoding="utf-8")
    (folder / "rules" / "helper.py").write_text('pytest.mark.fact("S0-003")', encoding="utf-8")
    return folder


def test_marks_are_found(tool: ModuleType, tree: Path) -> None:
    """On functions, classes, methods and cases; by another name, too; nowhere else."""
    found = [(each.fact, each.what, each.command, each.test) for each in tool.collected(tree)]
    place = "tests/rules/test_x.py"
    assert found == [
        ("S2-077", "It shows this.", "svc repair | open", f"{place}::test_plain"),
        ("S2-080", "It shows this.", "svc repair | open", f"{place}::test_plain"),
        ("S3-038", "Each case", "svc a", f"{place}::test_cases[one]"),
        ("S3-039", "Each case", "", f"{place}::test_cases"),
        ("X-01", "Of a class!", "", f"{place}::TestBoth"),
        ("X-02", "Of a method.", "", f"{place}::TestBoth::test_inner"),
    ]


def test_marks_of_a_module(tool: ModuleType, tree: Path) -> None:
    """`pytestmark` is of the whole file."""
    text = '"""Slips. And more."""\nimport pytest\npytestmark = [pytest.mark.fact("S3-032")]\n'
    (tree / "test_y.py").write_text(text, encoding="utf-8")
    (found,) = [each for each in tool.collected(tree) if each.fact == "S3-032"]
    assert (found.what, found.test) == ("Slips.", "tests/test_y.py")


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ('pytest.mark.fact("S9-001")', "'S9-001' is no fact"),
        ('pytest.mark.fact("S2-77")', "no fact"),
        ("pytest.mark.fact()", "fact(*ids"),
        ('pytest.mark.fact("S2-077", what="x")', "fact(*ids"),
        ('pytest.mark.fact(f"S2-{x}")', "plain text"),
        ("pytest.mark.fact(*IDS)", "plain text"),
        ('pytest.mark.fact("S2-077")', "says nothing"),
    ],
)
def test_marks_nobody_can_read(
    tool: ModuleType, tree: Path, mark: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file and the line are told, nothing is written."""
    (tree / "test_z.py").write_text(f"import pytest\n@{mark}\ndef test_z(): ...\n", "utf-8")
    page = tree.parent / "facts.md"
    assert tool.main([], tests=tree, file=page) == 1
    printed = capsys.readouterr().err
    assert told in printed
    assert "tests/test_z.py:2" in printed
    assert not page.exists()


def test_the_page(tool: ModuleType, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One row for each fact and test; `--check` tells a stale one, `--missing` what lacks."""
    page = tree.parent / "facts.md"
    assert tool.main(["--check"], tests=tree, file=page) == 1
    assert "stale" in capsys.readouterr().out
    assert tool.main([], tests=tree, file=page) == 0
    text = page.read_text(encoding="utf-8")
    assert "6 facts, 5 tests." in text
    assert (
        "| S2-077 | It shows this. | `svc repair \\| open` | `tests/rules/test_x.py::test_plain` |"
    ) in text
    assert "| X-01 | Of a class! |  | `tests/rules/test_x.py::TestBoth` |" in text
    capsys.readouterr()
    assert tool.main(["--check"], tests=tree, file=page) == 1
    out = capsys.readouterr().out
    assert "stale" not in out
    assert "no test shows S0-009" in out
    assert tool.main(["--missing"], tests=tree, file=page) == 1
    lacking = capsys.readouterr().out.split()
    assert lacking == tool.missing(tool.collected(tree))
    assert "S2-077" not in lacking
    assert lacking == sorted(lacking)


def test_all_is_well(tool: ModuleType, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing stale and nothing missing: 0."""
    monkeypatch.setattr(tool, "WANTED", {4: (("S2", 77, 77), ("X", 1, 2))})
    page = tree.parent / "facts.md"
    assert tool.wanted() == ["S2-077", "X-01", "X-02"]
    assert tool.main([], tests=tree, file=page) == 0
    assert tool.main(["--check"], tests=tree, file=page) == 0
    assert tool.main(["--missing"], tests=tree, file=page) == 0


def test_what_is_wanted(tool: ModuleType) -> None:
    """The facts of issues 4, 5 and 7, each once."""
    wanted = tool.wanted()
    of_4_and_5 = (49 + 1 + 6 + 7 + 10 + 30 + 54 + 9) + (6 + 44 + 6)
    assert len(wanted) == len(set(wanted)) == of_4_and_5 + 4, "most of 7 is among them"
    assert {"S0-009", "S0-057", "S1-003", "S1-028", "S2-045", "S2-090", "S3-054", "X-09"} <= {
        *wanted
    }
    assert {"S0-058", "S1-015", "S2-001", "S2-044", "S2-060"} <= {*wanted}
    assert {"S1-029", "S1-031", "S1-033"} <= {*wanted}
    assert not {"S0-008", "S0-064", "S1-004", "S1-032", "X-10"} & {*wanted}


def test_the_page_is_of_today(tool: ModuleType) -> None:
    """docs/facts.md says what the tests say; `make facts` writes it."""
    text = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
    assert text == tool.page(tool.collected(ROOT / "tests"))


def test_every_wanted_fact_has_a_test(tool: ModuleType) -> None:
    """Each fact of the issue is shown by a test that names it."""
    assert tool.missing(tool.collected(ROOT / "tests")) == []
