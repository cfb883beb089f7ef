"""What somebody typed into a form is not lost when their session has ended: they sign in again and send it.

The sign-in page carries it, encrypted, and only the account that typed it gets it back. Files are not carried: the
browser must choose them again.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.datastructures import FormData
from starlette.requests import Request

from console.frame import cookies
from console.frame.access import COOKIE, digest_of, local
from console.frame.context import context_of
from console.frame.reading import look
from core.errors import DanBanError
from storage.people import sessions

_STATE = "typed"
_MOST = 100_000  # characters of one form
_HOLDS = timedelta(hours=12)
_NOWHERE = ("/console/login", "/console/logout", "/console/enter")


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that was not taken: where it goes, and what was in it."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def longest(self) -> str:
        """Its longest field, which is most likely what the person wrote."""
        return max((value for _, value in self.fields), key=len, default="")


def remember(request: Request, form: FormData) -> None:
    """Keep the form of a request, in case nobody is signed in."""
    request.scope.setdefault("state", {})[_STATE] = form


def carried(request: Request) -> str:
    """The form of this request, encrypted for the account whose session has ended. Empty when there is nothing."""
    form = request.scope.get("state", {}).get(_STATE)
    path = request.url.path
    cookie = cookies.read(request, COOKIE)
    if not isinstance(form, FormData) or not cookie or path.startswith(_NOWHERE):
        return ""
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and value]
    whose = look(request, sessions.whose, digest_of(cookie))
    if whose is None or not fields or sum(len(value) for _, value in fields) > _MOST:
        return ""
    context = context_of(request)
    told = {"staff": whose, "at": context.clock().isoformat(), "path": path, "fields": fields}
    return context.database.seal.close_text(json.dumps(told, ensure_ascii=False))


def returned(request: Request, token: str, *, staff_id: int) -> Kept | None:
    """What `carried` gave, for that account only, for twelve hours."""
    context = context_of(request)
    if not token:
        return None
    try:
        told = json.loads(context.database.seal.open_text(token))
        at = datetime.fromisoformat(told["at"])
        path, fields = str(told["path"]), tuple((str(name), str(value)) for name, value in told["fields"])
    except (DanBanError, ValueError, KeyError, TypeError):
        return None
    if told["staff"] != staff_id or context.clock() - at > _HOLDS or local(path) != path:
        return None
    return Kept(path, fields)
