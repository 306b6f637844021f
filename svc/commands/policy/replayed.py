"""What a replay found, as it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import output
from svc.i18n import Sentence, _, say

if TYPE_CHECKING:
    from svc.rules.replay import Replay, Replayed

COLUMNS = {
    "id": "id", "on": "date", "was": "was", "fee_before": "fee", "refund_before": "money back",
    "would_be": "would be", "fee_after": "fee", "refund_after": "money back",
    "difference": "price difference", "because": "because",
}  # fmt: skip
KEYS = (
    "id", "on", "bought", "outcome", "changed", "was_decision", "was_fee", "was_refund",
    "would_be_decision", "would_be_fee", "would_be_refund", "difference", "because", "altered",
)  # fmt: skip


def show(found: Replay, form: str) -> None:
    """The changed cases and the totals; for programs every case."""
    if form == "json":
        output.show_record(found.to_json(), form)
        return
    if form == "text":
        output.show_list([_row(case) for case in found.changed], COLUMNS, form, below=("because",))
        if found.changed:
            output.write("\n")
        output.write(totals_as_text(found))
    else:
        rows = [case.to_json() for case in found.cases]
        if form != "jsonl":
            rows = [flattened(row) for row in rows]
        output.show_list(rows, COLUMNS, form, keys=KEYS)
    for each in found.not_replayed:
        output.warn(say("{id} cannot be replayed: {reason}", id=each.id, reason=each.reason))


def flattened(row: dict[str, Any]) -> dict[str, Any]:
    """A case as one line of a sheet: `was` and `would_be` a column each figure."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{name}_{key}": each for key, each in value.items()}
        else:
            flat[name] = " ".join(value) if isinstance(value, list) else value
    return flat


def _row(case: Replayed) -> dict[str, Any]:
    return {
        "id": case.id,
        "on": case.on,
        "was": _(case.was.decision),
        "fee_before": case.was.fee,
        "refund_before": case.paid(case.was),
        "would_be": _(case.would_be.decision),
        "fee_after": case.would_be.fee,
        "refund_after": case.paid(case.would_be),
        "difference": f"{case.difference:+}" if case.difference else case.difference,
        "because": list(case.because),
    }


def totals_as_text(found: Replay) -> str:
    """The cases counted, the money before and after, and what it comes to."""
    totals = found.totals()
    rows: list[tuple[str, Any]] = [
        (_("Cases"), totals["cases"]),
        (_("Changed"), totals["changed"]),
        (_("Money back"), f"{totals['refunds_before']} → {totals['refunds_after']}"),
        (_("Fees"), f"{totals['fees_before']} → {totals['fees_after']}"),
    ]
    if totals["not_replayed"]:
        rows.append((_("Not replayed"), totals["not_replayed"]))
    lines = [output.pairs(rows), output.prose(_verdict(found))]
    if totals["altered"]:
        lines.append(
            output.prose(
                say(
                    "For {n} of them the shop's own files no longer give what was quoted: a value "
                    "in force on the day of the sale was changed since.",
                    n=totals["altered"],
                )
            )
        )
    return "\n".join(lines)


def _verdict(found: Replay) -> Sentence:
    if not found.cases:
        return say("There is no return on file to replay.")
    if found.difference > 0:
        return say("It would have cost the shop {amount} yuan more.", amount=found.difference)
    if found.difference < 0:
        return say("It would have cost the shop {amount} yuan less.", amount=-found.difference)
    return say("It would have cost the shop the same.")
