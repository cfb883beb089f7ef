"""The files in the form of a prepared answer: what is added, what is removed, and one to look at."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from console.frame import serving
from console.frame.access import Login
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.reading import look
from storage.media import canned_files, keeping
from storage.media.file_rows import Kept


@dataclass(frozen=True, slots=True)
class Given:
    """What a form says of files."""

    files: tuple[UploadFile, ...]
    drop: tuple[int, ...]


def given_in(files: list[UploadFile] | None = None, drop_file: Annotated[list[str] | None, Form()] = None) -> Given:
    """A form's dependency."""
    dropped = tuple(number for each in (drop_file or [])[:20] if (number := whole(each)) is not None)
    return Given(tuple(each for each in files or [] if each.filename and each.size), dropped)


def keep(request: Request, given: Given) -> list[Kept]:
    """Take the files into the store. Raises RefusedFileError, whose reason is a key under `desk.file.reason`."""
    context = context_of(request)
    canned_files.check_number(len(given.files))
    kept = []
    for each in given.files:
        canned_files.check_size(each.size or 0)
        kept.append(keeping.keep(context.files, each.file, name=each.filename or "", looker=context.looker))
        canned_files.check(kept[-1])
    return kept


def shown(request: Request, file_id: int, login: Login) -> Response:
    """One file, to be looked at. Raises NotFoundError."""
    found = look(request, canned_files.one, file_id, own_of=login.staff_id)
    mime = "image/jpeg" if found.shown else found.mime
    return serving.stored(
        request, context_of(request).files, found.shown or found.stored, mime=mime, name=found.name,
        cache=serving.PRIVATE,
    )  # fmt: skip
