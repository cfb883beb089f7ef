"""What a message already says: the answers that it gives to a dialog that begins with it, or its words as a quote."""

from civics.cases.petitions import PetitionKind
from core.message import Incoming, Json, Kind, MediaKind
from core.text import normal
from dialogs.engine import asides, hear, menu
from dialogs.engine.collecting import collect, small
from dialogs.engine.ear import phrases, plain
from handlers.replies.turn import Turn

_WORD = 4  # characters: a shorter text is a digit or a typing error, which nobody misses
_QUOTED = 300


def loose_answers(turn: Turn) -> dict[str, Json]:
    """The answers that a message outside of any dialog already gives, however short it is.

    A press or a wish alone gives none. Of a slash command (`/phananh đèn hỏng`) only the words after the command count.
    """
    incoming = small(turn.incoming)
    if incoming.kind is not Kind.MESSAGE:
        return {}
    answers: dict[str, Json] = {}
    behind = incoming.command and incoming.command != "start"
    text = normal(incoming.argument if behind else incoming.text).strip()
    if text and not (incoming.command and not behind) and menu.intent(turn.ward.words, text) is None:
        answers["text"] = text
        answers[hear.FROM] = {incoming.message_id: "text"}
    if incoming.media:
        bare = asides.without_text(incoming) if incoming.text else incoming
        answers["photos"] = collect(None, bare)
    if incoming.point:
        answers["place"] = {"lat": incoming.point.lat, "lon": incoming.point.lon}
    return answers


def named_kind(turn: Turn, words: str) -> str:
    """The kind of petition that the words name (`tố cáo`); empty when they name none."""
    kinds = (PetitionKind.TO_CAO, PetitionKind.KHIEU_NAI, PetitionKind.KIEN_NGHI)
    named = (each for each in kinds if plain(words) in phrases(turn.ward.words, f"petition.kind_{each.value}"))
    return next((each.value for each in named), "")


def told(incoming: Incoming, *, most: int) -> dict[str, Json]:
    """The answers of a message that is known to be a petition: all its words, however few, and its files."""
    incoming = small(incoming)
    answers: dict[str, Json] = {}
    if text := normal(incoming.text).strip()[:most]:
        answers["text"] = text
        answers[hear.FROM] = {incoming.message_id: "text"}
    elif any(each.kind in {MediaKind.VOICE, MediaKind.AUDIO} for each in incoming.media):
        answers["text"] = {"spoken": True}
    if incoming.media:
        answers["photos"] = collect(None, asides.without_text(incoming))
    return answers


def not_taken(turn: Turn) -> str:
    """The person's own words, with the note that they were not recorded anywhere; empty for one or two digits."""
    said = " ".join(turn.incoming.text.split())
    if len(said) < _WORD:
        return ""
    return turn.words("talk.not_taken", said=said if len(said) <= _QUOTED else f"{said[:_QUOTED]}…")
