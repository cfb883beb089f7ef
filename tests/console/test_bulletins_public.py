"""What anybody may read of bulletins: what was sent, never a draft; and a feed that a reader can parse."""

from xml.etree import ElementTree as ET

from core.message import Outgoing
from storage.bulletins import bulletins
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
