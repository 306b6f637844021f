"""`svc sms lint` and `svc template new`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

BAD = '{#svc\nkind = "festival"\n#}\n{{ customer.call }}，节日快乐！\n店内促销，全场8折。\n'


def template(shop: Path, name: str, text: str, language: str = "zh") -> Path:
    folder = shop / "templates" / "sms"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.{language}.txt"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_new_shop_is_clean(shop: Path, furniture_shop: Path, svc: Call) -> None:
    """Nothing found: an empty list, exit 0."""
    for folder in (shop, furniture_shop):
        assert svc("--store", folder, "sms", "lint", "--json").json == []
        assert svc("--store", folder, "sms", "lint").out == ""


def test_without_a_shop_the_shipped_ones(svc: Call) -> None:
    """Nobody needs a shop to look at what svc ships."""
    assert svc("sms", "lint", "--json").json == []


@pytest.mark.fact("S2-029", command="svc sms lint")
def test_findings_with_file_and_line(shop: Path, svc: Call) -> None:
    """A wish that names a sale: exit 1, and for each word the file, the line and the rule."""
    template(shop, "mine", BAD)
    found = svc("sms", "lint", "--json", code=1).json
    assert [(row["template"], row["line"], row["rule"], row["found"]) for row in found] == [
        ("mine", 5, "shop_events", "8折"),
        ("mine", 5, "shop_events", "促销"),
    ]
    assert list(found[0]) == [
        "template", "line", "rule", "found", "message", "file", "language", "kind",
    ]  # fmt: skip
    assert found[0]["file"] == "templates/sms/mine.zh.txt"
    assert svc("sms", "lint", "mine", code=1).out.startswith("templates/sms/mine.zh.txt:5: ")
    assert svc("sms", "lint", "birthday", "season", "--json").json == []


def test_a_group_of_facts_is_named_with_file_and_line(shop: Path, wang: str, svc: Call) -> None:
    """What would print Python's own words is no template: lint and render say where, exit 4."""
    template(shop, "mine", '{#svc\nkind = "care"\n#}\n您好\n{{ customer }}，保重')
    template(shop, "mine", '{#svc\nkind = "care"\n#}\nHi\n{{ customer }}', "en")
    for call in (("lint", "mine"), ("render", "mine", "--customer", wang)):
        told = svc("sms", *call, code=4)
        assert told.out == ""
        assert "mine." in told.err
        assert "line 5" in told.err
        assert "{'" not in told.err


def test_marketing_asks_for_its_own_consent(shop: Path, wang: str, svc: Call) -> None:
    """Who agreed to messages has not agreed to marketing; a wish needs no more than the first."""
    template(shop, "mine", '{#svc\nkind = "promotion"\n#}\n新品到店，拒收请回复R')
    template(shop, "mine", '{#svc\nkind = "promotion"\n#}\nNew goods. 拒收请回复R', "en")

    def rules(name: str) -> list[str]:
        shown = svc("sms", "render", name, "--customer", wang, "--json").json
        return [each["rule"] for each in shown["problems"]]

    assert rules("mine") == ["no_consent", "no_consent"]
    svc("customer", "consent", wang, "--give", "sms")
    assert (rules("mine"), rules("birthday")) == (["no_consent"], [])
    assert "marketing" in svc("sms", "render", "mine", "--customer", wang).err
    svc("customer", "consent", wang, "--give", "marketing")
    assert rules("mine") == []


def test_the_shops_own_in_place_of_the_shipped(shop: Path, svc: Call) -> None:
    """A shop's file of the same name is looked through instead."""
    template(shop, "festival", BAD)
    assert {row["template"] for row in svc("sms", "lint", "--json", code=1).json} == {"festival"}


def test_a_broken_template_does_not_hide_the_others(shop: Path, svc: Call) -> None:
    """Exit 4 with file and line on stderr; what is wrong with the others is listed."""
    template(shop, "mine", BAD)
    template(shop, "broken", '{#svc\nkind = "birthday"\n#}\n{% if x %}\n')
    template(shop, "header", "{#svc\nkind = birthday\n#}\n您好\n")
    got = svc("sms", "lint", "--json", code=4)
    assert {row["template"] for row in got.json} == {"mine"}
    assert "broken.zh.txt, line 4" in got.err
    assert "header.zh.txt, line 2" in got.err
    assert "Traceback" not in got.err
    assert "Nothing to find fault with" not in svc("sms", "lint", "broken", code=4).err


def test_no_such_template(shop: Path, svc: Call) -> None:
    """Exit 3, the nearest name in the hint."""
    assert shop
    assert "birthday" in svc("sms", "lint", "birthdya", code=3).err


