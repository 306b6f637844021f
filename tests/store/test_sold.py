"""What was sold, by bytes: the same as parsing every line."""

from __future__ import annotations

from datetime import date
from json import loads
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc.store.lines import encode
from svc.store.sold import MONTHS, naming, plain_sales
from svc.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

TEXT = st.text(st.sampled_from('aé好"\\],{}:\n"on":"2020-01-01"'), max_size=12)
DAYS = st.dates(date(2019, 1, 1), date(2026, 11, 22)).map(date.isoformat)
ITEM = st.fixed_dictionaries(
    {"amount": st.just("9.00"), "name": TEXT}, optional={"on": DAYS, "sku": TEXT}
)
PLAIN: dict[str, Any] = {
    "id": st.just("P-261122-AAAAAA"), "customer": st.just("C-261122-BBBBBB"),
    "items": st.lists(ITEM, max_size=2), "on": DAYS,
    "total": st.sampled_from(("9.00", "1234.56")),
}  # fmt: skip
MORE = {"receipt": TEXT, "row": TEXT, "staff": st.just("T-1"), "installed_on": DAYS,
        "exchange_of": st.just("R-261122-CCCCCC")}  # fmt: skip
ODD: dict[str, Any] = {"zzz": TEXT, "odd": st.lists(TEXT, max_size=1), "schema": st.just(2)}


def told(raw: dict[str, Any]) -> tuple[str, ...]:
    """A line of sales as parsing tells it."""
    return raw["id"], raw["customer"], raw.get("exchange_of", ""), raw["on"], raw["total"]


@settings(max_examples=60)
@given(st.lists(st.fixed_dictionaries(PLAIN, optional=MORE), max_size=4))
def test_lines_as_svc_writes_them(raws: list[dict[str, Any]]) -> None:
    """Are all told without parsing, whatever stands in their texts."""
    content = b"".join(map(encode, raws))
    assert plain_sales(content) == [told(loads(line)) for line in content.splitlines()]


@settings(max_examples=60)
@given(st.lists(st.fixed_dictionaries(PLAIN, optional=MORE | ODD), max_size=4))
def test_any_other_line(raws: list[dict[str, Any]]) -> None:
    """Either nothing is told of a file, or what parsing tells."""
    content = b"".join(map(encode, raws))
    found = plain_sales(content)
    assert found is None or found == [told(loads(line)) for line in content.splitlines()]


@pytest.mark.parametrize("total", ["9", "-9.00", "9.000", ""])
def test_a_total_written_otherwise(total: str) -> None:
    """Is not told: what reads it says what is wrong with it."""
    raw = {"id": "P-1", "customer": "C-1", "items": [], "on": "2026-11-22", "total": total}
    assert plain_sales(encode(raw)) is None


def test_lines_that_name_a_month(shop: Path) -> None:
    """Of some months those that name one of them are read; of more, all."""
    lines: dict[str, dict[str, Any]] = {
        "purchase.P-260901-AAAAAA": {"done_on": "2026-10-31", "due": "2026-09-01"},
        "purchase.P-260901-BBBBBB": {"done_on": "2026-09-01", "due": "2026-09-01",
                                "tries": [{"on": "2026-11-01"}]},
        "purchase.P-260901-CCCCCC": {"done_on": "2026-09-01", "text": "on 2026-10-01"},
    }  # fmt: skip
    folder = shop / "data" / "callbacks"
    folder.mkdir(exist_ok=True)
    (folder / "2026-09.jsonl").write_bytes(
        b"".join(encode({"id": key, **more}) for key, more in lines.items())
    )
    first, last = date(2026, 10, 1), date(2026, 11, 1)
    keys = [raw["id"] for raw in naming(Store(shop), "callbacks", first, last)]
    assert keys == ["purchase.P-260901-AAAAAA", "purchase.P-260901-BBBBBB"]
    assert len(list(naming(Store(shop), "callbacks", date(2025, 10, 1), last))) == len(lines)
    assert MONTHS < 12
