"""The text of a consultation before it opens: given as a file or pasted, shown beside what was found, corrected."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.polls import draft_edits
from civics.polls.draft import LONGEST, Draft, RefusedDraftError
from civics.polls.draft_reading import beginnings, parse
from civics.polls.rules import PollState
from civics.polls.why import DraftWhy
from console.frame import why
from console.frame.access import Login, require
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from core.errors import ConflictError
from core.text import normal
from papers import draft_files
from storage.database.unit import UnitOfWork
from storage.polls import drafts as poll_drafts
from storage.polls import polls
from storage.polls.polls import Poll

TITLE = 200  # characters
PLAIN = 500
_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/polls/new", new, methods=["GET"])
    routes.add_api_route("/console/polls", add, methods=["POST"])
    base = "/console/polls/{key}"
    routes.add_api_route(base + "/text", give, methods=["POST"])
    for name, act in (("merge", merge), ("split", split), ("correct", correct), ("note", note)):
        routes.add_api_route(f"{base}/{name}", act, methods=["POST"])
    routes.add_api_route(base + "/back", back, methods=["POST"])
    routes.add_api_route(base + "/drop", drop, methods=["POST"])
    return routes


def new(request: Request, *, login: Login = Depends(_works)) -> Response:
    """The form for a new draft."""
    del login
    return page(request, "polls/new.html", title="", text="", refused="")


def add(
    request: Request,
    *,
    title: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
    login: Login = Depends(_works),
) -> Response:
    """Keep an uploaded or pasted draft. When something is missing or refused, the form comes back as it was."""
    title = " ".join(normal(title).split())[:TITLE]
    try:
        draft, source = _given(text, file, title=title)
    except RefusedDraftError as error:
        return page(request, "polls/new.html", status=422, title=title, text=text[:LONGEST], refused=error.reason)
    key = run(request, poll_drafts.add, title, draft=draft, source=source, staff_id=login.staff_id)
    return RedirectResponse(f"/console/polls/{key}", status_code=303)


def _given(text: str, file: UploadFile | None, *, title: str) -> tuple[Draft, str]:
    """The draft in a file, else in the pasted text, with its words as they were given. Raises RefusedDraftError."""
    if not title:
        raise RefusedDraftError("no_title")
    if file is not None and file.filename:
        content = file.file.read(draft_files.MOST_BYTES + 1)
        found = draft_files.read_apart(file.filename, content)
    elif text.strip():
        found = draft_files.pasted(text)
    else:
        raise RefusedDraftError("none")
    source = "\n".join(each.line.strip() for each in found.paragraphs)
    return parse(found), source


def give(
    request: Request,
    key: str,
    *,
    text: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
    login: Login = Depends(_works),
) -> Response:
    """Replace this text with another one, as a new version."""
    try:
        draft, source = _given(text, file, title=key)
        run(request, poll_drafts.give, key, draft=draft, source=source, staff_id=login.staff_id)
    except RefusedDraftError as error:
        return workshop(request, look(request, polls.get, key), problem=f"polls.file.{error.reason}")
    except ConflictError as error:
        return _conflict(request, key, error)
    return _to(key)


def merge(
    request: Request,
    key: str,
    *,
    code: Annotated[str, Form()],
    version: Annotated[int, Form()],
    login: Login = Depends(_works),
) -> Response:
    """Join an article with the one after it."""
    change = partial(draft_edits.merge, article_id=code)
    return _edit(request, key, change, act="merge", version=version, code=code, login=login)


def split(
    request: Request,
    key: str,
    *,
    code: Annotated[str, Form()],
    version: Annotated[int, Form()],
    line: Annotated[int, Form()],
    label: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Split an article before one of its lines."""
    name, words = normal(label).strip()[:8], " ".join(normal(title).split())[:TITLE]
    change = partial(draft_edits.split, article_id=code, line=line, label=name, title=words)
    return _edit(request, key, change, act="split", version=version, code=code, login=login)


