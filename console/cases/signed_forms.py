"""The form on a case's page with the dates of a signed đơn: from them the legal clock runs."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from civics.cases.signed_forms import SignedForm
from console.cases.acts import Pressed, done, pressed, refused
from handlers.cases import sorting


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
    return done(by, lambda act: sorting.signed_form(act, form, why=reason), says="form_date")


def _date(said: str) -> date | None:
    return date.fromisoformat(said.strip()) if said.strip() else None
