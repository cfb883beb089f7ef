"""Papers of the community's decisions that must leave by a day: to UBND and UBMTTQ, or from them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select

from civics.polls import elections
from civics.polls.community import Clock, Facts, owed
from civics.polls.counting import Source
from civics.polls.elections import Step
from civics.polls.ways import Before
from storage.database.unit import UnitOfWork
from storage.polls import online_votes
from storage.polls import sittings as polls_sittings
from storage.tables.decisions import decision_votes, decisions
from storage.tables.poll_results import sittings
from storage.tables.polls import polls
from storage.ward import days

_MOST = 500  # decisions that are looked through, the newest ones
_MOST_OLD = 50  # consultations with a meeting without a stored term


@dataclass(frozen=True, slots=True)
class Owed:
    """One paper: which clock, its last day, and of what. `poll`: it belongs to a consultation."""

    what: Clock | Step
    by: date
    key: str  # of the decision, or of the consultation
    title: str
    number: int  # the id of the decision, of the vote or of the meeting
    poll: bool = False
    online: bool = False  # the vote itself was online, so `number` is the id of the consultation


def papers(work: UnitOfWork, until: date) -> list[Owed]:
    """What is to leave by that day and has not left, the nearest first; also what is late."""
    sent = [*_votes(work, until), *of_elections(work, until), *of_sittings(work, until), *of_online(work, until)]
    return sorted(
        [*sent, *of_facts(work, until), *of_quy_uoc(work, until)], key=lambda each: (each.by, each.key, each.what)
    )


def of_facts(work: UnitOfWork, until: date) -> list[Owed]:
    """Of these the clocks that begin with a paper: recognised, sent, suspended, annulled (Luật Điều 21.2; NĐ 61)."""
    own, removals = days.known(work), _removals(work)
    rows = select(decisions).where(decisions.c.clause.in_(("15.3", "15.4", "15.5"))).order_by(decisions.c.id.desc())
    return [
        Owed(what, by, row.key, row.title, row.id)
        for row in work.conn.execute(rows.limit(_MOST))
        for what, by in owed(
            row.clause, Facts.of(row.facts), own, ward_wide=row.ward_wide, removal=row.id in removals
        ).items()
        if by <= until
    ]


def _removals(work: UnitOfWork) -> set[int]:
    """The decisions whose last meeting lets a head go, rather than electing one."""
    rows = (
        select(decision_votes.c.decision_id, decision_votes.c.before)
        .join(decisions, decisions.c.id == decision_votes.c.decision_id)
        .where(decisions.c.clause == elections.ELECTION)
        .order_by(decision_votes.c.id)
    )
    last = {row.decision_id: Before.of(row.before).removal for row in work.conn.execute(rows)}
    return {number for number, removal in last.items() if removal}


def of_quy_uoc(work: UnitOfWork, until: date) -> list[Owed]:
    """The same clocks of a quy ước that was decided inside a consultation."""
    own = days.known(work)
    rows: Select[str, dict[str, object], str, str, int] = (
        select(sittings.c.clause, sittings.c.facts, polls.c.key, polls.c.title, sittings.c.id)
        .join(polls, polls.c.id == sittings.c.poll_id)
        .where(sittings.c.facts.is_not(None))
        .order_by(sittings.c.id.desc())
        .limit(_MOST)
    )
    return [
        Owed(what, by, key, title, number, poll=True)
        for clause, facts, key, title, number in work.conn.execute(rows)
        for what, by in owed(clause, Facts.of(facts), own, ward_wide=False).items()
        if by <= until
    ]


def _votes(work: UnitOfWork, until: date) -> list[Owed]:
    rows: Select[date, str, str, int] = (
        select(decision_votes.c.send_by, decisions.c.key, decisions.c.title, decision_votes.c.id)
        .join(decisions, decisions.c.id == decision_votes.c.decision_id)
        .where(decision_votes.c.sent_on.is_(None), decision_votes.c.send_by <= until)
    )
    return [Owed(Clock.SEND, by, key, title, number) for by, key, title, number in work.conn.execute(rows)]


def of_elections(work: UnitOfWork, until: date) -> list[Owed]:
    """Of these the steps before a planned meeting that elects a head (NĐ 59/2023 Điều 6), until it is counted."""
    rows: Select[dict[str, object], str, str, int] = (
        select(decision_votes.c.before, decisions.c.key, decisions.c.title, decision_votes.c.id)
        .join(decisions, decisions.c.id == decision_votes.c.decision_id)
        .where(
            decisions.c.clause == elections.ELECTION, decision_votes.c.source == Source.MEETING.value,
            decision_votes.c.agreed_at.is_(None),
        )
        .order_by(decision_votes.c.id.desc())
        .limit(_MOST)
    )  # fmt: skip
    found = [(Before.of(raw), key, title, number) for raw, key, title, number in work.conn.execute(rows)]
    return [
        Owed(step, by, key, title, number)
        for before, key, title, number in found if not before.removal
        for step, by in elections.owed(before.days).items() if by <= until
    ]  # fmt: skip


def of_online(work: UnitOfWork, until: date) -> list[Owed]:
    """Of these the online votes that passed (Luật 10/2022 Điều 20.3; NĐ 59/2023 Điều 5.4)."""
    return [
        Owed(Clock.SEND, each.by, each.poll.key, each.poll.title, each.poll.id, poll=True, online=True)
        for each in online_votes.unsent(work, until)
    ]


def of_sittings(work: UnitOfWork, until: date) -> list[Owed]:
    """Of these the meetings and ballots of consultations that passed and are not sent yet."""
    rows: Select[date, str, str, int] = (
        select(sittings.c.send_by, polls.c.key, polls.c.title, sittings.c.id)
        .join(polls, polls.c.id == sittings.c.poll_id)
        .where(sittings.c.sent_on.is_(None), sittings.c.send_by <= until)
    )
    found = [Owed(Clock.SEND, by, key, title, number, poll=True) for by, key, title, number in work.conn.execute(rows)]
    return [*found, *(each for each in _untermed(work) if each.by <= until)]


def _untermed(work: UnitOfWork) -> list[Owed]:
    """The meetings that were agreed before their term was stored: it is counted from the day of the meeting."""
    rows: Select[int, str, str] = (
        select(polls.c.id, polls.c.key, polls.c.title)
        .join(sittings, sittings.c.poll_id == polls.c.id)
        .where(sittings.c.agreed_at.is_not(None), sittings.c.send_by.is_(None), sittings.c.sent_on.is_(None))
        .distinct()
        .order_by(polls.c.id.desc())
        .limit(_MOST_OLD)
    )
    return [
        Owed(Clock.SEND, each.send_by, key, title, each.id, poll=True)
        for number, key, title in work.conn.execute(rows).all()
        for each in polls_sittings.of(work, number)
        if not each.termed and each.send_by is not None and each.sent_on is None
    ]
