"""A private chat: the first words, commands, the dialog in progress, the case that is open, and loose words."""

from civics.cases import emergencies
from civics.hearing.urgency import spot
from core.message import Kind, Outgoing
from core.words import LANGUAGES
from dialogs.engine import menu
from dialogs.engine.ear import Command
from handlers.arrivals import bulletin_replies, commands
from handlers.cases import adding, cards, filing, outside
from handlers.people import claiming, consents, erasing, moving
from handlers.replies import alongside
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from handlers.talk import talk
from storage.cases import cases, entries
from storage.messages import chats, runs
from storage.messages.runs import Run
from storage.people import residents
from storage.ward import alerts, audit

_STORY = 40  # characters: too long to be an answer
_MORE = 10  # characters: "mất nước rồi" is no answer either; what is shorter is quoted back


def handle(turn: Turn) -> bool:
    """Answer one message of a private chat. True when its raw payload must be forgotten at once."""
    incoming = turn.incoming
    if incoming.kind is Kind.ADDED:
        return _came(turn)
    if erasing.is_withdrawal(incoming):
        erasing.erase(turn)
        return True
    _emergency(turn)
    new = turn.chat.greeted_at is None
    if new:
        turn = _greet(turn)
    if moving.entered(turn) or claiming.entered(turn) or outside.submitted(turn):
        return True  # a code, a secret word, a telephone number: it stands nowhere else any more
    if new and not _says_something(turn):
        talk.begin(turn, "welcome")
        return False
    turn = alongside.marked(turn)
    incoming = turn.incoming
    if incoming.command and (bulletin_replies.started(turn) or commands.slash(turn)):
        return False
    if (joined := adding.late_part(turn)) is not None:
        return joined.sealed
    run = runs.open_of(turn.work, turn.chat.id, incoming.person)
    if not (run is not None and adding.is_part_of(turn, run)) and bulletin_replies.quoted(turn):
        return filing.names_wrongdoing(turn.ward, incoming.text)
    if run is not None:
        return talk.go_on(
            turn, run, otherwise=lambda: _asks_for_something(turn, run), outside=lambda: _outside_of_dialogs(turn)
        )
    return _outside_of_dialogs(turn)


def _came(turn: Turn) -> bool:
    """Who follows the ward's account and has said nothing yet is greeted; who unblocked us will say why."""
    if turn.chat.greeted_at is None:
        talk.begin(_greet(turn), "welcome")
    return False


def _outside_of_dialogs(turn: Turn) -> bool:
    """A quoted or an open case, a wish, or loose words."""
    if not turn.incoming.command and _says_nothing(turn):
        return _loose(turn)  # a sticker, or what the platform keeps from bots, adds nothing to a case
    if _to_quoted(turn) or bulletin_replies.typed(turn) or _to_open_case(turn):
        return False
    if turn.ward.ear.command(turn.incoming) is Command.GO_ON:
        talk.resume(turn)
        return False
    intent = menu.intent(turn.ward.words, turn.incoming.text) if not turn.incoming.media else None
    if intent is not None:
        _answer(turn, intent)
        return False
    return _loose(turn)


def _answer(turn: Turn, intent: menu.Intent) -> None:
    if intent is menu.Intent.NEWS:
        bulletin_replies.bring(turn)
    else:
        commands.answer(turn, intent)


def _asks_for_something(turn: Turn, run: Run) -> bool:
    """Answer a menu word ("hồ sơ", "trợ giúp") that came in the middle of a dialog; the dialog waits.

    A story told while consents are asked is taken as one, and so is more of what was told just before: nobody has to
    tell it again.
    """
    if run.dialog in {"welcome", "consents"} and _tells(turn):
        _loose(turn)
        return True
    intent = menu.intent(turn.ward.words, turn.incoming.text) if not turn.incoming.media else None
    if intent is not None:
        _answer(turn, intent)
    return intent is not None or bulletin_replies.typed(turn)


def _tells(turn: Turn) -> bool:
    """Whether it is too much to be an answer to a yes or no."""
    length = len(turn.incoming.text)
    if turn.incoming.media or length > _STORY:
        return True
    if length <= _MORE or menu.intent(turn.ward.words, turn.incoming.text) is not None:
        return False
    return not menu.is_greeting(turn.ward.words, turn.incoming.text)


