"""When a question fits several records: which ones a language model may choose among, and what it chose.

Only reads. What is heard as a danger, or as sealed, never gets that far: it has no answer to choose from.
"""

from dataclasses import dataclass, replace

from civics.answers.answering import Answered, Context, Kind, go_on
from civics.answers.masking import masked
from civics.answers.signs import words_of
from civics.hearing.wishes import Wish
from core.message import Incoming
from core.message import Kind as Event
from handlers.cases import filing
from handlers.replies.library import Chosen, Shelf
from handlers.replies.listening import hear_words
from handlers.replies.ward import Ward
from storage.answers import talks
from storage.database.unit import UnitOfWork
from storage.messages import chats, runs

MOST = 8  # records among which a model chooses


@dataclass(frozen=True, slots=True)
class Asked:
    """A question without personal data, and the records that fit: their keys and what is told of each."""

    question: str
    keys: tuple[str, ...]
    told: tuple[str, ...]


def candidates(work: UnitOfWork, ward: Ward, incoming: Incoming) -> Asked | None:
    """What to choose among; None for what is no question, or has a sure answer, or belongs to a talk in progress."""
    if not _only_words(incoming):
        return None
    chat = chats.find(work, incoming.address)
    last = talks.last(work, chat.id) if chat is not None else None
    if last is not None or (chat is not None and runs.open_of(work, chat.id, incoming.person) is not None):
        return None  # a follow-up is understood from the turn before
    shelf = ward.library.shelf(work)
    heard = hear_words(work, ward, incoming.text)
    if heard.wish not in (Wish.QUESTION, Wish.OTHER) or filing.names_wrongdoing(ward, incoming.text, heard):
        return None
    found = go_on(incoming.text, shelf.base, heard)
    if not is_open(found, shelf):
        return None
    near = [each.key for each in shelf.base.index.search(words_of(incoming.text)).records]
    keys = tuple(dict.fromkeys((*found.codes, *near)))[:MOST]
    return Asked(masked(incoming.text), keys, tuple(_told(shelf, each) for each in keys))


def _only_words(incoming: Incoming) -> bool:
    """Whether a message is words in a private chat, and nothing else."""
    if incoming.kind is not Event.MESSAGE or not incoming.private or not incoming.text:
        return False
    return not (incoming.command or incoming.media or incoming.point or incoming.quoted)


def is_open(found: Answered, shelf: Shelf) -> bool:
    """Whether a choice could help: several records fit, or one that is not sure."""
    undecided = (found.kind is Kind.CLARIFY and not found.event) or (found.kind is Kind.ANSWER and not found.sure)
    return undecided and all(key in shelf.base.records for key in found.codes)


def applied(found: Answered, chosen: Chosen | None, shelf: Shelf) -> Answered:
    """The answer with what was chosen: one record, which is not called sure; as it was when nothing was chosen."""
    if chosen is None or chosen.key not in shelf.base.records or not is_open(found, shelf):
        return found
    context = Context({**found.context.scores, chosen.key: 1.0}, about=chosen.key)
    return replace(found, kind=Kind.ANSWER, codes=(chosen.key,), sure=False, context=context)


def _told(shelf: Shelf, key: str) -> str:
    found = shelf.base.records[key]
    return " | ".join((found.name, *found.words[:3]))[:300]
