"""`svc init`: a new shop's folder."""

from __future__ import annotations

import subprocess
import tomllib
from typing import TYPE_CHECKING

import pytest

from svc.commands import options

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but git's own, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def test_the_folder(tmp_path: Path, svc: Call) -> None:
    """Settings, policy, templates, data and git's files; nothing on stdout."""
    opened = svc("init", tmp_path / "shop", "--name", " 雅衣阁 ")
    assert opened.out == ""
    assert "雅衣阁" in opened.err
    made = files(tmp_path / "shop")
    assert {"svc.toml", ".gitignore", ".gitattributes", "policy/callback.toml"} <= made.keys()
    assert (tmp_path / "shop" / "templates").is_dir()
    assert (tmp_path / "shop" / "data").is_dir()
    settings = tomllib.loads(made["svc.toml"].decode())
    assert (settings["name"], settings["preset"]) == ("雅衣阁", "clothing")
    assert "git" not in settings  # svc does not commit by itself yet
    svc("--store", tmp_path / "shop", "today")


def test_git_is_begun_without_a_commit(tmp_path: Path, svc: Call) -> None:
    """A repository of its own, nothing committed."""
    svc("init", tmp_path / "shop", "--name", "x")
    assert (tmp_path / "shop" / ".git").is_dir()
    log = subprocess.run(
        ["git", "-C", tmp_path / "shop", "log"], capture_output=True, check=False, text=True
    )
    assert log.returncode != 0


def test_no_git(tmp_path: Path, svc: Call) -> None:
    """`--no-git` begins none; git's files are there for later."""
    svc("init", tmp_path / "shop", "--name", "x", "--no-git")
    assert not (tmp_path / "shop" / ".git").exists()
    assert (tmp_path / "shop" / ".gitattributes").exists()


def test_inside_a_repository(tmp_path: Path, svc: Call) -> None:
    """No repository in a repository."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    svc("init", tmp_path / "shop", "--name", "x")
    assert not (tmp_path / "shop" / ".git").exists()
    ignored = subprocess.run(
        ["git", "-C", tmp_path, "status", "--porcelain", "-uall"],
        capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    assert "shop/svc.toml" in ignored
    assert ".svc/" not in ignored


def test_a_second_init_is_refused(tmp_path: Path, svc: Call) -> None:
    """Exit code 5, and not a byte is changed."""
    svc("init", tmp_path / "shop", "--name", "x", "--no-git")
    before = files(tmp_path / "shop")
    for more in ((), ("--no-git",), ("--dry-run",), ("--preset", "furniture")):
        svc("init", tmp_path / "shop", "--name", "y", *more, code=5)
    assert files(tmp_path / "shop") == before


def test_where(tmp_path: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """DIR, else `--store`, else here; from inside, commands find it upward."""
    svc("--store", tmp_path / "a", "init", "--name", "a", "--no-git")
    assert (tmp_path / "a" / "svc.toml").exists()
    (tmp_path / "b" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "b")
    svc("init", "--name", "b", "--no-git")
    monkeypatch.chdir(tmp_path / "b" / "deep")
    svc("customer", "add", "--name", "x", "--phone", "13800138000")
    assert (tmp_path / "b" / "data" / "customers").is_dir()


def test_presets_differ(tmp_path: Path, svc: Call) -> None:
    """In policy: the callbacks and the warranties; the rest is the same."""
    shown = {}
    for preset in ("clothing", "furniture"):
        svc("init", tmp_path / preset, "--name", "x", "--preset", preset, "--no-git")
        shown[preset] = files(tmp_path / preset)
    names = {
        name for name in shown["clothing"] if shown["clothing"][name] != shown["furniture"][name]
    }
    assert {"policy/callback.toml", "policy/warranty.toml", "svc.toml"} <= names
    assert "policy/refund.toml" not in names
    for preset in shown:
        svc("--store", tmp_path / preset, "policy", "check")
    text = shown["furniture"]["policy/callback.toml"].decode()
    keys = [row["key"] for row in tomllib.loads(text)["schedule"]["values"][0]["value"]]
    assert "installation-half-year" in keys


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((), 2),
        (("--name", "  "), 4),
        (("--name", "x\x1b[2J"), 4),
        (("--name", "x", "--preset", "bakery"), 2),
        (("--name", "x", "--language", "fr"), 2),
        (("--name", "x", "--region", "atlantis"), 4),
        (("--name", "x", "--region", ""), 4),
    ],
)
def test_what_cannot_be_opened(
    tmp_path: Path, svc: Call, args: tuple[str, ...], code: int
) -> None:
    """Nothing is made."""
    svc("init", tmp_path / "shop", *args, code=code)
    assert not (tmp_path / "shop").exists()


@pytest.mark.parametrize("name", ['a"b', "a\\b", "引号“”", "a#b = 1", "it's", "[x]", "é" * 50])
def test_any_name_can_be_read_again(tmp_path: Path, svc: Call, name: str) -> None:
    """Quotes and signs of TOML in a name do not break the settings."""
    svc("init", tmp_path / "shop", "--name", name, "--no-git")
    text = (tmp_path / "shop" / "svc.toml").read_text("utf-8")
    assert tomllib.loads(text)["name"] == name
    svc("--store", tmp_path / "shop", "today")


def test_the_province(tmp_path: Path, svc: Call) -> None:
    """By its code or its Chinese name; it is written as policy names it."""
    for name in ("zhejiang", "浙江", "浙江省"):
        svc("init", tmp_path / name, "--name", "x", "--no-git", "--region", name)
        text = (tmp_path / name / "svc.toml").read_text("utf-8")
        assert tomllib.loads(text)["region"] == "zhejiang"
    refused = svc("init", tmp_path / "shop", "--name", "x", "--region", "zejiang", code=4)
    assert "Did you mean zhejiang?" in refused.err
    assert "shandong" in refused.err


def test_the_trade_in_chinese(tmp_path: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The word a preset is shown as; a trade there is not stays wrong usage."""
    monkeypatch.setattr(options, "_", lambda text: {"furniture": "家具"}.get(text, text))
    made = svc("init", tmp_path, "--name", "x", "--no-git", "--preset", "家具", "--json").json
    assert made["preset"] == "furniture"
    assert "clothing, furniture (家具)" in svc("init", "--name", "x", "--preset", "y", code=2).err


