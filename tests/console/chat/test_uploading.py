"""Files come in pieces, survive a broken connection, and wait sealed."""

from datetime import timedelta
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from core.errors import ConflictError, LostFileError, StoreAwayError
from storage.database.seal import Seal
from storage.media import uploads
from storage.media.bucket_pieces import BucketPieces
from storage.media.objects import Objects
from storage.media.uploads import Staging
from tests.console.chat.conftest import Browser, Page
from tests.console.chat.ward import SECRET, StoppedClock, Ward

SCRIPT = {"X-Chat": "1"}
PHOTO = b"\xff\xd8\xff" + bytes(range(253)) * 3000  # 768 kB


def announce(page: Page, size: int = len(PHOTO), name: str = "ngo12.jpg", mime: str = "image/jpeg") -> str:
    answer = page.post("/chat/upload", json={"name": name, "mime": mime, "size": size}, headers=SCRIPT)
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


def send_piece(page: Page, upload: str, content: bytes, at: int) -> tuple[int, int]:
    answer = page.put(f"/chat/upload/{upload}?at={at}", content=content, headers=SCRIPT)
    return answer.status_code, answer.json().get("at", -1)


def test_a_photo_sent_in_pieces_arrives_bit_for_bit(ward: Ward, page: Page) -> None:
    upload = announce(page)
    at = 0
    while at < len(PHOTO):
        status, at = send_piece(page, upload, PHOTO[at : at + 262_144], at)
        assert status == 200
    page.post("/chat/send", json={"key": "0123456789abcdef", "uploads": [upload]}, headers=SCRIPT)
    (media,) = ward.waiting()[0].media
    assert (media.ref, media.name, media.mime, media.size) == (upload, "ngo12.jpg", "image/jpeg", len(PHOTO))
    assert b"".join(ward.room.staging.read(upload)) == PHOTO


def test_after_a_broken_line_the_browser_asks_how_far_it_got_and_goes_on(ward: Ward, page: Page) -> None:
    upload = announce(page)
    send_piece(page, upload, PHOTO[:100_000], 0)
    assert page.get(f"/chat/upload/{upload}").json()["at"] == 100_000
    assert send_piece(page, upload, PHOTO[100_000:], 100_000) == (200, len(PHOTO))
    assert b"".join(ward.room.staging.read(upload)) == PHOTO


def test_a_piece_that_came_already_is_not_stored_twice(ward: Ward, page: Page) -> None:
    upload = announce(page)
    send_piece(page, upload, PHOTO[:1000], 0)
    assert send_piece(page, upload, PHOTO[:1000], 0) == (409, 1000)
    assert ward.room.staging.reached(upload) == 1000


def test_a_file_that_is_not_whole_cannot_be_sent(ward: Ward, page: Page) -> None:
    upload = announce(page)
    send_piece(page, upload, PHOTO[:1000], 0)
    answer = page.post("/chat/send", json={"key": "0123456789abcdef", "uploads": [upload]}, headers=SCRIPT)
    assert answer.status_code == 404
    assert ward.waiting() == []


def test_nobody_touches_another_chats_file(ward: Ward, browser: Browser) -> None:
    mine, other = browser(), browser()
    upload = announce(mine)
    assert other.get(f"/chat/upload/{upload}").status_code == 404
    assert send_piece(other, upload, b"x", 0)[0] == 404
    send_piece(mine, upload, PHOTO, 0)
    answer = other.post("/chat/send", json={"key": "0123456789abcdef", "uploads": [upload]}, headers=SCRIPT)
    assert answer.status_code == 404


def test_more_bytes_than_announced_are_refused(page: Page) -> None:
    upload = announce(page, size=10)
    assert send_piece(page, upload, b"x" * 11, 0)[0] == 413


@pytest.mark.parametrize("size", [uploads.LIMIT + 1, 0, -1])
def test_a_file_of_impossible_size_is_refused_with_a_sentence(page: Page, size: int) -> None:
    answer = page.post("/chat/upload", json={"name": "a", "mime": "image/png", "size": size}, headers=SCRIPT)
    assert answer.status_code in {413, 422}
    assert "Ông/bà" in answer.json()["says"]


def test_a_chat_may_send_only_so_much_in_an_hour(ward: Ward, page: Page, clock: StoppedClock) -> None:
    def ask() -> int:
        body = {"name": "a", "mime": "video/mp4", "size": uploads.LIMIT}
        return page.post("/chat/upload", json=body, headers=SCRIPT).status_code

    assert [ask() for _ in range(13)] == [201] * 12 + [429]
    clock.move(timedelta(hours=1))
    assert ask() == 201


