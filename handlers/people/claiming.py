"""A household in the chat: claimed by the code of its slip, seen, left. In a group never."""

from core.message import Outgoing
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from storage.households import claims as household_claims
from storage.households.claims import OtherHouseholdError
from storage.households.households import Household
from storage.ward import ward

LEAVE = "hh.leave"
_COMMANDS = frozenset({"start", "ho", "household"})


def entered(turn: Turn) -> bool:
    """Whether the message was a household's code; it is answered, and must be forgotten."""
    code = household_claims.typed(_said(turn))
    if not code:
        return False
    wait = household_claims.count_try(turn.work, turn.chat.id)
    if wait is not None:
        turn.say("household.later", minutes=max(1, round(wait.total_seconds() / 60)))
        return True
    try:
        household = household_claims.claim(turn.work, code, turn.resident.id)
    except OtherHouseholdError:
        _of_another(turn)
        return True
    if household is None:
        turn.say("household.refused", *menu_rows(turn))
        return True
    household_claims.forget_tries(turn.work, turn.chat.id)
    _told(turn, "household.claimed")
    return True


def shown_in_group(turn: Turn) -> bool:
    """A code in a group is not taken; whoever sent it is asked to send it in private."""
    return bool(household_claims.typed(_said(turn)))


def show(turn: Turn) -> None:
    """Which household this person belongs to, or how to be tied to one."""
    if household_claims.of_resident(turn.work, turn.resident.id) is None:
        turn.say("household.none", *menu_rows(turn))
    else:
        _told(turn, "household.yours", leaves=True)


def pressed(turn: Turn) -> bool:
    """A press on "leave this household"."""
    if turn.incoming.press != LEAVE:
        return False
    turn.toast()
    left = household_claims.leave(turn.work, turn.resident.id)
    if left is None:
        turn.say("household.none", *menu_rows(turn))
    else:
        turn.say("household.left", *menu_rows(turn), code=left.code)
    return True


def _said(turn: Turn) -> str:
    """What may be a code: the whole text, or what stands behind a command (a QR's deep link is `/start HO-…`)."""
    incoming = turn.incoming
    if incoming.media:
        return ""
    if incoming.command:
        return incoming.argument if incoming.command in _COMMANDS else ""
    return incoming.text


def _told(turn: Turn, key: str, *, leaves: bool = False) -> None:
    found = household_claims.of_resident(turn.work, turn.resident.id)
    if found is None:
        return
    household, speaks = found
    may = turn.words("household.may_vote" if speaks else "household.may_opine")
    rows = ((turn.button("household.leave", LEAVE, code=household.code),),) if leaves else ()
    text = turn.words(key, code=household.code, unit=_unit(turn, household), may=may)
    turn.send(Outgoing(text, rows=rows or ((turn.button("talk.menu_poll", "menu.poll"),),)))


def _of_another(turn: Turn) -> None:
    found = household_claims.of_resident(turn.work, turn.resident.id)
    code = found[0].code if found else ""
    turn.say("household.of_another", (turn.button("household.leave", LEAVE, code=code),), code=code)


def _unit(turn: Turn, household: Household) -> str:
    return ward.unit(turn.work, household.unit_id).name
