"""SMS counting: the mainland's rule and GSM's, with smsutil as a second opinion."""

from __future__ import annotations

import random

import pytest

from svc.messages.counting import GSM_BASIC, GSM_EXTENDED, count

HAN, EMOJI = "衣", "🎂"

MAINLAND = [
    ("", 0, 0),
    ("a", 1, 1),
    (HAN * 70, 70, 1),
    (HAN * 71, 71, 2),
    (HAN * 134, 134, 2),
    (HAN * 135, 135, 3),
    ("a" * 70, 70, 1),  # plain ASCII is cut at 70 all the same
    ("a" * 71, 71, 2),
    ("【锦绣衣坊】" + HAN * 64, 70, 1),  # the signature counts
    (EMOJI * 35, 70, 1),
    (EMOJI * 36, 72, 2),
    (HAN * 66 + EMOJI + HAN * 66, 134, 3),  # a plain division would say 2
    ("a b\n1", 5, 1),
]

GSM = [
    ("", "GSM-7", 0, 0),
    ("a" * 160, "GSM-7", 160, 1),
    ("a" * 161, "GSM-7", 161, 2),
    ("a" * 306, "GSM-7", 306, 2),
    ("a" * 307, "GSM-7", 307, 3),
    ("€" * 80, "GSM-7", 160, 1),
    ("€" * 81, "GSM-7", 162, 2),
    ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),  # the escape stays with its character
    ("it's fine: [50]", "GSM-7", 17, 1),
    ("it’s", "UCS-2", 4, 1),
    (HAN * 71, "UCS-2", 71, 2),
]


@pytest.mark.parametrize(("text", "characters", "segments"), MAINLAND)
def test_mainland(text: str, characters: int, segments: int) -> None:
    """70 alone, else 67 each, in UTF-16 units, whatever the script (domain 3.1)."""
    counted = count(text)
    assert (counted.encoding, counted.characters) == ("UCS-2", characters)
    assert counted.segments == len(counted.split) == segments
    assert "".join(counted.split) == text


@pytest.mark.parametrize(("text", "encoding", "characters", "segments"), GSM)
def test_gsm(text: str, encoding: str, characters: int, segments: int) -> None:
    """160 alone, else 153 septets each, extended characters twice; UCS-2 where it must be."""
    counted = count(text, "gsm")
    assert (counted.encoding, counted.characters) == (encoding, characters)
    assert counted.segments == len(counted.split) == segments
    assert "".join(counted.split) == text


def test_parts_hold_at_most_67_units() -> None:
    """No part of a long text is longer than the network takes, and no emoji is torn."""
    parts = count(EMOJI * 100).split
    assert all(len(part.encode("utf-16-le")) <= 2 * 67 for part in parts)
    assert [len(part) for part in parts] == [33, 33, 33, 1]


def test_agrees_with_smsutil() -> None:
    """A second implementation gives the same encoding, count and cuts for 1,500 texts."""
    import smsutil

    draw = random.Random(1)
    pools = [sorted(GSM_BASIC), sorted(GSM_BASIC | GSM_EXTENDED), ["a", HAN, EMOJI, "ñ"]]
    for _ in range(1500):
        pool = draw.choice(pools)
        text = "".join(draw.choices(pool, k=draw.choice([1, 69, 70, 71, 134, 135, 160, 161, 320])))
        counted = count(text, "gsm")
        theirs = smsutil.split(text)
        assert list(counted.split) == [part.content for part in theirs.parts]
        assert (counted.encoding == "GSM-7") == (theirs.encoding == "gsm0338")
