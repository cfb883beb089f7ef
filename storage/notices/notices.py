"""The notices to an account: by which way each was sent, and whether its owner confirmed it.

The outbox carries a notice to a chat. A notice by e-mail waits here for `bot.workers.mailer`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.unit import UnitOfWork
from storage.notices.choices import Choice
from storage.notices.ways import MAIL, Way
from storage.tables.columns import same
from storage.tables.notices import staff_notices, staff_ways
from storage.tables.people import staff
from storage.ward import alerts, audit

BELL = "mail"
WAITS = tuple(timedelta(minutes=each) for each in (1, 2, 5, 15, 60))  # backoff before each retry; then it has failed
KEPT = timedelta(days=60)
_CLAIM = timedelta(minutes=2)  # after this time an unfinished claim is free again


@dataclass(frozen=True, slots=True)
class Saying:
    """A notice. `says`: a word key whose text may appear on a lock screen. `opens`: a path of the console.

    `topic`: one notice per topic and way. `alert_id`: the emergency that it is about. `choice`: it goes by the ways for
    which the account has chosen this kind; None: by every way. `numbers`: those of the morning, by commas.
    """

    topic: str
    says: str
    opens: str
    alert_id: int | None = None
    choice: Choice | None = None
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that was sent to an account."""

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
    """A notice to be sent by e-mail."""

    id: int
    mailbox: str
    language: str
    says: str
    opens: str
    numbers: str
    tries: int


def add(work: UnitOfWork, way: Way, saying: Saying) -> int | None:
    """Store the notice for this way; returns its id, None when it was sent already. E-mail is sent after the commit."""
    mail = way.kind == MAIL
    insert = postgresql.insert if work.postgres else sqlite.insert
    found: int | None = work.conn.execute(
        insert(staff_notices)
        .values(
            staff_id=way.staff_id, way_id=way.id, topic=saying.topic, says=saying.says, opens=saying.opens,
            numbers=saying.numbers, alert_id=saying.alert_id, made_at=work.now, state="waiting" if mail else "queued",
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
    """All notices about an emergency, the oldest first."""
    rows = work.conn.execute(_TOLD.where(staff_notices.c.alert_id == alert_id))
    return [Told(*row) for row in rows]


def of_topic(work: UnitOfWork, topic: str) -> dict[int, datetime]:
    """Who was told on this topic, and when last."""
    rows = work.conn.execute(
        select(staff_notices.c.staff_id, func.max(staff_notices.c.made_at))
        .where(staff_notices.c.topic == topic)
        .group_by(staff_notices.c.staff_id)
    )
    return {row[0]: row[1] for row in rows}


def in_chat(work: UnitOfWork, notice_id: int, chat_id: int) -> Told | None:
    """The notice, if it was sent in this chat to an account that is still open. The press alone proves nothing."""
    mine = (staff_notices.c.id == notice_id) & same(staff_ways.c.chat_id, chat_id) & staff.c.disabled_at.is_(None)
    row = work.conn.execute(_TOLD.where(mine)).one_or_none()
    return None if row is None else Told(*row)


def saw(work: UnitOfWork, notice_id: int) -> None:
    """Record that the account's owner confirmed the notice."""
    one = (staff_notices.c.id == notice_id) & staff_notices.c.seen_at.is_(None)
    work.conn.execute(update(staff_notices).where(one).values(seen_at=work.now))


def claim_mail(work: UnitOfWork, limit: int) -> list[Mail]:
    """Claim at most `limit` due e-mails for this worker. After two minutes an unfinished claim is free again.

    A try is counted when it begins, so that a mail that kills the process is not tried for ever.
    """
    due = (
        select(staff_notices.c.id)
        .where(staff_notices.c.state == "waiting", staff_notices.c.due_at <= work.now)
        .order_by(staff_notices.c.due_at, staff_notices.c.id)
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
            staff_notices.c.numbers, staff_notices.c.tries,
        )
        .join(staff_ways, staff_ways.c.id == staff_notices.c.way_id)
        .join(staff, staff.c.id == staff_notices.c.staff_id)
        .where(these)
        .order_by(staff_notices.c.id)
    )  # fmt: skip
    return [Mail(each.id, work.seal.open_text(each.mailbox), *each[2:]) for each in rows]


def next_mail(work: UnitOfWork) -> datetime | None:
    """When the next e-mail is due, in UTC; None when none waits."""
    found: datetime | None = work.conn.execute(
        select(func.min(staff_notices.c.due_at)).where(staff_notices.c.state == "waiting")
    ).scalar()
    return found


def left(work: UnitOfWork, mail: Mail) -> None:
    """The mail server accepted it."""
    _end(work, mail, "sent")


def refused(work: UnitOfWork, mail: Mail, why: str) -> None:
    """The mail server refused it for good. The admins get an alert. `why` must contain no address."""
    _end(work, mail, "failed")
    alerts.sound(work, "mail_failed", detail=f"notice {mail.id}: {why[:120]}", unique_key=f"mail:{mail.id}")


def not_now(work: UnitOfWork, mail: Mail, why: str) -> None:
    """Retry later, with a growing backoff. After the last try it counts as refused."""
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
