"""Completion: what is offered, that it is quiet, and that bash puts it on the line unharmed."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svc import candidates
from svc.app import App
from svc.commands import completion
from svc.shells import SHELLS, fits, open_quote, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Result

    Call = Callable[..., Result]

BREAKS = " \t\n\"'><=;|&(:"


@pytest.fixture
def offered(svc: Call, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[list[str]]]:
    """What `svc` answers a shell on a line: how to take each, the word, what is listed."""

    def ask(line: str, shell: str = "fish") -> list[list[str]]:
        monkeypatch.setenv("_SVC_COMPLETE", f"{shell}_complete")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_BREAKS", BREAKS)
        answer = svc()
        monkeypatch.delenv("_SVC_COMPLETE")
        assert answer.err == ""
        return [each.split("\x1f") for each in answer.out.splitlines()]

    return ask


Offered = "Callable[..., list[list[str]]]"


def words(answer: list[list[str]]) -> list[str]:
    return [word for _kind, word, _shown in answer]


@pytest.fixture
def people(shop: Path, svc: Call) -> dict[str, str]:
    """A few customers with awkward names: their ids by name."""
    ids = {}
    for number, (name, phone) in enumerate(
        [
            ("王芳", "13800138000"),
            ("王芳", "13800138001"),
            ("王小丽", "13900139000"),
            ("Anna Smith, Jr.: the 2nd", "13700137000"),
            ("O'Brien", "13600136000"),
            ("$(touch pwned)`touch pwned`", "13500135000"),
        ],
        start=1,
    ):
        line = svc("customer", "add", "--name", name, "--phone", phone, "--number", f"00{number}")
        ids[phone] = line.line
    assert shop.exists()
    return ids


def test_customers(people: dict[str, str], offered: Any) -> None:
    """By phone, id, tail, number: and name, each with what tells them apart."""
    show = "svc customer show "
    assert sorted(words(offered(show + "1380013800"))) == ["13800138000", "13800138001"]
    assert offered(show + "13900") == [["plain", "13900139000", "王小丽"]]
    wang = people["13900139000"]
    assert words(offered(show + wang[:-1])) == [wang]
    assert words(offered(show + wang[:-1].lower())) == [wang]
    assert words(offered(show + wang[-6:])) == [wang]
    assert words(offered(show + wang[-6:-2].lower())) == [wang]
    assert set(words(offered(show))) == set(people.values())
    assert "number:001" in words(offered(show + "number:00"))
    assert offered(show + "num")[0][:2] == ["open", "number:"]
    assert offered(show + "王小") == [["plain", "王小丽", "13900139000"]]
    assert sorted(offered(show + "王")) == [
        ["plain", "王小丽", "13900139000"],
        ["plain", "王芳", "2 customers"],
    ]
    assert set(words(offered(show + "王芳"))) == {people["13800138000"], people["13800138001"]}
    assert words(offered(show + "anna")) == ["Anna Smith, Jr.: the 2nd"]
    assert offered(show + "赵") == offered(show + "zz") == offered(show + "\udcff") == []


def test_commands_and_options(shop: Path, offered: Any) -> None:
    """What click knows, with its help, also outside a shop."""
    assert offered("svc cust") == [["plain", "customer", "Customers' files"]]
    assert "add" in words(offered("svc customer "))
    assert words(offered("svc customer show --f")) == ["--format"]
    assert words(offered("svc customer list --format j")) == ["json", "jsonl"]
    assert words(offered("svc customer list --format=j")) == ["--format=json", "--format=jsonl"]
    assert words(offered("svc --st")) == ["--store", "--staff"]
    assert offered("svc export customers --out ")[0][0] in {"file", "plain"}
    assert shop.exists()


def test_what_else_the_shop_has(svc: Call, wang: str, offered: Any) -> None:
    """Staff, purchases, complaints, callbacks, templates, variables, fields, policy."""
    li = svc("staff", "add", "--name", "李娜", "--code", "li", "--post", "clerk").line
    bought = svc("purchase", "add", "--customer", wang, "--on", "2026-11-15", "--item",
                 "name=大衣,category=textile,price=9.00").line  # fmt: skip
    said = svc("complaint", "log", "--customer", wang, "--category", "quality", "--text",
               "开线了").line  # fmt: skip
    assert offered("svc --staff ") == [["plain", "li", "李娜"]]
    assert words(offered("svc --staff 李")) == ["李娜"]
    assert words(offered(f"svc customer list --owner {li[:4]}")) == [li]
    assert offered("svc purchase show ") == [["plain", bought, "2026-11-15 大衣"]]
    assert offered(f"svc complaint show {said[-6:]}") == [["other", said, "quality 开线了"]]
    assert offered("svc callback done pur") == [["plain", f"purchase.{bought}", "王芳 2026-11-22"]]
    assert words(offered("svc sms render thanks_r")) == ["thanks_referral_new",
                                                        "thanks_referral_old"]  # fmt: skip
    assert words(offered("svc card render ")) == [
        "birthday", "festival", "opinion", "thank_you", "warranty",
    ]  # fmt: skip
    assert offered("svc sms render repair_ready --var ") == [["open", "item=", ""]]
    assert offered("svc customer edit x --set addr") == [["open", "address=", ""]]
    assert words(offered("svc import customers --map 电话=ph")) == ["电话=phone"]
    assert words(offered("svc import purchases --columns name,_,pri")) == ["name,_,price"]
    sheets = "svc survey import l.csv --form nps"
    assert words(offered(f"{sheets} --map 分数=re")) == ["分数=recommend"]
    assert words(offered(f"{sheets} --columns on,_,wh")) == ["on,_,why"]
    assert words(offered("svc policy show ref")) == ["refund"]
    assert "refund.bands" in words(offered("svc policy explain refund."))


def test_the_store_on_the_line(
    svc: Call, wang: str, offered: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--store` on the line is the store that is asked, whatever stands before the program."""
    monkeypatch.delenv("SVC_STORE")
    assert offered("svc customer show 138") == []
    assert words(offered(f"svc --store {tmp_path / 'shop'} customer show 138")) == ["13800138000"]
    assert words(offered(f"A=b svc --store={tmp_path / 'shop'} customer show C-")) == [wang]
    monkeypatch.chdir(tmp_path / "shop" / "data")
    assert words(offered("svc customer show 138")) == ["13800138000"]


