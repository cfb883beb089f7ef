"""Sends notices to an account: the only function for everything that staff are told outside the console.

A notice contains no details. The reader opens the page, which requires a sign-in.
"""

from core import press
from core.message import Button, Outgoing
from core.priority import Priority
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.notices import notices, ways
from storage.notices.notices import Saying, Told
from storage.notices.ways import Way

STAFF, SAW = "staff", "saw"  # the verb of the button under a notice, and its argument


def reaches(work: UnitOfWork, ward: Ward, staff_id: int) -> list[Way]:
    """The ways by which an account can get a notice now; empty when there is none outside the console."""
    mail = bool(ward.settings.smtp_host)
    return [
        each for each in ways.open_to(work, staff_id, mail=mail) if each.chat_id is None or _served(work, ward, each)
    ]


def notify(work: UnitOfWork, ward: Ward, staff_id: int, saying: Saying) -> int:
    """Send the notice by each way of the account, once per topic. Returns the number of ways used just now."""
    return sum(_say(work, ward, each, saying) for each in reaches(work, ward, staff_id))


def add_word(work: UnitOfWork, ward: Ward, told: Told, key: str, /, **values: str) -> None:
    """Send one more message to the chat that got a notice, once. Nothing is sent if the notice went by e-mail."""
    if told.chat_id is not None:
        chat = chats.get(work, told.chat_id)
        once = f"staff:{told.id}:{key}"
        said = Outgoing(voice.sentence(ward, chat, key, **values))
        voice.send(work, ward, chat, said, priority=Priority.REPLY, once=once, paid=True)


def _say(work: UnitOfWork, ward: Ward, way: Way, saying: Saying) -> bool:
    notice = notices.add(work, way, saying)
    if notice is None:
        return False
    if way.chat_id is not None:
        chat = chats.get(work, way.chat_id)
        button = Button(voice.sentence(ward, chat, "notice.saw"), press.write(STAFF, SAW, notice))
        voice.tell(
            work, ward, chat, saying.says, priority=Priority.REPLY, rows=((button,),), once=f"staff:{notice}",
            paid=True, link=f"{ward.settings.public_url}{saying.opens}",
        )  # fmt: skip
    return True


def _served(work: UnitOfWork, ward: Ward, way: Way) -> bool:
    """Whether this installation serves the chat's channel. A chat of a bot that is no longer used gets nothing."""
    return way.chat_id is not None and chats.get(work, way.chat_id).channel in ward.shows
