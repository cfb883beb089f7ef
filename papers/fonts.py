"""The font of pictures that this machine draws: the family of PAPER_FONT, or one of its own with Vietnamese letters.

No font comes with the project. Fontconfig is asked (`fc-match`), which also knows what replaces a family that is not
installed; a machine without it is searched in the folders where its system keeps fonts.
"""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
_FILES = ("times", "tinos", "liberationserif", "notoserif", "dejavuserif", "arial", "notosans", "dejavusans")
_ENDINGS = frozenset({".ttf", ".otf", ".ttc"})
_LETTERS = "ĐđƠơƯưẠạẮắẦầẾếỆệỘộỚớỨứỮữỲỳỴỵ"  # some of each kind of Vietnamese letters
_NONE = "\U0010fffe"  # no font has this one: it is drawn as an empty square
_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Font:
    """A file of a font, and which of the fonts in it."""

    path: str
    index: int = 0

    def face(self, size: int) -> FreeTypeFont:
        """The font at a size in pixels. Raises OSError for a file that cannot be read."""
        return ImageFont.truetype(self.path, size, index=self.index)

    @property
    def family(self) -> str:
        """The name of the family, as the file says it."""
        return self.face(16).getname()[0] or ""


def find(family: str) -> Font | None:
    """The family, or what this machine has in its place. None: no font here has all Vietnamese letters."""
    for each in _candidates(family):
        try:
            if writes(each.face(16), _LETTERS):
                return each
        except OSError:
            continue
    return None


def writes(face: FreeTypeFont, text: str) -> bool:
    """Whether the font has each letter of a text. Where one is missing, it would draw a square."""
    square = bytes(face.getmask(_NONE))
    return all(bytes(face.getmask(each)) != square for each in text if not each.isspace())


def _candidates(family: str) -> Iterator[Font]:
    for pattern in (f"{family}:lang=vi", ":lang=vi"):
        if (found := _asked(pattern)) is not None:
            yield found
    wanted = ("".join(family.casefold().split()), *_FILES)
    here: dict[str, str] = {}
    for folder in _FOLDERS:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix.casefold() in _ENDINGS:
                here.setdefault(path.stem.casefold().removesuffix("-regular"), str(path))
    yield from (Font(here[name]) for name in wanted if name in here)


def _asked(pattern: str) -> Font | None:
    """What fontconfig gives for a pattern."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603  # no shell; a family has only letters, digits and spaces
            [program, "-f", "%{index}|%{file}", pattern], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            check=True, timeout=_SECONDS, env={"LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    index, _, path = done.stdout.decode(errors="replace").partition("|")
    return Font(path, int(index) & 0xFFFF) if index.isdecimal() and path else None  # the upper bits: a variant
