"""Keys in a table of a second database that no backup holds, for machines that share no folder.

Each is closed with SECRET_KEY, so that neither this database nor SECRET_KEY alone gives a key. Decision 41 says what a
database remembers of a row that was deleted, and what the operator must not do with this one.
"""

import hashlib
import os
import time
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import (
    Column,
    ColumnElement,
    Engine,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from storage.database.outside import SIZE, KeyGoneError, made_once
from storage.database.revision import driver

HELD = 5.0  # seconds after which another process's `destroy` is known here
_NONCE = 12  # bytes
_CLOSED = _NONCE + SIZE + 16

_KEYS = Table(
    "danban_keys", MetaData(),
    Column("ward", String(32), primary_key=True),  # several wards may share the database
    Column("name", String(64), primary_key=True),
    Column("closed", LargeBinary, nullable=False),
)  # fmt: skip


class KeyTable:
    """As `storage.database.outside.OutsideKeys`. While the database is away, calls raise its own errors."""

    def __init__(self, url: str, secret_key: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        material = HKDF(SHA256(), 64, salt=None, info=b"danban keys 1").derive(secret_key.encode())
        self._box = AESGCM(material[:32])
        self._ward = hashlib.sha256(material[32:]).hexdigest()[:32]
        self._engine = _engine(url)
        self._monotonic = monotonic
        self._held: dict[str, tuple[float, bytes]] = {}
        self._there = False

    def get(self, name: str) -> bytes:
        """See OutsideKeys."""
        until, key = self._held.get(name, (0.0, b""))
        if self._monotonic() < until:
            return key
        self._held.pop(name, None)
        self._make_table()
        with self._engine.connect() as conn:
            closed = conn.execute(select(_KEYS.c.closed).where(*self._row(name))).scalar()
        if closed is None:
            raise KeyGoneError("this key is not here any more")
        try:
            key = self._box.decrypt(closed[:_NONCE], closed[_NONCE:], name.encode())
        except InvalidTag:
            raise KeyGoneError("this key is damaged, or was closed with another SECRET_KEY") from None
        self._held[name] = (self._monotonic() + HELD, key)
        return key

    def make(self, name: str) -> bytes:
        """See OutsideKeys. If several processes call it at once, one makes the key and all get the same."""
        return made_once(self, name)

    def put(self, name: str, key: bytes) -> None:
        """See OutsideKeys."""
        nonce = os.urandom(_NONCE)
        closed = nonce + self._box.encrypt(nonce, key, name.encode())
        self._make_table()
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        row = insert(_KEYS).values(ward=self._ward, name=name, closed=closed).on_conflict_do_nothing()
        with self._engine.begin() as conn:
            conn.execute(row)

    def destroy(self, name: str) -> None:
        """See OutsideKeys. The row is written over before it goes, and the database is told to clear its place."""
        self._held.pop(name, None)
        self._make_table()
        with self._engine.begin() as conn:
            conn.execute(update(_KEYS).where(*self._row(name)).values(closed=bytes(_CLOSED)))
            gone = conn.execute(delete(_KEYS).where(*self._row(name))).rowcount
        if gone and self._engine.dialect.name == "postgresql":  # SQLite has `secure_delete`
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
                conn.execute(text("VACUUM danban_keys"))

    def names(self, begin: str) -> list[str]:
        """See OutsideKeys."""
        self._make_table()
        with self._engine.connect() as conn:
            found = conn.execute(select(_KEYS.c.name).where(_KEYS.c.ward == self._ward).order_by(_KEYS.c.name))
            return [name for name in found.scalars() if name.startswith(begin)]

    def _row(self, name: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return _KEYS.c.ward == self._ward, _KEYS.c.name == name

    def _make_table(self) -> None:
        if not self._there:
            with self._engine.begin() as conn:
                if conn.dialect.name == "postgresql":  # or two processes that begin together disturb each other
                    conn.execute(text("SELECT pg_advisory_xact_lock(727274)"))
                conn.execute(CreateTable(_KEYS, if_not_exists=True))
            self._there = True


def _engine(url: str) -> Engine:
    engine = create_engine(driver(url), poolclass=NullPool, hide_parameters=True)  # it is asked once in some seconds
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _careful(connection: object, _record: object) -> None:
            for each in ("secure_delete = ON", "synchronous = FULL", "busy_timeout = 5000"):
                connection.execute(f"PRAGMA {each}")  # type: ignore[attr-defined]  # of the driver

    return engine
