"""A visit and a case about the same matter: each leads to the other, and the visit's result is noted on the case."""

from civics.registers.values import RegisterWhy
from core.errors import ConflictError, NotFoundError
from handlers.registers import acts
from handlers.registers.acts import Act
from storage.cases import acts as case_acts
from storage.cases import finding
from storage.registers import bookings, entries
from storage.registers.entries import Entry, Links
from storage.ward.sight import known


def link(act: Act, code: str) -> Entry:
    """Link a visit to a case that the person may know. Raises ConflictError: CASE, STATE; NotFoundError.

    A sealed case is linked to nothing: the register would tell that it exists.
    """
    entry = entries.get(act.work, act.entry_id, reader=act.by, name=bookings.VISIT, lock=True)
    acts.must(act.by, entry.law.writes)
    if act.revision is not None and act.revision != entry.revision:
        raise ConflictError(RegisterWhy.STATE)
    try:
        case_id = finding.id_of(act.work, code, reader=act.by)
    except NotFoundError as error:
        raise ConflictError(RegisterWhy.CASE) from error
    if known(act.work, case_id, reader=act.by).sealed:
        raise ConflictError(RegisterWhy.CASE)
    linked = entries.write(
        act.work, entry, entry.said, links=Links(case_id=case_id), act="linked", by=act.by.staff_id
    )  # fmt: skip
    if linked.state == "answered" and linked.said.get("result"):
        case_acts.note(act.work, case_id, text=f"{linked.called}: {linked.said['result']}", by=act.by)
    return linked
