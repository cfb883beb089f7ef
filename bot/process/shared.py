"""What all wards of a process share. None of it knows a ward, none of it changes, and all of it is slow to make."""

from dataclasses import dataclass
from typing import Self

from fastapi import APIRouter

from civics.hearing.hear import prepare
from console.frame.render import Stock
from core.words import Words
from dialogs.engine.ear import Ear
from dialogs.engine.language import Detector
from storage.database.plates import Plates
from storage.media.looking import Looker


@dataclass(frozen=True, slots=True)
class Several:
    """What the wards of one process share beyond that: compiled statements and templates, and what looks at files."""

    plates: Plates
    stock: Stock
    looker: Looker

    @classmethod
    def made(cls) -> Self:
        """New ones. Whoever made them closes the looker."""
        return cls(Plates(), Stock(), Looker())


@dataclass(frozen=True, slots=True)
class Shared:
    """The words, what hears them, what tells languages apart, and the pages' routes (none: made when served)."""

    words: Words
    ear: Ear
    detector: Detector
    pages: tuple[APIRouter, ...] = ()
    several: "Several | None" = None  # for a process with more than one ward

    @classmethod
    def read(cls) -> Self:
        """Read words and languages from the installed files. The book of sayings is read when `prepare` is called."""
        words = Words.load()
        return cls(words, Ear(words), Detector())

    @classmethod
    def load(cls) -> Self:
        """The same with the book of sayings: the first message does not wait for it."""
        prepare()
        return cls.read()
