"""`svc tier rules`: the tiers, what they take and what they bring, to be told to a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.calendar.festivals import glossed
from svc.commands.options import formats, on_option, pass_app
from svc.commands.tier import VERBS
from svc.i18n import _, say, spoken
from svc.rules.benefit import Off, rate_of, standing_rates, what_of
from svc.rules.named_goods import GOODS
from svc.rules.tier import scheme

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App
    from svc.i18n import Sentence
    from svc.policy import DatedPolicy
    from svc.rules.tier import Level, Scheme


@click.command(help=str(VERBS["rules"]))
@on_option
@formats
@pass_app
def command(app: App, on: date, form: str) -> None:
    """Levels, conditions, benefits and how they are kept, as of a day (S2-011)."""
    policy = app.policy.at(on)
    levels = scheme(policy)
    output.show_record(view(policy, levels, on), form, lambda: as_text(policy, levels))


def view(policy: DatedPolicy, levels: Scheme, on: date) -> dict[str, Any]:
    """The whole page as JSON."""
    rates = standing_rates(policy, levels)
    return {
        "on": on.isoformat(),
        "window_months": levels.months,
        "vip_from": levels.vip_from,
        "tiers": [
            {
                "tier": level.key,
                "name": str(level.name),
                "spend": None if level.spend is None else str(level.spend),
                "single": None if level.single is None else str(level.single),
                "purchases": level.purchases,
                "vip": levels.is_vip(level.key),
                "discount": str(rates.get(level.key, "0.00")),
            }
            for level in levels.levels
        ],
        "birthday": policy["benefit.birthday"].table(),
        "stacking": policy["benefit.stacking"].text(),
        "festivals": policy["benefit.festivals"].rows(),
        "named": policy["benefit.named"].rows(),
        "rules": [text_of(row) for row in policy["tier.rules"].rows()],
    }


def as_text(policy: DatedPolicy, levels: Scheme) -> str:
    """The page for people: to be read out, or pinned up."""
    rates = standing_rates(policy, levels)
    parts = [output.bold(_("Tiers and what they take")), ""]
    for level in levels.levels:
        mark = " · VIP" if levels.is_vip(level.key) else ""
        parts.append(output.prose(f"{level.name}{mark}", "  "))
        parts += [output.prose(each, "    ") for each in conditions(level, levels.months)]
        if rate := rates.get(level.key):
            parts.append(output.prose(say("Standing discount: {off}.", off=Off(rate)), "    "))
    parts += ["", output.bold(_("What there is besides")), ""]
    parts += [output.prose(each, "  ") for each in besides(policy, levels)]
    parts += ["", output.bold(_("How tiers are kept")), ""]
    rules = [text_of(row) for row in policy["tier.rules"].rows()]
    return "\n".join([*parts, *(output.prose(f"{n}. {r}", "  ") for n, r in enumerate(rules, 1))])


def conditions(level: Level, months: int) -> list[Sentence]:
    """What a tier takes: any one of these."""
    if level.is_free:
        return [say("Everybody begins here.")]
    found = []
    if level.spend is not None:
        found.append(
            say("¥{amount} spent within {months} months", amount=level.spend, months=months)
        )
    if level.single is not None:
        found.append(
            say("or one purchase of ¥{amount} in that time", amount=level.single)
            if found
            else say("one purchase of ¥{amount} within {months} months",
                     amount=level.single, months=months)
        )  # fmt: skip
    if level.purchases is not None:
        found.append(
            say("or purchases in that time: {n}", n=level.purchases)
            if found
            else say("purchases within {months} months: {n}", n=level.purchases, months=months)
        )
    return found


def besides(policy: DatedPolicy, levels: Scheme) -> list[Sentence]:
    """Birthday, festivals and named goods in sentences."""
    birthday = policy["benefit.birthday"]
    found = []
    if "en" in birthday.table():
        found.append(say("On the birthday: {what}.", what=what_of(birthday, birthday.table())))
    if rate := rate_of(birthday, birthday.table()):
        lowest = levels.levels[levels.place(levels.vip_from)]
        found.append(
            say(
                "A VIP, from {tier} on, who shops on the birthday: {off} on top.",
                tier=lowest.name,
                off=Off(rate),
            )
        )
    comma = "、" if spoken() == "zh" else ", "
    festivals, named = policy["benefit.festivals"], policy["benefit.named"]
    for row in festivals.rows():
        gift = f"{what_of(festivals, row)}{since(row, levels)}"
        found.append(say("{what}: {gift}.", what=_festival(row), gift=gift))
    for row in named.rows():
        goods = [str(each) for name in GOODS for each in row.get(name, ())]
        gift = f"{what_of(named, row)}{since(row, levels)}"
        found.append(say("With {goods}: {gift}.", goods=comma.join(readable(goods)), gift=gift))
    return found


def _festival(row: dict[str, Any]) -> str:
    """The festival of a row, with what it means for who reads English."""
    name = str(row.get("festival"))
    return name if spoken() == "zh" else glossed(name)


def readable(names: list[str]) -> list[str]:
    """Of names in both languages those of the one in use; all of them where it has none."""
    is_english = spoken() != "zh"
    own = [name.replace("_", " ") for name in names if name.isascii() == is_english]
    return own or names


def since(row: dict[str, Any], levels: Scheme) -> str:
    """For whom and when a row holds, in brackets; nothing where it is for everybody, always."""
    told = []
    if level := next((each for each in levels.levels if each.key == row.get("from")), None):
        told.append(str(say("from {tier} on", tier=level.name)))
    if "first" in row or "last" in row:
        told.append(f"{row.get('first', '')} – {row.get('last', '')}".strip())
    return f" ({', '.join(told)})" if told else ""


def text_of(row: dict[str, Any]) -> str:
    """A row's text in the language now in use."""
    return str(row["zh"] if spoken() == "zh" else row["en"])
