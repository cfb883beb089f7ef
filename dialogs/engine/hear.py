"""One message of a person inside a dialog: an answer, a way back, a change of an earlier answer, or nothing at all."""

import re
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from core.message import Incoming, Json, Kind, MediaKind
from core.text import fold, normal
from dialogs.engine import press as buttons
from dialogs.engine.collecting import collect
from dialogs.engine.ear import Command, Ear
from dialogs.engine.questions import LONGEST, Choose, Where, Write, place_json
from dialogs.engine.questions import Place as PlaceSaid
from dialogs.engine.script import (
    BACK,
    CANCEL,
    DONE,
    SKIP,
    Answers,
    Asking,
    Dialog,
    Here,
    Question,
    RefusedError,
    Said,
    reopen,
    step_back,
)

T = TypeVar("T")
FROM = "~from"
_LOOSE = 20  # characters: a text of that length at a choice is more of the story, not a wrong label


@dataclass(frozen=True, slots=True)
class Heard:
    """The answers are these now; `says`: a word to send before the next question."""

    answers: dict[str, Json]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Not taken; `says` tells why. Nothing has changed."""

    says: str
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The person gives it up."""


@dataclass(frozen=True, slots=True)
class Stale:
    """An old button, of this run or another: nothing has changed."""


@dataclass(frozen=True, slots=True)
class Same:
    """A button that was pressed before says again what stands already: nothing has changed, nothing is to be said."""


Hearing: TypeAlias = Heard | Refused | Cancelled | Stale | Same


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
    """A changed message that answered a question changes that answer; none when it answered none."""
    told = room.answers.get(FROM)
    key = told.get(incoming.message_id) if isinstance(told, dict) else None
    if not isinstance(key, str):
        return None
    question = next((each for each in (*room.asking.before, room.asking.question) if each.key == key), None)
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
    asking = room.asking
    if press is None or press.run != room.run_key:
        return Stale()
    if press.value == CANCEL:
        return Cancelled() if press.key == asking.question.key else Stale()
    if press.value == BACK:
        return Heard(step_back(room.answers, asking)) if press.key == asking.question.key else Stale()
    if press.key == asking.question.key:
        return _take(room, asking.question, incoming, press.value)
    before = next((each for each in asking.before if each.key == press.key), None)
    if before is None or before.collects:
        return Same() if before is not None and _ended_so(room.answers.get(before.key), press.value) else Stale()
    answer = before.read(Said(incoming, press.value))
    return Same() if answer == room.answers.get(before.key) else Heard({**room.answers, before.key: answer})


def _ended_so(collected: Json, value: str) -> bool:
    """Whether that button ended a collection as it stands: "xong", or "bỏ qua" where nothing was sent."""
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
    if not chosen and (aside := _more_of_an_answer(room, incoming) or _aside(room, question, incoming)) is not None:
        return aside
    return _take(room, question, incoming, chosen)


def _take(room: Room, question: Question[object], incoming: Incoming, chosen: str) -> Hearing:
    so_far = room.answers.get(question.key)
    answer = question.read(Said(incoming, chosen, so_far))
    answers: dict[str, Json] = {**room.answers, question.key: answer}
    answers.pop("~was", None)
    if question.turns_back and isinstance(answer, str):
        target = next((each for each in room.asking.before if each.key == answer), None)
        answers.pop(question.key)
        answers.pop("summary", None)  # the summary is shown again behind the change
        if target is not None:
            return Heard(reopen(answers, target, remember=True))
        return Heard(answers)
    if incoming.kind is Kind.MESSAGE and incoming.message_id and not chosen:
        _came_by(answers, incoming, question.key)
    return Heard(answers)


def _more_of_an_answer(room: Room, incoming: Incoming) -> Hearing | None:
    """A further picture of an album, or files right after an answer that grows (an opinion): they belong to it.

    The dialog goes on at the first of them, for nobody can know whether more will come.
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
    """Note which message answered a question, so that it can be changed."""
    told = answers.get(FROM)
    answers[FROM] = {**(told if isinstance(told, dict) else {}), incoming.message_id: key}


def _aside(room: Room, question: Question[object], incoming: Incoming) -> Hearing | None:
    """Files, a pin or more words that come while something else is asked: they are kept where they belong."""
    dialog = room.dialog
    answers = dict(room.answers)
    if incoming.media and not question.collects and dialog.media:
        whole = answers.get(dialog.media)
        was_whole = isinstance(whole, dict) and bool(whole.get("whole"))
        tells = bool(question.options and dialog.text and incoming.text)  # an album's caption may come with any part
        bare = incoming if not tells and (question.options or isinstance(question, Where)) else without_text(incoming)
        grown = collect(whole, bare)
        answers[dialog.media] = {**grown, "whole": was_whole} if isinstance(grown, dict) else grown
        if tells:
            _more_words(answers, dialog.text, incoming)
            return Heard(answers, "dialogs.added_files")
        if bare is not incoming and (incoming.text or _is_spoken(question, incoming)):
            return _take(_with(room, answers), question, incoming, "")
        return Heard(answers, "dialogs.added_files")
    if incoming.point is not None and not isinstance(question, Where) and dialog.place:
        answers[dialog.place] = place_json(PlaceSaid("", incoming.point))
        return Heard(answers, "dialogs.added_place")
    if isinstance(question, Choose) and dialog.text and len(incoming.text) >= _LOOSE:
        _more_words(answers, dialog.text, incoming)
        if led := _led_by(question, incoming.text):  # "Tổ dân phố 3, ngõ 12 …" answers, and says more
            return _take(_with(room, answers), question, incoming, led)
        return Heard(answers, "dialogs.added_words")
    return None


def _more_words(answers: dict[str, Json], key: str, incoming: Incoming) -> None:
    """Put the words behind those told before. Raises RefusedError when that is too much."""
    before = answers.get(key)
    grown = f"{before if isinstance(before, str) else ''}\n{normal(incoming.text)}".strip()
    if len(grown) > LONGEST:
        raise RefusedError("dialogs.too_long", most=LONGEST)
    answers[key] = grown


def _led_by(question: Choose, text: str) -> str:
    """The option whose label stands whole at the beginning of longer words; the longest of several, "" for none."""
    said = fold(normal(text)).strip()
    labels = [(fold(each.label), each.value) for each in question.options if each.label]
    begins = [(len(label), value) for label, value in labels if re.match(rf"{re.escape(label)}(?!\w)", said)]
    return max(begins)[1] if begins else ""


def _is_spoken(question: Question[object], incoming: Incoming) -> bool:
    """Whether a voice note is a whole answer here: many elders do not type."""
    spoken = any(each.kind in {MediaKind.VOICE, MediaKind.AUDIO} for each in incoming.media)
    return spoken and isinstance(question, Write) and question.or_voice


def _with(room: Room, answers: dict[str, Json]) -> Room:
    return replace(room, answers=answers)


def without_text(incoming: Incoming) -> Incoming:
    """The message with its files only."""
    return replace(incoming, text="")
