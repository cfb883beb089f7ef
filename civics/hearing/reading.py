"""A message as lists of words, in each way that it may have been typed.

The first reading takes the letters as they stand; others are made only where they differ: Telex or VNI with the
keyboard off, and l and n exchanged. Only the first `LONGEST` letters are read: a person says within them what they
want, and the cost stays bounded whatever is sent.
"""

import re
from dataclasses import dataclass

from civics.hearing.spelling import Spelt, from_telex, from_vni, is_syllable, spell, swapped
from core.text import gist, normal

LONGEST = 4_000
END = "."  # stands between sentences
FIRST, LAST = "^", "$"  # where a sentence begins and ends, its polite words left out
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[.!?;\n…]+|👍|🙏|❤|[(]|[)]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_VOWELS, _DOUBLED = frozenset("aeiouy"), frozenset("aeiouyđ")
_APART = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a reading, spelt; a mark of a sentence's end or edge is a word too."""

    spelt: Spelt

    @property
    def bare(self) -> str:
        """The letters without marks."""
        return self.spelt.bare

    @property
    def is_mark(self) -> bool:
        """Whether it is no word but an end or an edge."""
        return self.spelt.bare in (END, FIRST, LAST)


@dataclass(frozen=True, slots=True)
class Spellings:
    """What the readings need of the data: short forms, polite words at the edges, the words that the phrases know."""

    short: dict[str, tuple[str, ...]]
    polite: frozenset[str]
    known: frozenset[str]


def readings(text: str, spellings: Spellings) -> tuple[tuple[Word, ...], ...]:
    """The ways to read a text: as it stands, as Telex or VNI, with l and n exchanged. Equal ones come once."""
    raw = _raw(text)
    plain = _expanded(raw, spellings)
    typed = _expanded([_decoded(each) for each in raw], spellings)
    found = [plain, typed, *(_exchanged(each, spellings) for each in (plain, typed))]
    unique = dict.fromkeys(tuple(each.letters + each.tone for each in line) for line in found)
    by_key = {tuple(each.letters + each.tone for each in line): line for line in found}
    return tuple(_framed(by_key[key], spellings) for key in unique)


def plain_words(text: str) -> list[str]:
    """The bare words of the first reading, short forms left as they are."""
    return [spell(each).bare for each in _raw(text) if each != END]


def _raw(text: str) -> list[str]:
    line = _STRETCHED.sub(r"\1", normal(gist(text, LONGEST)).lower()).replace("’", "'")
    found = []
    for each in _WORD.findall(line):
        if each[0] in ".!?;\n…()":
            found.append(END)
        else:
            found.append(each)
    return found


def _decoded(word: str) -> str:
    """The word as if it had been typed with the keyboard off, where that gives a Vietnamese syllable."""
    for way in (from_vni, from_telex):
        found = way(word)
        if found != word and is_syllable(spell(found).bare):
            return found
    return word


def _expanded(raw: list[str], spellings: Spellings) -> list[Spelt]:
    found: list[Spelt] = []
    for word in raw:
        if word in spellings.short:
            found.extend(map(spell, spellings.short[word]))
        elif any(c.isdigit() for c in word) and not word.isdigit():
            found.extend(map(spell, _APART.findall(word)))
        else:
            spelt = spell(word)
            loose = _unpaired(spelt.bare)
            found.append(spell(loose) if loose != spelt.bare and not is_syllable(spelt.bare) else spelt)
    return found


def _unpaired(word: str) -> str:
    """The word with a letter that was held too long at its end once: `hoaa` is `hoa`, but `taa` stays (Telex)."""
    letter = word[-1:]
    if not letter or letter not in _DOUBLED:
        return word
    stem = word.rstrip(letter)
    if len(word) - len(stem) >= 2 and stem[-1:] in _VOWELS:
        return stem + letter
    return stem + 2 * letter if len(word) - len(stem) >= 3 and letter in _VOWELS else word


def _exchanged(line: list[Spelt], spellings: Spellings) -> list[Spelt]:
    """L and n exchanged throughout, when one word at least is known only so; else the line as it is."""

    def known(bare: str) -> bool:
        return bare in spellings.known

    sure = any(not known(each.bare) and known(swapped(each.bare)) for each in line if swapped(each.bare))
    if not sure:
        return line
    return [
        Spelt(other, swapped(each.letters), each.tone, swapped(each.raw) or each.raw)
        if (other := swapped(each.bare)) and known(other)
        else each
        for each in line
    ]


def _framed(line: list[Spelt], spellings: Spellings) -> tuple[Word, ...]:
    """The words with the edges of their sentences, polite words left outside of the edges."""
    found: list[Word] = []
    sentence: list[Spelt] = []
    for each in (*line, spell(END)):
        if each.bare != END:
            sentence.append(each)
            continue
        if sentence:
            first, last = _core(sentence, spellings.polite)
            marked = [*sentence[:first], spell(FIRST), *sentence[first:last], spell(LAST), *sentence[last:], each]
            found.extend(map(Word, marked))
        sentence = []
    return tuple(found)


def _core(sentence: list[Spelt], polite: frozenset[str]) -> tuple[int, int]:
    first, last = 0, len(sentence)
    while first < last - 1 and sentence[first].bare in polite:
        first += 1
    while last > first + 1 and sentence[last - 1].bare in polite:
        last -= 1
    return first, last
