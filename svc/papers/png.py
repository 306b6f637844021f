"""The first page of a PDF as a picture, with pypdfium2: an extra, imported only when asked for."""

from __future__ import annotations

import io

from svc.errors import WrongUsage
from svc.i18n import say

DPI = 300
POINTS = 72
"""So many points of a PDF make an inch."""


def png(document: bytes, *, dpi: int = DPI) -> bytes:
    """The bytes of a PNG of a PDF's first page; the same PDF gives the same bytes.

    Raises:
        WrongUsage: pypdfium2, or Pillow that it draws with, is not installed.
    """
    try:
        import PIL.Image  # noqa: F401 - pypdfium2 imports it when it is too late to explain
        from pypdfium2 import PdfDocument
    except (ImportError, OSError):
        raise WrongUsage(
            say("PNG needs one more library, pypdfium2."),
            say("Install it with: pip install 'svc-desk[print]', or name the file .svg."),
        ) from None

    opened = PdfDocument(document)
    try:
        page = opened[0]
        size = tuple(round(side * dpi / POINTS) for side in page.get_size())
        # pypdfium2 rounds up: what is beyond the whole pixels is the edge, and white.
        picture = page.render(scale=dpi / POINTS).to_pil().crop((0, 0, *size))
    finally:
        opened.close()
    file = io.BytesIO()
    picture.save(file, "PNG", dpi=(dpi, dpi), optimize=True)
    return file.getvalue()
