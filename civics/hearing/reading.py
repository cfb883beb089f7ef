"""A message as lists of words, one for each way in which it may have been typed.

The first reading takes the letters as they are. Others are made only where they differ: Telex or VNI with the keyboard
off, and l and n exchanged. At most `LONGEST` letters are read, the beginning and the end of a longer text: people say
there what they want, and the cost stays limited whatever is sent.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from civics.hearing.spelling import KEPT, KEPT_LETTERS, Spelt, decoded, is_syllable, spell, swapped
from core.text import gist, normal

LONGEST = 2_000
END = "."  # stands between sentences
FIRST, LAST = "^", "$"  # the beginning and the end of a sentence without its polite words
MARKS = frozenset({END, FIRST, LAST})
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[.!?;\n…]+|👍|🙏|❤|[(]|[)]")
_STRETCHED = re.compile(r"(?!\bcccd\b)([^\W\d_])\1{2,}")  # CCCD is a paper, not a letter held too long
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,5}[^\W\d_](?!\w)")  # `t.d.p`
_VOWELS, _DOUBLED = frozenset("aeiouy"), frozenset("aeiouyđ")
_SWAPPED = frozenset("ln")
_APART = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a reading, spelt. The end or edge of a sentence is a word too."""

    spelt: Spelt

    @property
    def bare(self) -> str:
        """The letters without diacritics."""
        return self.spelt.bare

    @property
    def is_mark(self) -> bool:
        """Whether it is no word but an end or an edge."""
        return self.spelt.bare in MARKS


@dataclass(frozen=True, slots=True)
class Spellings:
    """What the readings need of the data: short forms, polite words at the edges, the words that the phrases know."""

    short: dict[str, tuple[Spelt, ...]]  # each word still knows as `raw` how it was typed
    polite: frozenset[str]
    known: frozenset[str]


def readings(text: str, spellings: Spellings) -> tuple[tuple[Word, ...], ...]:
    """The ways to read a text: as it is, as Telex or VNI, with l and n exchanged. Equal ones come once."""
    return tuple(_framed(line, spellings) for line in _ways(text, spellings))


def likeliest(text: str, spellings: Spellings) -> tuple[Word, ...]:
    """The one reading with the most words that the phrases know; the first of equals."""
    known = spellings.known
    ways = _ways(text, spellings)
    best = ways[0] if len(ways) == 1 else max(ways, key=lambda line: sum(1 for each in line if each.bare in known))
    return _framed(best, spellings)


def _ways(text: str, spellings: Spellings) -> list[list[Spelt]]:
    raw = _raw(text)
    typed = [decoded(each) for each in raw]
    ways = [_expanded(each, spellings) for each in ([raw] if typed == raw else [raw, typed])]
    exchanged = [_exchanged(each, spellings) for each in ways]
    found = [*ways, *(each for each in exchanged if each is not None)]
    if len(found) == 1:
        return found
    unique = {tuple([(each.letters, each.tone) for each in line]): line for line in reversed(found)}
    return [*reversed(unique.values())]


def plain_words(text: str) -> list[str]:
    """The bare words of the first reading, with short forms as they are."""
    return [spell(each).bare for each in _raw(text) if each != END]


def _raw(text: str) -> list[str]:
    line = _STRETCHED.sub(r"\1", normal(gist(text, LONGEST)).lower()).replace("’", "'")
    line = _DOTTED.sub(lambda found: found[0].replace(".", ""), line)
    found = []
    for each in _WORD.findall(line):
        if each[0] in ".!?;\n…()":
            found.append(END)
        else:
            found.append(each)
    return found


def _expanded(raw: list[str], spellings: Spellings) -> list[Spelt]:
    found: list[Spelt] = []
    for word in raw:
        if word in spellings.short:
            found.extend(spellings.short[word])
        elif word.isalpha():
            found.append(_taken(word) if len(word) <= KEPT_LETTERS else _loosened(word))
        elif word.isdigit() or not any(c.isdigit() for c in word):
            found.append(_loosened(word))
        else:
            found.extend(map(spell, _APART.findall(word)))
    return found


@lru_cache(maxsize=KEPT)
def _taken(word: str) -> Spelt:
    return _loosened(word)


def _loosened(word: str) -> Spelt:
    """The word, spelt, without a letter that was held too long."""
    spelt = spell(word)
    loose = _unpaired(spelt.bare)
    return spell(loose) if loose != spelt.bare and not is_syllable(spelt.bare) else spelt


def _unpaired(word: str) -> str:
    """The word without a letter at its end that was held too long: `hoaa` is `hoa`, but `taa` stays (Telex)."""
    letter = word[-1:]
    if not letter or letter not in _DOUBLED:
        return word
    stem = word.rstrip(letter)
    if len(word) - len(stem) >= 2 and stem[-1:] in _VOWELS:
        return stem + letter
    return stem + 2 * letter if len(word) - len(stem) >= 3 and letter in _VOWELS else word


def _exchanged(line: list[Spelt], spellings: Spellings) -> list[Spelt] | None:
    """L and n exchanged throughout, when at least one word is known only so; else None."""
    known = spellings.known
    sure = any(each.bare[:1] in _SWAPPED and each.bare not in known and swapped(each.bare) in known for each in line)
    if not sure:
        return None
    return [
        Spelt(other, swapped(each.letters), each.tone, swapped(each.raw) or each.raw)
        if (other := swapped(each.bare)) and other in known
        else each
        for each in line
    ]


def _framed(line: list[Spelt], spellings: Spellings) -> tuple[Word, ...]:
    """The words with the edges of their sentences. Polite words are outside the edges."""
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
