"""A person asks to be forgotten. We first say what goes and what must stay, do it on their word, and confirm it.

Zalo's own request for erasure (`user_withdraw`) was confirmed at Zalo already, so it is done at once.
"""

from core import press
from core.message import Incoming, Outgoing
from core.press import Press
from handlers.replies.turn import Turn
from storage.across import erasing
from storage.cases import cases

COMMAND, CONFIRMED = "xoadulieu", "withdrawn"
ERASE = "erase"  # the verb of the buttons
_GOOD_FOR = 24 * 60  # minutes: an older button erases nothing


def is_withdrawal(incoming: Incoming) -> bool:
    """Whether the person has asked and confirmed at the platform itself."""
    return incoming.command == COMMAND and incoming.argument == CONFIRMED


def ask(turn: Turn) -> None:
    """Say what would go and what must stay, and ask."""
    yes = turn.button("erasing.yes", press.write(ERASE, press.YES, _minutes(turn)))
    turn.say("erasing.ask", (yes,), (turn.button("erasing.no", press.write(ERASE, press.NO)),))


def pressed(turn: Turn, pressed: Press) -> None:
    """A press under that question."""
    word, *asked = pressed.args
    turn.toast()
    if word == press.NO:
        turn.say("erasing.nothing_done")
    elif asked and asked[0].isdecimal() and 0 <= _minutes(turn) - int(asked[0]) <= _GOOD_FOR:
        erase(turn)
    else:
        ask(turn)


def erase(turn: Turn) -> None:
    """Erase, and confirm it with what stays and why."""
    done = erasing.erase(turn.work, turn.resident.id)
    found = [cases.own(turn.work, each, turn.resident.id, sealed=turn.shows.sealed) for each in done.owed]
    lines = [turn.words("erasing.done")]
    owed = [each for each in found if each is not None]
    for key, here in (("erasing.owed", True), ("erasing.owed_elsewhere", False)):
        if codes := ", ".join(each.code for each in owed if (each.chat_id == turn.chat.id) is here):
            lines.append(turn.words(key, codes=codes))
    if done.kept:
        lines.append(turn.words("erasing.kept"))
    lines.append(turn.words("erasing.next"))
    turn.send(Outgoing("\n\n".join(lines)))


def _minutes(turn: Turn) -> int:
    return int(turn.work.now.timestamp()) // 60
