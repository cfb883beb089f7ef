"""The signed form of a khiếu nại or tố cáo. Staff enter its dates, and from them the legal clock runs.

A change of earlier dates needs a reason. The reason is an internal note, sealed with the case. The trail holds the
dates before and after, and the note's id.
"""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row

from civics.cases.clocks import rules_now
from civics.cases.signed_forms import SignedForm, Wrong, corrects, problem
from core.clock import VIETNAM, in_vietnam
from core.errors import ConflictError
from core.message import Json
from core.text import normal
from storage.cases import acts as case_acts
from storage.cases import entries
from storage.cases.views import CaseView
from storage.database.unit import UnitOfWork
from storage.ward import unseen
from storage.ward.sight import Reader

LONGEST = 500  # characters of a reason


def enter(
    work: UnitOfWork, case_id: int, form: SignedForm, *, by: Reader, version: int | None = None, why: str = ""
) -> int:
    """Record the form and set the clock. Returns the case's new version (the old one when nothing changed).

    Raises NotFoundError, NotAllowedError, and ConflictError for a stale form, impossible dates, or a change without a
    reason.
    """
    row = case_acts.acting(work, case_id, by=by, version=version)
    before = of_row(row)
    if form == before:
        return int(row.version)
    reason = normal(why).strip()[:LONGEST]
    wrong = problem(form, kind=row.kind, today=in_vietnam(work.now).date())
    if wrong is None and corrects(before, form) and not reason:
        wrong = Wrong.WHY_OWED
    if wrong is not None:
        raise ConflictError(f"This form cannot be recorded: {wrong}.", why=wrong)
    detail: dict[str, Json] = {"before": _plain(before), "after": _plain(form)}
    if reason:
        detail["entry"] = entries.add(
            work, case_id, kind=entries.NOTE, text=reason, sealed=row.sealed, staff_id=by.staff_id
        )
    # the rules in force on the day when the đơn is entered apply to this case for good
    rules = row.rules if before.form_date else rules_now(complaint_law_read=unseen.is_read(work, unseen.COMPLAINT))
    return case_acts.write(work, row, "case.form_date", by=by, values={**_columns(form), "rules": rules}, **detail)


def of_row(row: Row[*tuple[Any, ...]] | CaseView) -> SignedForm:
    """The form in a case's row or view."""
    return SignedForm(
        _day(row.form_date), _day(row.accepted_on), row.spoken, row.second, row.extended, anonymous=row.anonymous,
        complex_ground=row.complex_ground, complex_paper=row.complex_paper, complex_on=row.complex_on,
    )  # fmt: skip


def _columns(form: SignedForm) -> dict[str, object]:
    names = ("spoken", "second", "extended", "anonymous", "complex_ground", "complex_paper", "complex_on")
    plain = {name: getattr(form, name) for name in names}
    return {**plain, "form_date": _noon(form.form_date), "accepted_on": _noon(form.accepted_on)}


def _plain(form: SignedForm) -> dict[str, Json]:
    days = {"form_date": form.form_date, "accepted_on": form.accepted_on}
    found: dict[str, Json] = {name: day.isoformat() for name, day in days.items() if day}
    flags = {"spoken": form.spoken, "second": form.second, "anonymous": form.anonymous}
    found |= {name: True for name, is_so in flags.items() if is_so}
    if form.complex_on:
        found["complex_on"] = form.complex_on.isoformat()
    named = {name: getattr(form, name) for name in ("extended", "complex_ground", "complex_paper")}
    return found | {name: value for name, value in named.items() if value}


def _day(moment: datetime | None) -> date | None:
    return in_vietnam(moment).date() if moment else None


def _noon(day: date | None) -> datetime | None:
    return datetime.combine(day, time(12), VIETNAM) if day else None
