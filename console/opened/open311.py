"""The Open311 GeoReport v2 server: services, requests, tokens, in XML and JSON. docs/open311.md lists the odd calls.

Whatever the address, the method or the fault: the answer has the asked format, never HTML.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from civics import open311 as rules
from civics.cases.petitions import Topic
from civics.open311 import CallError, Fault, Fields, Out
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import done_reading, look, run
from console.frame.render import say
from console.opened import open311_calls, open311_updates
from console.opened.lasting import lasting
from console.opened.open311_calls import Call
from core.errors import LostFileError, NotFoundError, RefusedFileError, StoreAwayError
from handlers.cases import open311, releasing
from storage.cases import opened_list
from storage.cases.opened_list import Asked, Item
from storage.media import keeping
from storage.media.file_rows import Kept
from storage.ward import ward

_BASE = "/open311"
_MOST_FILES, _MOST_IDS = 5, 5_000
_TOKEN = re.compile("[A-Za-z0-9-]{1,40}")
_TYPES: Mapping[str, str] = {rules.XML: "text/xml; charset=utf-8", rules.JSON: "application/json; charset=utf-8"}
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_ONE = 2  # parts of an address with a code or an id


def router() -> APIRouter:
    """One route: the format is the end of the address, and an unknown address gets an error in it too."""
    routes = late_routes()
    routes.add_api_route(f"{_BASE}/{{rest:path}}", answer, methods=_METHODS, include_in_schema=False)
    return routes


def answer(request: Request, call: Call = Depends(open311_calls.read)) -> Response:
    """Answer the call, or say in its format what is wrong with it."""
    try:
        return _answered(request, call)
    except CallError as error:
        return refusal(request, error, form=call.form)


def refusal(request: Request, error: CallError, *, form: str = "") -> Response:
    """All faults in one list, in the asked format; a key that came is never repeated."""
    form = form or (rules.JSON if request.url.path.endswith(".json") else rules.XML)
    found: list[Out] = [
        {"code": str(each.status), "description": say(request, f"open311.fault.{each.key}", **dict(each.values))}
        for each in error.faults
    ]
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(error.wait)} if error.wait else {})
    text = rules.body(form, "errors", "error", found)
    return Response(text, status_code=error.faults[0].status, media_type=_TYPES[form], headers=headers)


def _answered(request: Request, call: Call) -> Response:
    if call.fault is not None:
        raise CallError(call.fault)
    what = _WHAT.get((len(call.parts), *call.parts[: 1 if call.parts[:1] == ("discovery",) else 2]))
    if what is None and len(call.parts) == _ONE + 1:
        what = _WHAT.get((_ONE + 1, *call.parts[:2]))
    if what is None:
        raise CallError(Fault(404, "address"))
    root, item, body = what
    taker = _TAKERS.get(call.parts) if request.method == "POST" else None
    if request.method != "GET" and taker is None:
        raise CallError(Fault(405, "method"))
    _our_ward(request, call)
    if taker is not None or body is _updates:  # for one program only: nobody may keep it
        own = _written(call, root, item, (taker or body)(request, call))
        own.headers["Cache-Control"] = "no-store"
        return own
    shown = lasting(request, _written(call, root, item, body(request, call)))
    shown.headers["Access-Control-Allow-Origin"] = "*"
    return shown


def _written(call: Call, root: str, item: str, found: Sequence[Out] | Mapping[str, Out]) -> Response:
    return Response(rules.body(call.form, root, item, found), media_type=_TYPES[call.form])


def _our_ward(request: Request, call: Call) -> None:
    """`jurisdiction_id`: none, empty or the word null is ours; so is the ward's host. Another one is 404."""
    given = call.fields.one("jurisdiction_id")
    host = context_of(request).settings.public_url.partition("://")[2]
    if given not in {"", "null", host, host.partition(":")[0]}:
        raise CallError(Fault(404, "jurisdiction"))


