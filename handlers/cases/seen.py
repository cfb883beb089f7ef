"""The message that somebody at the ward has read of a danger. Until it comes, the person reads that nobody has."""

from datetime import timedelta

from civics.cases import emergencies
from core.clock import in_vietnam
from core.errors import NotFoundError
from core.priority import Priority
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.cases import duty
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.ward.alerts import Alert

_BACK = timedelta(days=1)  # a stop of the service that is shorter than this loses no message


def tell(work: UnitOfWork, ward: Ward) -> int:
    """Tell everybody whose emergency an officer has marked as seen, once each. Gives the number told. For the timer."""
    return sum(_tell(work, ward, each) for each in duty.seen_since(work, work.now - _BACK))


def _tell(work: UnitOfWork, ward: Ward, alert: Alert) -> bool:
    """The message names nothing, because it may be on a locked screen."""
    chat_id = duty.chat_of(alert)
    if chat_id is None or alert.seen_at is None:
        return False
    try:
        chat = chats.get(work, chat_id)
    except NotFoundError:
        return False
    if not chat.private:
        return False
    key = "danger.seen" if emergencies.quiet(duty.kinds_of(alert)) is None else "danger.quiet_seen"
    said = voice.tell(
        work, ward, chat, key, priority=Priority.REPLY, once=f"seen:{alert.id}",
        at=f"{in_vietnam(alert.seen_at):%H:%M}",
    )  # fmt: skip
    return said.new
