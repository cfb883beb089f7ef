"""A meeting of a group is called: its invitation (Mẫu số 01) goes into the chats of the group's households.

NĐ 59/2023/NĐ-CP Điều 3 khoản 3: two days before at least (a yearly conference five, Điều 11 khoản 1 điểm c). What was
sent is a line of the entry with the number of households, as the proof; those without a chat get the paper.
"""

from collections.abc import Mapping

from civics.days.calendar import day_of
from civics.days.night import quiet_until
from civics.registers.values import RegisterWhy, Value
from civics.registers.values import day_of as day_in
from core.errors import ConflictError
from core.priority import Priority
from handlers.registers import acts
from handlers.registers.acts import Act
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.households import claims, households
from storage.registers import entries, parts
from storage.registers.entries import Entry
from storage.ward import ward as units

NAME, SENT = "meeting", "sent"
_HOUSEHOLDS = 5_000  # of one group


def call(act: Act, typed: Mapping[str, str]) -> Entry:
    """Send the invitation into the chats that have not had it, and call the meeting if that is not done yet.

    Pressed again, it reaches only chats that are new. Raises WrongFieldsError (TOO_LATE), ConflictError (STATE, PAST).
    """
    entry = entries.get(act.work, act.entry_id, reader=act.by, name=NAME, lock=True)
    acts.must(act.by, entry.law.writes)
    if act.ward is None or entry.state not in {"planned", "called"}:
        raise ConflictError(RegisterWhy.STATE)
    today = day_of(act.work.now)
    if entry.on_day < today:
        raise ConflictError(RegisterWhy.PAST)
    if entry.state == "planned":
        entry = acts.move(act, "call", {"sent_on": today.isoformat(), **_papers(typed)})
    told = _tell(act, entry, act.ward)
    if told:
        said: dict[str, Value] = {"place": act.ward.words.say("vi", "meeting.by_chat"), "households": told}
        parts.add(act.work, entry, SENT, begins=today, ends=today, said=said, by=act.by.staff_id)
    return entry


def _papers(typed: Mapping[str, str]) -> dict[str, str]:
    """The day on which documents went out, if the form has it."""
    return {"papers_on": typed["papers_on"]} if typed.get("papers_on") else {}


def _tell(act: Act, entry: Entry, ward: Ward) -> int:
    """Queue the invitation; at night it leaves in the morning. Gives how many households have it that had it not."""
    work = act.work
    unit = units.unit(work, entry.unit_id or 0)
    homes = households.page(work, unit_id=unit.id, limit=_HOUSEHOLDS)
    on = day_in(entry.said.get("on")) or entry.on_day
    known: set[str] = set()
    for code, chat in claims.chats_of(work, [each.id for each in homes]):
        weekday = voice.sentence(ward, chat, f"saying.weekday_{on.weekday()}")
        sent = voice.tell(
            work, ward, chat, "meeting_call.text", priority=Priority.NOTICE, once=f"meeting:{entry.key}:{chat.id}",
            due_at=quiet_until(work.now), unit=unit.name, title=entry.title, weekday=weekday, day=f"{on:%d/%m/%Y}",
            time=entry.said.get("starts", ""), place=entry.said.get("place", ""), chair=entry.said.get("chair", ""),
            agenda=_listed(str(entry.said.get("agenda", ""))), household=code,
        )  # fmt: skip
        if sent.new:
            known.add(code)
    return len(known)


def _listed(agenda: str) -> str:
    return "\n".join(f"{at}. {each}" for at, each in enumerate(filter(None, map(str.strip, agenda.splitlines())), 1))
