"""Options that many commands share, parsed at the edge: below here there are dates and prices.

Help texts are translated when a command's module is imported: `svc.cli` chooses the language first
and imports a command only when it is called.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import click

from svc import output
from svc.app import App
from svc.errors import CannotReadOrWrite
from svc.i18n import _, labelled, listed, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from svc.i18n import Sentence
    from svc.records.base import Record
    from svc.store.store import Store

F = TypeVar("F", bound=Callable[..., Any])

pass_app = click.make_pass_decorator(App)


def app_of(context: click.Context | None) -> App:
    """The app of a call, for what is parsed before a command starts."""
    app = context.find_object(App) if context else None
    if app is None:
        raise RuntimeError
    return app


class DateType(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on
    """A day: ISO, today, yesterday, 昨天, +7d (from `--today` if that is given)."""

    name = "date"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,  # noqa: ARG002
        ctx: click.Context | None,
    ) -> date:
        """The `date`; raises BadInput."""
        from svc.dates import parse_date

        return value if isinstance(value, date) else parse_date(value, app_of(ctx).today)


class PriceType(click.ParamType):  # type: ignore[type-arg]
    """A plain price, at most two decimal places."""

    name = "price"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,  # noqa: ARG002
        ctx: click.Context | None,  # noqa: ARG002
    ) -> Decimal:
        """The `Decimal`; raises BadInput."""
        from svc.money import price

        return value if isinstance(value, Decimal) else price(value)


class WordChoice(click.Choice):  # type: ignore[type-arg]
    """A code out of a few, or the word it is shown as to whoever speaks Chinese."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code."""
        code = code_of(value, self.choices)
        if not self.case_sensitive:
            code = next((each for each in self.choices if each.lower() == code.lower()), code)
        if code not in self.choices:
            words = say("{value!r} is none of these: {words}.", value=value, words=self._words())
            self.fail(str(words), param, ctx)
        return code

    def get_missing_message(
        self,
        param: click.Parameter,  # noqa: ARG002
        ctx: click.Context | None = None,  # noqa: ARG002 - not given before click 8.2
    ) -> str:
        """The codes to choose from, each with its word."""
        return str(say("Choose one of: {words}.", words=self._words()))

    def _words(self) -> str:
        return ", ".join(map(with_word, self.choices))


class WayChoice(WordChoice):
    """A way of being in touch: `sms` is taken for `message`, `phone` for `call`, and back."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code."""
        from svc.rules.consent import way_named

        code = code_of(value, self.choices)
        return super().convert(way_named(code, self.choices), param, ctx)


def code_of(value: str, codes: Sequence[str]) -> str:
    """The code whose word this is in the language now in use; else the value as it stands."""
    return next((code for code in codes if value.strip() == _(code)), value)


def with_word(code: str) -> str:
    """A code with its word where that is another: `quality (质量)`."""
    return code if _(code) == code else f"{code} ({_(code)})"


def explained(heading: str, meanings: Mapping[Any, Sentence]) -> str:
    """What codes mean, as the last part of a help page: one a line."""
    widest = max(output.width(with_word(code)) for code in meanings)
    lines = [f"  {output.pad(with_word(code), widest)}  {meanings[code]}" for code in meanings]
    return "\n".join(["\b", heading, *lines])


DATE = DateType()
PRICE = PriceType()