@pytest.mark.parametrize(
    "line",
    ["svc", "", "svc nonsense x", "svc customer show '", 'svc customer show "王', "svc a\\",
     "svc --store", "svc --store /nowhere customer show ", "svc customer show -- -",
     "svc sms render nothing --var ", "svc policy explain x y z ",
     "svc --today never callback done "],
)  # fmt: skip
@pytest.mark.parametrize("shell", SHELLS)
def test_quiet(line: str, shell: str, offered: Any) -> None:
    """Nothing is said of a line that makes no sense, nor outside a shop; the answer is exit 0."""
    offered(line, shell)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script(shell: str, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """`svc completion SHELL` prints what click's own way of asking prints, too."""
    assert tuple(SHELLS) == completion.SHELLS
    printed = svc("completion", shell).out
    assert f"_SVC_COMPLETE={shell}_complete" in printed
    monkeypatch.setenv("_SVC_COMPLETE", f"{shell}_source")
    assert svc().out == printed
    monkeypatch.setenv("_SVC_COMPLETE", "tcsh_source")
    assert svc().out == ""


def test_the_language_on_the_line(shop: Path, offered: Any) -> None:
    """What is told is in the language the line asks for."""
    english, chinese = offered("svc --st"), offered("svc --lang zh --st")
    assert english[0][1] == chinese[0][1] == "--store"
    assert english[0][2] != chinese[0][2]
    assert shop.exists()


def test_quiet_in_a_broken_shop(wang: str, offered: Any, tmp_path: Path) -> None:
    """A shard that cannot be read is passed over; settings that cannot be read end it."""
    (tmp_path / "shop" / "data" / "customers" / "2026-10.jsonl").write_bytes(b"<<<<<<< torn")
    assert words(offered("svc customer show C-")) == [wang]
    (tmp_path / "shop" / "svc.toml").write_text("no = toml = file", encoding="utf-8")
    assert offered("svc customer show C-") == []


def test_completing_imports_no_other_command(wang: str) -> None:
    """A shell waits: commands are named without importing them, and a phone needs no templates."""
    look = "import sys\nfrom svc.cli import run\nrun([])\nprint(*sys.modules)"
    for line, unwanted in (
        ("svc ", ("svc.commands.customer", "svc.candidates", "tinydb")),
        ("svc customer show 138", ("svc.commands.sms", "svc.messages", "tinydb", "jinja2")),
    ):
        done = subprocess.run(
            [sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60,
            env={**os.environ, "_SVC_COMPLETE": "fish_complete", "COMP_WORDS": line},
        )  # fmt: skip
        modules = done.stdout.splitlines()[-1].split()
        assert not {name for name in modules if name.startswith(unwanted)}, line
    assert wang


LETTERS = st.sampled_from("王芳aB'\",:\\é e\u0301\u3000$0")
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {"name": st.text(LETTERS, min_size=1, max_size=4)},
        optional={
            "phone": st.sampled_from(["13800138000", "138", "1380", "010", "9"]),
            "number": st.sampled_from(["1", "12", "a b", "01"]),
            "profile": st.fixed_dictionaries({"name": st.text(LETTERS, min_size=1, max_size=3)}),
        },
    ),
    max_size=8,
)
TAILS = st.lists(
    st.text("0123ABCXYZ", min_size=6, max_size=6), min_size=8, max_size=8, unique=True
)
TYPED = st.one_of(
    st.text(LETTERS, max_size=2), st.text("0138", max_size=4), st.text("0123ABCXYZ", max_size=3),
    st.sampled_from(["C", "C-", "C-2611", "C-26", "c-261105-", "number:", "number:1", "number:a"]),
)  # fmt: skip
STYLES = st.tuples(
    st.booleans(), st.sampled_from([None, (", ", ": "), (" , ", " :")]), st.booleans()
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "data" / "customers").mkdir(parents=True)
    (folder / "svc.toml").write_text('name = "x"\n', encoding="utf-8")
    return folder


