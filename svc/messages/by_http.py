"""A gateway that takes a POST of JSON: `{key, phone, text}`, and the key as Idempotency-Key."""

from __future__ import annotations

import json
from http.client import HTTPException
from ssl import SSLCertVerificationError
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from svc.messages.parcel import FAILED, LATER, SENT, UNKNOWN, Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.messages.parcel import Parcel

OURS = frozenset({400, 409, 413, 422})
"""Answers that speak of this message; others of 4xx speak of the gateway, or of who asks."""
TOO_MANY = 429
LOUDEST = 65536
"""Bytes that are read of an answer."""
REFERENCES = ("reference", "id", "message_id", "messageId", "BizId", "SerialNo", "sid")


class _StayThere(HTTPRedirectHandler):
    """A message is not carried on to where an answer points."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """None: the redirect is an answer like others."""


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
        no_proxy = [ProxyHandler({})] if is_loopback(url) else []
        self._opener = build_opener(_StayThere, *no_proxy)

    def send(self, parcel: Parcel) -> Answer:
        """Post it: 2xx is sent, 4xx refused; 5xx, a line that breaks and silence are unknown."""
        request = Request(  # noqa: S310 - https, or this computer: looked at when it was read
            self._url,
            data=json.dumps(parcel.to_json(), ensure_ascii=False).encode(),
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
        """What an answer of 2xx says: some gateways say no in it (`accepted`)."""
        try:
            told = json.loads(content)
        except ValueError:
            told = None
        told = told if isinstance(told, dict) else {}
        for field, value in self._accepted.items():
            if told.get(field) != value:
                said = parcel.reference(told.get(field)) or "-"
                return Answer(state=FAILED, reason=f"{field}: {said}")
        found = next((told[name] for name in REFERENCES if told.get(name)), None)
        return Answer(state=SENT, reference=parcel.reference(found))


def _refused(code: int) -> Answer:
    reason = f"HTTP {code}"
    if code == TOO_MANY:
        return Answer(state=LATER, reason=reason, ends=True)
    if 300 <= code < 500 and code != 408:
        return Answer(state=FAILED, reason=reason, ends=code not in OURS)
    return Answer(state=UNKNOWN, reason=reason, ends=True)


def _unreached(reason: object) -> Answer:
    """No answer: known not to have gone only where no line stood yet."""
    from socket import gaierror

    if isinstance(reason, (ConnectionRefusedError, gaierror, SSLCertVerificationError)):
        return Answer(state=LATER, reason="no_connection", ends=True)
    return Answer(state=UNKNOWN, reason="no_answer", ends=True)


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
