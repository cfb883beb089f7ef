"""Converts Vietnamese typed with old fonts (TCVN3, VNI) or in Windows-1258 to Unicode.

If the font is known, it decides: `by_font`, `converted`. Otherwise the letters decide: a text is converted when at
least 90 % of its converted syllables are Vietnamese and those of the unconverted text are not. Call it before
`core.text.normal`: in TCVN3 the soft hyphen U+00AD is the letter ư, and Ð is é.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from core.legacy_letters import HEADS, RIMES, TCVN3, VNI, WINDOWS_1258


class Legacy(StrEnum):
    """An old encoding of Vietnamese letters."""

    TCVN3 = "tcvn3"
    VNI = "vni"
    WINDOWS_1258 = "windows-1258"


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a font shows its text. `capitals`: its small letters look like capitals (.VnTimeH)."""

    legacy: Legacy
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Unicode, and the encoding from which it was converted (None: it was Unicode)."""

    text: str
    legacy: Legacy | None = None


_TCVN3_FONT = re.compile(r"\.vn|vntime", re.IGNORECASE)
_VNI_FONT = re.compile(r"\.?vni\W", re.IGNORECASE)
_OLD = re.compile("[\u00a1-\u00ff]")  # only a text with such a character can be in an old encoding
_NEW = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u0300-\u0323\u1ea0-\u1ef9]"
)
_LETTER = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]")
_WORD = re.compile(r"[^\W_]+")
_TYPED = re.compile("(?:[^\\W_]|[\u00a1-\u00bf\u00d7\u00f7])+")  # including signs that are letters only in an old font
_MARKED = re.compile("[^\x00-\x7f]")
_SYMBOLS = dict(enumerate(map(chr, range(0x20, 0x100)), start=0xF020))  # how Word keeps the signs of a symbol font
_VNI = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_SYLLABLE = re.compile(rf"(?:{HEADS})?(?:{'|'.join(sorted(RIMES.split(), key=len, reverse=True))})")
_HEADED = re.compile("[bcdđghklmnpqrstvx]", re.IGNORECASE)
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_STOPPED = re.compile(r"(?:c|ch|p|t)\Z")
_SHARE = 0.9  # the share of the converted syllables that must be Vietnamese
_LONGEST = 7  # the letters of the longest syllable ("nghiêng")
_READ = 20_000  # letters from which the encoding is recognised: enough for any document


def by_font(name: str) -> Drawn | None:
    """How a font with that name shows its text; None for Unicode fonts."""
    called = name.strip()
    if _VNI_FONT.match(called):
        return Drawn(Legacy.VNI)
    return Drawn(Legacy.TCVN3, called.upper().endswith("H")) if _TCVN3_FONT.match(called) else None


def converted(text: str, drawn: Drawn) -> str:
    """The text as such a font shows it, in NFC. A text that contains Vietnamese in Unicode already is not changed."""
    plain = text.translate(_SYMBOLS)
    if _NEW.search(plain):
        return unicodedata.normalize("NFC", plain)
    found = _CONVERT[drawn.legacy](plain)
    return found.upper() if drawn.capitals else found


def recognised(text: str) -> Text:
    """The text in Unicode, when the font is not known. Lines are judged together; Unicode lines among them stay."""
    lines = text.split("\n")
    return Text(text) if (legacy := of_lines(lines)) is None else Text("\n".join(by_letters(lines, legacy)), legacy)


def of_lines(lines: Iterable[str]) -> Legacy | None:
    """The old encoding of these lines, judged together; None when they are Unicode or it cannot be recognised."""
    old = [each for each in lines if _OLD.search(each) and not _NEW.search(each)]
    sample = "\n".join(old)[:_READ]
    if not sample:
        return None
    now = _share(sample)
    best = max(Legacy, key=lambda each: _share(_CONVERT[each](sample)))
    then = _share(_CONVERT[best](sample))
    return best if then >= _SHARE and then > now and _tells(_CONVERT[best](sample)) else None


def by_letters(lines: Sequence[str], legacy: Legacy) -> list[str]:
    """The lines, converted where they are not Unicode. An ambiguous line is treated like the others."""
    mixed = any(_NEW.search(each) for each in lines)
    return [_line(each, legacy, mixed=mixed) if _OLD.search(each) and not _NEW.search(each) else each for each in lines]


def _line(line: str, legacy: Legacy, *, mixed: bool) -> str:
    found = _CONVERT[legacy](line)
    before, after = _share(line), _share(found)
    better = after > before or (after == before and not mixed)
    return found if better and (_LETTER.search(line) or _tells(found)) else line


def recognised_rows(rows: Sequence[Sequence[str]]) -> tuple[list[list[str]], Legacy | None]:
    """The rows of a table in Unicode, and the encoding from which they were converted. All cells are judged together.

    A single short cell, such as a name, is not enough to recognise an encoding.
    """
    cells = [cell for row in rows for cell in row]
    legacy = of_lines(cells)
    if legacy is None:
        return [list(row) for row in rows], None
    read = iter(by_letters(cells, legacy))
    return [[next(read) for _ in row] for row in rows], legacy


def decoded(content: bytes) -> Text | None:
    """The text in a file's bytes: Unicode, else TCVN3, VNI or Windows-1258 by its letters. None if it is neither."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return Text(content.decode("utf-16" if marked else "utf-8-sig"))
    except UnicodeDecodeError:
        pass
    if marked or b"\0" in content:
        return None
    text = content.decode("cp1252", "replace")  # five bytes have no character there
    found = recognised(text)
    return found if found.legacy else None


