"""What a change of records does to other answers: questions whose record is known are asked before and after it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from civics.answers import heads
from civics.answers.answering import Base, Kind, ask, base_of
from civics.answers.records import Record
from civics.answers.signs import content, plain_words
from civics.ward.units import Place

MOST = 120  # questions that are asked again, those nearest to the change


@dataclass(frozen=True, slots=True)
class Moved:
    """A question whose answer changes: its record, and what is found for it before and after; empty for nothing.

    `record` is empty for a question that has no answer yet.
    """

    question: str
    record: str
    was: str
    now: str

    @property
    def breaks(self) -> bool:
        """Whether it was answered right before, and would be no more."""
        return bool(self.record) and self.was == self.record != self.now


@dataclass(frozen=True, slots=True)
class Change:
    """New versions of records, and the keys of those that end."""

    new: tuple[Record, ...]
    ends: frozenset[str] = frozenset()

    def after(self, live: Mapping[str, Record]) -> list[Record]:
        """The records once the change is agreed to."""
        found = {**live, **{each.key: each for each in self.new}}
        return [each for key, each in found.items() if key not in self.ends]

    def words(self, live: Mapping[str, Record]) -> frozenset[str]:
        """The bare words of what it adds to the records and takes from them."""
        old = {text for each in self.new if each.key in live for text in _phrases(live[each.key])}
        new = {text for each in self.new if each.key not in self.ends for text in _phrases(each)}
        return frozenset(word for text in old ^ new for word in content(plain_words(text)))


def moved(
    change: Change, live: Mapping[str, Record], recorded: Sequence[tuple[str, str]], places: Sequence[Place]
) -> tuple[Moved, ...]:
    """The questions whose answers the change moves. `recorded`: questions with the key of their record, or with none.

    Names and everyday phrases of live records are asked too; each must lead to its own record.
    """
    words = change.words(live)
    if not words:
        return ()
    before, after = base_of(list(live.values())), base_of(change.after(live))
    known = [*recorded, *((text, key) for key, each in live.items() if not each.article for text in _phrases(each))]
    near = sorted(dict.fromkeys(known), key=lambda each: -_shared(each[0], words))
    chosen = [(text, key) for text, key in near[:MOST] if _shared(text, words) and key not in change.ends]
    return tuple(_asked(chosen, before, after, places))


def _asked(chosen: Iterable[tuple[str, str]], before: Base, after: Base, places: Sequence[Place]) -> Iterator[Moved]:
    for text, key in chosen:
        found = Moved(text, key, _found(text, key, before, places), _found(text, key, after, places))
        if found.was != found.now:
            yield found


def _found(text: str, key: str, base: Base, places: Sequence[Place]) -> str:
    """The record that a question leads to: the right one, also when it is among those asked back, else the first."""
    answered = ask([text], base, places)
    if answered.kind is Kind.PASS:
        return ""
    return key if key in answered.codes else answered.codes[0]


def _shared(text: str, words: frozenset[str]) -> int:
    return len(words.intersection(content(plain_words(text))))


def _phrases(found: Record) -> tuple[str, ...]:
    apart = found.article or found.key.startswith(heads.PREFIX)
    return () if apart else (found.name, *found.words)
