"""A photo says where it was taken. That is offered as the place of the report, and used only after a yes.

Location is personal data (Luật 91/2025/QH15): the question says what it would be used for. Without a yes nothing of it
is used, and after a day it is forgotten.
"""

from dataclasses import replace

from core import press
from core.message import Button, Kind
from core.press import Press
from core.priority import Priority
from handlers.cases import adding
from handlers.replies import voice
from handlers.replies.after import After
from handlers.replies.turn import Turn
from handlers.replies.ward import Ward
from handlers.talk import talk
from storage.cases import cases
from storage.database.unit import UnitOfWork
from storage.media import photo_places
from storage.media.file_rows import Owner
from storage.media.photo_places import PhotoPlace
from storage.messages import chats, runs

PLACE = "photoplace"  # the verb of the buttons
_DIALOG = "petition"


def offer(work: UnitOfWork, ward: Ward, attachment_id: int, owner: Owner) -> None:
    """Offer the place of a photo that was just kept, once for each draft or case that has no pin; else forget it."""
    if owner.chat_id is None or photo_places.of_file(work, attachment_id, chat_id=owner.chat_id) is None:
        return
    chat = chats.get(work, owner.chat_id)
    if not chat.private or not _wants(work, owner):
        photo_places.forget(work, attachment_id)
        return
    about = f"case:{owner.case_id}" if owner.case_id is not None else f"run:{owner.run_id}"
    row = (
        Button(voice.sentence(ward, chat, "talk.photo_place_yes"), press.write(PLACE, press.YES, attachment_id)),
        Button(voice.sentence(ward, chat, "talk.photo_place_no"), press.write(PLACE, press.NO, attachment_id)),
    )
    voice.tell(
        work, ward, chat, "talk.photo_place", priority=Priority.REPLY, rows=(row,), case=owner.case_id,
        run=None if owner.case_id is not None else owner.run_id, once=f"photo-place:{about}",
    )  # fmt: skip


def _wants(work: UnitOfWork, owner: Owner) -> bool:
    """Whether what the photo belongs to is a report that has no pin yet."""
    if owner.poll_id is not None:
        return False
    if owner.case_id is not None:
        return not photo_places.case_has_point(work, owner.case_id)
    assert owner.chat_id is not None
    drafts = runs.unfinished_in(work, owner.chat_id, _DIALOG)
    draft = next((each for each in drafts if each.id == owner.run_id), None)
    place = None if draft is None else draft.answers.get("place")
    return draft is not None and not (isinstance(place, dict) and "lat" in place)


def pressed(turn: Turn, pressed: Press) -> None:
    """Yes: as if the person had sent that pin. No: it is forgotten."""
    found = photo_places.of_file(turn.work, pressed.number, chat_id=turn.chat.id)
    turn.toast()
    if found is None:
        turn.say("talk.photo_place_gone")
        return
    photo_places.forget(turn.work, pressed.number)
    if not pressed.is_yes:
        turn.say("talk.photo_place_left")
    elif not _placed(turn, found):
        turn.say("talk.photo_place_gone")


def _placed(turn: Turn, found: PhotoPlace) -> bool:
    """Give the pin to the draft or the case. False when that is over."""
    sent = replace(turn, incoming=replace(turn.incoming, kind=Kind.MESSAGE, press="", point=found.point))
    if found.owner.case_id is not None:
        own = cases.own(turn.work, found.owner.case_id, turn.resident.id, sealed=turn.shows.sealed)
        if own is not None:
            adding.add_to(sent, own)
        return own is not None
    run = runs.open_of(turn.work, turn.chat.id, turn.incoming.person)
    if run is None or run.id != found.owner.run_id:
        return False
    talk.go_on(sent, run, otherwise=lambda: None, outside=lambda: After.KEEP)
    return True
