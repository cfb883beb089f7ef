"""Files are served to the chat they belong to, as long as they exist, and to nobody else."""

from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy import insert, update

from core.message import Media, MediaKind, Outgoing
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.media.files import Folder
from storage.messages import chats, webchat
from storage.tables.media import attachments
from tests.console.chat.conftest import Browser, Page
from tests.console.chat.ward import SECRET, Ward, open_ward

SCRIPT = {"X-Chat": "1"}
JPEG = b"\xff\xd8\xff\xe0" + b"photo" * 20


class Named(Folder):
    """A file store whose files hold their own names."""

    def open(self, name: str) -> BinaryIO:
        return BytesIO(name.encode())


@pytest.fixture
def ward(tmp_path: Path, clock: Callable[[], datetime]) -> Iterator[Ward]:
    found = open_ward(tmp_path, clock=clock, files=Named(tmp_path, seal=Seal(SECRET)))
    yield found
    found.database.close()


def send_photo(page: Page, name: str = "a.jpg", mime: str = "image/jpeg", content: bytes = JPEG) -> str:
    made = page.post("/chat/upload", files={"file": (name, content, mime)}, headers=SCRIPT)
    answer = page.post("/chat/send", json={"key": "0123456789abcdef", "uploads": [made.json()["id"]]}, headers=SCRIPT)
    return f"/chat/files/{answer.json()['id']}/0"


def fetched(work: UnitOfWork, ward: Ward, state: str) -> None:
    """What the fetcher would have left behind."""
    (incoming,) = ward.waiting()
    chat = chats.meet(work, incoming)
    work.conn.execute(
        insert(attachments).values(
            chat_id=chat.id, message_id=incoming.message_id, part=0, kind="photo", media={}, state=state,
            digest="d" * 64, stored="original", shown="without-exif", thumb="little", mime="image/png",
            created_at=work.now,
        )
    )  # fmt: skip


def test_a_resident_sees_their_own_file_at_once(page: Page) -> None:
    answer = page.get(send_photo(page))
    assert (answer.status_code, answer.content) == (200, JPEG)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, no-store"


def test_another_browser_and_a_guess_get_the_same_404(browser: Browser) -> None:
    mine, other = browser(), browser()
    path = send_photo(mine)
    refused = other.get(path)
    assert refused.status_code == 404
    for guess in (path[:-1] + "1", "/chat/files/999/0", "/chat/files/x/0", "/chat/files/1/-1"):
        assert mine.get(guess).status_code == 404
    assert other.get("/chat/files/999/0").content == refused.content


def test_once_fetched_the_version_without_exif_is_shown(ward: Ward, page: Page) -> None:
    path = send_photo(page)
    ward.database.run(fetched, ward, "kept")
    assert page.get(path).content == b"without-exif"
    assert page.get(path + "?small=1").content == b"little"
    assert page.get(path).headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize("state", ["destroyed", "refused", "lost"])
def test_what_was_destroyed_or_refused_is_shown_no_more(ward: Ward, page: Page, state: str) -> None:
    path = send_photo(page)
    ward.database.run(fetched, ward, state)
    assert page.get(path).status_code == 404


def test_what_a_browser_could_run_is_handed_over_to_be_saved(page: Page) -> None:
    answer = page.get(send_photo(page, "a.html", "text/html", b"<script>alert(1)</script>"))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_player_may_ask_for_a_part(page: Page) -> None:
    path = send_photo(page, "ghi-am-1.webm", "audio/webm")
    answer = page.get(path, headers={"Range": "bytes=4-8"})
    assert (answer.status_code, answer.content) == (206, b"photo")
    assert answer.headers["content-range"] == f"bytes 4-8/{len(JPEG)}"
    assert page.get(path, headers={"Range": "bytes=9999-"}).status_code == 416


def test_a_file_of_the_wards_answer_is_served_in_that_chat_only(ward: Ward, browser: Browser) -> None:
    mine, other = browser(), browser()

    def answered(work: UnitOfWork) -> int:
        work.conn.execute(
            insert(attachments).values(
                kind="document", media={}, state="kept", digest="e" * 64, stored="answer", mime="application/pdf",
                created_at=work.now,
            )
        )  # fmt: skip
        return webchat.say(
            work, mine.chat, Outgoing("Xem tệp", media=(Media(MediaKind.DOCUMENT, "e" * 64, name="trả lời.pdf"),))
        )

    message_id = ward.database.run(answered)
    answer = mine.get(f"/chat/files/{message_id}/0")
    assert answer.content == b"answer"
    assert "tr%E1%BA%A3%20l%E1%BB%9Di.pdf" in answer.headers["content-disposition"]
    assert other.get(f"/chat/files/{message_id}/0").status_code == 404

    def taken_back(work: UnitOfWork) -> None:
        work.conn.execute(update(attachments).values(state="destroyed"))

    ward.database.run(taken_back)
    assert mine.get(f"/chat/files/{message_id}/0").status_code == 404
