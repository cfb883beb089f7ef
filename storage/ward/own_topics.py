"""Topics of the ward's own, beside those that the service hears in what people write. A case keeps a retired one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from core.errors import ConflictError, NotFoundError
from core.text import fold, normal
from storage.database.unit import UnitOfWork
from storage.tables.ward import own_topics as table

START = "own-"  # how the key of such a topic begins, as a case has it
LONGEST = 64


@dataclass(frozen=True, slots=True)
class OwnTopic:
    """A topic. `former`: the titles that it had, each with the day (UTC) on which it lost it."""

    id: int
    title: str
    former: tuple[tuple[str, str], ...]
    made_at: datetime
    retired_at: datetime | None

    @property
    def key(self) -> str:
        """What a case has as its topic."""
        return f"{START}{self.id}"


def everyone(work: UnitOfWork, *, retired: bool = False) -> list[OwnTopic]:
    """The topics by title; with `retired` also those that are not offered any more."""
    found = select(table).order_by(table.c.retired_at.is_not(None), table.c.title, table.c.id)
    rows = work.conn.execute(found if retired else found.where(table.c.retired_at.is_(None)))
    return [
        OwnTopic(row.id, row.title, tuple((one[0], one[1]) for one in row.former), row.made_at, row.retired_at)
        for row in rows
    ]


def titles(work: UnitOfWork) -> Mapping[str, str]:
    """The title of every topic by its key, the retired ones too."""
    return {f"{START}{row.id}": row.title for row in work.conn.execute(select(table.c.id, table.c.title))}


def offers(work: UnitOfWork, key: str) -> bool:
    """Whether a case may be given this topic."""
    return any(each.key == key for each in everyone(work))


def add(work: UnitOfWork, title: str) -> int:
    """Offer a topic; gives its id. Raises ConflictError for no title, or one that another topic has."""
    written = _free(work, title, besides=0)
    made: int = work.conn.execute(
        insert(table).values(title=written, former=[], made_at=work.now).returning(table.c.id)
    ).scalar_one()
    return made


def rename(work: UnitOfWork, topic_id: int, title: str) -> str:
    """Give it another title, also in the cases that have it; gives the one before. Raises as `add`, NotFoundError."""
    row = work.conn.execute(select(table).where(table.c.id == topic_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFoundError("There is no such topic.")
    written = _free(work, title, besides=topic_id)
    if written != row.title:
        former = [*row.former, [row.title, f"{work.now:%Y-%m-%d}"]]
        work.conn.execute(update(table).where(table.c.id == topic_id).values(title=written, former=former))
    return str(row.title)


def retire(work: UnitOfWork, topic_id: int, *, retired: bool) -> None:
    """Stop offering it, or offer it again. The cases keep it."""
    at = work.now if retired else None
    if work.conn.execute(update(table).where(table.c.id == topic_id).values(retired_at=at)).rowcount == 0:
        raise NotFoundError("There is no such topic.")


def _free(work: UnitOfWork, title: str, *, besides: int) -> str:
    written = " ".join(normal(title).split())[:LONGEST]
    others = {fold(each.title) for each in everyone(work, retired=True) if each.id != besides}
    if not written or fold(written) in others:
        raise ConflictError("A topic has a title of its own.")
    return written
