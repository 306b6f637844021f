"""A repair as it is listed and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import approvals, output
from svc.commands.options import of_customer
from svc.i18n import _, say, spoken, word
from svc.records.repair import Repair
from svc.rules.answer import Citations
from svc.rules.authority import POST_NAMES
from svc.rules.piece import warranty_of
from svc.rules.repair import is_paid_work, missing, open_wait, possible_now, to_complete
from svc.rules.repair_time import law_on_tries, times
from svc.rules.statute import has_rules, region_code
from svc.rules.warranty import plain
from svc.warranties import called, piece_of, repairs_of

if TYPE_CHECKING:
    from svc.app import App
    from svc.i18n import Sentence
    from svc.records.approval import Approval
    from svc.records.part import Part

ADDED = (
    "waited_days", "repair_days", "waiting_since", "missing", "warranty_until", "parts",
    "approvals", "guidance", "warnings", "next",
)  # fmt: skip
LIST_KEYS = ("id", *Repair.fields_known(), *ADDED[:3], "missing")
DID = {
    "receive": say("goods taken in"),
    "diagnose": say("diagnosed again"),
    "help": say("part-time help"),
    "pay": say("paid"),
    "to-finance": say("money to finance"),
    "sign": say("signed for afterwards"),
    "edit": say("intake mended"),
}
"""What a line of the history says where the state stayed as it was."""


def region_of_shop(app: App) -> str | None:
    """The shop's province as policy names it; None where none is set, or its rules are unknown."""
    name = app.store.settings.region
    code = region_code(name, app.policy) if name else None
    return code if code and has_rules(code, app.policy) else None


def in_list(repair: Repair, app: App) -> dict[str, Any]:
    """A repair as a list has it: the record, its times, and what the intake lacks."""
    customer = app.store.customers.peek(repair.customer)
    return {
        **repair.to_json(),
        **times(repair, app.today).to_json(),
        "missing": missing(repair, customer),
    }


def view(repair: Repair, app: App) -> dict[str, Any]:
    """A repair with its times, the parts it took, who was asked, and what to mind."""
    return {
        **in_list(repair, app),
        "warranty_until": warranty_until(repair, app),
        "parts": [part.to_json() for part in parts_of(repair, app)],
        "approvals": [each.to_json() for each in approvals.about(app.store, repair.id)],
        "guidance": guidance(repair, app),
        "warnings": [str(warning) for warning in warnings(repair, app)],
        "next": possible_now(repair),
    }


def warranty_until(repair: Repair, app: App) -> str | None:
    """The last day of the piece's warranty as of today, the days in repair not counted."""
    until = (repair.terms or {}).get("warranty_until")
    purchase = app.store.purchases.peek(repair.purchase) if repair.purchase else None
    if until is None or purchase is None:
        return until
    wanted = (repair.item or "").lower()
    item = next((each for each in purchase.items if (called(each) or "").lower() == wanted), None)
    piece = piece_of(app.store, purchase, item or next(iter(purchase.items), None))
    cited = Citations(app.policy.at(purchase.on))
    return warranty_of(piece, app.today, app.policy, cited).warranty.until.isoformat()


def parts_of(repair: Repair, app: App) -> list[Part]:
    """The moves of parts for a repair, by day."""
    return sorted(app.store.parts.where("about", repair.id), key=lambda part: (part.on, part.id))


def guidance(repair: Repair, app: App) -> str | None:
    """What to look at first with goods of its category (S0-021); None where nothing is written."""
    in_force = app.policy.at(app.today)
    category = plain((repair.terms or {}).get("category"), in_force)
    texts = in_force["repair.guidance"].table().get(category)
    if not isinstance(texts, dict):
        return None
    text = texts.get(spoken()) or texts.get("en")
    return str(text) if text else None


def warnings(repair: Repair, app: App) -> list[Sentence]:
    """What to mind about a repair as of today."""
    found: list[Sentence] = []
    if lacking := missing(repair, app.store.customers.peek(repair.customer)):
        found.append(lacks(lacking))
        found.append(to_complete(repair, lacking))
    found += tries(repair, app)
    for approval in approvals.about(app.store, repair.id):
        if approval.what == "part_time_help" and approval.state in {"waiting", "rejected"}:
            found.append(of_consent(approval))
    if repair.paid_on is not None and repair.to_finance_on is None:
        found.append(say("Its money is not at finance yet: `svc repair to-finance {id}`.",
                         id=repair.id))  # fmt: skip
    if repair.state == "handed_back" and not repair.signed:
        found.append(unsigned(repair))
    if repair.unrepairable and repair.state == "diagnosed":
        found.append(
            say("It cannot be repaired: `svc refund quote --unrepairable` says what is owed.")
        )
    return found


