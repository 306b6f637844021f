"""Consent by channel: given, and not withdrawn since (PIPL 14, 15); opt-outs obeyed everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import Sentence, labelled, listed, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CHANNEL_OF = {
    "phone": "phone",
    "message": "sms",
    "call": "phone",
    "letter": "post",
    "visit": "phone",
}
"""The channel of consent behind the way of a contact; a visit is asked for by phone."""
PURPOSES = ("care", "marketing", "service")
WAYS = ("sms", "form", "call", "visit", "wechat", "letter", "import")
SAID: Mapping[str, Sentence] = {
    "marketing": say("advertising"),
    "phone": say("phone calls"),
    "wechat": say("WeChat"),
    "email": say("e-mail"),
    "post": say("letters"),
    "form": say("on a form"),
    "call": say("on the phone"),
    "visit": say("in the shop"),
    "letter": say("by letter"),
    "import": say("in a list that was read"),
}
"""What the words of the log mean to people."""
PURPOSE_SAID: Mapping[str, Sentence] = {
    "care": say("wishes and care"),
    "marketing": say("offers and news"),
    "service": say("notices about goods"),
}
"""What a channel was agreed to for (PIPL 14)."""
MESSAGES = say("text messages")
_WAYS_SAID = {"sms": say("by text message"), "wechat": say("by WeChat")}
_PURPOSE_OF = {"marketing": "marketing"}
OPT_OUT = ("sms", "marketing")
"""What whoever answers TD to a message takes back."""


_ALIKE = (
    ("sms", "message", "短信"),
    ("phone", "call", "电话"),
    ("post", "letter", "信件"),
    ("visit", "上门", "到店"),
    ("email", "e-mail", "邮件"),
    ("wechat", "微信"),
    ("marketing", "advertising", "广告"),
    ("form", "表格"),
)
"""Words for one and the same: each place where a channel is typed has its own for it."""


def way_named(typed: str, codes: Iterable[str]) -> str:
    """The code among these that a word for a channel means, else the word as it was typed."""
    word, known = typed.strip().casefold(), tuple(codes)
    if word in known:
        return word
    alike = next((words for words in _ALIKE if word in words), ())
    return next((code for code in known if code in alike), typed)


def agreed(consent: Mapping[str, Any], channel: str) -> bool:
    """Whether consent holds for a channel: given, and not withdrawn since."""
    state = consent.get(channel)
    if not isinstance(state, dict):
        return bool(state)
    return bool(state.get("given")) and not state.get("withdrawn")


def withdrawn(consent: Mapping[str, Any], channel: str) -> bool:
    """Whether she has said that she wants nothing by a channel."""
    state = consent.get(channel)
    return isinstance(state, dict) and bool(state.get("withdrawn"))


def refuses(consent: Mapping[str, Any], way: str) -> bool:
    """Whether she has opted out of the way of a contact: a call, a message, a letter, a visit.

    Asked before every contact, also at the moment it is made; what was never given is no refusal.
    """
    return withdrawn(consent, CHANNEL_OF.get(way, way))


def acts(
    act: str,
    channels: Iterable[str],
    *,
    at: str,
    purpose: str | None = None,
    by: str | None = None,
    staff: str | None = None,
    text: str | None = None,
) -> Iterator[dict[str, Any]]:
    """What is put down of consent given or withdrawn: when, which channel, what for, which way."""
    for channel in channels:
        told = {
            "at": at,
            "act": act,
            "channel": channel,
            "purpose": purpose or (_PURPOSE_OF.get(channel, "care") if act == "given" else None),
            "by": by,
            "staff": staff,
            "text": text,
        }
        yield {name: value for name, value in told.items() if value}


def logged(
    log: Iterable[Mapping[str, Any]], news: Iterable[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], ...]:
    """The log with these acts at its end; what only says the last word again is left out.

    Nothing in the log is ever changed: it is the proof that she agreed, or that she did not.
    """
    found = list(log)
    for act in news:
        last = next((e for e in reversed(found) if e.get("channel") == act["channel"]), None)
        if last is None or _told(last) != _told(act):
            found.append(act)
    return tuple(found)


def _told(act: Mapping[str, Any]) -> tuple[Any, ...]:
    """What an act says, whenever it was said and whoever noted it."""
    return act.get("act"), act.get("purpose")


def as_said(act: Mapping[str, Any]) -> str:
    """An entry of the log for people: what and which channel, what for and which way, her words.

    The purpose of what is taken back is left out: nothing comes by the channel any more.
    """
    channel, by = channel_said(str(act.get("channel"))), act.get("by")
    gave = act.get("act") == "given"
    said = say("agreed to {channel}", channel=channel)
    if not gave:
        said = say("took back {channel}", channel=channel)
    purpose = act.get("purpose") if gave else None
    more = [
        PURPOSE_SAID.get(str(purpose), purpose),
        _WAYS_SAID.get(str(by)) or SAID.get(str(by), by),
    ]
    if beside := listed(word for word in more if word):
        said = aside(said, beside)
    text = act.get("text")
    return labelled(said, text) if text else str(said)


def aside(said: object, beside: object) -> Sentence:
    """What is said, with what goes beside it in brackets."""
    return say("{said} ({beside})", said=said, beside=beside)


def channel_said(channel: str) -> str:
    """A channel of consent for people."""
    return str(MESSAGES if channel == "sms" else SAID.get(channel, channel))
