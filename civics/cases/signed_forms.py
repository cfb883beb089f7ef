"""The data that staff enter from a signed đơn or the minutes of a spoken statement, and the checks of its dates.

Only such a form starts a legal clock; a chat message does not: Luật Khiếu nại 2011 Điều 8; Luật Tố cáo 2018 Điều 22,
23.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from civics.cases import clocks
from civics.cases.petitions import NEED_SIGNED_FORM, PetitionKind

OLDEST = 5 * 366  # days before today; an earlier date is a typing error


class Wrong(StrEnum):
    """Why a form is refused."""

    KIND = "kind"  # such a case has no legal clock
    AHEAD = "ahead"  # a day in the future
    OLD = "old"
    NO_FORM = "no_form"  # accepted without a form
    ORDER = "order"  # accepted before the form came
    SECOND = "second"
    EXTENDED = "extended"
    COMPLEX = "complex"  # a complex complaint without its ground, its paper or the paper's day
    WHY_OWED = "why_owed"  # an earlier date is changed without a reason


@dataclass(frozen=True, slots=True)
class SignedForm:
    """A form. The dates are days in Viet Nam. `anonymous`: nặc danh, mạo danh, no clock (Luật Tố cáo 2018 Điều 25)."""

    form_date: date | None = None
    accepted_on: date | None = None
    spoken: bool = False  # whether it is the minutes of a spoken statement
    second: bool = False  # khiếu nại lần 2
    extended: str = ""  # a cause for which the law allows a longer period
    anonymous: bool = False
    complex_ground: str = ""  # a to g (NĐ 124/2020 Điều 3a.1, added by NĐ 155/2026 Điều 2)
    complex_paper: str = ""  # the paper about it, which is filed (Điều 3a.2)
    complex_on: date | None = None


COMPLEX_GROUNDS = ("a", "b", "c", "d", "đ", "e", "g")
_COMPLEX = frozenset({"complex", "remote_complex"})


def needs_ground(kind: str, extended: str) -> bool:
    """Whether the period was extended because the complaint is complex: one of seven grounds must be recorded."""
    return kind == PetitionKind.KHIEU_NAI and extended in _COMPLEX


def grounded(form: SignedForm, *, today: date) -> bool:
    """Whether ground, paper and its day are there, and the day is neither in the future nor before the đơn."""
    day = form.complex_on
    there = form.complex_ground in COMPLEX_GROUNDS and bool(form.complex_paper.strip()) and day is not None
    return there and day is not None and day <= today and (form.form_date is None or day >= form.form_date)


def problem(form: SignedForm, *, kind: str, today: date) -> Wrong | None:
    """Why the form is refused; None when it is not."""
    days = [day for day in (form.form_date, form.accepted_on) if day is not None]
    causes = {each.cause for each in lengthenings(kind, second=form.second)}
    checks = (
        (Wrong.KIND, kind not in NEED_SIGNED_FORM),
        (Wrong.AHEAD, any(day > today for day in days)),
        (Wrong.OLD, any((today - day).days > OLDEST for day in days)),
        (Wrong.NO_FORM, form.accepted_on is not None and form.form_date is None),
        (Wrong.ORDER, len(days) == 2 and days[1] < days[0]),
        (Wrong.SECOND, form.second and kind != PetitionKind.KHIEU_NAI),
        (Wrong.EXTENDED, form.extended != "" and form.extended not in causes),
        (Wrong.COMPLEX, needs_ground(kind, form.extended) and not grounded(form, today=today)),
    )
    return next((name for name, wrong in checks if wrong), None)


def lengthenings(kind: str, *, second: bool) -> tuple[clocks.Extension, ...]:
    """The causes for which the periods of such a case may be lengthened, and the total length in days."""
    return clocks.extensions(kind, "accept", second=second) + clocks.extensions(kind, "resolve", second=second)


def corrects(before: SignedForm, after: SignedForm) -> bool:
    """Whether the new form changes or removes something of the old one. If so, staff must give a reason."""
    pairs = ((getattr(before, name), getattr(after, name)) for name in SignedForm.__slots__)
    return any(old and old != new for old, new in pairs)
