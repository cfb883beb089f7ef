"""The question of a dialog as a message: the first time, again after a refusal, and once for an album's parts."""

from dataclasses import replace

from core.message import Outgoing
from dialogs.engine.hear import Refused
from dialogs.engine.prompt import prompt
from dialogs.engine.script import Asking, Here
from dialogs.engine.tongue import Tongue
from handlers.cases import adding
from handlers.polls import polling
from handlers.replies.said import not_taken
from handlers.replies.turn import Turn
from handlers.talk import refusals
from storage.messages import outbox
from storage.messages.runs import Run


def here_of(turn: Turn) -> Here:
    """What a script may know of this chat."""
    return Here(
        sealed=turn.shows.sealed, recovery=turn.shows.cards
    )  # choices.py makes a list of buttons that do not fit


def ask(turn: Turn, run: Run, standing: Asking, *, head: str = "", sealed: bool = False) -> None:
    """Ask the question after the words of `head`. For the parts of an album it is asked once, with the last count."""
    outgoing = _prompt(turn, run, standing)
    if head:
        outgoing = replace(outgoing, text=f"{head}\n\n{outgoing.text}")
    _send(turn, run, standing, outgoing, sealed=sealed)


def _prompt(turn: Turn, run: Run, standing: Asking) -> Outgoing:
    return prompt(standing, run.key, _tongue(turn), here_of(turn))


def _tongue(turn: Turn) -> Tongue:
    return Tongue(turn.ward.words, turn.lang, {"ward": turn.ward.settings.ward_name})


def _send(turn: Turn, run: Run, standing: Asking, outgoing: Outgoing, *, sealed: bool = False) -> None:
    if run.ring:
        outgoing = replace(outgoing, ring=run.ring, room=polling.room(outgoing, standing, _tongue(turn)))
    key = adding.album_key(turn)
    sealed = sealed or run.sealed
    if key is None:
        turn.send(outgoing, run_id=run.id, sealed=sealed)
        return
    due = turn.work.now + adding.SETTLE
    for wave in adding.waves(key):
        asked = turn.send(outgoing, run_id=run.id, sealed=sealed, unique_key=wave, due_at=due)
        if asked.new:
            return
        if outbox.replace(turn.work, wave, asked.outgoing):
            outbox.postpone(turn.work, wave, due, at_most=adding.LONGEST)
            return


def refuse(turn: Turn, run: Run, standing: Asking, refused: Refused) -> None:
    """Say why an answer was not taken and ask again, in one message.

    For a part of an album the question comes later, once, so the reason comes alone.
    """
    if adding.album_key(turn) is not None:
        why = "\n".join(each for each in (not_taken(turn), turn.words(refused.says, **refused.values)) if each)
        turn.send(Outgoing(why, ring=run.ring), run_id=run.id, sealed=run.sealed)
        ask(turn, run, standing)
        return
    run, times = refusals.counted(turn, run, standing)
    _send(
        turn,
        run,
        standing,
        refusals.reworded(turn, run, standing, _prompt(turn, run, standing), refused=refused, times=times),
    )
