"""Answer, note, take back, send again. What staff write in a case is never lost, whatever happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.responses import Response

from civics.cases.answering import MOST_FILES, check
from civics.cases.answering import written as written_as
from civics.cases.moves import Says, Why
from civics.cases.proof import Box
from console.cases.acts import Pressed, back, done, pressed
from console.cases.case import case_page
from console.cases.case_show import Shown, conflict, show
from console.cases.proving import drawn, pair
from console.frame import why
from console.frame.asking import whole
from console.frame.context import Context, context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import say
from core.clock import VIETNAM
from core.errors import ConflictError, NotAllowedError, RefusedFileError
from handlers.cases import approving, desk, followers, masters
from handlers.cases.desk import Act
from handlers.cases.proving import Proof
from storage.media import canned_files, keeping
from storage.media.file_rows import Kept
from storage.ward import ward


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/cases/{code}/answer", answer, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/note", note, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/entries/{entry_id}/back", take_back, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/entries/{entry_id}/again", again, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/entries/{entry_id}/release", release, methods=["POST"])
    return routes


@dataclass(frozen=True, slots=True)
class Typed:
    """The content of the answer box: the words, what they are, and when they leave."""

    text: str
    verb: Says
    at: str  # the chosen hour in Viet Nam; empty: after a minute
    group_ok: bool
    paid: bool
    used: tuple[int, ...]  # the prepared answers that were put in
    no_photo: str  # why a result that needs a photo has none
    boxes: str  # what nobody shall see of the chosen photos, as a script has drawn it
    with_files: tuple[int, ...]  # files of prepared answers
    to_all: bool  # to the residents of the cases that follow this one too

    @property
    def hour(self) -> datetime:
        """The chosen hour. Raises ConflictError: WHEN."""
        try:
            return datetime.fromisoformat(self.at).replace(tzinfo=VIETNAM)
        except ValueError as error:
            raise ConflictError("That is no hour.", why=Why.WHEN) from error


def typed_in(
    *,
    text: Annotated[str, Form()] = "",
    verb: Annotated[str, Form()] = Says.ANSWER,
    at: Annotated[str, Form()] = "",
    group_ok: Annotated[str, Form()] = "",
    paid_ok: Annotated[str, Form()] = "",
    used: Annotated[list[str] | None, Form()] = None,
    with_file: Annotated[list[str] | None, Form()] = None,
    to_all: Annotated[str, Form()] = "",
    no_photo: Annotated[str, Form()] = "",
    boxes: Annotated[str, Form()] = "",
) -> Typed:
    """A form's dependency."""
    says = Says(verb) if verb in set(Says) else Says.ANSWER
    ids, files = _numbers(used), _numbers(with_file)
    return Typed(text, says, at.strip(), bool(group_ok), bool(paid_ok), ids, no_photo, boxes, files, bool(to_all))


def _numbers(sent: list[str] | None) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for each in (sent or [])[:20] if (number := whole(each)) is not None))


def answer(
    *,
    files: list[UploadFile] | None = None,
    by: Pressed = Depends(pressed),
    said: Typed = Depends(typed_in),
    canned: Annotated[str, Form()] = "",
    insert: Annotated[str, Form()] = "",
    record: Annotated[str, Form()] = "",
) -> Response:
    """Say it to the resident. It leaves after a minute, or at the chosen hour.

    With `insert` or `record` it only adds a prepared answer or a reviewed record after what was typed.
    """
    shown = show(by.request, by.login, by.code)
    if record:
        return _with_record(by, shown, said, record)
    if insert:
        interim = insert == "interim"
        return _with_canned(by, shown, said, None if interim else whole(canned), interim=interim)
    given = [each for each in files or [] if each.filename and each.size]
    try:
        number = len(given) + len(said.with_files)
        check(written_as(said.text), number, group=shown.case.in_group and not said.group_ok)
        if said.at:
            run(by.request, lambda work: _later(by.act(work), said, files=number))
            return back(by, "done=answer&did=later")
        # only what may be sent is looked at
        kept = _keep(context_of(by.request), given, sealed=shown.case.sealed, boxes=drawn(said.boxes))
        kept += _prepared(by, said, sealed=shown.case.sealed)
        proof = _proof(context_of(by.request), shown, said, kept)
        went = _went(by, said, files=kept, proof=proof)
    except (RefusedFileError, ConflictError, NotAllowedError) as error:
        return _unsent(by, shown, said, error)
    return back(by, f"done=answer&did={went}")


def _went(by: Pressed, said: Typed, *, files: list[Kept], proof: Proof) -> str:
    """What became of it, as the end of a word key: said, to be told by somebody, or waiting for a leader."""
    try:
        leaves = run(by.request, lambda work: _say(by.act(work), said, files=files, proof=proof))
    except ConflictError as error:
        if error.why is not Why.LEADER:
            raise
        run(by.request, lambda work: _ask_leader(by.act(work), said, files=files, proof=proof))
        return "leader"
    return said.verb if leaves else "spoken"


def _ask_leader(act: Act, said: Typed, *, files: list[Kept], proof: Proof) -> None:
    approving.ask(
        act, text=said.text, files=files, group_ok=said.group_ok, paid=said.paid, proof=proof, to_all=said.to_all
    )
    ward.count_canned(act.work, said.used)


def _say(act: Act, said: Typed, *, files: list[Kept], proof: Proof) -> bool:
    say = masters.say_to_all if said.to_all else desk.say
    _, leaves = say(act, said.verb, text=said.text, files=files, group_ok=said.group_ok, paid=said.paid, proof=proof)
    ward.count_canned(act.work, said.used)
    return leaves


