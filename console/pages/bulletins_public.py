"""The ward's public page of bulletins: the list, one of them, and the feed that readers subscribe to."""

from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from broadcasts import render
from civics.bulletins import BulletinState
from console.access import context_of
from console.bulletins import shown
from console.render import page, say
from core.errors import NotFoundError
from storage.bulletins import bulletins
from storage.bulletins import files as bulletin_files
from storage.bulletins.bulletins import Bulletin

_PUBLIC = tuple(
    each.value for each in (BulletinState.SPREADING, BulletinState.SENDING, BulletinState.PAUSED, BulletinState.DONE)
)
_FEED = 30


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/ban-tin", listing, methods=["GET"])
    routes.add_api_route("/ban-tin/rss.xml", feed, methods=["GET"])
    routes.add_api_route("/ban-tin/{bulletin_id:int}", one, methods=["GET"])
    routes.add_api_route("/ban-tin/{bulletin_id:int}/{file_id:int}", file, methods=["GET"])
    return routes


def listing(request: Request) -> Response:
    """The newest, each with its first words."""
    found = [(each, shown.title_of(each), render.teaser(shown.text_of(each))) for each in _newest(request)]
    return page(request, "bulletins/public_list.html", found=found)


def one(request: Request, bulletin_id: int) -> Response:
    """One bulletin, with when it was corrected."""
    found = _public(request, bulletin_id)
    files = context_of(request).database.look(bulletin_files.of, bulletin_id)
    html = Markup(render.page(shown.text_of(found)))  # noqa: S704  # written by `render`, which lets no tag through
    return page(request, "bulletins/public_one.html", found=found, files=files, html=html, title=shown.title_of(found))


def file(request: Request, bulletin_id: int, file_id: int) -> Response:
    """A picture or file of a public bulletin."""
    context = context_of(request)
    _public(request, bulletin_id)
    found = context.database.look(bulletin_files.get, bulletin_id, file_id)
    shows = "inline" if found.kind == bulletin_files.PHOTO else "attachment"
    with context.files.open(found.stored) as content:
        return Response(content.read(), media_type=found.mime, headers={"Content-Disposition": shows})


def feed(request: Request) -> Response:
    """RSS 2.0."""
    base = context_of(request).settings.public_url
    items = "".join(_item(each, base) for each in _newest(request)[:_FEED])
    title = escape(f"{say(request, 'bulletins.title')} · {context_of(request).settings.ward_name}")
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>{escape(base)}/ban-tin</link><description>{title}</description>{items}"
        "</channel></rss>"
    )
    return Response(body, media_type="application/rss+xml; charset=utf-8")


def _item(found: Bulletin, base: str) -> str:
    link = f"{base}/ban-tin/{found.id}"
    at: datetime = found.corrected_at or found.started_at or found.made_at
    words = escape(_sound(render.teaser(shown.text_of(found), 400)))
    return (
        f"<item><title>{escape(_sound(shown.title_of(found)))}</title><link>{escape(link)}</link>"
        f"<guid isPermaLink={quoteattr('true')}>{escape(link)}</guid><description>{words}</description>"
        f"<pubDate>{format_datetime(at)}</pubDate></item>"
    )


def _sound(text: str) -> str:
    """Without signs that XML does not take."""
    return "".join(c for c in text if c >= " ")


def _newest(request: Request) -> list[Bulletin]:
    found = context_of(request).database.look(bulletins.latest, states=_PUBLIC)
    return [each for each in found if each.shown_on_page]


def _public(request: Request, bulletin_id: int) -> Bulletin:
    found = context_of(request).database.look(bulletins.get, bulletin_id)
    if found.state not in _PUBLIC or not found.shown_on_page:
        raise NotFoundError("There is no such bulletin.")
    return found
