"""What is cried out in the middle of a very long text, of which only the beginning and the end are read.

Every pair of words is looked up among the phrases of danger to life whose words stand together. Their sentences are
then read like the rest (`civics.hearing.urgency`), which decides. It knows no Telex and no gaps between the words.
"""

import codecs
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from civics.hearing import book
from civics.hearing.spelling import Spelt, fits, spell
from core.text import gist

_ENDS_OF = 1_200  # letters of a longer text that are read: its first 900 and its last 300
_MOST = 600  # letters of such sentences that are read
_AROUND = 40  # letters on each side of a phrase, within its sentence
_ENDS = re.compile(r"[.!?;\n…()]")
_MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
# As many letters as a table of bytes holds, so that the whole text is made bare by a few calls; each other sign is "?".
_BYTES = "".join(map(chr, range(128))) + _MARKED
_TO_BYTES = codecs.charmap_build(_BYTES.ljust(256, "\ufffe"))
_LETTERS = bytes(ord(spell(each).bare) if each in _MARKED else ord(each) for each in _BYTES).ljust(256, b"?")
_TO_WORDS = bytes(each if chr(each).isalpha() and each < 128 else 32 for each in range(256))

_AGAIN = re.compile(r"(.{1,12}?)\1{7,}", re.DOTALL)
_SHORT = 400  # letters: in so few, nothing can be said too often
_TRIES = 12  # sentences


def read_part(text: str) -> str:
    """At most `LONGEST` letters of a text: its beginning and its end, and between them what is cried out elsewhere.

    Of what is said again and again, four times are left: more often it says no more, and costs as much.
    """
    return _AGAIN.sub(r"\1\1\1\1", _part(text)) if len(text) > _SHORT else text


def _part(text: str) -> str:
    if len(text) <= _ENDS_OF:
        return text
    tail, ends = _ENDS_OF // 4, gist(text, _ENDS_OF)
    middle = unicodedata.normalize("NFC", text[_ENDS_OF - tail : -tail])
    cries = ". ".join(_cries(middle, known=unicodedata.normalize("NFC", ends).lower()))
    return f"{ends[:-tail]}{cries}.\n{ends[-tail:]}" if cries else ends


def _bare(text: str) -> bytes:
    """The text without diacritics, in small letters, each in its place."""
    small = text.lower()
    if len(small) != len(text):  # a letter whose small form has two, which nobody here types
        small = text
    return codecs.charmap_encode(small, "replace", _TO_BYTES)[0].translate(_LETTERS)


def _cries(middle: str, *, known: str) -> list[str]:
    """The sentences with a phrase of danger, each once, those with the longest phrases first, as many as fit.

    `known`: what is read anyway. A phrase that stands there needs no second sentence.
    """
    letters = _bare(middle)
    bare, words = letters.decode("ascii"), letters.translate(_TO_WORDS).decode("ascii").split()
    pairs = _phrases()
    said = [each for pair in pairs.keys() & set(pairwise(words)) for each in pairs[pair].items()]
    found: dict[str, None] = {}
    left = _MOST
    for phrase, meant in sorted(said, key=lambda each: (-len(each[1]), each[0])):
        cry = _sentence(middle, bare, phrase, meant, known=known)
        if cry and cry not in found:
            left -= len(cry)
            if left < 0:
                break
            found[cry] = None
        if len(found) == _TRIES:
            break
    return [*found]


def _sentence(middle: str, bare: str, phrase: str, meant: Sequence[Spelt], *, known: str) -> str:
    """The words around a phrase in its sentence, or "" where its words are others when one looks at the diacritics."""
    begin = bare.find(phrase)
    for _ in range(_TRIES):
        end = begin + len(phrase)
        said = middle[begin:end]
        if begin < 0:
            break
        alone = not (bare[begin - 1 : begin].isalnum() or bare[end : end + 1].isalnum())
        if alone and said.lower() not in known and all(map(fits, map(spell, said.split()), meant)):
            before = _ENDS.split(middle[max(0, begin - _AROUND) : begin])[-1]
            return f"{before}{said}{_ENDS.split(middle[end : end + _AROUND])[0]}".strip()
        begin = bare.find(phrase, end)
    return ""


@lru_cache(maxsize=1)
def _phrases() -> Mapping[tuple[str, str], Mapping[str, Sequence[Spelt]]]:
    """The phrases by their first two words."""
    found: dict[tuple[str, str], dict[str, Sequence[Spelt]]] = {}
    for phrase in book.said_together():
        meant = [spell(each.rstrip("!")) for each in phrase]
        bare = [each.bare for each in meant]
        found.setdefault((bare[0], bare[1]), {})[" ".join(bare)] = meant
    return found
