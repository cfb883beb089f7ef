"""What the ward promises beyond the law. An admin sets it, new cases count by it, and it is never shown as law."""

from dataclasses import dataclass

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.cases import promises
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page, say
from handlers.ward import settings
from storage.ward import ward

_manages = require("settings.change")


@dataclass(frozen=True, slots=True)
class Field:
    """One promise on the page. `usual` is the default for an empty field; None for a topic: the same as its kind."""

    key: str
    value: str
    usual: int | None
    bound: promises.Bound
    problem: str = ""


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/promises", show, methods=["GET"])
    routes.add_api_route("/console/promises", save, methods=["POST"])
    return routes


def show(request: Request, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # the right is the point
    """All promises, with their limits."""
    chosen = look(request, ward.promises)
    return _page(request, {key: str(n) for key, n in chosen.items()})


async def _typed(request: Request) -> dict[str, str]:
    form = await request.form()
    return {key: str(form.get(key, "")).strip()[:9] for key in promises.keys()}  # noqa: SIM118  # no dictionary


def save(request: Request, typed: dict[str, str] = Depends(_typed), login: Login = Depends(_manages)) -> Response:
    """Set them; an empty field means the default. Cases that are filed already keep their promise."""
    bad = {key for key, said in typed.items() if said and not promises.is_allowed(key, whole(said) or 0)}
    if bad:
        return _page(request, typed, status=422, bad=bad)
    chosen = {key: int(said) for key, said in typed.items() if said}
    run(request, settings.save_promises, chosen, by=login.staff_id)
    return RedirectResponse("/console/promises?done=saved", status_code=303)


def _page(request: Request, typed: dict[str, str], *, status: int = 200, bad: set[str] | None = None) -> Response:
    usual = promises.standard()
    fields = []
    for key in promises.keys():  # noqa: SIM118  # no dictionary
        bound = promises.bound_of(key)
        problem = say(request, "promises.out_of_bounds", least=bound.least, most=bound.most)
        fields.append(
            Field(key, typed.get(key, ""), usual.get(key), bound, problem if key in (bad or set()) else "")
        )  # fmt: skip
    return page(
        request, "ward/promises.html", status=status, bad=bool(bad),
        kinds=[each for each in fields if each.usual is not None],
        topics=[each for each in fields if each.usual is None],
    )  # fmt: skip
