"""A template of the shop's own: begun anew, or copied from one there is (S2-027)."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from svc.errors import BadInput, Refused, WrongUsage
from svc.i18n import say
from svc.messages.header import KIND_LINE, WORD
from svc.messages.problems import UNWRITTEN
from svc.messages.templates import NAME, shipped, template
from svc.store.files import replace_one
from svc.store.settings import FILE

if TYPE_CHECKING:
    from os import PathLike

    from svc.messages.templates import TemplateInfo

FIRST_WORDS = {
    "zh": "{{ customer.call }}，" + UNWRITTEN["zh"] + "。",
    "en": "Dear {{ customer.call }}, (" + UNWRITTEN["en"] + ")",
}
OPT_OUT = "拒收请回复R"
PLAIN_CHANNELS = ("sms", "script")
"""Channels whose templates are plain words; a card or a slip is begun as a copy."""


def begin(
    store: str | PathLike[str],
    name: str,
    *,
    channel: str,
    language: str,
    kind: str | None = None,
    copy_of: str | None = None,
) -> TemplateInfo:
    """Write a new template into the shop's own folder, as text.

    Raises:
        BadInput: the name or the kind is none a template can have.
        NoSuchRecord: there is no template to copy.
        Refused: the shop has a template of this name already.
        WrongUsage: neither a kind nor a template to copy is given.
    """
    path, text = foreseen(
        store, name, channel=channel, language=language, kind=kind, copy_of=copy_of
    )
    replace_one(path, text.encode(), os.path.join(store, FILE))
    return template(name, channel=channel, language=language, store=store).info


def foreseen(
    store: str | PathLike[str],
    name: str,
    *,
    channel: str,
    language: str,
    kind: str | None = None,
    copy_of: str | None = None,
) -> tuple[str, str]:
    """Where a new template would be written, and its text; nothing is. Raises as `begin`."""
    if not re.fullmatch(NAME, name):
        raise BadInput(
            say("{name!r} is no name for a template.", name=name),
            say("Small letters, digits, - and _, 40 at most, without the ending: spring_care."),
        )
    if kind is not None and not re.fullmatch(WORD, kind):
        raise BadInput(
            say("{kind!r} is no kind of messages.", kind=kind),
            say("One word in small letters: festival, birthday, promotion."),
        )
    text = _text(store, channel, language, kind, copy_of)
    folder = os.path.join(store, "templates", channel)
    if os.path.realpath(folder) != os.path.join(os.path.realpath(store), "templates", channel):
        raise Refused(
            say("{folder} leads out of the shop.", folder=f"templates/{channel}"),
            say("Put a folder there instead of a link."),
        )
    path = os.path.join(folder, f"{name}.{language}.txt")
    if os.path.lexists(path):
        raise Refused(
            say(
                "The shop has {file} already.",
                file=f"templates/{channel}/{os.path.basename(path)}",
            ),
            say("Change it with any editor, or choose another name."),
        )
    return path, text


def replaces_shipped(info: TemplateInfo) -> bool:
    """Whether a template of the shop's stands in place of a shipped one of its name."""
    name = os.path.basename(info.file)
    return info.source == "shop" and os.path.isfile(os.path.join(shipped(), info.channel, name))


def _text(
    store: str | PathLike[str], channel: str, language: str, kind: str | None, copy_of: str | None
) -> str:
    if copy_of is not None:
        text = template(copy_of, channel=channel, language=language, store=store).text
        return text if kind is None else _of_kind(text, kind)
    if channel not in PLAIN_CHANNELS:
        raise WrongUsage(
            say("A {channel} is begun as a copy.", channel=channel),
            say("Name one with --copy; `svc template list` names them."),
        )
    if kind is None:
        raise WrongUsage(say("What is it for?"), say("Say --kind, or --copy a template there is."))
    words = FIRST_WORDS[language] + (OPT_OUT if kind == "promotion" else "")
    return _of_kind(words + "\n", kind)


def _of_kind(text: str, kind: str) -> str:
    """A template's text with this kind in its header."""
    if not text.startswith("{#svc"):
        return f'{{#svc\nkind = "{kind}"\n#}}\n{text}'
    head, end, body = text.partition("\n#}")
    changed, n = re.subn(KIND_LINE, f'kind = "{kind}"', head, count=1)
    if not n:
        changed = head.replace("{#svc", f'{{#svc\nkind = "{kind}"', 1)
    return changed + end + body
