"""The list of cases beside a page: its rows, the counts of the rail, and the choices of the filters."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from console.cases.owed import Owed, owed
from console.frame.access import Login
from console.frame.asking import RAIL, Asked
from console.frame.reading import look
from storage.cases import queue as case_queue
from storage.cases import reach_list
from storage.cases.queue import QueueRow, View
from storage.database.unit import UnitOfWork
from storage.people import staff, teams
from storage.people.staff import Account
from storage.people.teams import Team
from storage.ward import saved_views, ward
from storage.ward.saved_views import SavedView
from storage.ward.ward import Unit

SOON = "soon"


@dataclass(frozen=True, slots=True)
class Listing:
    """What the rail and the list show. `next` is empty on the last page."""

    asked: Asked
    rows: tuple[QueueRow, ...]
    counts: dict[str, int]
    next: str
    units: tuple[Unit, ...]
    officers: tuple[Account, ...] = ()
    views: tuple[SavedView, ...] = ()  # the reader's own
    teams: tuple[Team, ...] = ()
    owed: tuple[Owed, ...] = ()  # papers that must leave soon, in the view of what is due soon
    counted: Mapping[View, int] | None = None  # all of them, also of the views that the rail does not show
    calls: int = 0  # people who have to be called, because an answer did not arrive


def listing(request: Request, login: Login, asked: Asked) -> Listing:
    """The list that an address asks for."""
    return look(request, _listing, login, asked)


def without_rows(request: Request, asked: Asked) -> Listing:
    """What a part of a case's page needs of the list: the address and the units, no row and no count."""
    return Listing(asked, (), {}, "", tuple(look(request, ward.units_now)))


def _listing(work: UnitOfWork, login: Login, asked: Asked) -> Listing:
    found = case_queue.page(work, asked.filter, reader=login.reader, after=asked.after)
    rows = found.rows
    counts, after = found.counts, found.next
    for _ in range(asked.page_count - 1):
        if not after:
            break
        more = case_queue.page(work, asked.filter, reader=login.reader, after=after)
        rows, after = rows + more.rows, more.next
    return Listing(
        asked,
        rows,
        {name: counts.get(view, 0) for name, view in RAIL.items()},
        after,
        tuple(ward.units_now(work)),
        () if login.reader.observes else tuple(staff.everyone(work, active=True)),
        tuple(saved_views.own(work, login.staff_id)),
        tuple(teams.everyone(work, retired=True)),
        owed(work, login) if asked.view == SOON else (),
        counts,
        0 if login.reader.observes else reach_list.waiting(work),
    )
