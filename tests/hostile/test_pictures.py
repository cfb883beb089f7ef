"""Malicious pictures: decoded in a child process, within limits, refused once."""

import asyncio
import os
import signal
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from civics.polls.draft import RefusedDraftError
from core.errors import RefusedFileError
from core.message import Media, MediaKind
from papers import draft_files
from storage.database.database import Database
from storage.media import attachments, subprocesses
from storage.media.files import Folder
from storage.media.looking import SEE, Looker
from storage.media.subprocesses import PICTURES, Bounds, ChildFailedError, Workers
from tests.fakes import FakeChannel
from tests.storage import kit

MB = 1024 * 1024
PHONE = (4032, 3024)


@pytest.fixture
def looker() -> Iterator[Looker]:
    made = Looker()
    yield made
    made.close()


def phone(form: str, *, size: tuple[int, int] = PHONE, **how: object) -> bytes:
    """A picture as large as a phone makes it, with something in it."""
    seen = Image.effect_noise((size[0] // 16, size[1] // 16), 50).resize(size).convert("RGB")
    out = BytesIO()
    seen.save(out, form, **how)
    return out.getvalue()


def mpo() -> bytes:
    """As phones write it: a JPEG that carries a smaller one."""
    small = Image.new("RGB", (640, 480), "red")
    return phone("MPO", save_all=True, append_images=[small])


def png_bomb(width: int, height: int, *, colour: int = 6) -> bytes:
    """A PNG whose head promises so many dots; its lines are all alike, so it is small."""

    def part(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0" * 64)) + part(b"IEND", b"")


REAL: dict[str, Callable[[], bytes]] = {
    "JPEG": lambda: phone("JPEG", quality=90),
    "progressive JPEG": lambda: phone("JPEG", progressive=True),
    "JPEG of 4,000": lambda: phone("JPEG", size=(4000, 3000)),
    "MPO": mpo,
    "PNG": lambda: phone("PNG", compress_level=1),
    "WebP": lambda: phone("WEBP", method=0),
}


@pytest.mark.parametrize("name", sorted(REAL))
def test_every_picture_of_twelve_megapixels_passes(looker: Looker, name: str) -> None:
    seen = looker.see(REAL[name]())
    assert seen.width * seen.height >= 12_000_000
    with Image.open(BytesIO(seen.shown)) as shown:
        assert 1900 <= max(shown.size) <= 2048
    with Image.open(BytesIO(seen.thumb)) as thumb:
        assert max(thumb.size) == 320


@pytest.mark.parametrize("name", ["JPEG", "JPEG of 4,000", "MPO", "progressive JPEG"])
def test_a_phone_s_jpeg_takes_a_child_less_than_a_hundred_megabytes(looker: Looker, name: str) -> None:
    said, _ = looker._workers.ask({"do": SEE}, REAL[name]())
    peak = said["peak"]
    assert isinstance(peak, int)
    assert peak < 100 * MB


@pytest.mark.parametrize(
    "bomb", [png_bomb(14_000, 14_000, colour=0), png_bomb(14_500, 12_000), png_bomb(2**31 - 1, 2**31 - 1)]
)
def test_a_bomb_is_refused_by_its_head(looker: Looker, bomb: bytes) -> None:
    with pytest.raises(RefusedFileError, match="too_many_pixels"):
        looker.see(bomb)
    said, _ = looker._workers.ask({"do": SEE}, bomb)
    peak = said["peak"]
    assert isinstance(peak, int)
    assert peak < 60 * MB


def test_a_webp_s_head_is_read_before_its_decoder_is_made(looker: Looker) -> None:
    out = BytesIO()
    Image.new("RGB", (5000, 4000)).save(out, "WEBP", method=0)
    with pytest.raises(RefusedFileError, match="too_many_pixels"):
        looker.see(out.getvalue())


def test_what_a_format_may_have_fits_into_the_bounds(looker: Looker) -> None:
    """The largest of each kind that passes the head: it is shown, or refused, and the child is never over its bound."""
    for mode, form, size in (("RGBA", "PNG", (6000, 5000)), ("P", "GIF", (6000, 5000)), ("RGBA", "WEBP", (4200, 3200))):
        out = BytesIO()
        Image.new(mode, size).save(out, form)
        said, _ = looker._workers.ask({"do": SEE}, out.getvalue())
        peak = said["peak"]
        assert "refused" not in said, (form, said)
        assert isinstance(peak, int)
        assert peak <= 240 * MB, (form, peak)


def test_what_is_too_much_for_the_child_is_refused_with_a_reason() -> None:
    """With a tenth of the memory the same picture is a bomb; the service stays as it was."""
    workers = Workers("tests.hostile.greedy", PICTURES)
    said, _ = workers.ask({"take": 200 * MB})
    assert said["had"] == 200 * MB
    with pytest.raises(ChildFailedError, match="died"):
        workers.ask({"take": 2_000 * MB})
    assert workers.ask({"take": 1})[0]["had"] == 1  # the next one is served
    workers.close()


def test_a_child_that_hangs_is_ended_and_the_next_one_serves() -> None:
    workers = Workers("tests.hostile.greedy", Bounds(300 * MB, 10, 1.0))
    with pytest.raises(ChildFailedError, match="slow"):
        workers.ask({"hang": True})
    assert workers.processes == ()
    workers.close()


def test_a_child_that_only_works_on_is_ended_by_its_seconds_of_cpu() -> None:
    workers = Workers("tests.hostile.greedy", Bounds(300 * MB, 10, 60.0))
    with pytest.raises(ChildFailedError, match="slow"):
        workers.ask({"spin": 1})
    workers.close()


@pytest.mark.usefixtures("real_processes")
def test_a_child_killed_while_it_waits_is_replaced(looker: Looker) -> None:
    small = phone("JPEG", size=(320, 240))
    looker.see(small)
    (child,) = looker.processes
    os.kill(child, signal.SIGKILL)
    assert looker.see(small).mime == "image/jpeg"
    assert looker.processes != (child,)


def test_a_child_killed_from_outside_at_its_work_does_not_lose_the_piece() -> None:
    workers = Workers("tests.hostile.greedy", PICTURES)
    workers.ask({"take": 1})
    (child,) = workers.processes
    assert workers.ask({"die_once": child})[0]["had"] == 0
    workers.close()


@pytest.mark.usefixtures("real_processes")
def test_the_child_knows_none_of_our_settings(looker: Looker, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "TELEGRAM_TOKEN", "DATABASE_URL", "ZALO_APP_SECRET"):
        monkeypatch.setenv(name, "khóa của phường")
    looker.see(b"xin chao")
    (child,) = looker.processes
    known = Path(f"/proc/{child}/environ").read_bytes().decode()
    assert {each.partition("=")[0] for each in known.split("\0") if each} <= {*subprocesses.environment(), "LC_CTYPE"}
    limits = Path(f"/proc/{child}/limits").read_text()
    assert f"{300 * MB}" in next(line for line in limits.splitlines() if line.startswith("Max address space"))
    assert " 0 " in next(line for line in limits.splitlines() if line.startswith("Max file size"))


@pytest.mark.usefixtures("real_processes")
def test_at_its_end_no_child_is_left(looker: Looker) -> None:
    looker.see(b"xin chao")
    (child,) = looker.processes
    looker.close()
    assert not Path(f"/proc/{child}").exists()
    with pytest.raises(OSError, match="ending"):  # and what comes now may be tried again
        looker.see(b"xin chao")


async def test_two_children_at_once_and_one_is_kept_warm(looker: Looker) -> None:
    seen = await asyncio.gather(*(asyncio.to_thread(looker.see, phone("JPEG", size=(800, 600))) for _ in range(6)))
    assert {each.mime for each in seen} == {"image/jpeg"}
    assert len(looker.processes) == 1


async def test_a_bomb_ends_with_a_sentence_and_is_not_tried_again(store: Database, tmp_path: Path) -> None:
    from bot.workers.fetcher import Fetcher  # noqa: PLC0415  # the top floor, for this test

    ward = kit.people(store)
    told: list[str] = []
    bomb = png_bomb(14_500, 12_000)
    channel = FakeChannel("web", "ward", files={"bomb": bomb, "good": phone("JPEG", size=(640, 480))})
    for ref in ("bomb", "good"):
        store.run(attachments.want, Media(MediaKind.PHOTO, ref), part=0, message_id=ref, chat_id=ward.chat_id)
    looker = Looker()
    fetcher = Fetcher(
        store, {("web", "ward"): channel}, Folder(tmp_path, seal=store.seal),
        tell=lambda _work, _owner, reason, _name: told.append(reason), looker=looker,
    )  # fmt: skip
    assert await fetcher.once()
    assert not await fetcher.once()  # nothing is wanted any more
    assert told == ["too_many_pixels"]
    looker.close()


def test_a_document_that_unpacks_to_far_more_is_refused(looker: Looker) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<x/>")
        packed.writestr("word/document.xml", b"<w:t>" + b" " * 70_000_000)
    assert len(out.getvalue()) < MB
    seen = looker.see(out.getvalue())
    assert [each.what for each in looker.marks(seen.mime, out.getvalue(), "a")] == ["unread"]  # a person has to look
    with pytest.raises(RefusedDraftError, match="too_big"):
        draft_files.read_apart("a.docx", out.getvalue())


@pytest.mark.parametrize(
    "xml", ["<" * 2_000_000, ">" + "\n" * 2_000_000, "<w:br" * 400_000, "mật " * 400_000, "&#" + "9" * 1_000_000]
)
def test_a_document_of_hostile_letters_is_read_to_its_end(looker: Looker, xml: str) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<x/>")
        packed.writestr("word/document.xml", xml)
    found = looker.marks(looker.see(out.getvalue()).mime, out.getvalue(), "a")
    assert "unread" not in [each.what for each in found]
