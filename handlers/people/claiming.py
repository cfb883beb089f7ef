"""A household in the chat: claimed with the code of its slip, shown, left. Never in a group."""

from core import press
from core.message import Button, Outgoing
from core.press import Press
from handlers.people import code_notices
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from storage.households import claims as household_claims
from storage.households import code_misses, person_codes
from storage.households.claims import OtherHouseholdError
from storage.households.households import Household
from storage.ward import ward

HOUSEHOLD, LEAVE = "household", "leave"  # the verb of the buttons, and its one argument
_COMMANDS = frozenset({"start", "ho", "household"})


def entered(turn: Turn) -> bool:
    """Whether the message was a code of a household or of the desk. It is answered, and must be forgotten."""
    said = _said(turn)
    code, person = household_claims.typed(said), person_codes.typed(said)
    if not code and not person:
        return False
    wait = household_claims.count_try(turn.work, turn.chat.id)
    if wait is not None:
        turn.say("household.later", minutes=max(1, round(wait.total_seconds() / 60)))
        return True
    if person:
        _as_person(turn, person)
    else:
        _for_household(turn, code)
    return True


def _for_household(turn: Turn, code: str) -> None:
    try:
        household = household_claims.claim(turn.work, code, turn.resident.id)
    except OtherHouseholdError:
        _of_another(turn)
        return
    if household is None:
        code_misses.count(turn.work)
        turn.say("household.refused", *menu_rows(turn))
        return
    household_claims.forget_tries(turn.work, turn.chat.id)
    code_notices.used(turn.work, turn.ward, household.id, by=turn.resident.id)
    _told(turn, "household.claimed")


def _as_person(turn: Turn, code: str) -> None:
    if not person_codes.use(turn.work, code, turn.resident.id):
        code_misses.count(turn.work)
        turn.say("household.person_refused", *menu_rows(turn))
        return
    household_claims.forget_tries(turn.work, turn.chat.id)
    turn.say("household.person", (turn.button("talk.menu_poll", "menu.poll"),))


def shown_in_group(turn: Turn) -> bool:
    """A code in a group is not taken. The person who sent it is asked to send it in private."""
    said = _said(turn)
    return bool(household_claims.typed(said) or person_codes.typed(said))


def show(turn: Turn) -> None:
    """Show to which household this person belongs, or how to join one."""
    if household_claims.of_resident(turn.work, turn.resident.id) is None:
        turn.say("household.none", *menu_rows(turn))
    else:
        _told(turn, "household.yours", leaves=True)


def pressed(turn: Turn, _pressed: Press) -> None:
    """A press on "leave this household"."""
    turn.toast()
    left = household_claims.leave(turn.work, turn.resident.id)
    if left is None:
        turn.say("household.none", *menu_rows(turn))
    else:
        turn.say("household.left", *menu_rows(turn), code=left.code)


def _said(turn: Turn) -> str:
    """The text that may be a code: all of it, or what follows a command (a QR's deep link is `/start HO-…`)."""
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
    rows = ((_leave(turn, household.code),),) if leaves else ()
    text = turn.words(key, code=household.code, unit=_unit(turn, household), may=may)
    turn.send(Outgoing(text, rows=rows or ((turn.button("talk.menu_poll", "menu.poll"),),)))


def _of_another(turn: Turn) -> None:
    found = household_claims.of_resident(turn.work, turn.resident.id)
    code = found[0].code if found else ""
    turn.say("household.of_another", (_leave(turn, code),), code=code)


def _leave(turn: Turn, code: str) -> Button:
    return turn.button("household.leave", press.write(HOUSEHOLD, LEAVE), code=code)


def _unit(turn: Turn, household: Household) -> str:
    return ward.unit(turn.work, household.unit_id).name
