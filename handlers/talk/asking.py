"""The question of a dialog as a message: the first time, again after a refusal, and once for an album's parts."""

from dataclasses import replace

from core.message import Outgoing
from core.text import head as first
from dialogs.engine.hear import Refused
from dialogs.engine.prompt import prompt
from dialogs.engine.script import Asking, Here
from dialogs.engine.tongue import Tongue
from dialogs.scripts.petition_summary import Report
from handlers.cases import adding
from handlers.polls import polling
from handlers.replies.said import not_taken
from handlers.replies.turn import Preface, Turn
from handlers.talk import refusals
from storage.messages import outbox, runs
from storage.messages.runs import Run

DRAFTS = frozenset({"petition", "ask", "reply", "not_done"})  # what is written there goes to the ward
_QUOTED = 80  # UTF-16 code units


def here_of(turn: Turn) -> Here:
    """What a script may know of this chat."""
    return Here(
        sealed=turn.shows.sealed, recovery=turn.shows.cards
    )  # choices.py makes a list of buttons that do not fit


def ask(
    turn: Turn, run: Run, standing: Asking, *, head: str = "", sealed: bool = False, before: Asking | None = None
) -> None:
    """Ask the question after the words of `head`. For the parts of an album it is asked once, with the last count.

    `before`: the question that stood when the message came. A summary that only got files is not repeated whole.
    """
    outgoing = _prompt(turn, run, standing)
    short = _shortened(turn, outgoing, standing, head=head, before=before)
    if head:
        outgoing = replace(outgoing, text=f"{head}\n\n{outgoing.text}")
    _send(turn, run, standing, outgoing, sealed=sealed, short=short)


def naming_draft(turn: Turn) -> Turn:
    """The turn with a word before its next answer: a half-written report is kept. A sealed one is not quoted."""
    run = runs.open_of(turn.work, turn.chat.id, turn.incoming.person)
    said = str(run.answers.get("text") or "") if run is not None and run.dialog in DRAFTS else ""
    if run is None or not said or turn.preface is not None:
        return turn
    key = "talk.draft_kept_sealed" if run.sealed else "talk.draft_kept"
    words = Outgoing(turn.words(key, words=first(said, _QUOTED)))
    return replace(turn, preface=Preface(words, f"draft:{run.id}:{turn.incoming.external_id}"[:96]))


def _shortened(
    turn: Turn, outgoing: Outgoing, standing: Asking, *, head: str, before: Asking | None
) -> Outgoing | None:
    """The question as its only changed row, where the summary above still holds but for its files."""
    if before is None or not isinstance(standing.question, Report):
        return None
    row = standing.question.only_files(before.question, _tongue(turn))
    return replace(outgoing, text=f"{head}\n{row}".strip()) if row else None


def _prompt(turn: Turn, run: Run, standing: Asking) -> Outgoing:
    return prompt(standing, run.key, _tongue(turn), here_of(turn))


def _tongue(turn: Turn) -> Tongue:
    return Tongue(turn.ward.words, turn.lang, {"ward": turn.ward.settings.ward_name})


def _send(  # the question in two lengths, and who must not read it
    turn: Turn,
    run: Run,
    standing: Asking,
    outgoing: Outgoing,
    *,
    sealed: bool = False,
    short: Outgoing | None = None,
) -> None:
    """Send the question, in its short form where there is one. What replaces a question that has not left is whole."""
    if run.ring:
        outgoing = replace(outgoing, ring=run.ring, room=polling.room(outgoing, standing, _tongue(turn)))
    key = adding.album_key(turn)
    sealed = sealed or run.sealed
    if key is None:
        turn.send(short or outgoing, run_id=run.id, sealed=sealed)
        return
    due = turn.work.now + adding.SETTLE
    for wave in adding.waves(key):
        asked = turn.send(short or outgoing, run_id=run.id, sealed=sealed, unique_key=wave, due_at=due)
        if asked.new:
            return
        asked = turn.send(outgoing, run_id=run.id, sealed=sealed, unique_key=wave, due_at=due) if short else asked
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
