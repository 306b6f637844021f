"""Write `svc/phones_cn.py` from the metadata of phonenumbers: `python tools/make_phones.py`.

Importing phonenumbers takes longer than most commands run, so the store's usual country has its
few patterns in a module of our own; `tests/test_phones.py` holds the two equal.
"""

from __future__ import annotations

import re
from pathlib import Path

import phonenumbers
from phonenumbers.phonemetadata import PhoneMetadata

TARGET = Path(__file__).parent.parent / "svc" / "phones_cn.py"
KINDS = (
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
    "fixed_line",
)


def formats(country: PhoneMetadata) -> list[tuple[tuple[int, ...], str, bool]]:
    """How each group of numbers is written: its lengths, how it begins, whether with a 0."""
    rows = []
    for form in country.number_format:
        lengths = tuple(n for n in range(2, 18) if re.fullmatch(str(form.pattern), "1" * n))
        rule = form.national_prefix_formatting_rule
        assert rule in (None, r"0\1"), f"a rule this table cannot hold: {rule}"
        begins = form.leading_digits_pattern[-1] if form.leading_digits_pattern else ""
        rows.append((lengths, begins, rule is not None))
    return rows


def table(region: str) -> str:
    """The text of the module for a region."""
    country = PhoneMetadata.metadata_for_region(region)
    assert country is not None
    assert country.national_prefix_transform_rule is None, "a rule this table cannot hold"
    assert country.general_desc is not None
    assert country.mobile is not None
    assert not country.same_mobile_and_fixed_line_pattern
    descriptions = [getattr(country, kind) for kind in KINDS]
    others = [d.national_number_pattern for d in descriptions if d and d.national_number_pattern]
    rows = "".join(f"    {row!r},\n" for row in formats(country))
    return f'''"""Phone numbers of {region}: made by tools/make_phones.py, not by hand.

From the metadata of phonenumbers {phonenumbers.__version__} (libphonenumber, Apache License 2.0).
"""

COUNTRY_CODE = {str(country.country_code)!r}
ABROAD = {country.international_prefix!r}
TRUNK = {country.national_prefix_for_parsing!r}
LENGTHS = {country.general_desc.possible_length!r}
GENERAL = {country.general_desc.national_number_pattern!r}
MOBILE = {country.mobile.national_number_pattern!r}
OTHERS = (
{"".join(f"    {pattern!r},{chr(10)}" for pattern in others)})
FORMATS = (
{rows})
'''


if __name__ == "__main__":
    TARGET.write_text(table("CN"), encoding="utf-8")
    print(TARGET.name, TARGET.stat().st_size, "bytes")
