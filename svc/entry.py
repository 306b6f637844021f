"""What people type or keep in lists, read into the fields of records."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from svc.errors import BadInput, Refused, WrongUsage
from svc.frozen import replace
from svc.i18n import _, say
from svc.phones import normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from svc.i18n import Sentence
    from svc.records.customer import Customer

CORE_FIELDS = ("name", "phone", "number", "birthday", "gender")
MAX_TEXT = 2000


def clean(text: str) -> str:
    """The text in NFC with its ends stripped, also of full-width spaces.

    Raises:
        BadInput: it holds control characters, or half a character, or is far too long.
    """
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > MAX_TEXT:
        raise BadInput(
            say("A text of {n} characters is too long.", n=len(text)),
            say("Give at most {n}.", n=MAX_TEXT),
        )
    if text.isprintable():  # most texts: then there is none of what is looked for, nor a line end
        return text
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t\r":
            raise BadInput(
                say(
                    "The text holds a control character (U+{code}).", code=f"{ord(character):04X}"
                ),
                say("Type it again without it."),
            )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str:
    """A cleaned text on one line, inner white space folded: a name, a number."""
    return " ".join(clean(text).split())


def name_of(text: str) -> str:
    """A person's name; raises BadInput for an empty one."""
    name = one_line(text)
    if not name:
        raise BadInput(say("A name is missing."), say("Say what people call it or her."))
    return name


def gender_of(text: str) -> str | None:
    """`F` or `M` from what people write; None for nothing; raises BadInput."""
    words = {
        "f": "F", "female": "F", "woman": "F", "女": "F", "女士": "F", "女性": "F",
        "m": "M", "male": "M", "man": "M", "男": "M", "男士": "M", "男性": "M",
    }  # fmt: skip
    word = one_line(text).lower()
    if not word:
        return None
    if word not in words:
        raise BadInput(
            say("{text!r} is no gender svc knows.", text=word),
            say("Write F or M, or leave it out."),
        )
    return words[word]


def with_fields(
    customer: Customer,
    fields: Iterable[tuple[str, str]],
    *,
    country: str,
    today: date,
    force_phone: bool = False,
) -> Customer:
    """The customer with fields set: her own ones, else those of her profile; empty clears.

    A phone number that is none of the country's is kept only by force, and marked.

    Raises:
        BadInput: a value cannot be read.
    """
    changed: dict[str, Any] = {}
    profile = dict(customer.profile)
    for name, value in fields:
        if name == "phone" and value.strip():
            changed["phone"], changed["phone_unchecked"] = phone_of(
                value, country, force=force_phone
            )
        elif name in CORE_FIELDS:
            changed[name] = core_field(name, value, country=country, today=today)
            if name == "phone":
                changed["phone_unchecked"] = False
        elif text := clean(value):
            profile[name] = text
        else:
            profile.pop(name, None)
    return replace(customer, **changed, profile=profile)


def phone_of(text: str, country: str, *, force: bool) -> tuple[str, bool]:
    """A phone number's digits, and whether they were kept by force though they are no number.

    Raises:
        BadInput: it is no number of the country, and not forced, or it has no digits at all.
    """
    try:
        return normalise(text, country), False
    except BadInput:
        digits = digits_of(text)
        if not force or not digits:
            raise
        return digits, True


def digits_of(text: str) -> str:
    """The digits of a text, full-width ones as plain ones."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c in "0123456789")


def core_field(name: str, value: str, *, country: str, today: date) -> Any:
    """One of a customer's own fields from text; raises BadInput."""
    if name == "name":
        return name_of(value)
    if not value.strip():
        return None
    if name == "phone":
        return normalise(value, country)
    if name == "birthday":
        from svc.lists.birthdays import birthday_of

        return birthday_of(value, today)
    return gender_of(value) if name == "gender" else one_line(value)