def test_a_long_text_is_a_warning(shop: Path, svc: Call) -> None:
    """Many parts are dear, no fault: said on stderr, exit 0."""
    template(shop, "mine", '{#svc\nkind = "birthday"\n#}\n' + "愿您天天开心，" * 30 + "\n")
    got = svc("sms", "lint", "mine", "--json")
    assert got.json == []
    assert "mine (zh) takes up to 4 messages" in got.err


@pytest.mark.fact("S2-027", command="svc sms render")
def test_what_is_filled_in_is_heard_too(wang: str, svc: Call) -> None:
    """A word that a variable brings in is a problem of the final text."""
    got = svc(
        "sms", "render", "festival", "--customer", wang, "--var", "festival=新品发布", "--json"
    )
    assert "new_goods" in [each["rule"] for each in got.json["problems"]]
    assert "新品" in svc(
        "sms", "render", "festival", "--customer", wang, "--var", "festival=新品发布"
    ).err  # fmt: skip


def test_new_template(shop: Path, svc: Call) -> None:
    """The path on stdout; the kind in its header; it renders."""
    path = svc("template", "new", "spring", "--kind", "season").line
    assert path == str(shop / "templates" / "sms" / "spring.en.txt")
    row = svc("template", "new", "spring", "--kind", "season", "--language", "zh", "--json").json
    assert (row["name"], row["kind"], row["source"]) == ("spring", "season", "shop")
    svc("customer", "add", "--name", "Kate", "--phone", "13800138000")
    assert "Kate" in svc("sms", "render", "spring", "--customer", "13800138000").out


def test_new_template_dry_run(shop: Path, svc: Call) -> None:
    """Its path and its words are shown, and nothing is written; what is refused is refused."""
    before = sorted(shop.rglob("*"))
    new = ["template", "new", "spring", "--kind", "season"]
    got = svc(*new, "--dry-run")
    assert got.line == str(shop / "templates" / "sms" / "spring.en.txt")
    assert "Nothing was changed" in got.err
    text = svc(*new, "--dry-run", "--json").json["text"]
    assert sorted(shop.rglob("*")) == before
    svc(*new)
    assert (shop / "templates" / "sms" / "spring.en.txt").read_text(encoding="utf-8") == text
    svc(*new, "--dry-run", code=5)


def test_new_template_from_another(shop: Path, svc: Call) -> None:
    """A copy keeps the words and takes the kind it is given."""
    svc("template", "new", "birthday", "--copy", "birthday")
    assert (shop / "templates/sms/birthday.en.txt").read_text(encoding="utf-8") == svc(
        "template", "show", "birthday"
    ).out  # fmt: skip
    row = svc("template", "new", "wish", "--copy", "birthday", "--kind", "care", "--json").json
    assert row["kind"] == "care"
    card = svc("template", "new", "vip", "--channel", "card", "--copy", "birthday").line
    assert card.endswith("templates/card/vip.en.txt")


def test_new_promotion_can_be_refused(shop: Path, svc: Call) -> None:
    """Marketing begins with the words to refuse it; only the words to say are still to come."""
    assert shop
    svc("template", "new", "sale", "--kind", "promotion")
    found = svc("sms", "lint", "sale", "--json", code=1).json
    assert [each["rule"] for each in found] == ["unwritten"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("../x", "--kind", "season"), 4),
        (("a/b", "--kind", "season"), 4),
        (("X", "--kind", "season"), 4),
        (("", "--kind", "season"), 4),
        (("x.zh.txt", "--kind", "season"), 4),
        (("x", "--kind", "Season!"), 4),
        (("x",), 2),
        (("x", "--copy", "nobody"), 3),
        (("x", "--channel", "card", "--kind", "birthday"), 2),
        (("there", "--kind", "season"), 5),
    ],
)
def test_new_template_refused(shop: Path, svc: Call, args: tuple[str, ...], code: int) -> None:
    """Names that leave the folder or exist, kinds that are none: nothing is written."""
    there = template(shop, "there", "here first\n", "en")
    before = sorted(shop.rglob("*"))
    got = svc("template", "new", *args, code=code)
    assert got.err.startswith("svc: ")
    assert sorted(shop.rglob("*")) == before
    assert there.read_text(encoding="utf-8") == "here first\n"


def test_new_template_through_a_link(shop: Path, svc: Call, tmp_path: Path) -> None:
    """A link in place of the folder would lead out of the shop."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = shop / "templates" / "sms"
    if folder.exists():
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    folder.symlink_to(elsewhere)
    svc("template", "new", "x", "--kind", "season", code=5)
    assert not list(elsewhere.iterdir())
