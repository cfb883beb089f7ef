"""The top bar: few links, the rest under one menu that needs no script, and no link that its reader is refused."""

import re

from civics.ward.roles import Role
from tests.console.conftest import Desk

_MOST = 9  # so many have room beside the ward's name on a screen of 1,280 pixels


def _links(page: str, begin: str, end: str) -> list[str]:
    part = page[page.index(begin) :]
    return re.findall(r'<a class="(?:top__link|menu__item)[^"]*" href="([^"]+)"', part[: part.index(end)])


async def test_the_bar_is_short_and_each_of_its_links_opens(desk: Desk) -> None:
    for role in (Role.ADMIN, Role.OBSERVER):  # who sees most and least; a crawl walks all roles
        client = await desk.sign_in(role.value, role=role.value)
        page = (await client.get("/console/today")).text
        bar = _links(page, '<nav class="top__nav"', "</nav>")
        more = _links(page, 'id="more-menu"', "</details>")
        gear = _links(page, 'id="gear-menu"', "</details>") if role is Role.ADMIN else []
        assert ('id="gear-menu"' in page) is (role is Role.ADMIN)
        assert len(bar) <= _MOST
        assert {"/console/today", "/console/", "/console/help"} <= set(bar)
        assert "/console/figures" in more
        for each in bar + more + gear:
            assert (await client.get(each)).status_code == 200, f"{role}: {each}"
        if role is Role.ADMIN:
            page = (await client.get("/console/settings/proof")).text
            assert '<summary class="menu__summary is-here">' in page
            assert '<a class="menu__item" href="/console/settings" aria-current="page">' in page
