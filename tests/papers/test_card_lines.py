"""Where a card's lines end, how wide they are by the rule, and what is never torn."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.papers.lines import NOT_FIRST, NOT_LAST, broken, em, width

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=120
)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("在您生日的这一天", 4, ["在您生日", "的这一天"]),
        ("在您生日，这一天", 4, ["在您生", "日，这一", "天"]),
        ("愿您（和家人）好", 3, ["愿您", "（和家", "人）好"]),
        ("愿您“好”", 3, ["愿您", "“好”"]),
        ("如愿……真的", 4, ["如愿……", "真的"]),
        ("今年11月22日好", 5, ["今年11月", "22日好"]),
        ("买了Anna的大衣", 4.75, ["买了Anna", "的大衣"]),
        ("", 4, [""]),
        ("阿依古丽·麦麦提江女士：", 10, ["阿依古丽·", "麦麦提江女士："]),
        ("谢谢阿依·古丽常来小店坐坐聊聊", 8, ["谢谢阿依·古丽常", "来小店坐坐聊聊"]),
    ],
)
def test_chinese(text: str, room: float, lines: list[str]) -> None:
    """By character; no line begins with a closing mark or ends with an opening one."""
    assert broken(text, room, chinese=True) == lines


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("Thank you for choosing", 6.5, ["Thank you", "for choosing"]),
        ("Ann   Featherstone-Haugh", 7.5, ["Ann", "Featherstone-", "Haugh"]),
        ("aaaaaaaaaa", 2.9, ["aaaaa", "aaaaa"]),
        ("Ann Featherstone-Haugh", 10.5, ["Ann", "Featherstone-Haugh"]),
        ("Dear Mr 努尔·麦麦提", 7, ["Dear Mr", "努尔·麦麦提"]),
        ("王芳 and Ann", 5, ["王芳 and", "Ann"]),
    ],
)
def test_words(text: str, room: float, lines: list[str]) -> None:
    """By words; after a hyphen, too; what no line holds is broken where it must be."""
    assert broken(text, room, chinese=False) == lines


def test_the_first_line_is_shorter() -> None:
    """It begins two characters in."""
    assert broken("一二三四五六", 4, chinese=True, indent=2) == ["一二", "三四五六"]


def test_what_joins_is_never_torn() -> None:
    """A family of pictures, a tone of skin, an accent set on top."""
    family = "👩\u200d👩\u200d👧"
    for text in (family, "👍🏽", "e\u0301"):
        assert broken(text * 3, em(text[0], chinese=False), chinese=False)[0].startswith(text)
    assert width("e\u0301", chinese=False) == em("e", chinese=False)


@given(TEXTS, st.floats(6, 40), st.booleans())
def test_no_line_is_wider_than_its_room(text: str, room: float, chinese: bool) -> None:
    """Whatever the text; nothing of it is lost."""
    lines = broken(text, room, chinese=chinese)
    family = 6 * 1.4  # what joins may be as wide as it likes
    for line in lines:
        wide = width(line, chinese=chinese)
        assert wide <= max(room, family if "\u200d" in line else 0) + 1e-6 or len(line) == 1
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text("一二三四五，。！“”（）《》、", max_size=80), st.integers(8, 30))
def test_marks_stay_where_they_belong(text: str, room: int) -> None:
    """Unless there are nothing but marks for a whole line."""
    lines = broken(text, room, chinese=True)
    for before, after in pairwise(lines):
        torn = after[0] in NOT_FIRST or before[-1] in NOT_LAST
        marks = NOT_FIRST | NOT_LAST
        assert not torn or sum(c in marks for c in before + after) > room / 2
