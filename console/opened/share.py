"""The picture beside a link to a released case. Nobody may keep it: a case may be taken down at any time."""

from starlette.requests import Request
from starlette.responses import Response

from civics.ward import boundaries, drawing
from console.frame.context import context_of
from console.frame.reading import look
from core.errors import LostFileError, NotFoundError
from storage.cases import opened_list
from storage.cases.opened_list import Item
from storage.database.unit import UnitOfWork

NAME = "chia-se.png"


def picture(request: Request, key: str) -> Response:
    """A PNG. Raises NotFoundError."""
    item, found = look(request, _read, key)
    from papers.share_picture import Shared, draw  # noqa: PLC0415  # Pillow: a ward may never be shared

    shown = draw(Shared(found, item.over, _photo(request, item)))
    return Response(shown, media_type="image/png", headers={"Cache-Control": "no-store"})


def _read(work: UnitOfWork, key: str) -> tuple[Item, drawing.Map | None]:
    item = opened_list.get(work, key)
    shapes = {number: boundaries.from_json(rings) for number, rings in opened_list.rings(work)}
    return item, drawing.draw(shapes, [(key, item.point)] if item.point else [])


def _photo(request: Request, item: Item) -> bytes:
    """The picture after the work, else the one before; none where there is no such file any more."""
    which = "after" if item.after_picture else "before" if item.before else ""
    if not which:
        return b""
    try:
        with context_of(request).files.open(look(request, opened_list.picture, item.key, which)) as content:
            return content.read()
    except (LostFileError, NotFoundError):
        return b""
