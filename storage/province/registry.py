"""The wards of a province, as rows: what each is, in which state, and how it was when somebody last looked.

Nobody's words and no secret are in here, so a backup of the registry tells nothing of a ward's people.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, delete, event, insert, make_url, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from core.clock import Clock, system_clock
from core.errors import ConflictError, NotFoundError
from core.province import UnitEntry, WardEntry, checked
from storage.database import schemas
from storage.database.revision import driver
from storage.province import acts, steps
from storage.province.acts import Act
from storage.province.tables import shares, wards

T = TypeVar("T")


class State(StrEnum):
    """`waiting`: its schema is not ready yet. `failed`: `problem` says why; it is tried again."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Figures:
    """How a ward is. Counts and times only; `stored`: bytes of its database and files."""

    handled: int = 0  # messages in the last hour
    sent: int = 0  # in the last hour
    waiting: int = 0  # messages that wait to be handled
    lag: float = 0.0  # seconds: the age of the oldest
    leaving: int = 0  # messages that wait to be sent
    errors: int = 0  # messages set aside and alerts that nobody has seen
    stored: int = 0
    open_cases: int = 0
    late_cases: int = 0
    report: Mapping[str, Any] = field(default_factory=dict)  # sums of the newest signed report; see `looking.summed`


@dataclass(frozen=True, slots=True)
class Row:
    """A ward of the registry. `number` grows with each change of what it is."""

    entry: WardEntry
    state: State
    problem: str
    revision: str
    number: int
    changed_at: datetime
    backup_at: datetime | None = None
    figures: Figures | None = None
    figures_at: datetime | None = None


