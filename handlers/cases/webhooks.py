"""Webhooks to other systems, for example a province's: an admin sets them up; they hear of released cases only."""

import base64
import secrets
from urllib.parse import urlsplit

from core.clock import in_vietnam
from core.errors import ConflictError, NotFoundError
from core.message import Json
from storage.cases import hooks, open311_updates, opened_list
from storage.database.unit import UnitOfWork
from storage.ward import alerts, audit

_LONGEST, _SECRET_BYTES, _MOST = 500, 32, 10


def make(work: UnitOfWork, url: str, *, by: int) -> str:
    """Set up a webhook; gives its secret, which is told only now. Raises ConflictError: no https address, too many."""
    if not is_address(url) or sum(each.ended_at is None for each in hooks.all_of(work)) >= _MOST:
        raise ConflictError("A webhook needs an https address, and there are at most ten.")
    secret = _secret()
    made = hooks.add(work, url, secret, by=by)
    audit.record(work, "webhook.made", actor=audit.STAFF, staff_id=by, key=made)
    return secret


def renew(work: UnitOfWork, hook_id: int, *, by: int) -> str:
    """Give it another secret, which is told only now. The old one signs too for a day. Raises NotFoundError."""
    secret = _secret()
    hooks.renew(work, hook_id, secret)
    audit.record(work, "webhook.renewed", actor=audit.STAFF, staff_id=by, key=hook_id)
    return secret


def _secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}"


def end(work: UnitOfWork, hook_id: int, *, by: int) -> None:
    """Tell it nothing more."""
    if hooks.end(work, hook_id):
        audit.record(work, "webhook.ended", actor=audit.STAFF, staff_id=by, key=hook_id)


def gone(work: UnitOfWork, hook_id: int) -> None:
    """The other system says that it is gone for good (410): it is told nothing more, and admins hear of it."""
    if hooks.end(work, hook_id):
        audit.record(work, "webhook.gone", actor=audit.SYSTEM, key=hook_id)
        alerts.sound(work, "webhook_gone", detail=f"webhook {hook_id}", unique_key=f"webhook:{hook_id}")


def follow_trail(work: UnitOfWork) -> int:
    """Queue what staff and residents changed of released cases. For the timer."""
    return hooks.follow_trail(work, open311_updates.ACTS)


def is_address(url: str) -> bool:
    """Whether it may be called: https, a host, no password. Each call asks whether it is on the open internet."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    whole = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    return whole and url.isascii() and url.isprintable() and len(url) <= _LONGEST


def content(work: UnitOfWork, public_key: str, *, base: str) -> dict[str, Json]:
    """What is said of a case now: what its public page shows, or that it is gone."""
    told: dict[str, Json] = {"timestamp": in_vietnam(work.now).isoformat(timespec="seconds")}
    try:
        item = opened_list.get(work, public_key)
    except NotFoundError:
        return {"type": "case.gone", **told, "data": {"id": public_key}}
    data: dict[str, Json] = {
        "id": item.key, "url": f"{base}/viec-da-bao/{item.key}", "title": item.title, "text": item.text,
        "answer": item.answer, "topic": item.topic, "state": item.state, "over": item.over, "place": item.place,
        "lat": item.point.lat if item.point else None, "long": item.point.lon if item.point else None,
        "filed_on": in_vietnam(item.filed_at).date().isoformat(),
    }  # fmt: skip
    return {"type": "case.shown", **told, "data": data}
