"""One act on many cases that are chosen in the list: first a preview, then the act, then the way back.

Each case is changed by the same function as when it is alone. A case that does not allow the act is left out and named;
a sealed one is always left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from civics.cases.moves import CaseState, DropWhy, Says, Why, allowed, said
from civics.cases.states import DONE
from core.errors import ConflictError, NotAllowedError, NotFoundError
from handlers.cases import desk, guarded, masters, proving, sorting
from handlers.cases.desk import Act
from handlers.cases.prepared import filled
from handlers.replies.ward import Ward
from storage.cases.views import CaseView
from storage.database.unit import UnitOfWork
from storage.ward.sight import Reader

MOST = 100  # the most cases at once


class Does(StrEnum):
    """What is done to all of them."""

    ASSIGN = "assign"
    TEAM = "team"
    TOPIC = "topic"
    SNOOZE = "snooze"
    LINK = "link"  # they follow a master
    SAY = "say"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Wish:
    """The act and what it needs."""

    does: Does
    officer_id: int | None = None
    topic: str = ""
    until: date | None = None
    code: str = ""  # the code of the master, or of the case that goes on when this one is a duplicate
    verb: Says = Says.WORD
    text: str = ""
    why: DropWhy = DropWhy.SPAM
    group_ok: bool = False
    team_id: int | None = None


@dataclass(frozen=True, slots=True)
class Each:
    """One case. `done`: it is, or would be, done.

    `told`: how its resident hears of it: chat, group, call, or not at all.
    """

    code: str
    done: bool
    told: str = ""


@dataclass(frozen=True, slots=True)
class Back:
    """How to undo the act on one case: the act, and the value before it (an id, a day, a code) as text."""

    code: str
    does: str
    before: str


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, and the way back."""

    each: tuple[Each, ...]
    back: tuple[Back, ...]


def preview(work: UnitOfWork, ward: Ward, codes: Sequence[str], wish: Wish, *, by: Reader) -> tuple[Each, ...]:
    """What would happen to each case. Raises ConflictError: TOO_MANY."""
    return tuple(_would(act, code, wish) for code, act in _chosen(work, ward, codes, by))


def perform(work: UnitOfWork, ward: Ward, codes: Sequence[str], wish: Wish, *, by: Reader) -> Done:
    """Do it to each case that allows it, in one transaction. Raises ConflictError: TOO_MANY."""
    each: list[Each] = []
    back: list[Back] = []
    for code, act in _chosen(work, ward, codes, by):
        would = _would(act, code, wish)
        if act is None or not would.done:
            each.append(would)
            continue
        try:
            back.append(_do(act, wish))
            each.append(would)
        except (ConflictError, NotAllowedError, NotFoundError):
            each.append(Each(code, done=False))
    return Done(tuple(each), tuple(back))


def undo(work: UnitOfWork, ward: Ward, back: Sequence[Back], *, by: Reader) -> tuple[Each, ...]:
    """Undo the act on each case. A case whose minute is over, or that was changed since, stays and is named."""
    found: list[Each] = []
    for one in back[:MOST]:
        try:
            _undo(Act.on(work, ward, one.code, by=by), one)
            found.append(Each(one.code, done=True))
        except (ConflictError, NotAllowedError, NotFoundError, ValueError):
            found.append(Each(one.code, done=False))
    return tuple(found)


def _chosen(work: UnitOfWork, ward: Ward, codes: Sequence[str], by: Reader) -> list[tuple[str, Act | None]]:
    wanted = list(dict.fromkeys(codes))
    if len(wanted) > MOST:
        raise ConflictError(f"At most {MOST} cases at once.", why=Why.TOO_MANY)
    found: list[tuple[str, Act | None]] = []
    for code in wanted:
        try:
            found.append((code, Act.on(work, ward, code, by=by)))
        except NotFoundError:
            found.append((code, None))
    return found


def _would(act: Act | None, code: str, wish: Wish) -> Each:
    if act is None:
        return Each(code, done=False)
    case = act.case
    alone = wish.does is Does.SAY and (  # a photo is sent, and a leader is asked, from the case's own page
        proving.needed(act.work, wish.verb, case) or guarded.needed(act.work, wish.verb, case, by=act.by)
    )
    if case.sealed or case.observed or alone or not _allows(case, wish):
        return Each(case.code, done=False)
    duplicate = wish.does is Does.DROP and wish.why is DropWhy.DUPLICATE
    tells = wish.does is Does.SAY or duplicate
    where = "group" if case.in_group else "chat" if case.channel else "call"
    return Each(case.code, done=True, told=where if tells and not (duplicate and where == "call") else "")


def _allows(case: CaseView, wish: Wish) -> bool:
    state = CaseState(case.state)
    match wish.does:
        case Does.SAY:
            return _sayable(state, wish.verb) and (wish.group_ok or not case.in_group)
        case Does.DROP:
            return any(each.to is CaseState.DROPPED for each in allowed(state)) and case.code != wish.code
        case Does.SNOOZE:
            return case.state not in DONE
        case Does.LINK:
            return case.code != wish.code
        case _:
            return True


def _sayable(state: CaseState, verb: Says) -> bool:
    try:
        said(state, verb)
    except ConflictError:
        return False
    return True


def _do(act: Act, wish: Wish) -> Back:
    before = act.case
    match wish.does:
        case Does.ASSIGN:
            desk.assign(act, officer_id=wish.officer_id)
            was = str(before.officer_id or "")
        case Does.TEAM:
            sorting.team(act, to=wish.team_id)
            was = str(before.team_id or "")
        case Does.TOPIC:
            sorting.topic(act, to=wish.topic)
            was = before.topic
        case Does.SNOOZE:
            desk.snooze(act, until=wish.until)
            was = f"{before.snoozed_until:%Y-%m-%d}" if before.snoozed_until else ""
        case Does.LINK:
            masters.link(act, master=wish.code)
            was = before.master
        case Does.SAY:
            was = str(desk.say(act, wish.verb, text=filled(wish.text, before), group_ok=wish.group_ok)[0])
        case Does.DROP:
            desk.drop(act, why=wish.why, of=wish.code)
            was = before.state
    return Back(before.code, wish.does, was)


def _undo(act: Act, one: Back) -> None:
    match Does(one.does):
        case Does.ASSIGN:
            desk.assign(act, officer_id=int(one.before) if one.before else None)
        case Does.TEAM:
            sorting.team(act, to=int(one.before) if one.before else None)
        case Does.TOPIC:
            sorting.topic(act, to=one.before)
        case Does.SNOOZE:
            desk.snooze(act, until=date.fromisoformat(one.before) if one.before else None)
        case Does.LINK if one.before:
            masters.link(act, master=one.before)
        case Does.LINK:
            masters.unlink(act)
        case Does.SAY:
            desk.take_back(act, entry_id=int(one.before))
        case Does.DROP:
            desk.move(act, to=CaseState.REOPENED)