def readings(text: str) -> tuple[str, ...]:
    """Every possible reading of the text, the unconverted one first: for a gate that must miss nothing."""
    plain = text.translate(_SYMBOLS)
    if not _OLD.search(plain):
        return (text,)
    return (text, *(_CONVERT[each](plain) for each in Legacy))


def is_syllable(word: str) -> bool:
    """Whether a word with its marks may be a Vietnamese syllable."""
    if len(word) > _LONGEST:
        return False
    apart = unicodedata.normalize("NFD", word.lower())
    tones = _TONES.findall(apart)
    bare = unicodedata.normalize("NFC", _TONES.sub("", apart))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not _STOPPED.search(bare) or tones in (["\u0301"], ["\u0323"])


def _share(text: str) -> float:
    """The share of words with marks that may be Vietnamese, from 0 to 1. 0 for a text without such words."""
    words = [each for each in _TYPED.findall(text) if _MARKED.search(each) and not any(c.isdigit() for c in each)]
    known = {each: is_syllable(each) for each in set(words)}
    return sum(known[each] for each in words) / len(words) if words else 0.0


def _tells(text: str) -> bool:
    """Whether a converted word with an initial consonant is Vietnamese. A single × or ½, or µm, proves nothing."""
    return any(_HEADED.match(each) and _MARKED.search(each) and is_syllable(each) for each in _WORD.findall(text))


def _tcvn3(text: str) -> str:
    """The text converted from TCVN3, with capitals beside plain capitals: `TèI MËT` was typed with Caps Lock."""
    words = ("".join(c for c in word if c.isascii() and c.isalpha()) for word in text.split())
    shouted = not any("a" <= c <= "z" for c in text) and any(len(each) > 1 for each in words)
    found = text.translate(TCVN3)  # letter for letter
    pieces: list[str] = []
    done = 0
    for word in _WORD.finditer(found):
        start, end = word.span()
        pieces += (found[done:start], _as_beside(word[0], text[start:end], shouted=shouted))
        done = end
    return unicodedata.normalize("NFC", "".join((*pieces, found[done:])))


def _as_beside(word: str, typed: str, *, shouted: bool) -> str:
    plain = [c for c in typed if c.isascii() and c.isalpha()]
    capital = bool(plain) and all(c.isupper() for c in plain)
    return word.upper() if capital and (len(plain) > 1 or shouted) else word


def _vni(text: str) -> str:
    return unicodedata.normalize("NFC", _VNI.sub(lambda found: VNI[found[0]], text))


def _windows_1258(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(WINDOWS_1258))


_CONVERT: Mapping[Legacy, Callable[[str], str]] = MappingProxyType(
    {Legacy.TCVN3: _tcvn3, Legacy.VNI: _vni, Legacy.WINDOWS_1258: _windows_1258}
)