NOT_SET = frozenset(
    {
        "id", "schema", "consent", "profile", "owner", "referred_by", "phone_unchecked", "tier",
        "registered_by", "consent_log", "wishes", "merged", "erased_on", "declined",
    }
)  # fmt: skip
"""Fields of a customer's record that are no profile fields and not set by `--set`."""
_SET_BY = {
    "consent": say("Consent is given with `svc customer consent`."),
    "owner": say("Give --owner STAFF."),
    "referred_by": say("Give --referred-by REF."),
}
_FIELD = r"[^\W\d]\w{0,39}"


def assignments(texts: Iterable[str]) -> list[tuple[str, str]]:
    """`FIELD=VALUE` texts as pairs.

    Raises:
        WrongUsage: one has no `=`, or what stands before it is no field's name.
    """
    pairs = []
    for text in texts:
        name, sign, value = text.partition("=")
        name = field_called(name.strip())
        if not sign or not re.fullmatch(_FIELD, name):
            raise WrongUsage(
                say("{text!r} does not say FIELD=VALUE.", text=text),
                say("For example --set size=L."),
            )
        if name in NOT_SET:
            raise WrongUsage(
                say("{name} is not set this way.", name=name),
                _SET_BY.get(name, say("`svc customer edit --help` shows what is.")),
            )
        pairs.append((name, value))
    return pairs


def field_called(text: str) -> str:
    """The field a Chinese word means, as the headings of lists have it: `尺码` is `size`.

    A word no heading knows stays a field of the shop's own.

    Raises:
        WrongUsage: it means a lunar birthday, which says so itself.
    """
    if text.isascii():
        return text
    from svc.lists.known_headings import CUSTOMER_HEADINGS, LUNAR_HEADINGS, PROFILE_HEADINGS

    called = unicodedata.normalize("NFKC", text).casefold()
    if called in LUNAR_HEADINGS:
        raise WrongUsage(
            say("{name} is not set this way.", name=text),
            say("Give --birthday 农历八月十五 or lunar:1988-08-15."),
        )
    for field, others in (CUSTOMER_HEADINGS | PROFILE_HEADINGS).items():
        if called in others.split() or called == _(field):
            return field
    return own_name(text)


def own_name(field: str) -> str:
    """A withheld field by its own name, whatever it is called: `民族` is `ethnic_group`."""
    from svc.lists.known_headings import WITHHELD_HEADINGS

    called = unicodedata.normalize("NFKC", field).casefold().replace("_", "")
    for name, others in WITHHELD_HEADINGS.items():
        if called in (name.replace("_", ""), *others.split()):
            return name
    return field


def unless_withheld(
    pairs: Iterable[tuple[str, str]], withheld: Collection[str]
) -> list[tuple[str, str]]:
    """The fields to be set, those the law wants left out by their own names; empty clears any.

    Raises:
        Refused: a field is set that this shop has not turned on (Order 778 Art. 23).
    """
    named = [(own_name(name), value) for name, value in pairs]
    for name, value in named:
        if name in withheld and value.strip():
            raise Refused(
                say("{field} is not collected here: more than a shop needs to know.",
                    field=say(name)),
                say("Nothing was changed. `svc policy explain profile.allowed` shows how a shop "
                    "that needs it turns it on, with its reason."),
            )  # fmt: skip
    return named


def unknown_fields(names: Iterable[str], known: Iterable[str]) -> Sentence | None:
    """A warning for profile fields no policy knows: new fields are welcome, slips are not."""
    known = {*known, *CORE_FIELDS, "notes"}
    if unknown := sorted(set(names) - known):
        from difflib import get_close_matches

        near = get_close_matches(unknown[0], known, n=1)
        if near:
            return say(
                "{name} is no field of the policy; did you mean {near}? Kept as it is.",
                name=unknown[0],
                near=near[0],
            )
        return say("{names}: no field of the policy; kept all the same.", names=", ".join(unknown))
    return None
