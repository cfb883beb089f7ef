"""Where a photo was taken is offered as the place of the report, and used only after a yes."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from core.message import Media, MediaKind
from handlers.arrivals import photo_places
from storage.database.unit import UnitOfWork
from storage.media import attachments, keeping
from storage.media import photo_places as held
from storage.media.files import Folder
from storage.media.pictures import see
from storage.tables.media import attachments as rows
from tests.handlers.street import Citizen, Street

LINH_SON = (21.594167, 105.848056)
OFFER = "Ảnh có ghi nơi chụp"
YES, NO = "Dùng làm vị trí", "Không dùng"


def photo(lat: tuple[Any, ...] = (21, 35, 39), lon: tuple[Any, ...] = (105, 50, 53), ref: str = "N") -> bytes:
    """A JPEG that says where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: ref, 2: lat, 3: "E", 4: lon})
    out = BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, "JPEG", exif=exif)
    return out.getvalue()


def arrives(street: Street, folder: Folder, content: bytes) -> None:
    """What the fetcher does with every file that waits."""
    kept = keeping.keep(folder, content)

    def keep(work: UnitOfWork) -> None:
        for wanted in work.conn.execute(select(rows.c.id).where(rows.c.state == "wanted")).scalars().all():
            owner = attachments.kept(work, wanted, kept)
            photo_places.offer(work, street.ward, wanted, owner)

    street.store.run(keep)
    street.send()


def places(street: Street) -> set[str]:
    return {str(row["photo_place"]) for row in street.rows("attachments")}


@pytest.fixture
def folder(street: Street, tmp_path: Any) -> Folder:
    return Folder(tmp_path / "files", seal=street.store.seal)


def with_photo(street: Street, channel: str = "web") -> Citizen:
    lan = street.person("Lan", channel=channel).greeted()
    kind = MediaKind.DOCUMENT if channel == "telegram" else MediaKind.PHOTO
    lan.say("Đèn đường hỏng, tối lắm", media=(Media(kind, "p1", "a.jpg", "image/jpeg", 1000),))
    return lan


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (photo(), LINH_SON),
        (photo(ref="S"), (-LINH_SON[0], LINH_SON[1])),
        (photo(lat=(0, 0, 0), lon=(0, 0, 0)), None),
        (photo(lat=(95, 0, 0)), None),
        (photo(lat=(21, 35)), None),
    ],
)
def test_the_place_is_read_as_the_camera_wrote_it_and_is_in_no_version_for_people(
    content: bytes, place: tuple[float, float] | None
) -> None:
    seen = see(content)
    assert seen.place == place
    for version in (seen.shown, seen.thumb):
        with Image.open(BytesIO(version)) as image:
            assert not image.getexif()


@pytest.mark.parametrize("channel", ["web", "telegram"])
def test_a_yes_is_the_pin_of_the_draft(street: Street, folder: Folder, channel: str) -> None:
    lan = with_photo(street, channel)
    arrives(street, folder, photo())
    assert OFFER in lan.sees()
    assert street.rows("cases") == []
    lan.press(YES)
    assert places(street) == {""}
    lan.press("Gửi đi")
    [case] = street.rows("cases")
    assert (case["lat"], case["lon"]) == LINH_SON


def test_without_a_yes_nothing_is_used_and_it_is_forgotten(street: Street, folder: Folder) -> None:
    lan = with_photo(street)
    arrives(street, folder, photo())
    lan.press(NO)
    assert "phường không dùng" in lan.sees()
    assert places(street) == {""}
    nam = street.person("Nam").greeted()
    nam.say("Rác đổ đầu ngõ 12", media=(Media(MediaKind.PHOTO, "p2", "b.jpg", "image/jpeg", 1000),))
    arrives(street, folder, photo())
    nam.press("Gửi đi")
    [case] = street.rows("cases")
    assert case["lat"] is None
    street.now.pass_(days=1, seconds=1)
    assert street.store.run(held.forget_old) == 1
    nam.press(YES)
    assert "không còn được giữ" in nam.sees()
    assert street.rows("cases")[0]["lat"] is None


def test_it_is_offered_once_and_not_where_a_pin_is_known_or_it_says_nothing(street: Street, folder: Folder) -> None:
    lan = with_photo(street)
    arrives(street, folder, photo())
    lan.say(media=(Media(MediaKind.PHOTO, "p3", "c.jpg", "image/jpeg", 1000),))
    arrives(street, folder, photo())
    assert sum(OFFER in each.outgoing.text for each in lan.all()) == 1
    bare = BytesIO()
    Image.new("RGB", (8, 8)).save(bare, "JPEG")
    nam = with_photo_of(street, "Nam", folder, bare.getvalue())
    assert not nam.saw(OFFER)


def with_photo_of(street: Street, name: str, folder: Folder, content: bytes) -> Citizen:
    """Another person, whose photo has come."""
    nam = street.person(name).greeted()
    nam.say("Ổ gà ở cổng chợ", media=(Media(MediaKind.PHOTO, "p9", "d.jpg", "image/jpeg", 1000),))
    arrives(street, folder, content)
    return nam
