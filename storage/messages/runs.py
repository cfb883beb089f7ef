"""Dialogs in progress: one row per run, which stores only the answers. A denunciation's answers are sealed.

The answers in a secret ballot are sealed under the consultation's own ring, together with the present question, because
the question reveals the answer before it ("write your opinion" follows only one choice).
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update

from core import jsons
from core.message import Json
from storage.database import prepared
from storage.database.outside import KeyGoneError
from storage.database.prepared import Prepared, made_by
from storage.database.seal import ring_of
from storage.database.unit import UnitOfWork
from storage.tables.messages import runs


@dataclass(frozen=True, slots=True)
class Run:
    """A dialog of one person in one chat."""

    id: int
    key: str  # its buttons carry this key
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
    ring: str = ""  # the ring under which the answers are sealed in addition
    locked: bool = False  # the key of its ring is not here: the answers are kept, but nobody can read them


_SEALED = "~sealed"  # a key among the stored answers
_NAMES = (
    *("id", "key", "chat_id", "person", "dialog", "version", "answers", "sealed", "state", "asked"),
    *("asked_message_id", "touched_at", "case_id"),
)
_SHORT = 16  # bytes: a shorter answer counts as 16, so that the total length reveals no choice
COLUMNS = [runs.c[each] for each in _NAMES]
_OF = (runs.c.chat_id == bindparam("p_chat"), runs.c.person == bindparam("p_person"))
_NEWEST = select(*COLUMNS).where(*_OF).order_by(runs.c.id.desc()).limit(1)
_OPEN, _LEFT = Prepared(_NEWEST.where(runs.c.state == "open")), Prepared(_NEWEST.where(runs.c.state == "left"))
_BY_KEY = Prepared(select(*COLUMNS).where(runs.c.key == bindparam("p_key")))
_START = made_by(runs)
_LEAVE = Prepared(update(runs).where(*_OF, runs.c.state == "open").values(state="left"))
# Both in one statement, for PostgreSQL. It sees the runs as they were before, so the new one stays open.
_LEAVE_AND_START = (
    "WITH gone AS (UPDATE runs SET state = 'left'"
    " WHERE chat_id = %(chat_id)s AND person = %(person)s AND state = 'open')"
    " INSERT INTO runs (key, chat_id, person, dialog, version, answers, sealed, started_at, touched_at, case_id)"
    " VALUES (%(key)s, %(chat_id)s, %(person)s, %(dialog)s, %(version)s, %(answers)s, %(sealed)s, %(started_at)s,"
    " %(touched_at)s, %(case_id)s) RETURNING id"
)
_CHANGE = update(runs).where(runs.c.id == bindparam("p_id"))
_ANSWERED = Prepared(
    _CHANGE.values(
        answers=bindparam("p_answers"),
        sealed=bindparam("p_sealed"),
        asked=bindparam("p_asked"),
        touched_at=bindparam("p_now"),
        state=bindparam("p_state"),
        reminded_at=None,
    )
)
_END = Prepared(_CHANGE)


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
    """Start a run. If the person has an open run in the chat, that one becomes "left" and keeps its answers."""
    forget_ahead(work)
    key = secrets.token_urlsafe(6)
    given = dict(answers or {})
    row = {
        "key": key, "chat_id": chat_id, "person": person, "dialog": dialog, "version": version,
        "answers": stored(work, given, sealed=sealed), "sealed": True, "started_at": work.now,
        "touched_at": work.now, "case_id": case_id,
    }  # fmt: skip
    if work.postgres:
        made = prepared.by_driver(work, _LEAVE_AND_START, row).fetchone()[0]
    else:
        _LEAVE.do(work, {"p_chat": chat_id, "p_person": person})
        made = _START.made(work, row)
    return Run(
        made, key, chat_id, person, dialog, version, given, sealed, "open", "", "", work.now,
        case_id,
    )  # fmt: skip


def open_of(work: UnitOfWork, chat_id: int, person: str) -> Run | None:
    """The person's open run in that chat."""
    given = {"p_chat": chat_id, "p_person": person}
    row = work.expected("run", (chat_id, person), lambda: _OPEN.first(work, given))
    return None if row is None else _made(work, row)


def forget_ahead(work: UnitOfWork) -> None:
    """What was read ahead of a run counts no more: somebody changes runs."""
    work.ahead.pop("run", None)


def left_of(work: UnitOfWork, chat_id: int, person: str) -> Run | None:
    """The newest run in that chat that the person left unfinished."""
    return _run(work, _LEFT, {"p_chat": chat_id, "p_person": person})


def by_key(work: UnitOfWork, key: str) -> Run | None:
    """The run with this key, which its buttons carry."""
    return _run(work, _BY_KEY, {"p_key": key})


def answered(
    work: UnitOfWork,
    run: Run,
    answers: Mapping[str, Json],
    *,
    asked: str,
    sealed: bool,
    state: str = "open",
    ring: str | None = None,
) -> None:
    """Store the answers so far and the present question. A sealed run stays sealed for good.

    `ring`: the ring for the answers from now on; None: as before. Raises KeyGoneError when its key is not here.
    """
    forget_ahead(work)
    sealed = sealed or run.sealed
    ring = run.ring if ring is None else ring
    _ANSWERED.do(
        work,
        {
            "p_id": run.id,
            "p_answers": _under(work, {**answers, _SEALED: sealed}, asked, ring)
            if ring
            else stored(work, answers, sealed=sealed),
            "p_sealed": True,
            "p_asked": "" if ring else asked,
            "p_now": work.now,
            "p_state": state,
        },
    )


