"""The house: which way imports run, who may read the clock, who knows files."""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROOT = Path(__file__).parent.parent / "svc"
FILES = sorted(ROOT.rglob("*.py"))
PARTS = {
    "top": {"cli", "__main__"},
    "commands": {"commands"},
    "middle": {
        "app", "approvals", "cards", "returns", "complaints", "disorder", "board", "warranties",
        "rules", "messages", "papers", "reports", "plan", "occasions", "store", "output", "screen",
        "lists", "due", "seen", "keeping", "keeping_sums", "contact_keys", "fetch", "feed",
        "people", "merging", "parting", "erasing", "undoing", "choosing", "tiers", "entry",
        "items", "completion", "candidates", "shells",
    },
    "ground": {
        "streams", "toml", "kept", "records", "policy", "calendar", "errors", "money", "dates",
        "i18n", "catalogue", "phones", "phones_cn", "problem", "words", "frozen", "checkmark",
        "__init__",
    },
}  # fmt: skip
LEVELS = {part: level for level, names in enumerate(PARTS.values()) for part in names}
LONGER_WITH_REASON: set[str] = set()
"""Files over 350 lines: none of them is two things."""


KNOW_TIME = {
    "store/lock.py", "store/files.py", "store/seal.py", "kept.py", "messages/pace.py",
    "store/syncing.py",
}  # fmt: skip
"""The lock, the pace of messages and a raced sync wait; the others ask how old a file is."""


def name_of(file: Path) -> str:
    """A file's path inside the package."""
    return file.relative_to(ROOT).as_posix()


def part_of(file: Path) -> str:
    """The package or module a file belongs to: `rules/refund.py` is of `rules`."""
    return file.relative_to(ROOT).parts[0].removesuffix(".py")


@cache
def text(file: Path) -> str:
    """What a file says."""
    return file.read_text(encoding="utf-8")


@cache
def tree(file: Path) -> ast.Module:
    """What Python reads there."""
    return ast.parse(text(file))


@cache
def nodes(file: Path) -> list[ast.AST]:
    """Every piece of it."""
    return list(ast.walk(tree(file)))


def breaking(rule: Callable[[Path], Iterable[object]], files: Iterable[Path]) -> dict[str, object]:
    """The files that break a rule, each with what breaks it; one test looks at hundreds."""
    return {name_of(file): found for file in files if (found := sorted(map(str, rule(file))))}


@cache
def imports(file: Path) -> set[str]:
    """Every module a file imports, also inside functions and for types only."""
    found = set()
    for node in nodes(file):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(file)}: relative import"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def ours(file: Path) -> set[str]:
    """The parts of svc a file imports."""
    names = {name.split(".")[1] for name in imports(file) if name.startswith("svc.")}
    return {name for name in names if name in LEVELS}


def outside(file: Path) -> set[str]:
    """The packages from elsewhere a file imports."""
    return {name.split(".")[0] for name in imports(file)} - {"svc"}


def test_imports_run_one_way() -> None:
    """Cli, then commands, then rules, store and output, then records, policy, errors, money."""

    def upward(file: Path) -> set[str]:
        here = LEVELS[part_of(file)]
        return {part for part in ours(file) if LEVELS[part] < here}

    assert len(FILES) > 500
    assert breaking(upward, FILES) == {}


def test_rules_are_pure() -> None:
    """No store, no files, no click, no command, no output: records, policy and a date in."""
    not_theirs = {"store", "commands", "output", "screen", "app", "fetch", "due", "cli"}
    impure = {"click", "os", "io", "pathlib", "subprocess", "time", "random"}
    rules = sorted((ROOT / "rules").rglob("*.py"))
    assert breaking(lambda file: ours(file) & not_theirs | outside(file) & impure, rules) == {}


def test_the_store_knows_no_rules() -> None:
    """What is put on disk is no rule's or command's business, and the other way round."""
    not_its = {"rules", "commands", "messages", "papers", "policy", "output", "app"}
    store = sorted((ROOT / "store").rglob("*.py"))
    assert breaking(lambda file: ours(file) & not_its | outside(file) & {"click"}, store) == {}


