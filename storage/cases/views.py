"""What staff see of one case: fields, timeline, files, who else has it open, the resident's other cases."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from core.message import Point
from storage.cases import entries as timeline
from storage.cases import orders
from storage.cases.clocks import promised_to
from storage.cases.entries import EntryView
from storage.cases.orders import Kept
from storage.database.unit import UnitOfWork
from storage.media.attachments import FileView, files_of
from storage.people import teams
from storage.tables.cases import cases
from storage.tables.columns import same
from storage.tables.media import attachments
from storage.tables.messages import chats
from storage.tables.people import residents, staff
from storage.tables.ward import units
from storage.ward.sight import Reader, known, may_know


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as one reader sees it. For an observer, all but code, kind, topic, unit, state and clocks is blank."""

    id: int
    code: str
    kind: str
    topic: str
    state: str
    unit_id: int | None
    unit: str
    filed_at: datetime
    due_at: datetime | None
    due_name: str
    due_basis: str
    due_legal: bool
    calendar_version: str
    taken_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    form_date: datetime | None
    accepted_on: datetime | None
    version: int
    observed: bool  # the reader is an observer: the fields below are blank
    sealed: bool = False
    urgent: bool = False
    emergency: str = ""
    safe_at: datetime | None = None  # when the person of an emergency said that they are safe
    anonymous: bool = False
    spoken: bool = False  # the form is the minutes of a spoken statement
    second: bool = False  # khiếu nại lần 2
    extended: str = ""  # the cause for which the period was lengthened
    complex_ground: str = ""  # of a complex khiếu nại, with its paper and the paper's day
    complex_paper: str = ""
    complex_on: date | None = None
    rules: str = ""  # the set of rules under which its legal clock runs
    paused_on: date | None = None
    orders: tuple[Kept, ...] = ()  # the orders that paused, resumed or ended the clock
    unread: bool = False
    origin: str = ""
    channel: str = ""  # of the chat to which answers go; empty: no chat, so somebody must call or write
    chat_state: str = ""  # open, blocked, left, moved
    chat_title: str = ""
    free_until: datetime | None = None  # until when we may write (storage.messages.windows); none: always
    paid_until: datetime | None = None
    chat_id: int | None = None
    in_group: bool = False  # the whole group will read an answer
    group_quote: str = ""
    resident_id: int | None = None
    resident_blocked: bool = False
    name: str = ""
    phone: str = ""
    text: str = ""
    place: str = ""
    point: Point | None = None
    officer_id: int | None = None
    officer: str = ""
    forwarded_to: str = ""
    names_staff_id: int | None = None
    names_unit_id: int | None = None
    heard_at: datetime | None = None
    team_id: int | None = None  # the team that works on it
    team: str = ""
    master_id: int | None = None  # the case that it follows (`storage.cases.masters`)
    master: str = ""  # its code
    promised_at: datetime | None = None  # when the ward has promised a result
    snoozed_until: datetime | None = None  # put aside until then; None when that is past
    entries: tuple[EntryView, ...] = ()
    files: tuple[FileView, ...] = ()  # of the case itself; files of an entry are with the entry


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another case of the same resident, never a sealed one."""

    id: int
    code: str
    kind: str
    state: str
    filed_at: datetime
    first_words: str


def view(work: UnitOfWork, case_id: int, *, reader: Reader) -> CaseView:
    """The case as the reader may see it. Raises NotFoundError when they may not know of it."""
    row = known(work, case_id, reader=reader)
    unit = _name(work, row.unit_id)
    clocks: dict[str, Any] = {
        name: getattr(row, name)
        for name in (
            *("id", "code", "kind", "topic", "state", "unit_id", "filed_at", "due_at", "due_name", "due_basis"),
            *("due_legal", "calendar_version", "taken_at", "answered_at", "closed_at", "form_date", "accepted_on"),
            "version",
        )
    }
    if reader.observes:
        return CaseView(**clocks, unit=unit, observed=True)
    return CaseView(**clocks, unit=unit, observed=False, **_content(work, row), **_around(work, row))


def other_cases(work: UnitOfWork, case_id: int, *, reader: Reader, limit: int = 20) -> list[OtherCase]:
    """The resident's other cases, newest first. Never sealed ones, none for a sealed case, none for observers."""
    row = known(work, case_id, reader=reader)
    if reader.observes or row.resident_id is None or row.sealed:
        return []
    found = work.conn.execute(
        select(cases.c.id, cases.c.code, cases.c.kind, cases.c.state, cases.c.filed_at, cases.c.text)
        .where(
            cases.c.resident_id == row.resident_id,  # NULL in a sealed case
            cases.c.id != case_id,
            cases.c.sealed.is_(False),
            may_know(work, reader),
        )
        .order_by(cases.c.id.desc())
        .limit(limit)
    )
    return [OtherCase(*each[:-1], first_words(each.text)) for each in found]


