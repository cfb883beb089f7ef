"""Feeds and pages as strict readers of others take them: feedparser, and html5lib, which stops at the first fault."""

import json
import re

import feedparser
import html5lib

from tests.console.conftest import Desk
from tests.console.opened.released import Released

BASE = "/viec-da-bao"


async def test_the_feed_is_read_whole_with_times_ids_and_places(desk: Desk) -> None:
    ward = Released(desk)
    _, key = ward.release("Ổ gà & <hố>", topic="duong_sa", told={"text": "Sâu\v <script>x</script>\nrộng"})
    anybody = await desk.browser()
    found = feedparser.parse((await anybody.get(f"{BASE}/rss.xml")).content)
    assert not found.bozo, found.get("bozo_exception")
    (entry,) = found.entries
    assert (entry.id, entry.link.endswith(key), entry.published_parsed.tm_hour) == (key, True, 3)
    assert entry["where"]["coordinates"] == (105.843, 21.62)
    assert "<script" not in entry.summary


async def test_every_public_page_is_html_without_a_fault(desk: Desk) -> None:
    ward = Released(desk)
    unit = ward.work.unit("tdp-5")
    for _ in range(6):
        _, key = ward.release('Ổ gà & <hố> "sâu"', topic="duong_sa", unit_id=unit, told={"text": "Một\nhai"})
    anybody = await desk.browser()
    pages = (
        "/", BASE, f"{BASE}/{key}", f"{BASE}/nhung", f"{BASE}/linh-vuc/duong_sa", f"{BASE}/to/{unit}", "/con-so",
        "/du-lieu", "/cong-khai", "/ban-tin", "/gop-y", "/hoi-dap", "/tiep-dan", "/chat",
        f"{BASE}?q=%22%3Ex&state=over&lang=en",
    )  # fmt: skip
    front = (await anybody.get("/")).text
    known = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', front, re.DOTALL)[0])
    assert (known["@type"], known["url"]) == ("GovernmentOrganization", "http://linhson.test/")
    for address in pages:
        answer = await anybody.get(address)
        assert answer.status_code == 200, address
        told = re.findall(r'<meta name="description" content="([^"]+)">', answer.text)
        assert len(told) == 1 or address.endswith("/nhung"), (address, told)
        try:
            html5lib.HTMLParser(strict=True).parse(answer.text)
        except html5lib.html5parser.ParseError as error:
            raise AssertionError(f"{address}: {error}") from error