def test_only_the_store_knows_its_tools() -> None:
    """TinyDB, locks and their libraries are imported in svc/store alone."""
    its_own = {"tinydb", "fcntl", "filelock", "msvcrt"}
    others = [file for file in FILES if part_of(file) != "store"]
    assert breaking(lambda file: outside(file) & its_own, others) == {}


def reads_clock(node: ast.AST) -> bool:
    """Whether a piece of code asks what day or time it is."""
    if not isinstance(node, ast.Attribute):
        return False
    owner = node.value.id if isinstance(node.value, ast.Name) else ""
    return (owner, node.attr) in {
        ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"),
        ("time", "time"), ("time", "localtime"), ("time", "gmtime"), ("time", "strftime"),
    }  # fmt: skip


def test_only_the_root_command_reads_the_clock() -> None:
    """Today is an argument everywhere else; `time` is for waiting and for the ages of files."""

    def clocks(file: Path) -> list[str]:
        found = [ast.unparse(node) for node in nodes(file) if reads_clock(node)]
        waits = "time" in outside(file) and name_of(file) not in KNOW_TIME
        return [*found, "time"] if waits else found

    assert breaking(clocks, [file for file in FILES if part_of(file) != "cli"]) == {}


def test_nothing_reads_the_home_folder() -> None:
    """Everything a shop is stands in its folder."""

    def homes(file: Path) -> list[int]:
        return [
            node.lineno
            for node in nodes(file)
            if (isinstance(node, ast.Attribute) and node.attr in {"home", "expanduser"})
            or (
                isinstance(node, ast.Constant)
                and node.value in {"HOME", "USERPROFILE", "XDG_CONFIG_HOME"}
            )
        ]

    assert breaking(homes, FILES) == {}


def test_files_stay_short() -> None:
    """A file over 350 lines is two things, unless there is a reason."""
    lines = {name_of(file): len(text(file).splitlines()) for file in FILES}
    longer = {name: n for name, n in lines.items() if n > 350 and name not in LONGER_WITH_REASON}
    assert longer == {}


def test_every_module_has_its_place() -> None:
    """A new module or package is put on a level on purpose."""
    assert {part_of(file) for file in FILES} <= LEVELS.keys()


def defines(file: Path) -> bool:
    """Whether a module makes a `command`: by `def`, or as the group of a noun."""
    made = {
        *(node.name for node in tree(file).body if isinstance(node, ast.FunctionDef)),
        *(
            target.id
            for node in tree(file).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        ),
    }
    return "command" in made


def test_every_command_is_on_the_list() -> None:
    """A command's module stands in the table that `svc --help` reads."""
    from svc.cli import COMMANDS

    made = {}
    for file in sorted((ROOT / "commands").glob("*.py")):
        name = file.parent.stem if file.stem == "__init__" else file.stem.rstrip("_")
        made[name.replace("_", "-")] = defines(file)
    assert made == {name: name in COMMANDS for name in made}


@pytest.mark.parametrize(
    "noun",
    sorted(path.parent for path in (ROOT / "commands").glob("*/__init__.py")),
    ids=lambda path: path.name,
)
def test_every_verb_is_on_the_list_of_its_noun(noun: Path) -> None:
    """What `svc NOUN --help` reads lists every module of a verb, and no others."""
    from svc.cli import COMMANDS

    assert noun.name.rstrip("_") in COMMANDS
    assert defines(noun / "__init__.py")
    verbs = import_module(f"svc.commands.{noun.name}").VERBS
    modules = {
        f.stem.rstrip("_") for f in noun.glob("*.py") if f.stem != "__init__" and defines(f)
    }
    assert sorted(verbs) == sorted(module.replace("_", "-") for module in modules)


def test_every_package_is_installed() -> None:
    """`setup.cfg` lists packages by hand."""
    listed = (ROOT.parent / "setup.cfg").read_text(encoding="utf-8").split()
    packages = {file.parent for file in FILES if file.name == "__init__.py"}
    names = {".".join(("svc", *folder.relative_to(ROOT).parts)) for folder in packages}
    assert names <= set(listed)
