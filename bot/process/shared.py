"""What all wards of a process share. None of it knows a ward, none of it changes, and all of it is slow to make."""

from dataclasses import dataclass
from typing import Self

from fastapi import APIRouter

from civics.hearing.hear import prepare
from core.words import Words
from dialogs.engine.ear import Ear
from dialogs.engine.language import Detector


@dataclass(frozen=True, slots=True)
class Shared:
    """The words, what hears them, what tells languages apart, and the pages' routes (none: made when served)."""

    words: Words
    ear: Ear
    detector: Detector
    pages: tuple[APIRouter, ...] = ()

    @classmethod
    def load(cls) -> Self:
        """Read everything from the installed files, the book of sayings too: the first message does not wait for it."""
        prepare()
        words = Words.load()
        return cls(words, Ear(words), Detector())
