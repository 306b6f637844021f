"""Finding templates: the shop's before the shipped, names that stay in the folder, headers."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadTemplate, NoSuchRecord
from svc.i18n import speak
from svc.messages.header import _simple
from svc.messages.templates import Template, shipped, template, templates


@pytest.fixture(autouse=True)
def english() -> None:
    speak("en")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "templates" / "sms").mkdir(parents=True)
    return tmp_path


def put(store: Path, name: str, text: str | bytes) -> Path:
    file = store / "templates" / "sms" / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def sms(store: Path | None, name: str, language: str = "zh") -> Template:
    return template(name, channel="sms", language=language, store=store)


def test_the_shops_wording_comes_first(store: Path) -> None:
    """A file of the same name replaces a shipped template; the others stay."""
    put(store, "birthday.zh.txt", '{#svc\nkind = "birthday"\n#}\n生日快乐')
    assert sms(store, "birthday").info.source == "shop"
    assert sms(store, "birthday", "en").info.source == "shipped"
    assert sms(store, "season").info.source == "shipped"
    sources = {(i.channel, i.name, i.language): i.source for i in templates(store)}
    assert sources["sms", "birthday", "zh"] == "shop"
    assert sources["card", "birthday", "zh"] == "shipped"


def test_the_list_is_sorted_and_single() -> None:
    """Each file once, by channel, name, language and form."""
    keys = [(i.channel, i.name, i.language, i.form) for i in templates(None)]
    assert keys == sorted(set(keys))


def test_another_trades_templates_are_left_out() -> None:
    """A clothing shop's list has no deliveries, a furniture shop's no washing (S2-022, S0-058)."""
    clothing = {info.name for info in templates(None, preset="clothing")}
    furniture = {info.name for info in templates(None, preset="furniture")}
    assert clothing - furniture == {"care_tip"}
    assert furniture - clothing == {"installation_visit"}


def test_the_other_language_will_do(store: Path) -> None:
    """A template the shop wrote in one language only is used in both."""
    put(store, "own.zh.txt", "您好")
    assert sms(store, "own", "en").info.language == "zh"


def test_a_template_without_a_header_is_of_its_names_kind(store: Path) -> None:
    """A shopkeeper may drop in plain words."""
    put(store, "birthday.zh.txt", "生日快乐")
    assert sms(store, "birthday").info.kind == "birthday"
    assert sms(store, "birthday").info.variables == ()


@pytest.mark.parametrize(
    "name",
    ["../svc", "/etc/passwd", "..\\svc", "", ".", "a" * 41, "Birthday", "生日", "a/b", "a\0b"],
)
def test_names_cannot_leave_the_folder(name: str, store: Path) -> None:
    """What is no plain name is no template."""
    with pytest.raises(NoSuchRecord):
        sms(store, name)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("birthdya", "Did you mean birthday?"), ("longnotseen", "Did you mean long_not_seen?")],
)
def test_did_you_mean(name: str, hint: str) -> None:
    """An unknown name gets the nearest one."""
    with pytest.raises(NoSuchRecord) as caught:
        sms(None, name)
    assert str(caught.value.hint) == hint


def test_nothing_near_lists_all() -> None:
    """Where nothing is near, all of the channel are named."""
    with pytest.raises(NoSuchRecord) as caught:
        template("zzz", channel="card", language="zh", store=None)
    assert str(caught.value.hint) == "There are: birthday, festival, opinion, thank_you, warranty."


def test_a_link_out_of_the_folder_is_refused(store: Path) -> None:
    """A link inside the templates' folder cannot show a file from elsewhere."""
    (store / "secret.txt").write_text("secret", encoding="utf-8")
    link = store / "templates" / "sms" / "own.zh.txt"
    link.symlink_to(store / "secret.txt")
    with pytest.raises(BadTemplate, match="leads out of the folder"):
        sms(store, "own")
    with pytest.raises(BadTemplate, match="leads out of the folder"):
        templates(store)


def test_a_link_within_the_folder_is_followed(store: Path) -> None:
    """One wording under two names is the shop's own business."""
    put(store, "own.zh.txt", "您好")
    (store / "templates" / "sms" / "other.zh.txt").symlink_to("own.zh.txt")
    assert sms(store, "other").text == "您好"


