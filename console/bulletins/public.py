"""The ward's public page of bulletins: the list, one of them, and the feed for subscribers."""

from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from broadcasts import shown
from broadcasts.text import render
from console.frame import serving
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page, say
from core.text import sound_line
from storage.bulletins import files as bulletin_files
from storage.bulletins import public
from storage.bulletins.bulletins import Bulletin

_LISTED = 20
_FEED = 30


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/ban-tin", listing, methods=["GET"])
    routes.add_api_route("/ban-tin/rss.xml", feed, methods=["GET"])
    routes.add_api_route("/ban-tin/{bulletin_id:int}", one, methods=["GET"])
    routes.add_api_route("/ban-tin/{bulletin_id:int}/{file_id:int}", file, methods=["GET"])
    return routes


def listing(request: Request, before: int | None = None) -> Response:
    """The newest bulletins, each with its first words, and a link to older ones."""
    some = look(request, public.newest, before=before, limit=_LISTED + 1)
    found = [(each, shown.title_of(each), render.teaser(shown.text_of(each))) for each in some[:_LISTED]]
    older = found[-1][0].id if len(some) > _LISTED else None
    return page(request, "bulletins/public_list.html", found=found, older=older)


def one(request: Request, bulletin_id: int) -> Response:
    """One bulletin, with the times of its corrections."""
    found = look(request, public.get, bulletin_id)
    files = look(request, bulletin_files.of, bulletin_id)
    html = Markup(render.page(shown.text_of(found)))  # noqa: S704  # written by `render`, which lets no tag through
    title, teaser = shown.title_of(found), render.teaser(shown.text_of(found))
    return page(request, "bulletins/public_one.html", found=found, files=files, html=html, title=title, teaser=teaser)


def file(request: Request, bulletin_id: int, file_id: int) -> Response:
    """A picture or file of a public bulletin."""
    context = context_of(request)
    look(request, public.get, bulletin_id)
    found = look(request, bulletin_files.get, bulletin_id, file_id)
    return serving.stored(
        request, context.files, found.stored, mime=found.mime, name=found.name, cache=serving.PUBLIC,
        download=found.kind != bulletin_files.PHOTO,
    )  # fmt: skip


def feed(request: Request) -> Response:
    """RSS 2.0."""
    base = context_of(request).settings.public_url
    items = "".join(_item(each, base) for each in look(request, public.newest, limit=_FEED))
    title = escape(sound_line(f"{say(request, 'bulletins.title')} · {context_of(request).settings.ward_name}"))
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>{escape(base)}/ban-tin</link><description>{title}</description>{items}"
        "</channel></rss>"
    )
    return Response(body, media_type="application/rss+xml; charset=utf-8")


def _item(found: Bulletin, base: str) -> str:
    link = f"{base}/ban-tin/{found.id}"
    at: datetime = found.corrected_at or found.started_at or found.made_at
    words = escape(escape(sound_line(render.teaser(shown.text_of(found), 400))))  # a description is HTML within XML
    return (
        f"<item><title>{escape(_plain(sound_line(shown.title_of(found))))}</title><link>{escape(link)}</link>"
        f"<guid isPermaLink={quoteattr('true')}>{escape(link)}</guid><description>{words}</description>"
        f"<pubDate>{format_datetime(at)}</pubDate></item>"
    )


def _plain(title: str) -> str:
    """The title without tags.

    Some readers take a title for text, some for HTML; the replaced brackets look the same in both.
    """
    return title.replace("<", "\u2039").replace(">", "\u203a")
