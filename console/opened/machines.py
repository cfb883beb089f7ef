"""robots.txt and sitemap.xml: what search engines may read, and where it is."""

from datetime import datetime
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from civics.cases.petitions import Topic
from civics.polls.rules import PollState
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look
from console.opened.lasting import lasting
from core.clock import in_vietnam
from core.errors import NotFoundError
from storage.answers import records
from storage.bulletins import public
from storage.cases import opened_list
from storage.database.unit import UnitOfWork
from storage.polls import polls
from storage.ward import ward

_PAGES = (
    "/", "/viec-da-bao", "/con-so", "/du-lieu", "/cong-khai", "/ban-tin", "/gop-y", "/hoi-dap", "/tiep-dan",
    "/hoi-thi", "/kenh-chinh-thuc",
)  # fmt: skip
_DRAFTS = (PollState.OPEN, PollState.CLOSED, PollState.PUBLISHED)
_EACH = 1_000  # addresses of cases per file, so that each is soon read; the protocol allows 50,000
_MOST = 50_000  # files in the list of files
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/robots.txt", robots, methods=["GET"])
    routes.add_api_route("/sitemap.xml", sitemap, methods=["GET"])
    routes.add_api_route("/sitemap-trang.xml", pages, methods=["GET"])
    routes.add_api_route("/sitemap-viec-{number:int}.xml", of_cases, methods=["GET"])
    return routes


def robots(request: Request) -> Response:
    """Not the chat, the console and the hooks."""
    base = context_of(request).settings.public_url
    closed = "".join(
        f"Disallow: {each}\n" for each in ("/console", "/chat", "/hook", "/open311", "/metrics", "/healthz")
    )
    return lasting(request, PlainTextResponse(f"User-agent: *\n{closed}\nSitemap: {base}/sitemap.xml\n"))


def sitemap(request: Request) -> Response:
    """Where the lists of addresses are: one of pages, bulletins, drafts and procedures; as many of cases as needed."""
    base = escape(context_of(request).settings.public_url)
    files = ["trang", *(f"viec-{number}" for number in look(request, opened_list.parts, _EACH))]
    body = "".join(f"<sitemap><loc>{base}/sitemap-{each}.xml</loc></sitemap>" for each in files)
    return _xml(request, f"{_HEAD}<sitemapindex {_SPACE}>{body}</sitemapindex>")


def pages(request: Request) -> Response:
    """The lists, and everything in them but cases."""
    found = look(request, _addresses)
    return _set(request, found)


def _addresses(work: UnitOfWork) -> list[tuple[str, datetime | None]]:
    bulletins = [
        (f"/ban-tin/{each.id}", each.corrected_at or each.started_at) for each in public.newest(work, limit=5_000)
    ]
    drafts = [(f"/gop-y/{each.key}", None) for each in polls.every(work, _DRAFTS, limit=5_000)]
    topics = [(f"/viec-da-bao/linh-vuc/{each.value}", None) for each in Topic]
    units = [(f"/viec-da-bao/to/{each.id}", None) for each in ward.units_now(work)]
    procedures = [(f"/hoi-dap/{each.record.key}", None) for each in records.live(work)]
    return [*((each, None) for each in _PAGES), *bulletins, *drafts, *topics, *units, *procedures]


def of_cases(request: Request, number: int) -> Response:
    """The released cases of one file, as they came. Raises NotFoundError."""
    found = look(request, opened_list.changed, number, each=_EACH) if 0 < number < _MOST else []
    if not found:
        raise NotFoundError("There is no such list.")
    return _set(request, [(f"/viec-da-bao/{key}", at) for key, at in found])


def _set(request: Request, found: list[tuple[str, datetime | None]]) -> Response:
    base = escape(context_of(request).settings.public_url)
    body = "".join(
        f"<url><loc>{base}{escape(path)}</loc>"
        f"{f'<lastmod>{in_vietnam(at).date().isoformat()}</lastmod>' if at else ''}</url>"
        for path, at in found
    )
    return _xml(request, f"{_HEAD}<urlset {_SPACE}>{body}</urlset>")


def _xml(request: Request, text: str) -> Response:
    return lasting(request, Response(text, media_type="application/xml; charset=utf-8"))
