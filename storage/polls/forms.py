"""The forms of the decrees that an admin has compared with the official annex. Papers on other forms say so."""

from sqlalchemy import delete, insert, select

from civics.polls.community import line
from core.errors import NotFoundError
from storage.database.unit import UnitOfWork
from storage.tables.decisions import compared_forms
from storage.ward import audit

FORMS = ("59-01", "59-02", "59-03", "59-04", "59-05", "61-01", "61-02", "61-03", "61-04", "61-05")


def compared(work: UnitOfWork) -> dict[str, str]:
    """The compared forms, each with the copy it was compared with."""
    return {row.form: row.said for row in work.conn.execute(select(compared_forms.c.form, compared_forms.c.said))}


def mark(work: UnitOfWork, form: str, *, said: str, staff_id: int) -> None:
    """Record that a form was compared; an empty `said` removes the record. Raises NotFoundError: an unknown form."""
    if form not in FORMS:
        raise NotFoundError("there is no such form")
    said = line(said)
    work.conn.execute(delete(compared_forms).where(compared_forms.c.form == form))
    if said:
        work.conn.execute(insert(compared_forms).values(form=form, said=said, staff_id=staff_id, at=work.now))
    audit.record(work, "form.compared", actor=audit.STAFF, staff_id=staff_id, form=form, said=said)
