"""What comes into a chat from elsewhere: words that staff wrote with the platform's own tool, and details in a form.

Words of staff are put on the case's timeline, so that two people do not answer the same thing. They are not sent again.
"""

import json

from core.message import Incoming, Outgoing
from core.text import normal
from handlers.people import consents
from handlers.replies.turn import Turn
from storage.cases import cases, outside
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.messages import chats
from storage.people import residents

SUBMITTED = "submitinfo"  # a filled form of the platform is read as this command
_LONGEST = 300


def written_by_staff(work: UnitOfWork, incoming: Incoming) -> None:
    """Put the words on the case that the chat is about. If there is none, only the trail says that it happened."""
    chat = chats.find(work, incoming.address)
    if chat is None or not chat.private:
        return
    noted = outside.note(work, chat.id, text=incoming.text, message_id=incoming.message_id, quoted=_quoted(incoming))
    if noted is None:
        return
    for part, media in enumerate(incoming.media):
        attachments.want(
            work, media, part=part, message_id=incoming.message_id, chat_id=chat.id, case_id=noted.case_id,
            entry_id=noted.entry_id,
        )  # fmt: skip


def _quoted(incoming: Incoming) -> str:
    return incoming.quoted.message_id if incoming.quoted else ""


def submitted(turn: Turn) -> bool:
    """A form with name, telephone and address, which is kept for calls about cases. False when the event is no form."""
    if turn.incoming.command != SUBMITTED:
        return False
    name, phone, address = _details(turn.incoming.argument)
    if not (name or phone or address):
        return False
    known = {key: value for key, value in (("name", name), ("phone", phone)) if value}
    if known:
        residents.change(turn.work, turn.resident.id, **known)
    stop = (consents.phone_given(turn),) if phone else ()
    own = cases.open_of(turn.work, turn.resident.id, limit=1)
    if not own:
        turn.say("talk.info_kept", *stop)
        return True
    told = turn.words("talk.info_told", details=" · ".join(each for each in (name, phone, address) if each))
    cases.append(
        turn.work, own[0].id, text=told, message_id=turn.incoming.external_id[:64], chat_id=turn.chat.id
    )  # fmt: skip
    turn.send(Outgoing(turn.words("talk.added", code=own[0].code), rows=stop), case_id=own[0].id)
    return True


def _details(argument: str) -> tuple[str, str, str]:
    try:
        found = json.loads(argument)
    except ValueError:
        found = None
    given = found if isinstance(found, dict) else {}
    name, phone, address = (
        normal(str(given.get(key) or ""))[:_LONGEST].strip() for key in ("name", "phone", "address")
    )
    return name, phone, address
