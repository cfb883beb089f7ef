"""Personal data of this subject: that a person belongs to a household, and the roll."""

from sqlalchemy import and_, update

from storage.database.holdings import Holding, Whom
from storage.database.unit import UnitOfWork
from storage.households import person_codes
from storage.tables.codes import person_checks
from storage.tables.households import household_claims, households


def _claims(work: UnitOfWork, whom: Whom) -> None:
    living = and_(household_claims.c.resident_id == whom.resident_id, household_claims.c.ended_at.is_(None))
    work.conn.execute(update(household_claims).where(living).values(ended_at=work.now))


def _checks(work: UnitOfWork, whom: Whom) -> None:
    person_codes.forget(work, whom.resident_id)


HOLDINGS = (
    Holding(
        "belonging to a household", (household_claims.c.resident_id,), at_once=_claims,
        stays="that somebody spoke for it once: a consultation that ran then was counted by it; it names nobody",
    ),
    Holding("that staff have seen the person", (person_checks.c.resident_id,), at_once=_checks),
    Holding(
        "the roll", (households.c.representative, households.c.phone),
        stays="the ward's own list of households, not given in the chat and not tied to a person of it",
    ),
)  # fmt: skip
