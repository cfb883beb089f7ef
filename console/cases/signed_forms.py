"""The form on a case's page with the dates of a signed đơn, from which the legal clock runs."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from civics.cases.orders import GROUNDS, Order, What
from civics.cases.signed_forms import SignedForm
from civics.polls.terms import day_in
from console.cases.acts import Pressed, done, pressed, refused
from console.frame.door import late_routes
from core.text import normal
from handlers.cases import sorting
from storage.cases.orders import LONGEST


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/cases/{code}/form-date", form_date, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/order", order, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/order/{order_id}/sent", order_sent, methods=["POST"])
    return routes


def typed(
    *,
    day: Annotated[str, Form()] = "",
    accepted: Annotated[str, Form()] = "",
    spoken: Annotated[str, Form()] = "",
    second: Annotated[str, Form()] = "",
    extended: Annotated[str, Form()] = "",
    anonymous: Annotated[str, Form()] = "",
    ground: Annotated[str, Form()] = "",
    complex_paper: Annotated[str, Form()] = "",
    complex_on: Annotated[str, Form()] = "",
) -> SignedForm | None:
    """What the form says; None when a date cannot be read."""
    try:
        form_date, accepted_on, complex_day = _date(day), _date(accepted), _date(complex_on)
    except ValueError:
        return None
    form = SignedForm(form_date, accepted_on, bool(spoken), bool(second), extended, anonymous=bool(anonymous))
    if not extended:  # a ground is only needed for a longer period
        return form
    paper = " ".join(normal(complex_paper).split())[:LONGEST]
    return replace(form, complex_ground=ground, complex_paper=paper, complex_on=complex_day)


def form_date(
    by: Pressed = Depends(pressed),
    form: SignedForm | None = Depends(typed),
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Record the dates (Luật Khiếu nại 2011 Điều 8, 27, 28, 36, 37; Luật Tố cáo 2018 Điều 23, 24, 30)."""
    if form is None:
        return refused(by, "desk.trouble.day")
    return done(by, lambda act: sorting.signed_form(act, form, why=reason), says="form_date")


def order(
    by: Pressed = Depends(pressed),
    what: Annotated[str, Form()] = "",
    day: Annotated[str, Form()] = "",
    paper: Annotated[str, Form()] = "",
    ground: Annotated[str, Form()] = "",
) -> Response:
    """Record a tạm đình chỉ, tiếp tục, đình chỉ or a withdrawal (NĐ 124/2020 Điều 7a, 28b; NĐ 156/2026)."""
    found = day_in(day)
    if found is None or what not in set(What):
        return refused(by, "desk.trouble.day")
    kind = What(what)
    made = Order(kind, found, paper.strip(), ground if kind in GROUNDS else "")
    return done(by, lambda act: sorting.order(act, made), says="order")


def order_sent(order_id: int, by: Pressed = Depends(pressed), day: Annotated[str, Form()] = "") -> Response:
    """Record on which day the order was sent."""
    found = day_in(day)
    if found is None:
        return refused(by, "desk.trouble.day")
    return done(by, lambda act: sorting.order_sent(act, order_id, found), says="order")


def _date(said: str) -> date | None:
    return date.fromisoformat(said.strip()) if said.strip() else None
