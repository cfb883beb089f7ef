"""Who answers an event: the one entrance for everything that arrives, on every channel."""

from core.message import Incoming, Kind
from core.words import LANGUAGES
from handlers.arrivals import bulletin_replies, edits, groups, presses, private, staff_group
from handlers.cases import outside
from handlers.people import erasing
from handlers.replies import choices
from handlers.replies.after import After
from handlers.replies.turn import Turn
from handlers.replies.ward import Ward
from storage.cases import cases, returning
from storage.database.unit import UnitOfWork
from storage.households import claims as household_claims
from storage.households import person_codes
from storage.messages import chats, outbox, windows
from storage.messages.chats import Chat
from storage.notices import way_codes
from storage.people import move_codes, residents
from storage.ward import alerts, audit

_SHUT = frozenset({"blocked", "left"})  # the state of a chat to which we could not write


def handle(work: UnitOfWork, incoming: Incoming, ward: Ward) -> bool:
    """Answer one event completely, in one transaction. True: its raw payload must go at once (sealed or not for us)."""
    return _handle(work, incoming, ward) is After.FORGET


def _handle(work: UnitOfWork, incoming: Incoming, ward: Ward) -> After:
    if (over := _from_nobody(work, incoming)) is not None:
        return over
    named = bool(incoming.person) and incoming.kind not in {Kind.MIGRATED, Kind.REMOVED}
    chat = chats.meet(work, incoming, later=named and incoming.private)
    if incoming.kind is Kind.MIGRATED:
        chats.migrate(work, chat, incoming.moved_to)
        return After.KEEP
    if incoming.kind is Kind.REMOVED:
        _removed(work, chat)
        return After.KEEP
    _came_back(work, chat)
    if not incoming.person:
        if incoming.kind is Kind.ADDED and not chat.private:
            groups.introduce(work, ward, chat, incoming)
        return groups.heard_nobody(work, ward, chat, incoming)
    resident = residents.of_person(work, chat, incoming.person, name=incoming.person_name)
    known = {"resident_id": resident.id} if chat.private and chat.resident_id is None else {}
    chat = chats.heard(work, chat, **known, **_language(ward, chat, incoming))
    shows = ward.shows_of(chat.channel)
    if shows.free_hours:
        windows.opened(work, chat, incoming, shows=shows)
        outbox.release(work, chat.id)
        bulletin_replies.tell_of_waiting(work, ward, chat, incoming)
    meant = bulletin_replies.as_press(work, chat, incoming)
    turn = Turn(work, ward, chat, resident, choices.as_press(work, chat, meant, ward.words))
    if resident.blocked_at is not None and not erasing.is_withdrawal(incoming):
        turn.toast()
        return After.KEEP  # staff blocked a spammer: nothing is answered and nothing is filed
    return _answer(turn)


def _from_nobody(work: UnitOfWork, incoming: Incoming) -> After | None:
    """An event that no resident caused; None for the others."""
    if incoming.kind is Kind.OTHER:
        return After.FORGET  # nothing for us: forget it at once
    if incoming.kind is Kind.REVOKED:
        where = f"{incoming.address.channel}:{incoming.address.bot}"
        alerts.sound(work, "revoked", detail=where, unique_key=f"revoked:{where}:{incoming.external_id}"[:96])
        return After.KEEP
    if incoming.kind is Kind.STAFF:
        outside.written_by_staff(work, incoming)
        return After.KEEP
    return None


def _answer(turn: Turn) -> After:
    if turn.incoming.kind is Kind.PRESS:
        return presses.handle(turn)
    if (kept := staff_group.handle(turn)) is not None:
        return kept
    match turn.incoming.kind:
        case Kind.EDIT:
            return edits.handle(turn)
        case _:
            return private.handle(turn) if turn.chat.private else groups.handle(turn)


def _removed(work: UnitOfWork, chat: Chat) -> None:
    chats.change(work, chat.id, state="blocked" if chat.private else "left")
    for case_id in cases.open_in_chat(work, chat.id):
        audit.record(work, "chat.blocked", actor="resident", case_id=case_id)


def _came_back(work: UnitOfWork, chat: Chat) -> None:
    if chat.state in _SHUT:
        outbox.came_back(work, chat.id)
        returning.came_back(work, chat.id)


def _language(ward: Ward, chat: Chat, incoming: Incoming) -> dict[str, str]:
    """The change of the chat's language. The first words set it; later only two messages that agree, or a button."""
    if chat.lang_fixed or incoming.kind is not Kind.MESSAGE or (chat.lang and not chat.private):
        return {}
    if any(each.typed(incoming.text) for each in (move_codes, household_claims, person_codes, way_codes)):
        return {}  # the letters belong to no language
    seen = ward.detector.detect(incoming.text) if incoming.text else ""
    if not chat.lang:
        return {"lang": seen or _hinted(incoming)}
    if not seen or seen == chat.lang:
        return {"lang_next": ""} if seen and chat.lang_next else {}
    return {"lang": seen, "lang_next": ""} if seen == chat.lang_next else {"lang_next": seen}


def _hinted(incoming: Incoming) -> str:
    """The language that the platform names, where there are no words; Vietnamese else."""
    hint = incoming.language_hint[:2]
    return hint if hint in LANGUAGES and not incoming.text else "vi"
