"""What an account was told, by which way, and whether its owner has said that they saw it.

A notice to a chat is carried by the outbox; one to a mailbox waits here for `bot.workers.mailer`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.unit import UnitOfWork
from storage.notices.ways import MAIL, Way
from storage.tables.columns import same
from storage.tables.notices import staff_notices, staff_ways
from storage.tables.people import staff
from storage.ward import alerts, audit

BELL = "mail"
WAITS = tuple(timedelta(minutes=each) for each in (1, 2, 5, 15, 60))  # before each further try; then it is let go
KEPT = timedelta(days=60)
_CLAIM = timedelta(minutes=2)  # a claim that nobody ended is free again


@dataclass(frozen=True, slots=True)
class Saying:
    """What is to be said. `says`: a word key whose words may stand on a lock screen. `opens`: a path of the console.

    `topic`: it is said once per way. `alert_id`: of the emergency for which it rings.
    """

    topic: str
    says: str
    opens: str
    alert_id: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A notice of an account."""

    id: int
    staff_id: int
    staff_name: str
    chat_id: int | None
    topic: str
    alert_id: int | None
    made_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Mail:
    """A notice that is to leave as e-mail."""

    id: int
    mailbox: str
    language: str
    says: str
    opens: str
    tries: int


def add(work: UnitOfWork, way: Way, saying: Saying) -> int | None:
    """Write down that it is said by this way; none when it was said already. E-mail leaves after the commit."""
    mail = way.kind == MAIL
    insert = postgresql.insert if work.postgres else sqlite.insert
    found: int | None = work.conn.execute(
        insert(staff_notices)
        .values(
            staff_id=way.staff_id, way_id=way.id, topic=saying.topic, says=saying.says, opens=saying.opens,
            alert_id=saying.alert_id, made_at=work.now, state="waiting" if mail else "queued",
            due_at=work.now if mail else None,
        )
        .on_conflict_do_nothing(index_elements=["way_id", "topic"])
        .returning(staff_notices.c.id)
    ).scalar()  # fmt: skip
    if found is not None and mail:
        work.ring(BELL)
    return found


_TOLD = (
    select(
        staff_notices.c.id, staff_notices.c.staff_id, staff.c.name, staff_ways.c.chat_id, staff_notices.c.topic,
        staff_notices.c.alert_id, staff_notices.c.made_at, staff_notices.c.seen_at,
    )
    .join(staff, staff.c.id == staff_notices.c.staff_id)
    .join(staff_ways, staff_ways.c.id == staff_notices.c.way_id)
    .order_by(staff_notices.c.id)
)  # fmt: skip


def of_alert(work: UnitOfWork, alert_id: int) -> list[Told]:
    """Everything that was said for an emergency, the first first."""
    rows = work.conn.execute(_TOLD.where(staff_notices.c.alert_id == alert_id))
    return [Told(*row) for row in rows]


def in_chat(work: UnitOfWork, notice_id: int, chat_id: int) -> Told | None:
    """The notice, if it was said in this chat to an account that is still open: the press itself proves nothing."""
    mine = (staff_notices.c.id == notice_id) & same(staff_ways.c.chat_id, chat_id) & staff.c.disabled_at.is_(None)
    row = work.conn.execute(_TOLD.where(mine)).one_or_none()
    return None if row is None else Told(*row)


def saw(work: UnitOfWork, notice_id: int) -> None:
    """Its owner has said that they saw it."""
    one = (staff_notices.c.id == notice_id) & staff_notices.c.seen_at.is_(None)
    work.conn.execute(update(staff_notices).where(one).values(seen_at=work.now))


def claim_mail(work: UnitOfWork, limit: int) -> list[Mail]:
    """What is due to leave as e-mail, at most so many; this worker's for two minutes, then anybody's again.

    A try is counted when it begins, so a mail that kills the process is not tried for ever.
    """
    due = (
        select(staff_notices.c.id)
        .where(staff_notices.c.state == "waiting", staff_notices.c.due_at <= work.now)
        .order_by(staff_notices.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(work.conn.execute(due).scalars())
    if not ids:
        return []
    these = staff_notices.c.id.in_(ids)
    work.conn.execute(
        update(staff_notices).where(these).values(due_at=work.now + _CLAIM, tries=staff_notices.c.tries + 1)
    )
    rows = work.conn.execute(
        select(
            staff_notices.c.id, staff_ways.c.mailbox, staff.c.language, staff_notices.c.says, staff_notices.c.opens,
            staff_notices.c.tries,
        )
        .join(staff_ways, staff_ways.c.id == staff_notices.c.way_id)
        .join(staff, staff.c.id == staff_notices.c.staff_id)
        .where(these)
        .order_by(staff_notices.c.id)
    )  # fmt: skip
    return [Mail(each.id, work.seal.open_text(each.mailbox), *each[2:]) for each in rows]


def next_mail(work: UnitOfWork) -> datetime | None:
    """When an e-mail is due next; none when none waits."""
    found: datetime | None = work.conn.execute(
        select(func.min(staff_notices.c.due_at)).where(staff_notices.c.state == "waiting")
    ).scalar()
    return found


def left(work: UnitOfWork, mail: Mail) -> None:
    """The mail server took it."""
    _end(work, mail, "sent")


def refused(work: UnitOfWork, mail: Mail, why: str) -> None:
    """The mail server will never take it. The admins hear of it; `why` has no address in it."""
    _end(work, mail, "failed")
    alerts.sound(work, "mail_failed", detail=f"notice {mail.id}: {why[:120]}", unique_key=f"mail:{mail.id}")


def not_now(work: UnitOfWork, mail: Mail, why: str) -> None:
    """It is tried again, each time later; after the last try it counts as refused."""
    if mail.tries > len(WAITS):
        refused(work, mail, why)
        return
    one = (staff_notices.c.id == mail.id) & (staff_notices.c.state == "waiting")
    work.conn.execute(update(staff_notices).where(one).values(due_at=work.now + WAITS[mail.tries - 1]))


def _end(work: UnitOfWork, mail: Mail, state: str) -> None:
    one = (staff_notices.c.id == mail.id) & (staff_notices.c.state == "waiting")
    if work.conn.execute(update(staff_notices).where(one).values(state=state, due_at=None)).rowcount:
        audit.record(work, f"staff.mail_{state}", actor=audit.SYSTEM, notice=mail.id)


def sweep(work: UnitOfWork) -> int:
    """Remove old notices; returns their number."""
    old = (staff_notices.c.made_at < work.now - KEPT) & (staff_notices.c.state != "waiting")
    return work.conn.execute(delete(staff_notices).where(old)).rowcount