def app_in(folder: Path) -> App:
    return App(
        store_option=str(folder), today_option=None, staff_option=None,
        clock=lambda _zone: datetime(2026, 11, 22, tzinfo=UTC),
    )  # fmt: skip


def beginning(raws: list[dict[str, Any]], typed: str) -> set[str]:
    """What should be offered, found by parsing everything: the slow twin."""
    if typed.startswith("number:"):
        numbers = {f"number:{raw['number']}" for raw in raws if "number" in raw}
        return {number for number in numbers if number.startswith(typed)}
    ids = {
        raw["id"]
        for raw in raws
        if raw["id"].startswith(typed.upper()) or raw["id"][9:].startswith(typed.upper())
    }
    phones = {raw["phone"] for raw in raws if "phone" in raw and raw["phone"].startswith(typed)}
    if typed.isdecimal():
        return phones or ids
    names = [
        raw["name"]
        for raw in raws
        if raw["name"].startswith((typed, typed.title()))
        and raw["name"] not in (raw.get("phone"), raw.get("number"))
    ]
    found = set(names)
    if names.count(typed) > 1:
        found = (found - {typed}) | {raw["id"] for raw in raws if raw["name"] == typed}
    if not typed or any(map(str.isdigit, typed)):
        return ids or found
    return found | ids | ({"number:"} if "number:".startswith(typed) else set())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(PEOPLE, TAILS, st.lists(STYLES, min_size=8, max_size=8), TYPED, st.randoms())
