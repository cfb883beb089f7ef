"""robots.txt and sitemap.xml: what search engines may read, and where it is."""

from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from console.frame.context import context_of
from console.frame.reading import look
from console.opened.lasting import lasting
from core.clock import in_vietnam
from storage.cases import opened_list
from storage.cases.opened_list import Asked

_PAGES = (
    "/",
    "/viec-da-bao",
    "/con-so",
    "/du-lieu",
    "/cong-khai",
    "/ban-tin",
    "/gop-y",
    "/hoi-dap",
    "/tiep-dan",
    "/hoi-thi",
    "/kenh-chinh-thuc",
)
_MOST = 45_000  # addresses; the protocol allows 50,000 per file


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/robots.txt", robots, methods=["GET"])
    routes.add_api_route("/sitemap.xml", sitemap, methods=["GET"])
    return routes


def robots(request: Request) -> Response:
    """Not the chat, the console and the hooks."""
    base = context_of(request).settings.public_url
    closed = "".join(
        f"Disallow: {each}\n" for each in ("/console", "/chat", "/hook", "/open311", "/metrics", "/healthz")
    )
    return lasting(request, PlainTextResponse(f"User-agent: *\n{closed}\nSitemap: {base}/sitemap.xml\n"))


def sitemap(request: Request) -> Response:
    """The public pages and each released case, the newest first."""
    base = escape(context_of(request).settings.public_url)
    items = look(request, opened_list.some, Asked(), limit=_MOST)
    body = "".join(f"<url><loc>{base}{each}</loc></url>" for each in _PAGES) + "".join(
        f"<url><loc>{base}/viec-da-bao/{each.key}</loc>"
        f"<lastmod>{in_vietnam(each.updated_at).date().isoformat()}</lastmod></url>"
        for each in items
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>'
    return lasting(request, Response(text, media_type="application/xml; charset=utf-8"))
