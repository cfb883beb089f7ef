"""What a stranger can cost: CPU for the worst text, memory for the worst picture; each with the earlier figure."""

import contextlib
import random
import statistics
import struct
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image

from bench import page
from bench.ours import KEY
from bench.page import Rows
from bot.process import gc_tuning
from bot.process.shared import Shared
from civics.hearing import book
from civics.hearing.urgency import urgency
from console.chat.sending import TEXT_LIMIT
from core.channel import Shows
from core.clock import system_clock
from core.errors import RefusedFileError
from core.message import Address, Incoming, Kind
from core.settings import Settings
from handlers.arrivals import route
from handlers.replies.ward import Ward
from storage.database import migrate
from storage.database.database import Database
from storage.database.seal import Seal
from storage.media import keeping
from storage.media.files import Folder
from storage.media.looking import SEE, Looker

_HEAD = "## What a stranger can cost"
_ROUNDS = 5
_MB = 1024 * 1024
_PIECES = {
    "vowels (`_TELEX_TONE` took 2.4 s)": "aeiouy", "phrases": "chay nha ", "one letter": "a", "words": "x ",
    "marks": "\u0301",
    "groups": "tổ 1 ", "codes": "LS-26 ", "lines": "\n",
}  # fmt: skip


def _long_and_short() -> dict[str, tuple[str, str]]:
    """By name: a text of the greatest length, and the same words said once."""
    found = {name: (piece * (TEXT_LIMIT // len(piece)), piece * 2) for name, piece in _PIECES.items()}
    said = [text for _, text in book.neighbours()]
    random.Random(1).shuffle(said)  # noqa: S311  # the same order at every run
    many = ". ".join(said * (1 + TEXT_LIMIT // len(". ".join(said))))[:TEXT_LIMIT]
    alike = (each for each in said if urgency(each).level == urgency(many).level)  # so that it rings as well
    return {**found, "sentences of reports": (many, next(alike, said[0]))}


def _cpu(work: Callable[[], object]) -> float:
    """Milliseconds of CPU in all threads of this process, without other work of the machine."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def _texts(folder: Path) -> Rows:
    """A whole turn of the service for a first message of the greatest length, and for the same words said once.

    What is said decides how much there is to do: a cry for help files a case and rings the duty officer. The difference
    is what the letters cost.
    """
    url = f"sqlite:///{folder}/ward.sqlite3"
    migrate.upgrade(url)
    database = Database(url, seal=Seal(KEY))
    shared = Shared.load()
    ward = Ward(Settings(secret_key=KEY), shared.words, shared.ear, shared.detector, {"web": Shows()}, lambda *_: "")

    def turn(number: int, text: str) -> float:
        incoming = Incoming(
            Address("web", "ward", f"chat{number}"), f"event{number}", Kind.MESSAGE, system_clock(), f"p{number}",
            person_name="An", message_id=str(number), text=text,
        )  # fmt: skip
        return _cpu(lambda: database.run(route.handle, incoming, ward))

    turn(0, "Xin chào")  # reads the book of sayings
    gc_tuning.settle()  # as in the service
    number = 0
    found: dict[str, float] = {}
    texts = {"short": "Rác thải chất đống ở cổng chợ."}
    pairs = _long_and_short()
    for name, (long, once) in pairs.items():
        texts |= {name: long, f"{name}, said once": once}
    for name, text in texts.items():
        times = []
        for _ in range(_ROUNDS + 1):
            number += 1
            times.append(turn(number, text))
        found[name] = statistics.median(times[1:])  # the first turn fills caches
    database.close()
    rows = [("a whole turn for a usual message", f"{found['short']:.0f} ms")]
    for name in pairs:
        took, once_took = found[name], found[f"{name}, said once"]
        said = f"{took:.0f} ms ({once_took:.0f})"
        rows.append((f"a whole turn for 20,000 letters (the same said once): {name}", said))
    extra = max(found[name] - found[f"{name}, said once"] for name in pairs)
    return [*rows, ("what 20,000 letters add to a turn (before: 2.4 s; aim: under 20 ms)", f"{extra:.0f} ms")]


def _grain(form: str, **how: object) -> bytes:
    seen = Image.effect_noise((252, 189), 50).resize((4032, 3024)).convert("RGB")
    out = BytesIO()
    seen.save(out, form, **how)
    return out.getvalue()


def _blank(mode: str, size: tuple[int, int], form: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, form)
    return out.getvalue()


def _bomb(width: int, height: int) -> bytes:
    """The PNG of 212 kB that took 835 MB: very many equal pixels. They are never in memory while it is made."""

    def part(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    packer = zlib.compressobj(9)
    lines = b"".join(packer.compress(b"\0" * (1 + 4 * width)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", lines) + part(b"IEND", b"")


_PICTURES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "PNG bomb, 7,000 × 7,000 RGBA (before: 835 MB in the service)": ("refused", lambda: _bomb(7000, 7000)),
    "JPEG of 12 megapixels": ("aim: under 100 MB", lambda: _grain("JPEG", quality=90)),
    "progressive JPEG of 12 megapixels": ("aim: under 100 MB", lambda: _grain("JPEG", quality=90, progressive=True)),
    "MPO of 12 megapixels": (
        "aim: under 100 MB", lambda: _grain("MPO", save_all=True, append_images=[Image.new("RGB", (640, 480))])
    ),
    "PNG of 12 megapixels": ("aim: 240 MB", lambda: _grain("PNG", compress_level=1)),
    "WebP of 12 megapixels": ("aim: 240 MB", lambda: _grain("WEBP", method=0)),
    "the largest PNG that is taken, 6,000 × 5,000 RGBA": ("aim: 240 MB", lambda: _blank("RGBA", (6000, 5000))),
    "the largest WebP that is taken, 4,200 × 3,200": ("aim: 240 MB", lambda: _blank("RGBA", (4200, 3200), "WEBP")),
}  # fmt: skip


def _pictures(folder: Path) -> Rows:
    rows: Rows = []
    for name, (aim, make) in _PICTURES.items():
        content = make()
        looker = Looker()
        said, _ = looker._workers.ask({"do": SEE}, content)  # noqa: SLF001  # the child's own figure
        looker.close()
        peak = said["peak"]
        assert isinstance(peak, int)
        end = f"refused: {said['refused']}" if "refused" in said else "shown"
        rows.append((f"child: {name}, {len(content) // 1000:,} kB ({aim})", f"{peak / _MB:.0f} MB, {end}"))
    return [*rows, *_in_the_service(folder)]


def _in_the_service(folder: Path) -> Rows:
    """How much the memory of this process grows at its peak while one picture is taken in and stored."""
    files, looker = Folder(folder / "files", seal=Seal(KEY)), Looker()
    keeping.keep(files, _blank("RGB", (320, 240)), looker=looker)
    rows: Rows = []
    for name, content in (("the PNG bomb", _bomb(7000, 7000)), ("a JPEG of 12 megapixels", _grain("JPEG", quality=90))):
        Path("/proc/self/clear_refs").write_text("5")  # start counting the peak again
        before = page.resident()
        with contextlib.suppress(RefusedFileError):
            keeping.keep(files, content, looker=looker)
        rows.append((f"service: what it grows by for {name} (aim: under 5 MB)", f"{max(0.0, _peak() - before):.1f} MB"))
    looker.close()
    return rows


def _peak() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    """Measure and write the section."""
    with page.folder() as folder:
        rows = _texts(folder) + _pictures(folder)
    page.put(
        _HEAD,
        f"""{_HEAD}

Measured by `make bench ARGS=hostile`: a first message of {TEXT_LIMIT:,} letters to the web chat, in CPU of the whole
turn in its transaction, medians of {_ROUNDS}; and pictures, each by a fresh child with 300 MB of address space, who
tells its own peak. What the service grows by is its peak while it takes the picture in and keeps it.
{page.conditions()}

{page.table(rows)}
""",
    )


if __name__ == "__main__":
    main()
