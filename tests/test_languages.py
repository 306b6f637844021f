"""Chinese and English: one catalogue, whole; the language that was asked for; codes in neither."""

from __future__ import annotations

import ast
import gettext
import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.pofile import read_po

from svc import cli, errors, i18n
from svc.catalogue import Catalogue
from svc.policy import Policy
from svc.records.callback import RESULTS
from svc.records.complaint import CATEGORIES, CHANNELS
from svc.rules.answer import POSTS
from svc.rules.callback import KINDS
from svc.rules.deadlines import TARGETS
from svc.rules.ruling import CAUSES
from tests.tool import tool

if TYPE_CHECKING:
    from tests.conftest import Result

    Call = Callable[..., Result]

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "svc").rglob("*.py"))
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_sentences_in_another_language_than_the_one_spoken() -> None:
    """The language in use stays so, also where a sentence cannot be spoken."""
    before = i18n.spoken()
    sentences = [i18n.say("approved"), i18n.say("{n} pieces", n=i18n.say("approved"))]
    english, chinese = (i18n.spoken_in(each, sentences) for each in ("en", "zh"))
    assert english == ["approved", "approved pieces"]
    assert all(CHINESE.search(each) for each in chinese[:1])
    with pytest.raises(KeyError):
        i18n.spoken_in("zh", [i18n.say("{n}", m=1)])
    assert i18n.spoken() == before
    assert str(sentences[0]) == i18n.spoken_in(before, sentences[:1])[0]


# ---- the catalogue


@pytest.fixture(scope="module", name="tool")
def _tool() -> ModuleType:
    return tool("catalogue")


@pytest.fixture(scope="module")
def fresh(tool: ModuleType) -> Any:
    """The catalogue as the code of today would have it."""
    return tool.updated(with_click=False)


@pytest.fixture(scope="module")
def written(tool: ModuleType) -> dict[str, str]:
    """Our sentences and click's as the .po has them: English to Chinese, by the singular."""
    with tool.FILE.open("rb") as file:
        return dict(map(_pair, filter(lambda message: message.id, read_po(file))))


def _pair(message: Any) -> tuple[str, str]:
    if isinstance(message.id, tuple):
        return message.id[0], message.string[0]
    return message.id, message.string


def test_every_sentence_of_ours_and_of_click_has_its_chinese(tool: ModuleType, fresh: Any) -> None:
    """None lacks its Chinese, and each Chinese fills the places of its English."""
    assert tool.lacking(fresh) == []


def test_the_catalogue_holds_the_sentences_of_the_code_and_no_others(
    fresh: Any, written: dict[str, str]
) -> None:
    """What the code says is in the .po; what it says no longer is not."""
    assert dict(map(_pair, filter(lambda message: message.id, fresh))) == written


def test_the_compiled_catalogue_is_that_of_the_source(
    tool: ModuleType, written: dict[str, str]
) -> None:
    """The .mo says what the .po says."""
    with tool.FILE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    # A sentence with a plural is kept under its number, of which Chinese has but one.
    assert written == {
        msgid: compiled.ngettext(msgid, "", 1)
        if compiled.gettext(msgid) == msgid
        else compiled.gettext(msgid)
        for msgid in written
    }


def test_a_sentence_found_is_the_one_gettext_parses(
    tool: ModuleType, written: dict[str, str]
) -> None:
    """Looked up where it stands, each sentence is the same; so is one that is not there."""
    file = tool.FILE.with_suffix(".mo")
    with file.open("rb") as opened:
        parsed = gettext.GNUTranslations(opened)
    found = Catalogue(str(file))
    others = [text + more for text in written for more in (" ", "\0", "x")]
    shorter = [text[:-1] for text in written]
    for msgid in ["", *written, *others, *shorter, "\ud800", "\U0010ffff", "\0"]:
        assert found.gettext(msgid) == parsed.gettext(msgid)
        for n in (1, 2):
            assert found.ngettext(msgid, "many", n) == parsed.ngettext(msgid, "many", n)