def correct(
    request: Request,
    key: str,
    *,
    code: Annotated[str, Form()],
    version: Annotated[int, Form()],
    label: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Correct an article's number, title or text."""
    name, words = normal(label).strip()[:8], " ".join(normal(title).split())[:TITLE]
    change = partial(draft_edits.correct, article_id=code, label=name, title=words, text=text[:LONGEST])
    return _edit(request, key, change, act="correct", version=version, code=code, login=login)


def _edit(
    request: Request,
    key: str,
    change: Callable[[Draft], Draft],
    *,
    act: str,
    version: int,
    code: str,
    login: Login,
) -> Response:
    try:
        run(request, poll_drafts.edit, key, change, act=act, version=version, staff_id=login.staff_id)
    except KeyError:  # another edit removed the article
        return _conflict(request, key, ConflictError(DraftWhy.STALE))
    except ConflictError as error:
        return _conflict(request, key, error)
    return _to(key, code)


def note(
    request: Request,
    key: str,
    *,
    code: Annotated[str, Form()],
    plain: Annotated[str, Form()] = "",
    asked: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Give an article its line in plain words, or exclude it from the questions."""
    del login

    def change(draft: Draft) -> Draft:
        explained = draft_edits.explain(draft, code, plain=plain[:PLAIN])
        return draft_edits.ask(explained, code, asked=bool(asked))

    try:
        run(request, poll_drafts.note, key, change)
    except KeyError:
        return _conflict(request, key, ConflictError(DraftWhy.STALE))
    except ConflictError as error:
        return _conflict(request, key, error)
    return _to(key, code)


def back(request: Request, key: str, *, number: Annotated[int, Form()], login: Login = Depends(_works)) -> Response:
    """Return to an earlier version."""
    try:
        run(request, poll_drafts.back_to, key, number, staff_id=login.staff_id)
    except ConflictError as error:
        return _conflict(request, key, error)
    return _to(key)


def drop(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """Drop a draft that was never opened."""
    try:
        run(request, poll_drafts.drop, key, staff_id=login.staff_id)
    except ConflictError as error:
        return _conflict(request, key, error)
    return RedirectResponse("/console/polls", status_code=303)


def workshop(request: Request, poll: Poll, *, at: str = "", problem: str = "") -> Response:
    """The recognised articles beside the source. `at`: the article to show open."""
    draft, source, versions = look(request, _shown, poll)
    return page(
        request, "polls/draft.html", status=409 if problem else 200, poll=poll, draft=draft,
        source=_marked(source, draft), versions=versions, at=at, problem=problem,
        chapters={each.id: each for each in draft.chapters},
    )  # fmt: skip


def _marked(source: str, draft: Draft) -> list[tuple[str, str]]:
    """The source in pieces, each with the id of the article that begins there (the first piece has none)."""
    pieces: list[tuple[str, list[str]]] = [("", [])]
    begins = beginnings(source)
    for at, line in enumerate(source.split("\n")):
        if line.strip() if draft.by_paragraph else at in begins:
            pieces.append((f"a{len(pieces)}", []))
        pieces[-1][1].append(line)
    return [(code, "\n".join(lines)) for code, lines in pieces]


def _shown(work: UnitOfWork, poll: Poll) -> tuple[Draft, str, list[poll_drafts.Version]]:
    draft = poll_drafts.current(work, poll.id, poll.version)
    return draft, poll_drafts.source_of(work, poll.id, poll.version), poll_drafts.versions(work, poll.id)


def _conflict(request: Request, key: str, error: ConflictError) -> Response:
    """The page as it is now, with what went wrong. Raises the error again where nothing can be corrected any more."""
    poll = look(request, polls.get, key)
    if poll.state is not PollState.DRAFT:
        raise ConflictError(DraftWhy.FROZEN) from error
    return workshop(request, poll, problem=why.key(error, why.key_of(DraftWhy.STALE)))


def _to(key: str, code: str = "") -> Response:
    mark = f"?at={code}&done=saved#{code}" if code.isalnum() and code.isascii() else "?done=saved"
    return RedirectResponse(f"/console/polls/{key}{mark}", status_code=303)
