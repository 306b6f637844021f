"""Names, phones and texts stay in the records: not in errors, logs or commits, and ours alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.security.conftest import made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

PHONES = ("13711112222", "13733334444", "01065432109")
NAMES = ("欧阳密密", "司徒藏藏", "Ottilie Quench")
TEXTS = ("绝密投诉内容", "私人住址弄堂", "hidden-hobby", "secret@example.com", "1977-07-07")
PRIVATE = (*PHONES, *NAMES, *TEXTS)

DAY: list[tuple[str, list[str]]] = [
    ("li", ["staff", "add", "--name", "李娜", "--code", "li", "--post", "shop_manager"]),
    ("a", ["customer", "add", "--name", NAMES[0], "--phone", PHONES[0], "--birthday", TEXTS[4],
           "--set", f"hobby={TEXTS[2]}", "--set", f"address={TEXTS[1]}", "--consent", "sms",
           "--set", f"email={TEXTS[3]}"]),
    ("b", ["customer", "add", "--name", NAMES[1], "--phone", PHONES[1]]),
    ("c", ["customer", "add", "--name", NAMES[2], "--phone", PHONES[2]]),
    ("sale", ["purchase", "add", "--customer", PHONES[0], "--on", "2026-11-15", "--item",
              "sku=A1,name=coat,category=textile,price=399"]),
    ("case", ["complaint", "log", "--customer", "{a}", "--category", "quality", "--text", TEXTS[0],
              "--purchase", "{sale}"]),
    ("", ["complaint", "step", "{case}", "listen", "--text", TEXTS[0]]),
    ("", ["customer", "edit", "{a}", "--set", f"notes={TEXTS[0]}"]),
    ("", ["customer", "consent", "{b}", "--give", "sms", "--give", "marketing"]),
    ("back", ["return", "open", "--complaint", "{case}", "--cause", "quality",
              "--defect", TEXTS[0]]),
    ("mend", ["repair", "open", "--customer", "{a}", "--problem", TEXTS[0], "--address", TEXTS[1],
              "--category", "textile", "--bought", "2026-11-15"]),
    ("", ["callback", "done", "{sale}", "--result", "reached", "--text", TEXTS[0]]),
    ("", ["sms", "queue"]),
    ("", ["customer", "merge", "{b}", "{c}", "--yes"]),
]  # fmt: skip

WRONG: list[tuple[list[str], int]] = [
    (["customer", "add", "--name", "x", "--phone", "{phone}"], 5),
    (["customer", "edit", "{b}", "--set", "phone={phone}"], 5),
    (["customer", "edit", "{b}", "--set", "birthday=1990-13-01"], 4),
    (["customer", "show", "C-2611"], 3),
    (["customer", "show", "zzz"], 3),
    (["customer", "merge", "{a}", "{b}"], 2),
    (["customer", "erase", "{a}", "--yes"], 5),
    (["customer", "consent", "{a}", "--give", "whim"], 2),
    (["purchase", "add", "--customer", "{a}", "--item", "price=x"], 4),
    (["complaint", "log", "--customer", "{a}", "--category", "whim", "--text", "x"], 2),
    (["complaint", "close", "{case}"], 5),
    (["complaint", "show", "K-2611"], 0),
    (["return", "settle", "{back}"], 5),
    (["return", "open", "--purchase", "{sale}", "--cause", "quality"], 5),
    (["repair", "done", "{mend}"], 5),
    (["callback", "done", "zzz", "--result", "reached"], 3),
    (["sms", "render", "birthday", "--customer", "{a}", "--var", "x=y"], 2),
    (["sms", "render", "own", "--customer", "{a}"], 4),
    (["sms", "send", "--via", "nobody"], 2),
    (["card", "render", "zzz", "--customer", "{a}"], 3),
    (["export", "customers", "--out", "/nowhere/x.csv"], 74),
    (["staff", "add", "--name", "x", "--code", "li"], 5),
    (["--staff", "zzz", "customer", "list"], 3),
    (["import", "customers", "/nowhere/x.csv"], 74),
]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], str]:
    """A shop with git and a day in it, each change committed: its ids, and all of stderr."""
    shop = tmp_path_factory.mktemp("lived") / "shop"
    _ids, opening = made(shop, [("", ("init", str(shop), "--name", "雅衣阁"))])
    settings = shop / "svc.toml"
    settings.write_text('git.commit = "each"\n' + settings.read_text("utf-8"), "utf-8")
    own = shop / "templates" / "sms"
    own.mkdir(parents=True, exist_ok=True)
    (own / "own.zh.txt").write_text("{{ customer.name.whim }}", "utf-8")
    ids, err = made(shop, DAY)
    return shop, ids | {"phone": PHONES[0]}, opening + err


@pytest.fixture
def ids(
    lived: tuple[Path, dict[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """The ids of that shop, which every call then means; nothing here changes it."""
    monkeypatch.setenv("SVC_STORE", str(lived[0]))
    return lived[1]


def grepped(text: str, *, but: str = "") -> list[str]:
    """Which private words a text holds."""
    return [word for word in PRIVATE if word in text and word not in but]


def test_what_goes_right_is_told_without_names(
    lived: tuple[Path, dict[str, str], str],
) -> None:
    """A day's messages on stderr, its commits and what `.svc` keeps hold ids, no persons."""
    shop, _ids, err = lived
    assert grepped(err) == []
    log = subprocess.run(
        ["git", "-C", shop, "log", "--format=%an %ae %s %b"], capture_output=True, text=True,
        encoding="utf-8", check=False,
    ).stdout  # fmt: skip
    assert log.count("till@") > 10
    assert grepped(log) == []
    for file in shop.glob(".svc/*"):
        if file.is_file() and file.suffix in {".log", ".json"}:
            assert grepped(file.read_text("utf-8", "replace")) == [], file


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_errors_name_ids(ids: dict[str, str], svc: Call, more: tuple[str, ...]) -> None:
    """Whatever is refused: the record by its id; a word only if it was typed just now."""
    for words, code in WRONG:
        filled = [word.format(**ids) for word in words]
        if more and words[0] == "card":  # which prints no records
            continue
        wrong = svc(*filled, *more, code=None)
        assert wrong.code == code, (filled, wrong)
        assert grepped(wrong.err, but=" ".join(filled)) == [], (filled, wrong.err)
        assert "Traceback" not in wrong.err


