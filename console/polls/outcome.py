"""What the ward records after the close: what it did with opinions, and that a vote was sent and posted in public.

Luật 10/2022 Điều 20.3, 25, 28.4 and 28.5; NĐ 59/2023 Điều 5.4.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.polls.terms import Outcome, day_in
from console.frame import why
from console.frame.access import Login, require
from console.frame.door import late_routes
from console.frame.reading import run
from console.polls import results
from core.errors import ConflictError
from storage.polls import online_votes, outcomes

_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/polls/{key}/outcome", record, methods=["POST"])
    routes.add_api_route("/console/polls/{key}/sent", vote_sent, methods=["POST"])
    routes.add_api_route("/console/polls/{key}/posted", vote_posted, methods=["POST"])
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


def vote_sent(
    request: Request, key: str, *, day: Annotated[str, Form()] = "", login: Login = Depends(_works)
) -> Response:
    """Keep on which day the decision of an online vote went to UBND and UBMTTQ."""
    try:
        run(request, online_votes.sent, key, day_in(day), staff_id=login.staff_id)
    except ConflictError as error:
        return results.desk(request, login, key, problems=(why.key(error, "results.problem.not_closed"),))
    return RedirectResponse(f"/console/polls/{key}?done=saved#sent", status_code=303)


def vote_posted(
    request: Request, key: str, *, day: Annotated[str, Form()] = "", login: Login = Depends(_works)
) -> Response:
    """Keep on which day the result of an online vote was posted in public."""
    try:
        run(request, online_votes.posted, key, day_in(day), staff_id=login.staff_id)
    except ConflictError as error:
        return results.desk(request, login, key, problems=(why.key(error, "results.problem.not_closed"),))
    return RedirectResponse(f"/console/polls/{key}?done=saved#sent", status_code=303)
