"""A gateway out of the many that apprise knows; imported only when it is used."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING

from svc.errors import BadInput, WrongUsage
from svc.i18n import say
from svc.messages.parcel import SENT, UNKNOWN, Answer

if TYPE_CHECKING:
    from svc.messages.parcel import Parcel


class ByApprise:
    """Send to an address of apprise's with `{phone}` in it; it may hold `{key}`, too."""

    def __init__(
        self, name: str, url: str, *, per_minute: int | None = None, per_day: int | None = None
    ) -> None:
        """Raises WrongUsage: apprise is not installed."""
        self.name = name
        self.per_minute = per_minute
        self.per_day = per_day
        self._url = url
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
        if service.notify(body=parcel.text):
            return Answer(state=SENT)
        return Answer(state=UNKNOWN, reason="no_answer", ends=True)
