"""The report of a bulletin: who got it and why others did not; doubtful ones again only by choice; the sheet."""

import io

from openpyxl import load_workbook
from sqlalchemy import select, update

from core.message import Address, Incoming, Kind, Outgoing
from storage.bulletins import bulletins, spreading
from storage.bulletins import talk as bulletin_talk
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.people import topics
from storage.tables.messages import outbox
from tests.console.conftest import Desk

_CHATS = select(outbox.c.chat_id).order_by(outbox.c.id)


def sent(desk: Desk, states: tuple[str, ...]) -> int:
    """A bulletin that has ended, with one chat per state."""
    author, other = desk.hire("an"), desk.hire("binh")

    def body(work: UnitOfWork) -> int:
        topics.add(work, "chung", "Tin chung")
        for place in range(len(states)):
            who = Address("zalo" if place % 2 else "telegram", "bot", str(place))
            chat = chats.meet(work, Incoming(who, str(place), Kind.MESSAGE, work.now))
            spreading.subscribe(work, chat.id, "chung")
        asks = {"question": "Đi?", "choices": ["Có", "Ở"]}
        made = bulletins.write(work, author, title="Họp", text="Mời", topic="chung", **asks)
        bulletins.give_bodies(work, made, {"": [Outgoing("x")]})
        bulletins.ask(work, made, author)
        bulletins.approve(work, made, other, typed=len(states), count=len(states))
        bulletins.start_due(work)
        while spreading.spread(work, made):
            pass
        for chat_id, state in zip(work.conn.execute(_CHATS).scalars().all(), states, strict=True):
            work.conn.execute(update(outbox).where(outbox.c.chat_id == chat_id).values(state=state, sent_at=work.now))
            bulletin_talk.answer(work, made, chat_id, 0)
        return made

    return desk.database.run(body)


async def test_it_says_who_got_it_and_why_not_and_repeats_the_doubtful_only_by_choice(desk: Desk) -> None:
    made = sent(desk, ("sent", "sent", "doubtful", "held", "gone", "failed"))
    reader = await desk.sign_in("hoa", role="officer")
    address = f"/console/bulletins/{made}"
    text = (await reader.get(address)).text
    assert "Chưa chắc" in text
    assert "Chờ nhắn trước" in text
    refused = await reader.post(f"{address}/again")
    assert refused.status_code == 409
    assert "có thể nhận hai lần" in refused.text
    assert (await reader.post(f"{address}/again", data={"sure": "yes"})).status_code == 303
    states = desk.database.look(lambda work: sorted(work.conn.execute(select(outbox.c.state)).scalars()))
    assert states == ["failed", "gone", "held", "sent", "sent", "waiting"]
    assert (await reader.post(f"{address}/rate", data={"rate": "0"})).status_code == 409
    assert (await reader.post(f"{address}/rate", data={"rate": "5"})).status_code == 303
    assert desk.database.look(bulletins.get, made).rate == 5
    assert 'id="report"' not in (await reader.get(address, headers={"X-Fragment": "run"})).text


async def test_the_sheet_counts_by_channel_and_names_nobody(desk: Desk) -> None:
    made = sent(desk, ("sent", "held", "sent", "doubtful"))
    reader = await desk.sign_in("hoa", role="officer")
    answer = await reader.get(f"/console/bulletins/{made}/report.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    rows = list(book["Theo kênh"].iter_rows(values_only=True))
    assert rows[0][:4] == ("Kênh", "Tất cả", "Đã nhận", "Đang đến")
    assert [row[:3] for row in rows[1:]] == [("Telegram", 2, 2), ("Zalo OA", 2, 0)]
    assert list(book["Trả lời câu hỏi"].iter_rows(values_only=True))[1] == ("Có", 4)
    watching = await desk.sign_in("quan", role="observer")
    assert (await watching.get(f"/console/bulletins/{made}/report.xlsx")).status_code == 403
