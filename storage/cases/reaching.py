"""Answers that did not arrive by themselves: what is done so that their residents hear of them, one row per answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, insert, select, update

from civics.cases.reaching import How, Known, Reached, Way
from civics.ward.telephones import phone_of
from core.priority import Priority
from storage.cases import entries
from storage.database.unit import UnitOfWork
from storage.messages.lane_rows import make_ready
from storage.messages.push import chat_owner
from storage.people import residents as people
from storage.tables.cases import cases
from storage.tables.cases import entries as entry_rows
from storage.tables.columns import same
from storage.tables.messages import STUCK, chats, outbox
from storage.tables.people import residents
from storage.tables.push import push_devices
from storage.tables.reaches import case_reaches
from storage.ward import audit
from storage.ward.sight import Reader

BELL = "reaches"
PURPOSE = "phone"  # of the consent to be told by telephone that an answer is there
ZALO = "zalo"  # the channel with templates
_BATCH = 50


@dataclass(frozen=True, slots=True)
class Reach:
    """One such answer. `tried`: the ways that did not work."""

    id: int
    case_id: int
    entry_id: int
    channel: str
    state: Reached
    way: str
    tried: tuple[Way, ...]
    why: str
    paid: bool
    told_at: datetime | None
    told_by: str
    calls: int


_FIELDS = (
    "id",
    "case_id",
    "entry_id",
    "channel",
    "state",
    "way",
    "tried",
    "why",
    "paid",
    "told_at",
    "told_by",
    "calls",
)
_REACH = select(*(case_reaches.c[name] for name in _FIELDS))


def _made(row: Row[*tuple[Any, ...]]) -> Reach:
    found = {**row._mapping, "state": Reached(row.state), "tried": ways(row.tried)}  # noqa: SLF001  # SQLAlchemy's public name
    return Reach(**found)


def ways(text: str) -> tuple[Way, ...]:
    """The ways of a stored list."""
    return tuple(Way(each) for each in text.split(",") if each)


def begin(work: UnitOfWork, *, limit: int = _BATCH) -> list[Reach]:
    """Take up answers that did not arrive and are not taken up yet; gives them, still without a way."""
    stuck = (
        select(
            outbox.c.entry_id, outbox.c.case_id, func.max(chats.c.channel).label("channel"),
            func.max(outbox.c.says).label("says"), func.max(outbox.c.state).label("state"),
            func.count().filter(outbox.c.paid.is_(True)).label("agreed"),
        )
        .join(chats, chats.c.id == outbox.c.chat_id)
        .join(entry_rows, entry_rows.c.id == outbox.c.entry_id)
        .join(cases, cases.c.id == outbox.c.case_id)
        .where(
            STUCK, outbox.c.unique_key.is_(None), entry_rows.c.kind == entries.ANSWER,
            entry_rows.c.taken_back_at.is_(None), cases.c.sealed.is_(False), cases.c.origin != "group",
            ~exists().where(case_reaches.c.entry_id == outbox.c.entry_id),
        )
        .group_by(outbox.c.entry_id, outbox.c.case_id)
        .order_by(outbox.c.entry_id)
        .limit(limit)
    )  # fmt: skip
    found = []
    for row in work.conn.execute(stuck).all():
        values = {
            "case_id": row.case_id, "entry_id": row.entry_id, "channel": row.channel, "state": Reached.CALL,
            "why": row.says or f"send.{row.state}", "paid": bool(row.agreed), "made_at": work.now,
        }  # fmt: skip
        made = work.conn.execute(insert(case_reaches).values(**values).returning(case_reaches.c.id)).scalar_one()
        found.append(get(work, made))
    return found


def get(work: UnitOfWork, reach_id: int) -> Reach:
    """One of them. Raises NoResultFound for an id that was never given."""
    return _made(work.conn.execute(_REACH.where(case_reaches.c.id == reach_id)).one())


def of_entry(work: UnitOfWork, entry_id: int, *, locked: bool = False) -> Reach | None:
    """What is done about this answer; None when it arrived by itself, or nobody has looked yet."""
    wanted = _REACH.where(same(case_reaches.c.entry_id, entry_id))
    row = work.conn.execute(wanted.with_for_update() if locked else wanted).one_or_none()
    return None if row is None else _made(row)


def of_case(work: UnitOfWork, case_id: int) -> dict[int, Reach]:
    """The same for all answers of a case, by the id of their entry."""
    rows = work.conn.execute(_REACH.where(case_reaches.c.case_id == case_id))
    return {each.entry_id: each for each in map(_made, rows)}


def known(work: UnitOfWork, reach: Reach, *, templates: Collection[Way]) -> Known:
    """What is known about reaching the resident of this answer. `templates`: the ways with an approved template."""
    return known_of(work, reach.case_id, paid=reach.paid, templates=frozenset(templates))


def known_of(work: UnitOfWork, case_id: int, *, paid: bool, templates: frozenset[Way]) -> Known:
    """The same for any answer of a case. `paid`: staff have seen the cost and agreed."""
    row = work.conn.execute(
        select(cases.c.resident_id, cases.c.chat_id, chats.c.channel, chats.c.private, chats.c.state)
        .outerjoin(chats, chats.c.id == cases.c.chat_id)
        .where(cases.c.id == case_id)
    ).one()
    zalo = row.channel == ZALO and bool(row.private) and row.state == "open"
    return Known(
        zalo=zalo, phone=bool(phone(work, row.resident_id)), browser=_browser(work, row) is not None,
        templates=templates, paid=paid,
    )  # fmt: skip


def phone(work: UnitOfWork, resident_id: int | None) -> str:
    """The telephone (84…) at which the person agreed to be told; empty when there is none."""
    if resident_id is None or people.consents_of(work, resident_id).get(PURPOSE) is not True:
        return ""
    kept = work.conn.execute(select(residents.c.phone).where(residents.c.id == resident_id)).scalar() or ""
    number = phone_of(work.seal.open_text(kept)) or ""
    return f"84{number[1:]}" if number else ""


def _browser(work: UnitOfWork, case: Row[*tuple[Any, ...]]) -> int | None:
    """The web chat of the same person, when a browser asked to be told of it."""
    theirs = select(chats.c.id, chats.c.chat).where(
        same(chats.c.resident_id, case.resident_id), chats.c.channel == "web", chats.c.private.is_(True),
        chats.c.state == "open", chats.c.id != case.chat_id,
    )  # fmt: skip
    for chat_id, chat in work.conn.execute(theirs).all():
        if work.conn.execute(select(push_devices.c.id).where(push_devices.c.owner == chat_owner(chat))).first():
            return int(chat_id)
    return None


def go(work: UnitOfWork, reach: Reach, way: Way) -> None:
    """From now on this way is tried."""
    values: dict[str, Any] = {"way": way.value, "tries": 0, "due_at": None, "state": Reached.CALL}
    if way in {Way.UID, Way.PHONE}:
        values |= {"state": Reached.WAITS, "due_at": work.now}
        work.ring(BELL)
    elif way is Way.PUSH and _to_browser(work, reach):
        values |= {"state": Reached.TOLD, "told_at": work.now, "told_by": way.value}
    write(work, reach.id, **values)
    audit.record(work, "reach.way", actor=audit.SYSTEM, case_id=reach.case_id, entry=reach.entry_id, way=way.value)


def _to_browser(work: UnitOfWork, reach: Reach) -> bool:
    """Let the answer, and the question behind it, go to the person's web chat, which tells the browser."""
    case = work.conn.execute(select(cases.c.resident_id, cases.c.chat_id).where(cases.c.id == reach.case_id)).one()
    there = _browser(work, case)
    if there is None:
        return False
    moved = {"chat_id": there, "state": "waiting", "due_at": work.now, "made_at": work.now, "tries": 0}
    mine = outbox.c.entry_id == reach.entry_id, outbox.c.state.in_(("held", "gone", "failed"))
    work.conn.execute(update(outbox).where(*mine).values(**moved, error="", says=""))
    make_ready(work, there, at=work.now, priority=Priority.REPLY)
    work.ring("outbox")
    return True


