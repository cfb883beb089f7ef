"""What phones and offices make is kept: a picture with a version to show, the rest to be saved."""

from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from core.errors import RefusedFileError
from storage.media import keeping, kinds, pictures
from storage.media.looking import Looker
from tests.real_files import media

TEMPLATES = Path(__file__).parents[3] / "console" / "templates"

_OPEN = "application/vnd.oasis.opendocument."


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (media.boxes(b"3gp4"), "video/3gpp"), (media.boxes(b"3gp5", b"soun"), "audio/3gpp"),
        (media.boxes(b"3g2a"), "video/3gpp2"), (media.boxes(b"mp4v"), "video/mp4"),
        (media.boxes(b"qt  "), "video/quicktime"),
        (media.boxes(b"qt  ", b"soun"), "audio/mp4"), (media.boxes(b"zzzz"), "video/mp4"),
        (media.boxes(b"M4V "), "video/mp4"),
        (media.boxes(b"zzzz")[20:], "video/quicktime"), (media.adts(), "audio/aac"), (media.adts(1), "audio/aac"),
        (b"fLaC\x00\x00\x00\x22" + bytes(34), "audio/flac"), (b"RIFF\x10\x00\x00\x00AVI LIST", "video/x-msvideo"),
        (b"{\\rtf1\\ansi Th\\'f4ng b\\'e1o}", "application/rtf"),
        (media.old_office("WordDocument"), "application/msword"),
        (media.old_office("Workbook"), "application/vnd.ms-excel"),
        (media.old_office("Book"), "application/vnd.ms-excel"),
        (media.packed({"mimetype": f"{_OPEN}text"}), f"{_OPEN}text"),
        (media.packed({"mimetype": f"{_OPEN}spreadsheet"}), f"{_OPEN}spreadsheet"),
        ("Kính gửi".encode("utf-16"), "text/plain"), (b"K\xddnh g\xf6i ph\xad\xeang", "text/plain"),
        (b"\x1aE\xdf\xa3" + bytes(8) + b"matroska", "video/x-matroska"), (b"II*\x00" + bytes(20), "image/tiff"),
    ],
)  # fmt: skip
def test_what_phones_and_offices_make_is_known_by_its_bytes(content: bytes, mime: str) -> None:
    seen = pictures.see(content)
    assert (seen.mime, seen.shown) == (mime, b"")
    assert seen.ending


@pytest.mark.parametrize(
    "content",
    [
        b"{\\rtf1{\\object\\objemb{\\*\\objdata 01050000}}}", media.old_office("WordDocument", "_VBA_PROJECT"),
        media.old_office("EncryptedPackage"), media.old_office("Nothing"), media.packed({"a": "x"}),
        media.packed({"mimetype": f"{_OPEN}text", "Basic/Standard/a.xml": "x"}),
        b"\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", b"MZ" + bytes(80), b"<?php echo 1;",
        b"\xff\xf1\x50\x80\x08\x1f\xfc" + bytes(900),
        b"\x00\x00\x00\x14ftypzzzz" + bytes(80), b"\x7fELF" + bytes(80),
    ],
)  # fmt: skip
def test_what_is_dangerous_or_nothing_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedFileError, match="bad_type"):
        pictures.see(content)


@pytest.mark.parametrize(
    ("made", "mime"),
    [(media.heic, "image/heic"), (media.avif, "image/avif"), (media.ultra_hdr, "image/jpeg")],
)
def test_pictures_of_phones_get_a_version_to_show_in_the_child(made: Callable[[], bytes], mime: str) -> None:
    with closing(Looker()) as looker:
        seen = looker.see(made())
    assert (seen.mime, seen.width, seen.height) == (mime, 400, 300)
    with Image.open(BytesIO(seen.shown)) as shown:
        red, green, blue = shown.convert("RGB").getpixel((200, 150))  # type: ignore[misc]  # three bands
    assert green > 100 > max(red, blue)


@pytest.mark.parametrize(("value", "grey"), [(20_000, 78), (65_535, 255), (0, 0), (300, 1)])
def test_a_picture_of_sixteen_bits_is_not_white(value: int, grey: int) -> None:
    with Image.open(BytesIO(pictures.see(media.deep_grey(value)).shown)) as shown:
        assert shown.convert("L").getpixel((20, 15)) == pytest.approx(grey, abs=2)


def test_a_picture_too_large_to_decode_here_is_kept_to_be_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pictures.MOST_PIXELS, "HEIF", 1000)
    seen = pictures.see(media.heic())
    assert (seen.mime, seen.width, seen.shown) == ("image/heic", 400, b"")
    monkeypatch.setitem(pictures.MOST_KEPT, "HEIF", 1000)
    with pytest.raises(RefusedFileError, match="too_many_pixels"):
        pictures.see(media.heic())


def test_half_a_heic_is_broken() -> None:
    with pytest.raises(RefusedFileError, match="broken"):
        pictures.see(media.heic()[:400])


@pytest.mark.parametrize(
    ("given", "mime", "kept"),
    [("IMG_1.HEIC", "image/heic", "IMG_1.HEIC"), ("a.HIF", "image/heic", "a.HIF"), ("ds.csv", "text/plain", "ds.csv"),
     ("v.mp4v", "video/mp4", "v.mp4v"), ("v.exe", "video/3gpp", "v.3gp"), ("", "audio/aac", "tep.aac")],
)  # fmt: skip
def test_a_name_keeps_the_ending_that_fits_its_type(given: str, mime: str, kept: str) -> None:
    assert keeping.safe_name(given, kinds.Seen(mime)) == kept


def test_the_pickers_offer_what_is_taken() -> None:
    for ending in (".heic", ".3gp", ".amr", ".doc", ".xls", ".odt", ".rtf", ".pdf", ".txt"):
        assert ending in kinds.ACCEPT.split(",")
    for page in ("cases/intake.html", "chat/page.html"):
        assert 'accept="{{ accept }}"' in (TEMPLATES / page).read_text()
