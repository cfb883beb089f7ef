"""`servicerequestupdates` of Open311, FixMyStreet's addition: what changed, and what people said there."""

from collections.abc import Sequence

from starlette.requests import Request

from civics import open311 as rules
from civics.open311 import Fields, Out
from console.frame.context import context_of
from console.frame.reading import look, run
from handlers.cases import open311_updates as updates
from storage.media.file_rows import Kept


def told(request: Request, fields: Fields) -> Sequence[Out]:
    """The updates of the cases that came by this key: the one reading that needs it."""
    context = context_of(request)
    now = context.clock()
    since, until = rules.window(fields.one("start_date"), fields.one("end_date"), now=now)
    found = look(
        request, updates.told, context.ward, fields.one("api_key"), since=since or now - rules.DAYS, until=until or now
    )
    base = f"{context.settings.public_url}/viec-da-bao"
    return [
        {"update_id": each.id, "service_request_id": each.public_key, "status": each.status.value,
         "updated_datetime": rules.written(each.at), "description": each.text,
         "media_url": f"{base}/{each.public_key}/sau.jpg" if each.picture else None}
        for each in found
    ]  # fmt: skip


def said(request: Request, fields: Fields, *, files: Sequence[Kept], refused: Sequence[str]) -> Sequence[Out]:
    """A remark of the other program on one of its cases, with pictures: our number of it."""
    ward, key = context_of(request).ward, fields.one("api_key")
    given = run(request, updates.remark, ward, key, rules.remark_of(fields), files=files, refused=refused)
    return [{"update_id": given}]
