"""Every page stands behind the layer that mends forms, and its signature is read at its first request."""

from fastapi import FastAPI, Form
from fastapi.routing import APIRoute
from httpx import ASGITransport, AsyncClient

from console.frame.door import LateRoute, late_routes
from tests.console.conftest import Desk


def test_every_page_stands_behind_it_and_has_a_signature_that_can_be_read(desk: Desk) -> None:
    routes = [each for each in desk.app.routes if isinstance(each, APIRoute)]
    assert [each.path for each in routes if not isinstance(each, LateRoute)] == []
    assert len(routes) > 300
    for each in routes:
        assert isinstance(each, LateRoute)
        assert each.whole().dependant.call is each.endpoint


async def test_a_signature_is_read_once_at_the_first_request() -> None:
    routes = late_routes()

    def add(first: int, second: int = Form(2)) -> int:
        return first + second

    routes.add_api_route("/sum/{first}", add, methods=["POST"], name="added")
    app = FastAPI()
    app.router.routes.extend(routes.routes)
    (route,) = routes.routes
    assert not hasattr(route, "dependant")
    assert app.url_path_for("added", first="1") == "/sum/1"

    async with AsyncClient(transport=ASGITransport(app), base_url="http://ward.test") as client:
        assert (await client.post("/sum/1", data={"second": "4"})).json() == 5
        read = route.app  # type: ignore[attr-defined]
        assert (await client.post("/sum/3")).json() == 5
        assert (await client.post("/sum/x")).status_code == 422
        assert (await client.get("/sum/1")).status_code == 405
    assert route.app is read  # type: ignore[attr-defined]