@pytest.mark.parametrize(
    ("torn", "told_of"),
    [
        ("{torn NAME", "line"), ('{"id":"C-261122-7KQ3MX","name":"NAME","name":"PHONE"}', "name"),
        ('{"id":"@","name":"NAME","phone":"PHONE"}', ""), ("<<<<<<< HEAD NAME", "conflict"),
        ('{"id":"C-261122-7KQ3MX","name":"NAME","phone":PHONE.5}', "line"),
        ('{"id":"C-261122-7KQ3MX","name":["NAME"],"phone":"PHONE"}', ""),
        ('{"id":"C-261122-7KQ3MX","name":"NAME","birthday":"1977-07-077"}', ""),
    ],
)  # fmt: skip
def test_broken_lines_are_not_shown(
    torn: str, told_of: str, lived: tuple[Path, dict[str, str], str], svc: Call,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A line that cannot be read is named by file and number; nothing in it is repeated."""
    shop = tmp_path / "shop"
    shutil.copytree(lived[0], shop, ignore=shutil.ignore_patterns(".git"))
    monkeypatch.setenv("SVC_STORE", str(shop))
    (file,) = (shop / "data" / "customers").glob("*.jsonl")
    line = torn.replace("NAME", NAMES[0]).replace("PHONE", PHONES[0]).replace("@", lived[1]["a"])
    file.write_text(file.read_text("utf-8") + line + "\n", "utf-8")
    for args in (("customer", "list"), ("check",), ("customer", "list", "--json")):
        wrong = svc(*args, code=None)
        assert wrong.code, args
        assert told_of in wrong.err + wrong.out
        assert grepped(wrong.err + wrong.out) == []


def test_imports_tell_rows(shop: Path, svc: Call, tmp_path: Path) -> None:
    """What is wrong with a list goes to stdout, which is data; stderr counts."""
    listed = tmp_path / "list.csv"
    listed.write_text(
        f"name,phone,birthday\n{NAMES[0]},{PHONES[0]},1977-07-07\n{NAMES[1]},{PHONES[0]},\n"
        f"{NAMES[2]},12,\n", "utf-8"
    )  # fmt: skip
    done = svc("import", "customers", listed, "--skip-bad", "--json")
    assert grepped(done.err) == []
    assert shop


def test_debug_alone_shows_where(
    ids: dict[str, str], svc: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours, with a phone in its text, says its kind and no more without --debug."""
    from svc import fetch

    def broken(*_args: object, **_more: object) -> None:
        raise ValueError(PHONES[0])

    monkeypatch.setattr(fetch, "customer", broken)
    for more in ((), ("--json",)):
        fault = svc("customer", "show", ids["a"], *more, code=70)
        assert grepped(fault.err) == []
        assert "Traceback" not in fault.err
    assert "Traceback" in svc("--debug", "customer", "show", ids["a"], code=70).err


def test_nobody_else_may_read(tmp_path: Path, process: Call) -> None:
    """Every file and folder a shop makes is its owner's alone, whatever the umask of the shell."""
    home = tmp_path / "home"
    home.mkdir()
    shop, out = home / "shop", home / "out"
    out.mkdir()
    calm = os.environ | {"HOME": str(home), "SVC_STORE": str(shop)}

    def call(*args: object) -> Result:
        return process(*args, env=calm, umask=0)

    call("init", shop, "--name", "雅衣阁")
    wang = call("customer", "add", "--name", "王芳", "--phone", PHONES[0], "--gender", "F").line
    for kind in ("csv", "xlsx", "jsonl"):
        call("export", "customers", "--out", out / f"c.{kind}")
    for form in ("html", "svg", "txt"):
        call("card", "render", "birthday", "--customer", wang, "--out", out / f"card.{form}")
    call("ics", "--out", out / "feed.ics")
    call("customer", "export", wang, "--out", out / "copy.json")
    call("report", "ledger", "customers", "--out", out / "ledger.md")
    call("today")
    made = [
        path
        for path in (*shop.rglob("*"), *out.iterdir())
        if ".git" not in path.relative_to(home).parts and not path.is_symlink()
    ]
    assert len(made) > 20
    assert [path for path in made if path.stat().st_mode & 0o077] == []


def test_json_of_an_error_has_no_more(ids: dict[str, str], svc: Call) -> None:
    """A phone that is on file: refused, and the file's id is the answer, not its name."""
    wrong = svc("customer", "add", "--name", "x", "--phone", PHONES[0], "--json", code=5)
    told_of = json.loads(wrong.err)
    assert ids["a"] in told_of["message"] + (told_of["hint"] or "")
    assert NAMES[0] not in wrong.err
