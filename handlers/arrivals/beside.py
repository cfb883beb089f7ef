"""A question in the middle of something else: it is answered, and what was begun stands as it was.

The answer stands before the dialog's own question, which is asked again. So digits go on to belong to the dialog.
"""

import re
from dataclasses import replace

from civics.answers.answering import Answered, Kind
from civics.answers.facts import Fact, fact
from civics.answers.signs import content
from civics.answers.wanted import chosen
from civics.hearing.hear import Heard
from civics.hearing.wishes import Wish
from core.message import Outgoing
from core.text import fold
from handlers.arrivals import answer_cards, questions, rights
from handlers.replies import record_words
from handlers.replies.after import After, Answer
from handlers.replies.library import Shelf
from handlers.replies.listening import hear_words, heard_of, words_of
from handlers.replies.said import not_taken
from handlers.replies.turn import Turn
from handlers.talk import talk
from storage.answers import talks
from storage.messages.runs import Run

_NO_STORY = frozenset({"poll", "contest"})
# What is written there is meant for staff, so it reaches them although it is answered too.
_REACH_STAFF = frozenset({("reply", "text"), ("not_done", "text"), ("still", "text"), ("visit", "matter")})
_ARE_QUESTIONS = frozenset({("forum", "text")})  # the question is what is asked for
_PARTS = re.compile(
    r"[,.!?;\n]+|\b(?:mà|nhân tiện|nhan tien|tiện thể|tien the)\b|(?=\b(?:cho|xin) (?:\w+ )?(?:hỏi|hoi)\b)",
    re.IGNORECASE,
)
_MOST_PARTS, _LONGEST = 8, 600  # parts, and characters, of a message in which a question is looked for


def loose(turn: Turn, run: Run) -> Answer:
    """Answer a question that was no answer to the dialog's own one. A message that also tells something is kept too.

    In a consultation or a contest, where words are no story, a question without a sure answer is told how to go on.
    """
    if not turn.incoming.text or (run.dialog not in _NO_STORY and also(turn, run)):
        return None
    return After.KEEP if _answered(turn, run) else _later(turn, run)


def typed(turn: Turn, run: Run, key: str) -> Answer:
    """Answer a question that was typed where the dialog asks for words of one's own. `key`: that of its question."""
    if (run.dialog, key) in _ARE_QUESTIONS or not turn.incoming.text:
        return None
    if run.dialog == "ask":
        return questions.instead(turn, run)
    if (run.dialog, key) in _REACH_STAFF:
        _told(turn, run)
        return None
    if run.dialog not in _NO_STORY and also(turn, run):
        return None
    return After.KEEP if _answered(turn, run) else None


def also(turn: Turn, run: Run | None = None) -> bool:
    """Answer the question in a message that tells something too, and is kept. False when it does not do both."""
    heard = heard_of(turn)
    if questions.asks_whom_to_call(turn):
        rights.reach(turn)
        return True
    if heard.sealed or not heard.asks:
        return False
    parts = _parts(turn)
    asked = [each for each in parts if heard_of(each).wish is Wish.QUESTION]
    if heard.wish is Wish.QUESTION and not any(_tells(heard_of(each)) for each in parts):
        return False
    return any(_told(each, run) for each in asked)


def _answered(turn: Turn, run: Run) -> bool:
    """Answer the message and ask the dialog's question again. False when it is no question that we can answer."""
    if not _told(turn, run, then=turn.words("answers.goes_on")):
        return False
    talk.ask_again(turn)
    return True


def _told(turn: Turn, run: Run | None, *, then: str = "") -> bool:
    """Answer the message if it is a question that we can answer. `then`: how to go on."""
    words = words_of(turn)
    if fact(words) is Fact.RECEPTION:
        turn.send(Outgoing(f"{rights.person(turn)}\n\n{then}".strip()))
        return True
    shelf, found = _fitting(turn, run)
    if shelf is None or found is None:
        return False
    questions.keep(turn, found, talk=run is None or not run.sealed)
    record = shelf.record(found.codes[0])
    if found.kind is Kind.CLARIFY or record is None:
        answer_cards.choice_beside(turn, found.codes, shelf, field=found.field, then=then)
    else:
        perhaps = "" if found.sure else f"{turn.words('answers.perhaps')}\n"
        text = f"{perhaps}{answer_cards.told(turn, record, field=found.field, clause=found.clause)}"
        turn.send(Outgoing(f"{text}\n\n{then}".strip()))
    return True


def _later(turn: Turn, run: Run) -> Answer:
    heard = heard_of(turn)
    if run.dialog not in _NO_STORY or heard.wish is not Wish.QUESTION or not content(words_of(turn)):
        return None
    turn.say("answers.later", said=not_taken(turn))
    talk.ask_again(turn)
    return After.KEEP


def _fitting(turn: Turn, run: Run | None) -> tuple[Shelf | None, Answered | None]:
    """The answer when the message is a question that one record surely answers, or a few records may answer.

    In a report that was not sent yet, one that may answer it will do: the question is about something else.
    """
    shelf, found = questions.answer_to(turn)
    if shelf is None or found is None or found.kind is Kind.PASS:
        return None, None
    heard, chooses = heard_of(turn), _chooses(turn, shelf, found)
    other = run is not None and run.dialog not in _NO_STORY and heard.topic not in questions.TROUBLES
    fits = found.kind is Kind.CLARIFY or found.sure or (other and not heard.tells)
    if not chooses and (not fits or heard.wish is not Wish.QUESTION):
        return None, None
    if run is not None and run.dialog == "poll" and any(map(shelf.base.laws.get, found.codes)):
        return None, None  # it is asked of the draft, not of a law
    return shelf, found


def _chooses(turn: Turn, shelf: Shelf, found: Answered) -> bool:
    """Whether the words choose one of the records that were offered a moment ago: by its place, or by its name."""
    last = talks.last(turn.work, turn.chat.id)
    if last is None or found.kind is not Kind.ANSWER or found.codes[0] not in last.offered:
        return False
    record = shelf.record(found.codes[0])
    names = (record.name, record_words.label(record)) if record is not None else ()
    return chosen(words_of(turn)) is not None or fold(turn.incoming.text) in map(fold, names)


def _parts(turn: Turn) -> list[Turn]:
    """The sentences of a message, each as a message of its own. None of a long one, or where there is only one."""
    text = turn.incoming.text
    parts = [each.strip() for each in _PARTS.split(text) if each.strip()] if len(text) <= _LONGEST else []
    if not 1 < len(parts) <= _MOST_PARTS:
        return []
    return [
        replace(turn, incoming=replace(turn.incoming, text=each), heard=hear_words(turn.work, turn.ward, each))
        for each in parts
    ]


def _tells(heard: Heard) -> bool:
    """Whether a part of a message tells of something wrong in the ward."""
    return heard.wish is Wish.REPORT and (not heard.topic or heard.topic in questions.TROUBLES)
