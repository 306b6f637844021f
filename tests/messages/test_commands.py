"""The commands `sms`, `card` and `template`: what goes to stdout, to stderr, and exit codes."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from svc.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def svc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """A shop with one customer, and a way to run commands in it."""
    for name in ("SVC_STORE", "SVC_TODAY", "SVC_STAFF", "SVC_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "en")
    shop = tmp_path / "shop"

    def call(*args: str) -> tuple[int, str, str]:
        code = run(["--store", str(shop), "--today", "2026-11-22", "--lang", "zh", *args])
        said = capsys.readouterr()
        return code, said.out, said.err

    run(["init", str(shop), "--name", "锦绣衣坊", "--no-git"])
    call("customer", "add", "--name", "王小丽", "--phone", "13800138000", "--gender", "F",
         "--number", "0001", "--consent", "sms")  # fmt: skip
    call("customer", "add", "--name", "李强", "--number", "0002")
    call("purchase", "add", "--customer", "number:0001", "--on", "2026-11-15", "--item",
         "name=围巾,category=textile,price=99.00", "--item",
         "name=羊绒大衣,category=textile,price=399.00")  # fmt: skip
    return call


def loaded(text: str) -> Any:
    return json.loads(text)


def test_render_prints_the_message_alone(svc: Callable[..., tuple[int, str, str]]) -> None:
    """The text on stdout, nothing on stderr where nothing is wrong."""
    code, out, err = svc("sms", "render", "thanks_purchase", "--customer", "number:0001")
    assert (code, err) == (0, "")
    assert out == (
        "【锦绣衣坊】王小丽女士，谢谢您选了“羊绒大衣”。"
        "使用和养护上有任何疑问，随时告诉我们，一定尽快答复您。\n"
    )


def test_render_tells_problems_and_exits_0(svc: Callable[..., tuple[int, str, str]]) -> None:
    """What speaks against sending goes to stderr; the message is printed all the same."""
    code, out, err = svc("sms", "render", "birthday", "--customer", "number:0002")
    assert code == 0
    assert out.startswith("【锦绣衣坊】李强，今天是您的生日")
    assert err.count("\n") == 2


def test_render_json(svc: Callable[..., tuple[int, str, str]]) -> None:
    """The keys of the contract."""
    code, out, err = svc("sms", "render", "season", "--customer", "number:0002", "--json")
    shown = loaded(out)
    assert (code, err) == (0, "")
    assert list(shown) == [
        "template", "kind", "customer", "text", "characters", "segments", "problems",
    ]  # fmt: skip
    assert shown["characters"] == len(shown["text"])
    assert shown["segments"] == 1
    assert [problem["rule"] for problem in shown["problems"]] == ["no_mobile", "no_consent"]


def test_variables(svc: Callable[..., tuple[int, str, str]]) -> None:
    """`--var K=V`; an unknown name or a text without `=` is wrong usage."""
    render = ("sms", "render", "repair_ready", "--customer", "number:0001")
    assert "您送修的风衣已经修好" in svc(*render, "--var", "item=风衣")[1]
    assert svc(*render, "--var", "itme=风衣")[0] == 2
    assert svc(*render, "--var", "风衣")[0] == 2


MANY = ("sms", "render", "thanks_referral_new", "--customer")


def test_many(svc: Callable[..., tuple[int, str, str]]) -> None:
    """One message a line in the order asked; what speaks against one names whom it is for."""
    code, out, err = svc(*MANY, "number:0002", "--customer", "13800138000")
    assert code == 0
    assert [line[:9] for line in out.splitlines()] == ["【锦绣衣坊】李强，", "【锦绣衣坊】王小丽"]
    assert err.count("李强 (C-") == err.count("\n") == 2


def test_many_from_stdin(
    svc: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One reference a line, however lines end, in its place; empty ones are passed over."""
    stdin(monkeypatch, "\ufeff\r\n 13800138000 \r\n\n王小丽".encode())
    code, out, _err = svc(*MANY, "number:0002", "--customer", "-", "--customer", "number:0002")
    assert code == 0
    assert [line[6:8] for line in out.splitlines()] == ["李强", "王小", "王小", "李强"]


