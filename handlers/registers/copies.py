"""What leaves a register as a file: the trail says who took it."""

from civics.registers.values import Value
from handlers.registers import acts
from storage.database.unit import UnitOfWork
from storage.registers import entries
from storage.ward import audit
from storage.ward.sight import Reader


def paper(work: UnitOfWork, entry_id: int, *, by: Reader, register: str, name: str) -> dict[str, Value]:
    """The values for a paper of one entry, with those that are stored encrypted. Of a sealed entry the trail is silent.

    Raises NotFoundError, NotAllowedError.
    """
    found = acts.see(work, entry_id, by=by, name=register)
    if not found.sealed:
        audit.record(work, "register.paper", actor=audit.STAFF, staff_id=by.staff_id, entry=entry_id, paper=name)
    return {**found.said, **entries.closed(work, found)}


def exported(work: UnitOfWork, register: str, *, by: Reader) -> None:
    """Record that somebody takes a whole register as a file."""
    audit.record(work, "register.exported", actor=audit.STAFF, staff_id=by.staff_id, register=register)
