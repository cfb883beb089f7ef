"""Ballots: one per person or household. The last one counts, and after the close nothing links them to anybody."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.polls.rules import BallotClass, CountedBy, PollState, Secrecy, class_word, move
from core.errors import ConflictError
from core.message import Outgoing, to_json
from storage.database.seal import DAY, ring_of
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.messages import chats, webchat
from storage.messages import runs as talks
from storage.polls import arrivals, opinion_files, paper_entries, polls, shares, waiting_ballots
from storage.polls import keys as poll_keys
from storage.polls import results as poll_results
from storage.polls import rolls as poll_rolls
from storage.polls.shares import SharesError
from storage.tables.households import poll_named_households
from storage.tables.messages import outbox, runs, web_messages
from storage.tables.polls import poll_named, poll_people, poll_receipts
from storage.tables.polls import polls as polls_table
from storage.ward import alerts, audit

_CHUNK = 400  # talks in one statement
_UNSENT = ("waiting", "held", "failed", "gone", "doubtful")  # not "sending", because the sender is working on those


@dataclass(frozen=True, slots=True)
class Voter:
    """Who answers, and the mark of the voter among the ballots (`poll_keys`).

    Where households are counted, the mark is the household's, whoever answers for it and wherever. On paper there is no
    resident and no chat, but the member of staff who typed it in.
    """

    resident_id: int | None
    chat_id: int | None
    mark: str
    household_id: int | None = None
    staff_id: int | None = None
    of: BallotClass = BallotClass.CHECKED  # for households it always is


class AnsweredError(ConflictError):
    """This consultation takes one answer from each voter, and the voter has answered."""


def cast(
    work: UnitOfWork, poll: polls.Poll, voter: Voter, *, choices: Mapping[str, tuple[str, str]],
    files: opinion_files.Ids | None = None,
) -> str:  # fmt: skip
    """Store the choices (article's code -> choice, words) in place of earlier ones; returns the receipt.

    `files`: attachments of an opinion in a named consultation. Raises ConflictError when the poll takes no more answers
    or does not count this household, AnsweredError when it takes no second answer. The poll's row is locked, so no
    ballot can come in during the close.
    """
    locked = select(polls_table.c.state).where(polls_table.c.id == poll.id).with_for_update(read=True)
    if work.conn.execute(locked).scalar() != PollState.OPEN.value or not poll.takes_answers(work.now):
        raise ConflictError("it is closed")
    if not _takes_part(work, poll, voter):
        raise AnsweredError("it takes one answer")
    own = (files or {}) if poll.secrecy is Secrecy.NAMED else {}
    receipt, number = _receipt(work, poll, voter.mark)
    said = written(choices, own, of=voter.of)
    if poll.secrecy is Secrecy.SECRET:
        shared = shares.of(work, poll)
        kept = said if shared is None else shares.boxed(shared, waiting_ballots.filled(said))
        waiting_ballots.put(work, poll, waiting_ballots.Cast(voter.mark, number, kept))
    else:
        _keep_named(work, poll, voter, work.seal.close_text(said))
    opinion_files.take(work, poll.id, own)
    return receipt


def receipt_of(work: UnitOfWork, poll: polls.Poll, mark: str) -> str:
    """The receipt of a ballot in a running consultation; empty when there is none with this mark.

    Raises KeyGoneError.
    """
    own = poll_keys.receipt_mark(work.seal.keys, poll.key, mark)
    mine = poll_receipts.c.poll_id == poll.id, poll_receipts.c.mark.in_((own, mark))
    return work.conn.execute(select(poll_receipts.c.receipt).where(*mine)).scalar() or ""


def _receipt(work: UnitOfWork, poll: polls.Poll, mark: str) -> tuple[str, int]:
    """The voter's receipt, which stays the same, and the number of this ballot (1, 2, …).

    A second request waits for the first.
    """
    own = poll_keys.receipt_mark(work.seal.keys, poll.key, mark)
    # in an earlier release, ballot and receipt had the same mark
    here = poll_receipts.c.poll_id == poll.id, poll_receipts.c.mark.in_((own, mark))
    again = update(poll_receipts).where(*here).values(mark=own, casts=poll_receipts.c.casts + 1)
    found = work.conn.execute(again.returning(poll_receipts.c.receipt, poll_receipts.c.casts)).first()
    if found is not None:
        return found.receipt, found.casts
    receipt = secrets.token_hex(5).upper()
    work.conn.execute(insert(poll_receipts).values(poll_id=poll.id, receipt=receipt, mark=own))
    return receipt, 1


def written(
    choices: Mapping[str, tuple[str, str]], files: opinion_files.Ids, *, of: BallotClass = BallotClass.CHECKED
) -> str:
    """A ballot as it is stored: article's code -> choice, or a list of choice, words and files if there are any.

    Its class is stored under the empty code (`civics.polls.rules.class_of`).
    """
    told = {code: [*said, *files.get(code, ())] for code, said in sorted(choices.items())}
    return json.dumps(class_word(of) | {code: said if any(said[1:]) else said[0] for code, said in told.items()})


def _takes_part(work: UnitOfWork, poll: polls.Poll, voter: Voter) -> bool:
    """Record who takes part.

    False when they did before and the poll takes one answer. A second request waits for the first.
    """
    if poll.counted_by is CountedBy.HOUSEHOLD:
        if voter.household_id is None:
            raise ConflictError("it counts households")
        on_paper = voter.resident_id is None
        if not poll_rolls.take_part(work, poll.id, voter.household_id, on_paper=on_paper, again=poll.changeable):
            return False
    elif voter.household_id is not None or voter.resident_id is None:
        raise ConflictError("it counts persons")
    if voter.resident_id is None or voter.chat_id is None:
        return True
    dialect, checked = postgresql if work.postgres else sqlite, voter.of is BallotClass.CHECKED
    new = work.conn.execute(
        dialect.insert(poll_people)
        .values(poll_id=poll.id, resident_id=voter.resident_id, chat_id=voter.chat_id, checked=checked)
        .on_conflict_do_nothing()
    ).rowcount
    if not new and poll.changeable:  # a person who has used a code meanwhile may answer again with it
        mine = poll_people.c.poll_id == poll.id, poll_people.c.resident_id == voter.resident_id
        work.conn.execute(
            update(poll_people).where(*mine, poll_people.c.checked.is_not(checked)).values(checked=checked)
        )
    return bool(new) or poll.changeable or poll.counted_by is CountedBy.HOUSEHOLD


def _keep_named(work: UnitOfWork, poll: polls.Poll, voter: Voter, sealed: str) -> None:
    values = {"poll_id": poll.id, "resident_id": voter.resident_id, "choices": sealed, "at": work.now}
    if voter.household_id is None:
        work.conn.execute(insert(poll_named).values(**values))
    else:
        whose = {"household_id": voter.household_id, "staff_id": voter.staff_id}
        work.conn.execute(insert(poll_named_households).values(**values, **whose))


def forget_talk(work: UnitOfWork, run_id: int, *, run_key: str, chat: str) -> None:
    """Delete what remains of the talk in an answered run: its messages name the choices beside the chat."""
    blank = work.seal.close_text(json.dumps(to_json(Outgoing(""))))
    chat_id = select(runs.c.chat_id).where(runs.c.id == run_id).scalar_subquery()
    # searched by chat, because few rows belong to a run
    mine = and_(outbox.c.chat_id == chat_id, outbox.c.run_id == run_id)
    work.conn.execute(update(outbox).where(mine, outbox.c.state.in_(("sent", "back"))).values(body=blank, sealed=True))
    work.conn.execute(
        update(outbox).where(mine, outbox.c.state.in_(_UNSENT)).values(state="back", body=blank, sealed=True)
    )
    began = select(runs.c.started_at).where(runs.c.id == run_id).scalar_subquery()
    said = work.conn.execute(
        select(web_messages.c.id, web_messages.c.ours, web_messages.c.body)
        .where(web_messages.c.chat == chat, web_messages.c.at >= began)
    ).all()  # fmt: skip
    gone = [row.id for row in said if not row.ours or _asks(work, row.body, run_key)]
    webchat.forget_some(work, chat, gone)


def _asks(work: UnitOfWork, body: str, run_key: str) -> bool:
    """Whether a message of ours belongs to that run: it has a consultation's ring, or the run's buttons."""
    ring = ring_of(body)
    return bool(ring and not ring.startswith(DAY)) or f"{run_key}." in work.seal.open_text(body)


def close(work: UnitOfWork, key: str, *, staff_id: int | None = None, typed: tuple[str, str] | None = None) -> bool:
    """Close and count, and cut the links between ballots and voters. False when it was closed before. Then destroy the
    key.

    `typed`: two shares, for a vote that has shares. Raises SharesError when they are missing or wrong, and KeyGoneError
    when there are ballots but the consultation's key is not here; in both cases nothing is changed.
    """
    poll = polls.get(work, key)
    if not _end(work, poll, PollState.CLOSED):
        return False
    shared = shares.of(work, poll)
    if shared is not None and typed is None:
        raise SharesError
    said = _said(work, poll)
    if shared is not None and typed is not None:
        said = list(map(shares.opener(shared, *typed), said))
        shares.forget(work, poll.id)
    _forget_unfinished(work, poll)
    result = poll_results.freeze(work, poll, said)
    opinion_files.close(work, poll.id)
    arrivals.forget(work, poll.id)
    paper = paper_entries.forget(work, poll.id)
    work.conn.execute(update(polls_table).where(polls_table.c.id == poll.id).values(result=result))
    # Once the secret ballots are counted, cut apart and their words kept, they are not needed. Deleted ballots tell
    # nothing.
    waiting_ballots.erase(work, poll.id)
    work.conn.execute(update(poll_receipts).where(poll_receipts.c.poll_id == poll.id).values(mark=""))
    actor = audit.STAFF if staff_id else audit.SYSTEM
    audit.record(work, "poll.closed", actor=actor, staff_id=staff_id, poll=key, ballots=len(said), uncounted=paper)
    if paper:
        alerts.sound(work, "paper_left", detail=key, unique_key=f"paper_left:{key}")
    return True


def cancel(work: UnitOfWork, key: str, *, why: str, staff_id: int) -> None:
    """End a running consultation without a count, and erase the answers in ballots and talks.

    Who took part is kept, so that they can be told why. Then destroy the key. Raises ConflictError unless it is
    running.
    """
    poll = polls.get(work, key)
    if not _end(work, poll, PollState.CANCELLED, why=why):
        move(poll.state, PollState.CANCELLED)
        raise ConflictError("it has just ended")
    _forget_unfinished(work, poll)
    paper_entries.forget(work, poll.id)
    opinion_files.forget(work, poll.id)
    arrivals.forget(work, poll.id)
    waiting_ballots.erase(work, poll.id)
    shares.forget(work, poll.id)
    for table in (poll_named, poll_named_households, poll_receipts):
        work.conn.execute(delete(table).where(table.c.poll_id == poll.id))
    audit.record(work, "poll.cancelled", actor=audit.STAFF, staff_id=staff_id, poll=key)


def _end(work: UnitOfWork, poll: polls.Poll, state: PollState, *, why: str = "") -> bool:
    taken = work.conn.execute(
        update(polls_table)
        .where(polls_table.c.id == poll.id, polls_table.c.state == PollState.OPEN.value)
        .values(state=state.value, closed_at=work.now, cancelled_why=why)
    )
    return taken.rowcount == 1


def _said(work: UnitOfWork, poll: polls.Poll) -> list[str]:
    """The ballots that count, opened. In a named consultation, the last one of each resident or household."""
    if poll.secrecy is Secrecy.NAMED:
        table, whose = poll_named, poll_named.c.resident_id
        if poll.counted_by is CountedBy.HOUSEHOLD:
            table, whose = poll_named_households, poll_named_households.c.household_id
        rows = work.conn.execute(select(whose, table.c.choices).where(table.c.poll_id == poll.id).order_by(table.c.id))
        last: dict[int, str] = {voter: choices for voter, choices in rows}  # noqa: C416  # rows are not pairs to mypy
        return [work.seal.open_text(each) for each in last.values()]
    return waiting_ballots.all_of(work, poll)


def _forget_unfinished(work: UnitOfWork, poll: polls.Poll) -> None:
    """Delete the choices of people who never sent them. The poll's name stays, so that they are told that it closed.

    Reads the talks that were touched since the poll began to take answers, however many there were before.
    """
    ring, since = poll_keys.ring(poll.key), poll.opens_at or work.now
    for run in talks.touched_since(work, "poll", since, rings=("", ring)):
        if not run.ring and run.answers.get("which") != poll.key:
            continue
        talks.answered(work, run, {"which": poll.key}, asked="", sealed=True, state=run.state, ring="")
        attachments.drop_run(work, run.id)
        forget_talk(work, run.id, run_key=run.key, chat=chats.get(work, run.chat_id).chat)
    _forget_late(work, since)


def _forget_late(work: UnitOfWork, since: datetime) -> None:
    """Blank messages that were in flight when their ballot was stored and arrived afterwards."""
    blank = work.seal.close_text(json.dumps(to_json(Outgoing(""))))
    ended = talks.dropped_since(work, "poll", since)
    for start in range(0, len(ended), _CHUNK):
        some = ended[start : start + _CHUNK]
        mine = and_(
            outbox.c.chat_id.in_({chat_id for _, chat_id in some}),  # uses an index; few rows belong to a run
            outbox.c.run_id.in_([run_id for run_id, _ in some]),
        )
        late = outbox.c.state == "sent", func.length(outbox.c.body) > len(blank)
        work.conn.execute(update(outbox).where(mine, *late).values(body=blank, sealed=True))


def receipts(work: UnitOfWork, poll_id: int) -> list[str]:
    """The public list of receipts, sorted."""
    rows = work.conn.execute(
        select(poll_receipts.c.receipt).where(poll_receipts.c.poll_id == poll_id).order_by(poll_receipts.c.receipt)
    )
    return list(rows.scalars())


def has_receipt(work: UnitOfWork, poll_id: int, receipt: str) -> bool:
    """Whether a receipt is in the list."""
    here = poll_receipts.c.poll_id == poll_id, poll_receipts.c.receipt == receipt
    return work.conn.execute(select(poll_receipts.c.poll_id).where(*here)).first() is not None
