"""A page of HTML as PDF, with WeasyPrint: an extra, imported only when a PDF is asked for.

Nothing is fetched: what a page needs stands in it. A strip of a roll ends where its words end: the
page is laid out once on a very long strip, on which the element `end` tells where that is.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from svc.errors import WrongUsage
from svc.i18n import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

END = "end"
LONGEST_MM = 3_000
MARGIN_MM = 6
PX_PER_MM = 96 / 25.4


def pdf(page: str, *, roll_mm: int | None = None, missing: set[str] | None = None) -> bytes:
    """The bytes of a PDF of an HTML page; on a roll so many mm wide it is one strip.

    What no font of this computer has prints as a box: it is added to `missing`.

    Raises:
        WrongUsage: WeasyPrint, or a library of the system it needs, is not installed.
    """
    lay_out = _layout(page)
    with _noted(set() if missing is None else missing):
        return _printed(lay_out, roll_mm)


def _printed(lay_out: Callable[[str], Any], roll_mm: int | None) -> bytes:
    if roll_mm is None:
        return _bytes(lay_out(""))
    strip = lay_out(_sheet(roll_mm, LONGEST_MM))
    end = strip.pages[0].anchors.get(END) if len(strip.pages) == 1 else None
    if end is None:  # a template of the shop's without the mark, or longer than any strip
        return _bytes(strip)
    return _bytes(lay_out(_sheet(roll_mm, int(end[1] / PX_PER_MM) + MARGIN_MM)))


@contextmanager
def _noted(missing: set[str]) -> Iterator[None]:
    """Adds what WeasyPrint warns of having no glyph for."""

    class Noting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if ".notdef" in str(record.msg) and isinstance(record.args, tuple):
                missing.add(str(record.args[0]))

    logger, handler = logging.getLogger("weasyprint"), Noting(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def _layout(page: str) -> Callable[[str], Any]:
    """What lays the page out with one more rule of style."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError):  # OSError: Pango is not there
        raise WrongUsage(
            say("PDF needs one more library, WeasyPrint."),
            say("Install it with: pip install 'svc-desk[print]', or name the file .html."),
        ) from None

    fetcher = URLFetcher(allowed_protocols=["data"])  # what stands in the page itself

    def lay_out(style: str) -> Any:
        styles = [CSS(string=style)] if style else []
        return HTML(string=page, url_fetcher=fetcher).render(stylesheets=styles)

    return lay_out


def _sheet(width: int, height: int) -> str:
    return f"@page {{ size: {width}mm {height}mm !important }}"


def _bytes(document: Any) -> bytes:
    """The PDF; without a date in it, the same page gives the same bytes."""
    written: bytes = document.write_pdf()
    return written
