"""What the ward does so that an answer reaches its resident when their chat cannot take it.

The timer takes such answers up and chooses the way; staff agree to what costs money, and call who cannot be told
otherwise. Nothing that is told names what the case is about.
"""

from dataclasses import dataclass

from civics.cases.moves import Why
from civics.cases.reaching import PAID, How, Reached, Way, open_ways
from civics.ward import roles
from core.errors import ConflictError, NotAllowedError
from handlers.cases.desk import Act
from storage.cases import reach_errands, reach_templates, reaching
from storage.cases.reach_templates import Template
from storage.cases.reaching import Reach
from storage.database.unit import UnitOfWork
from storage.ward import alerts


@dataclass(frozen=True, slots=True)
class Offer:
    """A message that costs money and would reach the resident: by which way, and what the platform says of it."""

    way: Way
    template: Template


def tend(work: UnitOfWork) -> int:
    """Take up the answers that did not arrive, and let go of those that did meanwhile. Gives their number."""
    over = reaching.settle(work)
    fresh = reaching.begin(work)
    for each in fresh:
        choose(work, each)
    return over + len(fresh)


def choose(work: UnitOfWork, reach: Reach) -> None:
    """Go the next way that is open to this answer; the last is that somebody calls."""
    known = reaching.known(work, reach, templates=reach_templates.approved(work))
    reaching.go(work, reach, open_ways(known, tried=reach.tried)[0])


def failed(work: UnitOfWork, errand_id: int, *, says: str, alarm: str = "") -> None:
    """A template message did not reach the person: the next way. `alarm`: what admins have to put right."""
    reach = reach_errands.failed(work, errand_id, says=says)
    if reach is not None:
        choose(work, reach)
    if alarm:
        alerts.sound(work, alarm, detail=says, unique_key=f"{alarm}:template:{work.now:%Y-%m-%d}")


def offer(work: UnitOfWork, reach: Reach | None, *, case_id: int) -> Offer | None:
    """What staff may agree to pay for this answer, or for one that they are about to give (`reach` is None)."""
    if reach is not None and (reach.state is not Reached.CALL or reach.why == "send.doubtful"):
        return None
    templates = reach_templates.approved(work)
    known = reaching.known_of(work, case_id, paid=True, templates=templates)
    way = open_ways(known, tried=reach.tried if reach is not None else ())[0]
    return Offer(way, reach_templates.of(work, way)) if way in PAID else None


def agree(act: Act, *, entry_id: int) -> Way:
    """Staff have seen the cost: the template message goes now. Raises ConflictError: NO_WAY; NotAllowedError."""
    reach = _taken_up(act, entry_id)
    found = offer(act.work, reach, case_id=act.case_id)
    if found is None:
        raise ConflictError("No template message may be sent for this answer.", why=Why.NO_WAY)
    reaching.agree(act.work, reach, by=act.by)
    reaching.go(act.work, reach, found.way)
    return found.way


def called(act: Act, *, entry_id: int, got: bool) -> None:
    """Somebody has called: the person heard the answer (`got`), or nobody was there and it stays on the list."""
    reach = _taken_up(act, entry_id)
    if reach.state in {Reached.DONE, Reached.VOID}:
        return
    if got:
        reaching.reached(act.work, reach.id, how=How.CALL, staff_id=act.by.staff_id)
    else:
        reaching.called_in_vain(act.work, reach, staff_id=act.by.staff_id)


def _taken_up(act: Act, entry_id: int) -> Reach:
    """The answer of this case that did not arrive. Raises ConflictError: NO_WAY; NotAllowedError."""
    if not roles.may(act.by.role, "case.answer"):
        raise NotAllowedError(f"a {act.by.role} may not answer")
    found = reaching.of_entry(act.work, entry_id, locked=True)
    if found is None or found.case_id != act.case_id or act.case.sealed:
        raise ConflictError("This answer arrived, or is none of this case.", why=Why.NO_WAY)
    return found
