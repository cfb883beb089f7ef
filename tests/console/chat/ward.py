"""A ward with nothing but its web chat, and a stand-in that talks: enough to try the page without the real dialogs."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import select, update

from bot.channels.web import WebChannel
from console.app import build
from console.chat import Room
from console.frame.context import Context
from core.message import Button, Incoming, Json, Outgoing
from core.settings import Settings
from storage.database.database import Database
from storage.database.outside import beside
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.media.files import FileStore, Folder
from storage.tables.messages import inbox
from tests.parts import migrated, shared, ward_of

SECRET = "a secret key for tests, long enough"
START = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)


@dataclass(slots=True)
class StoppedClock:
    """Stands still until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


@dataclass(slots=True)
class Ward:
    """The parts a test looks at."""

    app: FastAPI
    database: Database
    room: Room
    channel: WebChannel
    clock: Callable[[], datetime]
    counted: list[str] = field(default_factory=list)

    def waiting(self) -> list[Incoming]:
        """What stands in the inbox, read by the channel, oldest first."""
        return [event for raw in self.database.look(_waiting) for event in self.channel.read(raw)]

    def payloads(self) -> list[dict[str, Json]]:
        """The raw payloads that stand in the inbox."""
        return self.database.look(_waiting)

    def taken(self) -> list[Incoming]:
        """As `waiting`; afterwards nothing waits."""
        found = self.waiting()
        self.database.run(_done)
        return found


def open_ward(folder: Path, *, clock: Callable[[], datetime], files: FileStore | None = None) -> Ward:
    """A ward in that folder; close its database when done."""
    settings = Settings(files_dir=folder / "files", secret_key=SECRET, public_url="http://testserver")
    seal = Seal(SECRET, keys=beside(settings.files_dir))
    database = Database(migrated(folder / "ward.sqlite3"), seal=seal, clock=clock)
    counted: list[str] = []
    store = files or Folder(settings.files_dir, seal=database.seal)
    context = Context(ward_of(settings), database, store, clock=clock, count=counted.append)
    app = build(context, pages=shared().pages)
    room: Room = app.state.room
    channel = WebChannel(database, room.staging, public_url=settings.public_url)
    return Ward(app, database, room, channel, clock, counted)


def _waiting(work: UnitOfWork) -> list[dict[str, Json]]:
    rows = work.conn.execute(select(inbox.c.raw).where(inbox.c.state == "waiting").order_by(inbox.c.id)).scalars()
    return [json.loads(work.seal.open(raw)) for raw in rows]


def _done(work: UnitOfWork) -> None:
    work.conn.execute(update(inbox).values(state="done"))


_CANCEL = (Button("Quay lại", "r1=back"), Button("Hủy", "r1=drop"))


async def talk(ward: Ward, *, pause: float = 0.4) -> None:
    """Answer whatever comes, like a guided petition. Runs until it is cancelled."""
    rung = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ring() -> None:
        loop.call_soon_threadsafe(rung.set)

    stop = ward.database.listen("inbox", ring)
    try:
        while True:
            await rung.wait()
            rung.clear()
            for incoming in await asyncio.to_thread(ward.taken):
                await asyncio.sleep(pause)
                for outgoing in answers(incoming):
                    await ward.channel.send(incoming.address, outgoing)
    finally:
        stop()


def answers(incoming: Incoming) -> list[Outgoing]:
    """What the stand-in says to one event."""
    said = incoming.press or (f"/{incoming.command}" if incoming.command else incoming.text)
    if said == "/start":
        return [_GREETING]
    if said == "kind=report":
        return [_WHAT]
    if incoming.press == "r1=send":
        return [
            Outgoing("Đã nhận lựa chọn", answers_press=incoming.press_id),
            _CODE,
            Outgoing(
                "Bà con muốn làm gì tiếp?",
                rows=((Button("Việc đã gửi", "menu=mine"),), (Button("Gửi việc khác", "kind=report"),)),
            ),
        ]
    if incoming.media:
        return [_PLACE]
    if incoming.point is not None or said == "r1=skip":
        return [_SUMMARY]
    if incoming.quoted is not None:
        return [
            Outgoing(f"Mình đã thêm vào hồ sơ, theo tin: {incoming.quoted.text[:40]}", reply_to=incoming.message_id)
        ]
    return [_PHOTOS]


_GREETING = Outgoing(
    "Chào bà con. Đây là trợ lý tự động của phường Linh Sơn, cán bộ phường đọc và trả lời ở đây.\n\n"
    "Bà con muốn làm gì?",
    rows=(
        (Button("Phản ánh một việc", "kind=report"),),
        (Button("Hỏi thủ tục", "menu=ask"),),
        (Button("Việc đã gửi", "menu=mine"),),
        (Button("Giúp đỡ", "menu=help"), Button("Ngôn ngữ", "menu=lang")),
    ),
)
_WHAT = Outgoing(
    "Có việc gì xảy ra? Bà con kể ngắn gọn, gõ hoặc ghi âm đều được.", rows=(_CANCEL,), step=(1, 5), ask="voice"
)
_PHOTOS = Outgoing(
    "Bà con có ảnh thì gửi luôn, nhiều nhất 10 ảnh. Không có thì bấm Bỏ qua.",
    rows=((Button("Bỏ qua", "r1=skip"),), _CANCEL),
    step=(2, 5),
    ask="photo",
)
_PLACE = Outgoing(
    "Việc ở chỗ nào? Bà con bấm Gửi vị trí của tôi, hoặc gõ tên đường, số nhà.",
    rows=(_CANCEL,),
    step=(3, 5),
    ask="place",
)
_SUMMARY = Outgoing(
    "Bà con xem lại giúp mình:\n\nLoại: phản ánh\nNội dung: Rác đổ ở đầu ngõ 12, ba ngày chưa ai dọn.\nẢnh: 2\n"
    "Nơi: ngõ 12 đường Bến Tượng, tổ dân phố 5",
    rows=((Button("Gửi đi", "r1=send"),), (Button("Sửa một câu", "r1=change"), Button("Hủy", "r1=drop"))),
    step=(5, 5),
)
_CODE = Outgoing(
    "Mình đã ghi nhận phản ánh. Cán bộ tổ dân phố 5 sẽ nhắn ở đây chậm nhất thứ Sáu 27/11. "
    "Bà con gõ thêm lúc nào cũng được, mình sẽ thêm vào hồ sơ này.",
    card="LS-26-000123",
)