def test_each_reads_as_it_does_alone(svc: Callable[..., tuple[int, str, str]]) -> None:
    """Many together are what each is by itself, whatever the template asks."""
    for name in ("birthday", "thanks_purchase", "festival", "long_not_seen", "season"):
        render = ("sms", "render", name, "--customer")
        alone = [loaded(svc(*render, ref, "--json")[1]) for ref in ("number:0001", "number:0002")]
        refs = ("number:0001", "--customer", "number:0002")
        assert loaded(svc(*render, *refs, "--json")[1]) == alone
        lines = svc(*render, *refs, "--format", "jsonl")[1].splitlines()
        assert [loaded(line) for line in lines] == alone
        assert svc(*render, *refs)[1].splitlines() == [each["text"] for each in alone]


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("text", ""),
        ("json", "[]\n"),
        ("jsonl", ""),
        ("tsv", "template\tkind\tcustomer\ttext\tcharacters\tsegments\tproblems\n"),
    ],
)
def test_nobody_on_stdin(
    svc: Callable[..., tuple[int, str, str]],
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    printed: str,
) -> None:
    """Nobody due is no error; one on stdin is still a list."""
    stdin(monkeypatch, b"\n")
    assert svc(*MANY, "-", "--format", form) == (0, printed, "")
    stdin(monkeypatch, b"13800138000\n")
    assert isinstance(loaded(svc(*MANY, "-", "--json")[1]), list)


