"""Answers that wait for a leader: how a case's page shows them, and for which topics the ward wants that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame import topics as all_topics
from console.frame.access import Login, require
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from core.message import Json
from handlers.cases import approving, guarded
from handlers.replies.ward import Ward
from handlers.ward import settings
from storage.across.seconds import waiting
from storage.across.seconds.waiting import Act
from storage.database.unit import UnitOfWork
from storage.ward.sight import Reader

_TOPICS = "/console/settings/approval"
_manages = require("settings.change")


@dataclass(frozen=True, slots=True)
class Draft:
    """What became of a draft. `why_not`: the end of a key `seconds.problem`, if the reader may not agree to it."""

    act: Act
    own: bool
    why_not: str
    others: tuple[str, ...]  # names of those who may agree

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.act.state == waiting.WAITING


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(_TOPICS, topics, methods=["GET"])
    routes.add_api_route(_TOPICS, put_topics, methods=["POST"])
    return routes


def drafts_of(work: UnitOfWork, ward: Ward, case_id: int, *, reader: Reader) -> Mapping[int, Draft]:
    """The drafts of a case by the id of their entry."""
    kind = approving.kinds_of(ward)[approving.ANSWER]
    found: dict[int, Draft] = {}
    for entry_id, act in approving.requests(work, kind, case_id, reader=reader).items():
        waits = act.state == waiting.WAITING
        found[entry_id] = Draft(
            act, act.staff_id == reader.staff_id, waiting.why_not(work, kind, act, by=reader) if waits else "",
            tuple(each.name for each in waiting.seconds(work, kind, act)) if waits else (),
        )  # fmt: skip
    return found


def topics(request: Request, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # the right is the point
    """For which topics a leader agrees to a result."""
    return page(
        request, "cases/marked_topics.html", part="approval", chosen=look(request, guarded.topics),
        topics=look(request, all_topics.offered),
    )  # fmt: skip


def put_topics(
    request: Request, topic: Annotated[list[str] | None, Form()] = None, login: Login = Depends(_manages)
) -> Response:
    """Mark these topics, and no others."""
    known = [each for each in look(request, all_topics.offered) if each in (topic or [])]
    values: dict[str, Json] = {guarded.TOPICS: list[Json](known)}
    run(request, settings.save, values, by=login.staff_id)
    return RedirectResponse(f"{_TOPICS}?done=saved", status_code=303)