def _says_something(turn: Turn) -> bool:
    """Whether a first message already says what it is about, beyond a hello or /start."""
    incoming = turn.incoming
    if incoming.media or incoming.point or (incoming.command and incoming.command != "start"):
        return True
    if incoming.command == "start":
        return bool(incoming.argument)
    intent = menu.intent(turn.ward.words, incoming.text)
    return (
        bool(incoming.text) and intent is not menu.Intent.MENU and not menu.is_greeting(turn.ward.words, incoming.text)
    )


def _greet(turn: Turn) -> Turn:
    """Say once who is behind the bot, that it is automatic, what is kept and why; record which words were shown."""
    greeted = chats.changed(turn.work, turn.chat, greeted_at=turn.work.now)
    languages = tuple(turn.button(f"talk.language_{each}", f"lang.{each}") for each in LANGUAGES if each != turn.lang)
    text = turn.words("welcome.greeting")
    turn.send(Outgoing(text, rows=(languages,)), unique_key=f"greet:{turn.chat.id}", aside=True)
    consents.record_consent(turn, "notice", given=True, shown="welcome.greeting")
    residents.change(turn.work, turn.resident.id, erased_at=None)  # who was forgotten and comes back begins anew
    return turn.in_chat(greeted)


def _emergency(turn: Turn) -> None:
    """Before anything else: the numbers to call. The duty officer sees an alert, without content."""
    spotted = spot(turn.incoming.text) if turn.incoming.text else frozenset()
    if not spotted:
        return
    numbers = ", ".join(emergencies.numbers(spotted))
    turn.send(Outgoing(turn.words("talk.emergency", numbers=numbers)))
    alerts.sound(
        turn.work, "emergency", detail=f"chat {turn.chat.id}: {', '.join(sorted(spotted))}",
        unique_key=f"emergency:{turn.chat.id}:{turn.incoming.external_id}",
    )  # fmt: skip
    audit.record(turn.work, "chat.emergency", actor="resident")


def _to_quoted(turn: Turn) -> bool:
    """A message that quotes one of a case adds to that case."""
    quoted = turn.incoming.quoted
    if quoted is None:
        return False
    found = entries.of_message(turn.work, turn.chat.id, quoted.message_id)
    if found is None:
        return False
    own = cases.own(turn.work, found.case_id, turn.resident.id, sealed=turn.shows.sealed)
    if own is None:
        return False
    adding.add_to(turn, own)
    return True


def _to_open_case(turn: Turn) -> bool:
    """A message inside an opened case adds to it; a command word does not."""
    chat = turn.chat
    if chat.open_case_id is None or chat.open_until is None or chat.open_until < turn.work.now:
        return False
    if not turn.incoming.media and menu.intent(turn.ward.words, turn.incoming.text) is not None:
        return False
    own = cases.own(turn.work, chat.open_case_id, turn.resident.id, sealed=turn.shows.sealed)
    if own is None:
        return False
    if turn.ward.ear.command(turn.incoming) in {Command.CANCEL, Command.BACK, Command.DONE}:
        chats.open_case(turn.work, chat.id, None)
        cards.listing(turn)
        return True
    adding.add_to(turn, own)
    return True


def _says_nothing(turn: Turn) -> bool:
    return not (turn.incoming.text or turn.incoming.media or turn.incoming.point)


def _loose(turn: Turn) -> bool:
    """Words or files out of nowhere: to one of the open cases, or a new one. Nothing of it has to be said again."""
    incoming = turn.incoming
    if _says_nothing(turn):
        turn.say("talk.not_understood", *menu_rows(turn))
        return False
    if menu.is_thanks(turn.ward.words, incoming.text) and not incoming.media:
        turn.say("talk.thanks", *menu_rows(turn))
        return False
    if menu.is_greeting(turn.ward.words, incoming.text) and not incoming.media:
        turn.say("talk.menu", *menu_rows(turn))
        return False
    sealed = filing.names_wrongdoing(turn.ward, incoming.text)
    open_cases = cases.open_of(turn.work, turn.resident.id, limit=5, sealed=turn.shows.sealed)
    if open_cases and not sealed:
        talk.begin_add_or_new(turn, open_cases)
    else:
        talk.begin_petition(turn, sealed=sealed)
    return sealed
