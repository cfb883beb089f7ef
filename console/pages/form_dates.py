"""The days of a signed đơn and of its thụ lý, that staff enter: only from them do the law's clocks run."""

from datetime import datetime, time
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from civics.clocks import extensions
from console.access import context_of
from console.pages.acts import TO_CAO, Pressed, done, pressed, refused
from console.render import say
from core.clock import VIETNAM
from core.errors import ConflictError, DanBanError
from storage import case_acts, cases
from storage.unit import UnitOfWork


def router() -> APIRouter:
    """The route."""
    routes = APIRouter()
    routes.add_api_route("/console/cases/{code}/form-date", form_date, methods=["POST"])
    return routes


class _WhyError(DanBanError):
    """A date that stands is changed without a reason."""


def form_date(  # noqa: PLR0917  # fields of one form
    by: Pressed = Depends(pressed), day: Annotated[str, Form()] = "", accepted: Annotated[str, Form()] = "",
    extended: Annotated[str, Form()] = "", anonymous: Annotated[str, Form()] = "", why: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """The days of a valid đơn and of its thụ lý: from each a clock of the law runs.

    Luật Khiếu nại 2011 Điều 8, 27, 28; Luật Tố cáo 2018 Điều 23, 24, 30. A day that stands is changed with a reason.
    """
    today = context_of(by.request).clock().astimezone(VIETNAM).date()
    try:
        days = [datetime.combine(datetime.fromisoformat(each).date(), time(12), VIETNAM) if each else None
                for each in (day, accepted)]  # fmt: skip
    except ValueError:
        return refused(by, "desk.trouble.day")
    if any(each is not None and each.date() > today for each in days):
        return refused(by, "desk.trouble.day_ahead")
    form, taken = days
    if taken is not None and (form is None or taken < form):
        return refused(by, "desk.trouble.day_before_form")

    def body(work: UnitOfWork) -> None:
        case_id = by.case_id(work)
        view = cases.view(work, case_id, reader=by.login.reader)
        if view.kind not in {"khieu_nai", TO_CAO}:
            raise ConflictError("Only a khiếu nại or tố cáo has a đơn.")
        stood = (view.form_date, form), (view.accepted_on, taken)
        if any(was is not None and was != now for was, now in stood) and not why.strip():
            raise _WhyError
        causes = {each.cause for each in extensions(view.kind, "resolve" if taken else "accept")}
        case_acts.enter_form_date(
            work, case_id, form_date=form, accepted_on=taken, by=by.login.reader, version=by.version,
            anonymous=bool(anonymous), extended=extended if extended in causes else "",
        )  # fmt: skip
        if why.strip():  # a note and not the trail, whose lines hold no words: of a sealed case it is sealed
            text = say(by.request, "desk.side.day_changed", why=why.strip()[:500])
            case_acts.note(work, case_id, text=text, by=by.login.reader)

    try:
        return done(by, body, says="form_date")
    except _WhyError:
        return refused(by, "desk.trouble.day_why")
