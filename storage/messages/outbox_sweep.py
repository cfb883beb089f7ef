"""Deletes the text of old messages in the outbox. That a message was sent, and when, stays with its case."""

import json
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.message import Outgoing, to_json
from storage.database.unit import UnitOfWork
from storage.tables.messages import outbox
from storage.tables.ward import counters

KEPT = timedelta(days=30)
BATCH = 500  # rows per run; a stored mark remembers how far the last run came, so no row is read twice
_MARK = "outbox_swept"
_OVER = ("sent", "back", "late", "expired")  # not "failed": staff may still send such a message again
_BLANK = json.dumps(to_json(Outgoing("")))


def sweep(work: UnitOfWork) -> int:
    """Blank messages that are over for 30 days, and delete rows that nothing needs; returns how many it changed.

    A row stays, without text, if something needs it: a case or an entry (a quote of it finds the case, an answer shows
    that it was sent), a bulletin (nobody gets it twice), a unique key (an acknowledgement exists only once).
    """
    mark = work.conn.execute(select(counters.c.value).where(counters.c.name == _MARK)).scalar() or 0
    rows = work.conn.execute(
        select(outbox.c.id, outbox.c.made_at, outbox.c.state, outbox.c.bulletin_id, outbox.c.correction_id,
               outbox.c.case_id, outbox.c.entry_id, outbox.c.unique_key)
        .where(outbox.c.id > mark).order_by(outbox.c.id).limit(BATCH)
    ).all()  # fmt: skip
    old = [row for row in rows if row.made_at < work.now - KEPT]
    if not old:
        return 0
    over = [row for row in old if row.state in _OVER]
    held = {row.id for row in over if any(value is not None for value in row[3:])}
    work.conn.execute(delete(outbox).where(outbox.c.id.in_([row.id for row in over if row.id not in held])))
    work.conn.execute(
        update(outbox).where(outbox.c.id.in_(held)).values(body=work.seal.close_text(_BLANK), sealed=True)
    )
    _come_to(work, old[-1].id)
    return len(over)


def _come_to(work: UnitOfWork, mark: int) -> None:
    made = (postgresql.insert if work.postgres else sqlite.insert)(counters).values(name=_MARK, value=mark)
    work.conn.execute(made.on_conflict_do_update(index_elements=["name"], set_={"value": mark}))