def _discovery(request: Request, call: Call) -> Mapping[str, Out]:  # noqa: ARG001  # one shape for all
    base = context_of(request).settings.public_url
    contact = str(look(request, ward.setting, releasing.CONTACT) or "") or context_of(request).settings.ward_name
    formats = [each.partition(";")[0] for each in _TYPES.values()]
    ends = [
        {"specification": rules.SPECIFICATION, "url": f"{base}{_BASE}/{way}", "changeset": rules.CHANGED, "type": kind,
         "formats": formats}
        for way, kind in (("v2", "production"), ("test/v2", "test"))
    ]  # fmt: skip
    return {
        "changeset": rules.CHANGED,
        "contact": contact,
        "key_service": f"{contact} · {base}/du-lieu",
        "endpoints": ends,
    }


def _services(request: Request, call: Call) -> Sequence[Out]:  # noqa: ARG001  # one shape for all
    group = say(request, "opened.title")
    return [
        {"service_code": rules.code_of(each), "service_name": say(request, f"civics.topic.{each.value}"),
         "description": say(request, f"civics.topic.{each.value}"), "metadata": True, "type": "realtime",
         "keywords": rules.code_of(each).replace("-", " "), "group": group}
        for each in Topic
    ]  # fmt: skip


def _definition(request: Request, call: Call) -> Mapping[str, Out]:  # noqa: ARG001  # one shape for all
    """Each service has the one attribute that keeps reports of FixMyStreet from coming twice."""
    code = call.parts[-1]
    if rules.service_of(code) is None:
        raise CallError(Fault(404, "service", (("code", code[:60]),)))
    own: Out = {
        "variable": True, "code": rules.OWN, "datatype": "string", "required": False, "datatype_description": None,
        "order": 1, "description": rules.OWN, "automated": "server_set", "values": [],
    }  # fmt: skip
    return {"service_code": code, "attributes": [own]}


def _requests(request: Request, call: Call) -> Sequence[Out]:
    """Released cases, the newest first. `service_request_id` overrides all other filters."""
    given = call.fields
    if ids := given.listed("service_request_id"):
        return _known(request, ids)
    codes = given.listed("service_code")
    services = {code: rules.service_of(code) for code in codes}
    if wrong := [Fault(404, "service", (("code", code[:60]),)) for code, each in services.items() if each is None]:
        raise CallError(*wrong)
    since, until = rules.window(given.one("start_date"), given.one("end_date"), now=context_of(request).clock())
    size, page = _number(given, "page_size", rules.MOST_PAGE), _number(given, "page", 100_000)
    limit = size or rules.MOST_PAGE
    asked = Asked(
        topics=tuple(each.value for each in services.values() if each), over=rules.states(given.listed("status")),
        since=since, until=until, skip=((page or 1) - 1) * limit,
    )  # fmt: skip
    return _rows(request, asked, limit)


def _known(request: Request, keys: Sequence[str]) -> Sequence[Out]:
    """The released ones of these, and no word of the others: FixMyStreet asks for all its reports at once."""
    if len(keys) > _MOST_IDS:
        raise CallError(Fault(400, "ids", (("most", str(_MOST_IDS)),)))
    some = [tuple(keys[at : at + rules.MOST_PAGE]) for at in range(0, len(keys), rules.MOST_PAGE)]
    found = [item for each in some for item in look(request, opened_list.some, Asked(keys=each), limit=len(each))]
    return [_row(request, each) for each in sorted(found, key=lambda each: each.after, reverse=True)]


def _number(given: Fields, name: str, most: int) -> int | None:
    text = given.one(name)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= most and len(text) < 9):
        raise CallError(Fault(400, "page", (("name", name), ("most", str(most)))))
    return int(text)


def _one(request: Request, call: Call) -> Sequence[Out]:
    """One request is a list of one. One that is not released, sealed, erased or never was: the same 404."""
    key = call.parts[-1]
    try:
        item = look(request, opened_list.get, key)
    except NotFoundError as error:
        raise CallError(Fault(404, "request")) from error
    return [_row(request, item)]


def _token(request: Request, call: Call) -> Sequence[Out]:  # noqa: ARG001  # one shape for all
    """We answer at once, so a token is the id itself. It tells nobody whether there is such a case."""
    token = call.parts[-1]
    if not _TOKEN.fullmatch(token):
        raise CallError(Fault(404, "request"))
    return [{"service_request_id": token, "token": token}]


