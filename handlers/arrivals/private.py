"""A private chat. A message is offered to one step after the other, and the first that knows it answers.

The order of the steps is the politeness of the service: danger comes first, then what must be forgotten at once, then
the dialog in progress, then what the words ask for. What no step knows becomes a petition. Nothing that is said is
lost.
"""

from collections.abc import Callable
from typing import TypeAlias

from civics.cases.petitions import PetitionKind
from core.message import Kind
from dialogs.engine import menu
from dialogs.engine.ear import Command
from handlers.arrivals import (
    beside,
    bulletin_replies,
    commands,
    danger,
    disclosed,
    from_page,
    greeting,
    questions,
    wishes,
)
from handlers.cases import adding, cards, filing, outside
from handlers.people import claiming, erasing, moving
from handlers.replies import alongside
from handlers.replies.after import After, Answer
from handlers.replies.listening import heard_of, listened
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from handlers.staff import linking
from handlers.talk import talk
from storage.cases import cases, entries
from storage.messages import chats, runs

Step: TypeAlias = Callable[[Turn], Answer]
_STORY = 40  # characters: a longer text is no answer to a question of yes or no
_MORE = 10  # characters: "mất nước rồi" is no such answer either; a shorter text is quoted back


def handle(turn: Turn) -> After:
    """Answer one message of a private chat. Gives what happens to its raw payload."""
    turn = listened(turn) if turn.incoming.text else turn
    if (after := _first(turn, _BEFORE_GREETING)) is not None:
        return after
    new = turn.chat.greeted_at is None
    if not new:
        return _known(turn)
    if not _says_something(turn):
        turn = greeting.greet(turn, alone=True)
        return _first(turn, _SECRETS) or After.KEEP
    turn = greeting.greet_with_answer(turn)
    after = _known(turn)
    turn.send_preface()
    return after


def _known(turn: Turn) -> After:
    """Answer somebody who was greeted."""
    if (after := _first(turn, _SECRETS)) is not None:
        return after
    turn = alongside.marked(turn)
    return _first(turn, _WORDS) or After.KEEP


def _first(turn: Turn, steps: tuple[Step, ...]) -> Answer:
    """The answer of the first step that knows the message."""
    return next((after for step in steps if (after := step(turn)) is not None), None)


def _came(turn: Turn) -> Answer:
    """Greet a person who follows the ward's account and has said nothing yet. One who unblocked us will say why."""
    if turn.incoming.kind is not Kind.ADDED:
        return None
    if turn.chat.greeted_at is None:
        greeting.greet(turn, alone=True)
    return After.KEEP


def _withdraws_at_platform(turn: Turn) -> Answer:
    if not erasing.is_withdrawal(turn.incoming):
        return None
    erasing.erase(turn)
    return After.FORGET


def _in_danger(turn: Turn) -> Answer:
    return danger.heard(turn)


def _secret(turn: Turn) -> Answer:
    """A code, a recovery word or a telephone number. It is kept nowhere else afterwards."""
    entered = (linking.entered, moving.entered, claiming.entered, outside.submitted)
    return After.FORGET if any(each(turn) for each in entered) else None


def _command(turn: Turn) -> Answer:
    if turn.incoming.command and any(
        each(turn) for each in (bulletin_replies.started, from_page.started, commands.slash)
    ):
        return After.KEEP
    return None


def _late_part(turn: Turn) -> Answer:
    """One more picture of an album whose other pictures were taken already."""
    joined = adding.late_part(turn)
    return None if joined is None else After.of(sealed=joined.sealed)


def _quoted_bulletin(turn: Turn) -> Answer:
    if turn.incoming.quoted is None:
        return None
    run = runs.open_of(turn.work, turn.chat.id, turn.incoming.person)
    if (run is not None and adding.is_part_of(turn, run)) or not bulletin_replies.quoted(turn):
        return None
    return After.of(sealed=filing.names_wrongdoing(turn.ward, turn.incoming.text))


def _in_dialog(turn: Turn) -> Answer:
    """What belongs to the dialog in progress, or what the words ask for in the middle of it."""
    run = runs.open_of(turn.work, turn.chat.id, turn.incoming.person)
    if run is None:
        return None
    ask: Step = lambda turn: beside.loose(turn, run)  # noqa: E731  # a step for this run
    steps = (ask, *_BESIDE_CONSENTS) if run.dialog in {"welcome", "consents"} else (*_BESIDE, ask)
    return talk.go_on(
        turn, run,
        otherwise=lambda: _first(turn, steps),
        words=lambda key: beside.typed(turn, run, key),
        outside=lambda: _first(turn, _OUTSIDE) or After.KEEP,
    )  # fmt: skip


