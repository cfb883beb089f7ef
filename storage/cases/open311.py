"""Keys by which other programs file cases, and what came by them. Of a key, only its digest is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from core.errors import NotFoundError
from storage.database.unit import UnitOfWork
from storage.tables.opened import open311_filings, open311_keys

_SAME = timedelta(hours=24)  # within which the same words at the same place are the same report
_HOUR = timedelta(hours=1)
_K, _F = open311_keys.c, open311_filings.c


@dataclass(frozen=True, slots=True)
class Key:
    """One key."""

    id: int
    name: str
    per_hour: int
    made_at: datetime
    revoked_at: datetime | None


_READ = (_K.id, _K.name, _K.per_hour, _K.made_at, _K.revoked_at)


def keys(work: UnitOfWork) -> list[Key]:
    """All keys, the newest first."""
    return [Key(*row) for row in work.conn.execute(select(*_READ).order_by(_K.id.desc()))]


def add(work: UnitOfWork, digest: str, *, name: str, per_hour: int, by: int) -> int:
    """Store a key."""
    made: int = work.conn.execute(
        insert(open311_keys)
        .values(digest=digest, name=name, per_hour=per_hour, made_at=work.now, staff_id=by)
        .returning(_K.id)
    ).scalar_one()
    return made


def revoke(work: UnitOfWork, key_id: int) -> bool:
    """End a key. False when it had ended before. Raises NotFoundError."""
    if work.conn.execute(select(_K.id).where(_K.id == key_id)).first() is None:
        raise NotFoundError("There is no such key.")
    ended = update(open311_keys).where(_K.id == key_id, _K.revoked_at.is_(None)).values(revoked_at=work.now)
    return work.conn.execute(ended).rowcount > 0


def by_digest(work: UnitOfWork, digest: str, *, lock: bool = False) -> Key | None:
    """The key that is valid now. `lock`: until the commit nobody else files by it."""
    found = select(*_READ).where(_K.digest == digest, _K.revoked_at.is_(None))
    row = work.conn.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else Key(*row)


def used(work: UnitOfWork, key_id: int) -> int:
    """How many reports came by the key within the last hour."""
    mine = select(func.count()).where(_F.key_id == key_id, _F.at > work.now - _HOUR)
    return int(work.conn.execute(mine).scalar_one())


def known(work: UnitOfWork, key_id: int, *, ref: str, said: str) -> str | None:
    """The public id that this report got before: by the other program's number, else by the same words within a day."""
    same: Any = (_F.digest == _digest(work, said)) & (_F.at > work.now - _SAME) & _F.ref.is_(None)
    which = _F.ref == ref if ref else same
    found: str | None = work.conn.execute(
        select(_F.public_key).where(_F.key_id == key_id, which).order_by(_F.id.desc()).limit(1)
    ).scalar()
    return found


def record(work: UnitOfWork, key_id: int, *, ref: str, said: str, public_key: str) -> None:
    """Remember that this report got that public id."""
    values = {"key_id": key_id, "ref": ref or None, "digest": _digest(work, said), "public_key": public_key}
    work.conn.execute(insert(open311_filings).values(at=work.now, **values))


def _digest(work: UnitOfWork, said: str) -> str:
    return work.seal.name("open311", said)[:64]
