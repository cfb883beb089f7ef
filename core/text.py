"""Rules for text that all rooms need: one normal form, folding of Vietnamese diacritics, splitting."""

import html
import re
import unicodedata
from collections.abc import Mapping

_BEYOND = re.compile(r"[^\x00-\x7f]+")
_SPACES = re.compile(r"\s+")
_HALVES = re.compile(r"[\ud800-\udfff]")  # one half of a surrogate pair without the other
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SOUND = re.compile(
    r"[\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]*"
)  # nothing is to be done with these
# No file needs these: controls that no program draws, and the noncharacters of Unicode (its chapter 23.7).
_NO_SIGN = re.compile(
    "[\x7f-\x84\x86-\x9f\ufdd0-\ufdef"
    + "".join(f"{chr(n + 0xFFFE)}{chr(n + 0xFFFF)}" for n in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_LINES = "\x0b\x0c\x85\u2028\u2029"  # line ends as word processors paste them
_LOOKALIKES = dict(
    zip("\u00d0\u00f0\u0189\u0256", "ĐđĐđ", strict=True)
)  # Eth and the African D, which old keyboards type for Đ
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")  # soft hyphen, spaces and joiners without width
_DS = dict(zip("đĐ\u00d0\u00f0\u0189\u0256", "dDDdDd", strict=True))
_WORDS = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f]+")  # they combine, and U+034F is invisible
_LATIN = re.compile(r"[\t-\r\x20-\x7e\u0300-\u036f]*")  # Latin letters and marks that combine; no controls
READ = 4_096  # how many letters of one message a rule reads: only the web chat carries more
_NO_LETTER = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")  # Python refuses to convert thousands of digits
_JOINER = "\u200d"  # zero-width joiner: several emoji that are shown as one
_LONGEST_SIGN = 64  # characters that may form one visible sign


def _replaced(text: str, signs: Mapping[str, str]) -> str:
    """The text with a few signs replaced. Most texts have none of them: to look costs far less than `str.translate`."""
    for old, new in signs.items():
        if old in text:
            text = text.replace(old, new)
    return text


def sound(text: str) -> str:
    """The text without characters that our files cannot hold (XML 1.0, production 2 "Char"; NUL in any database).

    Vertical tabs, form feeds and the line ends of Unicode become line ends. Half surrogate pairs become U+FFFD.
    Controls and noncharacters are invisible and are removed.
    """
    if _SOUND.fullmatch(text):
        return text
    return _HALVES.sub("\ufffd", _NO_SIGN.sub("", _NO_XML.sub("", _replaced(text, dict.fromkeys(_LINES, "\n")))))


def sound_line(text: str) -> str:
    """The same on one line. Each such character becomes a space, because it may have separated two words."""
    return _HALVES.sub(" ", _NO_SIGN.sub(" ", _NO_XML.sub(" ", _replaced(text, dict.fromkeys(_LINES, " ")))))


def normal(text: str) -> str:
    """The text in NFC, with `\\n` as line end and Đ for its look-alikes. It removes what `sound` does, and zero widths.

    Nothing else is changed.

    A text that may be typed in an old font goes through `core.legacy_text` first: the soft hyphen is a letter there.
    """
    if text.isascii() and text.isprintable():
        return text
    plain = _UNSEEN.sub("", sound(text.replace("\r\n", "\n").replace("\r", "\n")))
    return unicodedata.normalize("NFC", _replaced(plain, _LOOKALIKES))


def fold(text: str) -> str:
    """The text in lower case without diacritics, with d for đ and single spaces: `Rác  thải` becomes `rac thai`."""
    if text.isascii():
        return " ".join(text.split()).lower()
    apart = unicodedata.normalize("NFD", _replaced(_UNSEEN.sub("", text), _DS))
    if _LATIN.fullmatch(apart):
        return " ".join(apart.encode("ascii", "ignore").decode().split()).lower()
    bare = _MARKS.sub("", apart)
    if not bare.isascii():  # other scripts have marks too
        bare = _BEYOND.sub(_without_combining, bare)
    return _SPACES.sub(" ", bare).strip().lower()


def _without_combining(found: "re.Match[str]") -> str:
    return "".join([each for each in found[0] if not unicodedata.combining(each)])


def unescaped(text: str) -> str:
    """The text with `&amp;` and other references replaced by their characters.

    A number without a character becomes U+FFFD.
    """
    return html.unescape(_NO_LETTER.sub("\ufffd", text))


def gist(text: str, most: int = READ) -> str:
    """The part of a text that a rule reads: all of it, or its beginning and its end, so that no message costs too much.

    Only rules use this. A person's text is always stored whole.
    """
    return text if len(text) <= most else f"{text[: most - most // 4]}\n{text[-(most // 4) :]}"


def folded_words(text: str) -> list[str]:
    """The words of the folded text, without punctuation and emoji."""
    return _WORDS.findall(fold(text))


def units(text: str) -> int:
    """The length in UTF-16 code units, which is how platforms count it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` UTF-16 units, cut at a paragraph, else a line, a sentence, a word, a sign.

    Only white space at a cut is lost; the indent of a line stays with its line. An empty text gives one empty part.
    """
    parts: list[str] = []
    start = 0
    while start < len(text):
        ahead = text[start : start + limit + 1]  # a letter has one unit or two, so the part ends within this slice
        if units(ahead) <= limit:
            parts.append(ahead)
            break
        cut = _cut(ahead, limit)
        parts.append(ahead[:cut].rstrip())
        end = start + (len(parts[-1]) or cut)
        line = 0
        while end < len(text) and text[end].isspace():
            line = end + 1 if text[end] == "\n" else line
            end += 1
        start = line if line and parts[-1] and end < len(text) else end  # before the indent of a line
    return [part for part in parts if part] or [""]


def head(text: str, limit: int) -> str:
    """The beginning of the text, at most `limit` UTF-16 units. It never cuts inside one visible character."""
    return text if units(text) <= limit else text[: _end(text, limit)]


def _cut(text: str, limit: int) -> int:
    end = _end(text, limit)
    for mark in ("\n\n", "\n", ". ", " "):
        at = text.rfind(mark, end // 2, end)
        if at > 0 and not _joined(text, at + len(mark)):
            return at + len(mark)
    return end


def _end(text: str, limit: int) -> int:
    """How many characters of the text fit into `limit` units; at least one."""
    end = size = 0
    for c in text:
        size += 2 if ord(c) > 0xFFFF else 1
        if size > limit:
            break
        end += 1
    end = max(end, 1)
    # a visible character longer than any in use (very many marks) is cut, so that the split can go on
    return next((at for at in range(end, max(end - _LONGEST_SIGN, 0), -1) if not _joined(text, at)), end)


def _joined(text: str, at: int) -> bool:
    """Whether a cut here would split one visible character: a letter and its marks, a joined emoji, a flag.

    These are the rules of UAX #29 that matter for what people write, without its tables.
    """
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before == _JOINER or _extends(after):
        return True
    if _is_half_flag(before) and _is_half_flag(after):
        flags = 0
        while flags < at and flags < _LONGEST_SIGN and _is_half_flag(text[at - 1 - flags]):
            flags += 1
        return flags % 2 == 1  # an odd number of flag letters before it: this one completes a flag
    return before == "\r" and after == "\n"


def _extends(c: str) -> bool:
    """Whether the character only changes the one before it: marks, variations, skin tones, tags, later Jamo."""
    if c < "\u0300":
        return False
    code = ord(c)
    return (
        c == _JOINER
        or unicodedata.category(c) in {"Mn", "Me", "Mc"}
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
        or 0x1160 <= code <= 0x11FF
    )


def _is_half_flag(c: str) -> bool:
    return 0x1F1E6 <= ord(c) <= 0x1F1FF


def in_order(text: str) -> list[tuple[int, int, str]]:
    """A key that sorts names as people do: "Tổ dân phố 2" before "Tổ dân phố 10", without regard to diacritics."""
    parts = re.split(r"(\d+)", fold(text))
    return [(1, int(each[:18]), "") if each.isdigit() else (0, 0, each) for each in parts]
