"""E-mail to staff over a real connection: its text, its retries, and when it has failed."""

from collections.abc import AsyncIterator

import pytest

from bot.workers.mailer import Mailer
from core.settings import Settings
from storage.database.database import Database
from storage.messages import leases
from storage.notices import notices, ways
from storage.notices.notices import Saying
from storage.people import staff
from storage.ward import alerts
from tests.databases import Now
from tests.parts import shared
from tests.servers.smtp import MailServer, serving

RING = Saying("emergency:7:0", "notice.emergency", "/console/duty#alert-7")


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with serving() as found:
        yield found


@pytest.fixture
def mailer(store: Database, server: MailServer) -> Mailer:
    settings = Settings(
        smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none", smtp_from="bao@linhson.example",
        public_url="https://linhson.example",
    )  # fmt: skip
    return Mailer(store, shared().words, settings, instance_id="here")


def officer(store: Database, *, language: str = "vi", say: bool = True) -> int:
    ha = store.run(staff.add, "ha", name="Hà", password="x", role="officer", language=language)
    way = store.run(ways.ask_mailbox, ha, "ha@example.vn")
    assert store.run(ways.confirm, ha, store.look(ways.proof, way))
    if say:
        store.run(notices.add, way, RING)
    return ha


def states(store: Database) -> list[str]:
    return store.look(lambda work: [row[0] for row in work.conn.exec_driver_sql("SELECT state FROM staff_notices")])


async def test_a_mail_says_that_something_waits_and_where_and_no_more(
    store: Database, mailer: Mailer, server: MailServer
) -> None:
    officer(store)
    assert await mailer.once()
    (mail,) = server.mails
    assert server.people == ["ha@example.vn"]
    assert (mail["Subject"], mail["From"]) == ("Phường Linh Sơn: có việc cần xem", "bao@linhson.example")
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content()
    assert "https://linhson.example/console/duty#alert-7" in text
    assert "sau khi đăng nhập" in text
    assert states(store) == ["sent"]
    assert not await mailer.once()


async def test_the_subject_of_a_ward_with_a_long_name_keeps_its_blanks(store: Database, server: MailServer) -> None:
    settings = Settings(
        smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none", smtp_from="bao@vanmieu.example",
        ward_name="phường Văn Miếu - Quốc Tử Giám",
    )  # fmt: skip
    officer(store)
    assert await Mailer(store, shared().words, settings, instance_id="here").once()
    assert [each["Subject"] for each in server.mails] == ["Phường Văn Miếu - Quốc Tử Giám: có việc cần xem"]


async def test_what_is_said_again_on_a_topic_is_one_mail(store: Database, mailer: Mailer, server: MailServer) -> None:
    ha = officer(store)
    (way,) = store.look(ways.of, ha)
    assert store.run(notices.add, way, RING) is None
    await mailer.once()
    assert len(server.mails) == 1


async def test_a_server_that_is_busy_is_tried_again_ever_later_and_at_last_given_up(
    store: Database, mailer: Mailer, *, server: MailServer, now: Now
) -> None:
    officer(store)
    server.answers = ["451 later"] * 20
    for wait in notices.WAITS:
        assert await mailer.once()
        assert not await mailer.once()
        now.pass_(seconds=wait.total_seconds() + 1)
    assert await mailer.once()
    now.pass_(days=1)
    assert not await mailer.once()
    assert server.tries == len(notices.WAITS) + 1
    assert states(store) == ["failed"]
    assert [each.kind for each in store.look(alerts.latest)] == ["mail_failed"]


async def test_a_refused_mailbox_is_not_tried_again_and_no_address_is_told(
    store: Database, mailer: Mailer, server: MailServer
) -> None:
    officer(store)
    server.answers = ["550 no such person"]
    await mailer.once()
    assert states(store) == ["failed"]
    (told,) = store.look(alerts.latest)
    assert "example.vn" not in told.detail


async def test_a_server_that_is_away_loses_nothing(store: Database, server: MailServer, now: Now) -> None:
    officer(store)
    settings = Settings(smtp_host="127.0.0.1", smtp_port=1, smtp_security="none", smtp_from="bao@linhson.example")
    assert await Mailer(store, shared().words, settings, instance_id="here").once()
    assert states(store) == ["waiting"]


async def test_a_copy_of_another_wards_database_sends_nothing(
    store: Database, mailer: Mailer, server: MailServer
) -> None:
    officer(store)
    await store.write(leases.belongs, "elsewhere")
    assert not await mailer.once()
    assert not server.mails


async def test_a_mail_that_kills_the_process_is_free_again_and_its_try_counted(
    store: Database, mailer: Mailer, *, server: MailServer, now: Now
) -> None:
    officer(store)
    (claimed,) = await store.write(notices.claim_mail, 5)
    assert claimed.tries == 1
    assert not await mailer.once()
    now.pass_(minutes=3)
    assert await mailer.once()
    assert len(server.mails) == 1
