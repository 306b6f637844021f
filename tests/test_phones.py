"""Phone numbers: our table reads them as phonenumbers does, and people's ways of writing them."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from svc import phones_cn
from svc.errors import BadInput
from svc.phones import is_mobile, normalise

ACCEPTED = [
    ("13800138000", "13800138000"),
    ("16212345678", "16212345678"),
    ("17012345678", "17012345678"),
    ("19212345678", "19212345678"),
    ("19712345678", "19712345678"),
    ("19912345678", "19912345678"),
    ("010-62554433", "01062554433"),
    ("(010) 62554433", "01062554433"),
    ("（０１０）６２５５４４３３", "01062554433"),
    ("010.6255.4433", "01062554433"),
    ("0755-83001234", "075583001234"),
    ("0755 8300 1234", "075583001234"),
    ("400-800-1234", "4008001234"),
    ("800 810 1234", "8008101234"),
    ("+86 138 0013 8000", "13800138000"),
    ("＋８６－１３８００１３８０００", "13800138000"),
    ("(+86)13800138000", "13800138000"),
    ("0086-13800138000", "13800138000"),
    ("0086 10 62554433", "01062554433"),
    ("+86 (0)10 62554433", "01062554433"),
    ("8613800138000", "13800138000"),
    ("138－0013－8000", "13800138000"),
    ("138–0013—8000", "13800138000"),
    ("138\u00a00013\u30008000", "13800138000"),
    ("\u202d13800138000\u202c", "13800138000"),
    (" 13800138000\t", "13800138000"),
    ("15608377835.0", "15608377835"),
]

REFUSED = [
    ("", "empty"),
    ("  ", "empty"),
    ("1.54498E+10", "lost digits"),
    ("1.5608377835e10", "lost digits"),
    ("１．５４４９８Ｅ＋１０", "lost digits"),
    ("010-62554433 转 801", "extension"),
    ("010-62554433 ext. 801", "extension"),
    ("010-62554433x801", "extension"),
    ("010-62554433#801", "extension"),
    ("13800I38000", "not a phone number"),
    ("小王", "not a phone number"),
    ("=13800138000", "not a phone number"),
    ("-13800138000", "not a phone number"),
    ("1380013+8000", "not a phone number"),
    ("13800138000/13900139000", "not a phone number"),
    ("1,380,013,8000", "not a phone number"),
    ("1560837783.5", "not a phone number"),
    ("15608377835.", "not a phone number"),
    ("12345.0", "not a phone number"),
    ("13800138000.00", "not a phone number"),
    ("①③⑧00138000", "not a phone number"),
    ("١٣٨٠٠١٣٨٠٠٠", "not a phone number"),
    ("12345678901", "not a valid"),
    ("15412345678", "not a valid"),
    ("1380013800", "not a valid"),
    ("138001380001", "not a valid"),
    ("13800138000 13900139000", "not a valid"),
    ("62554433", "not a valid"),
    ("12315", "too short"),
    ("110", "too short"),
    ("120", "too short"),
    ("95588", "too short"),
    ("0", "too short"),
    ("+852 9123 4567", "another country"),
    ("0085291234567", "another country"),
    ("+1 201 555 0123", "another country"),
    ("+010 62554433", "another country"),
    ("1" * 41, "too long"),
]


def by_phonenumbers(digits: str, country: str = "CN") -> str | None:
    """The oracle: the digits of the national format, or None."""
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number_for_region(number, country):
        return None
    form = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return re.sub(r"[^0-9]", "", form)


def by_us(digits: str, country: str = "CN") -> str | None:
    try:
        return normalise(digits, country)
    except BadInput:
        return None


@pytest.mark.parametrize(("typed", "stored"), ACCEPTED)
def test_accepted(typed: str, stored: str) -> None:
    """Separators, full-width digits and the country code go; what is stored stays as it is."""
    assert normalise(typed) == stored
    assert normalise(stored) == stored


@pytest.mark.parametrize(("typed", "reason"), REFUSED)
def test_refused(typed: str, reason: str) -> None:
    """Anything else is refused for a reason that a person can act on."""
    with pytest.raises(BadInput) as refusal:
        normalise(typed)
    assert reason in str(refusal.value)
    assert str(refusal.value.hint)


def test_every_mobile_range_is_read_as_phonenumbers_reads_it() -> None:
    """For each five digits that 11-digit numbers can begin with."""
    for begins in range(10000, 20000):
        digits = f"{begins}345678"
        assert by_us(digits) == by_phonenumbers(digits), digits


def test_every_area_code_is_read_as_phonenumbers_reads_it() -> None:
    """For each area code with and without its 0, lengths around the usual, and 95, 96, 100, 12."""
    for area in [10, *range(20, 30), *range(300, 1000)]:
        for rest in (
            "1000",
            "12315",
            "95588",
            "96123",
            "962345",
            "6255443",
            "62554433",
            "162554433",
        ):
            for digits in (f"0{area}{rest}", f"{area}{rest}"):
                assert by_us(digits) == by_phonenumbers(digits), digits


PREFIXES = [
    *("", "0", "00", "86", "0086", "+86", "+860", "860", "86086", "17951", "12593", "1790100"),
    *("179510086", "400", "800", "10", "1010", "95", "950", "106", "0010800"),
]


@settings(max_examples=1500, deadline=None)
@given(prefix=st.sampled_from(PREFIXES), rest=st.text("0123456789", max_size=14))
@example(prefix="+86", rest="")
@example(prefix="", rest="0000000")
def test_generated_numbers_are_read_as_phonenumbers_reads_them(prefix: str, rest: str) -> None:
    """Whatever stands before the number: trunk, country and carriers' codes."""
    digits = prefix + rest
    assert by_us(digits) == by_phonenumbers(digits)


