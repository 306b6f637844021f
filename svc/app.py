"""What a command is handed: the options that stand before it, and the store, opened when asked."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from svc.errors import NoStore, SvcError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from svc.i18n import Sentence
    from svc.policy import Policy
    from svc.records.staff import Staff
    from svc.store.store import Store, Told


class App:
    """The global options of one call. `clock` is read only where no `--today` was given."""

    def __init__(
        self,
        *,
        store_option: str | None,
        today_option: str | None,
        staff_option: str | None,
        clock: Callable[[str | None], datetime],
        debug: bool = False,
        language_option: str | None = None,
    ) -> None:
        self.store_option = store_option
        self.today_option = today_option
        self.staff_option = staff_option
        self.clock = clock
        self.debug = debug
        self.language_option = language_option

    @property
    def named_folder(self) -> Path | None:
        """The folder `--store` names."""
        from pathlib import Path

        return None if self.store_option is None else Path(self.store_option)

    @cached_property
    def _place(self) -> str:
        """The shop's folder: `--store`, or the nearest upward; raises NoStore."""
        from svc.store.settings import folder_upward

        if self.store_option is not None:
            return self.store_option or "."
        if found := folder_upward(os.getcwd()):
            return found
        from pathlib import Path

        from svc.store.store import find_folder

        return str(find_folder(Path.cwd()))  # which says what is missing

    @cached_property
    def store(self) -> Store:
        """The shop's store; raises NoStore."""
        from svc.store.store import Store

        return Store(self._place, self._told)

    def _told(self) -> Told:
        """The words of the command, who is acting, and when: for the log of changes and git."""
        from click import get_current_context

        from svc import output
        from svc.store.store import Told

        context = get_current_context(silent=True)
        words = context.command_path.partition(" ")[2] if context else ""
        staff = None
        with suppress(SvcError):  # a stranger: commands that need to know her have refused
            staff = self.staff_id
        return Told(
            command=words,
            staff=staff,
            at=self.at,
            today=lambda: self.today,
            warn=output.warn,
        )

    @cached_property
    def store_or_none(self) -> Store | None:
        """The shop's store if we stand in one: for commands that work without, too."""
        try:
            return self.store
        except NoStore:
            if self.store_option is not None:
                raise
            return None

    @cached_property
    def today(self) -> date:
        """The day this call takes for today: `--today`, else the clock's, where the shop is."""
        from svc.dates import parse_date

        if self.today_option is not None:
            now = self.today_option.strip()
            if now[10:11] == "T":
                now = now[:10] if self._time else now
            if len(now) == 10 and now[0].isdigit():
                return parse_date(now, date.min)
            return parse_date(now, self._now().date())
        return self._now().date()

    @cached_property
    def at(self) -> str:
        """This moment as a log has it: `2026-11-22T15:30`, or the day where only that is known.

        `--today` may carry a time of day; without one it is a day and no more.
        """
        if self.today_option is None:
            return self._now().strftime("%Y-%m-%dT%H:%M")
        return self.today.isoformat() + (f"T{self._time}" if self._time else "")

    @cached_property
    def _time(self) -> str | None:
        """The time of day that `--today` carries (`2026-11-22T15:30`), or None.

        Raises:
            BadInput: there is no such time.
        """
        from datetime import time

        from svc.errors import BadInput
        from svc.i18n import say

        _day, mark, clock = (self.today_option or "").strip().partition("T")
        if not mark:
            return None
        try:
            return time.fromisoformat(clock).strftime("%H:%M")
        except ValueError:
            raise BadInput(
                say("{text!r} is no time of day.", text=clock),
                say("Write --today 2026-11-22T15:30."),
            ) from None

    def minutes_ahead(self, zone: str | None = None) -> int:
        """How far the clock of a time zone, else this computer's, is ahead of UTC just now."""
        from datetime import timedelta

        return (self.clock(zone).utcoffset() or timedelta()) // timedelta(minutes=1)

    @cached_property
    def zone_doubt(self) -> Sentence | None:
        """Why the computer's clock may not be the shop's; None where `--today` is told."""
        from svc.rules.zone import doubt

        store = self.store_or_none
        if store is None or self.today_option is not None:
            return None
        return doubt(store.settings.country, store.settings.timezone, self.minutes_ahead())

    def _now(self) -> datetime:
        store = self.store_or_none
        return self.clock(store.settings.timezone if store else None)

    @cached_property
    def policy(self) -> Policy:
        """The shop's policy; outside a shop the shipped one."""
        from svc.policy import Policy

        store = self.store_or_none
        if store is None:
            return Policy()
        folder = os.path.join(self._place, "policy")
        return Policy(folder, store.settings.preset, shop=self._place)

    @cached_property
    def staff(self) -> Staff | None:
        """Who acts (`--staff`); raises NoSuchRecord for a stranger."""
        if self.staff_option is None:
            return None
        from svc.fetch import staff_member

        return staff_member(self.store, self.staff_option)

    @property
    def staff_id(self) -> str | None:
        """The id of who acts, or None."""
        return self.staff.id if self.staff else None

    @property
    def to_customers(self) -> str:
        """The language of messages: the shop's, else the one asked for, else the country's.

        Never the locale's: cron has none, and Chinese customers would be written to in English.
        """
        asked = self.store.settings.language or self.language_option
        return asked or ("zh" if self.country == "CN" else "en")

    @property
    def country(self) -> str:
        """The country whose phone numbers are read."""
        store = self.store_or_none
        return store.settings.country if store else "CN"
