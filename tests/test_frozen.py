"""Frozen records: the same as `dataclasses` would make of the same fields."""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as some

from svc.frozen import Frozen, field, replace


class Coat(Frozen):
    """Ours."""

    sku: str
    kinds: ClassVar[int] = 1
    size: str | None = None
    tags: dict[str, Any] = field(default_factory=dict)


class Lined(Coat, kw_only=False):
    """Ours, with one field more."""

    lining: str = "silk"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Twin:
    """The library's."""

    sku: str
    size: str | None = None
    tags: dict[str, Any] = dataclasses.field(default_factory=dict)
    lining: str = "silk"


texts = some.text(max_size=3)
fields = some.fixed_dictionaries(
    {"sku": texts},
    optional={
        "size": some.none() | texts,
        "tags": some.dictionaries(texts, texts, max_size=1),
        "lining": texts,
    },
)


@given(fields, fields)
def test_same_as_dataclasses(one: dict[str, Any], two: dict[str, Any]) -> None:
    """Values, defaults, equality, repr and replace."""
    ours, theirs = Lined(**one), Twin(**one)
    assert {name: getattr(ours, name) for name in Lined._fields} == dataclasses.asdict(theirs)
    assert (ours == Lined(**two)) == (theirs == Twin(**two))
    assert repr(ours).partition("(")[2] == repr(theirs).partition("(")[2]
    assert (
        repr(replace(ours, **two)).partition("(")[2]
        == repr(dataclasses.replace(theirs, **two)).partition("(")[2]
    )


def test_defaults_are_not_shared() -> None:
    """Each has a table of its own."""
    assert Coat(sku="A").tags is not Coat(sku="B").tags


def test_hash_of_equal_ones_is_equal() -> None:
    """As a key of a dict; with a table inside it is none, as with the library."""

    class Plain(Frozen):
        a: int

    assert {Plain(a=1): "x"}[Plain(a=1)] == "x"
    with pytest.raises(TypeError):
        hash(Coat(sku="A"))


@pytest.mark.parametrize(
    "wrong", [{}, {"sku": "A", "colour": "red"}, {"colour": "red"}, {"sku": "A", "kinds": 2}]
)
def test_missing_and_unknown_fields_are_refused(wrong: dict[str, Any]) -> None:
    """A misspelt name is told at once."""
    with pytest.raises(TypeError, match="missing or unknown"):
        Coat(**wrong)


def test_places_only_where_asked_for() -> None:
    """By place only with `kw_only=False`."""
    ours: Any = Lined
    assert ours("A", "M").size == "M"
    with pytest.raises(TypeError):
        Coat("A")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        ours("A", "M", {}, "silk", "x")


def test_nothing_can_be_changed() -> None:
    """Neither set, nor deleted, nor added."""
    coat = Coat(sku="A")
    for name in ("sku", "colour"):
        with pytest.raises(AttributeError):
            setattr(coat, name, "B")
    with pytest.raises(AttributeError):
        del coat.sku
    assert coat == Coat(sku="A")
    assert coat != "A"