@settings(max_examples=500, deadline=None)
@given(
    number=st.from_regex(f"({'|'.join([phones_cn.MOBILE, *phones_cn.OTHERS])})", fullmatch=True)
)
def test_valid_numbers_are_stored_as_they_are_read_again(number: str) -> None:
    """Every valid number is accepted, and normalising twice is normalising once."""
    digits = number.translate({ord(c): str(int(c)) for c in number if not c.isascii()})
    stored = by_us(digits)
    assert stored == by_phonenumbers(digits)
    if stored is not None:
        assert by_us(stored) == stored


@pytest.mark.parametrize(
    ("number", "country", "mobile"),
    [
        ("13800138000", "CN", True),
        ("19712345678", "CN", True),
        ("01062554433", "CN", False),
        ("4008001234", "CN", False),
        ("15412345678", "CN", False),
        ("", "CN", False),
        ("91234567", "HK", True),
        ("21234567", "HK", False),
        ("nothing", "HK", False),
    ],
)
def test_only_mobiles_are_sent_messages(number: str, country: str, mobile: bool) -> None:
    """A number that is none, kept by force, is no mobile either."""
    assert is_mobile(number, country) is mobile


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("+852 9123 4567", "HK", "91234567"),
        ("９１２３ ４５６７", "HK", "91234567"),
        ("(201) 555-0123", "US", "2015550123"),
        ("020 7946 0958", "GB", "02079460958"),
    ],
)
def test_other_countries(typed: str, country: str, stored: str) -> None:
    """A store elsewhere takes the numbers of its own country."""
    assert normalise(typed, country) == stored


@pytest.mark.parametrize(
    ("typed", "country"),
    [("13800138000", "HK"), ("+8613800138000", "HK"), ("1", "US"), ("1", "XX")],
)
def test_other_countries_refuse_too(typed: str, country: str) -> None:
    """And no others, nor those of a country there is not."""
    with pytest.raises(BadInput):
        normalise(typed, country)
