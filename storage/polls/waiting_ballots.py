"""Secret ballots before they are mixed with the others. Each waits sealed, without a visible mark, for its batch.

A waiting ballot has a row with a random name; its voter is inside, sealed under the consultation's own key. A batch is
shuffled and added to the ballots in one transaction. The last ballot of a voter counts, in whatever order they come.
"""

import json
import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import String, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.polls.rules import PollState, Secrecy
from storage.database.outside import KeyGoneError
from storage.database.seal import MARK, ring_of
from storage.database.unit import UnitOfWork
from storage.polls import keys as poll_keys
from storage.polls import polls
from storage.polls.shares import BOX
from storage.tables.polls import poll_ballots, poll_receipts, poll_waiting
from storage.tables.polls import polls as polls_table

BATCH = 2000  # ballots per transaction: about a third of a second
_CHUNK = 400
_LONGEST_CHOICE = 5  # letters of "other" and "blank"


@dataclass(frozen=True, slots=True)
class Cast:
    """A secret ballot before it is sealed. `number` counts the ballots of this voter; the highest number counts."""

    mark: str
    number: int
    said: str  # ballots.written, or, for a vote with shares, a box with it


def put(work: UnitOfWork, poll: polls.Poll, cast: Cast) -> None:
    """Store a waiting ballot. Raises KeyGoneError."""
    sealed = _sealed(work, cast, ring=poll_keys.ring(poll.key))
    work.conn.execute(insert(poll_waiting).values(poll_id=poll.id, id=secrets.token_hex(16), ballot=sealed))


def mix_due(work: UnitOfWork, *, limit: int = BATCH) -> int:
    """Mix in a batch for each running consultation; returns the number of ballots.

    Without its key, ballots go on waiting.
    """
    running = polls_table.c.state == PollState.OPEN.value, polls_table.c.secrecy == Secrecy.SECRET.value
    keys = select(polls_table.c.key).where(*running)
    return sum(mix(work, key, limit=limit) for key in work.conn.execute(keys).scalars().all() if _has_key(work, key))


def mix(work: UnitOfWork, key: str, *, limit: int = BATCH) -> int:
    """Mix in a batch; returns its size. A kill leaves all ballots as they were. Raises KeyGoneError."""
    poll_id = _lock(work, key)
    if poll_id is None:
        return 0
    _take_over(work, poll_id, key)
    rows = work.conn.execute(
        select(poll_waiting.c.id, poll_waiting.c.ballot).where(poll_waiting.c.poll_id == poll_id).limit(limit)
    ).all()
    if not rows:
        return 0
    opened = _opener(work)
    last = _last(opened(row.ballot) for row in rows)
    for mark, sealed in _kept(work, poll_id, list(last)):
        number = opened(sealed).number if ring_of(sealed) else 0
        if number >= last[mark].number:  # a later one went in before
            del last[mark]
    fresh = _shuffled(last.values())
    _write(work, poll_id, fresh, ring=poll_keys.ring(key))
    _remove(work, poll_id, [row.id for row in rows])
    return len(rows)


def all_of(work: UnitOfWork, poll: polls.Poll) -> list[str]:
    """Every ballot that counts (`ballots.written`, or its box), mixed or waiting, shuffled. Raises KeyGoneError."""
    waits = select(poll_waiting.c.ballot).where(poll_waiting.c.poll_id == poll.id)
    mixed = select(poll_ballots.c.mark, poll_ballots.c.choices).where(poll_ballots.c.poll_id == poll.id)
    opened, plain = _opener(work), work.seal.open_text
    kept = [
        opened(choices) if ring_of(choices) else _earlier(plain, mark, choices)
        for mark, choices in work.conn.execute(mixed).all()
    ]
    found = _last([*kept, *map(opened, work.conn.execute(waits).scalars().all())])
    return [each.said for each in _shuffled(found.values())]


def _shuffled(found: Collection[Cast]) -> list[Cast]:
    """In a random order: each gets a key of 16 random bytes, drawn for all at once, and they are sorted by it."""
    drawn = secrets.token_bytes(16 * len(found))
    keyed = sorted((drawn[16 * at : 16 * at + 16], at, each) for at, each in enumerate(found))
    return [each for _, _, each in keyed]


def erase(work: UnitOfWork, poll_id: int) -> None:
    """Remove all ballots of an ended poll, waiting ones too."""
    for table in (poll_waiting, poll_ballots):
        work.conn.execute(delete(table).where(table.c.poll_id == poll_id))


def _has_key(work: UnitOfWork, key: str) -> bool:
    try:
        work.seal.keys.get(poll_keys.ring(key))
    except KeyGoneError:
        return False
    return True