def lacks(fields: list[str]) -> Sentence:
    """What the intake lacks, in words (S2-077)."""
    words = ", ".join(_(field.replace("_", " ")) for field in fields)
    return say("Not written down at the intake: {fields} (S2-077).", fields=words)


def unsigned(repair: Repair) -> Sentence:
    """That she has not signed for what she got back, and how to note it once she has."""
    return say("The customer did not sign for it; once she has: `svc repair sign {id}`.",
               id=repair.id)  # fmt: skip


def of_consent(approval: Approval) -> Sentence:
    """That part-time help is not agreed to (S2-087)."""
    if approval.state == "rejected":
        return say("{post} did not agree to part-time help ({id}).",
                   post=POST_NAMES[approval.post], id=approval.id)  # fmt: skip
    return say("Part-time help waits for {post} ({id}).",
               post=POST_NAMES[approval.post], id=approval.id)  # fmt: skip


def how_to_settle(approval: Approval) -> Sentence:
    """What to type so that nothing waits any more."""
    return say("`svc approval approve {id}` or `svc approval reject {id}`, by whoever may.",
               id=approval.id)  # fmt: skip


def tries(repair: Repair, app: App) -> list[Sentence]:
    """What the law says of a piece that was repaired before."""
    purchase = app.store.purchases.peek(repair.purchase) if repair.purchase else None
    if purchase is None:
        return []
    cited = Citations(app.policy.at(repair.on))
    others = repairs_of(app.store, purchase, repair.item)
    return law_on_tries(repair, others, cited, app.today, region_of_shop(app))


def problem_text(repair: Repair) -> str:
    """What is wrong; of a care service without more said, its word."""
    return word(repair.problem) if repair.problem == repair.care else repair.problem


def state_text(repair: Repair) -> str:
    """Its state, and what it waits for."""
    wait = open_wait(repair) if repair.state == "waiting" else None
    if wait is None:
        return _(repair.state)
    return f"{_(repair.state)} ({_(str(wait.get('for', '')))})"


def cost_text(repair: Repair) -> str:
    """Free, or its price and whether it was paid."""
    if not is_paid_work(repair):
        return _("free of charge")
    price = _("price not agreed") if repair.price is None else f"¥{repair.price}"
    return f"{price}, {_('paid') if repair.paid_on else _('not paid')}"


def as_text(repair: Repair, app: App) -> str:
    """A repair for people."""
    shown = view(repair, app)
    names = {member.id: member.name for member in app.store.staff.all()}
    rows: list[tuple[str, Any]] = [
        (_("id"), repair.id),
        (_("customer"), of_customer(repair.customer, app.store)),
        (_("phone"), repair.phone),
        (_("address"), repair.address),
        (_("date"), repair.on),
        (_("purchase"), " ".join(filter(None, (repair.purchase, repair.item)))),
        (_("model"), repair.model),
        (_("bought on"), repair.bought_on),
        (_("care"), repair.care and word(repair.care)),
        (_("problem"), problem_text(repair)),
        (_("symptom"), repair.symptom),
        (_("state"), state_text(repair)),
        (_("costs"), cost_text(repair)),
        (_("warranty until"), shown["warranty_until"]),
        (_("complaint"), repair.complaint),
        (_("received on"), repair.received_on),
        (_("diagnosis"), repair.diagnosis),
        (_("repairer"), names.get(repair.repairer or "", repair.repairer)),
        (_("helper"), names.get(repair.helper or "", repair.helper)),
        (_("invoice"), repair.invoice),
        (_("paid on"), repair.paid_on),
        (_("to finance on"), repair.to_finance_on),
        (_("finished on"), repair.done_on),
        (_("handed back on"), repair.handed_back_on),
        (_("days waited"), shown["waited_days"]),
        (_("days of repair"), shown["repair_days"]),
        (_("look at first"), shown["guidance"] if repair.is_open and not repair.care else None),
        *((_("parts"), part_text(part)) for part in parts_of(repair, app)),
        *((_("mind"), warning) for warning in shown["warnings"]),
    ]
    for line in repair.history:
        who, said = str(line.get("staff", "")), str(line.get("text", ""))
        done = str(DID.get(str(line.get("did")), "")) or _(str(line.get("state", "")))
        words = [done, names.get(who, who), names.get(said, said)]
        rows.append((str(line.get("at", "")), "  ".join(word for word in words if word)))
    return output.pairs(row for row in rows if row[1] not in (None, ""))


def part_text(part: Part) -> str:
    """A move of a part in a line: `in ZIP-20 × 2`."""
    return f"{part.on} {_(part.move)} {part.code} × {part.qty}"
