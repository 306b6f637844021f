"""A customer's file (S2-001 to S2-014)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import field
from svc.records.base import DAY, FLAG, NEEDED_TEXT, TABLE, TEXT, TEXTS, Codec, Record, rows_of
from svc.records.birthday import Birthday

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

GENDERS = ("F", "M")
CHANNELS = ("sms", "marketing", "phone", "wechat", "email", "post")


class Customer(Record):
    """A customer: name, how to reach her, and what the shop has learnt of her.

    `phone` is the national number, digits only; `number` the shop's own customer number.
    `profile` holds the hard and soft fields by name; `consent` a channel's state by channel.
    `phone_unchecked` marks a number kept though it is none of the country's (`--force-phone`).
    `consent_log` holds each consent given or withdrawn: when, by which way, for what purpose
    (PIPL 14, 15); `registered_by` who opened the file (S2-007); `wishes` the gatherings she would
    like (S2-060). `merged` makes the file a redirect: into whom, when, and what it takes to part
    them again; `erased_on` is the day all that was personal was taken out (PIPL 47).
    `not_same` are the customers the shop has said are other people, however alike; `declined` what
    she would rather not tell, each field with the day she said so (S2-012).
    """

    name: str
    phone: str | None = None
    number: str | None = None
    birthday: Birthday | None = None
    gender: str | None = None
    owner: str | None = None
    referred_by: str | None = None
    profile: Mapping[str, Any] = field(default_factory=dict)
    consent: Mapping[str, Any] = field(default_factory=dict)
    phone_unchecked: bool = False
    registered_by: str | None = None
    consent_log: tuple[Mapping[str, Any], ...] = ()
    wishes: tuple[Mapping[str, Any], ...] = ()
    merged: Mapping[str, Any] = field(default_factory=dict)
    erased_on: date | None = None
    not_same: tuple[str, ...] = ()
    declined: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_present(self) -> bool:
        """Whether this is a person's file still: neither a redirect to another, nor erased."""
        return not self.merged and self.erased_on is None

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of a customer's line."""
        return _FIELDS


class Addressee:
    """Whom a contact is with, straight from her line: lists are long, and need no whole record."""

    __slots__ = ("consent", "is_present", "name", "owner", "phone")

    def __init__(self, raw: Mapping[str, Any]) -> None:
        consent = raw.get("consent")
        self.name: str = raw.get("name") or raw["id"]
        self.phone: str | None = raw.get("phone")
        self.owner: str | None = raw.get("owner")
        self.consent: Mapping[str, Any] = consent if isinstance(consent, dict) else {}
        self.is_present = not raw.get("merged") and not raw.get("erased_on")


_FIELDS = {
    "name": NEEDED_TEXT,
    "phone": TEXT,
    "number": TEXT,
    "birthday": Codec(Birthday.parse, str),
    "gender": TEXT,
    "owner": TEXT,
    "referred_by": TEXT,
    "profile": TABLE,
    "consent": TABLE,
    "phone_unchecked": FLAG,
    "registered_by": TEXT,
    "consent_log": rows_of(dict, dict),
    "wishes": rows_of(dict, dict),
    "merged": TABLE,
    "erased_on": DAY,
    "not_same": TEXTS,
    "declined": TABLE,
}
