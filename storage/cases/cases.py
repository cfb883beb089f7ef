"""Cases from the side of residents: filed once, added to, edited, confirmed or reopened, looked up."""

import secrets
from typing import Any

from sqlalchemy import Row, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.cases.codes import DRAWN, LOWEST_DRAWN, case_code
from civics.cases.moves import Actor, CaseState, move, withdrawn
from civics.cases.petitions import SEALED, PetitionKind, Topic
from civics.cases.promises import promised
from civics.cases.states import CLOSED, DONE, NEW, REOPENED, TAKEN, WAITING
from core.clock import in_vietnam
from core.errors import ConflictError, NotFoundError
from core.text import normal
from storage.cases import duty, entries, masters, routing, untrue
from storage.cases import search as case_search
from storage.cases.clocks import promised_to, ticking
from storage.cases.filings import Edited, Filed, Filing
from storage.cases.own import Own, by_code_for, of_resident, open_in_chat, open_of, own
from storage.cases.views import CaseView, OtherCase, first_words, other_cases, view
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.tables.cases import cases
from storage.ward import audit, links, ward
from storage.ward.sight import Reader

__all__ = [
    "CaseView", "Edited", "Filed", "Filing", "OtherCase", "Own", "Reader", "append", "by_code_for", "confirm", "edited",
    "file", "first_words", "of_resident", "open_in_chat", "open_of", "other_cases", "own", "reopen", "view",
    "withdraw",
]  # fmt: skip


_DIALECTS = (("sqlite", sqlite), ("postgresql", postgresql))
_FILED = (  # what is needed of a new row: each column costs about a microsecond
    *("id", "code", "kind", "topic", "unit_id", "sealed", "name", "phone", "text", "place", "filed_at", "due_at"),
    *("due_name", "due_basis", "due_legal", "clock_from", "promised", "days_revision"),
)
_INSERT_ONCE = Prepared(
    {
        server: dialect.insert(cases).on_conflict_do_nothing().returning(*(cases.c[each] for each in _FILED))
        for server, dialect in _DIALECTS
    }
)
_DRAWS = 100  # tries to draw a free code; with half a year's codes used, each succeeds with a chance of one half
_OF_RUN = Prepared(
    select(cases).where(or_(cases.c.run_id == bindparam("p_run"), cases.c.run_blind == bindparam("p_run_blind")))
)


def file(work: UnitOfWork, filing: Filing, *, prefix: str = "LS") -> Filed:
    """Make the case of a filing, once per run. Whoever ends the run names the case in it (`runs.end`).

    A second call returns the same case. A tố cáo is sealed from the start.
    """
    sealed = PetitionKind(filing.kind) in SEALED
    columns = _columns(work, filing, sealed=sealed)
    made = _inserted(work, links.hidden(work, columns) if sealed else columns, run_id=filing.run_id, prefix=prefix)
    if made is None:  # the run was filed before, perhaps by another process at this moment
        standing = _of_run(work, filing.run_id)
        assert standing is not None
        return _filed(work, standing, again=True)
    _first_entry(work, made.id, filing, sealed=sealed)
    if filing.run_id is not None:
        attachments.move_to_case(work, filing.run_id, made.id, entry_id=None, sealed=sealed)
    if not sealed:
        case_search.index_new(work, made)
    audit.record(
        work, "case.filed", actor=audit.STAFF if filing.staff_id else audit.RESIDENT, staff_id=filing.staff_id,
        case_id=made.id, kind=filing.kind, origin=filing.origin,
    )  # fmt: skip
    duty.give(work, made.id, urgent=filing.urgent, days_revision=made.days_revision)
    if not sealed:
        routing.give(work, made.id, topic=made.topic, unit_id=made.unit_id)
    return _filed(work, made, again=False)