def test_gettext_gives_the_sentences_of_our_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Click asks gettext, which asks us: nothing is parsed; other catalogues are as ever."""
    monkeypatch.setenv("LANGUAGE", "en")  # so that it is put back after `speak` has set it
    monkeypatch.setattr(gettext, "GNUTranslations", None)
    i18n.speak("zh")
    try:
        assert gettext.gettext("Show this message and exit.") == "显示本说明。"
        extra = "Got unexpected extra argument ({args})"
        assert "{args}" in gettext.ngettext(extra, extra.replace("ment", "ments"), 2)
        assert CHINESE.search(gettext.ngettext(extra, extra.replace("ment", "ments"), 2))
    finally:
        i18n.speak("en")
    assert gettext.gettext("Show this message and exit.") == "Show this message and exit."
    assert gettext.ngettext("one", "many", 2) == "many"
    with pytest.raises(FileNotFoundError):
        gettext.translation("another", "nowhere")


def test_no_catalogue_is_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that lost it, or holds something else there, still works."""
    monkeypatch.setenv("LANGUAGE", "en")
    for content in (None, b"no catalogue"):
        file = tmp_path / "zh_CN" / "LC_MESSAGES" / "svc.mo"
        if content is not None:
            file.parent.mkdir(parents=True)
            file.write_bytes(content)
        monkeypatch.setattr(i18n, "FOLDER", str(tmp_path))
        i18n._chinese.cache_clear()
        i18n.speak("zh")
        assert i18n._("Customers' files") == "Customers' files"
        i18n._chinese.cache_clear()
    i18n.speak("en")


@pytest.mark.parametrize(
    ("english", "chinese", "good"),
    [
        ("{n} days", "{n} 天", True),
        ("{n} days", "几天", False),
        ("{n} days", "{m} 天", False),
        ("days", "{n} 天", False),
        ("%(prog)s is here", "%(prog)s 在", True),
        ("%(prog)s is here", "%(program)s 在", False),
        ("days", "", False),
        (("is {choice}", "one of {choices}"), ("{choices}",), True),
        (("is {choice}", "one of {choices}"), ("{chosen}",), False),
    ],
)
def test_a_sentence_with_other_places_is_found(
    tool: ModuleType, english: Any, chinese: Any, good: bool
) -> None:
    """A place that is lost or misspelt would show as a fault in front of a customer."""
    catalog = tool.Catalog(locale="zh_CN")
    catalog.add(english, chinese)
    assert tool.lacking(catalog) == ([] if good else [str(english)])


def test_the_codes_that_are_spoken_have_their_words(written: dict[str, str]) -> None:
    """Kinds, results, causes, posts and fields are shown to people in their language."""
    policy = Policy()
    fields = [
        field
        for half in ("hard", "soft", "withheld")
        for value in policy.entry(f"profile.{half}").values
        for field in value.value
    ]
    channels = [
        row["channel"]
        for preset in ("clothing", "furniture")
        for value in Policy(preset=preset).entry("callback.schedule").values
        for row in value.value
    ]
    codes = {
        *KINDS, *RESULTS, *CATEGORIES, *CAUSES, *POSTS, *CHANNELS, *fields, *channels,
        *(f"{step} by" for step in TARGETS), "logged", "resolved",
    }  # fmt: skip
    assert sorted(codes - set(written)) == []


# ---- sentences in the code that would stay English

_ERRORS = {name for name, _ in inspect.getmembers(errors, inspect.isclass)}
_SPEAKERS = _ERRORS | {
    "write", "warn", "say_on_stderr", "bold", "headline", "pairs", "echo", "secho", "confirm",
    "prompt", "fail", "style", "UsageError", "BadParameter", "ClickException", "Problem",
    "problem", "Answer",
}  # fmt: skip
_SPOKEN_OPTIONS = {"help", "short_help", "epilog", "prompt", "confirmation_prompt", "deprecated"}
_TRANSLATORS = {"_", "say", "gettext"}
_WORDS = re.compile(r"[A-Za-z']+[,:;]? [A-Za-z']{2,}")
_SENTENCE = re.compile(r"[A-Z][a-z']*(?:,? [\w'{}`-]+){2,}.*[.!?…]", re.DOTALL)


def untranslated(source: str, known: set[str]) -> list[str]:
    """What a module says to people without asking for their language.

    Args:
        source: the text of the module.
        known: every sentence of the catalogue.

    Returns:
        `LINE: text` of each finding, in order.
    """
    tree = ast.parse(source)
    found = {(line, text) for node in ast.walk(tree) for line, text in _said_raw(node, known)}
    found |= {(node.lineno, text) for node, text in _loose_sentences(tree)}
    return [f"{line}: {text}" for line, text in sorted(found)]


