"""What the ward did with opinions under Điều 25, recorded after the close: Luật 10/2022 Điều 28.4 and 28.5."""

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.polls.terms import Outcome
from console.frame import why
from console.frame.access import Login, require
from console.frame.reading import run
from console.polls import results
from core.errors import ConflictError
from storage.polls import outcomes

_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/polls/{key}/outcome", record, methods=["POST"])
    return routes


async def _sent(request: Request) -> FormData:
    return await request.form()


def record(request: Request, key: str, *, sent: FormData = Depends(_sent), login: Login = Depends(_works)) -> Response:
    """Keep it. What the law does not allow comes back as it was typed, with a sentence that names the article."""
    outcome = Outcome.of({name: str(value) for name, value in sent.items()})
    try:
        run(request, outcomes.record, key, outcome, staff_id=login.staff_id)
    except ConflictError as error:
        problem = why.key(error, "results.problem.not_closed")
        return results.desk(request, login, key, problems=(problem,), outcome=outcome)
    return RedirectResponse(f"/console/polls/{key}?done=saved#outcome", status_code=303)
