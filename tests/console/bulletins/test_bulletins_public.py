"""What anybody may read of bulletins: what was sent, never a draft; and a feed that a reader can parse."""

import html
import json
import re
from datetime import datetime
from xml.etree import ElementTree as ET

from sqlalchemy import insert, update

from core.message import Outgoing
from storage.bulletins import bulletins
from storage.database.unit import UnitOfWork
from storage.people import topics
from storage.tables.bulletins import bulletin_files
from storage.tables.bulletins import bulletins as table
from tests.console.cases.casework import jpeg
from tests.console.conftest import Desk


def sent(desk: Desk) -> int:
    """A bulletin that has begun."""
    author, other = desk.hire("hoa"), desk.hire("nam")

    def body(work: UnitOfWork) -> int:
        topics.add(work, "chung", "Tin chung")
        made = bulletins.write(work, author, title="Họp & bàn", text="**Mời** <script>bà con", topic="chung")
        bulletins.give_bodies(work, made, {"": [Outgoing("x")]})
        bulletins.ask(work, made, author)
        bulletins.approve(work, made, other, typed=0, count=0)
        bulletins.start_due(work)
        return made

    return desk.database.run(body)


async def test_what_was_sent_is_read_by_all_and_says_when_it_was_corrected(desk: Desk) -> None:
    made = sent(desk)
    anybody = await desk.browser()
    assert "Họp &amp; bàn" in (await anybody.get("/ban-tin")).text
    text = (await anybody.get(f"/ban-tin/{made}")).text
    assert "<strong>Mời</strong> &lt;script&gt;bà con" in text
    assert "sửa lúc" not in text
    (known,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    told = json.loads(known)  # https://schema.org/SpecialAnnouncement
    assert (told["@context"], told["@type"], told["name"]) == ("https://schema.org", "SpecialAnnouncement", "Họp & bàn")
    assert told["url"].endswith(f"/ban-tin/{made}")
    assert datetime.fromisoformat(told["datePosted"]).tzinfo is not None
    assert told["text"]
    assert [told[each]["@type"] for each in ("publisher", "announcementLocation")] == [
        "GovernmentOrganization", "GovernmentOffice",
    ]  # fmt: skip
    by = desk.database.look(bulletins.get, made).author_id
    desk.database.run(bulletins.correct, made, by, title="Họp", text="Đổi giờ")
    assert "sửa lúc" in (await anybody.get(f"/ban-tin/{made}")).text
    feed = await anybody.get("/ban-tin/rss.xml")
    assert [each.text for each in ET.fromstring(feed.text).iter("title")][1:] == ["Họp"]


async def test_a_draft_is_nobodys_to_read(desk: Desk) -> None:
    made = desk.database.run(bulletins.write, desk.hire("hoa"), title="Nháp", text="…")
    anybody = await desk.browser()
    assert (await anybody.get(f"/ban-tin/{made}")).status_code == 404
    assert "Nháp" not in (await anybody.get("/ban-tin")).text


async def test_what_was_taken_back_says_so(desk: Desk) -> None:
    made = sent(desk)
    desk.database.run(bulletins.recalled, made, desk.database.look(bulletins.get, made).author_id)
    anybody = await desk.browser()
    answer = await anybody.get(f"/ban-tin/{made}")
    assert answer.status_code == 410
    assert "thu hồi" in answer.text
    assert "Mời" not in answer.text
    assert f"/ban-tin/{made}" not in (await anybody.get("/ban-tin")).text


async def test_the_list_leads_on_to_what_is_older(desk: Desk) -> None:
    made = sent(desk)
    author = desk.database.look(bulletins.get, made).author_id

    def more(work: UnitOfWork) -> None:
        for number in range(20):
            each = bulletins.write(work, author, title=f"Tin {number}", text="…", topic="chung")
            work.conn.execute(update(table).where(table.c.id == each).values(state="done", started_at=work.now))
        bulletins.write(work, author, title="Nháp", text="…", topic="chung")

    desk.database.run(more)
    anybody = await desk.browser()
    first = (await anybody.get("/ban-tin")).text
    assert "Họp &amp; bàn" not in first
    older = re.findall(r"/ban-tin\?before=\d+", first)
    second = (await anybody.get(older[0])).text
    assert "Họp &amp; bàn" in second
    assert "?before=" not in second


async def test_no_sign_of_a_bulletin_breaks_the_feed_or_becomes_a_tag(desk: Desk) -> None:
    made = sent(desk)
    odd = {"title": "A <b> \x0b\ufffe\ufffd", "text": "x < y <script>\x01"}
    desk.database.run(bulletins.correct, made, desk.database.look(bulletins.get, made).author_id, **odd)
    feed = await (await desk.browser()).get("/ban-tin/rss.xml")
    item = ET.fromstring(feed.text).find("channel/item")
    assert item is not None
    assert item.findtext("title") == "A ‹b›   \ufffd"
    assert html.unescape(item.findtext("description") or "").startswith("x < y <script>")
    assert "<" not in (item.findtext("description") or "")


async def test_a_picture_is_sent_in_parts_under_its_name_and_may_be_kept_by_browsers(desk: Desk) -> None:
    made = sent(desk)
    content = jpeg(size=(640, 480))
    kept = desk.context.files.keep(content)
    row = {"bulletin_id": made, "kind": "photo", "name": "Sơ đồ họp.jpg", "mime": "image/jpeg", "size": len(content)}
    desk.database.run(lambda work: work.conn.execute(insert(bulletin_files).values(**row, stored=kept.name)) and None)
    anybody = await desk.browser()
    (at,) = set(re.findall(rf"/ban-tin/{made}/\d+", (await anybody.get(f"/ban-tin/{made}")).text))
    whole = await anybody.get(at)
    assert whole.content == content
    assert (
        whole.headers["content-disposition"] == "inline; filename*=UTF-8''S%C6%A1%20%C4%91%E1%BB%93%20h%E1%BB%8Dp.jpg"
    )
    assert whole.headers["cache-control"] == "public, max-age=3600"
    for asked, part in (("bytes=0-9", content[:10]), ("bytes=-20", content[-20:]), ("bytes=100-", content[100:])):
        some = await anybody.get(at, headers={"Range": asked})
        assert (some.status_code, some.content) == (206, part), asked


async def test_an_address_at_which_nothing_can_stand_is_not_found_and_says_so_kindly(desk: Desk) -> None:
    endless = "9" * 40
    anybody, staff = await desk.browser(), await desk.sign_in("hoa", role="admin")
    asked = [f"/ban-tin/{endless}", f"/ban-tin/1/{endless}", f"/ban-tin?before={endless}", "/ban-tin?before=a"]
    inside = [f"/console/bulletins/{endless}", f"/console/files/{endless}/shown", f"/console/bulletins/{endless}/kit"]
    for client, path in [*((anybody, each) for each in asked), *((staff, each) for each in inside)]:
        answer = await client.get(path)
        assert answer.status_code == 404, path
        assert "Không tìm thấy" in answer.text
    assert (await anybody.get("/favicon.ico")).headers["location"] == "/static/icon.svg"