def _said_raw(node: ast.AST, known: set[str]) -> Iterator[tuple[int, str]]:
    """What one expression says that no catalogue can turn into Chinese."""
    if isinstance(node, ast.Call):
        called = _name(node.func)
        values = [keyword.value for keyword in node.keywords]
        if called in _TRANSLATORS:
            yield from ((node.lineno, text) for text in _unknown(node, known))
        if called in _TRANSLATORS | _SPEAKERS:  # an English word may fill a Chinese sentence
            spoken = values if called in _TRANSLATORS else [*node.args, *values]
            yield from (raw for value in spoken for raw in _raw(value))
        if called == "pairs":
            yield from (label for argument in node.args for label in _labels(argument))
        for keyword in node.keywords:
            if keyword.arg in _SPOKEN_OPTIONS and _letters(keyword.value):
                yield keyword.value.lineno, ast.unparse(keyword.value)
    elif isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Dict):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(re.fullmatch("([A-Z]+_)?COLUMNS|HEADINGS", _name(target)) for target in targets):
            headings = _leaves(node.value)
            yield from ((h.lineno, str(h.value)) for h in headings if h.value not in known)


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _raw(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The words of an expression that pass no translator on their way."""
    if isinstance(node, ast.Call) and _name(node.func) in _TRANSLATORS | _SPEAKERS:
        return
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and _WORDS.search(node.value):
            yield node.lineno, node.value
        return
    for child in ast.iter_child_nodes(node):
        yield from _raw(child)


def _letters(node: ast.AST) -> bool:
    """Whether a help text is written down as it stands: one word is enough."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    if isinstance(node, ast.BinOp):
        parts = [node.left, node.right]
    return any(
        isinstance(part, ast.Constant)
        and isinstance(part.value, str)
        and re.search("[A-Za-z]", part.value)
        for part in parts
    )


def _labels(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The left sides of pairs shown to people, where they are plain words."""
    for child in ast.walk(node):
        if isinstance(child, ast.Tuple) and len(child.elts) == 2:
            label = child.elts[0]
            if isinstance(label, ast.Constant) and isinstance(label.value, str):
                yield label.lineno, label.value


def _unknown(call: ast.Call, known: set[str]) -> Iterator[str]:
    """What is asked of the catalogue that it cannot have."""
    for argument in call.args[:1]:
        for text in _possible(argument):
            if isinstance(text, str):
                if text and text not in known:
                    yield text
            elif not any(text.fullmatch(msgid) for msgid in known):
                yield text.pattern


def _possible(node: ast.expr) -> Iterator[str | re.Pattern[str]]:
    """The texts an argument may be: as they stand, or the pattern of an f-string."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp():
            yield from _possible(node.body)
            yield from _possible(node.orelse)
        case ast.BoolOp():
            for value in node.values:
                yield from _possible(value)
        case ast.JoinedStr():
            parts = [
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
                for part in node.values
            ]
            yield re.compile("".join(parts))


def _leaves(node: ast.Dict) -> Iterator[ast.Constant]:
    for value in node.values:
        if isinstance(value, ast.Dict):
            yield from _leaves(value)
        elif isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value


def _loose_sentences(tree: ast.Module) -> Iterator[tuple[ast.Constant, str]]:
    """Whole sentences anywhere else, docstrings aside: whoever says them, says them in English."""
    aside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            aside.add(id(node.value))  # a docstring, of a module, a class, a function or a field
        if isinstance(node, ast.Call) and _name(node.func) in _TRANSLATORS:
            aside |= {id(child) for child in ast.walk(node)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in aside
            and _SENTENCE.fullmatch(node.value)
        ):
            yield node, node.value


def test_nothing_is_said_in_english_only(written: dict[str, str]) -> None:
    """Every help text, error, message and heading passes the catalogue."""
    known, found = set(written), {}
    for file in SOURCES:
        if lines := untranslated(file.read_text(encoding="utf-8"), known):
            found[file.relative_to(ROOT).as_posix()] = lines
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        'click.option("--x", help="Whatever.")',
        'click.option("--x", help=f"Only {n}.")',
        'click.group(help="Customers" + " again")',
        'raise Refused("That is taken")',
        'raise Refused(say("No way."), "Try it again")',
        'raise Refused(say("No way.")) if a else BadInput("not a date")',
        'output.write("Nothing to do")',
        'output.write(f"{n} rows were read")',
        'warn("it is late")',
        'say_on_stderr(f"the card is in {file}")',
        'click.echo("all is well")',
        'click.confirm("Go on, then?")',
        'self.fail("no such thing", param, ctx)',
        'Problem(level="error", message="no such line", rule="x")',
        'COLUMNS = {"id": "never heard"}',
        'LEDGER_COLUMNS: Mapping[str, Mapping[str, str]] = {"a": {"id": "unheard"}}',
        'output.pairs([("name", name)])',
        'say("No way.", what="phone number")',
        '_("yes" if good else "perhaps")',
        '_(f"{name} before")',
        'say("Never written down.")',
        'TEXT = "The shop is closed today."',
        'hint = "Give it, or leave it out." if hint else None',
    ],
)
def test_english_only_is_found(line: str) -> None:
    """The search can fail: each of these would stay English in a Chinese shop."""
    assert untranslated(line, {"yes", "No way.", "plan by"})


