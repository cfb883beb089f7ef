"""The help after words that a question does not take: why, then an example, then an offer to hand them to staff.

The same sentence never comes twice in a row.
"""

from dataclasses import dataclass, replace

from civics.cases.petitions import PetitionKind
from core.message import Button, Json, Outgoing
from dialogs.engine import press
from dialogs.engine.hear import Refused
from dialogs.engine.questions import CHOOSE_ONE
from dialogs.engine.script import STAFF, Asking
from dialogs.scripts.petition import Petition
from handlers.replies.said import not_taken
from handlers.replies.turn import Turn
from handlers.talk import outcomes
from storage.messages import runs
from storage.messages.runs import Run

NOTE = "~refused"  # kept in the run's answers: at which question, how often, and which words
_TO_STAFF = frozenset({"petition", "ask", "add_or_new", "reply", "not_done", "still", "consents", "welcome"})
_MOST = 2_000  # characters of refused words that are kept


@dataclass(frozen=True, slots=True)
class Times:
    """How often the present question has refused an answer, and what that answer was."""

    count: int
    words: str


def counted(turn: Turn, run: Run, standing: Asking) -> tuple[Run, Times]:
    """Record one more refusal. For a ballot nothing is recorded, and for a secret no words are."""
    if run.ring or run.dialog == "poll":
        return run, Times(1, "")
    kept = run.answers.get(NOTE)
    same = isinstance(kept, dict) and kept.get("key") == standing.question.key
    before = kept if same and isinstance(kept, dict) else {}
    count, words = before.get("count"), str(before.get("words") or "")
    times = Times((count if isinstance(count, int) else 0) + 1, words)
    if run.dialog in _TO_STAFF:
        times = replace(times, words="\n".join(each for each in (words, turn.incoming.text) if each)[:_MOST])
    note: dict[str, Json] = {"key": standing.question.key, "count": times.count, "words": times.words}
    answers = {**run.answers, NOTE: note}
    runs.answered(turn.work, run, answers, asked=standing.question.key, sealed=run.sealed)
    return replace(run, answers=answers), times


def reworded(turn: Turn, run: Run, standing: Asking, outgoing: Outgoing, *, refused: Refused, times: Times) -> Outgoing:
    """The question once more, with the help that fits the number of refusals."""
    why = turn.words(refused.says, **refused.values)
    if times.count == 1:
        lines = [not_taken(turn), why]
        head = "\n".join(each for each in lines if each)
        return replace(outgoing, text=f"{head}\n\n{outgoing.text}")
    if times.count == 2:
        options = standing.question.options if refused.says == CHOOSE_ONE else ()
        example = next((button.label for row in outgoing.rows for button in row if options), "")
        return replace(outgoing, text=turn.words("dialogs.refused_again", example=example) if example else why)
    if run.dialog not in _TO_STAFF:
        return replace(outgoing, text=f"{why}\n\n{outgoing.text}")
    value = press.write(run.key, standing.question.key, STAFF)
    row = (Button(turn.words("dialogs.to_staff"), value),)
    return replace(outgoing, text=turn.words("dialogs.refused_to_staff"), rows=(row, *outgoing.rows))


def to_staff(turn: Turn, run: Run) -> None:
    """File what was told and what was not understood as a question, which an officer reads."""
    kept = run.answers.get(NOTE)
    refused = str(kept.get("words") or "") if isinstance(kept, dict) else ""
    told = run.answers.get("text")
    text = "\n".join(each for each in (told if isinstance(told, str) else "", refused) if each)
    outcomes.finish(turn, run, Petition(PetitionKind.HOI, text or turn.words("talk.only_files")))
