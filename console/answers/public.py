"""Hỏi đáp, thủ tục: every live record, to search and to read without the chat, and to print with a code to scan."""

from datetime import date

import segno
from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from civics.answers import laws
from civics.answers.records import Record
from civics.answers.signs import words_of
from civics.days.calendar import day_of
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page
from core.errors import NotFoundError
from core.text import normal
from handlers.replies.library import Shelf
from storage.database.unit import UnitOfWork

_FOUND = 12
_LONGEST = 200


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/hoi-dap", listing, methods=["GET"])
    routes.add_api_route("/hoi-dap/{procedure}", one, methods=["GET"])
    return routes


def listing(request: Request, q: str = "") -> Response:
    """All records by family, or those that are similar to the words."""
    shelf, _ = look(request, _shelf, request)
    asked = normal(q).strip()[:_LONGEST]
    records = shelf.base.records
    if not asked:
        families: dict[str, list[Record]] = {}
        for each in records.values():
            families.setdefault(each.family, []).append(each)
        documents = laws.by_document(shelf.base.laws.values())
        return page(request, "answers/public_list.html", asked="", families=families, documents=documents, found=[])
    wanted = laws.wanted(words_of(asked))
    articles = [shelf.base.laws[key] for key in laws.find(wanted, shelf.base.laws)] if wanted is not None else []
    found = [*articles, *shelf.nearest(asked, _FOUND)]
    return page(request, "answers/public_list.html", asked=asked, families={}, documents={}, found=found)


def one(request: Request, procedure: str) -> Response:
    """One record; its siblings link to theirs. Raises NotFoundError."""
    shelf, today = look(request, _shelf, request)
    found = shelf.record(procedure)
    if found is None:
        raise NotFoundError("Không có thủ tục này.")
    address = f"{context_of(request).settings.public_url}/hoi-dap/{found.key}"
    siblings = [
        (shelf.base.records[each.code], each.part) for each in found.variants if each.code in shelf.base.records
    ]
    return page(
        request, "answers/public_one.html", found=found, siblings=siblings, stale=found.stale(today), address=address,
        qr=Markup(segno.make(address, error="m", micro=False).svg_inline(scale=4)),  # noqa: S704  # written by segno
    )  # fmt: skip


def _shelf(work: UnitOfWork, request: Request) -> tuple[Shelf, date]:
    return context_of(request).ward.library.shelf(work), day_of(work.now)
