"""A master case: one answer reaches each resident of the cases that follow it, in their own chat and language."""

from dataclasses import replace
from typing import Unpack

from civics.cases.moves import CaseState, Says, Why, said
from core.errors import ConflictError, NotFoundError
from handlers.cases import desk
from handlers.cases.desk import Act, How
from handlers.cases.proving import Proof
from storage.cases import cases, finding, masters


def link(act: Act, *, master: str) -> None:
    """Let the case follow the one with that code. No resident hears of it.

    Raises ConflictError: WHICH_MASTER, SEALED, TOO_MANY.
    """
    try:
        master_id = finding.id_of(act.work, master, reader=act.by)
    except NotFoundError as error:
        raise ConflictError("There is no case of that code.", why=Why.WHICH_MASTER) from error
    masters.link(act.work, act.case_id, master_id=master_id, by=act.by, version=act.version)


def unlink(act: Act) -> None:
    """Let the case stand alone again."""
    masters.unlink(act.work, act.case_id, by=act.by, version=act.version)


def say_to_all(act: Act, verb: Says, *, text: str, **how: Unpack[How]) -> tuple[int, bool]:
    """Say it in the master and in every open case that follows it. Each keeps its minute, follow-up and "chưa xong".

    Gives what `desk.say` gives for the master. A follower that cannot be answered now (it was sealed or ended since) is
    left out. A follower in a group needs `group_ok` too. The picture of before and after shows what the master's
    resident sent, so nobody else gets it. Raises what `desk.say` raises.
    """
    entry = desk.say(act, verb, text=text, **how)
    others: How = {**how, "proof": replace(how.get("proof", Proof()), pair=None)}
    for each in receivers(act, verb):
        other = Act(act.work, act.ward, each, act.by)
        desk.say(other, verb, text=text, **others)
    return entry


def receivers(act: Act, verb: Says) -> list[int]:
    """The cases that follow this one and would get the message."""
    return [each for each in masters.open_followers(act.work, act.case_id) if _allows(act, each, verb)]


def _allows(act: Act, case_id: int, verb: Says) -> bool:
    try:
        said(CaseState(cases.view(act.work, case_id, reader=act.by).state), verb)
    except (ConflictError, NotFoundError):
        return False
    return True
