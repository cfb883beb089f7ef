"""Somebody came by a link of a case's public page: to follow it, or to say that it is not done."""

from dialogs.engine.script import given
from handlers.cases import witnesses
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from handlers.talk import talk
from storage.cases import opened_list

FOLLOW, STILL = "gap", "chuaxong"  # the beginnings of a link's payload, before the public id of the case


def started(turn: Turn) -> bool:
    """Answer such a link. False for all others."""
    verb, _, key = turn.incoming.argument.partition("-")
    if turn.incoming.command != "start" or verb not in {FOLLOW, STILL} or not key:
        return False
    shown = opened_list.of_key(turn.work, key)
    if shown is None:
        turn.say("opened.gone", *menu_rows(turn))
    elif verb == FOLLOW:
        witnesses.follow(turn, shown)
    else:
        talk.begin(turn, "still", answers={"about": given(shown.case_id)})
    return True