def _said_nothing(turn: Turn) -> Answer:
    """A sticker, or a message that the platform hides from bots. It adds nothing to a case."""
    incoming = turn.incoming
    if incoming.text or incoming.media or incoming.point or incoming.command:
        return None
    turn.say("talk.not_understood", *menu_rows(turn))
    return After.KEEP


def _quoted_case(turn: Turn) -> Answer:
    """A message that quotes a message of a case is added to that case."""
    quoted = turn.incoming.quoted
    found = entries.of_message(turn.work, turn.chat.id, quoted.message_id) if quoted is not None else None
    if found is None:
        return None
    own = cases.own(turn.work, found.case_id, turn.resident.id, sealed=turn.shows.sealed)
    if own is None:
        return None
    adding.add_to(turn, own)
    return After.KEEP


def _keyword(turn: Turn) -> Answer:
    return After.KEEP if bulletin_replies.typed(turn) else None


def _go_on(turn: Turn) -> Answer:
    if turn.ward.ear.command(turn.incoming) is not Command.GO_ON:
        return None
    talk.resume(turn)
    return After.KEEP


def _menu_word(turn: Turn) -> Answer:
    intent = menu.intent(turn.ward.words, turn.incoming.text) if not turn.incoming.media else None
    if intent is None:
        return None
    if intent is menu.Intent.NEWS:
        bulletin_replies.bring(turn)
    else:
        commands.answer(turn, intent)
    return After.KEEP


def _open_case(turn: Turn) -> Answer:
    """A message inside an opened case is added to it; a command leaves the case."""
    chat = turn.chat
    if chat.open_case_id is None or chat.open_until is None or chat.open_until < turn.work.now:
        return None
    own = cases.own(turn.work, chat.open_case_id, turn.resident.id, sealed=turn.shows.sealed)
    if own is None:
        return None
    if turn.ward.ear.command(turn.incoming) in {Command.CANCEL, Command.BACK, Command.DONE}:
        chats.open_case(turn.work, chat.id, None)
        cards.listing(turn)
        return After.KEEP
    adding.add_to(turn, own)
    return After.KEEP


def _question_inside(turn: Turn) -> Answer:
    """A question inside a report ("đèn hỏng thì gọi ai") gets both: its answer, and its report to send or its case."""
    if not turn.incoming.text or turn.incoming.command or not beside.also(turn):
        return None
    return _open_case(turn) or _petition(turn, meant=PetitionKind.PHAN_ANH)


def _petition(turn: Turn, *, meant: str = "") -> Answer:
    """Words or files outside of a dialog go to an open case, or begin a new one. Nothing has to be said again."""
    sealed = filing.names_wrongdoing(turn.ward, turn.incoming.text, heard_of(turn))
    open_cases = cases.open_of(turn.work, turn.resident.id, limit=5, sealed=turn.shows.sealed)
    if open_cases and not sealed:
        talk.begin_add_or_new(turn, open_cases)
    else:
        talk.begin_petition(turn, sealed=sealed, meant=meant)
    return After.of(sealed=sealed)


def _story_beside_consents(turn: Turn) -> Answer:
    """Words that tell something while we ask for consents are a story, or belong to the story just before."""
    length = len(turn.incoming.text)
    known = menu.intent(turn.ward.words, turn.incoming.text) is not None or wishes.is_small_talk(turn)
    tells = bool(turn.incoming.media) or length > _STORY or (length > _MORE and not known)
    return _petition(turn) if tells else None


def _says_something(turn: Turn) -> bool:
    """Whether a first message says what it is about, beyond a greeting or /start."""
    incoming = turn.incoming
    if incoming.media or incoming.point or (incoming.command and incoming.command != "start"):
        return True
    if incoming.command == "start":
        return bool(incoming.argument)
    is_hello = menu.intent(turn.ward.words, incoming.text) is menu.Intent.MENU or wishes.is_small_talk(turn)
    return bool(incoming.text) and not is_hello


_BEFORE_GREETING: tuple[Step, ...] = (_came, _withdraws_at_platform, _in_danger)
_SECRETS: tuple[Step, ...] = (_secret,)
_OUTSIDE: tuple[Step, ...] = (
    _said_nothing, _quoted_case, _keyword, wishes.case_of_code, _menu_word, disclosed.asked, questions.of_the_ward,
    questions.surely,
    wishes.right, wishes.status, _go_on, wishes.small_talk, _question_inside, questions.surely_asked, _open_case,
    questions.asked, _petition,
)  # fmt: skip
_WORDS: tuple[Step, ...] = (_command, _late_part, _quoted_bulletin, _in_dialog, *_OUTSIDE)
_BESIDE: tuple[Step, ...] = (wishes.case_of_code, _menu_word, wishes.right, wishes.status, _keyword)
_BESIDE_CONSENTS: tuple[Step, ...] = (_story_beside_consents, *_BESIDE)
