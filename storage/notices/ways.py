"""The ways by which an account gets notices: its owner's chat on a platform, mailbox, and browsers (web push)."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.ward import roles
from core.errors import ConflictError
from core.text import normal
from storage.database.unit import UnitOfWork
from storage.messages import push
from storage.messages.chats import Chat
from storage.messages.push import Device
from storage.messages.windows import Reach, reach
from storage.notices import choices
from storage.notices.choices import AT_FIRST, Choice
from storage.tables.columns import same
from storage.tables.messages import chats
from storage.tables.notices import staff_notices, staff_ways
from storage.tables.people import staff
from storage.ward import audit
from storage.ward.sight import Reader

MAIL, PUSH = "mail", "push"
_LONGEST = 254  # characters of an e-mail address (RFC 5321, 4.5.3.1.3)
_SHUT = frozenset({"blocked", "left", "moved"})  # states of a chat in which we cannot write
_PROOF = 32  # the length of the proof in characters


@dataclass(frozen=True, slots=True)
class Way:
    """One way to an account. `open`: as far as we know, a notice would arrive now. `choices`: of what it tells."""

    id: int
    staff_id: int
    kind: str
    chat_id: int | None
    mailbox: str
    confirmed_at: datetime | None
    open: bool
    choices: frozenset[Choice]

    @property
    def hint(self) -> str:
        """The mailbox in a shortened form for pages, which its owner recognises."""
        name, _, host = self.mailbox.partition("@")
        return f"{name[:2]}…@{host}" if host else ""


def of(work: UnitOfWork, staff_id: int) -> list[Way]:
    """All ways of an account, including those that wait for their proof."""
    rows = work.conn.execute(
        select(staff_ways, chats.c.state, chats.c.free_until, chats.c.paid_until)
        .outerjoin(chats, chats.c.id == staff_ways.c.chat_id)
        .where(same(staff_ways.c.staff_id, staff_id))
        .order_by(staff_ways.c.id)
    )
    return [
        Way(
            row.id, row.staff_id, row.kind, row.chat_id, work.seal.open_text(row.mailbox) if row.mailbox else "",
            row.confirmed_at,
            row.confirmed_at is not None
            and row.state not in _SHUT
            and (row.chat_id is None or reach(row.free_until, row.paid_until, work.now) is not Reach.CLOSED)
            and (row.kind != PUSH or bool(push.browsers(work, push.staff_owner(row.staff_id)))),
            choices.read(row.choices),
        )
        for row in rows
    ]  # fmt: skip


def open_to(work: UnitOfWork, staff_id: int, *, mail: bool, choice: Choice | None) -> list[Way]:
    """The ways by which an open account can get a notice of this kind now; None: of any kind.

    `mail`: whether this installation sends e-mail.
    """
    living = exists().where(same(staff.c.id, staff_id), staff.c.disabled_at.is_(None))
    if not work.conn.execute(select(living)).scalar():
        return []
    return [
        each
        for each in of(work, staff_id)
        if each.open and (mail or each.kind != MAIL) and (choice is None or choice in each.choices)
    ]


def chats_of(work: UnitOfWork, staff_id: int) -> list[int]:
    """The chats of an account that is open, also those in which nobody can write now."""
    mine = (
        select(staff_ways.c.chat_id)
        .join(staff, staff.c.id == staff_ways.c.staff_id)
        .where(
            staff.c.id == staff_id, staff.c.disabled_at.is_(None), staff_ways.c.chat_id.is_not(None),
            staff_ways.c.confirmed_at.is_not(None),
        )
        .order_by(staff_ways.c.id)
    )  # fmt: skip
    return list(work.conn.execute(mine).scalars())


def account(work: UnitOfWork, chat: Chat, *, may: str) -> Reader | None:
    """The open account to which this chat is tied, if its role has that right. In a chat nobody reads denunciations."""
    row = work.conn.execute(
        select(staff.c.id, staff.c.role, staff.c.unit_id)
        .join(staff_ways, staff_ways.c.staff_id == staff.c.id)
        .where(
            staff_ways.c.chat_id == chat.id, staff_ways.c.confirmed_at.is_not(None), staff.c.disabled_at.is_(None)
        )
    ).first()  # fmt: skip
    if row is None or not roles.may(row.role, may):
        return None
    return Reader(row.id, row.role, reads_sealed=False, unit_id=row.unit_id)


def tie(work: UnitOfWork, staff_id: int, chat: Chat) -> None:
    """Tie this chat to the account. It is removed from the account that had it before."""
    theirs = staff_ways.c.chat_id == chat.id
    mine = (staff_ways.c.staff_id == staff_id) & (staff_ways.c.kind == chat.channel)
    values = {"staff_id": staff_id, "kind": chat.channel, "chat_id": chat.id, "made_at": work.now}
    values["choices"] = _kept(work, staff_id, chat.channel)
    for way_id in work.conn.execute(select(staff_ways.c.id).where(theirs | mine)).scalars().all():
        _drop(work, way_id)
    work.conn.execute(insert(staff_ways).values(**values, confirmed_at=work.now))
    audit.record(work, "staff.way_tied", actor=audit.STAFF, staff_id=staff_id, kind=chat.channel)


def ask_mailbox(work: UnitOfWork, staff_id: int, address: str) -> Way:
    """Add a mailbox. It is used after its owner has opened the link that is sent there.

    Raises ConflictError for a text that is not an e-mail address.
    """
    address = normal(address).strip()
    name, mark, host = address.rpartition("@")
    plain = address.isascii() and address.isprintable() and not set(address) & set(' ,;:<>()[]\\"')
    if not (name and mark and "." in host.strip(".") and plain and len(address) <= _LONGEST):
        raise ConflictError("That is no e-mail address.")
    mine = (staff_ways.c.staff_id == staff_id) & (staff_ways.c.kind == MAIL)
    values = {"staff_id": staff_id, "kind": MAIL, "mailbox": work.seal.close_text(address), "made_at": work.now}
    values["choices"] = _kept(work, staff_id, MAIL)
    for way_id in work.conn.execute(select(staff_ways.c.id).where(mine)).scalars().all():
        _drop(work, way_id)
    work.conn.execute(insert(staff_ways).values(**values))
    return next(each for each in of(work, staff_id) if each.kind == MAIL)


def _kept(work: UnitOfWork, staff_id: int, kind: str) -> str:
    """What the way before carried, which this one replaces."""
    mine = (staff_ways.c.staff_id == staff_id) & (staff_ways.c.kind == kind)
    stored: str | None = work.conn.execute(select(staff_ways.c.choices).where(mine)).scalar()
    return choices.written(AT_FIRST) if stored is None else stored


def add_browser(work: UnitOfWork, staff_id: int, device: Device, *, language: str, name: str) -> None:
    """Tell this browser too. All browsers of an account are one way. Raises ConflictError for an invalid address."""
    push.register(work, push.staff_owner(staff_id), device, language=language, name=name)
    values = {"staff_id": staff_id, "kind": PUSH, "made_at": work.now, "choices": choices.written(AT_FIRST)}
    put = (postgresql.insert if work.postgres else sqlite.insert)(staff_ways)
    once = put.values(**values, confirmed_at=work.now).on_conflict_do_nothing(index_elements=["staff_id", "kind"])
    if work.conn.execute(once).rowcount:
        audit.record(work, "staff.way_tied", actor=audit.STAFF, staff_id=staff_id, kind=PUSH)


def drop_browser(work: UnitOfWork, staff_id: int, device_id: int) -> None:
    """Tell this browser of the account no more."""
    if any(each.id == device_id for each in push.browsers(work, push.staff_owner(staff_id))):
        push.forget_device(work, device_id)


def proof(work: UnitOfWork, way: Way) -> str:
    """The proof in the link, which only a reader of the mailbox can know."""
    return work.seal.name("staff mailbox", f"{way.id}:{way.mailbox}")[:_PROOF]


def confirm(work: UnitOfWork, staff_id: int, shown: str) -> bool:
    """Confirm that the account's owner reads the mailbox; True when the proof is right."""
    way = next((each for each in of(work, staff_id) if each.kind == MAIL), None)
    if way is None or not compare_digest(shown.encode(), proof(work, way).encode()):
        return False
    if way.confirmed_at is None:
        work.conn.execute(update(staff_ways).where(staff_ways.c.id == way.id).values(confirmed_at=work.now))
        audit.record(work, "staff.way_tied", actor=audit.STAFF, staff_id=staff_id, kind=MAIL)
    return True


def drop(work: UnitOfWork, staff_id: int, kind: str) -> None:
    """Remove a way: the account gets no more notices by it."""
    way = next((each for each in of(work, staff_id) if each.kind == kind), None)
    if way is not None:
        _drop(work, way.id)
        if kind == PUSH:
            push.forget(work, push.staff_owner(staff_id))
        audit.record(work, "staff.way_dropped", actor=audit.STAFF, staff_id=staff_id, kind=kind)


def forget_chats(work: UnitOfWork, chat_ids: list[int]) -> None:
    """Remove these chats from all accounts, because their person asked to be forgotten."""
    found = select(staff_ways.c.id).where(staff_ways.c.chat_id.in_(chat_ids))
    for way_id in work.conn.execute(found).scalars().all():
        _drop(work, way_id)


def _drop(work: UnitOfWork, way_id: int) -> None:
    work.conn.execute(delete(staff_notices).where(staff_notices.c.way_id == way_id))
    work.conn.execute(delete(staff_ways).where(staff_ways.c.id == way_id))
