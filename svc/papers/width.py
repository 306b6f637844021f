"""Text laid out for a roll of paper: so many columns, a Chinese character taking two.

A slip's template is written without counting columns. Of its lines, `# words` stands in the
middle, `---` is a rule across the paper, `label | value` puts the value on the right, or below the
label where it is too long, `label | ...` leaves dots to write on, and anything else is wrapped.
"""

from __future__ import annotations

from unicodedata import east_asian_width

from svc import output, screen

CENTRED = "# "
RULE = "---"
PAIR = " | "
DOTS = "..."
INDENT = 2
FEWEST_DOTS = 6
"""Nobody signs on fewer: then the dots get a line of their own."""


def laid_out(text: str, columns: int) -> str:
    """The lines of a template's text on paper of so many columns; none is longer."""
    return "\n".join(line for row in text.split("\n") for line in _lines(row.strip(), columns))


def _lines(row: str, columns: int) -> list[str]:
    if row == RULE:
        return ["-" * columns]
    if row.startswith(CENTRED):
        return [_centred(line, columns) for line in fitted(row.removeprefix(CENTRED), columns)]
    label, bar, value = row.partition(PAIR.rstrip())
    if bar:
        return _pair(label.rstrip(), value.strip(), columns)
    return fitted(row, columns)


def _centred(line: str, columns: int) -> str:
    return " " * ((columns - width(line)) // 2) + line


def _pair(label: str, value: str, columns: int) -> list[str]:
    """A label and its value on one line, else the value under it, a little to the right."""
    if not value:
        return fitted(label, columns)
    room = columns - width(label) - 1
    if value == DOTS:
        if room >= FEWEST_DOTS:
            return [f"{label} {'.' * room}"]
        return [*fitted(label, columns), "." * columns]
    if width(value) <= room:
        return [label + " " * (columns - width(label) - width(value)) + value]
    if not any(character.isspace() for character in value) and value.isascii():
        # A number or an amount stays whole and on the right as long as one line holds it.
        return [*fitted(label, columns), *(each.rjust(columns) for each in fitted(value, columns))]
    below = fitted(value, columns - INDENT)
    return [*fitted(label, columns), *(" " * INDENT + line for line in below)]


def width(text: str) -> int:
    """How many columns a till's printer takes for a text.

    What some print narrow and others wide (`·`, `“`, `×`) counts as two: then no line overruns.
    """
    if text.isascii():
        return len(text)
    return output.width(text) + sum(east_asian_width(c) == "A" for c in text)


def fitted(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns; what no terminal shows is taken out."""
    shown = output.safe(text)
    for room in range(columns, 0, -1):
        lines = [line.strip() for line in screen.wrapped(shown, room)]
        if all(width(line) <= columns for line in lines):
            return lines
    return [shown]