def _json_flag(context: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        context.params["form"] = "json"


def _form(context: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    return "json" if context.params.get("form") == "json" else value


def formats(command: F) -> F:
    """`--format` and, for short, `--json`; the command gets it as `form`."""
    command = click.option(
        "--json", is_flag=True, expose_value=False, is_eager=True, callback=_json_flag,
        help=_("Short for --format json."),
    )(command)  # fmt: skip
    return click.option(
        "--format", "form", type=click.Choice(output.FORMATS), default="text", callback=_form,
        help=_("How to print what is found."),
    )(command)  # fmt: skip


def into_file(forms: Sequence[str], how: str, *, default: str | None = None) -> Callable[[F], F]:
    """`--out FILE`, `--format` out of these forms and `--json`: for what is written whole."""
    from pathlib import Path

    def with_options(command: F) -> F:
        command = click.option(
            "--format", "form", type=click.Choice(forms), default=default, callback=_form,
            show_default=default is not None, help=how,
        )(command)  # fmt: skip
        command = click.option(
            "--json", is_flag=True, expose_value=False, is_eager=True, callback=_json_flag,
            help=_("Short for --format json."),
        )(command)  # fmt: skip
        return click.option(
            "--out", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE",
            help=_("Write to a file, whole or not at all; else to stdout."),
        )(command)  # fmt: skip

    return with_options


def changes(command: F) -> F:
    """`--dry-run`: show what would change, change nothing."""
    return click.option(
        "--dry-run", is_flag=True,
        help=_("Show what would change; change nothing."),
    )(command)  # fmt: skip


def from_to(command: F) -> F:
    """`--from` and `--to`, both days included; the command gets them as `first` and `last`."""
    last = click.option("--to", "last", type=DATE, metavar="DATE", help=_("Up to this day."))
    first = click.option("--from", "first", type=DATE, metavar="DATE", help=_("From this day on."))
    return first(last(command))


def on_option(command: F) -> F:
    """`--on DATE`, today without it."""
    return click.option(
        "--on", type=DATE, default="today", metavar="DATE",
        help=_("As of which day; today without it."),
    )(command)  # fmt: skip


def show_changed(
    record: Record,
    form: str,
    *,
    dry_run: bool,
    shown: dict[str, Any] | None = None,
    before: Record | None = None,
) -> None:
    """What a creating or changing command prints: the id alone, or the record as JSON.

    A dry run prints what would be on file, of a record that was there `before` what would become
    of its fields. The id of a new one is null: it is drawn when it is written.

    Raises:
        CannotReadOrWrite: the change is made, but stdout did not take its id.
    """
    view = record.to_json() if shown is None else shown
    if dry_run:
        output.say_on_stderr(say("Nothing was changed. This would be on file:"))
        if form == "text":
            output.write(output.pairs(differences(before, record)))
        else:
            output.show_record(view if before else view | {"id": None}, form)
        return
    try:
        if form == "text":
            output.write(record.id)
        else:
            output.show_record(view, form)
        output.out().flush()
    except OSError as error:
        raise CannotReadOrWrite(
            say("{id} is on file, but the output did not take it.", id=record.id),
            say("Do not do it again; mend the output."),
        ) from error


NOT_TOLD = ("case", "quote", "terms")
"""Answers of rules, kept whole: what they come to has fields of its own."""


def differences(before: Record | None, after: Record) -> list[tuple[str, str]]:
    """The fields a change sets, by what people call them: their new values, or `old → new`."""
    old, new = before.to_raw() if before else {}, after.to_raw()
    for name in NOT_TOLD:
        old.pop(name, None)
        new.pop(name, None)
    if before is None:
        return [(label(name), said(value)) for name, value in new.items() if name != "id"]
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return [
        (label("id"), after.id),
        *((label(n), f"{said(old.get(n))} → {said(new.get(n))}") for n in changed),
    ]


def names_of(store: Store, customer_ids: Iterable[str]) -> dict[str, str]:
    """These customers' names by id: those of no name are not there."""
    found = store.customers.raws(customer_ids).items()
    return {key: raw["name"] for key, raw in found if raw.get("name")}


def of_customer(customer_id: str, store: Store) -> str:
    """A customer's name with the id: `王芳 (C-261122-7KQ3MX)`."""
    customer = store.customers.peek(customer_id)
    return f"{customer.name} ({customer_id})" if customer and customer.name else customer_id


def label(field: str) -> str:
    """What people call a field of a record; `svc.words` lists them."""
    return _(field.replace("_", " "))


def said(value: Any) -> str:
    """A value of a record's line as one piece of text, for people; `-` where there is none."""
    if isinstance(value, dict):
        told = (labelled(label(name), said(each)) for name, each in value.items() if each != "")
        return listed(told) or output.cell(None)
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return "; ".join(map(said, value))
    return output.cell(value)
