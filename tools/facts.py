"""Write docs/facts.md: which test shows which fact of the sources, and by which command.

Read from the tests without running them: every `@pytest.mark.fact("S2-077", …, command="svc …")`
on a function, a class, a case of `parametrize` or a whole module (`pytestmark`). What is shown is
the first sentence of the docstring. `--check` fails where the page is stale or a wanted fact lacks
a test; `--missing` prints the facts that lack one.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "facts.md"
WANTED = {
    4: (
        ("S0", 9, 57), ("S1", 3, 3), ("S1", 13, 18), ("S1", 22, 28), ("S2", 45, 54),
        ("S2", 61, 90), ("S3", 1, 54), ("X", 1, 9),
    ),
    5: (("S0", 58, 63), ("S1", 15, 15), ("S2", 1, 44), ("S2", 55, 60)),
    7: (
        ("S0", 19, 20), ("S0", 36, 38), ("S1", 29, 31), ("S1", 33, 33), ("S2", 7, 7),
        ("S2", 17, 17), ("S2", 19, 19), ("S2", 37, 37), ("S2", 76, 76), ("S2", 88, 90),
        ("S3", 3, 8), ("S3", 45, 45), ("S3", 48, 48),
    ),
}  # fmt: skip
"""By issue the facts that must have a test: source, first number, last number. What is context
alone (S1-032: why there is service at all) has none."""

MARK = "pytest.mark.fact"
_FACT = re.compile(r"(S[0-3])-([0-9]{3})|(X)-([0-9]{2})")
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)

Test = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class BadMark(Exception):
    """A mark nobody can read: the message says where and what is wrong."""


@dataclass(frozen=True)
class Shown:
    """A fact, what a test shows of it, by which command, and the test."""

    fact: str
    what: str
    command: str
    test: str


def wanted() -> list[str]:
    """Every fact that must have a test, in order."""
    ranges = [span for issue in WANTED.values() for span in issue]
    found = {
        f"{source}-{number:0{2 if source == 'X' else 3}}"
        for source, first, last in ranges
        for number in range(first, last + 1)
    }
    return sorted(found)


def collected(folder: Path) -> list[Shown]:
    """What all tests below a folder show, by fact, then test; raises BadMark."""
    found = [
        shown
        for file in sorted(folder.rglob("test_*.py"))
        for shown in _Module(file, folder.parent).shown()
    ]
    return sorted(set(found), key=lambda each: (each.fact, each.test, each.command))


class _Module:
    """One file of tests."""

    def __init__(self, file: Path, root: Path) -> None:
        self.place = file.relative_to(root).as_posix()
        self.tree = ast.parse(file.read_text(encoding="utf-8"))
        self.names: dict[str, ast.expr] = {}
        for node in self.tree.body:
            if isinstance(node, ast.Assign):
                self.names |= {t.id: node.value for t in node.targets if isinstance(t, ast.Name)}
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                self.names |= {node.target.id: node.value} if node.value else {}
        self.marks = {MARK} | {
            name for name, value in self.names.items() if ast.unparse(value) == MARK
        }

    def shown(self) -> Iterator[Shown]:
        """What the tests of this file show."""
        if (mark := self.names.get("pytestmark")) is not None:
            yield from self._of_marks(self.tree, [mark], self.place)
        for node in self.tree.body:
            if isinstance(node, Test):
                yield from self._of_test(node, f"{self.place}::{node.name}")

    def _of_test(self, node: Test, name: str) -> Iterator[Shown]:
        yield from self._of_marks(node, node.decorator_list, name)
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, Test):
                    yield from self._of_test(inner, f"{name}::{inner.name}")

    def _of_marks(
        self, owner: Test | ast.Module, marks: Iterable[ast.expr], name: str
    ) -> Iterator[Shown]:
        """What these marks say, those of the cases of a parametrized test too."""
        for mark, case in self._facts_in(marks, ""):
            ids = [text for each in mark.args for text in self._texts(each, mark.lineno)]
            keywords = {each.arg: self._text(each.value, mark.lineno) for each in mark.keywords}
            if keywords.keys() - {"command"} or not ids:
                raise BadMark(f"{self.place}:{mark.lineno}: fact(*ids, command=…)")
            for fact in ids:
                if not _FACT.fullmatch(fact):
                    raise BadMark(f"{self.place}:{mark.lineno}: {fact!r} is no fact")
                what = self._what(owner, mark.lineno)
                yield Shown(fact, what, keywords.get("command", ""), name + case)

    def _facts_in(self, nodes: Iterable[ast.AST], case: str) -> Iterator[tuple[ast.Call, str]]:
        """The calls of `pytest.mark.fact` in these expressions, also behind a module's name."""
        for node in nodes:
            inner = case
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called in self.marks:
                    yield node, case
                    continue
                if called == "pytest.param":
                    inner = self._case(node)
            if isinstance(node, ast.Name) and (value := self.names.get(node.id)) is not None:
                if not isinstance(value, ast.Name):
                    yield from self._facts_in([value], inner)
                continue
            yield from self._facts_in(ast.iter_child_nodes(node), inner)

    @staticmethod
    def _case(call: ast.Call) -> str:
        """The name pytest gives a case that has one: `[faded]`."""
        for keyword in call.keywords:
            if keyword.arg == "id" and isinstance(keyword.value, ast.Constant):
                return f"[{keyword.value.value!s}]"
        return ""

    def _texts(self, node: ast.expr, line: int) -> Iterator[str]:
        """One text, or those of a `*(…)` whose tuple stands here or at the module's top."""
        if isinstance(node, ast.Starred):
            inner: ast.expr | None = node.value
            if isinstance(inner, ast.Name):
                inner = self.names.get(inner.id)
            if isinstance(inner, ast.Tuple | ast.List):
                for each in inner.elts:
                    yield from self._texts(each, line)
                return
        yield self._text(node, line)

    def _text(self, node: ast.expr, line: int) -> str:
        if isinstance(node, ast.Name):
            node = self.names.get(node.id, node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        raise BadMark(f"{self.place}:{line}: write the ids and the command out, as plain text")

    def _what(self, owner: Test | ast.Module, line: int) -> str:
        text = " ".join((ast.get_docstring(owner) or "").split())
        if not text:
            raise BadMark(f"{self.place}:{line}: the test says nothing: give it a docstring")
        sentence = _SENTENCE.match(text)
        return sentence[0] if sentence else text


def page(found: Iterable[Shown]) -> str:
    """The page: a table, one row for each fact and test."""
    rows = list(found)
    facts = {each.fact for each in rows}
    lines = [
        "# Facts and the tests that show them",
        "",
        "Made from the tests by `make facts`; do not edit. A fact (`S2-077`) is a line of the",
        "sources the rules come from; `svc policy explain` names the same ids beside each figure.",
        "",
        f"{len(facts)} facts, {len({each.test for each in rows})} tests.",
        "",
        "| fact | what is shown | command | test |",
        "|---|---|---|---|",
    ]
    for each in rows:
        command = f"`{_cell(each.command)}`" if each.command else ""
        lines.append(f"| {each.fact} | {_cell(each.what)} | {command} | `{_cell(each.test)}` |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def missing(found: Iterable[Shown]) -> list[str]:
    """The wanted facts that no test shows."""
    shown = {each.fact for each in found}
    return [fact for fact in wanted() if fact not in shown]


def main(args: list[str], *, tests: Path = ROOT / "tests", file: Path = PAGE) -> int:
    """Write the page, or with --check or --missing look whether all is there."""
    try:
        found = collected(tests)
    except BadMark as error:
        print(error, file=sys.stderr)
        return 1
    lacking = missing(found)
    if "--missing" in args:
        print("\n".join(lacking), end="\n" if lacking else "")
        return 1 if lacking else 0
    if "--check" in args:
        stale = not file.exists() or file.read_text(encoding="utf-8") != page(found)
        if stale:
            print(f"{file.name} is stale: make facts")
        for fact in lacking:
            print(f"no test shows {fact}")
        return 1 if stale or lacking else 0
    file.write_text(page(found), encoding="utf-8")
    print(f"{len({each.fact for each in found})} facts, {len(lacking)} wanted ones without a test")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