def _later(act: Act, said: Typed, *, files: int) -> None:
    desk.say_later(
        act, said.verb, text=said.text, at=said.hour, files=files, group_ok=said.group_ok, paid=said.paid,
        proof=Proof(no_photo=said.no_photo),
    )  # fmt: skip
    ward.count_canned(act.work, said.used)


def _unsent(
    by: Pressed, shown: Shown, said: Typed, error: RefusedFileError | ConflictError | NotAllowedError
) -> Response:
    """The case's page with what was typed and why it did not leave."""
    typed = written_as(said.text)
    if isinstance(error, ConflictError) and error.why is None:
        trouble = conflict(by.request, by.login, shown, seen=by.seen)
        shown = show(by.request, by.login, by.code)
        return case_page(
            by.request,
            by.login,
            shown,
            status=409,
            typed=typed,
            trouble=trouble,
            later_typed=said.at,
            used=said.used,
            with_files=said.with_files,
        )
    if isinstance(error, RefusedFileError):
        key = f"desk.file.reason.{error.reason}"
    else:
        key = why.key(error, "desk.trouble.not_allowed")
    status = 403 if isinstance(error, NotAllowedError) else 422
    problem = say(by.request, key, n=MOST_FILES)
    return case_page(
        by.request,
        by.login,
        shown,
        status=status,
        typed=typed,
        problem=problem,
        later_typed=said.at,
        used=said.used,
        with_files=said.with_files,
    )


def _keep(
    context: Context, files: list[UploadFile], *, sealed: bool, boxes: Mapping[int, tuple[Box, ...]]
) -> list[Kept]:
    keep = partial(keeping.keep, context.files, sealed=sealed, looker=context.looker)
    return [keep(each.file, name=each.filename or "", boxes=boxes.get(number, ())) for number, each in enumerate(files)]


def _prepared(by: Pressed, said: Typed, *, sealed: bool) -> list[Kept]:
    """The files of prepared answers. A sealed case gets sealed copies, so that nothing leads from the file to it."""
    files = context_of(by.request).files
    found = look(by.request, canned_files.chosen, said.with_files, own_of=by.login.staff_id)
    return [keeping.sealed_copy(files, each) for each in found] if sealed else found


def _proof(context: Context, shown: Shown, said: Typed, files: list[Kept]) -> Proof:
    """Before and after side by side, where a result of this topic needs a photo."""
    before = shown.before if shown.proof and said.verb is Says.ANSWER and shown.case.channel else None
    return Proof(pair=pair(context, before, files), no_photo=said.no_photo)


def _with_canned(by: Pressed, shown: Shown, said: Typed, canned_id: int | None, *, interim: bool = False) -> Response:
    """The page with a prepared answer after what was typed, and the button for that kind of words first."""
    if canned_id is None and interim:
        words = context_of(by.request).words.say("vi", "reach.interim_words", code=shown.case.code)
        typed = f"{written_as(said.text)}\n{words}".strip()
        return case_page(by.request, by.login, shown, typed=typed, later_typed=said.at, suggested=Says.WORD)
    typed, found = written_as(said.text), next((each for each in shown.canned if each.id == canned_id), None)
    if found is None:
        return case_page(
            by.request, by.login, shown, typed=typed, later_typed=said.at, used=said.used, with_files=said.with_files
        )
    along = [number for number, _ in found.files] if shown.case.channel else []
    return case_page(
        by.request, by.login, shown, typed=f"{typed}\n{found.text}".strip(), later_typed=said.at,
        suggested=found.verb if found.verb in shown.says else "answer", used=(*said.used, found.id),
        with_files=(*said.with_files, *along),
    )  # fmt: skip


def _with_record(by: Pressed, shown: Shown, said: Typed, key: str) -> Response:
    """The page with a record's words after what was typed."""
    words = next((each.text for each in shown.nearest if each.key == key), "")
    typed = f"{written_as(said.text)}\n{words}".strip()
    return case_page(
        by.request, by.login, shown, typed=typed, later_typed=said.at, used=said.used, with_files=said.with_files
    )


def note(by: Pressed = Depends(pressed), text: Annotated[str, Form()] = "") -> Response:
    """Add an internal note."""
    made = run(by.request, lambda work: desk.note(by.act(work), text=text))
    return back(by, "" if made is None else "done=note")


def take_back(entry_id: int, by: Pressed = Depends(pressed)) -> Response:
    """Take an answer back within the minute: it does not leave, and is in the answer box again."""
    try:
        text = run(by.request, lambda work: desk.take_back(by.act(work), entry_id=entry_id))
    except ConflictError as error:
        problem = say(by.request, why.key(error, "desk.fate.too_late"))
        return case_page(by.request, by.login, show(by.request, by.login, by.code), status=409, problem=problem)
    shown = show(by.request, by.login, by.code)
    return case_page(by.request, by.login, shown, typed=text, problem=say(by.request, "desk.fate.is_back"))


def release(entry_id: int, by: Pressed = Depends(pressed)) -> Response:
    """Release the answer to everybody who follows the case. It goes at once."""
    return done(by, lambda act: followers.release(act, entry_id=entry_id), says="release")


def again(entry_id: int, by: Pressed = Depends(pressed)) -> Response:
    """Send again what did not arrive."""
    return done(by, lambda act: desk.again(act, entry_id=entry_id), says="again")
