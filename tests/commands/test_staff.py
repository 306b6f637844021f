"""`svc staff` and `--staff`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]


def test_add_and_list(shop: Path, svc: Call) -> None:
    """S0-013: one person may hold several posts; a clerk without one."""
    assert shop
    li = svc("staff", "add", "--name", "李娜", "--code", "li").line
    zhou = svc("staff", "add", "--name", "周敏", "--post", "shop_manager", "--post", "clerk",
               "--post", "clerk", "--json").json  # fmt: skip
    assert li.startswith("T-261122-")
    assert zhou == {
        "id": zhou["id"], "name": "周敏", "posts": ["shop_manager", "clerk"], "code": None,
        "left_on": None,
    }  # fmt: skip
    rows = svc("staff", "list", "--json").json
    assert [row["id"] for row in rows] == sorted([li, zhou["id"]])
    assert next(row for row in rows if row["id"] == li)["posts"] == ["clerk"]


@pytest.mark.parametrize("post", ["clerk", "shop_manager", "regional_manager", "company_service",
                                  "company"])  # fmt: skip
def test_the_posts(shop: Path, svc: Call, post: str) -> None:
    """The five of the contract, and no other."""
    assert shop
    assert svc("staff", "add", "--name", "x", "--post", post, "--json").json["posts"] == [post]
    svc("staff", "add", "--name", "x", "--post", f"{post}s", code=2)


def test_what_cannot_be_added(shop: Path, svc: Call) -> None:
    """A code is somebody's already, a name is missing."""
    assert shop
    li = svc("staff", "add", "--name", "李娜", "--code", "li").line
    assert li in svc("staff", "add", "--name", "李磊", "--code", "li", code=5).err
    svc("staff", "add", "--name", " ", code=4)
    svc("staff", "add", "--code", "x", code=2)
    svc("staff", "add", "--name", "李磊", "--code", "lei", "--dry-run")
    assert len(svc("staff", "list", "--json").json) == 1


def test_who_acts(shop: Path, wang: str, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """By id, its last six characters, the code or the whole name; the environment does too."""
    assert shop
    li = svc("staff", "add", "--name", "李娜", "--code", "li").line
    args = ("complaint", "log", "--customer", wang, "--category", "other", "--text", "x", "--json")
    for ref in (li, li.lower(), li[-6:], "li", "李娜"):
        assert svc("--staff", ref, *args).json["staff"] == li
    monkeypatch.setenv("SVC_STAFF", "li")
    assert svc(*args).json["staff"] == li
    monkeypatch.setenv("SVC_STAFF", "nobody")
    svc(*args, code=3)
    svc("staff", "add", "--name", "李娜")
    svc("--staff", "李娜", *args, code=3)


def test_as_text(shop: Path, svc: Call) -> None:
    """Nobody prints nothing; the columns are straight, `-` where there is nothing."""
    assert shop
    assert svc("staff", "list").out == ""
    li = svc("staff", "add", "--name", "李娜", "--code", "li").line
    assert svc("staff", "list").out == (
        f"id               code  name  posts  left on\n{li}  li    李娜  clerk  -\n"
    )
