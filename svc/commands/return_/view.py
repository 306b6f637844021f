"""A return as it is listed and shown: the record, its slip, its approvals, its reasons."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from svc import approvals, output
from svc.commands.options import of_customer
from svc.commands.purchase.goods import line_text
from svc.commands.quoting import reasons
from svc.errors import BadData, SvcError
from svc.frozen import replace
from svc.i18n import _, say, spoken, word
from svc.records.return_ import Return
from svc.rules.authority import POST_NAMES
from svc.rules.quoted import Reasons, reasons_on_file, still_says
from svc.rules.refund import quote
from svc.rules.return_ import missing_on_slip
from svc.rules.ruling import DECISION_NAMES, RefundCase, cause_word
from svc.rules.sold import goods_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from svc.app import App
    from svc.records.approval import Approval

KEYS = ("id", *Return.fields_known(), "slip", "approvals")


def listed(returned: Return, about: Sequence[Approval]) -> dict[str, Any]:
    """A return as the contract lists it: the record, its slip, its approvals."""
    shown = returned.to_json()
    if returned.quote is not None:
        shown["quote"] = {k: value for k, value in shown["quote"].items() if k != "reasons"}
    with suppress(BadData):
        shown["goods"] = [each.to_json() for each in goods_of(returned)]
    shown["taken"] = [item.to_json() for item in returned.taken]
    return shown | {
        "slip": {
            "receipt": returned.receipt,
            "signed": returned.signed,
            "phone": returned.phone,
            "invoice": returned.invoice,
            "missing": missing_on_slip(returned),
        },
        "approvals": [each.to_json() for each in about],
    }


def view(returned: Return, app: App) -> dict[str, Any]:
    """A return as the contract shows it: with the reasons of its quote in the language spoken."""
    why = explained(app, returned) or Reasons(explanation=(), warnings=())
    shown = listed(returned, approvals.about(app.store, returned.id))
    shown["quote"] = (shown["quote"] or {}) | why.to_json()
    return shown


def explained(app: App, returned: Return) -> Reasons | None:
    """The reasons of a return's quote as they went on file, in the language now spoken.

    A return of before they were kept is quoted again from what was asked. None where the policy on
    file gives other figures by now: nobody is told reasons that do not lead to those that hold.
    """
    if (kept := reasons_on_file(returned.quote, spoken())) is not None:
        return kept
    if returned.case is None or returned.quote is None:
        return None
    with suppress(ValueError, SvcError):
        case = replace(RefundCase.from_raw(returned.case), goods=goods_of(returned))
        answer = quote(case, app.policy)
        if still_says(answer, returned.quote):
            return Reasons(
                explanation=tuple(map(str, answer.explanation)),
                warnings=tuple(map(str, answer.warnings)),
                rules=answer.rules,
            )
    return None


def goods_text(returned: Return) -> str:
    """The pieces in a line for people; `-` where nobody can read them."""
    with suppress(BadData):
        return "; ".join(str(each.said()) for each in goods_of(returned))
    return output.cell(None)


def as_text(returned: Return, app: App) -> str:
    """A return for people: what it is, the money, the slip, who decides, why."""
    on_file = returned.quote or {}
    decision = on_file.get("decision")
    named = DECISION_NAMES[decision] if decision in tuple(DECISION_NAMES) else None
    slip = [_(name) for name in missing_on_slip(returned)]
    asked = approvals.about(app.store, returned.id)
    people = {member.id: member.name for member in app.store.staff.all()}
    rows: list[tuple[str, Any]] = [
        (_("id"), returned.id),
        (_("customer"), of_customer(returned.customer, app.store)),
        (_("purchase"), returned.purchase),
        (_("complaint"), returned.complaint),
        (_("date"), returned.on),
        (_("goods"), goods_text(returned)),
        (_("cause"), cause_word(returned.cause)),
        (_("defect"), returned.defect),
        (_("outcome"), word(returned.outcome)),
        (_("state"), _(returned.state)),
        (_("by the rules"), named),
        (_("goodwill"), on_file.get("goodwill")),
        (_("fee"), returned.fee),
        (_("refund"), returned.refund),
        *((_("taken"), line_text(item)) for item in returned.taken),
        (_("new purchase"), returned.new_purchase),
        (_("price difference"), returned.difference),
        (_("second price"), returned.second_price),
        (_("receipt"), returned.receipt),
        (_("invoice"), returned.invoice),
        (_("invoice amount"), returned.invoice_amount),
        (_("signed"), _("yes") if returned.signed else None),
        (_("phone"), returned.phone),
        (_("missing on the slip"), ", ".join(slip)),
        (_("settled on"), returned.settled_on),
        (_("paid by"), returned.paid_by and _(returned.paid_by)),
        (_("checked by"), returned.checked_by),
        *((_(each.state), approval_text(each)) for each in asked),
        *((str(entry.get("at", "")), _step(entry, people)) for entry in returned.history),
    ]
    lines = [output.pairs(row for row in rows if row[1] not in (None, ""))]
    why = explained(app, returned)
    if why is not None:
        return "\n".join([*lines, *reasons(why.explanation, why.rules, why.warnings)])
    if returned.quote is not None:
        other = say("The rules on file give other figures by now; those of this return hold.")
        lines += ["", output.prose(other)]
    return "\n".join(lines)


def approval_text(approval: Approval) -> str:
    """One approval of a return in a line: what, for whom, how much, under which id."""
    words = [word(approval.what), str(POST_NAMES.get(approval.post, approval.post)), approval.id]
    if approval.amount is not None:
        words.append(str(approval.amount))
    return "  ".join(words)


def _step(entry: Mapping[str, Any], people: Mapping[str, str]) -> str:
    post, staff = entry.get("post"), entry.get("staff")
    words = [
        word(str(entry.get("state", ""))), people.get(str(staff), staff), post and word(str(post)),
    ]  # fmt: skip
    return "  ".join(
        str(each) for each in (*words, entry.get("amount"), entry.get("text")) if each
    )