def _lock(work: UnitOfWork, key: str) -> int | None:
    """The poll's id while it is open, locked until the end of the transaction: one batch at a time."""
    wanted = select(polls_table.c.id).where(polls_table.c.key == key, polls_table.c.state == PollState.OPEN.value)
    poll_id: int | None = work.conn.execute(wanted.with_for_update(read=True)).scalar()
    if work.postgres and poll_id is not None:
        work.conn.execute(
            select(
                func.pg_advisory_xact_lock(
                    func.hashtextextended(func.current_schema(type_=String).concat(f"mix {key}"), 7)
                )
            )
        )
    return poll_id


def _last(found: Iterable[Cast]) -> dict[str, Cast]:
    last: dict[str, Cast] = {}
    for each in found:
        if each.mark not in last or each.number > last[each.mark].number:
            last[each.mark] = each
    return last


def _opener(work: UnitOfWork) -> Callable[[str], Cast]:
    """Opens many sealed ballots of one transaction. It is most of the work of a close, so it is one plain function."""
    plain, read = work.seal.opener(), json.JSONDecoder().raw_decode

    def opened(sealed: str) -> Cast:
        raw = read(plain(sealed))[0]
        return Cast(raw["m"], raw["n"], raw["b"])

    return opened


def _earlier(plain: Callable[[str], str], mark: str, sealed: str) -> Cast:
    """A mixed ballot of an earlier release. It is sealed under SECRET_KEY and was never a second one."""
    return Cast(mark, 0, plain(sealed))


def _kept(work: UnitOfWork, poll_id: int, marks: list[str]) -> list[tuple[str, str]]:
    """The mixed ballots with these marks."""
    found: list[tuple[str, str]] = []
    for start in range(0, len(marks), _CHUNK):
        here = poll_ballots.c.poll_id == poll_id, poll_ballots.c.mark.in_(marks[start : start + _CHUNK])
        rows = work.conn.execute(select(poll_ballots.c.mark, poll_ballots.c.choices).where(*here))
        found += [(row.mark, row.choices) for row in rows]
    return found


def _write(work: UnitOfWork, poll_id: int, fresh: list[Cast], *, ring: str) -> None:
    """Add ballots to the mixed ones, each sealed again, so that no waiting token appears there."""
    if not fresh:
        return
    dialect = postgresql if work.postgres else sqlite
    new = dialect.insert(poll_ballots)
    upsert = new.on_conflict_do_update(index_elements=["poll_id", "mark"], set_={"choices": new.excluded.choices})
    rows = [{"poll_id": poll_id, "mark": each.mark, "choices": _sealed(work, each, ring=ring)} for each in fresh]
    work.conn.execute(upsert, rows)


def _sealed(work: UnitOfWork, cast: Cast, *, ring: str) -> str:
    """A ballot as a token whose length is that of the longest choices."""
    said = cast.said if cast.said.startswith(BOX) else filled(cast.said)
    return work.seal.close_text(json.dumps({"m": cast.mark, "n": cast.number, "b": said}), ring=ring)


def filled(said: str) -> str:
    """The same ballot, padded to the length of the longest choices. JSON allows the spaces at its end."""
    told = (each if isinstance(each, str) else each[0] for each in json.loads(said).values())
    return said.rstrip() + " " * sum(max(0, _LONGEST_CHOICE - len(choice)) for choice in told)


def _take_over(work: UnitOfWork, poll_id: int, key: str) -> None:
    """Seal the ballots of an earlier release again, which SECRET_KEY could open. Receipts get marks of their own."""
    old = poll_ballots.c.poll_id == poll_id, poll_ballots.c.choices.startswith(MARK)
    found = work.conn.execute(select(poll_ballots.c.mark, poll_ballots.c.choices).where(*old).limit(BATCH)).all()
    _write(
        work, poll_id, [_earlier(work.seal.open_text, row.mark, row.choices) for row in found], ring=poll_keys.ring(key)
    )
    for mark, _ in found:
        own = poll_keys.receipt_mark(work.seal.keys, key, mark)
        same = poll_receipts.c.poll_id == poll_id, poll_receipts.c.mark == mark
        work.conn.execute(update(poll_receipts).where(*same).values(mark=own))


def _remove(work: UnitOfWork, poll_id: int, ids: list[str]) -> None:
    for start in range(0, len(ids), _CHUNK):
        here = poll_waiting.c.poll_id == poll_id, poll_waiting.c.id.in_(ids[start : start + _CHUNK])
        work.conn.execute(delete(poll_waiting).where(*here))
