"""How many took part in an open consultation, by group: the only figures that anybody sees before its close."""

from dataclasses import dataclass

from civics.polls.counting import FEWEST_SHOWN, sum_of_shown, sum_when_all_shown, turnout
from storage.database.unit import UnitOfWork
from storage.polls import rolls as poll_rolls
from storage.polls.polls import Poll
from storage.ward import ward


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A group. `took_part`, `apart` are None when so few could reveal a person. `total`: households of its roll.

    `apart`: the number of people who have not shown who they are.
    """

    name: str
    took_part: int | None
    total: int | None
    width: float
    apart: int | None


@dataclass(frozen=True, slots=True)
class Turnout:
    """`total` counts only the groups that are shown: with one group hidden, the whole sum would reveal that figure.

    `apart`: all people who have not shown who they are, 0 while the figure of a group is hidden. `some_apart`: there
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
    """The turnout of an open poll, its groups in the order of their names."""
    known = poll_rolls.turnout(work, poll)
    shown = turnout({str(each.unit_id): each.took for each in known})
    apart = turnout({str(each.unit_id): each.apart for each in known})
    names = ward.unit_names(work)
    longest = max((each.total or each.took for each in known), default=0)
    rows = tuple(
        UnitRow(
            names.get(each.unit_id or 0, ""), took := shown[str(each.unit_id)], each.total, _width(took, longest),
            apart[str(each.unit_id)],
        )
        for each in known
    )  # fmt: skip
    return Turnout(
        rows, sum_of_shown(shown.values()), None in shown.values(), poll.roll_total,
        sum_when_all_shown(apart.values()), any(each.apart for each in known),
    )  # fmt: skip


def _width(took: int | None, longest: int) -> float:
    """The length of a group's bar, in percent of the longest."""
    return round(100 * (took or 0) / longest, 2) if longest else 0.0
