"""The acts that need two people. Each has its subject and the one function that does it.

To add a kind, write its function here, add its name to `KINDS`, and its words under `seconds.kind` in the catalogue.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import func, select

from civics.ward.why import SecondWhy
from core.errors import ConflictError
from core.message import Json
from storage.across.seconds.roll_bounds import must_type
from storage.across.seconds.waiting import Act, Done, Kind, told
from storage.database.unit import UnitOfWork
from storage.households import households, roll_offers
from storage.media import attachments
from storage.media.file_rows import row_of
from storage.people import readers
from storage.people import staff as accounts
from storage.polls import ballots, openings, polls, publishing
from storage.tables.poll_results import opinion_groups
from storage.ward.sight import Reader

_Given = Mapping[str, str]
_Arguments = Mapping[str, Json]


def _draft(work: UnitOfWork, key: str, _arguments: _Arguments) -> str:
    """A consultation before its opening, as text: its whole set-up, each article, how many households are asked."""
    poll = polls.get(work, key)
    asked = polls.articles(work, poll.id)
    return told(poll, asked, households.count(work, poll.units))


def _running(work: UnitOfWork, key: str, _arguments: _Arguments) -> str:
    """A running consultation, without its turnout, which grows while the second person reads."""
    poll = polls.get(work, key)
    return told(poll.state, poll.fingerprint, poll.opens_at, poll.closes_at)


def _result(work: UnitOfWork, key: str, _arguments: _Arguments) -> str:
    """A closed consultation, with every answer as it will be published."""
    poll = polls.get(work, key)
    columns = (opinion_groups.c.id, opinion_groups.c.text, opinion_groups.c.answer, opinion_groups.c.reply)
    rows = work.conn.execute(
        select(*columns, func.coalesce(opinion_groups.c.size, 0))
        .where(opinion_groups.c.poll_id == poll.id)
        .order_by(opinion_groups.c.id)
    )
    return told(poll.state, [tuple(row) for row in rows])


def _table(work: UnitOfWork, offer_id: str, _arguments: _Arguments) -> str:
    """A table of households, and what its import would change."""
    offer = roll_offers.get(work, int(offer_id))
    return told(offer.state, roll_offers.foresee(work, offer).mark)


def _file(work: UnitOfWork, attachment_id: str, _arguments: _Arguments) -> str:
    """A file as it is stored, without its name in the store: a file that is sealed meanwhile gets another name."""
    row = row_of(work, int(attachment_id))
    return told(row.state, row.case_id, row.size)


def _open(work: UnitOfWork, act: Act, by: Reader, _given: _Given) -> Done:
    openings.open_it(work, act.subject, staff_id=by.staff_id)
    return Done()


def _close(work: UnitOfWork, act: Act, by: Reader, _given: _Given) -> Done:
    ballots.close(work, act.subject, staff_id=by.staff_id)
    return Done(end_key=act.subject)


def _cancel(work: UnitOfWork, act: Act, by: Reader, _given: _Given) -> Done:
    ballots.cancel(work, act.subject, why=str(act.arguments["why"]), staff_id=by.staff_id)
    return Done(end_key=act.subject)


def _publish(work: UnitOfWork, act: Act, by: Reader, _given: _Given) -> Done:
    publishing.publish(work, act.subject, staff_id=by.staff_id)
    return Done()


def _take(work: UnitOfWork, act: Act, by: Reader, given: _Given) -> Done:
    """Import a table. If it changes many representatives during a vote, the second person types their number too."""
    number = must_type(work, roll_offers.foresee(work, roll_offers.get(work, int(act.subject))))
    if number and given.get("typed", "").strip() != str(number):
        raise ConflictError(SecondWhy.TYPED)
    roll_offers.take(work, int(act.subject), mark=str(act.arguments["mark"]), staff_id=by.staff_id)
    return Done()


def _destroy(work: UnitOfWork, act: Act, by: Reader, _given: _Given) -> Done:
    return Done(remove=attachments.destroy(work, int(act.subject), by=by))


def _account(work: UnitOfWork, staff_id: str, _arguments: _Arguments) -> str:
    """An account, as text. After a change of its role, group or password it counts as another account."""
    found = accounts.get(work, int(staff_id))
    return told(found.login, found.role, found.unit_id, found.reads_sealed, found.disabled_at, found.handed_at)


def _grant(work: UnitOfWork, act: Act, by: Reader, _given: _Given) -> Done:
    readers.grant(work, int(act.subject), by=by.staff_id)
    return Done()


def _reset(work: UnitOfWork, act: Act, by: Reader, given: _Given) -> Done:
    """Set a one-time password. The second person, who is on the named list, reads it; the admin who asked does not."""
    readers.reset(work, int(act.subject), given["stored"], by=by.staff_id)
    return Done(shows=given["plain"])


def _factor_off(work: UnitOfWork, act: Act, by: Reader, _given: _Given) -> Done:
    readers.factor_off(work, int(act.subject), by=by.staff_id)
    return Done()


POLL_OPEN = Kind(name="poll.open", right="poll.approve", asks="poll.manage", stand=_draft, do=_open)
POLL_CLOSE = Kind(name="poll.close", right="poll.approve", asks="poll.manage", stand=_running, do=_close)
POLL_CANCEL = Kind(name="poll.cancel", right="poll.approve", asks="poll.manage", stand=_running, do=_cancel)
POLL_PUBLISH = Kind(name="poll.publish", right="poll.manage", stand=_result, do=_publish)
ROLL_TAKE = Kind(
    name="roll.take", right="roll.approve", asks="poll.manage", stand=_table, do=_take, lives=timedelta(days=2)
)
FILE_DESTROY = Kind(name="file.destroy", right="file.destroy", stand=_file, do=_destroy)


def _of_readers(name: str, do: Callable[[UnitOfWork, Act, Reader, _Given], Done]) -> Kind:
    """A kind of act for which an admin asks, and to which somebody on the named list agrees."""
    return Kind(
        name=name, right="case.answer", asks="staff.manage", stand=_account, do=do, readers=True,
        lives=timedelta(days=7),
    )  # fmt: skip


READER_GRANT = _of_readers("reader.grant", _grant)
READER_RESET = _of_readers("reader.reset", _reset)
READER_FACTOR = _of_readers("reader.factor", _factor_off)

KINDS: Mapping[str, Kind] = {
    each.name: each
    for each in (
        *(POLL_OPEN, POLL_CLOSE, POLL_CANCEL, POLL_PUBLISH, ROLL_TAKE, FILE_DESTROY),
        *(READER_GRANT, READER_RESET, READER_FACTOR),
    )
}