def append(
    work: UnitOfWork,
    case_id: int,
    *,
    text: str,
    message_id: str = "",
    album: str = "",
    chat_id: int | None = None,
    staff_id: int | None = None,
) -> int:
    """Add another message of the resident (`staff_id`: who wrote it down); returns the entry's id.

    A waiting case is taken again. An answered or closed one keeps its state and becomes unread. The same message is
    added only once. Raises NotFoundError.
    """
    row = _locked(work, case_id)
    there = entries.said_by(work, case_id, chat_id=chat_id, message_id=message_id)
    if there is not None:
        return there
    entry_id = entries.add(
        work, case_id, kind=entries.SAID, text=normal(text), sealed=row.sealed, staff_id=staff_id, chat_id=chat_id,
        message_ids=(message_id,) if message_id else (), album=album,
    )  # fmt: skip
    _heard(work, row, back_to_work=True)
    case_search.index(work, case_id)
    audit.record(
        work, "case.appended", actor=audit.RESIDENT if staff_id is None else audit.STAFF, staff_id=staff_id,
        case_id=case_id, entry=entry_id,
    )  # fmt: skip
    return entry_id


def edited(work: UnitOfWork, chat_id: int, message_id: str, new_text: str) -> Edited | None:
    """Record that a resident edited a message of a case; both versions are kept. None when no case is concerned.

    After the case was closed it is only shown to staff and does not reopen the case.
    """
    found = entries.words_of_message(work, chat_id, message_id)
    new = normal(new_text)
    if found is None or found.says(new):
        return None
    row = _locked(work, found.case_id)
    entry_id = entries.add(
        work, row.id, kind=entries.EDIT, text=new, before=found.text, sealed=row.sealed, chat_id=chat_id,
        message_ids=(message_id,),
    )  # fmt: skip
    _heard(work, row, back_to_work=False)
    case_search.index(work, row.id)
    audit.record(work, "case.edited", actor=audit.RESIDENT, case_id=row.id, entry=entry_id)
    return Edited(row.id, row.code, entry_id, row.state in DONE, row.sealed)


def confirm(work: UnitOfWork, case_id: int, *, resident_id: int) -> None:
    """The resident says "xong": an answered case is closed.

    A closed one stays closed. Raises NotFoundError, ConflictError.
    """
    _resident_moves(work, case_id, resident_id, to=CLOSED, act="case.confirmed")


def reopen(work: UnitOfWork, case_id: int, *, resident_id: int) -> None:
    """The resident says "chưa": an answered or closed case is open again. Raises NotFoundError, ConflictError."""
    _resident_moves(work, case_id, resident_id, to=REOPENED, act="case.reopened")
    masters.disputed(work, case_id)


def withdraw(work: UnitOfWork, case_id: int, *, resident_id: int) -> None:
    """The resident withdraws an open case: it is closed, and staff see who closed it.

    Raises NotFoundError, ConflictError for one that is over.
    """
    row = _locked(work, case_id)
    if row.resident_id != resident_id:
        raise NotFoundError("There is no such case.")
    state = withdrawn(CaseState(row.state)).value
    values: dict[str, object] = {
        "version": row.version + 1, "heard_at": work.now, "closed_at": work.now, **untrue.changed(work, row, state),
    }  # fmt: skip
    values = links.hidden(work, values) if row.sealed else values
    work.conn.execute(update(cases).where(cases.c.id == case_id).values(**ticking(work, row, state=state, **values)))
    audit.record(work, "case.withdrawn", actor=audit.RESIDENT, case_id=case_id, before=row.state, after=state)


def _columns(work: UnitOfWork, filing: Filing, *, sealed: bool) -> dict[str, object]:
    close = work.seal.close_text if sealed else str
    point = filing.point
    now = links.day(work.now) if sealed else work.now
    plain = (
        *("kind", "origin", "chat_id", "resident_id", "run_id", "unit_id", "group_message_id"),
        *("names_staff_id", "names_unit_id", "anonymous", "urgent"),
    )
    columns = {
        **{name: getattr(filing, name) for name in plain},
        # the topic would say what the text is about
        "topic": Topic.of(filing.topic) if not sealed else Topic.of("khac"),
        "sealed": sealed,
        "emergency": filing.emergency[:64] if not sealed else "",
        "name": close(normal(filing.name)),
        "phone": close(normal(filing.phone)),
        "text": close(normal(filing.text)),
        "place": close(normal(filing.place)),
        "group_quote": close(normal(filing.group_quote)),
        "lat": point.lat if point and not sealed else None,
        "lon": point.lon if point and not sealed else None,
        "lat_lon": close(f"{point.lat},{point.lon}") if point and sealed else "",
        "filed_at": now,
        "heard_at": now,
        "unread": True,
        "promised": promised(ward.promises(work), filing.kind, filing.topic),
    }
    none_yet: dict[str, object] = {"form_date": None, "accepted_on": None, "clock_from": None, "paused_on": None}
    blank = {**none_yet, "second": False, "extended": "", "rules": "", "paused_days": 0}
    return ticking(work, blank, state=NEW, **columns)


