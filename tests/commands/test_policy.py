"""`svc policy show`, `check` and `explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]


def test_show_lists_what_is_in_force(svc: Call) -> None:
    """All of it, or one topic; an unknown topic names the nearest."""
    ids = [row["id"] for row in svc("policy", "show", "--json").json]
    assert {"refund.bands", "warranty.textile", "authority.attitude"} <= set(ids)
    rows = svc("policy", "show", "refund", "--json").json
    assert {row["id"].partition(".")[0] for row in rows} == {"refund"}
    assert "refund" in svc("policy", "show", "refnd", code=3).err


def test_explain_tells_value_source_and_history(svc: Call) -> None:
    """Value, unit, source, dated values, marked default or not, and who may change it."""
    shown = svc("policy", "explain", "refund.free_days", "--json").json
    assert (shown["value"], shown["default_of_tool"], shown["changed_by"]) == (15, True, "company")
    assert "S2-063" in shown["sources"]
    assert shown["values"][0]["since"] is None
    text = svc("policy", "explain", "refund.bands").out
    assert "S2-064" in text
    assert "from the beginning" in text
    assert "refund.bands" in svc("policy", "explain", "refund.band", code=3).err


def test_check_judges_the_files_of_the_shop(svc: Call, tmp_path: Path) -> None:
    """Exit 0 on a new shop, 1 with the line where a band is missing, 0 on warnings."""
    shop = tmp_path / "shop"
    svc("init", shop, "--name", "X", "--no-git")
    check = ("--store", shop, "policy", "check")
    assert svc(*check, "--json").json == []
    assert svc(*check).out == ""
    file = shop / "policy" / "refund.toml"
    shipped = file.read_text()
    file.write_text(shipped.replace("from = 31", "from = 32"))
    (problem,) = svc(*check, "--json", code=1).json
    assert (problem["level"], problem["rule"]) == ("error", "refund.bands")
    assert problem["file"] == "policy/refund.toml"
    assert f"policy/refund.toml:{problem['line']}: error" in svc(*check, code=1).out
    file.write_text(shipped.replace('sources = ["S3-020", "S3-022"]', "sources = []"))
    assert "warning" in svc(*check).out
