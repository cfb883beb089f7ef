"""A look at a document of a case without saving it: the pages of a .pdf as pictures, the words of a Word file.

A child process opens the file; this one never does.
"""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from civics.polls.draft import RefusedDraftError
from console.frame import serving
from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page
from core.errors import LostFileError, NotFoundError
from papers import draft_files
from storage.cases import views
from storage.media import attachments
from storage.media.file_rows import FileView
from storage.media.kinds import PDF

MOST_PAGES = 30  # that are shown; the file itself has them all
_MOST_LETTERS = 100_000


_queue = require("queue.read")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/files/{attachment_id}/preview", preview, methods=["GET"])
    routes.add_api_route("/console/files/{attachment_id}/page/{number}", picture, methods=["GET"])
    return routes


def preview(request: Request, attachment_id: int, login: Login = Depends(_queue)) -> Response:
    """The page. Raises NotFoundError for what the reader may not see, and for a file that has no preview."""
    found = look(request, attachments.may_serve, attachment_id, reader=login.reader)
    if found.looks != "paper":
        raise NotFoundError("This file has no preview.")
    content = _content(request, found)
    pages = _pages(request, content) if found.mime == PDF else 0
    words, cut = ((), False) if found.mime == PDF else _words(found.name or "tep", content)
    answer = page(
        request, "cases/preview.html", file=found, code=look(request, views.code_of_file, found.id), pages=pages,
        shown=min(pages, MOST_PAGES), words=words, cut=cut,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


def picture(request: Request, attachment_id: int, number: int, login: Login = Depends(_queue)) -> Response:
    """One page of a .pdf as a picture."""
    found = look(request, attachments.may_serve, attachment_id, reader=login.reader)
    if found.mime != PDF or number > MOST_PAGES:
        raise NotFoundError("There is no such page.")
    try:
        drawn, _ = context_of(request).looker.page(_content(request, found), number)
    except ValueError as error:
        raise NotFoundError("There is no such page.") from error
    cache = "no-store" if found.sealed else serving.PRIVATE
    return serving.held(request, drawn, mime="image/jpeg", name=f"trang-{number}.jpg", cache=cache)


def _content(request: Request, found: FileView) -> bytes:
    try:
        with context_of(request).files.open(found.stored) as content:
            return content.read()
    except LostFileError as error:
        raise NotFoundError("There is no such file.") from error


def _pages(request: Request, content: bytes) -> int:
    """How many pages a .pdf has; 0 for what cannot be drawn."""
    try:
        return context_of(request).looker.page(content, 1)[1]
    except ValueError:
        return 0


def _words(name: str, content: bytes) -> tuple[tuple[str, ...], bool]:
    """The paragraphs, and whether there are more than are shown; none for what cannot be read."""
    try:
        read = draft_files.read_apart(name, content)
    except RefusedDraftError:
        return (), False
    found: list[str] = []
    letters = 0
    for each in read.paragraphs:
        letters += len(each.text)
        if letters > _MOST_LETTERS:
            return tuple(found), True
        found.append(each.text)
    return tuple(found), False
