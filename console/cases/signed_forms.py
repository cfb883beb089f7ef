"""The form on a case's page with the dates of a signed đơn: from them the legal clock runs."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from civics.cases import signed_forms
from civics.cases.signed_forms import SignedForm
from console.cases.acts import Pressed, done, pressed, refused
from console.cases.case_show import show
from console.frame.access import context_of
from core.clock import in_vietnam
from storage.cases import forms as case_forms
from storage.database.unit import UnitOfWork

_SAYS = {"order": "desk.trouble.day_before_form", "no_form": "desk.trouble.day_before_form"}
_LONGEST = 500  # characters of a reason


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/cases/{code}/form-date", form_date, methods=["POST"])
    return routes


def typed(
    *,
    day: Annotated[str, Form()] = "",
    accepted: Annotated[str, Form()] = "",
    spoken: Annotated[str, Form()] = "",
    second: Annotated[str, Form()] = "",
    extended: Annotated[str, Form()] = "",
    anonymous: Annotated[str, Form()] = "",
) -> SignedForm | None:
    """What the page says; none when a date cannot be read."""
    try:
        form_date, accepted_on = _date(day), _date(accepted)
    except ValueError:
        return None
    return SignedForm(form_date, accepted_on, bool(spoken), bool(second), extended, anonymous=bool(anonymous))


def form_date(
    by: Pressed = Depends(pressed),
    form: SignedForm | None = Depends(typed),
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Record the dates (Luật Khiếu nại 2011 Điều 8, 27, 28, 36, 37; Luật Tố cáo 2018 Điều 23, 24, 30)."""
    if form is None:
        return refused(by, "desk.trouble.day")
    case = show(by.request, by.login, by.code).case
    today = in_vietnam(context_of(by.request).clock()).date()
    wrong = signed_forms.problem(form, kind=case.kind, today=today)
    if wrong:
        return refused(by, _SAYS.get(wrong, f"care.form.{wrong}"), status=409 if wrong == "kind" else 422)
    why = reason.strip()[:_LONGEST]
    if signed_forms.corrects(case_forms.of_row(case), form) and not why:
        return refused(by, "care.form.why_owed")

    def body(work: UnitOfWork) -> None:
        case_forms.enter(work, by.case_id(work), form, by=by.login.reader, version=by.version, why=why)

    return done(by, body, says="form_date")


def _date(said: str) -> date | None:
    return date.fromisoformat(said.strip()) if said.strip() else None
