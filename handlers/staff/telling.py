"""Sends notices to an account: the only function for everything that staff are told outside the console.

A notice contains no details. The reader opens the page, which requires a sign-in.
"""

from core import press
from core.message import Button, Outgoing
from core.priority import Priority
from handlers.replies import voice
from handlers.replies.ward import Ward
from handlers.staff import wording
from storage.database.unit import UnitOfWork
from storage.messages import chats, push
from storage.notices import notices, ways
from storage.notices.choices import Choice
from storage.notices.notices import Saying, Told
from storage.notices.ways import PUSH, Way
from storage.people import staff

STAFF, SAW = "staff", "saw"  # the verb of the button under a notice, and its argument


def reaches(work: UnitOfWork, ward: Ward, staff_id: int, choice: Choice | None = None) -> list[Way]:
    """The ways by which an account can get a notice now; with `choice` only those chosen for this kind."""
    mail = bool(ward.settings.smtp_host)
    return [
        each
        for each in ways.open_to(work, staff_id, mail=mail, choice=choice)
        if each.chat_id is None or _served(work, ward, each)
    ]


def notify(work: UnitOfWork, ward: Ward, staff_id: int, saying: Saying) -> int:
    """Send the notice by each way that the account chose for it, once per topic. Returns their number."""
    return sum(_say(work, ward, each, saying) for each in reaches(work, ward, staff_id, saying.choice))


def try_out(work: UnitOfWork, ward: Ward, staff_id: int, kind: str) -> bool:
    """Send a notice that says nothing by one way, so that its owner sees that it arrives. At most one per minute.

    False when nothing was sent.
    """
    saying = Saying(f"test:{work.now:%Y%m%d%H%M}", "notice.test", "/console/me#ways")
    way = next((each for each in reaches(work, ward, staff_id) if each.kind == kind), None)
    return way is not None and _say(work, ward, way, saying)


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
        text = wording.said(
            ward.words, chat.lang or staff.get(work, way.staff_id).language, saying.says,
            ward=ward.settings.ward_name, base=ward.settings.public_url, opens=saying.opens, numbers=saying.numbers,
        )  # fmt: skip
        voice.send(
            work, ward, chat, Outgoing(text, rows=((button,),)), priority=Priority.REPLY, once=f"staff:{notice}",
            paid=True,
        )  # fmt: skip
    elif way.kind == PUSH:
        push.notify(
            work, push.staff_owner(way.staff_id), topic=f"staff{notice}", says=saying.says, opens=saying.opens,
            numbers=saying.numbers, urgent=saying.choice is Choice.URGENT,
        )  # fmt: skip
    return True


def _served(work: UnitOfWork, ward: Ward, way: Way) -> bool:
    """Whether this installation serves the chat's channel. A chat of a bot that is no longer used gets nothing."""
    return way.chat_id is not None and chats.get(work, way.chat_id).channel in ward.shows
