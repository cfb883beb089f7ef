"""Draws a page of a .pdf as a picture with pypdfium2, for a preview. Only the child process of looking calls it."""

from io import BytesIO

import pypdfium2

from core.errors import RefusedFileError

_WIDEST, _LONGEST = 1_000, 3_000  # pixels; enough to read a page of A4


def draw(content: bytes, number: int) -> tuple[bytes, int]:
    """The page with this number (from 1) as a JPEG, and how many pages there are. Raises RefusedFileError: broken."""
    try:
        document = pypdfium2.PdfDocument(content)
        if not 1 <= number <= len(document):
            raise RefusedFileError("broken")
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(_WIDEST / max(width, 1), _LONGEST / max(height, 1))
        picture = page.render(scale=scale).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        raise RefusedFileError("broken") from error
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue(), len(document)
