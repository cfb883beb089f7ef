"""The meaning of one message inside a dialog: an answer, a way back, a change of an earlier answer, or nothing."""

from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from core.message import Incoming, Json, Kind
from core.text import normal
from dialogs.engine import asides
from dialogs.engine import press as buttons
from dialogs.engine.ear import Command, Ear
from dialogs.engine.errors import RefusedError
from dialogs.engine.going_back import reopen, step_back
from dialogs.engine.script import ASK, BACK, CANCEL, DONE, SKIP, STAFF, Answers, Asking, Dialog, Here, Question, Said

T = TypeVar("T")
FROM = "~from"


@dataclass(frozen=True, slots=True)
class Heard:
    """The answers as they are now. `says`: the key of a sentence to send before the next question."""

    answers: dict[str, Json]
    says: str = ""
    loose: bool = False  # words that answered no question were added to the story of the dialog
    free: bool = False  # words of one's own answered a question


@dataclass(frozen=True, slots=True)
class Refused:
    """The message was not taken; `says` is the key of the reason. Nothing has changed."""

    says: str
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The person gives up the dialog."""


@dataclass(frozen=True, slots=True)
class Stale:
    """An old button, of this run or another one. Nothing has changed."""


@dataclass(frozen=True, slots=True)
class Same:
    """A button that was pressed before repeats the present answer. Nothing has changed, and no reply is needed."""


@dataclass(frozen=True, slots=True)
class ToStaff:
    """The person leaves to staff what no question took."""


Hearing: TypeAlias = Heard | Refused | Cancelled | Stale | Same | ToStaff


@dataclass(frozen=True, slots=True)
class Room:
    """What hearing needs to know of the run."""

    dialog: Dialog[object]
    answers: Answers
    asking: Asking
    run_key: str
    here: Here
    ear: Ear


def hear(room: Room, incoming: Incoming) -> Hearing:
    """What a message or a press means for the run."""
    try:
        return _press(room, incoming) if incoming.kind is Kind.PRESS else _message(room, incoming)
    except RefusedError as error:
        return Refused(error.says, error.values)


def edited(room: Room, incoming: Incoming) -> Hearing | None:
    """The changed answers after an edit of a message that answered a question; None when it answered none."""
    told = room.answers.get(FROM)
    key = told.get(incoming.message_id) if isinstance(told, dict) else None
    if not isinstance(key, str):
        return None
    asked = (*room.asking.before, *room.asking.quiet, room.asking.question)
    question = next((each for each in asked if each.key == key), None)
    text = normal(incoming.text).strip()
    if question is None and key == room.dialog.text and text and isinstance(room.answers.get(key), str):
        return Heard({**room.answers, key: text})  # told before it was asked for: its question comes later
    if question is None or question.collects or question.options:
        return None
    try:
        return Heard({**room.answers, key: question.read(Said(incoming, so_far=room.answers.get(key)))})
    except RefusedError as error:
        return Refused(error.says, error.values)


def _press(room: Room, incoming: Incoming) -> Hearing:
    press = buttons.read(incoming.press)
    if press is None or press.run != room.run_key:
        return Stale()
    if press.key == room.asking.question.key:
        return _of_this_question(room, incoming, press.value)
    if press.value in {CANCEL, BACK, STAFF}:
        return Stale()
    return _of_another_question(room, incoming, press)


def _of_this_question(room: Room, incoming: Incoming, value: str) -> Hearing:
    if value == CANCEL:
        return Cancelled()
    if value == STAFF:
        return ToStaff()
    if value == BACK:
        return Heard(step_back(room.answers, room.asking))
    return _take(room, room.asking.question, incoming, value)


def _of_another_question(room: Room, incoming: Incoming, press: buttons.Press) -> Hearing:
    """An old button of this run. It may change that answer, or repeat the answer that is there."""
    asking = room.asking
    if press.value == asking.question.key == room.answers.get(ASK):
        return Same()  # the row that is being changed was pressed again
    before = next((each for each in (*asking.before, *asking.quiet) if each.key == press.key), None)
    if before is None:
        return Stale()
    stands = room.answers.get(before.key)
    if before.collects:
        return Same() if _ended_so(stands, press.value) else Stale()
    answer = before.read(Said(incoming, press.value))
    return Same() if answer == stands else Heard({**room.answers, before.key: answer})


def _ended_so(collected: Json, value: str) -> bool:
    """Whether that button ended the collection as it is: "xong", or "bỏ qua" where nothing was sent."""
    return value == DONE or (value == SKIP and isinstance(collected, dict) and not collected.get("media"))


def _message(room: Room, incoming: Incoming) -> Hearing:
    question = room.asking.question
    chosen = room.ear.chosen(question, incoming, room.here)
    command = room.ear.command(incoming) if not chosen else None
    if command is Command.CANCEL:
        return Cancelled()
    if command is Command.BACK:
        return Heard(step_back(room.answers, room.asking))
    if command is Command.GO_ON:
        return Heard(dict(room.answers))
    if not chosen and (more := _more_of_an_answer(room, incoming)) is not None:
        return more
    kept = asides.aside(room.dialog, room.answers, question, incoming) if not chosen else None
    if kept is None:
        return _take(room, question, incoming, chosen)
    if kept.answers_too:
        return _take(replace(room, answers=kept.answers), question, incoming, kept.chosen)
    return Heard(kept.answers, kept.says, loose=kept.loose)


def _take(room: Room, question: Question[object], incoming: Incoming, chosen: str) -> Hearing:
    so_far = room.answers.get(question.key)
    answer = question.read(Said(incoming, chosen, so_far))
    answers: dict[str, Json] = {**room.answers, question.key: answer}
    answers.pop("~was", None)
    if not question.collects or chosen:
        answers.pop(ASK, None)
    if question.turns_to(answer) and isinstance(answer, str):
        target = next((each for each in (*room.asking.before, *room.asking.quiet) if each.key == answer), None)
        answers.pop(question.key)
        answers.pop("summary", None)  # the summary is shown again after the change
        if target is not None:
            return Heard(reopen(answers, target, remember=True))
        return Heard(answers)
    if incoming.kind is Kind.MESSAGE and incoming.message_id and not chosen:
        _came_by(answers, incoming, question.key)
    return Heard(answers, free=bool(incoming.text) and not chosen and not question.options)


def _more_of_an_answer(room: Room, incoming: Incoming) -> Hearing | None:
    """One more picture of an album, or files right after an answer that can grow (an opinion).

    They belong to that answer.

    The dialog goes on at the first file, because nobody can know whether more will come.
    """
    before = room.asking.before
    grows = [each for each in before if each.grows]
    mine = next((each for each in grows if each.is_part(room.answers.get(each.key), incoming)), None)
    if mine is None and grows and grows[-1] is before[-1] and room.asking.question.options:
        mine = grows[-1]
    if mine is None or not incoming.media:
        return None
    grown, says = mine.grown(room.answers.get(mine.key), incoming)
    answers: dict[str, Json] = {**room.answers, mine.key: grown}
    _came_by(answers, incoming, mine.key)
    return Heard(answers, says)


def _came_by(answers: dict[str, Json], incoming: Incoming, key: str) -> None:
    """Note which message answered a question, so that an edit can change the answer."""
    told = answers.get(FROM)
    answers[FROM] = {**(told if isinstance(told, dict) else {}), incoming.message_id: key}
