"""One table of rights: the page of docs says it, and every page and form of the console keeps it."""

import re

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from civics.ward.roles import TABLE, Role, may
from tests.console.conftest import Desk
from tests.console.frame.roles_page import acts_of, console_routes, drawn
from tests.pages import HOUSE

OPEN_TO_ALL = {
    "/console",
    "/console/login",
    "/console/logout",
    "/console/reset/{token}",
    "/console/openid",
    "/console/openid/back",
}  # where nobody is signed in yet


def test_the_page_of_roles_is_the_table() -> None:
    assert (HOUSE / "docs" / "roles.md").read_text("utf-8") == drawn()


def test_every_route_of_the_console_asks_who_comes() -> None:
    routes = list(console_routes())
    assert len(routes) > 150
    assert {each.path for each in routes if not acts_of(each)} == OPEN_TO_ALL
    assert {act for each in routes for act in acts_of(each)} <= {*TABLE, "signed in"}


def plain(_request: Request, status: int, **_: str) -> Response:
    """A refusal without its page, which is drawn in the language, with the counts and the menu of who is refused."""
    return PlainTextResponse("", status)


async def test_every_page_and_form_refuses_the_roles_that_may_not_and_opens_to_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.app._error_page", plain)  # other tests read it; here it is drawn a thousand times
    wrong: list[str] = []
    refused = 0
    for role in Role:
        client = await desk.sign_in(role.value, role=role.value)
        for route in console_routes():
            address = re.sub(r"{[^}]+}", "1", route.path)
            allowed = all(act == "signed in" or may(role, act) for act in acts_of(route))
            for method in sorted((route.methods or set()) - {"HEAD"}):
                looked_at = role is Role.LEADER and method == "GET" and "{" not in route.path
                if allowed and (not looked_at or route.path.endswith("/events")):
                    continue  # the crawl looks at what the others get
                status = (await client.request(method, address)).status_code
                refused += not allowed
                if (status == 403) is allowed:
                    wrong.append(f"{role} {method} {route.path}: {status}")
    assert wrong == []
    assert refused > 150
