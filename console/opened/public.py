"""Việc đã báo: released cases as a list with a map, one of them, its pictures, a feed, and a frame for other sites.

Nghị quyết 36/NQ-HĐND 2.3d, 2.5b. Nothing here asks who comes: a stranger and staff see the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from civics.cases.petitions import Topic
from civics.ward import boundaries, drawing
from civics.ward.drawing import Map
from civics.ward.tiles import host_of
from console.frame import serving
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page, say
from console.frame.shield import POLICY
from console.opened import share
from console.opened.lasting import lasting
from core.clock import in_vietnam
from core.errors import NotFoundError
from core.text import normal, sound, sound_line
from handlers.cases import releasing
from storage.cases import opened_list
from storage.cases.opened_list import Asked, Item
from storage.database.unit import UnitOfWork
from storage.ward import ward

_BASE = "/viec-da-bao"
_LISTED, _FEED, _DRAWN = 30, 30, 300
_PICTURES: Mapping[str, str] = {"truoc.jpg": "before", "sau.jpg": "after"}
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(_BASE, listing, methods=["GET"])
    routes.add_api_route(f"{_BASE}/rss.xml", feed, methods=["GET"])
    routes.add_api_route(f"{_BASE}/nhung", framed, methods=["GET"])
    routes.add_api_route(f"{_BASE}/linh-vuc/{{topic}}", of_topic, methods=["GET"])
    routes.add_api_route(f"{_BASE}/to/{{unit_id:int}}", of_unit, methods=["GET"])
    routes.add_api_route(f"{_BASE}/{{key}}", one, methods=["GET"])
    routes.add_api_route(f"{_BASE}/{{key}}/{{name}}", picture, methods=["GET"])
    return routes


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list, with the map of the newest that it is about (of those that have a point)."""

    items: list[Item]
    more: str = ""
    units: list[ward.Unit] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    map: Map | None = None
    titles: dict[str, str] = field(default_factory=dict)
    tiles: str = ""  # the address of another server's map, which the ward has set; and the line that it asks for
    credit: str = ""


def asked_of(given: Mapping[str, str]) -> Asked:
    """What an address asks for. Invalid values count as not given."""
    topic, state = given.get("topic", ""), given.get("state", "")
    return Asked(
        words=normal(given.get("q", ""))[:200].strip(), topic=topic if topic in set(Topic) else "",
        unit_id=whole(given.get("unit", "")), over={"over": True, "open": False}.get(state),
        after=_after(given.get("after", "")),
    )  # fmt: skip


def _after(told: str) -> tuple[datetime, int] | None:
    """Where a list goes on: microseconds since 1970, and a number."""
    at, _, number = told.partition("_")
    if not (at.isascii() and at.isdecimal() and len(at) < 18) or (found := whole(number)) is None:
        return None
    try:
        return _BEGIN + timedelta(microseconds=int(at)), found
    except OverflowError:
        return None


def _cursor(item: Item) -> str:
    at, number = item.after
    return f"{(at - _BEGIN) // timedelta(microseconds=1)}_{number}"


def listing(request: Request) -> Response:
    """The newest first, by words, topic, group and state."""
    return _list(request, dict(request.query_params))


def of_topic(request: Request, topic: str) -> Response:
    """The page of one topic. Raises NotFoundError."""
    if topic not in set(Topic):
        raise NotFoundError("There is no such topic.")
    return _list(request, {**request.query_params, "topic": topic})


def of_unit(request: Request, unit_id: int) -> Response:
    """The page of one group or hamlet. Raises NotFoundError."""
    look(request, ward.unit, unit_id)
    return _list(request, {**request.query_params, "unit": str(unit_id)})


def _list(request: Request, given: Mapping[str, str]) -> Response:
    asked = asked_of(given)
    found = look(request, _listed, asked)
    state = {True: "over", False: "open", None: ""}[asked.over]
    query = {"q": asked.words, "topic": asked.topic, "unit": str(asked.unit_id or ""), "state": state}
    query = {name: value for name, value in query.items() if value}
    topics = [each.value for each in Topic]
    shown = page(
        request, "opened/list.html", found=found, asked=asked, state=state, query=query, topics=topics,
        about=_address(request, _BASE),
    )  # fmt: skip
    if host := host_of(found.tiles):
        shown.headers["Content-Security-Policy"] = POLICY.replace("img-src 'self'", f"img-src 'self' {host}")
    return lasting(request, shown)


