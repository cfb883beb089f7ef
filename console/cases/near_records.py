"""The reviewed records that are nearest to a question that became a case, to answer it from."""

from dataclasses import dataclass
from functools import partial

from starlette.requests import Request

from civics.cases.petitions import PetitionKind
from civics.days.calendar import day_of
from console.frame.context import context_of
from console.frame.reading import look
from core.words import FIRST
from handlers.replies.record_words import text_of
from storage.cases.cases import CaseView
from storage.database.unit import UnitOfWork

_MOST = 3


@dataclass(frozen=True, slots=True)
class Near:
    """A record beside a case: its page, and its words as an answer would have them."""

    key: str
    name: str
    text: str


def near_records(request: Request, case: CaseView) -> tuple[Near, ...]:
    """The nearest few, the best first. None beside what is no question, and none for a sealed case."""
    if case.kind != PetitionKind.HOI or case.sealed:
        return ()
    return look(request, _near, request, case.text)


def _near(work: UnitOfWork, request: Request, text: str) -> tuple[Near, ...]:
    shelf = context_of(request).ward.library.shelf(work)
    today = day_of(work.now)

    words = partial(context_of(request).words.say, FIRST)  # records are written in Vietnamese, and so is the answer
    return tuple(Near(each.key, each.name, text_of(each, words, today=today)) for each in shelf.nearest(text, _MOST))
