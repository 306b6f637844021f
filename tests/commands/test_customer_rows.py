"""`svc customer list` reads lines as they stand: held equal to making a record of each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from svc.commands.customer.rows import LISTED, is_plain, is_written_so
from svc.errors import BadInput
from svc.records.birthday import Birthday
from svc.records.customer import Customer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BIRTHDAYS = (
    "1990-05-12", "05-12", "02-29", "2000-02-29", "1900-02-29", "1899-05-12", "1990-02-30",
    "1990-13-01", "19900512", "1990-W01-1", "1990-5-12", " 05-12", "05-12 ", "5-12", "", "x",
    "lunar:1988-08-15", "lunar:1988-leap04-15", "lunar:1988-闰04-15", "lunar:08-30", "lunar:13-01",
    "lunar:leap04-15", "１９９０-05-12",
)  # fmt: skip


@pytest.mark.parametrize("text", BIRTHDAYS)
def test_a_birthday_as_it_is_written(text: str) -> None:
    """Taken as it stands only where `Birthday` would write it so."""
    try:
        same = str(Birthday.parse(text)) == text
    except BadInput:
        same = False
    assert is_written_so(text) is same


@pytest.mark.parametrize(
    ("fields", "plain"),
    [
        ({}, True),
        ({"birthday": "05-12", "gender": "F", "owner": "T-261122-7KQ3MX", "number": "7"}, True),
        ({"profile": {"size": "L"}, "consent": {"sms": {"state": "given"}}}, True),
        ({"birthday": "lunar:1988-闰04-15"}, False),
        ({"birthday": 19900512}, False),
        ({"phone": 13800138000}, False),
        ({"name": None}, False),
        ({"gender": True}, False),
    ],
)
def test_a_plain_line(fields: dict[str, Any], *, plain: bool) -> None:
    """A plain line lists what its record does."""
    raw = {"id": "C-261122-7KQ3MX", "name": "王芳", "phone": "13800138000"} | fields
    assert is_plain(raw) is plain
    if plain:
        shown = Customer.from_raw(raw).to_json()
        assert {key: raw.get(key) for key in LISTED} == {key: shown[key] for key in LISTED}


def test_lines_by_hand(wang: str, shop: Path, svc: Callable[..., Any]) -> None:
    """A birthday typed into the file is shown as svc writes it; one that is none is refused."""
    (file,) = (shop / "data" / "customers").iterdir()
    line = json.loads(file.read_text(encoding="utf-8"))

    def put(**fields: object) -> None:
        text = json.dumps(line | fields, ensure_ascii=False, separators=(",", ":"))
        file.write_text(text + "\n", encoding="utf-8")

    put(birthday="lunar:1988-闰04-15")
    (row,) = svc("customer", "list", "--json").json
    assert (row["id"], row["birthday"]) == (wang, "lunar:1988-leap04-15")
    put(birthday="1990-02-30")
    assert file.name in svc("customer", "list", code=4).err
