"""One Vietnamese word as people type it: with or without diacritics, in Telex, in VNI, shortened.

A word is kept as its bare letters, the quality of each letter (â, ơ, đ) and its tone. What is typed fits a word when
nothing typed contradicts it: `chay` and `cháy` fit `cháy`, `chạy` does not. Hỏi and ngã count as one, because the South
writes them alike.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

_TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "x", "\u0323": "j"}  # hỏi and ngã are one here
_QUALITIES = frozenset("\u0302\u0306\u031b")  # â ê ô, ă, ơ ư
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|th|tr|ch|gh|gi|kh|ph|qu|[bcdghklmnprstvx])?"
    r"(?:uye|uya|uyu|uou|ieu|yeu|oai|oay|oao|oeo|uoi|uay|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye|"
    r"[aeiouy])"
    r"(?:ch|nh|ng|[cmnpt])?"
)
_TELEX_MARKS = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_MARKS = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_TELEX_PAIRS = (
    ("dd", "đ"),
    ("aa", "â"),
    ("ee", "ê"),
    ("oo", "ô"),
    ("aw", "ă"),
    ("uow", "ươ"),
    ("ow", "ơ"),
    ("uw", "ư"),
)
_TELEX_TONE = re.compile(
    r"(?P<head>[^aeiouyâăêôơư]*[aeiouyâăêôơưw]+)(?P<mid>[a-zđ]*?)(?P<tone>[sfrxj])(?P<tail>[a-z]{0,3})"
)
_VNI_LETTERS, _VNI_DIGITS = frozenset("abcdefghijklmnopqrstuvwxyz"), frozenset("123456789")
_LONGEST = 12  # no Vietnamese syllable is longer, with its signs
KEPT, KEPT_LETTERS = 8_192, 24  # how many spelt words are kept, and how many letters each may have


@dataclass(frozen=True, slots=True)
class Spelt:
    """A word: bare letters, the letters with their qualities, the tone (empty when none is typed)."""

    bare: str
    letters: str
    tone: str
    raw: str = field(default="", compare=False)  # as it was typed
    marked: bool = field(init=False, compare=False)  # whether any diacritic was typed
    name: str = field(init=False, compare=False)  # letters and tone in one word; the same for equal words alone

    def __post_init__(self) -> None:
        """Find out once what is needed for each word of each phrase."""
        object.__setattr__(self, "marked", bool(self.tone) or self.letters != self.bare)
        object.__setattr__(self, "name", f"{self.letters}/{self.tone}" if self.tone else self.letters)


def spell(word: str) -> Spelt:
    """The word as letters, qualities and tone, in lower case."""
    return _kept(word) if len(word) <= KEPT_LETTERS else _apart(word)


@lru_cache(maxsize=KEPT)
def _kept(word: str) -> Spelt:
    return _apart(word)


def _apart(word: str) -> Spelt:
    lower = word.lower()
    if lower.isascii():
        return Spelt(lower, lower, "", word)
    bare: list[str] = []
    letters: list[str] = []
    tone = ""
    for c in unicodedata.normalize("NFD", lower):
        if c in _TONES:
            tone = _TONES[c]
        elif c in _QUALITIES and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + c)
        elif not unicodedata.combining(c):
            letters.append(c)
            bare.append("d" if c == "đ" else c)
    return Spelt("".join(bare), "".join(letters), tone, word)


def fits(typed: Spelt, meant: Spelt) -> bool:
    """Whether the typed word may be the one that is meant. Both have the same bare letters."""
    if typed.tone and typed.tone != meant.tone:
        return False
    if not typed.marked or typed.letters in (typed.bare, meant.letters):
        return True
    pairs = zip(typed.letters, meant.letters, typed.bare, strict=False)
    return all(t in (b, m) for t, m, b in pairs)


def is_exactly(typed: Spelt, meant: Spelt) -> bool:
    """Whether the word was typed with exactly its own tone and letters."""
    return typed.tone == meant.tone and typed.letters == meant.letters


def is_syllable(bare: str) -> bool:
    """Whether bare letters may be a Vietnamese syllable."""
    return len(bare) <= _LONGEST and _may_be(bare)


@lru_cache(maxsize=KEPT)
def _may_be(bare: str) -> bool:
    return _SYLLABLE.fullmatch(bare) is not None


def decoded(word: str) -> str:
    """The word as if it had been typed with the keyboard off, where that gives a Vietnamese syllable."""
    return _decoded(word) if len(word) <= _LONGEST else word


@lru_cache(maxsize=KEPT)
def _decoded(word: str) -> str:
    for way in (from_vni, from_telex):
        found = way(word)
        if found != word and is_syllable(spell(found).bare):
            return found
    return word


def from_telex(word: str) -> str:
    """`ddwngf` as `đừng`, `chays` as `cháy`. A word that is not Telex comes back as it is."""
    if not word.isascii() or not 2 < len(word) <= _LONGEST:
        return word
    found = word
    for pair, letter in _TELEX_PAIRS:
        found = found.replace(pair, letter)
    tone = ""
    if match := _TELEX_TONE.fullmatch(found):
        tone = match["tone"]
        found = f"{match['head']}{match['mid']}{match['tail']}"
    found = _late_sign(
        found.replace("w", "ư") if "w" in found and not re.search("[aou]w|wa|we|wi|wo", found) else found
    )
    return _with_tone(found, _TELEX_MARKS.get(tone, "")) if found != word else word


def _late_sign(word: str) -> str:
    """A sign of quality that is typed after the end of its syllable: `dden` is taken, `duongd` as `đuong`."""
    if len(word) > 2 and word[-1] == "d" and word[0] == "d":
        return f"đ{word[1:-1]}"
    return word


def _is_vni(word: str) -> bool:
    """Whether a word begins with a letter and has only letters and digits, with at least one digit."""
    signs = frozenset(word)
    return word[:1] in _VNI_LETTERS and bool(signs & _VNI_DIGITS) and signs <= _VNI_LETTERS | _VNI_DIGITS


def from_vni(word: str) -> str:
    """`d9o63` as `đổ`. A word that is not VNI comes back as it is."""
    if len(word) > _LONGEST or not _is_vni(word):
        return word
    letters: list[str] = []
    tone = ""
    for c in word:
        if c in _VNI_MARKS:
            if tone:
                return word
            tone = _VNI_MARKS[c]
        elif c in "6789":
            if not _vni_quality(letters, c):
                return word
        else:
            letters.append(c)
    return _with_tone("".join(letters), tone)


def _vni_quality(letters: list[str], sign: str) -> bool:
    """Put the sign on the letters before it. False where it fits none."""
    signs = {"6": dict(zip("aeo", "âêô", strict=True)), "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}, "9": {"d": "đ"}}[
        sign
    ]
    for at in range(len(letters) - 1, -1, -1):
        if letters[at] in signs:
            letters[at] = signs[letters[at]]
            return True
    return False


def _with_tone(word: str, tone: str) -> str:
    """The word with a tone on its last vowel of a kind; the exact place does not matter here."""
    at = max((place for place, c in enumerate(word) if c in "aeiouyâăêôơư"), default=-1)
    if at < 0 or not tone:
        return word
    return unicodedata.normalize("NFC", word[: at + 1] + tone + word[at + 1 :])


def swapped(word: str) -> str:
    """The word with l for n or n for l at its beginning, as many in the North say it; empty where there is neither."""
    if word[:1] == "l":
        return f"n{word[1:]}"
    return f"l{word[1:]}" if word[:1] == "n" and word[:2] not in ("ng", "nh") else ""
