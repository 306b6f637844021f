"""Files that may be of one person."""

from __future__ import annotations

from typing import Any

import pytest

from svc.rules.duplicates import Search, phone_key, place

Raw = dict[str, Any]


def groups(*files: Raw) -> list[tuple[tuple[str, ...], tuple[str, ...], bool]]:
    """The ids, rules and certainty of what is found."""
    search = Search("CN")
    raws = {raw["id"]: raw for raw in files}
    for raw in raws.values():
        search.take(raw)
    wanted = {key: raws[key] for key in search.wanted}
    return [(each.customers, each.rules, each.sure) for each in search.groups(wanted)]


def of(record_id: str, name: str = "王芳", **fields: Any) -> Raw:
    """A customer's line."""
    return {"id": record_id, "name": name, **fields}


@pytest.mark.parametrize(
    ("one", "other", "rules", "sure"),
    [
        ({"phone": "13800138000"}, {"phone": "8613800138000"}, ("phone",), True),
        ({"phone": "13800138000"}, {"profile": {"notes": "先生 138-0013-8000"}}, ("phone",), True),
        ({"phone": "13800138000"}, {"profile": {"work": "订单 20261122138001380005"}}, (), None),
        ({"phone": "13800138000"}, {"phone": "13800138001"}, (), None),
        ({"phone": "01062554433"}, {"phone": "62554433"}, ("phone_tail",), False),
        ({"birthday": "1990-05-12"}, {"birthday": "1990-05-12"}, ("name_birthday",), False),
        ({"birthday": "1990-05-12"}, {"birthday": "05-12"}, ("name_birthday",), False),
        ({"birthday": "1990-05-12"}, {"birthday": "1991-05-12"}, (), None),
        ({"birthday": "05-12"}, {"birthday": "lunar:05-12"}, (), None),
        ({"name": "王 芳", "birthday": "05-12"}, {"birthday": "05-12"}, ("name_birthday",), False),
        ({"name": "李娜", "birthday": "05-12"}, {"birthday": "05-12"}, (), None),
        ({"profile": {"address": "人民路12号 3楼"}}, {"profile": {"address": "人民路12#3楼"}},
         ("address",), False),
        ({"profile": {"address": "人民路12号"}}, {"profile": {"address": "人民路13号"}}, (), None),
        ({"name": "李娜", "phone": "13800138000"}, {"profile": {"family": "女儿13800138000"}},
         ("phone",), False),
        ({"birthday": "05-12", "merged": {"into": "C-3"}}, {"birthday": "05-12"}, (), None),
        ({"birthday": "05-12", "erased_on": "2026-11-22"}, {"birthday": "05-12"}, (), None),
        ({"birthday": "05-12", "not_same": ["C-2"]}, {"birthday": "05-12"}, (), None),
        ({"name": "0007", "number": "0007", "birthday": "05-12"},
         {"name": "0007", "birthday": "05-12"}, (), None),
    ],
)  # fmt: skip
def test_pairs(one: Raw, other: Raw, rules: tuple[str, ...], sure: bool | None) -> None:
    """By phone in any form, name and birthday, name and address, name and end of the phone."""
    found = groups(of("C-1") | one, of("C-2") | other)
    assert found == ([(("C-1", "C-2"), rules, sure)] if rules else [])


def test_three_are_one_group() -> None:
    """Joined through a third; those who are known to be two people are not put together."""
    a = of("C-1", phone="13800138000", birthday="05-12")
    b = of("C-2", birthday="05-12", profile={"address": "人民路12号"})
    c = of("C-3", profile={"address": "人民路12#"})
    assert groups(a, b, c) == [(("C-1", "C-2", "C-3"), ("name_birthday", "address"), False)]
    apart = groups(a, b, c | {"not_same": ["C-1"]})
    assert [found[0] for found in apart] == [("C-1", "C-2"), ("C-2", "C-3")]


def test_one_address_under_different_names() -> None:
    """Perhaps a family: one group after the others, not a pair each; a building is no home."""
    at = {"address": "人民路12号 3楼"}
    one, two = (
        of("C-3", "李娜", profile=at),
        of("C-4", "李敏", profile={"address": "人民路12#3楼"}),
    )
    three = of("C-5", "李强", profile=at)
    same = of("C-1", phone="13800138000"), of("C-9", phone="13800138000")
    assert groups(*same, one, two, three) == [
        (("C-1", "C-9"), ("phone",), True), (("C-3", "C-4", "C-5"), ("address",), False),
    ]  # fmt: skip
    elsewhere = of("C-6", "李明", profile={"address": "人民路13号"})
    assert groups(one, elsewhere) == []
    assert groups(one, two | {"not_same": ["C-3"]}) == []
    assert groups(one, two | {"not_same": ["C-3"]}, three | {"not_same": ["C-3", "C-4"]}) == []
    assert groups(one, two | {"not_same": ["C-3"]}, three)[0][0] == ("C-3", "C-4", "C-5")
    assert groups(one, two | {"merged": {"into": "C-3"}}) == []
    for n, found in ((12, 1), (13, 0)):
        assert len(groups(*(of(f"C-{k}", f"顾客{k}", profile=at) for k in range(n)))) == found


def test_many_under_one_key_are_no_quadratic_work() -> None:
    """A thousand of one name and birthday are one group, not half a million pairs."""
    ((ids, rules, _sure),) = groups(*(of(f"C-{n:04}", birthday="05-12") for n in range(1000)))
    assert (len(ids), rules) == (1000, ("name_birthday",))


def test_odd_fields_are_passed_over() -> None:
    """A hand may have written anything; nothing is found, nothing breaks."""
    assert groups({"id": "C-1", "name": 1, "phone": 2, "profile": [], "birthday": {}},
                  {"id": "C-2", "name": None, "profile": {"address": 5}}) == []  # fmt: skip


def test_forms_that_are_one() -> None:
    """Phones without their country code, addresses without marks."""
    assert phone_key("008613800138000", "CN") == phone_key("138 0013 8000", "CN")
    assert place("人民路 12 號,3-2") == place("人民路12#32")
