"""A person's rights in plain words: what can be undone is done at once and confirmed; for the rest we ask first."""

from civics.hearing.rights import Right
from core import press
from core.message import Button, Outgoing
from core.press import Press
from handlers.arrivals import status
from handlers.people import consents, erasing, moving
from handlers.replies.turn import Turn
from storage.people import residents, topics
from storage.ward import ward

RIGHT = "right"  # the verb of the buttons


def grant(turn: Turn, right: Right) -> None:
    """Do what is asked for, or ask for a confirmation where one is needed."""
    match right:
        case Right.STOP:
            _hears(turn, given=False)
            turn.say("rights.stopped", (turn.button("rights.take_up", press.write(RIGHT, Right.SUBSCRIBE)),))
        case Right.SUBSCRIBE:
            _hears(turn, given=True)
            turn.say("rights.subscribed", (turn.button("rights.topics", "menu.bulletins"), _stop(turn)))
        case Right.ERASE:
            erasing.ask(turn)
        case Right.CONSENT:
            _take_back(turn)
        case Right.WITHDRAW:
            status.ask_to_withdraw(turn)
        case Right.MOVE:
            moving.give(turn)
        case Right.HUMAN:
            _human(turn)


def between(turn: Turn, near: tuple[Right, ...]) -> None:
    """Ask which of two rights is meant."""
    rows = tuple((turn.button(f"rights.ask_{each.value}", press.write(RIGHT, each.value)),) for each in near)
    turn.say("rights.which", *rows)


def pressed(turn: Turn, pressed: Press) -> None:
    """A press on one of the rights."""
    turn.toast()
    grant(turn, Right(pressed.args[0]))


def _hears(turn: Turn, *, given: bool) -> None:
    """Subscribe to all topics or to none, and keep the consent that proves it."""
    (topics.join_all if given else topics.leave_all)(turn.work, turn.chat.id)
    shown = "rights.subscribed" if given else "rights.stopped"
    consents.record_consent(turn, consents.BULLETINS, given=given, shown=shown)


def _take_back(turn: Turn) -> None:
    """Take back every consent that stands. The answer says what each one allowed, and how to give it again."""
    given = [each for each, stands in residents.consents_of(turn.work, turn.resident.id).items() if stands]
    mine = [each for each in (consents.VOICE, consents.BULLETINS) if each in given]
    if not mine:
        turn.say("rights.no_consent")
        return
    if consents.BULLETINS in mine:
        topics.leave_all(turn.work, turn.chat.id)
    for each in mine:
        consents.record_consent(turn, each, given=False, shown=f"rights.purpose_{each}")
    names = ", ".join(turn.words(f"rights.purpose_{each}") for each in mine)
    turn.say("rights.taken_back", (turn.button("rights.again", "menu.consents"),), purposes=names)


def _human(turn: Turn) -> None:
    """Where to find a person to speak to, and how to write to one."""
    turn.send(Outgoing(person(turn), rows=((turn.button("rights.write", "menu.ask"),),)))


def person(turn: Turn) -> str:
    """Where to find a person to speak to, in words."""
    where, call = _reception(turn)
    return turn.words("rights.human", where=where, phone=call)


def reach(turn: Turn) -> None:
    """Where the ward is found and called by somebody who asks whom to tell of something to repair."""
    where, call = _reception(turn)
    turn.say("rights.reach", where=where, phone=call)


def _reception(turn: Turn) -> tuple[str, str]:
    """Place and hours, and the telephone number when the ward has set one."""
    place = ward.setting(turn.work, "reception.place") or turn.words("talk.reception_place")
    hours = ward.setting(turn.work, "reception.hours") or turn.words("talk.reception_hours")
    phone = ward.setting(turn.work, "reception.phone")
    call = turn.words("rights.phone", phone=phone) if phone else ""
    return turn.words("talk.reception", place=place, hours=hours), call


def _stop(turn: Turn) -> Button:
    return turn.button("rights.ask_stop", press.write(RIGHT, Right.STOP))