def end(work: UnitOfWork, run_id: int, state: str, *, case_id: int | None = None, last: Run | None = None) -> None:
    """End a run as done, dropped or left. A dropped run keeps no answers.

    `last`: the run with its last answers, where they are not stored yet. It has no ring.
    """
    forget_ahead(work)
    values: dict[str, object] = {"state": state, "touched_at": work.now}
    if last is not None:
        assert not last.ring, "it would be stored without its ring"
        values |= {"answers": stored(work, last.answers, sealed=last.sealed), "sealed": True, "asked": ""}
    if state == "dropped":
        values["answers"] = "{}"
    if case_id is not None and case_id > 0:  # ids of sealed cases are negative, and no run refers to one
        values["case_id"] = case_id
    _END.do(work, {"p_id": run_id, **values})


def reopen(work: UnitOfWork, run: Run) -> None:
    """Continue a run that was left. The present open run becomes "left" instead."""
    forget_ahead(work)
    _LEAVE.do(work, {"p_chat": run.chat_id, "p_person": run.person})
    work.conn.execute(update(runs).where(runs.c.id == run.id).values(state="open", touched_at=work.now))


def unfinished(work: UnitOfWork, dialog: str, *, older_than: timedelta, limit: int) -> list[Run]:
    """Open runs of a dialog without any input for this time, whose persons were not reminded yet."""
    rows = work.conn.execute(
        select(*COLUMNS)
        .where(
            runs.c.state == "open",
            runs.c.dialog == dialog,
            runs.c.touched_at < work.now - older_than,
            runs.c.reminded_at.is_(None),
        )
        .order_by(runs.c.touched_at, runs.c.id)
        .limit(limit)
    ).all()
    return [_made(work, row) for row in rows]


def unfinished_in(work: UnitOfWork, chat_id: int, dialog: str) -> list[Run]:
    """The unfinished runs of a dialog in a chat, open or left."""
    mine = runs.c.chat_id == chat_id, runs.c.dialog == dialog, runs.c.state.in_(("open", "left"))
    return [_made(work, row) for row in work.conn.execute(select(*COLUMNS).where(*mine).order_by(runs.c.id)).all()]


def touched_since(work: UnitOfWork, dialog: str, since: datetime, *, rings: Sequence[str]) -> list[Run]:
    """Unfinished runs of a dialog with input since then, under one of these rings ("": runs under no ring)."""
    mine = *_since(dialog, since), runs.c.state.in_(("open", "left"))
    rows = work.conn.execute(select(*COLUMNS).where(*mine)).all()  # unsorted: sorting would read the whole table
    return [_made(work, row) for row in sorted(rows, key=lambda row: row.id) if ring_of(row.answers) in rings]


def dropped_since(work: UnitOfWork, dialog: str, since: datetime) -> list[tuple[int, int]]:
    """The (id, chat id) of each run of a dialog that was dropped since then."""
    mine = *_since(dialog, since), runs.c.state == "dropped"
    return [(row.id, row.chat_id) for row in work.conn.execute(select(runs.c.id, runs.c.chat_id).where(*mine))]


def _since(dialog: str, since: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions. The name is written into the statement, so that the index for one dialog can be used."""
    return runs.c.dialog == bindparam(None, dialog, literal_execute=True), runs.c.touched_at >= since


def reminded(work: UnitOfWork, run_id: int) -> None:
    """Record that the person was reminded; it happens only once."""
    work.conn.execute(update(runs).where(runs.c.id == run_id).values(reminded_at=work.now))


def stored(work: UnitOfWork, answers: Mapping[str, Json], *, sealed: bool) -> str:
    """Answers as a row stores them: always sealed. Whether it is a denunciation is stored inside."""
    told = {**answers, _SEALED: sealed}
    return work.seal.close_text(jsons.written(told))


def read(work: UnitOfWork, answers: str, *, sealed: bool) -> tuple[dict[str, Json], bool]:
    """The answers in a row, and whether they are a denunciation's. `sealed`: the column, which only old rows use."""
    found: dict[str, Json] = json.loads(work.seal.open_text(answers))
    told = found.pop(_SEALED, sealed and answers != "{}")  # a dropped run keeps nothing, not even this
    return found, told is True


def _under(work: UnitOfWork, answers: Mapping[str, Json], asked: str, ring: str) -> str:
    text = jsons.written({"answers": dict(answers), "asked": asked})
    short = (len(each.encode()) for each in (*answers.values(), asked) if isinstance(each, str))
    room = len(text.encode()) + sum(max(0, _SHORT - each) for each in short)
    return work.seal.close_text(text, ring=ring, room=room)


def _run(work: UnitOfWork, statement: Prepared, values: dict[str, object]) -> Run | None:
    row = statement.first(work, values)
    return None if row is None else _made(work, row)


def _made(work: UnitOfWork, row: Sequence[Any]) -> Run:
    values = dict(zip(_NAMES, row, strict=True))
    ring = ring_of(values["answers"])
    if not ring:
        answers, sealed = read(work, values["answers"], sealed=values["sealed"])
        return Run(**{**values, "answers": answers, "sealed": sealed})
    try:
        kept = json.loads(work.seal.open_text(values["answers"]))
    except KeyGoneError:  # the consultation is over, or its key was not copied here
        kept = {"answers": {}, "asked": "", "locked": True}
    told = kept["answers"].pop(_SEALED, False) is True
    return Run(**{**values, **kept, "sealed": told, "ring": ring})