def test_a_whole_file_in_one_form_is_taken_too(ward: Ward, page: Page) -> None:
    answer = page.post("/chat/upload", files={"file": ("a.pdf", b"%PDF-1.7", "application/pdf")}, headers=SCRIPT)
    assert answer.status_code == 201
    assert b"".join(ward.room.staging.read(answer.json()["id"])) == b"%PDF-1.7"


def test_bytes_on_disk_are_sealed(page: Page, tmp_path: Path) -> None:
    send_piece(page, announce(page, size=22, name="don.txt"), b"to cao can bo A nhan t", 0)
    stored = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert b"to cao" not in stored
    assert b"don.txt" not in stored


def test_a_piece_torn_by_a_crash_is_cut_off(tmp_path: Path) -> None:
    staging = Staging(tmp_path, Seal(SECRET))
    staging.append("a1", b"x" * 1000, at=0)
    with (tmp_path / "a1.part").open("ab") as file:
        file.write(b"\x00\x00\x10\x00half a piece")
    assert staging.reached("a1") == 1000
    assert staging.append("a1", b"y", at=1000) == 1001
    assert b"".join(staging.read("a1")) == b"x" * 1000 + b"y"


def test_a_piece_from_elsewhere_than_the_end_is_a_conflict(tmp_path: Path) -> None:
    staging = Staging(tmp_path, Seal(SECRET))
    with pytest.raises(ConflictError):
        staging.append("a1", b"x", at=5)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", "a.part", "ă"])
def test_a_name_that_is_no_uploads_leads_nowhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(LostFileError):
        list(Staging(tmp_path, Seal(SECRET)).read(name))


def test_old_uploads_are_swept_and_young_ones_stay(ward: Ward, page: Page, clock: StoppedClock) -> None:
    upload = announce(page, size=3)
    send_piece(page, upload, b"\xff\xd8\xff", 0)
    assert ward.database.run(uploads.past) == 0
    assert ward.room.staging.sweep() == 0
    clock.move(timedelta(hours=25))
    assert ward.database.run(uploads.past) == 1
    assert page.get(f"/chat/upload/{upload}").status_code == 404


@pytest.mark.parametrize(("name", "mime"), [("ngo12.jpg", "image/jpeg"), ("ngo12.JPG", ""), ("ngo12", "image/png")])
def test_a_text_that_calls_itself_a_picture_is_refused_and_nothing_of_it_stays(
    ward: Ward, page: Page, name: str, mime: str
) -> None:
    body = "xin chào".encode()
    upload = announce(page, len(body), name, mime)
    answer = page.put(f"/chat/upload/{upload}?at=0", content=body, headers=SCRIPT)
    assert answer.status_code == 422
    assert name in answer.json()["says"]
    assert "không phải là ảnh" in answer.json()["says"]
    assert page.get(f"/chat/upload/{upload}", headers=SCRIPT).status_code == 404
    assert ward.room.staging.reached(upload) == 0
    sent = page.post("/chat/send", json={"key": "0123456789abcdef", "text": "", "uploads": [upload]}, headers=SCRIPT)
    assert sent.status_code == 404


def test_a_picture_of_an_iphones_own_kind_is_left_to_whoever_looks_at_it_whole(page: Page) -> None:
    body = b"\x00\x00\x00\x18ftypheic" + bytes(40)
    upload = announce(page, len(body), "IMG_0001.jpg", "image/jpeg")
    assert page.put(f"/chat/upload/{upload}?at=0", content=body, headers=SCRIPT).status_code == 200


class Away(Objects):
    """A bucket in memory that does not answer while `away`."""

    away = False

    def put(self, place: str, content: bytes, *, new: bool = False) -> None:
        """As Objects."""
        if self.away:
            raise StoreAwayError("it is away")
        super().put(place, content, new=new)


def test_while_the_store_is_away_the_browser_goes_on_later_from_the_last_piece(page: Page, ward: Ward) -> None:
    bucket = Away(MemoryStore(), where="memory")
    ward.room.staging = BucketPieces(bucket, ward.database.seal)
    upload = announce(page)
    assert send_piece(page, upload, PHOTO[:100_000], 0) == (200, 100_000)
    bucket.away = True
    refused = page.put(f"/chat/upload/{upload}?at=100000", content=PHOTO[100_000:], headers=SCRIPT)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
    assert "đợi một phút" in refused.json()["says"]
    form = page.post("/chat/upload", files={"file": ("a.jpg", PHOTO, "image/jpeg")}, headers=SCRIPT)
    assert form.status_code == 503
    bucket.away = False
    assert page.get(f"/chat/upload/{upload}").json()["at"] == 100_000
    assert send_piece(page, upload, PHOTO[100_000:], 100_000) == (200, len(PHOTO))
    assert b"".join(ward.room.staging.read(upload)) == PHOTO
