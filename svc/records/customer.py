"""A customer's file (S2-001 to S2-014)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import field
from svc.records.base import FLAG, NEEDED_TEXT, TABLE, TEXT, Codec, Record
from svc.records.birthday import Birthday

if TYPE_CHECKING:
    from collections.abc import Mapping

GENDERS = ("F", "M")
CHANNELS = ("sms", "marketing", "phone", "wechat", "email", "post")


class Customer(Record):
    """A customer: name, how to reach her, and what the shop has learnt of her.

    `phone` is the national number, digits only; `number` the shop's own customer number.
    `profile` holds the hard and soft fields by name; `consent` a channel's state by channel.
    `phone_unchecked` marks a number kept though it is none of the country's (`--force-phone`).
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

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of a customer's line."""
        return _FIELDS


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
}
