"""The quote of a return as it is on file: read back whatever anybody made of the line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from svc.i18n import say
from svc.policy import Policy
from svc.rules.answer import POSTS, Authority, Citations
from svc.rules.quoted import FIGURES, Reasons, frozen, post_needed, reasons_on_file, still_says
from svc.rules.refund import RefundCase, quote
from svc.rules.return_ import Terms, terms

CLERK, SHOP, REGION, SERVICE, COMPANY = POSTS
SOLD, DAY = date(2026, 11, 1), date(2026, 11, 21)
SHIPPED = Policy()
CASE = RefundCase(
    price=Decimal("399.00"), category="textile", cause="quality", bought=SOLD, on=DAY,
    unrepairable=True, scheme="shop",
)  # fmt: skip
ANSWER = quote(CASE, SHIPPED)


def agreed(goodwill: str | None = None) -> Terms:
    """What the coat comes to on day 20, with a fee."""
    cited = Citations(SHIPPED.at(SOLD))
    return terms(
        ANSWER, "quality", cited, goodwill=None if goodwill is None else Decimal(goodwill)
    )


def test_what_goes_on_file() -> None:
    """Figures as they are shown, without sentences and goods; reasons in both languages."""
    kept = frozen(ANSWER, None, agreed())
    shown = ANSWER.to_json()
    assert {name: kept[name] for name in FIGURES} == {name: shown[name] for name in FIGURES}
    assert not {"explanation", "warnings", "goods", "goodwill"} & kept.keys()
    assert kept["policy"] == shown["policy"]
    assert kept["authority"] == {"verb": "alone_and_report", "handler": SHOP, "notify": SERVICE}
    assert kept["reasons"]["en"]["explanation"] == shown["explanation"]
    assert kept["reasons"]["en"]["warnings"] == shown["warnings"]
    assert kept["reasons"]["zh"]["explanation"][-1].startswith("由店长决定")
    assert len(kept["reasons"]["zh"]["explanation"]) == len(shown["explanation"])


def test_goodwill_goes_on_file_with_who_decides_it() -> None:
    """Who decides this return, and by which row, stands in place of the quote's own."""
    kept = frozen(ANSWER, Decimal("390.00"), agreed("390.00"))
    assert kept["goodwill"] == "390.00"
    assert kept["policy"] == [*ANSWER.policy, "authority.goodwill"]
    assert kept["authority"] == {"verb": "consent_first", "handler": SHOP, "notify": REGION}
    said = kept["reasons"]["en"]["explanation"]
    assert said[:-1] == list(map(str, ANSWER.explanation[:-1]))
    assert said[-1] == "Decided by the shop manager once the regional manager has agreed."


def test_why_another_decides_is_said_before_who() -> None:
    """The reasons of the quote, those of the return, then who decides."""
    up = Authority(verb="hand_upward", handler=COMPANY)
    found = Terms(
        outcome="return", fee=None, refund=None, authority=up, what="hand_upward",
        why=(say("The rules in force on the day of the sale, {bought}, apply.", bought=SOLD),),
    )  # fmt: skip
    said = frozen(ANSWER, None, found)["reasons"]["en"]["explanation"]
    assert said[-2:] == [
        "The rules in force on the day of the sale, 2026-11-01, apply.",
        "Referred upward: the company decides.",
    ]
    assert len(said) == len(ANSWER.explanation) + 1


@pytest.mark.parametrize("figure", FIGURES)
def test_a_quote_still_says_the_same(figure: str) -> None:
    """Each figure for itself makes it another quote, and so does one that is missing."""
    kept = frozen(ANSWER, None, agreed())
    assert still_says(ANSWER, kept)
    assert still_says(ANSWER, kept | {"authority": None, "scheme": "statutory"})
    assert not still_says(ANSWER, kept | {figure: "other"})
    assert not still_says(ANSWER, {name: kept[name] for name in kept if name != figure})


REASONS = {"explanation": ["because", "of it"], "warnings": ["mind"]}


@pytest.mark.parametrize(
    ("kept", "found"),
    [
        ({"reasons": {"en": REASONS}, "rules": ["S3-018"]}, ("S3-018",)),
        ({"reasons": {"en": REASONS}}, ()),
        ({"reasons": {"en": REASONS}, "rules": "S3-018"}, ()),
        ({"reasons": {"en": REASONS}, "rules": [18]}, ()),
        ({"reasons": {"zh": REASONS}}, None),
        ({"reasons": {"en": list(REASONS)}}, None),
        ({"reasons": [REASONS]}, None),
        ({"reasons": {"en": REASONS | {"warnings": None}}}, None),
        ({"reasons": {"en": REASONS | {"warnings": "mind"}}}, None),
        ({"reasons": {"en": REASONS | {"explanation": ["because", 1]}}}, None),
        ({"reasons": {"en": {"explanation": ["because"]}}}, None),
        ({"reasons": {"en": {"warnings": []}}}, None),
        ({}, None),
        (None, None),
    ],
)
def test_reasons_as_they_went_on_file(
    kept: dict[str, Any] | None, found: tuple[str, ...] | None
) -> None:
    """In the language asked for; edited by hand into something else there are none."""
    read = reasons_on_file(kept, "en")
    if found is None:
        assert read is None
        return
    assert read == Reasons(explanation=("because", "of it"), warnings=("mind",), rules=found)
    assert read.to_json() == REASONS


def test_no_warning_is_no_reason_missing() -> None:
    """Empty lists are lists."""
    read = reasons_on_file({"reasons": {"en": {"explanation": [], "warnings": []}}}, "en")
    assert read == Reasons(explanation=(), warnings=())


@pytest.mark.parametrize(
    ("authority", "post"),
    [
        ({"verb": "alone", "handler": SHOP}, SHOP),
        ({"verb": "alone_and_report", "handler": SHOP, "notify": SERVICE}, SHOP),
        ({"verb": "hand_upward", "handler": REGION, "notify": COMPANY}, REGION),
        ({"verb": "consent_first", "handler": CLERK, "notify": REGION}, REGION),
        ({"verb": "consent_first", "handler": CLERK, "notify": None}, SHOP),
        ({"verb": "consent_first", "handler": SHOP}, REGION),
        ({"verb": "consent_first", "handler": COMPANY}, COMPANY),
        ({"verb": "consent_first", "handler": "boss", "notify": REGION}, REGION),
        ({"verb": "consent_first", "handler": "boss"}, None),
        ({"verb": "consent_first", "handler": CLERK, "notify": "boss"}, None),
        ({"verb": "consent_first"}, None),
        ({"verb": "alone", "handler": "boss"}, None),
        ({"verb": "alone", "handler": [SHOP]}, None),
        ({"handler": SHOP}, SHOP),
        ({"verb": "alone", "handler": None, "notify": REGION}, None),
        ({}, None),
        ([SHOP], None),
        (None, None),
    ],
)
def test_whose_word_a_return_needs(authority: object, post: str | None) -> None:
    """As its quote on file says; of a post there is not, edited by hand, it says none."""
    assert post_needed({"authority": authority}) == post


def test_without_a_quote_nobody_is_named() -> None:
    """Nor by an empty one."""
    assert post_needed(None) is None
    assert post_needed({}) is None
