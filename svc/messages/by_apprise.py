"""A gateway out of the many that apprise knows; imported only when it is used."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING

from svc.errors import BadInput, WrongUsage
from svc.i18n import say
from svc.messages.in_time import in_time
from svc.messages.parcel import SENT, Answer, in_doubt

if TYPE_CHECKING:
    from svc.messages.parcel import Parcel


class ByApprise:
    """Send to an address of apprise's with `{phone}` in it; it may hold `{key}`, too."""

    def __init__(
        self,
        name: str,
        url: str,
        *,
        timeout: float,
        per_minute: int | None = None,
        per_day: int | None = None,
    ) -> None:
        """Raises WrongUsage: apprise is not installed."""
        self.name = name
        self.per_minute = per_minute
        self.per_day = per_day
        self._url = url
        self._timeout = timeout
        if find_spec("apprise") is None:
            raise WrongUsage(
                say("This gateway needs one more library, apprise."),
                say("Install it with: pip install 'svc-desk[send]'."),
            )
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it would name the address

    def send(self, parcel: Parcel) -> Answer:
        """Send one; where apprise says no it does not say whether anything went.

        Raises:
            BadInput: apprise cannot read the address.
        """
        from apprise import Apprise

        service = Apprise()
        if not service.add(parcel.filled(self._url, quote=True)):
            raise BadInput(
                say("apprise cannot read the address of gateway {name}.", name=self.name),
                say("See its list of services; the address is in the variable you named."),
            )

        def notified() -> Answer:
            try:
                went = service.notify(body=parcel.text)
            except Exception:  # noqa: BLE001 - a service of others' may raise anything, half-way
                return in_doubt()
            return Answer(state=SENT) if went else in_doubt()

        return in_time(notified, self._timeout)
