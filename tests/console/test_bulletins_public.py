"""What anybody may read of bulletins: what was sent, never a draft; and a feed that a reader can parse."""

import html
import re
from xml.etree import ElementTree as ET

from sqlalchemy import update

from core.message import Outgoing
from storage.bulletins import bulletins
from storage.bulletins.tables import bulletins as table
from storage.people import topics
from storage.unit import UnitOfWork
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