@pytest.mark.parametrize(
    "line",
    [
        'click.option("--x", help=_("No way."))',
        'raise Refused(say("No way."), say("No way."))',
        'output.write(f"svc {version}")',
        'output.write("\\n" + output.bold(f"# {text}"))',
        'COLUMNS = {"id": "yes"}',
        'output.pairs([(_("yes"), name)])',
        '_("yes" if good else "No way.")',
        '_(f"{name} by")',
        "_(row['kind'])",
        '"""A docstring is for those who read the code."""',
        'say("No way.", words=", ".join(words))',
        'raise ValueError("a wrong id")',
        're.compile("[a-z]+ or [0-9]+")',
    ],
)
def test_what_passes_the_catalogue_is_no_alarm(line: str) -> None:
    """Nor does the search cry wolf."""
    assert untranslated(line, {"yes", "No way.", "plan by"}) == []


# ---- which language


LANGUAGES = ["option", "variable", "store", "locale"]


@pytest.mark.parametrize("first", range(len(LANGUAGES)), ids=LANGUAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_nearer_word_wins(
    first: int, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--lang`, then SVC_LANG, then the store's language, then the locale."""
    other = "en" if language == "zh" else "zh"
    asked = [None] * first + [language] + [other] * (len(LANGUAGES) - first - 1)
    option, variable, store, locale = asked
    lines = ['name = "雅衣阁"', *([f'language = "{store}"'] if store else [])]
    (tmp_path / "svc.toml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name, value in (("SVC_LANG", variable), ("LANG", f"{locale}_XX.UTF-8"), ("LANGUAGE", "")):
        monkeypatch.setenv(name, value or "")
    assert cli.chosen_language(["--lang", option, "today"] if option else ["today"]) == language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_ALL": "POSIX", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.GB18030"}, "zh"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"LANGUAGE": "zh_CN:en", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_locale_is_read_as_gettext_reads_it(
    environment: dict[str, str], language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody asks for a language of svc's, English is spoken."""
    monkeypatch.chdir(tmp_path)
    for name in ("SVC_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli.chosen_language(["today"]) == language


def test_cron_speaks_the_language_of_the_store(process: Call, svc: Call, tmp_path: Path) -> None:
    """Cron's environment names no language: English, unless the store says otherwise."""
    bare = {"HOME": str(tmp_path), "PATH": os.defpath, "LOGNAME": "till", "SHELL": "/bin/sh"}
    for name, option in (("plain", []), ("chinese", ["--language", "zh"])):
        svc("init", tmp_path / name, "--name", "雅衣阁", "--no-git", *option)
    plain = process("--store", tmp_path / "plain", "customer", "show", "x", code=3, env=bare)
    chinese = process("--store", tmp_path / "chinese", "customer", "show", "x", code=3, env=bare)
    assert plain.err.startswith("svc: No customer matches 'x'.")
    assert chinese.err.startswith("svc：没有 'x' 这位顾客。")


def test_click_speaks_the_language_too(process: Call) -> None:
    """What click says itself, it says in the language asked for, whatever the locale."""
    chinese = process("--lang", "zh", "today", "--zzz", code=2, env=_locale("en_GB.UTF-8"))
    english = process("--lang", "en", "today", "--zzz", code=2, env=_locale("zh_CN.UTF-8"))
    assert chinese.err.splitlines() == [
        "svc：没有 '--zzz' 这个选项。", "用法请看 `svc today --help`。",
    ]  # fmt: skip
    assert english.err.splitlines() == [
        "svc: No such option '--zzz'.", "See `svc today --help`.",
    ]  # fmt: skip


def _locale(name: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("LANGUAGE", "SVC_LANG")}
    return kept | {"LANG": name, "LC_ALL": name}


# ---- what is the same in both languages


@pytest.fixture
def busy_shop(shop: Path, svc: Call) -> Path:
    """A shop with one of each record, and an untidy template."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    svc(
        "customer",
        "add",
        "--name",
        "王芳",
        "--phone",
        "13800138000",
        "--gender",
        "F",
        "--birthday",
        "11-22",
        "--owner",
        "li",
        "--consent",
        "sms",
    )
    svc(
        "purchase",
        "add",
        "--customer",
        "13800138000",
        "--on",
        "2026-11-15",
        "--staff",
        "li",
        "--item",
        "sku=A1,name=羊毛大衣,category=textile,price=1299.00",
    )
    svc(
        "--today",
        "2026-11-18",
        "complaint",
        "log",
        "--customer",
        "13800138000",
        "--category",
        "quality",
        "--text",
        "起球",
    )
    bought = svc("purchase", "list", "--json").json[0]["id"]
    svc(
        "callback",
        "done",
        f"purchase.{bought}",
        "--result",
        "reached",
        "--question",
        "怎么洗",
        "--settle-on",
        "today",
    )
    (shop / "templates" / "sms" / "wrong.txt").write_text("x", encoding="utf-8")
    return shop


QUOTE = ("refund", "quote", "--price", "399", "--category", "textile", "--bought", "2026-10-01")
COMMANDS: list[tuple[tuple[str, ...], str]] = [
    (("customer", "list"), ""),
    (("customer", "show", "13800138000"), ""),
    (("customer", "find", "王"), ""),
    (("purchase", "list"), ""),
    (("complaint", "list"), ""),
    (("staff", "list"), ""),
    (("callback", "list"), ""),
    (("callback", "due"), "why hint"),
    (("today",), "why hint text"),
    (("template", "list"), ""),
    (("calendar", "show", "2026-02-17"), ""),
    (("calendar", "birthday", "lunar:08-15"), ""),
    (("policy", "show"), "title"),
    (("policy", "explain", "refund.bands"), "title note"),
    (("policy", "check"), ""),
    (("check",), "message hint"),
    (("doctor",), "message hint"),
    (("export", "customers"), ""),
    (("sms", "count", "你好"), ""),
    (("sms", "render", "birthday", "--customer", "13800138000"), "text characters segments"),
    (
        (*QUOTE, "--cause", "quality", "--unrepairable", "--region", "zhejiang"),
        "explanation warnings",
    ),
    ((*QUOTE, "--cause", "size", "--no-stock", "--insists"), "explanation"),
]
"""What is asked, and the fields of the answer that hold sentences or depend on their length."""


def differing(one: Any, other: Any, key: str = "") -> set[str]:
    """The keys under which two answers differ; keys and lengths must not.

    Raises:
        AssertionError: the answers are not of one shape.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        assert list(one) == list(other)
        return set().union(*(differing(one[name], other[name], name) for name in one))
    if isinstance(one, list) and isinstance(other, list):
        assert len(one) == len(other), key
        return set().union(*(differing(a, b, key) for a, b in zip(one, other, strict=True)))
    assert type(one) is type(other), key
    return {key} if one != other else set()


@pytest.mark.parametrize(
    ("words", "sentences"), COMMANDS, ids=[" ".join(words) for words, _ in COMMANDS]
)
@pytest.mark.usefixtures("busy_shop")
def test_only_sentences_differ_between_the_languages(
    words: tuple[str, ...], sentences: str, svc: Call
) -> None:
    """Keys, ids, codes, figures and order are one in both; a script need not know the language."""
    english = svc("--lang", "en", *words, "--json", code=None)
    chinese = svc("--lang", "zh", *words, "--json", code=None)
    assert english.code == chinese.code
    found = differing(english.json, chinese.json)
    assert found <= set(sentences.split())
    assert bool(found) == bool(sentences)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("customer", "show", "nobody"), 3),
        (("customer", "add", "--name", "张三", "--phone", "123"), 4),
        (("customer", "add", "--name", "张三", "--phone", "13800138000"), 5),
        (("customer", "add", "--phone", "13800138000"), 2),
        ((*QUOTE, "--cause", "two_tags"), 2),
        (("calendar", "show", "2500-01-01"), 4),
        (("--store", "/nowhere", "today"), 3),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, tuple) else "",
)
@pytest.mark.usefixtures("busy_shop")
def test_errors_have_the_same_code_in_both_languages(
    words: tuple[str, ...], code: int, svc: Call
) -> None:
    """The exit code and the word `error` are for scripts; message and hint are for people."""
    english = json.loads(svc("--lang", "en", *words, "--json", code=code).err)
    chinese = json.loads(svc("--lang", "zh", *words, "--json", code=code).err)
    assert differing(english, chinese) == {"message", "hint"}
    assert CHINESE.search(chinese["message"])
    assert CHINESE.search(chinese["hint"])
    assert not CHINESE.search(english["message"].replace("王芳", ""))


# ---- help in Chinese

_WALK = """
import json, sys
import click
from svc import i18n
i18n.speak("zh")
from svc.cli import root
found = {}
def walk(command, context, path):
    found[path] = command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            inner = click.Context(below, info_name=name, parent=context, terminal_width=200)
            walk(below, inner, f"{path} {name}")
command = root()
walk(command, click.Context(command, info_name="svc", terminal_width=200), "svc")
json.dump(found, sys.stdout)
"""
_CODE = re.compile(r"`[^`]*`|--[a-z-]+|\[[^\]]*\]|[A-Z_]{2,}(?:=[A-Z_]+)?")
_ENGLISH = re.compile(r"[a-z']{2,}[,:;.]? [a-z']{2,}|[A-Z][a-z]+ [a-z']{2,}")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The help page of every command in Chinese, from one process that speaks nothing else."""
    done = subprocess.run(
        [sys.executable, "-c", _WALK],
        capture_output=True, text=True, encoding="utf-8", check=True, timeout=60,
    )  # fmt: skip
    found: dict[str, str] = json.loads(done.stdout)
    return found


def english_left(page: str) -> list[str]:
    """The lines of a Chinese help page that still hold English words, code and options aside."""
    told = page.split("\n", 1)[1]  # the first line is how the command is typed
    return [line for line in told.splitlines() if _ENGLISH.search(_CODE.sub(" ¦ ", line))]


def test_every_help_page_is_chinese_to_the_last_word(pages: dict[str, str]) -> None:
    """Nothing but names, options, places and codes is left in English."""
    assert len(pages) > 30
    assert {path: left for path, page in pages.items() if (left := english_left(page))} == {}
    assert [
        path for path, page in pages.items() if not CHINESE.search(page.split("\n\n")[1])
    ] == []


def test_english_on_a_help_page_is_found() -> None:
    """The search for English can fail."""
    page = "用法: svc x [OPTIONS]\n\n  看看 `svc check it`。\n\n  --x TEXT  {}\n"
    assert english_left(page.format("看 [default: text]，写成 --no-git。")) == []
    assert english_left(page.format("Only those of one customer.")) != []
    assert english_left(page.format("只列 those of one 的。")) != []


def test_a_help_page_of_the_program_is_chinese(process: Call) -> None:
    """The program itself asks for the language before a command's help is made."""
    page = process("--lang", "zh", "customer", "add", "--help").out
    assert page.startswith("用法: svc customer add [OPTIONS]\n\n  新建顾客档案")
    assert english_left(page) == []


def test_the_root_help_needs_no_command_to_be_imported(svc: Call) -> None:
    """The list of commands is spoken in both languages from one list."""
    chinese = svc("--lang", "zh", "--help").out
    english = svc("--lang", "en", "--help").out
    for name, line in cli.COMMANDS.items():
        assert re.search(rf"^  {name} .*{CHINESE.pattern}", chinese, re.MULTILINE), name
        assert line.msgid in " ".join(english.split()), name
