"""Chinese and English: which language is spoken, and sentences that wait to be spoken.

Rules build a `Sentence` with `say`; only when it is shown does it become text in the language of
the moment. So a rule stays pure, and the same answer can be read in either language.
"""

from __future__ import annotations

import gettext
import os
from functools import cache
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

DOMAIN = "svc"
FOLDER = os.path.join(os.path.dirname(__file__), "locale")
CATALOGUES = {"zh": "zh_CN", "en": "en"}

_spoken = "en"
_english = gettext.NullTranslations()
_catalogue = _english


class Sentence(Frozen):
    """A sentence for people: an English text with named places, and what fills them."""

    msgid: str
    values: dict[str, Any]

    def __init__(self, msgid: str, values: dict[str, Any]) -> None:
        self.__dict__.update(msgid=msgid, values=values)

    def __str__(self) -> str:
        text = _(self.msgid)
        return text.format(**self.values) if self.values else text


def say(msgid: str, /, **values: Any) -> Sentence:
    """A sentence to be spoken later, in whatever language is then in use."""
    return Sentence(msgid, values)


def _(msgid: str) -> str:
    """The text of `msgid` in the language now in use."""
    return _catalogue.gettext(msgid) if msgid else ""


ENGLISH = {
    "no-answer": "no answer",
    "regular": "regular customer",
    "referral-old": "brought somebody",
    "referral-new": "was brought",
    "threshold": "spending mark",
    "top": "top spender",
    "care-new": "care, new customer",
    "care-old": "care, old customer",
    "thanks_purchase": "thanks for a purchase",
    "thanks_referral_old": "thanks for bringing somebody",
    "thanks_referral_new": "thanks for coming",
    "thanks_threshold": "thanks at a spending mark",
    "no_mobile": "no mobile number",
    "no_consent": "not agreed to",
    "same_phone": "same phone as another",
    "phone_twice": "phone on two files",
    "conflict": "two tills differ",
    "cap_day": "enough for one day",
    "company_service": "company customer service",
    "price_second": "price of a second",
}
"""What codes are called in English where their own words would not do."""


def word(code: str) -> str:
    """A code as people read it, in English too: `dry clean` for `dry_clean`."""
    known = _(code)
    return ENGLISH.get(code) or code.replace("_", " ") if known == code else known


def listed(words: Iterable[object]) -> str:
    """Words side by side, as the language in use parts them."""
    return ("、" if _spoken == "zh" else ", ").join(map(str, words))


def labelled(label: object, text: object) -> str:
    """A label and what it labels, with the colon of the language in use."""
    return f"{label}：{text}" if _spoken == "zh" else f"{label}: {text}"


def language_of(text: str | None) -> str | None:
    """`zh` or `en` from a language name or a locale (`zh`, `zh_CN.UTF-8`, `en_GB`), else None."""
    start = (text or "").replace("-", "_").split("_")[0].split(".")[0].lower()
    if start in {"c", "posix"}:
        return None
    return start if start in CATALOGUES else None


def from_locale(environ: dict[str, str] | os._Environ[str]) -> str | None:
    """The language the environment asks for; cron's bare one asks for none."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return language_of(value.split(":")[0])
    return None


def speak(language: str) -> None:
    """Speak `zh` or `en` from here on: our own sentences and click's."""
    global _spoken, _catalogue  # noqa: PLW0603 - a process speaks one language at a time
    _spoken = language
    os.environ["LANGUAGE"] = CATALOGUES[language]
    gettext.bindtextdomain(DOMAIN, FOLDER)
    gettext.textdomain(DOMAIN)
    _catalogue = _english if language == "en" else _chinese()


@cache
def _chinese() -> gettext.NullTranslations:
    from svc.catalogue import Catalogue

    try:
        return Catalogue(os.path.join(FOLDER, CATALOGUES["zh"], "LC_MESSAGES", f"{DOMAIN}.mo"))
    except (OSError, ValueError):  # an installation without it speaks English
        return _english


_parsed = gettext.translation


def _translation(domain: str, *args: Any, **more: Any) -> gettext.NullTranslations:
    """Our catalogue as it stands where gettext asks for it, for click: nothing is parsed."""
    return _catalogue if domain == DOMAIN else _parsed(domain, *args, **more)


# gettext.gettext, which click has bound, comes here for each sentence. Without this it would find
# the catalogue by LANGUAGE, set above, and parse it; for English it would look for one in vain.
gettext.translation = _translation  # type: ignore[assignment]


def spoken() -> str:
    """The language now in use: `zh` or `en`."""
    return _spoken


def spoken_in(language: str, sentences: Iterable[Sentence]) -> list[str]:
    """The sentences as text in `zh` or `en`, whichever language is in use; that one stays so."""
    global _spoken, _catalogue
    before = _spoken, _catalogue
    _spoken, _catalogue = language, _english if language == "en" else _chinese()
    try:
        return [str(sentence) for sentence in sentences]
    finally:
        _spoken, _catalogue = before
