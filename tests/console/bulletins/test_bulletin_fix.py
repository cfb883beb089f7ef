"""A sent bulletin corrected and recalled from its page, and what the public page says of it."""

import re
from datetime import timedelta

from sqlalchemy import update

from broadcasts.acts import ALONE
from core.message import Address, Incoming, Kind
from storage.bulletins import bulletins, spreading
from storage.bulletins import corrections as bulletin_corrections
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.people import topics
from storage.tables.bulletins import bulletin_corrections as corrections
from storage.tables.messages import outbox
from storage.ward import ward
from tests.console.conftest import Desk
from tests.fakes import AT

TYPED = {"title": "Họp tổ 5", "text": "Mời bà con lúc **19 giờ**.", "topic": "chung", "groups": "yes", "when": "now",
         "shown_on_page": "yes", "urgent": "yes"}  # fmt: skip
NEW = {"title": "Họp tổ 5", "text": "Mời bà con lúc **20 giờ**."}


def subscribed(database: Database) -> None:
    """Three subscribed chats, one per channel."""

    def body(work: UnitOfWork) -> None:
        topics.add(work, "chung", "Tin chung")
        for channel in ("telegram", "zalo", "web"):
            chat = chats.meet(work, Incoming(Address(channel, "b", "1"), "x", Kind.MESSAGE, AT))
            spreading.subscribe(work, chat.id, "chung")

    database.run(body)


async def test_it_is_corrected_everywhere_then_recalled_by_who_may_approve(desk: Desk) -> None:
    subscribed(desk.database)
    author, other = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    made = (await author.post("/console/bulletins/new", data={**TYPED, "act": "save"})).headers["location"]
    made = made.split("?")[0]
    assert (await other.get(f"{made}/fix")).status_code == 404
    await author.post(f"{made}/ask")
    assert (await other.post(f"{made}/approve", data={"typed": "3"})).status_code == 303
    while desk.database.run(spreading.go_on):
        pass
    sent = update(outbox).values(state="sent", message_id="7", marked_at=desk.database.clock())
    desk.database.run(lambda work: work.conn.execute(sent) and None)
    assert "19 giờ" in (await other.get(f"{made}/fix")).text
    for wrong, says in (
        ({**NEW, "text": "Mời bà con lúc **19 giờ**."}, "giống hệt"),
        ({**NEW, "text": "TUYỆT MẬT"}, "bí mật nhà nước"),
        ({**NEW, "text": ""}, "Cần đủ"),
    ):
        answer = await other.post(f"{made}/fix", data=wrong)
        assert answer.status_code == 409
        assert says in answer.text
        assert f'value="{wrong["title"]}"' in answer.text
    emptied = await other.post(f"{made}/fix", data={"title": "", "text": "Chỉ còn lời"})
    assert not re.search(r'name="title"[^>]*value="[^"]', emptied.text), "what was emptied stays empty"
    assert "Chỉ còn lời" in emptied.text
    assert (await other.post(f"{made}/fix", data=NEW)).status_code == 303
    number = int(made.rpartition("/")[2])
    assert desk.database.look(bulletin_corrections.of, number) == [], "nobody else has read it yet"
    assert "cần người khác duyệt" in (await other.post(f"{made}/fix-send")).text
    waiting = (await author.get(f"{made}/fix")).text
    assert "Lời mới đang chờ duyệt" in waiting
    assert "<strong>20 giờ</strong>" in waiting
    assert (await author.post(f"{made}/fix-send")).status_code == 303
    assert "không còn chờ duyệt" in (await author.post(f"{made}/fix-send")).text
    (fixed,) = desk.database.look(bulletin_corrections.of, number)
    assert fixed.act == "corrected"
    page = await other.get(f"/ban-tin/{number}")
    assert "20 giờ" in page.text
    assert "sửa lúc" in page.text
    assert "lần sửa trước" in (await other.post(f"{made}/recall", data={"sure": "yes"})).text
    ended = update(corrections).values(state="done")
    desk.database.run(lambda work: work.conn.execute(ended) and None)
    assert "Đánh dấu" in (await other.post(f"{made}/recall")).text
    assert (await other.post(f"{made}/recall", data={"sure": "yes"})).status_code == 303
    assert desk.database.look(bulletins.get, number).state == "recalled"
    assert (await other.get(f"/ban-tin/{number}")).status_code == 410
    assert "đã được thu hồi" in (await other.get(f"{made}/fix")).text


async def test_new_words_are_given_up_turned_down_or_overtaken(desk: Desk) -> None:
    subscribed(desk.database)
    author, other = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    made = (await author.post("/console/bulletins/new", data={**TYPED, "act": "save"})).headers["location"]
    made = made.split("?")[0]
    number = int(made.rpartition("/")[2])
    await author.post(f"{made}/ask")
    await other.post(f"{made}/approve", data={"typed": "3"})
    desk.database.run(spreading.go_on)
    await author.post(f"{made}/fix", data=NEW)
    assert (await other.post(f"{made}/fix-drop")).status_code == 303
    assert "không còn chờ duyệt" in (await other.post(f"{made}/fix-send")).text
    await author.post(f"{made}/fix", data=NEW)
    page = (await other.get(f"{made}/fix")).text
    (read,) = re.findall(r'name="read" value="([^"]+)"', page)
    theirs = {**NEW, "text": "Mời bà con lúc **21 giờ**."}
    answer = await other.post(f"{made}/fix", data=theirs)  # a press in the form below is no wish to replace it
    assert answer.status_code == 409
    assert "đồng nghiệp đang chờ duyệt" in answer.text
    assert "20 giờ" in (await author.get(f"{made}/fix")).text
    desk.clock.pass_(timedelta(minutes=1))
    await author.post(f"{made}/fix", data={**NEW, "text": "Mời bà con lúc **22 giờ**."})
    changed = await other.post(f"{made}/fix-send", data={"read": read})  # what was read is not what is proposed now
    assert changed.status_code == 409
    (mark,) = re.findall(r'name="instead" value="([^"]+)"', (await other.get(f"{made}/fix")).text)
    assert (await other.post(f"{made}/fix", data={**theirs, "instead": mark})).status_code == 303
    by = desk.database.look(bulletins.get, number).author_id
    desk.database.run(bulletins.correct, number, by, title="Họp tổ 5", text="Lời của ai khác")
    assert "vừa được sửa" in (await author.post(f"{made}/fix-send")).text
    observer = await desk.sign_in("quan", role="observer")
    for act in ("fix", "fix-send", "fix-drop", "recall"):
        assert (await observer.post(f"{made}/{act}", data={**NEW, "sure": "yes"})).status_code == 403


async def test_one_person_corrects_alone_only_where_the_ward_has_set_it_so(desk: Desk) -> None:
    subscribed(desk.database)
    author = await desk.sign_in("hoa", role="officer")
    desk.database.run(ward.put_settings, {ALONE: True})
    made = (await author.post("/console/bulletins/new", data={**TYPED, "act": "save"})).headers["location"]
    made = made.split("?")[0]
    await author.post(f"{made}/ask")
    await author.post(f"{made}/approve", data={"typed": "3"})
    desk.database.run(spreading.go_on)
    await author.post(f"{made}/fix", data=NEW)
    assert (await author.post(f"{made}/fix-send")).status_code == 303
    (fixed,) = desk.database.look(bulletin_corrections.of, int(made.rpartition("/")[2]))
    assert fixed.act == "corrected"