def _rows(request: Request, asked: Asked, limit: int) -> Sequence[Out]:
    return [_row(request, each) for each in look(request, opened_list.some, asked, limit=limit)]


def _row(request: Request, item: Item) -> Mapping[str, Out]:
    """The seventeen fields of the specification. Nothing of the reporter."""
    base = f"{context_of(request).settings.public_url}/viec-da-bao/{item.key}"
    picture = "sau.jpg" if item.after_picture else "truoc.jpg" if item.before else ""
    topic = Topic.of(item.topic)
    return {
        "service_request_id": item.key, "status": "closed" if item.over else "open",
        "status_notes": item.answer or say(request, f"civics.state.{item.state}"),
        "service_name": say(request, f"civics.topic.{topic.value}"), "service_code": rules.code_of(topic),
        "description": "\n\n".join(each for each in (item.title, item.text) if each),
        "agency_responsible": context_of(request).settings.ward_name, "service_notice": None,
        "requested_datetime": rules.written(item.filed_at), "updated_datetime": rules.written(item.updated_at),
        "expected_datetime": None, "address": item.place or None, "address_id": None, "zipcode": None,
        "lat": item.point.lat if item.point else None, "long": item.point.lon if item.point else None,
        "media_url": f"{base}/{picture}" if picture else None,
    }  # fmt: skip


def _updates(request: Request, call: Call) -> Sequence[Out]:
    """What happened to the cases of one key."""
    return open311_updates.told(request, call.fields)


def _remark(request: Request, call: Call) -> Sequence[Out]:
    """Keep what somebody said there. The key is asked first; at the endpoint that keeps nothing, only the key."""
    look(request, open311.caller, call.fields.one("api_key"))
    if call.test:
        return [{"update_id": "TEST"}]
    done_reading(request)
    kept, refused = _kept(request, call)
    return open311_updates.said(request, call.fields, files=kept, refused=refused)


def _post(request: Request, call: Call) -> Sequence[Out]:
    """File the report. The key is asked first; then all faults are told at once; files never stop a report."""
    context = context_of(request)
    key = call.fields.one("api_key")
    look(request, open311.caller, key)
    report = rules.report_of(call.fields)
    look(request, open311.check_place, context.ward, report)
    if call.test:
        return [{"service_request_id": "TEST", "service_notice": None, "account_id": None}]
    done_reading(request)
    kept, refused = _kept(request, call)
    given = run(request, open311.file, context.ward, key, report, files=kept, refused=refused)
    return [{"service_request_id": given.public_key, "service_notice": given.notice, "account_id": None}]


def _kept(request: Request, call: Call) -> tuple[list[Kept], list[str]]:
    """The files of a call in the store, and the names of those that are not kept."""
    context, kept = context_of(request), list[Kept]()
    refused = [name[:100] for name, _ in call.files[_MOST_FILES:]]
    for name, content in call.files[:_MOST_FILES]:
        try:
            kept.append(keeping.keep(context.files, content, name=name, looker=context.looker))
        except StoreAwayError:  # nothing is filed; the program sends its report again, with the picture
            raise
        except (RefusedFileError, LostFileError):
            refused.append(name[:100])
    return kept, refused


_Body = Callable[[Request, Call], Sequence[Out] | Mapping[str, Out]]
_SERVICE: tuple[str, str, _Body] = ("service_definition", "attribute", _definition)
_REQUESTS = ("service_requests", "request")
# The number of parts of an address and the first two of them, to root, element and body.
_WHAT: Mapping[tuple[int | str, ...], tuple[str, str, _Body]] = {
    (1, "discovery"): ("discovery", "endpoint", _discovery),
    (2, "v2", "services"): ("services", "service", _services),
    (3, "v2", "services"): _SERVICE,
    (3, "v2", "service"): _SERVICE,  # an old client
    (2, "v2", "requests"): (*_REQUESTS, _requests),
    (3, "v2", "requests"): (*_REQUESTS, _one),
    (3, "v2", "tokens"): (*_REQUESTS, _token),
    (2, "v2", "servicerequestupdates"): ("service_request_updates", "request_update", _updates),
}
_TAKERS: Mapping[tuple[str, ...], _Body] = {
    ("v2", "requests"): _post,
    ("v2", "servicerequestupdates"): _remark,
}