def first_words(text: str, length: int = 120) -> str:
    """The beginning of a text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0] + "…"


def code_of_file(work: UnitOfWork, attachment_id: int) -> str:
    """The code of the case that a file belongs to, without any check of rights; empty when it belongs to none."""
    of_file = select(cases.c.code).join(attachments, attachments.c.case_id == cases.c.id)
    return work.conn.execute(of_file.where(attachments.c.id == attachment_id)).scalar() or ""


def _code_of(work: UnitOfWork, master_id: int | None) -> str:
    if master_id is None:
        return ""
    return work.conn.execute(select(cases.c.code).where(cases.c.id == master_id)).scalar() or ""


def _content(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    opened = work.seal.open_text
    point = Point(row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    if row.lat_lon:
        lat, lon = opened(row.lat_lon).split(",")
        point = Point(float(lat), float(lon))
    plain = (
        *("sealed", "urgent", "emergency", "anonymous", "unread", "origin", "chat_id", "resident_id", "officer_id"),
        *(
            "spoken",
            "second",
            "extended",
            "complex_ground",
            "complex_paper",
            "complex_on",
            "rules",
            "paused_on",
            "safe_at",
        ),
        *("names_staff_id", "names_unit_id", "heard_at"),
    )
    words = ("group_quote", "name", "phone", "text", "place", "forwarded_to")
    return {
        **{name: getattr(row, name) for name in plain},
        **{name: opened(getattr(row, name)) for name in words},
        "point": point,
        "in_group": row.origin == "group",
        "master_id": row.master_id,
        "team_id": row.team_id,
        "team": teams.name_of(work, row.team_id),
        "master": _code_of(work, row.master_id),
        "promised_at": promised_to(work, row, kind=row.kind),
        "snoozed_until": row.snoozed_until if row.snoozed_until and row.snoozed_until > work.now else None,
    }


def _around(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    chat = work.conn.execute(
        select(chats.c.channel, chats.c.state, chats.c.title, chats.c.free_until, chats.c.paid_until).where(
            same(chats.c.id, row.chat_id)
        )
    ).one_or_none()
    blocked = work.conn.execute(select(residents.c.blocked_at).where(same(residents.c.id, row.resident_id))).scalar()
    officer = work.conn.execute(select(staff.c.name).where(same(staff.c.id, row.officer_id))).scalar()
    files = files_of(work, row.id)
    return {
        "channel": chat.channel if chat else "",
        "chat_state": chat.state if chat else "",
        "chat_title": chat.title if chat else "",
        "free_until": chat.free_until if chat else None,
        "paid_until": chat.paid_until if chat else None,
        "resident_blocked": blocked is not None,
        "officer": officer or "",
        "entries": tuple(timeline.of_case(work, row.id, files=files)),
        "orders": tuple(orders.of(work, row.id)),
        "files": tuple(each for each in files if each.entry_id is None),
    }


def _name(work: UnitOfWork, unit_id: int | None) -> str:
    return work.conn.execute(select(units.c.name).where(same(units.c.id, unit_id))).scalar() or ""
