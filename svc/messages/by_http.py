"""A gateway that takes a POST of JSON: `{key, phone, text}`, and the key as Idempotency-Key."""

from __future__ import annotations

import json
import re
from http.client import HTTPException
from ssl import SSLCertVerificationError
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from svc.messages.in_time import in_time
from svc.messages.parcel import SENT, Answer, in_doubt, not_now, refused

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from svc.messages.parcel import Parcel

OURS = frozenset({400, 409, 413, 422})
"""Answers that speak of this message; others of 4xx speak of the gateway, or of who asks."""
TOO_MANY = 429
LOUDEST = 65536
"""Bytes that are read of an answer."""
REFERENCES = ("reference", "id", "message_id", "messageId", "BizId", "SerialNo", "sid")


class _StayThere(HTTPRedirectHandler):
    """A message is not carried on to where an answer points."""

    def http_error_302(self, *_args: Any, **_more: Any) -> None:
        """None: the redirect is an answer like others, wherever it points."""

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


class ByHttp:
    """Post each message to one address."""

    def __init__(
        self,
        name: str,
        url: str,
        *,
        headers: Mapping[str, str],
        accepted: Mapping[str, Any],
        timeout: float,
        secrets: Collection[str] = (),
        per_minute: int | None = None,
        per_day: int | None = None,
    ) -> None:
        self.name = name
        self.per_minute = per_minute
        self.per_day = per_day
        self._url = url
        self._headers = headers
        self._accepted = accepted
        self._timeout = timeout
        self._secrets = secrets
        no_proxy = [ProxyHandler({})] if is_loopback(url) else []
        self._opener = build_opener(_StayThere, *no_proxy)

    def send(self, parcel: Parcel) -> Answer:
        """Post it: 2xx is sent, 4xx refused; 5xx, a line that breaks and silence are unknown."""
        return in_time(lambda: self._posted(parcel), self._timeout)

    def _posted(self, parcel: Parcel) -> Answer:
        request = Request(  # noqa: S310 - https, or this computer: looked at when it was read
            self._url,
            data=parcel.encoded(),
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "User-Agent": "svc",
                "Idempotency-Key": parcel.key,
                **self._headers,
            },
            method="POST",
        )
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                return self._taken(answer.read(LOUDEST), parcel)
        except HTTPError as error:
            error.close()
            return _refused(error.code)
        except URLError as error:
            return _unreached(error.reason)
        except (OSError, HTTPException) as error:
            return _unreached(error)

    def _taken(self, content: bytes, parcel: Parcel) -> Answer:
        """What an answer of 2xx says: some gateways say no in it (`accepted`).

        One that lacks such a field, a page that says "back soon", is no yes and no no.
        """
        try:
            told = json.loads(content)
        except (ValueError, RecursionError):
            told = None
        told = told if isinstance(told, dict) else {}
        for field, value in self._accepted.items():
            if field not in told:
                return in_doubt(f"{field}: -")
            if told[field] != value and _as_text(told[field]) != _as_text(value):
                return refused(f"{field}: {self._reference(told[field], parcel) or '-'}")
        found = next((told[name] for name in REFERENCES if told.get(name)), None)
        return Answer(state=SENT, reference=self._reference(found, parcel))

    def _reference(self, told: object, parcel: Parcel) -> str | None:
        """A word of the answer that may be kept: neither her phone nor a secret of ours."""
        text = parcel.reference(told)
        return None if text and any(secret in text for secret in self._secrets) else text


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _refused(code: int) -> Answer:
    reason = f"HTTP {code}"
    if code == TOO_MANY:
        return not_now(reason)
    if 300 <= code < 500 and code != 408:
        return refused(reason, ends=code not in OURS)
    return in_doubt(reason)


def _unreached(reason: object) -> Answer:
    """No answer: known not to have gone only where no line stood yet."""
    from socket import gaierror

    if isinstance(reason, (ConnectionRefusedError, gaierror, SSLCertVerificationError)):
        return not_now("no_connection")
    return in_doubt()


def is_address(url: str) -> bool:
    """Whether a text is an address that can be asked: a host, no white space, all ASCII.

    A name and a password before the host would be taken for a part of it.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        named = bool(host.encode("idna")) and parts.port != 0 and parts.username is None
    except ValueError:
        return False
    return named and url.isascii() and url.isprintable() and " " not in url


def is_header(name: str, value: str) -> bool:
    """Whether a name and a value can be a header of HTTP (RFC 9110)."""
    plain = value.isascii() and value.isprintable()
    return plain and re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) is not None


def is_loopback(url: str) -> bool:
    """Whether an address is this computer's own."""
    from ipaddress import ip_address

    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
