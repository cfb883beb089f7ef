"""The filters of the queue, as conditions of a query."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, and_, false, not_, or_, select, text, true
from sqlalchemy.sql.operators import custom_op

from civics.cases.moves import CaseState
from civics.cases.states import ANSWERED, DONE, NEW, WAITING
from storage.cases.due_days import Due, due_on
from storage.cases.search import by_code
from storage.database.unit import UnitOfWork
from storage.tables.cases import CLOSED, LAST_WORD, OVER, RUNNING, case_followers, case_tags, cases
from storage.ward.links import leads_to
from storage.ward.sight import Reader


class View(StrEnum):
    """The views of the queue. The page counts the cases in each."""

    OPEN = "open"  # not answered yet, or reopened; not put aside
    NEW = "new"
    MINE = "mine"
    ASIDE = "aside"  # put aside until a day
    UNREAD = "unread"
    SOON = "soon"  # due by the end of the next two working days
    OVERDUE = "overdue"
    WAITING = "waiting"  # the ward waits for the resident
    URGENT = "urgent"
    ANSWERED = "answered"
    CLOSED = "closed"  # dropped ones too
    ALL = "all"


class Sort(StrEnum):
    """The order of running cases. Those that are over come behind them, newest first."""

    DUE = "due"
    NEWEST = "newest"  # filed last
    HEARD = "heard"  # the resident wrote last
    OLDEST = "oldest"
    QUIET = "quiet"  # for the longest time nobody has said anything
    LATEST = "latest"  # somebody said something last, resident or staff
    TURN = "turn"  # the resident spoke last, the longest wait first; then those where staff did


class Outcome(StrEnum):
    """What became of a case, as the figures count it; each case has one of the first five."""

    ON_TIME = "on_time"
    LATE = "late"  # answered after its date
    OPEN = "open"  # not answered yet, and its date is not over
    OVERDUE = "overdue"  # not answered yet, and its date is over
    ENDED = "ended"  # over without an answer: withdrawn, dropped
    DISPUTED = "disputed"  # the resident said "chưa xong" at least once, whatever else became of it


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases. Empty or None: no condition; 0 as an id: none (nobody holds it).

    `text` is searched; observers search by code only.
    """

    view: View = View.OPEN
    state: str = ""
    kind: str = ""
    topic: str = ""
    unit_id: int | None = None
    officer_id: int | None = None
    mine: bool = False
    overdue: bool = False
    urgent: bool = False
    origin: str = ""
    channel: str = ""
    sort: Sort = Sort.DUE
    filed_from: datetime | None = None
    filed_to: datetime | None = None
    team_id: int | None = None  # 0: no team
    outcome: Outcome | None = None
    spoke: str = ""  # who spoke last: resident, staff
    followed: bool = False  # somebody else follows it
    idle_days: int | None = None  # nobody has said anything for so many days
    tag: str = ""
    due: Due | None = None
    text: str = ""


_STATES = frozenset(state.value for state in CaseState)
_RUNNING_ONLY = frozenset({View.OPEN, View.NEW, View.SOON, View.OVERDUE, View.WAITING, View.URGENT, View.ASIDE})
_OVER_ONLY = frozenset({View.ANSWERED, View.CLOSED})
_OF_STATE = {View.NEW: NEW, View.WAITING: WAITING, View.ANSWERED: ANSWERED}


def reaches(wanted: Filter) -> tuple[bool, bool]:
    """Whether a filter allows running cases, and whether it allows cases that are over or answered."""
    over_state = wanted.state in {ANSWERED, *DONE}
    running = wanted.view not in _OVER_ONLY and not over_state
    over = wanted.view not in _RUNNING_ONLY and not wanted.overdue and (over_state or not wanted.state)
    return running, over and meets(wanted.view, wanted.state)


def meets(view: View, state: str) -> bool:
    """Whether a view can have cases that are over and have this state (empty: any).

    A database that is asked for two states at once reads every case of one of them.
    """
    if view in {View.ANSWERED, View.MINE}:
        return state in {"", ANSWERED}
    return view is not View.CLOSED or state != ANSWERED


