"""The model sentences of a scene, from the shop's script for its cause."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from svc import i18n

if TYPE_CHECKING:
    from svc.app import App
    from svc.rules.practice import Stage

LINE = re.compile(r"\s*(\d)\s+\S+\s+(.+)")
"""A line of a script: its number, the step's word, what to say."""
OFFER = "{offer}"


def sentences_of(app: App, stage: Stage) -> dict[str, str]:
    """What to say for each move of a scene: as the script for it has it (S3-014).

    Moves the script has no line for have their sentence in policy.

    Raises:
        BadTemplate: the shop's own script cannot be written.
    """
    from svc.messages.facts import facts
    from svc.messages.render import Wording
    from svc.messages.templates import names, template

    store = app.store_or_none
    root = store.root if store else None
    scene, row = stage.scene, stage.advice.taken.row
    known = names("script", root)
    wanted = (row.script, row.quoted or "", row.category, "other")
    name = next(each for each in wanted if each in known)
    found = template(name, channel="script", language=i18n.spoken(), store=root)
    given = {"item": str(scene.item or ""), "offer": OFFER}
    wording = Wording(found, {key: text for key, text in given.items() if key in found.defaults})
    told = facts(
        name=str(scene.who),
        gender=scene.gender,
        number=None,
        shop=store.settings.name if store else i18n._("our shop"),
        today=app.today,
        language=i18n.spoken(),
        asked=wording.asks,
    )
    matches = map(LINE.fullmatch, wording.text(told).split("\n"))
    lines = {match[1]: match[2] for match in matches if match}
    return {move.role: lines.get(str(move.line)) or str(move.sentence) for move in stage.moves}
