"""The address book of bodies to which cases are forwarded."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from core.errors import ConflictError, NotFoundError
from core.text import normal
from storage.database.unit import UnitOfWork
from storage.tables.ward import bodies


@dataclass(frozen=True, slots=True)
class Body:
    """An authority or company. `about`: what it is competent for, and its address."""

    id: int
    name: str
    phone: str
    about: str


def everyone(work: UnitOfWork) -> list[Body]:
    """All of them, by name."""
    rows = work.conn.execute(select(bodies.c.id, bodies.c.name, bodies.c.phone, bodies.c.about).order_by(bodies.c.name))
    return [Body(*row) for row in rows]


def put(work: UnitOfWork, body_id: int | None, *, name: str, phone: str, about: str) -> int:
    """Store a body (None: a new one); returns its id. Raises ConflictError for a name in use, NotFoundError."""
    values = {
        "name": normal(name).strip()[:200], "phone": normal(phone).strip()[:64], "about": normal(about).strip()[:300],
    }  # fmt: skip
    taken = work.conn.execute(select(bodies.c.id).where(bodies.c.name == values["name"])).scalar()
    if taken is not None and taken != body_id:
        raise ConflictError(f"{values['name']} is in the book already.")
    if body_id is None:
        made: int = work.conn.execute(insert(bodies).values(**values).returning(bodies.c.id)).scalar_one()
        return made
    if work.conn.execute(update(bodies).where(bodies.c.id == body_id).values(**values)).rowcount == 0:
        raise NotFoundError("There is no such body.")
    return body_id


def drop(work: UnitOfWork, body_id: int) -> None:
    """Remove a body from the address book. Cases that were forwarded to it keep its name."""
    work.conn.execute(delete(bodies).where(bodies.c.id == body_id))
