"""Công khai: what the ward makes public (Luật 10/2022/QH15 Điều 11 to 14), to search, by group, and as a feed."""

from dataclasses import dataclass
from datetime import date, datetime, time
from email.utils import format_datetime
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from civics import disclosure as law
from console.frame import serving
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page, say
from core.clock import VIETNAM
from core.errors import NotFoundError
from core.text import normal, sound_line
from storage.database.unit import UnitOfWork
from storage.registers import entries, parts
from storage.registers.entries import Asked, Entry
from storage.registers.parts import Evidence
from storage.ward import ward

_LISTED, _FEED = 30, 30
_NAME, _DOCUMENT = "disclosure", "document"


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/cong-khai", listing, methods=["GET"])
    routes.add_api_route("/cong-khai/rss.xml", feed, methods=["GET"])
    routes.add_api_route("/cong-khai/{line_id:int}", one, methods=["GET"])
    routes.add_api_route("/cong-khai/{line_id:int}/{evidence_id:int}", file, methods=["GET"])
    return routes


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of what is public."""

    entries: list[Entry]
    more: str
    units: list[ward.Unit]
    names: dict[int, str]


def listing(request: Request) -> Response:
    """The newest first; by words, by group or by item of Điều 11. What concerns the whole ward is in each group."""
    given = request.query_params
    words, unit, after = normal(given.get("q", ""))[:200], whole(given.get("unit", "")), given.get("after", "")
    found = look(request, _listed, words, unit, _before(after))
    query = {name: value for name, value in (("q", words), ("unit", str(unit or ""))) if value}
    return page(request, "registers/public_list.html", found=found, words=words, unit=unit, query=query)


def _before(after: str) -> tuple[date, int] | None:
    day, _, number = after.partition("_")
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return (found, int(number)) if whole(number) is not None else None


def _listed(work: UnitOfWork, words: str, unit: int | None, before: tuple[date, int] | None) -> Listed:
    asked = Asked(_NAME, words=words, public=True, unit_id=unit, before=before)
    some = entries.some(work, asked, reader=None, limit=_LISTED + 1)
    shown = some[:_LISTED]
    more = f"{shown[-1].on_day}_{shown[-1].id}" if len(some) > _LISTED else ""
    return Listed(shown, more, ward.units_now(work), ward.unit_names(work))


@dataclass(frozen=True, slots=True)
class One:
    """One entry that is public, with its documents. The photos of its posting are evidence, and not public."""

    entry: Entry
    files: list[Evidence]
    item: law.Item
    unit: str


def one(request: Request, line_id: int) -> Response:
    """One of them, with its documents."""
    return page(request, "registers/public_one.html", found=look(request, _one, line_id))


def _one(work: UnitOfWork, line_id: int) -> One:
    entry = _public(work, line_id)
    files = [each for each in parts.files(work, [entry.id])[entry.id] if each.role == _DOCUMENT]
    unit = ward.unit_names(work).get(entry.unit_id or 0, "")
    return One(entry, files, law.item(int(str(entry.said["item"]))), unit)


def _public(work: UnitOfWork, line_id: int) -> Entry:
    entry = entries.get(work, line_id, reader=None, name=_NAME)
    if not entry.public:
        raise NotFoundError("It is not public.")
    return entry


def file(request: Request, line_id: int, evidence_id: int) -> Response:
    """A document of a public entry."""
    look(request, _public, line_id)
    found = look(request, parts.file, line_id, evidence_id)
    if found.role != _DOCUMENT:
        raise NotFoundError("It is not public.")
    return serving.stored(
        request, context_of(request).files, found.stored, mime=found.mime, name=found.name, cache=serving.PUBLIC,
        download=found.kind != parts.PHOTO,
    )  # fmt: skip


def feed(request: Request) -> Response:
    """RSS 2.0 of the newest; with `unit` of one group."""
    unit = whole(request.query_params.get("unit", ""))
    found = look(request, _listed, "", unit, None)
    base = context_of(request).settings.public_url
    title = escape(sound_line(f"{say(request, 'disclosed.title')} · {context_of(request).settings.ward_name}"))
    items = "".join(_item(each, base) for each in found.entries[:_FEED])
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>{escape(base)}/cong-khai</link><description>{title}</description>{items}"
        "</channel></rss>"
    )
    return Response(body, media_type="application/rss+xml; charset=utf-8")


def _item(entry: Entry, base: str) -> str:
    link = escape(f"{base}/cong-khai/{entry.id}")
    on = str(entry.said.get("public_on") or entry.on_day)
    at = datetime.combine(date.fromisoformat(on), time(8), VIETNAM)
    title, about = (escape(sound_line(_plain(str(entry.said.get(each, ""))))) for each in ("name", "about"))
    return (
        f'<item><title>{title}</title><link>{link}</link><guid isPermaLink="true">{link}</guid>'
        f"<description>{escape(about)}</description><pubDate>{format_datetime(at)}</pubDate></item>"
    )


def _plain(text: str) -> str:
    """Without signs that some readers take for tags."""
    return text.replace("<", "\u2039").replace(">", "\u203a")
