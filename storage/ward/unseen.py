"""Articles of the law whose text we have not read: a cautious rule applies until the ward confirms its reading.

Each is a run-time setting with a sentence under `unseen.<name>` in the catalogue. Empty: nobody has read the text.
"""

from civics.polls.community import line
from core.errors import NotFoundError
from storage.database.unit import UnitOfWork
from storage.ward import audit, ward

COMPLAINT = "complaint_27"  # Luật Khiếu nại Điều 27 as Luật 136/2025 left it: the term for accepting a complaint
NAMES = (COMPLAINT,)


def read(work: UnitOfWork) -> dict[str, str]:
    """What the ward has recorded, by the article's name: the text, its date, who read it. Empty: nobody has."""
    known = ward.settings(work)
    return {name: str(known.get(f"unseen.{name}") or "") for name in NAMES}


def is_read(work: UnitOfWork, name: str) -> bool:
    """Whether the ward has read that article."""
    return bool(read(work)[name])


def mark(work: UnitOfWork, name: str, *, said: str, staff_id: int) -> None:
    """Record what was read. Dates that are set already do not change. Raises NotFoundError."""
    if name not in NAMES:
        raise NotFoundError("there is no such article")
    for key in ward.put_settings(work, {f"unseen.{name}": line(said)}):
        audit.record(work, "settings.changed", actor=audit.STAFF, staff_id=staff_id, key=key)