def test_who_is_unknown_stops_nobody_else(
    svc: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are written; each who is unknown is named once, and the exit code is 3."""
    refs = "number:9\n13800138000\n赵无\nnumber:9\n"
    stdin(monkeypatch, refs.encode())
    code, out, err = svc(*MANY, "-")
    assert (code, out.count("\n")) == (3, 1)
    assert (err.count("number:9"), err.count("赵无"), err.count("\n")) == (1, 1, 2)
    stdin(monkeypatch, refs.encode())
    code, out, err = svc(*MANY, "-", "--json")
    assert (code, len(loaded(out))) == (3, 1)
    told = [loaded(line) for line in err.splitlines()]
    assert [set(each) for each in told] == [{"error", "message", "hint"}] * 2
    assert [each["error"] for each in told] == ["no_such_record"] * 2


def test_one_of_a_name_two_have(svc: Callable[..., tuple[int, str, str]]) -> None:
    """A name that two have is not guessed; the rest go on."""
    svc("customer", "add", "--name", "李强", "--number", "0003")
    code, out, err = svc(*MANY, "李强", "--customer", "number:0001")
    assert (code, out.count("\n"), err.count("\n")) == (3, 1, 1)


def test_a_message_of_many_is_one_line(
    svc: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """A template's own line breaks become spaces among many, so that a line is a message."""
    file = tmp_path / "shop" / "templates" / "sms" / "two.zh.txt"
    file.write_text("{{ customer.name }}\n您好", encoding="utf-8")
    render = ("sms", "render", "two", "--customer", "number:0001")
    assert svc(*render)[1] == "【锦绣衣坊】王小丽\n您好\n"
    assert svc(*render, "--customer", "number:0002")[1] == (
        "【锦绣衣坊】王小丽 您好\n【锦绣衣坊】李强 您好\n"
    )
    shown = loaded(svc(*render, "--customer", "number:0002", "--json")[1])
    assert shown[0]["text"] == "【锦绣衣坊】王小丽\n您好"


def test_a_broken_template_prints_no_part(
    svc: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """Where it fails for one, nothing is printed: half a list sent looks like a whole one."""
    file = tmp_path / "shop" / "templates" / "sms" / "half.zh.txt"
    file.write_text("{% if customer.number == '0002' %}{{ oops }}{% endif %}a", encoding="utf-8")
    many = ("--customer", "number:0001", "--customer", "number:0002")
    assert svc("sms", "render", "half", *many)[:2] == (4, "")


def test_stdin_must_hold_something(
    svc: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A closed stdin is wrong usage, GBK bad input."""
    monkeypatch.setattr(sys, "stdin", None)
    assert svc(*MANY, "-")[:2] == (2, "")
    stdin(monkeypatch, "王小丽".encode("gbk"))
    assert svc(*MANY, "-")[:2] == (4, "")


def test_purchases_are_read_only_where_asked(
    svc: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """A birthday's message does not look at what was bought."""
    for file in (tmp_path / "shop" / "data" / "purchases").iterdir():
        file.write_text("not a line\n", encoding="utf-8")
    whom = ("--customer", "number:0001")
    assert svc("sms", "render", "birthday", *whom)[0] == 0
    assert svc("card", "render", "birthday", *whom)[0] == 0
    assert svc("sms", "render", "thanks_purchase", *whom)[:2] == (4, "")


def test_due_birthdays_are_piped(
    svc: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`callback due | cut -f3 | tail -n +2 | sms render`: a morning's messages."""
    for number, day in (("0005", "11-22"), ("0006", "1990-11-22"), ("0007", "11-29")):
        svc("customer", "add", "--name", f"周{number}", "--number", number, "--birthday", day)
    due = svc("callback", "due", "--kind", "birthday", "--format", "tsv")[1].splitlines()
    stdin(monkeypatch, "".join(row.split("\t")[2] + "\n" for row in due[1:]).encode())
    code, out, _err = svc("sms", "render", "birthday", "--customer", "-")
    assert code == 0
    assert sorted(line[6:11] for line in out.splitlines()) == ["周0005", "周0006"]


def test_unknown_names(svc: Callable[..., tuple[int, str, str]]) -> None:
    """No such template and no such customer are both exit 3, with nothing on stdout."""
    assert svc("sms", "render", "birthdy", "--customer", "number:0001")[:2] == (3, "")
    assert svc("sms", "render", "birthday", "--customer", "number:9")[:2] == (3, "")
    assert svc("template", "show", "nothing")[:2] == (3, "")


def test_the_shops_own_wording(svc: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """A file in the shop's folder is used, listed as the shop's, and named when it is broken."""
    file = tmp_path / "shop" / "templates" / "sms" / "birthday.zh.txt"
    file.write_text("{{ customer.call }}，生辰吉乐", encoding="utf-8")
    render = ("sms", "render", "birthday", "--customer", "number:0001")
    assert svc(*render)[1] == "【锦绣衣坊】王小丽女士，生辰吉乐\n"
    rows = loaded(svc("template", "list", "--json")[1])
    assert [r["source"] for r in rows if (r["channel"], r["name"], r["language"]) ==
            ("sms", "birthday", "zh")] == ["shop"]  # fmt: skip
    file.write_text("\n{{ custmer.call }}", encoding="utf-8")
    code, out, err = svc(*render, "--json")
    assert (code, out) == (4, "")
    assert "birthday.zh.txt" in loaded(err)["message"]
    assert "2" in loaded(err)["message"]


def stdin(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))


COUNTS = [
    (["您好"], b"", 2),
    (["-"], "您好\n".encode(), 2),
    ([], "您好\n".encode(), 2),
    ([], "您好\r\n".encode(), 2),
    ([], "您好\n\n".encode(), 3),
    ([], "您好".encode(), 2),
    ([], b"", 0),
    ([""], b"abc", 0),
]


@pytest.mark.parametrize(("args", "raw", "characters"), COUNTS)
def test_count(
    svc: Callable[..., tuple[int, str, str]],
    monkeypatch: pytest.MonkeyPatch,
    args: list[str],
    raw: bytes,
    characters: int,
) -> None:
    """From the argument or from stdin, less exactly one line feed at the end."""
    stdin(monkeypatch, raw)
    code, out, _err = svc("sms", "count", *args, "--json")
    shown = loaded(out)
    assert code == 0
    assert list(shown) == ["route", "encoding", "characters", "segments", "split"]
    assert (shown["route"], shown["characters"]) == ("mainland", characters)


def test_count_wants_utf_8(
    svc: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """GBK on stdin is refused, not miscounted."""
    stdin(monkeypatch, "您好".encode("gbk"))
    assert svc("sms", "count")[:2] == (4, "")


def test_count_route(svc: Callable[..., tuple[int, str, str]]) -> None:
    """The same text on the other route."""
    shown = loaded(svc("sms", "count", "a" * 161, "--route", "gsm", "--json")[1])
    assert (shown["encoding"], shown["characters"], shown["segments"]) == ("GSM-7", 161, 2)


def test_card(svc: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """Text to stdout, text or a page to a file; other forms are exit 2 and make no file."""
    render = ("card", "render", "thank_you", "--customer", "number:0001")
    assert svc(*render)[1].startswith("谢谢您\n\n王小丽女士：\n")
    for name, start in (("a.txt", "谢谢您\n"), ("a.html", "<!doctype html>\n")):
        assert svc(*render, "--out", str(tmp_path / name))[:2] == (0, "")
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    assert svc(*render, "--out", str(tmp_path / "a.gif"))[:2] == (2, "")
    assert not (tmp_path / "a.gif").exists()
    assert svc(*render, "--out", str(tmp_path / "no" / "a.txt"))[0] == 74


def test_template_list(svc: Callable[..., tuple[int, str, str]]) -> None:
    """One row a template and language, without those of another trade unless all are asked."""
    rows = loaded(svc("template", "list", "--json")[1])
    assert {"name", "kind", "channel", "language", "source", "variables"} <= set(rows[0])
    keys = [(row["channel"], row["name"], row["language"]) for row in rows]
    assert keys == sorted(set(keys))
    assert ("sms", "installation_visit", "zh") not in keys
    every = loaded(svc("template", "list", "--all", "--channel", "sms", "--json")[1])
    assert "installation_visit" in {row["name"] for row in every}
    assert {row["channel"] for row in every} == {"sms"}


def test_template_show(svc: Callable[..., tuple[int, str, str]]) -> None:
    """The source as it stands in its file, sms before card."""
    assert svc("template", "show", "birthday")[1].startswith('{#svc\nkind = "birthday"\n#}\n{{')
    assert "生日快乐\n\n{{" in svc("template", "show", "birthday", "--channel", "card")[1]
    assert "{% extends" in svc("template", "show", "thank_you", "--form", "html")[1]
