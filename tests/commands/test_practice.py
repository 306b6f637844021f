"""`svc practice`: scenes listed and played, sheets written; with and without a shop."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from svc.policy import Policy
from svc.rules.practice import names

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Call = Callable[..., Result]

SCENES = names(Policy())
SOURCES = {
    "hole": "S3-048", "closing": "S3-048", "phone": "S3-048", "gift": "S3-048",
    "pilling": "S3-038", "worn": "S3-039", "sticker": "S3-040", "yesterday": "S3-041",
    "fading": "S3-042", "snag": "S3-043", "waiting": "S3-044", "insult": "S3-045",
    "overcharge": "S3-046", "fall": "S3-047",
}  # fmt: skip


@pytest.mark.fact("S3-038", "S3-039", "S3-040", "S3-041", "S3-042", "S3-043", "S3-044", "S3-045",
                  "S3-046", "S3-047", "S3-048", command="svc practice")  # fmt: skip
def test_the_scenes_are_listed(svc: Call) -> None:
    """Without a shop, too: name, title, what is trained, where it comes from."""
    rows = svc("practice", "--json").json
    assert [row["scene"] for row in rows] == SCENES
    assert {row["scene"]: row["sources"][0] for row in rows} == SOURCES
    assert "A hole under the arm" in svc("practice").out


def test_a_furniture_shop_practises_its_own_scenes(
    furniture_shop: Path, svc: Call, tmp_path: Path
) -> None:
    """No dresses and fitting rooms; its scenes can be won in both languages; exams ask them."""
    assert furniture_shop.is_dir()
    rows = svc("practice", "--json").json
    assert [row["scene"] for row in rows] == ["overcharge", "wardrobe", "scratch", "fitter"]
    assert "no scene 'hole'" in svc("practice", "hole", code=3).err
    for row in rows:
        for language in ("zh", "en"):
            file = tmp_path / "answers.txt"
            lines = svc("--lang", language, "practice", row["scene"], "--model").out
            file.write_text(lines, encoding="utf-8")
            found = svc("--lang", language, "practice", row["scene"], "--answers", file, "--json")
            assert (found.json["score"], found.json["missed"]) == (100, [])
            bare = "\n".join(line.partition(": ")[2] for line in lines.splitlines())
            file.write_text(bare, encoding="utf-8")
            found = svc("--lang", language, "practice", row["scene"], "--answers", file, "--json")
            assert (found.json["score"], found.json["missed"]) == (100, [])
    asked = svc("practice", "--exam", "--questions", "0", "--scenes", "wardrobe").out
    assert "Look how it wobbles!" in asked


def test_what_she_quotes_is_quoted_within_quotes(svc: Call) -> None:
    """No double quotation marks within double ones."""
    told = svc("--lang", "zh", "practice", "--exam", "--questions", "0", "--scenes", "closing").out
    assert "催我‘要买快买、不买就走’，" in told


@pytest.mark.fact("S0-020", "S3-014", command="svc practice SCENE --model")
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", SCENES)
def test_the_model_loses_nothing(name: str, language: str, svc: Call, tmp_path: Path) -> None:
    """The sentences of the shop's own scripts, played, are worth 100 points in both languages."""
    file = tmp_path / "answers.txt"
    file.write_text(svc("--lang", language, "practice", name, "--model").out, encoding="utf-8")
    found = svc("--lang", language, "practice", name, "--answers", file, "--json").json
    reasons = [turn["reasons"] for turn in found["turns"] if turn["reasons"]]
    assert (found["score"], found["of"], reasons, found["missed"]) == (100, 100, [], [])


@pytest.mark.fact("S0-020", "S3-014", command="svc practice SCENE")
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", SCENES)
def test_the_model_without_its_keys(name: str, language: str, svc: Call, tmp_path: Path) -> None:
    """As a person types them at the terminal, the same sentences are worth 100 points, too."""
    file = tmp_path / "answers.txt"
    lines = svc("--lang", language, "practice", name, "--model").out.splitlines()
    file.write_text("\n".join(line.partition(": ")[2] for line in lines), encoding="utf-8")
    found = svc("--lang", language, "practice", name, "--answers", file, "--json").json
    reasons = [turn["reasons"] for turn in found["turns"] if turn["reasons"]]
    assert (found["score"], found["of"], reasons, found["missed"]) == (100, 100, [], [])


