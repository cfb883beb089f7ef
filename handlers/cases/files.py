"""Telling a resident that a file of theirs could not be taken; the rest of the message is kept."""

from core.message import Outgoing
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.media.file_rows import Owner
from storage.messages import chats, outbox

_KNOWN = frozenset({"too_big", "bad_type", "broken", "too_many_pixels", "bad_address"})


def not_taken(work: UnitOfWork, ward: Ward, owner: Owner, *, reason: str, name: str) -> None:
    """Queue one sentence: what happened, that nothing else is lost, what to do next."""
    if owner.chat_id is None:
        return
    chat = chats.get(work, owner.chat_id)
    lang = chat.lang or "vi"
    key = "talk.file_lost" if reason == "lost" else f"talk.file_refused_{reason if reason in _KNOWN else 'broken'}"
    shown = name[:60] or ward.words.say(lang, "talk.file_without_name")
    outbox.add(
        work, chat.id, Outgoing(ward.words.say(lang, key, name=shown)), case_id=owner.case_id, run_id=owner.run_id,
        sealed=owner.sealed, text_limit=ward.shows_of(chat.channel).text_limit,
    )  # fmt: skip