def _listed(work: UnitOfWork, asked: Asked) -> Listed:
    wide = Asked(asked.words, asked.topic, asked.unit_id, asked.over)
    if wide != Asked():  # a search looks through many cases: once, for the list and the map
        keys = opened_list.newest(work, wide, limit=_DRAWN)
        wide = Asked(keys=keys)
        asked = asked if asked.after else Asked(keys=keys[: _LISTED + 1])
    some = opened_list.some(work, asked, limit=_LISTED + 1)
    if order := asked.keys:
        some.sort(key=lambda each: order.index(each.key))
    shown = some[:_LISTED]
    more = _cursor(shown[-1]) if len(some) > _LISTED else ""
    drawn = opened_list.points(work, wide, limit=_DRAWN)
    shapes = {number: boundaries.from_json(rings) for number, rings in opened_list.rings(work)}
    points = [(key, point) for key, _, point in drawn]
    titles = {key: title for key, title, _ in drawn}
    return Listed(
        shown, more, ward.units_now(work), ward.unit_names(work), drawing.draw(shapes, points), titles,
        tiles=str(ward.setting(work, releasing.TILES) or ""),
        credit=str(ward.setting(work, releasing.TILES_CREDIT) or ""),
    )  # fmt: skip


def one(request: Request, key: str) -> Response:
    """One of them."""
    item = look(request, opened_list.get, key)
    names = look(request, ward.unit_names)
    return lasting(
        request, page(request, "opened/one.html", item=item, unit=names.get(item.unit_id or 0, ""),
                      about=_address(request, f"{_BASE}/{key}")),
    )  # fmt: skip


def picture(request: Request, key: str, name: str) -> Response:
    """Its picture before or after, as people may see it, or the one for links. Raises NotFoundError."""
    if name == share.NAME:
        return share.picture(request, key)
    if name not in _PICTURES:
        raise NotFoundError("There is no such picture.")
    stored = look(request, opened_list.picture, key, _PICTURES[name])
    files = context_of(request).files
    return serving.stored(request, files, stored, mime="image/jpeg", name=name, cache=serving.MINUTE)


def framed(request: Request) -> Response:
    """The newest ten, for a frame in the ward's own site: no script, no cookie, links open outside of the frame."""
    found = look(request, opened_list.some, asked_of(request.query_params), limit=10)
    shown = page(request, "opened/framed.html", items=found, base=context_of(request).settings.public_url)
    shown.headers["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
    shown.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return lasting(request, shown)


def feed(request: Request) -> Response:
    """RSS 2.0 of the newest, with the same filters as the list."""
    items = look(request, opened_list.some, asked_of(request.query_params), limit=_FEED)
    base = context_of(request).settings.public_url
    title = escape(sound_line(f"{say(request, 'opened.title')} · {context_of(request).settings.ward_name}"))
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:georss="http://www.georss.org/georss"><channel>'
        f"<title>{title}</title><link>{escape(base + _BASE)}</link><description>{title}</description>"
        f"{''.join(_item(each, base) for each in items)}</channel></rss>"
    )
    return lasting(request, Response(body, media_type="application/rss+xml; charset=utf-8"))


def _item(item: Item, base: str) -> str:
    link = escape(f"{base}{_BASE}/{item.key}")
    words = "\n\n".join(each for each in (item.text, item.answer) if each)
    text = escape(escape(sound(words)).replace("\n", "<br>"))  # a description is HTML within XML
    point = f"<georss:point>{item.point.lat} {item.point.lon}</georss:point>" if item.point else ""
    title = escape(sound_line(item.title).replace("<", "\u2039").replace(">", "\u203a"))
    return (
        f'<item><title>{title}</title><link>{link}</link><guid isPermaLink="false">{escape(item.key)}</guid>'
        f"<description>{text}</description><pubDate>{format_datetime(in_vietnam(item.filed_at))}</pubDate>{point}</item>"
    )


def _address(request: Request, path: str) -> str:
    return f"{context_of(request).settings.public_url}{path}"
