"""While the file store is away, what was fetched waits on this machine: nothing is lost, nobody is told of a loss."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

from obstore.store import MemoryStore
from PIL import Image
from sqlalchemy import select

from bot.workers.fetcher import Fetcher
from bot.workers.waiting_files import WaitingFiles
from core.errors import LostFileError, StoreAwayError
from core.message import Media, MediaKind
from storage.database.database import Database
from storage.media import attachments
from storage.media.bucket import Bucket
from storage.media.looking import Looker
from storage.media.objects import Objects
from storage.media.uploads import Staging
from storage.tables.media import attachments as rows
from tests.databases import Now
from tests.fakes import FakeChannel
from tests.storage import kit


class Away(Objects):
    """A bucket in memory that does not answer before `until`."""

    def __init__(self, now: Now) -> None:
        super().__init__(MemoryStore(), where="memory", monotonic=lambda: now().timestamp())
        self.now = now
        self.until = now()

    def put(self, place: str, content: bytes, *, new: bool = False) -> None:
        """As Objects."""
        if self.now() < self.until:
            raise StoreAwayError("it is away")
        super().put(place, content, new=new)


def _picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8), "green").save(made, "PNG")
    return made.getvalue()


PICTURE = _picture()


def want(store: Database, ward: kit.Ward) -> None:
    media = Media(MediaKind.PHOTO, "photo")
    store.run(attachments.want, media, part=0, message_id="photo", chat_id=ward.chat_id)


async def test_a_store_that_is_away_for_ten_minutes_loses_nothing(store: Database, tmp_path: Path, now: Now) -> None:
    objects, ward, told = Away(now), kit.people(store), list[str]()
    files = Bucket(objects, seal=store.seal, copies=tmp_path / "copies")
    waits = Staging(tmp_path / "waiting", store.seal)
    channel = FakeChannel("web", "ward", files={"photo": PICTURE})

    def fetcher() -> Fetcher:  # also after a kill
        waiting = WaitingFiles(store, waits, files)
        return Fetcher(
            store, {("web", "ward"): channel}, files, tell=lambda *said: told.append(said[2]), looker=Looker(),
            waiting=waiting,
        )  # fmt: skip

    want(store, ward)
    objects.until = now() + timedelta(minutes=10)
    await fetcher().once()
    channel.files["photo"] = LostFileError("the platform keeps a file for a moment only")
    assert len(waits.names()) == 1
    assert PICTURE not in (tmp_path / "waiting" / f"{waits.names()[0]}.part").read_bytes()
    for _ in range(10):
        assert not await fetcher().once()
        now.pass_(minutes=1)
    assert store.look(lambda work: work.conn.execute(select(rows.c.state, rows.c.tries)).one()) == ("wanted", 0)
    assert await fetcher().once()
    row = store.look(lambda work: work.conn.execute(select(rows)).one())
    with files.open(row.stored) as kept:
        assert (row.state, kept.read(), told, waits.names()) == ("kept", PICTURE, [], [])


async def test_what_waits_for_the_store_goes_when_nobody_wants_it(store: Database, tmp_path: Path, now: Now) -> None:
    objects, ward = Away(now), kit.people(store)
    waits = Staging(tmp_path / "waiting", store.seal)
    files = Bucket(objects, seal=store.seal, copies=tmp_path / "copies")
    channel = FakeChannel("web", "ward", files={"photo": PICTURE})
    fetcher = Fetcher(
        store, {("web", "ward"): channel}, files, tell=lambda *_: None, looker=Looker(),
        waiting=WaitingFiles(store, waits, files),
    )  # fmt: skip
    want(store, ward)
    objects.until = now() + timedelta(seconds=20)
    await fetcher.once()
    store.run(lambda work: work.conn.execute(rows.delete()))
    now.pass_(minutes=1)
    assert (await fetcher.once(), waits.names()) == (False, [])
