"""Letters beyond ASCII in an address, a header or a file's name are nobody's fault: no page breaks by them."""

import re
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute

from console.frame.serving import as_file
from storage.bulletins import kits as bulletin_kits
from tests.console.bulletins.test_bulletin_kit import sent
from tests.console.conftest import Desk

SOME = ("\U0001f600", "%ff")  # the rest in the deep run: each is a walk over all pages
OTHERS = ("đ", "\u0301\ud7a3", "a\nb", 'a"b', "\u0663", "a" * 3000)


@pytest.mark.parametrize("odd", [*SOME, *(pytest.param(each, marks=pytest.mark.deep) for each in OTHERS)])
async def test_no_address_with_foreign_letters_breaks_a_page(desk: Desk, odd: str) -> None:
    client = await desk.sign_in("hoa", role="admin")
    sent(desk)
    desk.database.run(bulletin_kits.renew, 1, 1)
    broken: list[tuple[str, str, int]] = []
    text = odd if odd == "%ff" else quote(odd, safe="")
    for route in desk.app.routes:
        if not isinstance(route, APIRoute) or "{" not in route.path or route.path.endswith("/events"):
            continue
        path = re.sub(r"\{\w+:int\}", "1", route.path)
        path = re.sub(r"\{\w+\}", lambda _: text, path)
        for method in route.methods or ():
            answer = await client.request(method, f"{path}?lang={quote(odd)}&q={quote(odd)}")
            if answer.status_code >= 500:
                broken.append((method, path[:60], answer.status_code))
    assert broken == []
    assert "page_failed" not in desk.counted


@pytest.mark.parametrize("name", ["danh sách hộ.csv", 'a".csv', "x\r\nSet-Cookie: a=b", "\ud800.csv", "../../a"])
def test_a_files_name_goes_into_a_header_whole_and_as_one_line(name: str) -> None:
    (value,) = as_file(name).values()
    assert value.encode("latin-1").isascii()
    assert "\n" not in value
    assert "/" not in value.partition("''")[2]
    assert '"' not in value


async def test_headers_with_foreign_letters_break_nothing(desk: Desk) -> None:
    client = await desk.browser()
    for name in ("host", "referer", "accept-language", "range", "user-agent", "x-fragment", "cookie"):
        for path in ("/", "/chat", "/console/login", "/gop-y", "/static/base.css"):
            answer = await client.get(path, headers={name.encode(): "đ\xff".encode()})
            assert answer.status_code < 500, (name, path)
    assert "page_failed" not in desk.counted
