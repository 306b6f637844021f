"""The shop beside others: what customers say of it, asked by a questionnaire of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Call

COMPARED = """
[beside_others]
title_en = "Beside other shops"
title_zh = "和别家比"
unit = "questions"
sources = ["S1-033"]
changed_by = "shop_manager"
[[beside_others.values]]
[beside_others.values.value]
aim = { en = "Where others are better", zh = "弄清哪里不如别家" }
intro = { en = "Beside the shop you know best.", zh = "和您最常去的店比。" }
questions = [
    { key = "goods", choices = [{ en = "worse", zh = "差些" }, { en = "alike", zh = "差不多" }, { en = "better", zh = "好些" }], en = "Our goods", zh = "商品" },
    { key = "service", choices = [{ en = "worse", zh = "差些" }, { en = "alike", zh = "差不多" }, { en = "better", zh = "好些" }], en = "Our service", zh = "服务" },
]
"""  # noqa: E501


@pytest.mark.fact("S1-033", command="svc report satisfaction")
def test_goods_and_service_are_held_against_competitors(shop: Path, svc: Call) -> None:
    """Customers who know both compare goods and service; the report counts what they say."""
    (shop / "policy" / "survey.toml").write_text(COMPARED, encoding="utf-8")
    listed = shop.parent / "compared.csv"
    listed.write_text("goods,service\nbetter,worse\nalike,worse\n3,2\n", encoding="utf-8")
    svc("survey", "import", listed, "--form", "beside_others", "--on", "2026-11-20")
    asked = svc("report", "satisfaction", "--json").json["questions"]
    assert {row["key"]: row["counts"] for row in asked} == {
        "goods": {"1": 0, "2": 1, "3": 2},
        "service": {"1": 2, "2": 1, "3": 0},
    }
    assert all(row["few"] for row in asked), "three answers are too few to say"
