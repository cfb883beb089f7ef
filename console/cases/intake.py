"""Intake at the desk and by telephone: what somebody says in person joins the same queue as written messages."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.cases.answering import LONGEST, MOST_FILES
from civics.cases.petitions import SEALED
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.context import Context, context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from core.errors import NotFoundError, RefusedFileError
from core.text import normal
from handlers.cases import intake
from storage.cases import cases
from storage.cases.cases import Filing
from storage.database.unit import UnitOfWork
from storage.media import keeping
from storage.media.attachments import Kept
from storage.ward import ward

ORIGINS = ("desk", "phone")
KINDS = ("phan_anh", "kien_nghi", "khieu_nai", "to_cao")
_works = require("intake")


@dataclass(frozen=True, slots=True)
class Told:
    """What the form says, cleaned."""

    origin: str = "desk"
    kind: str = ""
    text: str = ""
    place: str = ""
    unit_id: int | None = None
    name: str = ""
    phone: str = ""
    urgent: bool = False

    @property
    def filing(self) -> Filing:
        """The same in the form in which it is filed."""
        return Filing(
            kind=self.kind, text=self.text, origin=self.origin, name=self.name, phone=self.phone, place=self.place,
            unit_id=self.unit_id, urgent=self.urgent, anonymous=not self.name,
        )  # fmt: skip


def _read(
    *,
    origin: Annotated[str, Form()] = "desk",
    kind: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    place: Annotated[str, Form()] = "",
    unit: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    urgent: Annotated[str, Form()] = "",
) -> Told:
    return Told(
        origin=origin if origin in ORIGINS else "desk",
        kind=kind if kind in KINDS else "",
        text=normal(text).strip()[:LONGEST],
        place=normal(place).strip()[:500],
        unit_id=whole(unit),
        name=normal(name).strip()[:128],
        phone=normal(phone).strip()[:32],
        urgent=bool(urgent),
    )


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/intake", form, methods=["GET"])
    routes.add_api_route("/console/intake", record, methods=["POST"])
    return routes


def form(request: Request, *, filed: str = "", case: int = 0, login: Login = Depends(_works)) -> Response:
    """The form. After a filing, with the new code; the officer may not be allowed to open that case."""
    return _page(request, login, filed=filed, case_id=case)


def record(
    request: Request,
    *,
    files: list[UploadFile] | None = None,
    told: Told = Depends(_read),
    login: Login = Depends(_works),
) -> Response:
    """File the case. When something is missing nothing is lost: the form comes back as it was.

    A file that is not taken is named afterwards by its place; the case and the other files are kept.
    """
    context = context_of(request)
    if not told.kind or not told.text:
        return _page(request, login, status=422, told=told, incomplete=True)
    kept, refused = _keep(context, files or [], sealed=told.kind in SEALED)
    made = run(request, intake.file, context.ward, told.filing, files=kept, by=login.reader)
    asked = {"filed": made.code, "case": made.case_id, "done": "saved", "refused": refused}
    return RedirectResponse(f"/console/intake?{urlencode(asked, doseq=True)}", status_code=303)


def _keep(context: Context, files: list[UploadFile], *, sealed: bool) -> tuple[list[Kept], list[str]]:
    """Keep the files in the store. Gives them and, for the others, `<place>.<reason>`."""
    kept: list[Kept] = []
    refused: list[str] = []
    for place, each in enumerate((each for each in files if each.filename), 1):
        if len(kept) == MOST_FILES:
            refused.append(f"{place}.too_many")
            continue
        try:
            kept.append(
                keeping.keep(context.files, each.file, name=each.filename or "", sealed=sealed, looker=context.looker)
            )
        except RefusedFileError as error:
            refused.append(f"{place}.{error.reason}")
    return kept, refused


_NOTHING = Told()


def _page(
    request: Request,
    login: Login,
    *,
    status: int = 200,
    told: Told = _NOTHING,
    incomplete: bool = False,
    filed: str = "",
    case_id: int = 0,
) -> Response:
    units, found = look(request, _known, login, case_id)
    return page(
        request,
        "cases/intake.html",
        status=status,
        told=told,
        incomplete=incomplete,
        units=units,
        origins=ORIGINS,
        kinds=KINDS,
        code=filed if filed.replace("-", "").isalnum() and len(filed) < 25 else "",
        case=found,
        refused=[each.partition(".")[::2] for each in request.query_params.getlist("refused")[:50]],
    )


def _known(work: UnitOfWork, login: Login, case_id: int) -> tuple[list[ward.Unit], cases.CaseView | None]:
    units = ward.units_now(work)
    try:
        return units, cases.view(work, case_id, reader=login.reader) if case_id else None
    except NotFoundError:  # a denunciation is sealed from this officer in the moment when it is filed
        return units, None
