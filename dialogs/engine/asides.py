"""What comes while another question is open: files, a pin and further words are kept where they belong."""

import re
from dataclasses import dataclass, replace

from core.message import Incoming, Json, MediaKind
from core.text import fold, normal
from dialogs.engine.collecting import collect
from dialogs.engine.errors import RefusedError
from dialogs.engine.questions import LONGEST, Choose, Where, Write, place_json
from dialogs.engine.questions import Place as PlaceSaid
from dialogs.engine.script import Answers, Dialog, Question

_LOOSE = 20  # characters: at a choice, a text of this length is more of the story, not a wrong label


@dataclass(frozen=True, slots=True)
class Kept:
    """The answers with what came. `answers_too`: the message also answers the question, with the option `chosen`."""

    answers: dict[str, Json]
    says: str = ""
    loose: bool = False
    answers_too: bool = False
    chosen: str = ""


def aside(dialog: Dialog[object], answers: Answers, question: Question[object], incoming: Incoming) -> Kept | None:
    """The part of the message that belongs to another answer. None when it answers the question, or is nothing at all.

    Raises RefusedError when there is too much of it.
    """
    for keep in (_files, _pin, _words):
        if (kept := keep(dialog, answers, question, incoming)) is not None:
            return kept
    return None


def without_text(incoming: Incoming) -> Incoming:
    """The message with its files only."""
    return replace(incoming, text="")


def _files(dialog: Dialog[object], answers: Answers, question: Question[object], incoming: Incoming) -> Kept | None:
    if not incoming.media or question.collects or not dialog.media:
        return None
    tells = bool(question.options and dialog.text and incoming.text)  # an album's caption may come with any part
    bare = incoming if not tells and (question.options or isinstance(question, Where)) else without_text(incoming)
    kept = {**answers, dialog.media: _grown(answers.get(dialog.media), bare)}
    if tells:
        told, _ = _told(dialog, kept, question, incoming)
        return Kept(told, "dialogs.added_files")
    if bare is not incoming and (incoming.text or _is_spoken(question, incoming)):
        return Kept(kept, answers_too=True)
    return Kept(kept, "dialogs.added_files")


def _grown(so_far: Json, incoming: Incoming) -> Json:
    """A collection with the message's files. Whether it is complete stays as it was."""
    was_whole = isinstance(so_far, dict) and bool(so_far.get("whole"))
    grown = collect(so_far, incoming)
    return {**grown, "whole": was_whole} if isinstance(grown, dict) else grown


def _pin(dialog: Dialog[object], answers: Answers, question: Question[object], incoming: Incoming) -> Kept | None:
    if incoming.point is None or isinstance(question, Where) or not dialog.place:
        return None
    before = answers.get(dialog.place)
    words = before.get("words", "") if isinstance(before, dict) else ""
    place = PlaceSaid(words if isinstance(words, str) else "", incoming.point)
    return Kept({**answers, dialog.place: place_json(place)}, "dialogs.added_place")


def _words(dialog: Dialog[object], answers: Answers, question: Question[object], incoming: Incoming) -> Kept | None:
    text = incoming.text.strip()
    if not dialog.text or not text or not isinstance(question, Choose):
        return None
    if question.open and not incoming.command:
        told, says = _told(dialog, answers, question, incoming)
        return Kept(told, says, loose=True)
    if len(incoming.text) < _LOOSE:
        return None
    more = _more(dialog, answers, incoming)
    if led := _led_by(question, incoming.text):  # "Tổ dân phố 3, ngõ 12 …" answers the question, and says more
        return Kept(more, answers_too=True, chosen=led)
    return Kept(more, "dialogs.added_words", loose=True)


def _told(
    dialog: Dialog[object], answers: Answers, question: Question[object], incoming: Incoming
) -> tuple[dict[str, Json], str]:
    """The answers with further words, where the question says that they belong, or else after the words before."""
    own = question.loose(normal(incoming.text).strip(), answers) if question.open else None
    return own if own is not None else (_more(dialog, answers, incoming), "dialogs.added_words")


def _more(dialog: Dialog[object], answers: Answers, incoming: Incoming) -> dict[str, Json]:
    """The words after those told before. Raises RefusedError when that is too much."""
    before = answers.get(dialog.text)
    grown = f"{before if isinstance(before, str) else ''}\n{normal(incoming.text)}".strip()
    if len(grown) > LONGEST:
        raise RefusedError("dialogs.too_long", most=LONGEST)
    return {**answers, dialog.text: grown}


def _led_by(question: Choose, text: str) -> str:
    """The option whose whole label begins the longer words. If there are several, the longest; "" for none."""
    said = fold(normal(text)).strip()
    labels = [(fold(each.label), each.value) for each in question.options if each.label]
    begins = [(len(label), value) for label, value in labels if re.match(rf"{re.escape(label)}(?!\w)", said)]
    return max(begins)[1] if begins else ""


def _is_spoken(question: Question[object], incoming: Incoming) -> bool:
    """Whether a voice note is a complete answer here: many older people do not type."""
    spoken = any(each.kind in {MediaKind.VOICE, MediaKind.AUDIO} for each in incoming.media)
    return spoken and isinstance(question, Write) and question.or_voice