def test_a_play_by_programs(svc: Call, tmp_path: Path) -> None:
    """Each turn with its step, points, reasons and the better sentence; the parts add up."""
    file = tmp_path / "said.txt"
    file.write_text("apology: sorry\n\noffer.refund: money back?\n", encoding="utf-8")
    found = svc("practice", "hole", "--answers", file, "--json").json
    assert list(found) == ["scene", "turns", "missed", "settled", "score", "of", "parts"]
    first, second = found["turns"]
    assert (first["step"], first["points"], first["better"]) == ("apology", 0, None)
    assert (second["step"], second["points"]) == ("offer.refund", -8)
    assert second["reasons"][0]["sources"] == ["S0-041", "S0-046"]
    assert second["better"].startswith("So soon after buying it")
    assert found["score"] == sum(part["points"] for part in found["parts"])
    assert found["settled"] is None
    text = svc("practice", "hole", "--answers", file).out
    for words in ("She: Sorry doesn't mend it.", "−8 Too early", "Better: So soon", "Missed"):
        assert words in text


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("hole",), 2, "played at a terminal"),
        (("holes",), 3, "no scene 'holes'"),
        (("holl",), 3, "Did you mean hole? `svc practice` lists them all."),
        (("xyzzy",), 3, "`svc practice` lists the scenes."),
        (("points",), 3, "no scene 'points'"),
        (("--model",), 2, "Which scene?"),
        (("hole", "--seed", "3"), 2, "go with --exam"),
        (("--exam", "hole"), 2, "--exam takes no scene"),
        (("--exam", "--scenes", "nobody"), 3, "no scene 'nobody'"),
        (("--exam", "--questions", "0", "--scenes", ","), 2, "needs a question"),
        (("--exam", "--out", "exam.docx"), 2, ".html, .pdf, .md, .txt"),
        (("hole", "--answers", "nowhere.txt"), 74, "cannot be read"),
    ],
)
def test_what_is_refused(args: tuple[str, ...], code: int, words: str, svc: Call) -> None:
    """One sentence each."""
    assert words in svc("practice", *args, code=code).err


def test_answers_that_are_none(svc: Call, tmp_path: Path) -> None:
    """Bytes that are no text, and a number that is no move, are named."""
    file = tmp_path / "said.txt"
    file.write_bytes(b"\xff\xfe\x00")
    assert "no list of answers" in svc("practice", "hole", "--answers", file, code=4).err
    file.write_text("1\n77\n", encoding="utf-8")
    assert "Line 2: There is no move 77." in svc("practice", "hole", "--answers", file, code=4).err


def own(shop: Path, old: str, new: str) -> None:
    """Change the shop's own file of scenes."""
    file = shop / "policy" / "practice.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_scene_of_the_shops_own(shop: Path, svc: Call) -> None:
    """Written beside the others, it is listed and checked; a broken one is said in a sentence."""
    own(shop, "[fall]", "[stool]")
    file = shop / "policy" / "practice.toml"
    text = file.read_text("utf-8").replace("[[fall.", "[[stool.").replace("[fall.", "[stool.")
    file.write_text(text, encoding="utf-8")
    assert [row["scene"] for row in svc("practice", "--json").json][-1] == "stool"
    svc("policy", "check")
    svc("practice", "stool", "--model")
    own(shop, 'accepts = ["hospital"]', 'accepts = ["flowers"]')
    assert "accepts" in svc("practice", "stool", "--model", code=4).err
    own(shop, 'category = "accident"', 'category = "bad luck"')
    assert "'bad luck'" in svc("policy", "check", code=1).out
    svc("practice", "stool", "--model", code=4)


@pytest.mark.fact("S2-046", "S2-054", "X-05", command="svc practice hole")
def test_by_the_nine_steps(shop: Path, svc: Call, tmp_path: Path) -> None:
    """A shop that goes by nine steps practises them, to the follow-up call."""
    file = shop / "policy" / "complaint.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('value = "six"', 'value = "nine"'), encoding="utf-8")
    lines = svc("practice", "hole", "--model").out
    steps = [line.partition(":")[0] for line in lines.splitlines()]
    assert steps == [
        "listen", "talk", "apologise", "analyse", "explain", "offer.mend", "manager",
        "offer.exchange", "compensate", "result", "feedback",
    ]  # fmt: skip
    answers = tmp_path / "nine.txt"
    answers.write_text(lines, encoding="utf-8")
    assert svc("practice", "hole", "--answers", answers, "--json").json["score"] == 100


