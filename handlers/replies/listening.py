"""What a message means. The names of the ward's own units are known here."""

from dataclasses import replace

from civics.answers import signs
from civics.hearing.hear import Heard, hear
from civics.hearing.reading import LONGEST
from civics.hearing.spelling import Spelt
from civics.ward.units import Place
from core.text import gist
from handlers.replies.turn import Turn
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.ward import ward as units


def hear_words(work: UnitOfWork, ward: Ward, text: str) -> Heard:
    """What the words mean. The result is the same until the ward's units change."""
    places = [Place(each.code, each.kind, each.name, each.aliases) for each in units.units_now(work)]
    return hear(text, places, prefix=ward.settings.case_prefix, year=work.now.year)


def listened(turn: Turn) -> Turn:
    """The turn together with what its words mean, so that nothing has to compute it twice."""
    return replace(turn, heard=hear_words(turn.work, turn.ward, turn.incoming.text))


def heard_of(turn: Turn) -> Heard:
    """What the words of the turn mean."""
    return turn.heard if turn.heard is not None else hear_words(turn.work, turn.ward, turn.incoming.text)


def heard_in(turn: Turn, text: str) -> Heard:
    """What a text means. If it is the text of the turn, or the part of it that a rule reads, it is not heard again."""
    said = turn.incoming.text.strip()
    same = text.strip() in (said, gist(said, LONGEST).strip())
    return heard_of(turn) if same else hear_words(turn.work, turn.ward, text)


def words_of(turn: Turn) -> tuple[Spelt, ...]:
    """The words of the turn's text, as a question is searched by them. What was heard is not read again."""
    text, heard = turn.incoming.text, turn.heard
    if heard is None or heard.read is None or heard.read.text != text or len(text) > signs.LONGEST:
        return signs.words_of(text)
    return signs.words_in(heard.read.lines) if heard.read.lines else signs.words_of(text)
