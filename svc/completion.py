"""What a shell may complete for a parameter: `shell_complete=completion.CUSTOMER`.

A command's module names one of these for each parameter that takes a word from the shop; nothing
is imported and nothing read until a shell asks (`svc.shells`). Where to look is `svc.candidates`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import click
    from click.shell_completion import CompletionItem

    from svc.app import App

    Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _among(what: str, **more: Any) -> Complete:
    """Complete with what the function of this name in `svc.candidates` finds."""

    def complete(
        ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        from svc import candidates

        found = getattr(candidates, what)(_app(ctx), incomplete, **more)
        return [CompletionItem(value, help=told or None) for value, told in found]

    return complete


def _app(context: click.Context) -> App:
    """The options that stand before the command, on a line that is not finished yet.

    Nothing of the line is carried out, so there is no app yet; the clock comes along as `obj`.
    """
    from svc.app import App

    root = context.find_root()
    return App(
        store_option=root.params.get("store"),
        today_option=root.params.get("today"),
        staff_option=None,
        clock=root.obj,
    )


CUSTOMER = _among("customers")
"""A customer, by how her id, its last six characters, phone, `number:` or name begin."""
PURCHASE = _among("purchases")
COMPLAINT = _among("complaints")
RETURN = _among("returns")
REPAIR = _among("repairs")
DELIVERY = _among("deliveries")
APPROVAL = _among("approvals")
EVENT = _among("events")
SURVEY = _among("surveys")
QUESTIONNAIRE = _among("questionnaires")
"""A questionnaire by its name."""
MESSAGE = _among("messages")
"""The key of a message in the outbox that is not settled."""
CONTACT = _among("contacts")
"""The key of a callback that is due."""
STAFF = _among("staff")
STEP = _among("steps")
"""A step of handling a complaint."""
TOPIC = _among("topics")
ENTRY = _among("entries")
"""An entry of the policy, by its id."""
PROFILE = _among("profile")
"""`FIELD=` for a field of a customer's profile."""


def template(channel: str | None = None) -> Complete:
    """A template of a channel, or of any."""
    return _among("templates", channel=channel)


def variable(channel: str) -> Complete:
    """`K=` for a variable of the template that the line names."""

    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        # Click stops reading at the option whose word is being typed: what stood before is left.
        name = ctx.params.get("name") or next(iter(ctx.args), "")
        return _among("variables", channel=channel, name=name)(ctx, param, incomplete)

    return complete


def column(before: str) -> Complete:
    """A field of a list to import: after the `=` of COLUMN=FIELD, or the last `,` of F,_,F.

    The list's table is the command's name: `svc import customers`; of `svc survey import` the
    fields are the questions of the questionnaire that `--form` names.
    """

    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        table = ctx.info_name or ""
        form = ctx.params.get("name")
        return _among("columns", table=table, before=before, form=form)(ctx, param, incomplete)

    return complete
