"""What a filing takes and gives, and what an edit of a resident's message gives."""

from dataclasses import dataclass
from datetime import datetime

from core.message import Point


@dataclass(frozen=True, slots=True)
class Filing:
    """A finished petition. `run_id` makes sure that it is filed exactly once; cases from desk and phone have none."""

    kind: str
    text: str
    topic: str = "khac"
    origin: str = "private"  # private, group, desk, phone
    chat_id: int | None = None  # where answers go
    resident_id: int | None = None
    run_id: int | None = None
    name: str = ""
    phone: str = ""
    place: str = ""
    point: Point | None = None
    unit_id: int | None = None
    message_ids: tuple[str, ...] = ()  # the messages in which it was told; the first carries the text
    album: str = ""
    group_message_id: str = ""  # of a group case; the answer is a reply to it
    group_quote: str = ""
    names_staff_id: int | None = None  # the member of staff whom a denunciation names
    names_unit_id: int | None = None
    anonymous: bool = False
    urgent: bool = False
    emergency: str = ""  # word key of the emergency that was recognised in it
    staff_id: int | None = None  # who wrote it down at the desk or on the phone


@dataclass(frozen=True, slots=True)
class Filed:
    """A filed case. `again`: it existed already, so this was a repeated call."""

    case_id: int
    code: str
    kind: str
    sealed: bool
    filed_at: datetime
    due_at: datetime | None
    due_name: str
    due_basis: str
    due_legal: bool
    again: bool
    promised_at: datetime | None = None  # by when the ward has promised a result


@dataclass(frozen=True, slots=True)
class Edited:
    """A recorded edit of a resident's message. `closed`: the case is over and stays over."""

    case_id: int
    code: str
    entry_id: int
    closed: bool
    sealed: bool