def _inserted(  # a row of `cases`
    work: UnitOfWork, columns: dict[str, object], *, run_id: int | None, prefix: str
) -> Any:
    """The new row, under a code that shows neither the number nor the order of cases; None for a run filed before.

    With running numbers, every denunciation would be a gap between the open cases, and its time would be known.
    """
    year = in_vietnam(work.now).year
    for _ in range(_DRAWS):
        drawn: dict[str, object] = {"code": case_code(prefix, year, LOWEST_DRAWN + secrets.randbelow(DRAWN))}
        drawn |= {"id": links.new_id()} if columns["sealed"] else {}
        made = _INSERT_ONCE.first(work, {**columns, **drawn})
        if made is not None or _of_run(work, run_id) is not None:
            return made
    raise ConflictError("No free case code was found; the year is nearly full.")


def _first_entry(work: UnitOfWork, case_id: int, filing: Filing, *, sealed: bool) -> None:
    ids = tuple(dict.fromkeys(each for each in (*filing.message_ids, filing.group_message_id) if each))
    entries.add(
        work, case_id, kind=entries.SAID, text=normal(filing.text), sealed=sealed, staff_id=filing.staff_id,
        chat_id=filing.chat_id, message_ids=ids, album=filing.album,
    )  # fmt: skip


def _of_run(work: UnitOfWork, run_id: int | None) -> Row[*tuple[Any, ...]] | None:
    if run_id is None:
        return None
    found: Row[*tuple[Any, ...]] | None = _OF_RUN.first(
        work, {"p_run": run_id, "p_run_blind": work.seal.blind("run_id", run_id)}
    )
    return found


def _filed(work: UnitOfWork, row: Row[*tuple[Any, ...]], *, again: bool) -> Filed:
    return Filed(
        row.id, row.code, row.kind, row.sealed, row.filed_at, row.due_at, row.due_name, row.due_basis, row.due_legal,
        again, promised_to(work, row, kind=row.kind),
    )  # fmt: skip


def _locked(work: UnitOfWork, case_id: int) -> Row[*tuple[Any, ...]]:
    row = work.conn.execute(select(cases).where(cases.c.id == case_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFoundError("There is no such case.")
    found: Row[*tuple[Any, ...]] = links.opened(work, row)
    return found


def _heard(work: UnitOfWork, row: Row[*tuple[Any, ...]], *, back_to_work: bool) -> None:
    """The resident wrote: a case that was put aside, or that waited for them, comes back."""
    values: dict[str, object] = {"heard_at": work.now, "unread": True, "snoozed_until": None}
    if back_to_work and row.state == WAITING:
        state = move(CaseState.WAITING, CaseState(TAKEN), actor=Actor.RESIDENT)
        values = ticking(work, row, state=state, **{**values, **untrue.changed(work, row, state)})
    values = links.hidden(work, values) if row.sealed else values
    work.conn.execute(update(cases).where(cases.c.id == row.id).values(**values))


def _resident_moves(work: UnitOfWork, case_id: int, resident_id: int, *, to: str, act: str) -> None:
    row = _locked(work, case_id)
    if row.resident_id != resident_id:
        raise NotFoundError("There is no such case.")
    if row.state == to:
        return
    state = move(CaseState(row.state), CaseState(to), actor=Actor.RESIDENT).value
    values: dict[str, object] = {
        "version": row.version + 1, "heard_at": work.now, **untrue.changed(work, row, state),
    }  # fmt: skip
    if to == CLOSED:
        values |= {"closed_at": work.now}
    else:
        values |= {"closed_at": None, "unread": True, "clock_from": work.now, "late_told_at": None}
        values["disputes"] = row.disputes + 1
    values = links.hidden(work, values) if row.sealed else values
    work.conn.execute(update(cases).where(cases.c.id == case_id).values(**ticking(work, row, state=state, **values)))
    audit.record(work, act, actor=audit.RESIDENT, case_id=case_id, before=row.state, after=state)
