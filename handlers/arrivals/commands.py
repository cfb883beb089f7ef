"""What a word or a slash command asks for outside of a dialog: menu, cases, language, help, consents."""

from collections.abc import Callable

from civics.cases.petitions import PetitionKind
from core.press import Press
from dialogs.engine.menu import Intent
from dialogs.scripts.petition import MEANT
from handlers.bulletins import subscribing
from handlers.cases import cards
from handlers.people import claiming, erasing, moving
from handlers.polls.invites import OPEN
from handlers.replies.menus import language_rows, menu_rows, more_rows
from handlers.replies.said import loose_answers, named_kind
from handlers.replies.turn import Turn
from handlers.talk import asking, talk
from storage.messages import chats

_SLASH = {
    "hoso": Intent.CASES, "cases": Intent.CASES, "menu": Intent.MENU, "help": Intent.HELP, "trogiup": Intent.HELP,
    "ngonngu": Intent.LANGUAGE, "language": Intent.LANGUAGE, "phananh": Intent.REPORT, "report": Intent.REPORT,
    "hoi": Intent.ASK, "ask": Intent.ASK, "dongy": Intent.CONSENTS, "consents": Intent.CONSENTS,
    "gopy": Intent.POLL, "poll": Intent.POLL, "chuyenkenh": Intent.MOVE, "move": Intent.MOVE,
    "bantin": Intent.BULLETINS, "bulletins": Intent.BULLETINS, "xoadulieu": Intent.ERASE, "erase": Intent.ERASE,
    "ho": Intent.HOUSEHOLD, "more": Intent.NOTICE, "word": Intent.WORD, "household": Intent.HOUSEHOLD,
    "datlich": Intent.VISIT, "visit": Intent.VISIT, "thi": Intent.CONTEST, "contest": Intent.CONTEST,
    "doithoai": Intent.DIALOGUE, "dialogue": Intent.DIALOGUE,
    "danhgia": Intent.RATE, "rate": Intent.RATE, "bankiennghi": Intent.BOARD,
    "guiban": Intent.LETTER,
}  # fmt: skip


_DONE_BY: dict[Intent, Callable[[Turn], None]] = {
    Intent.CASES: cards.listing, Intent.CONSENTS: talk.begin_consents,
    Intent.POLL: talk.begin_poll, Intent.MOVE: moving.give, Intent.BULLETINS: subscribing.listing,
    Intent.CONTEST: talk.begin_contest, Intent.ERASE: erasing.ask,
    Intent.HOUSEHOLD: claiming.show, Intent.WORD: talk.begin_word,
}  # fmt: skip
_BEGINS = {
    Intent.VISIT: "visit",
    Intent.DIALOGUE: "forum",
    Intent.RATE: "rate",
    Intent.BOARD: "board",
    Intent.LETTER: "letter",
}
_PUT_ASIDE = frozenset({*_BEGINS, Intent.CONTEST, Intent.ASK, Intent.REPORT, Intent.WORD, Intent.CONSENTS})
_IN_CONFIDENCE = frozenset({Intent.RATE})  # sealed from the first word, forgotten at the end


def slash(turn: Turn) -> bool:
    """Answer a slash command. False for one that a dialog may know (/huy, /quaylai), and for an unknown one."""
    incoming = turn.incoming
    if incoming.command == "start":
        _start(turn)
        return True
    intent = _SLASH.get(incoming.command)
    if intent is None:
        return False
    answer(turn, intent)
    return True


def _start(turn: Turn) -> None:
    if turn.incoming.argument == "report":
        talk.begin(turn, "petition", answers={MEANT: PetitionKind.PHAN_ANH.value})
    elif turn.incoming.argument == "ask":
        talk.begin(turn, "ask")
    elif turn.incoming.argument.partition("-")[0] == OPEN:
        talk.begin_poll(turn, which=turn.incoming.argument.partition("-")[2])
    else:
        turn.say("talk.menu", *menu_rows(turn))


def answer(turn: Turn, intent: Intent) -> None:
    """Do what the words ask for. A report that waits half-written is kept, and named before the other question."""
    if intent in _PUT_ASIDE:
        turn = asking.naming_draft(turn)
    if intent in _DONE_BY:
        _DONE_BY[intent](turn)
        return
    if intent in _BEGINS:
        talk.begin(turn, _BEGINS[intent], sealed=intent in _IN_CONFIDENCE)
        return
    match intent:
        case Intent.REPORT:
            named = named_kind(turn, turn.incoming.command or turn.incoming.text)
            talk.begin_petition(turn, meant=named or PetitionKind.PHAN_ANH.value)
        case Intent.ASK:
            talk.begin(turn, "ask", answers=loose_answers(turn))
        case Intent.NOTICE:
            turn.say("welcome.details", *more_rows(turn), chat=turn.ward.web_chat)
        case Intent.LANGUAGE:
            turn.say("talk.choose_language", *language_rows(turn))
        case Intent.HELP:
            turn.say("talk.help", *menu_rows(turn), *more_rows(turn), chat=turn.ward.web_chat)
        case _:
            turn.say("talk.menu", *menu_rows(turn))


def pressed(turn: Turn, pressed: Press) -> None:
    """A press on a button of the menu."""
    turn.toast()
    try:
        answer(turn, Intent(pressed.args[0]))
    except ValueError:
        turn.say("talk.menu", *menu_rows(turn))


def language_pressed(turn: Turn, pressed: Press) -> None:
    """A press on one of the languages."""
    lang = pressed.args[0]
    changed = turn.in_chat(chats.changed(turn.work, turn.chat, lang=lang, lang_fixed=True, lang_next=""))
    changed.toast()
    changed.say("talk.language_is")
    talk.ask_again(changed)