HEADERS = [
    ('{#svc\nkind = "x"\nkind = "y"\n#}', 3, "not TOML"),
    ('{#svc\nkind = "x\n#}', 2, "not TOML"),
    ("{#svc\nkind = 7\n#}", 2, "kind takes one word"),
    ('{#svc\nkind = "Two Words"\n#}', 2, "kind takes one word"),
    ('{#svc\nkind = "x"\nvariable = "y"\n#}', 3, "may not hold 'variable'"),
    ('{#svc\nkind = "x"\nvariables = 3\n#}', 3, "a table of texts"),
    ('{#svc\nkind = "x"\n[variables]\na = "b"\nitem = 3\n#}', 5, "'item' is not a word"),
    ('{#svc\nkind = "x"\n[variables]\nA-b = "c"\n#}', 4, "'A-b' is not a word"),
    ('{#svc\nkind = "x"\n[variables]\ncustomer = "c"\n#}', 4, "'customer' is a fact"),
    ('{#svc\nkind = "x"\n', 1, "does not end"),
    (b"\xb2\xe2\xca\xd4", 1, "not UTF-8"),
    (b"ok\nok\n\xff", 3, "not UTF-8"),
]


@pytest.mark.parametrize(("text", "line", "problem"), HEADERS)
def test_a_broken_header_is_named(text: str | bytes, line: int, problem: str, store: Path) -> None:
    """The file, the line and what is wrong with it."""
    put(store, "own.zh.txt", text)
    with pytest.raises(BadTemplate) as caught:
        sms(store, "own")
    assert f"own.zh.txt, line {line}: " in str(caught.value)
    assert problem in str(caught.value)


def test_a_misspelt_key_of_a_header_gets_a_hint(store: Path) -> None:
    """`variable` was meant to be `variables`."""
    put(store, "own.zh.txt", '{#svc\nvariable = "y"\n#}')
    with pytest.raises(BadTemplate) as caught:
        sms(store, "own")
    assert str(caught.value.hint) == "Did you mean variables?"


def test_windows_editors_are_understood(store: Path) -> None:
    """A mark at the beginning and CR LF do no harm."""
    put(store, "own.zh.txt", '\ufeff{#svc\r\nkind = "x"\r\n#}\r\n您好\r\n'.encode())
    assert sms(store, "own").info.kind == "x"


def test_a_huge_file_is_no_template(store: Path) -> None:
    """A quarter of a megabyte is no message."""
    put(store, "own.zh.txt", "x" * 300_000)
    with pytest.raises(BadTemplate, match="too large"):
        sms(store, "own")


def test_other_files_are_left_alone(store: Path) -> None:
    """Notes, backups and git's own files in the folder are no templates."""
    for name in (".gitkeep", "notes.md", "own.zh.txt~", "own.fr.txt"):
        put(store, name, "x")
    (store / "templates" / "sms" / "folder.zh.txt").mkdir()
    assert {info.source for info in templates(store)} == {"shipped"}


def test_the_shipped_folder_holds_only_known_files() -> None:
    """Every shipped file is a template, a shared piece, or the package's one line."""
    listed = {info.path for info in templates(None)}
    files = {
        path for path in Path(shipped()).rglob("*") if path.is_file() and path.suffix != ".pyc"
    }
    others = {"__init__.py", "_slip.html", "_rows.html", "_style.html", "page.html"}
    cards = {path.name for path in (Path(shipped()) / "card").glob("_*")}
    assert {path.name for path in files - listed} == others | cards


LINES = st.lists(
    st.sampled_from(
        [
            'kind = "a"',
            'preset = "b"',
            "[variables]",
            'item = "衣 #{}"',
            'item = "x"',
            "",
            "#",
            "a=1",
            'k = ""',
            'k = "\\u4e00"',
            'k = "a"b"',
            "k = 'a'",
            ' k = "a"',
            'k = "a" ',
            "[variables] # x",
            'variables = "x"',
            'k = "a\tb"',
            'k = "\x7f"',
            'k = "a\r"',
            'K = "a"',
            'k-1 = "a"',
            "\r",
        ]
    ),
    max_size=6,
)


@given(LINES)
def test_simple_headers_are_read_as_toml(lines: list[str]) -> None:
    """The short way to read a header says what TOML says, or leaves it to TOML."""
    source = "".join(line + "\n" for line in lines)
    if (said := _simple(source)) is not None:
        assert said == tomllib.loads(source)


def test_shipped_headers_are_simple() -> None:
    """Every template of ours is read the short way."""
    for info in templates(None):
        text = info.path.read_text(encoding="utf-8")
        assert (
            "{#svc" not in text or _simple(text.partition("\n")[2].partition("#}")[0]) is not None
        )
