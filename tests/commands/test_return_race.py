"""Two tills settle the same return at once: one does, the other is told."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]
ROUNDS = 4


@pytest.mark.fact("S3-032", command="svc return settle")
def test_two_processes_settle_the_same_return(svc: Call, shop: Path, wang: str) -> None:
    """Real processes: exactly one new purchase; the loser hears when it was settled."""
    for _round in range(ROUNDS):
        sold = svc("purchase", "add", "--customer", wang, "--item", "sku=A,price=10.00").line
        made = svc("return", "open", "--purchase", sold, "--cause", "size").line
        tills = [
            subprocess.Popen(
                [sys.executable, "-m", "svc", "return", "settle", made],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            )
            for _ in range(2)
        ]  # fmt: skip
        told = [till.communicate(timeout=60) for till in tills]
        ended = sorted((till.returncode, *words) for till, words in zip(tills, told, strict=True))
        assert [code for code, _out, _err in ended] == [0, 5]
        assert ended[0][1].strip() == made
        assert "2026-11-22" in ended[1][2]
        new = [
            each for each in svc("purchase", "list", "--json").json
            if each["exchange_of"] == made
        ]  # fmt: skip
        assert len(new) == 1
    assert svc("check", "--json").json is not None