def test_an_older_shops_git_setting_stays_valid(shop: Path, svc: Call) -> None:
    """Early versions wrote `[git] commit`."""
    with (shop / "svc.toml").open("a", encoding="utf-8") as settings:
        settings.write('[git]\ncommit = "off"\n')
    assert svc("check").out == ""


def test_a_file_in_the_way(tmp_path: Path, svc: Call) -> None:
    """Exit code 74, in one sentence."""
    (tmp_path / "shop").write_text("x")
    svc("init", tmp_path / "shop", "--name", "x", code=74)
    svc("init", tmp_path / "shop" / "deep", "--name", "x", code=74)


def test_a_folder_with_other_things_in_it(tmp_path: Path, svc: Call) -> None:
    """What is there stays as it is."""
    (tmp_path / ".gitignore").write_text("mine\n")
    (tmp_path / "notes.txt").write_text("mine\n")
    svc("init", tmp_path, "--name", "x", "--no-git")
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert (tmp_path / "notes.txt").read_text() == "mine\n"


def test_a_dry_run_makes_nothing(tmp_path: Path, svc: Call) -> None:
    """It names what it would make."""
    shown = svc("init", tmp_path / "shop", "--name", "x", "--dry-run")
    assert "policy/refund.toml" in shown.out.splitlines()
    assert not (tmp_path / "shop").exists()


def test_as_json(tmp_path: Path, svc: Call) -> None:
    """For scripts that want to know where it is."""
    shown = svc("init", tmp_path / "shop", "--name", "x", "--no-git", "--json").json
    assert shown == {
        "name": "x", "folder": str(tmp_path / "shop"), "preset": "clothing", "git": False,
    }  # fmt: skip


def test_the_shops_language(tmp_path: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--language zh` makes svc speak Chinese in this shop, unless somebody asks otherwise."""
    monkeypatch.delenv("SVC_LANG")
    svc("init", tmp_path / "shop", "--name", "x", "--no-git", "--language", "zh")
    monkeypatch.setenv("SVC_STORE", str(tmp_path / "shop"))
    assert "没有" in svc("customer", "show", "zzz", code=3).err
    assert "No customer" in svc("--lang", "en", "customer", "show", "zzz", code=3).err


def test_a_shop_where_one_stands(
    svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`svc init .` and `--store .`, from an empty folder to a record."""
    monkeypatch.chdir(tmp_path)
    svc("init", ".", "--name", "T", "--no-git")
    svc("--store", ".", "customer", "add", "--name", "王芳", "--phone", "13800138000")
    assert svc("customer", "show", "13800138000", "--json").json["name"] == "王芳"