def test_as_parsing_finds_them(
    folder: Path,
    people: list[dict[str, Any]],
    tails: list[str],
    styles: Any,
    typed: str,
    random: Any,
) -> None:
    """Lines edited by hand, re-spaced, escaped, unsorted, are offered as all others are."""
    file = folder / "data" / "customers" / "2026-11.jsonl"
    raws = [{"id": f"C-2611{1 + at:02d}-{tail}", **raw} for at, (raw, tail) in
            enumerate(zip(people, tails, strict=False))]  # fmt: skip
    lines = []
    for raw, (escaped, separators, shuffled) in zip(raws, styles, strict=False):
        fields = list(raw.items())
        if shuffled:
            random.shuffle(fields)
        lines.append(json.dumps(dict(fields), ensure_ascii=escaped, separators=separators))
    random.shuffle(lines)
    file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    for raw in raws:
        raw["name"] = unicodedata.normalize("NFC", raw["name"])
    app = app_in(folder)
    found = candidates.customers(app, typed)
    assert {value for value, _told in found} == beginning(
        raws, unicodedata.normalize("NFC", typed)
    )


def test_fifty_are_enough(folder: Path) -> None:
    """The newest come first, and no more than a screen of them."""
    rows = [f'{{"id":"C-261{month}{day:02d}-0000{n:02d}","name":"n{n}","phone":"138{n:08d}"}}\n'
            for month in (0, 1) for day in (1, 2) for n in range(60)]  # fmt: skip
    for month in (0, 1):
        file = folder / "data" / "customers" / f"2026-1{month}.jsonl"
        file.write_text("".join(rows[month * 120 : month * 120 + 120]), encoding="utf-8")
    app = app_in(folder)
    for typed in ("", "138", "C-26", "0000"):
        found = candidates.customers(app, typed)
        assert len(found) == 50
        assert found[0][0] in {"C-261102-000059", "13800000059"}


QUOTES = [
    ("svc x", ""), ("svc 'x", "'"), ('svc "x', '"'), ("svc 'x' ", ""), ("svc \\'x", ""),
    ('svc "\\"x', '"'), ("svc '\\", "'"), ("svc \"'x", '"'), ("svc 'a'\"b", '"'),
]  # fmt: skip


@pytest.mark.parametrize(("line", "quote"), QUOTES)
def test_open_quotes(line: str, quote: str) -> None:
    """Which quote a word at the end of a line stands in."""
    assert open_quote(line) == quote


@given(st.text().filter(fits), st.sampled_from(["", "'", '"']))
@settings(deadline=None)
def test_quoted(word: str, quote: str) -> None:
    """A POSIX shell reads back what was quoted, and runs nothing of it."""
    text = quoted(word, quote)
    if text is None or not word:
        return
    done = subprocess.run(
        ["bash", "--norc", "-c", f"printf %s {quote}{text}{quote}"],
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.decode() == word


class Terminal:
    """A real shell on a real terminal, whose `svc` writes down the words it is called with."""

    def __init__(self, argv: list[str], tmp_path: Path, setup: str) -> None:
        bin_folder = tmp_path / "bin"
        bin_folder.mkdir()
        self.called = tmp_path / "called"
        program = bin_folder / "svc"
        program.write_text(
            '#!/bin/sh\n[ -n "$_SVC_COMPLETE" ] || [ "$1" = completion ] && '
            f'exec "{sys.executable}" -m svc "$@"\n'
            f'printf "%s\\n" "$@" > "{self.called}"\necho do""ne\n',
            encoding="utf-8",
        )
        program.chmod(0o755)
        env = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}", "TERM": "xterm",
               "LC_ALL": "C.UTF-8", "PS1": "$ ", "COLUMNS": "200"}  # fmt: skip
        pid, self.handle = pty.fork()
        if pid == 0:
            os.chdir(tmp_path)
            os.execvpe(argv[0], argv, env)  # noqa: S606 - the shell itself
        self.type(setup + " && echo rea''dy\r", "ready")

    def type(self, keys: str, until: str) -> str:
        """Press keys, and give what the terminal shows until it shows this."""
        os.write(self.handle, keys.encode())
        shown = b""
        while until.encode() not in shown:
            ready, _w, _x = select.select([self.handle], [], [], 30)
            assert ready, shown.decode(errors="replace")
            shown += os.read(self.handle, 65536)
        return shown.decode(errors="replace")

    def words(self, keys: str) -> list[str]:
        """Press keys and Enter, and give the words `svc` was called with."""
        self.type(keys + "\r", "done")
        called = self.called.read_text(encoding="utf-8").splitlines()
        self.called.unlink()
        return called

    def close(self) -> None:
        os.close(self.handle)