def agree(work: UnitOfWork, reach: Reach, *, by: Reader) -> None:
    """Staff have seen the cost and agreed."""
    write(work, reach.id, paid=True)
    audit.record(
        work, "reach.agreed", actor=by.actor, staff_id=by.staff_id, case_id=reach.case_id, entry=reach.entry_id
    )


def settle(work: UnitOfWork, *, limit: int = 200) -> int:
    """See which of them are over: the answer has left after all, or was taken back. Gives their number."""
    open_now = case_reaches.c.state.in_((Reached.WAITS.value, Reached.TOLD.value, Reached.CALL.value))
    fates = (
        select(
            case_reaches.c.id, case_reaches.c.case_id, case_reaches.c.entry_id, case_reaches.c.told_by,
            func.max(outbox.c.sent_at).label("sent_at"), func.count().label("parts"),
            func.count().filter(outbox.c.state == "sent").label("sent"),
            func.count().filter(outbox.c.state == "back").label("back"),
        )
        .join(outbox, and_(outbox.c.entry_id == case_reaches.c.entry_id, outbox.c.unique_key.is_(None)))
        .where(open_now)
        .group_by(case_reaches.c.id)
    ).subquery()  # fmt: skip
    over = select(fates).where(fates.c.sent + fates.c.back == fates.c.parts).order_by(fates.c.id).limit(limit)
    rows = work.conn.execute(over).all()
    for row in rows:
        if row.sent:
            how = How.PUSH if row.told_by == Way.PUSH else How.WROTE
            reached(work, row.id, how=how, at=row.sent_at or work.now)
        else:
            write(work, row.id, state=Reached.VOID, due_at=None)
    return len(rows)


