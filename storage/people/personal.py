"""Personal data of this subject: names, telephone, the platforms' ids, consents."""

from sqlalchemy import delete, insert, update

from storage.database.holdings import Holding, Whom
from storage.database.unit import UnitOfWork
from storage.people import residents
from storage.tables.data_requests import data_requests
from storage.tables.moves import move_codes
from storage.tables.people import consents, persons
from storage.tables.people import residents as people


def _consents(work: UnitOfWork, whom: Whom) -> None:
    """Withdraw all consents, each with a row of its own."""
    for purpose, given in residents.consents_of(work, whom.resident_id).items():
        if given and whom.chats:
            work.conn.execute(
                insert(consents).values(
                    resident_id=whom.resident_id, purpose=purpose, given=False, text_version="erased", language="vi",
                    at=work.now, chat_id=whom.chats[0].id,
                )
            )  # fmt: skip


def _resident(work: UnitOfWork, whom: Whom) -> None:
    residents.change(work, whom.resident_id, name="", phone="", unit_id=None, recovery=None, erased_at=work.now)


def _names(work: UnitOfWork, whom: Whom) -> None:
    work.conn.execute(update(persons).where(persons.c.resident_id == whom.resident_id).values(name=""))


def _ids(work: UnitOfWork, whom: Whom) -> None:
    work.conn.execute(delete(persons).where(persons.c.resident_id == whom.resident_id))


HOLDINGS = (
    Holding(
        "consents", (consents.c.resident_id, consents.c.chat_id), at_once=_consents,
        stays="the proof that each was given and taken back (Luật 91/2025/QH15 Điều 9); it names nobody any more",
    ),
    Holding(
        "codes for another chat", (move_codes.c.resident_id,),
        stays="a day at most: the sweep takes it, and an erased person's code is good for nothing",
    ),
    Holding(
        "name, telephone, group, recovery word", (people.c.name, people.c.phone, people.c.recovery), at_once=_resident,
    ),
    Holding(
        "the platforms' ids and names", (persons.c.person, persons.c.name, persons.c.resident_id), at_once=_names,
        later=_ids,
    ),
    Holding(
        "the register of data requests", (data_requests.c.who, data_requests.c.answer),
        stays="the proof that the request was met in its term (NĐ 356/2025 Điều 5); sealed",
    ),
)  # fmt: skip
