"""A person asks to be forgotten: what goes and what must stay is said first, done on their word, and confirmed.

Zalo's own request for erasure (`user_withdraw`) was confirmed there already, so it is done at once.
"""

from core.message import Incoming, Outgoing
from handlers.replies.turn import Turn
from storage.across import erasing
from storage.cases import cases

COMMAND, CONFIRMED = "xoadulieu", "withdrawn"
YES, NO = "erase+", "erase-"
_GOOD_FOR = 24 * 60  # minutes: an old button erases nothing


def is_withdrawal(incoming: Incoming) -> bool:
    """Whether the person has asked and confirmed at the platform itself."""
    return incoming.command == COMMAND and incoming.argument == CONFIRMED


def ask(turn: Turn) -> None:
    """Say what would go and what must stay, and ask."""
    yes = turn.button("erasing.yes", f"{YES}{_minutes(turn)}")
    turn.say("erasing.ask", (yes,), (turn.button("erasing.no", f"{NO}0"),))


def pressed(turn: Turn) -> bool:
    """A press under that question."""
    press = turn.incoming.press
    if press.startswith(NO):
        turn.toast()
        turn.say("erasing.nothing_done")
        return True
    if not press.startswith(YES):
        return False
    asked = press.removeprefix(YES)
    turn.toast()
    if asked.isdecimal() and 0 <= _minutes(turn) - int(asked[:12]) <= _GOOD_FOR:
        erase(turn)
    else:
        ask(turn)
    return True


def erase(turn: Turn) -> None:
    """Do it and confirm it, with what stays and why."""
    done = erasing.erase(turn.work, turn.resident.id)
    found = [cases.own(turn.work, each, turn.resident.id, sealed=turn.shows.sealed) for each in done.owed]
    lines = [turn.words("erasing.done")]
    if owed := ", ".join(each.code for each in found if each is not None):
        lines.append(turn.words("erasing.owed", codes=owed))
    if done.kept:
        lines.append(turn.words("erasing.kept"))
    lines.append(turn.words("erasing.next"))
    turn.send(Outgoing("\n\n".join(lines)))


def _minutes(turn: Turn) -> int:
    return int(turn.work.now.timestamp()) // 60
