"""How a ledger looks on a screen: wide tables scroll in their place, light and dark.

Paper keeps the rules of the page itself: nothing here is printed.
"""

from __future__ import annotations

from svc.output import width

LONG = 20
"""Half-width characters of a cell: a longer one is text that breaks into lines."""


def is_long(cell: object) -> bool:
    """Whether a cell holds so much that its column needs room for lines of text."""
    return isinstance(cell, str) and width(cell) > LONG


def scrolling(title: str, table: str) -> str:
    """A table in a region of its own, which a finger, a wheel or the keys scroll.

    Args:
        title: what the region is called, escaped.
        table: the table, as HTML.
    """
    return f'<div class="scroll" role="region" aria-label="{title}" tabindex="0">{table}</div>'


SCREEN = """@media screen {
    :root {
      --paper: #fff; --ink: #111; --soft: #555; --rule: #b9b5ae; --tint: #f0efec; --bad: #a02c1c;
      --link: #2c5877; color-scheme: light dark;
    }
    html { background: var(--paper); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
    body { color: var(--ink); background: var(--paper); padding: 1.5rem; font-size: 10.5pt; }
    p, .span, .none { color: var(--soft); }
    a, .contents a { color: var(--link); text-decoration: underline; text-underline-offset: .2em; }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 3px; }
    .scroll { overflow: auto; max-height: 85vh; border: 1px solid var(--rule); }
    .scroll table { width: max-content; min-width: 100%; border-collapse: separate;
      border-spacing: 0; overflow-wrap: break-word; }
    .scroll th, .scroll td { border: solid var(--rule); border-width: 0 1px 1px 0;
      padding: .3rem .5rem; }
    th, :lang(zh) th { background: var(--tint); white-space: nowrap; }
    .scroll th { position: sticky; top: 0; }
    .scroll td { white-space: nowrap; }
    .scroll td.t { white-space: normal; min-width: 15em; max-width: 26em; }
    .scroll td.m { color: var(--bad); white-space: normal; min-width: 10em; max-width: 22em; }
    .contents, .signs { width: auto; max-width: 46rem; }
    .contents tr > :last-child { display: none; }
    .contents th { white-space: normal; }
    .signs { flex-wrap: wrap; }
    .sign { min-width: 9em; border-color: var(--soft); }
    .lacking { margin: 0; }
    h2 { scroll-margin-top: 1rem; }
  }
  @media screen and (prefers-color-scheme: dark) {
    :root {
      --paper: #171614; --ink: #ece8e0; --soft: #b5ada0; --rule: #4a453e; --tint: #262320;
      --bad: #f2998a; --link: #8fbfe0;
    }
  }
  @media screen and (max-width: 620px) {
    body { padding: 1rem .8rem; }
    h1 { font-size: 15pt; }
    .scroll td.t { min-width: 12em; max-width: 18em; }
  }"""
"""The rules of a screen alone, which come after those of the page."""
