"""An address with a slash at its end leads to the page without it, and never to another host."""

import pytest
from fastapi.routing import APIRoute

from tests.console.conftest import Desk


async def test_every_page_without_a_name_in_its_address_is_found_with_a_slash_too(desk: Desk) -> None:
    client = await desk.browser()
    pages = [
        each.path
        for each in desk.app.routes
        if isinstance(each, APIRoute) and "GET" in (each.methods or ()) and "{" not in each.path and each.path != "/"
    ]
    pages = [each for each in pages if each.rstrip("/") != "/console"]  # both of its addresses are pages
    assert len(pages) > 20
    for path in pages:
        answer = await client.get(f"{path}/?lang=vi&q=%C4%91", follow_redirects=False)
        assert (answer.status_code, answer.headers.get("location")) == (308, f"{path}?lang=vi&q=%C4%91"), path


async def test_a_page_with_a_name_in_its_address_is_found_too(desk: Desk) -> None:
    client = await desk.browser()
    answer = await client.get("/hoi-dap/%C4%91%0aa//", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/hoi-dap/%C4%91%0Aa")


@pytest.mark.parametrize(
    "path",
    ["//example.org/", "///example.org/", "/\\example.org/", "/%5Cexample.org/", "/%2F/example.org/", "//hoi-dap/"],
)
async def test_no_address_leads_to_another_host(desk: Desk, path: str) -> None:
    client = await desk.browser()
    answer = await client.get(f"{client.base_url}".rstrip("/") + path, follow_redirects=False)
    assert "location" not in answer.headers
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/", "/khong-co/", "/static/", "/static/base.css/", "/chat", "/hoi-dap/a%2F"])
async def test_other_addresses_are_as_they_were(desk: Desk, path: str) -> None:
    client = await desk.browser()
    assert "location" not in (await client.get(path, follow_redirects=False)).headers


async def test_a_form_is_never_led_on(desk: Desk) -> None:
    client = await desk.browser()
    answer = await client.post("/du-lieu/", headers={"origin": str(client.base_url).rstrip("/")})
    assert answer.status_code in (403, 404, 405)
