"""What pages do with acts that need a second person: ask for them, name what they act on, finish them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.ward.why import SecondWhy
from console.frame.access import Login
from console.frame.context import context_of
from console.frame.passwords import passwords_of
from console.frame.reading import look, run
from core.errors import ConflictError, NotFoundError
from storage.across.seconds import kinds, waiting
from storage.across.seconds.waiting import Act, Done, Kind
from storage.cases import drafts
from storage.database.unit import UnitOfWork
from storage.households import roll_offers
from storage.media import attachments
from storage.people import staff
from storage.polls import keys as poll_keys
from storage.polls import polls

PAGE = "/console/second"


@dataclass(frozen=True, slots=True)
class About:
    """What an act acts on, for people: its name and its address."""

    name: str
    href: str


def waits(request: Request, ask: Callable[[UnitOfWork], int]) -> Response:
    """Run the request for an act, which gives its id, and show where it waits. A second request is shown the first one.

    Raises ConflictError when there is nothing to ask for.
    """
    try:
        made = run(request, ask)
    except ConflictError as error:
        if error.why is not SecondWhy.WAITS:
            raise
        return RedirectResponse(f"{PAGE}?done=second_already", status_code=303)
    return RedirectResponse(f"{PAGE}?done=second_asked#act-{made}", status_code=303)


def on(request: Request, login: Login, subject: str, *of: Kind) -> list[Act]:
    """The acts that wait on one thing, for the page of that thing."""
    return look(request, waiting.on, subject, kinds=of, reader=login.reader)


def before(request: Request, act: Act) -> None:
    """Prepare what must exist outside the database before the act is done."""
    if act.kind == kinds.POLL_OPEN.name:
        poll_keys.make(context_of(request).database.seal.keys, act.subject)


def given(request: Request, act: Act) -> dict[str, str]:
    """What is made at the last moment, outside the transaction: a one-time password and its argon2 text."""
    if act.kind != kinds.READER_RESET.name:
        return {}
    passwords = passwords_of(request)
    plain = passwords.fresh()
    return {"plain": plain, "stored": passwords.make(plain)}


def after(request: Request, left: Done) -> None:
    """Finish after the commit. After a kill here, the sweep and the timer do the rest."""
    context = context_of(request)
    if left.end_key:
        poll_keys.destroy(context.database.seal.keys, left.end_key)
    for name in left.remove:
        context.files.remove(name, decided_at=context.clock())


def about(work: UnitOfWork, act: Act) -> About:
    """The name and the address of what an act acts on; empty when it is gone."""
    try:
        return _ABOUT[act.kind.partition(".")[0]](work, act)
    except NotFoundError:
        return About("", "")


def _poll(work: UnitOfWork, act: Act) -> About:
    page = "/setup" if act.kind == kinds.POLL_OPEN.name and act.state == waiting.WAITING else ""
    return About(polls.get(work, act.subject).title, f"/console/polls/{act.subject}{page}")


def _table(work: UnitOfWork, act: Act) -> About:
    return About(roll_offers.get(work, int(act.subject)).name, f"/console/roll/import/{act.subject}")


def _file(work: UnitOfWork, act: Act) -> About:
    attachments.get(work, int(act.subject))
    code = str(act.arguments["code"])
    return About(code, f"/console/cases/{code}")


def _account(work: UnitOfWork, act: Act) -> About:
    found = staff.get(work, int(act.subject))
    return About(f"{found.name} ({found.login})", "")


def _answer(work: UnitOfWork, act: Act) -> About:
    code, entry_id = str(act.arguments["code"]), act.arguments["entry"]
    drafts.text_of(work, int(act.subject), entry_id if isinstance(entry_id, int) else 0)
    return About(code, f"/console/cases/{code}#entry-{entry_id}")


_ABOUT: Mapping[str, Callable[[UnitOfWork, Act], About]] = {
    "poll": _poll, "roll": _table, "file": _file, "reader": _account, "answer": _answer,
}  # fmt: skip
