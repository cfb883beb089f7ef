"""What the sender needs of corrections: their text in a chat, and whether they may be sent now."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select, update

from civics.days.night import quiet_until
from core.message import Outgoing, outgoing_from_json
from storage.database.unit import UnitOfWork
from storage.tables.bulletins import bulletin_corrections, correction_bodies
from storage.tables.bulletins import bulletins as bulletin_rows
from storage.tables.messages import outbox

EDIT, DELETE, SAY = "edit", "delete", "say"

_BODIES = select(
    correction_bodies.c.correction_id, correction_bodies.c.channel, correction_bodies.c.part,
    correction_bodies.c.way, correction_bodies.c.body,
).where(correction_bodies.c.correction_id.in_(bindparam("p_ids", expanding=True)))  # fmt: skip
_URGENT = (
    select(bulletin_corrections.c.id, bulletin_rows.c.urgent)
    .join(bulletin_rows, bulletin_rows.c.id == bulletin_corrections.c.bulletin_id)
    .where(bulletin_corrections.c.id.in_(bindparam("p_ids", expanding=True)))
)


class Changes:
    """The messages of corrections, by correction, channel and part."""

    def __init__(self, found: Mapping[tuple[int, str, int], tuple[str, str]]) -> None:
        self._found = found

    def of(self, correction_id: int, channel: str, part: int, *, aims: str) -> Outgoing:
        """The message for a chat. `aims`: the ids of the messages that it changes."""
        own = self._found.get((correction_id, channel, part))
        way, body = own if own is not None else self._found[correction_id, "", part]
        made = outgoing_from_json(json.loads(body))
        ids = tuple(aims.split(",")) if aims else ()
        if way == DELETE:
            return replace(made, deletes=ids)
        return replace(made, edits=ids[0]) if way == EDIT and ids else made


def changes_of(work: UnitOfWork, ids: Iterable[int]) -> Changes:
    """The messages of these corrections."""
    wanted = sorted(ids)
    rows = work.conn.execute(_BODIES, {"p_ids": wanted}) if wanted else ()
    return Changes({(row[0], row[1], row[2]): (row[3], row[4]) for row in rows})


def asleep(work: UnitOfWork, rows: Sequence[tuple[int, int, str]]) -> set[int]:
    """Of (row, correction, aims), those that wait for the morning. An edit makes no sound, a new message does."""
    morning = quiet_until(work.now)
    said = [(row, each) for row, each, aims in rows if not aims]
    if morning is None or not said:
        return set()
    found = work.conn.execute(_URGENT, {"p_ids": sorted({each for _, each in said})})
    urgent = {each for each, is_urgent in found if is_urgent}
    ids = {row for row, each in said if each not in urgent}
    if ids:
        work.conn.execute(update(outbox).where(outbox.c.id.in_(ids)).values(due_at=morning))
    return ids
