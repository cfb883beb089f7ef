"""Before a version is agreed to: which recorded questions would be answered otherwise. It only reads."""

from collections.abc import Sequence

from civics.answers.checking import Change, Moved, moved
from civics.ward.units import Place
from handlers.answers import desk
from storage.answers import questions, records
from storage.database.unit import UnitOfWork
from storage.ward import ward as units

_MOST = 300  # recorded questions of each kind


def check(work: UnitOfWork, version_ids: Sequence[int]) -> tuple[Moved, ...]:
    """The questions that these waiting versions would move; those that wait no more are left out."""
    chosen = frozenset(version_ids)
    waiting = [each for each in records.waiting(work) if each.id in chosen]
    ends = frozenset(each.record.key for each in waiting if each.retires)
    recorded = questions.recorded(work, limit=_MOST)
    recorded += [(each.text, "") for each in questions.open_ones(work, limit=_MOST)]
    places = [Place(each.code, each.kind, each.name, each.aliases) for each in units.units_now(work)]
    return moved(Change(tuple(each.record for each in waiting), ends), desk.known(work), recorded, places)
