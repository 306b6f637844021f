"""What the shop's rules reward and punish: rows of policy, and which of them apply to whom.

Nothing is paid or deducted here: the rules are read out, and a manager decides (S0-019, S3-045).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import BadInput
from svc.frozen import Frozen
from svc.i18n import say
from svc.money import price
from svc.rules.complaint import OF_STAFF
from svc.rules.conduct import TRUE
from svc.rules.tier import Named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from svc.i18n import Sentence
    from svc.policy import DatedPolicy
    from svc.rules.conduct import Found

ENTRIES = ("rewards", "penalties")
RANKS = ("contest_rank", "effective_rank")
AT_LEAST = ("score_at_least", "referrals_at_least")
OF_CASES = ("category", "finding")
WHEN = (*RANKS, *AT_LEAST, *OF_CASES)
"""The words of a condition."""
DOES: dict[str, Sentence] = {
    "reward": say("reward"),
    "warning": say("is warned"),
    "deduct_bonus": say("the quality bonus is deducted"),
    "apologise": say("apologises"),
    "pay_loss": say("makes good the loss"),
    "leave": say("leaves the company"),
}
"""What a rule may give."""
ROW = frozenset({"key", "en", "zh", "when", "does", "amount", "sources", "on", "default_of_tool"})
"""What a row may hold."""
A_ROW = (
    '{ key = "best_files", en = "…", zh = "…", when = { contest_rank = 1 }, does = ["reward"], '
    'sources = ["S2-007"] }'
)


class Rule(Frozen):
    """A row of `staff.rewards` or `staff.penalties`: all of `when` must hold."""

    key: str
    name: Named
    when: Mapping[str, Any]
    does: tuple[str, ...]
    amount: Decimal | None
    sources: tuple[str, ...]
    policy: str


class Standing(Frozen):
    """What the conditions are held against: one member's ranks, score, referrals and findings.

    A rank is None where she has too few files, the score where nobody judges her.
    """

    contest_rank: int | None = None
    effective_rank: int | None = None
    score: Decimal | None = None
    referrals: int = 0
    found: tuple[Found, ...] = ()


class Applies(Frozen):
    """A rule that applies to somebody, by which cases."""

    rule: Rule
    cases: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The keys for scripts; `amount` in yuan, null where the shop sets none."""
        rule = self.rule
        return {
            "rule": rule.key,
            "name": str(rule.name),
            "does": list(rule.does),
            "amount": None if rule.amount is None else str(rule.amount),
            "cases": list(self.cases),
            "policy": rule.policy,
            "sources": list(rule.sources),
        }


def rules(policy: DatedPolicy, name: str) -> list[Rule]:
    """The rows of `staff.rewards` or `staff.penalties` in force; raises BadPolicy."""
    found = policy[f"staff.{name}"]
    rows = found.rows()
    if not all(map(is_rule, rows)):
        raise found.wrong(say("rows such as {example}", example=A_ROW))
    return [
        Rule(
            key=row["key"],
            name=Named(en=row["en"], zh=row["zh"]),
            when=row["when"],
            does=tuple(row["does"]),
            amount=price(row["amount"]) if "amount" in row else None,
            sources=tuple(row.get("sources", ())),
            policy=found.id,
        )
        for row in rows
        if row.get("on", True)
    ]


def is_rule(row: Mapping[str, Any]) -> bool:
    """Whether a row is a rule: key, names, known conditions, known consequences."""
    does, sources = row.get("does"), row.get("sources", [])
    return bool(
        row.keys() <= ROW
        and all(isinstance(row.get(name), str) and row[name] for name in ("key", "en", "zh"))
        and is_condition(row.get("when"))
        and isinstance(does, list)
        and does
        and all(isinstance(each, str) and each in DOES for each in does)
        and isinstance(sources, list)
        and all(isinstance(each, str) for each in sources)
        and all(isinstance(row.get(name, True), bool) for name in ("on", "default_of_tool"))
        and ("amount" not in row or _is_price(row["amount"]))
    )


def is_condition(when: Any) -> bool:
    """Whether a table holds words of `WHEN` with what each is held against, at least one."""
    if not isinstance(when, dict) or not when or not when.keys() <= set(WHEN):
        return False
    figures = [when[name] for name in (*RANKS, *AT_LEAST) if name in when]
    return all(type(each) is int and each >= 1 for each in figures) and all(
        set(_words(when[name])) <= set(known) and _words(when[name])
        for name, known in zip(OF_CASES, (OF_STAFF, TRUE), strict=True)
        if name in when
    )


def _words(value: Any) -> list[Any]:
    """One word, or several; what is neither gives none."""
    words = value if isinstance(value, list) else [value]
    return words if all(isinstance(each, str) for each in words) else []


def _is_price(value: Any) -> bool:
    try:
        price(value if isinstance(value, str) else "")
    except BadInput:
        return False
    return True


def applying(rows: Iterable[Rule], standing: Standing) -> list[Applies]:
    """The rules that apply to a member, as the policy has them, with the cases they rest on."""
    found = []
    for rule in rows:
        cases = _cases(rule.when, standing.found)
        if _holds(rule.when, standing) and (cases or not set(OF_CASES) & rule.when.keys()):
            found.append(Applies(rule=rule, cases=tuple(cases)))
    return found


def _holds(when: Mapping[str, Any], standing: Standing) -> bool:
    ranks = {"contest_rank": standing.contest_rank, "effective_rank": standing.effective_rank}
    held = {"score_at_least": standing.score, "referrals_at_least": standing.referrals}
    return all(
        rank is not None and rank <= when[name] for name, rank in ranks.items() if name in when
    ) and all(
        figure is not None and figure >= when[name]
        for name, figure in held.items()
        if name in when
    )


def _cases(when: Mapping[str, Any], found: Sequence[Found]) -> list[str]:
    """The cases a condition means; without `finding` those that were found true."""
    if not set(OF_CASES) & when.keys():
        return []
    categories = _words(when.get("category", list(OF_STAFF)))
    findings = _words(when.get("finding", list(TRUE)))
    return [
        each.complaint
        for each in found
        if each.category in categories and each.finding in findings
    ]