class Place(StrEnum):
    """In what order cases that are over are read and shown, newest first: that of an index that finds them."""

    ID = "id"
    FILED = "filed"
    SPOKEN = "spoken"  # by the last word of anybody


def place(wanted: Filter) -> Place:
    """The order for a filter. What has an index of its own is read by the id of the cases."""
    named = (wanted.kind, wanted.topic, wanted.origin, wanted.channel, wanted.tag, wanted.mine, wanted.urgent)
    ids = (wanted.unit_id, wanted.officer_id, wanted.team_id)
    few = wanted.outcome in {Outcome.LATE, Outcome.ENDED, Outcome.DISPUTED} or is_few(wanted.view)
    if any(named) or any(each is not None for each in ids) or wanted.followed or wanted.state or few:
        return Place.ID
    if wanted.idle_days is not None:
        return Place.SPOKEN
    dated = wanted.filed_from is not None or wanted.filed_to is not None
    return Place.FILED if dated and not wanted.spoke else Place.ID


# Few cases are open, answered or unread, and each of these has an index of its own; a person, a team or a topic has
# many thousands that are closed. SQLite takes the wrong one of two indexes, so its statements forbid the second: a "+"
# before a column (https://sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_).
Column = Callable[[ColumnElement[Any]], ColumnElement[Any]]


