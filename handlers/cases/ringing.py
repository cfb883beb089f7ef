"""An emergency rings the officer on duty, then the next on the roster, until one of them says that they saw it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from civics.cases import emergencies
from core.clock import in_vietnam
from core.errors import NotFoundError
from core.priority import Priority
from handlers.cases import seen
from handlers.replies import voice
from handlers.replies.ward import Ward
from handlers.staff import telling
from storage.cases import duty
from storage.cases import emergencies as of_cases
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.notices import notices
from storage.notices.choices import Choice
from storage.notices.notices import Saying
from storage.people import staff
from storage.ward import alerts
from storage.ward import ward as settings
from storage.ward.alerts import Alert

NEXT_MINUTES = 5  # minutes until the next person is told; the run-time setting `duty.next_minutes` overrides it
ROUNDS = 3  # how often the whole roster is told
_OLDEST = timedelta(hours=12)  # an emergency older than this rings no more; it stays on the page
_PAGE = "/console/duty"


@dataclass(frozen=True, slots=True)
class Seen:
    """Who has seen an emergency, and when. `now`: it was said just now."""

    name: str
    at: datetime
    now: bool


def due(work: UnitOfWork, ward: Ward) -> int:
    """Ring for every emergency that is due. Gives the number of people told. For the timer, and at the start."""
    return _ring_all(work, ward, duty.ringing(work, work.now - _OLDEST))


def begin(work: UnitOfWork, ward: Ward, chat_id: int) -> int:
    """Ring for the emergency of one chat, if it is due. Others wait for the timer, so that no message pays for them."""
    return _ring_all(work, ward, duty.ringing(work, work.now - _OLDEST, chat_id=chat_id))


def saw(work: UnitOfWork, ward: Ward, alert_id: int, *, staff_id: int) -> Seen | None:
    """Record that a member of staff saw an emergency. The person in it hears so at once, and so do those who were rung.

    None when there is no such emergency.
    """
    now = duty.looked_after(work, alert_id, staff_id=staff_id)
    told = duty.alert(work, alert_id)
    if told is None or told.seen_at is None:
        return None
    if now:
        seen.tell(work, ward)
        name, at = staff.get(work, staff_id).name, f"{in_vietnam(work.now):%H:%M}"
        rung = {each.chat_id: each for each in notices.of_alert(work, alert_id) if each.staff_id != staff_id}
        for each in rung.values():
            telling.add_word(work, ward, each, "notice.others", name=name, at=at)
    return Seen(told.seen_by, told.seen_at, now)


def minutes(work: UnitOfWork) -> int:
    """The number of minutes after which the next person is told."""
    found = settings.setting(work, "duty.next_minutes", NEXT_MINUTES)
    return found if isinstance(found, int) and found > 0 else NEXT_MINUTES


def _ring_all(work: UnitOfWork, ward: Ward, due: Sequence[Alert]) -> int:
    if not due:
        return 0
    reached = [each for each in duty.chain(work) if telling.reaches(work, ward, each, Choice.URGENT)]
    return sum(_ring(work, ward, each, reached) for each in due)


def _ring(work: UnitOfWork, ward: Ward, alert: Alert, reached: Sequence[int]) -> int:
    """Tell the next person, if it is time and nobody has seen it. Gives 1 when somebody was told, else 0."""
    rung = notices.of_alert(work, alert.id)
    last = max((each.made_at for each in rung), default=alert.at)
    wait = timedelta(minutes=minutes(work))
    if work.now - alert.at >= wait:
        _still_nobody(work, ward, alert)
    if (rung and work.now - last < wait) or _is_calm(work, alert):
        return 0
    told = {(each.staff_id, each.topic.rpartition(":")[2]) for each in rung}
    if not reached:
        alerts.sound(work, "duty_unreached", detail=_PAGE, unique_key=f"duty_unreached:{work.now:%Y-%m-%d}")
    for number in range(ROUNDS):
        for staff_id in reached:
            if (staff_id, str(number)) not in told:
                topic = f"emergency:{alert.id}:{number}"
                return int(telling.notify(work, ward, staff_id, _saying(topic, alert)) > 0)
    return 0


def _saying(topic: str, alert: Alert) -> Saying:
    return Saying(topic, "notice.emergency", f"{_PAGE}#alert-{alert.id}", alert.id, choice=Choice.URGENT)


def _is_calm(work: UnitOfWork, alert: Alert) -> bool:
    """Whether the person said that they are safe. If somebody may force them to say so, it rings on."""
    chat_id = duty.chat_of(alert)
    if chat_id is None or emergencies.quiet(duty.kinds_of(alert)) is not None:
        return False
    at = of_cases.safe_at(work, chat_id)
    return at is not None and at >= alert.at


def _still_nobody(work: UnitOfWork, ward: Ward, alert: Alert) -> None:
    """Tell the person again that nobody has seen it, because they may rely on us. Not where a stranger may read it."""
    chat_id, kinds = duty.chat_of(alert), duty.kinds_of(alert)
    if chat_id is None or emergencies.quiet(kinds) is not None or _is_calm(work, alert):
        return
    try:
        chat = chats.get(work, chat_id)
    except NotFoundError:
        return
    if chat.private:
        voice.tell(
            work, ward, chat, "danger.still_not_seen", priority=Priority.REPLY, once=f"unseen:{alert.id}",
            numbers=", ".join(emergencies.numbers(kinds)),
        )  # fmt: skip