class Registry:
    """The database of the registry. Each call is a transaction of its own and blocks."""

    def __init__(self, url: str, *, clock: Clock = system_clock, by: str = "") -> None:
        """Open it, and bring its tables to this release. `by`: who acts, for the trail.

        Raises SettingError for a registry of a newer release.
        """
        self.clock = clock
        self.by = by
        url = driver(url)
        self._embedded = url.startswith("sqlite")
        if self._embedded:
            Path(make_url(url).database or "").parent.mkdir(parents=True, exist_ok=True)
        else:
            schemas.make(url)
        about = {"isolation_level": None, "timeout": 10} if self._embedded else {"connect_timeout": 5}
        pool = {"poolclass": NullPool} if self._embedded else {"pool_size": 1, "max_overflow": 4, "pool_pre_ping": True}
        self._engine = create_engine(url, hide_parameters=True, connect_args=about, **pool)
        if self._embedded:
            event.listen(self._engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
        try:
            self.run(steps.bring)
        except DBAPIError:  # a process without the lock, of the release before steps, made them in the same moment
            self.run(steps.bring)

    def run(self, body: Callable[[Connection], T]) -> T:
        """Run a body in a transaction."""
        with self._engine.begin() as conn:
            return body(conn)

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    # --- what staff of the province do ---

    def load(self, entries: Iterable[WardEntry]) -> list[str]:
        """Put these wards in, or change them; the others stay. Gives the codes of those that are new or other now.

        Raises SettingError when two wards would have the same host or prefix.
        """
        entries = tuple(entries)
        changed: list[str] = []

        def body(conn: Connection) -> None:
            known = {each.entry.code: each for each in _rows(conn)}
            after = {code: each.entry for code, each in known.items()} | {each.code: each for each in entries}
            checked(after.values())
            for each in entries:
                before = known.get(each.code)
                if before is not None and before.entry == each:
                    continue
                changed.append(each.code)
                told = _told(each) | {"changed_at": self.clock()}
                if before is None:
                    conn.execute(insert(wards).values(**told, state=State.WAITING, number=1, revision="", problem=""))
                    self._note(conn, each.code, "added")
                else:
                    self._note(conn, each.code, "changed", _differing(before.entry, each))
                    conn.execute(
                        update(wards).where(wards.c.code == each.code).values(**told, number=before.number + 1)
                    )

        self.run(body)
        return changed

    def add(self, entry: WardEntry) -> None:
        """Put a new ward in. Raises ConflictError for a code that is there, SettingError."""
        if any(each.entry.code == entry.code for each in self.rows()):
            raise ConflictError(f"There is a ward {entry.code} already.")
        self.load((entry,))

    def rows(self) -> list[Row]:
        """All wards, by code."""
        return self.run(_rows)

    def row(self, code: str) -> Row:
        """One ward. Raises NotFoundError."""
        return self.run(lambda conn: _one(conn, code))

    def set_state(self, code: str, state: State, *, problem: str = "", revision: str | None = None) -> None:
        """Note in which state a ward is. The processes see it within seconds. Raises NotFoundError."""
        problem = problem[:500]

        def body(conn: Connection) -> None:
            before = _one(conn, code)
            if (before.state, before.problem) == (state, problem) and revision in {None, before.revision}:
                return
            told = {"state": state, "problem": problem, "number": before.number + 1, "changed_at": self.clock()}
            if revision is not None:
                told["revision"] = revision
            conn.execute(update(wards).where(wards.c.code == code).values(**told))
            self._note(conn, code, state, problem or (revision or ""))

        self.run(body)

    def drop(self, code: str) -> None:
        """Take a ward out of the registry; what it stored is another act. Raises NotFoundError, ConflictError."""

        def body(conn: Connection) -> None:
            if _one(conn, code).state is State.RUNNING:
                raise ConflictError(f"{code} runs. Pause it first: danban province pause {code}")
            conn.execute(delete(wards).where(wards.c.code == code))
            conn.execute(delete(shares).where(shares.c.code == code))
            self._note(conn, code, "dropped")

        self.run(body)

    def backed_up(self, code: str) -> None:
        """Note that a backup of this ward was written."""

        def body(conn: Connection) -> None:
            conn.execute(update(wards).where(wards.c.code == code).values(backup_at=self.clock()))
            self._note(conn, code, "exported")

        self.run(body)

    def note(self, code: str, act: str, detail: str = "") -> None:
        """Write an act of `acts.ACTS` down that changes no row here."""
        self.run(lambda conn: self._note(conn, code, act, detail))

    def acts(self, number: int = 30, *, code: str = "") -> list[Act]:
        """The newest acts first, of one ward or of all."""
        return self.run(lambda conn: acts.newest(conn, number, code=code))

    def _note(self, conn: Connection, code: str, act: str, detail: str = "") -> None:
        acts.note(conn, code, act, at=self.clock(), who=self.by, detail=detail)

    def tell(self, code: str, figures: Figures) -> None:
        """Note how a ward is."""
        told = {"figures": asdict(figures), "figures_at": self.clock()}
        self.run(lambda conn: conn.execute(update(wards).where(wards.c.code == code).values(**told)))


def _told(entry: WardEntry) -> dict[str, Any]:
    return {
        "code": entry.code, "name": entry.name, "hosts": list(entry.hosts), "settings": dict(entry.values),
        "units": [asdict(each) for each in entry.units],
        "words": {language: dict(each) for language, each in entry.words.items()},
    }  # fmt: skip


def _differing(before: WardEntry, after: WardEntry) -> str:
    """Which parts of a ward are other now, by their names."""
    return ", ".join(each.name for each in fields(WardEntry) if getattr(before, each.name) != getattr(after, each.name))


def _one(conn: Connection, code: str) -> Row:
    found = conn.execute(select(wards).where(wards.c.code == code)).first()
    if found is None:
        raise NotFoundError(f"There is no ward {code}. `danban province list` shows them.")
    return _row(found)


def _rows(conn: Connection) -> list[Row]:
    return [_row(each) for each in conn.execute(select(wards).order_by(wards.c.code))]


def _row(row: Any) -> Row:  # a row of the table
    units = tuple(UnitEntry(**(each | {"aliases": tuple(each["aliases"])})) for each in row.units)
    entry = WardEntry(row.code, row.name, tuple(row.hosts), row.settings, units, row.words)
    names = {each.name for each in fields(Figures)}
    known = {name: value for name, value in (row.figures or {}).items() if name in names}
    return Row(
        entry, State(row.state), row.problem, row.revision, row.number, row.changed_at, row.backup_at,
        Figures(**known) if row.figures else None, row.figures_at,
    )  # fmt: skip
