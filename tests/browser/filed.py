"""Cases that the browser tests look at."""

from playwright.sync_api import Page, expect
from sqlalchemy import insert

from core.message import Media, MediaKind
from storage.cases import cases
from storage.cases.cases import Filed, Filing
from storage.database.unit import UnitOfWork
from storage.media import attachments, keeping
from storage.tables.messages import chats
from storage.tables.people import residents
from tests.browser.test_console import Served
from tests.console.cases.casework import jpeg


def _chat(work: UnitOfWork, name: str) -> tuple[int, int]:
    resident = work.conn.execute(insert(residents).values(created_at=work.now).returning(residents.c.id)).scalar_one()
    given = {"channel": "web", "bot": "ward", "chat": name, "private": True, "created_at": work.now}
    chat = work.conn.execute(insert(chats).values(**given).returning(chats.c.id)).scalar_one()
    return int(resident), int(chat)


def file(served: Served, text: str, *, kind: str = "phan_anh", photos: int = 0) -> Filed:
    """A case from the web chat, with photos."""
    resident, chat = served.database.run(_chat, text[:40])
    filing = Filing(kind=kind, text=text, name="Bác Tư", chat_id=chat, resident_id=resident, message_ids=("m1",))
    filed = served.database.run(cases.file, filing)
    for n in range(photos):
        content = jpeg(("#a43", "#3a4", "#34a")[n % 3])
        kept = keeping.keep(served.app.state.context.files, content, name=f"anh-{n}.jpg", sealed=filed.sealed)
        served.database.run(
            attachments.add_kept, kept, kind="photo", case_id=filed.case_id, sealed=filed.sealed,
            media=Media(MediaKind.PHOTO, kept.stored),
        )  # fmt: skip
    return filed


def open_case(page: Page, served: Served, filed: Filed) -> None:
    """By its address."""
    page.goto(f"{served.address}/console/cases/{filed.code}")
    expect(page.locator(".case__code")).to_have_text(filed.code)
