"""Dialogs in progress: one row a run, holding nothing but the answers. A denunciation's answers are sealed."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, select, update

from core.message import Json
from storage.messages.tables import runs
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Run:
    """A dialog of one person in one chat."""

    id: int
    key: str  # in its buttons
    chat_id: int
    person: str
    dialog: str
    version: int
    answers: Mapping[str, Json]
    sealed: bool
    state: str
    asked: str
    asked_message_id: str
    touched_at: datetime
    case_id: int | None


_COLUMNS = [
    runs.c[name]
    for name in [
        "id",
        "key",
        "chat_id",
        "person",
        "dialog",
        "version",
        "answers",
        "sealed",
        "state",
        "asked",
        "asked_message_id",
        "touched_at",
        "case_id",
    ]
]
_OPEN = (
    select(*_COLUMNS)
    .where(runs.c.chat_id == bindparam("p_chat"), runs.c.person == bindparam("p_person"), runs.c.state == "open")
    .order_by(runs.c.id.desc())
    .limit(1)
)
_BY_KEY = select(*_COLUMNS).where(runs.c.key == bindparam("p_key"))
_LEFT = (
    select(*_COLUMNS)
    .where(runs.c.chat_id == bindparam("p_chat"), runs.c.person == bindparam("p_person"), runs.c.state == "left")
    .order_by(runs.c.id.desc())
    .limit(1)
)
_START = insert(runs)
_LEAVE = (
    update(runs)
    .where(runs.c.chat_id == bindparam("p_chat"), runs.c.person == bindparam("p_person"), runs.c.state == "open")
    .values(state="left")
)
_ANSWERED = (
    update(runs)
    .where(runs.c.id == bindparam("p_id"))
    .values(
        answers=bindparam("p_answers"),
        sealed=bindparam("p_sealed"),
        asked=bindparam("p_asked"),
        touched_at=bindparam("p_now"),
        state=bindparam("p_state"),
        reminded_at=None,
    )
)
_END = update(runs).where(runs.c.id == bindparam("p_id"))


def start(
    work: UnitOfWork,
    chat_id: int,
    *,
    person: str,
    dialog: str,
    version: int,
    answers: Mapping[str, Json] | None = None,
    case_id: int | None = None,
    sealed: bool = False,
) -> Run:
    """A new open run; an open one of the same person in the chat is left (its answers stay)."""
    work.conn.execute(_LEAVE, {"p_chat": chat_id, "p_person": person})
    key = secrets.token_urlsafe(6)
    given = dict(answers or {})
    made = work.conn.execute(
        _START,
        {
            "key": key, "chat_id": chat_id, "person": person, "dialog": dialog, "version": version,
            "answers": _closed(work, given, sealed=sealed), "sealed": sealed, "started_at": work.now,
            "touched_at": work.now, "case_id": case_id,
        },
    )  # fmt: skip
    assert made.inserted_primary_key is not None
    return Run(
        made.inserted_primary_key[0], key, chat_id, person, dialog, version, given, sealed, "open", "", "", work.now,
        case_id,
    )  # fmt: skip


def open_of(work: UnitOfWork, chat_id: int, person: str) -> Run | None:
    """The run a person is in, in that chat."""
    return _run(work, _OPEN, {"p_chat": chat_id, "p_person": person})


def left_of(work: UnitOfWork, chat_id: int, person: str) -> Run | None:
    """The newest run they left unfinished."""
    return _run(work, _LEFT, {"p_chat": chat_id, "p_person": person})


def by_key(work: UnitOfWork, key: str) -> Run | None:
    """The run of a button."""
    return _run(work, _BY_KEY, {"p_key": key})


def answered(
    work: UnitOfWork, run: Run, answers: Mapping[str, Json], *, asked: str, sealed: bool, state: str = "open"
) -> None:
    """Keep the answers so far and the question now asked; a sealed run never becomes open text again."""
    sealed = sealed or run.sealed
    work.conn.execute(
        _ANSWERED,
        {
            "p_id": run.id,
            "p_answers": _closed(work, answers, sealed=sealed),
            "p_sealed": sealed,
            "p_asked": asked,
            "p_now": work.now,
            "p_state": state,
        },
    )


def end(work: UnitOfWork, run_id: int, state: str, *, case_id: int | None = None) -> None:
    """Close a run as done, dropped or left. A dropped one keeps no answers."""
    values: dict[str, object] = {"state": state, "touched_at": work.now}
    if state == "dropped":
        values["answers"] = "{}"
    if case_id is not None:
        values["case_id"] = case_id
    work.conn.execute(_END, {"p_id": run_id, **values})


def reopen(work: UnitOfWork, run: Run) -> None:
    """Go on with a run that was left; the one open now is left instead."""
    work.conn.execute(_LEAVE, {"p_chat": run.chat_id, "p_person": run.person})
    work.conn.execute(update(runs).where(runs.c.id == run.id).values(state="open", touched_at=work.now))


def unfinished(work: UnitOfWork, dialog: str, *, older_than: timedelta, limit: int) -> list[Run]:
    """Open runs of a dialog that nobody touched for so long and nobody was reminded of yet."""
    rows = work.conn.execute(
        select(*_COLUMNS)
        .where(
            runs.c.state == "open",
            runs.c.dialog == dialog,
            runs.c.touched_at < work.now - older_than,
            runs.c.reminded_at.is_(None),
        )
        .order_by(runs.c.touched_at)
        .limit(limit)
    ).all()
    return [_made(work, row) for row in rows]


def unfinished_in(work: UnitOfWork, chat_id: int, dialog: str) -> list[Run]:
    """Runs of a dialog in a chat that were not finished, those that were left too."""
    mine = runs.c.chat_id == chat_id, runs.c.dialog == dialog, runs.c.state.in_(("open", "left"))
    return [_made(work, row) for row in work.conn.execute(select(*_COLUMNS).where(*mine).order_by(runs.c.id)).all()]


def reminded(work: UnitOfWork, run_id: int) -> None:
    """Note that the person was reminded, once."""
    work.conn.execute(update(runs).where(runs.c.id == run_id).values(reminded_at=work.now))


def _closed(work: UnitOfWork, answers: Mapping[str, Json], *, sealed: bool) -> str:
    text = json.dumps(dict(answers), ensure_ascii=False, separators=(",", ":"))
    return work.seal.close_text(text) if sealed else text


def _run(work: UnitOfWork, statement: object, values: dict[str, object]) -> Run | None:
    row = work.conn.execute(statement, values).one_or_none()  # type: ignore[call-overload]  # a select, prepared above
    return None if row is None else _made(work, row)


def _made(work: UnitOfWork, row: object) -> Run:
    values = dict(row._mapping)  # type: ignore[attr-defined]  # noqa: SLF001  # SQLAlchemy's public name for it
    values["answers"] = json.loads(work.seal.open_text(values["answers"]))
    return Run(**values)