def plain(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column, of which an index may be used."""
    return column


def no_index(work: UnitOfWork) -> Column:
    """Gives a column of which no index is used, where the database would choose wrongly."""
    return plain if work.postgres else _plus


def _plus(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def is_few(view: View) -> bool:
    """Whether a view of cases that are over or answered has few of them, in an index of its own."""
    return view in {View.ANSWERED, View.UNREAD, View.MINE}


def in_view(view: View, reader: Reader, now: datetime, soon: datetime, *, of: Column = plain) -> ColumnElement[bool]:
    """The condition of a view; `soon` is from `soon_ends`.

    An observer cannot filter by what they may not see in a row.
    """
    if reader.observes and view in {View.MINE, View.UNREAD, View.URGENT, View.ASIDE}:
        return false()
    if view in {View.ALL, View.UNREAD, View.CLOSED}:
        return {View.ALL: true(), View.UNREAD: cases.c.unread, View.CLOSED: CLOSED}[view]
    if view in _OF_STATE:
        found = cases.c.state == _OF_STATE[view]
        return and_(found, _at_hand(reader, now)) if view is View.NEW else found
    if view is View.MINE:
        return and_(of(cases.c.officer_id) == reader.staff_id, cases.c.state.not_in(DONE), _at_hand(reader, now))
    return and_(_of_running(view, reader, now, soon, of=of), RUNNING)


def _of_running(view: View, reader: Reader, now: datetime, soon: datetime, *, of: Column) -> ColumnElement[bool]:
    """What a view of running cases asks beside that they run. Only the one that is wanted is made: each costs time."""
    if view is View.ASIDE:
        return _aside(now)
    if view is View.OVERDUE:
        return cases.c.due_at < now
    if view is View.SOON:
        return and_(cases.c.due_at >= now, cases.c.due_at < soon)
    return of(cases.c.urgent) if view is View.URGENT else _at_hand(reader, now)


def _aside(now: datetime) -> ColumnElement[bool]:
    return and_(cases.c.snoozed_until.is_not(None), cases.c.snoozed_until > now)


def _at_hand(reader: Reader, now: datetime) -> ColumnElement[bool]:
    """Not put aside; an observer does not see which cases are."""
    return true() if reader.observes else not_(_aside(now))


def over_in_view(
    view: View, reader: Reader, now: datetime, soon: datetime, *, of: Column = plain
) -> ColumnElement[bool]:
    """The condition of a view for cases that are over or answered.

    A reader's own view has only answered ones. The condition names that state, so that the index of answered cases is
    used, and not the one of everything that this person ever had.
    """
    found = in_view(view, reader, now, soon, of=of)
    return and_(found, cases.c.state == ANSWERED) if view is View.MINE else found


def came_to(outcome: Outcome, now: datetime, *, of: Column = plain) -> ColumnElement[bool]:
    """The condition of an outcome."""
    answered = and_(cases.c.answered_at.is_not(None), OVER)
    late = and_(cases.c.answer_due_at.is_not(None), of(cases.c.answered_at) > cases.c.answer_due_at)
    overdue = and_(cases.c.due_at.is_not(None), cases.c.due_at < now)
    found: dict[Outcome, ColumnElement[bool]] = {
        Outcome.ON_TIME: and_(answered, not_(late)),
        Outcome.LATE: and_(answered, late),
        Outcome.OPEN: and_(RUNNING, not_(overdue)),
        Outcome.OVERDUE: and_(RUNNING, overdue),
        Outcome.ENDED: and_(OVER, of(cases.c.answered_at).is_(None)),
        Outcome.DISPUTED: of(cases.c.disputes) > text("0"),  # a bound 0 would not fit the condition of its index
    }
    return found[outcome]


def conditions(work: UnitOfWork, wanted: Filter, reader: Reader, *, of: Column = plain) -> list[ColumnElement[bool]]:
    """The conditions of a filter without its view. A search text counts here for observers only, as a code."""
    values = {"kind": wanted.kind, "topic": wanted.topic}
    found: list[ColumnElement[bool]] = [of(cases.c[name]) == value for name, value in values.items() if value]
    if wanted.state:  # a state becomes part of the statement's text, so only known ones are accepted
        found.append(of(cases.c.state) == wanted.state if wanted.state in _STATES else false())
    if wanted.unit_id is not None:
        nowhere = cases.c.unit_id.is_(None) & cases.c.unit_blind.is_(None)
        found.append(_in_unit(work, wanted.unit_id, reader, of) if wanted.unit_id else nowhere)
    if wanted.filed_from is not None:
        found.append(of(cases.c.filed_at) >= wanted.filed_from)
    if wanted.filed_to is not None:
        found.append(of(cases.c.filed_at) < wanted.filed_to)
    if wanted.overdue:
        found.append(and_(cases.c.due_at < work.now, RUNNING))
    if wanted.due is not None:
        found.append(due_on(work, wanted.due))
    if wanted.outcome is not None:
        found.append(came_to(wanted.outcome, work.now, of=of))
    return found + (by_code(work, wanted.text) if reader.observes else _of_content(work, wanted, reader, of))


def _in_unit(work: UnitOfWork, unit_id: int, reader: Reader, of: Column) -> ColumnElement[bool]:
    """Whoever reads no sealed case needs no look at the marks of those, so one index is enough."""
    return leads_to(work, "unit_id", unit_id) if reader.reads_sealed else of(cases.c.unit_id) == unit_id


def _of_content(work: UnitOfWork, wanted: Filter, reader: Reader, of: Column) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.origin:
        found.append(of(cases.c.origin) == wanted.origin)
    if wanted.channel:
        found.append(of(cases.c.channel) == wanted.channel)
    for column, value in ((cases.c.officer_id, wanted.officer_id), (cases.c.team_id, wanted.team_id)):
        if value is not None:
            found.append(of(column) == value if value else of(column).is_(None))
    if wanted.mine:
        found.append(of(cases.c.officer_id) == reader.staff_id)
    if wanted.urgent:
        found.append(of(cases.c.urgent))
    return [*found, *_of_talk(work, wanted, of)]


def _of_talk(work: UnitOfWork, wanted: Filter, of: Column) -> list[ColumnElement[bool]]:
    """The conditions on what was said and marked."""
    found: list[ColumnElement[bool]] = []
    if wanted.spoke:
        theirs = or_(of(cases.c.said_at).is_(None), of(cases.c.said_at) < cases.c.heard_at)
        found.append(theirs if wanted.spoke == "resident" else not_(theirs))
    if wanted.followed:
        found.append(cases.c.id.in_(select(case_followers.c.case_id)))
    if wanted.idle_days is not None:
        by_index = place(wanted) is Place.SPOKEN
        spoken = of(LAST_WORD) if by_index else no_index(work)(LAST_WORD)
        found.append(spoken < work.now - timedelta(days=wanted.idle_days))
    if wanted.tag:
        found.append(cases.c.id.in_(select(case_tags.c.case_id).where(case_tags.c.tag == wanted.tag.lower())))
    return found
