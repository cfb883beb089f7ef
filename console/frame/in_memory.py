"""A form whose files stay in memory: no upload touches the disk before the gate for state secrets has looked at it."""

from collections.abc import AsyncGenerator, AsyncIterator

from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

_MEMORY = 64 * 1024 * 1024


class _InMemory(MultiPartParser):
    """No upload touches the disk before the gate has looked at it."""

    spool_max_size = _MEMORY


async def read_form(request: Request) -> AsyncIterator[FormData]:
    """A page's dependency: the form of a request, with its files in memory until the answer.

    The shield limits its size.
    """
    form = await _parsed(request)
    try:
        yield form
    finally:
        await form.close()


async def _parsed(request: Request) -> FormData:
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return await request.form()
    try:
        return await _InMemory(request.headers, _bytes(request), max_part_size=_MEMORY).parse()
    except MultiPartException:
        return FormData()


async def _bytes(request: Request) -> AsyncGenerator[bytes, None]:
    async for piece in request.stream():
        yield piece
