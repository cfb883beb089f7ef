"""Personal data of this subject: that a person took part, answers under their name, their voice and pictures."""

from storage.database.holdings import Holding, Whom
from storage.database.unit import UnitOfWork
from storage.polls import opinion_files
from storage.tables.households import poll_named_households
from storage.tables.poll_results import poll_tellings
from storage.tables.polls import poll_named, poll_people


def _voices(work: UnitOfWork, whom: Whom) -> None:
    opinion_files.erase(work, whom.resident_id)


HOLDINGS = (
    Holding(
        "opinions under a name",
        (poll_named.c.resident_id, poll_named.c.choices, poll_named_households.c.resident_id,
         poll_named_households.c.choices),
        at_once=_voices,
        stays="the answer counts in a consultation that said so before it asked; the resident it leads to names nobody",
    ),
    Holding(
        "who took part", (poll_people.c.resident_id, poll_people.c.chat_id),
        stays="nobody is counted twice; no row says what was chosen",
    ),
    Holding("how far a telling has come", (poll_tellings.c.last_chat_id,), stays="a number of a row, of no person"),
)  # fmt: skip
