"""How many took part in a running consultation, group by group: the only figures that anybody sees before its close."""

from dataclasses import dataclass

from civics.polls.counting import FEWEST_SHOWN, turnout
from storage.database.unit import UnitOfWork
from storage.polls import rolls as poll_rolls
from storage.polls.polls import Poll
from storage.ward import ward


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A group. `took_part`, `apart` none: so few that it could point at somebody. `total`: households of its roll.

    `apart`: those who have not shown who they are.
    """

    name: str
    took_part: int | None
    total: int | None
    width: float
    apart: int | None


@dataclass(frozen=True, slots=True)
class Turnout:
    """`total` counts shown groups only: with one group hidden, a whole sum would tell that group's figure.

    `apart`: all of those who have not shown who they are, 0 while the figure of a group is hidden; `some_apart`: there
    are some.
    """

    rows: tuple[UnitRow, ...]
    total: int
    hidden: bool
    households: int | None
    apart: int
    some_apart: bool
    few: int = FEWEST_SHOWN


def of(work: UnitOfWork, poll: Poll) -> Turnout:
    """The turnout of a poll that runs, its groups in the order of their names."""
    known = poll_rolls.turnout(work, poll)
    shown = turnout({str(each.unit_id): each.took for each in known})
    apart = turnout({str(each.unit_id): each.apart for each in known})
    names = ward.unit_names(work)
    longest = max((each.total or each.took for each in known), default=0)
    rows = []
    for each in known:
        took = shown[str(each.unit_id)]
        width = round(100 * (took or 0) / longest, 2) if longest else 0.0
        rows.append(UnitRow(names.get(each.unit_id or 0, ""), took, each.total, width, apart[str(each.unit_id)]))
    hidden = any(each.took_part is None for each in rows)
    total = sum(each.took_part or 0 for each in rows)
    unchecked = 0 if any(each.apart is None for each in rows) else sum(each.apart or 0 for each in rows)
    return Turnout(tuple(rows), total, hidden, poll.roll_total, unchecked, any(each.apart for each in known))
