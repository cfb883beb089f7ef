"""Emergencies in what people type: answered first, with the numbers to call.

A missed one is worse than a false one, yet a burnt fridge is no fire. Vietnamese is matched word by word on the folded
text, so that any spelling counts: without diacritics, shortened, stretched, with Telex slips. Where a folded word is
ambiguous ("chay": cháy, chạy, chảy) its diacritics decide if it has any, else the phrase around it.
Numbers 113, 114, 115, 111: recalled, well known in Viet Nam.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from civics.cases import emergency_phrases as phrases
from core.text import fold, gist, normal


class Emergency(StrEnum):
    """What may be happening."""

    FIRE = "fire"
    FLOOD = "flood"
    VIOLENCE = "violence"
    MEDICAL = "medical"
    GAS = "gas"
    CHILD = "child"


_NUMBERS = {
    Emergency.FIRE: "114", Emergency.FLOOD: "114", Emergency.VIOLENCE: "113", Emergency.MEDICAL: "115",
    Emergency.GAS: "114", Emergency.CHILD: "111",
}  # fmt: skip

# What may be told of as over, or as a habit of the rain; blows and leaks get their numbers whenever they were.
_PASSING = frozenset({Emergency.FIRE, Emergency.FLOOD, Emergency.MEDICAL})
# A whole message of one cry.
_ALONE = {
    "chay": frozenset({Emergency.FIRE}), "chay oi": frozenset({Emergency.FIRE}), "fire": frozenset({Emergency.FIRE}),
    "lu": frozenset({Emergency.FLOOD}),
    "cuu": frozenset({Emergency.MEDICAL}), "cuu cuu": frozenset({Emergency.MEDICAL}),
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_STRETCHED = re.compile(r"(\w)\1{2,}")
_TELEX_DOUBLE = re.compile(r"(aa|ee|oo|dd|uw|ow|aw)")
_VOWELS, _TELEX_TONES = frozenset("aeiouy"), frozenset("sfrxj")
_BEHIND = 2  # letters that may stand behind the letter of the tone: `chasy`, `ddansh`
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_NOT_AT_ALL = "·"  # stands where a word was that is surely another one


@dataclass(frozen=True, slots=True)
class _Book:
    """The phrases, compiled."""

    kinds: dict[Emergency, re.Pattern[str]]
    letters: dict[Emergency, tuple[str, ...]]
    harmless_letters: tuple[str, ...]
    harmless: re.Pattern[str]
    over: re.Pattern[str]
    habit: re.Pattern[str]
    paper: re.Pattern[str]
    now: re.Pattern[str]


def spot(text: str) -> frozenset[Emergency]:
    """The emergencies a text speaks of, in Vietnamese however spelt, English, Chinese or Korean."""
    text = gist(text)
    found: frozenset[Emergency] = _by_letters(text)
    for line in _readings(text):
        found |= _by_words(line)
    return found


def numbers(spotted: Iterable[Emergency]) -> tuple[str, ...]:
    """The numbers to call, each once, the most fitting first."""
    ordered = [_NUMBERS[each] for each in Emergency if each in set(spotted)]
    return tuple(dict.fromkeys(ordered))


def _by_words(line: str) -> frozenset[Emergency]:
    book = _book()
    left = book.harmless.sub(f" {_NOT_AT_ALL} ", line)
    found = frozenset(kind for kind, pattern in book.kinds.items() if pattern.search(left))
    found |= _ALONE.get(fold(line), frozenset()) if "chạy" not in line else frozenset()
    past = book.over.search(line) or book.habit.search(line) or book.paper.search(line)
    return found - _PASSING if past and not book.now.search(line) else found


def _by_letters(text: str) -> frozenset[Emergency]:
    """Chinese and Korean: by pieces, spaces left out, since both are written with and without them."""
    book = _book()
    line = "".join(normal(text).split())
    for each in book.harmless_letters:
        line = line.replace(each, _NOT_AT_ALL)
    return frozenset(kind for kind, pieces in book.letters.items() if any(piece in line for piece in pieces))


def _readings(text: str) -> tuple[str, ...]:
    """The text as a line of folded words; and once more as if it were typed in Telex with the keyboard off."""
    words = [_token(word) for word in _WORD.findall(_STRETCHED.sub(r"\1", normal(text).lower().replace("’", "'")))]
    plain = _line(words)
    typed = _line([_from_telex(word) for word in words])
    return (plain,) if typed == plain else (plain, typed)


def _line(words: list[str]) -> str:
    return f" {' '.join(phrases.SHORT.get(word, word) for word in words)} "


def _token(word: str) -> str:
    """The folded word; an ambiguous one that carries diacritics keeps them."""
    bare = fold(word)
    return _tone_last(word) if bare in phrases.AMBIGUOUS and bare != word else bare


def _tone_last(word: str) -> str:
    """The letters and then the marks of tone, so that `chaý` is `cháy` wherever a thumb put the tone."""
    apart = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(sorted(apart, key=_TONES.__contains__)))


def _from_telex(word: str) -> str:
    """`chays`, `chasy` as chay, `ddanhs` as danh; a word that is not typed so stays."""
    if not word.isascii() or len(word) < 3:
        return word
    bare = _TELEX_DOUBLE.sub(lambda pair: pair[0][0], word)
    if not bare.isalpha() or not bare.islower():
        return bare
    for at in range(len(bare) - 1, max(0, len(bare) - 2 - _BEHIND), -1):
        if bare[at] in _TELEX_TONES and not _VOWELS.isdisjoint(bare[:at]):
            return bare[:at] + bare[at + 1 :]
    return bare


@lru_cache(maxsize=1)
def _book() -> _Book:
    by_kind = {
        Emergency.FIRE: phrases.FIRE, Emergency.FLOOD: phrases.FLOOD, Emergency.VIOLENCE: phrases.VIOLENCE,
        Emergency.MEDICAL: phrases.MEDICAL, Emergency.GAS: phrases.GAS, Emergency.CHILD: phrases.CHILD,
    }  # fmt: skip
    return _Book(
        kinds={kind: _pattern(text) for kind, text in by_kind.items()},
        letters={Emergency(kind): tuple(text.split()) for kind, text in phrases.LETTERS.items()},
        harmless_letters=tuple(phrases.HARMLESS_LETTERS.split()),
        harmless=_pattern(phrases.HARMLESS),
        over=_pattern(phrases.OVER),
        habit=_pattern(phrases.HABIT),
        paper=_pattern(phrases.PAPER),
        now=_pattern(phrases.NOW),
    )


def _pattern(text: str) -> re.Pattern[str]:
    found = sorted((each.strip() for each in re.split(r"[;\n]", text) if each.strip()), key=len, reverse=True)
    return re.compile(f" (?:{'|'.join(_phrase(each) for each in found)})(?= )")


def _phrase(phrase: str) -> str:
    words = phrase.split()
    parts = [r"(?:\S+ ){0,3}" if word == "…" else f"(?:{'|'.join(map(_word, word.split('/')))}) " for word in words]
    return "".join(parts).removesuffix(" ")


def _word(word: str) -> str:
    """A word of a phrase: folded, and with its own diacritics where other ones would make it another word."""
    marked, bare = _tone_last(word.rstrip("!")), fold(word.rstrip("!"))
    if word.endswith("!"):
        return re.escape(marked)
    if bare in phrases.AMBIGUOUS and marked != bare:
        return f"{re.escape(bare)}|{re.escape(marked)}"
    return re.escape(phrases.SHORT.get(bare, bare))