ON_THE_LINE = [
    ("svc customer show 13900\t", ["customer", "show", "13900139000"]),
    ("svc customer show 王小\t", ["customer", "show", "王小丽"]),
    ("svc customer show number:003\t", ["customer", "show", "number:003"]),
    ("svc cust\tsh\t13900\t--js\t", ["customer", "show", "13900139000", "--json"]),
    ("svc customer show Anna\t", ["customer", "show", "Anna Smith, Jr.: the 2nd"]),
    ("svc customer show Anna\\ S\t", ["customer", "show", "Anna Smith, Jr.: the 2nd"]),
    ("svc customer show 'Anna S\t", ["customer", "show", "Anna Smith, Jr.: the 2nd"]),
    ("svc customer show O\\'B\t", ["customer", "show", "O'Brien"]),
    ("svc customer show \\$\t", ["customer", "show", "$(touch pwned)`touch pwned`"]),
    ("svc sms render repair_r\t--var it\tcoat --customer 139\t",
     ["sms", "render", "repair_ready", "--var", "item=coat", "--customer", "13900139000"]),
    ("svc customer list --format=jsonl\t", ["customer", "list", "--format=jsonl"]),
    ("svc export customers --out some_f\t", ["export", "customers", "--out", "some_file"]),
]  # fmt: skip


def check_terminal(terminal: Terminal, people: dict[str, str], tmp_path: Path) -> None:
    """What is completed reaches `svc` as it stands on file, and nothing of a name is run."""
    (tmp_path / "some_file").touch()
    for keys, called in ON_THE_LINE:
        assert terminal.words(keys) == called, keys
    tail = people["13900139000"][-6:]
    assert terminal.words(f"svc customer show {tail[:5]}\t") == [
        "customer", "show", people["13900139000"],
    ]  # fmt: skip
    assert not (tmp_path / "pwned").exists()


@pytest.fixture
def terminal(
    people: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Terminal]:
    """A terminal with the shell of the test's parameter, in a shop."""
    assert people
    argv, setup = request.param
    opened = Terminal(argv, tmp_path, setup)
    yield opened
    opened.close()


BASH = (["bash", "--norc", "--noprofile", "-i"], 'eval "$(svc completion bash)"')
ZSH = (
    ["zsh", "-f", "-i"],
    "PROMPT='$ '; autoload -Uz compinit; compinit -u -D; eval \"$(svc completion zsh)\"",
)
FISH = (["fish", "--no-config", "-i"], "svc completion fish | source")


@pytest.mark.parametrize("terminal", [BASH], indirect=True, ids=["bash"])
def test_in_bash(terminal: Terminal, people: dict[str, str], tmp_path: Path) -> None:
    """Real keys in a real bash; of several that begin otherwise, what was typed stays."""
    check_terminal(terminal, people, tmp_path)
    shown = terminal.type("svc customer show 1380013800\t\t", "13800138001  (王芳)")
    assert "13800138000" in shown
    terminal.words("\x15svc x")
    terminal.type("svc customer show 王芳\t\t", "13800138001)")
    assert terminal.words("") == ["customer", "show", "王芳"]


@pytest.mark.shells
@pytest.mark.parametrize("terminal", [ZSH, FISH], indirect=True, ids=["zsh", "fish"])
def test_in_other_shells(terminal: Terminal, people: dict[str, str], tmp_path: Path) -> None:
    """The same keys in a real zsh and a real fish."""
    check_terminal(terminal, people, tmp_path)
