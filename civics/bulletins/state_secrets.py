"""The gate for state secrets: a mark stops a text or file before it is stored or sent; a single "mật" needs a check.

Luật Bảo vệ bí mật nhà nước 2018: a document with a degree (Tuyệt mật, Tối mật, Mật, Điều 8) is never sent by chat or
over an open network (Điều 5). Harmless words such as "Mặt trận" and "mật ong" pass.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core import legacy_text
from core.text import unescaped


class Level(StrEnum):
    """What happens because of a mark."""

    STOP = "stop"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """A mark. `what`: top, absolute, stamp, degree, lone, or unread for a file that the program cannot read.

    `where`: text, name or file. `line`: the words around the mark. They are shown to the author and never stored.
    """

    level: Level
    what: str
    where: str
    line: str


# The letter "ậ", which every mark contains, in TCVN3, VNI and Windows-1258. Lines without it need no conversion.
_OLD = re.compile("[\u00cb\uf0cb\u00c4\u00e4\uf0c4\uf0e4]|[\u00c2\u00e2][\u00d2\u00f2]")
_UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff*`~]"
)
_SEP = r"[\s.\-–—_·|/,]"  # characters that people put between the letters of a stamp
_TWO = r"[\s\-–—_]*"
_OTHER = (
    *("ong", "độ", "khẩu", "thiết", "mía", "gấu", "rỉ", "hoa", "ngọt", "mã", "thư", "ngữ", "vụ", "cá", "bò", "lợn"),
    *("heo", "dừa", "đường", "mỡ", "báo", "danh", "nghị", "thám", "gỗ", "ri", "dịch"),
)
_BEFORE = (
    *("bí", "bảo", "túi", "sỏi", "gan", "trăng", "đường", "ống", "dịch", "nước", "chùm", "rỉ", "cơ", "tế", "kín"),
    *("chim", "rót", "viêm", "giữ"),
)


def _spaced(word: str) -> str:
    return f"{_SEP}{{1,3}}".join(word)


def _written(first: str, second: str) -> re.Pattern[str]:
    """Both words, whole or letter by letter, but not "buổi tối mật ong"."""
    whole = f"{first}{_TWO}{second}"
    letters = f"{_spaced(first)}{_SEP}{{0,5}}{_spaced(second)}"
    honey = "|".join(_OTHER)
    return re.compile(rf"(?<!\w)(?:{whole}(?!{_SEP}+(?:{honey})(?!\w))|{letters})(?!\w)")


_ABSOLUTE, _TOP = _written("tuyệt", "mật"), _written("tối", "mật")
_DEGREE = re.compile(rf"(?<!\w)(?:độ{_TWO}mật|{_spaced('độ')}{_SEP}{{0,5}}{_spaced('mật')})\s*[:：]")
_STAMPS = frozenset({"MẬT", "Mật", "ĐỘMẬT", "DẤUMẬT", "HỎATỐCMẬT", "MẬTHỎATỐC", "TOIMAT", "TUYETMAT"})
_BESIDE = 100  # how many letters beside a mark are searched for its neighbours
_LONE = re.compile(rf"(?<!\w)(?:mật|{_spaced('mật')})(?!\w)")
_BARE = re.compile(rf"(?<![a-z0-9])(?:tuyet|toi){_SEP}*mat(?![a-z0-9])")
_BARE_LONE = re.compile(r"(?<![a-z0-9])(?:mat|m a t)(?![a-z0-9])")
_FRONT = re.compile(r"(?<![a-z0-9])mat[\s_.-]*tran(?![a-z0-9])")


def scan(text: str, *, where: str = "text") -> tuple[Finding, ...]:
    """The marks in a text, also with spaced letters. At most one mark of each kind per line.

    The text is read in any Unicode form, and as TCVN3, VNI or Windows-1258. A font that shows small letters as capitals
    cannot be recognised from the text.
    """
    return tuple(found for line in unescaped(text).splitlines() if line.strip() for found in _read(line, where))


def scan_name(name: str) -> tuple[Finding, ...]:
    """The marks in a file's name. Names are often written without diacritics."""
    stem = unescaped(name.rsplit(".", 1)[0])
    found = scan(stem, where="name")
    stem = _clean(stem)
    spread = re.sub(r"([a-z])([A-Z])", r"\1 \2", _bare(stem)).lower()
    if not any(each.level is Level.STOP for each in found) and _BARE.search(spread) and not _has_marks(stem):
        return (Finding(Level.STOP, "top", "name", name[:80]),)
    if not found and not _has_marks(stem) and _BARE_LONE.search(_FRONT.sub("", spread).replace("_", " ")):
        return (Finding(Level.WARN, "lone", "name", name[:80]),)
    return found


def unread(name: str) -> Finding:
    """The finding for a file that the program cannot read: a person must check it."""
    return Finding(Level.WARN, "unread", "file", name[:80])


def stops(found: Sequence[Finding]) -> bool:
    """Whether the text or file must be stopped."""
    return any(each.level is Level.STOP for each in found)


def _read(line: str, where: str) -> list[Finding]:
    """The marks of a line, as it is written and read in each old encoding."""
    found = _line(_clean(line), where)
    plain = unicodedata.normalize("NFC", line)
    if _OLD.search(plain):
        for each in legacy_text.readings(plain)[1:]:
            known = {mark.what for mark in found}
            found += [mark for mark in _line(_clean(each), where, old=True) if mark.what not in known]
    return found


def _clean(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", unicodedata.normalize("NFC", text)))


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in apart if not unicodedata.combining(c))


def _has_marks(text: str) -> bool:
    return _bare(text) != text


def _line(line: str, where: str, *, old: bool = False) -> list[Finding]:
    small, shown = line.lower(), " ".join(line.split())[:80]
    found = [
        Finding(Level.STOP, what, where, shown)
        for what, mark in (("absolute", _ABSOLUTE), ("top", _TOP), ("degree", _DEGREE))
        if mark.search(small)
    ]
    letters = "".join(c for c in line if c.isalpha())
    if (letters.upper() if old else letters) in _STAMPS and not found:
        found.append(Finding(Level.STOP, "stamp", where, shown))
    if not found and _stands_alone(small):
        found.append(Finding(Level.WARN, "lone", where, shown))
    return found


def _stands_alone(line: str) -> bool:
    """Whether the line has a "mật" that no word beside it explains."""
    for each in _LONE.finditer(line):
        before, after = line[max(0, each.start() - _BESIDE) : each.start()], line[each.end() : each.end() + _BESIDE]
        if not _innocent(before, after):
            return True
    return False


def _innocent(before: str, after: str) -> bool:
    """Whether the word beside it shows another meaning, such as honey or a password; "bí mật nhà nước" is never
    innocent.
    """
    next_words = re.findall(r"\w+", after)[:2]
    last_words = re.findall(r"\w+", before)[-1:]
    if next_words == ["nhà", "nước"]:
        return False
    return (bool(next_words) and next_words[0] in _OTHER) or (bool(last_words) and last_words[0] in _BEFORE)