def reached(
    work: UnitOfWork, reach_id: int, *, how: How, at: datetime | None = None, staff_id: int | None = None
) -> None:
    """The answer itself has reached the person. Written once: the first way counts."""
    mine = case_reaches.c.id == reach_id, case_reaches.c.reached_at.is_(None)
    done = {"state": Reached.DONE, "how": how.value, "reached_at": at or work.now, "due_at": None}
    row = work.conn.execute(
        update(case_reaches)
        .where(*mine)
        .values(**done, staff_id=staff_id)
        .returning(case_reaches.c.case_id, case_reaches.c.entry_id)
    ).one_or_none()
    if row is not None:
        who = {"actor": audit.SYSTEM if staff_id is None else audit.STAFF, "staff_id": staff_id}
        audit.record(work, "reach.reached", case_id=row.case_id, entry=row.entry_id, how=how.value, **who)  # type: ignore[arg-type]  # two named fields


def called_in_vain(work: UnitOfWork, reach: Reach, *, staff_id: int) -> None:
    """Nobody answered the telephone; it stays on the list."""
    write(work, reach.id, calls=reach.calls + 1, staff_id=staff_id)
    audit.record(
        work, "reach.in_vain", actor=audit.STAFF, staff_id=staff_id, case_id=reach.case_id, entry=reach.entry_id
    )


def forget(work: UnitOfWork, case_id: int) -> None:
    """The case is sealed: nothing leads to it from here any more."""
    work.conn.execute(case_reaches.delete().where(case_reaches.c.case_id == case_id))


def write(work: UnitOfWork, reach_id: int, **values: Any) -> None:  # columns by name
    """Set columns of one of them."""
    work.conn.execute(update(case_reaches).where(case_reaches.c.id == reach_id).values(**values))