# ---- exams


@pytest.mark.fact("S0-020", "S3-048", command="svc practice --exam --out exam.html")
@pytest.mark.parametrize("form", ["html", "md", "txt"])
def test_a_sheet_on_paper(form: str, shop: Path, svc: Call, tmp_path: Path) -> None:
    """The same number, the same bytes; answers only where they are asked for."""
    assert shop.name == "shop"
    args = ("practice", "--exam", "--seed", "7", "--scenes", "hole,gift")
    sheets = []
    for name in ("a", "b"):
        file = tmp_path / f"{name}.{form}"
        svc(*args, "--out", file)
        sheets.append(file.read_text("utf-8"))
    assert sheets[0] == sheets[1]
    solved = tmp_path / f"solved.{form}"
    svc(*args, "--solutions", "--out", solved)
    answers = solved.read_text("utf-8")
    assert "雅衣阁" in sheets[0]
    for words in ("nine days old", "S2-062", "so sorry the"):
        assert words.lower() in answers.lower()
    assert "so sorry the" not in sheets[0]
    assert "Marks (of " in sheets[0]
    assert "S2-062" not in sheets[0]
    if form == "html":
        assert "size: A4" in sheets[0]
        assert "break-inside: avoid" in sheets[0]
        assert "break-inside: auto" not in sheets[0]
        for fetched in ("<script", "<link", "src=", "url("):
            assert fetched not in sheets[0]


def test_a_sheet_for_programs(svc: Call) -> None:
    """Questions without answers; with --solutions both."""
    plain: dict[str, Any] = svc("practice", "--exam", "--questions", "3", "--json").json
    assert [len(plain["questions"]), plain["seed"]] == [5, 1]
    assert not any("answer" in each for each in plain["questions"])
    solved = svc("practice", "--exam", "--questions", "3", "--solutions", "--json").json
    assert all(each["answer"] for each in solved["questions"])
    assert plain["total"] == solved["total"]


def test_the_sheet_follows_the_shops_policy(shop: Path, svc: Call) -> None:
    """Another fee in the shop's policy is another answer."""
    args = ("practice", "--exam", "--seed", "7", "--solutions", "--questions", "12")
    before = svc(*args).out
    file = shop / "policy" / "refund.toml"
    text = file.read_text("utf-8")
    assert 'rate = "0.05"' in text
    file.write_text(text.replace('rate = "0.05"', 'rate = "0.07"'), encoding="utf-8")
    after = svc(*args).out
    assert "5 % of" in before
    assert "7 % of" in after


@pytest.mark.pages
def test_a_sheet_as_pdf(svc: Call, tmp_path: Path) -> None:
    """Pages of A4, the same bytes every time."""
    sheets = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for file in sheets:
        svc("practice", "--exam", "--out", file)
    assert sheets[0].read_bytes().startswith(b"%PDF-")
    assert sheets[0].read_bytes() == sheets[1].read_bytes()


# ---- at a terminal


def at_a_terminal(typed: bytes, *args: str) -> tuple[int, str]:
    """Play at a pseudo-terminal; exit code and all that stood on the screen."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "svc", "practice", "hole", *args],
        stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True, start_new_session=True,
        env=os.environ | {"COLUMNS": "80", "TERM": "dumb"},
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, typed)
    seen = b""
    try:
        while chunk := os.read(ours, 4096):
            seen += chunk
    except OSError:  # the other side is closed
        pass
    os.close(ours)
    return child.wait(timeout=60), seen.decode()


def test_played_at_a_terminal() -> None:
    """A menu, her words, what it cost; Ctrl-D leaves without a mark and without a fault."""
    code, seen = at_a_terminal(b"1 Ms Zhou, I'm so sorry\n99\n?\n10\n\x04")
    assert code == 0, seen
    for words in ("Sorry doesn't mend it.", "There is no move 99.", "−8 Too early",
                  "You left before the end"):  # fmt: skip
        assert words in seen
    assert "points" not in seen


def test_json_from_a_terminal() -> None:
    """The talk goes to stderr; what a program gets is on stdout."""
    typed = "".join(f"{each}\n" for each in (
        "apology: sorry, Ms Zhou", "close: thank you"))  # fmt: skip
    code, seen = at_a_terminal(typed.encode(), "--json")
    assert code == 0, seen
    found = json.loads(seen[seen.index("{") :])
    assert [turn["step"] for turn in found["turns"]] == ["apology", "close"]
